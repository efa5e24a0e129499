"""A blank form of every type prints from the declarations, in the order of the screen, and its scan is recognised."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.forms.sheet import Sheet
from desktop.inspector.inspector import Inspector
from desktop.paper.form import print_form
from desktop.paper.scanning import codes_in
from desktop.session import Session
from forensics.catalogue import TYPES, catalogue
from forensics.errors import ValueRefused
from forensics.fields import Answer, Kind
from forensics.marks import SheetMark, read_mark
from forensics.ports import Found
from layers.editing import adding, keep
from layers.errors import ExportRefused
from layers.exports.saying import translator_for
from layers.language import Translator
from layers.paper.blank_form import MOST_BOXES, blank_form, version_of
from layers.paper.sheets import sheet_mark, take_in_sheet
from layers.project import Project
from tests.desktop.commands.running import Terminal
from tests.desktop.paper.reading import codes, pages, picture, size_mm, words
from tests.layers.projects import closing, make

KINDS = {kind.name: kind for kind in catalogue()}


@pytest.fixture
def project(tmp_path: Path, qapp: object) -> Iterator[Project]:
    with closing(make(tmp_path / "paper", pack="ua")) as made:
        yield made


@pytest.mark.parametrize("language", ["en", "uk"])
def test_every_type_prints_with_all_its_questions_on_a4(project: Project, tmp_path: Path, language: str) -> None:
    translate = translator_for(project, language)
    for type_ in TYPES:
        out = tmp_path / f"{type_}.pdf"
        printed = print_form(project, type_, out, language)
        text = " ".join(" ".join(printed.words).split())
        assert printed.pages == pages(out)
        for field in project.catalogue[type_].typed:
            if field.kind is not Kind.ANSWERS:
                assert translate(field.label).split()[0] in text, (type_, field.name)
    wide, high = size_mm(out)
    assert (round(wide), round(high)) == (210, 297)
    assert translate("Page {page} of {pages}", page=1, pages=pages(out)) in " ".join(words(out).split())


def test_the_questions_stand_in_the_order_of_the_screen(qtbot: QtBot, session: Session) -> None:
    inspector = Inspector(session)
    qtbot.addWidget(inspector)
    for type_ in ("case", "site", "artefact", "site_log"):
        inspector.new_record(type_)
        sheet = inspector.sheet
        assert isinstance(sheet, Sheet)
        on_screen = [field.name for section in sheet.sections for field in section.fields
                     if field.kind is not Kind.ANSWERS]  # fmt: skip
        form = blank_form(session.project.catalogue[type_], session.translate)  # type: ignore[arg-type]
        assert [question.name for section in form.sections for question in section.questions] == on_screen


def test_vocabularies_are_ticked_long_ones_listed_and_what_is_required_marked() -> None:
    form = blank_form(KINDS["element"], Translator("en"))
    asked = {question.name: question for section in form.sections for question in section.questions}
    for field in KINDS["element"].typed:
        if field.kind is Kind.ANSWERS:
            continue
        question = asked[field.name]
        assert question.required == (field.answer in (Answer.ASKED, Answer.NEEDED))
        if field.vocabulary is not None:
            long = len(field.vocabulary.codes) > MOST_BOXES
            assert question.listed == long
            assert bool(question.boxes) != long
    assert asked["bone"].listed
    [bones] = [codes_ for codes_ in form.lists if codes_.title == Translator("en")("Bone")]
    assert ("femur", "Femur") in bones.codes
    assert "Left" in asked["side"].boxes


def test_the_version_changes_with_the_questions_and_with_nothing_else() -> None:
    versions = {name: version_of(kind) for name, kind in KINDS.items()}
    assert len(set(versions.values())) == len(versions)
    assert versions == {name: version_of(kind) for name, kind in {one.name: one for one in catalogue()}.items()}


def test_the_code_on_every_page_names_type_number_version_and_page(project: Project, tmp_path: Path) -> None:
    out = tmp_path / "case.pdf"
    printed = print_form(project, "case", out, copies=2)
    assert len(set(printed.numbers)) == 2
    assert pages(out) == 2 * printed.pages
    for page in (0, printed.pages - 1, printed.pages):
        [said] = codes(out, page)
        number = printed.numbers[page // printed.pages]
        version = version_of(project.catalogue["case"])
        assert read_mark(said) == SheetMark("case", number, version, page % printed.pages + 1)


def test_a_keyed_record_keeps_the_scan_of_its_sheet(project: Project, tmp_path: Path) -> None:
    out = tmp_path / "case.pdf"
    printed = print_form(project, "case", out)
    scan = tmp_path / "scan.png"
    assert picture(out, 0, 150).save(str(scan))
    mark = sheet_mark(codes_in(scan))
    assert mark is not None
    assert (mark.type, mark.number) == ("case", printed.numbers[0])
    edit = adding(project, "case", {"code": "EX-1", "remains_class": "body"})
    keep(project, edit)
    record = Found("case", edit.record, "EX-1")
    for _ in range(2):  # a second time adds nothing
        [taken] = take_in_sheet(project, scan, record, mark).files
        held = project.register.values("media", taken.media) or {}
        assert (held["subject"], held["copy_kind"]) == ([record.id], "printed")
        assert held["other_numbers"] == [{"number": mark.number, "system": "form"}]
    assert len(project.register.codes("media")) == 1
    other = adding(project, "case", {"code": "EX-2", "remains_class": "body"})
    keep(project, other)
    again = tmp_path / "again.png"
    again.write_bytes(scan.read_bytes() + b" ")
    [taken] = take_in_sheet(project, again, Found("case", other.record, "EX-2"), mark).files
    assert any("EX-1 already" in str(one) for one in taken.problems), "another scan of one sheet, for another body"
    keep(project, adding(project, "site", {"code": "EX-S", "form": "single_grave"}))
    with pytest.raises(ValueRefused, match="is a form of case"):
        take_in_sheet(project, scan, project.register.find("EX-S"), mark)


def test_a_scan_without_a_code_is_taken_in_all_the_same(project: Project, tmp_path: Path) -> None:
    torn = tmp_path / "torn.png"
    torn.write_bytes(b"no picture")
    assert sheet_mark(codes_in(torn)) is None
    keep(project, adding(project, "case", {"code": "EX-1"}))
    [taken] = take_in_sheet(project, torn, project.register.find("EX-1"), None).files
    assert (project.register.values("media", taken.media) or {})["copy_kind"] == "printed"


def test_the_command_writes_a_form_and_takes_its_scan_in(project: Project, tmp_path: Path, terminal: Terminal) -> None:
    folder, out = str(project.folder), tmp_path / "form.pdf"
    keep(project, adding(project, "case", {"code": "EX-1"}))
    terminal("form", folder, "case", str(out), "--language", "uk")
    assert "Останки" in words(out)
    terminal("sheet", folder, str(out), "--record", "EX-1")
    assert len(project.register.codes("media")) == 1
    terminal("form", folder, "case", str(tmp_path / "form.txt"), status=2)
    with pytest.raises(ExportRefused, match="copies"):
        print_form(project, "case", out, copies=0)
