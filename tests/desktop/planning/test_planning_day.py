"""A whole planning day in the window: divide, score, propose, move by hand, packs, tracks brought back, coverage."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from typing import Any, TypeVar

import pytest
import shapely
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QDialog

from desktop.planning import propose_dialog
from desktop.planning.divide_dialog import DivideDialog
from desktop.planning.pack_dialog import PackDialog
from desktop.planning.propose_dialog import ProposeDialog
from desktop.planning.score_dialog import ScoreDialog
from desktop.planning.tracks_dialog import TracksDialog
from desktop.workspaces.plan import PlanWorkspace
from forensics.geodesy import area_km2
from layers.planning import proposing
from layers.planning.proposing import Proposed
from layers.planning.reading import shape_in
from tests.desktop.planning.boards import ASKED, CLOSED, TEAMS, Planner, days_ago, planning, put, small_plan, wkt
from tests.desktop.window import windows
from tests.tools.proofs import Proof

LEFT = Qt.MouseButton.LeftButton
WHOLE = "EX-WHOLE"
One = TypeVar("One", bound=QDialog)


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_plan(tmp_path_factory.mktemp("day"))


def opened(planner: Planner, action: str, kind: type[One]) -> One:
    """Trigger an action, as its button and its keys do, and give the dialog that it opens."""
    planner.window.actions_of_table[action].trigger()
    planner.rest()
    found = [one for one in planner.window.findChildren(kind) if one.isVisible()]
    assert len(found) == 1
    return found[0]


def press(planner: Planner, button: object) -> None:
    assert button.isEnabled()  # type: ignore[attr-defined]
    QTest.mouseClick(button, LEFT)  # type: ignore[call-overload]
    planner.rest()


def gpx(corners: list[tuple[float, float]]) -> str:
    """A track as a receiver writes it."""
    points = "".join(f'<trkpt lat="{lat}" lon="{lon}"/>' for lon, lat in corners)
    head = '<gpx version="1.1" creator="EXAMPLE" xmlns="http://www.topografix.com/GPX/1/1">'
    return f'<?xml version="1.0"?>{head}<trk><name>EX</name><trkseg>{points}</trkseg></trk></gpx>'


def test_a_planning_day_in_the_window(qapp: QApplication, plan: Path, tmp_path: Path, proof: Proof) -> None:
    with planning(windows.copied(plan, tmp_path), tmp_path) as planner:
        parts = divide(planner, 6)
        score(planner, parts)
        propose(planner, parts)
        team = change_by_hand(planner, parts[0])
        write_packs(planner, tmp_path / "packs")
        bring_track(planner, parts[0], tmp_path / "walked.gpx")
        planner.drop_on_column(parts[0], "complete")
        told = see_coverage(planner, parts[0], team)
        proof("F6", "a planning day, clicked", f"{len(parts)} parts, {told}")


def divide(planner: Planner, count: int) -> list[str]:
    """The parts are seen on the map before they are written, and are the whole; gives their codes."""
    session, sketch = planner.window.session, planner.window.sketch
    whole = put(session.project, "survey_area", code=WHOLE, place=wkt(0, 0.1, side=0.06), purpose="reconnaissance",
                status="planned")  # fmt: skip
    session.select("survey_area", whole)
    dialog = opened(planner, "divide", DivideDialog)
    assert dialog.ground.text() == WHOLE
    before = set(session.project.register.codes("survey_area"))
    dialog.count.setValue(count)
    planner.rest()
    assert sketch.shown is not None
    assert sketch.shown.count == count
    assert set(session.project.register.codes("survey_area")) == before
    press(planner, dialog.go)
    assert sketch.shown is None
    parts = sorted(set(session.project.register.codes("survey_area")) - before)
    planner.ids |= session.project.register.codes("survey_area")
    shapes = [shape_in(planner.held(code)["place"]) for code in parts]
    ground = shape_in(planner.held(WHOLE)["place"])
    assert ground is not None
    assert sum(area_km2(one) for one in shapes if one is not None) == pytest.approx(area_km2(ground), rel=1e-4)
    return parts


def score(planner: Planner, parts: list[str]) -> None:
    """A weight is changed, and the scores with it; kept, they are priorities."""
    dialog = opened(planner, "score_areas", ScoreDialog)
    before = [one.score.total for one in dialog.found]
    dialog.weights["unvisited"].setValue(9.0)
    planner.rest()
    assert [one.score.total for one in dialog.found] != before
    urgency = {one.area.code: one.score.urgency for one in dialog.found}
    press(planner, dialog.go)
    assert {code: planner.held(code)["priority"] for code in parts} == {code: urgency[code] for code in parts}


def propose(planner: Planner, parts: list[str]) -> None:
    """Nothing is written before it is kept; what nobody may enter is in nobody's hands."""
    dialog = opened(planner, "propose", ProposeDialog)
    dialog.seconds.setValue(2)
    press(planner, dialog.go)
    found = dialog.found
    assert found is not None
    assert found.proposal.objective.total <= found.proposal.greedy.total
    assert "(weight 2000)" in dialog.objective.text()
    assert CLOSED in [area.code for area, _ in found.blocked]
    assert {planner.held(code)["status"] for code in parts} == {"planned"}
    told = [" ".join(line.cells) for line in dialog.model.rows if ASKED in line.cells[0]]
    assert [one.endswith("1 interview was held there already") for one in told] == [True]
    press(planner, dialog.keep)
    assert {planner.held(code)["status"] for code in parts} == {"assigned"}
    assert planner.held(CLOSED)["status"] == "planned"


