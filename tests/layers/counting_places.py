"""A project of settlements with interviews and incidents in them, as many as a test says."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from forensics.changes import Change, Operation
from layers.project import Project
from tests.layers.mapped import point
from tests.layers.projects import make, record

PLACES = {
    "P-1": (37.20, 49.20),
    "P-2": (37.22, 49.21),
    "P-3": (37.24, 49.22),
    "P-4": (38.90, 48.60),
    "P-5": (38.92, 48.61),
}
"""Settlements in two hexagons: three in one, two in the other."""
MONTHS = ("2022-04", "2022-05", "2022-06", "2023-01")


def placed_project(folder: Path, numbers: Mapping[str, int], type_: str = "interview") -> Project:
    """A project in which so many records of a type lie in each settlement, their months in turn."""
    project = make(folder, pack="ua")
    settlements = {
        code: record("settlement", code, name_uk=code, name_en=code, place=point(*at)) for code, at in PLACES.items()
    }
    project.register.commit(settlements.values(), "taken in")
    if type_ in _NEEDS:
        _add_what_they_belong_to(project, type_)
    add(project, numbers, type_)
    return project


_NEEDS = {"victim": ("incidents", "incident"), "case": ("site", "site"), "finding": ("case", "case"),
          "identification": ("cases", "case")}  # fmt: skip
"""By type the field and the type of what a record takes its settlement from."""


def _add_what_they_belong_to(project: Project, type_: str) -> None:
    """In each settlement what records of a type need there: an incident of each month, a grave, a case in it."""
    _, needed = _NEEDS[type_]
    settlements = project.register.codes("settlement")
    changes: list[Change] = []
    for code, settlement in settlements.items():
        if needed == "incident":
            changes += [
                record("incident", f"I-{code}-{month}", settlement=settlement, **_values("incident", at))
                for at, month in enumerate(MONTHS)
            ]
            continue
        site = record("site", f"S-{code}", settlement=settlement)
        changes.append(site)
        if needed == "case":
            changes.append(record("case", f"C-{code}", site=site.record))
    project.register.commit(changes, "what they belong to")


def _belonging(project: Project, type_: str, code: str, number: int) -> dict[str, Any]:
    """What says in which settlement a record lies."""
    if type_ not in _NEEDS:
        return {"settlement": project.register.codes("settlement")[code]}
    name, needed = _NEEDS[type_]
    held = project.register.codes(needed)
    named = {"incident": f"I-{code}-{MONTHS[number % len(MONTHS)]}", "site": f"S-{code}", "case": f"C-{code}"}[needed]
    return {name: (held[named],) if name in ("incidents", "cases") else held[named]}


def add(
    project: Project, numbers: Mapping[str, int], type_: str = "interview", start: int = 0, **values: Any
) -> list[str]:
    """Further records, by the code of their settlement; gives their codes."""
    number = len(project.register.codes(type_)) + start
    changes: list[Change] = []
    for code, count in numbers.items():
        for _ in range(count):
            held = {**_belonging(project, type_, code, number), **_values(type_, number), **values}
            changes.append(record(type_, f"R-{number}", **held))
            number += 1
    project.register.commit(changes, "more")
    return [str(change.after["code"]) for change in changes]


def _values(type_: str, number: int) -> dict[str, Any]:
    month = MONTHS[number % len(MONTHS)]
    if type_ == "interview":
        return {"display_area": "settlement", "month": month, "informed_consent": "yes"}
    return {
        "victim": {"kind": "person"},
        "case": {"recovered_at": f"{month}-03T10:00:00Z"},
        "finding": {"kind": "gunshot", "date": month},
        "identification": {"date": month},
    }.get(type_, {"category": "murder", "level": "lead", "date": month})


def change(project: Project, type_: str, code: str, reason: str = "put right", **values: Any) -> None:
    """Set fields of a record that had none of them, or other values."""
    id_ = project.register.codes(type_)[code]
    held = project.register.values(type_, id_) or {}
    before = {name: held[name] for name in values if name in held}
    project.register.commit([Change(type_, id_, Operation.SET, before=before, after=values)], reason)


def void(project: Project, type_: str, code: str) -> None:
    """Void a record."""
    id_ = project.register.codes(type_)[code]
    project.register.commit([Change(type_, id_, Operation.VOID, after={"void_reason": "a test"})], "")
