"""Small files, written so that they are there whole or not at all; and by what a file is known again."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import re
import secrets
import shutil
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from layers.errors import ExportRefused, LayersError, ProjectRefused

_OWN_FOLDER, _OWN_FILE = 0o700, 0o600
_NO_FLUSHING = (errno.EACCES, errno.EPERM, errno.EINVAL, errno.ENOTSUP)
_HALF = re.compile(r"\.[0-9a-f]{16}\.part")
_UNDER_WAY_SECONDS = 3600.0
_JUNCTION = 0xA0000003
"""IO_REPARSE_TAG_MOUNT_POINT of Windows."""


def read_small(path: Path, most: int) -> bytes:
    """The bytes of a small file that somebody else may have written; raises OSError, and ValueError past `most`.

    What is no file, such as a pipe that nobody ever writes to, is refused as one that may not be read.
    """
    with open_ordinary(path) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise ValueError(f"more than {most:,} bytes")
    return data


def open_ordinary(path: Path) -> io.BufferedReader:
    """A file opened for reading that never keeps anybody waiting: a pipe or a device is an OSError at once."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        kind = os.fstat(handle).st_mode
        if stat.S_ISDIR(kind):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
        if not stat.S_ISREG(kind):
            raise OSError(errno.EINVAL, "it is no ordinary file", str(path))
        return os.fdopen(handle, "rb")
    except BaseException:
        os.close(handle)
        raise


def write_whole(path: Path, data: bytes) -> None:
    """Replace `path` by `data`, which is on the disk with its name when this returns; readable by its owner alone."""
    _take_name(_flushed_beside(path, data), path)


def write_out(path: Path, data: bytes | BinaryIO) -> None:
    """The same for what a person writes to a place of their own: it may be read by whom their system lets read it."""
    _take_name(_flushed_beside(path, data, 0o666), path)


def write_once(path: Path, data: bytes) -> None:
    """Write `path` only where nothing has that name yet; readable by its owner alone."""
    temporary = _flushed_beside(path, data)
    try:
        if not path.exists():
            _take_name(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def _take_name(temporary: Path, path: Path) -> None:
    """Give a file its name, and wait until the disk knows it by that: else a power cut may bring back what was there.

    A folder that may not be read, or a disk that cannot flush one, is no fault: the file is whole.
    """
    try:
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    try:
        flush_folder(path.parent)
    except OSError as reason:
        if reason.errno not in _NO_FLUSHING:
            raise


def clear_halves(folder: Path) -> None:
    """Remove what a process that was killed in `write_whole` left half made, known by the form of its name and its age.

    One that is younger than an hour may be under way in another process, and stays.
    """
    with suppress(OSError):
        for path in folder.iterdir():
            with suppress(OSError):
                found = path.lstat()
                old = abs(time.time() - found.st_mtime) > _UNDER_WAY_SECONDS
                if _HALF.fullmatch(path.name) and stat.S_ISREG(found.st_mode) and old:
                    path.unlink()


def make_own_folder(folder: Path) -> None:
    """Make a folder of a project: its owner alone may look into it, whatever the umask; its name is on the disk."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    folder.mkdir(parents=True, exist_ok=True, mode=_OWN_FOLDER)
    for one in reversed(missing):
        with suppress(PermissionError):  # above a project there may be folders that one may only pass through
            flush_folder(one.parent)


def make_own_file(path: Path) -> None:
    """Make an empty file of a project, which another library is to fill, readable by its owner alone."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWN_FILE))


def keep_to_owner(folder: Path) -> None:
    """Take from everybody but its owner a folder and all in it; on Windows its access lists say who may read it.

    A disk that knows no owners (FAT, most sticks) is left as it is: it refuses to be told.
    """
    if os.name == "nt":
        return
    for place, _, files in os.walk(folder):
        with suppress(PermissionError):
            Path(place).chmod(_OWN_FOLDER)
        for path in (Path(place, name) for name in files):
            if not is_link(path):
                with suppress(PermissionError):
                    path.chmod(_OWN_FILE)


def flush_to_disk(path: Path) -> None:
    """Wait until what was written to `path` is on the disk."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def flush_folder(folder: Path) -> None:
    """Wait until names given or taken in `folder` are on the disk; Windows sees to that itself."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def is_link(path: Path) -> bool:
    """Whether a name leads elsewhere: a symbolic link, or what Windows calls a junction."""
    try:
        found = os.lstat(path)
    except OSError:
        return False
    return stat.S_ISLNK(found.st_mode) or getattr(found, "st_reparse_tag", 0) == _JUNCTION


def refuse_link(path: Path, project: Path) -> None:
    """Raise ProjectRefused where a file or folder of a project is a link."""
    if is_link(path):
        raise ProjectRefused(
            "“{name}” of the project “{folder}” is a link to another place; a project holds its files itself.",
            name=path.relative_to(project).as_posix(), folder=str(project),
        )  # fmt: skip


@contextmanager
def refusing(folder: Path) -> Iterator[None]:
    """What the disk refuses while a folder of a project is written to, as one sentence."""
    try:
        yield
    except OSError as reason:
        if reason.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", None)):
            raise ProjectRefused(
                "The disk is full; nothing was changed in “{folder}”.", folder=str(folder.parent)
            ) from reason
        raise ProjectRefused(
            "“{folder}” cannot be written to: {reason}.", folder=str(folder), reason=reason.strerror or str(reason)
        ) from reason


@contextmanager
def asked_for(path: Path, refused: type[LayersError] = ExportRefused) -> Iterator[None]:
    """What the disk refuses while a file is written that a person asked for, as one sentence; raises `refused`."""
    try:
        yield
    except OSError as reason:
        raise refused(
            "“{file}” cannot be written: {reason}.", file=str(path), reason=reason.strerror or str(reason)
        ) from reason


def _flushed_beside(path: Path, data: bytes | BinaryIO, mode: int = _OWN_FILE) -> Path:
    temporary = path.with_name(f".{secrets.token_hex(8)}.part")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    handle = os.open(temporary, flags, mode)  # less what the umask takes away
    try:
        with os.fdopen(handle, "wb") as file:
            if isinstance(data, bytes):
                file.write(data)
            else:
                shutil.copyfileobj(data, file, 1 << 20)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def file_sha256(path: Path) -> str:
    """SHA-256 of a file, read in blocks."""
    with open_ordinary(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
