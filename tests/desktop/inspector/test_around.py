"""The inspector: what stands around a record, the two languages, and how the form is made."""

from __future__ import annotations

from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QImage
from PyQt6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.forms.section import Section
from desktop.inspector.inspector import CUSTODY, FORM, MEDIA, Inspector
from desktop.inspector.linked_tab import Card
from desktop.inspector.thumbnails import small_picture
from desktop.session import Session
from desktop.taking_in import HolderDialog
from forensics.fields import Answer
from forensics.ports import Query, Receipt
from layers.editing import keep as keep_edit
from layers.editing import setting
from tests.counts import proving
from tests.desktop.form_projects import (
    ENTER,
    TAB,
    begin_without_holder,
    press,
    put,
    select,
    settle,
)

# Looking around


def test_the_window_says_everything_in_the_other_language_at_once(
    qtbot: QtBot, session: Session, inspector: Inspector
) -> None:
    record = put(session, "site", code="EX-S-1", form="single_grave")
    select(qtbot, session, "site", record)
    sheet = inspector.sheet
    assert sheet is not None
    row = sheet.reveal("status")
    settle(qtbot)
    row.touched = True
    session.set_language("uk")
    assert row.label.text() == session.label(row.field.label) != row.field.label
    assert inspector.header.kind.text() == "Місце поховання"
    assert inspector.save_bar.saver.text() == "Зберегти"
    assert inspector.tabs.names()[FORM] == "Форма"
    assert row.sentence.endswith("була б відповіддю.") or "«" in row.sentence or row.sentence
    session.set_language("en")
    assert row.label.text() == "Status"


def test_media_and_custody_name_the_record_and_begin_new_ones(
    qtbot: QtBot, session: Session, inspector: Inspector
) -> None:
    case = put(session, "case", code="EX-HR-1-B", remains_class="body")
    put(session, "custody", code="EX-CU-1", item=case, sequence="1", action="collected", at="2022-09-17T10:00+03:00",
        seal_after="EX-SEAL-1")  # fmt: skip
    put(session, "media", code="EX-M-1", sha256="0" * 64, subject=case)
    select(qtbot, session, "case", case)
    inspector.tabs.setCurrentIndex(MEDIA)
    settle(qtbot)
    assert [link.values["code"] for link in inspector.media.links] == ["EX-M-1"]
    inspector.tabs.setCurrentIndex(CUSTODY)
    settle(qtbot)
    [card] = inspector.custody.findChildren(Card)
    assert card.accessibleName().startswith("1 · Collected")
    add = next(one for one in inspector.custody.findChildren(QPushButton) if one.text() == "Add a custody event")
    qtbot.mouseClick(add, Qt.MouseButton.LeftButton)
    settle(qtbot)
    draft = inspector.draft
    assert draft is not None
    assert (draft.kind.name, draft.texts) == (
        "custody", {"item": case, "sequence": "2", "seal_before": "EX-SEAL-1"}
    )  # fmt: skip


def test_files_are_taken_in_as_media_that_show_the_record(
    qtbot: QtBot, session: Session, inspector: Inspector, tmp_path: Path
) -> None:
    picture = QImage(64, 32, QImage.Format.Format_RGB32)
    picture.fill(0x336699)
    assert picture.save(str(tmp_path / "EXAMPLE-1.png"))
    record = put(session, "site", code="EX-S-1", form="single_grave")
    select(qtbot, session, "site", record)
    inspector.tabs.setCurrentIndex(MEDIA)
    settle(qtbot)
    inspector.media.take_in([str(tmp_path / "EXAMPLE-1.png")])
    begin_without_holder(qtbot)
    settle(qtbot)
    [link] = inspector.media.links
    assert (link.values["subject"], link.values["original_name"]) == ([record], "EXAMPLE-1.png")
    [card] = inspector.media.findChildren(Card)
    assert (card.sign.width(), card.sign.height()) == (56, 28)


