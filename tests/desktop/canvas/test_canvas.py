"""The map in the window, with real events: moving, identifying, selecting, refreshing, and never waiting."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pytest
import shapely
from PyQt6.QtCore import QEvent, QPoint, QPointF, Qt
from PyQt6.QtGui import QMouseEvent, QWheelEvent
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.canvas.camera import Camera
from desktop.canvas.canvas import MapCanvas
from desktop.canvas.columns import point_columns, shape_columns
from desktop.canvas.compositor import OVER
from desktop.canvas.furniture import Furniture, rooms_of_furniture
from desktop.canvas.hits import Hit
from desktop.canvas.layer import MapLayer, base_layer, point_layer, shape_layer
from desktop.canvas.tiles import TileKey, TileStore, draw_tile
from desktop.canvas.workers import Workers
from desktop.theme.theme import theme

LEFT = Qt.MouseButton.LeftButton
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier


def layers() -> list[MapLayer]:
    ground = shapely.box(29, 48, 32, 51)
    areas = shape_columns([7, 8], [shapely.box(30.0, 49.0, 30.2, 49.1), shapely.box(30.05, 49.02, 30.1, 49.05)])
    crowd = point_columns(np.arange(100, 150), np.full(50, 30.4), np.full(50, 49.2))
    single = point_columns([1, 2, 3], [30.3, 30.5, 30.3], [49.3, 49.3, 49.1], [0, 1, 1])
    return [
        base_layer("country", shape_columns([0], [ground])),
        shape_layer("survey_area", "Survey areas", areas, "survey_area", ("planned",)),
        point_layer("interview", "Interviews", crowd, "interview", ("settlement",)),
        point_layer("site", "Grave sites", single, "site", ("reported", "confirmed")),
    ]


@contextmanager
def opened(qtbot: QtBot, layers: Sequence[MapLayer], *area: float) -> Iterator[MapCanvas]:
    """A canvas on the screen that looks at an area, at rest; ended at the end."""
    made = MapCanvas(theme("light"))
    made.animated = False
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    made.set_layers(layers)
    west, south, east, north = area
    made.look(made.camera.fitted(west, south, east, north))
    settle(qtbot, made)
    yield made
    made.end()


@pytest.fixture
def canvas(qtbot: QtBot) -> Iterator[MapCanvas]:
    with opened(qtbot, layers(), 29.9, 48.9, 30.6, 49.4) as made:
        yield made


def settle(qtbot: QtBot, canvas: MapCanvas) -> None:
    qtbot.waitUntil(lambda: canvas.is_settled, timeout=20_000)


def rest(qtbot: QtBot, canvas: MapCanvas) -> None:
    """Wait also for what was overtaken and is drawn all the same, so that none of it is heard of later."""
    QApplication.processEvents()  # of being shown and laid out, which a slow machine hands over late
    qtbot.waitUntil(lambda: canvas.is_settled and canvas._workers.idle, timeout=20_000)
    qtbot.wait(50)
    settle(qtbot, canvas)


def at(canvas: MapCanvas, lon: float, lat: float) -> QPoint:
    here = canvas.camera.at(lon, lat)
    x, y = canvas.camera.pixels(here.x, here.y)
    return QPoint(round(float(x)), round(float(y)))


def click(qtbot: QtBot, canvas: MapCanvas, lon: float, lat: float, keys: Qt.KeyboardModifier = NONE) -> None:
    qtbot.mouseClick(canvas.viewport(), LEFT, keys, at(canvas, lon, lat))


def drag(
    qtbot: QtBot, canvas: MapCanvas, start: QPoint, end: QPoint, keys: Qt.KeyboardModifier = NONE
) -> None:  # fmt: skip
    qtbot.mousePress(canvas.viewport(), LEFT, keys, start)
    for part in (0.3, 0.7, 1.0):
        between = start + QPoint(round((end - start).x() * part), round((end - start).y() * part))
        _move(canvas, between, LEFT, keys)
    qtbot.mouseRelease(canvas.viewport(), LEFT, keys, end)


def _move(canvas: MapCanvas, where: QPoint, held: Qt.MouseButton, keys: Qt.KeyboardModifier) -> None:
    view = canvas.viewport()
    place, button = QPointF(where), Qt.MouseButton.NoButton
    event = QMouseEvent(QEvent.Type.MouseMove, place, QPointF(view.mapToGlobal(where)), button, held, keys)
    QApplication.sendEvent(view, event)


def turn(canvas: MapCanvas, where: QPoint, notches: float) -> None:
    view = canvas.viewport()
    event = QWheelEvent(QPointF(where), QPointF(view.mapToGlobal(where)), QPoint(), QPoint(0, round(120 * notches)),
                        Qt.MouseButton.NoButton, NONE, Qt.ScrollPhase.NoScrollPhase, False)  # fmt: skip
    QApplication.sendEvent(view, event)


def test_a_drag_pans_and_the_picture_follows(qtbot: QtBot, canvas: MapCanvas) -> None:
    before = canvas.camera.lonlat(300, 300)
    drag(qtbot, canvas, QPoint(300, 300), QPoint(340, 280))
    assert canvas.camera.lonlat(340, 280) == pytest.approx(before)
    settle(qtbot, canvas)
    assert canvas.painted is not None
    assert canvas.painted.camera == canvas.camera


def test_the_wheel_zooms_around_the_cursor(qtbot: QtBot, canvas: MapCanvas) -> None:
    before, mpp = canvas.camera.lonlat(200, 150), canvas.camera.mpp
    turn(canvas, QPoint(200, 150), 2)
    assert canvas.camera.mpp == pytest.approx(mpp / 2)
    assert canvas.camera.lonlat(200, 150) == pytest.approx(before)
    settle(qtbot, canvas)


def test_a_gliding_zoom_arrives_where_a_jump_would(qtbot: QtBot, canvas: MapCanvas) -> None:
    goal = canvas.camera.zoomed(4.0, 100, 100)
    canvas.animated = True
    canvas.zoom(2.0, 100, 100)
    canvas.zoom(2.0, 100, 100)
    qtbot.waitUntil(lambda: canvas.camera.mpp == pytest.approx(goal.mpp), timeout=5_000)
    assert (canvas.camera.x, canvas.camera.y) == pytest.approx((goal.x, goal.y))


def test_keys_move_and_zoom(qtbot: QtBot, canvas: MapCanvas) -> None:
    x, mpp = canvas.camera.x, canvas.camera.mpp
    qtbot.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.camera.x > x
    qtbot.keyClick(canvas, Qt.Key.Key_Plus)
    assert canvas.camera.mpp == pytest.approx(mpp / 2)
    qtbot.keyClick(canvas, Qt.Key.Key_Home)
    west, south, east, north = canvas.camera.extent()
    assert west < 30.0 < 30.5 < east
    assert south < 49.0 < 49.3 < north


def test_a_click_selects_what_lies_on_top_and_tells_of_all_that_lies_there(qtbot: QtBot, canvas: MapCanvas) -> None:
    found: list[list[Hit]] = []
    canvas.identified.connect(found.append)
    click(qtbot, canvas, 30.3, 49.3)
    assert canvas.selection == {"site": frozenset({1})}
    click(qtbot, canvas, 30.07, 49.03)
    assert [(hit.layer, hit.ids.tolist(), hit.kind) for hit in found[-1]] == [
        ("survey_area", [8], "area"), ("survey_area", [7], "area"),
    ]  # fmt: skip
    click(qtbot, canvas, 30.55, 48.95)
    assert canvas.selection == {}
    assert found[-1] == []


def test_twelve_pixels_beside_a_symbol_still_hit_it(qtbot: QtBot, canvas: MapCanvas) -> None:
    where = at(canvas, 30.5, 49.3)
    assert canvas.hits(where.x() + 11, where.y())[0].ids.tolist() == [2]
    assert canvas.hits(where.x() + 40, where.y()) == []


def test_an_aggregate_stands_for_all_its_records(qtbot: QtBot, canvas: MapCanvas) -> None:
    click(qtbot, canvas, 30.4, 49.2)
    assert canvas.selection == {"interview": frozenset(range(100, 150))}


def test_more_than_a_hand_can_select_is_refused_with_the_number(
    qtbot: QtBot, canvas: MapCanvas, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[object] = []
    canvas.refused.connect(lambda message: said.append(str(message)))
    monkeypatch.setattr("desktop.canvas.canvas.MOST_SELECTED", 49)
    click(qtbot, canvas, 30.4, 49.2)
    drag(qtbot, canvas, at(canvas, 30.35, 49.25), at(canvas, 30.45, 49.15), SHIFT)
    assert canvas.selection == {}
    assert said == ["50 records are too many to select at once: zoom in, or filter first."] * 2


def test_control_adds_to_the_selection_and_takes_out_of_it(qtbot: QtBot, canvas: MapCanvas) -> None:
    click(qtbot, canvas, 30.3, 49.3)
    click(qtbot, canvas, 30.5, 49.3, CONTROL)
    assert canvas.selection == {"site": frozenset({1, 2})}
    click(qtbot, canvas, 30.3, 49.3, CONTROL)
    assert canvas.selection == {"site": frozenset({2})}


def test_shift_and_drag_selects_in_a_rectangle(qtbot: QtBot, canvas: MapCanvas) -> None:
    camera = canvas.camera
    drag(qtbot, canvas, at(canvas, 30.25, 49.35), at(canvas, 30.55, 49.15), SHIFT)
    assert canvas.camera == camera
    assert canvas.selection == {"site": frozenset({1, 2}), "interview": frozenset(range(100, 150))}


def test_escape_clears_the_selection(qtbot: QtBot, canvas: MapCanvas) -> None:
    canvas.select({"site": [1]})
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.selection == {}


def test_a_selection_made_elsewhere_is_seen_and_said_once(qtbot: QtBot, canvas: MapCanvas) -> None:
    said: list[object] = []
    canvas.selection_changed.connect(said.append)
    before = canvas.grab().toImage()
    canvas.select({"site": [2], "survey_area": [7]})
    canvas.select({"survey_area": [7], "site": np.array([2])})
    settle(qtbot, canvas)
    assert said == [{"site": frozenset({2}), "survey_area": frozenset({7})}]
    assert canvas.grab().toImage() != before


def test_what_lies_under_the_pointer_is_told(qtbot: QtBot, canvas: MapCanvas) -> None:
    told: list[Hit | None] = []
    canvas.hovered.connect(told.append)
    for place in (at(canvas, 30.3, 49.3), at(canvas, 30.3, 49.3) + QPoint(1, 1), at(canvas, 30.55, 48.95)):
        _move(canvas, place, Qt.MouseButton.NoButton, NONE)
    assert [hit and hit.ids.tolist() for hit in told] == [[1], None]


def test_the_pointer_tells_its_place_and_how_well_it_is_known(qtbot: QtBot, canvas: MapCanvas) -> None:
    told: list[tuple[float, float, float]] = []
    canvas.pointer_moved.connect(lambda *values: told.append(values))
    _move(canvas, QPoint(450, 350), Qt.MouseButton.NoButton, NONE)
    lon, lat, accuracy = told[-1]
    assert (lon, lat) == pytest.approx(canvas.camera.lonlat(450, 350))
    assert accuracy == pytest.approx(canvas.camera.accuracy_m(350))


def test_counts_in_view_are_told_when_the_map_rests(qtbot: QtBot, canvas: MapCanvas) -> None:
    told: list[dict[str, int]] = []
    canvas.counts_changed.connect(told.append)
    canvas.look(canvas.camera.at(30.4, 49.2, 20.0))
    settle(qtbot, canvas)
    assert told[-1] == {"site": 0, "interview": 50, "survey_area": 0}


def test_a_hidden_layer_is_neither_drawn_nor_hit_nor_counted(qtbot: QtBot, canvas: MapCanvas) -> None:
    canvas.set_visible("site", False)
    settle(qtbot, canvas)
    where = at(canvas, 30.3, 49.3)
    assert canvas.hits(where.x(), where.y()) == []
    assert canvas.painted is not None
    assert "site" not in canvas.painted.counts


def test_changed_rows_are_shown_without_the_layer_being_made_anew(qtbot: QtBot, canvas: MapCanvas) -> None:
    canvas.refresh("site", point_columns([4], [30.35], [49.05], [1]), removed=[3])
    canvas.refresh("site", point_columns([5], [30.45], [49.05], [1]))
    canvas.refresh("survey_area", shape_columns([9], [shapely.box(30.5, 49.0, 30.55, 49.05)]))
    expected = {"site": 4, "interview": 50, "survey_area": 3}
    qtbot.waitUntil(lambda: canvas.is_settled and canvas.painted.counts == expected, timeout=20_000)  # type: ignore[union-attr]
    click(qtbot, canvas, 30.45, 49.05)
    assert canvas.selection == {"site": frozenset({5})}


def test_a_layer_that_is_hidden_while_its_rows_change_stays_hidden(qtbot: QtBot, canvas: MapCanvas) -> None:
    canvas.refresh("site", point_columns([4], [30.35], [49.05], [1]))
    canvas.set_visible("site", False)
    qtbot.waitUntil(lambda: len(canvas.layer("site").index) == 4, timeout=20_000)  # type: ignore[attr-defined]
    assert not canvas.layer("site").visible


def test_order_and_opacity_are_kept(qtbot: QtBot, canvas: MapCanvas) -> None:
    canvas.set_order(["site", "interview", "survey_area"])
    assert [layer.key for layer in canvas.layers] == ["base.country", "site", "interview", "survey_area"]
    canvas.set_opacity("survey_area", 1.7)
    assert canvas.layer("survey_area").opacity == 1.0
    settle(qtbot, canvas)


def test_zooming_to_the_selection_shows_it(qtbot: QtBot, canvas: MapCanvas) -> None:
    canvas.select({"survey_area": [8]})
    canvas.zoom_to_selection()
    west, south, east, north = canvas.camera.extent()
    assert west < 30.05 < 30.1 < east
    assert south < 49.02 < 49.05 < north
    assert east - west < 0.2


def test_the_theme_and_the_language_change_without_a_new_map(qtbot: QtBot, canvas: MapCanvas) -> None:
    light = canvas.grab().toImage()
    canvas.set_theme(theme("dark"))
    canvas.set_language("uk", lambda message: "км" if "km" in str(message) else str(message))
    canvas.set_furniture(Furniture("© somebody", watermark="EXAMPLE"))
    settle(qtbot, canvas)
    dark = canvas.grab().toImage()
    assert dark.pixelColor(5, 5).lightness() < light.pixelColor(5, 5).lightness() - 100


def test_the_picture_in_the_window_is_the_one_that_is_exported(qtbot: QtBot, canvas: MapCanvas) -> None:
    canvas.set_furniture(Furniture(scale_bar=False, north=False))
    settle(qtbot, canvas)
    window, apart = canvas.grab().toImage().convertToFormat(canvas.picture(1, 1).format()), canvas.picture(900, 700)
    assert (window.width(), window.height()) == (900, 700)
    seen, made = (
        np.frombuffer(image.constBits().asarray(image.sizeInBytes()), np.uint8).astype(int) for image in (window, apart)
    )
    assert np.abs(seen - made).mean() < 0.6


def test_a_frame_needs_no_drawing_of_layers(qtbot: QtBot, canvas: MapCanvas, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only workers draw: on the interface's thread neither tiles nor marks are painted."""
    threads: list[threading.Thread] = []
    import desktop.canvas.compositor as compositor

    for name in ("draw_tile", "draw_ground", "paint_over"):
        original = getattr(compositor, name)

        def noted(*given: object, _original: object = original, **more: object) -> object:
            threads.append(threading.current_thread())
            return _original(*given, **more)  # type: ignore[operator]

        monkeypatch.setattr(compositor, name, noted)
    for step in range(10):
        canvas.look(canvas.camera.moved(60, 0) if step % 2 else canvas.camera.zoomed(1.3))
        canvas.viewport().repaint()
    settle(qtbot, canvas)
    assert threads
    assert threading.main_thread() not in threads


