"""Records asked for by a drawn polygon and by a text: list, map, export and statistics give the same ones."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import shapely

from forensics.errors import ValueRefused
from forensics.ports import Query
from layers.errors import ExportRefused
from layers.exports.disclosed import disclose
from layers.exports.exporting import export_records
from layers.exports.reached import chosen_by
from layers.exports.selecting import Selection, refuse_senseless, selection_held, selection_written
from layers.project import Project
from layers.saved_filters import FilterRefused, narrowed, save_filter, saved_filter
from layers.statistics import statistics_of
from tests.desktop.window.windows import SMALL
from tests.layers.examples import open_example

SLANTED = "POLYGON ((32.5 47.0, 33.4 47.1, 33.0 47.6, 32.6 47.5, 32.5 47.0))"
TYPES = ("site", "incident", "settlement", "survey_area", "hazard")


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    project = open_example(tmp_path_factory.mktemp("asked"), SMALL)
    yield project
    project.close()


def meeting(project: Project, type_: str) -> set[str]:
    """The records whose place meets the polygon, one by one."""
    area = shapely.from_wkt(SLANTED)
    return {
        str(one["id"]) for one in project.register.select(Query(type_))
        if (one.get("place") or {}).get("geometry") and shapely.from_wkb(one["place"]["geometry"]).intersects(area)
    }  # fmt: skip


def listed(project: Project, query: Query) -> set[str]:
    return {str(one["id"]) for one in project.register.select(query)}


@pytest.mark.parametrize("type_", TYPES)
def test_a_polygon_asks_for_what_meets_it_and_not_for_all_within_its_four_sides(example: Project, type_: str) -> None:
    expected = meeting(example, type_)
    query = Selection(area=SLANTED).query(type_)
    assert listed(example, query) == expected
    assert example.register.count(query) == len(expected)
    head = example.register.info().head
    assert listed(example, Selection(area=SLANTED).query(type_, str(head))) == expected
    box = shapely.from_wkt(SLANTED).bounds
    assert expected
    assert expected <= listed(example, Query(type_, bbox=box))
    assert expected == listed(example, Query(type_, bbox=box, area=SLANTED))


def test_a_map_an_export_and_statistics_hold_what_a_polygon_and_a_text_ask_for(
    example: Project, tmp_path: Path
) -> None:
    selection = Selection(types=("site",), area=SLANTED, text="pit")
    expected = meeting(example, "site") & listed(example, Query("site", text="pit"))
    assert 0 < len(expected) < len(meeting(example, "site"))
    [drawn] = disclose(example, "court", selection).types
    codes = {record: code for code, record in example.register.codes("site").items()}
    assert {one["code"] for one in drawn.records} == {codes[record] for record in expected}
    export_records(example, tmp_path / "o.gpkg", "court", selection, with_gaps=True)
    with closing(sqlite3.connect(tmp_path / "o.gpkg")) as out:
        assert {id_ for (id_,) in out.execute("SELECT id FROM site")} == expected
    assert chosen_by(example, selection).ids("site") == expected
    [sites] = statistics_of(example, "court", selection, only=("sites",))
    assert sites.value == len(expected)


def test_a_text_under_a_profile_that_withholds_texts_is_refused_and_not_answered(
    example: Project, tmp_path: Path
) -> None:
    for profile in ("public", "partner"):
        with pytest.raises(ExportRefused, match=f"Under the profile “{profile}” nothing is asked for by a text"):
            disclose(example, profile, Selection(text="pit"))
        with pytest.raises(ExportRefused, match="nothing is asked for by a text"):
            export_records(example, tmp_path / "o.gpkg", profile, Selection(text="pit"))
        with pytest.raises(ExportRefused, match="nothing is asked for by a text"):
            statistics_of(example, profile, Selection(text="pit"))
    assert not list(tmp_path.iterdir())


def test_a_withheld_place_is_not_told_by_a_polygon(example: Project) -> None:
    """As by four sides: a grave whose place is generalised comes under no area."""
    shown = {type_.kind.name: type_ for type_ in disclose(example, "public", Selection(area=SLANTED)).types}
    assert all(one.get("publish") == "yes" for one in shown["site"].records) if "site" in shown else True
    assert "interview" not in shown


def test_a_polygon_and_a_text_are_kept_under_a_name_and_narrow_each_other(example: Project) -> None:
    save_filter(example, "pits", Selection(types=("site",), area=SLANTED, text="pit"))
    kept = saved_filter(example, "pits").selection
    assert kept == selection_held(selection_written(kept))
    assert (kept.area, kept.text) == (SLANTED, "pit")
    half = "POLYGON ((32 46, 33 46, 33 48, 32 48, 32 46))"
    both = narrowed(example, "pits", Selection(area=half, text="forest"))
    assert both.text == "pit forest"
    assert shapely.from_wkt(both.area).equals(shapely.from_wkt(SLANTED).intersection(shapely.from_wkt(half)))
    with pytest.raises(FilterRefused, match="asks for another area"):
        narrowed(example, "pits", Selection(area="POLYGON ((1 1, 2 1, 2 2, 1 1))"))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (Selection(text="– –"), "“– –” has no word that could be searched for."),
        (Selection(area="POINT (1 2)"), "“POINT (1 2)” is no area; a polygon as WKT in degrees was expected."),
        (Selection(area="POLYGON ((1 2"), "“POLYGON ((1 2” is no area"),
        (Selection(area="POLYGON ((0 0, 1 1, 1 0, 0 1, 0 0))"), "is no area"),
        (Selection(area="POLYGON ((0 0, 500 0, 500 1, 0 0))"), "does not lie within the degrees of the earth."),
    ],
)
def test_what_is_no_area_or_text_is_refused(example: Project, asked: Selection, said: str) -> None:
    with pytest.raises(ValueRefused) as refusal:
        refuse_senseless(example.catalogue, asked)
    assert said in str(refusal.value)
