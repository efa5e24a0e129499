"""Courses read from a real register."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forensics.changes import Change, Operation
from forensics.errors import ValueRefused
from forensics.identifiers import new_id
from forensics.ports import Query
from layers.demo.example import make_example
from layers.demo.making import Sizes
from layers.editing import adding, keep, setting
from layers.exports.custody_gaps import CustodyBroken
from layers.exports.exporting import export_records
from layers.exports.selecting import Selection
from layers.project import Project
from layers.workflow import all_courses, course_of, court_gaps, waiting_of
from tests.counts import count
from tests.layers.projects import closing, make, record, site
from tests.tools.proofs import Proof

DAY = "2024-06-30"
STEPS: tuple[tuple[str, dict[str, str]], ...] = (
    ("authority", {"code": "EX-AU", "authority_type": "prosecutor_order", "sites": "EX-S"}),
    ("exhumation", {"code": "EX-X", "site": "EX-S", "start": "2024-03-01", "end": "2024-03-20"}),
    ("case", {"code": "EX-S-001B", "remains_class": "body", "origin": "exhumation", "site": "EX-S"}),
    ("examination", {"code": "EX-E", "case": "EX-S-001B", "kind": "anthropology", "end": "2024-03-30"}),
    ("sample", {"code": "EX-T", "case": "EX-S-001B", "purpose": "DNA", "date": "2024-03-30"}),
    ("identification", {"code": "EX-I", "cases": "EX-S-001B", "status": "presumptive", "differences": "none"}),
    ("disposition", {"code": "EX-D", "cases": "EX-S-001B", "kind": "reburied", "plot": "7", "cemetery": "EXAMPLE"}),
    ("custody", {"code": "EX-CU", "item": "EX-S-001B", "action": "received", "seal_before": "S-1",
                 "seal_read": "S-1", "seal_condition": "broken", "at": "2024-03-21T10:00:00+02:00"}),
)  # fmt: skip


def test_a_grave_is_not_closed_while_numbers_are_neither_used_nor_explained(tmp_path: Path) -> None:
    with closing(make(tmp_path / "numbers")) as project:
        row = {"series": "case", "first": "1", "last": "4", "device": "A"}
        body = record("case", "EX-S-001B", remains_class="body")
        project.register.commit([site("EX-S", status="closed", number_blocks=[row]), body])
        found = project.register.find("EX-S")
        for courses in ([course_of(project, found, DAY)], all_courses(project, DAY)):
            closed = next(step for step in courses[0].steps if step.key == "closed")
            assert not closed.done
            assert any("not explained: 2–4" in str(need.message) for need in closed.needs)


@given(st.permutations(range(len(STEPS))))
@settings(max_examples=count(3, 60), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_the_order_everything_is_recorded_and_the_course_is_the_same(
    tmp_path_factory: pytest.TempPathFactory, order: list[int]
) -> None:
    with closing(make(tmp_path_factory.mktemp("flow") / "order")) as project:
        keep(project, adding(project, "site", {"code": "EX-S", "form": "single_grave", "status": "reported"}))
        keep(project, adding(project, "case", {**STEPS[2][1], "code": "EX-S-009B"}))
        made_first = [at for at in order if at != 2]
        keep(project, adding(project, *STEPS[2]))
        for at in made_first:
            edit = adding(project, *STEPS[at])
            assert edit.refusal is None
            keep(project, edit)
        found = project.register.find
        told = {
            (step.key, state.value, tuple(str(need.message) for need in step.needs))
            for name in ("site/EX-S", "case/EX-S-001B")
            for course in [course_of(project, found(name), DAY)]
            for step, state in zip(course.steps, course.states, strict=True)
        }
        assert told == _told_in_order(tmp_path_factory)


_first: list[set[tuple[str, str, tuple[str, ...]]]] = []


def _told_in_order(factory: pytest.TempPathFactory) -> set[tuple[str, str, tuple[str, ...]]]:
    if not _first:
        with closing(make(factory.mktemp("flow") / "straight")) as project:
            keep(project, adding(project, "site", {"code": "EX-S", "form": "single_grave", "status": "reported"}))
            keep(project, adding(project, "case", {**STEPS[2][1], "code": "EX-S-009B"}))
            keep(project, adding(project, *STEPS[2]))
            for at in (0, 1, 3, 4, 5, 6, 7):
                keep(project, adding(project, *STEPS[at]))
            _first.append(
                {
                    (step.key, state.value, tuple(str(need.message) for need in step.needs))
                    for name in ("site/EX-S", "case/EX-S-001B")
                    for course in [course_of(project, project.register.find(name), DAY)]
                    for step, state in zip(course.steps, course.states, strict=True)
                }
            )
    return _first[0]


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return make_example(
        tmp_path_factory.mktemp("flow") / "example.taphos", Sizes(interviews=40, incidents=40, bodies_per_grave=0.2)
    )


def test_one_course_is_the_same_as_among_all(example: Project) -> None:
    courses = all_courses(example, DAY)
    assert len(courses) == sum(example.register.count(Query(type_)) for type_ in ("site", "case"))
    for course in courses[:26] + courses[26::9]:
        found = example.register.find(f"{course.type}/{course.code}")
        assert course_of(example, found, DAY) == course


def test_an_exhumed_grave_of_the_example_is_borne_out_to_its_exhumation(example: Project) -> None:
    course = course_of(example, example.register.find("site/EX-SITE-01"), DAY)
    assert course.reached is not None
    assert course.reached.key in ("exhumed", "closed")
    assert not course.passed_over


def test_what_waits_is_told_by_role(example: Project) -> None:
    courses = all_courses(example, DAY)
    every, liaison = list(waiting_of(courses)), list(waiting_of(courses, ["family_liaison"]))
    assert 0 < len(liaison) < len(every)
    assert all("family_liaison" in one.need.roles for one in liaison)


def test_no_other_record_has_a_course(example: Project) -> None:
    with pytest.raises(ValueRefused, match="a workflow is that of: site, case"):
        course_of(example, example.register.find("exhumation/EX-X-01"))


def test_what_was_passed_over_without_a_word_keeps_a_court_export_back(tmp_path: Path) -> None:
    with closing(make(tmp_path / "gaps")) as project:
        project.register.commit([site("EX-S", reported_on="2022-04-01")])
        assert court_gaps(project) == []
        grave = project.register.find("site/EX-S").id
        project.register.commit([record("exhumation", "EX-X", site=grave, start="2022-04-02")])
        gaps = court_gaps(project)
        assert len(gaps) == 4
        assert {course.code for course, _ in gaps} == {"EX-S"}
        with pytest.raises(CustodyBroken, match="Hazards assessed"):
            export_records(project, tmp_path / "court.gpkg", "court", Selection(types=("site",)))
        export_records(project, tmp_path / "partner.gpkg", "partner", Selection(types=("site",)))
        told = export_records(project, tmp_path / "told.gpkg", "court", Selection(types=("site",)), with_gaps=True)
        assert len(told.faults) == 4
        dug = project.register.find("exhumation/EX-X")
        keep(project, setting(project, dug, {"limitations": "EXAMPLE: dug by the people of the place"}))
        assert len(court_gaps(project)) == 4
        said = "; ".join(f"{step} | EXAMPLE: dug by the people of the place" for step in UNSAID)
        keep(project, setting(project, dug, {"order_limitations": said}))
        export_records(project, tmp_path / "said.gpkg", "court", Selection(types=("site",)))


def test_a_court_is_not_handed_a_status_that_nothing_bears_out(tmp_path: Path) -> None:
    with closing(make(tmp_path / "claims")) as project:
        project.register.commit([site("EX-S", status="negative"), site("EX-T", status="exhumed")])
        with pytest.raises(CustodyBroken, match="The method of the search") as caught:
            export_records(project, tmp_path / "court.gpkg", "court", Selection(types=("site",)))
        assert "An exhumation that ended" in str(caught.value)
        export_records(project, tmp_path / "partner.gpkg", "partner", Selection(types=("site",)))
        told = export_records(project, tmp_path / "told.gpkg", "court", Selection(types=("site",)), with_gaps=True)
        assert len(told.faults) == len(court_gaps(project)) > 9


UNSAID = ("Hazards assessed", "Взято під охорону", "authorised", "cleared")
"""Steps by code, or by label in either language."""


def test_no_grave_of_the_example_claims_what_it_does_not_hold(example: Project) -> None:
    assert [str(gap) for _, gap in court_gaps(example)] == []


def test_voided_records_bear_nothing_out(tmp_path: Path) -> None:
    with closing(make(tmp_path / "void")) as project:
        project.register.commit([site("EX-S", reported_on="2022-04-01")])
        found = project.register.find("site/EX-S")
        order = record("authority", "EX-AU", authority_type="court_order", sites=[found.id])
        project.register.commit([order])
        assert "authorised" in [step.key for step in course_of(project, found).steps if step.done]
        project.register.commit([Change("authority", order.record, Operation.VOID, after={"void_reason": "EXAMPLE"})])
        assert "authorised" not in [step.key for step in course_of(project, found).steps if step.done]
        assert all_courses(project) == [course_of(project, found)]


@pytest.mark.parametrize("type_", ["site", "case"])
def test_what_was_voided_has_no_steps(tmp_path: Path, type_: str) -> None:
    with closing(make(tmp_path / "void")) as project:
        project.register.commit([site("EX-S"), record("case", "EX-C", site="EX-S")])
        found = project.register.find({"site": "site/EX-S", "case": "case/EX-C"}[type_])
        project.register.commit([Change(type_, found.id, Operation.VOID, after={"void_reason": "EXAMPLE"})])
        with pytest.raises(ValueRefused, match="was voided, and what was voided has no steps"):
            course_of(project, found)


def test_what_waits_in_many_cases_is_told(tmp_path: Path, proof: Proof) -> None:
    many = count(2_000, 20_000)
    with closing(make(tmp_path / "many")) as project:
        project.register.commit([site("EX-S", reported_on="2022-04-01")])
        grave = project.register.find("site/EX-S").id
        changes: list[Change] = []
        for at in range(many):
            case = new_id()
            held = {"code": f"EX-S-{at:05d}B", "origin": "exhumation", "site": grave, "remains_class": "body"}
            changes.append(Change("case", case, Operation.ADD, after=held))
            changes.append(record("custody", f"EX-CU-{at}", item=case, action="collected"))
        project.register.commit(changes)
        began = time.process_time()
        waiting = list(waiting_of(all_courses(project)))
        took = time.process_time() - began
        assert len(waiting) > many
        proof("C9", f"what waits in {many:,} cases, s of one core", f"{took:.2f}")
