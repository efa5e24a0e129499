"""Numbers by site as a project gives them, and the blocks of numbers that its sites reserved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from forensics.changes import difference
from forensics.errors import RecordRefused, ValueRefused
from forensics.messages import say
from forensics.numbering import (
    SERIES,
    SUFFIXES,
    Account,
    Block,
    account,
    as_runs,
    earlier_numbers,
    numbers_by_device,
    prefix_of,
    read_block,
    reserved_numbers,
    running_number,
)
from forensics.ports import Found, Query, Receipt, Register, Values
from forensics.problems import Problem
from forensics.rules.general import problems_of, refused
from forensics.values import typed_values
from layers.belonging import WAYS, site_of
from layers.enrolment import short_name
from layers.project import Project

CASE = "case"
OTHER_NUMBERS = "other_numbers"
_TOWARDS = (*WAYS, "artefact", "parent", "element", "subject")
"""The fields of a record that lead to the site by which it is numbered."""


def numbers_at_site(project: Project, type_: str, values: Mapping[str, Any]) -> Iterator[str]:
    """The numbers that a new record may get by its site, for this device, the next one first.

    Remains always have one where their site is known; other series only as long as a block of the device lasts.
    """
    if type_ not in SERIES:
        return
    register = project.register
    site = site_of_values(project, type_, values)
    held = register.values("site", site) if site else None
    blocks = blocks_of(held) if held is not None else []
    if held is None or (type_ != CASE and not any(block.series == type_ for block in blocks)):
        return
    code, device, codes = str(held["code"]), short_name(project), numbers_taken(register, type_)
    suffix = SUFFIXES.get(str(values.get("remains_class")), "") if type_ == CASE else ""
    yield from reserved_numbers(code, type_, suffix, device, blocks, codes)
    if type_ == CASE:
        yield from numbers_by_device(code, type_, suffix, device, codes)


def reserved_elsewhere(project: Project, type_: str, values: Mapping[str, Any]) -> Iterator[Problem]:
    """Said of a number that is typed for a new record, and was reserved for another device, whose labels have it."""
    site = site_of_values(project, type_, values) if type_ in SERIES else ""
    held = project.register.values("site", site) if site else None
    code = str(values.get("code") or "")
    number = running_number(code, prefix_of(str(held["code"]), type_)) if held is not None else None
    for block in blocks_of(held) if held is not None else ():
        if number is None or block.series != type_ or number not in block.numbers:
            continue
        if block.device and block.device != short_name(project):
            message = say(
                "{code} is of the numbers {first} to {last}, which are reserved for the device {device}; whoever has "
                "it may give it too.",
                code=code, first=block.first, last=block.last, device=block.device,
            )  # fmt: skip
            yield Problem("code", code, message, refuses=False)


def numbers_taken(register: Register, type_: str) -> dict[str, str]:
    """Number to id of every record of a type, those included that were a record's own before: none is given again."""
    return numbers_of_before(register, type_) | register.codes(type_)


def numbers_of_before(register: Register, type_: str) -> dict[str, str]:
    """Number to id of the records of a type that had another number before."""
    return {
        number: str(values["id"])
        for values in register.fields_of(type_, ("id", OTHER_NUMBERS))
        for number in earlier_numbers(values.get(OTHER_NUMBERS))
    }


def site_of_values(project: Project, type_: str, values: Mapping[str, Any]) -> str:
    """The id of the site that a record which is not kept yet belongs to; empty where nothing in it leads to one."""
    fields = project.catalogue[type_].by_name
    for name in _TOWARDS:
        given = values.get(name) if name in fields else None
        for record in (given,) if isinstance(given, str) else given or ():
            found = project.register.titles([record], fields[name].target).get(record)
            site = site_of(project.register, found.type, found.id) if found else ""
            if site:
                return site
    return ""


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
    explained = site.get("numbers_explained") or ()
    return [
        account(
            str(site["code"]),
            block,
            numbers_taken(project.register, block.series),
            explained,
            _voided(project, block.series),
        )
        for block in blocks_of(site)
    ]


def unexplained_numbers(project: Project) -> dict[str, dict[str, str]]:
    """By the id of each site with such: the numbers that were reserved, not used and not explained, by series."""
    found: dict[str, dict[str, str]] = {}
    for site in project.register.fields_of("site", ("id", "code", "number_blocks", "numbers_explained")):
        left: dict[str, set[int]] = {}
        for one in accounts_of(project, site) if site.get("number_blocks") else ():
            left.setdefault(one.block.series, set()).update(one.unexplained)
        told = {series: as_runs(numbers) for series, numbers in sorted(left.items()) if numbers}
        if told:
            found[str(site["id"])] = told
    return found


def _voided(project: Project, series: str) -> dict[str, str]:
    """Why each voided record of a series was voided, by its code."""
    voided = project.register.select(Query(series, where=(("review", "voided"),), voided=True))
    return {str(values["code"]): str(values.get("void_reason") or "") for values in voided}


def reserve(project: Project, site: Found, block: Block) -> Receipt:
    """Reserve a block of a site's numbers; raises RecordRefused where it overlaps with another one."""
    return _with_row(project, site, "number_blocks", read_block(block.as_row()).as_row())


def explain(project: Project, site: Found, series: str, number: int, reason: str) -> Receipt:
    """Say why a number of a block was not used; raises ValueRefused where it is used, explained, or of no block."""
    if not reason.strip():
        raise ValueRefused("A number that was not used is explained with a reason; none was given.")
    held = project.register.values("site", site.id) or {}
    if not any(one.block.series == series and number in one.unexplained for one in accounts_of(project, held)):
        raise ValueRefused(
            "{number} of {series} stands open in no block of {site}.", number=number, series=series, site=site.code
        )
    row = {"series": series, "number": str(number), "reason": reason.strip()}
    return _with_row(project, site, "numbers_explained", row)


def _with_row(project: Project, site: Found, name: str, row: Mapping[str, str]) -> Receipt:
    """Write one more row into a table of a site; raises RecordRefused where a rule refuses it."""
    kind = project.catalogue["site"]
    held = project.register.values("site", site.id) or {}
    before = {name: value for name, value in held.items() if kind.by_name[name].typed}
    after = {**before, name: [*(before.get(name) or ()), dict(sorted(row.items()))]}
    refusal = refused(problems_of(kind, {**typed_values(kind.by_name, after), "id": site.id}, None))
    if refusal is not None:
        raise RecordRefused(refusal.message)
    change = difference("site", site.id, before, after)
    assert change is not None
    return project.register.commit([change])
