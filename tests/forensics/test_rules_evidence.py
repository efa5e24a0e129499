"""Rules of artefacts, samples, packages, media and custody events, and of the custody of one item as a whole."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.catalogue import TYPES as ALL_TYPES
from forensics.catalogue import catalogue
from forensics.custody.deeds import HAND_OVERS
from forensics.custody.holding import standing_of
from forensics.records.evidence import OPEN_SUBJECTS, Custody
from forensics.rules.custody_chain import chain_problems
from forensics.rules.evidence import RULES, subject_field
from tests.forensics.told import Whole

TYPES = catalogue()
ONE = "01900000-0000-7000-8000-000000000001"
TWO = "01900000-0000-7000-8000-000000000002"
THREE = "01900000-0000-7000-8000-000000000003"
HASH = "0" * 63 + "a"

WHOLE: dict[str, dict[str, Any]] = {
    "artefact": {"code": "EX-A-1", "case": ONE, "artefact_class": "clothing"},
    "sample": {"code": "EX-SA-1", "case": ONE, "purpose": "DNA", "date": "2022-04-10", "taken_by": ONE, "mass_g": 4.0},
    "package": {"code": "EX-PK-1", "kind": "box"},
    "media": {"code": "EX-M-1", "file": "EX.jpg", "sha256": HASH},
    "custody": {
        "code": "EX-CU-2", "item": ONE, "sequence": 2, "action": "transferred", "at": "2022-04-10T10:00:00+03:00",
        "from_holder": ONE, "to_holder": TWO, "signed_by_giver": "EX", "signed_by_receiver": "EX",
    },
}  # fmt: skip


problems, told = Whole(WHOLE).problems, Whole(WHOLE).told


@pytest.mark.parametrize("type_", WHOLE)
def test_a_whole_record_has_no_problem(type_: str) -> None:
    assert problems(type_) == []


def test_every_type_of_evidence_has_rules() -> None:
    assert set(RULES) == set(WHOLE)


def test_an_artefact_has_a_case_a_context_or_a_site() -> None:
    assert told("artefact", case=None) == [("case", False)]
    assert told("artefact", case=None, context=ONE) == []


def test_documents_and_phones_are_said_to_be_restricted() -> None:
    assert told("artefact", artefact_class="document") == [("sensitivity", False)]
    assert told("artefact", artefact_class="document", sensitivity="restricted") == []


def test_an_ordnance_check_names_who_made_it() -> None:
    assert told("artefact", ordnance_check="done") == [("ordnance_checked_by", False)]


def test_a_sample_is_of_something() -> None:
    assert ("case", False) in told("sample", case=None)
    reasoned = told("sample", case=None, context=ONE, purpose="soil", not_recorded={"case": "soil of the grave"})
    assert reasoned == [("case", False)]  # said as a limitation, and nothing more


def test_a_sample_is_sent_after_it_was_taken_and_no_more_of_it_remains() -> None:
    assert told("sample", sent_on="2022-04-01") == [("sent_on", False)]
    assert told("sample", remaining_g=5.0) == [("mass_g", True)]
    assert told("sample", result="consumed", remaining_g=1.0) == [("remaining_g", False)]
    assert told("sample", result="profile") == [("laboratory", False)]


def test_a_package_does_not_hold_itself() -> None:
    assert told("package", id=ONE, holds=(ONE,)) == [("holds", True)]


@pytest.mark.parametrize("text", ["abc", HASH.upper(), HASH + "0", "z" * 64])
def test_a_sha_256_is_64_small_hexadecimal_digits(text: str) -> None:
    assert told("media", sha256=text) == [("sha256", True)]


def test_a_copy_names_its_original() -> None:
    assert told("media", copy_kind="working_copy") == [("copy_of", False)]
    assert told("media", copy_kind="original", copy_of=ONE) == [("copy_of", False)]
    assert told("media", id=ONE, copy_kind="redacted", copy_of=ONE) == [("copy_of", True)]


def test_a_medium_that_shows_a_face_or_bears_on_sexual_violence_is_sealed() -> None:
    for changed in ({"shows_face": "yes"}, {"sealed_subject": (ONE,)}):
        assert told("media", **changed) == [("sensitivity", True)]
        assert told("media", **changed, sensitivity="restricted") == [("sensitivity", True)]
        assert told("media", **changed, sensitivity="sealed") == []


def test_a_time_says_where_it_comes_from_and_a_direction_which_north() -> None:
    assert told("media", taken_at="2022-04-10T10:00:00+03:00") == [("taken_at_source", False)]
    assert told("media", azimuth=45.0) == [("azimuth_north", False)]
    assert told("media", azimuth=45.0, azimuth_north="magnetic") == [("azimuth_declination", False)]


def test_a_confirmed_geolocation_is_reviewed_by_another() -> None:
    checked = {"geolocation": "confirmed", "geolocation_features": "EXAMPLE", "geolocation_analyst": ONE}
    assert told("media", **checked, geolocation_reviewer=TWO) == []
    assert told("media", **checked) == [("geolocation_reviewer", False)]
    assert told("media", **checked, geolocation_reviewer=ONE) == [("geolocation_reviewer", False)]


def test_media_name_nobody_outside() -> None:
    assert told("media", made_by_other="EXAMPLE Person") == [("made_by_other", True)]


def test_what_names_a_person_is_a_restricted_subject_of_a_medium() -> None:
    assert subject_field("site") == "subject"
    for type_ in ("interview", "consent", "missing_person", "identification", "practitioner", "team"):
        assert subject_field(type_) == "restricted_subject"
    assert subject_field("incident", of_sexual_violence=True) == "sealed_subject"
    assert set(OPEN_SUBJECTS) <= set(ALL_TYPES)


def test_a_hand_over_names_both_and_both_sign() -> None:
    assert told("custody", from_holder=None) == [("from_holder", False)]
    assert told("custody", signed_by_receiver=None) == [("signed_by_receiver", False)]
    assert told("custody", to_holder=ONE) == [("to_holder", False)]


def test_custody_begins_with_collection_from_nobody() -> None:
    collected = {"action": "collected", "sequence": 1}
    assert told("custody", **collected, from_holder=None) == []
    assert told("custody", **collected) == [("from_holder", False)]
    assert told("custody", action="collected", from_holder=None) == [("sequence", False)]
    assert told("custody", sequence=1) == [("sequence", False)]


def test_seals_are_named_and_change_only_when_they_can() -> None:
    assert told("custody", action="sealed") == [("seal_after", False)]
    assert told("custody", action="opened") == [("seal_before", False)]
    assert told("custody", seal_before="EX-1", seal_after="EX-2") == [("seal_after", False)]
    assert told("custody", action="opened", seal_before="EX-1", seal_after="EX-2") == []


def test_a_file_that_changed_is_said() -> None:
    assert told("custody", hash_before=HASH, hash_after="b" * 64) == [("hash_after", False)]
    assert told("custody", hash_before="x") == [("hash_before", True)]


def event(number: int, action: str, giver: str | None, taker: str, **more: Any) -> Custody:
    at = f"2022-04-10T{8 + number:02d}:00:00+03:00"
    if action in HAND_OVERS:
        more = {"signed_by_giver": f"key {'1' * 32} EX", "signed_by_receiver": f"key {'2' * 32} EX", **more}
    if action == "collected":
        more = {"signed_by_receiver": f"key {'1' * 32} EX", **more}
    return Custody(
        id=f"event-{number}",
        code=f"EX-CU-{number}",
        item=ONE,
        sequence=number,
        action=action,
        at=at,
        from_holder=giver,
        to_holder=taker,
        **more,
    )


def chain() -> list[Custody]:
    return [
        event(1, "collected", None, ONE),
        event(2, "sealed", ONE, ONE, seal_after="EX-1"),
        event(3, "transferred", ONE, TWO, seal_before="EX-1", seal_read="EX-1", seal_after="EX-1", hash_after=HASH),
        event(4, "received", TWO, THREE, seal_before="EX-1", seal_read="EX-1", seal_after="EX-1", hash_before=HASH),
    ]


def found(events: list[Custody]) -> list[str | None]:
    return [problem.field for problem in chain_problems(events, {ONE, TWO, THREE})]


@given(st.permutations(chain()))
def test_a_sound_chain_has_no_problem_in_whatever_order_it_is_told(events: list[Custody]) -> None:
    assert found(events) == []


@given(st.permutations(range(6)))
def test_events_of_one_number_and_one_second_are_told_alike_in_whatever_order_they_come(order: list[int]) -> None:
    """Two laptops gave them one number, one second (by two offsets) and one code; only the ids differ."""
    second = {"sequence": 3, "at": "2022-04-10T11:00:00+03:00"}
    events = [
        *chain(),
        chain()[2].model_copy(update={**second, "id": "event-5", "to_holder": THREE}),
        chain()[2].model_copy(update={**second, "id": "event-6", "at": "2022-04-10T08:00:00Z", "to_holder": ONE}),
    ]
    told = [(str(one.message), one.value) for one in chain_problems(events)]
    assert [(str(one.message), one.value) for one in chain_problems([events[at] for at in order])] == told
    assert standing_of([events[at] for at in order]) == standing_of(events)
    assert any("the item is in two hands" in sentence for sentence, _ in told)


def test_an_event_that_is_dated_after_it_was_recorded_is_found() -> None:
    """Clocks that differ by some minutes are passed."""
    late, near = (f"2022-04-10T{clock} +03:00 EEST" for clock in ("08:49:59Z", "08:50:00Z"))
    events = chain()
    for recorded, told in ((late, ["at"]), (near, [])):
        events[3] = events[3].model_copy(update={"at": "2022-04-10T12:00:00+03:00", "recorded_at": recorded})
        assert found(events) == told


def test_no_events_no_problem() -> None:
    assert found([]) == []


@pytest.mark.parametrize(
    ("number", "changed", "field"),
    [
        (0, {"action": "received"}, "sequence"),
        (3, {"sequence": 6}, "sequence"),
        (3, {"sequence": 3}, "sequence"),
        (2, {"at": "2022-04-09T08:00:00Z"}, "at"),
        (3, {"from_holder": ONE}, "from_holder"),
        (3, {"seal_before": "EX-2"}, "seal_before"),
        (3, {"hash_before": "b" * 64}, "hash_before"),
        (2, {"action": "destroyed"}, "action"),
        (2, {"action": "reported_missing"}, "action"),
        (3, {"action": "collected"}, "action"),
        (3, {"from_holder": None}, "from_holder"),
        (3, {"to_holder": None}, "to_holder"),
        (3, {"seal_before": None}, "seal_before"),
        (3, {"seal_after": None}, "seal_after"),
        (3, {"seal_after": "EX-2"}, "seal_after"),
        (3, {"hash_after": "b" * 64}, "hash_after"),
        (0, {"to_holder": TWO}, "from_holder"),
        (3, {"signed_by_giver": None, "signed_by_receiver": None}, "signed_by_giver"),
        (2, {"signed_by_receiver": None}, "signed_by_receiver"),
        (2, {"signed_by_giver": None}, "signed_by_giver"),
        (2, {"signed_by_giver": "EXAMPLE signature"}, "signed_by_giver"),
        (2, {"signed_by_giver": "EXAMPLE", "signed_by_receiver": "EXAMPLE"}, "signed_by_giver"),
        (2, {"signed_by_receiver": f"key {'1' * 32} EX"}, "signed_by_receiver"),
        (3, {"to_holder": None, "to_outside": "EXAMPLE office"}, "receipt"),
        (3, {"from_holder": None, "from_outside": "EXAMPLE office"}, "receipt"),
    ],
)
def test_each_planted_fault_of_a_chain_is_found(number: int, changed: dict[str, Any], field: str) -> None:
    events = chain()
    events[number] = events[number].model_copy(update=changed)
    assert field in found(events)
    assert not any(problem.refuses for problem in chain_problems(events))


def test_a_superseded_event_counts_no_more_and_one_that_supersedes_itself_supersedes_nothing() -> None:
    wrong, right = (
        event(3, "transferred", TWO, THREE),
        event(3, "transferred", ONE, TWO, seal_before="EX-1", seal_read="EX-1"),
    )
    right = right.model_copy(update={"id": "right", "code": "R", "seal_after": "EX-1", "supersedes": "event-3"})
    events = [*chain()[:2], wrong]
    assert "from_holder" in found(events)
    assert found([*events, right]) == []
    circle = [wrong.model_copy(update={"supersedes": "right"}), right]
    assert "sequence" in found([*chain()[:2], *circle])
    assert told("custody", supersedes=ONE) == [("supersedes_because", True)]
