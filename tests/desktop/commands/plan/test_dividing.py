"""`taphos plan divide` from a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely
from shapely.geometry import shape

from forensics.geodesy import area_km2
from tests.desktop.commands.running import Terminal
from tests.forensics.planning.ground import square
from tests.layers.projects import closing, make

GROUND = shapely.MultiPolygon([square(side=0.05)])


@pytest.fixture
def taphos(capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(capsys)


@pytest.fixture
def project(tmp_path: Path, taphos: Terminal) -> Path:
    with closing(make(tmp_path / "divide")) as made:
        folder = made.folder
    taphos("add", folder, "settlement", "code=EX-P", "population=4000", "place=49.125, 37.225",
           status=None)  # fmt: skip
    taphos("add", folder, "survey_area", "code=EX-AR", f"place={GROUND.wkt}", "purpose=interview", "status=planned",
           "settlement=EX-P", "priority=high", status=None)  # fmt: skip
    return folder


def test_parts_are_planned_areas_of_the_first_in_one_commit_that_cover_it(project: Path, taphos: Terminal) -> None:
    made = taphos("plan", "divide", project, "EX-AR", "--into", 5, "--json").document
    listed = [one for one in taphos("list", project, "survey_area", "--json").document if one["code"] != "EX-AR"]
    first = taphos("show", project, "EX-AR", "--json").document
    assert {one["code"] for one in made["parts"]} == {one["code"] for one in listed}
    for one in listed:
        assert (one["status"], one["purpose"], one["priority"]) == ("planned", "interview", "high")
        assert (one["parent"], one["settlement"]) == (first["id"], first["settlement"])
    shapes = [shape(one["place"]) for one in listed]
    assert area_km2(shapely.symmetric_difference(shapely.union_all(shapes), GROUND)) < 1e-4 * area_km2(GROUND)
    assert max(map(area_km2, shapes)) <= 1.1 * min(map(area_km2, shapes))
    taphos("undo", project)
    assert [one["code"] for one in taphos("list", project, "survey_area", "--json").document] == ["EX-AR"]


@pytest.mark.parametrize("by", ["area", "population", "hours"])
def test_parts_are_balanced_by_what_was_asked_for(project: Path, taphos: Terminal, by: str) -> None:
    made = taphos("plan", "divide", project, "EX-AR", "--into", 4, "--by", by, "--dry-run", "--json").document
    loads = [one["load"] for one in made["parts"]]
    assert max(loads) <= 1.1 * min(loads)
    expected = {"area": made["km2"], "population": 4000.0, "hours": 2.0 * made["km2"] + 80.0}[by]
    assert sum(loads) == pytest.approx(expected, rel=1e-3)
    assert made["commit"] is None
    assert len(taphos("list", project, "survey_area", "--json").document) == 1


def test_a_file_of_areas_is_divided_into_cells_and_a_point_with_what_is_around_it(
    project: Path, taphos: Terminal, tmp_path: Path
) -> None:
    file = tmp_path / "area.geojson"
    file.write_text(shapely.to_geojson(square(1.0)), "utf-8")
    made = taphos("plan", "divide", project, file, "--cells", "hexagon", "--size", 150, "--json").document
    assert sum(one["km2"] for one in made["parts"]) == pytest.approx(area_km2(square(1.0)), rel=1e-4)
    assert "“square” is no" not in taphos("plan", "divide", project, "EX-P", "--into", 2, status=2).err
    around = taphos("plan", "divide", project, "EX-P", "--into", 2, "--buffer", 500, "--json").document
    assert around["km2"] == pytest.approx(3.14159 / 4, rel=0.01)


def test_streets_of_a_file_part_it_into_blocks(project: Path, taphos: Terminal, tmp_path: Path) -> None:
    west, south, east, north = GROUND.bounds
    middle = (west + east) / 2
    file = tmp_path / "streets.geojson"
    file.write_text(shapely.to_geojson(shapely.LineString([(middle, south - 1), (middle, north + 1)])), "utf-8")
    made = taphos("plan", "divide", project, "EX-AR", "--lines", file, "--json").document
    assert len(made["parts"]) == 2


def test_what_cannot_be_divided_is_refused_in_one_sentence(project: Path, taphos: Terminal) -> None:
    said = taphos("plan", "divide", project, "EX-P", "--into", 2, status=2).err
    assert said.strip() == "EX-P is no area; say how far around it the area goes, with --buffer METRES."
    said = taphos("plan", "divide", project, "EX-AR", "--cells", "square", status=2).err
    assert said.strip() == "“0.0” is no size of cells; metres, more than 0, were expected."
    assert "EX-NO" in taphos("plan", "divide", project, "EX-NO", "--into", 2, status=2).err
