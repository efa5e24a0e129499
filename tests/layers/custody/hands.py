"""A project with people, places and items that pass from hand to hand, and steps in few words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from forensics.changes import Change, Operation
from forensics.custody.deeds import Step
from forensics.custody.holding import NOBODY, Hand, Standing
from forensics.ports import Found
from layers.custody.chains import standings_of
from layers.custody.checking import custody_problems
from layers.custody.steps import Recorded, record_step
from layers.project import Project
from tests.layers.projects import closing, make, record

PEOPLE, PLACES = ("PR-1", "PR-2", "PR-3"), ("EX-STORE", "EX-MORTUARY")
ITEMS = ("EX-B-1", "EX-B-2", "EX-A-1", "EX-SA-1")
PACKAGES = ("EX-BOX", "EX-PALLET")


@contextmanager
def mission(folder: Path, engine: str = "plain") -> Iterator[Project]:
    """People, places, two cases, an artefact, a sample and two packages, of none of which a custody is recorded."""
    with closing(make(folder / "mission.taphos", engine)) as project:
        project.register.commit([record("practitioner", code, roles=["evidence_custodian"]) for code in PEOPLE])
        project.register.commit(
            [
                record("facility", PLACES[0], kind="evidence_store"),
                record("facility", PLACES[1], kind="mortuary"),
                record("case", "EX-B-1", remains_class="body", origin="exhumation"),
                record("case", "EX-B-2", remains_class="body", origin="exhumation"),
                record("artefact", "EX-A-1", artefact_class="phone", sensitivity="restricted"),
                record("sample", "EX-SA-1", purpose="DNA"),
                *(record("package", code, kind="box") for code in PACKAGES),
            ]
        )
        yield project


def of(project: Project, code: str) -> Found:
    return project.register.find(code)


def hand(project: Project, code: str) -> Hand:
    """The hand of a practitioner or facility; words in brackets are somebody outside."""
    if not code:
        return NOBODY
    return Hand(outside=code.strip("[]")) if code.startswith("[") else Hand(of(project, code).id)


def at(hour: int, day: int = 1) -> str:
    return f"2024-05-{day + hour // 24:02}T{hour % 24:02}:00:00+03:00"


def do(
    project: Project, action: str, *items: str, hour: int, to: str = "", giver: str = "", into: str = "",
    signed: bool = True, **more: Any,
) -> Recorded:  # fmt: skip
    """One step with items by their codes; `signed` says that one of ours who takes them signed too."""
    if signed and to in PEOPLE and action != "collected":
        more["fields"] = {"signed_by_receiver": "EXAMPLE signature", **more.get("fields", {})}
    step = Step(action, at(hour), hand(project, to), hand(project, giver), **more)
    ids = [of(project, code).id for code in items]
    return record_step(project, ids, step, into=of(project, into).id if into else "")


def countersign(project: Project, done: Recorded) -> None:
    """Let who receives sign too, as a sheet that was keyed in says."""
    for one in done.events:
        signed = {"signed_by_receiver": "EXAMPLE signature"}
        project.register.commit([Change("custody", one.id, Operation.SET, after=signed)])


def collected(project: Project, *items: str, by: str = "PR-1", hour: int = 1) -> None:
    """Let somebody collect items."""
    for item in items:
        do(project, "collected", item, hour=hour, to=by)


def standing(project: Project, code: str) -> Standing:
    found = of(project, code)
    return standings_of(project, [found.id])[found.id]


def holder(project: Project, code: str) -> str:
    """The code of who holds an item, words in brackets for somebody outside."""
    held = standing(project, code).hand
    if held.outside:
        return f"[{held.outside}]"
    return project.register.titles([held.holder])[held.holder].code if held.holder else ""


def wrong(project: Project, *items: str) -> list[str]:
    """What is wrong with the custody of items, in English."""
    ids = [of(project, code).id for code in items] or None
    return [str(one.message) for one in custody_problems(project, ids)]
