"""The page of an anchor: its words in both languages, and a QR code that is the signed document."""

from __future__ import annotations

from pathlib import Path

import pytest
import segno
from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from desktop.layouts.day_sheet import (
    MOST_HEADS,
    QUIET,
    DaySheet,
    day_sheet_of,
    paint_day_sheet,
    paint_qr,
    painted_words,
    write_day_sheet,
)
from desktop.layouts.layout import layout_named
from desktop.layouts.writing import Pen
from desktop.theme.theme import theme
from forensics.anchors import heads_hash, read_anchor, sign_anchor
from forensics.changes import Change, Operation
from layers.anchoring import take_anchor
from layers.errors import ExportRefused
from layers.exports.saying import translator_for
from tests.layers.projects import closing, make


def test_the_code_on_the_page_is_the_signed_document_module_by_module(qtbot: QtBot, tmp_path: Path) -> None:
    with closing(make(tmp_path / "p.taphos")) as project:
        code = take_anchor(project).anchor.to_bytes()
    read_anchor(code)
    side = 900
    image = QImage(side, side, QImage.Format.Format_RGB32)
    image.fill(0x808080)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_qr(painter, code, QRectF(0, 0, side, side))
    painter.end()
    matrix = segno.make(code, error="m", mode="byte", micro=False, boost_error=False).matrix
    step = side / (len(matrix) + 2 * QUIET)
    for row in range(-QUIET, len(matrix) + QUIET):
        for column in range(-QUIET, len(matrix) + QUIET):
            at = int((column + QUIET + 0.5) * step), int((row + QUIET + 0.5) * step)
            inside = 0 <= row < len(matrix) and 0 <= column < len(matrix)
            assert (image.pixelColor(*at).lightness() < 128) == bool(inside and matrix[row][column])


@pytest.mark.parametrize(
    ("language", "heading", "mark"), [("en", "Day-sheet", "EXAMPLE"), ("uk", "Денний аркуш", "ПРИКЛАД")]
)
def test_what_stands_on_the_page_is_in_the_chosen_language(
    qtbot: QtBot, tmp_path: Path, language: str, heading: str, mark: str
) -> None:
    with closing(make(tmp_path / "p.taphos")) as project:
        project.register.commit([Change("_project", "project", Operation.SET, after={"example": True})])
        taken = take_anchor(project)
        translate = translator_for(project, language)
        sheet = day_sheet_of(project, taken, translate)
    image = QImage(840, 1188, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    words = painted_words(sheet, painter, translate)
    painter.end()
    assert {heading, mark, "Contract", sheet.beginning} <= set(words)
    assert sheet.beginning.replace(" ", "").lower() == heads_hash(taken.anchor.heads)[:16]
    (head,) = taken.anchor.heads
    assert head in "".join(words).replace(" ", "")
    assert taken.anchor.device in "".join(words).replace(" ", "")


def test_a_page_with_all_the_heads_that_it_has_room_for_keeps_its_parts_apart(qtbot: QtBot, tmp_path: Path) -> None:
    layout = layout_named("a4-portrait")
    with closing(make(tmp_path / "p.taphos")) as project:
        taken = take_anchor(project)
        translate = translator_for(project, "uk")
        heads = [f"{number:064x}" for number in range(MOST_HEADS)]
        rows = (*day_sheet_of(project, taken, translate).rows, ("Time stamp", "EXAMPLE"))
        code = sign_anchor(project.device.key, project.id, heads, taken.anchor.time).to_bytes()
    image = QImage(round(layout.width), round(layout.height), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    pen = Pen(painter, theme("light"), translate)
    paint_day_sheet(DaySheet("P", rows, tuple(heads), code), pen, layout)
    painter.end()
    assert all(layout.page.contains(room) for _, room in pen.rooms)
    rooms = [room.adjusted(1, 4, -1, -4) for _, room in pen.rooms]
    assert not [one for at, one in enumerate(rooms) if any(one.intersects(other) for other in rooms[:at])]


def test_a_sheet_that_cannot_be_finished_leaves_nothing_and_no_entry(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*asked: object) -> None:
        raise ExportRefused("The disk is full.")

    with closing(make(tmp_path / "p.taphos")) as project:
        before = project.register.info()
        monkeypatch.setattr("desktop.layouts.day_sheet.keep_beside", full)
        with pytest.raises(ExportRefused):
            write_day_sheet(project, tmp_path / "day.pdf")
        assert project.register.info() == before
    assert [path.name for path in tmp_path.iterdir()] == ["p.taphos"]
