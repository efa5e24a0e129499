"""A zip that a stranger may have made, read as nothing but a backup of ours.

Ours are stored and never compressed, so that no member is larger than it lies there; each is a file that a project is
made of (layers.backup.ours), and none is a link. Anything else is refused before a byte of it is written.
"""

from __future__ import annotations

import re
import stat
import struct
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from layers.backup.manifest import MANIFEST, TOP, BackupManifest, read_manifest
from layers.backup.ours import belongs
from layers.errors import SourceRefused
from layers.files import open_ordinary
from layers.project import ABOUT, REGISTER

_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_ENCRYPTED = 0x1


@contextmanager
def opened_backup(path: Path) -> Iterator[tuple[zipfile.ZipFile, BackupManifest]]:
    """The zip and its manifest, which names exactly its members; raises SourceRefused for anything else."""
    try:
        with _open(path) as archive:
            yield archive, _manifest_of(path, archive)
    except (zipfile.BadZipFile, EOFError) as reason:
        raise damaged(path) from reason


def _open(path: Path) -> zipfile.ZipFile:
    """The zip, looked at and not yet unpacked."""
    try:
        open_ordinary(path).close()
        archive = zipfile.ZipFile(path)
        try:
            _refuse_strange(path, archive.infolist())
        except BaseException:
            archive.close()
            raise
    except OSError as reason:
        raise SourceRefused(
            "“{file}” cannot be read: {reason}.", file=str(path), reason=reason.strerror or str(reason)
        ) from reason
    except (ValueError, NotImplementedError, IndexError, struct.error) as reason:  # what zipfile lets through
        raise damaged(path) from reason
    return archive


def damaged(path: Path) -> SourceRefused:
    """The refusal of a file that is no backup, or no longer the one that was made."""
    return SourceRefused("“{file}” is not a backup of a project, or is damaged; nothing was restored.", file=str(path))


def _strange(path: Path, member: str) -> SourceRefused:
    shown = "".join(one if one.isprintable() else "�" for one in member[:80])
    return SourceRefused(
        "“{file}” holds “{member}”, which no backup of ours does; nothing was restored.", file=str(path), member=shown
    )


def _refuse_strange(path: Path, members: list[zipfile.ZipInfo]) -> None:
    """Refuse names that lead elsewhere, links, second members of a name, and what would grow as it is unpacked."""
    seen = set[str]()
    for one in members:
        kind = stat.S_IFMT(one.external_attr >> 16)
        folded = one.filename.casefold()
        plain = one.compress_type == zipfile.ZIP_STORED and one.file_size == one.compress_size
        if not is_ours(one.filename) or folded in seen or kind not in (0, stat.S_IFREG) or not plain:
            raise _strange(path, one.filename)
        if one.flag_bits & _ENCRYPTED:
            raise _strange(path, one.filename)
        seen.add(folded)
    if sum(one.file_size for one in members) > path.stat().st_size:
        raise damaged(path)
    if not {MANIFEST, TOP + ABOUT, TOP + REGISTER} <= {one.filename for one in members}:
        raise damaged(path)


def is_ours(name: str) -> bool:
    """Whether a member may be called that: the manifest, or a file that a project is made of.

    Among the codes of country packs there are names of devices of Windows, which lead elsewhere there.
    """
    inside = name.removeprefix(TOP)
    led_away = any(map(_DEVICE.match, inside.split("/")))
    return name == MANIFEST or (name.startswith(TOP) and belongs(inside) and not led_away)


def _manifest_of(path: Path, archive: zipfile.ZipFile) -> BackupManifest:
    try:
        manifest = read_manifest(archive.read(MANIFEST))
    except NotImplementedError as reason:
        raise SourceRefused("“{file}” was made by a newer version of Taphos.", file=str(path)) from reason
    except (ValueError, KeyError, TypeError, AttributeError) as reason:
        raise damaged(path) from reason
    if set(manifest.members) != {one.filename for one in archive.infolist()} - {MANIFEST}:
        raise damaged(path)
    return manifest


def in_order(members: Iterable[str]) -> list[str]:
    """Members as they are unpacked: what decides whether the rest is worth it comes first."""
    return sorted(members, key=lambda name: (name != TOP + ABOUT, not name.startswith(f"{TOP}keys/"), name))
