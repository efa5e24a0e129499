"""The register of one project on a server: the same register, on PostgreSQL with PostGIS."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine

from forensics.catalogue import Catalogue
from layers.devices import Device
from layers.errors import ProjectRefused
from layers.register.copying import Held
from layers.register.engine import PATH, writing
from layers.register.migrating import note_new
from layers.register.postgres.schema import create_on_server
from layers.register.register import EmbeddedRegister
from layers.register.values_of_copy import HEADS, set_local


class ServerRegister(EmbeddedRegister):
    """Records, journal and indexes in a database that several write at once."""

    engine_name = "postgis"

    def __init__(self, engine: Engine, catalogue: Catalogue, device: Device, *, encrypted: bool) -> None:
        super().__init__(engine.get_execution_options()[PATH], engine, catalogue, device, encrypted=encrypted)

    def make_tables(self) -> None:
        """Make the tables, with no commit in them yet."""
        with writing(self._engine) as connection:
            create_on_server(connection, self._tables)
            set_local(connection, HEADS, [])
            note_new(connection, self._tables)

    def attached(self, path: Path) -> AbstractContextManager[Connection]:
        """Refused: a server cannot write into a file that lies here."""
        raise self._only_in_a_folder()

    @contextmanager
    def held(self) -> Iterator[Held]:
        """Refused: a database is not copied page by page."""
        raise self._only_in_a_folder()
        yield

    def _only_in_a_folder(self) -> ProjectRefused:
        return ProjectRefused(
            "“{folder}” is on a server, and this is done with a project in a folder: “taphos copy” makes one of it.",
            folder=str(self.path.parent),
        )
