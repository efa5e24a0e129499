"""GeoJSON (RFC 7946, and its forerunner of 2008 with a named coordinate system): features of one or several layers.

Features may also stand one on a line, with or without the mark of RFC 8142 before each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import orjson
import shapely

from forensics.messages import say
from layers.crs import WGS84
from layers.imports.cells import text_of
from layers.imports.layers_among import besides, layer_among
from layers.imports.source import Opening, Row, Source, Unreadable, UnreadableSource, first_bytes

LAYER = "layer"
"""The property that says of which layer a feature is, as our own exports write it."""
LARGEST = 1 << 30
"""Bytes of a file that is read whole."""
_GEOMETRIES = frozenset(
    {"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection"}
)
Feature = Mapping[str, Any]


def open_table(path: Path, opening: Opening) -> Source:
    """One layer of the features in a file; raises UnreadableSource and UnknownLayer."""
    features, crs = _features(path, *_stamp(path))
    names = _names(path, features)
    name = layer_among(path, names, opening)
    mine = [one for one in features if _layer_of(path, one) == name]
    columns = tuple(dict.fromkeys(key for one in mine for key in _properties(one) if key != LAYER))
    if not any(one.get("geometry") for one in mine) and not columns:
        raise UnreadableSource("“{file}” has no features.", file=path.name)
    kinds = {str(one["geometry"].get("type")) for one in mine if isinstance(one.get("geometry"), dict)}
    geometry = next(iter(kinds)) if len(kinds) == 1 else "Geometry" if kinds else ""
    return Source(
        path, name, columns, partial(_rows, mine, columns), geometry=geometry, crs=crs, claimed=len(mine),
        notes=besides(name, names, opening),
    )  # fmt: skip


def layer_names(path: Path) -> tuple[str, ...]:
    """The layers that the features of a file name; its own name where they name none."""
    features, _ = _features(path, *_stamp(path))
    return _names(path, features)


def _names(path: Path, features: Sequence[Feature]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_layer_of(path, one) for one in features)) or (path.stem,)


def _layer_of(path: Path, feature: Feature) -> str:
    named = _properties(feature).get(LAYER)
    return named if isinstance(named, str) and named else path.stem


def _properties(feature: Feature) -> Mapping[str, Any]:
    held = feature.get("properties")
    return held if isinstance(held, dict) else {}


def _stamp(path: Path) -> tuple[int, int]:
    first_bytes(path)
    found = path.stat()
    return found.st_size, found.st_mtime_ns


@lru_cache(maxsize=1)
def _features(path: Path, size: int, changed: int) -> tuple[Sequence[Feature], str | None]:
    """The features of a file and its coordinate system; those of the last file that was read are kept at hand."""
    if size > LARGEST:
        raise UnreadableSource(
            "“{file}” has {found:,} bytes, and GeoJSON is read up to {most:,}; convert it to GeoPackage or FlatGeobuf.",
            file=path.name, found=size, most=LARGEST,
        )  # fmt: skip
    data = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    try:
        document = orjson.loads(data)
    except (ValueError, RecursionError) as reason:
        listed = _by_lines(data)
        if listed is None:
            raise UnreadableSource("“{file}” is no JSON: {reason}.", file=path.name, reason=str(reason)) from reason
        return listed, WGS84
    kind = document.get("type") if isinstance(document, dict) else None
    if kind == "FeatureCollection" and isinstance(document.get("features"), list):
        found = document["features"]
    elif kind == "Feature":
        found = [document]
    elif kind in _GEOMETRIES:
        found = [{"type": "Feature", "properties": {}, "geometry": document}]
    else:
        raise UnreadableSource("“{file}” is JSON and no GeoJSON.", file=path.name)
    if not all(isinstance(one, dict) for one in found):
        raise UnreadableSource("“{file}” lists a feature that is none.", file=path.name)
    return found, _crs_of(document)


_FAULT = "\0fault"
"""Stands in a feature that a line could not be read as."""


def _by_lines(data: bytes) -> list[Feature] | None:
    """Features that stand one on a line; None where the first is none. A later one that is none is a faulty row."""
    found: list[Feature] = []
    for number, line in enumerate(data.split(b"\n"), start=1):
        text = line.strip(b"\x1e \t\r")
        if not text:
            continue
        try:
            one = orjson.loads(text)
        except (ValueError, RecursionError):
            one = None
        whole = isinstance(one, dict) and one.get("type") == "Feature"
        if not found and not whole:
            return None
        found.append(one if whole else {_FAULT: say("Line {line} of the file is no feature.", line=number)})
    return found or None


def _crs_of(document: Mapping[str, Any]) -> str | None:
    """What the forerunner of 2008 named; WGS 84 where nothing is named; None where it says that nothing is known."""
    if "crs" not in document:
        return WGS84
    named = document["crs"]
    properties = named.get("properties") if isinstance(named, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(name, str):
        return None
    return WGS84 if name.endswith("CRS84") else name.replace("urn:ogc:def:crs:EPSG::", "EPSG:")


def _rows(features: Sequence[Feature], columns: Sequence[str]) -> Iterator[Row]:
    for number, one in enumerate(features, start=1):
        if _FAULT in one:
            yield Row(number, ("",) * len(columns), fault=one[_FAULT])
            continue
        held = _properties(one)
        try:
            cells, shape = tuple(text_of(held.get(column)) for column in columns), _shape(one.get("geometry"))
        except (TypeError, RecursionError):  # orjson writes no deeper than it reads, and a little less
            yield Row(number, ("",) * len(columns), fault=say("A value of the row is nested too deeply to be kept."))
        else:
            yield Row(number, cells, shape)


def _shape(geometry: Any) -> bytes | None:
    if geometry is None:
        return None
    text = orjson.dumps(_three_numbers(geometry))
    try:
        return bytes(shapely.to_wkb(shapely.from_geojson(text), output_dimension=3))
    except (shapely.errors.ShapelyError, ValueError):
        return Unreadable(text[:24])


def _three_numbers(held: Any) -> Any:
    """A geometry whose positions have no more than three numbers: a measure behind the height means no place."""
    if isinstance(held, dict):
        return {
            name: _three_numbers(one) if name in ("coordinates", "geometries") else one for name, one in held.items()
        }
    if isinstance(held, list):
        if len(held) > 3 and all(isinstance(one, int | float) for one in held):
            return held[:3]
        return [_three_numbers(one) for one in held]
    return held
