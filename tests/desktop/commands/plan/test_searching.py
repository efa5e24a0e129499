"""`taphos plan search`: coverage and detection from sweep width and tracks, told and kept nowhere."""

from __future__ import annotations

from math import exp
from pathlib import Path

import pytest
import shapely

from forensics.geodesy import area_km2, length_m
from tests.desktop.commands.plan.test_planning_day import add
from tests.desktop.commands.running import Terminal
from tests.forensics.planning.ground import LAT, LON, square
from tests.layers.projects import closing, make

LINE = shapely.LineString([(LON + 0.001, LAT + 0.005), (LON + 0.009, LAT + 0.005)])


@pytest.fixture
def taphos(capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(capsys)


@pytest.fixture
def project(tmp_path: Path, taphos: Terminal) -> Path:
    with closing(make(tmp_path / "search")) as made:
        folder = made.folder
    add(taphos, folder, "team", "code=EX-T")
    for at, code in enumerate(("EX-A", "EX-B")):
        shape = shapely.MultiPolygon([square(0.02 * at)])
        add(taphos, folder, "survey_area", f"code={code}", f"place={shape.wkt}", "purpose=reconnaissance",
            "status=planned", "sweep_width_m=20", "priority=high")  # fmt: skip
    add(taphos, folder, "track", "code=EX-TR", "team=EX-T", f"place={LINE.wkt}")
    return folder


def test_coverage_detection_and_areas_are_told_and_nothing_is_written(project: Path, taphos: Terminal) -> None:
    before = taphos("info", project, "--json").document["head"]
    found = taphos("plan", "search", project, "--elsewhere", 0.2, "--km", 10, "--json").document
    one, other = found["areas"]
    covered = 20 * length_m(LINE) / (area_km2(square()) * 1e6)
    assert one["coverage"] == pytest.approx(covered, rel=1e-6)
    assert one["pod"] == pytest.approx(1 - exp(-covered), rel=1e-6)
    assert other["pod"] == 0.0
    assert one["poa_before"] == pytest.approx(0.4, rel=1e-3)
    assert one["poa_after"] < one["poa_before"]
    assert one["poa_after"] + other["poa_after"] + found["elsewhere"] == pytest.approx(1.0)
    assert one["effort_km"] + other["effort_km"] == pytest.approx(10.0)
    assert other["effort_km"] > one["effort_km"]
    assert taphos("info", project, "--json").document["head"] == before


def test_it_says_that_it_is_no_statement_of_what_is_in_the_ground(project: Path, taphos: Terminal) -> None:
    told = taphos("plan", "search", project, "EX-A", "--probability", "EX-A=0.5").out
    assert "POA 50.0 %" in told
    assert "kept nowhere" in told
