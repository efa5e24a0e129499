"""Each number that a mission publishes, counted again by hand-written SQL on the GeoPackage, with plain sqlite3.

None of our code takes part in the counting on that side: whoever has the file can do the same.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing as closing_file
from typing import Any

import orjson
import pyproj
import pytest
import shapely

from forensics.statistics.published import PUBLISHED
from layers.exports.exporting import export_records
from layers.project import Project
from layers.statistics import Computed, statistics_of
from tests.layers.examples import open_example
from tests.layers.projects import closing
from tests.tools.proofs import Proof

MONTH = """CASE WHEN length(rtrim({0}, '~?%')) IN (7, 10) THEN substr({0}, 1, 7)
                WHEN {0} LIKE '____-__-__/____-__-__' AND substr({0}, 1, 7) = substr({0}, 12, 7)
                THEN substr({0}, 1, 7) END"""
SUFFERED = "victim v, json_each(v.incidents) s JOIN incident i ON i.id = s.value"
AGE = "CASE WHEN age_min < 18 AND age_max >= 18 THEN 'interval_spans_18' ELSE age_class END"
CONFIRMED = """identification WHERE status = 'confirmed' AND superseded_by IS NULL AND deciding_body IS NOT NULL
               AND date IS NOT NULL"""

NUMBERS = {
    "settlements": "SELECT count(*) FROM settlement",
    "settlements_monitored": "SELECT count(*) FROM settlement WHERE monitored = 1",
    "settlements_occupied": "SELECT count(DISTINCT settlement) FROM occupation WHERE character = 'occupied'",
    "incidents": "SELECT count(*) FROM incident",
    "victims": "SELECT sum(count_best) FROM victim",
    "victims_least": "SELECT sum(count_min) FROM victim",
    "victims_most": "SELECT sum(count_max) FROM victim",
    "victimisations": f"SELECT sum(v.count_best) FROM {SUFFERED}",
    "incidents_per_1000": """SELECT round(1000.0 * count(*) / (SELECT sum(population) FROM settlement), 2)
                             FROM incident i JOIN settlement s ON s.id = i.settlement WHERE s.population > 0""",
    "sites": "SELECT count(*) FROM site",
    "mass_graves": "SELECT count(*) FROM site WHERE mass_grave = 'yes'",
    "exhumations": "SELECT count(*) FROM exhumation",
    "cases": 'SELECT count(*) FROM "case"',
    "cases_without_inventory": """SELECT count(*) FROM "case" c WHERE coalesce(remains_class, '') <> 'non_human'
                                  AND NOT EXISTS (SELECT 1 FROM element WHERE "case" = c.id)""",
    "identified": f"SELECT count(DISTINCT missing_person) FROM {CONFIRMED}",
    "pending_dna": "SELECT count(*) FROM sample WHERE purpose = 'DNA' AND result = 'pending'",
}  # fmt: skip
"""One number each."""

TABLES = {
    "survey_areas_by_status": "SELECT status, count(*) FROM survey_area GROUP BY 1",
    "interviews_by_month": f"SELECT {MONTH.format('date')}, count(*) FROM interview GROUP BY 1",
    "interviews_by_sex_and_age": "SELECT sex, age_group, count(*) FROM interview GROUP BY 1, 2",
    "interviews_by_area": """SELECT CASE display_area WHEN 'settlement' THEN s.code WHEN 'admin3' THEN s.admin3
                             WHEN 'admin2' THEN s.admin2 END, count(*) FROM interview i
                             LEFT JOIN settlement s ON s.id = i.settlement GROUP BY 1""",
    "incidents_by_category": "SELECT category, count(*) FROM incident GROUP BY 1",
    "incidents_by_act": "SELECT a.value, count(DISTINCT i.id) FROM incident i, json_each(i.acts) a GROUP BY 1",
    "incidents_by_category_and_level": "SELECT category, level, count(*) FROM incident GROUP BY 1, 2",
    "incidents_by_level": "SELECT level, count(*) FROM incident GROUP BY 1",
    "incidents_by_party": "SELECT alleged_party, count(*) FROM incident GROUP BY 1",
    "incidents_by_party_and_level": "SELECT alleged_party, level, count(*) FROM incident GROUP BY 1, 2",
    "incidents_by_settlement_and_category": """SELECT s.code, i.category, count(*) FROM incident i
                                               LEFT JOIN settlement s ON s.id = i.settlement GROUP BY 1, 2""",
    "incidents_by_unit": """SELECT s.admin1, count(*) FROM incident i LEFT JOIN settlement s ON s.id = i.settlement
                            GROUP BY 1""",
    "incidents_by_month": f"SELECT {MONTH.format('date')}, count(*) FROM incident GROUP BY 1",
    "victims_by_category": f"""SELECT category, sum(count_best) FROM
                               (SELECT DISTINCT v.id, i.category, v.count_best FROM {SUFFERED}) GROUP BY 1""",
    "victims_by_sex_and_age": f"SELECT sex, {AGE}, sum(count_best) FROM victim GROUP BY 1, 2",
    "victims_by_level": f"""SELECT level, sum(count_best) FROM
                            (SELECT DISTINCT v.id, i.level, v.count_best FROM {SUFFERED}) GROUP BY 1""",
    "victims_by_party": f"""SELECT alleged_party, sum(count_best) FROM
                            (SELECT DISTINCT v.id, i.alleged_party, v.count_best FROM {SUFFERED}) GROUP BY 1""",
    "victims_by_category_and_sex": f"""SELECT category, sex, sum(count_best) FROM
        (SELECT DISTINCT v.id, i.category, v.sex, v.count_best FROM {SUFFERED}) GROUP BY 1, 2""",
    "victims_by_category_and_age": f"""SELECT category, age, sum(count_best) FROM
        (SELECT DISTINCT v.id, i.category, {AGE} AS age, v.count_best FROM {SUFFERED}) GROUP BY 1, 2""",
    "sites_by_status": "SELECT status, count(*) FROM site GROUP BY 1",
    "cases_by_class": 'SELECT remains_class, count(*) FROM "case" GROUP BY 1',
    "trauma": """SELECT timing, mechanism, count(*) FROM finding WHERE coalesce(kind, 'trauma') = 'trauma'
                 AND coalesce(sensitivity, '') <> 'sealed' GROUP BY 1, 2""",
}  # fmt: skip
"""Keys and a number a row; a row without a key is unknown."""

REACHING = (
    "incidents_by_act", "victims_by_category", "victims_by_level", "victims_by_party", "victims_by_category_and_sex",
    "victims_by_category_and_age",
)  # fmt: skip
"""Tables in which a record may stand in several rows; their unknowns are the records that reach none."""

LEFT_OUT_TOO = {
    "interviews": ("interview", "SELECT count(*) FROM interview"),
    "interviewees": ("interview", "SELECT count(DISTINCT interviewee_code) FROM interview"),
    "interviews_by_consent": ("interview", "SELECT count(*) FROM interview"),
    "consents_by_purpose": ("consent", "SELECT count(*) FROM consent"),
}
"""Of the mission's own work all is counted; the file leaves out what no consent covers, and its manifest how many."""

