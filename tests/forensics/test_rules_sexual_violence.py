"""Of sexual violence: what may be recorded, and that all else is refused with a sentence that says why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from shapely.geometry import Point

from forensics.catalogue import RecordType, catalogue
from forensics.fields import Answer, Field, Kind
from forensics.places import place_of
from forensics.problems import Problem
from forensics.records.testimony import Interview
from forensics.rules.sexual_violence import LONGEST, allowed_for_sexual_violence, limits

TYPES = catalogue()
INCIDENT, VICTIM = TYPES["incident"], TYPES["victim"]
SETTLEMENT = "01900000-0000-7000-8000-000000000001"
OTHER = "01900000-0000-7000-8000-000000000002"

ALLOWED: Mapping[str, Any] = {
    "code": "EX-I-1", "category": "sexual_violence", "settlement": SETTLEMENT, "date": "2022-03",
    "alleged_party": "state_forces", "attribution": "alleged", "level": "allegation", "survivor_consent": "yes",
    "custodian_reference": "EX-ORG, file 17", "contradicting_evidence": "not_searched", "place_precision": "settlement",
    "sealed_links": (OTHER,),
}  # fmt: skip

VICTIM_ALLOWED: Mapping[str, Any] = {
    "code": "EX-V-1", "kind": "person", "incidents": (OTHER,), "acts": ("sexual_violence",), "sex": "F",
    "age_class": "30_44", "under_18": "no", "status": "civilian", "count_min": 1, "count_best": 1, "count_max": 1,
    "outcome": ("injured",),
}  # fmt: skip


def refusals(kind: RecordType, values: Mapping[str, Any]) -> list[Problem]:
    return [problem for problem in limits(kind.model(**values)) if problem.refuses]


def a_value(field: Field) -> Any:
    """Some value of the field's kind."""
    values: Mapping[Kind, Any] = {
        Kind.TEXT: "words", Kind.NOTE: "words", Kind.WHOLE: 34, Kind.NUMBER: 1.5, Kind.FLAG: True,
        Kind.DATE: "2022-03", Kind.INSTANT: "2022-03-05T10:00:00Z", Kind.REFERENCE: OTHER,
        Kind.REFERENCES: (OTHER,), Kind.PLACE: place_of(Point(31, 50)), Kind.ROWS: ({"system": "x"},),
        Kind.ANSWERS: {"level": "declined"},
    }  # fmt: skip
    if field.vocabulary is not None:
        code = next(iter(field.vocabulary.codes))
        return (code,) if field.kind is Kind.CODES else code
    return values[field.kind]


def fields_that_tell(kind: RecordType) -> Iterator[str]:
    telling = (Kind.TEXT, Kind.NOTE, Kind.ROWS, Kind.PLACE, Kind.INSTANT, Kind.NUMBER)
    for field in kind.fields:
        if (
            field.kind in telling
            and field.answer is not Answer.KEPT
            and field.name not in ("code", "custodian_reference")
        ):
            yield field.name


@pytest.mark.parametrize(("kind", "values"), [(INCIDENT, ALLOWED), (VICTIM, VICTIM_ALLOWED)])
def test_what_may_be_recorded_is_kept(kind: RecordType, values: Mapping[str, Any]) -> None:
    assert refusals(kind, values) == []
    assert set(values) <= allowed_for_sexual_violence(kind)


@pytest.mark.parametrize("kind", [INCIDENT, VICTIM])
def test_no_field_of_words_tables_or_geometry_is_allowed(kind: RecordType) -> None:
    assert not allowed_for_sexual_violence(kind) & set(fields_that_tell(kind))


@pytest.mark.parametrize(
    ("kind", "name"),
    [(kind, field.name) for kind in (INCIDENT, VICTIM) for field in kind.fields
     if field.name not in allowed_for_sexual_violence(kind)],
)  # fmt: skip
def test_each_field_that_is_not_allowed_is_refused_and_says_why(kind: RecordType, name: str) -> None:
    values = dict(ALLOWED if kind is INCIDENT else VICTIM_ALLOWED)
    values[name] = a_value(kind.by_name[name])
    (problem,) = refusals(kind, values)
    assert problem.field == name
    assert "could expose a survivor" in str(problem.message)
    assert "recorded may be the settlement or coarser" in str(problem.message)


