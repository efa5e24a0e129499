"""What the level of an incident rests on, and what is left of it where some of its sources may not be used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forensics.consenting import named
from forensics.messages import Message, say_count

INDEPENDENT_GROUPS = 2
"""How many independent groups of sources verified needs, as the methodology ships."""


@dataclass(frozen=True)
class Footing:
    """On how many sources something rests, and on how many independent groups of them."""

    sources: int
    groups: int

    @classmethod
    def of(cls, groups: Iterable[str | None]) -> Footing:
        """From the group of each source; one without a group counts in none."""
        listed = list(groups)
        return cls(len(listed), len({group for group in listed if group}))


def rests_on(incident: Mapping[str, Any]) -> tuple[str, ...]:
    """The ids of the sources that an incident with these values names, under seal too."""
    return (*named(incident.get("sources")), *named(incident.get("sealed_links")))


def _carries(footing: Footing, level: str) -> bool:
    """Whether sources can carry a level: one makes a thing credible, a second one corroborates it."""
    if level == "verified":
        return footing.groups >= INDEPENDENT_GROUPS
    return footing.sources >= {"corroborated": 2, "credible": 1}.get(level, 0)


FALLS_TO = {"verified": "corroborated", "corroborated": "credible", "credible": "allegation"}
"""The next lower level. A lead and what was refuted fall no further."""


def level_left(level: str, before: Footing, left: Footing) -> str:
    """The level that is left where only some of the sources may be used; as it was where those carry it as before.

    A level that its sources did not carry before either was given on other grounds, and stays.
    """
    while level in FALLS_TO and _carries(before, level) and not _carries(left, level):
        level = FALLS_TO[level]
    return level


def levels_above(level: str) -> tuple[str, ...]:
    """The levels that fall to this one."""
    above: list[str] = []
    for higher in FALLS_TO:
        at = higher
        while at in FALLS_TO and at != level:
            at = FALLS_TO[at]
        if at == level and higher != level:
            above.append(higher)
    return tuple(above)


NAMED = 3
"""So many of the incidents that fell are named."""


def told_lowered(codes: Sequence[str]) -> Message | None:
    """What is said where incidents fell with a change of their sources; None where none did."""
    if not codes:
        return None
    told = ", ".join(codes[:NAMED]) + (", …" if len(codes) > NAMED else "")
    return say_count(
        "{count} incident fell to a lower level, since its sources do not carry the one it had ({named}).",
        "{count} incidents fell to a lower level, since their sources do not carry the one they had ({named}).",
        count=len(codes), named=told,
    )  # fmt: skip
