"""Real projects in temporary folders, and records to put into them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import shapely

from forensics.changes import Change, Operation
from forensics.identifiers import new_id
from forensics.places import place_of
from layers.project import Project, new_project, open_project
from layers.server import open_on_server
from tests.tools.clusters import the_cluster

PASSPHRASE = "тридцять три корови"
ENGINES = ("plain", "encrypted")
"""A project in a folder."""

SERVER = "postgis"
ALL_ENGINES = (*ENGINES, SERVER)
"""And one on a server, which is skipped, saying why, where there is none."""


def make(folder: Path, engine: str = "plain", pack: Any = None) -> Project:
    """A new, empty project on one of the engines that the contract is held to."""
    if engine == SERVER:
        return open_on_server(the_cluster().empty_project())
    return new_project(folder, name="Contract", passphrase=PASSPHRASE if engine == "encrypted" else None, pack=pack)


def reopen(project: Project) -> Project:
    """The same project after closing it."""
    encrypted = project.encrypted
    project.close()
    if project.address:
        return open_on_server(project.address)
    return open_project(project.folder, PASSPHRASE if encrypted else None)


@contextmanager
def closing(project: Project) -> Iterator[Project]:
    """The project, closed at the end."""
    try:
        yield project
    finally:
        project.close()


def site(code: str, *, lon: float = 30.2, lat: float = 50.5, **values: Any) -> Change:
    """A new grave site."""
    place = place_of(shapely.Point(lon, lat), crs="EPSG:4326").to_canonical()
    return Change("site", new_id(), Operation.ADD, after={"code": code, "place": place, **values})


CONFIRMED: dict[str, Any] = {
    "status": "confirmed", "primary": ["DNA"], "deciding_body": "court", "date": "2024-02-01",
}  # fmt: skip
"""What makes an identification count."""


def record(type_: str, code: str, **values: Any) -> Change:
    """A new record of any type, unruled."""
    return Change(type_, new_id(), Operation.ADD, after={"code": code, **values})
