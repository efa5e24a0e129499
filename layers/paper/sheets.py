"""The scans of sheets that were filled in by hand and keyed: known by their code, and kept with their records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from forensics.errors import ValueRefused
from forensics.marks import SheetMark, read_mark
from forensics.messages import Message, say
from forensics.numbering import FORM
from forensics.ports import Found, Progress
from layers.evidence import TakenIn, take_in
from layers.evidence_media import Words
from layers.project import Project


def sheet_mark(texts: Iterable[str]) -> SheetMark | None:
    """The mark of a form among what was read from a scan."""
    return next((mark for text in texts if isinstance(mark := read_mark(text), SheetMark)), None)


def take_in_sheet(
    project: Project, scan: Path, record: Found, mark: SheetMark | None, progress: Progress | None = None,
    words: Words = str,
) -> TakenIn:  # fmt: skip
    """Take the scan of a keyed sheet in as evidence by its hash, linked to its record, in one commit.

    Raises ValueRefused for a sheet of another type; one whose code could not be read is taken in all the same.
    """
    if mark is not None and mark.type != record.type:
        raise ValueRefused("The sheet is a form of {sheet}, and {code} is of {type}.", sheet=mark.type,
                           code=record.code, type=record.type)  # fmt: skip
    about: dict[str, Any] = {"kind": "document", "copy_kind": "printed"}
    if mark is not None:
        about["other_numbers"] = ({"system": FORM, "number": mark.number},)
    taken = take_in(project, [scan], attach=record.id, progress=progress, words=words, further=lambda held: about)
    told = [*_sheet_of_others(project, record, mark)] if mark is not None else []
    return replace(taken, files=tuple(replace(one, problems=(*one.problems, *told)) for one in taken.files))


def _sheet_of_others(project: Project, record: Found, mark: SheetMark) -> Iterator[Message]:
    """Other records of the type of which a scan with the same number of a form is the sheet."""
    rows = project.register.fields_of("media", ("review", "other_numbers", "subject"), ("review", "voided"))
    form = (FORM, mark.number)
    others = {str(id_) for row in rows if form in _numbers(row) for id_ in row.get("subject") or ()} - {record.id}
    for found in project.register.titles(sorted(others), (record.type,)).values():
        if found.type == record.type:
            yield say("The form {number} is the sheet of {other} already; one of the two was keyed from another.",
                      number=mark.number, other=found.code)  # fmt: skip


def _numbers(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(one.get("system", ""), one.get("number", "")) for one in row.get("other_numbers") or ()]
