"""Rules of interviews, consents, incidents, victims and sources."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from forensics.catalogue import catalogue
from forensics.records.testimony import Consent, Interview
from forensics.rules.testimony import RULES, consent_holds, interviewees
from tests.forensics.told import Whole

TYPES = catalogue()
ONE = "01900000-0000-7000-8000-000000000001"
TWO = "01900000-0000-7000-8000-000000000002"

WHOLE: dict[str, dict[str, Any]] = {
    "interview": {
        "code": "EX-IV-1", "interviewee_code": "EX-W-7", "sex": "F", "age_group": "30_44", "date": "2023-05-02",
        "month": "2023-05", "settlement": ONE, "display_area": "admin3", "interviewer": ONE, "informed_consent": "yes",
    },
    "consent": {
        "code": "EX-CN-1", "interview": ONE, "purpose": "prosecutor", "recipient": "prosecutor", "answer": "yes",
        "how": "signed", "taken_by": ONE, "date": "2023-05-02",
    },
    "incident": {
        "code": "EX-I-1", "category": "murder", "date": "2022-03-05", "settlement": ONE, "level": "credible",
        "contradicting_evidence": "searched_none_found", "assessor": ONE,
    },
    "victim": {
        "code": "EX-V-1", "kind": "person", "incidents": (ONE,), "sex": "M", "status": "civilian", "count_min": 1,
        "count_best": 1, "count_max": 1,
    },
    "source": {
        "code": "EX-SO-1", "kind": "video", "date": "2022-03-05", "independence_group": "EX-G-1", "reliability": "C",
        "credibility": "3",
    },
}  # fmt: skip


problems, told = Whole(WHOLE).problems, Whole(WHOLE).told


@pytest.mark.parametrize("type_", WHOLE)
def test_a_whole_record_has_no_problem(type_: str) -> None:
    assert problems(type_) == []


def test_every_type_of_testimony_has_rules() -> None:
    assert set(RULES) == set(WHOLE)


@pytest.mark.parametrize("name", ["interviewee_code", "support_person", "guardian"])
def test_a_name_in_the_place_of_a_code_is_refused(name: str) -> None:
    assert told("interview", **{name: "EXAMPLE Person"}) == [(name, True)]


def test_a_name_among_further_interviewees_is_refused() -> None:
    assert told("interview", further_interviewees=({"code": "EXAMPLE Person"},)) == [("further_interviewees", True)]


def test_interviews_and_interviewees_are_two_numbers() -> None:
    interview = Interview(
        code="EX-IV-1", interviewee_code="EX-W-7", further_interviewees=({"code": "EX-W-8"}, {"code": "EX-W-7"})
    )
    assert interviewees(interview) == ("EX-W-7", "EX-W-8")


def test_the_month_shown_is_no_day() -> None:
    assert told("interview", month="2023-05-02") == [("month", True)]


def test_the_month_shown_is_that_of_the_date() -> None:
    assert told("interview", month="2023-06") == [("month", False)]


def test_a_child_without_guardian_is_kept_as_a_draft_and_never_reviewed() -> None:
    assert told("interview", age_group="under_18") == [("guardian", False)]
    assert told("interview", age_group="under_18", review="reviewed") == [("guardian", True)]
    assert told("interview", age_group="under_18", review="reviewed", guardian="EX-W-9") == []
    assert told("interview", age_group="under_18", review="reviewed", no_guardian_because="none alive") == []


def test_consent_ends_after_it_was_given() -> None:
    assert told("consent", expires_on="2022") == [("expires_on", False)]
    assert told("consent", withdrawn_on="2023-05-01") == [("withdrawn_on", False)]


def test_only_a_yes_is_withdrawn() -> None:
    assert told("consent", answer="no", withdrawn_on="2023-06-01") == [("withdrawn_on", False)]


@pytest.mark.parametrize(
    ("changed", "day", "holds"),
    [
        ({}, date(2024, 1, 1), True),
        ({"answer": "no"}, date(2024, 1, 1), False),
        ({"answer": "not_asked"}, date(2024, 1, 1), False),
        ({"expires_on": "2024-01-01"}, date(2023, 12, 31), True),
        ({"expires_on": "2024-01-01"}, date(2024, 1, 1), False),
        ({"expires_on": "2024"}, date(2024, 3, 1), False),
        ({"withdrawn_on": "2023-08-01"}, date(2024, 1, 1), False),
        ({"withdrawn_on": "[..2023-08-01]"}, date(2023, 6, 1), False),
    ],
)
def test_consent_holds_until_it_expires_or_is_withdrawn(changed: dict[str, Any], day: date, holds: bool) -> None:
    assert consent_holds(Consent(**{**WHOLE["consent"], **changed}), day) is holds


@pytest.mark.parametrize("category", ["hostilities", "unassessed"])
def test_what_names_no_crime_carries_no_legal_label_and_no_criminal_act(category: str) -> None:
    assert told("incident", category=category) == []
    assert told("incident", category=category, legal_label=("war_crime",)) == [("legal_label", True)]
    assert told("incident", category=category, acts=("murder",)) == [("acts", True)]


def test_an_incident_is_somewhere_or_says_that_it_cannot_be_placed() -> None:
    assert told("incident", settlement=None) == [("settlement", False)]
    assert told("incident", settlement=None, place_precision="not_recorded") == []


def test_least_best_and_most_killed_rise() -> None:
    assert told("incident", killed_min=3, killed_best=2) == [("killed_best", True)]
    assert told("incident", killed_min=1, killed_max=2, civilians_killed=3) == [("killed_max", True)]
    assert told("incident", killed_min=1, killed_best=2, killed_max=2, civilians_killed=0) == []


def test_attribution_names_somebody_and_needs_more_than_an_allegation() -> None:
    assert told("incident", attribution="alleged") == [("alleged_party", False)]
    attributed = {"attribution": "attributed", "alleged_party": "state_forces"}
    assert told("incident", **attributed) == []
    assert told("incident", **attributed, level="allegation") == [("attribution", False)]


def test_verified_is_refused_without_a_second_reviewer_and_a_search_for_the_contrary() -> None:
    assert told("incident", level="verified", reviewer=TWO) == []
    assert told("incident", level="verified") == [("reviewer", True)]
    assert told("incident", level="verified", reviewer=ONE) == [("reviewer", True)]
    assert told("incident", level="verified", reviewer=TWO, contradicting_evidence="not_searched") == [
        ("contradicting_evidence", True)
    ]


def test_evidence_to_the_contrary_that_was_found_is_named() -> None:
    assert told("incident", contradicting_evidence="found") == [("contradicting_sources", False)]


def test_a_judicial_finding_is_whole_and_comes_later() -> None:
    assert told("incident", court="EXAMPLE court", court_case="EX-9") == [("court_date", False)]
    assert told("incident", court="EXAMPLE court", court_case="EX-9", court_date="2021") == [("court_date", False)]


def test_one_person_counts_one_and_a_group_rises() -> None:
    assert told("victim", count_max=2) == [("count_max", True)]
    group = {"kind": "group", "sex": "mixed", "count_min": 3, "count_best": 5, "count_max": 8}
    assert told("victim", **group) == []
    assert told("victim", **{**group, "count_max": 4}) == [("count_max", True)]
    assert told("victim", sex="mixed") == [("sex", True)]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"age_min": 20, "age_max": 10}, "age_max"),
        ({"age_max": 15, "under_18": "no"}, "under_18"),
        ({"age_min": 18, "under_18": "yes"}, "under_18"),
        ({"age_class": "under_18", "under_18": "no"}, "under_18"),
        ({"age_class": "30_44", "age_max": 17}, "age_class"),
    ],
)
def test_age_interval_group_and_under_18_agree(changed: dict[str, Any], field: str) -> None:
    assert (field, True) in told("victim", **changed)


def test_an_age_that_spans_18_leaves_it_open() -> None:
    assert told("victim", age_min=15, age_max=20, under_18="not_known") == []


def test_acts_in_detail_are_codes_and_dates() -> None:
    assert told("victim", act_details=({"act": "torture", "date": "2022-03-05"},)) == []
    assert told("victim", act_details=({"act": "beaten"},)) == [("act_details", True)]
    assert told("victim", act_details=({"act": "torture", "date": "in spring"},)) == [("act_details", True)]


def test_sexual_violence_has_no_day_among_the_acts_in_detail() -> None:
    assert ("act_details", True) in told("victim", act_details=({"act": "sexual_violence", "date": "2022-03"},))


def test_source_and_information_are_graded_both() -> None:
    assert told("source", credibility=None) == [("credibility", False)]
    assert told("source", reliability=None) == [("reliability", False)]


def test_a_source_is_of_the_kind_that_its_fields_say() -> None:
    assert told("source", interview=ONE) == [("kind", False)]
    assert told("source", kind="witness", interview=ONE) == []
    assert told("source", precedes=(ONE,)) == [("kind", False)]
    assert told("source", kind="public_statement", precedes=(ONE,)) == []
