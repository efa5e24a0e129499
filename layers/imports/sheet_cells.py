"""What a spreadsheet's cells say beside their values: cells merged over several rows, formulas without a result."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from forensics.messages import Message, say, say_count
from layers.imports.archives import MOST_MEMBER
from layers.imports.markup import parse_markup
from layers.imports.source import Row

_UNKEPT = re.compile(
    rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]*>\s*(?:<f\b[^>]*/>|<f\b[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>'
)


class Corner(NamedTuple):
    """A cell by its row and column, both from 0."""

    row: int
    column: int


class Unkept(str):
    """Stands for the result of a formula that the file does not hold; `cell` is its name in the sheet."""

    __slots__ = ("cell",)
    cell: str

    def __new__(cls, cell: str) -> Unkept:
        made = super().__new__(cls, "=")
        made.cell = cell
        return made


def fill_down(rows: Sequence[list[str]], merged: Iterable[tuple[Corner, Corner]], below: int) -> int:
    """Give each row of a cell that was merged over several its value, below a row; how many cells were merged so."""
    count = 0
    for first, last in merged:
        if first.row <= below or last.row == first.row or last.row >= len(rows):
            continue
        value = rows[first.row][first.column] if first.column < len(rows[first.row]) else ""
        for row in rows[first.row + 1 : last.row + 1]:
            if first.column < len(row) and not row[first.column]:
                row[first.column] = value
        count += bool(value)
    return count


def told_of_merged(count: int) -> tuple[Message, ...]:
    """That merged cells count for each of their rows."""
    if not count:
        return ()
    note = say_count(
        "{count} cell is merged over several rows; its value counts for each of them.",
        "{count} cells are merged over several rows; their value counts for each of them.", count=count,
    )  # fmt: skip
    return (note,)


def unkept_formulas(path: Path, sheet: str) -> Iterator[tuple[Corner, str]]:
    """The cells of a sheet of an XLSX whose formula was written without its result, as programs do that cannot count.

    Nothing for files of other kinds, and for what cannot be read, which the reader of the values says.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            member = _member_of(archive, sheet)
            if not member or archive.getinfo(member).file_size > MOST_MEMBER:
                return
            data = archive.read(member)
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, NotImplementedError):
        return
    if b"<f" not in data:
        return
    for found in _UNKEPT.finditer(data):
        letters, digits = found[1].decode(), found[2].decode()
        yield Corner(int(digits) - 1, _column(letters)), letters + digits


def _member_of(archive: zipfile.ZipFile, sheet: str) -> str:
    book = parse_markup(archive.read("xl/workbook.xml"), "workbook.xml")
    wanted = next((one.get("id") for one in book.iter("sheet") if one.get("name") == sheet), "")
    relations = parse_markup(archive.read("xl/_rels/workbook.xml.rels"), "workbook.xml.rels")
    target = next((one.get("Target", "") for one in relations.iter() if one.get("Id") == wanted), "")
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}" if target else ""


def _column(letters: str) -> int:
    at = 0
    for letter in letters:
        at = at * 26 + ord(letter) - ord("A") + 1
    return at - 1


def without_results(rows: Iterable[Row]) -> Iterator[Row]:
    """Rows in which a formula has no result say so."""
    for row in rows:
        cell = next((one.cell for one in row.cells if isinstance(one, Unkept)), "")
        yield row if not cell or row.fault else Row(row.number, row.cells, fault=_no_result(cell))


def _no_result(cell: str) -> Message:
    return say(
        "Cell {cell} holds a formula whose result is not in the file; open the file in a spreadsheet program and save "
        "it there.",
        cell=cell,
    )  # fmt: skip
