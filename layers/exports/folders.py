"""Formats of which a file holds one table: one type is one file, several are a folder under the same name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from layers.exports.rows_out import RowsOut, SheetOut


def one_or_folder(rows: RowsOut, path: Path) -> Iterator[tuple[SheetOut, Path]]:
    """Each type that has rows, and the file that it goes to.

    Where nothing has rows, or one type alone was asked for, the file of the first is written all the same.
    """
    types = [table.name for table in rows.tables if not table.part]
    sheets = list(rows.sheets)
    if len(types) == 1 or len(sheets) <= 1:
        yield (sheets or [rows.empty])[0], path
        return
    path.mkdir()
    for sheet in sheets:
        yield sheet, path / f"{sheet.name}{path.suffix.lower()}"
