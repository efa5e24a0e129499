"""`taphos checkout`: a project for the team of one area, with every commit's header and what is said of its area alone.

It holds no names of the vault and nothing of other areas, verifies by itself, and comes home by being merged there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from forensics.catalogue import MAIN
from forensics.changes import Change, Operation
from forensics.identifiers import new_id
from forensics.ports import Found, Query
from forensics.survey.part import NAMED_BY, belonging
from layers.backup.making import writing_to
from layers.checking import verify_project
from layers.devices import nobody
from layers.errors import ProjectRefused
from layers.files import flush_folder, keep_to_owner
from layers.laying_out import empty_register, lay_out
from layers.making_beside import making_beside
from layers.merging.files import Evidence, bring_originals
from layers.project import (
    Project,
    named_folder,
    open_with_key,
    read_about,
)
from layers.register.journal import CHECKOUT

AREAS = ("survey_area", "settlement")
"""The types whose outline says what goes along."""

_MADE = "made"


@dataclass(frozen=True)
class CheckedOut:
    """A project for one area: where it lies, how many records of each type it has, how many originals."""

    folder: Path
    area: Found
    counts: Mapping[str, int]
    files: int


def check_out(
    project: Project, pack: Path, area: str, passphrase: str | None = None, evidence: Evidence = Evidence.ALL
) -> CheckedOut:
    """Make a project for the team of an area, encrypted under its own passphrase where this one is encrypted.

    Raises ProjectRefused, UnknownName for no area, and what keeps this project from being written: which records went
    along is entered in its journal. Blocking.
    """

    def own_passphrase() -> str:
        if not passphrase:
            raise ProjectRefused("A project for an area is encrypted as this one is, and needs its own passphrase.")
        return passphrase

    folder = named_folder(pack)
    if folder.exists() or folder.is_symlink():
        raise ProjectRefused("“{folder}” is there already; name another folder.", folder=str(folder))
    if project.register.is_in_part:
        raise ProjectRefused("This is a project for one area already; check areas out where it was checked out.")
    found = project.register.find(area, AREAS)
    taken = going_along(project, found, _outline(project, found))
    with writing_to(folder), making_beside(folder) as beside:
        entry = _enter(project, found, folder, taken)
        made = beside / _MADE
        key = lay_out(project, made, read_about(project.folder), own_passphrase)
        with empty_register(project, made, key, nobody()) as register:
            project.register.copy_part_to(register, taken, entry)
        files = _bring(project, made, key, taken, evidence)
        keep_to_owner(made)
        made.rename(folder)
        flush_folder(folder.parent)
    return CheckedOut(folder, found, Counter(taken.values()), files)


def _outline(project: Project, found: Found) -> BaseGeometry:
    values = project.register.values(found.type, found.id) or {}
    geometry = (values.get(MAIN) or {}).get("geometry")
    shape = None if geometry is None else shapely.from_wkb(bytes.fromhex(geometry))
    if shape is None or shape.area == 0:
        raise ProjectRefused(
            "{type}/{code} has no outline, so nobody can say what lies in it.", type=found.type, code=found.code
        )
    return shape


def going_along(project: Project, area: Found, outline: BaseGeometry) -> dict[str, str]:
    """What goes along, id to type: the area, what lies in it or belongs to that, and who and what that names."""
    rows = {kind.name: list(project.register.select(Query(kind.name, voided=True))) for kind in project.catalogue}
    taken = {area.id: area.type}
    grew = True
    while grew:
        new = {
            str(values["id"]): type_
            for type_, listed in rows.items()
            for values in listed
            if str(values["id"]) not in taken and belonging(type_, values, outline, taken)
        }
        taken |= new
        grew = bool(new)
    for _ in range(2):  # a team names its members
        taken |= _named(project, rows, taken)
    return taken


def _named(project: Project, rows: Mapping[str, list[Any]], taken: Mapping[str, str]) -> dict[str, str]:
    """The practitioners, teams and stores that are named by what goes along."""
    ids = {name: {str(values["id"]) for values in rows[name]} for name in NAMED_BY}
    found: dict[str, str] = {}
    for type_, listed in rows.items():
        fields = [field for field in project.catalogue[type_].fields if field.names_record]
        for values in listed:
            if str(values["id"]) not in taken:
                continue
            for field in fields:
                held = values.get(field.name)
                for one in () if held is None else (held,) if isinstance(held, str) else held:
                    for name, by in NAMED_BY.items():
                        if one in ids[name] and (not by or type_ in by):
                            found[one] = name
    return found


def _enter(project: Project, area: Found, folder: Path, taken: Mapping[str, str]) -> str:
    """Enter into the ledger which records leave, before they do: so that it is in the journal that leaves."""
    entry = new_id()

    def changes() -> Iterator[Change]:
        after = {
            "area": area.code, "file": folder.name, "records": sorted(taken),
            "entries": project.register.entries_given(taken),
        }  # fmt: skip
        yield Change(CHECKOUT, entry, Operation.ADD, after=after)

    project.register.commit(changes())
    return entry


def _bring(project: Project, folder: Path, key: bytes | None, taken: Mapping[str, str], evidence: Evidence) -> int:
    """Bring the originals of what goes along; raises ProjectRefused where what was made does not verify."""
    part = open_with_key(folder, key, device=project.device)
    try:
        media = [record for record, type_ in taken.items() if type_ == "media"]
        files = bring_originals(part, project, evidence, media)
        verdict = verify_project(part)
    finally:
        part.close()
    if not verdict.ok:
        raise ProjectRefused("The project for the area does not verify: {problem}", problem=verdict.first)
    return files
