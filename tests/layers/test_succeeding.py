"""An opinion on death holds until one who may give it signs another, and nobody makes themselves who may."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from forensics.changes import Change, Operation
from forensics.problems import Problem
from layers.editing import adding, all_problems, keep, setting
from layers.exports.custody_gaps import CustodyBroken
from layers.exports.exporting import export_records
from layers.exports.selecting import Selection
from layers.project import Project
from layers.succeeding import opinion_faults
from layers.superseding import superseded
from tests.layers.custody.hands import collected, device_of, mission, of, on
from tests.layers.merging.copies import bring, copies
from tests.layers.projects import record

EXPERT = "forensic_pathologist_or_medical_expert"
PATHOLOGIST, OTHER = "PR-2", "PR-3"


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """A mission in which PR-2 is a pathologist and signed an opinion, and PR-3 has a key and no such role."""
    with mission(tmp_path) as made:
        roles(made, PATHOLOGIST, EXPERT)
        opinion(made, PATHOLOGIST, "EX-OP-1", cause="EXAMPLE: gunshot")
        yield made


def roles(project: Project, code: str, *held: str) -> None:
    """Write these roles of a person, by whatever device the project is written with."""
    person = of(project, code).id
    before = {"roles": (project.register.values("practitioner", person) or {}).get("roles")}
    after = {"roles": list(held)} if held else {}
    project.register.commit([Change("practitioner", person, Operation.SET, after=after, before=before)])


def opinion(project: Project, by: str, code: str, case: str = "EX-B-1", **values: str) -> None:
    """An opinion that somebody signs, on their own device."""
    texts = {"code": code, "case": case, "signed_as": "forensic_pathologist", "signed_by": by, "violent": "yes"}
    named = {name: of(project, value).id if name in ("case", "signed_by", "supersedes") else value
             for name, value in {**texts, **values}.items()}  # fmt: skip
    with on(project, device_of(project, by)) as theirs:
        theirs.register.commit([record("opinion", named.pop("code"), **named)])


def replaced(project: Project) -> set[str]:
    """The codes of opinions that hold no more, as lists and reports tell it."""
    gone = superseded(project.register, "opinion")
    return {one.code for one in project.register.titles(list(gone)).values()}


def faults(project: Project) -> list[str]:
    return [f"{found.code}: {message}" for found, message in opinion_faults(project)]


def test_an_unsigned_opinion_puts_no_signed_one_out_of_force(project: Project) -> None:
    opinion(project, OTHER, "EX-OP-2", supersedes="EX-OP-1", cause="EXAMPLE: heart failure")
    assert replaced(project) == set()
    assert drawn(project) == 2
    assert any("EX-OP-1 is signed, and stays in force" in one for one in faults(project))
    told = [str(one.message) for one in problems(project, "EX-OP-1")]
    assert any("are both in force and differ" in one for one in told)


def drawn(project: Project) -> int:
    """How many opinions the map draws, which is how many values a column of one of their fields has."""
    drawn = len(project.register.map_columns("opinion").row)
    assert len(project.register.field_column("opinion", "violent")) == drawn
    return drawn


def problems(project: Project, code: str) -> list[Problem]:
    edit = setting(project, of(project, code), {})
    return list(all_problems(project, edit.kind, {**edit.typed, "id": of(project, code).id}))


def test_another_signed_opinion_of_the_same_case_takes_its_place(project: Project) -> None:
    opinion(project, PATHOLOGIST, "EX-OP-2", supersedes="EX-OP-1")
    assert replaced(project) == {"EX-OP-1"}
    assert drawn(project) == 1
    assert faults(project) == []


def test_a_signed_opinion_of_other_remains_takes_no_place(project: Project) -> None:
    opinion(project, PATHOLOGIST, "EX-OP-2", case="EX-B-2", supersedes="EX-OP-1")
    assert replaced(project) == set()
    assert faults(project) == ["EX-OP-2: EX-OP-1, which this says that it supersedes, is of other remains and stays in "
                               "force."]  # fmt: skip


def test_an_opinion_that_nobody_signed_gives_way_to_any_other(project: Project) -> None:
    with on(project, device_of(project, OTHER)) as theirs:  # prepared for the pathologist
        prepared = {"case": of(project, "EX-B-2").id, "signed_by": of(project, PATHOLOGIST).id, "violent": "yes"}
        theirs.register.commit([record("opinion", "EX-OP-2", **prepared)])
    opinion(project, OTHER, "EX-OP-3", case="EX-B-2", supersedes="EX-OP-2")
    assert replaced(project) == {"EX-OP-2"}


def test_a_role_that_an_expert_or_a_colleague_enters_signs_nothing(project: Project) -> None:
    for by in (OTHER, "PR-9"):
        with on(project, device_of(project, by)) as theirs:
            roles(theirs, OTHER, "evidence_custodian", EXPERT)
        told = [str(one.message) for one in problems(project, OTHER)]
        assert any("does not count: it is entered by the device of a lead other than PR-3" in one for one in told)
        opinion(project, OTHER, f"EX-OP-{by}", supersedes="EX-OP-1")
        assert replaced(project) == set()
    assert len([one for one in faults(project) if "signs no opinion on death: when this was signed" in one]) == 2
    with on(project, device_of(project, OTHER)) as theirs:
        texts = {"case": "EX-B-2", "signed_by": OTHER, "signed_as": "forensic_pathologist", "violent": "yes"}
        assert "does not have the role" in str(adding(theirs, "opinion", texts).refusal)


def test_an_expert_keeps_a_role_that_no_lead_took_away_and_what_was_signed_with_it(project: Project) -> None:
    with on(project, device_of(project, OTHER)) as theirs:
        roles(theirs, PATHOLOGIST, "lead")
    assert faults(project) == []
    assert any("was taken away by the device of no other lead" in str(one.message)
               for one in problems(project, PATHOLOGIST))  # fmt: skip
    with on(project, device_of(project, PATHOLOGIST)) as theirs:
        texts = {"case": "EX-B-2", "signed_by": PATHOLOGIST, "signed_as": "forensic_pathologist", "code": "EX-OP-2"}
        keep(theirs, adding(theirs, "opinion", {**texts, "violent": "yes"}))
    assert faults(project) == []


def test_a_role_is_judged_as_it_was_when_the_opinion_was_signed(project: Project) -> None:
    roles(project, PATHOLOGIST, "evidence_custodian")
    assert faults(project) == [], "who loses a role unsigns nothing"
    opinion(project, PATHOLOGIST, "EX-OP-2", case="EX-B-2")
    roles(project, PATHOLOGIST, EXPERT)
    assert len(faults(project)) == 1, "who gets it afterwards has signed nothing by it"
    assert "EX-OP-2: PR-2 signs no opinion on death" in faults(project)[0]


def test_a_signatory_who_is_voided_leaves_the_signature_and_the_question(project: Project) -> None:
    person = of(project, PATHOLOGIST).id
    project.register.commit([Change("practitioner", person, Operation.VOID)])
    assert len(faults(project)) == 1
    assert "PR-2, who is named as having signed this, was voided since" in faults(project)[0]
    opinion(project, OTHER, "EX-OP-2", supersedes="EX-OP-1")
    assert replaced(project) == set()


def test_an_opinion_in_anothers_place_is_kept_from_a_court(project: Project, tmp_path: Path) -> None:
    collected(project, "EX-B-1")
    opinion(project, OTHER, "EX-OP-2", supersedes="EX-OP-1")
    chosen = Selection(belonging=(("case", "EX-B-1"),))
    with pytest.raises(CustodyBroken, match="EX-OP-1 is signed, and stays in force"):
        export_records(project, tmp_path / "court.gpkg", "court", chosen)


@pytest.mark.parametrize("by_lead", [True, False])
def test_roles_and_successions_are_told_alike_in_whatever_order_copies_are_merged(
    project: Project, tmp_path: Path, by_lead: bool
) -> None:
    """A lead, or nobody who may, takes the role away on one copy while its holder signs on another."""
    base, first = project.folder, project.device
    project.close()
    devices = [first, device_of(project, PATHOLOGIST), device_of(project, OTHER)]
    with copies(base, devices, tmp_path) as made:
        roles(made[0] if by_lead else made[2], PATHOLOGIST, "lead")
        opinion(made[1], PATHOLOGIST, "EX-OP-2", supersedes="EX-OP-1")
        opinion(made[2], OTHER, "EX-OP-3", supersedes="EX-OP-1")
        told = []
        for at, order in enumerate(((0, 1, 2), (2, 1, 0), (1, 2, 0))):
            with copies(made[order[0]].folder, [first], tmp_path / f"order-{at}") as [united]:
                for other in order[1:]:
                    bring(united, made[other])
                told.append((replaced(united), sorted(faults(united))))
        assert told[0] == told[1] == told[2]
        assert told[0][0] == {"EX-OP-1"}, "who signed had the role, as far as they had seen"
