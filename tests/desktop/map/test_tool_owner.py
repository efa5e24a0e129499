"""A tool belongs to the record it was taken for: what is drawn goes to that record, whatever is selected by then."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import shapely
from PyQt6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from desktop.canvas.tools.edit import EditShapeTool
from desktop.forms.place_editor import PlaceEditor
from desktop.map.receiver_dialog import ReceiverDialog
from desktop.window.main_window import MainWindow
from forensics.places import place_of
from tests.desktop.form_projects import settle
from tests.desktop.map.test_map_tools import areas, click, pixel, press, record
from tests.desktop.window import windows
from tests.layers.projects import make

LEFT = Qt.MouseButton.LeftButton
ONE = shapely.MultiPolygon([shapely.box(30.0, 50.0, 30.1, 50.1)])
OTHER = shapely.MultiPolygon([shapely.box(30.3, 50.0, 30.35, 50.05)])


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with two areas and two graves apart from each other."""
    project = make(tmp_path_factory.mktemp("owned") / "example", pack="ua")
    changes = [record("survey_area", f"EX-A-{at}", shape) for at, shape in enumerate((ONE, OTHER))]
    changes += [record("site", f"EX-S-{at}", shapely.Point(30.2 + at * 0.01, 50.05)) for at in range(2)]
    project.register.commit(changes)
    project.close()
    return project.folder


@pytest.fixture
def window(qtbot: QtBot, drawn: Path, tmp_path: Path) -> Iterator[MainWindow]:
    with windows.opened(windows.copied(drawn, tmp_path), tmp_path, workspace="plan") as shown:
        shown.map.canvas.snapping = False
        look(shown)
        yield shown


def look(window: MainWindow) -> None:
    window.map.canvas.look(window.map.canvas.camera.fitted(29.9, 49.95, 30.4, 50.15))
    windows.at_rest(window)


def choose(qtbot: QtBot, window: MainWindow, type_: str, code: str) -> str:
    found = window.session.project.register.find(code, (type_,))
    window.session.select(type_, found.id)
    settle(qtbot, 300)
    return found.id


def drag(qtbot: QtBot, window: MainWindow, place: tuple[float, float], by: QPoint) -> None:
    viewport, start = window.map.canvas.viewport(), pixel(window, *place)
    qtbot.mousePress(viewport, LEFT, pos=start)
    qtbot.mouseMove(viewport, start + by)
    qtbot.mouseRelease(viewport, LEFT, pos=start + by)


def save(qtbot: QtBot, window: MainWindow) -> None:
    window.actions_of_table["save"].trigger()
    settle(qtbot, 500)


def place_of_site(window: MainWindow, record: str) -> tuple[float, float]:
    values = window.session.project.register.values("site", record)
    assert values is not None
    point = shapely.from_wkb(values["place"]["geometry"])
    return point.x, point.y


def begin_changing(qtbot: QtBot, window: MainWindow) -> str:
    """Move a corner of EX-A-1, and select EX-A-0 while the tool is still in hand."""
    other = choose(qtbot, window, "survey_area", "EX-A-1")
    look(window)
    press(qtbot, window, Qt.Key.Key_E)
    settle(qtbot, 300)
    drag(qtbot, window, (30.35, 50.05), QPoint(20, -20))
    choose(qtbot, window, "survey_area", "EX-A-0")
    return other


def test_a_shape_that_was_changed_goes_to_the_record_it_was_begun_for(qtbot: QtBot, window: MainWindow) -> None:
    said: list[str] = []
    window.messages.said.connect(lambda kind, text: said.append(text))
    other = begin_changing(qtbot, window)
    assert window.map.hint.words.text().startswith("EX-A-1: ")
    press(qtbot, window, Qt.Key.Key_Return)
    settle(qtbot, 300)
    assert window.session.selected.record == other
    assert said == ["What was drawn stands in the form of EX-A-1; it is not saved yet."]
    save(qtbot, window)
    assert areas(window)["EX-A-0"].equals(ONE)
    assert areas(window)["EX-A-1"].bounds[2] > 30.35


def test_a_shape_left_for_another_tool_waits_in_the_form_of_its_record(qtbot: QtBot, window: MainWindow) -> None:
    other = begin_changing(qtbot, window)
    press(qtbot, window, Qt.Key.Key_E)
    settle(qtbot, 300)
    assert window.map.hint.words.text().startswith("EX-A-0: ")
    [waiting] = window.inspector.writing.waiting
    assert (waiting.record, set(waiting.texts)) == (other, {"place"})
    press(qtbot, window, Qt.Key.Key_Escape)
    choose(qtbot, window, "survey_area", "EX-A-1")
    save(qtbot, window)
    assert areas(window)["EX-A-0"].equals(ONE)
    assert areas(window)["EX-A-1"].bounds[2] > 30.35


