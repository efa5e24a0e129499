"""GeoPackages through the road in: other people's, and our own export coming back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import geopandas
import pytest
import shapely

from forensics.errors import TaphosError
from forensics.places import Place
from layers.exports.exporting import export_records
from layers.project import Project
from tests.layers.files import counts, new, records, table, take


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = new(tmp_path)
    yield made
    made.close()


def layer(path: Path, name: str, shapes: list[Any], crs: str | None = "EPSG:4326", **columns: list[Any]) -> Path:
    frame = geopandas.GeoDataFrame(columns, geometry=shapes, crs=crs)
    frame.to_file(path, layer=name, driver="GPKG")
    return path


def test_a_layer_in_metres_is_converted_and_its_own_coordinates_are_kept(project: Project, tmp_path: Path) -> None:
    square = shapely.box(301000, 5598000, 301100, 5598100)
    path = layer(tmp_path / "a.gpkg", "areas", [square], "EPSG:32636", code=["EX-A-1"])
    assert counts(take(project, path, "survey_area")) == (1, 0, 0, 0)
    place = Place.from_canonical(records(project, "survey_area")["EX-A-1"]["place"])
    assert place.crs == "EPSG:32636"
    assert shapely.from_wkt(str(place.written)).equals(square)
    assert place.shape is not None
    assert place.shape.geom_type == "MultiPolygon"
    assert [round(one, 2) for one in place.shape.bounds] == [30.19, 50.5, 30.2, 50.5]
    assert counts(take(project, path, "survey_area")) == (0, 0, 1, 0)


def test_the_layer_called_like_the_type_is_taken_of_several(project: Project, tmp_path: Path) -> None:
    path = layer(tmp_path / "a.gpkg", "other", [shapely.Point(30, 50)], code=["EX-S-9"])
    layer(path, "site", [shapely.Point(30, 50)], code=["EX-S-1"])
    take(project, path, "site")
    assert records(project, "site").keys() == {"EX-S-1"}


def test_a_layer_without_a_coordinate_system_needs_one_to_be_named(project: Project, tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="crs"):
        path = layer(tmp_path / "a.gpkg", "site", [shapely.Point(301000, 5598000)], None, code=["EX-S-1"])
    head = project.register.info().head
    with pytest.raises(TaphosError, match=r"no EPSG code|does not say its coordinate system"):
        take(project, path, "site")
    assert project.register.info().head == head
    assert counts(take(project, path, "site", crs="EPSG:32636")) == (1, 0, 0, 0)


def test_a_table_without_geometry_adds_records_without_a_place_and_says_so(project: Project, shared_data: Path) -> None:
    report = take(project, shared_data / "gpkg/humanbeings.gpkg", "site", "iliCode=code", layer="haircolor")
    assert counts(report) == (4, 0, 0, 0)
    assert [str(note) for note in report.notes][-1].endswith("4 records are added without a place.")


def test_numbers_flags_and_dates_of_a_layer_are_read(project: Project, tmp_path: Path) -> None:
    path = layer(
        tmp_path / "a.gpkg", "site", [shapely.Point(30.2, 50.5), shapely.Point(30.3, 50.6)],
        code=["EX-S-1", "EX-S-2"], length=[2.5, None], persons_min=[3, 4], example=[True, True],
        disturbance=["looted;shelled", None],
    )  # fmt: skip
    take(project, path, "site")
    found = records(project, "site")
    assert (found["EX-S-1"]["length"], found["EX-S-1"]["persons_min"], found["EX-S-1"]["example"]) == ("2.5", 3, True)
    assert found["EX-S-1"]["disturbance"] == ["looted", "shelled"]
    assert "length" not in found["EX-S-2"]


def test_a_geometry_of_another_kind_rejects_its_row(project: Project, tmp_path: Path) -> None:
    path = layer(
        tmp_path / "a.gpkg", "site", [shapely.Point(30, 50), shapely.LineString([(30, 50), (31, 51)])],
        code=["EX-1", "EX-2"],
    )  # fmt: skip
    report = take(project, path, "site")
    assert counts(report) == (1, 0, 0, 1)
    assert str(report.rejected[0].problem) == "A LineString was given where a Point is declared."


def test_a_row_without_a_geometry_is_a_record_without_a_place(project: Project, tmp_path: Path) -> None:
    path = layer(tmp_path / "a.gpkg", "site", [shapely.Point(30, 50), None], code=["EX-S-1", "EX-S-2"])
    assert counts(take(project, path, "site")) == (2, 0, 0, 0)
    assert "place" not in records(project, "site")["EX-S-2"]


@pytest.mark.parametrize(("type_", "field"), [("site", "outline"), ("settlement", "area")])
def test_the_geometries_of_a_layer_of_areas_are_the_outline_of_what_is_a_point(
    project: Project, tmp_path: Path, type_: str, field: str
) -> None:
    path = layer(tmp_path / "a.gpkg", "areas", [shapely.box(30.1, 50.1, 30.2, 50.2)], code=["EX-1"], name_en=["EX"])
    assert counts(take(project, path, type_, "geom=place", dry_run=True)) == (0, 0, 0, 1)
    assert counts(take(project, path, type_, f"geom={field}", dry_run=True)) == (1, 0, 0, 0)
    assert counts(take(project, path, type_)) == (1, 0, 0, 0)
    held = records(project, type_)["EX-1"]
    shape = Place.from_canonical(held[field]).shape
    assert shape is not None
    assert shape.bounds == (30.1, 50.1, 30.2, 50.2)
    assert "place" not in held
    with pytest.raises(TaphosError, match=f"holds no geometry; those that do: .*{field}"):
        take(project, path, type_, "geom=notes")


DAMAGED = {
    "only a beginning": b"GP", "no GeoPackage geometry": bytes.fromhex("00112233445566778899"), "one byte": b"\0",
    "no byte": b"", "a text": "POINT(1 2)",
}  # fmt: skip


@pytest.mark.parametrize("held", DAMAGED.values(), ids=list(DAMAGED))
def test_a_damaged_geometry_rejects_its_row_and_none_at_all_is_no_place(
    project: Project, tmp_path: Path, held: bytes | str
) -> None:
    shapes = [shapely.Point(30, 50), shapely.Point(31, 50), shapely.Point(32, 50)]
    path = layer(tmp_path / "a.gpkg", "site", shapes, code=["EX-S-1", "EX-S-2", "EX-S-3"])
    damage(path, "site", {1: held, 2: None})
    report = take(project, path, "site")
    assert counts(report) == (2, 0, 0, 1)
    (rejected,) = report.rejected
    raw = held.encode() if isinstance(held, str) else held
    assert (rejected.row, rejected.field, rejected.value) == (1, "place", raw.hex())
    assert str(rejected.problem) == "The geometry of the row cannot be read."
    assert "place" not in records(project, "site")["EX-S-2"]


def test_a_geometry_that_was_cut_off_rejects_its_row_and_shows_its_beginning(project: Project, tmp_path: Path) -> None:
    path = layer(tmp_path / "a.gpkg", "site", [shapely.Point(30, 50), shapely.Point(31, 50)], code=["EX-1", "EX-2"])
    with closing(sqlite3.connect(path)) as connection:
        whole = connection.execute("SELECT geom FROM site WHERE fid = 1").fetchone()[0]
    damage(path, "site", {1: whole[:-5]})
    report = take(project, path, "site")
    assert counts(report) == (1, 0, 0, 1)
    assert report.rejected[0].value.startswith("0101000000")


def damage(path: Path, table: str, held: dict[int, bytes | str | None]) -> None:
    """Put something else in place of rows' geometries, as a faulty disk or program does."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f'DROP TRIGGER "{name}"')
        for fid, value in held.items():
            connection.execute(f'UPDATE "{table}" SET geom = ? WHERE fid = ?', (value, fid))


