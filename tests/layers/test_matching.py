"""Possible matches in a real register."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from forensics.changes import Change, Operation
from forensics.errors import RecordRefused, ValueRefused
from forensics.identifiers import new_id
from forensics.matching.weighing import Verdict
from forensics.ports import Query
from layers.editing import keep, setting
from layers.matching import Matches, document, matches_of, proposing
from layers.project import Project
from tests.counts import count
from tests.layers.projects import CONFIRMED, closing, make, record, site
from tests.tools.proofs import Proof


def filled(project: Project, people: int) -> None:
    """A body of a man of 30 to 45 in one grave, and so many missing persons, of whom EX-MP-7 is like him."""
    project.register.commit([site("EX-S", deposited="2022-03")])
    grave = project.register.find("site/EX-S").id
    project.register.commit(
        [record("case", "EX-S-001B", site=grave, origin="exhumation"), record("case", "EX-S-002B", site=grave)]
    )
    case = project.register.find("case/EX-S-001B").id
    changes = [
        record("profile", "EX-PF", case=case, sex="M", age_min="30", age_max="45", stature="176"),
        record("artefact", "EX-A", case=case, description="EXAMPLE corduroy jacket"),
    ]
    for at in range(people):
        values: dict[str, Any] = {
            "sex": "F" if at % 2 else "M", "age_min": 18 + at % 60, "age_max": 18 + at % 60, "last_seen": "2022-03-03",
            "stature": str(160 + at % 30), "clothing": f"EXAMPLE coat {at}",
        }  # fmt: skip
        if at == 7:
            values |= {"sex": "M", "age_min": 38, "age_max": 38, "stature": "175", "clothing": "corduroy jacket"}
        changes.append(Change("missing_person", new_id(), Operation.ADD, after={"code": f"EX-MP-{at}", **values}))
    project.register.commit(changes)


@pytest.fixture
def project(tmp_path: Path) -> Any:
    with closing(make(tmp_path / "match")) as made:
        filled(made, 60)
        yield made


def matched(project: Project, name: str, limit: int = 500) -> Matches:
    return matches_of(project, project.register.find(name), limit)


def test_the_one_who_is_like_the_remains_stands_first_with_every_reason(project: Project) -> None:
    found = matched(project, "case/EX-S-001B", 5)
    assert found.compared == 60
    assert [match.rank for match in found.matches] == [1, 2, 3, 4, 5]
    first = found.matches[0]
    assert first.found.code == "EX-MP-7"
    told = {reason.key: (reason.verdict, str(reason.detail)) for reason in first.reasons}
    assert told["sex"] == (Verdict.AGREES, "remains: Male; person: Male")
    assert told["age"] == (Verdict.AGREES, "remains: 30–45 years; person: 38 years")
    assert told["effects"] == (Verdict.AGREES, "in both: korduroi, niaket") or told["effects"][0] is Verdict.AGREES
    assert told["teeth"] == (Verdict.UNKNOWN, "–")
    assert sum(reason.weight for reason in first.reasons) == pytest.approx(first.score)


def test_a_date_of_death_from_an_opinion_that_was_superseded_is_not_matched_with(project: Project) -> None:
    case = project.register.find("case/EX-S-001B").id
    wrong = record("opinion", "EX-OP-1", case=case, died="2020")
    project.register.commit([wrong])

    def dates() -> str:
        first = matched(project, "missing_person/EX-MP-7").matches
        reasons = next(match for match in first if match.found.code == "EX-S-001B").reasons
        return next(str(reason.detail) for reason in reasons if reason.key == "date")

    assert "2020" in dates()
    right = record("opinion", "EX-OP-2", case=case, died="2022-04", supersedes=wrong.record, supersedes_reason="X")
    project.register.commit([right])
    assert "2020" not in dates()
    assert "2022" in dates()


def test_remains_and_person_find_each_other_with_the_same_score(project: Project) -> None:
    by_case = {match.found.code: match.score for match in matched(project, "case/EX-S-001B").matches}
    for code in ("EX-MP-7", "EX-MP-8", "EX-MP-9"):
        by_person = {match.found.code: match.score for match in matched(project, f"missing_person/{code}").matches}
        assert set(by_person) == {"EX-S-001B", "EX-S-002B"}
        assert by_person["EX-S-001B"] == by_case[code]


def test_who_is_identified_as_other_remains_does_not_lead_the_list_but_may_be_in_parts(project: Project) -> None:
    body, other = (project.register.find(f"case/EX-S-00{at}B") for at in (1, 2))
    person = project.register.find("missing_person/EX-MP-7")
    known = record("identification", "EX-ID", cases=[other.id], missing_person=person.id, **CONFIRMED)
    project.register.commit([known])

    def told(name: str, code: str) -> tuple[int, Verdict, str]:
        match = next(one for one in matched(project, name).matches if one.found.code == code)
        reason = next(one for one in match.reasons if one.key == "identified")
        return match.rank, reason.verdict, str(reason.detail)

    _, *said = told("case/EX-S-001B", "EX-MP-7")
    why = "the person is identified as EX-S-002B; a part of the same person is possible"
    assert said == [Verdict.DIFFERS, why]
    assert [*told("missing_person/EX-MP-7", "EX-S-001B")[1:]] == said
    assert told("missing_person/EX-MP-7", "EX-S-002B")[1] is Verdict.UNKNOWN, "what it is identified as itself"
    assert told("case/EX-S-002B", "EX-MP-8")[1:] == (Verdict.EXCLUDED, "the remains are identified as EX-MP-7")
    for one in (body, other):
        keep(project, setting(project, one, {"remains_class": "body"}))
    last = next(one for one in matched(project, "case/EX-S-001B").matches if one.found.code == "EX-MP-7")
    assert last.excluded
    assert last.rank > 40, "with the others that a fact excludes"
    assert told("case/EX-S-001B", "EX-MP-7")[2] == "the person is identified as the body EX-S-002B"
    keep(project, setting(project, other, {"joined_to": "EX-S-001B", "association_reason": "EXAMPLE"}))
    assert told("case/EX-S-001B", "EX-MP-7")[:2] == (1, Verdict.UNKNOWN), "one body has one name"
    keep(project, setting(project, project.register.find("EX-ID"), {"status": "withdrawn"}))
    assert told("case/EX-S-001B", "EX-MP-7")[:2] == (1, Verdict.UNKNOWN)


def test_a_comparison_is_proposed_in_one_commit_that_undo_takes_back(project: Project) -> None:
    case, person = (project.register.find(name) for name in ("case/EX-S-001B", "missing_person/EX-MP-7"))
    before = project.register.heads_and_count()[1]
    receipt = keep(project, proposing(project, case, person))
    assert project.register.heads_and_count()[1] == before + 1
    [made] = project.register.select(Query("identification"))
    assert (made["status"], made["cases"], made["missing_person"]) == ("proposed", [case.id], person.id)
    first = matched(project, "case/EX-S-001B").matches[0]
    assert first.known is not None
    assert first.known.code == made["code"]
    with pytest.raises(RecordRefused, match="are compared already"):
        proposing(project, case, person)
    project.register.undo(receipt.commit)
    assert project.register.count(Query("identification")) == 0
    assert matched(project, "case/EX-S-001B").matches[0].known is None


def test_voided_persons_and_records_of_other_types_are_not_matched(project: Project) -> None:
    person = project.register.find("missing_person/EX-MP-7")
    project.register.commit([Change("missing_person", person.id, Operation.VOID, after={"void_reason": "EXAMPLE"})])
    assert "EX-MP-7" not in {match.found.code for match in matched(project, "case/EX-S-001B").matches}
    with pytest.raises(ValueRefused, match="matches are looked for of: case, missing_person"):
        matched(project, "site/EX-S")


def test_ten_thousand_missing_persons_are_ranked(tmp_path: Path, proof: Proof) -> None:
    many = count(2_000, 10_000)
    with closing(make(tmp_path / "many")) as project:
        filled(project, many)
        began = time.process_time()
        found = matches_of(project, project.register.find("case/EX-S-001B"), 50)
        took = time.process_time() - began
    assert found.compared == many
    assert found.matches[0].found.code == "EX-MP-7"
    proof("C10", f"one case against {many:,} missing persons, s of one core", f"{took:.2f}")


def test_who_one_wrong_date_excludes_though_a_number_agrees_is_shown_at_once(project: Project) -> None:
    case = project.register.find("case/EX-S-001B").id
    project.register.commit([
        record("artefact", "EX-PASS", case=case, description="EXAMPLE passport", serial_number="EX123456"),
        record("missing_person", "EX-RIGHT", sex="M", last_seen="2022-06-15", documents_carried="passport EX123456"),
    ])  # fmt: skip
    found = matched(project, "case/EX-S-001B", 3)
    assert "EX-RIGHT" not in [match.found.code for match in found.matches]
    (right,) = found.contested
    assert (right.found.code, right.excluded) == ("EX-RIGHT", True)
    assert right.rank > 40
    assert [one.key for one in right.reasons if one.verdict is Verdict.EXCLUDED] == ["date"]
    told = document(found, str)["contested"]
    assert [one["code"] for one in told] == ["EX-RIGHT"]
    (back,) = matched(project, "missing_person/EX-RIGHT", 1).contested
    assert back.found.code == "EX-S-001B"
    assert back.score == right.score


def test_what_is_found_with_a_joined_part_speaks_for_the_whole_body(project: Project) -> None:
    whole = project.register.find("case/EX-S-002B").id
    site_id = project.register.find("site/EX-S").id
    part = record("case", "EX-S-003BP", site=site_id, joined_to=whole)
    project.register.commit([
        part, record("artefact", "EX-PASS", case=part.record, description="passport", serial_number="EX123456"),
        record("missing_person", "EX-RIGHT", documents_carried="passport EX123456"),
    ])  # fmt: skip
    by_person = {match.found.code: match for match in matched(project, "missing_person/EX-RIGHT").matches}
    assert set(by_person) == {"EX-S-001B", "EX-S-002B"}
    assert by_person["EX-S-002B"].score > by_person["EX-S-001B"].score + 2.9
    for name in ("EX-S-002B", "EX-S-003BP"):
        first = matched(project, f"case/{name}", 1).matches[0]
        assert first.found.code == "EX-RIGHT", name
        assert first.score == by_person["EX-S-002B"].score
