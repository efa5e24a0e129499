"""A project: a folder NAME.taphos with register.db, evidence/, keys/ and a small readable project.toml."""

from __future__ import annotations

import shutil
import tomllib
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from sqlalchemy import Engine

from forensics.catalogue import Catalogue, PackDeclarations, catalogue, declared_models
from forensics.errors import TaphosError
from layers.countries.pack import CountryPack, load_pack
from layers.devices import Device, device_for_new, device_of, nobody
from layers.erasing_leftovers import finish_erasing
from layers.errors import MayNotWrite, ProjectRefused
from layers.evidence_store import Store
from layers.files import (
    clear_halves,
    keep_to_owner,
    make_own_file,
    make_own_folder,
    read_small,
    refuse_link,
    write_whole,
)
from layers.keys import new_data_key, unwrap_with_passphrase, wrap_under_passphrase
from layers.passing import clear_passing
from layers.register.engine import open_engine, open_immutable
from layers.register.enrolled import is_in_force
from layers.register.read_only import open_copy, open_for_reading
from layers.register.register import EmbeddedRegister
from layers.vault.ledger import read_ledger
from layers.vault.store import VaultStore

FORMAT = 1
SUFFIX = ".taphos"
REGISTER, EVIDENCE, VAULT, KEYS, COUNTRIES = "register.db", "evidence", "vault", "keys", "countries"
ABOUT = "project.toml"
PASSPHRASE_KEY = "passphrase.json"
_MOST_ABOUT = 16_384
"""Bytes of the largest project.toml that is read."""
_INSIDE = (ABOUT, EVIDENCE, VAULT, KEYS, COUNTRIES)
DEFAULT_PACK = "ua"


@dataclass(frozen=True)
class Project:
    """An open project; `name` stands in project.toml only where the project is plain, `key` opens the register.

    One that is `foreign` is looked at alone: nothing is removed from it. A project on a server has an `address`, its
    originals lie where all `shared` it, and its `folder` holds what is this user's own.
    """

    folder: Path
    id: str
    register: EmbeddedRegister
    pack: CountryPack | None
    device: Device
    key: bytes | None = field(default=None, repr=False)
    foreign: bool = False
    address: str = field(default="", repr=False)
    shared: Path | None = None

    @property
    def name(self) -> str:
        return str(self.register.settings.get("name") or self.folder.stem)

    @property
    def catalogue(self) -> Catalogue:
        return self.register.catalogue

    @property
    def encrypted(self) -> bool:
        return self.register.encrypted

    @property
    def evidence(self) -> Path:
        return (self.shared or self.folder) / EVIDENCE

    @property
    def vault(self) -> Path:
        return (self.shared or self.folder) / VAULT

    def close(self) -> None:
        """Give the files back; what could not be wiped when it was erased is wiped now, where nobody else is at it."""
        if not self.foreign and self.register.path.is_file():
            with suppress(TaphosError):
                finish_erasing(self.register, self.evidence)
        self.register.close()


@dataclass(frozen=True)
class About:
    """What project.toml says: nothing confidential."""

    format: int
    id: str
    encrypted: bool
    pack: str
    name: str = ""

    def to_toml(self) -> bytes:
        """The file's text; JSON strings are TOML strings."""
        lines = [f"format = {self.format}", f'id = "{self.id}"', f"encrypted = {str(self.encrypted).lower()}"]
        if self.pack:
            lines.append(f'pack = "{self.pack}"')
        if self.name:
            lines.append(f"name = {_toml_text(self.name)}")
        return ("\n".join(lines) + "\n").encode()


def _toml_text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(one if one.isprintable() else f"\\U{ord(one):08X}" for one in escaped) + '"'


