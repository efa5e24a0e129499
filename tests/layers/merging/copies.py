"""Copies of one project on devices of their own, and what a copy holds told as one value that can be compared."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from forensics.ports import Query
from layers.copying import copy_project
from layers.devices import Device
from layers.enrolment import enrol
from layers.merging.conflicts import conflicts
from layers.merging.merge import Merged, merge
from layers.merging.union_problems import union_problems
from layers.project import Project
from layers.register.journal import ADMINISTRATIVE, REASON
from layers.server import open_on_server
from tests.layers.projects import closing
from tests.layers.tampering import opened, opened_by, passphrase_of
from tests.tools.clusters import the_cluster


def device(name: str) -> Device:
    return Device(Ed25519PrivateKey.generate(), name)


def enrolled(folder: Path, *devices: Device, lead: bool = True) -> None:
    """Let a project's lead enrol devices."""
    with closing(opened(folder)) as project:
        for one in devices:
            enrol(project, one.public_key, one.author, lead=lead)


@contextmanager
def copies(folder: Path, devices: Sequence[Device], into: Path, served: str = "") -> Iterator[list[Project]]:
    """A copy of a project for each of these devices, opened by it; `served` is one on a server, and so the first is."""
    address = the_cluster().like(served) if served else ""
    made = [Path(shutil.copytree(folder, into / f"{one.author}.taphos")) for one in devices[bool(served) :]]
    projects = [open_on_server(address, device=devices[0])] if served else []
    projects += [opened_by(path, one) for path, one in zip(made, devices[bool(served) :], strict=True)]
    try:
        yield projects
    finally:
        for one in projects:
            one.close()
        if served:
            the_cluster().drop(address)


def served(folder: Path) -> str:
    """The address of a copy on a server."""
    address = the_cluster().address()
    with closing(opened(folder)) as project:
        copy_project(project, address, str)
    return address


def bring(project: Project, other: Project | Path, **options: Any) -> Merged:
    """Merge another copy into one."""
    folder = (other.address or other.folder) if isinstance(other, Project) else other
    return merge(project, folder, lambda: passphrase_of(project.folder), **options)


def state(project: Project) -> dict[str, Any]:
    """All that a copy holds that follows from its commits, in an order of its own."""
    register = project.register
    records = {
        kind.name: sorted(map(_told, register.select(Query(kind.name, voided=True)))) for kind in project.catalogue
    }
    return {
        "records": {name: rows for name, rows in records.items() if rows},
        "conflicts": [
            (one.record.type, one.record.id, one.field, [(side.commit, side.value) for side in one.sides], one.in_force)
            for one in conflicts(project)
        ],
        "problems": [(one.record.type, one.record.id, str(one.message)) for one in union_problems(project)],
        "administrative": {
            name: sorted((record, _told(held)) for record, held in register.administrative(name).items())
            for name in ADMINISTRATIVE
            if name != REASON
        },
        "histories": {
            str(values["id"]): [(one.commit, one.operation) for one in register.history(str(values["id"]))]
            for kind in project.catalogue
            for values in register.select(Query(kind.name, voided=True))
        },
        "standing": repr(register.standing()),
        "heads": register.info().heads,
    }


def _told(values: Mapping[str, Any]) -> str:
    return repr(sorted(values.items(), key=lambda pair: pair[0]))
