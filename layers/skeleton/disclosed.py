"""What of a skeleton may leave under a disclosure profile; the picture is entered into the ledger of exports."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from forensics.disclosure import Leaves, Profile
from forensics.messages import Message
from forensics.ports import Found, Values
from layers.errors import ExportRefused
from layers.exports.manifest import Manifest, note_export
from layers.exports.profiles import load_profile
from layers.exports.pseudonyms import masking_of
from layers.files import file_sha256
from layers.project import Project
from layers.skeleton.inventory import Inventory, build_inventory, records_of

SHOWN = ("case", "element", "finding")


@dataclass(frozen=True)
class Disclosed:
    """The inventory that a picture shows, under which profile, and the records that it is made of."""

    profile: str
    inventory: Inventory
    tables: tuple[dict[str, Any], ...]


def disclosed_inventory(project: Project, case: Found, profile: str, juvenile: bool | None = None) -> Disclosed:
    """The bones and findings of a case that the profile lets out; raises ExportRefused where it lets out no cases."""
    chosen = load_profile(profile, tuple(project.catalogue.types))
    if any(chosen.leaves(type_) is not Leaves.RECORDS for type_ in SHOWN[:2]):
        raise ExportRefused("Nothing of this leaves under the profile “{profile}”.", profile=chosen.name)
    held = project.register.values("case", case.id) or {}
    if not _leaves(held, chosen):
        raise ExportRefused("Nothing of this leaves under the profile “{profile}”.", profile=chosen.name)
    elements, findings = records_of(project, case.id)
    masking = masking_of(project, chosen)

    def told(one: Values) -> Values:
        return {**one, "code": masking.code(str(one.get("code") or ""))}

    bones = [told(one) for one in elements if _leaves(one, chosen)]
    found = (
        [told(one) for one in findings if _leaves(one, chosen)] if chosen.leaves("finding") is Leaves.RECORDS else []
    )
    tables = tuple(_table(name, rows) for name, rows in (("element", bones), ("finding", found)) if rows)
    return Disclosed(chosen.name, build_inventory(case.id, masking.code(case.code), bones, found, juvenile), tables)


def _leaves(values: Values, profile: Profile) -> bool:
    return str(values.get("sensitivity", "partner")) in profile.record_classes() and values.get("review") != "voided"


def _table(name: str, rows: list[Values]) -> dict[str, Any]:
    told = orjson.dumps([dict(row) for row in rows], option=orjson.OPT_SORT_KEYS)
    return {"name": name, "rows": len(rows), "sha256": hashlib.sha256(told).hexdigest()}


def note_picture(project: Project, out: Path, disclosed: Disclosed) -> Message | None:
    """Enter a picture into the ledger; gives why it is not in it, where the project may only be read."""
    document = {
        "profile": disclosed.profile,
        "head": project.register.point_of("").head,
        "file": {"name": out.name, "sha256": file_sha256(out)},
        "consent": {"recipient": "", "left_out": {}},  # of bones no consent is asked
        "selection": {"where": [f"case={disclosed.inventory.code}"]},
        "tables": list(disclosed.tables),
    }
    return note_export(project, Manifest(out, document)).unnoted
