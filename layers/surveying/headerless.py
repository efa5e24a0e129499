"""Points in lines without a header, as data collectors write them: point, two coordinates, height, description.

Such lists are written with north first (PNEZD) and with east first (PENZD), and nothing in them says which.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from layers.imports.delimited import encoding_of
from layers.imports.source import FORMATS, Row
from layers.siteplan.tie import number_of

POINT, FIRST, SECOND, HEIGHT, DESCRIPTION = range(5)
"""What stands in each place of a line."""
_DELIMITERS = (",", ";", "\t", " ")
_LOOKED_AT = 20


def rows_without_header(path: Path, encoding: str | None) -> Iterator[Row] | None:
    """The lines of such a list, each of five cells; None where the file is something else."""
    if FORMATS.get(path.suffix.lower()) not in ("delimited", "total_station"):
        return None
    told = encoding_of(path, (encoding,) if encoding else ())
    first = list(islice(_lines(path, told), _LOOKED_AT))
    delimiter = next((one for one in _DELIMITERS if _is_list(list(_cells(first, one)))), None)
    return None if delimiter is None else _rows(path, told, delimiter)


def _lines(path: Path, encoding: str) -> Iterator[str]:
    with path.open(encoding=encoding) as file:
        yield from (line for line in file if line.strip(" \t\r\n\0\x1a,;"))


def _cells(lines: Sequence[str], delimiter: str) -> Iterator[list[str]]:
    if delimiter == " ":
        return (re.split(r"\s+", line.strip(), maxsplit=DESCRIPTION) for line in lines)
    return ([cell.strip() for cell in row] for row in csv.reader(lines, delimiter=delimiter))


def _is_list(rows: Sequence[Sequence[str]]) -> bool:
    """Its first line is a point already, and so are most."""
    points = [_is_point(cells) for cells in rows]
    return bool(points) and points[0] and 2 * sum(points) > len(points)


def _is_point(cells: Sequence[str]) -> bool:
    """A point has a number or name, two coordinates and a height, which may be empty."""
    if len(cells) <= HEIGHT or not cells[POINT]:
        return False
    height = not cells[HEIGHT] or number_of(cells[HEIGHT]) is not None
    return height and all(number_of(cells[at]) is not None for at in (FIRST, SECOND))


def _rows(path: Path, encoding: str, delimiter: str) -> Iterator[Row]:
    for number, line in enumerate(_lines(path, encoding), start=1):
        (cells,) = _cells([line], delimiter)
        said = [*cells, *([""] * (DESCRIPTION + 1 - len(cells)))]
        yield Row(number, (*said[:DESCRIPTION], f"{delimiter} ".join(filter(None, said[DESCRIPTION:]))))
