"""The board: cards are moved by hand and key through the one gate, and nothing is written before it was looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QLabel

from desktop.planning.contents import read_board
from desktop.planning.opened import GatePopup, PriorityPopup
from layers.editing import keep, setting
from layers.gating import this_day
from layers.planning.assigning import Assignment, assign
from layers.planning.proposing import keep_proposal, propose
from layers.planning.situation import situation_of
from layers.project import open_project
from tests.desktop.planning.boards import ASKED, CLOSED, OPEN, Planner, days_ago, planning, put, small_plan, wkt
from tests.desktop.window import windows
from tests.layers.projects import closing

LEFT = Qt.MouseButton.LeftButton
WHY = "No team may enter EX-AR-8: all of it is held by no assessment in date; no hazard on the map is not safety."


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_plan(tmp_path_factory.mktemp("board"))


@pytest.fixture
def planner(qapp: QApplication, plan: Path, tmp_path: Path) -> Iterator[Planner]:
    with planning(windows.copied(plan, tmp_path), tmp_path) as opened:
        yield opened


def test_a_card_that_is_dropped_on_a_team_is_assigned_to_it_and_can_be_taken_back(planner: Planner) -> None:
    planner.drop_on_team("EX-AR-1", "EX-T1")
    assert planner.columns()["assigned"] == ["EX-AR-1"]
    held = planner.held("EX-AR-1")
    assert (held["status"], held["team"]) == ("assigned", planner.ids["EX-T1"])
    assert (held["planned_start"], held["planned_end"]) == (this_day().isoformat(), days_ago(-1))
    planner.window.session.undo()
    planner.rest()
    assert "EX-AR-1" in planner.columns()["planned"]
    assert planner.held("EX-AR-1")["status"] == "planned"


def test_where_the_gate_is_closed_nothing_is_written_and_one_sentence_says_why(planner: Planner) -> None:
    planner.drop_on_team(CLOSED, "EX-T0")
    assert planner.held(CLOSED)["status"] == "planned"
    dialog = planner.dialog
    assert dialog.gate.words.text() == WHY
    assert not dialog.go.isEnabled()
    dialog.close()


def test_a_lead_can_send_a_team_all_the_same_with_a_reason(planner: Planner) -> None:
    planner.drop_on_team(CLOSED, "EX-T0")
    dialog = planner.dialog
    QTest.keyClick(dialog.overrides, Qt.Key.Key_Space)
    planner.rest()
    assert not dialog.go.isEnabled()
    QTest.keyClicks(dialog.reason, "EXAMPLE: by road alone")
    planner.rest()
    QTest.mouseClick(dialog.go, LEFT)
    planner.rest()
    held = planner.held(CLOSED)
    assert (held["status"], held["hazard_clearance"], held["override_reason"]) == (
        "assigned", "overridden", "EXAMPLE: by road alone",
    )  # fmt: skip
    assert planner.columns()["assigned"] == [CLOSED]


def test_who_was_interviewed_is_shown_before_an_area_is_assigned(planner: Planner) -> None:
    planner.drop_on_team(ASKED, "EX-T0")
    assert planner.held(ASKED)["status"] == "planned"
    dialog = planner.dialog
    assert [[dialog.model.cell(row, at) for at in range(4)] for row in dialog.model.rows] == [
        ["EX-W1", "EX-IV", "2023-03", "No, do not recontact"]
    ]
    assert dialog.asked.isVisible()
    QTest.mouseClick(dialog.go, LEFT)
    planner.rest()
    assert planner.held(ASKED)["status"] == "assigned"


def test_a_card_goes_from_column_to_column_by_key(planner: Planner) -> None:
    control = Qt.KeyboardModifier.ControlModifier
    planner.drop_on_team("EX-AR-2", "EX-T0")
    planner.key("EX-AR-2", Qt.Key.Key_Right, control)
    held = planner.held("EX-AR-2")
    assert (held["status"], held["start"]) == ("in_progress", this_day().isoformat())
    planner.drop_on_column("EX-AR-2", "complete")
    held = planner.held("EX-AR-2")
    assert (held["status"], held["end"]) == ("complete", this_day().isoformat())
    assert planner.window.session.selected.record == planner.ids["EX-AR-2"]
    planner.drop_on_column("EX-AR-2", "planned")
    held = planner.held("EX-AR-2")
    assert (held["status"], held.get("team"), held.get("end")) == ("planned", None, None)


def test_a_blocked_area_cannot_be_begun_and_its_column_does_not_count_it(plan: Path, tmp_path: Path) -> None:
    folder = windows.copied(plan, tmp_path)
    with planning(folder, tmp_path) as planner:
        planner.drop_on_team("EX-AR-1", "EX-T0")
        put(planner.window.session.project, "hazard", code="EX-H", hazard_type="mine", hazard_class="confirmed",
            status="open", place=wkt(0.005, 0.005, side=0.001))  # fmt: skip
        planner.board.contents.read()
        planner.rest()
        assert planner.board.columns["assigned"].head.count == "0 + 1 blocked"
        planner.press("EX-AR-1", "gate")
        popup = planner.board.popup
        assert isinstance(popup, GatePopup)
        assert popup.said.words.text() == (
            "EX-AR-1 is blocked, so nobody may be there: EX-H (Confirmed) is open, and it touches it."
        )
        popup.close()
        planner.drop_on_column("EX-AR-1", "in_progress")
        assert planner.held("EX-AR-1")["status"] == "assigned"
        assert (
            planner.dialog.gate.words.text()
            == "No team may enter EX-AR-1: EX-H (Confirmed) is open, and it touches it."
        )
        planner.dialog.close()


def test_a_priority_opens_to_its_reasons(planner: Planner) -> None:
    planner.press("EX-AR-1", "priority")
    popup = planner.board.popup
    assert isinstance(popup, PriorityPopup)
    words = [label.text() for label in popup.findChildren(QLabel)]
    assert "days since the last visit: never" in words
    assert popup.note.text().startswith("Score 0.")
    popup.close()


def test_what_is_selected_on_the_board_is_selected_in_table_and_map_and_the_other_way_round(planner: Planner) -> None:
    planner.press("EX-AR-3", "code")
    assert planner.window.session.selected.ids == (planner.ids["EX-AR-3"],)
    assert planner.window.inspector.draft is not None
    planner.window.session.select("survey_area", planner.ids["EX-AR-1"])
    planner.rest()
    assert planner.board.columns["planned"].list.area == planner.ids["EX-AR-1"]


def test_overdue_teams_come_first_and_a_team_filters_the_board(plan: Path, tmp_path: Path) -> None:
    folder = windows.copied(plan, tmp_path)
    with closing(open_project(folder)) as project:
        put(project, "survey_area", code="EX-LATE", place=wkt(0.1, 0.1), purpose="reconnaissance", status="in_progress",
            team="EX-T2", start=days_ago(20), planned_end=days_ago(4))  # fmt: skip
    with planning(folder, tmp_path) as planner:
        first = next(iter(planner.board.teams.buttons.values()))
        assert first.text() == "EX-T2  1 · 4 d late"
        assert planner.board.columns["in_progress"].list.model_of_cards.cards[0].overdue == 4
        QTest.mouseClick(first, LEFT)
        assert planner.columns() == {"in_progress": ["EX-LATE"]}
        QTest.mouseClick(first, LEFT)
        assert set(planner.columns()["planned"]) == {*OPEN, CLOSED, ASKED}


def test_a_hand_drags_out_of_a_list_what_can_be_dropped(planner: Planner) -> None:
    cards = planner.board.columns["planned"].list
    row = cards.model_of_cards.row_of(planner.ids["EX-AR-1"])
    data = cards.model_of_cards.mimeData([cards.model_of_cards.index(row)])
    assert cards.model_of_cards.canDropMimeData(data, Qt.DropAction.CopyAction, -1, -1, cards.rootIndex())
    assert cards.dragEnabled()
    planner.board.columns["cancelled"].fold(True)
    planner.drop("EX-AR-1", planner.board.columns["cancelled"])
    assert planner.held("EX-AR-1")["status"] == "cancelled"


def test_where_a_card_is_held_near_an_edge_the_columns_go_by(planner: Planner) -> None:
    across = planner.board.across
    for column in planner.board.columns.values():
        column.fold(False)
    planner.rest()
    bar = across.horizontalScrollBar()
    assert bar is not None
    assert bar.maximum() > 0
    bar.setValue(0)
    across.pass_by(across.width() // 2)
    assert bar.value() == 0
    across.pass_by(across.width() - 5)
    assert bar.value() > 0
    across.pass_by(5)
    assert bar.value() == 0


def test_a_board_that_is_read_again_is_the_board_as_it_stands(plan: Path, tmp_path: Path) -> None:
    """What is taken up of the board before is what would be asked anew, after each change of what it rests on."""
    with closing(open_project(windows.copied(plan, tmp_path))) as project:
        area = project.register.find("EX-AR-1", ("survey_area",))
        team = project.register.find("EX-T0", ("team",))
        shown = read_board(project)
        changes: list[Callable[[], object]] = [
            lambda: assign(project, area, Assignment(team.id, days_ago(-1), days_ago(-3))),
            lambda: put(project, "hazard", code="EX-H", hazard_type="mine", hazard_class="confirmed", status="open",
                        place=wkt(0.005, 0.005, side=0.001)),
            lambda: put(project, "survey_area", code="EX-NEW", place=wkt(0.3, 0.3), purpose="interview"),
            lambda: keep(project, setting(project, area, {"place": wkt(0.1, 0.15)}), "EXAMPLE"),
        ]  # fmt: skip
        for at, change in enumerate(changes):
            change()
            shown = read_board(project, shown)
            assert shown.board == read_board(project).board, at
        closed = {card.area.code: bool(card.closed) for card in shown.board.cards}
        assert closed["EX-NEW"]
        assert not closed["EX-AR-1"]


def test_an_area_that_is_visited_again_has_no_end_of_work_any_more(plan: Path, tmp_path: Path) -> None:
    folder = windows.copied(plan, tmp_path)
    with closing(open_project(folder)) as project:
        for code, east in (("EX-AGAIN", 0.1), ("EX-OTHER", 0.13)):
            put(project, "survey_area", code=code, place=wkt(east, 0.1), purpose="reconnaissance", end=days_ago(20),
                status="needs_revisit", start=days_ago(30))  # fmt: skip
    with planning(folder, tmp_path) as planner:
        planner.drop_on_team("EX-AGAIN", "EX-T0")
        held = planner.held("EX-AGAIN")
        assert (held["status"], held.get("end")) == ("assigned", None)
        project = planner.window.session.project
        keep_proposal(project, propose(situation_of(project), seconds=0), "EXAMPLE")
        held = planner.held("EX-OTHER")
        assert (held["status"], held.get("end")) == ("assigned", None)