def test_a_fault_while_drawing_is_told_and_the_map_goes_on(qtbot: QtBot, canvas: MapCanvas) -> None:
    broken = replace(canvas.layer("site"), symbols=())  # type: ignore[type-var]
    with qtbot.waitSignal(canvas.failed, timeout=20_000) as told:
        canvas.replace_layer(broken)
    assert isinstance(told.args[0], Exception)
    canvas.set_layers(layers())
    settle(qtbot, canvas)


def test_items_of_pyqtgraph_lie_on_the_map_where_it_goes(qtbot: QtBot, canvas: MapCanvas) -> None:
    from PyQt6.QtWidgets import QGraphicsRectItem

    item = QGraphicsRectItem(0, 0, 1000, 1000)
    here = canvas.camera.at(30.3, 49.3)
    item.setPos(here.x, here.y)
    canvas.add_map_item(item)
    canvas.look(canvas.camera.moved(30, 40))
    placed = item.mapToScene(QPointF(0, 0))
    assert (placed - QPointF(at(canvas, 30.3, 49.3))).manhattanLength() < 2


def test_tiles_used_last_are_kept_longest(qapp: QApplication) -> None:
    first, second, third = (TileKey(0, 100.0, column, 0) for column in range(3))
    images = [draw_tile(key, [], theme("light"), 1.0) for key in (first, second, third)]
    store = TileStore(room=2 * images[0].sizeInBytes())
    store.keep(first, images[0])
    store.keep(second, images[1])
    store.get(first)
    store.keep(third, images[2])
    assert first in store
    assert second not in store
    assert third in store


