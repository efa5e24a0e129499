"""What leaves in every format: the rows that the GeoPackage holds, read back by programs that are not ours."""

from __future__ import annotations

import csv
import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as parquet
import pyogrio
import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from forensics.changes import Change, Operation
from forensics.places import place_of
from forensics.ports import Progress
from layers.checking import verify_project
from layers.errors import Cancelled, ExportRefused
from layers.exports.exporting import FORMATS, export_records
from layers.exports.selecting import Selection
from layers.project import Project
from layers.register.journal import EXPORT
from tests.layers.bringing import bring, by_code
from tests.layers.files import new, records
from tests.layers.filled import SQUARE, fill
from tests.layers.projects import make, record
from tests.tools.proofs import Proof

ENDINGS = tuple(FORMATS)
BACK = (".gpkg", ".geojson", ".xlsx", ".parquet", ".csv")
"""Formats that are read back."""
TYPES = ("settlement", "occupation", "site", "authority", "exhumation", "case", "interview", "incident")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = make(tmp_path / "filled.taphos", "plain", pack="ua")
    fill(made)
    yield made
    made.close()


def export(project: Project, path: Path, **options: Any) -> dict[str, int]:
    manifest = export_records(project, path, options.pop("profile", "court"), with_gaps=True, **options)
    return {table["name"]: table["rows"] for table in manifest.tables if table["rows"]}


def test_every_format_tells_the_same_rows_in_its_manifest(project: Project, tmp_path: Path) -> None:
    told = {}
    for ending in ENDINGS:
        manifest = export_records(project, tmp_path / f"out{ending}", "court", with_gaps=True)
        told[ending] = [(one["name"], one["rows"], one["sha256"]) for one in manifest.tables]
    assert len(told) == 6
    assert all(one == told[".gpkg"] for one in told.values())
    assert sum(rows for _, rows, _ in told[".gpkg"]) == 11


def test_every_export_is_a_commit_of_the_ledger_and_its_file_is_held_to_the_manifest(
    project: Project, tmp_path: Path
) -> None:
    for ending in ENDINGS:
        out = tmp_path / f"out{ending}"
        export(project, out, selection=Selection(types=("site", "case")))
        manifest = out.with_name(out.name + ".manifest.json")
        document = json.loads(manifest.read_text())
        entries = project.register.administrative(EXPORT).values()
        assert document["file"]["sha256"] in {entry["sha256"] for entry in entries}
        assert verify_project(project, manifest).ok
        changed = next(iter(sorted(out.iterdir()))) if out.is_dir() else out
        changed.write_bytes(changed.read_bytes() + b" ")
        verdict = verify_project(project, manifest)
        assert "SHA-256" in str(verdict.first)
        assert out.name in str(verdict.first)


def test_geojson_is_that_of_the_standard(project: Project, tmp_path: Path) -> None:
    export(project, tmp_path / "out.geojson")
    document = json.loads((tmp_path / "out.geojson").read_bytes())
    assert set(document) == {"type", "features", "bbox"}  # no crs member: RFC 7946, section 4
    assert document["bbox"] == [30.0, 49.2, 37.25, 50.5]
    by_layer: dict[str, list[Any]] = {}
    for feature in document["features"]:
        assert set(feature) <= {"type", "id", "geometry", "properties"}
        by_layer.setdefault(feature["properties"]["layer"], []).append(feature)
    assert {name: len(found) for name, found in by_layer.items()} == {
        "settlement": 1, "settlement_area": 1, "occupation": 1, "site": 2, "authority": 1, "exhumation": 1, "case": 1,
        "case_skull": 1, "interview": 1, "incident": 1,
    }  # fmt: skip
    (area,) = by_layer["settlement_area"]
    ring = shapely.from_geojson(json.dumps(area["geometry"])).geoms[0].exterior
    assert shapely.is_ccw(ring)
    (order,) = by_layer["authority"]
    assert order["geometry"] is None
    assert isinstance(order["properties"]["sites"], list)
    ids = [feature["id"] for feature in document["features"] if "id" in feature]
    assert len(ids) == len(set(ids)) == 9
    frame = pyogrio.read_dataframe(tmp_path / "out.geojson")
    assert len(frame) == 11
    assert frame.crs.to_epsg() == 4326


