"""Spreadsheets (XLSX, XLS, ODS): a sheet is a layer, its first row that is not blank names the columns."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import python_calamine

from forensics.messages import Message, say
from layers.imports.archives import refuse_bomb
from layers.imports.cells import text_of
from layers.imports.layers_among import besides, layer_among
from layers.imports.sheet_cells import Corner, Unkept, fill_down, told_of_merged, unkept_formulas, without_results
from layers.imports.source import Opening, Row, Source, UnreadableSource, first_bytes
from layers.imports.tabled import above, header_at, names_none, names_of, rows_below

BESIDE = frozenset({"lists", "columns"})
"""Sheets of our own exports that hold no records."""


def open_table(path: Path, opening: Opening) -> Source:
    """One sheet of a file; raises UnreadableSource and UnknownLayer."""
    sheets = [name for name, rows in _sheets(path) if rows]
    if not sheets:
        raise UnreadableSource("“{file}” has no sheet with anything in it.", file=path.name)
    records = [name for name in sheets if name not in BESIDE] or sheets
    hidden: list[str] = []
    if opening.layer is None:
        shown = _visible(path)
        hidden = [name for name in records if name not in shown]
        records = [name for name in records if name in shown] or records
        _refuse_form(path, records)
        main = _main_of_submissions(path, records)
        opening = opening._replace(preferred=main or opening.preferred)
    name = opening.layer if opening.layer in sheets else layer_among(path, records, opening)
    header, cells, notes = _table(path, str(name))
    if names_none(header):
        raise UnreadableSource("“{file}” has no columns: its first line names none.", file=path.name)
    return Source(
        path,
        str(name),
        header,
        partial(_rows, header, cells),
        claimed=len(cells),
        notes=(*notes, *besides(str(name), records, opening), *_told_hidden(hidden, str(name))),
    )


def _visible(path: Path) -> frozenset[str]:
    """The sheets that a person sees who opens the file."""
    with _open(path) as book:
        seen = python_calamine.SheetVisibleEnum.Visible
        return frozenset(one.name for one in book.sheets_metadata if one.visible == seen)


def _told_hidden(hidden: Sequence[str], taken: str) -> tuple[Message, ...]:
    """That sheets are hidden in the file, so that nobody takes them who does not mean them."""
    rest = [name for name in hidden if name != taken]
    if not rest:
        return ()
    return (say("Sheets that are hidden in the file are not taken: {hidden}.", hidden=", ".join(rest)),)


_REPEATED = frozenset({"_parent_table_name", "_parent_index"})


def _refuse_form(path: Path, sheets: Sequence[str]) -> None:
    """A form that KoBo or ODK is to show holds questions, which are no records."""
    if "survey" in sheets and {"type", "name"} <= set(_table(path, "survey")[0]):
        raise UnreadableSource(
            "“{file}” is a form for KoBo or ODK and holds questions; what is taken in is an export of its answers.",
            file=path.name,
        )  # fmt: skip


def _main_of_submissions(path: Path, sheets: Sequence[str]) -> str | None:
    """Of the sheets of an export of KoBo, the one whose rows are submissions; the others are their repeats."""
    if len(sheets) < 2:
        return None
    headers = {name: set(_table(path, name)[0]) for name in sheets}
    repeats = [name for name, header in headers.items() if header >= _REPEATED]
    rest = [name for name in sheets if name not in repeats]
    return rest[0] if repeats and len(rest) == 1 else None


def layer_names(path: Path) -> tuple[str, ...]:
    """The sheets of a file that have anything in them."""
    return tuple(name for name, rows in _sheets(path) if rows and name not in BESIDE)


def _sheets(path: Path) -> Iterator[tuple[str, int]]:
    with _open(path) as book:
        for name in book.sheet_names:
            yield name, len(_grid(path, book, name))


def _open(path: Path) -> Any:
    """The workbook; raises UnreadableSource, also for one that would unpack to more than any spreadsheet."""
    if first_bytes(path).startswith(b"PK"):
        try:
            with zipfile.ZipFile(path) as archive:
                refuse_bomb(path, archive)
        except (zipfile.BadZipFile, NotImplementedError) as reason:
            raise _broken(path) from reason
    try:
        if _is_called_otherwise(path):
            return python_calamine.CalamineWorkbook.from_filelike(BytesIO(path.read_bytes()))
        return python_calamine.CalamineWorkbook.from_path(str(path))
    except (python_calamine.CalamineError, OSError, ValueError) as reason:
        if isinstance(reason, python_calamine.PasswordError):
            raise UnreadableSource(
                "“{file}” is locked with a password; save it without one.", file=path.name
            ) from reason
        raise _broken(path) from reason


def _is_called_otherwise(path: Path) -> bool:
    """Whether a workbook is of the other kind than its name says, by its first bytes."""
    return first_bytes(path).startswith(b"PK") == (path.suffix.lower() == ".xls")


def _broken(path: Path) -> UnreadableSource:
    return UnreadableSource("“{file}” is no spreadsheet, or only part of one.", file=path.name)


def _grid(path: Path, book: Any, name: str) -> list[list[Any]]:
    try:
        found: list[list[Any]] = book.get_sheet_by_name(name).to_python(skip_empty_area=True)
    except (python_calamine.CalamineError, OSError, ValueError) as reason:
        raise UnreadableSource("Sheet “{layer}” of “{file}” cannot be read.", layer=name, file=path.name) from reason
    return found


def _table(path: Path, name: str) -> tuple[tuple[str, ...], Sequence[Sequence[str]], tuple[Message, ...]]:
    """The names of the columns, the rows below them, and what is to be said of what stands above and beside them."""
    with _open(path) as book:
        rows = [[text_of(cell) for cell in row] for row in _grid(path, book, name)]
        spread = _complete(path, book.get_sheet_by_name(name), rows) if rows else 0
    while rows and not any(rows[0]):
        rows.pop(0)
    if not rows:
        return (), [], ()
    titles = header_at(rows)
    header, merged = names_of(rows[titles], rows[titles + 1] if len(rows) > titles + 1 else [])
    written = sum(any(row) for row in rows[:titles])
    rows = rows[titles + 1 + merged :]
    while header and not header[-1] and not any(row[len(header) - 1] for row in rows if len(row) >= len(header)):
        header, rows = header[:-1], [row[: len(header) - 1] for row in rows]
    while rows and not any(rows[-1]):
        rows.pop()
    return header, rows, (*above(written), *told_of_merged(spread))


def _complete(path: Path, sheet: Any, rows: list[list[str]]) -> int:
    """Write into the rows what their cells do not say by themselves; how many cells were merged over several rows."""
    top, left = sheet.start or (0, 0)
    for at, cell in unkept_formulas(path, sheet.name):
        if at.row - top < len(rows) and at.column - left < len(rows[at.row - top]):
            rows[at.row - top][at.column - left] = Unkept(cell)
    merged = [
        tuple(Corner(row - top, column - left) for row, column in corners)
        for corners in sheet.merged_cell_ranges or ()
    ]  # fmt: skip
    return fill_down(rows, [(first, last) for first, last in merged], header_at(rows))


def _rows(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[Row]:
    yield from without_results(rows_below(iter(rows), header))