def test_who_has_the_files_is_asked_where_the_key_is_nobodys_and_custody_begins_with_them(
    qtbot: QtBot, session: Session, inspector: Inspector, tmp_path: Path
) -> None:
    people = [put(session, "practitioner", code=f"PR-{n}", roles="evidence_custodian") for n in (1, 2)]
    record = put(session, "site", code="EX-S-1", form="single_grave")
    select(qtbot, session, "site", record)
    inspector.tabs.setCurrentIndex(MEDIA)
    for number in (1, 2):
        (tmp_path / f"EXAMPLE-{number}.txt").write_text(f"EXAMPLE {number}")
        inspector.media.take_in([str(tmp_path / f"EXAMPLE-{number}.txt")])
        qtbot.waitUntil(lambda: bool(inspector.media.findChildren(HolderDialog)))
        [dialog] = inspector.media.findChildren(HolderDialog)
        if number == 1:
            assert not dialog.go.isEnabled()
            dialog.row.set_text(people[1])
        assert dialog.holder == people[1], "who was named last is offered again"
        dialog._look()
        qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda number=number: session.project.register.count(Query("custody")) == number)  # type: ignore[misc]
        settle(qtbot)
    events = list(session.project.register.select(Query("custody")))
    assert [(one["action"], one["to_holder"]) for one in events] == [("collected", people[1])] * 2


def test_a_file_that_is_no_picture_keeps_its_sign() -> None:
    assert small_picture(b"EXAMPLE, no picture", 56) is None


def test_a_file_that_is_not_there_is_told_and_nothing_is_recorded(
    qtbot: QtBot, session: Session, inspector: Inspector, tmp_path: Path
) -> None:
    record = put(session, "site", code="EX-S-1", form="single_grave")
    select(qtbot, session, "site", record)
    inspector.tabs.setCurrentIndex(MEDIA)
    settle(qtbot)
    with qtbot.waitSignal(session.refused) as told:
        inspector.media.take_in([str(tmp_path / "nowhere.jpg")])
        begin_without_holder(qtbot)
    assert "nowhere.jpg" in str(told.args[0].message)
    assert session.project.register.count(Query("media")) == 0


def test_custody_that_has_a_gap_says_so(qtbot: QtBot, session: Session, inspector: Inspector) -> None:
    case = put(session, "case", code="EX-HR-1-B", remains_class="body")
    for number in (1, 3):
        put(session, "custody", code=f"EX-CU-{number}", item=case, sequence=str(number), action="collected",
            at=f"2022-09-1{number}T10:00+03:00")  # fmt: skip
    select(qtbot, session, "case", case)
    inspector.tabs.setCurrentIndex(CUSTODY)
    settle(qtbot)
    said = [label.text() for label in inspector.custody.findChildren(QLabel)]
    assert "Custody has a gap: number 3 follows number 1." in said


def test_a_new_medium_of_sexual_violence_names_it_under_seal(
    qtbot: QtBot, session: Session, inspector: Inspector
) -> None:
    record = put(session, "incident", code="EX-I-1", category="sexual_violence", date="2022-03")
    select(qtbot, session, "incident", record)
    inspector.tabs.setCurrentIndex(MEDIA)
    settle(qtbot)
    add = next(one for one in inspector.media.findChildren(QPushButton) if one.text() == "Add a media item")
    qtbot.mouseClick(add, Qt.MouseButton.LeftButton)
    assert inspector.draft is not None
    assert inspector.draft.texts == {"sealed_subject": record}


