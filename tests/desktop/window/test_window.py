"""The window from opening to closing, as a hand and a keyboard use it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import shapely
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication, QLabel, QScrollArea, QToolButton
from pytestqt.qtbot import QtBot

from desktop.actions.command_palette import CommandPalette
from desktop.inspector.inspector import CUSTODY, HISTORY, MEDIA, SKELETON, STEPS
from desktop.theme.theme import current
from desktop.window.main_window import MainWindow
from desktop.window.status_bar import Integrity
from forensics.ports import Query
from layers.editing import voiding
from layers.statistics import statistics_of
from tests.desktop.form_projects import ENTER, settle, type_into
from tests.desktop.window import windows
from tests.tools.proofs import Proof

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return windows.small_example(tmp_path_factory.mktemp("example"))


@pytest.fixture
def window(qtbot: QtBot, example: Path, tmp_path: Path) -> Iterator[MainWindow]:
    with windows.opened(windows.copied(example, tmp_path), tmp_path) as shown:
        yield shown


def settled(qtbot: QtBot, window: MainWindow) -> None:
    settle(qtbot)
    windows.at_rest(window)


def find(qtbot: QtBot, window: MainWindow, text: str) -> CommandPalette:
    """Ctrl+K and a text; what was found is shown."""
    qtbot.keyClick(window, Qt.Key.Key_K, CTRL)
    palette = window.palette_box
    qtbot.waitUntil(palette.isVisible)
    type_into(qtbot, palette.field, text)
    settle(qtbot)
    return palette


def test_a_grave_is_found_its_place_gone_to_added_with_the_map_and_taken_back(
    qtbot: QtBot, window: MainWindow, proof: Proof
) -> None:
    register = window.session.project.register
    before = register.count(Query("site"))
    town = next(iter(register.select(Query("settlement", order="code", limit=1))))

    find(qtbot, window, town["name_uk"])
    qtbot.keyClick(window.palette_box.field, ENTER)
    settled(qtbot, window)
    assert window.session.selected.record == town["id"]

    windows.focus_map(qtbot, window)
    qtbot.keyClick(window.map.canvas, Qt.Key.Key_P)
    assert window.map.drawing.in_hand == "add_point"
    assert window.map.hint.isVisible()
    lon, lat = window.map.middle
    windows.click_on_map(qtbot, window, lon, lat)
    settled(qtbot, window)
    draft = window.inspector.draft
    assert draft is not None
    assert draft.is_new
    assert draft.kind.name == "site"

    assert window.inspector.sheet is not None
    for name, text in (("code", "EX-S-NEW"), ("form", "multiple"), ("status", "located"), ("found_on", "2022-04-02")):
        type_into(qtbot, window.inspector.sheet.reveal(name).stops()[0], text, ENTER)
    qtbot.keyClick(window, Qt.Key.Key_S, CTRL)
    settled(qtbot, window)
    [added] = register.select(Query("site", where=(("code", "EX-S-NEW"),)))
    assert added["place"]["method"] == "map"
    assert float(added["place"]["horizontal_accuracy"]) > 0
    assert register.count(Query("site")) == before + 1
    assert window.layers.row("site").count.text().split(" / ")[-1] == str(before + 1)
    assert {one.icon: one.value for one in window.figures.figures}["site"] == str(before + 1)
    assert [event.operation for event in register.history(added["id"])] == ["add"]

    qtbot.keyClick(window, Qt.Key.Key_Z, CTRL)
    settled(qtbot, window)
    assert register.count(Query("site")) == before
    assert {one.icon: one.value for one in window.figures.figures}["site"] == str(before)
    qtbot.keyClick(window, Qt.Key.Key_Z, CTRL | SHIFT)
    settled(qtbot, window)
    assert register.count(Query("site")) == before + 1
    proof("A10", "a grave is added on the map, seen, taken back and done again", "by mouse and keys")


def test_where_nothing_is_selected_what_can_be_done_is_a_click_away(qtbot: QtBot, window: MainWindow) -> None:
    window.session.select()
    settled(qtbot, window)
    assert not window.inspector.isVisible()
    assert window.rail.width() < 60, "the map has the room"
    offered = {button.accessibleName(): button for button in window.rail.findChildren(QToolButton)}
    assert list(offered) == ["New record", "Import a file", "What waits, and for whom"]
    qtbot.mouseClick(offered["New record"], Qt.MouseButton.LeftButton)
    assert window.palette_box.isVisible()
    qtbot.keyClick(window.palette_box.field, Qt.Key.Key_Escape)


def test_the_inspector_takes_its_room_when_a_record_is_selected_and_gives_it_back(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.session.select()
    settled(qtbot, window)
    wide = window.map.canvas.width()
    site = window.session.project.register.find("EX-SITE-02", ("site",))
    window.session.select("site", site.id)
    settled(qtbot, window)
    assert window.inspector.isVisible()
    assert not window.rail.isVisible()
    narrow = window.map.canvas.width()
    assert wide - narrow > 250
    window.show_part("show_inspector", False)
    assert not window.inspector.isVisible()
    assert not window.rail.isVisible()
    window.show_part("show_inspector", True)
    settled(qtbot, window)
    assert window.map.canvas.width() == narrow
    window.session.select()
    settled(qtbot, window)
    assert window.map.canvas.width() == wide


def test_language_and_theme_change_without_a_restart(qtbot: QtBot, window: MainWindow) -> None:
    assert window.top.workspaces["plan"].text() == "Plan"
    qtbot.keyClick(window, Qt.Key.Key_U, CTRL | SHIFT)
    settled(qtbot, window)
    assert window.session.language == "uk"
    words = {label.text() for label in window.findChildren(QLabel) if label.isVisible()}
    assert window.top.workspaces["plan"].text() == "Планування"
    assert {"Шари", "Час"} <= words
    light = window.grab().toImage().pixelColor(5, 5)
    qtbot.keyClick(window, Qt.Key.Key_D, CTRL | SHIFT)
    settled(qtbot, window)
    dark = window.grab().toImage().pixelColor(5, 5)
    assert dark.lightness() < 60 < light.lightness()


@pytest.mark.parametrize("tab", [MEDIA, CUSTODY, HISTORY, SKELETON, STEPS])
def test_the_theme_changes_over_every_tab_of_a_record(qtbot: QtBot, window: MainWindow, tab: int) -> None:
    case = next(iter(window.session.project.register.select(Query("case", order="code", limit=1))))
    window.session.select("case", case["id"])
    settled(qtbot, window)
    window.inspector.tabs.setCurrentIndex(tab)
    settled(qtbot, window)
    shown = window.inspector.pages.currentWidget()
    page = shown.widget() if isinstance(shown, QScrollArea) else None
    for _ in range(2):
        worn = current().name
        window.actions_of_table["theme"].trigger()
        settled(qtbot, window)
        assert current().name != worn
    assert window.inspector.tabs.currentIndex() == tab
    # a page that is replaced while Qt dresses it is gone under Qt's hands, which ends the process
    assert page is None or (isinstance(shown, QScrollArea) and shown.widget() is page)
    window.session.select()


@pytest.mark.parametrize("name", ["exhume", "plan", "analyse"])
def test_each_workspace_has_its_panel_figures_and_layers(qtbot: QtBot, window: MainWindow, name: str) -> None:
    window.actions_of_table[name].trigger()
    settled(qtbot, window)
    assert window.panels.currentWidget() is window.workspace_of(name).panel
    assert window.top.workspaces[name].isChecked()
    assert all(figure.value not in ("–", "") for figure in window.figures.figures)
    assert window.contents.shown


def test_what_is_selected_in_one_place_is_selected_everywhere(qtbot: QtBot, window: MainWindow) -> None:
    site = next(iter(window.session.project.register.select(Query("site", order="code", limit=1))))
    window.session.select("site", site["id"])
    settled(qtbot, window)
    rows = window.session.project.register.ids_to_rows("site", [site["id"]])
    assert window.map.canvas.selection["site"] == frozenset(rows.values())
    tree = window.workspace_of("exhume").tree  # type: ignore[attr-defined]
    assert tree.records.node(tree.currentIndex()).id == site["id"]
    draft = window.inspector.draft
    assert draft is not None
    assert draft.record == site["id"]


def test_a_click_on_the_map_selects_what_lies_there(qtbot: QtBot, window: MainWindow) -> None:
    register = window.session.project.register
    columns = register.map_columns("exhumation")
    window.map.go_to(float(columns.x[0]), float(columns.y[0]))
    settled(qtbot, window)
    windows.click_on_map(qtbot, window, float(columns.x[0]), float(columns.y[0]))
    settled(qtbot, window)
    assert window.session.selected.type in ("exhumation", "site")
    window.actions_of_table["deselect"].trigger()
    settled(qtbot, window)
    assert not window.map.canvas.selection


def test_hiding_a_layer_takes_it_off_the_map_and_out_of_the_counts_in_view(qtbot: QtBot, window: MainWindow) -> None:
    assert "site" in window.map.canvas.painted.counts  # type: ignore[union-attr]
    qtbot.mouseClick(window.layers.row("site").eye, Qt.MouseButton.LeftButton)
    settled(qtbot, window)
    assert not window.map.canvas.layer("site").visible
    window.actions_of_table["plan"].trigger()
    settled(qtbot, window)
    assert window.map.canvas.layer("site").visible, "each workspace keeps its own choice"


def test_the_window_tells_the_persons_identified_of_the_statistics_and_no_others(
    qtbot: QtBot, window: MainWindow
) -> None:
    project = window.session.project

    def shown() -> int:
        [figure] = [one for one in window.figures.figures if one.icon == "identification"]
        return int(figure.value)

    def published() -> object:
        return statistics_of(project, "court", only=("identified",))[0].value

    before = shown()
    assert before == published()
    [one, *_] = [one for one in project.register.select(Query("identification", where=(("status", "confirmed"),)))
                 if len(one.get("cases") or ()) == 1]  # fmt: skip
    case = project.register.titles(one["cases"])[one["cases"][0]]
    with qtbot.waitSignal(window.session.changed):
        window.session.write(lambda progress: voiding(project, case, "a number given twice"), case.code)
    settled(qtbot, window)
    assert shown() == published() == before - 1


def test_a_span_of_time_narrows_map_layers_figures_and_charts_alike(qtbot: QtBot, window: MainWindow) -> None:
    window.actions_of_table["analyse"].trigger()
    settled(qtbot, window)
    found = window.slider.bars.histogram
    assert found is not None
    window.filters.undated = False
    window.slider.bars.set_range(found.first, found.first + 2)
    settled(qtbot, window)
    columns = window.tables.columns("incident")
    assert columns is not None
    mask = window.filters.mask("incident", columns)
    assert mask is not None
    kept = int(mask.sum())
    assert 0 < kept < len(columns.row)
    incidents = next(figure for figure in window.figures.figures if figure.icon == "incident")
    assert incidents.value == str(kept)
    assert window.layers.row("incident").count.text().split(" / ")[-1] == str(kept)
    window.actions_of_table["all_time"].trigger()
    settled(qtbot, window)
    assert window.slider.bars.is_whole


def test_a_value_that_is_switched_off_leaves_the_map(qtbot: QtBot, window: MainWindow) -> None:
    window.actions_of_table["analyse"].trigger()
    settled(qtbot, window)
    panel = window.workspace_of("analyse").panel
    box = panel.box("incident", "murder")  # type: ignore[attr-defined]
    box.setChecked(False)
    settled(qtbot, window)
    columns = window.tables.columns("incident")
    assert columns is not None
    murders = int((columns.style == columns.style_codes.index("murder")).sum())
    incidents = next(figure for figure in window.figures.figures if figure.icon == "incident")
    assert int(incidents.value) == len(columns.row) - murders


def test_the_shield_says_that_the_project_verifies_and_explains_itself(qtbot: QtBot, window: MainWindow) -> None:
    assert window.status.integrity is Integrity.OK
    qtbot.mouseClick(window.status.shield, Qt.MouseButton.LeftButton)
    card = QApplication.activePopupWidget()
    assert card is not None
    assert any("intact" in label.text() for label in card.findChildren(QLabel))
    card.close()


def test_coordinates_are_written_in_the_chosen_system(qtbot: QtBot, window: MainWindow) -> None:
    window.status.show_place(36.2304, 49.9935)
    written = {}
    for key in ("wgs84", "wgs84_dms", "utm", "mgrs", "epsg:5562"):
        window.status.choose_system(key)
        written[key] = window.status.coordinates.text()
    assert written["wgs84"].startswith("49.99350")
    assert written["wgs84_dms"].startswith("49°59′36.6")
    assert written["utm"].startswith("37U") or written["utm"].startswith("37N")
    assert written["mgrs"].startswith("37U")
    assert len(set(written.values())) == 5
    assert all(text not in ("", "–") for text in written.values())


def test_a_refusal_is_told_in_its_own_sentence_and_a_bug_without_a_traceback(qtbot: QtBot, window: MainWindow) -> None:
    told: list[tuple[str, str]] = []
    window.messages.said.connect(lambda kind, text: told.append((kind, text)))
    window.actions_of_table["edit_shape"].setEnabled(True)
    window.map.drawing.use("edit_shape")
    window.session.failed.emit(KeyError("secret"))
    assert told[0] == ("refused", "Select a record that is drawn as an area or a line.")
    assert told[1][0] == "bug"
    assert not any("secret" in text or "Traceback" in text for _, text in told)


def test_geometry_is_remembered_and_nothing_of_the_project(qtbot: QtBot, example: Path, tmp_path: Path) -> None:
    with windows.opened(example, tmp_path) as window:
        window.across.setSizes([330, 600, 350])
        windows.at_rest(window)
        left = window.across.sizes()[0]
        window.session.select("site", next(iter(window.session.project.register.codes("site").values())))
        settle(qtbot)
    kept = (tmp_path / "window.ini").read_text("utf-8")
    assert "EX-" not in kept
    with windows.opened(example, tmp_path) as again:
        assert abs(again.across.sizes()[0] - left) <= 2


def test_closing_waits_for_what_is_being_written(qtbot: QtBot, example: Path, tmp_path: Path) -> None:
    from layers.editing import setting
    from layers.project import open_project

    folder = windows.copied(example, tmp_path)
    with windows.opened(folder, tmp_path) as window:
        session = window.session
        found = session.project.register.find("site/" + next(iter(session.project.register.codes("site"))))
        session.keep(setting(session.project, found, {"notes": "EXAMPLE written last"}))
    project = open_project(folder)
    try:
        assert "EXAMPLE written last" in str(project.register.values("site", found.id))
    finally:
        project.close()


def test_an_area_is_drawn_recorded_and_changed_by_hand(qtbot: QtBot, window: MainWindow) -> None:
    register = window.session.project.register
    window.actions_of_table["plan"].trigger()
    settled(qtbot, window)
    window.map.go_to(31.2, 47.1)
    settled(qtbot, window)
    windows.focus_map(qtbot, window)
    qtbot.keyClick(window.map.canvas, Qt.Key.Key_G)
    window.map.hint.type_chosen.emit("survey_area")
    corners = ((31.195, 47.098), (31.205, 47.098), (31.205, 47.102))
    for lon, lat in corners:
        windows.click_on_map(qtbot, window, lon, lat)
    qtbot.keyClick(window.map.canvas, Qt.Key.Key_Return)
    settled(qtbot, window)
    draft = window.inspector.draft
    assert draft is not None
    assert draft.kind.name == "survey_area"
    assert window.inspector.sheet is not None
    for name, text in (("code", "EX-AR-NEW"), ("purpose", "interview"), ("status", "planned")):
        type_into(qtbot, window.inspector.sheet.reveal(name).stops()[0], text, ENTER)
    qtbot.keyClick(window, Qt.Key.Key_S, CTRL)
    settled(qtbot, window)
    [added] = register.select(Query("survey_area", where=(("code", "EX-AR-NEW"),)))
    before = shapely.from_wkb(added["place"]["geometry"])
    assert before.geom_type == "MultiPolygon"
    assert len(shapely.get_coordinates(before)) == 4

    window.session.select("survey_area", added["id"])
    settled(qtbot, window)
    windows.focus_map(qtbot, window)
    qtbot.keyClick(window.map.canvas, Qt.Key.Key_E)
    settled(qtbot, window)
    assert window.map.drawing.in_hand == "edit_shape"
    windows.drag_on_map(qtbot, window, corners[2], (31.203, 47.104))
    qtbot.keyClick(window.map.canvas, Qt.Key.Key_Return)
    settled(qtbot, window)
    qtbot.keyClick(window, Qt.Key.Key_S, CTRL)
    settled(qtbot, window)
    changed = register.values("survey_area", added["id"])
    assert changed is not None
    after = shapely.from_wkb(changed["place"]["geometry"])
    assert after.bounds[3] == pytest.approx(47.104, abs=0.001)
    assert len(register.history(added["id"])) == 2


def test_a_crossing_area_is_refused_with_where_it_crosses(qtbot: QtBot, window: MainWindow) -> None:
    told: list[str] = []
    window.messages.said.connect(lambda kind, text: told.append(text))
    window.map.go_to(31.2, 47.1)
    settled(qtbot, window)
    window.map.drawing.draw("draw_polygon", "survey_area")
    for lon, lat in ((31.195, 47.098), (31.205, 47.102), (31.205, 47.098), (31.195, 47.102)):
        windows.click_on_map(qtbot, window, lon, lat)
    qtbot.keyClick(window.map.canvas, Qt.Key.Key_Return)
    settled(qtbot, window)
    assert len(told) == 1
    assert "31.2" in told[0]
    assert window.inspector.draft is None


def test_a_field_of_the_form_takes_its_place_from_the_map(qtbot: QtBot, window: MainWindow) -> None:
    window.begin_record("incident", {})
    settled(qtbot, window)
    window.map.go_to(31.2, 47.1)
    settled(qtbot, window)
    window.inspector.desk.pick_requested.emit("place")
    assert window.map.drawing.in_hand == "add_point"
    windows.click_on_map(qtbot, window, 31.2, 47.1)
    settled(qtbot, window)
    draft = window.inspector.draft
    assert draft is not None
    assert "geometry" in draft.text("place") or "31.2" in draft.text("place")


def test_esc_puts_the_tool_down(qtbot: QtBot, window: MainWindow) -> None:
    windows.focus_map(qtbot, window)
    qtbot.keyClick(window.map.canvas, Qt.Key.Key_P)
    assert window.map.hint.isVisible()
    qtbot.keyClick(window.map.canvas, Qt.Key.Key_Escape)
    settled(qtbot, window)
    assert window.map.drawing.in_hand == "identify"
    assert not window.map.hint.isVisible()
    assert window.actions_of_table["identify"].isChecked()
