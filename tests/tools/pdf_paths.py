"""The paths of a PDF page as they lie on paper, in millimetres from its lower left corner: what a ruler measures."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MM = 25.4 / 72
Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_TOKEN = re.compile(rb"/[^\s/\[\]()<>]+|-?\d*\.?\d+|[A-Za-z'\"*]+|\[|\]|<[^>]*>|\((?:\\.|[^()\\])*\)")
_WIDTHS = {b"m": 2, b"l": 2, b"c": 6, b"re": 4, b"cm": 6}


@dataclass(frozen=True)
class Drawn:
    """One subpath: its points in mm, and whether it was stroked, filled, both or only clips."""

    points: tuple[Point, ...]
    painted: str

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        xs, ys = [x for x, _ in self.points], [y for _, y in self.points]
        return min(xs), min(ys), max(xs), max(ys)

    @property
    def size(self) -> Point:
        left, low, right, high = self.bounds
        return right - left, high - low


def page_size(path: Path) -> Point:
    """Width and height of the first page in mm."""
    box = re.search(rb"/MediaBox\s*\[\s*([\d.\s-]+)\]", path.read_bytes())
    assert box is not None
    left, low, right, high = map(float, box[1].split())
    return (right - left) * MM, (high - low) * MM


def paths_of(path: Path) -> list[Drawn]:
    """Every path of every content stream."""
    found: list[Drawn] = []
    for stream in _STREAM.findall(path.read_bytes()):
        try:
            data = zlib.decompressobj().decompress(stream)  # whose last byte may look like the end of a line
        except zlib.error:
            continue
        if re.search(rb"\bcm\b", data):
            found += _paths(data)
    return found


def _times(one: Matrix, other: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    u, v, w, x, y, z = other
    return (a * u + b * w, a * v + b * x, c * u + d * w, c * v + d * x, e * u + f * w + y, e * v + f * x + z)


def _paths(data: bytes) -> Iterator[Drawn]:
    matrix: Matrix = (1, 0, 0, 1, 0, 0)
    kept: list[Matrix] = []
    numbers: list[float] = []
    subpaths: list[list[Point]] = []

    def placed(x: float, y: float) -> Point:
        a, b, c, d, e, f = matrix
        return (a * x + c * y + e) * MM, (b * x + d * y + f) * MM

    for token in _TOKEN.findall(data):
        if re.fullmatch(rb"-?\d*\.?\d+", token):
            numbers.append(float(token))
            continue
        given = numbers[-_WIDTHS.get(token, 0) :] if token in _WIDTHS else []
        if token == b"q":
            kept.append(matrix)
        elif token == b"Q":
            matrix = kept.pop() if kept else matrix
        elif token == b"cm":
            a, b, c, d, e, f = given
            matrix = _times((a, b, c, d, e, f), matrix)
        elif token == b"m":
            subpaths.append([placed(given[0], given[1])])
        elif token == b"l":
            subpaths[-1].append(placed(given[0], given[1]))
        elif token == b"c":
            subpaths[-1].append(placed(given[4], given[5]))
        elif token == b"re":
            x, y, w, h = given
            subpaths.append([placed(x, y), placed(x + w, y), placed(x + w, y + h), placed(x, y + h), placed(x, y)])
        elif token in (b"S", b"s", b"f", b"f*", b"F", b"B", b"B*", b"b", b"b*", b"n"):
            painted = {b"S": "stroke", b"s": "stroke", b"n": "clip"}.get(token, "fill")
            yield from (Drawn(tuple(points), painted) for points in subpaths)
            subpaths = []
        numbers = []