def new_project(
    folder: Path,
    *,
    name: str = "",
    passphrase: str | None = None,
    pack: Path | str | None = DEFAULT_PACK,
    device: Device | None = None,
) -> Project:
    """Make an empty project, encrypted where a passphrase is given; raises ProjectRefused where something is there.

    `pack` is the code of a country pack that ships, or the folder of the user's own, which is taken into the project.
    """
    folder = named_folder(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ProjectRefused("“{folder}” is there already; a new project needs a name of its own.", folder=str(folder))
    named = name or folder.stem
    loaded = load_pack(pack) if pack is not None else None
    about = About(
        FORMAT, str(uuid.uuid4()), passphrase is not None, loaded.code if loaded else "", "" if passphrase else named
    )
    try:
        make_own_folder(folder)
        keep_to_owner(folder)  # it may have been there, empty
        if isinstance(pack, Path):
            from layers.countries.importing import import_pack

            loaded = import_pack(pack, folder / COUNTRIES)
            keep_to_owner(folder)
        return _make(folder, about, named, passphrase, loaded, device)
    except TaphosError:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    except OSError as reason:
        raise ProjectRefused(
            "“{folder}” cannot be made: {reason}.", folder=str(folder), reason=reason.strerror or str(reason)
        ) from reason


def _make(
    folder: Path, about: About, name: str, passphrase: str | None, pack: CountryPack | None, device: Device | None
) -> Project:
    for inner in (folder, folder / EVIDENCE, folder / VAULT, folder / KEYS):
        make_own_folder(inner)
    key = None
    if passphrase is not None:
        key = new_data_key()
        wrap_under_passphrase(key, passphrase, folder / KEYS / PASSPHRASE_KEY)
    using = device or device_for_new(key)
    make_own_file(folder / REGISTER)
    engine = open_engine(folder / REGISTER, key, create=True)
    register = EmbeddedRegister(
        folder / REGISTER, engine, catalogue(declarations(pack)), using, encrypted=key is not None
    )
    settings: dict[str, object] = {"name": name, "id": about.id}
    register.create(settings | ({"pack": pack.code} if pack else {}))
    write_whole(folder / ABOUT, about.to_toml())
    return Project(folder, about.id, register, pack, using, key)


def open_project(
    folder: Path, passphrase: str | None = None, *, device: Device | None = None, to_verify: bool = False
) -> Project:
    """Open a project, only for reading where it may not be written.

    Raises ProjectRefused for one that is not there, newer than this version, or locked; and unless it is opened
    `to_verify`, which names that, for one whose register holds triggers or views.
    """
    about = read_about(folder)
    with ThreadPoolExecutor(1) as beside:
        unlocked = beside.submit(_data_key, folder, about, passphrase)
        declared_models()  # made while the key is derived, which takes longer
    return open_with_key(folder, unlocked.result(), device=device, to_verify=to_verify)


def unwrap_key(folder: Path, passphrase: str | None) -> bytes | None:
    """The key that the passphrase unwraps, None for a plain project; raises ProjectRefused."""
    return _data_key(folder, read_about(folder), passphrase)


def open_foreign(folder: Path, key: bytes | None) -> Project:
    """Open a project that came from elsewhere, to be looked at alone: read-only, and nothing in its schema runs.

    Raises ProjectRefused, also where its register holds what would run.
    """
    about = read_about(folder)
    pack = load_pack(about.pack, folder / COUNTRIES) if about.pack else None
    types = catalogue(declarations(pack))
    engine = open_immutable(folder / REGISTER, key)
    device = nobody()
    register = EmbeddedRegister(folder / REGISTER, engine, types, device, encrypted=key is not None)
    try:
        register.refuse_what_runs()
    except BaseException:
        register.close()
        raise
    return Project(folder, about.id, register, pack, device, key, foreign=True)


def open_other(folder: Path, key: bytes | None) -> Project:
    """Open another copy of a project, to be merged from: as `open_foreign`, and whoever else may be writing it.

    One of an earlier version is brought up in a private copy. Raises ProjectRefused.
    """
    about, path = read_about(folder), folder / REGISTER
    pack = load_pack(about.pack, folder / COUNTRIES) if about.pack else None
    types, device = catalogue(declarations(pack)), nobody()

    def on(engine: Engine) -> EmbeddedRegister:
        return EmbeddedRegister(path, engine, types, device, encrypted=key is not None)

    register = on(open_for_reading(path, key))
    try:
        register.refuse_what_runs()
        if not register.of_this_version:
            register.close()
            register = on(open_copy(path, key, lambda copy: on(copy).join_new_fields()))
    except BaseException:
        register.close()
        raise
    return Project(folder, about.id, register, pack, device, key, foreign=True)


def open_with_key(folder: Path, key: bytes | None, *, device: Device | None = None, to_verify: bool = False) -> Project:
    """Open a project by the key that its passphrase unwraps; raises ProjectRefused, as `open_project` does."""
    about = read_about(folder)
    pack = load_pack(about.pack, folder / COUNTRIES) if about.pack else None
    register = _open_register(folder / REGISTER, key, pack, device)
    try:
        if not to_verify:
            register.refuse_what_would_run()
        for kept in (folder, folder / KEYS):
            clear_halves(kept)
        clear_passing()
        finish_erasing(register, folder / EVIDENCE)
        Store(folder / EVIDENCE, register).clear_leftovers()
        VaultStore(folder / VAULT).clear_leftovers(lambda: read_ledger(register))
    except BaseException:
        register.close()
        raise
    return Project(folder, about.id, register, pack, register.device, key)


def _open_register(path: Path, key: bytes | None, pack: CountryPack | None, device: Device | None) -> EmbeddedRegister:
    """The register, brought up to this version; where that may not be written, a copy that is read instead."""
    types = catalogue(declarations(pack))

    def on(engine: Engine) -> EmbeddedRegister:
        using = device or device_of(key, lambda fingerprint: is_in_force(engine, fingerprint))
        return EmbeddedRegister(path, engine, types, using, encrypted=key is not None)

    try:
        engine = open_engine(path, key)
    except MayNotWrite:
        engine = open_for_reading(path, key)
    register = on(engine)
    try:
        register.join_new_fields()
    except MayNotWrite:
        register.close()
        return on(open_copy(path, key, lambda copy: on(copy).join_new_fields()))
    except BaseException:
        register.close()
        raise
    return register


def _data_key(folder: Path, about: About, passphrase: str | None) -> bytes | None:
    """What the register is encrypted under; None for a plain one."""
    if not about.encrypted:
        return None
    if passphrase is None:
        raise ProjectRefused("“{folder}” is encrypted and needs its passphrase.", folder=str(folder))
    return unwrap_with_passphrase(folder / KEYS / PASSPHRASE_KEY, passphrase)


def read_about(folder: Path) -> About:
    """What project.toml says; raises ProjectRefused."""
    if not folder.exists():
        raise ProjectRefused("There is no project at “{folder}”.", folder=str(folder))
    path = folder / ABOUT
    if not path.is_file():
        raise ProjectRefused("“{folder}” is not a Taphos project: it has no project.toml.", folder=str(folder))
    try:
        _refuse_links(folder)
        values = tomllib.loads(read_small(path, _MOST_ABOUT).decode("utf-8"))
        about = About(
            int(values["format"]), str(values["id"]), bool(values["encrypted"]), str(values.get("pack", "")),
            str(values.get("name", "")),
        )  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError) as reason:
        raise ProjectRefused("The project.toml of “{folder}” cannot be read.", folder=str(folder)) from reason
    if about.format > FORMAT:
        raise ProjectRefused(
            "“{folder}” has format {found}, made by a newer version; this one reads up to {known}.",
            folder=str(folder), found=about.format, known=FORMAT,
        )  # fmt: skip
    return about


def _refuse_links(folder: Path) -> None:
    """Raise ProjectRefused where what belongs to a project lies elsewhere: whoever hands one over can write a link.

    Through one, what is taken in, wiped or backed up would be another file of whoever opens it.
    """
    at_top = [path for path in folder.iterdir() if path.name in _INSIDE or path.name.startswith(REGISTER)]
    small = (path for name in (KEYS, COUNTRIES) for path in sorted((folder / name).rglob("*")))
    for path in chain(sorted(at_top), small):
        refuse_link(path, folder)


def declarations(pack: CountryPack | None) -> PackDeclarations | None:
    """What a country pack adds to the record types."""
    return pack.declarations if pack else None


def named_folder(folder: Path) -> Path:
    """The folder with the ending of projects."""
    return folder if folder.suffix == SUFFIX else folder.with_name(folder.name + SUFFIX)
