"""GPX 1.0 and 1.1: waypoints, routes and tracks are layers, and so are the points of routes and tracks.

GDAL reads heights of points that have none as nought, knows no times of a track, and makes columns of all that a
waypoint could have.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import Element

import shapely

from forensics.messages import Message, say, say_count
from layers.crs import WGS84
from layers.imports.layers_among import besides, layer_among
from layers.imports.markup import LARGEST, parse_markup, text_within
from layers.imports.source import Opening, Row, Source, UnreadableSource, first_bytes

GEOMETRIES = {
    "waypoints": "Point", "routes": "LineString", "tracks": "MultiLineString", "route_points": "Point",
    "track_points": "Point",
}  # fmt: skip
"""The layers that a file may have, in their order, each with the kind of its geometries."""
HEIGHT = "ele"
START, END = "start", "end"
"""Columns of a route or track: the time of its first point that has one, and of its last."""
_NUMBERING = frozenset({"number", "track_fid", "track_seg_id", "track_seg_point_id", "route_fid", "route_point_id"})
"""What counts tracks, routes and points in this file alone."""
_WORDS = ("name", "time", "cmt", "desc", "src", "sym", "type")
_HOLDING = {"Point": ("waypoints",), "MultiLineString": ("tracks", "routes")}
_PARTS = ("trkseg", "rtept", "trkpt")


class Held(NamedTuple):
    """One row: its texts by column, its geometry as WKB, and why it is none."""

    texts: dict[str, str]
    shape: bytes | None
    fault: Message | None = None


@dataclass
class _Found:
    """The rows of a file by layer, and how many segments and lines lack something."""

    layers: dict[str, list[Held]]
    short: int = 0
    flat: int = 0


def open_table(path: Path, opening: Opening) -> Source:
    """One layer of a file; raises UnreadableSource and UnknownLayer."""
    found = _read(path, *_stamp(path))
    names = tuple(found.layers)
    fitting = next((name for name in _HOLDING.get(opening.geometry, ()) if name in names), opening.preferred)
    name = layer_among(path, names, opening._replace(preferred=fitting))
    rows = found.layers[name]
    columns = tuple(dict.fromkeys(column for one in rows for column, text in one.texts.items() if text))
    return Source(
        path, name, columns, partial(_rows, rows, columns), geometry=GEOMETRIES[name], crs=WGS84, claimed=len(rows),
        notes=(*besides(name, names, opening), *(_notes(found) if name == "tracks" else ())),
        numbering=_NUMBERING, beside={HEIGHT: "height"} if GEOMETRIES[name] == "Point" else {},
        words=_WORDS,
    )  # fmt: skip


def layer_names(path: Path) -> tuple[str, ...]:
    """The layers that have anything in them; raises UnreadableSource."""
    return tuple(_read(path, *_stamp(path)).layers)


def _rows(rows: Sequence[Held], columns: Sequence[str]) -> Iterator[Row]:
    for number, one in enumerate(rows, start=1):
        yield Row(number, tuple(one.texts.get(column, "") for column in columns), one.shape, one.fault)


def _notes(found: _Found) -> Iterator[Message]:
    if found.short:
        yield say_count(
            "{count} segment of a track has one point and is no line; it is among the track_points.",
            "{count} segments of tracks have one point and are no lines; they are among the track_points.",
            count=found.short,
        )  # fmt: skip
    if found.flat:
        yield say_count(
            "{count} track is taken without heights, which some of its points lack.",
            "{count} tracks are taken without heights, which some of their points lack.", count=found.flat,
        )  # fmt: skip


def _stamp(path: Path) -> tuple[int, int]:
    first_bytes(path)
    known = path.stat()
    return known.st_size, known.st_mtime_ns


@lru_cache(maxsize=1)
def _read(path: Path, size: int, changed: int) -> _Found:
    """All rows of a file; those of the last one that was read are kept at hand. Raises UnreadableSource."""
    if size > LARGEST:
        raise UnreadableSource(
            "“{file}” has {found:,} bytes of XML, and up to {most:,} are read.",
            file=path.name, found=size, most=LARGEST,
        )  # fmt: skip
    root = parse_markup(path.read_bytes(), path.name)
    if root.tag != "gpx":
        raise UnreadableSource(
            "“{file}” is XML and no GPX: it begins with “{root}”.", file=path.name, root=root.tag[:40]
        )
    found = _Found({name: [] for name in GEOMETRIES})
    found.layers["waypoints"] = [_point(one) for one in root.iterfind("wpt")]
    for at, route in enumerate(root.iterfind("rte")):
        _add_route(found, at, route)
    for at, track in enumerate(root.iterfind("trk")):
        _add_track(found, at, track)
    found.layers = {name: rows for name, rows in found.layers.items() if rows}
    if not found.layers:
        raise UnreadableSource("“{file}” holds no waypoint, no route and no track.", file=path.name)
    return found


def _add_route(found: _Found, at: int, route: Element) -> None:
    points = [_point(one) for one in route.iterfind("rtept")]
    texts = {**_texts(route), **_times(points)}
    if len(points) == 1:
        held = Held(texts, None, say("The route has one point, which is no line; take the layer “route_points”."))
    else:
        line = _line(points)
        fault = next((one.fault for one in points if one.fault), None)
        held = Held(texts, None if line is None or fault else bytes(shapely.to_wkb(line, output_dimension=3)), fault)
    found.layers["routes"].append(held)
    for number, one in enumerate(points):
        beside = {"route_fid": str(at), "route_point_id": str(number)}
        found.layers["route_points"].append(one._replace(texts={**beside, **one.texts}))


def _add_track(found: _Found, at: int, track: Element) -> None:
    segments = [[_point(one) for one in segment.iterfind("trkpt")] for segment in track.iterfind("trkseg")]
    points = [one for segment in segments for one in segment]
    texts = {**_texts(track), **_times(points)}
    fault = next((one.fault for one in points if one.fault), None)
    lines = [] if fault else [line for segment in segments if (line := _line(segment)) is not None]
    short = sum(len(segment) == 1 for segment in segments)
    if short and not lines and not fault:
        fault = say("The track has one point, which is no line; take the layer “track_points”.")
    elif lines:
        found.short += short
        high = [bool(line.has_z) for line in lines]
        found.flat += not all(high) and any(one.texts.get(HEIGHT) for one in points)
        lines = lines if all(high) else [shapely.force_2d(line) for line in lines]
    shape = bytes(shapely.to_wkb(shapely.MultiLineString(lines), output_dimension=3)) if lines else None
    found.layers["tracks"].append(Held(texts, shape, fault))
    for number, segment in enumerate(segments):
        for order, one in enumerate(segment):
            beside = {"track_fid": str(at), "track_seg_id": str(number), "track_seg_point_id": str(order)}
            found.layers["track_points"].append(one._replace(texts={**beside, **one.texts}))


def _point(element: Element) -> Held:
    """A point with all that stands in it; its height is a text beside its geometry."""
    texts = _texts(element)
    lon, lat = _number(element.get("lon", "")), _number(element.get("lat", ""))
    if lon is None or lat is None:
        return Held(texts, None, say("A point has no longitude and latitude that are numbers."))
    return Held(texts, bytes(shapely.to_wkb(shapely.Point(lon, lat))))


def _line(points: Sequence[Held]) -> shapely.LineString | None:
    """The line through points, with their heights where every one has its own; None for fewer than two."""
    if len(points) < 2 or any(one.shape is None for one in points):
        return None
    coordinates = shapely.get_coordinates(shapely.from_wkb([one.shape for one in points])).tolist()
    heights = [height for one in points if (height := _number(one.texts.get(HEIGHT, ""))) is not None]
    if len(heights) < len(points):
        return shapely.LineString(coordinates)
    return shapely.LineString([(x, y, z) for (x, y), z in zip(coordinates, heights, strict=True)])


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _times(points: Sequence[Held]) -> dict[str, str]:
    """When a route or track begins and ends."""
    times = [time for one in points if (time := one.texts.get("time", ""))]
    return {START: times[0], END: times[-1]} if times else {}


def _texts(element: Element) -> dict[str, str]:
    """What stands in a waypoint, route or track, by name: links in their order, extensions by their leaves."""
    found: dict[str, str] = {}
    for child in element:
        if child.tag in _PARTS:
            continue
        if child.tag == "link":
            number = 1 + sum(name.endswith("_href") for name in found)
            found[f"link{number}_href"] = child.get("href", "")
            found.update({f"link{number}_{one.tag}": text_within(one) for one in child})
        elif child.tag == "extensions":
            for name, text in _leaves(child):
                found[f"{name} " if name in found or name in (HEIGHT, START, END) else name] = text
        else:
            found[child.tag] = text_within(child)
    return found


def _leaves(element: Element) -> Iterator[tuple[str, str]]:
    for one in element.iter():
        if one is not element and not len(one):
            yield one.tag, (one.text or "").strip()
