"""Rows that an import rejected, as a list that a person fills in and gives back: `row,field,value`.

A list that we wrote also says what was found in the way, why it was no good, and of which file its rows are.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable
from io import StringIO
from pathlib import Path

from forensics.catalogue import RecordType
from forensics.messages import Message
from forensics.reading import quoted
from layers.errors import SourceRefused
from layers.files import asked_for, file_sha256, write_out
from layers.imports.delimited import open_table
from layers.imports.matching import typeable
from layers.imports.source import Opening
from layers.imports.staging import Given, Rejected

ASKED = ("row", "field", "value")
COLUMNS = (*ASKED, "found", "problem", "file")
_ENCODINGS = ("utf-8", "cp1251")
"""In which spreadsheets give such a list back."""
_FORMULA = re.compile(r"[=+\-@\t\r](?![\d.,]*$)")


class GivenRefused(SourceRefused):
    """A list of values given by hand that cannot be what it was meant for."""


def refuse_to_replace(path: Path) -> None:
    """Refuse a place for a list where a file is already: what was filled in there would be lost."""
    if path.exists():
        raise GivenRefused("“{file}” is there already; give the list of rejected rows a new name.", file=str(path))


def write_rejected(path: Path, file: Path, rejected: Iterable[Rejected], translate: Callable[[Message], str]) -> None:
    """Write the rejected rows of `file`, with an empty value for each to be filled in; a spreadsheet opens it."""
    refuse_to_replace(path)
    known_by = file_sha256(file)
    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for one in rejected:
        found, problem = (harmless(text) for text in (one.value, translate(one.problem)))
        writer.writerow([one.row, one.field or "", "", found, problem, known_by])
    with asked_for(path, GivenRefused):
        write_out(path, out.getvalue().encode("utf-8-sig"))


def harmless(text: str) -> str:
    """Text of somebody else's file that no spreadsheet takes for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def read_given(path: Path, kind: RecordType, file: Path) -> Given:
    """The values that a list gives for rows of `file`, by row and field; lines without a value give none.

    Raises SourceRefused and UnknownName with one sentence each.
    """
    source = open_table(path, Opening(encodings=_ENCODINGS))
    missing = next((name for name in ASKED if name not in source.columns), None)
    if missing is not None:
        raise GivenRefused(
            "“{file}” has no column “{name}”; a list of given values has: {allowed}.",
            file=path.name, name=missing, allowed=", ".join(ASKED),
        )  # fmt: skip
    at = [source.columns.index(name) for name in ASKED]
    made_for = source.columns.index("file") if "file" in source.columns else -1
    known_by = file_sha256(file) if made_for >= 0 and file.is_file() else ""
    given: dict[int, dict[str, str]] = {}
    for line in source.rows():
        if line.fault is not None:
            raise GivenRefused(
                "Line {line} of “{file}”: {problem}", line=line.number + 1, file=path.name, problem=line.fault
            )
        row, field, value = (line.cells[place].strip() for place in at)
        if not value:
            continue
        if made_for >= 0 and line.cells[made_for].strip() not in ("", known_by):
            raise _of_another(path, file)
        texts = given.setdefault(_number(row, path), {})
        name = typeable(kind.field(field)).name
        if name in texts:
            raise GivenRefused("“{file}” gives {field} of row {row} twice.", file=path.name, field=name, row=row)
        texts[name] = value
    return given


def _number(text: str, path: Path) -> int:
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise GivenRefused(
            "{value} in “{file}” is no number of a row; 1 is the first below the header.",
            value=quoted(text), file=path.name,
        )  # fmt: skip
    return int(text)


def _of_another(path: Path, file: Path) -> GivenRefused:
    return GivenRefused(
        "“{list}” was not made of “{file}” as it is now, so its rows may be others; where they are the same, take its "
        "column “file” out.",
        list=path.name, file=file.name,
    )  # fmt: skip
