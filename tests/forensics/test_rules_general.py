from __future__ import annotations

from typing import Any

import pytest
from shapely.geometry import LineString, Point, Polygon

from forensics.places import Place, place_of
from forensics.ports import Box
from forensics.problems import Problem
from forensics.rules.family import record_builder
from forensics.rules.general import problems_of, refused
from tests.forensics.declared import Trench, trench_type

KIND = trench_type()
WHOLE: dict[str, Any] = {"code": "EX-T-1", "title": "EXAMPLE", "soil": "clay", "dug_on": "2022-03"}


class Around:
    """The records around the one in hand: a site, a practitioner, and one trench that has taken a code."""

    def __init__(self, bounds: Box | None = None) -> None:
        self.bounds = bounds

    def type_of(self, record: str) -> str | None:
        return {"site-id": "site", "person-id": "practitioner"}.get(record)

    def record_with_code(self, type_: str, code: str) -> str | None:
        return "other-id" if code == "EX-TAKEN" else None

    def code_alike(self, type_: str, code: str, record: str | None) -> str | None:
        return None


def found(values: dict[str, Any], around: Around | None = None) -> list[Problem]:
    return problems_of(KIND, {**WHOLE, **values}, around)


def fields_refused(values: dict[str, Any], around: Around | None = None) -> list[str | None]:
    return [problem.field for problem in found(values, around) if problem.refuses]


def test_a_record_that_answers_everything_has_no_problem() -> None:
    assert found({}) == []
    assert found({"site": "site-id", "people": ("person-id",)}, Around()) == []


def test_a_record_without_a_needed_field_is_refused() -> None:
    problems = found({"title": None})
    assert [(problem.field, problem.refuses) for problem in problems] == [("title", True)]
    assert "“Title” is missing" in str(problems[0].message)


def test_an_asked_field_without_an_answer_is_said_and_kept() -> None:
    problems = found({"soil": None})
    assert [(problem.field, problem.refuses) for problem in problems] == [("soil", False)]


def test_a_reason_is_an_answer_and_stands_as_a_limitation() -> None:
    problems = found({"soil": None, "not_recorded": {"soil": "the pit was flooded."}})
    assert [(problem.field, problem.refuses) for problem in problems] == [("soil", False)]
    assert str(problems[0].message) == "“Soil” was not recorded: the pit was flooded."


def test_the_code_not_recorded_needs_its_reason() -> None:
    assert [problem.field for problem in found({"soil": "not_recorded"})] == ["soil"]
    assert fields_refused({"soil": "not_recorded", "review": "reviewed"}) == ["soil"]
    assert fields_refused({"soil": "unknown", "review": "reviewed"}) == []


@pytest.mark.parametrize("review", ["reviewed", "locked"])
def test_an_open_question_keeps_a_record_from_being_reviewed_or_locked(review: str) -> None:
    assert fields_refused({"soil": None, "review": review}) == ["soil"]


def test_a_limitation_keeps_a_record_from_being_locked_only() -> None:
    limited = {"soil": None, "not_recorded": {"soil": "flooded"}}
    assert fields_refused({**limited, "review": "reviewed"}) == []
    assert fields_refused({**limited, "review": "locked"}) == ["soil"]


def test_a_reason_answers_no_field_that_is_needed_or_not_asked() -> None:
    assert fields_refused({"not_recorded": {"code": "no code"}}) == ["not_recorded"]
    assert fields_refused({"not_recorded": {"nonsense": "none"}}) == ["not_recorded"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("soil", "granite"),
        ("layers", ("clay", "granite")),
        ("layers", ["clay"]),
        ("finds", -1),
        ("finds", 101),
        ("finds", 2.5),
        ("finds", True),
        ("depth", -0.1),
        ("depth", float("nan")),
        ("open", "yes"),
        ("dug_on", "2022-02-30"),
        ("began_at", "2022-03-01T10:00"),
        ("title", "a\0b"),
        ("title", "a\ud800"),
        ("title", 3),
        ("marks", ({"colour": "red"},)),
        ("marks", ({"tool": 3},)),
        ("place", "1 2"),
        ("answers", {"soil": ""}),
        ("nonsense", "1"),
    ],
)
def test_a_value_outside_its_declaration_is_refused(name: str, value: Any) -> None:
    assert fields_refused({name: value}) == [name]


def test_the_ends_of_a_range_are_inside_it() -> None:
    assert found({"finds": 0}) == found({"finds": 100}) == found({"depth": 0.0}) == []


def test_a_reference_must_exist_and_be_of_its_type() -> None:
    assert fields_refused({"site": "nowhere"}, Around()) == ["site"]
    assert fields_refused({"site": "person-id"}, Around()) == ["site"]
    assert fields_refused({"people": ("person-id", "site-id")}, Around()) == ["people"]
    assert fields_refused({"site": "nowhere"}) == []


def test_two_records_of_a_type_have_two_codes() -> None:
    assert fields_refused({"code": "EX-TAKEN"}, Around()) == ["code"]
    assert fields_refused({"code": "EX-TAKEN", "id": "other-id"}, Around()) == []


def test_a_type_with_names_needs_one_of_them() -> None:
    kind = trench_type(names=("title", "description"))
    assert [problem.field for problem in problems_of(kind, {**WHOLE, "title": None})] == ["title", "title"]
    assert problems_of(kind, {**WHOLE, "description": "EXAMPLE"}) == []


def test_a_polygon_that_crosses_itself_is_refused_with_the_place_of_the_crossing() -> None:
    bow_tie = place_of(Polygon([(30, 50), (32, 52), (32, 50), (30, 52)]))
    problem = refused(found({"outline": bow_tie}))
    assert problem is not None
    assert problem.field == "outline"
    assert "longitude 31.000000, latitude 51.000000" in str(problem.message)


def test_a_geometry_is_of_the_declared_kind() -> None:
    line = place_of(LineString([(30, 50), (31, 51)]))
    assert fields_refused({"place": line}) == ["place"]
    assert fields_refused({"outline": line}) == ["outline"]
    assert found({"outline": place_of(Polygon([(30, 50), (31, 50), (31, 51)]))}) == []


@pytest.mark.parametrize("point", [Point(30, 95), Point(200, 50), Point(0, 0), Point(676239, 212505)])
def test_a_point_off_the_globe_or_at_null_island_is_refused(point: Point) -> None:
    assert fields_refused({"place": place_of(point)}) == ["place"]


def test_swapped_coordinates_are_refused_and_far_ones_said() -> None:
    here = Around(bounds=(22.0, 44.0, 41.0, 53.0))
    assert found({"place": place_of(Point(30.2, 50.5))}, here) == []
    assert fields_refused({"place": place_of(Point(50.5, 30.2))}, here) == ["place"]
    assert [(problem.field, problem.refuses) for problem in found({"place": place_of(Point(2.3, 48.8))}, here)] == [
        ("place", False)
    ]


def test_a_place_in_words_alone_is_a_place() -> None:
    assert found({"place": Place(written="EXAMPLE: behind the mill")}) == []


def test_a_record_built_fast_is_the_record_that_pydantic_builds() -> None:
    built, constructed = record_builder(Trench)(WHOLE), Trench.model_construct(**WHOLE)
    assert built == constructed
    assert built.model_dump() == constructed.model_dump()
    assert built.model_fields_set == constructed.model_fields_set
    assert repr(built) == repr(constructed)