def test_only_the_newest_of_equal_jobs_is_done_and_unwanted_ones_are_dropped(qtbot: QtBot) -> None:
    begun, gate = threading.Event(), threading.Event()
    done: list[tuple[object, object]] = []
    workers = Workers(1)
    workers.done.connect(lambda key, result: done.append((key, result)))
    workers.ask("first", lambda: begun.set() or gate.wait())
    assert begun.wait(20)
    for number in range(3):
        workers.ask("again", lambda number=number: number)
    workers.ask("unwanted", lambda: 0)
    workers.ask("urgent", lambda: 9, turn=0)
    workers.drop(unless=lambda key: key != "unwanted")
    gate.set()
    qtbot.waitUntil(lambda: len(done) == 3)
    workers.end()
    assert done[0][0] == "first"
    assert done[1:] == [("urgent", 9), ("again", 2)]


def test_what_changes_several_times_in_a_row_is_drawn_once_and_a_jump_does_not_rest(
    qtbot: QtBot, canvas: MapCanvas
) -> None:
    rest(qtbot, canvas)
    drawn: list[object] = []
    canvas._workers.done.connect(lambda key, result: drawn.append(key))
    canvas.set_layers(layers())
    canvas.set_furniture(Furniture("Attribution"))
    canvas.look(canvas.camera.fitted(20, 40, 40, 60))
    assert not canvas.is_settled
    settle(qtbot, canvas)
    qtbot.waitUntil(lambda: OVER in drawn)  # each listener hears of a picture by an event of its own
    assert drawn.count(OVER) == 1
    rest(qtbot, canvas)
    assert {key.mpp for key in drawn if isinstance(key, TileKey)} == {canvas.camera.mpp}


