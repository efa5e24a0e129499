"""Tools of a surveyor in the window, with real clicks: measuring, selecting in an area, splitting, merging."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import shapely
from pyproj import Geod
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtWidgets import QDoubleSpinBox, QLineEdit
from pytestqt.qtbot import QtBot

from desktop.actions.finding_things import Entry, Finder
from desktop.canvas.cross import Cross
from desktop.canvas.tools.edit import EditShapeTool
from desktop.canvas.tools.measure import MeasureTool, area_words, length_words
from desktop.filters.reached import rows_reached
from desktop.map.vertex_table import VertexTable
from desktop.window.main_window import MainWindow
from forensics.changes import Change, Operation
from forensics.identifiers import new_id
from forensics.places import place_of
from forensics.ports import Days, Query
from layers.basemaps.views import View, views
from layers.exports.selecting import Selection
from layers.gnss import Fix
from tests.counts import count
from tests.desktop.form_projects import settle
from tests.desktop.window import windows
from tests.layers.projects import make

LEFT, CTRL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier
HERE = shapely.MultiPolygon([shapely.box(30.0, 50.0, 30.2, 50.1)])
BESIDE = shapely.MultiPolygon([shapely.box(30.2, 50.0, 30.3, 50.1)])


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with two areas side by side and twelve graves in them."""
    project = make(tmp_path_factory.mktemp("drawn") / "example", pack="ua")
    changes = [record("survey_area", f"EX-A-{at}", shape) for at, shape in enumerate((HERE, BESIDE))]
    changes += [record("site", f"EX-S-{at}", shapely.Point(30.01 + at * 0.025, 50.05)) for at in range(12)]
    project.register.commit(changes)
    project.close()
    return project.folder


def record(type_: str, code: str, shape: shapely.Geometry) -> Change:
    place = place_of(shape, crs="EPSG:4326", method="map", horizontal_accuracy=3.0).to_canonical()
    return Change(type_, new_id(), Operation.ADD, after={"code": code, "place": place})


@pytest.fixture
def window(qtbot: QtBot, drawn: Path, tmp_path: Path) -> Iterator[MainWindow]:
    with windows.opened(windows.copied(drawn, tmp_path), tmp_path, workspace="plan") as shown:
        shown.map.canvas.snapping = False
        shown.contents.show("site", True)
        shown.map.canvas.look(shown.map.canvas.camera.fitted(29.9, 49.95, 30.4, 50.15))
        windows.at_rest(shown)
        yield shown


def pixel(window: MainWindow, lon: float, lat: float) -> QPoint:
    return QPoint(*(round(value) for value in window.map.canvas.camera.pixels_of_lonlat(lon, lat)))


def press(qtbot: QtBot, window: MainWindow, key: Qt.Key) -> None:
    windows.focus_map(qtbot, window)
    qtbot.keyClick(window.map.canvas, key)


def click(qtbot: QtBot, window: MainWindow, *places: tuple[float, float], adding: bool = False) -> None:
    for place in places:
        keys = CTRL if adding else Qt.KeyboardModifier.NoModifier
        qtbot.mouseClick(window.map.canvas.viewport(), LEFT, keys, pixel(window, *place))


def areas(window: MainWindow) -> dict[str, shapely.Geometry]:
    held = window.session.project.register.select(Query("survey_area"))
    return {str(one["code"]): shapely.from_wkb(one["place"]["geometry"]) for one in held}


def chosen(window: MainWindow, type_: str) -> list[str]:
    ids = window.session.selected.ids if window.session.selected.type == type_ else ()
    return sorted(one.code for one in window.session.project.register.titles(list(ids)).values())


