"""A label is read back from the frames of a video, from a picture and as it is typed; it opens what it names."""

from __future__ import annotations

from pathlib import Path

import pytest
import segno
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QColor, QImage, QPainter
from PyQt6.QtMultimedia import QVideoFrame, QVideoSink
from pytestqt.qtbot import QtBot

from desktop.actions.finding_things import Entry
from desktop.paper.scan_dialog import ScanDialog
from desktop.session import Session
from forensics.numbering import Block
from layers.numbering import reserve
from tests.desktop.form_projects import put, settle, shown
from tests.desktop.photos.test_heif import heic

pytestmark = pytest.mark.qt_log_ignore("Couldn't", "No RHI")  # what FFmpeg finds no driver of on a bare computer


@pytest.fixture
def case(session: Session) -> str:
    put(session, "site", code="EX-S-1", form="single_grave")
    reserve(session.project, session.project.register.find("EX-S-1"), Block("case", 1, 30, "ABC"))
    return put(session, "case", code="EX-S-1-001B", remains_class="body", site="EX-S-1")


def view_of(text: str, turned: float = 12.0) -> QImage:
    """What a camera sees of a label that is held at a slant: grey ground, a white label, its code."""
    image = QImage(640, 480, QImage.Format.Format_RGB32)
    image.fill(QColor("#8a8478"))
    painter = QPainter(image)
    painter.translate(320, 240)
    painter.rotate(turned)
    painter.fillRect(-150, -110, 300, 220, QColor("white"))
    if text:
        matrix = segno.make(text, error="m", micro=False).matrix
        side = 180 / len(matrix)
        for y, row in enumerate(matrix):
            for x, dark in enumerate(row):
                if dark:
                    painter.fillRect(round(-90 + x * side), round(-90 + y * side), round(side) + 1, round(side) + 1,
                                     QColor("#181818"))  # fmt: skip
    painter.end()
    return image


def opened(qtbot: QtBot, session: Session, sink: QVideoSink | None = None) -> tuple[ScanDialog, list[Entry]]:
    dialog, found = ScanDialog(session, None, sink), list[Entry]()
    dialog.found.connect(found.append)
    shown(qtbot, dialog, 520, 480)
    return dialog, found


def test_a_label_before_a_camera_opens_its_record(qtbot: QtBot, session: Session, case: str) -> None:
    sink = QVideoSink()
    dialog, found = opened(qtbot, session, sink)
    assert dialog.view.isVisible()
    for text in ("", "", "case/EX-S-1-001B"):
        sink.setVideoFrame(QVideoFrame(view_of(text)))
        settle(qtbot)
    qtbot.waitUntil(lambda: bool(found), timeout=5_000)
    assert found[0].record is not None
    assert found[0].record.id == case
    assert not dialog.isVisible()


def test_the_frames_are_shown_and_a_strange_code_is_said_and_the_next_one_waited_for(
    qtbot: QtBot, session: Session, case: str
) -> None:
    sink = QVideoSink()
    dialog, found = opened(qtbot, session, sink)
    sink.setVideoFrame(QVideoFrame(view_of("EXAMPLE of a parcel")))
    settle(qtbot)
    qtbot.waitUntil(lambda: "EXAMPLE of a parcel" in dialog.said.words.text(), timeout=5_000)
    assert not dialog.view.pixmap().isNull()
    assert not found
    sink.setVideoFrame(QVideoFrame(view_of("case/EX-S-1-007B", turned=-30)))
    settle(qtbot)
    qtbot.waitUntil(lambda: bool(found), timeout=5_000)
    assert (found[0].kind, dict(found[0].texts)["code"]) == ("new", "EX-S-1-007B"), "a number that is still free"


@pytest.mark.parametrize("ending", ["png", "heic"])
def test_a_label_is_read_from_a_picture_whatever_its_format(
    qtbot: QtBot, session: Session, case: str, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"label.{ending}"
    seen = view_of("case/EX-S-1-001B")
    if ending == "png":
        seen.save(str(path))
    else:
        path.write_bytes(heic(of=seen))
    dialog, found = opened(qtbot, session)
    dialog.read_picture(path)
    settle(qtbot)
    qtbot.waitUntil(lambda: bool(found), timeout=5_000)
    assert found[0].record is not None
    assert found[0].record.id == case


def test_without_a_camera_one_sentence_says_so_and_the_code_is_typed(qtbot: QtBot, session: Session, case: str) -> None:
    dialog, found = opened(qtbot, session)
    assert dialog.view.isHidden()
    assert dialog.no_camera.words.text() == "No camera was found here: type the code, or read it from a picture."
    qtbot.keyClicks(dialog.line, "case/EX-S-1-001B")
    qtbot.keyClick(dialog.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(found), timeout=5_000)
    assert found[0].record is not None
    assert found[0].record.id == case