def test_an_older_picture_that_comes_late_never_takes_the_place_of_the_sharp_one(
    qtbot: QtBot, canvas: MapCanvas
) -> None:  # fmt: skip
    rest(qtbot, canvas)
    compositor = canvas._compositor
    older = compositor._picture
    assert older is not None
    canvas.look(canvas.camera.moved(30, 20))
    rest(qtbot, canvas)
    newer = compositor._picture
    compositor._unsettle()  # as while tiles are awaited
    for late in (older, replace(older, exact=False)):
        canvas._workers.done.emit(OVER, late)
        assert compositor._picture is newer
    compositor._look_whether_settled()
    assert canvas.is_settled


def test_a_layer_that_is_not_shown_has_no_tile_drawn_anew(qtbot: QtBot, canvas: MapCanvas) -> None:
    canvas.set_visible("survey_area", False)
    rest(qtbot, canvas)
    drawn: list[object] = []
    canvas._workers.done.connect(lambda key, result: drawn.append(key))
    canvas.set_opacity("survey_area", 0.5)
    settle(qtbot, canvas)
    qtbot.waitUntil(lambda: OVER in drawn)
    assert set(drawn) == {OVER}
    canvas.set_visible("survey_area", True)
    rest(qtbot, canvas)
    assert any(isinstance(key, TileKey) for key in drawn)


