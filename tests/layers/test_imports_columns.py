"""One field is filled by one column: two that would are both named, and nothing is imported."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from shapely.geometry import Point

from forensics.errors import TaphosError
from layers.imports.contending import TwoColumns
from layers.project import Project
from tests.desktop.commands.running import Terminal
from tests.layers.files import counts, new, records, table, take

ROW: dict[str, Any] = {"code": "EX-P-1", "name_uk": "Прикладне", "lat": "50.5", "lon": "30.2"}


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = new(tmp_path)
    yield made
    made.close()


MAPPED = {
    "one field": (("a=name_uk", "b=name_uk"), "“a” and “b” would both fill “name_uk”"),
    "one field under its other name": (
        ("a=settlement_type", "b=type"),
        "“a” and “b” would both fill “settlement_type”",
    ),
    "the id": (("a=id", "b=id"), "“a” and “b” would both fill “id”"),
    "one axis": (("a=place.x", "b=place.x"), "“a” and “b” would both fill “place.x”"),
    "one axis under two names": (("a=lat", "b=place.y"), "“a” and “b” would both fill “place.y”"),
    "one part of a place": (("a=place.method", "b=place.method"), "“a” and “b” would both fill “place.method”"),
    "a place whole": (("a=place", "b=place"), "“a” and “b” would both fill “place”"),
    "a place whole and by its axes": (("a=place", "lat=lat", "lon=lon"), "“a” and “lat” would both fill “place”"),
    "a place by its axes and whole": (("lat=lat", "lon=lon", "a=place"), "“a” and “lat, lon” would both fill “place”"),
}


@pytest.mark.parametrize("what", MAPPED)
def test_two_columns_mapped_to_one_field_are_refused_and_both_named(
    project: Project, tmp_path: Path, what: str
) -> None:
    mapping, sentence = MAPPED[what]
    head = project.register.info().head
    with pytest.raises(TwoColumns, match=sentence):
        take(project, table(tmp_path / "t.csv", [{**ROW, "a": "1", "b": "2"}]), "settlement", *mapping)
    assert project.register.info().head == head


MATCHED = {
    "a field and its label": ({"Назва українською": "Друге"}, "“name_uk” and “Назва українською” would both fill"),
    "a field and its other name": (
        {"settlement_type": "city", "type": "city"},
        "“settlement_type” and “type” would both fill",
    ),
    "two latitudes": ({"latitude": "50.6"}, "“lat” and “latitude” would both fill “place.y”"),
    "two longitudes": ({"lng": "30.3"}, "“lon” and “lng” would both fill “place.x”"),
    "a geometry and coordinates": ({"WKT": "POINT (30 50)"}, "“WKT” and “lat, lon” would both fill “place”"),
    "a column called place and coordinates": ({"place": "50 30"}, "“place” and “lat, lon” would both fill “place”"),
    "two geometries": ({"WKT": "POINT (30 50)", "geojson": "{}"}, "“WKT” and “geojson” would both fill “place”"),
}


@pytest.mark.parametrize("what", MATCHED)
def test_two_columns_matched_to_one_field_are_refused_and_both_named(
    project: Project, tmp_path: Path, what: str
) -> None:
    more, sentence = MATCHED[what]
    path = table(tmp_path / "t.csv", [{**ROW, **more}])
    head = project.register.info().head
    with pytest.raises(TwoColumns, match=sentence):
        take(project, path, "settlement")
    assert project.register.info().head == head
    others = [f"{column}=" for column in more]
    assert counts(take(project, path, "settlement", *others)) == (1, 0, 0, 0), "the others left out, it is clear"


def test_degrees_and_metres_in_one_file_are_not_chosen_between(project: Project, tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", [{**ROW, "x": "370000", "y": "5595000"}])
    with pytest.raises(TwoColumns, match="“lat, lon” and “y, x” would both fill “place”"):
        take(project, path, "settlement", crs="EPSG:32636")
    report = take(project, path, "settlement", "x=place.x", "y=place.y", crs="EPSG:32636")
    assert counts(report) == (1, 0, 0, 0)


def test_two_columns_of_one_name_are_refused_where_the_name_is_wanted(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("code,name_uk,notes,notes,extra,extra,lat,lon\nEX-1,Прикладне,one,two,a,b,50,30\n")
    with pytest.raises(TwoColumns, match="More than one column is called “notes”"):
        take(project, path, "settlement")
    with pytest.raises(TwoColumns, match="More than one column is called “extra”"):
        take(project, path, "settlement", "extra=notes", "notes=")
    assert counts(take(project, path, "settlement", "notes=")) == (1, 0, 0, 0)


def test_a_column_may_be_mapped_twice_and_may_fill_two_fields(project: Project, tmp_path: Path) -> None:
    path = table(tmp_path / "t.csv", [ROW])
    take(project, path, "settlement", "name_uk=name_uk", "name_uk=name_uk", "name_uk=notes")
    found = records(project, "settlement")["EX-P-1"]
    assert found["name_uk"] == found["notes"] == "Прикладне"


def test_what_stands_beside_a_geometry_is_mapped_without_taking_the_geometry_away(
    project: Project, tmp_path: Path
) -> None:
    path = table(tmp_path / "t.csv", [{**ROW, "how": "phone"}])
    take(project, path, "settlement", "how=place.method")
    place = records(project, "settlement")["EX-P-1"]["place"]
    assert (place["method"], place["written"]) == ("phone", "50.5; 30.2")


def test_the_geometry_of_rows_goes_before_columns_of_coordinates_which_are_said_to_be_left(
    project: Project, tmp_path: Path
) -> None:
    import geopandas

    path = tmp_path / "t.gpkg"
    columns = {"code": ["EX-1"], "name_uk": ["Прикладне"], "lat": ["1"], "lon": ["2"], "place": ["a town"]}
    geopandas.GeoDataFrame(columns, geometry=[Point(30, 50)], crs="EPSG:4326").to_file(path, layer="settlement")
    report = take(project, path, "settlement")
    assert counts(report) == (1, 0, 0, 0)
    assert {one.column: str(one.why) for one in report.left} == dict.fromkeys(
        ("lat", "lon", "place"), "The geometry of the rows is taken instead."
    )


def test_the_command_line_says_it_in_one_sentence(
    project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = table(tmp_path / "t.csv", [{**ROW, "a": "1"}])
    ran = Terminal(capsys)("import", project.folder, path, "--as", "settlement", "--map", "a=lat", "lat=lat", status=2)
    assert ran.out == ""
    assert len(ran.err.splitlines()) == 1
    assert "“a” and “lat”" in ran.err
    assert isinstance(TwoColumns("x"), TaphosError)
