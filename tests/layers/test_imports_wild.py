"""Files as people send them: written by other programs, and none of them quite as a program would like it."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path

import geopandas
import openpyxl
import pandas
import pytest
import shapely

from forensics.places import Place
from forensics.ports import Values
from layers.errors import SourceRefused
from layers.imports.remembering import Meant, remember, remembered
from layers.imports.source import FORMATS, UnknownLayer, UnreadableSource, layers_of, open_source
from layers.project import Project
from tests.layers.files import counts, new, records, table, take, told
from tests.tools.proofs import Proof

BUCHA, LON, LAT = "Буча", 30.2134, 50.5437


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = new(tmp_path)
    yield made
    made.close()


def written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def book(path: Path, rows: Sequence[Sequence[object]], merged: Sequence[str] = ()) -> Path:
    """A spreadsheet as openpyxl writes it."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    for cells in merged:
        sheet.merge_cells(cells)
    made.save(path)
    return path


def point(values: Values) -> tuple[float, float]:
    shape = Place.from_canonical(values["place"]).shape
    assert shape is not None
    return round(shape.centroid.x, 4), round(shape.centroid.y, 4)


ONE_SITE = {
    "semicolons": "code;name;lat;lon\nEX-1;Буча;50.5437;30.2134\n",
    "decimal commas": "code;name;lat;lon\nEX-1;Буча;50,5437;30,2134\n",
    "tabs": "code\tname\tlat\tlon\nEX-1\tБуча\t50.5437\t30.2134\n",
    "pipes": "code|name|lat|lon\nEX-1|Буча|50.5437|30.2134\n",
    "names in Ukrainian": "Код;Назва;Широта;Довгота\nEX-1;Буча;50.5437;30.2134\n",
    "names with units": "Code,Name,Latitude (WGS84),Longitude (WGS84)\nEX-1,Буча,50.5437,30.2134\n",
    "names of a phone": "code,name,GPS Latitude,GPS Longitude\nEX-1,Буча,50.5437,30.2134\n",
    "names of a database": "CODE,NAME,LAT_DD,LON_DD\nEX-1,Буча,50.5437,30.2134\n",
    "degrees, minutes, seconds": 'code;name;lat;lon\nEX-1;Буча;50°32\'37.32"N;30°12\'48.24"E\n',
    "one column": 'code,name,coordinates\nEX-1,Буча,"50.5437, 30.2134"\n',
    "one column in Ukrainian": 'Код,Назва,Координати\nEX-1,Буча,"50.5437, 30.2134"\n',
    "MGRS": "code,name,MGRS\nEX-1,Буча,36U UB 02568 02792\n",
    "UTM": "code,name,UTM\nEX-1,Буча,36U 302568 5602792\n",
    "UTM in three columns": "code,name,zone,easting,northing\nEX-1,Буча,36U,302568.7,5602792.9\n",
    "WKT": "code,name,wkt\nEX-1,Буча,POINT (30.2134 50.5437)\n",
    "WKT with heights and measures": "code,name,geom\nEX-1,Буча,POINT ZM (30.2134 50.5437 120 1)\n",
    "EWKT": "code,name,geom\nEX-1,Буча,SRID=4326;POINT (30.2134 50.5437)\n",
    "titles above": "Реєстр поховань\n\nСтаном на 2022\ncode,name,lat,lon\nEX-1,Буча,50.5437,30.2134\n",
    "a delimiter that is told": "sep=;\r\ncode;name;lat;lon\r\nEX-1;Буча;50.5437;30.2134\r\n",
    "line ends of old": "code;name;lat;lon\rEX-1;Буча;50.5437;30.2134\r",
    "a byte order mark": "\ufeffcode;name;lat;lon\nEX-1;Буча;50.5437;30.2134\n",
    "blank lines": "\n\ncode;name;lat;lon\n\nEX-1;Буча;50.5437;30.2134\n\n",
    "blanks around": "code ; name; lat ; lon\nEX-1 ; Буча ; 50.5437 ; 30.2134\n",
    "notes of several lines with tabs": 'code,name,notes,lat,lon\nEX-1,Буча,"a\tb\nc\td\ne\tf",50.5437,30.2134\n',
    "columns without names at the end": "code;name;lat;lon;;\nEX-1;Буча;50.5437;30.2134;;\n",
}  # fmt: skip


