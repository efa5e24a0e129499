"""A project on a server: made in a database of PostgreSQL, and opened from it.

What is a file of this computer's own (leftovers, the vault's notes) lies in a folder of this user, and so do originals
unless the database names a folder that all who work on it share.
"""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Engine

from forensics.catalogue import catalogue
from layers.countries.pack import CountryPack, load_pack
from layers.devices import Device, data_folder, device_for_new, device_of, nobody
from layers.erasing_leftovers import finish_erasing
from layers.errors import ProjectRefused
from layers.evidence_store import Store
from layers.files import make_own_folder, refusing, write_whole
from layers.project import ABOUT, DEFAULT_PACK, EVIDENCE, FORMAT, KEYS, SUFFIX, VAULT, About, Project, declarations
from layers.register.engine import reading, writing
from layers.register.enrolled import is_in_force
from layers.register.on_server import ServerRegister
from layers.register.postgres.connecting import Address, address_of, open_server
from layers.register.postgres.preparing import drop_register, holds_register, prepare
from layers.register.values_of_copy import SERVER, get_local, set_local
from layers.vault.ledger import read_ledger
from layers.vault.store import VaultStore

_HOME = "servers"


@dataclass(frozen=True)
class ServerSettings:
    """What a database says of the project in it: its id, its country pack, where its files lie and how."""

    id: str
    pack: str
    encrypted: bool = True
    shared: str = ""


def init_server(
    name: str,
    *,
    called: str = "",
    pack: str | None = DEFAULT_PACK,
    shared: Path | None = None,
    device: Device | None = None,
) -> Project:
    """Make an empty project in the database that an address names, which is made where it is not there.

    Raises ProjectRefused where there is one already, or the server lacks PostGIS, or does not let us.
    """
    address = address_of(name)
    if shared is not None and not shared.is_dir():
        raise ProjectRefused("There is no folder “{folder}” for the originals.", folder=str(shared))
    loaded = load_pack(pack) if pack is not None else None
    settings = ServerSettings(
        str(uuid.uuid4()), loaded.code if loaded else "", True, str(shared.absolute()) if shared else ""
    )
    register = new_register(address, loaded, settings, device or device_for_new(None))
    try:
        held: dict[str, object] = {"name": called or address.database, "id": settings.id}
        register.begin(held | ({"pack": loaded.code} if loaded else {}))
        return _project(address, register, settings, loaded)
    except BaseException:
        register.close()
        raise


def new_register(
    address: Address, pack: CountryPack | None, settings: ServerSettings, device: Device
) -> ServerRegister:
    """A register in a database that is prepared, its settings noted and nothing else; raises ProjectRefused."""
    prepare(address)
    engine = open_server(address)
    try:
        with reading(engine) as connection:
            if holds_register(connection):
                raise ProjectRefused("There is a project at {address} already.", address=address.said)
        register = ServerRegister(engine, catalogue(declarations(pack)), device, encrypted=settings.encrypted)
        register.make_tables()
        with writing(engine) as connection:
            set_local(connection, SERVER, vars(settings))
        return register
    except BaseException:
        engine.dispose()
        raise


def open_on_server(name: str, *, device: Device | None = None, to_verify: bool = False) -> Project:
    """Open the project in the database that an address names; raises ProjectRefused."""
    address = address_of(name)
    engine = open_server(address)
    try:
        settings = _settings(engine, address)
        pack = load_pack(settings.pack) if settings.pack else None
        using = device or device_of(None, lambda fingerprint: is_in_force(engine, fingerprint))
        register = ServerRegister(engine, catalogue(declarations(pack)), using, encrypted=settings.encrypted)
        if not to_verify:
            register.refuse_what_would_run()
        register.join_new_fields()
        project = _project(address, register, settings, pack)
        finish_erasing(register, project.evidence)
        Store(project.evidence, register).clear_leftovers()
        VaultStore(project.vault).clear_leftovers(lambda: read_ledger(register))
        return project
    except BaseException:
        engine.dispose()
        raise


def open_other_on_server(name: str) -> Project:
    """Open another copy of a project, on a server, to be merged from: nothing is written there, and nothing runs.

    Raises ProjectRefused.
    """
    address = address_of(name)
    engine = open_server(address, read_only=True)
    try:
        settings = _settings(engine, address)
        pack = load_pack(settings.pack) if settings.pack else None
        register = ServerRegister(engine, catalogue(declarations(pack)), nobody(), encrypted=settings.encrypted)
        register.refuse_what_runs()
        if not register.of_this_version:
            raise ProjectRefused("The project at {address} is of another version; open it once.", address=address.said)
        return replace(_project(address, register, settings, pack), foreign=True)
    except BaseException:
        engine.dispose()
        raise


def clear_server(address: Address) -> None:
    """Take what was made of a register out of a database again, and nothing else; raises ProjectRefused."""
    engine = open_server(address)
    try:
        with writing(engine) as connection:
            drop_register(connection)
    finally:
        engine.dispose()


def _settings(engine: Engine, address: Address) -> ServerSettings:
    with reading(engine) as connection:
        held = get_local(connection, SERVER) if holds_register(connection) else None
    if not held:
        raise ProjectRefused("There is no project at {address}; “taphos server init” makes one.", address=address.said)
    return ServerSettings(**held)


def _project(address: Address, register: ServerRegister, settings: ServerSettings, pack: CountryPack | None) -> Project:
    beside = hashlib.sha256(address.said.encode()).hexdigest()[:8]  # two databases may hold copies of one project
    folder = data_folder() / _HOME / f"{settings.id}-{beside}{SUFFIX}"
    with refusing(folder):
        folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    shared = Path(settings.shared) if settings.shared else None
    files = shared or folder
    for inner in (folder, folder / KEYS, files / EVIDENCE, files / VAULT):
        if not inner.is_dir():
            make_own_folder(inner)
    if not (folder / ABOUT).is_file():
        write_whole(folder / ABOUT, About(FORMAT, settings.id, settings.encrypted, settings.pack).to_toml())
    return Project(folder, settings.id, register, pack, register.device, address=address.given, shared=shared)
