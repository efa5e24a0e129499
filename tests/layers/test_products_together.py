"""What one public product says, the GeoPackage says too: nothing is left when they are taken from each other."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest
import shapely

from desktop.layouts.page import render_page
from forensics.changes import Change, Operation
from layers.exports.exporting import export_records
from layers.exports.geopackage_schema import HEADER_BYTES
from layers.exports.web import export_web
from layers.project import Project
from tests.counts import count
from tests.layers.attacker import rows
from tests.layers.counting_places import add, placed_project
from tests.layers.mapped import point, square
from tests.layers.projects import closing, record
from tests.tools.proofs import Proof

pytestmark = pytest.mark.usefixtures("qapp")
NUMBERS = {"P-1": 12, "P-2": 9, "P-3": 2, "P-4": 14, "P-5": 7}
MASKED = (37.654321, 49.123456)
"""Where the grave lies whose decision lets it out without its place."""
GRAVES = {
    "S-yes": {"publish": "yes"}, "S-generalised": {"publish": "generalised"}, "S-no": {"publish": "no"}, "S-none": {},
    "S-restricted": {"publish": "yes", "sensitivity": "restricted"}, "S-voided": {"publish": "yes"},
}  # fmt: skip
SAID = {"name": "CANARY name", "status": "confirmed", "found_how": "CANARY found"}


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with closing(placed_project(tmp_path / "p.taphos", NUMBERS)) as made:
        home = made.register.codes("settlement")["P-1"]
        graves = [
            record("site", code, settlement=home, **SAID, **decided,
                   place=point(*(MASKED if code == "S-generalised" else (37.21 + at / 100, 49.2))))
            for at, (code, decided) in enumerate(GRAVES.items())
        ]  # fmt: skip
        made.register.commit(
            [
                *graves,
                record("occupation", "O-1", character="occupied", party="russia", settlement=home, start="2022-04-01"),
                record("hazard", "H-1", published="yes", hazard_type="mine", place=square(37.2, 49.2)),
                record("hazard", "H-2", published="no", hazard_type="mine", place=square(37.3, 49.2)),
                record("incident", "I-1", category="murder", settlement=home, place=point(37.222, 49.222)),
            ]
        )  # fmt: skip
        voided = graves[-1].record
        made.register.commit([Change("site", voided, Operation.VOID, after={"void_reason": "twice"})], "")
        yield made


def placed(path: Path, type_: str) -> list[shapely.Geometry]:
    """Where the records of a type lie in the GeoPackage, those that have a place."""
    found = rows(path, f"SELECT geom FROM {type_} WHERE geom IS NOT NULL")
    return [shapely.from_wkb(bytes(geometry)[HEADER_BYTES:]) for (geometry,) in found]


def unplaced(path: Path, type_: str) -> int:
    ((number,),) = rows(path, f"SELECT count(*) FROM {type_} WHERE geom IS NULL")
    return int(number)


def strings(document: Any) -> Iterator[str]:
    if isinstance(document, str):
        yield document
    elif isinstance(document, dict):
        for name, value in document.items():
            if name not in ("base", "letters", "texts", "icon", "several"):
                yield from strings(value)
    elif isinstance(document, list):
        for one in document:
            yield from strings(one)


def test_the_legend_of_a_page_minus_the_geopackage_leaves_nothing(
    project: Project, tmp_path: Path, proof: Proof
) -> None:
    """Every number in the legend and under the map is one of rows of the file."""
    export_records(project, tmp_path / "o.gpkg", "public")
    render_page(project, tmp_path / "o.pdf", profile="public", extent=(37.0, 48.4, 39.2, 49.6))
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(tmp_path / "o.pdf").pages).replace("\t", " ")
    legend = dict(re.findall(r"^(Grave sites|Settlements|Occupation|Hazards)\n(\d+)$", text, re.M))
    file = tmp_path / "o.gpkg"
    assert {name: int(number) for name, number in legend.items()} == {
        "Grave sites": len(placed(file, "site")), "Settlements": len(placed(file, "settlement")),
        "Occupation": len(rows(file, "SELECT 1 FROM occupation WHERE character = 'occupied'")),
        "Hazards": len(placed(file, "hazard")),
    }  # fmt: skip
    (without,) = re.findall(r"Without a place that may be shown: (.*?)\. ", " ".join(text.split()))
    assert without == f"Grave sites {unplaced(file, 'site')}"
    for type_ in ("Interviews", "Incidents", "Victims", "Remains cases", "Findings"):
        assert not re.search(rf"{type_}[:\s]+\d", text)
    assert not [code for code in GRAVES if code != "S-yes" and code in text]
    assert "CANARY" not in text
    proof("D4", "the PDF's legend minus the GeoPackage", f"{len(legend)} numbers, each of rows in the file")


def test_the_data_within_a_web_page_minus_the_geopackage_leaves_nothing(
    project: Project, tmp_path: Path, proof: Proof
) -> None:
    """Places, codes, words of popups and search keys are those of the file, and so are the numbers of each layer."""
    export_records(project, tmp_path / "o.gpkg", "public")
    export_web(project, tmp_path / "o.html", "public")
    file, page = tmp_path / "o.gpkg", (tmp_path / "o.html").read_text("utf-8")
    (text,) = re.findall(r'id="taphos-data">(.*?)</script>', page, re.S)
    layers = {layer["key"]: layer for layer in json.loads(text)["layers"]}
    assert set(layers) == {"settlement", "site", "occupation", "hazard.area"}
    for key in ("settlement", "site"):
        told = Counter(zip(layers[key]["x"], layers[key]["y"], strict=True))
        assert told == Counter((round(one.x, 6), round(one.y, 6)) for one in placed(file, key))
    assert len(layers["hazard.area"]["shapes"]) == len(placed(file, "hazard"))
    assert len(layers["occupation"]["style"]) == len(rows(file, "SELECT 1 FROM occupation"))
    codes = {code for type_ in ("settlement", "site", "occupation", "hazard")
             for (code,) in rows(file, f"SELECT code FROM {type_}")}  # fmt: skip
    assert {name for layer in layers.values() for name in layer["names"]} <= codes
    said = " ".join(strings(list(layers.values())))
    assert not [code for code in ("S-generalised", "S-no", "S-none", "S-restricted", "S-voided", "H-2", "I-1", "R-1")
                if re.search(rf"{code}\b", said)]  # fmt: skip
    assert "CANARY" not in page
    assert not any(f"{number}" in page for number in (*MASKED, 37.222))
    proof("D4", "the web page's embedded data minus the GeoPackage", f"{len(layers)} layers, each place and code in it")


def test_a_hundred_exports_while_others_come_have_no_mean_that_tells_what_is_masked(
    project: Project, tmp_path: Path, proof: Proof
) -> None:
    """Masking is a decision and not a draw: nothing of what is masked differs from export to export."""
    seen: set[tuple[Any, ...]] = set()
    hidden: set[Any] = set()
    for at in range(count(4, 100)):
        out = tmp_path / f"{at}.gpkg"
        export_records(project, out, "public")
        seen |= set(rows(out, "SELECT * FROM site WHERE code = 'S-generalised'"))
        assert rows(out, "SELECT geom FROM site WHERE code = 'S-generalised'") == [(None,)]
        hidden.add(rows(out, "SELECT count FROM interview_by_settlement WHERE code = 'P-3'")[0])
        assert str(MASKED[0]).encode() not in out.read_bytes()
        add(project, {"P-1": 1, "P-4": 5})
    assert len(seen) == 1
    assert hidden == {(None,)}
    proof("D4", "averaging masked exports of a register that goes on", f"{count(4, 100)} exports, each mask the same")
