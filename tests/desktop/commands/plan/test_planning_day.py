"""A whole planning day from a terminal: divide, score, propose, assign, bring tracks back, see what is covered."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely

from desktop.commands.context import REFUSED
from forensics.geodesy import area_km2
from tests.desktop.commands.running import Terminal
from tests.forensics.planning.ground import LAT, LON, square
from tests.layers.projects import closing, make

GROUND = shapely.MultiPolygon([square(side=0.06)])
SURVEY = (
    "hazard", "code=EX-A", "hazard_type=ERW", "hazard_class=assessed_no_evidence", "status=closed",
    "assessment=non_technical_survey", "assessed_on=2024-01-05", "valid_until=2099-12-31", "clearance_body=EXAMPLE",
    f"place={GROUND.wkt}",
)  # fmt: skip
DAY = "2099-05-01"


@pytest.fixture
def taphos(capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(capsys)


@pytest.fixture
def project(tmp_path: Path, taphos: Terminal) -> Path:
    with closing(make(tmp_path / "day")) as made:
        folder = made.folder
    add(taphos, folder, "settlement", "code=EX-P", f"place={LAT + 0.03}, {LON + 0.03}", "population=3000")
    add(taphos, folder, "practitioner", "code=EX-L", "roles=lead")
    for at in range(3):
        add(taphos, folder, "team", f"code=EX-T{at}", "skills=interviewing", f"place={LAT}, {LON + 0.02 * at}",
            "capacity=40", "members=EX-L")  # fmt: skip
    add(taphos, folder, "survey_area", "code=EX-AR", f"place={GROUND.wkt}", "purpose=interview", "status=planned",
        "settlement=EX-P")  # fmt: skip
    return folder


def add(taphos: Terminal, folder: Path, *line: str) -> None:
    assert taphos("add", folder, *line, status=None).status != REFUSED


def columns(taphos: Terminal, project: Path, day: str = DAY) -> dict[str, list[str]]:
    found = taphos("plan", "status", project, "--day", day, "--json").document
    return {status: [one["code"] for one in cards] for status, cards in found["columns"].items() if cards}


def test_a_planning_day(project: Path, taphos: Terminal, tmp_path: Path) -> None:
    parts = taphos("plan", "divide", project, "EX-AR", "--into", 6, "--json").document["parts"]
    codes = [one["code"] for one in parts]

    blocked = taphos("plan", "propose", project, "--seconds", 1, "--json").document
    assert blocked["assignments"] == []
    assert {one["area"] for one in blocked["blocked"]} == set(codes)

    add(taphos, project, *SURVEY)
    scores = taphos("plan", "score", project, "--keep", "--json").document
    assert {one["code"] for one in scores} == {"EX-AR", *codes}
    assert [one["score"] for one in scores] == sorted((one["score"] for one in scores), reverse=True)

    made = taphos("plan", "propose", project, "--from", DAY, "--seconds", 2, "--keep", "--json").document
    assert {one["area"] for one in made["assignments"]} == set(codes)
    assert made["objective"]["total"] <= made["greedy"]["total"]
    assert set(made["weights"]) == {"travel", "balance", "late", "left"}
    assert sorted(columns(taphos, project)["assigned"]) == sorted(codes)

    first = made["assignments"][0]
    taphos("set", project, first["area"], "status=in_progress", "start=2099-05-01", "--reason", "EXAMPLE")
    west, south, east, north = shapely.from_geojson(_geojson(parts[codes.index(first["area"])])).bounds
    gpx = tmp_path / "track.gpx"
    gpx.write_text(_gpx([(west, south), (east, north), (west, south)]), "utf-8")
    assert taphos("import", project, gpx, "--as", "track", "--layer", "tracks", status=None).status != REFUSED
    [track] = taphos("list", project, "track", "--json").document
    taphos("set", project, track["code"], "width_m=30", f"team={first['team']}", "--reason", "EXAMPLE", status=None)
    taphos("set", project, first["area"], "status=complete", "end=2099-05-02", "outcome=inconclusive",
           "--reason", "EXAMPLE")  # fmt: skip

    covered = taphos("plan", "coverage", project, "--json").document
    done = parts[codes.index(first["area"])]["km2"]
    assert covered["covered_km2"] == pytest.approx(done, rel=1e-6)
    assert done <= covered["union_km2"] < done + 0.15
    assert covered["by_team"][first["team"]] == pytest.approx(covered["union_km2"], rel=1e-6)
    assert covered["percent"] == pytest.approx(100 * covered["done_km2"] / area_km2(GROUND), rel=1e-4)
    told = taphos("statistics", project, "--profile", "partner", "--json").document["covered_km2"]["value"]
    assert told == round(covered["covered_km2"], 1)


def test_a_strike_recalls_the_areas_that_it_touches_and_no_proposal_takes_them(project: Path, taphos: Terminal) -> None:
    add(taphos, project, *SURVEY)
    taphos("plan", "assign", project, "EX-AR", "EX-T0", "--from", DAY, "--to", "2099-05-09")
    assert columns(taphos, project) == {"assigned": ["EX-AR"]}
    strike = shapely.MultiPolygon([square(0.01, 0.01, 0.001)]).wkt
    add(
        taphos,
        project,
        "hazard",
        "code=EX-H",
        "hazard_type=ERW",
        "hazard_class=suspected",
        "status=open",
        f"place={strike}",
    )
    found = taphos("plan", "status", project, "--day", DAY, "--json").document
    assert found["counts"]["assigned"] == 0
    assert found["counts"]["blocked"] == 1
    assert found["blocked"][0]["blocked"] == ["EX-H (Suspected) is open, and it touches it"]
    assert "Blocked: EX-AR" in taphos("plan", "status", project, "--day", DAY).out
    said = taphos(
        "set", project, "EX-AR", "status=in_progress", "start=2099-05-01", "--reason", "EXAMPLE", status=REFUSED
    )
    assert said.err.startswith("No team may enter EX-AR: EX-H (Suspected) is open")


def test_nobody_is_assigned_where_nothing_was_found_safe_but_by_a_lead(project: Path, taphos: Terminal) -> None:
    said = taphos("plan", "assign", project, "EX-AR", "EX-T0", "--from", DAY, status=REFUSED).err
    assert said.strip() == (
        "No team may enter EX-AR: all of it is held by no assessment in date; no hazard on the map is not safety."
    )
    taphos("plan", "assign", project, "EX-AR", "EX-T0", "--from", DAY, "--override-by", "EX-L",
           "--override-reason", "EXAMPLE")  # fmt: skip
    held = taphos("show", project, "EX-AR", "--json").document
    assert (held["status"], held["hazard_clearance"], held["override_reason"]) == ("assigned", "overridden", "EXAMPLE")
    assert columns(taphos, project) == {"assigned": ["EX-AR"]}


def test_who_was_interviewed_there_is_told_before_anybody_is_asked_twice(project: Path, taphos: Terminal) -> None:
    add(taphos, project, *SURVEY)
    add(taphos, project, "interview", "code=EX-IV", "settlement=EX-P", "interviewee_code=EX-W1", "date=2023-03-04",
        "month=2023-03", "recontact=no")  # fmt: skip
    told = taphos("plan", "assign", project, "EX-AR", "EX-T0", "--from", DAY).out
    assert "Interviewed already: EX-W1 (EX-IV, 2023-03); may be asked again: No" in told
    found = taphos("plan", "assign", project, "EX-AR", "EX-T1", "--from", DAY, "--json").document
    assert [one["code"] for one in found["already_interviewed"]] == ["EX-IV"]


def test_an_area_that_is_past_its_day_is_overdue(project: Path, taphos: Terminal) -> None:
    add(taphos, project, *SURVEY)
    taphos("plan", "assign", project, "EX-AR", "EX-T0", "--from", DAY, "--to", "2099-05-09")
    late = taphos("plan", "status", project, "--day", "2099-05-12", "--json").document
    assert [(one["code"], one["overdue_days"]) for one in late["overdue"]] == [("EX-AR", 3)]
    assert "Overdue by 3 days: EX-AR (EX-T0)" in taphos("plan", "status", project, "--day", "2099-05-12").out


def test_what_the_planner_gives_that_is_no_weight_or_day_is_refused(project: Path, taphos: Terminal) -> None:
    for line in (("score", "--weight", "luck=1"), ("propose", "--weight", "travel=much"), ("status", "--day", "2024"),
                 ("propose", "--from", "2024-05-02", "--to", "2024-05-01")):  # fmt: skip
        name, *rest = line
        assert len(taphos("plan", name, project, *rest, status=REFUSED).err.strip().splitlines()) == 1


def _geojson(part: dict[str, object]) -> str:
    import json

    return json.dumps(part["place"])


def _gpx(points: list[tuple[float, float]]) -> str:
    rows = "".join(f'<trkpt lat="{lat}" lon="{lon}"/>' for lon, lat in points)
    return f'<gpx version="1.1" creator="EXAMPLE" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>{rows}</trkseg></trk></gpx>'
