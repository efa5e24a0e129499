"""`taphos evidence`: originals are taken in under their SHA-256 and recorded, all in one commit.

Evidence is never refused for what it is: an empty, damaged or misnamed file is kept, and what is wrong is recorded.
The same file is kept once however often it comes. Originals are read and never written.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from forensics.changes import Change
from forensics.identifiers import new_id
from forensics.messages import say
from forensics.ports import Progress, Receipt
from layers.errors import SourceRefused
from layers.evidence_custody import first_events, who_takes_in
from layers.evidence_intake import Intake, Told, unreadable
from layers.evidence_media import Words
from layers.evidence_recording import Arrived, Further, InMemory, Outcome, Recording, Taken, opened, subject_of
from layers.evidence_store import EvidenceMissing, Store
from layers.evidence_types import media_type_of
from layers.exif import read_exif
from layers.project import Project

__all__ = ["InMemory", "Intake", "Outcome", "Taken", "TakenIn", "open_evidence", "store_of", "take_in"]


@dataclass(frozen=True)
class TakenIn:
    """What one call did: its commit (an empty hash where nothing was new), and each file in the order given."""

    receipt: Receipt
    files: tuple[Taken, ...]


def store_of(project: Project) -> Store:
    """The project's originals."""
    return Store(project.evidence, project.register)


def open_evidence(project: Project, media: str) -> BinaryIO:
    """The original of the media record with that id, as it came, to read and seek in; to be closed.

    It is decrypted in memory as it is read. Raises EvidenceMissing, EvidenceDamaged (while reading too), OSError.
    """
    original = project.register.original(media)
    if original is None:
        raise EvidenceMissing("There is no media record {id}.", id=media)
    return store_of(project).open(original)


def take_in(
    project: Project,
    files: Sequence[Path | InMemory],
    *,
    attach: str = "",
    by: str = "",
    further: Further | None = None,
    also: Callable[[Sequence[Taken]], Iterable[Change]] | None = None,
    reason: str = "",
    progress: Progress | None = None,
    words: Words = str,
) -> TakenIn:
    """Take files in and record them in one commit, or none of them; the custody of what is evidence begins with it.

    `by` is who has the files now (the id of a practitioner or facility), else whose key this device signs with; where
    that is not known, no custody begins, which is a gap for a court.
    `attach` names the record that they show, `further` gives more typed values of a record that is new, told those
    that it has; `also` is told what was taken in and gives changes of the same commit.
    `progress` is told bytes read and bytes in all, and may raise Cancelled.
    `words` gives the language in which `file_problem` is recorded. Raises SourceRefused for a file that cannot be read,
    RecordRefused where a rule refuses the link, ProjectRefused where the project cannot be written to.
    """
    sizes = [_size(file) for file in files]
    subject = subject_of(project, attach) if attach else {}
    told = _counting(progress, sum(sizes))
    with Intake(store_of(project)) as intake:
        arrived = [_receive(intake, file, size, told) for file, size in zip(files, sizes, strict=True)]
        work = Recording(project, intake, subject, words, further)
        holder = by or who_takes_in(project)
        changes = chain(work.changes(arrived), _custody(project, work, holder) if holder else ())
        receipt = intake.commit(changes if also is None else chain(changes, _afterwards(also, work)), reason)
    return TakenIn(receipt, tuple(work.taken))


def _afterwards(also: Callable[[Sequence[Taken]], Iterable[Change]], work: Recording) -> Iterator[Change]:
    """Asked once every file has its record."""
    yield from also(work.taken)


def _custody(project: Project, work: Recording, holder: str) -> Iterator[Change]:
    """Asked once every file has its record."""
    yield from first_events(project, work.begun, holder)


def _size(file: Path | InMemory) -> int:
    """How many bytes are to be read; raises SourceRefused for what is no readable file."""
    if isinstance(file, InMemory):
        return len(file.data)
    try:
        if file.is_dir():
            raise SourceRefused("“{file}” is a folder; the files in it are named one by one.", file=str(file))
        if not file.is_file():
            raise SourceRefused("There is no file “{file}”.", file=str(file))
        with file.open("rb"):
            return file.stat().st_size
    except OSError as reason:
        raise unreadable(file, reason) from reason


def _name_of(file: Path | InMemory) -> str:
    """The file's name; bytes of it that are no text are written as numbers."""
    return os.fsencode(Path(file.name).name).decode("utf-8", "backslashreplace")


def _receive(intake: Intake, file: Path | InMemory, size: int, told: Told | None) -> Arrived:
    with opened(file) as source:
        received = intake.receive(source, new_id(), told)
        media_type = media_type_of(received.head)
        try:
            exif = read_exif(source, media_type)
        except OSError as reason:
            raise unreadable(Path(file.name), reason) from reason
    changed = received.size != size
    problems = (say("It grew or shrank while it was read, and is kept as it was read."),) if changed else ()
    return Arrived(file, _name_of(file), replace(received, head=b""), exif, media_type, problems)


def _counting(progress: Progress | None, total: int) -> Told | None:
    if progress is None:
        return None
    done = 0

    def told(count: int) -> None:
        nonlocal done
        done += count
        progress(done, total)

    told(0)
    return told
