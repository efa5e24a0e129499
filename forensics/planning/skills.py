"""Which skills an area asks for, and whether a team has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from forensics.messages import Message
from forensics.records.planning import SurveyArea, Team
from forensics.vocabulary.planning import SKILL

FOR_PURPOSE: Mapping[str, tuple[str, ...]] = {
    "interview": ("interviewing", "interviewing_children", "sexual_violence_interviewing"),
    "geophysics": ("geophysics",),
    "exhumation": ("archaeology", "anthropology"),
}
"""By purpose the skills of which a team has at least one."""
FOR_METHOD: Mapping[str, tuple[str, ...]] = {
    "GPR": ("geophysics",),
    "magnetometry": ("geophysics",),
    "resistivity": ("geophysics",),
    "dog": ("dog_handling",),
    "drone": ("drone",),
    "test_trench": ("archaeology",),
    "exhumation": ("archaeology", "anthropology"),
}
"""By method the skills of which a team has at least one."""


def lacking(area: SurveyArea, team: Team) -> Message | None:
    """The skills that an area asks for and a team has not; None where it has all."""
    has = set(team.skills or ())
    missing = [one for one in dict.fromkeys(_asked(area)) if not has & set(one)]
    if not missing:
        return None
    names = {f"skill{at}": Message(SKILL.codes[group[0]]) for at, group in enumerate(missing)}
    return Message(", ".join(f"{{{name}}}" for name in names), names)


def _asked(area: SurveyArea) -> Iterator[tuple[str, ...]]:
    if area.purpose is not None and area.purpose in FOR_PURPOSE:
        yield FOR_PURPOSE[area.purpose]
    for method in area.method or ():
        if method in FOR_METHOD:
            yield FOR_METHOD[method]
