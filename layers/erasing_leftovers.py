"""What is left to do after an erasure, done at once or, where a crash came between, at the next opening or closing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from forensics.messages import Message, say
from layers.errors import LayersError, StillOnDisk
from layers.evidence_store import is_place
from layers.register.migrating import copies_before
from layers.register.register import EmbeddedRegister


def finish_erasing(register: EmbeddedRegister, evidence: Path) -> Message | None:
    """Remove the files of what was erased, and what lies in free pages; does nothing where nothing is left to do.

    The copies that were made before the register was brought up hold what was erased, so they go too. Whoever hands a
    project over can write any name there, so only what an original of evidence may be called is removed. Gives what is
    still on the disk, and why; it is tried again at every opening and closing.
    """
    files = register.files_to_remove
    if files is None:
        return None
    gone = [*_inside(evidence, files), *copies_before(register.path)]
    for path in gone:
        with suppress(OSError):  # gone already, or may not be written to
            path.unlink()
    left = sum(path.exists() for path in gone)
    try:
        register.wipe(files_left=left > 0)
    except StillOnDisk as refused:
        return refused.message
    except LayersError:  # a project that may only be read; or all is wiped, and the note of it had no room to go
        return None
    return _LEFT if left else None


_LEFT = say(
    "The erasure is committed, but files of what was erased could not be removed: another program holds them. They are "
    "removed when the project is next opened or closed and no other program does."
)


def _inside(evidence: Path, names: Iterable[object]) -> Iterator[Path]:
    """The places of these originals, but for those to which a link leads out of the project."""
    project = evidence.parent.resolve()
    for name in names:
        if isinstance(name, str) and is_place(name):
            path = evidence / name
            if path.parent.resolve().is_relative_to(project):
                yield path