@pytest.mark.parametrize("text", ONE_SITE.values(), ids=list(ONE_SITE))
def test_one_grave_is_taken_in_however_its_table_is_written(project: Project, tmp_path: Path, text: str) -> None:
    report = take(project, written(tmp_path / "t.csv", text), "site")
    assert (counts(report), told(report)) == ((1, 0, 0, 0), [])
    found = records(project, "site")["EX-1"]
    assert (found["name"], point(found)) == (BUCHA, (LON, LAT))


@pytest.mark.parametrize("encoding", ["cp1251", "cp866", "koi8-u", "utf-16", "utf-16-le", "utf-8-sig"])
def test_and_in_whatever_encoding(project: Project, tmp_path: Path, encoding: str) -> None:
    mark = "\ufeff" if encoding == "utf-16-le" else ""
    text = mark + "code;name;lat;lon\n" + "".join(f"EX-{n};Село Прикладне;50.5437;30.2134\n" for n in range(9))
    assert counts(take(project, written(tmp_path / "t.csv", text, encoding), "site")) == (9, 0, 0, 0)
    assert records(project, "site")["EX-8"]["name"] == "Село Прикладне"


def test_a_spreadsheet_with_titles_merged_headings_dates_and_totals(project: Project, tmp_path: Path) -> None:
    rows = [
        ["EXAMPLE register of graves"], [],
        ["Code", "Coordinates", None, "Found on", "Persons min"],
        [None, "Lat", "Lon", None, None],
        ["EX-1", LAT, LON, date(2022, 8, 31), 2],
        ["EX-2", LAT, LON, datetime(2022, 9, 1, 14, 30), 3],  # noqa: DTZ001
        ["Разом", None, None, None, 5],
    ]  # fmt: skip
    path = book(tmp_path / "t.xlsx", rows, ["B3:C3", "A1:E1"])
    report = take(project, path, "site", "Persons min=persons_min", "Found on=found_on")
    assert (counts(report), [one[2] for one in told(report)]) == (
        (2, 0, 0, 1), ["The row is a total of others and no record."],
    )  # fmt: skip
    assert "1 line above the header is a title and no record." in map(str, report.notes)
    found = records(project, "site")
    assert (found["EX-2"]["found_on"], found["EX-1"]["found_on"]) == ("2022-09-01", "2022-08-31")
    assert (found["EX-1"]["persons_min"], point(found["EX-1"])) == (2, (LON, LAT))


def test_a_table_of_two_columns_loses_no_row_to_its_header(project: Project, tmp_path: Path) -> None:
    report = take(project, written(tmp_path / "t.csv", "title,\nEXAMPLE one,x\nEXAMPLE two,y\n"), "source")
    assert counts(report) == (2, 0, 0, 0)


@pytest.mark.parametrize("text", ["24.02.22", "45123", "31/31/2022", "2022-02-30"])
def test_a_date_that_could_be_any_is_rejected_and_not_guessed(project: Project, tmp_path: Path, text: str) -> None:
    path = table(tmp_path / "t.csv", [{"code": "EX-1", "found_on": "2022-01-01"}, {"code": "EX-2", "found_on": text}])
    assert [one[:2] for one in told(take(project, path, "site"))] == [(2, "found_on")]


def test_mixed_and_missing_geometries_of_a_layer_each_have_their_row(project: Project, tmp_path: Path) -> None:
    shapes = [
        shapely.Point(LON, LAT), shapely.MultiPoint([(LON, LAT)]), shapely.box(30.1, 50.1, 30.2, 50.2), None,
        shapely.LineString([(30.1, 50.1), (30.2, 50.2)]), shapely.Point(LON, LAT, 120.5),
        shapely.GeometryCollection([shapely.Point(LON, LAT)]), shapely.Polygon(),
    ]  # fmt: skip
    frame = geopandas.GeoDataFrame({"code": [f"EX-{n}" for n in range(8)]}, geometry=shapes, crs=4326)
    for name in ("t.geojson", "t.gpkg"):
        frame.to_file(tmp_path / name)
        report = take(project, tmp_path / name, "site", dry_run=name == "t.geojson")
        assert (report.read, len(report.rejected), told(report)[0][:2]) == (8, 1, (5, "place")), name
    found = records(project, "site")
    assert "outline" in found["EX-2"]
    assert not {"place", "outline"} & found["EX-3"].keys()


