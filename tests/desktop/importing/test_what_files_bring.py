"""What the window's import shows of files as people send them: layers to choose, doubts, how such a file was meant."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.importing.dialog import ImportDialog
from desktop.session import Session
from forensics.ports import Query
from tests.desktop.form_projects import settle
from tests.desktop.importing.test_dialog import name_file, shown
from tests.layers.files import table

GRAVES = [
    {"num": "EX-1", "wat": "Зapічнeнськa", "lat": "50.5", "lon": "30.2", "seen": "09/08/2022"},
    {"num": "EX-2", "wat": "Край", "lat": "51.7612", "lon": "36.1873", "seen": "31/08/2022"},
]


@pytest.fixture
def graves(tmp_path: Path) -> Path:
    return table(tmp_path / "graves.csv", GRAVES)


def close(qtbot: QtBot, dialog: ImportDialog) -> None:
    dialog.reject()
    settle(qtbot)


def test_of_a_file_with_several_layers_one_is_chosen_in_the_window(
    qtbot: QtBot, session: Session, graves: Path, tmp_path: Path
) -> None:
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as packed:
        packed.write(graves, "a.csv")
        packed.write(graves, "b.csv")
    dialog = shown(qtbot, session, "site")
    name_file(qtbot, dialog, tmp_path / "two.zip")
    layer = dialog.head.layer
    assert layer.isVisible()
    assert [layer.itemText(at) for at in range(layer.count())] == ["Choose a layer", "a.csv", "b.csv"]
    assert "name one of: a.csv, b.csv" in dialog.outcome.said.words.text()
    assert not dialog.accept_button.isEnabled()
    layer.setFocus()
    qtbot.keyClick(layer, Qt.Key.Key_End)
    settle(qtbot)
    assert layer.currentData() == "b.csv"
    assert dialog.columns.model.rowCount() == 5
    assert dialog.report is not None
    assert dialog.report.read == 2
    close(qtbot, dialog)


def test_what_looks_wrong_is_pointed_out_before_anything_is_written(
    qtbot: QtBot, session: Session, graves: Path
) -> None:
    dialog = shown(qtbot, session, "site")
    name_file(qtbot, dialog, graves)
    dialog.columns.mapped.emit("wat", "name")
    settle(qtbot)
    assert dialog.tabs.tabText(2) == "Pointed out (3)"
    model = dialog.doubts.model
    said = [[model.data(model.index(row, column)) for column in range(4)] for row in range(model.rowCount())]
    assert [line[:3] for line in said] == [
        ["1", "Name of the site", "Зapічнeнськa"], ["1", "Point", "50.5; 30.2"], ["2", "Point", "51.7612; 36.1873"],
    ]  # fmt: skip
    assert session.project.register.count(Query("site")) == 0
    close(qtbot, dialog)


def test_a_file_is_meant_as_the_last_one_with_its_columns_was(
    qtbot: QtBot, session: Session, graves: Path, tmp_path: Path
) -> None:
    dialog = shown(qtbot, session, "site")
    name_file(qtbot, dialog, graves)
    for column, name in (("wat", "name"), ("num", "code"), ("seen", "found_on")):
        dialog.columns.mapped.emit(column, name)
        settle(qtbot)
    dialog.head.days.setCurrentIndex(1)
    dialog.head.days.activated.emit(1)
    settle(qtbot)
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog.imported)
    settle(qtbot)
    close(qtbot, dialog)
    again = shown(qtbot, session, "site")
    name_file(qtbot, again, table(tmp_path / "more.csv", [{**GRAVES[0], "num": "EX-3"}]))
    assert again.head.days.currentData() is True
    assert [again.columns.model.fields(column) for column in ("num", "wat", "seen")] == [
        "Code", "Name of the site", "Found on",
    ]  # fmt: skip
    assert again.report is not None
    assert (again.report.read, again.report.added) == (1, 1)
    assert "as for the last file with these columns" in again.outcome.notes.words.text()
    close(qtbot, again)
