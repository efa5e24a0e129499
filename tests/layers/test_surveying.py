"""Surveyed points go to records by their codes, whole or not at all, with what was read and over which datum."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from forensics.errors import UnknownName, ValueRefused
from forensics.places import Place
from forensics.survey.similarity import ControlRefused
from forensics.survey.taping import TapeRefused
from layers.crs import UnknownCrs
from layers.project import Project
from layers.siteplan.reading import read_scene
from layers.siteplan.records import grave_records
from layers.siteplan.views import view_of
from layers.surveying.axes import AxesRefused
from layers.surveying.measuring import MeasureRefused, by_offset, by_tapes, known_points, put_into
from layers.surveying.placing import PointsRefused
from layers.surveying.points import read_points
from layers.surveying.taking import Asked, AssignmentRefused, take_points
from tests.desktop.commands.running import Terminal
from tests.layers.graves import LENGTH, TIE, WIDTH, grave, project_of


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = project_of(tmp_path / "grave.taphos", grave())
    yield made
    made.close()


def shots(path: Path, *points: tuple[str, float, float, float]) -> Path:
    """A file of a total station: code, and x, y, z of the grid carried to UTM and to heights of Baltic 1977."""
    lines = []
    for number, (code, x, y, z) in enumerate(points, 101):
        (east, north), up = TIE.projected(np.array([[x, y]]))[0].tolist(), z + 62
        lines.append(f"  {number}   {code}   X   {east:.4f} Y    {north:.4f} Z    {up:.3f}")
    path.write_text("\n".join(lines))
    return path


UTM: dict[str, Any] = {"crs": "EPSG:32636", "height_datum": "Baltic_1977"}


def asked(**more: Any) -> Asked:
    return Asked(**{"exhumation": "X-1", **UTM, **more})


def place(project: Project, code: str, name: str = "place") -> Place:
    found = project.register.find(code)
    values = project.register.values(found.type, found.id) or {}
    return Place.from_canonical(values[name])


def test_points_in_utm_come_into_the_grid_by_the_code_of_their_record(project: Project, tmp_path: Path) -> None:
    path = shots(tmp_path / "day1.dat", ("A-1", 1.95, 1.32, -0.93), ("S-1-001B.skull", 0.6, 0.82, -1.04))
    report = take_points(project, path, asked())
    assert {one.code: one.target for one in report.assigned} == {"A-1": "A-1", "S-1-001B.skull": "S-1-001B.skull"}
    assert (report.updated, dict(report.left)) == (2, {})
    bullet = place(project, "A-1")
    assert bullet.site_shape is not None
    assert (bullet.site_shape.x, bullet.site_shape.y, bullet.site_shape.z) == pytest.approx(
        (1.95, 1.32, -0.93), abs=0.002
    )
    assert (bullet.crs, bullet.height, bullet.height_datum, bullet.method) == (
        "EPSG:32636", pytest.approx(61.07), "Baltic_1977", "total_station",
    )  # fmt: skip
    assert bullet.written is not None
    assert bullet.written.startswith("day1.dat: 101 A-1 ")
    assert take_points(project, path, asked()).unchanged == 2, "taken in twice, nothing is added"


def test_an_outline_and_a_line_in_section_are_made_of_several_points(project: Project, tmp_path: Path) -> None:
    corners = [("GR", x, y, -0.2) for x, y in ((0.1, 0.1), (2.2, 0.1), (2.2, 3.4), (0.1, 3.4))]
    profile = [("Q", 1.2, y, -0.5 - y / 10) for y in (0.0, 1.0, 2.0, 3.0)]
    path = shots(tmp_path / "p.dat", *corners, *profile)
    report = take_points(project, path, asked(assign={"GR": "C-3.place", "Q": "C-2.profile"}))
    assert [one.points for one in report.assigned] == [4, 4]
    scene = read_scene(grave_records(project), "S-1")
    cut = next(one for one in scene.outlines if one.role == "cut")
    assert cut.shape.area == pytest.approx(2.1 * 3.3, abs=0.01)
    drawing = view_of(scene, "section-y")
    line = next(part for part in drawing.areas if getattr(part, "look", "") == "section_line")
    expected = [value for y in (0.0, 1.0, 2.0, 3.0) for value in (y, -0.5 - y / 10)]
    assert [value for point in line.points for value in point] == pytest.approx(expected, abs=0.003)  # type: ignore[union-attr]


def test_each_point_of_a_code_may_be_a_record_of_its_own(project: Project, tmp_path: Path) -> None:
    path = shots(tmp_path / "finds.dat", ("KE", 0.5, 0.5, -0.3), ("KE", 1.5, 2.5, -0.6))
    report = take_points(project, path, asked(assign={"KE": "artefact"}))
    assert report.added == 2
    assert place(project, "X-1-P101").site_shape is not None
    assert take_points(project, path, asked(assign={"KE": "artefact"})).added == 0


def test_control_points_tie_the_grid_and_their_residuals_are_told(tmp_path: Path) -> None:
    made = project_of(tmp_path / "grave.taphos", grave(grid_controls=[]))
    path = shots(
        tmp_path / "c.dat", ("K1", 0, 0, 0), ("K2", 0, LENGTH, 0), ("K3", WIDTH + 0.03, 0, 0), ("A-1", 1, 1, -1)
    )
    controls = {"K1": (0.0, 0.0), "K2": (0.0, LENGTH), "K3": (WIDTH, 0.0, 0.0)}
    report = take_points(made, path, asked(controls=controls))
    assert report.tie is not None
    assert report.tie.fit is not None
    assert report.tie.fit.worst.name in ("K1", "K3")
    assert 0.005 < report.tie.fit.worst.length < 0.03
    assert place(made, "A-1").site_shape is not None, "assigned by the tie that the same file makes"
    swapped = {code: (local[1], local[0]) for code, local in controls.items()}
    head = made.register.info().head
    with pytest.raises(ControlRefused, match="mirrored"):
        take_points(made, path, asked(controls=swapped))
    assert made.register.info().head == head
    made.close()


def test_points_that_fit_only_with_x_as_north_are_asked_about(project: Project, tmp_path: Path) -> None:
    (east, north), head = TIE.projected(np.array([[1.95, 1.32]]))[0].tolist(), project.register.info().head
    path = tmp_path / "north.csv"
    path.write_text(f"number,x,y,z,code\n1,{north:.4f},{east:.4f},61.07,A-1\n")
    with pytest.raises(AxesRefused, match="fit only with X as north"):
        take_points(project, path, asked())
    assert project.register.info().head == head
    take_points(project, path, asked(axes="yx"))
    bullet = place(project, "A-1")
    assert bullet.site_shape is not None
    assert (bullet.site_shape.x, bullet.site_shape.y) == pytest.approx((1.95, 1.32), abs=0.002)
    assert str(bullet.written).startswith(f"north.csv: 1 A-1 {north:.0f}"[:22]), "as the file has it"


@pytest.mark.parametrize(
    ("name", "between"),
    [("pnezd.csv", ","), ("pnezd.txt", ", "), ("pnezd.txt", "  "), ("pnezd.dat", ","), ("p.csv", ";")],
)
def test_a_list_without_header_is_asked_which_coordinate_is_north_and_never_turned_by_itself(
    project: Project, tmp_path: Path, name: str, between: str
) -> None:
    (east, north), head = TIE.projected(np.array([[1.95, 1.32]]))[0].tolist(), project.register.info().head
    path = tmp_path / name
    path.write_text("\n".join(between.join((no, f"{north:.3f}", f"{east:.3f}", "61.07", "A-1")) for no in ("1",)))
    with pytest.raises(AxesRefused, match=r"no header that says which coordinate is east.*--axes yx"):
        take_points(project, path, asked())
    with pytest.raises(AxesRefused, match="no header"):
        take_points(project, path, Asked("X-1", crs="site"))
    assert project.register.info().head == head
    assert take_points(project, path, asked(axes="yx")).read == 1, "its first line is a point"
    bullet = place(project, "A-1")
    assert bullet.site_shape is not None
    assert (bullet.site_shape.x, bullet.site_shape.y) == pytest.approx((1.95, 1.32), abs=0.002)
    path.write_text("\n".join(between.join((no, f"{east:.3f}", f"{north:.3f}", "61.07", "A-1")) for no in ("1", "2")))
    with pytest.raises(AxesRefused, match="no header"):
        take_points(project, path, asked())
    assert len(read_points(path).points) == 2


def test_the_axes_that_are_told_hold_in_the_grid_of_the_site_too(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("1,1.5,0.5,-0.9,A-1\n2,1.5,,-0.9,A-1\n3,2,1,,EDGE, broken\n")
    read = read_points(path)
    assert [(one.code, one.z) for one in read.points] == [("A-1", -0.9), ("EDGE, broken", None)]
    assert [row for row, _ in read.faults] == [2]
    for axes, expected in (("xy", (1.5, 0.5)), ("yx", (0.5, 1.5))):
        take_points(project, path, Asked("X-1", crs="site", axes=axes))
        shape = place(project, "A-1").site_shape
        assert shape is not None
        assert (shape.x, shape.y) == expected


def test_points_far_from_the_site_whichever_axis_is_north_are_asked_about(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "far.csv"
    path.write_text("number,x,y,z,code\n1,600000,5300000,61.07,A-1\n")
    with pytest.raises(AxesRefused, match="whichever axis is north"):
        take_points(project, path, asked())
    assert take_points(project, path, asked(axes="xy")).updated == 1


def test_a_real_receiver_far_from_the_grave_is_told_how_far_and_what_was_expected(
    project: Project, shared_data: Path
) -> None:
    """Its file says itself which is longitude: nothing is asked of axes, and nothing of a way to its own system."""
    file = shared_data / "survey/nmea-rtk.log"
    with pytest.raises(AxesRefused) as refused:
        take_points(project, file, Asked("X-1", height_datum="EVRF"))
    said = str(refused.value)
    assert re.search(r"Point \d+ of “nmea-rtk.log” lies \d{1,2} \d{3} km from S-1: at ", said), said
    assert "Points within 20 km of it were expected" in said
    assert "no way" not in said


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:4258"])
def test_degrees_that_fit_neither_way_round_are_no_missing_transformation(
    project: Project, tmp_path: Path, crs: str
) -> None:
    file = tmp_path / "far.csv"
    file.write_text("code,x,y\nA-1,-117.5,33.6\n")
    with pytest.raises(AxesRefused, match="whichever axis is north"):
        take_points(project, file, Asked("X-1", crs=crs))


def test_a_scale_that_no_projection_has_is_refused_without_a_reason(tmp_path: Path) -> None:
    made = project_of(tmp_path / "grave.taphos", grave(grid_controls=[]))
    path = shots(tmp_path / "c.dat", ("K0", 0, 0, 0), ("K1", 10, 0, 0))
    tens = {"K0": (0.0, 0.0), "K1": (1.0, 0.0)}
    with pytest.raises(ControlRefused, match=r"scale of (10\.|9\.9)"):
        take_points(made, path, asked(controls=tens))
    assert take_points(made, path, asked(controls=tens, accept_scale="EXAMPLE: drawn at 1:10")).updated == 1
    assert take_points(made, path, asked(controls={"K0": (0.0, 0.0), "K1": (10.0, 0.0)})).tie is not None
    made.close()


def test_control_points_in_one_line_say_that_a_mirrored_grid_cannot_be_seen(tmp_path: Path) -> None:
    made = project_of(tmp_path / "grave.taphos", grave(grid_controls=[]))
    path = shots(tmp_path / "c.dat", ("K0", 0, 0, 0), ("K1", 5, 0, 0), ("K2", 10, 0, 0), ("K3", 0, 5, 0))
    line = {"K0": (0.0, 0.0), "K1": (5.0, 0.0), "K2": (10.0, 0.0)}
    report = take_points(made, path, asked(controls=line), dry_run=True)
    assert any("mirrored cannot be seen" in str(note) for note in report.notes)
    report = take_points(made, path, asked(controls={**line, "K3": (0.0, 5.0)}), dry_run=True)
    assert not any("mirrored" in str(note) for note in report.notes)
    made.close()


@pytest.mark.parametrize("name", ["Profile_8.dat", "Profile_S.dat"])
def test_a_real_profile_without_system_is_refused_and_the_option_named(
    project: Project, shared_data: Path, name: str
) -> None:
    with pytest.raises(UnknownCrs, match=rf"“{name}” does not say its coordinate system; name it with --crs"):
        take_points(project, shared_data / "survey" / name, Asked("X-1"))


def test_a_real_profile_is_assigned_by_its_codes(project: Project, shared_data: Path) -> None:
    """In its own metres: the edge of the profile, the layer in it, and three finds each a record of its own."""
    codes = {"1-GR-Q-S": "C-3.profile", "1-Q-S": "C-2.profile", "1-HL-Q-S": "artefact", "1-ST-Q-S": "artefact"}
    report = take_points(
        project, shared_data / "survey" / "Profile_S.dat", Asked("X-1", crs="site", assign=codes), dry_run=False
    )
    assert report.read == 53
    assert {one.code: one.points for one in report.assigned} == {
        "1-GR-Q-S": 15,
        "1-Q-S": 22,
        "1-HL-Q-S": 2,
        "1-ST-Q-S": 1,
    }
    assert report.left == {"1-KS-U": 1, "1-KS-X": 1, "1-KS-Y": 1, "1-FG-Q-S": 8, "1-KE-Q-S": 2}
    [doubt] = [str(note) for note in report.notes if "coordinates of a map" in str(note)]
    assert "lies 541 km from where this grid is known" in doubt, "sqrt(155² + 518²)"
    for context in ("C-2", "C-3"):
        found = project.register.find(f"context/{context}")
        assert (project.register.values("context", found.id) or {})["profile"], "it is kept as it was measured"
    [told] = [str(note) for note in read_scene(grave_records(project), "S-1").notes if "too far" in str(note)]
    assert {"C-2", "C-3"} <= set(told.rpartition(": ")[2].rstrip(".").split(", "))


def test_points_near_the_grid_raise_no_doubt(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "p.dat"
    path.write_text("101 A-1 X 1.95 Y 1.32 Z -0.9")
    report = take_points(project, path, Asked("X-1", crs="site"), dry_run=True)
    assert report.read == 1
    assert not [note for note in report.notes if "coordinates of a map" in str(note)]


def test_near_duplicate_shots_are_told(shared_data: Path) -> None:
    assert ("10474", "10475") in read_points(shared_data / "survey" / "Profile_8.dat").twice


def test_heights_without_a_datum_are_refused_and_the_option_named(project: Project, tmp_path: Path) -> None:
    path = shots(tmp_path / "p.dat", ("A-1", 1, 1, -1))
    with pytest.raises(ValueRefused, match="name it with --height-datum: ellipsoid_WGS84"):
        take_points(project, path, Asked("X-1", crs="EPSG:32636"))


def test_heights_over_a_datum_that_nothing_ties_to_the_grid_give_no_z(project: Project, tmp_path: Path) -> None:
    path = shots(tmp_path / "p.dat", ("A-1", 1, 1, -1))
    report = take_points(project, path, asked(height_datum="ellipsoid_WGS84"))
    assert any("No transformation from WGS 84 ellipsoid" in str(note) for note in report.notes)
    found = place(project, "A-1")
    assert found.site_shape is not None
    assert not found.site_shape.has_z
    assert (found.height, found.height_datum) == (pytest.approx(61.0), "ellipsoid_WGS84")


def test_a_table_of_a_gnss_receiver_is_taken_too(project: Project, tmp_path: Path) -> None:
    east, north = TIE.projected(np.array([[1.0, 2.0]]))[0].tolist()
    path = tmp_path / "rtk.csv"
    path.write_text(f"name,code,easting,northing,height\nP1,A-2,{east:.4f},{north:.4f},61.5\nP2,A-9,,,\n")
    report = take_points(project, path, asked(method="RTK", accuracy=0.02))
    assert len(report.faults) == 1
    found = place(project, "A-2")
    assert (found.method, found.horizontal_accuracy) == ("RTK", 0.02)
    assert found.site_shape is not None
    assert (found.site_shape.x, found.site_shape.y, found.site_shape.z) == pytest.approx((1, 2, -0.5), abs=0.002)


@pytest.mark.parametrize(
    ("more", "error", "sentence"),
    [
        ({"assign": {"Z": "A-1"}}, AssignmentRefused, "has no point of code “Z”; its codes are: A-1"),
        ({"assign": {"A-1": "S-1-001B.outline"}}, PointsRefused, "1 points of code A-1 make no MultiPolygon"),
        ({"assign": {"A-1": "S-1-001B.position"}}, AssignmentRefused, "“position” of case holds no geometry"),
        ({"assign": {"A-1": "nobody"}}, UnknownName, "nobody"),
        ({"assign": {"A-1": "settlement"}}, AssignmentRefused, "do not become new records of type settlement"),
        ({"height_datum": "sea"}, ValueRefused, "sea is not one of"),
        ({"exhumation": "X-9"}, UnknownName, "X-9"),
    ],
)
def test_what_cannot_be_done_changes_nothing(
    project: Project, tmp_path: Path, more: dict[str, Any], error: type[Exception], sentence: str
) -> None:
    path, head = shots(tmp_path / "p.dat", ("A-1", 1, 1, -1)), project.register.info().head
    with pytest.raises(error, match=sentence):
        take_points(project, path, asked(**more))
    assert project.register.info().head == head


# By tape


def test_an_offset_from_the_baseline_is_given_to_a_record(project: Project) -> None:
    measured = by_offset(known_points(project, "X-1"), "1.30,0.85,-0.62")
    assert (measured.x, measured.y, measured.z) == pytest.approx((0.85, 1.30, -0.62))
    put_into(project, measured, "A-1", "measured by tape")
    found = place(project, "A-1")
    assert found.written == "offset 1.30,0.85,-0.62 from A-B"
    assert found.site_shape is not None
    assert found.site_shape.z == -0.62
    assert found.shape is not None


def test_two_tapes_and_a_side_find_a_point(project: Project) -> None:
    known = known_points(project, "X-1")
    right = by_tapes(known, "2.0,2.5,right")
    left = by_tapes(known, "2.0,2.5,left")
    assert (right.x, right.y) == pytest.approx((-left.x, left.y))
    assert right.x > 0
    assert by_tapes(known, "2.0,2.5,left", "A", "C").y > 0


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("1", "is not ALONG,OFFSET"), ("1,x", "is not ALONG,OFFSET"), ("1,2,3,4", "is not ALONG,OFFSET")],
)
def test_an_offset_that_is_not_whole_is_refused(project: Project, text: str, sentence: str) -> None:
    with pytest.raises(MeasureRefused, match=sentence):
        by_offset(known_points(project, "X-1"), text)


def test_tapes_without_a_side_or_that_do_not_meet_are_refused(project: Project) -> None:
    known = known_points(project, "X-1")
    with pytest.raises(MeasureRefused, match=r"left\|right"):
        by_tapes(known, "2.0,2.5")
    with pytest.raises(TapeRefused, match="meet nowhere"):
        by_tapes(known, "1.0,1.5,left")
    with pytest.raises(MeasureRefused, match="Q is no control point of this grid; those are A, B, C"):
        by_offset(known, "1,1", "A", "Q")


# The commands


def test_the_commands_tell_refuse_and_do(
    project: Project, tmp_path: Path, shared_data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run, folder = Terminal(capsys), project.folder
    told = run("survey", folder, "grid", "X-1", "--json").document
    assert told["tie"]["crs"] == "EPSG:32636"
    assert [one["point"] for one in told["tie"]["residuals"]] == ["A", "B", "C"]
    refused = run("survey", folder, "points", shared_data / "survey" / "Profile_8.dat", "--exhumation", "X-1", status=2)
    assert "--crs" in refused.err
    assert refused.err.count("\n") == 1
    path = shots(tmp_path / "p.dat", ("A-1", 1, 1, -1), ("Q", 0, 0, 0))
    taken = run("survey", folder, "points", path, "--exhumation", "X-1", "--crs", "EPSG:32636", "--height-datum",
                "Baltic_1977", "--json", status=1)  # fmt: skip
    assert taken.document["left"] == {"Q": 1}
    measured = run("survey", folder, "measure", "X-1", "--offset", "1,0.5", "--into", "A-2", "--json").document
    assert (measured["x"], measured["y"]) == pytest.approx((0.5, 1.0))