def test_after_a_zoom_the_ground_of_the_view_is_one_picture_that_its_tiles_do_not_change(
    qtbot: QtBot, canvas: MapCanvas, monkeypatch: pytest.MonkeyPatch
) -> None:
    rest(qtbot, canvas)
    monkeypatch.setattr(canvas._compositor, "_ask_for_tiles", lambda: None)
    canvas.look(canvas.camera.moved(3.3, 7.7).zoomed(1.37, 200, 300))
    settle(qtbot, canvas)
    of_the_view = canvas.grab().toImage()
    assert not any(key.mpp == canvas.camera.mpp for key in canvas._compositor._tiles.keys_kept())
    monkeypatch.undo()
    canvas._compositor._ask_for_tiles()
    qtbot.waitUntil(lambda: all(key in canvas._compositor._tiles for key in canvas._compositor._wanted()))
    monkeypatch.setattr(canvas._compositor, "_ground", None)
    seen, before = (
        np.frombuffer(image.constBits().asarray(image.sizeInBytes()), np.uint8).astype(int)
        for image in (canvas.grab().toImage(), of_the_view)
    )
    assert (np.abs(seen - before) > 1).sum() < 300  # a dashed edge that a tile cuts begins its dashes anew


def test_a_job_that_waits_while_another_is_drawn_is_replaced_by_a_newer_one(qtbot: QtBot) -> None:
    begun, gate = threading.Event(), threading.Event()
    done: list[tuple[object, object]] = []
    workers = Workers(2)
    workers.done.connect(lambda key, result: done.append((key, result)))
    workers.ask("first", lambda: begun.set() or gate.wait())
    assert begun.wait(20)
    for number in range(3):
        workers.ask("again", lambda number=number: number)
        qtbot.wait(20)
    gate.set()
    qtbot.waitUntil(lambda: len(done) == 2)
    workers.end()
    assert ("again", 2) in done  # which of two threads is heard first nobody knows


