"""What a public product is until a second person has released it, and which edition it is afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forensics.messages import Message, say

DRAFT = say("DRAFT")
"""What stands on every page of a public product that no second person has released."""


@dataclass(frozen=True)
class Edition:
    """A product that a second person released; `number` counts from 1, `day` is ISO 8601.

    `draft` is the SHA-256 of the file that was looked at. A later edition says of the one before it which it was (its
    SHA-256), why it was made anew, and which of its tables are others now.
    """

    number: int
    day: str
    draft: str
    why: str = ""
    former: str = ""
    changed: tuple[str, ...] = ()


def stamp(edition: Edition | None) -> Message:
    """The word or two on every page of a public product."""
    return DRAFT if edition is None else say("Edition {number}", number=edition.number)


def standing_words(edition: Edition | None) -> Message:
    """One sentence or two on where a public product stands, for its foot and its metadata."""
    if edition is None:
        return say("Draft: no second person has released this. It is not to be handed on.")
    if not edition.former:
        return say("Edition {number}, released {day}.", number=edition.number, day=edition.day)
    return say(
        "Edition {number}, released {day}, in place of edition {former} ({hash}): {why} Changed: {changed}.",
        number=edition.number, day=edition.day, former=edition.number - 1, hash=edition.former[:12],
        why=_sentence(edition.why), changed=", ".join(edition.changed) or "–",
    )  # fmt: skip


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def changed_tables(before: Sequence[str], after: Sequence[str]) -> tuple[str, ...]:
    """What differs between the tables of two editions, each a text NAME:ROWS:SHA-256, as the ledger holds them."""
    former, later = _by_name(before), _by_name(after)
    found = []
    for name in sorted({*former, *later}):
        if former.get(name) != later.get(name):
            rows = [held.get(name, ("0", ""))[0] for held in (former, later)]
            found.append(name if rows[0] == rows[1] else f"{name} ({rows[0]} → {rows[1]})")
    return tuple(found)


def _by_name(tables: Sequence[str]) -> Mapping[str, tuple[str, str]]:
    return {name: (rows, digest) for name, rows, digest in (table.split(":") for table in tables)}