def test_what_is_clicked_is_measured_on_the_ground(
    qtbot: QtBot, window: MainWindow, proof: Callable[[str, str, object], None]
) -> None:
    press(qtbot, window, Qt.Key.Key_M)
    tool = window.map.canvas.tool
    assert isinstance(tool, MeasureTool)
    told: list[object] = []
    tool.measured.connect(told.append)
    click(qtbot, window, (30.0, 50.0), (30.2, 50.0), (30.2, 50.1))
    press(qtbot, window, Qt.Key.Key_Return)
    lon, lat = np.array([(one.lon, one.lat) for one in tool.vertices]).T
    area, _ = Geod(ellps="WGS84").polygon_area_perimeter(lon, lat)
    length = Geod(ellps="WGS84").line_length(lon, lat)
    assert str(told[0]) == f"{length / 1000:,.3f} km · area {abs(area) / 1e6:,.3f} km²"
    click(qtbot, window, (30.1, 50.02))  # begins anew
    assert len(tool.vertices) == 1
    press(qtbot, window, Qt.Key.Key_Escape)
    assert not tool.vertices


@pytest.mark.parametrize("number", range(count(12, 100)))
def test_lengths_and_areas_agree_with_the_geodesic(number: int, proof: Callable[[str, str, object], None]) -> None:
    random = np.random.default_rng(number)
    lon, lat = random.uniform((-179, -85), (179, 85))
    turns = np.sort(random.uniform(0, 2 * np.pi, 9))
    size = 10 ** random.uniform(-5, 0.3)
    places = np.column_stack([lon + size * np.cos(turns), np.clip(lat + size * np.sin(turns), -89, 89)])
    line, area = shapely.LineString(places), shapely.Polygon(places)
    from forensics.geodesy import area_km2, length_m

    geod = Geod(ellps="WGS84")
    known_area = abs(geod.geometry_area_perimeter(area)[0]) / 1e6
    assert length_m(line) == pytest.approx(geod.geometry_length(line), rel=1e-3)
    if shapely.is_valid(area):
        assert area_km2(area) == pytest.approx(known_area, rel=1e-3)
    proof("E5", "length and area against pyproj's geodesic", "within 0.1 %")


def test_lengths_and_areas_are_said_as_a_surveyor_says_them() -> None:
    assert [str(length_words(metres)) for metres in (3.456, 999.99, 1234.5)] == ["3.46 m", "999.99 m", "1.234 km"]
    assert [str(area_words(km2)) for km2 in (0.001, 0.5, 12.25)] == ["1,000.0 m²", "50.000 ha", "12.250 km²"]


def test_what_lies_within_a_drawn_area_is_selected_and_ctrl_adds(qtbot: QtBot, window: MainWindow) -> None:
    press(qtbot, window, Qt.Key.Key_Y)
    window.contents.show("survey_area", False)
    windows.at_rest(window)
    click(qtbot, window, (30.0, 50.04), (30.07, 50.04), (30.04, 50.06))
    press(qtbot, window, Qt.Key.Key_Return)
    settle(qtbot, 500)
    assert chosen(window, "site") == ["EX-S-1"]  # the others lie in its bounds, and not within
    click(qtbot, window, (30.2, 50.04), (30.3, 50.04), (30.3, 50.06), (30.2, 50.06), adding=True)
    press(qtbot, window, Qt.Key.Key_Return)
    settle(qtbot, 500)
    assert chosen(window, "site") == ["EX-S-1", "EX-S-10", "EX-S-11", "EX-S-8", "EX-S-9"]


def test_a_selected_area_is_split_by_a_drawn_line_and_undo_joins_it_again(qtbot: QtBot, window: MainWindow) -> None:
    window.session.select("survey_area", window.session.project.register.find("EX-A-0").id)
    settle(qtbot, 500)
    press(qtbot, window, Qt.Key.Key_X)
    click(qtbot, window, (30.05, 49.98), (30.05, 50.13))
    press(qtbot, window, Qt.Key.Key_Return)
    settle(qtbot, 500)
    assert len(areas(window)) == 3
    assert areas(window)["EX-A-0"].bounds[0] == pytest.approx(30.05, abs=2e-3)
    window.actions_of_table["undo"].trigger()
    settle(qtbot, 500)
    assert areas(window)["EX-A-0"].equals(HERE)
    assert len(areas(window)) == 2


