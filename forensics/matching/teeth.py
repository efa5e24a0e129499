"""Dental charts tooth by tooth: what was seen in life, what is seen now, and which of the two could follow.

INTERPOL DVI, on dental comparison: a tooth that was lost in life is not there later, and a filling does not go away; a
tooth that is whole in an old record may be filled or lost since.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from forensics.folding import fold


class Tooth(StrEnum):
    """The state of one tooth, as far as it can be compared."""

    ABSENT = "absent"
    CROWNED = "crowned"
    FILLED = "filled"
    SOUND = "sound"


Teeth = Mapping[str, Tooth]
"""FDI number to state; a tooth of which nothing is said is left out."""

_SPOKEN: tuple[tuple[Tooth | None, str], ...] = (
    (None, "unknown postmortem post-mortem посмертно посмертна невідомо"),
    (Tooth.ABSENT, "absent missing extracted lost відсутній відсутня видалений видалено втрачений"),
    (Tooth.CROWNED, "crown crowned bridge implant коронка міст імплант"),
    (Tooth.FILLED, "filling filled amalgam composite restoration root canal пломба пломбований амальгама композит"),
    (Tooth.SOUND, "sound present intact healthy virgin здоровий присутній інтактний цілий"),
)  # fmt: skip
_STATES = tuple((state, frozenset(fold(said).split())) for state, said in _SPOKEN)
MILK = "5678"
"""First figures of the FDI numbers of milk teeth, which are lost and followed by others."""


def read_teeth(rows: Iterable[Mapping[str, str]]) -> Teeth:
    """The teeth of a chart of which the state is said; milk teeth and what was lost after death are left out."""
    found: dict[str, Tooth] = {}
    for row in rows:
        number = (row.get("tooth") or "").strip()
        state = _state(f"{row.get('state') or ''} {row.get('treatment') or ''}")
        if number and number[0] not in MILK and state is not None:
            found[number] = state
    return found


def _state(text: str) -> Tooth | None:
    said = set(fold(text).split())
    return next((state for state, named in _STATES if said & named), None)


def compare_teeth(then: Teeth, now: Teeth) -> tuple[list[str], list[str], list[str]]:
    """Teeth that agree in a treatment or loss, that differ though they should not, and that cannot be of one person."""
    agree: list[str] = []
    differ: list[str] = []
    excluded: list[str] = []
    for number in sorted(set(then) & set(now)):
        before, after = then[number], now[number]
        if before is after:
            if before is not Tooth.SOUND:
                agree.append(number)
        elif before is Tooth.ABSENT:
            excluded.append(number)
        elif after is Tooth.SOUND or (before, after) == (Tooth.CROWNED, Tooth.FILLED):
            differ.append(number)
    return agree, differ, excluded
