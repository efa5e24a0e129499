"""The heights of one grave: which datums its records count from, and what was stated between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forensics.survey.heights import SITE_DATUM, Datum, Height, Heights, Shift
from layers.siteplan.tie import number_of

GRID = "grid"
"""The datum of z in a site grid: zero at its datum point. Not a code of the vocabulary; it never leaves."""
BELOW_DATUM = "datum"


@dataclass(frozen=True)
class Levels:
    """What tells the z of the grid of anything that says a height. `shown` is the datum in which heights are written.

    `zero` is the height of the grid's zero over `shown`; None where nobody recorded it, and z itself is written.
    """

    heights: Heights
    grid: Datum
    shown: Datum
    zero: float | None
    exhumation: str

    def z_of_height(self, metres: float, code: str, name: str = "") -> float | None:
        """The z of a height over a datum; None where no transformation to it is stated."""
        between = self.heights.metres_between(self.datum(code, name), self.grid)
        return None if between is None else metres + between

    def datum(self, code: str, name: str = "") -> Datum:
        """A datum as the records name it: a site datum is that of its exhumation."""
        return Datum(code, self.exhumation) if code == SITE_DATUM else Datum(code, name)

    def written(self, z: float) -> float:
        """A z as it is written on plan and section."""
        return z if self.zero is None else z + self.zero

    def height(self, z: float) -> Height:
        """A z as a height over the datum shown."""
        return Height(self.written(z), self.shown)


def levels_of(exhumation: Mapping[str, Any], code: str) -> Levels:
    """The levels of an exhumation's grid; raises ContradictingShifts."""
    grid = Datum(GRID, code)
    zero, named = number_of(exhumation.get("datum_height")), str(exhumation.get("height_datum") or "")
    bare = Levels(Heights(), grid, grid, None, code)
    shifts = []
    if zero is not None and named:
        shifts.append(Shift(grid, bare.datum(named, str(exhumation.get("height_datum_name") or "")), zero))
    for row in exhumation.get("height_shifts") or ():
        metres = number_of(row.get("add"))
        if metres is not None and row.get("from") and row.get("to"):
            shifts.append(Shift(_named(bare, row["from"]), _named(bare, row["to"]), metres, row.get("basis", "")))
    shown = shifts[0].target if zero is not None and named else grid
    return Levels(Heights.stated(shifts), grid, shown, zero if named else None, code)


def _named(levels: Levels, text: str) -> Datum:
    """A datum as a cell names it: its code, and behind it which geoid is meant."""
    code, _, name = text.strip().partition(" ")
    return levels.datum(code, name.strip())