def test_selected_areas_are_merged_with_a_reason_and_widened(qtbot: QtBot, window: MainWindow) -> None:
    register = window.session.project.register
    one, other = (register.find(code).id for code in ("EX-A-0", "EX-A-1"))
    window.session.select("survey_area", one, other)
    settle(qtbot, 500)
    dialog = window.map.reshaping.ask_merge()
    assert dialog is not None
    line = dialog.findChild(QLineEdit)
    assert line is not None
    qtbot.keyClicks(line, "EXAMPLE: one wood")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    settle(qtbot, 500)
    assert {code: shape.bounds for code, shape in areas(window).items()} == {"EX-A-0": (30.0, 50.0, 30.3, 50.1)}
    window.session.select("survey_area", one)
    settle(qtbot, 500)
    asked = window.map.reshaping.ask_width()
    number = asked.findChild(QDoubleSpinBox)
    assert number is not None
    number.selectAll()
    qtbot.keyClicks(number, "250")
    qtbot.keyClick(number, Qt.Key.Key_Return)
    settle(qtbot, 500)
    west = areas(window)["EX-A-0"].bounds[0]
    assert Geod(ellps="WGS84").inv(west, 50.05, 30.0, 50.05)[2] == pytest.approx(250, rel=0.01)


def test_a_view_is_kept_under_a_name_and_gone_to_again(qtbot: QtBot, window: MainWindow) -> None:
    canvas = window.map.canvas
    there = canvas.camera
    dialog = window.map.views.ask_name()
    dialog.setTextValue("EXAMPLE wood")
    dialog.accept()
    settle(qtbot, 500)
    canvas.look(there.at(35.0, 48.0, 900.0))
    window.actions_of_table["views"].trigger()
    qtbot.waitUntil(lambda: window.map.views.menu is not None and window.map.views.menu.isVisible())
    menu = window.map.views.menu
    assert menu is not None
    [found] = [action for action in menu.actions() if action.text() == "EXAMPLE wood"]
    found.trigger()
    menu.close()
    assert (canvas.camera.x, canvas.camera.y) == pytest.approx((there.x, there.y), abs=0.01)
    assert canvas.camera.mpp == pytest.approx(there.mpp)
    window.map.views.forget("EXAMPLE wood")
    settle(qtbot, 500)


def test_the_corners_of_a_shape_are_a_table_that_takes_any_notation(qtbot: QtBot, window: MainWindow) -> None:
    window.session.select("survey_area", window.session.project.register.find("EX-A-0").id)
    settle(qtbot, 500)
    window.actions_of_table["corners"].trigger()
    settle(qtbot, 500)
    tool = window.map.canvas.tool
    assert isinstance(tool, EditShapeTool)
    [table] = window.map.findChildren(VertexTable)
    assert table.table.rowCount() == 4
    before = tool.geometry
    cell = table.table.item(0, 1)
    assert cell is not None
    cell.setText("50°06'00\"N 30°15'00\"E")
    moved = tool.geometry
    assert moved is not None
    assert (30.25, 50.1) in [tuple(np.round(place, 9)) for place in shapely.get_coordinates(moved)]
    cell.setText("somewhere")
    assert table.problem.text()
    assert tool.geometry == moved
    for typed in ("30.25, 50.1", "УСК-2000 зона 5 X 5556404.2 Y 5732673.2", "СК-42 зона 6 X 5556123.7 Y 6303226.2"):
        cell.setText(typed)
        assert not table.problem.text()
        first = shapely.get_coordinates(tool.geometry)[:, :2].max(0)
        assert tuple(first) == pytest.approx((30.25, 50.1), abs=0.02), typed
        qtbot.keyClick(window.map.canvas, Qt.Key.Key_Backspace)
    cell.setText("30.36 N, 50.06 E")
    assert "outside the area of this project" in table.problem.text(), "it is as it was typed, and is pointed out"
    qtbot.keyClick(window.map.canvas, Qt.Key.Key_Backspace)
    windows.focus_map(qtbot, window)
    qtbot.keyClick(window.map.canvas, Qt.Key.Key_Backspace)
    assert tool.geometry == before
    assert cell.text().startswith("50.")
    qtbot.keyClick(window.map.canvas, Qt.Key.Key_Escape)


