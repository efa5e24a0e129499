"""A register that may only be read: on a read-only medium, or in a folder without the right to write.

A register in WAL mode needs its -shm beside it, or the right to make it. Where both are missing it is opened as
`immutable`, which takes no lock and looks at no log. That is right where nobody writes it: should somebody (another
user, over a network) nevertheless do so, the file is another than it was, and reading is refused from then on. Where a
log lies beside it that was not brought in, `immutable` would hide its newest commits, so a private copy is read; the
same where an older register must first be brought up to this version. What is encrypted stays encrypted in the copy.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from layers.errors import ProjectRefused
from layers.register.engine import open_engine, open_immutable

_LOG = "-wal"


def open_for_reading(path: Path, key: bytes | None) -> Engine:
    """An engine on a register that may only be read; raises ProjectRefused where not even that is allowed."""
    if not os.access(path, os.R_OK):
        raise ProjectRefused("The register in “{folder}” may not be read.", folder=str(path.parent))
    if _log_of(path) != (0, 0):
        return open_copy(path, key)
    engine = open_immutable(path, key)
    _refuse_when_changed(engine, path)
    return engine


def open_copy(path: Path, key: bytes | None, bring_up: Callable[[Engine], object] | None = None) -> Engine:
    """An engine on a private copy of a register, brought up and then read-only too; it goes when the engine does."""
    folder = tempfile.TemporaryDirectory(prefix="taphos-", ignore_cleanup_errors=True)
    try:
        copy = Path(folder.name) / path.name
        for suffix in ("", _LOG):
            beside = path.with_name(path.name + suffix)
            if beside.exists():
                shutil.copyfile(beside, copy.with_name(copy.name + suffix))
        whole = open_engine(copy, key)
        try:
            if bring_up is not None:
                bring_up(whole)
        finally:
            whole.dispose()  # the last to close brings the log in
        engine = open_immutable(copy, key)
    except OSError as reason:
        folder.cleanup()
        raise ProjectRefused(
            "“{folder}” may only be read, and no copy of it can be made to read it from: {reason}.",
            folder=str(path.parent), reason=reason.strerror or str(reason),
        ) from reason  # fmt: skip
    except BaseException:
        folder.cleanup()
        raise
    event.listen(engine, "engine_disposed", lambda _: folder.cleanup())
    return engine


def _log_of(path: Path) -> tuple[int, int]:
    """Size and time of the log beside the register; zeros where there is none, or an empty one."""
    with suppress(OSError):
        found = path.with_name(path.name + _LOG).stat()
        return (found.st_size, found.st_mtime_ns) if found.st_size else (0, 0)
    return 0, 0


def _refuse_when_changed(engine: Engine, path: Path) -> None:
    """Look, whenever the register is asked, whether it is the file that was opened."""
    opened = _state_of(path)

    def look(driver: Any, record: Any, proxy: Any) -> None:
        if _state_of(path) != opened:
            raise ProjectRefused(
                "“{folder}” was changed by somebody else while it was read; open it again.", folder=str(path.parent)
            )

    event.listen(engine, "checkout", look)


def _state_of(path: Path) -> tuple[int, ...]:
    try:
        found = path.stat()
    except OSError as reason:
        raise ProjectRefused("There is no register in “{folder}”.", folder=str(path.parent)) from reason
    return (found.st_size, found.st_mtime_ns, *_log_of(path))