@pytest.mark.parametrize("ending", ["shp", "fgb", "gpkg", "geojson", "parquet", "kml"])
def test_what_geopandas_writes_comes_in_with_its_coordinate_system(
    project: Project, tmp_path: Path, ending: str
) -> None:
    frame = geopandas.GeoDataFrame(
        {"code": ["EX-1"], "name": [BUCHA]}, geometry=[shapely.Point(LON, LAT)], crs=4326
    ).to_crs(32636 if ending not in ("geojson", "kml") else 4326)  # fmt: skip
    path = tmp_path / f"t.{ending}"
    if ending == "parquet":
        frame.to_parquet(path)
    elif ending == "kml":
        frame.rename(columns={"name": "Name"}).to_file(path, driver="KML")
    else:
        frame.to_file(path, encoding="utf-8")
    assert counts(take(project, path, "site")) == (1, 0, 0, 0)
    (found,) = records(project, "site").values()
    assert (found["name"], point(found)) == (BUCHA, (LON, LAT))


KML = "<{p}Placemark><{p}name>Буча</{p}name><{p}Point><{p}coordinates>{xy}</{p}coordinates></{p}Point></{p}Placemark>"
FORMS = {
    "no namespace": "<kml>{mark}</kml>",
    "a prefix": '<kml:kml xmlns:kml="http://www.opengis.net/kml/2.2">{prefixed}</kml:kml>',
    "a prefix that nobody declared": "<kml:kml>{prefixed}</kml:kml>",
    "folders in folders": "<kml><Document>" + "<Folder>" * 150 + "{mark}" + "</Folder>" * 150 + "</Document></kml>",
    "blanks before the declaration": '\n  <?xml version="1.0" encoding="UTF-8"?><kml>{mark}</kml>',
    "text in cp1251": '<?xml version="1.0" encoding="windows-1251"?><kml>{mark}</kml>',
}


@pytest.mark.parametrize("form", FORMS, ids=list(FORMS))
def test_kml_of_every_hand_comes_in(project: Project, tmp_path: Path, form: str) -> None:
    xy = f"\n {LON} , {LAT} , 0 \n"
    text = FORMS[form].format(mark=KML.format(p="", xy=xy), prefixed=KML.format(p="kml:", xy=xy))
    path = written(tmp_path / "t.kml", text, "cp1251" if "1251" in form else "utf-8")
    assert counts(take(project, path, "site")) == (1, 0, 0, 0)
    (found,) = records(project, "site").values()
    assert (found["name"], point(found)) == (BUCHA, (LON, LAT))


