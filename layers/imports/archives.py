"""Archives that others packed: what would unpack to more than anything honest is not unpacked."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

from layers.imports.source import UnreadableSource

MOST_BYTES = 2 << 30
MOST_MEMBERS = 20_000
MOST_MEMBER = 256 << 20
"""Bytes of one member that is read whole."""
MOST_TIMES = 1_000
"""How many times larger an honest member is than it is packed; spreadsheets of blanks come near."""


def refuse_bomb(path: Path, archive: zipfile.ZipFile) -> None:
    """Raise UnreadableSource for an archive that is small and claims to hold far too much."""
    members = archive.infolist()
    whole = sum(one.file_size for one in members)
    swollen = any(one.file_size > 1 << 20 and one.file_size > MOST_TIMES * max(one.compress_size, 1) for one in members)
    if whole > MOST_BYTES or len(members) > MOST_MEMBERS or swollen:
        raise UnreadableSource(
            "“{file}” would unpack to {bytes:,} bytes in {count:,} files, which no table needs; it is not opened.",
            file=path.name, bytes=whole, count=len(members),
        )  # fmt: skip


def members_of(path: Path) -> tuple[str, ...]:
    """The names of the files in an archive that is no bomb; raises UnreadableSource."""
    try:
        with zipfile.ZipFile(path) as archive:
            refuse_bomb(path, archive)
            names = (one.filename for one in archive.infolist())
            return tuple(name for name in names if name and not name.endswith("/"))  # is_dir() fails without a name
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError) as reason:
        raise UnreadableSource("“{file}” is a damaged archive, or only part of one.", file=path.name) from reason


def unpacked_size(path: Path) -> int:
    """Bytes of all files in an archive; of one that cannot be read, or a file under GZIP, the most that is taken."""
    try:
        with zipfile.ZipFile(path) as archive:
            return min(sum(one.file_size for one in archive.infolist()), MOST_BYTES)
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError):
        return MOST_MEMBER


def read_member(path: Path, name: str, most: int = MOST_MEMBER) -> bytes:
    """One file of an archive, in memory: nothing is ever unpacked to the disk. Raises UnreadableSource."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open(name) as member:
            data = member.read(most + 1)
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        OSError,
        ValueError,
        RuntimeError,
        KeyError,
        EOFError,
        zlib.error,
    ) as reason:
        raise UnreadableSource(
            "“{member}” in “{file}” cannot be unpacked: it is damaged or locked with a password.",
            member=name, file=path.name,
        ) from reason  # fmt: skip
    if len(data) > most:
        raise UnreadableSource(
            "“{member}” in “{file}” unpacks to more than {most:,} bytes, which no table needs.",
            member=name, file=path.name, most=most,
        )  # fmt: skip
    return data
