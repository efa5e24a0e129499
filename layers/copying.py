"""`taphos copy`: a project made anew in another folder or on a server, its journal whole and verified there."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from forensics.ports import Progress
from layers.backup.making import writing_to
from layers.checking import verify_project
from layers.devices import this_device
from layers.enrolment import enrolled_devices
from layers.errors import ProjectRefused
from layers.files import flush_folder, flush_to_disk, keep_to_owner, make_own_file
from layers.laying_out import empty_register, lay_out
from layers.making_beside import making_beside
from layers.merging.files import Evidence, bring_originals
from layers.project import (
    COUNTRIES,
    FORMAT,
    About,
    Project,
    named_folder,
    open_with_key,
)
from layers.register.postgres.connecting import address_of, is_address
from layers.server import ServerSettings, clear_server, new_register, open_on_server

_MADE = "made"


@dataclass(frozen=True)
class Copied:
    """A project that was copied: where to, how many commits, how many originals."""

    to: str
    commits: int
    files: int


def copy_project(
    project: Project,
    to: str,
    ask: Callable[[], str],
    *,
    evidence: Evidence = Evidence.ALL,
    shared: Path | None = None,
    progress: Progress | None = None,
) -> Copied:
    """Make the project anew at `to`, a folder or an address, with all that its journal holds.

    `ask` gives the passphrase of the new folder where the project is encrypted; `shared` is where those who work on a
    server keep originals. Raises ProjectRefused, also where what was made does not verify: then nothing is left of it.
    Blocking.
    """
    if is_address(to):
        return _to_server(project, to, evidence, shared, progress)
    folder = named_folder(Path(to))
    if folder.exists() or folder.is_symlink():
        raise ProjectRefused("“{folder}” is there already; name another folder.", folder=str(folder))
    with writing_to(folder), making_beside(folder) as beside:
        made = beside / _MADE
        key = lay_out(project, made, _about(project), ask)
        with empty_register(project, made, key, project.device) as register:
            register.make_tables()
            project.register.copy_whole_to(register, progress)
        copy = open_with_key(made, key, device=project.device)
        try:
            told = _finish(project, copy, str(folder), evidence)
        finally:
            copy.close()
        keep_to_owner(made)
        made.rename(folder)
        flush_folder(folder.parent)
    return told


def _to_server(project: Project, to: str, evidence: Evidence, shared: Path | None, progress: Progress | None) -> Copied:
    if (project.folder / COUNTRIES).is_dir():
        raise ProjectRefused("A project with a country pack of its own cannot be on a server yet.")
    device = this_device()
    if not any(one.in_force and one.device == device.fingerprint for one in enrolled_devices(project.register)):
        raise ProjectRefused(
            "On a server this device signs by a key that is not enrolled in the project, so nobody could write there; "
            "a lead enrols it first: taphos devices PROJECT enrol {key} --name TEXT --lead.",
            key=device.public_key.hex(),
        )
    address = address_of(to)
    settings = ServerSettings(
        project.id, project.pack.code if project.pack else "", project.encrypted,
        str(shared.absolute()) if shared else "",
    )  # fmt: skip
    register = new_register(address, project.pack, settings, device)
    try:
        project.register.copy_whole_to(register, progress)
        register.close()
        copy = open_on_server(to, device=device)
        try:
            return _finish(project, copy, address.said, evidence)
        finally:
            copy.close()
    except BaseException:
        register.close()
        with suppress(ProjectRefused):
            clear_server(address)
        raise


def _about(project: Project) -> About:
    name = "" if project.encrypted else project.name
    return About(FORMAT, project.id, project.encrypted, project.pack.code if project.pack else "", name)


def _finish(project: Project, copy: Project, to: str, evidence: Evidence) -> Copied:
    """Bring files along, and hold what was made to its journal; raises ProjectRefused."""
    _bring_names(project, copy)
    taken_in = [one.media for one in project.register.originals() if one.taken_in]
    files = bring_originals(copy, project, evidence, taken_in)
    verdict = verify_project(copy)
    if not verdict.ok:
        raise ProjectRefused("The copy does not verify, so none was made: {problem}", problem=verdict.first)
    if copy.register.heads_and_count() != project.register.heads_and_count():
        raise ProjectRefused("Somebody wrote meanwhile; copy once more.")
    return Copied(to, copy.register.heads_and_count()[1], files)


def _bring_names(project: Project, copy: Project) -> None:
    """The files of the vault, each encrypted to whoever may open it."""
    for path in sorted(project.vault.glob("*.age")):
        if path.is_file() and not path.is_symlink():
            place = copy.vault / path.name
            make_own_file(place)
            place.write_bytes(path.read_bytes())
            flush_to_disk(place)
