"""Custody as one operation: what the chain allows, what it speaks against, and what is recorded all the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from forensics.changes import Change, ChangeRefused, Operation
from forensics.custody.deeds import DEEDS, CustodyRefused, Step
from forensics.errors import ValueRefused
from forensics.vocabulary.evidence import CUSTODY_ACTION
from layers.custody.steps import record_step
from layers.custody.superseding import sign_event, supersede_event
from layers.project import Project
from tests.layers.custody.hands import (
    collected,
    countersign,
    device_of,
    do,
    hand,
    holder,
    mission,
    of,
    on,
    standing,
    wrong,
)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with mission(tmp_path) as made:
        yield made


def values(project: Project, code: str) -> dict[str, object]:
    return dict(project.register.values("custody", of(project, code).id) or {})


def test_every_action_of_the_vocabulary_has_its_deed() -> None:
    assert set(DEEDS) == set(CUSTODY_ACTION.codes)


def test_number_giver_and_seal_come_from_the_chain(project: Project) -> None:
    collected(project, "EX-B-1")
    do(project, "sealed", "EX-B-1", hour=2, seal="S-1")
    given = do(project, "transferred", "EX-B-1", hour=3, to="PR-2")
    event = values(project, given.events[0].code)
    assert event["sequence"] == 3
    assert event["from_holder"] == of(project, "PR-1").id
    assert (event["seal_before"], event["seal_after"]) == ("S-1", "S-1")
    assert holder(project, "EX-B-1") == "PR-2"
    assert wrong(project, "EX-B-1") == []


def test_who_gives_signs_with_the_key_of_the_commit(project: Project) -> None:
    collected(project, "EX-B-1")
    given = do(project, "transferred", "EX-B-1", hour=2, to="EX-STORE", signed=False).events[0]
    assert values(project, given.code)["signed_by_giver"] == f"key {project.device.fingerprint} {project.device.author}"
    half = f"{given.code} is signed by nobody for the place that receives: who acts for it signs."
    assert wrong(project, "EX-B-1") == [half]
    with on(project, device_of(project, "EX-STORE")) as keeper:
        sign_event(keeper, given, "receiver")
    assert wrong(project, "EX-B-1") == []
    with pytest.raises(ValueRefused, match="signed already"):
        sign_event(project, given, "receiver")


def test_a_signature_by_a_key_that_did_not_sign_is_found(project: Project) -> None:
    collected(project, "EX-B-1")
    given = do(project, "transferred", "EX-B-1", hour=2, to="PR-2", signed=False).events[0]
    event = values(project, given.code)

    forged = {"signed_by_receiver": f"key {'0' * 32} nobody"}
    project.register.commit([Change("custody", str(event["id"]), Operation.SET, after=forged)])
    assert [sentence for sentence in wrong(project) if "did not sign" in sentence]


@pytest.mark.parametrize(
    ("action", "more", "sentence"),
    [
        ("collected", {"to": "PR-2"}, "has begun already"),
        ("transferred", {"to": "PR-3", "giver": "PR-2"}, "EX-B-1 is held by PR-1, not by PR-2"),
        ("transferred", {"to": "PR-1"}, "with PR-1 already"),
        ("opened", {"found_seal": "S-2"}, "should be under seal S-1; S-2 was found"),
        ("sealed", {"seal": "S-2"}, "under seal S-1: it is opened first"),
        ("examined", {}, "under seal S-1: it is opened first"),
        ("found", {}, "not reported missing"),
        ("examined", {"to": "PR-2"}, "gives EX-B-1 to nobody else"),
    ],
)
def test_what_the_chain_speaks_against_is_refused_and_recorded_only_as_it_happened(
    project: Project, action: str, more: dict[str, str], sentence: str
) -> None:
    collected(project, "EX-B-1")
    do(project, "sealed", "EX-B-1", hour=2, seal="S-1")
    head = project.register.info().head
    with pytest.raises(CustodyRefused, match=sentence):
        do(project, action, "EX-B-1", hour=3, **more)
    assert project.register.info().head == head
    done = do(project, action, "EX-B-1", hour=3, because="so it was", **more)
    assert any(sentence in str(one) for one in done.against)


def test_a_hand_over_by_somebody_who_does_not_hold_the_item_is_a_problem_for_ever(project: Project) -> None:
    collected(project, "EX-B-1")
    done = do(project, "transferred", "EX-B-1", hour=2, giver="PR-2", to="PR-3", because="so it was found").events[0]
    assert [one for one in wrong(project) if "another holder" in one]
    countersign(project, supersede_event(project, done, {"from_holder": "PR-1"}, "PR-1 gave it; the sheet was misread"))
    assert wrong(project, "EX-B-1") == []
    assert holder(project, "EX-B-1") == "PR-3"


def test_time_that_runs_back_is_an_overlap(project: Project) -> None:
    collected(project, "EX-B-1", hour=5)
    with pytest.raises(CustodyRefused, match="handled at"):
        do(project, "transferred", "EX-B-1", hour=4, to="PR-2")


def test_what_has_not_come_yet_is_refused_and_named_for_as_long_as_it_stands(project: Project) -> None:
    collected(project, "EX-B-1")
    store = hand(project, "EX-STORE")
    step = Step("stored", "2999-01-01T08:00:00Z", store)
    with pytest.raises(CustodyRefused, match="2999-01-01T08:00:00Z has not come yet by the clock of this device"):
        record_step(project, [of(project, "EX-B-1").id], step)
    record_step(project, [of(project, "EX-B-1").id], replace(step, because="EXAMPLE: the sheet says so"))
    assert any("is dated 2999-01-01T08:00:00Z, after it was recorded" in one for one in wrong(project, "EX-B-1"))


@pytest.mark.parametrize(
    ("action", "more", "sentence"),
    [
        ("sold", {}, "is not one of"),
        ("transferred", {}, "nobody was named"),
        ("sealed", {}, "none was given"),
        ("packed", {}, "into a package"),
    ],
)
def test_what_says_too_little_is_no_event(project: Project, action: str, more: dict[str, str], sentence: str) -> None:
    collected(project, "EX-B-1")
    with pytest.raises(ValueRefused, match=sentence):
        do(project, action, "EX-B-1", hour=2, because="so it was", **more)


def test_a_place_is_no_item(project: Project) -> None:
    with pytest.raises(ValueRefused, match="EX-STORE is no item of custody"):
        do(project, "collected", "EX-STORE", hour=1, to="PR-1")


# Packages


def test_a_package_moves_with_all_that_it_holds_in_one_commit(project: Project) -> None:
    collected(project, "EX-B-1", "EX-A-1", "EX-BOX", "EX-PALLET")
    do(project, "sealed", "EX-A-1", hour=2, seal="A-1")
    do(project, "packed", "EX-B-1", "EX-A-1", hour=3, into="EX-BOX")
    do(project, "packed", "EX-BOX", hour=4, into="EX-PALLET")
    do(project, "sealed", "EX-PALLET", hour=5, seal="P-1")
    moved = do(project, "transferred", "EX-PALLET", hour=6, to="PR-2")
    assert len(moved.events) == 4
    assert moved.receipt.count == 4
    assert {holder(project, item) for item in ("EX-B-1", "EX-A-1", "EX-BOX", "EX-PALLET")} == {"PR-2"}
    assert standing(project, "EX-A-1").seal == "A-1"
    outer = moved.events[0].id
    assert {values(project, one.code).get("moved_with") for one in moved.events} == {None, outer}
    assert wrong(project, "EX-B-1", "EX-A-1", "EX-BOX", "EX-PALLET") == []


def test_nothing_leaves_a_sealed_package_and_what_leaves_an_open_one_lies_there_no_more(project: Project) -> None:
    collected(project, "EX-A-1", "EX-BOX")
    do(project, "packed", "EX-A-1", hour=2, into="EX-BOX")
    do(project, "sealed", "EX-BOX", hour=3, seal="B-1")
    with pytest.raises(CustodyRefused, match="EX-A-1 lies in EX-BOX, which is under seal B-1"):
        do(project, "transferred", "EX-A-1", hour=4, to="PR-2")
    do(project, "opened", "EX-BOX", hour=4)
    do(project, "transferred", "EX-A-1", hour=5, to="PR-2")
    assert not (project.register.values("package", of(project, "EX-BOX").id) or {}).get("holds")
    assert not (project.register.values("artefact", of(project, "EX-A-1").id) or {}).get("package")
    do(project, "transferred", "EX-BOX", hour=6, to="PR-3")
    assert (holder(project, "EX-A-1"), holder(project, "EX-BOX")) == ("PR-2", "PR-3")


def test_an_item_is_packed_by_who_holds_both(project: Project) -> None:
    collected(project, "EX-A-1", "EX-BOX")
    do(project, "transferred", "EX-BOX", hour=2, to="PR-2")
    with pytest.raises(CustodyRefused, match="two hands"):
        do(project, "packed", "EX-A-1", hour=3, into="EX-BOX")
    do(project, "transferred", "EX-A-1", hour=3, to="PR-2")
    do(project, "sealed", "EX-BOX", hour=4, seal="B-1")
    with pytest.raises(CustodyRefused, match="EX-BOX is under seal B-1"):
        do(project, "packed", "EX-A-1", hour=5, into="EX-BOX")
    with pytest.raises(ValueRefused, match="no package"):
        do(project, "packed", "EX-A-1", hour=5, into="EX-B-1")
    with pytest.raises(ValueRefused, match="cannot hold itself"):
        do(project, "packed", "EX-BOX", hour=5, into="EX-BOX")


# Undone and superseded


def test_a_signed_event_is_not_undone_and_an_unsigned_last_one_is(project: Project) -> None:
    collected(project, "EX-B-1")
    sealed = do(project, "sealed", "EX-B-1", hour=2, seal="S-1")
    given = do(project, "transferred", "EX-B-1", hour=3, to="PR-2")
    with pytest.raises(ChangeRefused, match="is signed, and what is signed is not undone"):
        project.register.undo(given.receipt.commit)
    with pytest.raises(ChangeRefused, match="followed by others"):
        project.register.undo(sealed.receipt.commit)
    last = do(project, "opened", "EX-B-1", hour=4)
    project.register.undo(last.receipt.commit)
    assert standing(project, "EX-B-1").seal == "S-1"
    assert wrong(project, "EX-B-1") == []


def test_packing_is_undone_with_what_lies_in_the_package(project: Project) -> None:
    collected(project, "EX-A-1", "EX-BOX")
    packed = do(project, "packed", "EX-A-1", hour=2, into="EX-BOX")
    project.register.undo(packed.receipt.commit)
    assert not (project.register.values("package", of(project, "EX-BOX").id) or {}).get("holds")
    assert wrong(project, "EX-A-1", "EX-BOX") == []


def test_superseding_asks_for_a_reason_and_tells_of_a_contradiction(project: Project) -> None:
    collected(project, "EX-B-1")
    first = do(project, "transferred", "EX-B-1", hour=2, to="PR-2").events[0]
    do(project, "transferred", "EX-B-1", hour=3, to="PR-3")
    with pytest.raises(ValueRefused, match="for a reason"):
        supersede_event(project, first, {"condition": "dry"}, " ")
    with pytest.raises(CustodyRefused, match="another holder"):
        supersede_event(project, first, {"to_holder": "EX-STORE"}, "misread")
    done = supersede_event(project, first, {"condition": "EXAMPLE: dry"}, "the condition was left out")
    countersign(project, done)
    new = values(project, done.events[0].code)
    assert new["supersedes"] == first.id
    assert new["sequence"] == 2
    assert wrong(project, "EX-B-1") == []
    assert holder(project, "EX-B-1") == "PR-3"


def test_opinions_and_consents_that_are_signed_are_not_undone(project: Project) -> None:
    from layers.editing import adding, keep

    opinion = keep(
        project,
        adding(project, "opinion", {"case": "EX-B-1", "signed_by": "PR-1", "signed_as": "forensic_pathologist"}),
    )
    with pytest.raises(ChangeRefused, match="another opinion that supersedes it"):
        project.register.undo(opinion.commit)


def test_somebody_outside_holds_it_until_it_comes_back(project: Project) -> None:
    collected(project, "EX-B-1")
    do(project, "released", "EX-B-1", hour=2, to="[EXAMPLE laboratory]")
    assert holder(project, "EX-B-1") == "[EXAMPLE laboratory]"
    assert any("no signed receipt" in one for one in wrong(project, "EX-B-1"))
    back = do(project, "received", "EX-B-1", hour=3, to="PR-2").events[0]
    event = values(project, back.code)
    assert event["from_outside"] == "EXAMPLE laboratory"
    assert "signed_by_receiver" in event
    assert "signed_by_giver" not in event


def test_holders_are_told_apart_by_words_too(project: Project) -> None:
    assert hand(project, "[a court]") != hand(project, "PR-1")
