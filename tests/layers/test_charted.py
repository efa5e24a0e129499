"""Every number of every chart is what hand-written SQL counts in the exported GeoPackage, with plain sqlite3."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing as closing_file
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest

from forensics.statistics.charts import CHARTS, Chart, Charted, Form, Setting, charted, months_between, setting_of
from forensics.statistics.counting import Figure
from forensics.statistics.effort import Effort
from forensics.statistics.published import PUBLISHED
from layers.exports.exporting import export_records
from layers.held import Held, read_held
from layers.project import Project
from tests.layers.examples import open_example
from tests.layers.projects import closing, make, record
from tests.layers.test_counted_by_hand import MONTH, REACHING, TABLES
from tests.tools.proofs import Proof

OWN = {
    "incidents_by_settlement_and_month": f"""SELECT s.code, {MONTH.format("i.date")}, count(*) FROM incident i
                                             LEFT JOIN settlement s ON s.id = i.settlement GROUP BY 1, 2""",
    "interviews_by_consent": "SELECT informed_consent, count(*) FROM interview GROUP BY 1",
    "consents_by_purpose": "SELECT purpose, answer, count(*) FROM consent GROUP BY 1, 2",
}
"""Charts of what is not published, or where the published number counts what the file leaves out."""

EFFORT = {
    ("places", "visits"): """SELECT s.code, count(DISTINCT v.id) FROM settlement s, visit v WHERE v.settlement = s.id
                             OR EXISTS (SELECT 1 FROM json_each(v.visited) WHERE value = s.id) GROUP BY 1""",
    ("places", "areas"): """SELECT s.code, count(*) FROM survey_area a JOIN settlement s ON s.id = a.settlement
                            WHERE a.status = 'complete' GROUP BY 1""",
    ("places", "interviews"): """SELECT s.code, count(*) FROM interview i JOIN settlement s
                                 ON s.id IN (i.settlement, i.events_settlement) GROUP BY 1""",
    ("months", "visits"): f"SELECT {MONTH.format('start')}, count(*) FROM visit GROUP BY 1",
    (
        "months",
        "areas",
    ): f"SELECT {MONTH.format('end')}, count(*) FROM survey_area WHERE status = 'complete' GROUP BY 1",
    ("months", "interviews"): f"SELECT {MONTH.format('month')}, count(*) FROM interview GROUP BY 1",
}
BY_KEY = {chart.key: chart for chart in CHARTS}
TIMELINE = next(chart for chart in CHARTS if chart.form is Form.TIMELINE)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    with closing(open_example(tmp_path_factory.mktemp("charted"))) as project:
        yield project


@pytest.fixture(scope="module")
def out(example: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("out") / "court.gpkg"
    export_records(example, file, "court", with_gaps=True)
    return file


@pytest.fixture(scope="module")
def file(example: Project, out: Path) -> Iterator[sqlite3.Connection]:
    """The file without the incidents that left at a lower level than is recorded."""
    with closing_file(sqlite3.connect(out)) as connection:
        recorded = {row["id"]: row.get("level") for row in example.register.fields_of("incident", ("id", "level"))}
        fallen = [id_ for id_, level in connection.execute("SELECT id, level FROM incident") if recorded[id_] != level]
        named = ",".join(f"'{id_}'" for id_ in fallen)
        connection.execute(f"CREATE TEMP VIEW incident AS SELECT * FROM main.incident WHERE id NOT IN ({named})")
        yield connection


def of_file(held: Held, project: Project, file: sqlite3.Connection) -> Mapping[str, Any]:
    """The rows of the register that the file holds, by type: what a chart is asked for."""
    found = {}
    for type_ in held.columns:
        ids = [id_ for (id_,) in file.execute(f'SELECT id FROM "{type_}"')]
        found[type_] = np.array(list(project.register.ids_to_rows(type_, ids).values()), np.int64)
    return found


def whole(project: Project, chart: Chart) -> Charted:
    narrowed = read_held(project, chart).narrowed({})
    return charted(chart, narrowed, setting_of(chart, narrowed))


@pytest.mark.parametrize("key", BY_KEY)
def test_a_chart_of_what_the_file_holds_shows_what_sql_counts_in_it(
    key: str, example: Project, file: sqlite3.Connection
) -> None:
    chart = BY_KEY[key]
    held = read_held(example, chart)
    found = charted(chart, held.narrowed(of_file(held, example, file)), setting_of(chart, held.narrowed({})))
    rows = file.execute(OWN.get(key) or TABLES[key]).fetchall()
    expected = {tuple(codes): count for *codes, count in rows if None not in codes}
    assert found.numbers == expected
    if key not in REACHING:
        assert found.figure.unknown == sum(count or 0 for *codes, count in rows if None in codes)


@pytest.mark.parametrize("part", EFFORT, ids="-".join)
def test_recorded_effort_is_what_sql_counts_and_what_the_file_leaves_out(
    part: tuple[str, str], example: Project, file: sqlite3.Connection, out: Path
) -> None:
    setting = whole(example, TIMELINE).setting
    told: Counter[str] = getattr(getattr(setting, part[0]), part[1])
    counted = {key: count for key, count in file.execute(EFFORT[part]) if key is not None}
    if part[1] != "interviews":
        assert +told == counted
        return
    left_out = orjson.loads(out.with_name("court.gpkg.manifest.json").read_bytes())["consent"]["left_out"]["interview"]
    missing = told - Counter(counted)
    assert not Counter(counted) - told
    assert left_out <= missing.total() <= 2 * left_out if part[0] == "places" else missing.total() == left_out


def test_what_stands_behind_the_cells_is_every_record_once_for_each_cell(example: Project, proof: Proof) -> None:
    cells = 0
    for chart in CHARTS:
        found = whole(example, chart)
        one_each = chart.statistic.type != "victim"
        for path, number in found.numbers.items():
            ids = found.behind(path)
            assert len(set(ids)) == len(ids)
            assert len(ids) == number if one_each else bool(ids) or not number
            cells += 1
        if one_each:
            assert len(found.behind(None)) == found.figure.unknown
    proof("statistics", "cells of charts, each with its records", cells)


def test_a_place_or_month_without_recorded_effort_has_no_number_instead_of_nought(tmp_path: Path) -> None:
    with closing(make(tmp_path / "effort.taphos", pack="ua")) as project:
        asked, never = (
            record("settlement", code, name_uk=code, name_en=code, monitored=True) for code in ("S-1", "S-2")
        )
        team = record("team", "T-1")
        visit = record("visit", "VS-1", team=team.record, start="2022-05-02", settlement=asked.record)
        incidents = [
            record("incident", code, category="murder", date=date, settlement=asked.record)
            for code, date in (("I-1", "2022-03-03"), ("I-2", "2022-03-04"))
        ]
        project.register.commit([asked, never, team, visit, *incidents])
        by_month = whole(project, BY_KEY["incidents_by_month"])
        by_place = whole(project, BY_KEY["incidents_by_settlement_and_category"])
    assert [by_month.number(month) for month in by_month.rows] == [2, None, 0]
    assert by_month.rows == ("2022-03", "2022-04", "2022-05")
    assert by_place.rows == ("S-1", "S-2")
    assert (by_place.number("S-1", "murder"), by_place.number("S-2", "murder")) == (2, None)


def test_a_filter_splits_a_chart_into_two_that_add_up_to_it(example: Project) -> None:
    chart = BY_KEY["incidents_by_settlement_and_category"]
    held = read_held(example, chart)
    rows, setting = held.columns["incident"].row, setting_of(chart, held.narrowed({}))
    halves = [charted(chart, held.narrowed({"incident": part}), setting) for part in (rows[::2], rows[1::2])]
    assert Counter(halves[0].numbers) + Counter(halves[1].numbers) == whole(example, chart).numbers
    assert halves[0].rows == halves[1].rows


def test_every_published_table_that_can_name_its_records_is_charted() -> None:
    tables = {one.key for one in PUBLISHED if one.cells is not None}
    assert tables <= BY_KEY.keys()
    assert len(BY_KEY) == len(CHARTS)


def test_one_mistyped_year_does_not_flatten_the_others() -> None:
    assert months_between({"2022-01", "2022-04"}) == ("2022-01", "2022-02", "2022-03", "2022-04")
    assert months_between({"0202-01", "2022-04"}) == ("0202-01", "2022-04")
    found = Charted(BY_KEY["incidents_by_month"], Setting(Effort()), Figure({"2022-01": 3}), (), ("2022-01", "2022-02"))
    assert [found.number(month) for month in found.rows] == [3, None]
