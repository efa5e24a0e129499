"""Two names for one body, one name for two, and opinions signed by who may sign them."""

from __future__ import annotations

from typing import Any

import pytest

from forensics.records.identity import Identification, MissingPerson
from forensics.records.planning import Practitioner
from forensics.records.remains import Case, Element, Opinion
from tests.forensics.test_rules_linked import problems

CASE = Case(id="c", code="EX-C", remains_class="body")
OTHER = Case(id="d", code="EX-D", remains_class="body_part")


def named(id_: str, person: str | None = "m", *cases: str, **values: Any) -> Identification:
    given = {"status": "confirmed", **values}
    return Identification(id=id_, code=f"EX-{id_}", cases=cases or ("c",), missing_person=person, **given)


def femur(id_: str, case: str, side: str = "L") -> Element:
    return Element(id=id_, code=f"EX-{id_}", case=case, bone="femur", side=side, zones=("proximal_end",),
                   developmental_age="adult")  # fmt: skip


def test_two_confirmed_names_for_one_case_open_both_and_name_both() -> None:
    one, other = named("i1", "m1"), named("i2", "m2")
    for first, second in ((one, other), (other, one)):
        (problem,) = problems(first, second, CASE)
        assert not problem.refuses
        assert all(code in str(problem.message) for code in ("EX-i1", "EX-i2", "EX-C"))
    (told,) = problems(CASE, one, other)
    assert "EX-i1, EX-i2" in str(told.message)


@pytest.mark.parametrize(
    "values", [{"status": "presumptive"}, {"status": "withdrawn"}, {"superseded_by": "i9"}, {"missing_person": "m1"}]
)
def test_what_is_not_confirmed_or_superseded_or_of_the_same_person_opens_nothing(values: dict[str, Any]) -> None:
    other = named("i2", **{"person": "m2", **{key: val for key, val in values.items() if key != "missing_person"}})
    if "missing_person" in values:
        other = named("i2", "m1")
    assert problems(named("i1", "m1"), other, CASE) == []
    assert problems(CASE, named("i1", "m1"), other) == []


@pytest.mark.parametrize(("primary", "word"), [(("dental",), "presumptive"), (("DNA", "dental"), "Teeth are named")])
def test_teeth_identify_nobody_of_whose_teeth_nothing_is_known(primary: tuple[str, ...], word: str) -> None:
    one = named("i1", "m", primary=primary)
    (problem,) = problems(one, CASE, MissingPerson(id="m", code="EX-M", medical="EXAMPLE"))
    assert (problem.field, problem.refuses) == ("primary", False)
    assert word in str(problem.message)
    for known in ({"dental_chart": ({"tooth": "16"},)}, {"dental_described": "EXAMPLE"}, {"dental_records": "EX-7"}):
        assert problems(one, CASE, MissingPerson(id="m", code="EX-M", **known)) == []  # type: ignore[arg-type]


def test_one_name_for_two_cases_with_the_same_bone_opens_both() -> None:
    one, other = named("i1", "m", "c"), named("i2", "m", "d")
    bones = (femur("e1", "c"), femur("e2", "d"))
    (problem,) = problems(one, other, CASE, OTHER, *bones)
    assert not problem.refuses
    assert all(code in str(problem.message) for code in ("EX-i1", "EX-i2", "EX-C", "EX-D", "EX-e1", "EX-e2"))
    assert problems(one, other, CASE, OTHER, femur("e1", "c"), femur("e2", "d", "R")) == []


def test_one_name_for_two_whole_bodies_opens_both_without_any_inventory() -> None:
    second = Case(id="d", code="EX-D", remains_class="body")
    one, other = named("i1", "m", "c"), named("i2", "m", "d")
    (told,) = problems(one, other, CASE, second)
    assert all(code in str(told.message) for code in ("EX-i1", "EX-i2", "EX-C", "EX-D"))
    (of_remains,) = problems(CASE, one, other, second)
    assert all(code in str(of_remains.message) for code in ("EX-i1", "EX-i2", "EX-D"))
    assert len(problems(named("i1", "m", "c", "d"), CASE, second)) == 1
    part = second.model_copy(update={"joined_to": "c", "association_reason": "EXAMPLE"})
    assert problems(one, other, CASE, part) == [], "joined, they are one body"
    assert problems(one, other, CASE, OTHER) == [], "a part found apart may be the same person's"


