"""What is signed says for ever what was signed: nobody rewrites or voids it, and it is superseded with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from forensics.changes import Change, ChangeRefused, Operation
from forensics.errors import ValueRefused
from layers.custody.superseding import sign_event, supersede_event
from layers.editing import adding, keep, setting, voiding
from layers.hand_signatures import signature_of
from layers.project import Project, open_project
from layers.signing import sign_record
from layers.superseding import supersede_record
from layers.workflow import course_of
from tests.layers.custody.hands import at, collected, countersign, device_of, do, mission, of, wrong
from tests.layers.projects import closing, record


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with mission(tmp_path) as made:
        yield made


@pytest.mark.parametrize("texts", [{"to_holder": "PR-3"}, {"at": at(5)}, {"seal_before": "S-9"}, {"notes": "EXAMPLE"}])
def test_a_signed_event_is_not_rewritten(project: Project, texts: dict[str, str]) -> None:
    collected(project, "EX-B-1")
    given = do(project, "transferred", "EX-B-1", hour=2, to="PR-2").events[0]
    with pytest.raises(ChangeRefused, match=r"is signed, and “.*” is not changed any more: .*supersedes"):
        keep(project, setting(project, given, texts))


def test_a_signature_is_not_taken_off_and_a_signed_event_is_not_voided(project: Project) -> None:
    collected(project, "EX-B-1")
    given = do(project, "transferred", "EX-B-1", hour=2, to="PR-2").events[0]
    with pytest.raises(ChangeRefused, match="“signed_by_giver” is not changed"):
        keep(project, setting(project, given, {"signed_by_giver": ""}))
    with pytest.raises(ChangeRefused, match=r"what is signed is not voided: .*supersedes"):
        voiding(project, given, "a slip")


def test_the_other_side_signs_a_receipt_is_added_and_the_event_is_reviewed_and_superseded(
    project: Project, second: Project
) -> None:
    collected(project, "EX-B-1")
    given = do(project, "transferred", "EX-B-1", hour=2, to="PR-2", signed=False).events[0]
    sign_event(second, given, "receiver")
    scans = [record("media", f"EX-M-{n}", file="x", sha256=str(n) * 64, sensitivity="restricted") for n in (1, 2)]
    project.register.commit(scans)
    first, second = (scan.record for scan in scans)
    named = {"receipt": [first]}
    project.register.commit([Change("custody", given.id, Operation.SET, after=named)])
    both = {"receipt": [first, second]}
    project.register.commit([Change("custody", given.id, Operation.SET, after=both, before=named)])
    keep(project, setting(project, given, {"review": "reviewed"}))
    with pytest.raises(ChangeRefused, match="“receipt” is not changed"):
        project.register.commit([Change("custody", given.id, Operation.SET, before=both)])
    done = supersede_event(project, given, {"to_holder": "PR-3"}, "PR-3 took it; the sheet was misread")
    assert [one for one in wrong(project, "EX-B-1") if "who receives has not signed yet" in one]
    countersign(project, done)
    assert wrong(project, "EX-B-1") == []


def test_a_signed_opinion_keeps_its_cause(project: Project) -> None:
    texts = {"case": "EX-B-1", "signed_by": "PR-1", "signed_as": "forensic_pathologist"}
    edit = adding(project, "opinion", texts)
    keep(project, edit)
    opinion = of(project, edit.code)
    with pytest.raises(ChangeRefused, match="another opinion that supersedes it"):
        keep(project, setting(project, opinion, {"limitations": "EXAMPLE"}))
    with pytest.raises(ChangeRefused, match="“cause” is not changed"):
        project.register.commit([Change("opinion", opinion.id, Operation.SET, after={"cause": "EXAMPLE: natural"})])
    with pytest.raises(ChangeRefused, match="not voided"):
        voiding(project, opinion, "a slip")


def test_what_was_not_signed_yet_is_still_written(project: Project) -> None:
    collected(project, "EX-B-1")
    sealed = do(project, "sealed", "EX-B-1", hour=2, seal="S-1").events[0]
    keep(project, setting(project, sealed, {"condition": "EXAMPLE: dry"}))
    assert (project.register.values("custody", sealed.id) or {})["condition"] == "EXAMPLE: dry"


def test_an_event_that_is_not_what_its_key_signed_is_found(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """A commit of a program that did not refuse it yet."""
    collected(project, "EX-B-1")
    given = do(project, "transferred", "EX-B-1", hour=2, to="PR-2").events[0]
    with monkeypatch.context() as older:
        older.setattr("layers.register.writing.refuse_rewriting", lambda *_: None)
        keep(project, setting(project, given, {"to_holder": "PR-3"}))
    assert [one for one in wrong(project, "EX-B-1") if "“to_holder” was changed afterwards" in one]


def keyed(project: Project, code: str, *rows: dict[str, str]) -> None:
    """Let the lead enrol these keys, in the place of those that were."""
    person = of(project, code).id
    held = (project.register.values("practitioner", person) or {}).get("signing_keys")
    before, after = {"signing_keys": held} if held else {}, {"signing_keys": list(rows)}
    project.register.commit([Change("practitioner", person, Operation.SET, after=after, before=before)])


def unkeyed(project: Project, code: str) -> None:
    """Let somebody take a person's keys out."""
    person = of(project, code).id
    before = {"signing_keys": (project.register.values("practitioner", person) or {})["signing_keys"]}
    project.register.commit([Change("practitioner", person, Operation.SET, before=before)])


