"""`taphos backup`: the whole project as it is at one moment, in one file, while others go on working in it.

The register is held at one moment by a read transaction and copied (layers.register.copying); what it names is taken
beside it. Originals of evidence are never written to or removed, so those of that moment are there later too; files of
the vault are, so they are read while nobody else may write it. An encrypted project is copied as it lies: nothing is
decrypted, neither into the backup nor beside it.
"""

from __future__ import annotations

import errno
import hashlib
import os
import time
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlcipher3 import dbapi2

from forensics.changes import Change, Operation
from forensics.errors import TaphosError
from forensics.identifiers import new_id
from forensics.messages import Message, say
from forensics.ports import Progress
from layers.backup.hostile import opened_backup
from layers.backup.manifest import MANIFEST, TOP, BackupManifest, Member
from layers.backup.ours import belongs
from layers.errors import MayNotWrite, ProjectRefused, SourceRefused
from layers.evidence_lock import take_lock
from layers.evidence_store import BLOCK, Store
from layers.files import flush_folder, flush_to_disk, is_link
from layers.making_beside import making_beside
from layers.project import ABOUT, EVIDENCE, REGISTER, VAULT, Project
from layers.register.engine import open_immutable
from layers.register.journal import BACKUP
from layers.register.register import EmbeddedRegister
from layers.vault.ledger import read_ledger
from layers.vault.store import LOCK as VAULT_LOCK
from layers.vault.store import VaultStore

PAGE = 4096
PATIENCE_SECONDS = 10.0
_BEFORE = "before-"
_NAMED = 5


@dataclass(frozen=True)
class Made:
    """A backup that was made: `bytes` is its size, `unnoted` why the project's ledger does not name it.

    `left` are files of the folder that are no part of a project and so not in it.
    """

    path: Path
    bytes: int
    manifest: BackupManifest
    unnoted: Message | None = None
    left: tuple[str, ...] = ()

    @property
    def left_out(self) -> Message | None:
        """What was left and why, where something was."""
        if not self.left:
            return None
        more = len(self.left) - _NAMED
        return say(
            "Not in the backup, since it is no part of a project: {names}.",
            names=", ".join(self.left[:_NAMED]) + (f" … (+{more})" if more > 0 else ""),
        )  # fmt: skip


def back_up(project: Project, out: Path, progress: Progress | None = None, *, replacing: bool = False) -> Made:
    """Write the project to `out`, which appears whole or not at all, and enter it into the project's ledger.

    An older backup of this project is replaced, anything else that is there only where `replacing` says so. What is
    told is bytes. Raises ProjectRefused, and what `progress` raises.
    """
    if project.address:
        raise ProjectRefused(
            "A project on a server is backed up with the server, or as “taphos copy” makes a folder of it."
        )
    if out.absolute().resolve().is_relative_to(project.folder.absolute().resolve()):
        raise ProjectRefused("A backup lies outside the project; “{file}” is inside.", file=str(out))
    _refuse_place(project, out, replacing=replacing)
    with writing_to(out), making_beside(out) as folder, _entered(project, out) as (entry, unnoted):
        archive = folder / "backup.zip"
        manifest = _Backup(project, folder, progress).write(archive, entry)
        flush_to_disk(archive)
        size = archive.stat().st_size
        archive.replace(out)
        flush_folder(out.parent)
    return Made(out, size, manifest, unnoted, _left(project.folder))


def _refuse_place(project: Project, out: Path, *, replacing: bool) -> None:
    """Raise ProjectRefused where no folder is, as where a stick is not plugged in, or something else has the name."""
    if not out.absolute().parent.is_dir():
        raise ProjectRefused("There is no folder “{folder}”.", folder=str(out.absolute().parent))
    if out.is_dir() and not out.is_symlink():
        raise ProjectRefused("“{file}” is a folder.", file=str(out))
    if os.path.lexists(out) and not replacing and not _is_backup_of(project, out):
        raise ProjectRefused(
            "“{file}” is there already and is no backup of this project; name another file.", file=str(out)
        )


def _is_backup_of(project: Project, path: Path) -> bool:
    try:
        with opened_backup(path) as (_, manifest):
            return manifest.project == project.id and not path.is_symlink()
    except SourceRefused:
        return False