def test_a_shape_that_is_not_saved_yet_is_taken_up_again_as_it_was_left(qtbot: QtBot, window: MainWindow) -> None:
    begin_changing(qtbot, window)
    press(qtbot, window, Qt.Key.Key_Return)
    settle(qtbot, 300)
    press(qtbot, window, Qt.Key.Key_E)
    settle(qtbot, 300)
    tool = window.map.canvas.tool
    assert isinstance(tool, EditShapeTool)
    assert tool.geometry is not None
    assert tool.geometry.bounds[2] > 30.35


def test_a_line_parts_the_record_that_was_selected_when_it_was_begun(qtbot: QtBot, window: MainWindow) -> None:
    choose(qtbot, window, "survey_area", "EX-A-0")
    look(window)
    press(qtbot, window, Qt.Key.Key_X)
    click(qtbot, window, (29.95, 50.03), (30.38, 50.03))
    choose(qtbot, window, "survey_area", "EX-A-1")
    press(qtbot, window, Qt.Key.Key_Return)
    settle(qtbot, 500)
    assert areas(window)["EX-A-1"].equals(OTHER)
    assert areas(window)["EX-A-0"].bounds[1] == pytest.approx(50.03, abs=2e-3)


def test_a_line_that_parts_nothing_is_not_begun(qtbot: QtBot, window: MainWindow) -> None:
    said: list[str] = []
    window.messages.said.connect(lambda kind, text: said.append(text))
    window.map.drawing.use("split")
    assert window.map.drawing.in_hand == "identify"
    assert said == ["Select a record that is drawn as an area or a line."]


def test_a_place_that_is_picked_goes_to_the_record_whose_form_asked(qtbot: QtBot, window: MainWindow) -> None:
    first = choose(qtbot, window, "site", "EX-S-0")
    window.inspector.pick_requested.emit("place")
    second = choose(qtbot, window, "site", "EX-S-1")
    look(window)
    click(qtbot, window, (30.15, 50.12))
    settle(qtbot, 300)
    assert window.session.selected.record == first
    save(qtbot, window)
    assert place_of_site(window, first) == pytest.approx((30.15, 50.12), abs=2e-3)
    assert place_of_site(window, second) == pytest.approx((30.21, 50.05), abs=1e-9)


def test_a_place_picked_for_a_new_record_goes_to_it_saved_or_not(qtbot: QtBot, window: MainWindow) -> None:
    window.begin_record("site", {"code": "EX-S-9"})
    window.inspector.pick_requested.emit("place")
    first = choose(qtbot, window, "site", "EX-S-0")
    look(window)
    click(qtbot, window, (30.15, 50.12))
    draft = window.inspector.draft
    assert draft is not None
    assert (draft.is_new, draft.text("code")) == (True, "EX-S-9")
    assert "place" in draft.texts
    window.inspector.pick_requested.emit("place")
    save(qtbot, window)
    choose(qtbot, window, "site", "EX-S-0")
    look(window)
    click(qtbot, window, (30.17, 50.12))
    settle(qtbot, 300)
    save(qtbot, window)
    saved = window.session.project.register.find("EX-S-9", ("site",)).id
    assert place_of_site(window, saved) == pytest.approx((30.17, 50.12), abs=2e-3)
    assert place_of_site(window, first) == pytest.approx((30.2, 50.05), abs=1e-9)


def test_what_was_said_of_a_place_goes_when_another_is_picked(qtbot: QtBot, window: MainWindow) -> None:
    choose(qtbot, window, "site", "EX-S-0")
    sheet, draft = window.inspector.sheet, window.inspector.draft
    assert sheet is not None
    assert draft is not None
    editor = sheet.reveal("place").editor
    assert isinstance(editor, PlaceEditor)
    rtk = '{"crs": "EPSG:4326", "written": "50.05, 30.2", "method": "RTK", "horizontal_accuracy": "0.02"}'
    editor.set_place(rtk)
    assert editor.details.values()["method"] == "RTK"
    window.inspector.pick_requested.emit("place")
    look(window)
    click(qtbot, window, (30.15, 50.12))
    assert editor.details.values()["method"] == "map"
    assert float(editor.details.values()["horizontal_accuracy"]) > 1


def test_the_points_of_the_form_that_is_open_may_be_taken_from_a_receiver(qtbot: QtBot, window: MainWindow) -> None:
    first = choose(qtbot, window, "site", "EX-S-0")
    window.actions_of_table["receiver"].trigger()
    [dialog] = window.map.findChildren(ReceiverDialog)
    assert dialog.type.itemText(0).startswith("EX-S-0 – ")
    dialog.reject()
    take = next(iter(window.inspector.points().values()))
    choose(qtbot, window, "site", "EX-S-1")
    place = place_of(shapely.Point(30.3, 50.07), crs="EPSG:4326", method="RTK", horizontal_accuracy=0.02)
    take(json.dumps(place.to_canonical()))
    settle(qtbot, 300)
    assert window.session.selected.record == first
    save(qtbot, window)
    assert place_of_site(window, first) == pytest.approx((30.3, 50.07), abs=1e-9)
