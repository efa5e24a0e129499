"""Bones that were given from remains to others, by the journal: which, when, and between which bags."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from forensics.changes import Operation
from forensics.ports import Event
from forensics.records.remains import Case
from layers.project import Project
from layers.records import read_all

ELEMENT = "element"


@dataclass(frozen=True)
class Given:
    """A bone (its code) that went from one case to another (ids) on a day (ISO 8601)."""

    code: str
    before: str
    after: str
    day: str


def given_bones(project: Project) -> Iterator[Given]:
    """Every bone that was given to other remains, but what was split off: that is told of the part.

    The day is that of the association where the remains name the bone in it, else that of the commit (UTC).
    """
    register = project.register
    rows = register.fields_of(ELEMENT, ("id", "code", "version", "review"), ("review", "voided"))
    written_again = {str(row["id"]): str(row.get("code") or "") for row in rows if int(row.get("version") or 0) > 1}
    if not written_again:
        return
    cases = {one.id: one for one in read_all(project, Case, ("split_from", "association_on", "association_bones"))}
    for id_, events in register.histories(ELEMENT, sorted(written_again)).items():
        for before, after, moment in _moves(events):
            part, whole = cases.get(after), cases.get(before)
            if (part is not None and part.split_from == before) or (whole is not None and whole.split_from == after):
                continue
            named = part is not None and id_ in (part.association_bones or ())
            day = part.association_on if part is not None and named else None
            yield Given(written_again[id_], before, after, day or moment)


def _moves(events: Sequence[Event]) -> list[tuple[str, str, str]]:
    """From which case to which a bone was given, and when; what was taken back is no move."""
    found: list[tuple[str, str, str]] = []
    for one in events:
        before, after = str(one.before.get("case") or ""), str(one.after.get("case") or "")
        if not one.counts or one.operation != Operation.SET or not before or not after or before == after:
            continue
        if found and found[-1][:2] == (after, before):
            found.pop()
        else:
            found.append((before, after, one.time))
    return found
