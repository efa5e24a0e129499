"""The originals of evidence that another copy holds, brought as they lie there and held to what the journal says."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Connection

from layers.errors import LayersError, ProjectRefused
from layers.evidence_lock import take_lock
from layers.evidence_store import LOCK, Store
from layers.files import flush_to_disk, make_own_file, open_ordinary
from layers.project import Project
from layers.register.originals import Original
from layers.register.values_of_copy import ELSEWHERE, get_local, set_local

_ROOM = 1 << 16
"""Bytes by which an encrypted file may be longer than a hundredth more than the original."""


class Evidence(StrEnum):
    """Which files come along: none, those of media that a record names or that show one, all."""

    NONE = "none"
    REFERENCED = "referenced"
    ALL = "all"


def bring_originals(project: Project, other: Project, which: Evidence, came: Collection[str]) -> int:
    """Bring the files that lie over there and not here; gives how many.

    `came` are the media whose file was taken in by a commit that came just now: of those that are not brought it is
    noted that another copy holds them. A file that is not the one of the journal stays where it is.
    """
    here, there = Store(project.evidence, project.register), Store(other.evidence, other.register)
    lock = take_lock(project.evidence / LOCK)
    if lock is None:
        raise ProjectRefused("Evidence is being taken in by another process; merge once more when it is done.")
    with lock:
        brought = [one for one in _lacking(project, here) if _wanted(project, one, which) and _bring(here, there, one)]
        here.put_in_place(brought)
    lacking = {one.media for one in _lacking(project, here)}

    def note(connection: Connection) -> None:
        noted = set(get_local(connection, ELSEWHERE, unreadable=[]) or ())
        set_local(connection, ELSEWHERE, sorted((noted | set(came)) & lacking))

    project.register.write_local(note)
    return len(brought)


def _lacking(project: Project, store: Store) -> Iterator[Original]:
    erasures = project.register.erasures
    for one in project.register.originals():
        gone = erasures.took_file_of(one.media, taken_in=one.taken_in)
        if one.taken_in and not gone and store.path_of(one) is None:
            yield one


def _wanted(project: Project, original: Original, which: Evidence) -> bool:
    if which is not Evidence.REFERENCED:
        return which is Evidence.ALL
    values = project.register.values("media", original.media) or {}
    return bool(values.get("subject")) or bool(project.register.referring(original.media, "media"))


def _bring(here: Store, there: Store, original: Original) -> bool:
    """Copy one file beside its place; whether it is the one that the journal names."""
    source, part = there.path_of(original), here.part(original.media)
    if source is None:
        return False
    part.unlink(missing_ok=True)
    try:
        _copy(source, part, original)
        whole = here.is_intact(original, part)
    except (OSError, LayersError):
        whole = False
    if not whole:
        part.unlink(missing_ok=True)
    return whole


def _copy(source: Path, part: Path, original: Original) -> None:
    make_own_file(part)
    with open_ordinary(source) as file, part.open("wb") as out:
        if source.stat().st_size > original.size + original.size // 8 + _ROOM:
            raise OSError("it is larger than the file of the journal")
        shutil.copyfileobj(file, out, 1 << 20)
    flush_to_disk(part)
