"""The map of a day shows what the query for that day gives; it plays through the months; doubtful dates look so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.canvas.layer import PointLayer
from desktop.filters.filters import Filters, Span
from desktop.filters.narrow import NarrowTables
from desktop.filters.time_slider import TimeSlider
from desktop.layouts.page import render_page
from desktop.map.layers import TypeLayers, read_type
from desktop.session import Session
from forensics.dates import is_uncertain
from forensics.ports import Days, Query
from layers.exports.selecting import Selection
from layers.project import Project
from tests.counts import count
from tests.desktop.form_projects import put, settle
from tests.desktop.window.windows import SMALL
from tests.layers.examples import open_example

TYPES = ("occupation", "incident", "interview", "exhumation", "hazard", "survey_area", "site")
FIRST_DAY, LAST_DAY = 18_990, 20_100  # from the end of 2021 into 2025


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    project = open_example(tmp_path_factory.mktemp("time"), SMALL)
    yield project
    project.close()


@pytest.fixture(scope="module")
def read(example: Project) -> dict[str, TypeLayers]:
    return {type_: read_type(example, type_, example.register.map_columns(type_)) for type_ in TYPES}


def drawn(held: TypeLayers, filters: Filters) -> set[int]:
    """The rows that stand in the layers under a filter, those without any place left out."""
    rows: set[int] = set()
    for layer in held.looked_at(filters.mask(held.kind.name, held.narrow)):
        if layer.key not in held.counting:
            continue
        if isinstance(layer, PointLayer):
            index = layer.index
            rows |= set(index.ids_at(index.rows_in(np.array([0]), np.array([len(index)]))).tolist())
        else:
            rows |= set(layer.index.ids.tolist())  # type: ignore[attr-defined]
    return rows


def test_the_map_of_a_day_shows_exactly_what_the_query_says(
    example: Project, read: dict[str, TypeLayers], proof: Callable[[str, str, object], None]
) -> None:
    random = np.random.default_rng(3)
    days, compared = count(12, 300), 0
    everything = {type_: drawn(held, Filters()) for type_, held in read.items()}
    for turn in range(days):
        first = int(random.integers(FIRST_DAY, LAST_DAY))
        last, undated = first + int(random.choice((0, 0, 30, 200))), bool(turn % 2)
        filters = Filters()
        filters.undated, filters.span = undated, Span(first, last)
        for type_, held in read.items():
            query = Selection(days=Days(first, last, undated)).query(type_)
            listed = [str(one["id"]) for one in example.register.select(query)]
            asked = set(example.register.ids_to_rows(type_, listed).values())
            assert drawn(held, filters) == asked & everything[type_], (type_, first, last, undated)
            compared += len(asked)
    proof("E", "the map of a day is what the query for that day gives", f"{days} days and spans, {compared} records")


def test_a_period_of_which_the_days_are_not_certain_looks_so_in_window_and_on_the_page(
    qapp: QApplication, example: Project, read: dict[str, TypeLayers], tmp_path: Path
) -> None:
    held = read["occupation"]
    looks, ids = held.looks, example.register.rows_to_ids("occupation", held.narrow.row.tolist())
    values = example.register.many_values("occupation", ids)
    doubted = {
        record for record in ids
        if any(is_uncertain(str(values[record].get(name) or "")) for name in ("start", "end"))
    }  # fmt: skip
    assert 0 < len(doubted) < len(ids)
    dashed = {record for record, code in zip(ids, looks.codes.tolist(), strict=True) if looks.values[code][-1:] == "?"}
    assert dashed == doubted
    assert all(looks.symbols[code].dashed and looks.symbols[code].hollow for code in looks.codes[
        [record in doubted for record in ids]
    ].tolist())  # fmt: skip
    page = render_page(example, tmp_path / "o.svg", profile="court", selection=Selection(types=("occupation",)),
                       with_gaps=True)  # fmt: skip
    assert any(word.startswith("Dashed: begins or ends on a day that is not certain: ") for word in page.words)


@pytest.mark.parametrize(
    ("text", "uncertain"),
    [("2022-03-01", False), ("2022-03", False), ("2022", False), ("2022-03-01?", True), ("2022-03~", True),
     ("202X", True), ("2022-02-27/2022-03-31", True), ("[..2022-03-01]", True), ("2022-03-01/..", True), ("", False)],
)  # fmt: skip
def test_a_date_that_is_coarse_is_certain_and_one_that_doubts_itself_is_not(text: str, uncertain: bool) -> None:
    assert is_uncertain(text) is uncertain


def test_the_months_are_played_one_after_another_and_stop_at_the_end(qtbot: QtBot, session: Session) -> None:
    for number, month in enumerate(("2022-03", "2022-04", "2022-05")):
        put(session, "incident", code=f"EX-I-{number}", category="murder", date=f"{month}-10", place="49.5 32.5")
    tables, filters = NarrowTables(session), Filters()
    slider = TimeSlider(session, tables, filters)
    qtbot.addWidget(slider)
    slider.show_types(["incident"])
    tables.read(["incident"])
    settle(qtbot)
    slider._playing.setInterval(1)
    seen: list[int] = []
    columns = tables.columns("incident")
    assert columns is not None

    def look() -> None:
        mask = filters.mask("incident", columns)
        seen.append(len(columns.row) if mask is None else int(mask.sum()))

    filters.changed.connect(look)
    slider.play.setChecked(True)
    qtbot.waitUntil(lambda: not slider.play.isChecked(), timeout=10_000)
    assert seen == [1, 1, 1]
    found = slider.bars.histogram
    assert found is not None
    assert slider.bars.range == (found.last, found.last)
    assert example_count(session) == 3


def example_count(session: Session) -> int:
    return session.project.register.count(Query("incident"))