@contextmanager
def writing_to(out: Path) -> Iterator[None]:
    """What the disk refuses while `out` is made, as one sentence."""
    try:
        yield
    except OSError as reason:
        if reason.errno in (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", None)):
            raise ProjectRefused("The disk is full; “{file}” was not made.", file=str(out)) from reason
        raise ProjectRefused(
            "“{file}” cannot be made: {reason}.", file=str(out), reason=reason.strerror or str(reason)
        ) from reason


@contextmanager
def _entered(project: Project, out: Path) -> Iterator[tuple[str, Message | None]]:
    """Enter the backup into the ledger; gives the entry's id, or why there is none.

    It is entered before it is made, so that the backup holds the entry too: whoever restores it knows that it exists.
    One that fails is marked; one that a crash ends stands in the ledger, which harms less than a copy nobody knows of.
    """
    entry = new_id()
    try:
        project.register.commit([Change(BACKUP, entry, Operation.ADD, after={"file": out.name})], "")
    except MayNotWrite as refused:
        yield "", refused.message
        return
    try:
        yield entry, None
    except BaseException:
        with suppress(TaphosError):
            project.register.commit([Change(BACKUP, entry, Operation.SET, after={"abandoned": "yes"})], "")
        raise


class _Backup:
    """One backup on its way into a zip."""

    def __init__(self, project: Project, folder: Path, progress: Progress | None) -> None:
        self._project = project
        self._folder = folder
        self._progress = progress
        self._members: dict[str, Member] = {}
        self._missing: list[str] = []
        self._done = 0
        self._total = 0

    def write(self, archive: Path, entry: str) -> BackupManifest:
        """Write everything; gives the manifest."""
        self._total = _size_of(self._project)
        with zipfile.ZipFile(archive, "x", zipfile.ZIP_STORED) as out:
            for name in _small_files(self._project.folder):
                self._add(out, name, self._project.folder / name)
            copy = self._folder / REGISTER
            self._copy_register(out, copy)
            self._add(out, REGISTER, copy)
            register = self._register_of(copy)
            try:
                heads = register.info().heads
                self._add_evidence(out, register)
            finally:
                register.close()
            project = self._project
            manifest = BackupManifest(project.id, project.encrypted, entry, heads, self._members, tuple(self._missing))
            out.writestr(_info(MANIFEST), manifest.to_bytes())
        return manifest

    def _copy_register(self, out: zipfile.ZipFile, copy: Path) -> None:
        """Copy the register as it is now, and take in the files of the vault that it names."""
        with ExitStack() as stack:
            with _vault_at_rest(self._project.vault):
                held = stack.enter_context(self._project.register.held())
                self._add_vault(out)
            before = self._done

            def told(done: int, _pages: int) -> None:
                self._tell(before + done * PAGE - self._done)

            try:
                held.copy(copy, self._project.key, told)
            except dbapi2.OperationalError as reason:
                raise OSError(errno.ENOSPC, str(reason)) if "full" in str(reason) else reason from reason

    def _register_of(self, copy: Path) -> EmbeddedRegister:
        """The register of that moment."""
        project = self._project
        engine = open_immutable(copy, project.key)
        return EmbeddedRegister(copy, engine, project.catalogue, project.device, encrypted=project.encrypted)

    def _add_vault(self, out: zipfile.ZipFile) -> None:
        store = VaultStore(self._project.vault)
        for kept in read_ledger(self._project.register).in_force:
            place, part = store.place(kept.file), store.part(kept.file)
            self._add(out, f"{VAULT}/{place.name}", place if place.is_file() else part)

    def _add_evidence(self, out: zipfile.ZipFile, register: EmbeddedRegister) -> None:
        """The originals that the register names; one that waits for its name has it in the backup."""
        store = Store(self._project.evidence, register)
        added, erasures = set[str](), register.erasures
        for original in register.originals():
            gone = erasures.took_file_of(original.media, taken_in=original.taken_in)
            name = None if gone else store.name_of(original)
            if name is None or name in added:
                continue
            added.add(name)
            member = f"{EVIDENCE}/{store.shelf(name).relative_to(store.folder).as_posix()}"
            path = store.path_of(original)
            if path is not None:
                self._add(out, member, path)
            elif original.taken_in:
                self._missing.append(TOP + member)

    def _add(self, out: zipfile.ZipFile, name: str, path: Path) -> None:
        """Copy one file into the zip as it lies."""
        if is_link(path) or not path.exists():
            self._missing.append(TOP + name)
            return
        source = path.open("rb")
        digest, size = hashlib.sha256(), 0
        with source, out.open(_info(TOP + name), "w", force_zip64=True) as member:
            while block := source.read(BLOCK):
                member.write(block)
                digest.update(block)
                size += len(block)
                self._tell(len(block))
        self._members[TOP + name] = Member(digest.hexdigest(), size)

    def _tell(self, size: int) -> None:
        self._done += size
        if self._progress is not None:
            self._progress(min(self._done, self._total), self._total)


def _info(name: str) -> zipfile.ZipInfo:
    """A member readable by its owner alone, of no particular time."""
    info = zipfile.ZipInfo(name)
    info.external_attr = 0o100600 << 16
    return info


def _small_files(folder: Path) -> list[str]:
    """project.toml first, then what else a project is made of and has no rule of its own."""
    return sorted(filter(belongs, _beside_the_register(folder)), key=lambda name: (name != ABOUT, name))


def _left(folder: Path) -> tuple[str, ...]:
    """What lies in the folder and is no part of a project."""
    return tuple(sorted(name for name in _beside_the_register(folder) if not belongs(name)))


def _beside_the_register(folder: Path) -> Iterator[str]:
    """The files of the folder but the register with all that an engine writes beside it, evidence and vault."""
    for top in folder.iterdir():
        if top.name in (EVIDENCE, VAULT) or top.name.startswith((REGISTER, _BEFORE, ".")):
            continue
        for path in top.rglob("*") if top.is_dir() and not top.is_symlink() else [top]:
            if path.is_symlink() or not path.is_dir():
                yield path.relative_to(folder).as_posix()


def _size_of(project: Project) -> int:
    """Bytes that will be read or copied, as far as the folder tells; the register twice."""
    size = 2 * (project.folder / REGISTER).stat().st_size
    for path in project.evidence.rglob("*"):
        with suppress(FileNotFoundError):
            size += path.stat().st_size
    return size


@contextmanager
def _vault_at_rest(folder: Path) -> Iterator[None]:
    """Nobody writes to the vault meanwhile; waits a little for who does."""
    if not folder.is_dir():
        yield
        return
    if not os.access(folder, os.W_OK):
        yield  # nobody here may write it
        return
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (lock := take_lock(folder / VAULT_LOCK)) is None:
        if time.monotonic() > deadline:
            raise ProjectRefused(
                "The vault of “{folder}” is being written to elsewhere; try again in a moment.",
                folder=str(folder.parent),
            )
        time.sleep(0.05)
    with lock:
        yield
