"""The photo log in the window: photographs are taken in, answered, timed and marked by mouse and keys."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.photos.annotating import AnnotatingDialog
from desktop.photos.log_dialog import COLUMNS, PhotoLogDialog, show_photo_log
from desktop.session import Session
from forensics.ports import Found, Query
from layers.evidence import open_evidence
from layers.photos.log import ASKED, Photo
from tests.desktop.form_projects import begin_without_holder, only, press, put, select, settle, shown, type_into
from tests.layers.photos.cameras import broken, photo, picture, with_exif, written
from tests.layers.photos.cameras import tags as tags_of

WIDE, HIGH = 640, 480


@pytest.fixture
def site(session: Session) -> Found:
    put(session, "site", code="S-1", form="multiple_grave", status="in_exhumation")
    return session.project.register.find("S-1")


@pytest.fixture
def log(qtbot: QtBot, session: Session, site: Found, tmp_path: Path) -> PhotoLogDialog:
    """The log of a grave with three photographs, one of them broken, and a text that is called one."""
    dialog = PhotoLogDialog(session, site)
    shown(qtbot, dialog, 1120, 640)
    large = with_exif(picture(1, WIDE, HIGH), tags_of(0))
    files = {"a.jpg": large, "b.jpg": photo(1), "c.jpg": broken(2), "d.jpg": b"EXAMPLE text"}
    dialog.take_in([written(tmp_path, name, data) for name, data in files.items()])
    begin_without_holder(qtbot)
    settle(qtbot)
    return dialog


def one(log: PhotoLogDialog, name: str) -> Photo:
    return next(photo for photo in log.photos if photo.name == name)


def row(log: PhotoLogDialog, name: str) -> int:
    return log.photos.index(one(log, name))


def click(qtbot: QtBot, log: PhotoLogDialog, name: str, column: int) -> None:
    item = log.table.item(row(log, name), column)
    view = log.table.viewport()
    assert item is not None
    assert view is not None
    log.table.scrollToItem(item)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=log.table.visualItemRect(item).center())


def test_the_log_lists_what_was_taken_in_and_says_what_is_wrong(log: PhotoLogDialog) -> None:
    assert log.table.rowCount() == 4
    assert log.told.text() == "4 photographs; 3 with questions open."
    assert "EXIF" in log.wrong.words.text()
    shown_as = {log.table.item(at, 2).text() for at in range(4)}  # type: ignore[union-attr]
    assert "d.jpg (unknown)" in shown_as


def test_a_file_that_was_here_already_is_told(
    qtbot: QtBot, log: PhotoLogDialog, session: Session, tmp_path: Path
) -> None:
    with qtbot.waitSignal(session.told) as told:
        log.take_in([written(tmp_path, "again.jpg", photo(1))])
        begin_without_holder(qtbot)
    settle(qtbot)
    assert "1 file was here already" in str(told.args[0])
    assert log.table.rowCount() == 4


def test_what_is_asked_is_answered_by_mouse_and_keys(qtbot: QtBot, log: PhotoLogDialog) -> None:
    click(qtbot, log, "b.jpg", len(COLUMNS))
    press(qtbot, Qt.Key.Key_Space)
    settle(qtbot)
    assert one(log, "b.jpg").answers == {"case_board": "yes"}
    click(qtbot, log, "b.jpg", len(COLUMNS) + 1)
    press(qtbot, Qt.Key.Key_N)
    settle(qtbot)
    assert one(log, "b.jpg").answers == {"case_board": "yes", "scale_bar": "no"}
    click(qtbot, log, "a.jpg", 1)
    qtbot.mouseClick(log.yes, Qt.MouseButton.LeftButton)
    settle(qtbot)
    assert one(log, "a.jpg").answers == dict.fromkeys(ASKED, "yes")


def test_the_clock_of_a_camera_is_set_for_the_day(qtbot: QtBot, log: PhotoLogDialog, session: Session) -> None:
    click(qtbot, log, "a.jpg", 1)
    type_into(qtbot, log.shown, "2026-05-01T08:01:00+03:00")
    type_into(qtbot, log.true, "2026-05-01T08:00:00+03:00")
    type_into(qtbot, log.zone, "+03:00")
    qtbot.mouseClick(log.clock, Qt.MouseButton.LeftButton)
    settle(qtbot)
    assert [one(log, name).taken_at for name in ("a.jpg", "b.jpg")] == [
        "2026-05-01T07:59:00+03:00",
        "2026-05-01T07:59:01+03:00",
    ]
    session.undo()
    settle(qtbot)
    assert session.project.register.count(Query("media", where=(("taken_at_source", "EXIF"),))) == 0


def drag(dialog: AnnotatingDialog, begun: QPointF, ended: QPointF) -> None:
    canvas, room = dialog.canvas, dialog.canvas.room()
    scale = room.width() / canvas.image.width()

    def place(point: QPointF) -> QPoint:
        return QPoint(round(room.left() + point.x() * scale), round(room.top() + point.y() * scale))

    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=place(begun))
    QTest.mouseMove(canvas, place(ended))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=place(ended))


def test_marks_are_drawn_on_a_working_copy_and_the_original_stays(
    qtbot: QtBot, log: PhotoLogDialog, session: Session
) -> None:
    click(qtbot, log, "a.jpg", 1)
    dialog = log.annotate()
    assert dialog is not None
    settle(qtbot)
    assert dialog.canvas.image.width() == WIDE
    qtbot.mouseClick(dialog.tools["scale"], Qt.MouseButton.LeftButton)
    drag(dialog, QPointF(50, 400), QPointF(250, 400))
    qtbot.mouseClick(dialog.tools["measure"], Qt.MouseButton.LeftButton)
    drag(dialog, QPointF(50, 100), QPointF(150, 100))
    qtbot.mouseClick(dialog.tools["text"], Qt.MouseButton.LeftButton)
    drag(dialog, QPointF(300, 200), QPointF(300, 200))
    assert "says something" in dialog.wrong.words.text()
    type_into(qtbot, dialog.words, "EXAMPLE femur")
    drag(dialog, QPointF(300, 200), QPointF(300, 200))
    qtbot.mouseClick(dialog.tools["arrow"], Qt.MouseButton.LeftButton)
    drag(dialog, QPointF(400, 300), QPointF(500, 350))
    qtbot.mouseClick(dialog.back, Qt.MouseButton.LeftButton)
    assert [mark.kind for mark in dialog.canvas.marks] == ["scale", "measure", "text"]
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    settle(qtbot)
    copy = only(session, "media", copy_kind="working_copy")
    original = one(log, "a.jpg")
    assert copy["copy_of"] == original.media
    with open_evidence(session.project, original.media) as file:
        assert file.read() == with_exif(picture(1, WIDE, HIGH), tags_of(0))
    assert any(photo.copy_of == original.code for photo in log.photos)


def test_what_is_no_picture_is_said_not_to_be_drawn(qtbot: QtBot, log: PhotoLogDialog) -> None:
    click(qtbot, log, "d.jpg", 1)
    dialog = log.annotate()
    assert dialog is not None
    settle(qtbot)
    assert "no picture that can be drawn" in dialog.wrong.words.text()
    assert not dialog.save.isEnabled()


def test_the_log_is_of_a_grave_alone(qtbot: QtBot, session: Session, log: PhotoLogDialog) -> None:
    select(qtbot, session, "media", log.photos[0].media)
    assert show_photo_log(session, log) is None


def test_taking_in_shows_how_far_it_is_and_can_be_stopped(
    qtbot: QtBot, log: PhotoLogDialog, tmp_path: Path, session: Session
) -> None:
    large = tmp_path / "scan.tif"
    with large.open("wb") as file:
        file.truncate(1 << 30)
    before = session.project.register.count(Query("media"))
    log.take_in([large])
    begin_without_holder(qtbot)
    qtbot.waitUntil(lambda: log.bar.value() > 0)
    assert not log.add.isEnabled()
    qtbot.mouseClick(log.stop, Qt.MouseButton.LeftButton)
    settle(qtbot)
    assert session.project.register.count(Query("media")) == before
    assert log.add.isEnabled()
    assert log.bar.isHidden()
    assert "Stopped" in log.wrong.words.text()


def test_numbers_of_the_log_are_written_as_the_language_does(
    qtbot: QtBot, log: PhotoLogDialog, session: Session
) -> None:
    session.set_language("uk")
    cells = log._cells(replace(log.photos[0], placed=True, accuracy_m=4.5, azimuth=2.4, north="true"))
    assert cells[4].endswith("±4,5 м")
    assert cells[5].startswith("2,4° ")