OTHERWISE = {
    "covered_km2": "a union of areas, which shapely and pyproj make of the file's own geometries below",
    "mni": "the zones of bones, which tests/forensics/test_mni.py works through by hand",
    "mni_linked": "the same, of linked graves together",
}


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    with closing(open_example(tmp_path_factory.mktemp("by_hand"))) as project:
        yield project


@pytest.fixture(scope="module")
def told(example: Project) -> Mapping[str, Computed]:
    return {one.statistic.key: one for one in statistics_of(example, "court")}


@pytest.fixture(scope="module")
def manifest(example: Project, tmp_path_factory: pytest.TempPathFactory) -> Any:
    out = tmp_path_factory.mktemp("out") / "court.gpkg"
    export_records(example, out, "court", with_gaps=True)
    return {"out": out, **orjson.loads(out.with_name("court.gpkg.manifest.json").read_bytes())}


@pytest.fixture(scope="module")
def file(manifest: Any) -> Iterator[sqlite3.Connection]:
    with closing_file(sqlite3.connect(f"file:{manifest['out']}?mode=ro", uri=True)) as connection:
        yield connection


def numbers_in(value: Any) -> int:
    return sum(map(numbers_in, value.values())) if isinstance(value, Mapping) else int(value)


def test_every_published_number_is_counted_again_here(proof: Proof) -> None:
    keys = {one.key for one in PUBLISHED}
    assert keys == {*NUMBERS, *TABLES, *LEFT_OUT_TOO, *OTHERWISE}
    proof("statistics", "numbers counted again by SQL on the GeoPackage", len(keys) - len(OTHERWISE))


@pytest.mark.parametrize("key", NUMBERS)
def test_a_number_is_what_sql_counts_in_the_file(
    key: str, told: Mapping[str, Computed], file: sqlite3.Connection
) -> None:
    assert told[key].value == file.execute(NUMBERS[key]).fetchone()[0]


@pytest.mark.parametrize("key", TABLES)
def test_a_table_is_what_sql_counts_in_the_file_its_unknowns_too(
    key: str, told: Mapping[str, Computed], file: sqlite3.Connection
) -> None:
    rows = file.execute(TABLES[key]).fetchall()
    expected: dict[str, Any] = {}
    unknown = 0
    for *keys, count in rows:
        if None in keys:
            unknown += count or 0
        elif len(keys) == 1:
            expected[keys[0]] = count
        else:
            expected.setdefault(keys[0], {})[keys[1]] = count
    assert told[key].value == expected
    if key not in REACHING:
        assert told[key].unknown == unknown


@pytest.mark.parametrize("key", LEFT_OUT_TOO)
def test_what_the_file_leaves_out_is_as_many_as_its_manifest_says(
    key: str, told: Mapping[str, Computed], file: sqlite3.Connection, manifest: Any
) -> None:
    type_, sql = LEFT_OUT_TOO[key]
    held, left_out = file.execute(sql).fetchone()[0], manifest["consent"]["left_out"][type_]
    whole = numbers_in(told[key].value)
    if key == "interviewees":  # one who was interviewed several times may be on both sides
        assert held <= whole <= held + left_out
    else:
        assert whole == held + left_out


def test_the_ground_that_was_covered_is_the_union_of_the_files_areas(
    told: Mapping[str, Computed], file: sqlite3.Connection
) -> None:
    areas = "SELECT geom FROM survey_area WHERE status = 'complete' UNION ALL SELECT geom FROM visit_covered"
    shapes = [
        shapely.from_wkb(bytes(blob)[8 + 32 * (blob[3] >> 1 & 7 > 0) :]) for (blob,) in file.execute(areas) if blob
    ]
    union = shapely.union_all([shapely.make_valid(one) for one in shapes])
    km2 = abs(pyproj.Geod(ellps="WGS84").geometry_area_perimeter(union)[0]) / 1e6
    assert told["covered_km2"].value == pytest.approx(km2, rel=1e-4)
