"""CSV with a row of HXL hashtags below the names of its columns, so that humanitarian tools know what they hold.

The hashtags follow from the declarations: hxlstandard.org, version 1.1. A file a type; several are a folder.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from forensics.catalogue import Catalogue, PackField
from forensics.fields import Field, Kind
from forensics.messages import Message, say_count
from layers.exports.folders import one_or_folder
from layers.exports.rows_out import RowsOut
from layers.exports.spread import LATITUDE, LONGITUDE, Spread, spread
from layers.imports.by_hand import harmless
from layers.project import Project

_BY_KIND = {
    Kind.DATE: "#date", Kind.INSTANT: "#date", Kind.WHOLE: "#indicator+num", Kind.NUMBER: "#indicator+num",
    Kind.FLAG: "#indicator+bool", Kind.CODE: "#indicator+code", Kind.CODES: "#indicator+code+list",
    Kind.REFERENCE: "#meta+ref", Kind.REFERENCES: "#meta+ref+list", Kind.PLACE: "#geo", Kind.ROWS: "#meta+json",
    Kind.ANSWERS: "#meta+json", Kind.TEXT: "#description", Kind.NOTE: "#description",
}  # fmt: skip
_BY_NAME = {
    "id": "#meta+id", "code": "#meta+code", "population": "#population+num", LATITUDE: "#geo+lat",
    LONGITUDE: "#geo+lon",
}  # fmt: skip


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


def hashtag(name: str, field: Field | None, added: PackField | None = None) -> str:
    """The HXL tag of a column by its name, its field (None: a place), and what a country pack says of it."""
    if added is not None and added.level:
        return f"#adm{added.level}+name"
    if added is not None and added.language:
        return f"#loc+name+i_{added.language}"
    if name in _BY_NAME:
        return _BY_NAME[name]
    if field is None or field.spatial:
        return "+".join(["#geo", *_attributes(name)])
    return "+".join([_BY_KIND[field.kind], *_attributes(name)])


def _attributes(name: str) -> list[str]:
    """A field's name as attributes, which hold no underscore-led words and begin with a letter."""
    return [word for word in name.lower().split("_") if word[:1].isalpha()]
