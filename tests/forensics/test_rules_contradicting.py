"""A confirmed name against what was found, opinions against each other, dispositions against the order of things."""

from __future__ import annotations

from forensics.records.base import Record
from forensics.records.identity import Identification, MissingPerson
from forensics.records.remains import Case, Disposition, Opinion, Profile
from tests.forensics.test_rules_linked import problems

CASE = Case(id="c", code="EX-C", remains_class="body", recovered_at="2024-05-10T10:00:00+03:00")
PART = Case(id="d", code="EX-D", remains_class="body_part", joined_to="c")
WOMAN = MissingPerson(id="m", code="EX-M", sex="F", age_min=70, age_max=75, last_seen="2025-02-01")
NAMED = Identification(id="i", code="EX-I", cases=("c",), missing_person="m", status="confirmed")
MAN = Profile(id="p", code="EX-P", case="c", sex="M", sex_methods=("DNA",), age_min=18, age_max=25)


def said(*records: Record) -> list[str]:
    found = problems(*records)
    assert not any(one.refuses for one in found)
    return [str(one.message) for one in found]


def test_a_name_that_the_findings_exclude_is_a_problem_for_each_contradiction() -> None:
    death = Opinion(id="o", code="EX-O", case="c", died="2024-04")
    told = said(NAMED, CASE, WOMAN, MAN, death)
    assert len(told) == 4
    for sign in ("sex of EX-P (M)", "age of EX-P (18–25)", "death at 2024-04", "recovered on 2024-05-10"):
        assert sum(sign in one for one in told) == 1, sign


def test_findings_of_a_joined_part_speak_against_the_name_too() -> None:
    of_part = Profile(id="p", code="EX-P", case="d", sex="M", age_min=18, age_max=25)
    assert len(said(NAMED, CASE, PART, MissingPerson(id="m", code="EX-M", sex="F"), of_part)) == 1


def test_a_name_that_agrees_or_is_not_confirmed_is_no_problem() -> None:
    agrees = MissingPerson(id="m", code="EX-M", sex="M", born="2002", last_seen="2024-03")
    assert said(NAMED, CASE, agrees, MAN) == []
    proposed = Identification(id="i", code="EX-I", cases=("c",), missing_person="m", status="proposed")
    assert said(proposed, CASE, WOMAN, MAN) == []
    doubtful = Profile(id="p", code="EX-P", case="c", sex="F?", age_min=16, age_max=18)
    assert said(NAMED, CASE, agrees, doubtful) == []


def test_a_confirmed_person_who_is_alive_is_a_problem() -> None:
    (told,) = said(NAMED, CASE, MissingPerson(id="m", code="EX-M", status="alive"))
    assert "found alive" in told


def test_two_opinions_in_force_that_differ_are_a_problem_until_one_supersedes_the_other() -> None:
    shot = Opinion(id="o1", code="EX-O1", case="c", cause="EXAMPLE gunshot", violent="yes")
    drowned = Opinion(id="o2", code="EX-O2", case="d", cause="EXAMPLE drowning", violent="no")
    for one, other in ((shot, drowned), (drowned, shot)):
        told = [text for text in said(one, other, CASE, PART) if "both in force" in text]
        assert len(told) == 2
        assert all("EX-O1" in text and "EX-O2" in text for text in told)
    later = Opinion(id="o2", code="EX-O2", case="c", violent="no", supersedes="o1", supersedes_reason="EXAMPLE")
    assert said(later, shot, CASE) == said(shot, later, CASE) == []


def test_an_opinion_that_was_superseded_speaks_against_no_name() -> None:
    early = Opinion(id="o1", code="EX-O1", case="c", died="2024-04")
    later = Opinion(id="o2", code="EX-O2", case="c", died="2025-03", supersedes="o1", supersedes_reason="EXAMPLE")
    late = Case(id="c", code="EX-C", remains_class="body", recovered_at="2025-05-10T10:00:00+03:00")
    person = MissingPerson(id="m", code="EX-M", last_seen="2025-02-01")
    assert len(said(NAMED, late, person, early)) == 1
    assert said(NAMED, late, person, early, later) == []


def laid(id_: str, kind: str, date: str) -> Disposition:
    return Disposition(id=id_, code=f"EX-{id_}", cases=("c",), kind=kind, date=date)


def test_remains_are_laid_to_rest_after_their_recovery_and_once() -> None:
    first, released, early = (
        laid("d1", "reburied", "2024-06"),
        laid("d2", "released", "2024-07"),
        laid("d3", "reburied", "2020"),
    )
    assert any("after this disposition" in text for text in said(early, CASE))
    assert any("reburied already by EX-d1" in text for text in said(released, first, CASE))
    assert any("reburied already by EX-d1" in text for text in said(early, first, CASE))
    assert said(laid("d0", "released", "2024-05-20"), first, CASE) == []
    assert said(first, laid("d0", "in_storage", "2024-05-20"), CASE) == []


def test_what_is_said_to_be_all_of_a_body_holds_all_that_was_joined_to_it() -> None:
    whole = Case(id="c", code="EX-C", remains_class="body")
    leg = Case(id="d", code="EX-LEG", remains_class="body_part", joined_to="c", association_reason="EXAMPLE")
    given = Disposition(id="p", code="EX-P", cases=("c",), kind="released", received_by="E", remains_missing="no")
    (told,) = problems(given, whole, leg)
    assert (told.field, told.refuses) == ("remains_missing", False)
    assert "EX-LEG" in str(told.message)
    assert problems(given.model_copy(update={"cases": ("c", "d")}), whole, leg) == []
    assert problems(given.model_copy(update={"remains_missing": "yes"}), whole, leg) == []
    later = Disposition(id="q", code="EX-Q", cases=("d",), kind="released", received_by="E")
    assert problems(given, whole, leg, later) == []
