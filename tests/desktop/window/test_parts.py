"""The parts of the window by themselves: filters, time, layers, first page, messages."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from PyQt6.QtCore import QPointF, QSettings, Qt
from PyQt6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.canvas.camera import Camera
from desktop.canvas.layer import PointLayer, ShapeLayer
from desktop.canvas.marks import marks_of
from desktop.canvas.paint_marks import place_marks
from desktop.canvas.styles import aggregate_of
from desktop.filters.filters import OPEN_AFTER, OPEN_BEFORE, Filters, Span
from desktop.filters.narrow import NarrowTables, placed_by
from desktop.filters.time_bars import Bars, Histogram, first_day, histogram, month_of, month_text
from desktop.map.contents import MapContents
from desktop.map.drawing import text_of
from desktop.map.layer_tree import LayerTree
from desktop.map.layers import TypeLayers, read_type, value_label
from desktop.messages import Messages, report_of
from desktop.session import Session
from desktop.start.project_dialogs import NewProjectDialog
from desktop.start.recent import recent, remember
from desktop.start.start_page import StartPage
from desktop.window.status_bar import round_scale, systems_of
from desktop.workspaces.filter_panel import FilterPanel
from forensics.errors import ValueRefused
from forensics.messages import say
from forensics.ports import MapColumns
from layers.language import Translator
from tests.desktop.form_projects import put, settle
from tests.layers.projects import closing, make


def columns(*spans: tuple[int, int], style: tuple[int, ...] = ()) -> MapColumns:
    """Narrow columns with these earliest and latest days."""
    count = len(spans)
    earliest, latest = (np.array([span[end] for span in spans], np.int32) for end in (0, 1))
    return MapColumns(
        np.arange(count), np.full(count, 30.0), np.full(count, 50.0), earliest, latest,
        np.array(style or [-1] * count, np.int16), np.full(count, -1, np.int16), np.ones(count, bool),
        ("murder", "torture"), (),
    )  # fmt: skip


def day(year: int, month: int, day_: int = 1) -> int:
    return date(year, month, day_).toordinal() - date(1970, 1, 1).toordinal()


# Filters


def test_what_meets_the_span_stays_and_what_has_no_date_as_the_person_wants() -> None:
    filters = Filters()
    held = columns((day(2022, 1), day(2022, 1, 31)), (day(2022, 3), OPEN_AFTER), (OPEN_BEFORE, OPEN_AFTER))
    assert filters.mask("incident", held) is None
    filters.span = Span(day(2022, 2), day(2022, 4))
    assert filters.mask("incident", held).tolist() == [False, True, True]  # type: ignore[union-attr]
    filters.undated = False
    assert filters.mask("incident", held).tolist() == [False, True, False]  # type: ignore[union-attr]
    filters.clear()
    assert not filters.active


def test_a_value_that_is_switched_off_takes_its_records_away_and_no_others() -> None:
    filters = Filters()
    held = columns((0, 1), (0, 1), (0, 1), style=(0, 1, -1))
    filters.switch("incident", "murder", on=False)
    assert filters.mask("incident", held).tolist() == [False, True, True]  # type: ignore[union-attr]
    filters.switch("incident", "", on=False)
    assert filters.mask("incident", held).tolist() == [False, True, False]  # type: ignore[union-attr]
    assert filters.mask("site", held) is None
    filters.switch("incident", "murder", on=True)
    assert filters.mask("incident", held).tolist() == [True, True, False]  # type: ignore[union-attr]


# Time


@pytest.mark.parametrize(("year", "month"), [(1970, 1), (2022, 2), (2024, 12), (1969, 12), (1939, 9)])
def test_months_and_days_agree(year: int, month: int) -> None:
    number = month_of(day(year, month, 15))
    assert month_text(number) == f"{year}-{month:02}"
    assert first_day(number) == day(year, month)


def test_a_histogram_counts_each_dated_record_in_the_month_it_begins() -> None:
    found = histogram([columns((day(2022, 1, 5), OPEN_AFTER), (OPEN_BEFORE, day(2022, 3)), (OPEN_BEFORE, OPEN_AFTER))])
    assert found is not None
    assert (month_text(found.first), found.counts.tolist()) == ("2022-01", [1, 0, 1])
    assert histogram([columns((OPEN_BEFORE, OPEN_AFTER))]) is None


@pytest.fixture
def bars(qtbot: QtBot) -> Bars:
    made = Bars()
    qtbot.addWidget(made)
    made.resize(620, 60)
    made.show_histogram(Histogram(month_of(day(2022, 1)), np.arange(1, 13)))
    made.show()
    return made


def test_handles_are_dragged_with_the_mouse(qtbot: QtBot, bars: Bars) -> None:
    told: list[tuple[int, int]] = []
    bars.chosen.connect(lambda first, last: told.append((first, last)))
    first = month_of(day(2022, 1))
    start = QPointF(10, 20).toPoint()
    qtbot.mousePress(bars, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(bars, QPointF(10 + 3 * 50, 20).toPoint())
    qtbot.mouseRelease(bars, Qt.MouseButton.LeftButton, pos=QPointF(160, 20).toPoint())
    assert bars.range == (first + 3, first + 11)
    assert told[-1] == bars.range
    qtbot.mouseDClick(bars, Qt.MouseButton.LeftButton, pos=QPointF(300, 20).toPoint())
    assert bars.is_whole


def test_keys_move_the_span_and_its_ends(qtbot: QtBot, bars: Bars) -> None:
    first = month_of(day(2022, 1))
    bars.set_range(first + 2, first + 4)
    qtbot.keyClick(bars, Qt.Key.Key_Right)
    assert bars.range == (first + 3, first + 5)
    qtbot.keyClick(bars, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert bars.range == (first + 3, first + 6)
    qtbot.keyClick(bars, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert bars.range == (first + 2, first + 6)


# Layers


def test_points_and_areas_of_a_type_are_each_drawn_once(session: Session) -> None:
    put(session, "survey_area", code="EX-AR-1", purpose="interview", status="complete",
        place="MULTIPOLYGON (((30 50, 30.1 50, 30.1 50.1, 30 50)))")  # fmt: skip
    register = session.project.register
    held = read_type(session.project, "survey_area", register.map_columns("survey_area"))
    shapes = [layer for layer in held.base if isinstance(layer, ShapeLayer)]
    points = [layer for layer in held.base if isinstance(layer, PointLayer)]
    assert [len(layer.index) for layer in shapes] == [1]
    assert [len(layer.index) for layer in points] == [0]
    assert held.count == 1
    assert held.counting == ("survey_area", "survey_area.place")


def test_a_grave_placed_by_its_settlement_is_drawn_as_uncertain(session: Session) -> None:
    town = put(session, "settlement", code="EX-P-1", name_uk="Вигадане", place="49.5 32.5")
    put(session, "site", code="EX-S-1", form="multiple_grave", status="confirmed", settlement="EX-P-1")
    put(session, "site", code="EX-S-2", form="multiple_grave", status="confirmed", place="49.5 32.6")
    assert town
    held = read_type(session.project, "site", session.project.register.map_columns("site"))
    drawn = [held.looks.values[number] for number in held.looks.codes.tolist()]
    assert drawn == ["confirmed?", "confirmed"]
    [layer] = [layer for layer in held.base if isinstance(layer, PointLayer)]
    assert [layer.symbols[number].dashed for number in held.looks.codes.tolist()] == [True, False]
    assert value_label(held.kind, "confirmed?") == value_label(held.kind, "confirmed")


def periods(session: Session, *characters: str) -> TypeLayers:
    """Settlements a few pixels apart, each under control of such a character."""
    for number, character in enumerate(characters):
        put(
            session, "settlement", code=f"EX-P-{number}", name_uk="Вигадане", place=f"49.5 {32.5 + number * 0.0005:.4f}"
        )
        put(session, "occupation", code=f"EX-OC-{number}", settlement=f"EX-P-{number}", character=character,
            party="unknown", start="2022-03-01", end="2022-03-31")  # fmt: skip
    return read_type(session.project, "occupation", session.project.register.map_columns("occupation"))


def test_no_period_that_is_not_occupied_is_clustered_or_counted_as_occupation(session: Session) -> None:
    held = periods(session, *["not_occupied"] * 14, *["contested"] * 2, *["occupied"] * 15)
    layers = {layer.key: layer for layer in held.base if isinstance(layer, PointLayer)}
    assert [(layer.key, str(layer.title)) for layer in layers.values()] == [
        ("occupation.other", "Other periods of control"), ("occupation", "Occupation"),
    ]  # fmt: skip
    far_out = Camera(width=900, height=600).at(32.507, 49.5, 2000.0)
    marks = {key: marks_of(layer, far_out) for key, layer in layers.items()}
    assert {key: (found.total, set(found.code.tolist())) for key, found in marks.items()} == {
        "occupation.other": (16, {-1}), "occupation": (15, {-1}),
    }  # fmt: skip
    assert layers["occupation"].aggregate == aggregate_of("occupation")
    assert layers["occupation.other"].aggregate != aggregate_of("occupation")
    assert held.counting == ("occupation.other", "occupation")


def test_the_layer_tree_counts_occupation_apart_as_the_page_does(qtbot: QtBot, session: Session) -> None:
    filters, tables = Filters(), NarrowTables(session)
    contents = MapContents(session, tables, filters)
    periods(session, "not_occupied", "not_occupied", "occupied")
    tree = LayerTree(session, contents, filters)
    qtbot.addWidget(tree)
    tables.read_all()
    contents.read()
    qtbot.waitUntil(lambda: contents.is_ready, timeout=20_000)
    row = tree.row("occupation")
    row.open.setChecked(True)
    assert row.legend is not None
    said = [label.text() for label in row.legend.findChildren(QLabel) if label.text()]
    assert said[:8] == ["Occupation", "1", "Occupied", "1", "Other periods of control", "2", "Not occupied", "2"]


def test_a_filter_stands_for_every_value_that_is_there_also_for_an_only_one(qtbot: QtBot, session: Session) -> None:
    filters, tables = Filters(), NarrowTables(session)
    contents = MapContents(session, tables, filters)
    periods(session, "not_occupied", "not_occupied")
    panel = FilterPanel(session, contents, tables, filters)
    qtbot.addWidget(panel)
    tables.read_all()
    contents.read()
    qtbot.waitUntil(lambda: contents.is_ready, timeout=20_000)
    panel.show()
    assert panel.box("occupation", "not_occupied").isChecked()
    assert "Nothing recorded yet" not in [label.text() for label in panel.findChildren(QLabel)]


def test_two_periods_of_one_settlement_stand_beside_it_and_neither_hides_the_other(session: Session) -> None:
    periods(session, "occupied")
    put(session, "occupation", code="EX-OC-9", settlement="EX-P-0", character="not_occupied", party="unknown",
        start="2022-04-01", end="2022-05-01")  # fmt: skip
    held = read_type(session.project, "occupation", session.project.register.map_columns("occupation"))
    layers = [layer for layer in held.base if isinstance(layer, PointLayer)]
    camera = Camera(width=900, height=600).at(32.5, 49.5, 50.0)
    places = place_marks(layers, [marks_of(layer, camera) for layer in layers], camera, np.zeros((0, 4)))
    [left, right] = [float(x[0]) for x, _ in places]
    assert right - left >= layers[0].symbols[0].size
    assert (left + right) / 2 == pytest.approx(450, abs=1)


def test_a_filter_leaves_the_rows_it_leaves_in_points_and_areas(session: Session) -> None:
    for number in (1, 2, 3):
        west = 29 + number
        area = f"MULTIPOLYGON ((({west} 50, {west}.1 50, {west}.1 50.1, {west} 50)))"
        put(session, "hazard", code=f"EX-H-{number}", hazard_type="mine", hazard_class="confirmed", place=area)
    held = read_type(session.project, "hazard", session.project.register.map_columns("hazard"))
    [shapes] = [layer for layer in held.looked_at(np.array([True, False, True])) if isinstance(layer, ShapeLayer)]
    assert shapes.index.ids.tolist() == [held.narrow.row[0], held.narrow.row[2]]


def test_what_takes_its_place_from_a_changed_record_is_read_again(session: Session) -> None:
    placed = placed_by(session.project.catalogue, {"site"})
    assert {"exhumation", "case", "finding", "site_log"} <= placed
    assert "interview" not in placed


def test_what_is_drawn_says_how_it_was_found_and_how_well() -> None:
    import json

    import shapely

    from desktop.canvas.tools.tool import Drawn
    from forensics.places import Place

    place = Place.from_canonical(json.loads(text_of(Drawn(shapely.box(30, 50, 31, 51), 12.3456))))
    assert place.shape is not None
    assert place.shape.geom_type == "MultiPolygon"
    assert (place.method, place.crs, place.horizontal_accuracy) == ("map", "EPSG:4326", 12.3)


# Status bar


@pytest.mark.parametrize(("denominator", "said"), [(0.4, 1), (87, 87), (1234, 1200), (954_321, 950_000), (996, 1000)])
def test_a_scale_has_two_digits_that_say_something(denominator: float, said: int) -> None:
    assert round_scale(denominator) == said


def test_the_pack_s_own_systems_stand_beside_those_of_the_whole_earth(session: Session) -> None:
    keys = [system.key for system in systems_of(session)]
    assert keys[:4] == ["wgs84", "wgs84_dms", "utm", "mgrs"]
    assert len(keys) == len(set(keys)) > 6
    assert not any(code == 4326 or 32600 < code < 32800 for system in systems_of(session) for code in system.codes)


# Messages


@pytest.fixture
def messages(qtbot: QtBot) -> Messages:
    window = QWidget()
    window.resize(900, 600)
    qtbot.addWidget(window)
    window.show()
    made = Messages(window, translate=Translator("uk"))
    made.setProperty("window", window)
    return made


def test_a_refusal_is_said_in_the_window_s_language(qtbot: QtBot, messages: Messages) -> None:
    toast = messages.refuse(ValueRefused("This record has no shape yet; draw one first."))
    assert toast.words.text() == Translator("uk")("This record has no shape yet; draw one first.")
    assert toast.words.text() != "This record has no shape yet; draw one first."


def test_no_more_than_three_lines_stand_over_the_window_none_over_another(qtbot: QtBot, messages: Messages) -> None:
    toasts = [messages.tell(say("Copied: {text}", text=str(number))) for number in range(5)]
    shown = [toast for toast in toasts if toast.isVisible()]
    assert len(shown) == 3
    places = [toast.geometry() for toast in shown]
    assert not any(one.intersects(other) for at, one in enumerate(places) for other in places[at + 1 :])


def test_what_a_bug_says_of_itself_holds_no_value() -> None:
    def break_down(name: str) -> None:
        raise KeyError(name)

    try:
        break_down("a name that nobody may read")
    except KeyError as failure:
        report = report_of(failure)
    assert "KeyError" in report
    assert "nobody may read" not in report


# The first page


def test_only_plain_projects_that_are_still_there_are_remembered(tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    for name, engine in (("one", "plain"), ("two", "encrypted"), ("three", "plain")):
        with closing(make(tmp_path / name, engine)) as project:
            remember(settings, project.folder)
    assert [folder.stem for folder, _ in recent(settings)] == ["three", "one"]
    settings.sync()
    assert "two" not in (tmp_path / "window.ini").read_text("utf-8")


def test_the_first_page_offers_what_was_open_and_opens_it(qtbot: QtBot, tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    with closing(make(tmp_path / "one")) as project:
        remember(settings, project.folder)
    page = StartPage(Translator("uk"), settings)
    qtbot.addWidget(page)
    page.show()
    wanted: list[tuple[Path, str | None]] = []
    page.wanted.connect(lambda folder, passphrase: wanted.append((folder, passphrase)))
    [button] = [button for button in page.findChildren(QPushButton) if str(tmp_path) in button.text()]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert wanted == [((tmp_path / "one.taphos").resolve(), None)]
    page.open(tmp_path / "nowhere.taphos")
    assert any("nowhere" in label.text() for label in page.findChildren(QLabel))


def test_a_new_project_is_encrypted_unless_a_person_says_otherwise(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = NewProjectDialog(Translator("en"))
    qtbot.addWidget(dialog)
    assert dialog.make is not None
    dialog.folder.setText(str(tmp_path))
    dialog.name.setText("EX mission")
    assert not dialog.make.isEnabled(), "a passphrase is missing"
    dialog.first.setText("three brown cows")
    assert dialog.missing.text() == "The two passphrases differ."
    dialog.second.setText("three brown cows")
    assert dialog.make.isEnabled()
    assert dialog.asked.passphrase == "three brown cows"
    assert dialog.asked.folder == tmp_path / "EX mission.taphos"
    dialog.encrypted.setChecked(False)
    assert dialog.asked.passphrase is None
    dialog.name.setText("a/b")
    assert not dialog.make.isEnabled()


def test_the_language_of_every_part_follows(qtbot: QtBot, session: Session) -> None:
    from desktop.filters.narrow import NarrowTables
    from desktop.map.contents import MapContents
    from desktop.map.layer_tree import LayerTree

    filters, tables = Filters(), NarrowTables(session)
    contents = MapContents(session, tables, filters)
    tree = LayerTree(session, contents, filters)
    qtbot.addWidget(tree)
    tables.read_all()
    contents.read()
    settle(qtbot)
    assert tree.row("site").name.text() == "Grave sites"
    session.set_language("uk")
    assert tree.row("site").name.text() == "Місця поховань"


def test_an_interview_is_drawn_at_its_settlement_even_where_its_own_place_is_known(session: Session) -> None:
    put(session, "settlement", code="EX-P-1", name_uk="Вигадане", place="49.5 32.5")
    put(session, "interview", code="EX-IV-1", settlement="EX-P-1", display_area="settlement", place="49.5123 32.5321",
        interviewee_code="EX-1", sex="F", age_group="30_44", date="2022-05-01")  # fmt: skip
    columns_of_interviews = session.project.register.map_columns("interview")
    assert (columns_of_interviews.x.tolist(), columns_of_interviews.y.tolist()) == ([32.5], [49.5])
