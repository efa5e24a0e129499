"""What is left to do after an erasure, done at once or, where a crash came between, at the next opening."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from layers.errors import MayNotWrite
from layers.register.register import EmbeddedRegister


def finish_erasing(register: EmbeddedRegister, evidence: Path) -> None:
    """Remove the files of what was erased, and what lies in free pages; does nothing where nothing is left to do."""
    files = register.files_to_remove
    if files is None:
        return
    for name in files:
        with suppress(OSError):  # gone already, or may not be written to
            (evidence / name).unlink()
    if not any((evidence / name).exists() for name in files):
        with suppress(MayNotWrite):
            register.wipe()