def test_a_map_without_layers_is_a_map(qtbot: QtBot) -> None:
    canvas = MapCanvas(theme("dark"))
    qtbot.addWidget(canvas)
    canvas.resize(300, 200)
    canvas.show()
    canvas.zoom_to_all()
    canvas.look(Camera(width=300, height=200))
    settle(qtbot, canvas)
    canvas.end()


def test_zooming_to_all_leaves_no_record_beneath_buttons_or_attribution(qtbot: QtBot, canvas: MapCanvas) -> None:
    bars = ((10.0, 10.0, 54.0, 330.0), (846.0, 62.0, 890.0, 260.0))
    canvas.set_furniture(
        Furniture("© somebody · and somebody else who asks for more than one line of it all", bars=bars)
    )
    corners = point_columns(np.arange(4), [30.0, 31.0, 30.0, 31.0], [49.0, 49.0, 49.5, 49.5])
    canvas.set_layers([point_layer("site", "Grave sites", corners, "site", ("reported",))])
    canvas.zoom_to_all()
    settle(qtbot, canvas)
    assert canvas.painted is not None
    [marks], [(x, y)] = canvas.painted.marks, canvas.painted.places
    assert marks.total == 4
    for left, top, right, bottom in rooms_of_furniture(canvas.furniture, canvas.camera):
        assert not ((x + 12 > left) & (x - 12 < right) & (y + 12 > top) & (y - 12 < bottom)).any()
