"""Numbers as layers: TYPE_by_settlement, TYPE_by_hexagon, TYPE_by_month, TYPE_by_year, and the total of each type.

They are tables like those of records, with rows that are made here and not copied: every format that writes those
writes these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import shapely

from forensics.catalogue import MAIN, Catalogue, RecordType
from forensics.disclosure import Profile, pseudonym
from forensics.fields import Field, Kind, Sensitivity
from forensics.messages import say
from forensics.ports import Values
from forensics.statistics.suppression import FEWEST, FEWEST_AT_RISK
from layers.errors import MayNotWrite
from layers.exports.counted import Counted, count_openly, counted_types
from layers.exports.hexagons import hexagon_outline
from layers.exports.pseudonyms import masking_of, project_key
from layers.exports.selecting import ColumnOut, Selection, TableOut
from layers.project import Project

COUNT = "count"
TOTALS = "numbers"
"""The table of the totals of all types."""
BY = ("settlement", "hexagon", "month", "year")
_LABELS = {
    COUNT: say("Number"), "settlement": say("Settlement"), "code": say("Code"), "hexagon": say("Hexagon"),
    "month": say("Month"), "year": say("Year"), "type": say("Type of record"),
}  # fmt: skip
_TITLES = {"settlement": say("Numbers by settlement"), "hexagon": say("Numbers by hexagon")}


@dataclass(frozen=True)
class CountLayer:
    """One table of numbers: `rows` hold the geometry (WKB, EPSG:4326) first where the table has one, then its columns.

    A number is None where it is not told.
    """

    table: TableOut
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class Numbers:
    """The layers of numbers of an export, and what its manifest says of them."""

    layers: tuple[CountLayer, ...] = ()
    document: Mapping[str, Any] = field(default_factory=dict)


NARROWED = say("Numbers are told of the whole register only: conditions would let them be subtracted.")
UNNOTED = say(
    "Numbers are not told from a project that may only be read: what is told of them is entered in its journal."
)
OF_PARTNERS = say(
    "Of what partners are given as records, only such records are counted: a sum with others would tell of those."
)
UNMERGED = say("What copies of the project that were not merged have published is not known here.")


def told_numbers(
    project: Project, profile: Profile, selection: Selection, as_of: str = "", *, note: bool = True
) -> Numbers:
    """The numbers that an export carries: none under a profile that is not for everybody, or with conditions.

    Without `note` they are not entered into the journal, and must not be handed out.
    """
    types = [one for one in counted_types(project.catalogue, profile) if not selection.types or one in selection.types]
    if not types:
        return Numbers()
    if selection.asks or as_of:
        return Numbers(document={"told": False, "why": str(NARROWED)})
    try:
        counted = count_openly(project, profile, selection.recipient, note=note)
    except MayNotWrite:
        return Numbers(document={"told": False, "why": str(UNNOTED)})
    layers = count_layers(project.catalogue, counted, project_key(project), types, masking_of(project, profile).code)
    said = {
        "told": True,
        "fewest": FEWEST,
        "fewest_at_risk": FEWEST_AT_RISK,
        "hidden": counted.hidden,
        "counted": str(OF_PARTNERS),
        "not_known": str(UNMERGED),
    }
    return Numbers(tuple(layers), said)


def layer_names(type_: str) -> tuple[str, ...]:
    """The layers of numbers of a type."""
    return tuple(f"{type_}_by_{by}" for by in BY)


def count_layers(
    catalogue: Catalogue, counted: Counted, key: bytes, asked: Sequence[str] = (), told: Callable[[str], str] = str
) -> list[CountLayer]:
    """The layers of the types that are asked for, all where none is; `key` is that of the project's pseudonyms."""
    types = [type_ for type_ in counted.types if not asked or type_ in asked]
    made = [layer for type_ in types for layer in _layers(catalogue[type_], counted, key, told)]
    return [*made, _totals(catalogue, counted, types)] if types else []


def _layers(kind: RecordType, counted: Counted, key: bytes, told: Callable[[str], str]) -> Iterator[CountLayer]:
    named = counted.settlements
    settlements = [
        (_place(named[id_]), pseudonym(key, id_), told(str(named[id_].get("code") or "")), number)
        for id_, number in counted.by_settlement(kind.name).items()
    ]  # fmt: skip
    settlements.sort(key=lambda row: str(row[1]))
    yield _layer(kind, "settlement", "Point", ("settlement", "code"), settlements)
    hexagons = sorted(counted.by_hexagon(kind.name).items())
    outlined = [(hexagon_outline(name).wkb, name, number) for name, number in hexagons]
    yield _layer(kind, "hexagon", "MultiPolygon", ("hexagon",), outlined)
    yield _layer(kind, "month", "", ("month",), list(counted.by_month(kind.name).items()))
    yield _layer(kind, "year", "", ("year",), list(counted.by_year(kind.name).items()))


def _place(settlement: Values) -> bytes | None:
    geometry = (settlement.get(MAIN) or {}).get("geometry")
    return None if not geometry else shapely.to_wkb(shapely.force_2d(shapely.from_wkb(geometry)).representative_point())


def _layer(
    kind: RecordType, by: str, geometry: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> CountLayer:
    place = Field(MAIN, Kind.PLACE, str(_TITLES[by]), geometry=geometry, part=f"by_{by}") if geometry else None
    listed = tuple(_column(name) for name in (*columns, COUNT))
    return CountLayer(TableOut(f"{kind.name}_by_{by}", kind, f"by_{by}", place, "", listed), tuple(rows))


def _totals(catalogue: Catalogue, counted: Counted, types: Sequence[str]) -> CountLayer:
    rows = tuple((type_, counted.whole(type_)) for type_ in types)
    columns = (_column("type"), _column(COUNT))
    return CountLayer(TableOut(TOTALS, catalogue[types[0]], "total", None, "", columns), rows)


def _column(name: str) -> ColumnOut:
    kind = Kind.WHOLE if name == COUNT else Kind.TEXT
    declared = Field(name, kind, str(_LABELS[name]), sensitivity=Sensitivity.PUBLIC)
    return ColumnOut(name, "INTEGER" if kind is Kind.WHOLE else "TEXT", declared, "")
