"""Each kind of value has an editor: text goes in and the same text comes out, typed with real keys."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from PyQt6.QtCore import QObject, Qt
from PyQt6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.forms.code_editor import CodeEditor
from desktop.forms.codes_editor import CodesEditor
from desktop.forms.date_editor import DateEditor
from desktop.forms.desk import Desk
from desktop.forms.editor import Editor
from desktop.forms.editors import EDITORS, editor_of
from desktop.forms.flag_editor import FlagEditor
from desktop.forms.instant_editor import InstantEditor, moment_text, zones_of
from desktop.forms.number_editor import NumberEditor
from desktop.forms.place_details import METHODS as METHOD_NAMES
from desktop.forms.place_editor import PlaceEditor
from desktop.forms.reason_line import REASON_LABELS
from desktop.forms.reference_editor import ReferenceEditor, ReferencesEditor
from desktop.forms.rows_editor import RowsEditor
from desktop.forms.text_editor import NoteEditor, TextEditor
from desktop.session import Session
from forensics.fields import Answer, Field, Kind
from forensics.places import METHODS
from forensics.reading import read_value
from forensics.rules.sexual_violence import REASONS
from forensics.vocabulary.declaring import NO_VALUE
from tests.desktop.form_projects import ENTER, TAB, press, put, settle, shown, type_into


@pytest.fixture
def desk(session: Session) -> Iterator[Desk]:
    owner = QObject()
    yield Desk(session, owner)
    owner.deleteLater()


def field_of(desk: Desk, type_: str, name: str) -> Field:
    return desk.session.project.catalogue[type_].by_name[name]


def editing(qtbot: QtBot, desk: Desk, type_: str, name: str) -> Any:
    editor = editor_of(field_of(desk, type_, name), desk)
    shown(qtbot, editor, 400, 300)
    return editor


def test_every_kind_of_value_has_an_editor() -> None:
    assert set(EDITORS) == set(Kind)


def test_every_field_of_every_record_type_gets_an_editor_of_its_kind(qtbot: QtBot, desk: Desk) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    count = 0
    for kind in desk.session.project.catalogue:
        for field in kind.typed:
            editor = editor_of(field, desk, parent)
            assert isinstance(editor, Editor)
            assert editor.text() == "", field
            count += 1
    assert count > 700


PLACE = json.dumps({"geometry": "01010000003D0AD7A3701D42405C8FC2F528FC4840", "crs": "EPSG:4326", "method": "RTK"})
TEXTS = [
    ("site", "name", "Копанка № 3"),
    ("site", "notes", "Two lines,\nand a second one."),
    ("site", "form", "multiple_grave"),
    ("case", "restraint", "wrists_behind; ankles"),
    ("case", "orientation", "271"),
    ("case", "depth_top", "82,5"),
    ("site", "example", "yes"),
    ("site", "example", "no"),
    ("site", "found_on", "[..2022-03-01]"),
    ("case", "recovered_at", "2022-09-17T15:20+03:00[Europe/Kyiv]"),
    ("exhumation", "site", "01a1fdb8-82b7-70c0-bc35-45065362e04c"),
    ("case", "lies_over", "01a1fdb8-82b7-70c0-bc35-45065362e04c; 01a1fdb8-82b7-70c0-bc35-45065362e04d"),
    ("site", "place", PLACE),
    ("site", "place", "36U 325000 5590000"),
    ("case", "restraint_details", '[{"restraint": "wrists", "state": "in place"}]'),
    ("case", "not_recorded", '{"origin": "EXAMPLE"}'),
]


@pytest.mark.parametrize(("type_", "name", "text"), TEXTS, ids=lambda value: str(value)[:24])
def test_a_text_comes_out_of_an_editor_as_it_went_in(
    qtbot: QtBot, desk: Desk, type_: str, name: str, text: str
) -> None:
    editor = editing(qtbot, desk, type_, name)
    told: list[bool] = []
    editor.edited.connect(lambda: told.append(True))
    editor.set_text(text)
    assert editor.text() == text
    editor.set_text("")
    assert editor.text() == ""
    assert not told, "setting a text is no edit of a person"


def test_text_that_cannot_be_read_stays_as_it_was_typed(qtbot: QtBot, desk: Desk) -> None:
    for type_, name in (("site", "form"), ("site", "found_on"), ("case", "orientation"), ("site", "place")):
        editor = editing(qtbot, desk, type_, name)
        editor.set_text("no such thing")
        assert editor.text() == "no such thing", name


# Text and numbers


def test_enter_goes_on_from_a_line_and_makes_a_new_line_in_a_note(qtbot: QtBot, desk: Desk) -> None:
    parent = QWidget()
    line = TextEditor(field_of(desk, "site", "name"), desk, parent)
    note = NoteEditor(field_of(desk, "site", "notes"), desk, parent)
    line.move(0, 0)
    note.move(0, 60)
    shown(qtbot, parent)
    type_into(qtbot, line.line, "Yard", ENTER)
    assert note.note.hasFocus()
    low = note.note.height()
    type_into(qtbot, note.note, "one", ENTER)
    qtbot.keyClicks(note.note, "two")
    for _ in range(4):
        qtbot.keyClick(note.note, ENTER)
    assert note.text().startswith("one\ntwo")
    assert note.note.height() > low


def test_a_number_shows_its_unit_and_limits(qtbot: QtBot, desk: Desk) -> None:
    editor: NumberEditor = editing(qtbot, desk, "case", "orientation")
    assert editor.line.placeholderText() == "0 – 359"
    type_into(qtbot, editor.line, "271")
    assert read_value(editor.field, editor.text()) == 271


def test_a_flag_is_given_and_let_go_with_keys(qtbot: QtBot, desk: Desk) -> None:
    editor: FlagEditor = editing(qtbot, desk, "site", "example")
    editor.yes.setFocus()
    qtbot.keyClick(editor.yes, Qt.Key.Key_Space)
    assert editor.text() == "yes"
    qtbot.keyClick(editor.yes, Qt.Key.Key_Right)
    assert editor.no.hasFocus()
    qtbot.keyClick(editor.no, Qt.Key.Key_Space)
    assert editor.text() == "no"
    qtbot.keyClick(editor.no, Qt.Key.Key_Space)
    assert editor.text() == ""


# Codes


def test_a_code_is_found_by_typing_its_label_and_taken_with_enter(qtbot: QtBot, desk: Desk) -> None:
    editor: CodeEditor = editing(qtbot, desk, "site", "form")
    type_into(qtbot, editor.line, "multi")
    assert [choice.value for choice in editor.line.offered] == ["multiple_grave"]
    press(qtbot, ENTER)
    assert (editor.text(), editor.line.text()) == ("multiple_grave", "Multiple grave")


def test_a_label_in_the_other_language_finds_its_code_too(qtbot: QtBot, desk: Desk) -> None:
    editor: CodeEditor = editing(qtbot, desk, "site", "form")
    type_into(qtbot, editor.line, "одиночна могила", TAB)
    assert editor.text() == "single_grave"


def test_the_codes_for_no_value_stand_apart_at_the_end(qtbot: QtBot, desk: Desk) -> None:
    editor: CodeEditor = editing(qtbot, desk, "site", "form")
    editor.line.drop_down()
    apart = [choice.value for choice in editor.line.offered if choice.apart]
    assert apart == list(NO_VALUE)
    assert [choice.value for choice in editor.line.offered][-3:] == apart
    press(qtbot, Qt.Key.Key_Escape)


def test_a_code_speaks_the_language_of_the_window(qtbot: QtBot, desk: Desk) -> None:
    editor: CodeEditor = editing(qtbot, desk, "site", "form")
    editor.set_text("single_grave")
    desk.session.set_language("uk")
    assert editor.line.text() == "Одиночна могила"
    assert editor.text() == "single_grave"


def test_several_codes_are_chips_that_keys_add_and_take_out(qtbot: QtBot, desk: Desk) -> None:
    editor: CodesEditor = editing(qtbot, desk, "case", "restraint")
    type_into(qtbot, editor.line, "wrists behind", ENTER)
    type_into(qtbot, editor.line, "ankles", ENTER)
    assert editor.text() == "wrists_behind; ankles"
    press(qtbot, Qt.Key.Key_Backspace)
    assert editor.text() == "wrists_behind"
    editor.line.drop_down()
    assert [choice.value for choice in editor.line.offered if choice.checked] == ["wrists_behind"]
    press(qtbot, Qt.Key.Key_Escape)


# Dates and moments


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("2022-03", "March 2022 · 1 Mar 2022 – 31 Mar 2022"),
        ("24.02.2022", "24 Feb 2022"),
        ("24 лютого 2022", "24 Feb 2022"),
        ("[..2022-03-01]", "1 Mar 2022 or earlier"),
        ("2022-02-27/2022-03-31", "27 Feb 2022 – 31 Mar 2022"),
        ("2022-03?", "March 2022 (uncertain) · 1 Mar 2022 – 31 Mar 2022"),
        ("yesterday", ""),
    ],
)
def test_a_date_says_in_words_what_was_understood(qtbot: QtBot, desk: Desk, typed: str, words: str) -> None:
    editor: DateEditor = editing(qtbot, desk, "site", "found_on")
    type_into(qtbot, editor.line, typed)
    assert editor.understood.words.text() == words
    assert editor.understood.isVisible() == bool(words)
    assert editor.text() == typed


def test_a_date_that_fits_both_ways_asks_which(qtbot: QtBot, desk: Desk) -> None:
    from PyQt6.QtWidgets import QPushButton

    editor: DateEditor = editing(qtbot, desk, "site", "found_on")
    type_into(qtbot, editor.line, "03/04/2022")
    buttons = [button for button in editor.either.findChildren(QPushButton) if button.isVisible()]
    assert [button.text() for button in buttons] == ["3 Apr 2022", "4 Mar 2022"]
    qtbot.mouseClick(buttons[0], Qt.MouseButton.LeftButton)
    assert editor.text() == "2022-04-03"
    assert not editor.either.isVisible()


def test_the_calendar_gives_a_month_and_a_day_as_the_earliest(qtbot: QtBot, desk: Desk) -> None:
    from desktop.forms.calendar_popup import CalendarPopup

    editor: DateEditor = editing(qtbot, desk, "site", "found_on")
    editor.set_text("2022-03-15")
    editor.open_picker()
    popup = editor.findChild(CalendarPopup)
    assert popup is not None
    assert (popup.day.text(), popup.month.text(), popup.year.text()) == ("15 Mar 2022", "March 2022", "2022")
    qtbot.mouseClick(popup.month, Qt.MouseButton.LeftButton)
    assert editor.text() == "2022-03"
    editor.open_picker()
    popup = editor.findChildren(CalendarPopup)[-1]
    qtbot.mouseClick(popup.later, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(popup.day, Qt.MouseButton.LeftButton)
    assert editor.text() == "[2022-03-01..]"


def test_a_moment_says_what_utc_it_was(qtbot: QtBot, desk: Desk) -> None:
    editor: InstantEditor = editing(qtbot, desk, "case", "recovered_at")
    type_into(qtbot, editor.line, "2022-03-01 10:00+02:00")
    assert editor.understood.words.text() == "1 Mar 2022, 10:00 +02:00 · 1 Mar 2022, 08:00 in UTC"


def test_the_clock_writes_the_offset_that_the_zone_had_that_day(desk: Desk) -> None:
    from PyQt6.QtCore import QDate, QTime

    assert moment_text(QDate(2022, 3, 1), QTime(10, 0), "Europe/Kyiv") == "2022-03-01T10:00+02:00[Europe/Kyiv]"
    assert moment_text(QDate(2022, 7, 1), QTime(10, 0), "Europe/Kyiv") == "2022-07-01T10:00+03:00[Europe/Kyiv]"
    assert moment_text(QDate(2022, 7, 1), QTime(10, 0), "UTC") == "2022-07-01T10:00Z"
    assert zones_of(desk)[0] == "Europe/Kyiv"


# References


def test_a_record_is_found_by_typing_its_code(qtbot: QtBot, desk: Desk) -> None:
    site = put(desk.session, "site", code="EX-S-12", form="single_grave")
    put(desk.session, "site", code="EX-S-13", form="single_grave")
    editor: ReferenceEditor = editing(qtbot, desk, "exhumation", "site")
    type_into(qtbot, editor.line, "EX-S-12")
    settle(qtbot)
    assert [choice.value for choice in editor.line.offered] == [site]
    press(qtbot, ENTER)
    assert (editor.text(), editor.line.text()) == (site, "EX-S-12")
    asked: list[str] = []
    desk.open_record.connect(asked.append)
    press(qtbot, ENTER, Qt.KeyboardModifier.AltModifier)
    assert asked == [site]


def test_what_is_called_just_so_comes_first_and_places_of_one_name_are_told_apart(qtbot: QtBot, desk: Desk) -> None:
    for code, name, raion in (("1", "Прикладівка", "A"), ("2", "Прикладнянський Прикладів", "B"), ("3", "Приклад", "C"),
                              ("4", "Приклад", "D")):  # fmt: skip
        put(desk.session, "settlement", code=f"EX-SET-{code}", name_uk=name, admin1="Oblast", admin2=raion)
    editor: ReferenceEditor = editing(qtbot, desk, "site", "settlement")
    type_into(qtbot, editor.line, "приклад")
    settle(qtbot)
    assert [(choice.label.split(" ")[0], choice.detail) for choice in editor.line.offered[2:]] == [
        ("EX-SET-1", "Oblast, A"), ("EX-SET-2", "Oblast, B"),
    ]  # fmt: skip
    assert {choice.detail for choice in editor.line.offered[:2]} == {"Oblast, C", "Oblast, D"}


def test_settlements_are_found_in_either_script_and_shown_by_name(qtbot: QtBot, desk: Desk) -> None:
    record = put(desk.session, "settlement", code="EX-SET-1", name_uk="Ізюм", name_en="Izium", place="49.2, 37.25")
    editor: ReferenceEditor = editing(qtbot, desk, "site", "settlement")
    type_into(qtbot, editor.line, "Izyum")
    settle(qtbot)
    press(qtbot, ENTER)
    assert (editor.text(), editor.line.text()) == (record, "EX-SET-1 · Izium")
    desk.session.set_language("uk")
    assert editor.line.text() == "EX-SET-1 · Ізюм"


def test_a_record_that_is_only_known_by_id_gets_its_name_when_it_is_here(qtbot: QtBot, desk: Desk) -> None:
    site = put(desk.session, "site", code="EX-S-12", form="single_grave")
    editor: ReferenceEditor = editing(qtbot, desk, "exhumation", "site")
    editor.set_text(site)
    assert editor.line.text() == site[:8]
    settle(qtbot)
    assert editor.line.text() == "EX-S-12"
    assert editor.text() == site


def test_several_records_are_chips(qtbot: QtBot, desk: Desk) -> None:
    cases = [put(desk.session, "case", code=f"EX-HR-{number}-B", remains_class="body") for number in (1, 2)]
    editor: ReferencesEditor = editing(qtbot, desk, "case", "lies_over")
    for number in (1, 2):
        type_into(qtbot, editor.line, f"EX-HR-{number}")
        settle(qtbot)
        press(qtbot, ENTER)
    assert editor.text() == "; ".join(cases)


# Places


def test_coordinates_in_any_notation_say_what_was_understood(qtbot: QtBot, desk: Desk) -> None:
    editor: PlaceEditor = editing(qtbot, desk, "site", "place")
    type_into(qtbot, editor.line, "36U 325000 5590000")
    assert "50.4380000" not in editor.understood.words.text()
    assert editor.understood.words.text().endswith("WGS 84 / UTM zone 36N (EPSG:32636)")
    assert read_value(editor.field, editor.text(), desk.reading).crs == "EPSG:32636"


def test_how_a_place_was_measured_goes_with_it(qtbot: QtBot, desk: Desk) -> None:
    editor: PlaceEditor = editing(qtbot, desk, "site", "place")
    type_into(qtbot, editor.line, "49.97, 36.23")
    editor.details.toggle.click()
    accuracy = editor.details._editors["horizontal_accuracy"]
    type_into(qtbot, accuracy, "0,02")
    method = editor.details._editors["method"]
    method.setFocus()
    qtbot.keyClick(method, Qt.Key.Key_Down)
    qtbot.keyClick(method, ENTER)
    place = read_value(editor.field, editor.text(), desk.reading)
    assert (place.written, place.horizontal_accuracy) == ("49.97, 36.23", 0.02)
    assert place.shape.x == 36.23


def test_an_area_that_is_drawn_is_shown_by_its_size(qtbot: QtBot, desk: Desk) -> None:
    editor: PlaceEditor = editing(qtbot, desk, "survey_area", "place")
    ring = "36.20 49.90, 36.21 49.90, 36.21 49.91, 36.20 49.91, 36.20 49.90"
    editor.set_place(f"POLYGON (({ring}))")
    assert editor.line.text().startswith("Area of ")
    assert editor.line.text().endswith("4 corners")
    assert editor.line.isReadOnly()
    assert editor.text().startswith("POLYGON")


def test_picking_on_the_map_says_for_which_field(qtbot: QtBot, desk: Desk) -> None:
    editor: PlaceEditor = editing(qtbot, desk, "case", "skull")
    with qtbot.waitSignal(desk.pick_requested) as picked:
        editor.line.setFocus()
        press(qtbot, Qt.Key.Key_F4)
    assert picked.args == ["skull"]


def test_an_accuracy_that_is_no_number_is_refused_by_reading(qtbot: QtBot, desk: Desk) -> None:
    from forensics.errors import ValueRefused

    editor: PlaceEditor = editing(qtbot, desk, "site", "place")
    type_into(qtbot, editor.line, "49.97, 36.23")
    editor.details.toggle.click()
    type_into(qtbot, editor.details._editors["horizontal_accuracy"], "about a metre")
    with pytest.raises(ValueRefused):
        read_value(editor.field, editor.text(), desk.reading)


# Tables inside a record


def test_rows_are_begun_and_typed_with_keys_and_taken_out(qtbot: QtBot, desk: Desk) -> None:
    editor: RowsEditor = editing(qtbot, desk, "case", "restraint_details")
    editor.adder.setFocus()
    for first in ("wrists", "ankles"):
        press(qtbot, ENTER)
        qtbot.keyClicks(QApplication.focusWidget(), first)
        press(qtbot, ENTER)
        qtbot.keyClicks(QApplication.focusWidget(), "in place")
        press(qtbot, ENTER)
        press(qtbot, ENTER)
        assert editor.adder.hasFocus()
    wrists, ankles = ({"restraint": first, "state": "in place"} for first in ("wrists", "ankles"))
    assert json.loads(editor.text()) == [wrists, ankles]
    qtbot.mouseClick(editor._rows[0].cross, Qt.MouseButton.LeftButton)
    assert json.loads(editor.text()) == [ankles]


def test_a_column_of_codes_is_shown_and_offered_by_label_and_kept_as_a_code(qtbot: QtBot, desk: Desk) -> None:
    editor: RowsEditor = editing(qtbot, desk, "exhumation", "order_limitations")
    editor.set_text('[{"step": "secured", "limitation": "EXAMPLE: no cordon"}]')
    [row] = editor._rows
    step, limitation = row.lines.values()
    assert step.text() == "Secured"
    qtbot.keyClicks(limitation, " at night")
    assert json.loads(editor.text()) == [{"step": "secured", "limitation": "EXAMPLE: no cordon at night"}]
    step.clear()
    qtbot.keyClicks(step, "autho")
    offered = step.completer()
    assert offered is not None
    assert offered.currentCompletion() == "Authorised"
    step.setText("authorised ")
    [read] = read_value(editor.field, editor.text(), desk.reading)
    assert read["step"] == "authorised"


# Words that forms have of their own


def test_every_method_of_a_place_and_every_reason_of_the_rule_has_a_name() -> None:
    assert set(METHOD_NAMES) == set(METHODS)
    assert set(REASON_LABELS) == set(REASONS)


def test_what_is_asked_can_be_answered_with_a_reason(qtbot: QtBot, desk: Desk) -> None:
    from desktop.forms.field_row import FieldRow

    field = field_of(desk, "site", "status")
    assert field.answer is Answer.ASKED
    parent = QWidget()
    row = FieldRow(field, desk, parent)
    shown(qtbot, parent)
    editor = row.editor
    assert isinstance(editor, CodeEditor)
    type_into(qtbot, editor.line, "not recorded", ENTER)
    focused = QApplication.focusWidget()
    assert isinstance(focused, QLineEdit)
    qtbot.keyClicks(focused, "EXAMPLE: the sheet was lost")
    assert row.text() == "not_recorded: EXAMPLE: the sheet was lost"
    row.set_text("exhumed")
    assert row.text() == "exhumed"
    assert editor.isVisibleTo(row)


def test_all_editors_are_high_enough_for_a_gloved_hand(qtbot: QtBot, desk: Desk) -> None:
    from desktop.theme.stylesheet import apply
    from desktop.theme.theme import theme

    app = QApplication.instance()
    assert isinstance(app, QApplication)
    apply(app, theme("light"))
    for type_, name, _ in TEXTS:
        editor = editing(qtbot, desk, type_, name)
        assert all(stop.height() >= 32 for stop in editor.stops() if stop.isVisible() and isinstance(stop, QLineEdit))
    app.setStyleSheet("")
