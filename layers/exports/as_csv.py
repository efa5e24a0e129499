"""CSV with a row of HXL hashtags below the names of its columns, so that humanitarian tools know what they hold.

A file a type; several are a folder.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from forensics.catalogue import Catalogue
from forensics.messages import Message, say_count
from layers.exports.folders import one_or_folder
from layers.exports.rows_out import RowsOut
from layers.exports.spread import Spread, spread
from layers.imports.by_hand import harmless
from layers.imports.hashtags import hashtag
from layers.project import Project


def write(rows: RowsOut, path: Path, project: Project) -> Sequence[Message]:
    """Write a file for each type that has rows; no spreadsheet takes a cell of it for a formula."""
    guarded = 0
    for sheet, file in one_or_folder(rows, path):
        one = spread(sheet)
        with file.open("w", encoding="utf-8-sig", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(one.names)
            writer.writerow(_hashtags(one, project.catalogue))
            for cells in one.read(rows):
                written = [_cell(cell) for cell in cells]
                guarded += sum(
                    isinstance(cell, str) and cell != text for cell, text in zip(cells, written, strict=True)
                )
                writer.writerow(written)
    if not guarded:
        return ()
    return (
        say_count(
            "An apostrophe stands before {count} text that a spreadsheet would take for a formula.",
            "An apostrophe stands before {count} texts that a spreadsheet would take for formulas.",
            count=guarded,
        ),
    )


def _cell(cell: Any) -> Any:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return harmless(cell) if isinstance(cell, str) else cell


def _hashtags(one: Spread, catalogue: Catalogue) -> list[str]:
    added = {field.name: field for field in catalogue.pack.fields if field.type == one.sheet.kind.name}
    return [
        hashtag(name, column.field if column else None, added.get(name))
        for name, column in zip(one.names, one.columns, strict=True)
    ]
