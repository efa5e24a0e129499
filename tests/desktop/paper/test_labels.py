"""Labels say number, site, kind and a line for the date, and a reader finds the record that they name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.actions.finding_things import Finder
from desktop.paper.label_sheet import STOCKS, print_labels
from desktop.session import Session
from forensics.errors import UnknownName, ValueRefused
from forensics.numbering import Block
from forensics.ports import Found
from layers.editing import adding, keep
from layers.errors import ExportRefused
from layers.exports.saying import translator_for
from layers.numbering import reserve
from layers.paper.labels import labels_of_blocks, labels_of_records
from layers.paper.scanned import Reserved, find_scanned
from layers.project import Project
from tests.desktop.commands.running import Terminal
from tests.desktop.paper.reading import codes, pages, size_mm, words


@pytest.fixture
def project(session: Session) -> Iterator[Project]:
    made = session.project
    keep(made, adding(made, "site", {"code": "EX-S-1", "form": "single_grave", "name": "Yard of the Example family"}))
    keep(made, adding(made, "case", {"code": "EX-S-1-001B", "remains_class": "body", "site": "EX-S-1"}))
    site = made.register.find("EX-S-1")
    reserve(made, site, Block("case", 1, 30, made.device.short))
    reserve(made, site, Block("sample", 5, 6, "ABC"))
    return made


def printed(project: Project, out: Path, *names: str, **how: object) -> int:
    translate = translator_for(project, "en")
    labels = labels_of_records(project, [project.register.find(name) for name in names], translate)
    if not names:
        labels = labels_of_blocks(project, project.register.find("EX-S-1"), ("case",), translate)
    return print_labels(project, labels, out, translate, **how)  # type: ignore[arg-type]


def test_the_labels_of_a_block_are_where_the_sheet_is_cut_and_each_code_names_its_number(
    project: Project, tmp_path: Path
) -> None:
    out = tmp_path / "labels.pdf"
    assert printed(project, out, offset=(1.0, -0.5), skip=3) == 2 == pages(out)
    first = codes(out, 0, 300)
    assert sorted(first) == [f"case/EX-S-1-{number:03}" for number in range(1, 22)]
    stock = STOCKS["a4-3x8"]
    for number in range(21):
        left, top = stock.place(number + 3)
        x, y = first[f"case/EX-S-1-{number + 1:03}"]
        assert left + 1 < x < left + 1 + 12, "the code stands at the left of its label"
        assert top - 0.5 < y < top - 0.5 + 15
    assert len(codes(out, 1, 300)) == 9


def test_a_label_on_a_roll_says_number_site_and_kind_and_nothing_that_harms(project: Project, tmp_path: Path) -> None:
    out = tmp_path / "roll.pdf"
    assert printed(project, out, "case/EX-S-1-001B", stock="roll-62x29") == 1
    assert tuple(map(round, size_mm(out))) == (62, 29)
    assert words(out).split() == ["EX-S-1-001B", "EX-S-1", "Remains", "case", "Date"]
    assert list(codes(out, 0, 300)) == ["case/EX-S-1-001B"]


def test_only_things_carry_labels(project: Project, tmp_path: Path) -> None:
    with pytest.raises(ValueRefused, match="carries a label"):
        printed(project, tmp_path / "x.pdf", "EX-S-1")
    with pytest.raises(ValueRefused, match="No numbers are reserved"):
        labels_of_blocks(project, project.register.find("EX-S-1"), ("media",), translator_for(project, "en"))
    with pytest.raises(ExportRefused, match="no stock"):
        printed(project, tmp_path / "x.pdf", stock="a9")


def test_a_scanned_label_opens_its_record_also_with_the_suffix_that_it_came_to_have(project: Project) -> None:
    record = project.register.find("EX-S-1-001B").id
    for said in ("case/EX-S-1-001B", "case/EX-S-1-001", "сфіу.УЧ-І-1-001И"):
        assert find_scanned(project, said) == Found("case", record, "EX-S-1-001B"), said
    site = project.register.find("EX-S-1").id
    assert find_scanned(project, "sample/EX-S-1-SA-005") == Reserved("sample", "EX-S-1-SA-005", site)
    assert find_scanned(project, "EX-S-1-001B") is None, "typed, it is searched for like any text"
    with pytest.raises(UnknownName):
        find_scanned(project, "sample/EX-S-1-SA-007")


def test_ctrl_k_takes_what_was_scanned(session: Session, project: Project) -> None:
    [entry] = Finder(session).find("case/EX-S-1-001\n")
    assert entry.record is not None
    assert entry.record.code == "EX-S-1-001B"
    [entry] = Finder(session).find("case/EX-S-1-017")
    assert (entry.kind, entry.command) == ("new", "case")
    assert dict(entry.texts) == {"code": "EX-S-1-017", "site": project.register.find("EX-S-1").id}


def test_the_command_prints_a_block_before_the_team_leaves(
    project: Project, tmp_path: Path, terminal: Terminal
) -> None:
    out = tmp_path / "labels.pdf"
    folder = str(project.folder)
    terminal("labels", folder, str(out), "--site", "EX-S-1", "--series", "sample", "--device", "abc")
    assert sorted(codes(out, 0, 300)) == ["sample/EX-S-1-SA-005", "sample/EX-S-1-SA-006"]
    terminal("labels", folder, "EX-S-1-001B", str(out), "--offset", "left", status=2)
