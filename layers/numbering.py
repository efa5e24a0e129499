"""Numbers of remains as a project gives them, and the blocks of numbers that its sites reserved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forensics.changes import difference
from forensics.errors import RecordRefused, ValueRefused
from forensics.numbering import SUFFIXES, Account, Block, account, next_number, read_block
from forensics.ports import Found, Receipt, Values
from forensics.rules.general import problems_of, refused
from forensics.values import typed_values
from layers.project import Project

CASE = "case"


def remains_number(project: Project, values: Mapping[str, Any]) -> str | None:
    """The next number of remains of a site, for this device; None where the site is not known."""
    register = project.register
    site = values.get("site") or _site_of_exhumation(project, values.get("exhumation"))
    held = register.values("site", str(site)) if site else None
    if held is None:
        return None
    suffix = SUFFIXES.get(str(values.get("remains_class")), "")
    return next_number(str(held["code"]), suffix, project.device.short, blocks_of(held), register.codes(CASE))


def _site_of_exhumation(project: Project, exhumation: str | None) -> str | None:
    held = project.register.values("exhumation", exhumation) if exhumation else None
    return None if held is None else held.get("site")


def blocks_of(site: Values) -> list[Block]:
    """The blocks of a site that can be read; the others are told as its problems."""
    found = []
    for row in site.get("number_blocks") or ():
        try:
            found.append(read_block(row))
        except ValueRefused:
            continue
    return found


def accounts_of(project: Project, site: Values) -> list[Account]:
    """What became of every number of a site's blocks."""
    return [
        account(str(site["code"]), block, project.register.codes(block.series), site.get("numbers_explained") or ())
        for block in blocks_of(site)
    ]


def reserve(project: Project, site: Found, block: Block) -> Receipt:
    """Reserve a block of a site's numbers; raises RecordRefused where it overlaps with another one."""
    kind = project.catalogue["site"]
    held = project.register.values("site", site.id) or {}
    before = {name: value for name, value in held.items() if kind.by_name[name].typed}
    rows = [*(before.get("number_blocks") or ()), dict(sorted(read_block(block.as_row()).as_row().items()))]
    after = {**before, "number_blocks": rows}
    refusal = refused(problems_of(kind, {**typed_values(kind.by_name, after), "id": site.id}, None))
    if refusal is not None:
        raise RecordRefused(refusal.message)
    change = difference("site", site.id, before, after)
    assert change is not None
    return project.register.commit([change])
