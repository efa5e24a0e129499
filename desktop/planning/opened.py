"""What opens on a press on a card: why its priority is what it is, and what keeps people out of its area."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import QPoint, QRect
from PyQt6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from desktop.forms.latest import Latest
from desktop.forms.look import Said, wrapped
from desktop.forms.popup import Popup
from desktop.planning.card import late_by, why_closed
from desktop.planning.contents import Shown
from desktop.session import Session
from desktop.theme.icons import live_icon
from forensics.messages import say
from forensics.vocabulary.places import SEARCH_PRIORITY
from layers.language import format_number
from layers.planning.board import Card
from layers.planning.scoring import Scored, scores

WIDTH = 360
NAMED = 4
"""So many records behind a reason are named."""


class PriorityPopup(Popup):
    """The score of an area as the register gives it now, opened to its reasons."""

    def __init__(self, session: Session, shown: Shown, card: Card, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._card = session, card
        self.setFixedWidth(WIDTH)
        area, told = card.area, session.translate
        label = SEARCH_PRIORITY.codes.get(area.priority or "")
        words = session.label(label) if label else told(say("No priority"))
        self.heading = wrapped(f"{area.code}: {words}", "strong")
        self.column.addWidget(self.heading)
        self.kept = wrapped(area.priority_reason or "", "hint")
        self.kept.setVisible(bool(area.priority_reason))
        self.column.addWidget(self.kept)
        self.rows = QGridLayout()
        self.rows.setHorizontalSpacing(12)
        self.rows.setColumnStretch(0, 1)
        self.column.addLayout(self.rows)
        self.note = wrapped(told(say("One moment…")), "hint")
        self.column.addWidget(self.note)
        self._asking = Latest(self)
        self._asking.answered.connect(self._show_scores)
        self._asking.refused.connect(session.refused)
        self._asking.failed.connect(session.failed)
        self._asking.ask(lambda: scores(shown.situation, {}, only=[area.id or ""]))

    def _show_scores(self, found: list[Scored]) -> None:
        told, language = self._session.translate, self._session.language
        if not found:
            self.note.setText(told(say("It is done, so nothing makes it urgent.")))
            return
        score = found[0].score
        for at, why in enumerate(score.reasons):
            never = why.measure.value == float("inf")
            value = told(say("never")) if never else format_number(why.measure.value, language)
            behind = ", ".join(why.measure.records[:NAMED])
            behind += ", …" if len(why.measure.records) > NAMED else ""
            words = wrapped(f"{told(why.factor.label)}: {value}" + (f" ({behind})" if behind else ""))
            added = QLabel(told(say("+ {part:.2f}", part=why.adds)))
            added.setProperty("role", "number")
            for column, label in enumerate((words, added)):
                self.rows.addWidget(label, at, column)
                label.show()  # else it is not counted in how high the panel must be
        known = SEARCH_PRIORITY.codes[score.urgency]
        self.note.setText(told(say(
            "Score {score:.2f} of 1, which comes to “{priority}”. It orders work and says nothing of what is in the "
            "ground.", score=score.total, priority=self._session.label(known),
        )))  # fmt: skip
        fit(self)


class GatePopup(Popup):
    """Why nobody may enter an area in one sentence, and the way to the lead's override."""

    def __init__(self, session: Session, card: Card, override: Callable[[], None], parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedWidth(WIDTH)
        told = session.translate
        self.said = Said("problem" if card.blocked else "lock", "problem" if card.blocked else "hint")
        if card.closed:
            self.said.say(told(why_closed(card)))
        else:
            self.said.change("check", "good")
            self.said.say(told(say("Assessments in date hold all of {code}, and no open hazard reaches it.",
                                   code=card.area.code)))  # fmt: skip
        self.column.addWidget(self.said)
        if card.overdue:
            self.column.addWidget(wrapped(told(late_by(card.overdue)), "warning"))
        self.override = QPushButton(live_icon("edit"), told(say("Override by the lead…")))
        self.override.clicked.connect(self.close)
        self.override.clicked.connect(lambda checked: override())
        self.override.setVisible(bool(card.closed))
        self.column.addWidget(self.override)


def fit(popup: Popup) -> None:
    """As high as its words need."""
    layout = popup.layout()
    if layout is not None:
        layout.activate()
        popup.setFixedHeight(layout.totalHeightForWidth(WIDTH))


def open_at(popup: Popup, place: QRect) -> None:
    """Open under a place on the screen, kept on it."""
    fit(popup)
    screen = popup.screen()
    corner = QPoint(place.left(), place.bottom() + 4)
    if screen is not None:
        room = screen.availableGeometry()
        corner.setX(max(room.left(), min(corner.x(), room.right() - popup.width())))
        if corner.y() + popup.height() > room.bottom():
            corner.setY(max(room.top(), place.top() - popup.height() - 4))
    popup.move(corner)
    popup.show()