def test_kml_is_read_by_gdal_with_its_styles_and_every_field(project: Project, tmp_path: Path) -> None:
    export(project, tmp_path / "out.kml")
    layers = [str(name) for name, _ in pyogrio.list_layers(tmp_path / "out.kml")]
    assert layers == [
        "settlement", "settlement_area", "occupation", "site", "authority", "exhumation", "case", "case_skull",
        "interview", "incident",
    ]  # fmt: skip
    sites = pyogrio.read_dataframe(tmp_path / "out.kml", layer="site")
    assert sorted(zip(sites["code"], sites["Name"], sites["form"], strict=True)) == [
        ("S-1", "S-1", "single_grave"), ("S-2", "S-2", "surface"),
    ]  # fmt: skip
    assert sorted(sites.geometry.x) == [30.2, 30.5]
    area = pyogrio.read_dataframe(tmp_path / "out.kml", layer="settlement_area").geometry[0]
    assert area.equals(shapely.MultiPolygon([shapely.box(30.0, 50.0, 30.1, 50.1)])) or area.area == pytest.approx(0.01)
    text = (tmp_path / "out.kml").read_text("utf-8")
    assert "<name>Ізюм</name>" in text
    styles = set(re.findall('<Style id="([^"]+)"', text))
    used = set(re.findall("<styleUrl>#([^<]+)<", text))
    assert used <= styles
    assert "site.confirmed" in used
    assert "http" not in text.replace("http://www.opengis.net/kml/2.2", "")  # nothing that a viewer would fetch


def test_csv_carries_hashtags_that_follow_from_the_declarations(project: Project, tmp_path: Path) -> None:
    assert export(project, tmp_path / "one.csv", selection=Selection(types=("settlement",)))
    with (tmp_path / "one.csv").open(encoding="utf-8-sig", newline="") as file:
        names, tags, *rows = csv.reader(file)
    of = dict(zip(names, tags, strict=True))
    assert all(tag.startswith("#") for tag in tags)
    told = {"code", "latitude", "longitude", "population", "name_uk", "admin1"} & set(of)
    assert {name: of[name] for name in told} == {
        "code": "#meta+code", "latitude": "#geo+lat", "longitude": "#geo+lon", "population": "#population+num",
        "name_uk": "#loc+name+i_uk", **({"admin1": "#adm1+name"} if "admin1" in of else {}),
    }  # fmt: skip
    (village,) = (dict(zip(names, row, strict=True)) for row in rows)
    assert (village["code"], village["latitude"], village["longitude"]) == ("P-1", "49.2", "37.25")
    export(project, tmp_path / "all.csv")
    assert sorted(path.name for path in (tmp_path / "all.csv").iterdir()) == sorted(f"{one}.csv" for one in TYPES)


def test_no_cell_of_csv_or_xlsx_is_a_formula(project: Project, tmp_path: Path) -> None:
    evil = '=HYPERLINK("http://example.org","x")'
    project.register.commit([record("incident", "I-9", category="murder", description=evil)], "")
    asked = Selection(types=("incident",))
    manifest = export_records(project, tmp_path / "o.csv", "court", asked)
    assert f"\"'{evil[:6]}" in (tmp_path / "o.csv").read_text("utf-8-sig")
    assert len(manifest.not_carried) == 1
    export_records(project, tmp_path / "o.xlsx", "court", asked)
    sheet = openpyxl.load_workbook(tmp_path / "o.xlsx")["incident"]
    held = [cell for row in sheet.iter_rows() for cell in row if cell.value == evil]
    assert [cell.data_type for cell in held] == ["s"]


