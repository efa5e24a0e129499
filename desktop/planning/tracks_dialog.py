"""Tracks are brought back: which files, who walked them, how wide was seen, and in which area."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtWidgets import QComboBox, QDoubleSpinBox, QFileDialog, QWidget

from desktop.forms.latest import Latest
from desktop.planning.contents import Shown, read_board
from desktop.safekeeping.work_dialog import WorkDialog
from desktop.session import Session
from forensics.messages import Message, say, say_count
from layers.planning.returning import Brought, Walked, bring_tracks

WIDEST = 10_000
WIDTH_M = 20.0


class TracksDialog(WorkDialog):
    """A track that does not say how wide was seen covers nothing, so that is asked here."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session.translate, say("Bring tracks back"), say("Take them in"), parent)
        self.session = session
        self.shown: Shown | None = None
        self.file, self.team, self.area, self.width_m = self.line(), QComboBox(), QComboBox(), QDoubleSpinBox()
        self.width_m.setRange(0, WIDEST)
        self.width_m.setDecimals(1)
        self.width_m.setValue(WIDTH_M)
        self.width_m.setSuffix(f" {self.translate(say('m'))}")
        self.add(say("File"), self.with_choice(self.file, self._choose), say("GPX, or any file with lines."))
        self.add(say("Team"), self.team)
        self.add(say("Survey area"), self.area)
        self.add(say("Width seen on both sides"), self.width_m, say("0 m: as the area says, else nothing is covered."))
        self.team.currentIndexChanged.connect(lambda _: self._offer_areas())
        self._reading = Latest(self)
        self._reading.answered.connect(self._take)
        self._reading.refused.connect(session.refused)
        self._reading.failed.connect(session.failed)
        project = session.project
        self._reading.ask(lambda: read_board(project))
        self.look()

    def _take(self, shown: Shown) -> None:
        self.shown = shown
        for team in sorted(shown.teams, key=lambda one: (-len(shown.of_team(one.id or "")), one.code or "")):
            self.team.addItem(" · ".join(filter(None, (team.code, team.name))), team.id)
        selected = self.session.selected
        card = shown.card(selected.record) if selected.type == "survey_area" else None
        if card is not None and card.area.team:
            self.team.setCurrentIndex(max(self.team.findData(card.area.team), 0))
        self._offer_areas()
        if card is not None:
            self.area.setCurrentIndex(max(self.area.findData(card.area.id), 0))
        self.look()

    def _offer_areas(self) -> None:
        self.area.clear()
        self.area.addItem(self.translate(say("None, or several")), "")
        for card in self.shown.board.cards if self.shown is not None else ():
            if card.area.team == self.team.currentData() and card.area.status != "cancelled":
                self.area.addItem(card.area.code or "", card.area.id)

    def missing(self) -> Message | None:
        if not Path(self.file.text().strip()).expanduser().is_file():
            return say("Choose the file that was brought back.")
        return None if self.team.currentData() else say("Choose the team.")

    def begin(self) -> None:
        project, file = self.session.project, Path(self.file.text().strip()).expanduser()
        area = str(self.area.currentData() or "")
        card = self.shown.card(area) if self.shown is not None else None
        purpose = card.area.purpose or "" if card is not None else ""
        walked = Walked(str(self.team.currentData()), self.width_m.value(), area, purpose)
        self.work(lambda progress: bring_tracks(project, file, walked, progress), self._brought, in_order=True)

    def _brought(self, brought: Brought) -> None:
        name = self.translate(say("Tracks brought back"))
        if brought.report.receipt is not None:
            self.session.know(brought.report.receipt, name)
        self.session.know(brought.receipt, name)
        if brought.told:
            self.tell("warning", brought.told[0])
            return
        said = say_count("{count} track was taken in.", "{count} tracks were taken in.", count=len(brought.tracks))
        self.tell("good", said)
        self.file.clear()
        self.tell("good", said)

    def _choose(self) -> str:
        named, _ = QFileDialog.getOpenFileName(self, self.windowTitle(), str(Path.home()), "GPX (*.gpx);;* (*)")
        return named


def show_tracks(session: Session, window: QWidget | None) -> TracksDialog:
    """Open the dialog over a window."""
    dialog = TracksDialog(session, window)
    dialog.show_over()
    return dialog
