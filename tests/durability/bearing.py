"""A process that types and takes in what must be found nowhere: `python -m tests.durability.bearing PROJECT FOLDER`.

FOLDER holds the files to take in. The words are those of `typed`; they go through records, restricted and open ones,
through drafts, edits, reasons, undoing and searching. When all is done it says “ready” and goes on until it is killed.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from forensics.changes import Change, difference
from layers.core_dumps import forbid_core_dumps
from layers.evidence import open_evidence, take_in
from layers.project import Project, new_project
from layers.register.drafts import KeptDraft
from tests.layers.projects import PASSPHRASE, record, site

WORDS = 50
_EDITED = {"site": "notes", "interview": "support_person"}


def typed() -> list[str]:
    """Words that stand nowhere else, in both scripts; the first part is one that a trace of writes shows as it is."""
    return [f"canary-typed-{number:02}-{number * 7919}-жайворонок-{number * 104_729}" for number in range(WORDS)]


def inside() -> list[str]:
    """Words inside files."""
    return [f"canary-inside-{number:02}-{number * 7907}-соловейко-{number * 104_723}" for number in range(WORDS)]


def main(folder: str, source: str) -> None:
    """Types, takes in, reads back, and goes on."""
    forbid_core_dumps()
    project = new_project(Path(folder), name=typed()[0], passphrase=PASSPHRASE)
    for number, word in enumerate(typed()):
        type_in(project, number, word)
    taken = take_in(project, sorted(Path(source).iterdir()), reason=typed()[1]).files
    for one in taken:
        with open_evidence(project, one.media) as held:
            held.read()
    print("ready", os.getpid(), *[one.sha256 for one in taken], flush=True)
    number = 0
    while True:
        number += 1
        type_in(project, 1000 + number, typed()[number % WORDS])


def type_in(project: Project, number: int, word: str) -> None:
    """One word: as a draft, as a record, in an edit with a reason, searched for, and taken back."""
    register = project.register
    register.keep_draft(KeptDraft(f"new-{number}", "site", "", {"name": word}))
    new = _new(number, word)
    register.commit([new], word)
    register.drop_drafts(f"new-{number}")
    register.search(word)
    change = difference(new.type, new.record, {}, {_EDITED[new.type]: word + word})
    if change is not None:
        register.commit([change], word)
        if number % 5 == 0:
            register.undo(reason=word)


def _new(number: int, word: str) -> Change:
    """In turn an open field, a restricted one, and a code."""
    return (
        site(f"S-{number}", name=word, inscription=word),
        record("interview", f"IV-{number}", interviewee_code=f"P-{number}", guardian=word, promised_follow_up=word),
        site(f"S-{word}"),
    )[number % 3]


if __name__ == "__main__":
    main(*sys.argv[1:])