def change_by_hand(planner: Planner, area: str) -> str:
    """An area goes to another team on the board, and is begun; gives the team."""
    planner.window.show_board()
    planner.rest()
    other = next(team for team in TEAMS if planner.ids[team] != planner.held(area)["team"])
    planner.drop_on_team(area, other)
    assert planner.held(area)["team"] == planner.ids[other]
    planner.drop_on_column(area, "in_progress")
    assert planner.held(area)["status"] == "in_progress"
    return other


def write_packs(planner: Planner, folder: Path) -> None:
    """Every team with an area in force gets its paper and files."""
    dialog = opened(planner, "team_packs", PackDialog)
    teams = [one.code for one in dialog.chosen]
    assert teams
    dialog.folder.setText(str(folder))
    dialog.lines["ordnance"].setText("EXAMPLE 1")
    press(planner, dialog.go)
    assert dialog.said.words.text().endswith(f"written into {folder}.")
    assert {f"{team}.{ending}" for team in teams for ending in ("pdf", "gpkg", "gpx", "kml", "qgs")} <= {
        one.name for one in folder.iterdir()
    }
    dialog.close()


def bring_track(planner: Planner, area: str, file: Path) -> None:
    """A receiver's track becomes one of the team of the area that is selected."""
    place = shape_in(planner.held(area)["place"])
    inside = shapely.point_on_surface(place)
    file.write_text(gpx([(inside.x - 0.002, inside.y), (inside.x + 0.002, inside.y)]), "utf-8")
    planner.window.session.select("survey_area", planner.ids[area])
    dialog = opened(planner, "bring_tracks", TracksDialog)
    dialog.file.setText(str(file))
    dialog.width_m.setValue(30)
    press(planner, dialog.go)
    assert dialog.said.words.text() == "1 track was taken in."
    dialog.close()


def see_coverage(planner: Planner, area: str, team: str) -> str:
    """The union and never the sum, its gaps on the map, the chart as high as the number; gives what it tells."""
    planner.window.show_coverage()
    planner.rest()
    workspace = planner.window.workspace_of("plan")
    assert isinstance(workspace, PlanWorkspace)
    panel = workspace.coverage
    assert panel.found is not None
    found, place = panel.found.coverage, shape_in(planner.held(area)["place"])
    assert place is not None
    assert found.union_km2 == pytest.approx(area_km2(place), rel=0.02)
    assert found.union_km2 < area_km2(place) + found.by_kind["track"]
    assert set(found.by_team) == {team}
    panel.until.setText(days_ago(1))
    planner.rest()
    assert panel.found.coverage.union_km2 == 0
    panel.until.clear()
    planner.rest()
    assert panel.found.coverage.union_km2 == found.union_km2
    QTest.keyClick(panel.gaps, Qt.Key.Key_Space)
    planner.rest()
    assert planner.window.sketch.purpose == "gaps"
    assert panel.chart.done.getData()[1].max() == pytest.approx(found.done_km2)
    return panel.told.text()


def test_a_proposal_that_is_looked_for_can_be_given_up_and_one_that_is_found_dropped(
    qapp: QApplication, plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped = Event()

    def after_it_was_stopped(*asked: Any, **more: Any) -> Proposed:
        stopped.wait(60)
        return proposing.propose(*asked, **more)

    with planning(windows.copied(plan, tmp_path), tmp_path) as planner:
        monkeypatch.setattr(propose_dialog, "propose", after_it_was_stopped)
        before = planner.columns()
        dialog = opened(planner, "propose", ProposeDialog)
        QTest.mouseClick(dialog.go, LEFT)
        assert dialog.works
        assert not dialog.fields.isEnabled()
        QTest.mouseClick(dialog.leave, LEFT)
        stopped.set()
        planner.rest()
        assert not dialog.works
        assert dialog.found is None
        dialog.seconds.setValue(0)
        press(planner, dialog.go)
        assert dialog.found is not None
        press(planner, dialog.drop)
        assert dialog.found is None
        assert not dialog.keep.isVisible()
        dialog.close()
        planner.rest()
        assert planner.columns() == before