@pytest.fixture
def exported(project: Project, tmp_path: Path) -> Path:
    sites = [
        {"code": "EX-S-1", "lat": "50.5", "lon": "30.2", "form": "single_grave", "status": "located", "length": "2.5",
         "disturbance": "looted;shelled", "name": "EXAMPLE", "other_numbers": "IM | 7; KO | 8 | 2022",
         "outline": "POLYGON((30.2 50.5, 30.3 50.5, 30.3 50.6, 30.2 50.5))", "example": "yes"},
        {"code": "EX-S-2", "lat": "50.6", "lon": "30.3", "form": "surface", "status": "reported", "length": "",
         "disturbance": "", "name": "", "other_numbers": "", "outline": "", "example": "yes"},
    ]  # fmt: skip
    take(project, table(tmp_path / "sites.csv", sites), "site")
    export_records(project, tmp_path / "out.gpkg", "court")
    return tmp_path / "out.gpkg"


def test_our_own_export_changes_nothing_when_it_comes_back(project: Project, exported: Path) -> None:
    assert counts(take(project, exported, "site")) == (0, 0, 2, 0)
    assert counts(take(project, exported, "site", layer="site_outline")) == (0, 0, 1, 0)


def test_our_own_export_makes_the_same_records_elsewhere(project: Project, exported: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = new(tmp_path / "other")
    take(other, exported, "site")
    take(other, exported, "site", layer="site_outline")
    kept = {declared.name for declared in project.catalogue["site"].fields if not declared.typed} - {"id"}
    here, there = (
        {code: {name: value for name, value in values.items() if name not in kept} for code, values in found.items()}
        for found in (records(project, "site"), records(other, "site"))
    )
    assert there == here
    other.close()
