"""Files of other programs: what the README of the real data says that each must give, count by count."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from layers.errors import SourceRefused
from layers.imports.source import WrongEncoding, layers_of, open_source

GPX = {
    "cerknicko-jezero.gpx": {"waypoints": 7, "tracks": 8, "track_points": 296},
    "korita-zbevnica.gpx": {"waypoints": 2, "tracks": 4, "track_points": 871},
    "unicode_with_bom.gpx": {"waypoints": 1},
    "gpx1.1_with_all_fields.gpx": {"waypoints": 2, "routes": 2, "tracks": 2, "route_points": 5, "track_points": 1},
    "gpx_with_garmin_extension.gpx": {"waypoints": 1},
    "track-with-empty-segment.gpx": {"tracks": 1, "track_points": 9},
    "track_with_dilution_errors.gpx": {
        "waypoints": 1, "routes": 1, "tracks": 1, "route_points": 1, "track_points": 1,
    },
    "route.gpx": {"routes": 1, "route_points": 55},
    "layers.gpx": {"waypoints": 5, "tracks": 1, "track_points": 1274},
}  # fmt: skip
SHAPES = {
    "shp/hromadas_30km_russia_belarus.shp": (126, "Polygon", "EPSG:4326"),
    "shp/corrupt_too_long.shp": (10, "LineString", None),
    "shp/test_852.shp": (1, "Point", "EPSG:32633"),
    "shp/empty_spatial_layer.shp": (0, "Point", "EPSG:4326"),
    "shp/bug5598.shp": (1, "Polygon", "EPSG:3148"),
    "shp_derived/rayon_cp1251.shp": (111, "Point", "EPSG:4326"),
    "shp_derived/rayon_cp1251_ldidC9_nocpg.shp": (111, "Point", "EPSG:4326"),
    "shp_derived/rayon_cp1251_bare.shp": (111, "Point", "EPSG:4326"),
    "shp_derived/rayon_cp866_ldid65_nocpg.shp": (111, "Point", "EPSG:4326"),
}
FIRST = {
    "shp/test_852.shp": ("cp852", "abcŐ"),
    "shp_derived/rayon_cp1251.shp": ("cp1251", "Шевченківський"),
    "shp_derived/rayon_cp1251_ldidC9_nocpg.shp": ("cp1251", "Шевченківський"),
    "shp_derived/rayon_cp1251_bare.shp": ("cp1251", "Шевченківський"),
    "shp_derived/rayon_cp866_ldid65_nocpg.shp": ("cp866", "Шевченковский"),
}


def counted(path: Path) -> dict[str, int]:
    return {name: sum(1 for _ in open_source(path, name).rows()) for name in layers_of(path)}


@pytest.mark.filterwarnings("ignore:.*GPX schema version:RuntimeWarning", "ignore:.*parsed incompletely:RuntimeWarning")
@pytest.mark.parametrize("name", GPX)
def test_waypoints_routes_and_tracks_of_a_gpx_are_layers(shared_data: Path, name: str) -> None:
    assert counted(shared_data / "gpx" / name) == GPX[name]


@pytest.mark.parametrize("name", SHAPES)
def test_a_shapefile_gives_its_rows_geometry_and_coordinate_system(shared_data: Path, name: str) -> None:
    source = open_source(shared_data / name)
    assert (sum(1 for _ in source.rows()), source.geometry, source.crs) == SHAPES[name]


@pytest.mark.parametrize("name", FIRST)
def test_its_text_is_read_whatever_it_says_of_its_encoding(shared_data: Path, name: str) -> None:
    source = open_source(shared_data / name)
    row = next(source.rows())
    assert source.encoding == FIRST[name][0]
    assert row.cells[0] == FIRST[name][1]


@pytest.mark.parametrize("lie", ["UTF-8", "ISO-8859-1", "KOI8-R", "no such"])
def test_a_cpg_that_lies_does_not_spoil_the_text(shared_data: Path, tmp_path: Path, lie: str) -> None:
    for ending in ("shp", "shx", "dbf", "prj"):
        shutil.copy(shared_data / "shp_derived" / f"rayon_cp1251.{ending}", tmp_path / f"lying.{ending}")
    (tmp_path / "lying.cpg").write_text(lie)
    assert next(open_source(tmp_path / "lying.shp").rows()).cells[0] == "Шевченківський"


def test_a_shapefile_without_its_index_is_read_and_stays_as_it_was(shared_data: Path, tmp_path: Path) -> None:
    for ending in ("shp", "dbf"):
        shutil.copy(shared_data / "shp" / f"latin1.{ending}", tmp_path / f"latin1.{ending}")
    with pytest.raises(WrongEncoding, match="say it"):
        open_source(tmp_path / "latin1.shp")
    source = open_source(tmp_path / "latin1.shp", encoding="latin-1")
    assert sum(1 for _ in source.rows()) > 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["latin1.dbf", "latin1.shp"]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("billion.kml", "declares entities"),
        ("nokml.kmz", "holds no KML"),
        ("101_nested_folders.kml", "holds no placemark"),
    ],
)
def test_what_no_program_reads_is_refused_in_one_sentence(shared_data: Path, name: str, sentence: str) -> None:
    with pytest.raises(SourceRefused, match=sentence):
        layers_of(shared_data / "kml" / name)
