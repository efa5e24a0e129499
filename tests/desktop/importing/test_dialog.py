"""The window's import, as a hand and a keyboard use it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import shapely
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QSignalSpy
from PyQt6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from desktop import tasks
from desktop.forms.picker import Picker
from desktop.importing.dialog import ImportDialog
from desktop.session import Session
from desktop.theme.stylesheet import apply
from desktop.theme.theme import theme
from desktop.window.main_window import MainWindow
from forensics.ports import Query
from layers.imports.by_hand import read_given
from tests.desktop.form_projects import CTRL, ENTER, bring_forward, press, put, settle, type_into
from tests.desktop.window import windows
from tests.desktop.window.legibility import overlapping, too_faint, words
from tests.layers.files import table
from tests.layers.test_imports_geopackage import layer

TOWNS = (
    ("EX-P-1", "Прикладне", "Example Oblast", "First Raion"),
    ("EX-P-2", "Прикладне", "Example Oblast", "Second Raion"),
    ("EX-P-3", "Прикладнівка", "Other Oblast", "Third Raion"),
)
SPELLS = [
    {"code": "EX-OC-1", "settlement": "EX-P-1", "start": "2022-03-01"},
    {"code": "EX-OC-2", "settlement": "Прикладне, де церква", "start": "2022-03-02"},
    {"code": "EX-OC-3", "settlement": "Прикладне, де церква", "start": "2022-04-02"},
    {"code": "EX-OC-4", "settlement": "EX-P-3", "start": "after Easter"},
    {"code": "EX-OC-5", "settlement": "EX-P-3", "start": "2022-05-01"},
]


@pytest.fixture
def session(session: Session) -> Session:
    for code, name, oblast, raion in TOWNS:
        put(session, "settlement", code=code, name_uk=name, admin1=oblast, admin2=raion, place="50, 30")
    return session


@pytest.fixture
def spells(tmp_path: Path) -> Path:
    return table(tmp_path / "spells.csv", SPELLS)


@pytest.fixture
def dialog(qtbot: QtBot, session: Session) -> Iterator[ImportDialog]:
    made = shown(qtbot, session)
    yield made
    made.reject()
    settle(qtbot)


def shown(qtbot: QtBot, session: Session, type_: str = "occupation") -> ImportDialog:
    made = ImportDialog(session, type_)
    qtbot.addWidget(made)
    made.show()
    bring_forward(qtbot, made)
    return made


def name_file(qtbot: QtBot, dialog: ImportDialog, path: Path) -> None:
    dialog.head.file.clear()
    type_into(qtbot, dialog.head.file, str(path), ENTER)
    settle(qtbot)


def rejected(dialog: ImportDialog) -> list[tuple[str, str, str, str]]:
    """Row, field, value and what is given, as the list shows them."""
    model = dialog.rows.model
    return [tuple(str(model.index(row, at).data()) for at in (0, 1, 2, 4)) for row in range(model.rowCount())]  # type: ignore[misc]


def click_row(qtbot: QtBot, dialog: ImportDialog, number: int) -> None:
    """Click the line of a row of the file."""
    dialog.tabs.setCurrentIndex(dialog.pages.indexOf(dialog.rows))
    at = [one.row for one in dialog.rows.model.lines].index(number)
    view = dialog.rows.view
    place = view.visualRect(dialog.rows.model.index(at, 2)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    settle(qtbot)


def occupations(session: Session) -> dict[str, str]:
    """Code to settlement."""
    found = session.project.register.select(Query("occupation"))
    return {str(one["code"]): str(one["settlement"]) for one in found}


def towns(session: Session) -> dict[str, str]:
    return {str(one["code"]): str(one["id"]) for one in session.project.register.select(Query("settlement"))}


def test_a_row_that_names_no_town_is_attached_with_the_picker_and_imported(
    qtbot: QtBot, session: Session, spells: Path, dialog: ImportDialog
) -> None:
    changed = QSignalSpy(session.changed)
    name_file(qtbot, dialog, spells)
    assert dialog.outcome.said.words.text().startswith(
        "Of 5 rows 2 would be added, 0 updated, 0 are unchanged, 3 would"
    )
    assert dialog.columns.model.index(1, 1).data() == "Settlement"
    assert [dialog.columns.model.index(1, at).data() for at in (2, 3)] == ["EX-P-1", "Прикладне, де церква"]
    town = ("Settlement", "Прикладне, де церква", "")
    assert rejected(dialog) == [("2", *town), ("3", *town), ("4", "Start", "after Easter", "")]

    click_row(qtbot, dialog, 2)
    assert "start: 2022-03-02" in dialog.rows.attaching.cells.text()
    line = QApplication.focusWidget()
    assert isinstance(line, Picker)
    assert [choice.detail for choice in line.offered] == [
        "Example Oblast, First Raion", "Example Oblast, Second Raion", "Other Oblast, Third Raion",
    ]  # fmt: skip
    press(qtbot, Qt.Key.Key_Down)
    press(qtbot, ENTER)
    settle(qtbot)
    assert [given for *_, given in rejected(dialog)] == ["EX-P-2 · Прикладне", "EX-P-2 · Прикладне", ""]
    assert "4 would be added" in dialog.outcome.said.words.text()

    click_row(qtbot, dialog, 4)
    assert dialog.rows.attaching.to_all.isHidden()
    type_into(qtbot, dialog.rows.attaching.editor.stops()[0], "2022-04-24/2022-05", ENTER)  # type: ignore[union-attr]
    settle(qtbot)
    assert "5 would be added" in dialog.outcome.said.words.text()
    assert not len(changed)
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    settle(qtbot)
    assert dialog.outcome.said.words.text().startswith("Imported. Of 5 rows 5 were added")
    ids = towns(session)
    assert occupations(session)["EX-OC-2"] == occupations(session)["EX-OC-3"] == ids["EX-P-2"]
    [receipt] = [signal[0] for signal in changed]
    assert receipt.count == 5
    assert not dialog.accept_button.isEnabled()
    session.undo()
    settle(qtbot)
    assert occupations(session) == {}


def test_a_value_may_be_meant_for_one_row_and_is_taken_back(
    qtbot: QtBot, spells: Path, dialog: ImportDialog
) -> None:  # fmt: skip
    name_file(qtbot, dialog, spells)
    click_row(qtbot, dialog, 3)
    press(qtbot, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    attaching = dialog.rows.attaching
    attaching.to_all.setChecked(False)
    assert attaching.editor is not None
    type_into(qtbot, attaching.editor.stops()[0], "EX-P-1")
    settle(qtbot)
    press(qtbot, ENTER)
    settle(qtbot)
    assert [row for row, *_, given in rejected(dialog) if given] == ["3"]
    assert "3 would be added" in dialog.outcome.said.words.text()
    press(qtbot, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert dialog.cancel.hasFocus()
    click_row(qtbot, dialog, 3)
    qtbot.mouseClick(attaching.take_back, Qt.MouseButton.LeftButton)
    settle(qtbot)
    assert not [given for *_, given in rejected(dialog) if given]
    assert dialog.given == {}


def test_a_given_value_that_is_no_good_is_said_and_kept_in_the_list(
    qtbot: QtBot, spells: Path, dialog: ImportDialog
) -> None:  # fmt: skip
    name_file(qtbot, dialog, spells)
    click_row(qtbot, dialog, 4)
    assert dialog.rows.attaching.editor is not None
    type_into(qtbot, dialog.rows.attaching.editor.stops()[0], "never", ENTER)
    settle(qtbot)
    assert rejected(dialog)[-1][3] == "never"
    assert "never" in dialog.rows.attaching.problem.words.text()
    assert "2 would be added" in dialog.outcome.said.words.text()


def test_cancelling_an_import_changes_nothing(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    rows = [{"code": f"EX-P-{n}", "name_uk": "Нове", "lat": "50", "lon": "30"} for n in range(100, 8_100)]
    dialog = shown(qtbot, session, "settlement")
    name_file(qtbot, dialog, table(tmp_path / "towns.csv", rows))
    head = session.project.register.info().head
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    assert dialog.outcome.bar.isVisible()
    assert not dialog.head.isEnabled()
    qtbot.mouseClick(dialog.cancel, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    settle(qtbot)
    assert dialog.outcome.said.words.text() == "Stopped; nothing was changed."
    assert session.project.register.info().head == head
    assert dialog.head.isEnabled()
    dialog.reject()


def test_closing_stops_what_is_tried(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    rows = [{"code": f"EX-P-{n}", "name_uk": "Нове", "lat": "50", "lon": "30"} for n in range(100, 8_100)]
    dialog = shown(qtbot, session, "settlement")
    type_into(qtbot, dialog.head.file, str(table(tmp_path / "towns.csv", rows)), ENTER)
    press(qtbot, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    settle(qtbot)
    assert not tasks.under_way()
    assert dialog.report is None


def test_a_column_is_mapped_with_the_picker(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", [{"code": "EX-OC-1", "де": "EX-P-1", "start": "2022"}])
    dialog = shown(qtbot, session)
    name_file(qtbot, dialog, path)
    assert "without which there is no record" in dialog.outcome.said.words.text()
    assert not dialog.accept_button.isEnabled()
    dialog.columns.view.selectRow(1)
    type_into(qtbot, dialog.columns.line, "character of")
    settle(qtbot)
    press(qtbot, ENTER)
    settle(qtbot)
    assert dialog.columns.model.index(1, 1).data() == "Character of control"
    dialog.columns.line.selectAll()
    type_into(qtbot, dialog.columns.line, "settl")
    settle(qtbot)
    press(qtbot, ENTER)
    settle(qtbot)
    assert dialog.columns.model.index(1, 1).data() == "Settlement"
    assert dialog.outcome.said.words.text().startswith("Of 1 rows 1 would be added")
    dialog.reject()


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("nothing.csv", None, "There is no file"),
        ("table.doc", "a,b\n1,2\n", "is of a kind that is not read"),
        ("table.csv", "code,settlement\n", "has columns and not one row"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(
    qtbot: QtBot, dialog: ImportDialog, tmp_path: Path, name: str, text: str | None, told: str
) -> None:
    if text is not None:
        (tmp_path / name).write_text(text, "utf-8")
    name_file(qtbot, dialog, tmp_path / name)
    assert told in dialog.outcome.said.words.text()
    assert not dialog.accept_button.isEnabled()


def test_an_old_cyrillic_encoding_is_told_by_its_words(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    row = {"code": "EX-P-9", "name_uk": "Приклад", "lat": "50", "lon": "30"}
    dialog = shown(qtbot, session, "settlement")
    name_file(qtbot, dialog, table(tmp_path / "t.csv", [row], encoding="cp1251"))
    assert dialog.columns.model.index(1, 2).data() == "Приклад"
    assert dialog.accept_button.isEnabled()
    dialog.reject()


def test_an_encoding_is_named_where_no_words_tell_it(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    row = {"code": "EX-P-9", "name_en": "Société", "lat": "50", "lon": "30"}
    dialog = shown(qtbot, session, "settlement")
    name_file(qtbot, dialog, table(tmp_path / "t.csv", [row], encoding="cp1252"))
    assert "Say its encoding" in dialog.outcome.said.words.text()
    dialog.head.encoding.setFocus()
    for _ in range(3):
        press(qtbot, Qt.Key.Key_Down)
    settle(qtbot)
    assert dialog.head.encoding.currentText() == "cp1252"
    assert dialog.columns.model.index(1, 2).data() == "Société"
    assert dialog.accept_button.isEnabled()
    dialog.reject()


def test_what_the_rows_are_is_known_by_the_name_of_a_layer(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    path = layer(tmp_path / "a.gpkg", "other", [shapely.Point(30, 50)], code=["EX-S-9"])
    layer(path, "site", [shapely.Point(30, 50), shapely.Point(30, 51)], code=["EX-S-1", "EX-S-2"])
    dialog = shown(qtbot, session)
    name_file(qtbot, dialog, path)
    assert (dialog.head.types.currentData(), dialog.head.layer.currentText()) == ("site", "site")
    assert dialog.head.layer.isVisible()
    assert dialog.outcome.said.words.text().startswith("Of 2 rows 2 would be added")
    dialog.reject()


def test_the_rejected_rows_are_saved_as_the_list_that_the_command_line_takes(
    qtbot: QtBot, session: Session, spells: Path, dialog: ImportDialog, tmp_path: Path
) -> None:
    name_file(qtbot, dialog, spells)
    dialog.save_rejected(tmp_path / "rows.csv")
    settle(qtbot)
    text = (tmp_path / "rows.csv").read_text("utf-8-sig")
    (tmp_path / "rows.csv").write_text(text.replace("4,start,,", "4,start,2022,"), "utf-8")
    given = read_given(tmp_path / "rows.csv", session.project.catalogue["occupation"], spells)
    assert given == {4: {"start": "2022"}}
    dialog.save_rejected(tmp_path / "rows.csv")
    settle(qtbot)
    assert "is there already" in dialog.outcome.said.words.text()


def test_no_button_takes_the_enter_that_a_line_is_given(dialog: ImportDialog) -> None:
    assert not [button for button in dialog.findChildren(QPushButton) if button.autoDefault() or button.isDefault()]


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return windows.small_example(tmp_path_factory.mktemp("example"))


@pytest.fixture
def window(qtbot: QtBot, example: Path, tmp_path: Path) -> Iterator[MainWindow]:
    with windows.opened(windows.copied(example, tmp_path), tmp_path) as opened:
        yield opened


def test_ctrl_i_opens_the_import_and_what_was_taken_in_is_on_the_map(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    site = {"code": "EX-S-IN", "form": "surface", "status": "reported", "lat": "49", "lon": "36"}
    before = int(window.layers.row("site").count.text().split(" / ")[-1])
    windows.focus_map(qtbot, window)
    press(qtbot, Qt.Key.Key_I, CTRL)
    dialog = window.findChild(ImportDialog)
    assert dialog is not None
    dialog.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is dialog.head.file)
    dialog.head.types.show_type("site")
    name_file(qtbot, dialog, table(tmp_path / "sites.csv", [site]))
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    settle(qtbot)
    assert dialog.cancel.text() == "Close"
    qtbot.mouseClick(dialog.cancel, Qt.MouseButton.LeftButton)
    settle(qtbot)
    windows.at_rest(window)
    assert window.layers.row("site").count.text().split(" / ")[-1] == str(before + 1)
    windows.focus_map(qtbot, window)
    press(qtbot, Qt.Key.Key_Z, CTRL)
    settle(qtbot)
    windows.at_rest(window)
    assert window.layers.row("site").count.text().split(" / ")[-1] == str(before)


@pytest.mark.parametrize("language", ["en", "uk"])
@pytest.mark.parametrize("worn", ["light", "dark"])
def test_the_import_can_be_read_in_both_themes_and_languages(
    qtbot: QtBot, qapp: QApplication, session: Session, spells: Path, worn: str, language: str
) -> None:
    apply(qapp, theme(worn))
    session.set_language(language)
    dialog = shown(qtbot, session)
    try:
        _read(dialog)
        name_file(qtbot, dialog, spells)
        _read(dialog)
        click_row(qtbot, dialog, 2)
        press(qtbot, ENTER)
        settle(qtbot)
        _read(dialog)
    finally:
        dialog.reject()
        settle(qtbot)
        apply(qapp, theme("light"))


def _read(dialog: ImportDialog) -> None:
    found = list(words(dialog))
    picture = dialog.grab().toImage()
    assert len(found) > 10
    assert not [str(word) for word in found if word.fault]
    assert not overlapping(found)
    assert not too_faint(found, picture)
