"""The records of a project as layers of the map: points, areas and lines of each type, in the symbols of its values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from desktop.canvas.columns import Labels, PointColumns, ShapeColumns, point_columns, shape_columns
from desktop.canvas.layer import EVERY_SCALE, MapLayer, PointLayer, ShapeLayer
from desktop.canvas.point_index import index_points
from desktop.canvas.shape_index import ShapeIndex, index_shapes
from desktop.canvas.styles import AreaStyle, Symbol, aggregate_of, area_styles, point_symbols
from desktop.filters.filters import Rows
from forensics.catalogue import Field, RecordType
from forensics.dates import is_uncertain
from forensics.messages import Message
from forensics.ports import MapColumns
from layers.drawing import (
    BETWEEN,
    EVIDENCE,
    OCCUPATION,
    OCCUPIED,
    OTHER,
    OTHER_PERIODS,
    dates_of_period,
    evidence_labels,
    is_placed_exactly,
    line_between,
    tells_occupation,
)
from layers.drawing import FROM_BELOW as FROM_BELOW
from layers.drawing import value_label as value_label
from layers.looks import By, Looks, looks_of, own_looks
from layers.project import Project

GRAVES = ("site", "site_link", "exhumation", "case", "sample", "artefact", "context")
AT_FIRST = {
    "exhume": ("settlement", "hazard", *GRAVES),
    "plan": ("settlement", "occupation", "hazard", "survey_area", "track", "facility", "site"),
    "analyse": ("occupation", "interview", "incident"),
}
"""The types that each workspace shows at first."""
CLOSE_UP: Mapping[str, float] = {"context": 2.0, "case": 2.0, "artefact": 1.0, "sample": 1.0}
"""Metres per pixel from which on inwards the things inside a grave are drawn."""
PARTS_CLOSE_UP = 20.0
NAMED = ("settlement", "site", "exhumation", "survey_area", "facility", "case", "context")
BESIDE = 16.0
"""Pixels beside its settlement that a period of control is drawn: occupation on its right, others on its left."""
FEW_PERIODS = 3
"""Periods of control in a square of the map that are still drawn one by one: each settlement has several."""
MOST_NAMED = 3000
"""Records of a type up to which each may have its name written on the map."""

Names = Mapping[str, Mapping[int, str]]
"""For each language ('' for all of them) the name of each row."""


@dataclass(frozen=True)
class Part:
    """One geometry field of a type as the map draws it: its key, whether the type's records are counted by it."""

    key: str
    title: str
    columns: ShapeColumns
    main: bool


@dataclass(frozen=True, eq=False)
class Group:
    """Records of a type that are drawn and counted apart from its others, as a layer of points of their own."""

    key: str
    title: Message
    several: tuple[str, str]  # shape and colour of the mark that stands for several
    rows: NDArray[np.bool_]  # which of the type's records are in it
    beside: float


@dataclass(frozen=True, eq=False)
class TypeLayers:
    """What the map needs of one type, as read; layers are made of it for whatever is looked at."""

    kind: RecordType
    narrow: MapColumns
    looks: Looks
    points: PointColumns
    parts: tuple[Part, ...] = ()
    base: tuple[MapLayer, ...] = field(default=())

    @property
    def count(self) -> int:
        """Records of the type, with a place or without."""
        return len(self.narrow.row)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of its layers."""
        return tuple(layer.key for layer in self.base)

    @property
    def counting(self) -> tuple[str, ...]:
        """The keys of the layers whose rows are the type's records."""
        points = (layer.key for layer in self.base if isinstance(layer, PointLayer))
        return (*points, *(part.key for part in self.parts if part.main))

    @property
    def groups(self) -> tuple[Group, ...]:
        """What is counted apart in the type, from the bottom up: occupation and the other periods, else nothing."""
        if not tells_occupation(self.kind):
            return ()
        occupied: NDArray[np.bool_] = self.having(OCCUPIED)
        shape, colour = aggregate_of(self.kind.name)
        return (
            Group(self.kind.name + OTHER, OTHER_PERIODS, (shape, "grey"), ~occupied, -BESIDE),
            Group(self.kind.name, OCCUPATION, (shape, colour), occupied, BESIDE),
        )

    def having(self, *codes: str) -> NDArray[np.bool_]:
        """Which of the records have one of these codes of the field that the type is styled by of itself."""
        known = self.narrow.style_codes
        mine: NDArray[np.bool_] = np.isin(self.narrow.style, [known.index(code) for code in codes if code in known])
        return mine

    def looked_at(self, mask: Rows | None) -> tuple[MapLayer, ...]:
        """The layers with those rows alone that the mask leaves; fast enough for a hand that drags a slider."""
        if mask is None:
            return self.base
        rows = self.narrow.row[mask]
        return tuple(_showing(layer, rows) for layer in self.base)


