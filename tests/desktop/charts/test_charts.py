"""Charts in the window: they follow filters, a click selects what is behind it, and a file says all that they say."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QImage
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.charts.forms import drawing_of
from desktop.charts.panel import MISSION, ChartsPanel
from desktop.charts.saving import save_chart
from desktop.charts.wording import Wording
from desktop.window.main_window import MainWindow
from forensics.messages import Message
from forensics.statistics.charts import CHARTS, Charted, Form, Setting
from forensics.statistics.counting import Figure
from forensics.statistics.effort import Effort
from tests.desktop.window import windows

BY_KEY = {chart.key: chart for chart in CHARTS}


@pytest.fixture(scope="module")
def window(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MainWindow]:
    folder = tmp_path_factory.mktemp("charts")
    with windows.opened(windows.small_example(folder), folder, workspace="analyse") as shown:
        shown.show_charts()
        windows.at_rest(shown)
        yield shown


@pytest.fixture
def panel(window: MainWindow) -> Iterator[ChartsPanel]:
    found = window.stage.widget
    assert isinstance(found, ChartsPanel)
    yield found
    window.filters.clear()
    window.session.select()
    windows.at_rest(window)


def look_at(window: MainWindow, panel: ChartsPanel, key: str) -> Charted:
    panel.show_chart(key)
    windows.at_rest(window)
    assert panel.shown is not None
    return panel.shown.found


def test_a_chart_follows_a_filter(window: MainWindow, panel: ChartsPanel) -> None:
    before = look_at(window, panel, "incidents_by_category").numbers
    window.filters.switch("incident", "murder", False)
    windows.at_rest(window)
    assert panel.shown is not None
    assert panel.shown.found.numbers == {path: number for path, number in before.items() if path != ("murder",)}
    drawn = {mark.path: mark.right for mark in panel.plot.drawing.marks}
    assert drawn == panel.shown.found.numbers


@pytest.mark.parametrize("key", ["incidents_by_category", "incidents_by_month", "incidents_by_settlement_and_category",
                                 "incidents_by_settlement_and_month", "interviews_by_sex_and_age"])  # fmt: skip
def test_a_click_selects_the_records_behind_a_cell_in_map_and_table(
    qtbot: QtBot, window: MainWindow, panel: ChartsPanel, key: str
) -> None:
    found = look_at(window, panel, key)
    path = max(found.numbers, key=lambda one: (found.numbers[one], one))
    place = panel.plot.pixel_of(path)
    qtbot.mouseClick(panel.plot.viewport(), Qt.MouseButton.LeftButton, pos=place.toPoint())
    windows.at_rest(window)
    type_ = found.chart.statistic.type
    assert window.session.selected.type == type_
    assert set(window.session.selected.ids) == set(found.behind(path))
    assert len(window.session.selected.ids) == found.numbers[path]
    assert window.table.type == type_
    assert window.table.isVisible()


def test_what_is_unknown_is_shown_and_selected(qtbot: QtBot, window: MainWindow, panel: ChartsPanel) -> None:
    found = look_at(window, panel, "incidents_by_party")
    assert found.figure.unknown
    assert panel.unknown.isVisible()
    assert str(found.figure.unknown) in panel.unknown.text()
    qtbot.mouseClick(panel.unknown, Qt.MouseButton.LeftButton)
    assert len(window.session.selected.ids) == found.figure.unknown


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.key)
def test_a_file_says_what_the_chart_says(
    window: MainWindow, panel: ChartsPanel, tmp_path: Path, chart: object
) -> None:  # fmt: skip
    found = look_at(window, panel, getattr(chart, "key"))  # noqa: B009
    if found.chart.form in (Form.MATRIX, Form.TIMELINE) and found.chart.key not in FEW:
        return  # one of each form is painted; all are written as numbers below
    for ending in ("png", "svg", "csv"):
        save_chart(panel.page, tmp_path / f"chart.{ending}", ending)
    drawn = (tmp_path / "chart.svg").read_text("utf-8")
    words = " ".join(re.findall(r">([^<]+)</", drawn))
    statistic = found.chart.statistic
    translate = window.session.translate
    for text in (translate(statistic.label), translate(statistic.rule), panel.footer()[0]):
        assert text in drawn.replace("&amp;", "&")
    for code in found.rows[:1]:
        assert panel.shown is not None
        assert panel.shown.words.called(code)[:10] in words
    image = QImage(str(tmp_path / "chart.png"))
    assert image.text("Title") == translate(statistic.label)
    rows = list(csv.DictReader(io.StringIO((tmp_path / "chart.csv").read_text("utf-8-sig"))))
    told = {(row["row"], row["column"]) if row["column"] else (row["row"],): row for row in rows[:-1]}
    assert {path: int(told[path]["number"]) for path in found.numbers} == found.numbers
    assert rows[-1]["status"] == "unknown"
    assert int(rows[-1]["number"]) == found.figure.unknown
    assert panel.shown is not None
    assert {row["head"] for row in rows} == {panel.shown.held.head}
    assert all(translate(MISSION) in row["counted"] for row in rows)


FEW = ("incidents_by_settlement_and_category", "incidents_by_settlement_and_month")


def test_not_covered_is_hatched_and_never_drawn_as_nought() -> None:
    words = Wording(lambda message: message.id, {}, {})
    effort = Effort()
    effort.visits["2022-03"] = 1
    found = Charted(
        BY_KEY["incidents_by_month"], Setting(effort), Figure({"2022-01": 3}), (), ("2022-01", "2022-02", "2022-03")
    )
    drawn = drawing_of(found, words)
    cells = {mark.told: mark for mark in drawn.marks if mark.top < 3}
    assert cells["2022-02: not covered"].hatched
    assert (cells["2022-02: not covered"].top, cells["2022-02: not covered"].path) == (0, None)
    assert not any(mark.told == "2022-02: 0" for mark in drawn.marks)
    row_of_effort = [mark.hatched for mark in drawn.marks if mark.top > 3]
    assert row_of_effort == [True, True, False]
    assert not cells["2022-01: 3"].hatched

    places = Effort()
    places.interviews["S-1"] = 2
    matrix = Charted(
        BY_KEY["incidents_by_settlement_and_category"], Setting(None, places), Figure({"S-1": {"murder": 2}}), (),
        ("S-1", "S-2"), ("murder",),
    )  # fmt: skip
    drawn = drawing_of(matrix, words)
    assert [(mark.hatched, mark.told) for mark in drawn.marks] == [
        (False, "S-1, murder: 2"), (True, "S-2, murder: not covered")
    ]  # fmt: skip
    assert "not covered" in [one.text for one in drawn.words]
    assert "0" not in [one.text for one in drawn.words]


def test_what_means_two_things_looks_two_ways() -> None:
    words = Wording(lambda message: message.id, {}, {})
    effort = Effort()
    effort.visits["2022-02"] = 1
    months = Figure({"2022-01": 3}, unknown=4)
    found = Charted(BY_KEY["incidents_by_month"], Setting(effort), months, (), ("2022-01", "2022-02"))
    legend = drawing_of(found, words).legend
    assert len(legend) == 3
    assert [one.hatched for one in legend] == [False, True, False], "two hatches of one colour cannot be told apart"


def test_who_spans_18_is_a_row_of_its_own_in_the_pyramid_nought_too() -> None:
    words = Wording(lambda message: message.id, BY_KEY["victims_by_sex_and_age"].statistic.words, {})
    figure = Figure({"F": {"under_18": 2, "18_29": 5}, "mixed": {"interval_spans_18": 3}})
    found = Charted(BY_KEY["victims_by_sex_and_age"], Setting(), figure, (), ("F", "mixed"), ("under_18",))
    drawn = drawing_of(found, words)
    rows = [text for _, text in drawn.beside]
    assert rows[-2:] == ["The interval spans 18", "under_18"]
    colours = {mark.told: mark.colour for mark in drawn.marks}
    assert colours["F, under_18: 2"] == colours["mixed, The interval spans 18: 3"] != colours["F, 18_29: 5"]
    assert isinstance(words.codes["interval_spans_18"], Message)


def test_levels_stand_in_the_order_in_which_they_rise(window: MainWindow, panel: ChartsPanel) -> None:
    look_at(window, panel, "incidents_by_category_and_level")
    heads = [one.text for one in panel.plot.drawing.words if one.top == -2]
    order = ["Lead to follow up", "Allegation", "Credible", "Corroborated", "Verified", "Refuted"]
    assert heads == [one for one in order if one in heads]
    assert len(heads) > 3
    assert "Verified asks for" in panel.footer()[1]