def archive(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in members.items():
            packed.writestr(name.replace("__", "/").replace("_up_", "../"), data)
    return path


def test_links_are_followed_inside_an_archive_and_never_out_of_it(project: Project, tmp_path: Path) -> None:
    secret = written(tmp_path / "secret.kml", "<kml>" + KML.format(p="", xy="30,50") + "</kml>")
    links = ["inner/a.kml", "../secret.kml", f"file://{secret}", str(secret), "http://example.invalid/x.kml", "doc.kml"]
    doc = "<kml>" + "".join(f"<NetworkLink><Link><href>{one}</href></Link></NetworkLink>" for one in links) + "</kml>"
    inner = "<kml>" + KML.format(p="", xy=f"{LON},{LAT}") + "</kml>"
    path = tmp_path / "t.kmz"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("doc.kml", doc)
        packed.writestr("inner/a.kml", inner)
    report = take(project, path, "site")
    assert counts(report) == (1, 0, 0, 0)
    (note,) = [str(one) for one in report.notes if "not followed" in str(one)]
    assert all(one in note for one in links[1:5])


def test_a_table_in_an_archive_is_read_and_of_several_one_is_named(project: Project, tmp_path: Path) -> None:
    text = ONE_SITE["semicolons"].encode()
    with zipfile.ZipFile(tmp_path / "one.zip", "w") as packed:
        packed.writestr("../../../escape.csv", text)
        packed.writestr("__MACOSX/._escape.csv", b"\0")
        packed.writestr("readme.md", b"words")
    assert counts(take(project, tmp_path / "one.zip", "site")) == (1, 0, 0, 0)
    assert not list(tmp_path.parent.rglob("escape.csv"))
    two = archive(tmp_path / "two.zip", **{"a.csv": text, "b.csv": text})
    with pytest.raises(UnknownLayer, match=r"holds several files; name one of: a\.csv, b\.csv"):
        take(project, two, "site")
    assert layers_of(two) == ("a.csv", "b.csv")
    assert counts(take(project, two, "site", layer="b.csv")) == (0, 0, 1, 0)
    (tmp_path / "t.csv.gz").write_bytes(gzip.compress(text))
    assert counts(take(project, tmp_path / "t.csv.gz", "site")) == (0, 0, 1, 0)


def test_a_shapefile_in_an_archive_is_read_with_its_parts(project: Project, shared_data: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "t.zip", "w") as packed:
        for ending in ("shp", "shx", "dbf", "prj"):
            packed.write(shared_data / f"shp_derived/rayon_cp1251.{ending}", f"data/RAYON.{ending.upper()}")
    report = take(project, tmp_path / "t.zip", "settlement", "NAME_UA=name_uk")
    assert (counts(report), report.encoding) == ((111, 0, 0, 0), "cp1251")


def test_what_unpacks_to_far_too_much_is_not_unpacked(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("t.csv", b"0" * (64 << 20))
    for name in ("bomb.zip", "bomb.kmz", "bomb.xlsx"):
        (tmp_path / name).write_bytes((tmp_path / "bomb.zip").read_bytes())
        with pytest.raises(SourceRefused, match=r"which no table needs|holds no KML"):
            open_source(tmp_path / name)


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04", b"\x1f\x8b\x08" + b"\0" * 20, gzip.compress(b"a,b\n1,2\n")[:-4]], ids=["zip", "gz", "cut"]
)
def test_a_damaged_archive_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / ("t.zip" if data.startswith(b"PK") else "t.csv.gz")
    path.write_bytes(data)
    with pytest.raises(UnreadableSource, match="damaged archive"):
        open_source(path)


def test_letters_of_another_alphabet_are_found_reported_and_never_mended(project: Project, tmp_path: Path) -> None:
    take(
        project,
        table(tmp_path / "p.csv", [{"code": "EX-P-1", "name_uk": "Село", "lat": LAT, "lon": LON}]),
        "settlement",
    )
    mixed = "Зapічнeнськa"
    rows = [{"code": "EX-1", "nаme": mixed, "settlement": "ЕХ-Р-1", "lat": LAT, "lon": LON}]
    report = take(project, table(tmp_path / "t.csv", rows), "site")
    assert (counts(report), told(report)) == ((1, 0, 0, 0), [])
    found = records(project, "site")["EX-1"]
    assert (found["name"], found["settlement"]) == (mixed, records(project, "settlement")["EX-P-1"]["id"])
    assert [(one.row, one.field, one.value) for one in report.doubts] == [(1, "name", mixed)]
    assert str(report.doubts[0].problem).startswith("The letters a (2), p (3), e (7), a (12) of “Зapічнeнськa”")
    assert any("1 value has letters of another alphabet" in str(note) for note in report.notes)


def test_coordinates_that_look_wrong_are_pointed_out_and_kept(project: Project, tmp_path: Path) -> None:
    places = {"rounded": ("50.5", "30.2"), "abroad": ("48.8566", "2.3522"), "neighbour": ("51.7612", "36.1873"),
              "fine": ("50.54371", "30.21341"),
              "measured": ("50.500000", "30.200000"), "dms": ("50°30'00\"", "30°12'00\"")}  # fmt: skip
    rows = [{"code": f"EX-{name}", "lat": lat, "lon": lon} for name, (lat, lon) in places.items()]
    report = take(project, table(tmp_path / "t.csv", rows), "site")
    assert counts(report) == (6, 0, 0, 0)
    said = {one.row: str(one.problem) for one in report.doubts}
    assert said.keys() == {1, 2, 3}
    assert "about 11 km" in said[1]
    assert "outside the area of this project" in said[2]
    assert "Russia" in said[3]
    assert point(records(project, "site")["EX-rounded"]) == (30.2, 50.5)


def test_what_was_said_of_a_source_is_remembered_for_files_with_the_same_header(project: Project) -> None:
    meant = Meant(("A=name", "B="), "EPSG:32636", day_first=True)
    remember(project, "site", ("A", "B", "C"), meant)
    assert remembered(project, "site", ("C", "B", "A")) == meant
    assert remembered(project, "settlement", ("A", "B", "C")) == remembered(project, "site", ("A", "B")) == Meant()
    assert project.register.verify().ok


def test_an_excel_file_of_another_hand_and_its_values_as_text(project: Project, tmp_path: Path) -> None:
    rows = [["Code", "Name", "Lat", "Lon"], ["EX-1", 12, "50,5437", "30,2134"], ["EX-2", 1.5, LAT, LON], [None] * 4]
    report = take(project, book(tmp_path / "t.xlsx", rows), "site")
    assert counts(report) == (2, 0, 0, 0)
    assert [records(project, "site")[code]["name"] for code in ("EX-1", "EX-2")] == ["12", "1.5"]
    held = io.BytesIO((tmp_path / "t.xlsx").read_bytes()[:-30])
    (tmp_path / "cut.xlsx").write_bytes(held.getvalue())
    with pytest.raises(UnreadableSource, match="is no spreadsheet, or only part of one"):
        take(project, tmp_path / "cut.xlsx", "site")


def frame_of(codes: Sequence[str], counted: Sequence[str]) -> geopandas.GeoDataFrame:
    """Graves, of which some have a number of persons that is none."""
    first = list(dict.fromkeys(codes))
    shapes = [shapely.Point(LON + first.index(code) / 1000, LAT) for code in codes]
    return geopandas.GeoDataFrame({"code": list(codes), "persons_min": list(counted)}, geometry=shapes, crs=4326)


def flat(frame: geopandas.GeoDataFrame) -> pandas.DataFrame:
    """The same with its geometries as text."""
    return pandas.DataFrame(frame.assign(wkt=frame.geometry.to_wkt()).drop(columns="geometry"))


def waypoints(frame: geopandas.GeoDataFrame, path: Path) -> None:
    """The same as GPX, which has no columns of its own."""
    rows = zip(frame.geometry, frame["code"], frame["persons_min"], strict=True)
    marks = [f'<wpt lat="{at.y}" lon="{at.x}"><name>{code}</name><desc>{n}</desc></wpt>' for at, code, n in rows]
    path.write_text(f'<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">{"".join(marks)}</gpx>')


def packed(name: str, frame: geopandas.GeoDataFrame, path: Path) -> None:
    """The same in an archive."""
    inside = path.with_name(name)
    WRITERS[name.partition(".")[2]](frame, inside)
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(inside, name)
    inside.unlink()  # GDAL writes a KML otherwise where one lies there already


WRITERS: dict[str, Callable[[geopandas.GeoDataFrame, Path], object]] = {
    "csv": lambda frame, path: flat(frame).to_csv(path, index=False),
    **dict.fromkeys(("tsv", "tab", "txt"), lambda frame, path: flat(frame).to_csv(path, index=False, sep="\t")),
    "xlsx": lambda frame, path: flat(frame).to_excel(path, index=False),
    "xlsm": lambda frame, path: flat(frame).to_excel(path.with_suffix(".xlsx"), index=False)
    or path.with_suffix(".xlsx").replace(path),
    "gpkg": lambda frame, path: frame.to_file(path),
    "shp": lambda frame, path: frame.rename(columns={"persons_min": "personsmin"}).to_file(path),
    "fgb": lambda frame, path: frame.to_file(path),
    **dict.fromkeys(("geojson", "json"), lambda frame, path: frame.to_file(path, driver="GeoJSON")),
    **dict.fromkeys(
        ("geojsonl", "geojsons", "ndjson", "jsonl"), lambda frame, path: frame.to_file(path, driver="GeoJSONSeq")
    ),
    "parquet": lambda frame, path: frame.to_parquet(path),
    "kml": lambda frame, path: frame.to_file(path, driver="KML"),
    "gpx": waypoints,
    "csv.gz": lambda frame, path: flat(frame).to_csv(path, index=False),
    "kmz": partial(packed, "doc.kml"),
    "zip": partial(packed, "inside.csv"),
}  # fmt: skip
MAPPED = {"shp": ("personsmin=persons_min",), "gpx": ("desc=persons_min", "name=code")}
HELD_ELSEWHERE = {".dat", ".xls", ".xlsb", ".ods", ".xml", ".nmea", ".log", ".ubx"}
"""Endings of files that nothing here writes: whatever is taken in of them is held to the law by `take`."""


def test_the_law_of_rows_holds_in_every_format(project: Project, tmp_path: Path, proof: Proof) -> None:
    tried = 0
    for ending, write in WRITERS.items():
        codes = [f"EX-{ending}-{letter}" for letter in "ABCDA"]
        mapping = MAPPED.get(ending, ("persons_min=persons_min",))
        write(frame_of(codes[:2], ["1", "2"]), tmp_path / f"first.{ending}")
        assert counts(take(project, tmp_path / f"first.{ending}", "site", *mapping)) == (2, 0, 0, 0), ending
        frame = frame_of(codes, ["1", "7", "many", "4", "1"])
        write(frame, tmp_path / f"then.{ending}")
        report = take(project, tmp_path / f"then.{ending}", "site", *mapping)
        assert (report.read, *counts(report)) == (5, 1, 1, 1, 2), (ending, told(report))
        tried += report.read
    assert {f".{ending.rpartition('.')[2]}" for ending in WRITERS} | HELD_ELSEWHERE == set(FORMATS)
    proof(
        "D2", "read = added + updated + unchanged + rejected", f"{tried} rows in {len(WRITERS)} formats, and the walk"
    )


@pytest.mark.parametrize(
    ("others", "hint"), [("31/08/2022", "put the day first"), ("08/31/2022", "month first"), ("2022", "no other date")]
)
def test_dates_that_fit_both_ways_are_asked_about_once_with_what_the_file_gives_away(
    project: Project, tmp_path: Path, others: str, hint: str
) -> None:
    rows = [{"code": f"EX-{n}", "found_on": text} for n, text in enumerate(["09/08/2022", others, "10/08/2022"])]
    path = table(tmp_path / "t.csv", rows)
    report = take(project, path, "site", dry_run=True)
    assert len(report.rejected) == 2
    (note,) = [str(one) for one in report.notes if "day or month first" in str(one)]
    assert "2 rows have dates such as “09/08/2022”" in note
    assert hint in note
    assert counts(take(project, path, "site", day_first="08/31" not in others, dry_run=True)) == (3, 0, 0, 0)


WAYPOINT = '<{p}wpt lat="50.5437" lon="30.2134"><{p}name>Буча</{p}name></{p}wpt>'
TRACKS = {
    "1.1": '<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">{plain}</gpx>',
    "1.0": '<gpx version="1.0" creator="x" xmlns="http://www.topografix.com/GPX/1/0">{plain}</gpx>',
    "no namespace": '<gpx version="1.1" creator="x">{plain}</gpx>',
    "a prefix": '<g:gpx version="1.1" creator="x" xmlns:g="http://www.topografix.com/GPX/1/1">{prefixed}</g:gpx>',
}


@pytest.mark.parametrize("form", TRACKS)
def test_gpx_of_every_hand_comes_in(project: Project, tmp_path: Path, form: str) -> None:
    text = TRACKS[form].format(plain=WAYPOINT.format(p=""), prefixed=WAYPOINT.format(p="g:"))
    assert counts(take(project, written(tmp_path / "t.gpx", text), "site")) == (1, 0, 0, 0)
    (found,) = records(project, "site").values()
    assert (found["name"], point(found)) == (BUCHA, (LON, LAT))


def test_what_a_phone_of_odk_measured_comes_in_from_any_column(project: Project, tmp_path: Path) -> None:
    text = "code,where,way\nEX-1,50.5437 30.2134 120.5 4.5,50.1 30.1 0 0;50.2 30.2 0 0\n"
    path = written(tmp_path / "t.csv", text)
    take(project, path, "site", "where=place")
    place = Place.from_canonical(records(project, "site")["EX-1"]["place"])
    assert (place.height, place.horizontal_accuracy, place.method) == (120.5, 4.5, "phone")
    assert place.written == "50.5437 30.2134 120.5 4.5"
    assert counts(take(project, path, "track", "way=place", "code=")) == (1, 0, 0, 0)


def test_a_log_of_nmea_is_known_by_its_lines_and_measures_of_geojson_mean_no_place(
    project: Project, tmp_path: Path
) -> None:
    log = "$GPRMC,092835.00,A,4804.14539,N,01621.54005,E,0.250,,210615,,,A*71\n"
    good = written(tmp_path / "t.txt", log.replace("*71", ""))
    assert counts(take(project, good, "site", dry_run=True)) == (1, 0, 0, 0)
    assert counts(take(project, written(tmp_path / "u.txt", log.replace("*71", "*00")), "site")) == (0, 0, 0, 1)
    shape = '{"type":"Point","coordinates":[30.2134,50.5437,1,9]}'
    feature = f'{{"type":"Feature","properties":{{"code":"EX-1"}},"geometry":{shape}}}'
    assert counts(take(project, written(tmp_path / "t.geojson", feature), "site")) == (1, 0, 0, 0)


def test_a_table_headed_in_our_own_words_has_each_wrong_value_rejected_by_its_row(
    project: Project, tmp_path: Path
) -> None:  # fmt: skip
    path = written(tmp_path / "t.csv", f"code,status,lat,lon\nEX-1,dug_up,{LAT},{LON}\nEX-2,buried,{LAT},{LON}\n")
    report = take(project, path, "site")
    assert counts(report) == (0, 0, 0, 2)
    assert [one[:2] for one in told(report)] == [(1, "status"), (2, "status")]


def test_a_foreign_table_whose_column_only_sounds_like_ours_is_taken_without_it(
    project: Project, tmp_path: Path
) -> None:  # fmt: skip
    path = written(tmp_path / "t.csv", f"code,status,lat,lon,crew\nEX-1,active,{LAT},{LON},7\n")
    report = take(project, path, "site")
    assert counts(report) == (1, 0, 0, 0)
    assert "status" in {one.column for one in report.left}


def test_numbers_that_a_device_counts_by_in_each_file_are_no_codes(project: Project, tmp_path: Path) -> None:
    for name, x in (("monday.dat", 10), ("tuesday.dat", 110)):
        (tmp_path / name).write_text("".join(f"{n} A X {x + n}.1 Y 20.2 Z 5.0\n" for n in (1, 2)))
        report = take(project, tmp_path / name, "artefact", crs="site")
        assert (report.added, report.updated) == (2, 0)
        assert "number" in {one.column for one in report.left}
        again = take(project, tmp_path / name, "artefact", crs="site")
        assert (again.added, again.unchanged) == (0, 2)


def test_areas_and_lines_of_elsewhere_are_pointed_out_as_points_are(project: Project, tmp_path: Path) -> None:
    shapes = [
        shapely.box(2.3, 48.8, 2.4, 48.9),
        shapely.box(27.5, 53.9, 27.6, 54.0),
        shapely.box(30.1, 50.1, 30.2, 50.2),
    ]
    frame = geopandas.GeoDataFrame({"code": ["EX-1", "EX-2", "EX-3"]}, geometry=shapes, crs=4326)
    frame.to_file(tmp_path / "t.gpkg")
    report = take(project, tmp_path / "t.gpkg", "survey_area", dry_run=True)
    assert sorted({one.row for one in report.doubts}) == [1, 2]


def test_layers_beside_the_one_that_is_taken_are_told(project: Project, tmp_path: Path) -> None:
    frame = geopandas.GeoDataFrame({"code": ["EX-1"]}, geometry=[shapely.Point(LON, LAT)], crs=4326)
    for layer in ("site", "wells"):
        frame.to_file(tmp_path / "t.gpkg", layer=layer)
    report = take(project, tmp_path / "t.gpkg", "site", dry_run=True)
    assert "Only the layer “site” is taken; there are also: wells." in map(str, report.notes)


def test_none_is_an_answer_in_a_form_and_not_a_question_that_was_left_out(project: Project, tmp_path: Path) -> None:
    head = "code,form,protection,name,place,_uuid,_submission_time\n"
    row = "EX-1,single_grave,none,n/a,50.5 30.2 120 4,11111111-1111-4111-8111-111111111111,2024-01-01T00:00:00\n"
    assert counts(take(project, written(tmp_path / "t.csv", head + row), "site")) == (1, 0, 0, 0)
    (found,) = records(project, "site").values()
    assert (found["protection"], "name" in found) == (["none"], False)


def test_a_formula_without_its_result_rejects_its_row_and_merged_cells_count_for_each_of_theirs(
    project: Project, tmp_path: Path
) -> None:  # fmt: skip
    rows = [
        ["code", "name", "lat", "lon"],
        ["EX-1", BUCHA, LAT, LON], ["EX-2", None, LAT, LON], ["EX-3", "B", "=50.5+0.01", LON], ["EX-4", "C", LAT, LON],
    ]  # fmt: skip
    report = take(project, book(tmp_path / "t.xlsx", rows, ["B2:B3"]), "site")
    assert counts(report) == (3, 0, 0, 1)
    assert told(report)[0][2].startswith("Cell C4 holds a formula whose result is not in the file")
    assert records(project, "site")["EX-2"]["name"] == BUCHA
    assert "1 cell is merged over several rows; its value counts for each of them." in map(str, report.notes)


def test_a_settlement_is_named_by_its_name_or_official_code_where_only_one_is_called_so(
    project: Project, tmp_path: Path
) -> None:  # fmt: skip
    towns = "code,name_uk,official_code\nEX-P-1,Буча,UA32080150010064697\nEX-P-2,Миру,\nEX-P-3,Миру,\n"
    take(project, written(tmp_path / "towns.csv", towns), "settlement")
    rows = "code,settlement,category\nEX-I-1,буча,other\nEX-I-2,UA32080150010064697,other\nEX-I-3,Миру,other\n"
    report = take(project, written(tmp_path / "t.csv", rows), "incident", "category=category")
    assert [one[1:] for one in told(report)] == [
        ("settlement", "“Миру” is the name of several records; say the code of the one meant.")
    ]
    town = records(project, "settlement")["EX-P-1"]["id"]
    assert [one["settlement"] for one in records(project, "incident").values()] == [town, town]


def test_what_a_spreadsheet_would_take_for_a_formula_comes_back_as_it_was(project: Project, tmp_path: Path) -> None:
    take(
        project,
        written(tmp_path / "t.csv", f"code,name,lat,lon\nEX-1,'-2+3,{LAT},{LON}\nEX-2,'tis,{LAT},{LON}\n"),
        "site",
    )
    assert [one["name"] for one in records(project, "site").values()] == ["-2+3", "'tis"]


def test_a_running_number_is_the_code_of_no_place(project: Project, tmp_path: Path) -> None:
    for name, place in (("a.csv", "Alpha"), ("b.csv", "Gamma")):
        report = take(project, written(tmp_path / name, f"number,name,lat,lon\n1,{place},{LAT},{LON}\n"), "site")
        assert (report.added, report.updated) == (1, 0)
    assert sorted(one["name"] for one in records(project, "site").values()) == ["Alpha", "Gamma"]
