"""“Seal checked” rests on the number that stands on the seal: who receives an item reads it, nothing fills it in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from forensics.custody.deeds import CustodyRefused
from forensics.errors import ValueRefused
from forensics.workflow.steps import Step
from layers.custody.superseding import sign_event, sign_events
from layers.project import Project
from layers.workflow import course_of
from tests.layers.custody.hands import collected, device_of, do, mission, of, on, standing, wrong


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """EX-B-1 is with PR-1, under seal S-1."""
    with mission(tmp_path) as made:
        collected(made, "EX-B-1")
        do(made, "sealed", "EX-B-1", hour=2, seal="S-1")
        yield made


def values(project: Project, code: str) -> dict[str, Any]:
    return dict(project.register.values("custody", of(project, code).id) or {})


def received(project: Project) -> Step:
    """The step of the workflow that says whether the seal was checked."""
    course = course_of(project, of(project, "EX-B-1"))
    return next(step for step in course.steps if step.key == "received")


def test_who_receives_a_sealed_item_reads_its_seal_and_is_not_told_the_number(project: Project) -> None:
    with pytest.raises(CustodyRefused, match="EX-B-1 is under seal: who receives it reads the number") as refused:
        do(project, "received", "EX-B-1", hour=3, to="EX-STORE")
    assert "S-1" not in str(refused.value)
    taken = do(project, "received", "EX-B-1", hour=3, to="EX-STORE", found_seal="S-1").events[0]
    event = values(project, taken.code)
    assert (event["seal_before"], event["seal_read"], event["seal_after"]) == ("S-1", "S-1", "S-1")
    assert not [one for one in wrong(project, "EX-B-1") if "seal" in one]
    assert received(project).done


def test_another_number_is_refused_or_recorded_as_it_was_read_with_its_problem(project: Project) -> None:
    with pytest.raises(CustodyRefused, match="The number read on EX-B-1, S-7, is not that of the seal") as refused:
        do(project, "received", "EX-B-1", hour=3, to="EX-STORE", found_seal="S-7")
    assert "S-1" not in str(refused.value)
    do(project, "received", "EX-B-1", hour=3, to="EX-STORE", found_seal="S-7", because="so it arrived")
    assert any("The seal changed by itself: S-1 after" in one for one in wrong(project, "EX-B-1"))


def test_a_seal_that_nobody_read_is_a_problem_and_bears_no_step_out(project: Project) -> None:
    do(project, "received", "EX-B-1", hour=3, to="EX-STORE", because="it was dark")
    assert any("does not say which number was read on the seal" in one for one in wrong(project, "EX-B-1"))
    assert standing(project, "EX-B-1").seal == "S-1"
    assert not received(project).done


def test_a_seal_that_was_stored_with_its_number_carried_on_is_not_checked(project: Project) -> None:
    do(project, "stored", "EX-B-1", hour=3, to="EX-STORE", signed=False)
    assert not received(project).done


def test_what_came_without_a_seal_is_said_and_what_was_under_one_is_missed(project: Project) -> None:
    none = {"seal_condition": "none"}
    with pytest.raises(CustodyRefused, match="should be under a seal, and none was found"):
        do(project, "received", "EX-B-1", hour=3, to="EX-STORE", fields=none)
    do(project, "received", "EX-B-1", hour=3, to="EX-STORE", fields=none, because="so it arrived")
    assert standing(project, "EX-B-1").seal == ""
    assert any("The seal changed by itself: S-1 after" in one for one in wrong(project, "EX-B-1"))


def test_each_of_several_items_has_its_own_number_read(project: Project) -> None:
    collected(project, "EX-B-2", "EX-A-1")
    do(project, "sealed", "EX-B-2", hour=3, seal="S-2")
    both = {of(project, "EX-B-1").id: "S-1", of(project, "EX-B-2").id: "S-2"}
    items = ("EX-B-1", "EX-B-2", "EX-A-1")
    with pytest.raises(CustodyRefused, match="EX-B-2 is under seal: who receives it"):
        do(project, "received", *items, hour=4, to="EX-STORE", found_seals={of(project, "EX-B-1").id: "S-1"})
    taken = do(project, "received", *items, hour=4, to="EX-STORE", found_seals=both).events
    assert [values(project, one.code).get("seal_read") for one in taken] == ["S-1", "S-2", None]


def test_of_a_sealed_package_the_outer_seal_is_read(project: Project) -> None:
    collected(project, "EX-BOX")
    do(project, "packed", "EX-B-1", hour=3, into="EX-BOX")
    do(project, "sealed", "EX-BOX", hour=4, seal="B-1")
    do(project, "received", "EX-BOX", hour=5, to="EX-STORE", found_seal="B-1", fields={"seal_condition": "intact"})
    assert standing(project, "EX-B-1").seal == "S-1"
    assert not [one for one in wrong(project, "EX-B-1", "EX-BOX") if "seal" in one]


def test_the_workflow_offers_to_supersede_a_signed_receipt_and_never_to_edit_it(project: Project) -> None:
    signed = {"signed_by_receiver": "EXAMPLE signature"}
    taken = do(project, "received", "EX-B-1", hour=3, to="EX-STORE", because="it was dark", fields=signed).events[0]
    [need] = received(project).needs
    assert (need.record, need.field, need.supersedes) == (taken.id, "seal_read", True)
    assert "another record supersedes it" in str(need.message)


def test_who_receives_signs_for_a_sealed_item_only_with_the_number_on_its_seal(project: Project) -> None:
    given = do(project, "transferred", "EX-B-1", hour=3, to="PR-2", signed=False).events[0]
    with on(project, device_of(project, "PR-2")) as theirs:
        with pytest.raises(ValueRefused, match="is under seal: who receives it reads the number"):
            sign_event(theirs, given, "receiver")
        sign_event(theirs, given, "receiver", "S-1")
    assert wrong(project, "EX-B-1") == []


@pytest.mark.parametrize("sealed", [True, False])
def test_of_a_sealed_item_in_a_box_its_own_seal_is_read_where_the_box_has_none(project: Project, sealed: bool) -> None:
    collected(project, "EX-BOX")
    do(project, "packed", "EX-B-1", hour=3, into="EX-BOX")
    if sealed:
        do(project, "sealed", "EX-BOX", hour=4, seal="B-1")
    box, inside = do(project, "transferred", "EX-BOX", hour=5, to="PR-2", signed=False).events
    with on(project, device_of(project, "PR-2")) as theirs:
        if sealed:
            sign_events(theirs, (box, inside), "receiver", {box.id: "B-1"})
        else:
            with pytest.raises(ValueRefused, match=f"{inside.code} is under seal: who receives it reads"):
                sign_events(theirs, (box, inside), "receiver")
            sign_events(theirs, (box, inside), "receiver", {inside.id: "S-1"})
    assert wrong(project, "EX-B-1", "EX-BOX") == []