def test_remains_that_are_not_human_are_no_person() -> None:
    animal, one = Case(id="c", code="EX-C", remains_class="non_human"), named("i1", "m", "c")
    for told in (problems(one, animal), problems(animal, one)):
        assert [(problem.refuses, "not human" in str(problem.message)) for problem in told] == [(False, True)]
    assert [problem.refuses for problem in problems(named("i1", "m", "c", review="reviewed"), animal)] == [True]


def test_one_identification_of_two_cases_is_held_to_the_same() -> None:
    both = named("i1", "m", "c", "d")
    assert len(problems(both, CASE, OTHER, femur("e1", "c"), femur("e2", "d"))) == 1
    assert problems(both, CASE, OTHER, femur("e1", "c"), femur("e2", "d", "R")) == []


def test_what_supersedes_is_of_the_same_remains_and_leads_in_no_circle() -> None:
    elsewhere = named("i2", "m", "d")
    assert [problem.field for problem in problems(named("i1", superseded_by="i2"), elsewhere)] == ["superseded_by"]
    round_and_back = named("i2", "m", superseded_by="i1")
    (problem,) = problems(named("i1", "m", superseded_by="i2"), round_and_back)
    assert problem.refuses


# Opinions on death


def expert(**values: Any) -> Practitioner:
    keys = ({"fingerprint": "ab12", "enrolled_by": "EX-LEAD"},)
    given = {"roles": ("forensic_pathologist_or_medical_expert",), "signing_keys": keys, **values}
    return Practitioner(id="p", code="EX-P", **given)


def opinion(**values: Any) -> Opinion:
    given = {"cause": "EXAMPLE", "signed_by": "p", "device": "ab12", **values}
    return Opinion(id="o", code="EX-O", case="c", **given)


def test_an_opinion_signed_by_an_expert_with_the_key_enrolled_for_that_person_has_no_problem() -> None:
    assert problems(opinion(), expert()) == []


def test_who_does_not_have_the_role_signs_no_opinion_on_death() -> None:
    (problem,) = problems(opinion(), expert(roles=("archaeologist", "lead")))
    assert problem.refuses
    assert problem.field == "signed_by"
    assert problems(opinion(cause=None), expert(roles=("archaeologist",))) == []


def test_a_key_that_ended_later_signed_while_it_was_valid() -> None:
    ended = expert(signing_keys=({"fingerprint": "ab12", "until": "2025-06-01"},))
    assert problems(opinion(recorded_at="2024-03-01T10:00:00+02:00"), ended) == []
    assert problems(opinion(recorded_at="2025-07-01T10:00:00+02:00"), ended) != []


@pytest.mark.parametrize("keys", [None, ({"fingerprint": "ff00"},), ({"fingerprint": "ab12", "until": "2024-01-01"},)])
def test_a_device_of_somebody_else_does_not_sign_for_the_expert(keys: Any) -> None:
    (problem,) = problems(opinion(), expert(signing_keys=keys))
    assert not problem.refuses
    assert "not signed with a key of EX-P" in str(problem.message)


# Bodies of several cases


@pytest.mark.parametrize("part", ["d", "e"])
def test_two_names_on_the_parts_of_one_body_open_both(part: str) -> None:
    parts = (
        CASE,
        Case(id="d", code="EX-D", remains_class="body_part", joined_to="c"),
        Case(id="e", code="EX-E", remains_class="body_part", joined_to="d"),
    )
    one, other = named("i1", "m1", "c"), named("i2", "m2", part)
    for first, second in ((one, other), (other, one)):
        (problem,) = problems(first, second, *parts)
        assert all(code in str(problem.message) for code in ("EX-i1", "EX-i2"))
        assert problem.nameless is not None
        assert "EX-" not in str(problem.nameless)
    for case in parts:
        assert any("EX-i1, EX-i2" in str(one.message) for one in problems(case, one, other, *parts)), case.code


def test_one_name_on_two_cases_of_one_body_is_one() -> None:
    joined = Case(id="d", code="EX-D", remains_class="body_part", joined_to="c", association_reason="EXAMPLE")
    one, other = named("i1", "m", "c"), named("i2", "m", "d")
    assert problems(one, other, CASE, joined, femur("e1", "c"), femur("e2", "d")) == []
    assert problems(CASE, one, other, joined) == []
