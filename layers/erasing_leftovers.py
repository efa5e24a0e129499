"""What is left to do after an erasure, done at once or, where a crash came between, at the next opening."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from layers.errors import MayNotWrite
from layers.evidence_store import is_place
from layers.register.migrating import copies_before
from layers.register.register import EmbeddedRegister


def finish_erasing(register: EmbeddedRegister, evidence: Path) -> None:
    """Remove the files of what was erased, and what lies in free pages; does nothing where nothing is left to do.

    The copies that were made before the register was brought up hold what was erased, so they go too. Whoever hands a
    project over can write any name there, so only what an original of evidence may be called is removed.
    """
    files = register.files_to_remove
    if files is None:
        return
    gone = [*_inside(evidence, files), *copies_before(register.path)]
    for path in gone:
        with suppress(OSError):  # gone already, or may not be written to
            path.unlink()
    if not any(path.exists() for path in gone):
        with suppress(MayNotWrite):
            register.wipe()


def _inside(evidence: Path, names: Iterable[object]) -> Iterator[Path]:
    """The places of these originals, but for those to which a link leads out of the project."""
    project = evidence.parent.resolve()
    for name in names:
        if isinstance(name, str) and is_place(name):
            path = evidence / name
            if path.parent.resolve().is_relative_to(project):
                yield path
