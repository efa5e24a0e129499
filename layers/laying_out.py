"""The folder of one more copy of a project, before it has a register, and the register that is filled then."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from layers.devices import Device
from layers.files import make_own_file, make_own_folder, write_whole
from layers.keys import new_data_key, wrap_under_passphrase
from layers.project import ABOUT, COUNTRIES, EVIDENCE, KEYS, PASSPHRASE_KEY, REGISTER, VAULT, About, Project
from layers.register.engine import open_engine
from layers.register.register import EmbeddedRegister


def lay_out(project: Project, folder: Path, about: About, ask: Callable[[], str]) -> bytes | None:
    """Make the folder, with the country pack of `project`; gives the key of what is to lie in it.

    `ask` gives the passphrase where `project` is encrypted; nobody is asked where it is not.
    """
    for inner in (folder, folder / EVIDENCE, folder / VAULT, folder / KEYS):
        make_own_folder(inner)
    if (project.folder / COUNTRIES).is_dir():
        shutil.copytree(project.folder / COUNTRIES, folder / COUNTRIES)
    key = None
    if project.encrypted:
        key = new_data_key()
        wrap_under_passphrase(key, ask(), folder / KEYS / PASSPHRASE_KEY)
    write_whole(folder / ABOUT, about.to_toml())
    return key


@contextmanager
def empty_register(project: Project, folder: Path, key: bytes | None, device: Device) -> Iterator[EmbeddedRegister]:
    """The register of such a folder, without any table; closed at the end."""
    make_own_file(folder / REGISTER)
    engine = open_engine(folder / REGISTER, key, create=True)
    register = EmbeddedRegister(folder / REGISTER, engine, project.catalogue, device, encrypted=key is not None)
    try:
        yield register
    finally:
        register.close()
