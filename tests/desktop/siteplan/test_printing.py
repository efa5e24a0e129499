"""A printed plan: a ruler on the paper finds the metres of the grave, and the sheet says what state it shows."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.siteplan.page import PrintedPlan, print_plan
from layers.errors import ExportRefused
from layers.project import Project, open_project
from layers.register.journal import EXPORT
from tests.desktop.commands.running import Terminal
from tests.layers.graves import LENGTH, WIDTH, grave, project_of
from tests.tools.pdf_paths import Drawn, page_size, paths_of
from tests.tools.proofs import Proof

pytestmark = pytest.mark.usefixtures("qapp")
NEAR = 0.5
"""Millimetres that a ruler may be off."""


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = project_of(tmp_path / "grave.taphos", grave())
    yield made
    made.close()


def printed(project: Project, folder: Path, ending: str = "pdf", **options: object) -> PrintedPlan:
    given = {"profile": "court", "scale": 20, **options}
    return print_plan(project, folder / f"plan.{ending}", "S-1", **given)  # type: ignore[arg-type]


def sized(paths: list[Drawn], width: float, height: float, near: float = NEAR) -> list[Drawn]:
    return [one for one in paths if abs(one.size[0] - width) < near and abs(one.size[1] - height) < near]


@pytest.mark.parametrize("scale", [20, 50])
def test_a_ruler_on_the_paper_finds_the_metres_of_the_grave(
    project: Project, tmp_path: Path, scale: int, proof: Proof
) -> None:
    plan = printed(project, tmp_path, scale=scale)
    paths = paths_of(plan.path)
    wide, high = WIDTH * 1000 / scale, LENGTH * 1000 / scale
    cut = [one for one in sized(paths, wide, high) if one.painted == "stroke" and len(one.points) == 5]
    assert cut, f"no outline of {wide} x {high} mm on the page"
    off = max(abs(cut[0].size[0] - wide), abs(cut[0].size[1] - high))
    proof("C4", "a plan measures right on paper", f"1 : {scale}: {off:.3f} mm off over {high:.0f} mm")
    assert off < 0.1


@pytest.mark.parametrize("scale", [20, 50])
def test_the_scale_bar_is_as_long_as_it_says(project: Project, tmp_path: Path, scale: int) -> None:
    plan = printed(project, tmp_path, scale=scale)
    metres = next(float(word.removesuffix(" m")) for word in plan.words if re.fullmatch(r"[\d.]+ m", word))
    parts = [one for one in paths_of(plan.path) if one.painted == "fill" and abs(one.size[1] - 1.25) < 0.02]
    fifth = metres * 1000 / scale / 5
    assert len({round(one.bounds[0], 1) for one in parts if abs(one.size[0] - fifth) < 0.05}) == 5


def test_a_measured_point_lies_where_it_was_measured(project: Project, tmp_path: Path) -> None:
    """The triangle of control point C stands 2.4 m to the right of A, and that of B 3.6 m above it."""
    paths = paths_of(printed(project, tmp_path).path)
    frame = max((one for one in paths if one.painted == "stroke"), key=lambda one: one.size[0] * one.size[1]).bounds
    triangles = [
        one.bounds
        for one in paths
        if one.painted == "stroke" and len(one.points) in (3, 4) and abs(one.size[0] - 2.5) < 0.3
        and frame[0] < one.bounds[0] < frame[2] and frame[1] < one.bounds[1] < frame[3]
    ]  # fmt: skip
    xs, ys = [left for left, *_ in triangles], [low for _, low, *_ in triangles]
    assert max(xs) - min(xs) == pytest.approx(WIDTH * 50, abs=0.1)
    assert max(ys) - min(ys) == pytest.approx(LENGTH * 50, abs=0.1)


def test_the_page_is_real_vector_and_of_the_size_it_says(project: Project, tmp_path: Path) -> None:
    plan = printed(project, tmp_path, layout="a3-landscape", scale=50)
    assert page_size(plan.path) == pytest.approx((420, 297), abs=0.2)
    assert b"/Subtype /Image" not in plan.path.read_bytes()


def test_the_sheet_says_what_a_court_needs(project: Project, tmp_path: Path) -> None:
    head = project.register.info().head or ""
    plan = printed(project, tmp_path)
    words = "\n".join(plan.words)
    for wanted in ("S-1 – Plan of the grave", "1 : 20", "Legend", "N", head[:12], "Profile: court", "RESTRICTED",
                   "Exhumation X-1",
                   "Control point A: x 0.00, y 0.00; residual", "z 0 is 62.00 m over Baltic 1977.", "EPSG:32636",
                   "Body: skull, pelvis, feet measured: 3", "x (m)", "001B", "60.90"):  # fmt: skip
        assert wanted in words, wanted
    assert plan.counts == {"case": 4, "artefact": 2, "context": 4}
    assert plan.left_out == 0


def test_a_sheet_says_which_way_its_sections_look(project: Project, tmp_path: Path) -> None:
    """The y axis of this grave bears 306.87°: that is where the section x–z looks."""
    words = "\n".join(printed(project, tmp_path).words)
    assert "x–z: looking north-west" in words
    assert "y–z: looking south-west" in words
    assert "m–z: looking north-east" in words, "towards the grave"
    told = "Looking {} ({}° from grid north of UTM); left is {}, right is {}."
    for view, said in (
        ("section-x", ("north-west", 307, "south-west", "north-east")),
        ("section-y", ("south-west", 217, "south-east", "north-west")),
    ):
        assert told.format(*said) in "\n".join(printed(project, tmp_path, view=view).words)


def test_a_sheet_on_which_nothing_may_lie_says_why_in_its_middle_and_on_the_terminal(
    project: Project, tmp_path: Path, terminal: Terminal
) -> None:
    said = "No place of this grave leaves under the profile “public”, so that nothing of it is drawn."
    plan = printed(project, tmp_path, profile="public")
    assert [str(one) for one in plan.told] == [said]
    assert said in " ".join(plan.words)
    folder = str(project.folder)
    project.close()
    ran = terminal("siteplan", folder, tmp_path / "p.pdf", "--site", "S-1", "--profile", "public")
    assert said in ran.err


def test_a_dry_run_says_what_would_leave_and_writes_nothing(
    project: Project, tmp_path: Path, terminal: Terminal
) -> None:
    head, folder = project.register.info().head, str(project.folder)
    project.close()
    out = tmp_path / "p.pdf"
    told = terminal("siteplan", folder, out, "--site", "S-1", "--profile", "court", "--dry-run", "--json").out
    found = json.loads(told)
    assert {one["name"]: (one["rows"], one["without_place"]) for one in found["tables"]} == {
        "site": (1, 0), "exhumation": (1, 0), "context": (4, 0), "case": (4, 0), "artefact": (2, 0),
    }  # fmt: skip
    assert (found["dry_run"], found["head"], found["selection"]) == (True, head, {"where": ["site=S-1"]})
    assert not out.exists()
    assert open_project(Path(folder)).register.info().head == head


def test_the_words_of_a_sheet_can_be_searched(project: Project, tmp_path: Path) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not here")
    plan = printed(project, tmp_path)
    text = subprocess.run(["pdftotext", str(plan.path), "-"], capture_output=True, text=True, check=True).stdout
    assert "003B" in text
    assert re.search(r"Residuals, root mean square: 0 mm", text)


def test_a_sheet_speaks_ukrainian(project: Project, tmp_path: Path) -> None:
    words = "\n".join(printed(project, tmp_path, language="uk").words)
    assert re.search(r"^\d,\d м$", words, re.MULTILINE), "the scale bar counts as Ukrainian does"
    assert "x (м)" in words
    assert "60,90" in words
    assert not re.search(r"\d\.\d", words)
    assert "Умовні позначення" in words
    assert "Опорна точка A" in words


def test_the_smallest_page_with_room_is_taken_and_one_without_refused(project: Project, tmp_path: Path) -> None:
    assert printed(project, tmp_path, scale=50).layout == "a4-portrait"
    with pytest.raises(ExportRefused, match=r"takes \d+ x \d+ mm and has no room on a4-landscape; .*1 : 20"):
        printed(project, tmp_path, scale=10, layout="a4-landscape")
    with pytest.raises(ExportRefused, match="1 : 21 is no scale"):
        printed(project, tmp_path, scale=21)


@pytest.mark.parametrize("view", ["section-x", "section-y", "section-baseline", "matrix"])
@pytest.mark.parametrize("ending", ["pdf", "svg", "png"])
def test_every_view_is_printed_in_every_format(project: Project, tmp_path: Path, view: str, ending: str) -> None:
    plan = printed(project, tmp_path, ending, view=view, scale=50)
    assert plan.path.stat().st_size > 2000


def test_a_section_measures_right_too(project: Project, tmp_path: Path) -> None:
    paths = paths_of(printed(project, tmp_path, view="section-y").path)
    assert sized(paths, LENGTH * 50, 1.1 * 50, 0.1), "the cut, 3.6 m long and 1.1 m deep"


def test_a_printed_plan_is_a_commit_in_the_ledger(project: Project, tmp_path: Path) -> None:
    plan = printed(project, tmp_path)
    entries = list(project.register.administrative(EXPORT).values())
    assert [entry["file"] for entry in entries] == [plan.path.name]
    assert "site=S-1" in entries[0]["where"]
    assert any(table.startswith("case:4:") for table in entries[0]["tables"])


def test_the_command_prints_and_refuses_in_one_sentence(
    project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = Terminal(capsys)
    out = tmp_path / "out.pdf"
    ran = run("siteplan", project.folder, out, "--site", "S-1", "--profile", "court", "--scale", "50", "--json")
    assert ran.document["scale"] == 50
    assert out.stat().st_size > 2000
    assert run("siteplan", project.folder, out, "--site", "S-9", "--profile", "court", status=2).err.count("\n") == 1