def test_xlsx_has_a_sheet_a_type_and_offers_the_codes_of_each_vocabulary(project: Project, tmp_path: Path) -> None:
    export(project, tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert tuple(book.sheetnames) == (*TYPES, "columns", "lists")
    sheet = book["site"]
    names = [cell.value for cell in sheet[1]]
    codes = project.catalogue["site"].by_name["form"].vocabulary
    assert codes is not None
    letter = openpyxl.utils.get_column_letter(names.index("form") + 1)
    (rule,) = [one for one in sheet.data_validations.dataValidation if str(one.sqref).startswith(f"{letter}2:")]
    first, last = (int(part.split("$")[-1]) for part in rule.formula1.split(":"))
    column = rule.formula1.split("!$")[1].split("$")[0]
    offered = [book["lists"][f"{column}{row}"].value for row in range(first, last + 1)]
    assert offered == list(codes.all_codes)
    labels = {cell.value for row in book["columns"].iter_rows(min_col=4, max_col=4) for cell in row}
    assert "Код" in labels


def test_geoparquet_says_of_its_geometries_what_version_1_1_asks(project: Project, tmp_path: Path) -> None:
    export(project, tmp_path / "out.parquet")
    assert sorted(path.name for path in (tmp_path / "out.parquet").iterdir()) == sorted(f"{a}.parquet" for a in TYPES)
    table = parquet.read_table(tmp_path / "out.parquet" / "settlement.parquet")
    about = json.loads(table.schema.metadata[b"geo"])
    assert about["version"] == "1.1.0"
    assert about["primary_column"] == "geom"
    assert about["columns"]["geom"] == {
        "encoding": "WKB", "geometry_types": ["Point"], "bbox": [37.25, 49.2, 37.25, 49.2],
        "covering": {"bbox": {side: ["bbox", side] for side in ("xmin", "ymin", "xmax", "ymax")}},
    }  # fmt: skip
    assert about["columns"]["area"]["geometry_types"] == ["MultiPolygon"]
    assert table.column("bbox").to_pylist() == [{"xmin": 37.25, "ymin": 49.2, "xmax": 37.25, "ymax": 49.2}]
    geopandas = pytest.importorskip("geopandas")
    frame = geopandas.read_parquet(tmp_path / "out.parquet" / "settlement.parquet", bbox=(37, 49, 38, 50))
    assert list(frame["code"]) == ["P-1"]
    assert frame.crs.to_epsg() == 4326 or "CRS84" in frame.crs.to_string()
    case = json.loads(parquet.read_schema(tmp_path / "out.parquet" / "case.parquet").metadata[b"geo"])
    assert case["columns"]["skull"]["geometry_types"] == ["Point Z"]
    assert b"geo" not in (parquet.read_schema(tmp_path / "out.parquet" / "authority.parquet").metadata or {})


@pytest.mark.parametrize("ending", BACK)
def test_out_and_in_again_gives_the_same_records(tmp_path: Path, ending: str, proof: Proof) -> None:
    here = make(tmp_path / "here.taphos", "plain", pack="ua")
    here.register.commit(varied(), "")
    out = tmp_path / f"out{ending}"
    export(here, out)
    (tmp_path / "there").mkdir()
    there = new(tmp_path / "there")
    same = 0
    for type_ in ("settlement", "site", "exhumation", "case", "incident"):
        bring(here, there, out, type_)
        held, found = by_code(here, type_), by_code(there, type_)
        assert {code: {**one} for code, one in found.items()} == held, _differing(found, held)
        same += len(held)
    here.close()
    there.close()
    proof("D3", f"records that are the same after out and in again through {ending}", f"{same} of {len(varied())}")
    assert same == len(varied())


def _differing(found: dict[str, dict[str, Any]], held: dict[str, dict[str, Any]]) -> list[Any]:
    return [
        (code, name, found.get(code, {}).get(name), one.get(name))
        for code, one in held.items()
        for name in {*one, *found.get(code, {})}
        if found.get(code, {}).get(name) != one.get(name)
    ]


def place(geometry: BaseGeometry, **rest: Any) -> dict[str, str]:
    """A place as an import keeps one."""
    return place_of(geometry, crs="EPSG:4326", **rest).to_canonical()


def varied() -> list[Change]:
    """Records whose fields hold what formats lose: lists, tables, line ends, numbers as text, reasons, heights."""
    village = record(
        "settlement", "P-1", name_uk="Ізюм", name_en="Izium", population=45884,
        place=place(shapely.Point(37.2505123456, 49.2)), area=place(shapely.MultiPolygon([SQUARE])),
    )  # fmt: skip
    read = {"crs": "EPSG:28406", "written": "X 5600000 Y 6300000", "method": "RTK", "horizontal_accuracy": "0.02"}
    grave = record(
        "site", "0012", form="surface", status="located", disturbance=["looted", "shelled"], length="2.5",
        other_numbers=[{"system": "IM", "number": "007"}], notes='рядок 1\nрядок 2; "лапки", кома', name="0012",
        place={**place(shapely.Point(30.25, 50.55)), **read}, settlement=village.record, example=True,
        publish="yes", publish_rationale="рішення", publish_decided_on="2024-05", found_on="2022-04-01/2022-04-30",
        persons_min=0, persons_max=12,
        outline=place(shapely.MultiPolygon([shapely.box(30.2, 50.5, 30.3, 50.6), shapely.box(30.4, 50.5, 30.5, 50.6)])),
    )  # fmt: skip
    asked = record(
        "site", "S-2", status="reported", not_recorded={"form": "ніхто не записав"},
        place=place(shapely.Point(-0.5, -0.25)),
    )  # fmt: skip
    dig = record("exhumation", "E-1", site=grave.record, backfilled="yes")
    case = record(
        "case", "0012-B1", remains_class="body", exhumation=dig.record, depth_top="1.25",
        skull=place(shapely.Point(30.2, 50.5, 101.25), height="101.25", height_datum="EVRF", method="RTK"),
    )  # fmt: skip
    event = record("incident", "I-1", category="murder", settlement=village.record, description="  відступ\tі кінець")
    return [village, grave, asked, dig, case, event]


@pytest.mark.parametrize("ending", ENDINGS)
def test_profiles_consents_and_selections_hold_in_every_format(project: Project, tmp_path: Path, ending: str) -> None:
    sealed = {one.name for kind in project.catalogue for one in kind.apart}
    export(project, tmp_path / f"public{ending}", profile="public")
    words = _everything(tmp_path / f"public{ending}")
    assert "PERSON-77" not in words
    assert "what was seen" not in words
    assert sealed
    asked = Selection(types=("site",), where=(("code", "S-2"),))
    assert export(project, tmp_path / f"one{ending}", selection=asked) == {"site": 1}
    assert export(project, tmp_path / f"box{ending}", selection=Selection(bbox=(30.4, 50.4, 30.6, 50.6))) == {"site": 1}


def _everything(path: Path) -> str:
    """All that a file says, as text."""
    import zipfile

    if path.is_dir():
        return "".join(_everything(one) for one in path.iterdir())
    if path.suffix == ".parquet":
        return str(parquet.read_table(path).to_pylist())
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as archive:
            return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    if path.suffix == ".gpkg":
        with sqlite3.connect(path) as connection:
            return "\n".join(connection.iterdump())
    return path.read_text("utf-8")


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_export_can_show_an_earlier_moment(project: Project, tmp_path: Path, ending: str) -> None:
    before = project.register.info().head
    (grave,) = [one for one in records(project, "site").values() if one["code"] == "S-1"]
    project.register.commit(
        [
            Change("site", str(grave["id"]), Operation.SET, after={"name": "LATER"}),
            record("site", "S-9", form="surface"),
        ],
        "later",
    )
    asked = Selection(types=("site",))
    now = export_records(project, tmp_path / f"now{ending}", "court", asked)
    then = export_records(project, tmp_path / f"then{ending}", "court", asked, as_of=before[:12])
    assert (now.tables[0]["rows"], then.tables[0]["rows"]) == (3, 2)
    assert then.document["head"] == before
    assert "LATER" in _everything(tmp_path / f"now{ending}")
    assert "LATER" not in _everything(tmp_path / f"then{ending}")


def test_an_earlier_moment_leaves_only_as_today_lets_it_out(project: Project, tmp_path: Path) -> None:
    shown, hidden, gone = (record("site", f"S-{name}", form="surface", publish="yes") for name in ("a", "b", "c"))
    project.register.commit([shown, hidden, gone])
    before = project.register.info().head or ""
    project.register.commit(
        [
            Change("site", hidden.record, Operation.SET, after={"publish": "no"}, before={"publish": "yes"}),
            Change("site", gone.record, Operation.VOID, after={"void_reason": "entered twice"}),
        ],
        "decided anew",
    )
    asked = Selection(types=("site",))
    export_records(project, tmp_path / "public.gpkg", "public", asked, as_of=before)
    told = _everything(tmp_path / "public.gpkg")
    assert "'S-a'" in told
    assert "'S-b'" not in told
    assert "'S-c'" not in told
    court = export_records(project, tmp_path / "court.gpkg", "court", asked, as_of=before, with_gaps=True)
    with sqlite3.connect(tmp_path / "court.gpkg") as connection:
        reviews = dict(connection.execute("SELECT code, review FROM site WHERE code IN ('S-b', 'S-c')"))
    assert reviews == {"S-b": None, "S-c": "voided"}
    assert court.document["head"] == before


def test_a_dry_run_writes_nothing_and_tells_the_same(project: Project, tmp_path: Path) -> None:
    head = project.register.info().head
    asked = Selection(types=("site", "case"))
    told = [
        export_records(project, tmp_path / f"o{ending}", "court", asked, dry_run=True, with_gaps=True).tables
        for ending in ENDINGS
    ]
    assert not list(tmp_path.glob("o*"))
    assert project.register.info().head == head
    written = export_records(project, tmp_path / "o.geojson", "court", asked, with_gaps=True).tables
    assert [[(one["name"], one["rows"]) for one in tables] for tables in told] == [
        [(one["name"], one["rows"]) for one in written]
    ] * len(ENDINGS)
    assert not [path for path in tmp_path.iterdir() if path.suffix == ".part"]


def test_what_a_cell_cannot_hold_is_said(project: Project, tmp_path: Path) -> None:
    project.register.commit(
        [record("incident", "I-8", description="д" * 40_000), record("incident", "I-7", description="a\x0bb")], ""
    )
    manifest = export_records(project, tmp_path / "o.xlsx", "court", Selection(types=("incident",)))
    assert [dict(one.values)["count"] for one in manifest.not_carried] == [1, 1]
    assert len(manifest.document["not_carried"]) == 2
    told = export_records(project, tmp_path / "o.kml", "court", Selection(types=("incident",))).not_carried
    assert len(told) == 1


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_export_that_is_stopped_leaves_nothing_and_tells_how_far_it_is(
    project: Project, tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch, proof: Proof
) -> None:
    monkeypatch.setattr("layers.exports.telling._STEPS", 2_000)  # so that single statements are stopped too
    folder = tmp_path / "out"
    folder.mkdir()
    told: list[tuple[int, int]] = []

    def stopping_at(number: int) -> Progress:
        def progress(done: int, total: int) -> None:
            told.append((done, total))
            if len(told) == number:
                raise Cancelled

        return progress

    export(project, tmp_path / f"whole{ending}", progress=stopping_at(0))
    assert told == sorted(told)
    assert told[-1][0] <= told[-1][1]
    times, head = len(told), project.register.info().head
    for number in sorted({1, times // 3, 2 * times // 3, times}):
        told.clear()
        with pytest.raises(Cancelled):
            export(project, folder / f"out{ending}", progress=stopping_at(number))
        assert (list(folder.iterdir()), project.register.info().head) == ([], head)
    export(project, folder / f"out{ending}")
    proof("D7", f"moments at which an export to {ending} was stopped and left nothing", f"4 of {times}")


def test_another_ending_is_refused_with_those_that_are_written(project: Project, tmp_path: Path) -> None:
    with pytest.raises(ExportRefused, match=r"\.gpkg, \.geojson, \.kml, \.csv, \.xlsx, \.parquet"):
        export_records(project, tmp_path / "o.shp", "court")
    (tmp_path / "there.csv").mkdir()
    with pytest.raises(ExportRefused, match="is a folder"):
        export_records(project, tmp_path / "there.csv", "court")
