"""The board of assignments beside the map: a column for each status, the teams over them, and what is moved by hand."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PyQt6.QtCore import QPoint, QRect, QTimer
from PyQt6.QtGui import QAction, QCursor
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QMenu, QScrollArea, QVBoxLayout, QWidget

from desktop.forms.look import wrapped
from desktop.planning.action_bar import ActionBar
from desktop.planning.card import face_of
from desktop.planning.column import Column
from desktop.planning.contents import BoardContents
from desktop.planning.moving import Moving
from desktop.planning.opened import GatePopup, PriorityPopup, open_at
from desktop.planning.teams import TeamStrip
from desktop.session import Selected, Session
from desktop.theme.icons import live_icon
from forensics.messages import say
from forensics.vocabulary.places import SEARCH_PRIORITY
from forensics.vocabulary.planning import SURVEY_STATUS

AREA = "survey_area"
KEYS = say(
    "Drag a card to a column or a team. By key: Ctrl and an arrow takes it along, T asks for the team, Space opens its "
    "priority, Enter what keeps people out."
)
EDGE, STEP = 48, 24
"""Pixels from an edge at which a card that is held moves the columns, and by how many at a time."""
FOLDED = "cancelled"
ALWAYS = ("planned", "assigned", "in_progress")
"""The column that is folded away at first, and those that are not even where they are empty."""
BAR = ("divide", "score_areas", "propose", "team_packs")
"""The actions beside the buttons of the stage."""


class Sideways(QScrollArea):
    """The columns; where a card is held near an edge they go by, so that every one of them can be reached."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._timer = QTimer(self)
        self._timer.setInterval(30)
        self._timer.timeout.connect(lambda: self.pass_by(self.mapFromGlobal(QCursor.pos()).x()))

    def follow(self, dragging: bool) -> None:
        """Look where the hand is while it holds a card."""
        (self._timer.start if dragging else self._timer.stop)()

    def pass_by(self, x: int) -> None:
        """Go a step towards the edge that a place is near to, in pixels from the left."""
        bar = self.horizontalScrollBar()
        if bar is not None and x < EDGE:
            bar.setValue(bar.value() - STEP)
        elif bar is not None and x > self.width() - EDGE:
            bar.setValue(bar.value() + STEP)


