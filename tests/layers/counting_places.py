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
    add(project, numbers, type_)
    return project


def add(project: Project, numbers: Mapping[str, int], type_: str = "interview", start: int = 0) -> list[str]:
    """Further records, by the code of their settlement; gives their codes."""
    ids = project.register.codes("settlement")
    number = len(project.register.codes(type_)) + start
    changes: list[Change] = []
    for code, count in numbers.items():
        for _ in range(count):
            changes.append(record(type_, f"R-{number}", settlement=ids[code], **_values(type_, number)))
            number += 1
    project.register.commit(changes, "more")
    return [str(change.after["code"]) for change in changes]


def _values(type_: str, number: int) -> dict[str, Any]:
    month = MONTHS[number % len(MONTHS)]
    if type_ == "interview":
        return {"display_area": "settlement", "month": month, "informed_consent": "yes"}
    return {"category": "murder", "level": "lead", "date": month}


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
