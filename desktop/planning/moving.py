"""A card was put somewhere else: the area is written through the one gate, or what stands in the way is shown."""

from __future__ import annotations

from PyQt6.QtCore import QObject
from PyQt6.QtWidgets import QWidget

from desktop import tasks
from desktop.overlap.dialog import show_overlap
from desktop.planning.assign_dialog import AssignDialog, what_of
from desktop.planning.contents import BoardContents
from desktop.session import Session
from forensics.errors import RecordRefused, TaphosError
from forensics.messages import say
from forensics.planning.gate import IN_FORCE
from forensics.ports import Receipt
from forensics.vocabulary.planning import SURVEY_STATUS
from layers.planning.assigning import Assignment, assign
from layers.planning.board import Card
from layers.planning.moving import COMPLETE, Outlook, days_for, found_of, move, outlook


class Moving(QObject):
    """What a hand or a key did with a card becomes a commit that can be undone; what is asked first is asked."""

    def __init__(self, session: Session, contents: BoardContents, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._contents, self._window = session, contents, window
        self.dialog: AssignDialog | None = None

    def put(self, area: str, status: str) -> None:
        """Put an area into a column."""
        card = self._contents.card_of(area)
        shown = self._contents.shown
        if card is None or shown is None or card.area.status == status:
            return
        if status == "assigned":
            self.give(area, card.area.team or "")
            return
        session, one, day = self._session, card.area, shown.situation.day
        label = session.label(SURVEY_STATUS.codes[status])
        session.write(
            lambda progress: move(session.project, one, status, day), f"{one.code} → {label}",
            saved=lambda receipt: self._moved(card, status),
            refused=lambda refusal: self._refused(card, status, refusal),
        )  # fmt: skip

    def give(self, area: str, team: str) -> None:
        """Give an area to a team; where nothing is to be asked or shown before, at once."""
        card, shown = self._contents.card_of(area), self._contents.shown
        if card is None or shown is None:
            return
        known = shown.situation.team_of.get(team)
        if known is None or (card.area.team == team and card.area.status in IN_FORCE):
            self.ask(area, team)
            return
        first, last = days_for(card.area, known, shown.situation.day)
        wanted = Assignment(team, first.isoformat(), last.isoformat())
        project, one = self._session.project, card.area
        tasks.start(
            lambda progress: outlook(project, one, known, wanted),
            done=lambda found: self._looked(card, wanted, found),
            refused=self._session.refused.emit, failed=self._session.failed.emit,
        )  # fmt: skip

    def ask(self, area: str, team: str = "", *, begins: bool = False) -> AssignDialog | None:
        """Show what is to be known before an area is assigned, and ask the rest."""
        card, shown = self._contents.card_of(area), self._contents.shown
        if card is None or shown is None:
            return None
        window, session = self._window, self._session
        self.dialog = AssignDialog(session, shown, card, team, window, begins=begins,
                                   compare=lambda: show_overlap(session, self.dialog))  # fmt: skip
        self.dialog.show_over()
        return self.dialog

    def _looked(self, card: Card, wanted: Assignment, found: Outlook) -> None:
        area, session = card.area, self._session
        if found.refusal is not None or found.asked or found.lacks is not None:
            self.ask(area.id or "", wanted.team)
            return
        shown = self._contents.shown
        team = shown.situation.team_of.get(wanted.team) if shown is not None else None
        session.write(lambda progress: assign(session.project, found_of(area), wanted), what_of(area, team),
                      saved=lambda receipt: self._assigned(card, team.code or "" if team else "", receipt))  # fmt: skip

    def _assigned(self, card: Card, team: str, receipt: Receipt) -> None:
        if receipt.commit:
            self._session.told.emit(say("{area} is assigned to {team}.", area=card.area.code, team=team))

    def _moved(self, card: Card, status: str) -> None:
        if status == COMPLETE:
            self._session.select("survey_area", card.area.id or "")
            self._session.told.emit(
                say("{code} is complete; its record asks what came of it.", code=card.area.code)
            )  # fmt: skip

    def _refused(self, card: Card, status: str, refusal: TaphosError) -> None:
        """Where the gate is closed, say why and offer the lead's override; anything else is told as it is."""
        if isinstance(refusal, RecordRefused) and status in IN_FORCE:
            self.ask(card.area.id or "", card.area.team or "", begins=status == "in_progress")
        else:
            self._session.refused.emit(refusal)