@pytest.mark.parametrize(
    ("row", "whole"),
    [
        ({}, True),
        ({"since": "2024-05-01", "until": "2024-05-01"}, True),
        ({"until": "2027-01-01"}, True),
        ({"until": "2024-04-30"}, False),
        ({"since": "2024-05-02"}, True),  # it was theirs when they signed
        ({"since": "2999-01-01"}, False),
        ({"fingerprint": "0" * 32}, False),
    ],
)
def test_who_has_signing_keys_signs_with_one_that_was_theirs_then(
    project: Project, row: dict[str, str], whole: bool
) -> None:
    """With another the device does not sign by itself; a signature that stands there all the same is found."""
    key = project.device.fingerprint
    unkeyed(project, "PR-1")
    keyed(project, "PR-1", {"fingerprint": key, **row})
    collected(project, "EX-B-1")
    given = do(project, "transferred", "EX-B-1", hour=2, to="PR-2", signed=False).events[0]
    assert bool((project.register.values("custody", given.id) or {}).get("signed_by_giver")) is whole
    if not whole:
        with pytest.raises(ValueRefused, match=r"does not sign .* for that side: key .* is none of the keys of PR-1"):
            sign_event(project, given, "giver")
        planted = {"signed_by_giver": signature_of(project.device)}
        project.register.commit([Change("custody", given.id, Operation.SET, after=planted)])
    assert any(f"key {key} is none of the keys of PR-1" in one for one in wrong(project, "EX-B-1")) is not whole


@pytest.fixture
def second(project: Project) -> Iterator[Project]:
    """The project on the device of PR-2."""
    with closing(open_project(project.folder, device=device_of(project, "PR-2"))) as opened:
        yield opened


def test_a_hand_over_between_two_of_ours_is_whole_when_both_have_signed_with_their_keys(
    project: Project, second: Project
) -> None:
    collected(project, "EX-B-1")
    given = do(project, "transferred", "EX-B-1", hour=2, to="PR-2", signed=False).events[0]
    alone = [f"{given.code} is signed by who gives alone; who receives has not signed yet."]
    assert wrong(project, "EX-B-1") == alone
    with pytest.raises(ValueRefused, match="is that of PR-1, and not of PR-2"):
        sign_event(project, given, "receiver")
    sign_event(second, given, "receiver")
    assert wrong(project, "EX-B-1") == []


def test_who_receives_and_records_it_signs_for_who_receives(project: Project, second: Project) -> None:
    collected(project, "EX-B-1")
    taken = do(second, "received", "EX-B-1", hour=2, to="PR-2", signed=False).events[0]
    assert wrong(project, "EX-B-1") == [f"{taken.code} is signed by who receives alone; who gives has not signed yet."]
    sign_event(project, taken, "giver")
    assert wrong(project, "EX-B-1") == []


def test_a_device_of_somebody_else_signs_for_nobody(project: Project, second: Project) -> None:
    collected(project, "EX-B-1")
    do(second, "transferred", "EX-B-1", hour=2, to="PR-3", signed=False)
    assert any("is signed by nobody" in one for one in wrong(project, "EX-B-1"))


def test_one_key_on_both_sides_is_one_signature(project: Project) -> None:
    """On one laptop, whose key nobody is known by: the other side signs the printed receipt."""
    unkeyed(project, "PR-1")
    unkeyed(project, "PR-2")
    collected(project, "EX-B-1")
    given = do(project, "transferred", "EX-B-1", hour=2, to="PR-2", signed=False).events[0]
    sign_event(project, given, "receiver")
    assert any("on both sides with one key" in one for one in wrong(project, "EX-B-1"))
    other = do(project, "transferred", "EX-B-1", hour=3, to="PR-1", giver="PR-2", signed=False).events[0]
    [lacking] = [one for one in wrong(project, "EX-B-1") if other.code in one and "enrolled" not in one]
    assert "who receives has not signed yet" in lacking
    scan = record("media", "EX-M-1", file="x", sha256="1" * 64, copy_kind="printed", sensitivity="restricted")
    project.register.commit([scan, Change("custody", other.id, Operation.SET, after={"receipt": [scan.record]})])
    assert not [one for one in wrong(project, "EX-B-1") if other.code in one and "enrolled" not in one]


def test_a_key_of_ours_does_not_sign_for_somebody_outside(project: Project) -> None:
    collected(project, "EX-B-1")
    given = do(project, "released", "EX-B-1", hour=2, to="[EXAMPLE court]").events[0]
    sign_event(project, given, "receiver")
    assert any("none of somebody outside" in one for one in wrong(project, "EX-B-1"))


