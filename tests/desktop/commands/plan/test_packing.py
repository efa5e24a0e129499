"""`taphos plan pack`: a team takes along what it may enter, and every file with hazards says what no mark means."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from xml.etree import ElementTree

import orjson
import pypdf
import pytest
import shapely

from desktop.commands.context import PROBLEMS, REFUSED
from forensics.geodesy import area_km2
from forensics.planning.unmarked import NOT_FOUND_SAFE
from layers.planning.packing import CARD
from tests.desktop.commands.plan.test_planning_day import DAY, SURVEY, add
from tests.desktop.commands.running import Terminal
from tests.forensics.planning.ground import square
from tests.layers.projects import closing, make

WORDS = NOT_FOUND_SAFE.id
AREAS = {"EX-AR1": square(side=0.02), "EX-AR2": square(0.02, 0, 0.02)}
HAZARD = square(0.05, 0.01, 0.001)
NAMES = ("gpx", "kml", "gpkg", "qgs", "pdf")


def words_of_pdf(path: Path) -> str:
    """The words of a PDF, one space between them."""
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(path).pages).split())


@pytest.fixture
def taphos(capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(capsys)


@pytest.fixture
def project(tmp_path: Path, taphos: Terminal) -> Path:
    with closing(make(tmp_path / "pack")) as made:
        folder = made.folder
    add(taphos, folder, "team", "code=EX-T", "check_in=EXAMPLE: at six", "place=49.0, 37.0")
    add(taphos, folder, "facility", "code=EX-FA", "kind=medical", "place=49.2, 37.3")
    add(taphos, folder, *SURVEY)
    for code, shape in AREAS.items():
        add(taphos, folder, "survey_area", f"code={code}", f"place={shapely.MultiPolygon([shape]).wkt}",
            "purpose=reconnaissance", "status=planned", "access_permit=EXAMPLE 7",
            "permit_until=2099-06-01")  # fmt: skip
        taphos("plan", "assign", folder, code, "EX-T", "--from", DAY, "--to", "2099-05-09")
    add(taphos, folder, "hazard", "code=EX-H", "hazard_type=mine", "hazard_class=confirmed", "status=open",
        "exclusion_m=100", f"place={shapely.MultiPolygon([HAZARD]).wkt}")  # fmt: skip
    return folder


def pack(taphos: Terminal, project: Path, out: Path, *more: str, status: int | None = 0) -> dict[str, object]:
    found: dict[str, object] = taphos("plan", "pack", project, "EX-T", out, "--json", *more, status=status).document
    return found


def test_a_pack_holds_paper_layers_route_and_outlines_and_each_says_what_no_mark_means(
    project: Path, taphos: Terminal, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    made = pack(taphos, project, out, "--day", DAY, "--ordnance", "EXAMPLE 1")
    assert made["areas"] == ["EX-AR1", "EX-AR2"]
    assert made["hazards"] == ["EX-H"]
    assert sorted(made["files"]) == sorted(f"EX-T.{ending}" for ending in NAMES)  # type: ignore[call-overload]
    words = words_of_pdf(out / "EX-T.pdf")
    for told in (WORDS, "EX-AR1", "EXAMPLE: at six", "EXAMPLE 1", "EX-FA", "EXAMPLE 7, until 2099-06-01", "EX-H"):
        assert told in words, told
    assert WORDS in (out / "EX-T.gpx").read_text("utf-8")
    assert WORDS in (out / "EX-T.kml").read_text("utf-8")
    held = sqlite3.connect(out / "EX-T.gpkg").execute("SELECT metadata FROM gpkg_metadata").fetchone()[0]
    assert WORDS in orjson.loads(held)["unmarked_land"]
    manifest = orjson.loads((out / "EX-T.gpkg.manifest.json").read_bytes())
    assert WORDS in manifest["unmarked_land"]


def test_a_receiver_gets_the_outline_of_an_area_and_a_hazard_with_its_exclusion_distance(
    project: Path, taphos: Terminal, tmp_path: Path
) -> None:
    pack(taphos, project, tmp_path / "out", "--day", DAY)
    root = ElementTree.fromstring((tmp_path / "out" / "EX-T.gpx").read_bytes())
    names = {"g": "http://www.topografix.com/GPX/1/1"}
    rings = {}
    for track in root.findall("g:trk", names):
        points = [(float(one.attrib["lon"]), float(one.attrib["lat"])) for one in track.findall(".//g:trkpt", names)]
        rings[track.findtext("g:name", namespaces=names)] = shapely.Polygon(points)
    assert set(rings) == {*AREAS, "EX-H"}
    for code, shape in AREAS.items():
        assert rings[code].symmetric_difference(shape).area < 1e-9
    wide = area_km2(rings["EX-H"])
    assert wide > area_km2(HAZARD) + 0.03
    assert [one.findtext("g:name", namespaces=names) for one in root.findall("g:wpt", names)] == list(AREAS)


def test_no_file_of_a_phone_holds_the_base_or_the_dates_of_a_team(
    project: Path, taphos: Terminal, tmp_path: Path
) -> None:
    pack(taphos, project, tmp_path / "out", "--day", DAY)
    for ending in ("gpx", "kml", "qgs"):
        text = (tmp_path / "out" / f"EX-T.{ending}").read_text("utf-8")
        for kept in ("37.0000000", "2099-05", "EXAMPLE: at six"):
            assert kept not in text, ending


def test_an_area_that_nobody_may_enter_is_in_no_pack(project: Path, taphos: Terminal, tmp_path: Path) -> None:
    add(taphos, project, "hazard", "code=EX-S", "hazard_type=ERW", "hazard_class=suspected", "status=open",
        f"place={shapely.MultiPolygon([square(0.001, 0.001, 0.0005)]).wkt}")  # fmt: skip
    made = pack(taphos, project, tmp_path / "out", "--day", DAY, status=PROBLEMS)
    assert made["areas"] == ["EX-AR2"]
    assert [one["area"] for one in made["blocked"]] == ["EX-AR1"]  # type: ignore[attr-defined]
    assert "<name>EX-AR1</name>" not in (tmp_path / "out" / "EX-T.gpx").read_text("utf-8")
    taphos("void", project, "EX-A", "--reason", "EXAMPLE")
    said = taphos("plan", "pack", project, "EX-T", tmp_path / "none", "--day", DAY, status=REFUSED).err
    assert said.startswith("EX-T may enter no area that is assigned to it; EX-AR1: EX-S (Suspected) is open")
    assert not (tmp_path / "none").exists()


def test_what_the_card_lacks_is_told_and_left_to_be_written(project: Path, taphos: Terminal, tmp_path: Path) -> None:
    made = pack(taphos, project, tmp_path / "out", "--day", DAY)
    assert made["blank"] == ["alarm", "evacuation", "radio", "curfew", "ordnance"]
    told = taphos("plan", "pack", project, "EX-T", tmp_path / "again", "--day", DAY).out
    assert f"Left blank on the card, to be written in by hand: {CARD['curfew'].id}" in told


@pytest.mark.parametrize("ending", ["geojson", "kml", "gpkg", "xlsx", "parquet"])
def test_every_export_with_hazards_says_it_and_none_without(
    project: Path, taphos: Terminal, tmp_path: Path, ending: str
) -> None:
    for layers, there in (("hazard", True), ("team", False)):
        out = tmp_path / f"{layers}.{ending}"
        taphos("export", project, out, "--profile", "court", "--layers", layers)
        manifest = orjson.loads((tmp_path / f"{out.name}.manifest.json").read_bytes())
        assert ("unmarked_land" in manifest) is there
        if ending in ("geojson", "kml"):
            assert (WORDS in out.read_text("utf-8")) is there


def test_a_map_and_a_web_page_with_hazards_say_it(project: Path, taphos: Terminal, tmp_path: Path) -> None:
    for name, command in (("map.pdf", "map"), ("map.html", "web")):
        taphos(command, project, tmp_path / name, "--profile", "partner", status=None)
    assert WORDS in words_of_pdf(tmp_path / "map.pdf")
    assert WORDS in (tmp_path / "map.html").read_text("utf-8")
