"""A consent covers one recipient and one purpose, while it is in force; whatever is not said covers nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.consenting import (
    Given,
    Handing,
    all_that_falls,
    covers,
    covers_interview,
    covers_missing_person,
    covers_survivor,
    day_of_handing,
)

DAY = date(2024, 6, 1)
COURT = Handing("prosecutor", frozenset({"prosecutor"}), DAY)


def yes(day: str = "2023-05-01", **values: object) -> Given:
    return Given("prosecutor", "prosecutor", "yes", day, **values)  # type: ignore[arg-type]


def no(day: str) -> Given:
    return Given("prosecutor", "prosecutor", "no", day)


@pytest.mark.parametrize(
    ("answers", "covered"),
    [
        ([], False),
        ([yes()], True),
        ([yes(day="")], True),
        ([yes(scope=("statement", "recording"))], True),
        ([yes(scope=("recording",))], False),
        ([yes(expires="2024-06-02")], True),
        ([yes(expires="2024-06-01")], False),
        ([yes(expires="../2030")], False),
        ([yes(expires="soon")], False),
        ([yes(withdrawn="2023-06-01")], False),
        ([yes(withdrawn="2099-01-01")], False),
        ([yes(withdrawn="some day")], False),
        ([yes("2023-05-01"), no("2023-04-01")], True),
        ([yes("2023-05-01"), no("2023-05-01")], False),
        ([yes("2023-05"), no("2023-05-02")], False),
        ([yes("2023-05-01"), no("")], False),
        ([yes(""), no("2023-04-01")], False),
        ([yes("2023-05-01"), yes("2023-04-01", withdrawn="2023-06-01")], False),
        ([yes("2023-07-01"), yes("2023-04-01", withdrawn="2023-06-01")], True),
        ([Given("prosecutor", "publish", "yes", "2023-05-01")], False),
        ([Given("public", "prosecutor", "yes", "2023-05-01")], False),
        ([Given("prosecutor", "prosecutor", "not_asked", "2023-05-01")], False),
        ([Given("prosecutor", "prosecutor", "", "2023-05-01")], False),
    ],
)
def test_a_yes_covers_while_it_is_in_force_and_after_every_no(answers: list[Given], covered: bool) -> None:
    assert covers(answers, COURT) is covered
    assert covers(answers[::-1], COURT) is covered


@pytest.mark.parametrize(
    ("overall", "recorded", "answers", "covered"),
    [
        (None, False, [], False),
        ("yes", False, [], True),
        ("yes", True, [], False),  # what was answered singly was voided or is for others
        ("in_part", False, [], False),
        ("unknown", False, [], False),
        (None, True, [yes()], True),
        ("in_part", True, [yes()], True),
        *((answer, True, [yes()], False) for answer in ("no", "withdrawn", "not_asked")),
    ],
)
def test_an_interview_goes_by_its_single_answers_and_never_against_the_whole(
    overall: str | None, recorded: bool, answers: list[Given], covered: bool
) -> None:
    assert covers_interview(overall, recorded, answers, COURT) is covered


def test_nothing_covers_a_profile_that_is_for_nobody() -> None:
    assert not covers([yes()], Handing("", frozenset(), DAY))
    assert not covers([Given("", "", "yes")], Handing("", frozenset(), DAY))


def test_a_family_answers_by_recipient() -> None:
    row = {"recipient": "Prosecutor", "purpose": "identification", "answer": "yes", "given": "2022-12"}
    assert covers_missing_person([row], COURT)
    assert not covers_missing_person([], COURT)
    assert not covers_missing_person(None, COURT)
    assert not covers_missing_person([{**row, "recipient": "police"}], COURT)
    assert not covers_missing_person([{**row, "withdrawn": "2023"}], COURT)
    assert not covers_missing_person([row, {**row, "purpose": "press", "answer": "no", "given": "2023-01"}], COURT)


def test_a_survivor_is_covered_by_a_yes_alone() -> None:
    kept = [answer for answer in ("in_part", "no", "not_asked", "withdrawn", "unknown", "") if covers_survivor(answer)]
    assert kept == []
    assert covers_survivor("yes")
    assert covers_survivor(None)


def test_a_day_that_has_begun_anywhere_ends_what_ends_on_it() -> None:
    assert day_of_handing(datetime(2024, 5, 31, 11, 0, tzinfo=UTC)) == date(2024, 6, 1)


def test_what_speaks_of_what_stays_home_stays_home_to_the_end_of_the_chain() -> None:
    records = {
        "interview": [{"id": "iv", "recording": ["voice"]}, {"id": "iv2"}],
        "source": [
            {"id": "told", "interview": "iv", "media": ["scan"]}, {"id": "quoted", "copies": "told"}, {"id": "other"},
        ],
        "media": [
            {"id": "voice"}, {"id": "scan"}, {"id": "copy", "copy_of": "scan"}, {"id": "grave", "subject": ["s"]},
        ],
        "custody": [{"id": "kept", "item": "copy"}],
        "victim": [{"id": "one", "incidents": ["i1", "i2"]}, {"id": "two", "incidents": ["i1"]}],
    }  # fmt: skip
    falls = all_that_falls(records, ["iv", "i1"])
    assert falls == {"iv", "i1", "voice", "told", "quoted", "scan", "copy", "kept", "two"}


GIVEN = st.builds(
    Given,
    st.sampled_from(("prosecutor", "public")),
    st.sampled_from(("prosecutor", "publish")),
    st.sampled_from(("yes", "no", "not_asked", "")),
    st.sampled_from(("", "2023", "2023-05", "2023-05-01", "2023-06-01/..", "no day")),
    st.sampled_from(("", "2024", "2030-01-01")),
    st.sampled_from(("", "2023-06-01", "never")),
)


@given(st.lists(GIVEN, max_size=5), GIVEN)
def test_no_refusal_ever_covers_more(answers: list[Given], more: Given) -> None:
    """Whatever else is recorded, a no or a withdrawal takes and never gives."""
    if more.answer == "no" or more.withdrawn:
        assert covers(answers, COURT) or not covers([*answers, more], COURT)
