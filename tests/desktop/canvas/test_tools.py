"""Tools: they snap, tell geometry in WGS 84 and how well it was pointed at, refuse what crosses itself."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
import shapely
from PyQt6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from desktop.canvas.canvas import MapCanvas
from desktop.canvas.columns import shape_columns
from desktop.canvas.layer import shape_layer
from desktop.canvas.tools.draw import AddPointTool, DrawLineTool, DrawPolygonTool
from desktop.canvas.tools.edit import EditShapeTool
from desktop.canvas.tools.pan import PanTool, SelectTool
from desktop.canvas.tools.tool import Drawn
from forensics.messages import Message
from tests.desktop.canvas.test_canvas import _move, at, click, drag, opened, settle

AREA = shapely.Polygon([(30.1, 49.1), (30.3, 49.1), (30.3, 49.2), (30.1, 49.2)])


@pytest.fixture
def canvas(qtbot: QtBot) -> Iterator[MapCanvas]:
    sites = shape_layer("site", "Sites", shape_columns([5], [AREA]), "site", ("confirmed",))
    with opened(qtbot, [sites], 30.0, 49.0, 30.6, 49.4) as made:
        yield made


def told(tool: AddPointTool) -> tuple[list[Drawn], list[Message]]:
    drawn: list[Drawn] = []
    refused: list[Message] = []
    tool.drawn.connect(drawn.append)
    tool.refused.connect(refused.append)
    return drawn, refused


def test_a_point_is_where_the_click_was_to_half_a_pixel(qtbot: QtBot, canvas: MapCanvas) -> None:
    tool = AddPointTool(canvas, canvas)
    drawn, _ = told(tool)
    canvas.take(tool)
    click(qtbot, canvas, 30.5, 49.3)
    (point,) = drawn
    place = canvas.camera.at(30.5, 49.3)
    here = canvas.camera.at(point.geometry.x, point.geometry.y)
    assert np.hypot(place.x - here.x, place.y - here.y) <= canvas.camera.mpp
    assert point.accuracy_m == pytest.approx(canvas.camera.accuracy_m(), rel=0.01)


def test_a_vertex_within_twelve_pixels_is_taken_exactly_as_it_is(qtbot: QtBot, canvas: MapCanvas) -> None:
    tool = AddPointTool(canvas, canvas)
    drawn, _ = told(tool)
    canvas.take(tool)
    corner = at(canvas, 30.3, 49.2)
    qtbot.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=corner + QPoint(7, -6))
    assert (drawn[0].geometry.x, drawn[0].geometry.y) == (30.3, 49.2)
    alt = Qt.KeyboardModifier.AltModifier
    qtbot.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, alt, corner + QPoint(7, -6))
    assert (drawn[1].geometry.x, drawn[1].geometry.y) != (30.3, 49.2)


def test_an_edge_is_snapped_to_where_no_vertex_is_near(qtbot: QtBot, canvas: MapCanvas) -> None:
    tool = AddPointTool(canvas, canvas)
    drawn, _ = told(tool)
    canvas.take(tool)
    qtbot.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=at(canvas, 30.3, 49.15) + QPoint(8, 0))
    assert drawn[0].geometry.x == pytest.approx(30.3, abs=1e-9)
    assert shapely.distance(drawn[0].geometry, AREA.boundary) < 1e-9


def test_a_line_is_told_when_it_is_finished(qtbot: QtBot, canvas: MapCanvas) -> None:
    tool = DrawLineTool(canvas, canvas)
    drawn, refused = told(tool)
    canvas.take(tool)
    click(qtbot, canvas, 30.35, 49.3)
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    assert "at least two points; it has 1" in str(refused[0])
    click(qtbot, canvas, 30.45, 49.3)
    click(qtbot, canvas, 30.5, 49.05)
    qtbot.keyClick(canvas, Qt.Key.Key_Backspace)
    click(qtbot, canvas, 30.45, 49.35)
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    (line,) = drawn
    assert line.geometry.geom_type == "LineString"
    assert len(line.geometry.coords) == 3
    assert tool.vertices == ()


def test_a_polygon_closes_on_its_first_corner(qtbot: QtBot, canvas: MapCanvas) -> None:
    tool = DrawPolygonTool(canvas, canvas)
    drawn, _ = told(tool)
    canvas.take(tool)
    for place in ((30.4, 49.1), (30.5, 49.1), (30.5, 49.2), (30.4, 49.1)):
        click(qtbot, canvas, *place)
    (area,) = drawn
    assert area.geometry.geom_type == "Polygon"
    assert len(area.geometry.exterior.coords) == 4
    assert area.geometry.is_valid


def test_an_area_that_crosses_itself_is_refused_with_the_place_and_stays_to_be_mended(
    qtbot: QtBot, canvas: MapCanvas
) -> None:
    tool = DrawPolygonTool(canvas, canvas)
    drawn, refused = told(tool)
    canvas.take(tool)
    for place in ((30.4, 49.1), (30.5, 49.2), (30.5, 49.1), (30.4, 49.2)):
        click(qtbot, canvas, *place)
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    assert drawn == []
    assert "crosses itself near 49.15" in str(refused[0])
    assert len(tool.vertices) == 4
    qtbot.keyClick(canvas, Qt.Key.Key_Backspace)
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    assert drawn[0].geometry.is_valid


def test_the_coarser_scale_decides_how_well_an_area_was_drawn(qtbot: QtBot, canvas: MapCanvas) -> None:
    tool = DrawPolygonTool(canvas, canvas)
    drawn, _ = told(tool)
    canvas.take(tool)
    coarse = canvas.camera.accuracy_m()
    click(qtbot, canvas, 30.4, 49.1)
    canvas.look(canvas.camera.at(30.4, 49.1, canvas.camera.mpp / 4))
    click(qtbot, canvas, 30.42, 49.1)
    click(qtbot, canvas, 30.42, 49.12)
    qtbot.keyClick(canvas, Qt.Key.Key_Enter)
    assert drawn[0].accuracy_m == pytest.approx(coarse, rel=0.01)


def editing(canvas: MapCanvas, geometry: shapely.Geometry) -> EditShapeTool:
    tool = EditShapeTool(canvas, canvas)
    canvas.take(tool)
    tool.edit(geometry, ("site", 5))
    return tool


def test_a_corner_is_moved(qtbot: QtBot, canvas: MapCanvas) -> None:
    tool = editing(canvas, AREA)
    drawn, _ = told(tool)
    drag(qtbot, canvas, at(canvas, 30.3, 49.2), at(canvas, 30.45, 49.3))
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    (after,) = drawn
    moved = shapely.get_coordinates(after.geometry)
    assert len(moved) == 5
    assert moved[2] == pytest.approx((30.45, 49.3), abs=2e-3)
    assert np.delete(moved, 2, axis=0).tolist() == np.delete(shapely.get_coordinates(AREA), 2, axis=0).tolist()
    assert after.accuracy_m == pytest.approx(canvas.camera.accuracy_m(), rel=0.02)


def test_a_corner_is_put_in_between_two_and_taken_out_again(qtbot: QtBot, canvas: MapCanvas) -> None:
    tool = editing(canvas, AREA)
    drag(qtbot, canvas, at(canvas, 30.3, 49.15), at(canvas, 30.4, 49.15))
    assert tool.geometry is not None
    assert len(shapely.get_coordinates(tool.geometry)) == 6
    qtbot.keyClick(canvas, Qt.Key.Key_Delete)
    assert shapely.get_coordinates(tool.geometry).tolist() == shapely.get_coordinates(AREA).tolist()


def test_steps_are_taken_back_one_by_one(qtbot: QtBot, canvas: MapCanvas) -> None:
    tool = editing(canvas, AREA)
    drag(qtbot, canvas, at(canvas, 30.3, 49.2), at(canvas, 30.45, 49.3))
    drag(qtbot, canvas, at(canvas, 30.1, 49.1), at(canvas, 30.05, 49.05))
    qtbot.keyClick(canvas, Qt.Key.Key_Backspace)
    qtbot.keyClick(canvas, Qt.Key.Key_Backspace)
    assert tool.geometry == AREA


def test_three_corners_are_the_least_that_an_area_keeps(qtbot: QtBot, canvas: MapCanvas) -> None:
    tool = editing(canvas, shapely.Polygon([(30.1, 49.1), (30.3, 49.1), (30.3, 49.3)]))
    _, refused = told(tool)
    right = Qt.MouseButton.RightButton
    qtbot.mousePress(canvas.viewport(), right, pos=at(canvas, 30.3, 49.3))
    assert "at least 3 points" in str(refused[0])


def test_parts_and_holes_stay_what_they_are(qtbot: QtBot, canvas: MapCanvas) -> None:
    holed = shapely.Polygon(AREA.exterior, [[(30.15, 49.12), (30.25, 49.12), (30.25, 49.18), (30.15, 49.18)]])
    several = shapely.MultiPolygon([holed, shapely.box(30.4, 49.1, 30.5, 49.2)])
    tool = editing(canvas, several)
    assert tool.geometry is not None
    assert tool.geometry.equals(several)
    drag(qtbot, canvas, at(canvas, 30.15, 49.12), at(canvas, 30.17, 49.14))
    assert tool.geometry.geom_type == "MultiPolygon"
    assert [len(part.interiors) for part in tool.geometry.geoms] == [1, 0]


def test_an_edit_that_makes_an_area_cross_itself_is_refused(qtbot: QtBot, canvas: MapCanvas) -> None:
    tool = editing(canvas, AREA)
    drawn, refused = told(tool)
    drag(qtbot, canvas, at(canvas, 30.1, 49.1), at(canvas, 30.4, 49.17))
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    assert drawn == []
    assert "crosses itself" in str(refused[0])


def test_escape_gives_up_what_was_begun(qtbot: QtBot, canvas: MapCanvas) -> None:
    tool = editing(canvas, AREA)
    drawn, _ = told(tool)
    drag(qtbot, canvas, at(canvas, 30.3, 49.2), at(canvas, 30.45, 49.3))
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert tool.geometry is None
    assert drawn == []


def test_the_map_still_moves_while_a_tool_is_in_hand(qtbot: QtBot, canvas: MapCanvas) -> None:
    editing(canvas, AREA)
    before = canvas.camera.lonlat(450, 100)
    drag(qtbot, canvas, QPoint(450, 100), QPoint(480, 130))
    assert canvas.camera.lonlat(480, 130) == pytest.approx(before)


@pytest.mark.parametrize("kind", [AddPointTool, DrawLineTool, DrawPolygonTool, EditShapeTool, SelectTool, PanTool])
def test_every_tool_says_what_to_do_and_can_be_painted_and_put_down(
    qtbot: QtBot, canvas: MapCanvas, kind: type[PanTool]
) -> None:
    tool = kind(canvas, canvas)
    canvas.take(tool)
    assert str(tool.hint)
    for place in (QPoint(300, 300), QPoint(340, 320), QPoint(360, 380)):
        qtbot.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=place)
        _move(canvas, place + QPoint(20, 5), Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier)
    canvas.grab()
    canvas.take(None)
    assert canvas.tool is canvas.pan_tool
    settle(qtbot, canvas)


def test_the_selecting_tool_needs_no_key(qtbot: QtBot, canvas: MapCanvas) -> None:
    canvas.take(SelectTool(canvas, canvas))
    drag(qtbot, canvas, at(canvas, 30.05, 49.25), at(canvas, 30.15, 49.15))
    assert canvas.selection == {"site": frozenset({5})}
