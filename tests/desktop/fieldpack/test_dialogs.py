"""A pack is made in the window, comes back, and is taken tick by tick; undo takes it back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QTreeWidgetItem, QWidget
from pytestqt.qtbot import QtBot

from desktop.fieldpack.making_dialog import show_pack
from desktop.fieldpack.review_dialog import ReviewDialog, show_review
from desktop.importing.dialog import ImportDialog, show_import
from desktop.session import Session
from forensics.ports import Query
from tests.desktop.form_projects import settle
from tests.layers.fieldpack.area_of_work import area_of_work, changed, held, made_pack
from tests.layers.fieldpack.phone import phone, put
from tests.layers.pictures import jpeg


@pytest.fixture
def session(qtbot: QtBot, tmp_path: Path) -> Iterator[Session]:
    made = Session(area_of_work(tmp_path / "work"))
    yield made
    settle(qtbot)
    made.close()


@pytest.fixture
def pack(session: Session, tmp_path: Path) -> Path:
    (tmp_path / "phone").mkdir()
    pack = tmp_path / "phone" / "pack.gpkg"
    made_pack(session.project, pack)
    return pack


def shown(qtbot: QtBot, session: Session, pack: Path) -> ReviewDialog:
    dialog = show_review(session, pack, None)
    qtbot.addWidget(dialog)
    settle(qtbot)
    return dialog


def line(dialog: ReviewDialog, record: str, field: str = "") -> QTreeWidgetItem:
    """A row of the tree by the words in it."""
    (row,) = dialog.tree.findItems(record, Qt.MatchFlag.MatchContains, 0)
    if not field:
        return row
    (found,) = [child for at in range(row.childCount()) if (child := row.child(at)) and child.text(0) == field]
    return found


def test_a_pack_is_written_of_the_selected_area(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    session.select("survey_area", str(held(session.project, "A-1", "survey_area")["id"]))
    dialog = show_pack(session, (30.0, 50.0, 30.1, 50.1), None)
    qtbot.addWidget(dialog)
    dialog.file.setText(str(tmp_path / "packed"))
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.works, timeout=60_000)
    assert "packed.qgs" in dialog.said.words.text()
    assert (tmp_path / "packed.gpkg").exists()


def test_what_is_ticked_is_taken_and_conflicts_only_when_a_person_ticks_them(
    qtbot: QtBot, session: Session, pack: Path
) -> None:
    project = session.project
    changed(project, "S-1", status="secured")
    (pack.parent / "DCIM" / "a.jpg").write_bytes(jpeg())
    with phone(pack) as file:
        file.execute("UPDATE site SET status = 'located', depth = 1.5 WHERE code = 'S-1'")
        file.execute("UPDATE site SET status = 'located' WHERE code = 'S-2'")
        file.execute("DELETE FROM site WHERE code = 'S-3'")
        put(file, "photo", record=held(project, "S-2")["id"], path="DCIM/a.jpg")
    dialog = shown(qtbot, session, pack)
    assert "1 of them in conflict" in dialog.said.words.text()
    status = line(dialog, "S-1", "Status · changed on both sides")
    assert [status.text(column) for column in (1, 2, 3)] == ["Reported", "Secured", "Located"]
    assert status.checkState(0) is Qt.CheckState.Unchecked
    assert line(dialog, "S-1", "Depth").checkState(0) is Qt.CheckState.Checked
    assert line(dialog, "S-3").checkState(0) is Qt.CheckState.Unchecked, "a deletion is taken by name alone"
    qtbot.mouseClick(dialog.take, Qt.MouseButton.LeftButton)
    settle(qtbot)
    assert (held(project, "S-1")["status"], held(project, "S-1")["depth"]) == ("secured", "1.5")
    assert held(project, "S-2")["status"] == "located"
    assert held(project, "S-3").get("review") is None
    assert project.register.count(Query("media")) == 1
    dialog.tree.setCurrentItem(line(dialog, "S-1", "Status · changed on both sides"))
    QTest.keyClick(dialog.tree, Qt.Key.Key_Space)
    qtbot.mouseClick(dialog.take, Qt.MouseButton.LeftButton)
    settle(qtbot)
    assert held(project, "S-1")["status"] == "located"
    session.undo()
    settle(qtbot)
    assert held(project, "S-1")["status"] == "secured"


def test_a_judgement_of_a_phone_is_shown_and_has_no_tick(qtbot: QtBot, session: Session, pack: Path) -> None:
    with phone(pack) as file:
        file.execute("UPDATE site SET publish = 'yes', depth = 1.5 WHERE code = 'S-1'")
        put(file, "hazard", code="H-1", hazard_type="mine", published="yes")
    dialog = shown(qtbot, session, pack)
    publish = line(dialog, "S-1", "May the place be published")
    assert publish.data(0, Qt.ItemDataRole.CheckStateRole) is None
    assert "“yes” is not taken" in publish.text(3)
    qtbot.mouseClick(dialog.take, Qt.MouseButton.LeftButton)
    settle(qtbot)
    assert (held(session.project, "S-1").get("publish"), held(session.project, "S-1")["depth"]) == (None, "1.5")
    assert held(session.project, "H-1", "hazard").get("published") is None


def test_a_pack_that_is_given_to_the_import_is_reviewed_instead(qtbot: QtBot, session: Session, pack: Path) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    importing = show_import(session, window)
    importing.choose(pack)
    settle(qtbot)
    (reviewing,) = window.findChildren(ReviewDialog)
    assert reviewing.path == pack
    assert reviewing.isVisible()
    assert not window.findChildren(ImportDialog)
    reviewing.reject()


def test_a_file_that_is_no_pack_is_said_in_the_dialog(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    (tmp_path / "noise.gpkg").write_bytes(b"noise")
    dialog = shown(qtbot, session, tmp_path / "noise.gpkg")
    assert "no field pack" in dialog.said.words.text()
    assert not dialog.take.isEnabled()
