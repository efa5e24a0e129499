"""What a process does when it is killed or the disk is full: it writes, and reports each commit that is saved."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path

from forensics.changes import difference
from forensics.ports import Found
from layers.backup.making import back_up
from layers.erasure import erase
from layers.errors import ProjectRefused
from layers.evidence import InMemory, take_in
from layers.imports.importing import import_file
from layers.project import Project, open_with_key
from layers.register.erasing import Ground
from tests.layers.projects import record, site
from tests.layers.test_migrating import as_version_1

Report = Callable[[str], None]
"""Hears the hash of a commit, once it was said to be saved."""

Activity = Callable[[Project, random.Random, Report], None]

BEGUN = "begun"
_AGAIN = "try again in a moment"
"""What is said where another process is at it; an activity does so."""

ROWS = 1_500
OUT = "out.zip"


def edit(project: Project, chance: random.Random, report: Report) -> None:
    """New records, edits of them, and undoing, one commit each."""
    while True:
        new = site(_code("S"), name="a word " * chance.randrange(1, 400))
        report(project.register.commit([new], "found").commit)
        change = difference("site", new.record, {}, {"form": "surface"})
        if change is not None:
            edited = project.register.commit([change], "looked at again").commit
            report(edited)
            if chance.random() < 0.3:  # the own one: the newest may be somebody else's, who goes on with that record
                report(project.register.undo(edited, reason="by mistake").commit)


def take_a_file_in(project: Project, chance: random.Random, report: Report) -> None:
    """Originals of evidence, one or several in a commit."""
    while True:
        files = [
            InMemory(f"{_code('F')}-{number}.bin", chance.randbytes(chance.choice((10, 5_000, 700_000))))
            for number in range(chance.randrange(1, 4))
        ]
        report(take_in(project, files).receipt.commit)


def import_rows(project: Project, chance: random.Random, report: Report) -> None:
    """A file of many rows, each time other ones, so that they are inserted by a thread."""
    table = project.folder.with_name(f"{_code('rows')}.csv")
    while True:
        lines = [f"{_code('S')},49.{number:04},36.{number:04},reported" for number in range(ROWS)]
        try:
            table.write_text("\n".join(["code,latitude,longitude,status", *lines]), "utf-8")
        except OSError:  # no room for the rows themselves: what is left to try is a record by hand
            report(project.register.commit([site(_code("S"))]).commit)
            continue
        report(import_file(project.register, table, "site").commit)


def back_it_up(project: Project, chance: random.Random, report: Report) -> None:
    """The whole project into one file, over and over; the head that each holds is reported."""
    while True:
        report(back_up(project, project.folder.with_name(OUT)).manifest.head or "")


def erase_persons(project: Project, chance: random.Random, report: Report) -> None:
    """A person is recorded, edited and erased; the erasure is reported as any commit is."""
    while True:
        code = _code("IV")
        new = record("interview", code, interviewee_code=f"P-{code}", language="uk", promised_follow_up="a word " * 50)
        report(project.register.commit([new]).commit)
        report(erase(project, Found("interview", new.record, code), Ground("asked to be forgotten", "P-9001")).commit)


MIGRATING = "migrating"
"""Opening what the first version wrote; `age` makes it so."""

ACTIVITIES: dict[str, Activity] = {
    "editing": edit,
    "importing": import_rows,
    "taking in evidence": take_a_file_in,
    "backing up": back_it_up,
    "erasing": erase_persons,
}
"""By what is said of them; what is built later and writes is one more line."""


def work(name: str, folder: Path, key: bytes | None, chance: random.Random, report: Report) -> None:
    """One activity on a project without end; BEGUN is reported when the project is open, or is being migrated."""
    if name == MIGRATING:
        report(BEGUN)
        open_with_key(folder, key).close()
        report(BEGUN)
        return
    project = open_with_key(folder, key)
    report(BEGUN)
    while True:
        try:
            ACTIVITIES[name](project, chance, report)
        except ProjectRefused as busy:
            if _AGAIN not in str(busy):
                raise


def age(project: Project) -> None:
    """Lay a project as the first version did, so that its next opening migrates it."""
    project.close()
    as_version_1(project.folder, project.key)


def _code(prefix: str) -> str:
    return f"{prefix}-{os.urandom(6).hex().upper()}"
