"""Whose commits count changes with an enrolment or a revocation; tables, verify, as-of and history change with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forensics.changes import Change, ChangeRefused, Operation, difference
from forensics.errors import TaphosError
from forensics.ports import Query
from layers.checking import verify_project
from layers.devices import Device
from layers.enrolment import enrol, revoke
from layers.exports.selecting import Selection
from layers.project import Project, new_project
from layers.register.engine import writing
from layers.register.realigning import write_anew
from layers.register.statements import Statements
from layers.saved_filters import save_filter, saved_filters
from tests.counts import count
from tests.layers.projects import ENGINES, make, reopen, site
from tests.layers.tampering import behind_its_back, write_as_anybody
from tests.tools.proofs import Proof

STRANGERS = re.compile(r"by a device that (no lead enrolled|a lead had revoked)|enrols or revokes a device")


def device(name: str) -> Device:
    return Device(Ed25519PrivateKey.generate(), name)


@contextmanager
def in_the_hands_of(project: Project, held: Device) -> Iterator[None]:
    """The project while another device writes to it."""
    register, own = project.register, project.register.device
    register.device = held
    try:
        yield
    finally:
        register.device = own


def arrive(project: Project, held: Device, *changes: Change) -> str:
    """A commit by whoever may not write, as another copy brings it: in the journal, and in the tables if it counts."""
    register = project.register
    with pytest.MonkeyPatch.context() as changed, in_the_hands_of(project, held):
        write_as_anybody(changed)
        name = register.commit(changes).commit
    with writing(register._engine) as connection, Statements(connection, register._engine) as statements:
        number = connection.exec_driver_sql("SELECT max(number) FROM journal_commit").scalar_one()
        write_anew(connection, statements, register.catalogue, register._tables, [int(number)])
    return name


def state(project: Project, as_of: str = "") -> dict[str, Any]:
    listed = project.register.select(Query("site", voided=True, as_of=as_of))
    return {str(values["id"]): dict(values) for values in listed}


def agrees(project: Project) -> None:
    """Nothing is wrong but that there are commits by others."""
    verdict = verify_project(project)
    assert verdict.differing == ()
    assert [str(one) for one in verdict.problems if not STRANGERS.search(str(one))] == []


@pytest.fixture(params=ENGINES)
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Project]:
    made = make(tmp_path / "realigned.taphos", request.param)
    yield made
    made.close()


def test_what_a_device_wrote_before_joins_the_tables_when_it_is_enrolled(project: Project, proof: Proof) -> None:
    other = device("B")
    mine = site("S-1", name="wooden cross")
    project.register.commit([mine])
    new = site("S-2", lon=31.0, notes="of B")
    before = arrive(project, other, new, Change("site", mine.record, Operation.SET, {"status": "located"}, {}))
    assert [one["code"] for one in state(project).values()] == ["S-1"]
    assert project.register.search("of B") == []
    edit = difference("site", mine.record, {"name": "wooden cross"}, {"name": "iron cross"})
    assert edit is not None
    project.register.commit([edit])
    agrees(project)
    assert state(project)[mine.record]["version"] == 2
    enrolled = enrol(project, other.public_key, "B")
    assert enrolled.changed == {"site": [new.record, mine.record]}
    held = state(project)
    assert (held[mine.record]["status"], held[mine.record]["name"], held[mine.record]["version"]) == (
        "located", "iron cross", 3,
    )  # fmt: skip
    assert held[new.record]["author"] == "B"
    assert [found.code for found in project.register.search("S-2")] == ["S-2"]
    assert project.register.info().extent == pytest.approx((30.2, 50.5, 31.0, 50.5), abs=1e-4)
    assert verify_project(project).ok
    assert set(state(project, before)) == {mine.record}
    assert state(project, enrolled.commit) == held
    again = reopen(project)
    assert state(again) == held
    again.close()
    proof(
        "B", "what a device wrote before it was enrolled counts from the enrolment on", "tables, search, as-of, verify"
    )


def test_what_a_revoked_device_still_writes_counts_nowhere_and_what_it_wrote_stays(project: Project) -> None:
    other = device("B")
    first = site("S-1")
    enrol(project, other.public_key, "B")
    with in_the_hands_of(project, other):
        project.register.commit([first])
    revoke(project, other.fingerprint, "lost")
    held = state(project)
    after = site("S-2")
    arrive(project, other, after, Change("site", first.record, Operation.SET, {"status": "closed"}, {}))
    assert state(project) == held
    edit = difference("site", first.record, {}, {"status": "located"})
    assert edit is not None
    project.register.commit([edit])
    agrees(project)
    assert [event.counts for event in project.register.history(first.record)] == [True, False, True]
    assert state(project)[first.record]["version"] == 2


def test_settings_that_a_device_kept_before_join_too(project: Project) -> None:
    other = device("B")
    with pytest.MonkeyPatch.context() as changed, in_the_hands_of(project, other):
        write_as_anybody(changed)
        save_filter(project, "theirs", Selection(types=("site",)))
    register = project.register
    with writing(register._engine) as connection, Statements(connection, register._engine) as statements:
        write_anew(connection, statements, register.catalogue, register._tables, [2])
    assert not saved_filters(project)
    enrol(project, other.public_key, "B")
    assert list(saved_filters(project)) == ["theirs"]
    assert verify_project(project).ok


def test_a_device_whose_commits_are_not_as_it_signed_them_is_not_enrolled(project: Project) -> None:
    other = device("B")
    arrive(project, other, site("S-1"))
    project.close()
    behind_its_back(
        project.folder, "UPDATE journal_change SET public = CAST(replace(CAST(public AS TEXT), 'S-1', 'S-9') AS BLOB)"
        " WHERE type = 'site'",
    )  # fmt: skip
    again = reopen(project)
    with pytest.raises(ChangeRefused, match="is not as it was signed, so the device is not enrolled"):
        enrol(again, other.public_key, "B")
    assert state(again) == {}
    again.close()


STEPS = st.lists(
    st.tuples(st.sampled_from("ABC"), st.sampled_from(("add", "edit", "void", "enrol", "revoke")), st.integers(0, 9)),
    max_size=12,
)


@settings(deadline=None, max_examples=count(12, 300), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_enrolling_and_revoking_in_any_order_gives_what_replaying_the_journal_gives(
    tmp_path_factory: Any, steps: list[tuple[str, str, int]], proof: Proof
) -> None:
    project = new_project(tmp_path_factory.mktemp("any") / "p.taphos", pack=None)
    devices = {"A": project.device, "B": device("B"), "C": device("C")}
    seen: list[tuple[str, dict[str, Any]]] = []
    for number, (who, what, pick) in enumerate(steps):
        try:
            name = _step(project, devices[who], what, pick, number)
        except TaphosError:  # such as to enrol a device twice: nothing was written
            continue
        seen.append((name, state(project)))
    agrees(project)
    for name, then in seen:
        assert state(project, name) == then
    assert state(project, project.register.point_of("").head) == state(project)
    project.close()
    proof("B", "enrol and revoke in any order give the replayed journal", f"{len(seen)} commits")


def _step(project: Project, who: Device, what: str, pick: int, number: int) -> str:
    if what == "enrol":
        return enrol(project, who.public_key, who.author).commit
    if what == "revoke":
        return revoke(project, who.fingerprint, "lost").commit
    live = sorted(id_ for id_, values in state(project).items() if values.get("review") != "voided")
    if what == "add" or not live:
        return arrive(project, who, site(f"S-{number}", name=f"of {who.author}"))
    record = live[pick % len(live)]
    if what == "void":
        return arrive(project, who, Change("site", record, Operation.VOID, after={"void_reason": "a test"}))
    edit = difference("site", record, _typed(state(project)[record]), {"name": f"{number}", "depth": str(number)})
    assert edit is not None
    return arrive(project, who, edit)


def _typed(values: dict[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in ("name", "depth") if name in values}
