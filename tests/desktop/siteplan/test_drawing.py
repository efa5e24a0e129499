"""A hand draws on the plan, or types what its tapes say: into a new record, a field of a form, a record's shape."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import shapely
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from desktop.session import Session
from desktop.siteplan.drawing_tools import Subject
from desktop.siteplan.measuring_bar import OFFSET, TAPES
from desktop.siteplan.panel import PlanPanel
from desktop.siteplan.sketch import FIGURE, POINTS_OF_FIGURE
from desktop.window.main_window import MainWindow
from forensics.errors import TaphosError
from forensics.places import Place
from tests.desktop.siteplan.test_panel import pixel, shown
from tests.desktop.window import windows
from tests.layers.graves import degrees, grave

NEW_CASE = Subject("case", FIGURE, POINTS_OF_FIGURE)
NEW_ARTEFACT = Subject("artefact", "Point", ("place",))
NEW_CONTEXT = Subject("context", "MultiPolygon", ("place",))


def click(
    qtbot: QtBot, panel: PlanPanel, x: float, y: float, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.AltModifier
) -> None:
    """A click at metres of the view; Alt keeps it from snapping."""
    qtbot.mouseClick(panel.canvas.viewport(), Qt.MouseButton.LeftButton, keys, pixel(panel, x, y))


@pytest.fixture
def told(panel: tuple[PlanPanel, Session]) -> list[tuple[str, dict[str, str]]]:
    """New records that were drawn."""
    found: list[tuple[str, dict[str, str]]] = []
    panel[0].drawing.new_record.connect(lambda type_, texts: found.append((type_, dict(texts))))
    return found


@pytest.fixture
def refused(panel: tuple[PlanPanel, Session]) -> list[str]:
    found: list[str] = []
    panel[1].refused.connect(lambda refusal: found.append(str(refusal)))
    return found


@pytest.fixture
def panel(qtbot: QtBot, tmp_path: Path) -> Iterator[tuple[PlanPanel, Session]]:
    made = grave()
    with shown(qtbot, tmp_path, made) as (opened, session):
        opened.canvas.look(opened.canvas.frame)
        yield opened, session


def place(text: str) -> Place:
    return Place.from_canonical(json.loads(text))


def test_three_clicks_are_a_body_with_its_orientation(
    qtbot: QtBot, panel: tuple[PlanPanel, Session], told: list[tuple[str, dict[str, str]]]
) -> None:
    opened, session = panel
    opened.drawing.begin(NEW_CASE)
    opened.measuring.level.setText("-0,85")
    for x, y in ((0.5, 3.0), (1.1, 3.0), (1.9, 3.0)):
        click(qtbot, opened, x, y)
    ((type_, texts),) = told
    assert type_ == "case"
    skull, pelvis = place(texts["skull"]).site_shape, place(texts["pelvis"]).site_shape
    assert isinstance(skull, shapely.Point)
    assert isinstance(pelvis, shapely.Point)
    step = 1 / opened.canvas.frame.scale
    assert (skull.x, skull.y) == pytest.approx((0.5, 3.0), abs=step)
    assert skull.z == -0.85
    assert place(texts["place"]) == place(texts["pelvis"])
    at = place(texts["pelvis"]).shape
    assert isinstance(at, shapely.Point)
    assert (at.x, at.y) == pytest.approx(degrees(pelvis.x, pelvis.y), abs=1e-9)
    assert place(texts["skull"]).method == "map"
    assert place(texts["skull"]).horizontal_accuracy == pytest.approx(step / 2, rel=0.1)
    # the head lies against the x axis, whose y axis bears 306.87: 306.87 - 90
    assert int(texts["orientation"]) == pytest.approx(217, abs=2)
    assert texts["orientation_north"] == "grid"
    assert texts["exhumation"] == session.project.register.find("X-1").id
    assert not opened.measuring.isVisible()


def test_a_point_is_typed_by_two_tapes_and_keeps_how_it_was_measured(
    qtbot: QtBot, panel: tuple[PlanPanel, Session], told: list[tuple[str, dict[str, str]]], refused: list[str]
) -> None:
    opened, _ = panel
    bar = opened.measuring
    opened.drawing.begin(NEW_ARTEFACT)
    bar.way.setCurrentIndex(bar.way.findData(TAPES))
    bar.way.activated.emit(bar.way.currentIndex())
    assert (bar.start.currentText(), bar.end.currentText()) == ("A", "B")
    bar.side.setCurrentIndex(bar.side.findData("right"))
    qtbot.keyClicks(bar.line, "0,5 0,5")
    qtbot.keyClick(bar.line, Qt.Key.Key_Return)
    assert len(refused) == 1
    assert "meet nowhere" in refused[0]
    assert bar.line.text() == "0,5 0,5"
    bar.line.clear()
    qtbot.keyClicks(bar.line, "1,5 3,9 -0,4")
    qtbot.keyClick(bar.line, Qt.Key.Key_Return)
    ((_, texts),) = told
    # 1.5-3.6-3.9: the tape of A is at a right angle to the baseline
    shape = place(texts["place"]).site_shape
    assert isinstance(shape, shapely.Point)
    assert (shape.x, shape.y, shape.z) == pytest.approx((1.5, 0.0, -0.4), abs=1e-3)
    assert place(texts["place"]).written == "tapes 1,5;3,9;right;-0,4 from A, B"
    assert place(texts["place"]).horizontal_accuracy == 0.02


def test_corners_are_clicked_and_typed_in_one_outline_and_a_click_on_the_first_closes_it(
    qtbot: QtBot, panel: tuple[PlanPanel, Session], told: list[tuple[str, dict[str, str]]]
) -> None:
    opened, _ = panel
    bar = opened.measuring
    opened.drawing.begin(NEW_CONTEXT)
    click(qtbot, opened, 0.5, 0.5)
    click(qtbot, opened, 1.5, 0.5)
    bar.way.setCurrentIndex(bar.way.findData(OFFSET))
    bar.way.activated.emit(bar.way.currentIndex())
    qtbot.keyClicks(bar.line, "1.5; 1.5")
    qtbot.mouseClick(bar.add, Qt.MouseButton.LeftButton)
    click(qtbot, opened, 2.2, 3.3)
    qtbot.keyClick(opened.canvas, Qt.Key.Key_Backspace)
    click(qtbot, opened, 0.5, 0.52, Qt.KeyboardModifier.NoModifier)
    ((_, texts),) = told
    shape = place(texts["place"]).site_shape
    assert shape is not None
    assert shape.geom_type == "MultiPolygon"
    assert shape.area == pytest.approx(0.5, rel=0.03)
    assert place(texts["place"]).written is not None
    assert "offset 1.5; 1.5 from A-B" in str(place(texts["place"]).written)
    assert place(texts["place"]).method is None  # a tape among what a hand pointed at


def test_an_outline_that_crosses_itself_is_refused_and_stays_to_be_mended(
    qtbot: QtBot, panel: tuple[PlanPanel, Session], told: list[tuple[str, dict[str, str]]], refused: list[str]
) -> None:
    opened, _ = panel
    opened.drawing.begin(NEW_CONTEXT)
    for x, y in ((0.5, 0.5), (1.5, 1.5), (1.5, 0.5), (0.5, 1.5)):
        click(qtbot, opened, x, y)
    qtbot.keyClick(opened.canvas, Qt.Key.Key_Return)
    assert "crosses itself near 1.0" in refused[0]
    assert not told
    assert opened.canvas.sketch is not None
    assert len(opened.canvas.sketch.vertices) == 4
    qtbot.keyClick(opened.canvas, Qt.Key.Key_Escape)
    assert opened.canvas.sketch is None


def test_a_click_snaps_to_a_control_point(
    qtbot: QtBot, panel: tuple[PlanPanel, Session], told: list[tuple[str, dict[str, str]]]
) -> None:
    opened, _ = panel
    opened.drawing.begin(NEW_ARTEFACT)
    at = pixel(opened, 0.0, 0.0) + QPoint(6, -5)
    qtbot.mouseClick(opened.canvas.viewport(), Qt.MouseButton.LeftButton, pos=at)
    shape = place(told[0][1]["place"]).site_shape
    assert shape is not None
    assert shape.coords[0][:2] == (0.0, 0.0)


def test_a_line_in_a_section_asks_where_the_section_lies(
    qtbot: QtBot, panel: tuple[PlanPanel, Session], told: list[tuple[str, dict[str, str]]], refused: list[str]
) -> None:
    opened, _ = panel
    opened.turn_to("section-x")
    qtbot.waitUntil(lambda: opened.is_settled and opened.shown is not None, timeout=20_000)
    opened.drawing.begin(Subject("context", "MultiLineString", ("profile",)))
    click(qtbot, opened, 0.4, -0.3)
    assert "at which y" in refused[0]
    qtbot.keyClicks(opened.measuring.level, "1.8")
    click(qtbot, opened, 0.4, -0.3)
    click(qtbot, opened, 1.9, -0.6)
    qtbot.keyClick(opened.canvas, Qt.Key.Key_Return)
    shape = place(told[0][1]["profile"]).site_shape
    assert shape is not None
    line = shapely.get_coordinates(shape, include_z=True)
    step = 1 / opened.canvas.frame.scale
    assert line == pytest.approx(
        shapely.get_coordinates(shapely.LineString([(0.4, 1.8, -0.3), (1.9, 1.8, -0.6)]), include_z=True), abs=step
    )


def test_the_menu_offers_what_the_view_can_take(qtbot: QtBot, panel: tuple[PlanPanel, Session]) -> None:
    opened, session = panel

    def texts() -> list[str]:
        menu = QMenu()
        opened.drawing.menu(menu)
        found = [action.text() for action in menu.actions() if not action.isSeparator()]
        menu.deleteLater()
        return found

    offered = texts()
    assert "Remains case – skull, pelvis and feet" in offered
    assert "Context – line in section" not in offered
    session.select("case", session.project.register.find("S-1-001B").id)
    assert "S-1-001B – outline" in texts()
    opened.turn_to("section-y")
    qtbot.waitUntil(
        lambda: (
            opened.is_settled
            and bool(opened.shown and opened.shown.drawing and opened.shown.drawing.view == "section-y")
        ),
        timeout=20_000,
    )
    assert texts() == ["Context – line in section", "Points of a survey…"]


def test_a_grave_without_a_grid_keeps_degrees_and_refuses_a_height(qtbot: QtBot, tmp_path: Path) -> None:
    made = grave()
    for change in made.changes:
        if change.type == "exhumation":
            change.after.pop("grid_controls")  # type: ignore[union-attr]
        for value in change.after.values():
            if isinstance(value, dict) and value.pop("site_geometry", None):
                value["crs"] = "EPSG:4326"
    with shown(qtbot, tmp_path, made) as (opened, session):
        told: list[dict[str, str]] = []
        wrong: list[TaphosError] = []
        opened.drawing.new_record.connect(lambda type_, texts: told.append(texts))
        session.refused.connect(wrong.append)
        opened.drawing.begin(NEW_ARTEFACT)
        opened.measuring.level.setText("-1")
        click(qtbot, opened, *opened.canvas.frame.metres(300, 300))
        assert "no grid" in str(wrong[0])
        opened.drawing.begin(NEW_ARTEFACT)
        click(qtbot, opened, *opened.canvas.frame.metres(300, 300))
        drawn = place(told[0]["place"])
        assert drawn.site_geometry is None
        assert drawn.crs == "EPSG:4326"
        assert drawn.shape is not None


# In the window


@pytest.fixture(scope="module")
def window(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MainWindow]:
    folder = tmp_path_factory.mktemp("drawn")
    with windows.opened(windows.small_example(folder), folder) as opened:
        yield opened


def test_what_is_drawn_opens_as_a_form_and_is_kept(qtbot: QtBot, window: MainWindow) -> None:
    window.show_plan_of("EX-SITE-02")
    windows.at_rest(window)
    opened = window.stage.widget
    assert isinstance(opened, PlanPanel)
    qtbot.waitUntil(lambda: opened.shown is not None and opened.is_settled, timeout=20_000)
    opened.drawing.begin(NEW_ARTEFACT)
    room = opened.canvas.frame.room.center()
    x, y = opened.canvas.frame.metres(room.x(), room.y())
    click(qtbot, opened, x, y)
    draft = window.inspector.draft
    assert draft is not None
    assert draft.is_new
    assert draft.kind.name == "artefact"
    drawn = place(draft.text("place")).site_shape
    assert isinstance(drawn, shapely.Point)
    assert (drawn.x, drawn.y) == pytest.approx((x, y), abs=1 / opened.canvas.frame.scale)
    assert draft.text("exhumation")
    window.inspector.revert()


def test_a_form_picks_its_place_on_the_plan_that_is_shown(qtbot: QtBot, window: MainWindow) -> None:
    window.show_plan_of("EX-SITE-02")
    windows.at_rest(window)
    opened = window.stage.widget
    assert isinstance(opened, PlanPanel)
    window.begin_record("sample", {})
    window.inspector.desk.pick_requested.emit("place")
    assert opened.canvas.sketch is not None
    room = opened.canvas.frame.room.center()
    click(qtbot, opened, *opened.canvas.frame.metres(room.x() + 20, room.y()))
    assert opened.canvas.sketch is None
    assert window.inspector.draft is not None
    assert place(window.inspector.draft.text("place")).site_shape is not None
    window.inspector.revert()
