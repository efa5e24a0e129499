"""Lists of points from total stations: read whole, and never without knowing what their numbers are metres of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from forensics.places import Place
from layers.crs import UnknownCrs
from layers.imports.source import UnreadableSource, open_source
from layers.imports.total_station import StationPoint, point_of
from layers.project import Project
from tests.layers.files import counts, new, records, table, take

PROFILES = {"Profile_8.dat": 30, "Profile_S.dat": 53}


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = new(tmp_path)
    yield made
    made.close()


@pytest.mark.parametrize("name", PROFILES)
def test_a_real_profile_is_read_to_its_last_point(shared_data: Path, name: str) -> None:
    source = open_source(shared_data / "survey" / name)
    rows = list(source.rows())
    assert (len(rows), source.crs, source.geometry) == (PROFILES[name], None, "Point")
    assert not [row for row in rows if row.fault]
    assert {row.cells[1].replace("-", "_").split("_")[1] for row in rows} >= {"KS", "GR", "FG"}


def test_a_line_is_a_number_a_code_and_three_coordinates() -> None:
    line = "        10468                0_K_8_$                 X   155071.296 Y    517840.411 Z    81.823          "
    assert point_of(line) == StationPoint("10468", "0_K_8_$", 155071.296, 517840.411, 81.823)
    assert point_of("7 X 1 Y 2") == StationPoint("7", "", 1, 2, None)
    assert point_of("1;2;3") is None


@pytest.mark.parametrize("name", PROFILES)
def test_a_point_file_without_coordinate_system_is_refused_and_the_option_named(
    project: Project, shared_data: Path, name: str
) -> None:
    head = project.register.info().head
    with pytest.raises(UnknownCrs, match=rf"“{name}” does not say its coordinate system; name it .*--crs"):
        take(project, shared_data / "survey" / name, "artefact")
    assert project.register.info().head == head


def test_a_table_of_metres_without_coordinate_system_is_refused_too(project: Project, tmp_path: Path) -> None:
    head = project.register.info().head
    path = table(tmp_path / "gnss.csv", [{"code": "EX-A-1", "easting": "375071.3", "northing": "5517840.3"}])
    with pytest.raises(UnknownCrs, match="--crs"):
        take(project, path, "artefact")
    assert project.register.info().head == head
    assert counts(take(project, path, "artefact", crs="EPSG:32636")) == (1, 0, 0, 0)


def test_points_in_a_named_system_keep_what_was_written_and_their_height(project: Project, shared_data: Path) -> None:
    report = take(
        project, shared_data / "survey" / "Profile_8.dat", "artefact", "feature=description", crs="EPSG:28992"
    )
    assert counts(report) == (30, 0, 0, 0)
    assert counts(
        take(project, shared_data / "survey" / "Profile_8.dat", "artefact", "feature=description", crs="28992")
    ) == (
        0,
        0,
        30,
        0,
    )
    place = next(Place.from_canonical(one["place"]) for one in records(project, "artefact").values())
    assert place.crs == "EPSG:28992"
    assert place.written is not None
    assert place.written.startswith("POINT Z (155071")
    assert place.shape is not None
    assert place.shape.has_z


def test_points_of_a_site_grid_are_kept_in_metres_of_it(project: Project, shared_data: Path) -> None:
    assert counts(take(project, shared_data / "survey" / "Profile_8.dat", "artefact", "number=code", crs="site")) == (
        30,
        0,
        0,
        0,
    )
    place = Place.from_canonical(records(project, "artefact")["10452"]["place"])
    assert (place.crs, place.geometry) == ("site", None)
    assert place.site_shape is not None
    assert (place.site_shape.x, place.site_shape.y, place.site_shape.z) == (155071.343, 517840.391, 81.195)


def test_a_line_that_is_no_point_is_rejected_and_told(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "points.dat"
    path.write_text("1 A X 1.0 Y 2.0 Z 3.0\nbattery low\n2 B X 1.5 Y 2.5 Z 3.5\n")
    report = take(project, path, "artefact", "number=code", crs="site")
    assert counts(report) == (2, 0, 0, 1)
    assert "no point" in str(report.rejected[0].problem)


@pytest.mark.parametrize("content", ["", "map data\nof something else\n", "1;2;3\n4;5;6\n"])
def test_a_file_that_lists_no_points_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "other.dat"
    path.write_text(content)
    with pytest.raises(UnreadableSource):
        open_source(path)
