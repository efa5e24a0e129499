"""Drafts while the register is being written for long, as by an import: they wait in a small file beside it.

Each process has a file of its own, `.drafts-PID`, encrypted under the project's key where the project is; it goes as
soon as what it holds is in the register.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from layers.errors import LayersError, ProjectRefused
from layers.files import is_link, read_small, refusing, write_whole
from layers.keys import locked_under, unlocked_under
from layers.project import Project
from layers.register.drafts import KeptDraft
from layers.register.engine import BUSY

BRIEFLY_MS = 200
"""Milliseconds that a draft waits for the register before it waits beside it."""

_NAME = ".drafts-"
_PURPOSE = b"taphos: drafts that wait"
_MOST = 64 << 20
"""Bytes of the largest file that is read."""


@dataclass(frozen=True)
class _Waiting:
    """What is to be done in the register: drafts to keep by their keys, and keys to let go."""

    drafts: Mapping[str, KeptDraft] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()

    def then(self, drafts: Iterable[KeptDraft], gone: Iterable[str]) -> _Waiting:
        """This, and after it what came since."""
        newer, dropped = {one.key: one for one in drafts}, frozenset(gone)
        kept = {key: one for key, one in self.drafts.items() if key not in dropped} | newer
        return _Waiting(kept, (self.gone | dropped) - newer.keys())


def keep_drafts(project: Project, drafts: Sequence[KeptDraft], gone: Sequence[str] = ()) -> None:
    """Keep what was typed, and let go what was saved or given up: on disk when this comes back, there or here.

    Raises ProjectRefused, and MayNotWrite.
    """
    mine = _own_file(project)
    waiting = _read(project, mine).then(drafts, gone)
    try:
        project.register.write_drafts(list(waiting.drafts.values()), sorted(waiting.gone), BRIEFLY_MS)
    except ProjectRefused as refused:
        if refused.message.id != BUSY.id:
            raise
        _write(project, mine, waiting)
    else:
        mine.unlink(missing_ok=True)


def kept_drafts(project: Project) -> list[KeptDraft]:
    """What was typed in this project and not saved, the oldest first, wherever it waits."""
    try:
        settle_drafts(project)
        waiting = _Waiting()
    except LayersError:  # it may not be written now
        waiting = _all(project)
    held = {one.key: one for one in project.register.drafts() if one.key not in waiting.gone}
    return sorted((held | dict(waiting.drafts)).values(), key=lambda one: (one.at, one.key))


def settle_drafts(project: Project) -> None:
    """Bring what waits beside the register into it, whatever process left it there; raises ProjectRefused."""
    files = _files(project)
    if not files:
        return
    waiting = _all(project)
    project.register.write_drafts(list(waiting.drafts.values()), sorted(waiting.gone), BRIEFLY_MS)
    for path in files:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def _files(project: Project) -> list[Path]:
    found = [path for path in project.folder.glob(f"{_NAME}*") if path.is_file()]
    return sorted(found, key=lambda path: path.stat().st_mtime_ns)


def _own_file(project: Project) -> Path:
    return project.folder / f"{_NAME}{os.getpid()}"


def _all(project: Project) -> _Waiting:
    found = _Waiting()
    for path in _files(project):
        one = _read(project, path)
        found = found.then(one.drafts.values(), one.gone)
    return found


def _write(project: Project, path: Path, waiting: _Waiting) -> None:
    document = {
        "gone": sorted(waiting.gone),
        "drafts": [
            {
                "key": one.key, "type": one.type, "record": one.record, "texts": dict(one.texts),
                "rests": dict(one.rests), "at": one.at, "carried": sorted(one.carried),
            }
            for one in waiting.drafts.values()
        ],
    }  # fmt: skip
    data = orjson.dumps(document)
    with refusing(path):
        write_whole(path, data if project.key is None else locked_under(project.key, _PURPOSE, data))


def _read(project: Project, path: Path) -> _Waiting:
    """What a file holds; nothing where there is none, or it is not one of ours."""
    try:
        data = b"" if is_link(path) else read_small(path, _MOST)
        if project.key is not None:
            data = unlocked_under(project.key, _PURPOSE, data)
        found = orjson.loads(data)
        drafts = {str(one["key"]): _draft(one) for one in found["drafts"]}
        return _Waiting(drafts, frozenset(map(str, found["gone"])))
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return _Waiting()


def _draft(held: Mapping[str, Any]) -> KeptDraft:
    texts, rests = ({str(name): str(text) for name, text in held[part].items()} for part in ("texts", "rests"))
    carried = tuple(map(str, held.get("carried", ())))
    return KeptDraft(str(held["key"]), str(held["type"]), str(held["record"]), texts, rests, str(held["at"]), carried)
