"""Points of a survey into a grave from the window: asked what the file does not say, tried, then taken in whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop import tasks
from desktop.session import Session
from desktop.siteplan.panel import PlanPanel
from desktop.siteplan.points_dialog import PointsDialog
from desktop.siteplan.points_table import CONTROL, TARGET
from forensics.places import Place
from tests.desktop.siteplan.test_panel import shown
from tests.layers.graves import grave
from tests.layers.test_surveying import shots

GRID = "x,y,z,code,number\n1.5,2.5,-0.8,KE,1\n0.5,0.6,-0.4,KE,2\n1.2,0.9,-1.0,S-1-001B.skull,3\n0,1.8,0,N,4\n"


@pytest.fixture
def dialog(qtbot: QtBot, tmp_path: Path) -> Iterator[tuple[PointsDialog, Session, PlanPanel]]:
    with shown(qtbot, tmp_path, grave()) as (panel, session):
        assert panel.shown is not None
        opened = PointsDialog(session, panel.shown.scene)
        qtbot.addWidget(opened)
        opened.show()
        yield opened, session, panel
        qtbot.waitUntil(lambda: not tasks.under_way(), timeout=20_000)


def write(table: object, row: int, column: int, text: str) -> None:
    item = table.item(row, column)  # type: ignore[attr-defined]
    assert item is not None
    item.setText(text)


def test_a_file_without_system_is_asked_about_and_then_tried(
    qtbot: QtBot, tmp_path: Path, dialog: tuple[PointsDialog, Session, PlanPanel]
) -> None:
    opened, session, panel = dialog
    (tmp_path / "day.csv").write_text(GRID)
    opened.read(tmp_path / "day.csv")
    qtbot.waitUntil(lambda: "choose it above" in opened.outcome.text(), timeout=20_000)
    assert not opened.accept_button.isEnabled()
    opened.crs.setCurrentIndex(opened.crs.findData("site"))
    opened.crs.activated.emit(opened.crs.currentIndex())
    qtbot.waitUntil(lambda: opened.report is not None, timeout=20_000)
    skull = opened.table.findItems("S-1-001B.skull", Qt.MatchFlag.MatchExactly)[0].row()
    assert opened.table.item(skull, TARGET).text() == "S-1-001B.skull"  # type: ignore[union-attr]
    assert "3 points go nowhere" in opened.outcome.text()
    head = session.project.register.info().head
    write(opened.table, 0, TARGET, "artefact")
    qtbot.waitUntil(lambda: opened.report is not None and opened.report.added == 2, timeout=20_000)
    assert session.project.register.info().head == head
    with qtbot.waitSignal(opened.accepted, timeout=20_000):
        qtbot.mouseClick(opened.accept_button, Qt.MouseButton.LeftButton)
    values = session.project.register.values("case", session.project.register.find("S-1-001B").id)
    assert values is not None
    shape = Place.from_canonical(values["skull"]).site_shape
    assert shape is not None
    assert shape.coords[0] == (1.2, 0.9, -1.0)
    qtbot.waitUntil(lambda: panel.shown is not None and len(panel.shown.scene.finds) == 4, timeout=20_000)
    assert session.undoable is not None


def test_heights_are_asked_for_their_datum_and_a_code_that_goes_nowhere_is_refused(
    qtbot: QtBot, tmp_path: Path, dialog: tuple[PointsDialog, Session, PlanPanel]
) -> None:
    opened, _, _ = dialog
    opened.read(shots(tmp_path / "p.dat", ("A-1", 1.95, 1.32, -0.93)))
    qtbot.waitUntil(lambda: opened.points is not None, timeout=20_000)
    opened.crs.setCurrentIndex(opened.crs.findData("EPSG:32636"))
    opened.crs.activated.emit(opened.crs.currentIndex())
    assert "over which datum" in opened.outcome.text()
    opened.datum.setCurrentIndex(opened.datum.findData("Baltic_1977"))
    opened.datum.activated.emit(opened.datum.currentIndex())
    qtbot.waitUntil(lambda: opened.report is not None, timeout=20_000)
    assert opened.report is not None
    assert opened.report.updated == 1
    write(opened.table, 0, TARGET, "A-1.nowhere")
    qtbot.waitUntil(lambda: "holds no geometry" in opened.outcome.text(), timeout=20_000)
    assert not opened.accept_button.isEnabled()
    write(opened.table, 0, TARGET, "")
    qtbot.waitUntil(lambda: opened.report is not None, timeout=20_000)


def test_points_that_fit_only_with_x_as_north_are_asked_about_in_the_dialog(
    qtbot: QtBot, tmp_path: Path, dialog: tuple[PointsDialog, Session, PlanPanel]
) -> None:
    opened, _, _ = dialog
    (tmp_path / "n.csv").write_text("number,x,y,code\n1,5500001,400001,A-1\n")
    opened.crs.setCurrentIndex(opened.crs.findData("EPSG:32636"))
    opened.read(tmp_path / "n.csv")
    qtbot.waitUntil(lambda: "fit only with X as north" in opened.outcome.text(), timeout=20_000)
    assert not opened.accept_button.isEnabled()
    opened.axes.setCurrentIndex(opened.axes.findData("yx"))
    opened.axes.activated.emit(opened.axes.currentIndex())
    qtbot.waitUntil(lambda: opened.report is not None, timeout=20_000)
    assert opened.accept_button.isEnabled()


def test_a_control_point_is_given_its_place_in_the_grid(
    qtbot: QtBot, tmp_path: Path, dialog: tuple[PointsDialog, Session, PlanPanel]
) -> None:
    opened, session, _ = dialog
    opened.read(shots(tmp_path / "c.dat", ("D", 2.4, 3.6, 0.0)))
    qtbot.waitUntil(lambda: opened.points is not None, timeout=20_000)
    for combo, code in ((opened.crs, "EPSG:32636"), (opened.datum, "Baltic_1977")):
        combo.setCurrentIndex(combo.findData(code))
        combo.activated.emit(combo.currentIndex())
    write(opened.table, 0, CONTROL, "2.4")
    qtbot.waitUntil(lambda: "X,Y[,Z]" in opened.outcome.text(), timeout=20_000)
    write(opened.table, 0, CONTROL, "2,4 3,6")
    qtbot.waitUntil(lambda: opened.report is not None, timeout=20_000)
    with qtbot.waitSignal(opened.accepted, timeout=20_000):
        opened.take_in()
    rows = (session.project.register.values("exhumation", session.project.register.find("X-1").id) or {})[
        "grid_controls"
    ]
    assert [row["point"] for row in rows] == ["A", "B", "C", "D"]
    assert (rows[3]["x"], rows[3]["y"]) == ("2.4", "3.6")
