"""The teams over the board: those first that are overdue; pressed, one filters it, and a card dropped on one is its."""

from __future__ import annotations

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtGui import QDragEnterEvent, QDropEvent
from PyQt6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from desktop.forms.flow import Flow
from desktop.planning.card import late_by
from desktop.planning.column import area_in
from desktop.planning.contents import Shown
from desktop.session import Session
from desktop.theme.icons import live_icon
from forensics.messages import say, say_count
from forensics.records.planning import Team


class TeamButton(QPushButton):
    """A team, with how many areas it has to do."""

    dropped = pyqtSignal(str, str)
    """The id of an area, and of this team."""

    def __init__(self, team: Team, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.team = team
        self.setProperty("kind", "choice")
        self.setCheckable(True)
        self.setAcceptDrops(True)

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:
        if event is not None and area_in(event.mimeData()):
            event.acceptProposedAction()
            self.setDown(True)

    def dragLeaveEvent(self, event: object) -> None:
        self.setDown(False)

    def dropEvent(self, event: QDropEvent | None) -> None:
        self.setDown(False)
        area = area_in(event.mimeData()) if event is not None else ""
        if event is not None and area:
            event.acceptProposedAction()
            self.dropped.emit(area, self.team.id or "")


class TeamStrip(QFrame):
    """All teams as buttons, in as many lines as they need."""

    filtered = pyqtSignal(str)
    """The id of the team whose cards alone are wanted; nothing for all."""
    dropped = pyqtSignal(str, str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setProperty("role", "head")
        self.buttons: dict[str, TeamButton] = {}
        self.team = ""
        inside = QWidget()
        self._flow = Flow(inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 6)
        column.addWidget(inside)
        self._told: tuple[tuple[str, str, str], ...] = ()

    def show_teams(self, shown: Shown) -> None:
        """Show the teams with what they have to do; those that are as before are not made anew."""
        told = tuple((one.id or "", *self._words(shown, one)) for one in shown.teams)
        if told == self._told:
            return
        self._told = told
        self._flow.clear()
        self.buttons = {}
        for team, (id_, words, hint) in zip(shown.teams, told, strict=True):
            button = TeamButton(team)
            button.setText(words)
            button.setToolTip(hint)
            if shown.overdue(id_):
                button.setIcon(live_icon("warning", "warning"))
            button.setChecked(id_ == self.team)
            button.clicked.connect(lambda checked, id_=id_: self._press(id_ if checked else ""))
            button.dropped.connect(self.dropped)
            self._flow.addWidget(button)
            self.buttons[id_] = button
        self.setVisible(bool(self.buttons))

    def _words(self, shown: Shown, team: Team) -> tuple[str, str]:
        """What stands on the button of a team, and what its tool tip says."""
        id_, translate = team.id or "", self._session.translate
        areas, late = len(shown.of_team(id_)), shown.overdue(id_)
        load = translate(say_count("{count} area, {hours:.0f} h", "{count} areas, {hours:.0f} h", count=areas,
                                   hours=shown.hours(id_)))  # fmt: skip
        words = f"{team.code}  {areas}"
        hint = [" · ".join(filter(None, (team.code, team.name))), load]
        if late:
            said = translate(late_by(late))
            words = f"{words} · {translate(say('{days:,} d late', days=late))}"
            hint.append(said)
        return words, "\n".join(filter(None, hint))

    def _press(self, team: str) -> None:
        self.team = team
        for id_, button in self.buttons.items():
            button.setChecked(id_ == team)
        self.filtered.emit(team)
