"""A small plan on a real project, its board in a real window, and the drags and presses of a planner."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import shapely
from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtGui import QDragEnterEvent, QDropEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QWidget

from desktop.forms.latest import Latest
from desktop.planning.assign_dialog import AssignDialog
from desktop.planning.board import BoardPanel
from desktop.planning.column import mime_of
from desktop.window.main_window import MainWindow
from forensics.ports import Values
from layers.editing import adding, keep
from layers.gating import this_day
from layers.project import Project
from tests.desktop.window import windows
from tests.forensics.planning.ground import LAT, LON, square
from tests.layers.projects import closing, make

SIDE = 0.02
TEAMS = ("EX-T0", "EX-T1", "EX-T2")
OPEN = ("EX-AR-1", "EX-AR-2", "EX-AR-3")
CLOSED, ASKED = "EX-AR-8", "EX-AR-9"
"""An area without an assessment, and one in which an interview was held."""
ASSESSED = {
    "hazard_type": "ERW", "hazard_class": "assessed_no_evidence", "status": "closed",
    "assessment": "non_technical_survey", "assessed_on": "2024-01-05", "valid_until": "2099-12-31",
    "clearance_body": "EXAMPLE",
}  # fmt: skip


def wkt(*place: float, side: float = SIDE) -> str:
    """A square as a planner would paste it."""
    found: str = shapely.MultiPolygon([square(*place, side=side)]).wkt
    return found


def put(project: Project, type_: str, **texts: str) -> str:
    """Add a record the way the command line does; gives its id."""
    edit = adding(project, type_, texts)
    keep(project, edit, "EXAMPLE")
    return edit.record


def small_plan(folder: Path) -> Path:
    """Three teams, three areas that may be entered, one that may not, one where people were interviewed already."""
    with closing(make(folder / "plan")) as project:
        put(project, "settlement", code="EX-P", place=f"{LAT + 0.09}, {LON + 0.01}", population="3000")
        put(project, "practitioner", code="EX-L", roles="lead")
        for at, code in enumerate(TEAMS):
            put(project, "team", code=code, skills="interviewing", place=f"{LAT}, {LON + 0.02 * at}",
                members="EX-L")  # fmt: skip
        put(project, "hazard", code="EX-A", place=wkt(side=0.2), **ASSESSED)
        for at, code in enumerate(OPEN):
            put(project, "survey_area", code=code, place=wkt(0.03 * at), purpose="reconnaissance", status="planned",
                priority="high", expected_hours="16")  # fmt: skip
        put(project, "survey_area", code=CLOSED, place=wkt(0.5), purpose="reconnaissance", status="planned")
        put(project, "survey_area", code=ASKED, place=wkt(0, 0.08), purpose="interview", status="planned",
            settlement="EX-P")  # fmt: skip
        put(project, "interview", code="EX-IV", settlement="EX-P", interviewee_code="EX-W1", date="2023-03-04",
            month="2023-03", recontact="no")  # fmt: skip
        return project.folder


def days_ago(days: int) -> str:
    """A day that is so many days past."""
    return (this_day() - timedelta(days=days)).isoformat()


class Planner:
    """A window with its board, and the hand on it."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        window.show_board()
        windows.at_rest(window)
        panel = window.stage.widget
        assert isinstance(panel, BoardPanel)
        self.board = panel
        self.ids = window.session.project.register.codes("survey_area") | window.session.project.register.codes("team")

    def rest(self) -> None:
        """Wait until everything was written and shown, what a dialog asks included."""
        quiet = 0
        while quiet < 3:
            windows.at_rest(self.window)
            asks = (one for window in QApplication.topLevelWidgets() for one in window.findChildren(Latest))
            quiet = 0 if any(one.waiting for one in asks) else quiet + 1
            QTest.qWait(10)

    def columns(self) -> dict[str, list[str]]:
        """The codes of the cards that are seen in each column that has any."""
        cards = {code: [one.area.code or "" for one in column.list.model_of_cards.cards]
                 for code, column in self.board.columns.items()}  # fmt: skip
        return {code: codes for code, codes in cards.items() if codes}

    def held(self, code: str, type_: str = "survey_area") -> Values:
        """What the register holds of an area."""
        register = self.window.session.project.register
        found = register.values(type_, register.codes(type_)[code])
        assert found is not None
        return found

    def drop(self, code: str, target: QWidget, *, settle: bool = True) -> None:
        """Drag a card over something and let it go, as Qt tells it."""
        data, middle = mime_of(self.ids[code]), target.rect().center()
        left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        entering = QDragEnterEvent(middle, Qt.DropAction.CopyAction, data, left, none)
        QApplication.sendEvent(target, entering)
        assert entering.isAccepted()
        QApplication.sendEvent(target, QDropEvent(QPointF(middle), Qt.DropAction.CopyAction, data, left, none))
        if settle:
            self.rest()

    def drop_on_column(self, code: str, status: str) -> None:
        """Drop a card on the cards of a column."""
        viewport = self.board.columns[status].list.viewport()
        assert viewport is not None
        self.drop(code, viewport)

    def drop_on_team(self, code: str, team: str) -> None:
        self.drop(code, self.board.teams.buttons[self.ids[team]])

    def press(self, code: str, what: str) -> None:
        """Press on a card where its priority is written, where it says what keeps people out, or on its code."""
        column = self.board.column_of(self.ids[code])
        assert column is not None
        cards = column.list
        rect = cards.rect_of(self.ids[code])
        face = cards.model_of_cards.index(cards.model_of_cards.row_of(self.ids[code])).data(Qt.ItemDataRole.UserRole)
        place = {"priority": cards.cards_drawn.priority_rect, "gate": cards.cards_drawn.told_rect}.get(what)
        at = place(rect, face).center() if place is not None else rect.topLeft() + QPoint(20, 14)
        viewport = cards.viewport()
        assert viewport is not None
        QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
        self.rest()

    def key(self, code: str, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Go to a card and press a key."""
        column = self.board.column_of(self.ids[code])
        assert column is not None
        column.list.setFocus()
        column.list.choose(self.ids[code])
        QTest.keyClick(column.list, key, modifier)
        self.rest()

    @property
    def dialog(self) -> AssignDialog:
        """The dialog that asks before an area is assigned."""
        found = self.board.moving.dialog
        assert found is not None
        assert found.isVisible()
        return found


@contextmanager
def planning(project: Path, folder: Path, language: str = "en") -> Iterator[Planner]:
    """The board on a project."""
    with windows.opened(project, folder, workspace="plan", language=language) as window:
        yield Planner(window)