class BoardPanel(QFrame):
    """What is chosen here is selected everywhere; what is selected elsewhere is seen here."""

    def __init__(self, session: Session, window: QWidget | None = None) -> None:
        super().__init__()
        self._session = session
        self.setProperty("role", "panel")
        self.contents = BoardContents(session, self)
        self.moving = Moving(session, self.contents, window if window is not None else self)
        self.bar, self.teams = ActionBar(BAR), TeamStrip(session)
        self.columns = {code: Column(session, code, label) for code, label in SURVEY_STATUS.codes.items()}
        self.popup: QWidget | None = None
        self.keys = wrapped("", "hint")
        self.keys.setContentsMargins(12, 4, 12, 6)
        self._lay_out()
        self._connect()
        self._folded_at_first = False
        self._relabel()

    def _lay_out(self) -> None:
        inside = QWidget()
        row = QHBoxLayout(inside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(1)
        for column in self.columns.values():
            row.addWidget(column, 1)
        self.across = Sideways()
        self.across.setWidget(inside)
        down = QVBoxLayout(self)
        down.setContentsMargins(0, 0, 0, 0)
        down.setSpacing(0)
        down.addWidget(self.teams)
        down.addWidget(self.across, 1)
        down.addWidget(self.keys)

    def _connect(self) -> None:
        session = self._session
        self.contents.changed.connect(self.show_all)
        self.teams.filtered.connect(lambda team: self.show_all())
        self.teams.dropped.connect(self.moving.give)
        session.language_changed.connect(lambda language: self._relabel())
        session.selection_changed.connect(self._follow)
        for column in self.columns.values():
            column.dropped.connect(self.moving.put)
            column.list.dragging.connect(self.across.follow)
            column.list.chosen.connect(partial(self._choose, column))
            column.list.aside.connect(partial(self._go_aside, column))
            column.list.carried.connect(partial(self._carry, column))
            column.list.team_wanted.connect(self.moving.ask)
            column.list.reasons_wanted.connect(self.open_priority)
            column.list.gate_wanted.connect(self.open_gate)
            column.list.menu_wanted.connect(self._offer_menu)

    # Showing

    def _relabel(self) -> None:
        self.keys.setText(self._session.translate(KEYS))
        self.show_all()
        self._follow(self._session.selected)

    def show_all(self) -> None:
        """Show the board as it is read, in the window's language."""
        shown = self.contents.shown
        if shown is None:
            return
        self.teams.show_teams(shown)
        for code, column in self.columns.items():
            cards = [one for one in shown.board.columns[code]
                     if not self.teams.team or one.area.team == self.teams.team]  # fmt: skip
            cards.sort(key=lambda one: (-one.overdue, _urgency(one.area.priority), one.area.code or ""))
            column.show_cards(cards, [face_of(self._session, shown, one) for one in cards])
            if not self._folded_at_first:
                column.fold(code == FOLDED or (code not in ALWAYS and not cards))
        self._folded_at_first = True
        self._follow(self._session.selected)

    def column_of(self, area: str) -> Column | None:
        """The column in which the card of an area is."""
        return next((one for one in self.columns.values() if one.list.model_of_cards.row_of(area) >= 0), None)

    def _follow(self, selected: Selected) -> None:
        area = selected.record if selected.type == AREA else ""
        for column in self.columns.values():
            if column.list.area != area:
                column.list.choose(area)
        here = self.column_of(area) if area else None
        if here is not None and not here.folded:
            QTimer.singleShot(0, lambda: self.across.ensureWidgetVisible(here, 0, 0))

    def _choose(self, column: Column, area: str) -> None:
        self._session.select(AREA, area)

    # By hand and key

    def _go_aside(self, column: Column, step: int) -> None:
        """The focus goes to the nearest column that is open and has cards."""
        order = [one for one in self.columns.values() if not one.folded]
        at = order.index(column) + step if column in order else -1
        while 0 <= at < len(order) and not order[at].list.model_of_cards.cards:
            at += step
        if 0 <= at < len(order):
            goal = order[at].list
            goal.setFocus()
            row = min(max(column.list.currentIndex().row(), 0), len(goal.model_of_cards.cards) - 1)
            goal.setCurrentIndex(goal.model_of_cards.index(row))

    def _carry(self, column: Column, area: str, step: int) -> None:
        order = list(self.columns)
        at = order.index(column.status) + step
        if 0 <= at < len(order):
            self.moving.put(area, order[at])

    def _offer_menu(self, area: str, at: QPoint) -> None:
        menu = self.menu_of(area)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def menu_of(self, area: str) -> QMenu:
        """All that can be done with a card: the teams that it can be given to, the columns that it can be put into."""
        menu, say_ = QMenu(self), self._session.translate
        shown = self.contents.shown
        give = menu.addMenu(live_icon("team"), say_(say("Assign to")))
        for team in shown.situation.teams if shown is not None and give is not None else ():
            _add(give, " · ".join(filter(None, (team.code, team.name))),
                 partial(self.moving.give, area, team.id or ""))  # fmt: skip
        put = menu.addMenu(live_icon("plan"), say_(say("Move to")))
        for code, label in SURVEY_STATUS.codes.items():
            _add(put, self._session.label(label), partial(self.moving.put, area, code))
        _add(menu, say_(say("Assign with dates…")), partial(self.moving.ask, area))
        _add(menu, say_(say("Why this priority")), lambda: self.open_priority(area, self._place(area)))
        _add(menu, say_(say("May a team enter it?")), lambda: self.open_gate(area, self._place(area)))
        return menu

    def _place(self, area: str) -> QRect:
        column = self.column_of(area)
        if column is None:
            return QRect(self.mapToGlobal(QPoint(0, 0)), self.size())
        rect, viewport = column.list.rect_of(area), column.list.viewport()
        return QRect(viewport.mapToGlobal(rect.topLeft()) if viewport is not None else QPoint(), rect.size())

    def open_priority(self, area: str, place: QRect) -> None:
        """Why the priority of an area is what it is."""
        shown, card = self.contents.shown, self.contents.card_of(area)
        if shown is not None and card is not None:
            self._open(PriorityPopup(self._session, shown, card, self), place)

    def open_gate(self, area: str, place: QRect) -> None:
        """Why nobody may enter an area, and the way to the lead's override."""
        card = self.contents.card_of(area)
        if card is not None:
            self._open(GatePopup(self._session, card, lambda: self._override(area), self), place)

    def _open(self, popup: PriorityPopup | GatePopup, place: QRect) -> None:
        if self.popup is not None:
            self.popup.close()
            self.popup.deleteLater()
        self.popup = popup
        open_at(popup, place)

    def _override(self, area: str) -> None:
        dialog = self.moving.ask(area)
        if dialog is not None:
            dialog.overrides.setChecked(True)


def _urgency(priority: str | None) -> int:
    order = list(SEARCH_PRIORITY.codes)
    return order.index(priority) if priority in order else len(order)


def _add(menu: QMenu | None, words: str, call: Callable[[], object]) -> None:
    if menu is not None:
        action = QAction(words, menu)
        action.triggered.connect(lambda checked: call())
        menu.addAction(action)