def test_a_place_that_was_gone_to_is_marked_until_escape_or_the_next(qtbot: QtBot, window: MainWindow) -> None:
    window.session.select("survey_area", window.session.project.register.find("EX-A-0").id)
    settle(qtbot, 300)
    [entry] = [one for one in Finder(window.session).find("50.05, 30.15") if one.kind == "coordinates"]
    window.handlers.follow(entry)
    windows.at_rest(window)
    canvas = window.map.canvas
    assert canvas.cross == Cross(30.15, 50.05, "50.050000, 30.150000")
    at, colour = pixel(window, 30.15, 50.05), canvas.theme.colour("vermillion").rgb()
    shown = canvas.viewport().grab().toImage()
    assert all(shown.pixel(at + QPoint(*arm)) == colour for arm in ((10, 0), (-10, 0), (0, 10), (0, -10)))
    window.handlers.follow(Entry("place", "EXAMPLE", "", "settlement", place=(30.2, 50.0)))
    assert canvas.cross == Cross(30.2, 50.0, "EXAMPLE")
    press(qtbot, window, Qt.Key.Key_Escape)
    assert canvas.cross is None
    assert chosen(window, "survey_area") == ["EX-A-0"]
    press(qtbot, window, Qt.Key.Key_Escape)
    assert not window.session.selected.ids


def test_the_place_that_a_receiver_gave_is_shown_on_the_map(qtbot: QtBot, window: MainWindow) -> None:
    dialog = window.map.drawing.hear_receiver(window.map)
    dialog.receiver.fixed.emit(Fix(31.5, 50.5, 100.0, "4", 18, 0.6, 0.02, "12:00:00Z"))
    dialog.accept()
    windows.at_rest(window)
    west, south, east, north = window.map.canvas.camera.extent()
    assert west < 31.5 < east
    assert south < 50.5 < north
    assert window.map.canvas.cross == Cross(31.5, 50.5, "50.500000, 31.500000")
    there = window.map.canvas.camera
    window.map.point_out(31.501, 50.5)  # in view and near: nothing moves
    assert window.map.canvas.camera == there


def test_a_view_keeps_the_filter_the_days_and_the_layers_that_were_looked_at(qtbot: QtBot, window: MainWindow) -> None:
    filters, contents = window.filters, window.contents
    asked = Selection(where=(("code", "EX-S-3"),), days=Days(18_993, 19_357, undated=True))
    filters.take(asked, rows_reached(window.session.project, asked, contents.types))
    contents.show("survey_area", False)
    windows.at_rest(window)
    shown, counted = contents.shown, dict(window.map.canvas.painted.counts)  # type: ignore[union-attr]
    window.map.views.keep("EXAMPLE one grave")
    settle(qtbot, 300)
    filters.clear()
    contents.show("survey_area", True)
    windows.at_rest(window)
    [view] = views(window.session.project)
    window.map.views.go(view)
    settle(qtbot, 300)
    windows.at_rest(window)
    assert filters.selection == asked
    assert contents.shown == shown
    assert dict(window.map.canvas.painted.counts) == counted  # type: ignore[union-attr]
    window.map.views.go(View("EXAMPLE of an earlier version", 30.1, 50.05, 20.0))
    assert filters.selection == asked
