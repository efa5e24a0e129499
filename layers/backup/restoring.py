"""`taphos restore`: a backup becomes a project that verifies, or nothing.

It is unpacked beside the place, each file held to the SHA-256 in the manifest; the register is looked at before it is
used, opened read-only with nothing in its schema trusted; and only what verifies is given its name.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import exc
from sqlcipher3 import dbapi2

from forensics.errors import TaphosError
from forensics.ports import Progress, Verdict
from layers.backup.hostile import damaged, in_order, opened_backup
from layers.backup.making import writing_to
from layers.backup.manifest import TOP, BackupManifest
from layers.checking import verify_project
from layers.errors import Cancelled, ProjectRefused
from layers.evidence_store import BLOCK
from layers.files import flush_folder, flush_to_disk, keep_to_owner, make_own_folder
from layers.making_beside import making_beside
from layers.project import (
    EVIDENCE,
    KEYS,
    REGISTER,
    VAULT,
    named_folder,
    open_foreign,
    open_with_key,
    read_about,
    unwrap_key,
)
from layers.register.engine import open_engine
from layers.register.register import EmbeddedRegister

_UNPACKED = "unpacked"

Ask = Callable[[], str | None]
"""Gives the passphrase; called for an encrypted project alone."""


class Unverified(ProjectRefused):
    """A whole backup of a project in which `verify` finds something."""


@dataclass(frozen=True)
class Restored:
    """A project that was restored; `verdict` is not ok only where that was allowed."""

    folder: Path
    manifest: BackupManifest
    verdict: Verdict


def restore(
    archive: Path, folder: Path, ask: Ask, progress: Progress | None = None, *, with_problems: bool = False
) -> Restored:
    """Make the project of a backup at `folder`, where nothing may be yet.

    Raises SourceRefused for what is no backup or damaged, ProjectRefused, Unverified unless `with_problems`, and what
    `progress` raises; then nothing is left behind.
    """
    folder = named_folder(folder)
    if folder.exists() or folder.is_symlink():
        raise ProjectRefused("“{folder}” is there already; a project is restored beside it.", folder=str(folder))
    with opened_backup(archive) as (opened, manifest), writing_to(folder), making_beside(folder) as beside:
        unpacked = beside / _UNPACKED
        unpacking = Unpacking(archive, opened, manifest, unpacked, progress)
        key = unpacking.unpack_for_key(ask)
        unpacking.unpack_rest()
        for empty in (EVIDENCE, VAULT):  # a zip holds no folders
            make_own_folder(unpacked / empty)
        verdict = _verified(archive, unpacked, key, progress)
        if not verdict.ok and not with_problems:
            raise Unverified(
                "“{file}” is whole, but in its project something is wrong: {problem}", file=str(archive),
                problem=verdict.first,
            )  # fmt: skip
        keep_to_owner(unpacked)
        _flush(unpacked)
        if folder.exists():
            raise ProjectRefused("“{folder}” is there already; a project is restored beside it.", folder=str(folder))
        unpacked.rename(folder)
        flush_folder(folder.parent)
    return Restored(folder, manifest, verdict)


class Unpacking:
    """A backup on its way into a folder."""

    def __init__(
        self,
        archive: Path,
        opened: zipfile.ZipFile,
        manifest: BackupManifest,
        folder: Path,
        progress: Progress | None,
    ) -> None:
        self._archive = archive
        self._opened = opened
        self._manifest = manifest
        self._folder = folder
        self._progress = progress
        self._left = in_order(manifest.members)
        self._total = sum(one.bytes for one in manifest.members.values())
        self._done = 0

    def unpack_for_key(self, ask: Ask) -> bytes | None:
        """Unpack what tells whether the passphrase is the right one; gives the project's key."""
        while self._left and (self._left[0].startswith(f"{TOP}{KEYS}/") or not self._folder.exists()):
            self._unpack(self._left.pop(0))
        about = read_about(self._folder)
        if (about.id, about.encrypted) != (self._manifest.project, self._manifest.encrypted):
            raise damaged(self._archive)
        return unwrap_key(self._folder, ask()) if about.encrypted else None

    def unpack_rest(self) -> None:
        """Unpack everything else."""
        while self._left:
            self._unpack(self._left.pop(0))

    def _unpack(self, name: str) -> None:
        """Write one file and wait until it is on disk; raises SourceRefused where it is not the one of the manifest."""
        path = self._folder / name.removeprefix(TOP)
        make_own_folder(path.parent)
        digest, size = hashlib.sha256(), 0
        with self._opened.open(name) as member, path.open("xb") as file:
            while block := member.read(BLOCK):
                file.write(block)
                digest.update(block)
                size += len(block)
                self._tell(len(block))
        flush_to_disk(path)
        expected = self._manifest.members[name]
        if (digest.hexdigest(), size) != (expected.sha256, expected.bytes):
            raise damaged(self._archive)

    def _tell(self, size: int) -> None:
        self._done += size
        if self._progress is not None:
            self._progress(self._done, self._total)


def _verified(archive: Path, folder: Path, key: bytes | None, progress: Progress | None) -> Verdict:
    """What `verify` says of the project as it was unpacked, brought up to this version where it is of an older one."""
    try:
        _forget_what_was_to_go(folder, key)
        project = open_foreign(folder, key)
        try:
            if project.register.of_this_version:
                return verify_project(project, progress=progress)
        finally:
            project.close()
        project = open_with_key(folder, key)
        try:
            return verify_project(project, progress=progress)
        finally:
            project.close()
            for older in folder.glob("before-*"):
                older.unlink()
    except (exc.DBAPIError, dbapi2.Error) as reason:
        raise damaged(archive) from reason
    except (Cancelled, OSError):
        raise
    except TaphosError as refusal:
        raise ProjectRefused(
            "“{file}” holds a project that cannot be used: {problem}", file=str(archive), problem=refusal.message
        ) from refusal


def _forget_what_was_to_go(folder: Path, key: bytes | None) -> None:
    """Let go of the note by which an unfinished erasure names files to remove, and of what free pages hold of it.

    The backup has no such file, and a stranger may have written the note.
    """
    foreign = open_foreign(folder, key)
    try:
        pending = foreign.register.files_to_remove is not None
    finally:
        foreign.close()
    if pending:
        path = folder / REGISTER
        device, encrypted = foreign.device, foreign.encrypted
        register = EmbeddedRegister(path, open_engine(path, key), foreign.catalogue, device, encrypted=encrypted)
        try:
            register.wipe()
        finally:
            register.close()


def _flush(folder: Path) -> None:
    """Bring the names of everything unpacked to disk."""
    for inner in folder.rglob("*"):
        if inner.is_dir():
            flush_folder(inner)
    flush_folder(folder)
