"""Numbers by site: a team's block serves remains, artefacts, samples and photographs, and is accounted for whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from forensics.errors import UnknownName, ValueRefused
from forensics.numbering import Block
from forensics.ports import Found
from layers.editing import adding, keep, keep_new, voiding
from layers.evidence import InMemory, take_in
from layers.numbering import accounts_of, explain, reserve
from layers.project import Project
from tests.layers.projects import closing, make


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = make(tmp_path / "numbers")
    keep(made, adding(made, "site", {"code": "S-1", "form": "single_grave"}))
    keep(made, adding(made, "exhumation", {"code": "X-1", "site": "S-1"}))
    keep(made, adding(made, "case", {"code": "S-1-001B", "remains_class": "body", "exhumation": "X-1"}))
    with closing(made):
        yield made


def site_of(project: Project) -> Found:
    return project.register.find("S-1", ("site",))


def add(project: Project, type_: str, **texts: str) -> Found:
    edit, _ = keep_new(project, adding(project, type_, texts))
    return Found(type_, edit.record, edit.code)


def hold(project: Project, series: str, first: int, last: int) -> None:
    reserve(project, site_of(project), Block(series, first, last, project.device.short))


def test_an_artefact_and_a_sample_take_the_next_number_of_the_block_of_their_site(project: Project) -> None:
    hold(project, "artefact", 1, 2)
    hold(project, "sample", 7, 8)
    assert add(project, "artefact", case="S-1-001B", artefact_class="bullet").code == "S-1-A-001"
    assert add(project, "artefact", exhumation="X-1", artefact_class="bullet").code == "S-1-A-002"
    assert add(project, "artefact", site="S-1").code == f"A-{project.device.short}-1", "the block is used up"
    assert add(project, "artefact", artefact_class="other").code == f"A-{project.device.short}-2", "of no site"
    assert add(project, "sample", case="S-1-001B").code == "S-1-SA-007"
    assert add(project, "sample", artefact="S-1-A-001").code == "S-1-SA-008"


def test_photographs_that_are_taken_in_together_take_the_numbers_of_the_block(project: Project) -> None:
    hold(project, "media", 3, 4)
    files = [InMemory(f"{name}.txt", name.encode()) for name in ("one", "two", "three")]
    taken = take_in(project, files, attach="S-1-001B").files
    assert [one.code for one in taken] == ["S-1-M-003", "S-1-M-004", f"M-{project.device.short}-1"]


def test_every_number_is_used_voided_with_a_reason_explained_or_listed(project: Project) -> None:
    hold(project, "artefact", 1, 4)
    add(project, "artefact", case="S-1-001B")
    voiding(project, add(project, "artefact", case="S-1-001B"), "a stone")
    explain(project, site_of(project), "artefact", 4, "label torn")
    [told] = accounts_of(project, project.register.values("site", site_of(project).id) or {})
    assert (dict(told.used), dict(told.voided)) == ({1: "S-1-A-001"}, {2: "a stone"})
    assert (dict(told.explained), told.unexplained) == ({4: "label torn"}, (3,))


@pytest.mark.parametrize(("series", "number"), [("artefact", 1), ("artefact", 9), ("case", 3), ("artefact", 4)])
def test_only_a_number_that_stands_open_is_explained(project: Project, series: str, number: int) -> None:
    hold(project, "artefact", 1, 4)
    add(project, "artefact", case="S-1-001B")
    explain(project, site_of(project), "artefact", 4, "label torn")
    with pytest.raises(ValueRefused, match=f"{number} of {series} stands open in no block"):
        explain(project, site_of(project), series, number, "because")


def test_a_number_is_explained_with_a_reason(project: Project) -> None:
    hold(project, "case", 2, 4)
    with pytest.raises(ValueRefused, match="with a reason"):
        explain(project, site_of(project), "case", 3, "  ")


def test_the_label_of_a_reserved_number_finds_the_remains_that_came_to_have_it(project: Project) -> None:
    found = project.register.find("case/S-1-001")
    assert found.code == "S-1-001B"
    assert project.register.find("S-1-001").id == found.id
    with pytest.raises(UnknownName):
        project.register.find("case/S-1-00")
    with pytest.raises(UnknownName):
        project.register.find("artefact/S-1-001")
    keep(project, adding(project, "case", {"code": "S-1-001BP", "remains_class": "body_part", "exhumation": "X-1"}))
    with pytest.raises(UnknownName, match=r"S-1-001B .*S-1-001BP"):
        project.register.find("case/S-1-001")
