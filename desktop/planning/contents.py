"""What the board shows, read on a thread and again when anything that it rests on changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from PyQt6.QtCore import QObject, pyqtSignal

from desktop.forms.latest import Latest
from desktop.session import Session
from forensics.ports import Found, Receipt
from forensics.records.planning import SurveyArea, Team
from layers.planning.board import Board, Card, board_of
from layers.planning.proposing import hours_of
from layers.planning.situation import Situation, situation_of
from layers.project import Project

RESTS_ON = frozenset({"survey_area", "team", "hazard", "practitioner", "settlement"})


@dataclass(frozen=True)
class Shown:
    """The board with the situation that it was made of, and the names of the places that its areas lie at."""

    situation: Situation
    board: Board
    names: Mapping[str, Found] = field(default_factory=dict)

    def card(self, area: str) -> Card | None:
        """The card of an area by its id."""
        return next((one for one in self.board.cards if one.area.id == area), None)

    def of_team(self, team: str) -> list[Card]:
        """The cards of a team's areas that are to be done."""
        return [one for one in self.board.cards if one.area.team == team and one.area.status in UNDER_WAY]

    def hours(self, team: str) -> float:
        """What a team's areas that are to be done are expected to take."""
        return sum(hours_of(one.area) for one in self.of_team(team))

    @property
    def teams(self) -> list[Team]:
        """The teams, those first that are overdue the longest."""
        late = {team.id or "": max((one.overdue for one in self.of_team(team.id or "")), default=0)
                for team in self.situation.teams}  # fmt: skip
        return sorted(self.situation.teams, key=lambda one: (-late[one.id or ""], one.code or ""))

    def overdue(self, team: str) -> int:
        """By how many days a team is overdue at most."""
        return max((one.overdue for one in self.of_team(team)), default=0)


UNDER_WAY = ("assigned", "in_progress", "paused_security")


class BoardContents(QObject):
    """Reads the board; `changed` tells that another one is there."""

    changed = pyqtSignal()

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self.shown: Shown | None = None
        self._reading = Latest(self)
        self._reading.answered.connect(self._take)
        self._reading.refused.connect(session.refused)
        self._reading.failed.connect(session.failed)
        session.changed.connect(self._refresh)
        self.read()

    def read(self) -> None:
        """Read it again."""
        project, before = self._session.project, self.shown
        self._reading.ask(lambda: read_board(project, before))

    def card_of(self, area: str) -> Card | None:
        """The card of an area by its id, where the board is read."""
        return self.shown.card(area) if self.shown is not None else None

    def _take(self, shown: Shown) -> None:
        self.shown = shown
        self.changed.emit()

    def _refresh(self, receipt: Receipt) -> None:
        if RESTS_ON.intersection(receipt.changed):
            self.read()


def read_board(project: Project, before: Shown | None = None) -> Shown:
    """The board as it stands now; of what is as it was before the gate is not asked again. Blocking."""
    situation = situation_of(project)
    if before is not None:
        situation.take_up(before.situation)
    places = {one.settlement for one in situation.areas if one.settlement}
    return Shown(situation, board_of(situation), project.register.titles(places, ["settlement"]))


def place_of(shown: Shown, area: SurveyArea, language: str) -> str:
    """The name of the settlement of an area, else nothing."""
    found = shown.names.get(area.settlement or "")
    if found is None:
        return ""
    return found.names.get(language) or next(iter(found.names.values()), found.code)