def read_type(project: Project, type_: str, narrow: MapColumns, by: By | None = None) -> TypeLayers:
    """Everything that the map draws of a type, styled by a field; `narrow` are its columns. Blocking."""
    kind = project.catalogue[type_]
    looks = _looks(project, kind, narrow, by)
    names = _names(project, kind, narrow)
    parts = tuple(
        part for place in kind.places if place.geometry != "Point"
        if (part := _part(project, kind, place, narrow, looks.codes, names)) is not None
    )  # fmt: skip
    if type_ in BETWEEN:
        parts = (_lines(project, kind, narrow, looks.codes),)
    drawn = next((part.columns.ids for part in parts if part.main), np.zeros(0, np.int64))
    alone = ~np.isin(narrow.row, drawn) & (type_ not in BETWEEN)
    points = point_columns(
        narrow.row[alone], narrow.x[alone], narrow.y[alone], looks.codes[alone],
        labels=_labels(names, narrow.row[alone]),
    )  # fmt: skip
    made = TypeLayers(kind, narrow, looks, points, parts)
    return replace(made, base=_layers(made))


def _looks(project: Project, kind: RecordType, narrow: MapColumns, by: By | None) -> Looks:
    """A record whose place is taken from its settlement, though it might have one of its own, looks uncertain, and so
    does a period of control that begins or ends on a day that is not certain."""
    uncertain = ~narrow.sure & np.isfinite(narrow.x) if is_placed_exactly(kind) else None
    dated = [project.register.field_column(kind.name, name) for name in dates_of_period(kind)]
    if dated:
        uncertain = np.array([any(map(is_uncertain, ends)) for ends in zip(*dated, strict=True)], bool)
    if by is None or by.field == kind.about.style:
        return own_looks(kind, narrow.style_codes, narrow.style, uncertain)
    return looks_of(kind, project.register.field_column(kind.name, by.field), by, uncertain)


def _layers(made: TypeLayers) -> tuple[MapLayer, ...]:
    kind, looks, by = made.kind, made.looks, made.looks.by or ""
    close = CLOSE_UP.get(kind.name, EVERY_SCALE)
    shapes: list[MapLayer] = [
        ShapeLayer(
            part.key, part.title, index_shapes(part.columns), looks.areas, looks.titles, by=by,
            from_mpp=close if part.main else min(close, PARTS_CLOSE_UP),
        )
        for part in made.parts
    ]  # fmt: skip

    def layer(key: str, title: Message | str, points: PointColumns, several: tuple[str, str]) -> PointLayer:
        return PointLayer(
            key, title, index_points(points), looks.symbols, looks.titles, several, from_mpp=close, by=by
        )  # fmt: skip

    if not made.groups:
        return (*shapes, layer(kind.name, kind.about.plural, made.points, aggregate_of(kind.name)))
    grouped = [
        replace(
            layer(group.key, group.title, _chosen(made.points, made.narrow.row[group.rows]), group.several),
            beside=group.beside, few=FEW_PERIODS,
        )
        for group in made.groups
    ]  # fmt: skip
    return (*shapes, *grouped)


def _chosen(points: PointColumns, rows: NDArray[np.int64]) -> PointColumns:
    """The points of these rows."""
    kept = np.flatnonzero(np.isin(points.ids, rows))
    labels = {language: [texts[row] for row in kept.tolist()] for language, texts in points.labels.items()}
    return point_columns(points.ids[kept], points.lon[kept], points.lat[kept], points.style[kept], labels=labels)


def drawn_as_area(kind: RecordType) -> bool:
    """Whether the records of a type are areas or lines, and points only where no more is known."""
    return kind.name in BETWEEN or (kind.main_place is not None and kind.main_place.geometry != "Point")


def swatch_of(kind: RecordType, value: str) -> Symbol | AreaStyle:
    """How one value of a type is drawn, as its main geometry is."""
    if drawn_as_area(kind):
        return area_styles(kind.name, (value,))[0]
    return point_symbols(kind.name, (value,))[0]


