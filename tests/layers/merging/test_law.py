"""Copies that were edited apart by any programs come to the same, whatever the order in which they are merged."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forensics.changes import Change, Operation
from forensics.custody.deeds import CustodyRefused
from forensics.errors import TaphosError
from forensics.ports import Found, Query
from layers.cases import Association, join, part
from layers.checking import verify_project
from layers.devices import Device
from layers.editing import adding, keep, keep_new, lifting, setting, voiding
from layers.erasure import erase
from layers.imports.importing import import_file
from layers.merging.conflicts import conflicts, take_side
from layers.project import Project
from layers.register.erasing import Ground
from tests.counts import count
from tests.layers.custody.hands import ITEMS, PACKAGES, PEOPLE, collected, do, mission, of
from tests.layers.merging.copies import bring, copies, device, enrolled, served, state
from tests.layers.projects import record, site
from tests.tools.proofs import Proof

SITES, INTERVIEWS = ("EX-S-1", "EX-S-2", "EX-S-3"), ("EX-I-1", "EX-I-2")
FORMS = ("single_grave", "multiple_grave", "surface", "submerged")
STEPS = count(4, 9)


@dataclass
class Told:
    """What was typed of interviews: text to interview and commit; and the erasures: interview and commit."""

    typed: dict[str, tuple[str, str]] = field(default_factory=dict)
    erased: list[tuple[str, str]] = field(default_factory=list)


Act = Callable[[Project, Random, Told, Path], object]


def any_of(project: Project, random: Random, type_: str) -> Found:
    found = sorted(project.register.select(Query(type_, voided=True)), key=lambda one: str(one["id"]))
    values = random.choice(found)
    return Found(type_, str(values["id"]), str(values.get("code", "")))


def add(project: Project, random: Random, _: Told, __: Path) -> None:
    code = f"EX-S-{random.randint(1, 9)}"
    keep_new(project, adding(project, "site", {"code": code, "form": random.choice(FORMS)}), "EXAMPLE reason")


def change(project: Project, random: Random, _: Told, __: Path) -> None:
    values = {
        "form": random.choice(FORMS),
        "limitations": random.choice(("", f"EXAMPLE {random.random()}")),
        "sensitivity": random.choice(("partner", "restricted")),
    }
    name = random.choice(("form", *values))
    found = of(project, random.choice(SITES))
    keep(project, setting(project, found, {name: values[name]}), "EXAMPLE reason")


def void(project: Project, random: Random, _: Told, __: Path) -> None:
    voiding(project, any_of(project, random, random.choice(("site", "artefact"))), f"EXAMPLE {random.random()}")


def lift(project: Project, random: Random, _: Told, __: Path) -> None:
    voided = [one for one in project.register.select(Query("site", voided=True)) if one.get("review") == "voided"]
    if voided:
        one = random.choice(sorted(voided, key=lambda values: str(values["id"])))
        lifting(project, Found("site", str(one["id"]), str(one["code"])))


def undo(project: Project, random: Random, _: Told, __: Path) -> None:
    project.register.undo()


def say_something(project: Project, random: Random, told: Told, __: Path) -> None:
    """Type words of a person, which are restricted."""
    found, text = any_of(project, random, "interview"), f"EXAMPLE words {random.getrandbits(60)}"
    receipt = keep(project, setting(project, found, {"promised_follow_up": text}), "EXAMPLE reason")
    told.typed[text] = (found.id, receipt.commit)


def forget(project: Project, random: Random, told: Told, __: Path) -> None:
    found = any_of(project, random, "interview")
    told.erased.append((found.id, erase(project, found, Ground("EXAMPLE asked for")).commit))


def take_in(project: Project, random: Random, _: Told, folder: Path) -> None:
    """The same list on every copy, in which a row or two were changed since."""
    rows = [f"EX-L-{number},{random.choice(FORMS[:2])}" for number in range(4)]
    path = folder / "list.csv"
    path.write_text("\n".join(["code,form", *rows]), "utf-8")
    import_file(project.register, path, "site", mapping=["code=code", "form=form"])


def hand_over(project: Project, random: Random, _: Told, __: Path) -> None:
    hour = 3 + sum(1 for _ in project.register.select(Query("custody")))
    do(project, "transferred", random.choice(ITEMS[:3]), hour=hour, to=random.choice(PEOPLE[1:]))


def pack(project: Project, random: Random, _: Told, __: Path) -> None:
    """What breaks a rule once both sides have it: an item in two packages, packages in each other."""
    package, item = (of(project, one) for one in random.sample((*PACKAGES, *ITEMS[2:]), 2))
    if package.type == "package":
        held = project.register.values("package", package.id) or {}
        holds = [*held.get("holds", ()), item.id]
        before = {"holds": held["holds"]} if "holds" in held else {}
        project.register.commit([Change("package", package.id, Operation.SET, before=before, after={"holds": holds})])


def put_together(project: Project, random: Random, _: Told, __: Path) -> None:
    first, second = (of(project, one) for one in random.sample(ITEMS[:2], 2))
    if random.random() < 0.6:
        join(project, first, second, Association(basis=("fit",)))
    else:
        part(project, first, Association(reason="EXAMPLE misread"))


def decide(project: Project, random: Random, _: Told, __: Path) -> None:
    found = conflicts(project)
    if found:
        one = random.choice(found)
        take_side(project, one.record, random.choice(one.sides).commit, "EXAMPLE looked at", [one.field])


ACTS: tuple[Act, ...] = (
    add, change, change, change, void, lift, undo, say_something, say_something, forget, take_in, hand_over, pack,
    put_together, decide, decide,
)  # fmt: skip


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Device]]:
    folder = tmp_path_factory.mktemp("base")
    devices = [device(name) for name in ("EX-LAPTOP-1", "EX-LAPTOP-2", "EX-LAPTOP-3")]
    with mission(folder) as project:
        project.register.commit([site(code) for code in SITES])
        project.register.commit(
            [
                record("interview", code, interviewee_code=f"EX-P-{code}", sex="F", month="2022-04")
                for code in INTERVIEWS
            ]
        )
        collected(project, *ITEMS[:3])
    enrolled(folder / "mission.taphos", *devices)
    return folder / "mission.taphos", devices


@settings(max_examples=count(10, 200), deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32), two=st.booleans())
def test_copies_edited_apart_come_to_the_same_whatever_the_order_of_merges(
    base: tuple[Path, list[Device]], seed: int, two: bool, proof: Proof
) -> None:
    folder, devices = base
    come_to_the_same(folder, devices[: 2 if two else 3], seed)
    proof("H3", "the state is the same whatever the order, grouping, direction and repetition", count(10, 200))


@pytest.fixture(scope="module")
def on_server(base: tuple[Path, list[Device]]) -> str:
    return served(base[0])


@settings(max_examples=count(2, 200), deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32), two=st.booleans())
def test_a_copy_on_a_server_comes_to_the_same_as_those_on_laptops(
    base: tuple[Path, list[Device]], on_server: str, seed: int, two: bool, proof: Proof
) -> None:
    folder, devices = base
    come_to_the_same(folder, devices[: 2 if two else 3], seed, on_server)
    proof("H3", "the same with one copy on PostGIS and the others on SQLite", count(2, 200))


def come_to_the_same(folder: Path, devices: list[Device], seed: int, on_server: str = "") -> None:
    """Edit copies apart by a random program, merge them in any order, and compare all that they hold."""
    random, told = Random(seed), Told()
    where = Path(tempfile.mkdtemp())
    try:
        with copies(folder, devices, where, on_server) as projects:
            for _ in range(STEPS * len(projects)):
                project = random.choice(projects)
                if random.random() < 0.15:
                    bring(project, random.choice([one for one in projects if one is not project]))
                    continue
                try:
                    random.choice(ACTS)(project, random, told, where)
                except (TaphosError, CustodyRefused):
                    continue
            unite_all(projects, random)
            expected = state(projects[0])
            for project in projects[1:]:
                assert state(project) == expected
            for project in projects:
                verdict = verify_project(project)
                assert verdict.ok, verdict.problems
                assert_words(project, told)
            assert_voids(projects[0])
    finally:
        shutil.rmtree(where)


def unite_all(projects: list[Project], random: Random) -> None:
    """Merge in any order until every copy has all commits, and once more."""
    pairs = [(one, other) for one in projects for other in projects if one is not other]
    for _ in range(3):
        random.shuffle(pairs)
        for one, other in pairs:
            if set(other.register.info().heads) != set(one.register.info().heads):
                bring(one, other)
    one, other = random.choice(pairs)
    before = one.register.info()
    again = bring(one, other)
    assert (again.commits, one.register.info()) == (0, before)


def assert_words(project: Project, told: Told) -> None:
    """What was typed of a person is in the history, unless an erasure that it had not seen took it."""
    erased = {
        text
        for text, (interview, commit) in told.typed.items()
        for who, erasure in told.erased
        if who == interview and not has_seen(project, commit, erasure)
    }
    held = {
        str(event.after.get("promised_follow_up"))
        for code in INTERVIEWS
        for event in project.register.history(of(project, code).id)
    } - {"None"}
    assert held == set(told.typed) - erased
    now = {str(one.get("promised_follow_up")) for one in project.register.select(Query("interview"))}
    assert not now & erased


def has_seen(project: Project, commit: str, earlier: str) -> bool:
    return commit != earlier and not project.register.missing_of([commit]) and earlier in ancestors(project, commit)


def ancestors(project: Project, commit: str) -> set[str]:
    from layers.register.engine import reading
    from layers.register.graph import read_history

    with reading(project.register._engine) as connection:
        history = read_history(connection)
    numbers = {name: number for number, name in history.names.items()}
    return {name for name in numbers if history.graph.follows(numbers[commit], numbers[name])}


def assert_voids(project: Project) -> None:
    """A record is voided as long as nothing that has seen the void lifted it."""
    for values in project.register.select(Query("site", voided=True)):
        events = project.register.history(str(values["id"]))
        voids = [one.commit for one in events if one.after.get("review") == "voided"]
        lifts = [one.commit for one in events if "review" in {**one.before, **one.after} and one.commit not in voids]
        standing = [one for one in voids if not any(has_seen(project, lift, one) for lift in lifts)]
        assert (values.get("review") == "voided") == bool(standing)
