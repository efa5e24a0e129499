"""XLSX: a sheet a type, value lists that a cell offers, and a sheet that says what each column is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from forensics.fields import Kind
from forensics.messages import Message, say_count
from forensics.vocabulary.declaring import Vocabulary
from layers.errors import ExportRefused
from layers.exports.rows_out import RowsOut
from layers.exports.saying import translator_for
from layers.exports.selecting import ColumnOut
from layers.exports.spread import Spread, spread
from layers.exports.standing import unmarked
from layers.project import Project

if TYPE_CHECKING:  # importing it reads the system's table of file types
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet
    from openpyxl.worksheet.datavalidation import DataValidation

LISTS, COLUMNS, STANDING = "lists", "columns", "standing"
"""The sheets beside those of the types: codes that may be chosen, what each column is, whether it is a draft."""
MOST_ROWS = 1_048_575
LONGEST = 32_767
"""Characters of one cell; what is longer is left out, and said."""
_NOT_XML = re.compile(r"[\000-\010\013\014\016-\037\ufffe\uffff]")


def write(rows: RowsOut, path: Path, project: Project) -> Sequence[Message]:
    """Write a sheet for each type that has rows."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    types = [spread(sheet) for sheet in list(rows.sheets) or [rows.empty]]
    lists = {
        column.field.vocabulary.name: column.field.vocabulary
        for one in types
        for column in one.columns
        if column is not None and column.field.vocabulary is not None
    }
    lost = _Lost()
    for one in types:
        if one.sheet.rows > MOST_ROWS:
            raise ExportRefused(
                "“{layer}” has {count:,} rows, and a sheet holds {most:,}; export it as .gpkg or .parquet.",
                layer=one.sheet.name, count=one.sheet.rows, most=MOST_ROWS,
            )  # fmt: skip
        _type_sheet(book.create_sheet(one.sheet.name), one, rows, lists, lost)
    _columns_sheet(book.create_sheet(COLUMNS), types, project)
    _lists_sheet(book.create_sheet(LISTS), lists, project)
    for words in unmarked(one.sheet.name for one in types).values():
        book.properties.description = words
        for sheet in book:
            sheet.oddFooter.center.text = words
    for standing in rows.standing:
        _standing_sheet(book.create_sheet(STANDING), standing)
        for sheet in book:
            sheet.oddHeader.center.text = standing["stamp"]
    book.save(path)
    return lost.told


class _Lost:
    """What a cell cannot hold of the values that were given to it."""

    def __init__(self) -> None:
        self.long = self.characters = 0

    def cell(self, sheet: WriteOnlyWorksheet, value: Any) -> Any:
        """The cell of a value: text is never a formula, and holds no character that XML cannot."""
        from openpyxl.cell import WriteOnlyCell

        if not isinstance(value, str):
            return value
        if len(value) > LONGEST:
            self.long += 1
            return None
        text = _NOT_XML.sub("", value)
        self.characters += text != value
        cell = WriteOnlyCell(sheet, text)
        cell.data_type = "s"
        return cell

    @property
    def told(self) -> tuple[Message, ...]:
        found = []
        if self.long:
            found.append(
                say_count(
                    "{count} value is longer than the {most:,} characters that a cell holds, and is left out.",
                    "{count} values are longer than the {most:,} characters that a cell holds, and are left out.",
                    count=self.long, most=LONGEST,
                )
            )  # fmt: skip
        if self.characters:
            found.append(
                say_count(
                    "{count} text lost control characters, which a sheet cannot hold.",
                    "{count} texts lost control characters, which a sheet cannot hold.",
                    count=self.characters,
                )
            )
        return tuple(found)


def _type_sheet(
    sheet: WriteOnlyWorksheet, one: Spread, rows: RowsOut, lists: Mapping[str, Vocabulary], lost: _Lost
) -> None:
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = "A2"
    for number, column in enumerate(one.columns, start=1):
        rule = _choice(column, lists)
        if rule is not None:
            letter = get_column_letter(number)
            rule.add(f"{letter}2:{letter}{MOST_ROWS + 1}")
            sheet.data_validations.append(rule)
    sheet.append(_heads(sheet, one.names))
    for cells in one.read(rows):
        sheet.append([lost.cell(sheet, cell) for cell in cells])


def _heads(sheet: WriteOnlyWorksheet, names: Iterable[str]) -> list[WriteOnlyCell]:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    cells = [WriteOnlyCell(sheet, name) for name in names]
    for cell in cells:
        cell.font = Font(bold=True)
    return cells


def _choice(column: ColumnOut | None, lists: Mapping[str, Vocabulary]) -> DataValidation | None:
    """The codes that a cell of one code offers."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    of = column.field if column is not None else None
    if of is None or of.kind is not Kind.CODE or of.vocabulary is None:
        return None
    letter = get_column_letter(1 + list(lists).index(of.vocabulary.name))
    last = 1 + len(of.vocabulary.all_codes)
    return DataValidation("list", formula1=f"{LISTS}!${letter}$2:${letter}${last}", allow_blank=True)


def _lists_sheet(sheet: WriteOnlyWorksheet, lists: Mapping[str, Vocabulary], project: Project) -> None:
    """A column of codes for each vocabulary, and further right a column of what they mean in each language."""
    told = [translator_for(project, language) for language in ("en", "uk")]
    heads = [*lists, *(f"{name} ({one.language})" for name in lists for one in told)]
    columns: list[list[str]] = [list(one.all_codes) for one in lists.values()]
    columns += [[say(label) for label in one.all_codes.values()] for one in lists.values() for say in told]
    sheet.append(_heads(sheet, heads))
    for at in range(max(map(len, columns), default=0)):
        sheet.append([column[at] if at < len(column) else None for column in columns])


def _standing_sheet(sheet: WriteOnlyWorksheet, standing: Mapping[str, Any]) -> None:
    """What of the file is said, a line each; the stamp is also at the head of every page that is printed."""
    for name, value in standing.items():
        said = ", ".join(map(str, value)) if isinstance(value, list) else value
        sheet.append([name, "" if said is None else said])


def _columns_sheet(sheet: WriteOnlyWorksheet, types: Sequence[Spread], project: Project) -> None:
    told = [translator_for(project, language) for language in ("en", "uk")]
    sheet.append(_heads(sheet, ["sheet", "column", "en", "uk", "unit", "kind", "list"]))
    for one in types:
        for name, column in zip(one.names, one.columns, strict=True):
            field = column.field if column is not None else one.sheet.kind.by_name.get(name)
            labels = [say(field.label) for say in told] if field else ["", ""]
            vocabulary = field.vocabulary.name if field and field.vocabulary else ""
            unit, kind = (told[0](field.unit) if field and field.unit else "", field.kind.value if field else "")
            sheet.append([one.sheet.name, name, *labels, unit, kind, vocabulary])