@pytest.mark.parametrize(
    "act", [{"category": "sexual_violence"}, {"category": "torture", "acts": ("sexual_violence",)}]
)
def test_a_point_is_refused_whether_the_category_or_an_act_says_sexual_violence(act: dict[str, Any]) -> None:
    values = {**ALLOWED, **act, "place": place_of(Point(31, 50))}
    assert "place" in [problem.field for problem in refusals(INCIDENT, values)]


@pytest.mark.parametrize(
    "day",
    [
        "2022-03-05",
        "2022-03-05?",
        "2022-03-05/2022-03-31",
        "2022-02/2022-03-05",
        "[..2022-03-05]",
        "{2022-03-05,2022-04}",
    ],
)
def test_a_day_is_refused_and_the_month_offered(day: str) -> None:
    (problem,) = refusals(INCIDENT, {**ALLOWED, "date": day})
    assert problem.field == "date"
    assert "2022-0" in str(problem.message)
    assert "month" in str(problem.message)


@pytest.mark.parametrize("month", ["2022-03", "2022-03-XX", "2022-02/2022-04", "2022", "2022-21", "../2022-04", "202X"])
def test_a_month_or_coarser_is_kept(month: str) -> None:
    assert refusals(INCIDENT, {**ALLOWED, "date": month}) == []


@pytest.mark.parametrize("precision", ["exact", "near"])
def test_a_place_closer_than_the_settlement_is_refused(precision: str) -> None:
    (problem,) = refusals(INCIDENT, {**ALLOWED, "place_precision": precision})
    assert problem.field == "place_precision"


@pytest.mark.parametrize(
    ("category", "acts"), [("sexual_violence", ("torture",)), ("torture", ("torture", "sexual_violence"))]
)
def test_other_acts_are_a_record_of_their_own(category: str, acts: tuple[str, ...]) -> None:
    (problem,) = refusals(INCIDENT, {**ALLOWED, "category": category, "acts": acts})
    assert "Sealed links" in str(problem.message)


def test_a_victim_of_other_acts_too_is_two_records() -> None:
    (problem,) = refusals(VICTIM, {**VICTIM_ALLOWED, "acts": ("sexual_violence", "torture")})
    assert problem.field == "acts"


def test_the_custodian_reference_holds_no_account() -> None:
    (problem,) = refusals(INCIDENT, {**ALLOWED, "custodian_reference": "x" * (LONGEST + 1)})
    assert problem.field == "custodian_reference"
    assert refusals(INCIDENT, {**ALLOWED, "custodian_reference": "two\nlines"})
    for told in ("she was raped on 5 March at 5", "file 17, 05.03.2022", "file 17 of 2022-03-05"):
        assert refusals(INCIDENT, {**ALLOWED, "custodian_reference": told}), told
    assert refusals(INCIDENT, {**ALLOWED, "code": "IZIUM-2022-03-05"})
    for held in ("OPG Kharkiv, file 12/2022-44", "EX-ORG 2022-117"):
        assert not refusals(INCIDENT, {**ALLOWED, "custodian_reference": held}), held


def test_a_reason_for_not_recording_is_a_code_and_no_words() -> None:
    assert refusals(INCIDENT, {**ALLOWED, "not_recorded": {"level": "declined"}}) == []
    (problem,) = refusals(INCIDENT, {**ALLOWED, "not_recorded": {"level": "she told us that"}})
    assert problem.field == "not_recorded"


def test_other_categories_may_hold_all_of_it() -> None:
    values = {
        **ALLOWED,
        "category": "murder",
        "place": place_of(Point(31, 50)),
        "date": "2022-03-05",
        "means": "gunshot",
    }
    assert list(limits(INCIDENT.model(**values))) == []


def test_what_is_not_an_incident_or_a_victim_is_never_taken_for_it() -> None:
    interview = Interview(code="EX-IV-1", protection=("sexual_violence",))
    assert list(limits(interview)) == []