def _part(
    project: Project, kind: RecordType, place: Field, narrow: MapColumns, style: NDArray[Any], names: Names
) -> Part | None:  # fmt: skip
    found = list(project.register.shapes(kind.name, place.part))
    if not found:
        return None
    rows = np.array([row for row, _ in found], np.int64)
    at = np.searchsorted(narrow.row, rows)
    known = (at < len(narrow.row)) & (narrow.row[np.minimum(at, len(narrow.row) - 1)] == rows)
    kept = np.flatnonzero(known)
    labels = _labels(names, rows[kept]) if not place.part else {}
    columns = shape_columns(rows[kept], [found[index][1] for index in kept.tolist()], style[at[kept]], labels=labels)
    return Part(f"{kind.name}.{place.name}", place.label, columns, main=not place.part)


def _lines(project: Project, kind: RecordType, narrow: MapColumns, style: NDArray[Any]) -> Part:
    """The records of a type that is drawn from one record to another, with what each rests on in words."""
    register, ends = project.register, BETWEEN[kind.name]
    held = register.fields_of(kind.name, ("id", *ends, EVIDENCE))
    rows = register.ids_to_rows(kind.name, [str(one["id"]) for one in held])
    places = _points_of(project, {target for name in ends for target in kind.by_name[name].target})
    at = {row: index for index, row in enumerate(narrow.row.tolist())}
    found = [
        (at[rows[one["id"]]], line, one.get(EVIDENCE) or ())
        for one in held
        if rows.get(one["id"]) in at
        and (line := line_between(*(places.get(str(one.get(name))) for name in ends))) is not None
    ]
    kept = np.array([index for index, _, _ in found], np.int64)
    labels = evidence_labels(kind, [evidence for _, _, evidence in found])
    columns = shape_columns(narrow.row[kept], [line for _, line, _ in found], style[kept], labels=labels)
    return Part(f"{kind.name}.line", kind.about.plural, columns, main=True)


def _points_of(project: Project, types: Iterable[str]) -> dict[str, tuple[float, float]]:
    """Where each record of these types is drawn, by its id, in degrees."""
    found: dict[str, tuple[float, float]] = {}
    for type_ in types:
        columns = project.register.map_columns(type_)
        placed = np.isfinite(columns.x)
        ids = project.register.rows_to_ids(type_, columns.row[placed].tolist())
        found |= dict(zip(ids, zip(columns.x[placed].tolist(), columns.y[placed].tolist(), strict=True), strict=True))
    return found


def _names(project: Project, kind: RecordType, narrow: MapColumns) -> Names:
    """What is written beside the records of a type: the settlement's name in each language, else the code."""
    if kind.name not in NAMED or not 0 < len(narrow.row) <= MOST_NAMED:
        return {}
    register = project.register
    codes = {record: code for code, record in register.codes(kind.name).items()}
    rows = register.ids_to_rows(kind.name, list(codes))
    if not kind.names:
        return {"": {row: codes[record] for record, row in rows.items()}}
    titles = register.titles(codes)
    languages = sorted({language for found in titles.values() for language in found.names})
    return {
        language: {
            row: titles[record].names.get(language) or next(iter(titles[record].names.values()), codes[record])
            for record, row in rows.items()
            if record in titles
        }
        for language in languages
    }


def _labels(names: Names, rows: NDArray[np.int64]) -> Labels:
    listed: Sequence[int] = rows.tolist()
    return {language: [named.get(row, "") for row in listed] for language, named in names.items()}


def _showing(layer: MapLayer, rows: NDArray[np.int64]) -> MapLayer:
    if isinstance(layer, PointLayer):
        return replace(layer, index=layer.index.showing(rows))
    if isinstance(layer, ShapeLayer):
        return replace(layer, index=_part_of(layer.index, np.isin(layer.index.ids, rows)))
    return layer


def _part_of(index: ShapeIndex, chosen: NDArray[np.bool_]) -> ShapeIndex:
    """Some of the shapes, as an index of their own."""
    kept = np.flatnonzero(chosen)
    labels = {language: [texts[row] for row in kept.tolist()] for language, texts in index.labels.items()}
    return ShapeIndex(
        index.ids[kept], index.lonlat[kept], index.geometry[kept], index.style[kept], labels,
        None if index.rank is None else index.rank[kept], index.unplaced,
    )  # fmt: skip


def outline_of(project: Project, type_: str, record: str, name: str) -> shapely.Geometry | None:
    """The geometry of one field of one record in degrees, or None. Blocking."""
    values = project.register.values(type_, record) or {}
    place = values.get(name)
    return shapely.from_wkb(place["geometry"]) if place else None
