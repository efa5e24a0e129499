"""Points as total stations list them: a number, a code, X, Y and Z in a line each, in a system that no line names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from forensics.messages import say
from forensics.places import point_hex
from layers.imports.delimited import encoding_of
from layers.imports.source import Opening, Row, Source, UnknownLayer, UnreadableSource

COLUMNS = ("number", "feature")
"""The number of a point, and the code by which whoever measured it said what it is."""
LOOKED_AT = 20
"""Lines of which one must be a point, else the file is something else."""

_NUMBER = r"[+-]?\d+(?:\.\d+)?"
_POINT = re.compile(
    rf"\s*(?P<number>\S+)\s+(?P<code>\S.*?|)\s*\bX\s*(?P<x>{_NUMBER})\s+Y\s*(?P<y>{_NUMBER})"
    rf"(?:\s+Z\s*(?P<z>{_NUMBER}))?\s*",
    re.ASCII,
)


class StationPoint(NamedTuple):
    """One line: x is as it stands behind X, y behind Y; metres. `z` is None where no height was measured."""

    number: str
    code: str
    x: float
    y: float
    z: float | None


def open_table(path: Path, opening: Opening) -> Source:
    """The points of a file; raises UnreadableSource where none of its first lines is one."""
    if opening.layer:
        raise UnknownLayer("“{file}” is one table, so it has no layer “{layer}”.", file=path.name, layer=opening.layer)
    encoding = encoding_of(path, opening.encodings)
    first = [point_of(line) for _, line in zip(range(LOOKED_AT), _lines(path, encoding), strict=False)]
    if not any(first):
        raise UnreadableSource(
            "“{file}” is no list of points: a number, a code, X, Y and Z were expected in each line.", file=path.name
        )
    return Source(
        path, path.stem, COLUMNS, partial(_rows, path, encoding), geometry="Point", encoding=encoding,
        numbering=frozenset({"number"}),
    )  # fmt: skip


def point_of(line: str) -> StationPoint | None:
    """The point in a line; None where it holds none."""
    match = _POINT.fullmatch(line)
    if match is None:
        return None
    height = match["z"]
    return StationPoint(
        match["number"], match["code"].strip(), float(match["x"]), float(match["y"]),
        None if height is None else float(height),
    )  # fmt: skip


def _lines(path: Path, encoding: str) -> Iterator[str]:
    with path.open(encoding=encoding) as file:
        yield from (line for line in file if line.strip(" \t\r\n\0\x1a"))


def _rows(path: Path, encoding: str) -> Iterator[Row]:
    for number, line in enumerate(_lines(path, encoding), start=1):
        point = point_of(line)
        if point is None:
            yield Row(number, ("", ""), fault=say("The line is no point: a number, a code, X, Y and Z were expected."))
        else:
            shape = bytes.fromhex(point_hex(point.x, point.y, point.z))
            yield Row(number, (point.number, point.code), shape)