def test_a_record_that_a_field_names_is_opened_and_alt_left_comes_back(
    qtbot: QtBot, session: Session, inspector: Inspector
) -> None:
    site = put(session, "site", code="EX-S-12", form="multiple_grave")
    case = put(session, "case", code="EX-HR-1-B", remains_class="body", site=site)
    select(qtbot, session, "case", case)
    assert inspector.sheet is not None
    line = inspector.sheet.reveal("site").stops()[0]
    line.setFocus()
    press(qtbot, ENTER, Qt.KeyboardModifier.AltModifier)
    settle(qtbot)
    assert session.selected.record == site
    inspector.setFocus()
    qtbot.keyClick(inspector, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    settle(qtbot)
    assert session.selected.record == case


def test_a_place_that_was_picked_on_the_map_goes_into_the_field_that_asked(
    qtbot: QtBot, session: Session, inspector: Inspector
) -> None:
    inspector.new_record("case", {})
    settle(qtbot)
    assert inspector.sheet is not None
    asked: list[str] = []
    inspector.pick_requested.connect(asked.append)
    inspector.sheet.reveal("skull").editor.pick()  # type: ignore[attr-defined]
    assert inspector.draft is not None
    inspector.set_place("case", inspector.draft.key, "skull", "49.97, 36.23")
    assert asked == ["skull"]
    assert inspector.draft.texts == {"skull": "49.97, 36.23"}


def test_a_record_that_is_no_longer_there_leaves_the_inspector_empty(
    qtbot: QtBot, session: Session, inspector: Inspector
) -> None:
    session.select("site", "01a1fdb8-82b7-70c0-bc35-45065362e04c")
    settle(qtbot)
    assert inspector.nothing.isVisible()


# How the form is made


def test_only_what_is_in_sight_is_made_before_the_window_gets_its_turn(
    qtbot: QtBot, session: Session, inspector: Inspector
) -> None:
    inspector.new_record("case", {})
    sheet = inspector.sheet
    assert sheet is not None
    made = sum(1 for _ in sheet._rows())
    assert 0 < made < len(sheet.kind.typed) / 2
    settle(qtbot)
    folded = [section for section in sheet.sections if not section.is_open]
    assert all(section.whole for section in sheet.sections if section.is_open)
    assert all(not section.rows for section in folded), "what is folded away is made when it is unfolded"
    folded[0].heading.setFocus()
    press(qtbot, Qt.Key.Key_Space)
    settle(qtbot)
    assert folded[0].whole


def test_sections_with_questions_come_first_and_stand_open(
    qtbot: QtBot, session: Session, inspector: Inspector
) -> None:
    inspector.new_record("case", {})
    sheet = inspector.sheet
    assert sheet is not None

    def asked(section: Section) -> bool:
        return any(field.answer in (Answer.ASKED, Answer.NEEDED) for field in section.fields)

    order = [asked(section) for section in sheet.sections]
    assert order == sorted(order, reverse=True)
    assert all(section.is_open for section in sheet.sections if asked(section))


def test_tab_goes_through_the_fields_in_the_order_in_which_they_stand(
    qtbot: QtBot, session: Session, inspector: Inspector
) -> None:
    inspector.new_record("site", {})
    settle(qtbot)
    sheet = inspector.sheet
    assert sheet is not None
    wanted: list[QWidget] = [stop for stop in sheet._stops() if stop.isVisible()]
    wanted[0].setFocus()
    for expected in wanted[1:12]:
        press(qtbot, TAB)
        assert QApplication.focusWidget() is expected


def _width(widget: QWidget | None) -> int:
    return widget.width() if widget is not None else 0


@pytest.mark.parametrize("language", ["en", "uk"] if proving() else ["uk"])  # its words are the longer ones
def test_every_record_type_has_a_form_that_opens_and_keeps_nothing_by_itself(
    qtbot: QtBot, session: Session, inspector: Inspector, language: str
) -> None:
    inspector.resize(340, 900)
    session.set_language(language)
    for kind in session.project.catalogue:
        inspector.new_record(kind.name, {})
        assert inspector.sheet is not None
        inspector.sheet.make_all()
        assert {row.field.name for row in inspector.sheet._rows()} == {field.name for field in kind.typed}
        settle(qtbot)
        assert _width(inspector.sheet.widget()) <= _width(inspector.sheet.viewport()), f"{kind.name} is cut at its side"
    assert session.project.register.info().counts == dict.fromkeys(session.project.catalogue.types, 0)


def test_the_session_tells_the_form_of_changes_that_name_no_single_record(
    qtbot: QtBot, session: Session, inspector: Inspector
) -> None:
    record = put(session, "site", code="EX-S-1", form="single_grave")
    select(qtbot, session, "site", record)
    edit = setting(session.project, session.project.register.find("EX-S-1"), {"name": "Yard"})
    keep_edit(session.project, edit)
    session.changed.emit(Receipt("", {"site": None}, 20_000))
    settle(qtbot)
    assert inspector.sheet is not None
    assert inspector.sheet.reveal("name").text() == "Yard"
