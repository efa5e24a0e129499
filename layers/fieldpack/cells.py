"""A row of a layer as the texts of its fields, and those as canonical values: the same road out and back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

import orjson
import shapely

from forensics.errors import TaphosError
from forensics.fields import Field, Kind
from forensics.geometry import promoted
from forensics.messages import Message
from forensics.reading import Reading, read_value
from forensics.values import to_canonical
from layers.exports.geopackage_schema import HEADER_BYTES
from layers.exports.selecting import GEOMETRY, TableOut
from layers.register.columns import PLACE_PARTS

Row = Mapping[str, Any]
DEGREES = "EPSG:4326"
PHONE = "phone"
CLOSE = 1e-9
"""Degrees by which a shape may differ and still be the same: a tenth of a millimetre."""


def texts_of(table: TableOut, row: Row) -> dict[str, str]:
    """By field what a row says of it as text, “” where it says nothing; of fields that a person may fill in."""
    found: dict[str, str] = {}
    for column in table.columns:
        of = column.field
        if of.spatial or not of.typed or (table.part and of != table.geometry):
            continue
        found[of.name] = text_of(of, row.get(column.name))
    if table.geometry is not None:
        found[table.geometry.name] = _place_text(table.geometry, row)
    return found


def text_of(of: Field, cell: object) -> str:
    """A cell as text that is read as any typed text is."""
    if cell is None:
        return ""
    if isinstance(cell, bytes):
        return cell.decode("utf-8", "replace")
    text = repr(cell) if isinstance(cell, float) else str(cell)
    if of.kind in (Kind.CODES, Kind.REFERENCES) and text.startswith("{") and text.endswith("}"):
        return orjson.dumps(_listed(text[1:-1])).decode()
    return text


def _listed(text: str) -> list[str]:
    """The items of a list as QGIS writes them into a column of text: {"a","b"}."""
    return [one for one in next(csv.reader(io.StringIO(text), escapechar="\\"), []) if one]


def _place_text(of: Field, row: Row) -> str:
    """The JSON of a place, “” for nowhere: where the shape is new, it is in degrees and read by a phone."""
    parts = {part: row[f"{of.name}_{part}"] for part in PLACE_PARTS if row.get(f"{of.name}_{part}") not in (None, "")}
    if "site_geometry" in parts:
        parts["site_geometry"] = str(parts["site_geometry"]).lower()
    blob = row.get(GEOMETRY)
    if blob is None:
        told = parts if "written" in parts or "site_geometry" in parts else {}
        return orjson.dumps(_canonical_parts(told)).decode() if told else ""
    geometry = _geometry(of, blob)
    return orjson.dumps({**({"geometry": geometry} if geometry else {}), **_canonical_parts(parts)}).decode()


def _canonical_parts(parts: Mapping[str, Any]) -> dict[str, str]:
    return {name: repr(value) if isinstance(value, float) else str(value) for name, value in parts.items()}


UNREADABLE = "unreadable"


def _geometry(of: Field, blob: object) -> str:
    """The hex WKB of a GeoPackage geometry, of the declared kind where it fits; UNREADABLE where it is none."""
    if not isinstance(blob, bytes) or len(blob) < HEADER_BYTES or blob[:2] != b"GP":
        return UNREADABLE
    envelope = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}.get(blob[3] >> 1 & 7, 0)
    try:
        shape = shapely.from_wkb(blob[HEADER_BYTES + envelope :])
    except shapely.errors.GEOSException:
        return UNREADABLE
    if shape.is_empty:
        return ""
    with suppress(TaphosError):  # what does not fit is refused when it is read
        shape = promoted(shape, of.geometry)
    return str(shapely.to_wkb(shape, hex=True)).lower()


def as_moved(base: Any, theirs: Any) -> Any:
    """A place of which the shape alone is new: what was read of the old one does not speak of it any more."""
    if not base or not theirs or not theirs.get("geometry") or _without(base) != _without(theirs):
        return theirs
    if _same_shape(base.get("geometry"), theirs["geometry"]):
        return theirs
    return {"geometry": theirs["geometry"], "crs": DEGREES, "method": PHONE}


def canonical(of: Field, text: str, reading: Reading) -> Any:
    """The canonical value of a text, None for a blank one; raises TaphosError."""
    value = read_value(of, text, reading)
    return None if value is None else to_canonical(of, value)


def canonical_row(
    fields: Mapping[str, Field], texts: Mapping[str, str], reading: Reading
) -> tuple[dict[str, Any], dict[str, Message]]:
    """The canonical values of texts by field, and by field why one cannot be read."""
    found: dict[str, Any] = {}
    wrong: dict[str, Message] = {}
    for name, text in texts.items():
        try:
            value = canonical(fields[name], text, reading)
        except TaphosError as reason:
            wrong[name] = reason.message
            continue
        if value is not None:
            found[name] = value
    return found, wrong


def alike(of: Field, one: Any, other: Any) -> bool:
    """Whether two canonical values are the same; shapes may differ by less than CLOSE."""
    if of.kind is not Kind.PLACE or not one or not other:
        return bool(one == other)
    if _without(one) != _without(other):
        return False
    return all(_same_shape(one.get(name), other.get(name)) for name in ("geometry", "site_geometry"))


def _without(place: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in place.items() if name not in ("geometry", "site_geometry")}


def _same_shape(one: str | None, other: str | None) -> bool:
    if one is None or other is None or one == other:
        return one == other
    return bool(shapely.equals_exact(shapely.from_wkb(one), shapely.from_wkb(other), CLOSE))


def merged(of: Field, base: Any, ours: Any, theirs: Any) -> list[str] | None:
    """Of references: ours with what they added and without what they took out, since a pack may lack some of ours."""
    before, now, then = ([*(one or ())] for one in (base, ours, theirs))
    kept = [one for one in now if one in then or one not in before]
    return [*kept, *(one for one in then if one not in before and one not in kept)] or None


def fields_of(tables: Iterable[TableOut]) -> dict[str, Field]:
    """The fields that the layers of one type hold."""
    found: dict[str, Field] = {}
    for table in tables:
        for column in table.columns:
            found.setdefault(column.field.name, column.field)
        if table.geometry is not None:
            found[table.geometry.name] = table.geometry
    return found
