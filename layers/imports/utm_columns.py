"""Zone, easting and northing in three columns: they are one text of UTM, with the zone that each row names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from forensics.reading import folded
from layers.imports.source import Row, Source

COLUMN = "UTM"
_ZONE = frozenset({"zone", "utm zone", "zona", "зона", "зона utm"})
_EAST = frozenset({"easting", "east", "e", "x", "utm e", "utm x", "utm easting"})
_NORTH = frozenset({"northing", "north", "n", "y", "utm n", "utm y", "utm northing"})
_ONE_ZONE = re.compile(r"(\d{1,2})\s*([C-HJ-NP-X])?", re.IGNORECASE)


def with_utm(source: Source) -> Source:
    """The source with such a column, where it has the three and a zone stands in them; else as it is."""
    at = [_one_of(source.columns, names) for names in (_ZONE, _EAST, _NORTH)]
    if None in at or COLUMN in source.columns or source.geometry:
        return source
    zone, east, north = (place for place in at if place is not None)
    return replace(source, columns=(*source.columns, COLUMN), rows=partial(_rows, source, zone, east, north))


def _one_of(columns: Sequence[str], names: frozenset[str]) -> int | None:
    found = [at for at, column in enumerate(columns) if folded(column) in names]
    return found[0] if len(found) == 1 else None


def _rows(source: Source, zone: int, east: int, north: int) -> Iterator[Row]:
    for row in source.rows():
        if row.fault is not None:
            yield row
        else:
            yield row._replace(cells=(*row.cells, _text(row.cells[zone], row.cells[east], row.cells[north])))


def _text(zone: str, east: str, north: str) -> str:
    if not (east.strip() and north.strip()):
        return ""
    match = _ONE_ZONE.fullmatch(zone.strip())
    named = f"{match[1]}{(match[2] or 'N').upper()}" if match else zone.strip()
    return f"{named} {east.strip()} {north.strip()}"
