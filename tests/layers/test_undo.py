"""Taking a commit back: what stands as it left it gets the inverse, what was changed since is left and named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forensics.changes import Change, ChangeRefused, Operation
from forensics.identifiers import new_id
from forensics.ports import Event, Query, Receipt
from layers.editing import keep, lifting, setting, voiding
from layers.imports.importing import import_file
from layers.project import Project
from tests.counts import count
from tests.layers.files import table
from tests.layers.projects import closing, make, site


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with closing(make(tmp_path / "undo.taphos")) as made:
        yield made


def rows(**more: str) -> list[dict[str, str]]:
    return [
        {"code": f"S-{number}", "form": "surface", "status": "reported", "lat": "50", "lon": "30", **more}
        for number in range(1, 6)
    ]


def taken_in(project: Project, folder: Path, **more: str) -> str:
    """The commit of an import of five sites."""
    return import_file(project.register, table(folder / "sites.csv", rows(**more)), "site").commit


def edited(project: Project, code: str, **texts: str) -> Receipt:
    return keep(project, setting(project, project.register.find(code), texts), "looked again")


def codes(project: Project, as_of: str = "") -> list[str]:
    return sorted(values["code"] for values in project.register.select(Query("site", as_of=as_of)))


def values(project: Project, code: str) -> dict[str, Any]:
    return dict(project.register.values("site", project.register.find(code).id) or {})


def test_an_import_is_undone_but_for_the_rows_that_were_changed_since(project: Project, tmp_path: Path) -> None:
    commit = taken_in(project, tmp_path)
    edited(project, "S-2", form="single_grave")
    voiding(project, project.register.find("S-4"), "seen twice")
    before = project.register.info().head
    receipt = project.register.undo(commit)
    assert receipt.count == 3
    assert sorted(found.code for found in receipt.left) == ["S-2", "S-4"]
    assert codes(project) == ["S-2"]
    assert values(project, "S-4")["void_reason"] == "seen twice"
    assert values(project, "S-1")["void_reason"] == f"undo {commit}"
    assert {event.commit for code in ("S-1", "S-3", "S-5") for event in history(project, code)} == {
        commit, receipt.commit,
    }, "all of it in one commit"  # fmt: skip
    assert codes(project, as_of=before or "") == ["S-1", "S-2", "S-3", "S-5"]
    assert project.register.verify().ok


def history(project: Project, code: str) -> list[Any]:
    return project.register.history(project.register.find(code).id)


def test_a_row_that_was_changed_and_changed_back_stands_as_the_import_left_it(project: Project, tmp_path: Path) -> None:
    commit = taken_in(project, tmp_path)
    changed = edited(project, "S-2", form="single_grave")
    project.register.undo(changed.commit)
    assert not project.register.undo(commit).left
    assert codes(project) == []


def test_of_an_import_that_changed_records_only_its_own_values_are_taken_back(project: Project, tmp_path: Path) -> None:
    taken_in(project, tmp_path)
    update = taken_in(project, tmp_path, form="single_grave")
    edited(project, "S-1", status="located")
    edited(project, "S-2", form="submerged")
    voiding(project, project.register.find("S-3"), "seen twice")
    receipt = project.register.undo(update)
    assert sorted(found.code for found in receipt.left) == ["S-2", "S-3"]
    one = values(project, "S-1")
    assert (one["form"], one["status"]) == ("surface", "located"), "what others did to other fields stays"
    assert values(project, "S-2")["form"] == "submerged"
    assert values(project, "S-5")["form"] == "surface"


def test_an_undo_of_an_undo_does_it_again_and_so_on(project: Project, tmp_path: Path) -> None:
    commit = taken_in(project, tmp_path)
    before = values(project, "S-1")
    taken: list[str] = [commit]
    for _ in range(4):
        taken.append(project.register.undo(taken[-1]).commit)
    assert codes(project) == ["S-1", "S-2", "S-3", "S-4", "S-5"]
    after = values(project, "S-1")
    kept = ("version", "record_hash")
    assert {name: value for name, value in after.items() if name not in kept} == {
        name: value for name, value in before.items() if name not in kept
    }
    assert [event.operation for event in history(project, "S-1")] == ["add", "void", "restore", "void", "restore"]
    assert [event.reason for event in history(project, "S-1")][1:] == [f"undo {one}" for one in taken[:-1]]
    assert [len(codes(project, as_of=one)) for one in taken] == [5, 0, 5, 0, 5]
    assert project.register.verify().ok


def test_a_void_that_is_undone_leaves_the_record_as_it_was_and_the_void_in_its_history(project: Project) -> None:
    project.register.commit([site("S-1", form="surface", review="reviewed")])
    before = values(project, "S-1")
    voided = voiding(project, project.register.find("S-1"), "seen twice")
    assert (values(project, "S-1")["review"], values(project, "S-1")["void_reason"]) == ("voided", "seen twice")
    lifted = project.register.undo(voided.commit)
    after = values(project, "S-1")
    assert (after["review"], "void_reason" in after) == ("reviewed", False)
    assert {**after, "version": 1, "record_hash": ""} == {**before, "version": 1, "record_hash": ""}
    assert [(event.operation, event.reason) for event in history(project, "S-1")][1:] == [
        ("void", "seen twice"),
        ("restore", f"undo {voided.commit}"),
    ]
    project.register.undo(lifted.commit)
    again = values(project, "S-1")
    assert (again["review"], again["void_reason"]) == ("voided", "seen twice")
    assert codes(project, as_of=voided.commit) == []
    assert codes(project, as_of=lifted.commit) == ["S-1"]


@pytest.mark.parametrize("review", [None, "draft", "reviewed", "locked"])
def test_a_void_that_is_lifted_leaves_the_record_as_far_reviewed_as_it_was(
    project: Project, review: str | None
) -> None:
    project.register.commit([site("S-1", form="surface", **({"review": review} if review else {}))])
    found = project.register.find("S-1")
    for _ in range(2):
        voiding(project, found, "seen twice")
        lifting(project, found)
        assert (values(project, "S-1").get("review"), values(project, "S-1").get("void_reason")) == (review, None)
    with pytest.raises(ChangeRefused, match="is not voided"):
        lifting(project, found)
    assert project.register.verify().ok


def test_where_nothing_stands_nothing_is_written(project: Project, tmp_path: Path) -> None:
    commit = taken_in(project, tmp_path)
    project.register.undo(commit)
    head = project.register.info().head
    with pytest.raises(ChangeRefused, match="All 5 records of that commit were changed since"):
        project.register.undo(commit)
    assert project.register.info().head == head
    alone = project.register.commit([site("S-9")]).commit
    project.register.undo(alone)
    with pytest.raises(ChangeRefused, match="site S-9 was changed since that commit, so it is left as it is"):
        project.register.undo(alone)


def test_what_a_commit_did_to_one_record_is_taken_back_by_itself(project: Project, tmp_path: Path) -> None:
    commit = taken_in(project, tmp_path)
    receipt = project.register.undo(commit, "not a grave", project.register.find("S-3").id)
    assert receipt.count == 1
    assert codes(project) == ["S-1", "S-2", "S-4", "S-5"]
    assert values(project, "S-3")["void_reason"] == "not a grave"


def test_a_record_added_and_edited_in_one_commit_is_undone_whole(project: Project) -> None:
    grave = site("S-1", form="surface")
    edit = Change("site", grave.record, Operation.SET, after={"form": "submerged"}, before={"form": "surface"})
    commit = project.register.commit([grave, edit]).commit
    assert project.register.undo(commit).count == 2
    assert codes(project) == []
    assert project.register.verify().ok


_STEPS = st.lists(st.tuples(st.sampled_from(["set", "void", "undo"]), st.integers(0, 5)), max_size=8)


def _fields_of(events: list[Event], commit: str) -> set[str]:
    return {name for event in events if event.commit == commit for name in (*event.before, *event.after)}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=count(15, 200))
@given(steps=_STEPS)
def test_after_any_steps_an_undo_restores_each_record_that_it_does_not_name(
    project: Project, steps: list[tuple[str, int]]
) -> None:
    register = project.register
    changes = [site(f"S-{new_id()}", form="surface", depth="0") for _ in range(3)]
    commits = [register.commit(changes).commit]
    before = [register.many_values("site", [one.record for one in changes])]
    for number, (what, which) in enumerate(steps, start=1):
        record = changes[which % 3].record
        held = dict(register.values("site", record) or {})
        try:
            if what == "undo":
                made = register.undo(commits[which % len(commits)])
            elif what == "void":
                made = register.commit([Change("site", record, Operation.VOID, after={"void_reason": "a test"})])
            else:
                depth = {"before": {"depth": held["depth"]}, "after": {"depth": str(number)}}
                made = register.commit([Change("site", record, Operation.SET, **depth)])
        except ChangeRefused:
            continue
        commits.append(made.commit)
        before.append(register.many_values("site", [one.record for one in changes]))
    for at in range(1, len(commits)):
        touched = {record: _fields_of(register.history(record), commits[at]) for record in before[0]}
        try:
            receipt = register.undo(commits[at])
        except ChangeRefused:
            continue
        now = register.many_values("site", list(before[0]))
        for record in touched.keys() - {found.id for found in receipt.left}:
            for name in touched[record]:
                assert now[record].get(name) == before[at - 1][record].get(name)
        break
    verdict = register.verify()
    assert verdict.ok, str(verdict.first)