def test_a_receipt_that_was_superseded_bears_no_step_out(project: Project) -> None:
    """It was received under a seal; what superseded it says that it was only handed on."""
    collected(project, "EX-B-1")
    do(project, "sealed", "EX-B-1", hour=2, seal="S-1")
    taken = do(project, "received", "EX-B-1", hour=3, to="EX-STORE", found_seal="S-1").events[0]

    def received() -> bool:
        [step] = [one for one in course_of(project, of(project, "EX-B-1")).steps if one.key == "received"]
        return step.done

    assert received()
    supersede_event(project, taken, {"action": "transferred", "seal_read": ""}, "EXAMPLE: nobody looked at a seal")
    assert not received()


def test_an_opinion_says_what_changed_of_what_it_rests_on_after_it_was_signed(project: Project) -> None:
    keep(project, setting(project, of(project, "PR-1"), {"roles": "forensic_pathologist_or_medical_expert"}))
    wound = adding(project, "finding", {"case": "EX-B-1", "code": "EX-FN", "timing": "perimortem"})
    keep(project, wound)
    texts = {"case": "EX-B-1", "signed_by": "PR-1", "signed_as": "forensic_pathologist", "findings": "EX-FN"}
    keep(project, adding(project, "opinion", {**texts, "code": "EX-OP"}))
    finding, opinion = of(project, "EX-FN"), of(project, "EX-OP")

    def told() -> list[str]:
        edit = setting(project, opinion, {})
        return [str(one.message) for one in edit.problems if one.field == "findings"]

    for harmless in ({"sensitivity": "restricted"}, {"radiographs": ""}):
        keep(project, setting(project, finding, harmless))
        assert told() == []
    keep(project, setting(project, finding, {"timing": "postmortem"}))
    [message] = told()
    assert "EX-OP rests on EX-FN, of which Timing was changed after it was signed" in message
    scan = record("media", "EX-M", file="x", sha256="1" * 64, sensitivity="restricted")
    project.register.commit([scan])
    project.register.commit([Change("opinion", opinion.id, Operation.SET, after={"document": [scan.record]})])
    assert told() == [message], "a document that is added signs nothing anew"
    voiding(project, finding, "EXAMPLE: a slip")
    [message] = told()
    assert "EX-FN, which was voided after it was signed" in message
    supersede_record(project, opinion, {"findings": ""}, "EXAMPLE: the finding fell away")
    assert told() == []


def expert(project: Project, code: str) -> None:
    roles = {"roles": ["forensic_pathologist_or_medical_expert"]}
    before = {"roles": ["evidence_custodian"]}
    project.register.commit([Change("practitioner", of(project, code).id, Operation.SET, after=roles, before=before)])


def test_an_opinion_is_signed_by_its_signatorys_key_alone_and_stays_open_until_then(
    project: Project, second: Project
) -> None:
    """PR-1 prepares it for PR-2: it is no more than prepared until PR-2 signs it, and then it stands."""
    expert(project, "PR-2")
    texts = {"case": "EX-B-1", "signed_by": "PR-2", "signed_as": "forensic_pathologist", "code": "EX-OP"}
    keep(project, adding(project, "opinion", texts))
    opinion = of(project, "EX-OP")
    keep(project, setting(project, opinion, {"cause": "EXAMPLE: not established"}))
    with pytest.raises(ValueRefused, match=r"does not sign EX-OP: key .* is that of PR-1, and not of PR-2"):
        sign_record(project, opinion)
    sign_record(second, opinion)
    with pytest.raises(ValueRefused, match="EX-OP is signed already"):
        sign_record(second, opinion)
    for either in (project, second):
        with pytest.raises(ChangeRefused, match="“cause” is not changed any more"):
            keep(either, setting(either, opinion, {"cause": "EXAMPLE: natural"}))
    assert project.register.verify().ok


def test_a_key_that_is_taken_out_later_unsigns_nothing(project: Project) -> None:
    expert(project, "PR-1")
    texts = {"case": "EX-B-1", "signed_by": "PR-1", "signed_as": "forensic_pathologist", "code": "EX-OP"}
    keep(project, adding(project, "opinion", texts))
    unkeyed(project, "PR-1")
    with pytest.raises(ChangeRefused, match="“cause” is not changed any more"):
        keep(project, setting(project, of(project, "EX-OP"), {"cause": "EXAMPLE"}))


def test_an_opinion_that_nobody_signed_with_a_key_of_their_own_is_taken_back(project: Project) -> None:
    texts = {"case": "EX-B-1", "signed_by": "PR-2", "signed_as": "forensic_pathologist", "code": "EX-OP"}
    written = keep(project, adding(project, "opinion", texts))
    project.register.undo(written.commit)
    assert (project.register.values("opinion", of(project, "EX-OP").id) or {})["review"] == "voided"
    with pytest.raises(ValueRefused, match="EX-B-1 is of type case; what is signed so is one of: opinion"):
        sign_record(project, of(project, "EX-B-1"))
