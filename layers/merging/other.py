"""The other copy, opened as a stranger's: read-only, and nothing that its schema holds runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from layers.backup.hostile import opened_backup
from layers.backup.restoring import Ask, Unpacking
from layers.errors import ProjectRefused
from layers.files import make_own_folder
from layers.making_beside import making_beside
from layers.project import EVIDENCE, VAULT, Project, open_other, read_about, unwrap_key
from layers.register.postgres.connecting import address_of
from layers.server import open_other_on_server

_UNPACKED = "unpacked"


@contextmanager
def opened_other(project: Project, other: Path | str, ask: Ask) -> Iterator[Project]:
    """Another copy of `project`: its address, its folder, or a backup, unpacked beside the project until the end.

    `ask` gives its passphrase, where it is encrypted. Raises ProjectRefused and SourceRefused.
    """
    if isinstance(other, str):
        with _on_server(project, other) as opened:
            yield opened
        return
    if other.is_dir() and other.resolve() == project.folder.resolve():
        raise ProjectRefused("“{folder}” is the project itself; there is nothing to merge.", folder=str(other))
    if other.is_file():
        with opened_backup(other) as (archive, manifest), making_beside(project.folder) as beside:
            unpacking = Unpacking(other, archive, manifest, beside / _UNPACKED, None)
            key = unpacking.unpack_for_key(ask)
            unpacking.unpack_rest()
            for empty in (EVIDENCE, VAULT):
                make_own_folder(beside / _UNPACKED / empty)
            with _opened(project, beside / _UNPACKED, key) as opened:
                yield opened
    else:
        key = unwrap_key(other, ask()) if read_about(other).encrypted else None
        with _opened(project, other, key) as opened:
            yield opened


@contextmanager
def _on_server(project: Project, address: str) -> Iterator[Project]:
    said = address_of(address).said
    if project.address and address_of(project.address).said == said:
        raise ProjectRefused("“{folder}” is the project itself; there is nothing to merge.", folder=said)
    opened = open_other_on_server(address)
    try:
        _refuse_unlike(project, opened.id, opened.encrypted, said)
        yield opened
    finally:
        opened.close()


@contextmanager
def _opened(project: Project, folder: Path, key: bytes | None) -> Iterator[Project]:
    about = read_about(folder)
    _refuse_unlike(project, about.id, about.encrypted, str(folder))
    opened = open_other(folder, key)
    try:
        yield opened
    finally:
        opened.close()


def _refuse_unlike(project: Project, id_: str, encrypted: bool, named: str) -> None:
    """Raise ProjectRefused for what is no copy of a project, or is not kept as it is."""
    if id_ != project.id:
        raise ProjectRefused("“{folder}” is another project, and no copy of this one.", folder=named)
    if encrypted != project.encrypted:
        raise ProjectRefused(
            "One of the two copies is encrypted and the other is not; both must be, or none.", folder=named
        )
