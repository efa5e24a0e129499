"""The scans of sheets that were filled in by hand and keyed: known by their code, and kept with their records."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from forensics.errors import ValueRefused
from forensics.marks import SheetMark, read_mark
from forensics.ports import Found, Progress
from layers.evidence import TakenIn, take_in
from layers.evidence_media import Words
from layers.project import Project

SYSTEM = "form"
"""The system of other numbers under which a scan keeps the number of its form."""


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
        about["other_numbers"] = ({"system": SYSTEM, "number": mark.number},)
    return take_in(project, [scan], attach=record.id, progress=progress, words=words, further=lambda held: about)
