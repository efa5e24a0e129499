"""Remains are numbered apart, joined, split and re-associated; numbers and histories stay, and an undo restores."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from forensics.errors import RecordRefused, ValueRefused
from forensics.matrix import CycleRefused
from forensics.numbering import Block
from forensics.ports import Found
from forensics.vocabulary.bones import bones
from layers.cases import Association, join, part, reassociate, split
from layers.devices import Device
from layers.editing import adding, keep, keep_new, setting, voiding
from layers.individuals import counts_of, pooled
from layers.numbering import accounts_of, reserve
from layers.project import Project
from layers.siteplan.reading import read_scene
from layers.siteplan.records import grave_records
from layers.siteplan.views import view_of
from tests.layers.projects import CONFIRMED, closing, make, record

FIT, WHY = Association(basis=("fit",)), Association(reason="the label of the bag was misread")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with closing(make(tmp_path / "cases.taphos")) as made:
        made.register.commit([record("site", "S-1"), record("site", "S-2")])
        yield made


def case(project: Project, code: str, kind: str, *, site: str = "S-1") -> Found:
    made = record(
        "case", code, remains_class=kind, origin="handed_over", received_from="a farmer", site=of(project, site).id
    )
    project.register.commit([made])
    return of(project, code)


def bone(project: Project, case: str, name: str, side: str, *zones: str, age: str = "adult", **more: object) -> Found:
    code = f"{case}-{name}-{side}-{len(project.register.codes('element'))}"
    kept = list(zones or bones()[name].zones)
    project.register.commit(
        [
            record(
                "element",
                code,
                case=of(project, case).id,
                bone=name,
                side=side,
                zones=kept,
                developmental_age=age,
                **more,
            )
        ]
    )
    return of(project, code)


def of(project: Project, code: str) -> Found:
    return project.register.find(code)


def least(project: Project, *sites: str) -> int:
    return pooled(project, [of(project, code).id for code in sites or ("S-1",)]).minimum.value


# The worked sets of the issue


def test_a_part_with_the_right_femur_joined_to_the_body_with_the_left_is_one_person_before_and_after(
    project: Project,
) -> None:
    body, leg = case(project, "S-1-001B", "body"), case(project, "S-1-002BP", "body_part")
    bone(project, "S-1-001B", "femur", "L")
    bone(project, "S-1-002BP", "femur", "R")
    assert least(project) == 1
    assert {problem.field for problem in join(project, leg, body, FIT).problems} == {
        "association_by", "association_bones"
    }  # fmt: skip
    assert least(project) == 1
    assert [counts.cases for counts in counts_of(project)] == [2], "cases are counted by themselves"


def test_a_second_left_femur_is_joined_only_for_a_recorded_reason(project: Project) -> None:
    body, leg = case(project, "S-1-001B", "body"), case(project, "S-1-002BP", "body_part")
    bone(project, "S-1-001B", "femur", "L")
    second = bone(project, "S-1-002BP", "femur", "L")
    assert least(project) == 2
    with pytest.raises(RecordRefused, match="are of 2 people at least") as refused:
        join(project, leg, body, FIT)
    assert second.code in str(refused.value)
    assert "joined_to" not in (project.register.values("case", leg.id) or {})
    done = join(project, leg, body, WHY)
    assert [problem.field for problem in done.problems] == ["joined_to"], "it passes, and stays said"
    assert least(project) == 2


def test_complementary_halves_in_two_linked_graves_are_one_person_pooled(project: Project) -> None:
    case(project, "S-1-001BP", "body_part")
    case(project, "S-2-001BP", "body_part", site="S-2")
    bone(project, "S-1-001BP", "femur", "L", "proximal_end", "proximal_third")
    bone(project, "S-2-001BP", "femur", "L", "distal_third", "distal_end")
    assert (least(project, "S-1"), least(project, "S-2"), least(project, "S-1", "S-2")) == (1, 1, 1)
    assert [counts.sites for counts in counts_of(project)] == [("S-1",), ("S-2",)]
    ends = {"from_site": of(project, "S-1").id, "to_site": of(project, "S-2").id}
    project.register.commit([record("site_link", "L-1", **ends, evidence=["soil"], report="R-1")])
    linked = counts_of(project)[-1]
    assert (linked.sites, linked.minimum.value) == (("S-1", "S-2"), 1)


def test_numbers_and_histories_survive_a_join_and_undo_restores(project: Project) -> None:
    body, leg = case(project, "S-1-001B", "body"), case(project, "S-1-002BP", "body_part")
    before = [project.register.values("case", one.id) for one in (body, leg)]
    done = join(project, leg, body, Association(("DNA",), "report 12"))
    held = project.register.values("case", leg.id) or {}
    assert (held["code"], held["joined_to"], held["association_basis"]) == ("S-1-002BP", body.id, ["DNA"])
    assert of(project, "S-1-001B") == body
    assert [len(project.register.history(one.id)) for one in (body, leg)] == [2, 2]
    project.register.undo(done.receipt.commit)
    after = [project.register.values("case", one.id) for one in (body, leg)]
    assert [_without_kept(one) for one in after] == [_without_kept(one) for one in before]
    assert project.register.verify().ok


def _without_kept(values: object) -> dict[str, object]:
    return {name: value for name, value in values.items() if name not in ("version", "record_hash")}  # type: ignore[attr-defined]


# Splitting and re-associating


def test_a_split_gives_bones_and_what_was_found_of_them_a_number_of_their_own(project: Project) -> None:
    whole = case(project, "S-1-001B", "body")
    bone(project, "S-1-001B", "femur", "L")
    second = bone(project, "S-1-001B", "femur", "L")
    project.register.commit([record("finding", "F-1", case=whole.id, element=second.id),
                             record("sample", "SA-1", case=whole.id, element=second.id)])  # fmt: skip
    done = split(project, whole, [second], Association(reason="a second left femur"))
    made = project.register.values("case", of(project, done.made).id) or {}
    assert made["split_from"] == whole.id
    assert made["remains_class"] == "general_bone"
    assert done.made.startswith("S-1-")
    assert done.made.endswith("GB")
    for name in (second.code, "F-1", "SA-1"):
        one = of(project, name)
        assert (project.register.values(one.type, one.id) or {})["case"] == made["id"], name
    project.register.undo(done.receipt.commit)
    assert (project.register.values("element", second.id) or {})["case"] == whole.id
    assert (project.register.values("case", str(made["id"])) or {})["review"] == "voided", (
        "its number is never given again"
    )


def test_bones_are_given_to_other_remains_with_the_basis_recorded(project: Project) -> None:
    first, other = case(project, "S-1-001B", "body"), case(project, "S-1-002B", "body")
    tibia = bone(project, "S-1-001B", "tibia", "L")
    reassociate(project, [tibia], other, Association(("articulation",), "articulates with the femur"))
    assert (project.register.values("element", tibia.id) or {})["case"] == other.id
    held = project.register.values("case", other.id) or {}
    assert (held["associated_cases"], held["association_basis"]) == ([first.id], ["articulation"])
    assert [event.reason for event in project.register.history(tibia.id)][-1] == "articulates with the femur"


def test_joined_remains_are_taken_apart_and_can_be_joined_elsewhere(project: Project) -> None:
    first, other, leg = (case(project, f"S-1-00{n}", kind) for n, kind in
                         ((1, "body"), (2, "body"), (3, "body_part")))  # fmt: skip
    join(project, leg, first, FIT)
    join(project, leg, other, FIT)
    held = {one.code: project.register.values("case", one.id) or {} for one in (first, other, leg)}
    assert "associated_cases" not in held[first.code]
    assert held[other.code]["associated_cases"] == [leg.id]
    assert (held[leg.code]["joined_to"], held[leg.code]["associated_cases"]) == (other.id, [other.id])
    part(project, leg, Association(reason="DNA excludes it"))
    assert "joined_to" not in (project.register.values("case", leg.id) or {})


def test_nothing_is_joined_without_a_basis_or_a_reason_nor_in_a_circle(project: Project) -> None:
    first, other = case(project, "S-1-001B", "body"), case(project, "S-1-002BP", "body_part")
    with pytest.raises(ValueRefused, match="neither was given"):
        join(project, other, first, Association())
    with pytest.raises(ValueRefused, match="not one of"):
        join(project, other, first, Association(("guess",)))
    join(project, other, first, FIT)
    with pytest.raises(RecordRefused, match="joined to themselves"):
        join(project, first, other, FIT)


def test_a_bone_that_the_body_has_already_is_kept_and_said(project: Project) -> None:
    body = case(project, "S-1-001B", "body")
    bone(project, "S-1-001B", "femur", "L")
    edit = adding(project, "element", {"case": body.code, "bone": "femur", "side": "L", "zones": "distal_end"})
    assert edit.refusal is None
    assert any("2 people at least" in str(problem.message) for problem in edit.problems)


def test_a_circle_of_contexts_is_refused_and_named(project: Project) -> None:
    project.register.commit([record("exhumation", "X-1", site=of(project, "S-1").id)])
    dug = of(project, "X-1").id
    project.register.commit([record("context", "C-1", exhumation=dug)])
    project.register.commit([record("context", "C-2", exhumation=dug, above=[of(project, "C-1").id])])
    project.register.commit([record("context", "C-3", exhumation=dug, above=[of(project, "C-2").id])])
    edit = adding(project, "context", {"code": "C-4", "exhumation": "X-1", "above": "C-3", "below": "C-1"})
    assert edit.refusal is not None
    assert "C-4 > C-3 > C-2 > C-1 > C-4" in str(edit.refusal.message)
    project.register.commit([record("context", "C-5", exhumation=dug, equal_to=[of(project, "C-1").id])])
    edit = adding(project, "context", {"code": "C-4", "exhumation": "X-1", "above": "C-3", "below": "C-5"})
    assert edit.refusal is not None
    assert "C-4 > C-3 > C-2 > C-1 = C-5 > C-4" in str(edit.refusal.message), "what is equal is named too"


@pytest.mark.parametrize(("over", "under"), [("above", "cut_by"), ("fill_of", "below")])
def test_what_the_matrix_draws_is_what_is_held_against_circles(project: Project, over: str, under: str) -> None:
    project.register.commit([record("exhumation", "X-1", site=of(project, "S-1").id)])
    dug = of(project, "X-1").id
    for code in ("C-1", "C-2", "C-3"):
        project.register.commit([record("context", code, exhumation=dug, context_type="fill")])
    keep(project, setting(project, of(project, "C-1"), {over: "C-2"}), "seen")
    keep(project, setting(project, of(project, "C-3"), {under: "C-2"}), "seen")
    edit = setting(project, of(project, "C-3"), {"fill_of": "C-1"})
    assert edit.refusal is not None
    assert "C-3 > C-1 > C-2 > C-3" in str(edit.refusal.message)
    assert edit.refusal.field == "fill_of"
    brought = {
        "context_type": "fill",
        "exhumation": dug,
        "fill_of": of(project, "C-1").id,
        "above": [of(project, "C-1").id],
    }
    project.register.commit([record("context", "C-4", cut_by=[of(project, "C-2").id], **brought)])
    told = setting(project, of(project, "C-4"), {"notes": "seen"}).problems
    assert any("C-4 > C-1 > C-2 > C-4" in str(one.message) for one in told), "what a merge brought is said by codes"
    scene = read_scene(grave_records(project, ""), "S-1")
    with pytest.raises(CycleRefused, match=r"circle: C-[124] > C-[124] > C-[124] > C-[124]\."):
        view_of(scene, "matrix")


# Numbers


def number(project: Project, kind: str = "body", **more: str) -> str:
    texts = {"remains_class": kind, "origin": "handed_over", "received_from": "a farmer", "site": "S-1", **more}
    edit, _ = keep_new(project, adding(project, "case", texts))
    return edit.code


def test_a_block_that_was_reserved_for_a_device_is_used_up_and_left(project: Project) -> None:
    reserve(project, of(project, "S-1"), Block("case", 100, 101, project.device.short, "T-1"))
    short = project.device.short
    assert [number(project), number(project, "body_part"), number(project, "general_bone")] == [
        "S-1-100B", "S-1-101BP", f"S-1-{short}-001GB",
    ]  # fmt: skip


def test_two_teams_that_work_apart_never_give_one_number_twice(project: Project) -> None:
    reserve(project, of(project, "S-1"), Block("case", 1, 50, project.device.short))
    other = Device(Ed25519PrivateKey.generate(), "")
    reserve(project, of(project, "S-1"), Block("case", 51, 99, other.short))
    apart = Project(project.folder, project.id, project.register, project.pack, other)
    assert [number(project), number(project)] == ["S-1-001B", "S-1-002B"]
    site = {"site": "S-1", "remains_class": "body", "origin": "handed_over", "received_from": "a farmer"}
    assert adding(apart, "case", site).code == "S-1-051B"


def test_a_number_of_a_block_of_another_device_is_pointed_out(project: Project) -> None:
    site = {"site": "S-1", "remains_class": "body", "origin": "handed_over", "received_from": "a farmer"}
    reserve(project, of(project, "S-1"), Block("case", 1, 50, project.device.short))
    reserve(project, of(project, "S-1"), Block("case", 51, 99, "EX-9"))
    told = [str(one.message) for one in adding(project, "case", {**site, "code": "S-1-060B"}).problems]
    assert any("51 to 99" in one and "EX-9" in one for one in told)
    assert not any("reserved" in str(one.message) for one in adding(project, "case", site).problems)
    own = adding(project, "case", {**site, "code": "S-1-007B"}).problems
    assert not any("reserved" in str(one.message) for one in own)


def test_a_block_that_overlaps_with_another_is_refused(project: Project) -> None:
    reserve(project, of(project, "S-1"), Block("case", 1, 50, "AAA"))
    reserve(project, of(project, "S-1"), Block("sample", 1, 50, "AAA"))
    with pytest.raises(RecordRefused, match="1 to 50, and 50 to 60"):
        reserve(project, of(project, "S-1"), Block("case", 50, 60, "BBB"))
    with pytest.raises(ValueRefused, match="goes from a number to a larger one"):
        reserve(project, of(project, "S-1"), Block("case", 70, 60, "BBB"))


def test_every_number_of_a_block_is_used_explained_or_listed(project: Project) -> None:
    reserve(project, of(project, "S-1"), Block("case", 1, 4, project.device.short))
    number(project)
    kept = project.register.values("site", of(project, "S-1").id) or {}
    explained = {**kept, "numbers_explained": [{"series": "case", "number": "3", "reason": "label torn"}]}
    [told] = accounts_of(project, explained)
    assert (dict(told.used), dict(told.explained), told.unexplained) == ({1: "S-1-001B"}, {3: "label torn"}, (2, 4))


def test_bones_of_remains_that_are_voided_or_of_no_site_are_named_as_left_out(project: Project) -> None:
    case(project, "S-1-001B", "body")
    bone(project, "S-1-001B", "femur", "L")
    lost = record("case", "LOST-1", remains_class="body", origin="handed_over", received_from="a farmer")
    project.register.commit([lost])
    astray = bone(project, "LOST-1", "femur", "L")
    [counts] = counts_of(project)
    assert counts.minimum.value == 1
    assert counts.minimum.left_out == {astray.id: "no_site"}
    assert counts.codes[astray.id] == astray.code
    [of_the_site] = counts_of(project, [of(project, "S-1").id])
    assert of_the_site.minimum.left_out == {}, "nothing says that it is of this grave"


@pytest.mark.parametrize("other", ["S-1-001В", "S-1-OO1B", "S-1-1B", "S-1-001 B"])
def test_two_numbers_that_are_taken_for_one_are_a_problem_and_either_finds_both(project: Project, other: str) -> None:
    first = case(project, "S-1-001B", "body")
    texts = {"code": other, "remains_class": "commingled_assemblage", "origin": "handed_over", "received_from": "x"}
    edit, _ = keep_new(project, adding(project, "case", texts))
    assert edit.code == other, "it is recorded all the same"
    told = "are taken for one number"
    assert sum(told in str(problem.message) for problem in edit.problems) == 1
    kept = setting(project, of(project, first.code), {"notes": "looked at"})
    assert any(told in str(problem.message) for problem in kept.problems), "and is told of the first as well"
    for written in ("S-1-001B", other.replace(" ", "")):
        assert {one.code for one in project.register.search(written, ("case",))} >= {"S-1-001B"}
    assert number(project).endswith("-001B"), "another is proposed"
    mended = setting(project, of(project, other), {"code": f"{other}-2"})
    assert not any(told in str(problem.message) for problem in mended.problems)


@pytest.mark.parametrize(
    ("other", "remains_class"),
    [("S-1-015BP", "body_part"), ("S-1-015GB", "general_bone"), ("S-1-015", "non_human"), ("S-1-15BP", "body_part"),
     ("S-1-015-ВР", "body_part")],
)  # fmt: skip
def test_a_number_of_one_site_is_used_once_whatever_its_suffix(
    project: Project, other: str, remains_class: str
) -> None:
    case(project, "S-1-015B", "body")
    case(project, "S-1-016B", "body")
    texts = {
        "code": other,
        "remains_class": remains_class,
        "origin": "handed_over",
        "received_from": "x",
        "site": "S-1",
    }
    edit, _ = keep_new(project, adding(project, "case", texts))
    [told] = [str(problem.message) for problem in edit.problems if problem.field == "code"]
    assert "S-1-015B" in told
    assert other in told
    kept = setting(project, of(project, "S-1-015B"), {"notes": "looked at"})
    assert any(other in str(problem.message) for problem in kept.problems), "and is told of the first as well"
    mended = setting(project, of(project, other), {"code": other.replace("15", "17")})
    assert not [problem for problem in mended.problems if problem.field == "code"]


@pytest.mark.parametrize("code", ["FOO", "S-2-001B", "S-1-B", "S-1-001X", "HR-7B"])
def test_a_body_that_has_no_number_of_its_site_is_told(project: Project, code: str) -> None:
    texts = {"code": code, "remains_class": "body", "origin": "handed_over", "received_from": "x", "site": "S-1"}
    told = [str(problem.message) for problem in adding(project, "case", texts).problems if problem.field == "code"]
    assert told == [f"{code} is no number of remains of S-1: that is the site, a running number, and B, BP or GB, such "
                    "as S-1-001B. A number that others gave stands among the other numbers."]  # fmt: skip
    for number_ in ("S-1-001B", f"S-1-{project.device.short}-001B"):
        edit = adding(project, "case", {**texts, "code": number_})
        assert not [problem for problem in edit.problems if problem.field == "code"]


def test_a_number_that_is_changed_stays_among_the_other_numbers_and_is_found_and_given_to_nothing_else(
    project: Project,
) -> None:
    reserve(project, of(project, "S-1"), Block("case", 1, 3, project.device.short))
    case(project, "S-1-001B", "body")
    keep(project, setting(project, of(project, "S-1-001B"), {"code": "S-1-003B"}), "the label was misread")
    keep(project, setting(project, of(project, "S-1-003B"), {"code": "S-1-103B"}), "and again")
    [found] = project.register.search("S-1-001B", ("case",))
    assert found.code == "S-1-103B"
    rows = (project.register.values("case", found.id) or {})["other_numbers"]
    assert [(row["system"], row["number"]) for row in rows] == [("earlier", "S-1-001B"), ("earlier", "S-1-003B")]
    assert all(row["since"][:2] == "20" for row in rows)
    assert number(project) == "S-1-002B"
    texts = {"origin": "handed_over", "received_from": "x", "site": "S-1"}
    for code, class_, word in (
        ("S-1-001B", "body", "was the number of another record before"), ("S-1-003BP", "body_part", "are one number"),
    ):  # fmt: skip
        edit = adding(project, "case", {**texts, "code": code, "remains_class": class_})
        assert [word in str(problem.message) for problem in edit.problems if problem.field == "code"] == [True]
    keep(project, setting(project, found, {"code": "S-1-001B"}))
    rows = (project.register.values("case", found.id) or {})["other_numbers"]
    assert [row["number"] for row in rows] == ["S-1-003B", "S-1-103B"], "what it is called now is no other number"
    keep(project, setting(project, found, {"notes": "looked at"}))
    assert len((project.register.values("case", found.id) or {})["other_numbers"]) == 2


def test_a_number_in_the_wrong_alphabet_is_mended_without_being_taken_for_itself(project: Project) -> None:
    kept = case(project, "S-1-009В", "commingled_assemblage")
    edit = setting(project, kept, {"code": "S-1-009B", "remains_class": "body"})
    assert edit.refusal is None
    assert not any("taken for one number" in str(problem.message) for problem in edit.problems)


def test_a_number_in_the_other_alphabet_takes_the_number_of_a_block(project: Project) -> None:
    reserve(project, of(project, "S-1"), Block("case", 1, 9, project.device.short))
    case(project, "S-1-001В", "commingled_assemblage")
    assert number(project) == "S-1-002B"


def test_more_persons_identified_than_the_bones_are_of_is_said_beside_the_counts(project: Project) -> None:
    body = case(project, "S-1-001B", "body")
    persons = [record("missing_person", f"MP-{at}") for at in (1, 2)]
    first, second = (
        record("identification", f"ID-{at}", missing_person=person.record, cases=[one.id], **CONFIRMED)
        for at, (person, one) in enumerate(zip(persons, (body, case(project, "S-1-002B", "body")), strict=True))
    )
    project.register.commit([*persons, first, second])
    [counts] = counts_of(project)
    assert (counts.cases, counts.minimum.value, counts.identified) == (2, 0, 2)
    assert "More persons are identified (2) than the bones in the inventory are of at least (0)" in str(
        counts.limitation
    )
    for code in ("S-1-001B", "S-1-002B"):
        bone(project, code, "femur", "L")
    [counts] = counts_of(project)
    assert (counts.minimum.value, counts.limitation) == (2, None)


def test_bones_of_voided_remains_and_of_animals_are_named_at_their_own_grave_alone(project: Project) -> None:
    for code, kind, site in (
        ("S-1-001B", "body", "S-1"), ("S-1-002B", "body", "S-1"), ("S-1-003GB", "non_human", "S-1"),
        ("S-2-001B", "body", "S-2"),
    ):  # fmt: skip
        case(project, code, kind, site=site)
        bone(project, code, "femur", "L")
    voiding(project, of(project, "S-1-002B"), "a number given twice")
    one, other = counts_of(project)
    assert sorted(one.minimum.left_out.values()) == ["not_human", "voided"]
    assert (one.minimum.value, one.cases) == (1, 2)
    assert other.minimum.left_out == {}
