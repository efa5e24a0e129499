"""A card of the board, painted: code and priority, place and ground, team and days, and what keeps people out."""

from __future__ import annotations

from dataclasses import dataclass

from PyQt6.QtCore import QModelIndex, QObject, QPoint, QRect, QRectF, QSize, Qt
from PyQt6.QtGui import QFontMetrics, QPainter, QPen
from PyQt6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.planning.contents import Shown, place_of
from desktop.session import Session
from desktop.theme import fonts
from desktop.theme.icons import paint_icon
from desktop.theme.theme import current
from desktop.theme.touch import hit_pixels
from forensics.messages import Message, say, say_count
from forensics.planning.gate import IN_FORCE, Key, listed
from forensics.records.planning import SurveyArea
from forensics.vocabulary.places import SEARCH_PRIORITY
from forensics.vocabulary.planning import SURVEY_PURPOSE
from layers.language import format_number
from layers.planning.board import Card

LINE, AROUND, GAP = 18, 8, 8
"""Pixels of a line, around the text of a card, and between cards."""
CHIP = 22
CARD = Qt.ItemDataRole.UserRole
SHORT = {
    Key.NO_OUTLINE: say("No outline"),
    Key.NO_DEPTH: say("Depth of work not told"),
    Key.HAZARD: say("Open hazard"),
    Key.NOT_ASSESSED: say("No assessment in date"),
    Key.NOT_CLEARED: say("Not cleared so deep"),
}
"""What closes an area, in as few words as a card has room for; pressed, it says all."""


@dataclass(frozen=True)
class Face:
    """The words of a card, and the sign and colour of its last line; nothing where nothing keeps people out."""

    code: str
    priority: str
    where: str
    who: str
    days: str
    told: str = ""
    sign: str = ""
    colour: str = ""

    @property
    def lines(self) -> int:
        return 3 + bool(self.days) + bool(self.told)

    @property
    def spoken(self) -> str:
        """All of it in one line, for a screen reader."""
        return ". ".join(filter(None, (self.code, self.priority, self.where, self.who, self.days, self.told)))


def face_of(session: Session, shown: Shown, card: Card) -> Face:
    """What is written on a card in the window's language."""
    area, told = card.area, session.translate
    priority = SEARCH_PRIORITY.codes.get(area.priority or "")
    km2 = f"{format_number(round(card.km2, 2), session.language)} {told(say('km²'))}" if card.km2 else ""
    purpose = _label(session, SURVEY_PURPOSE.codes.get(area.purpose or ""))
    where = (place_of(shown, area, session.language), purpose)
    team = card.team.code or "" if card.team is not None else told(say("No team"))
    who = (told(say("Divided into parts")) if area.id in shown.situation.divided else team, km2)
    line, sign, colour = _last_line(session, card)
    chip = _label(session, priority) or told(say("No priority"))
    place, worker = (" · ".join(filter(None, one)) for one in (where, who))
    return Face(area.code or "", chip, place, worker, days_of(area), line, sign, colour)


def _label(session: Session, label: str | None) -> str:
    return session.label(label) if label else ""


def days_of(area: SurveyArea) -> str:
    """The days of an area: those planned, else those on which it was worked in; the year once where it is the same."""
    first = area.planned_start or area.start or ""
    last = area.planned_end or area.end or ""
    if not first or not last or first == last:
        return first or last
    return f"{first} – {last[5:] if len(last) == len(first) == 10 and first[:5] == last[:5] else last}"


def why_closed(card: Card) -> Message:
    """Why nobody may enter an area, in one sentence."""
    why = listed(card.closed)
    if card.area.status in IN_FORCE:
        return say("{code} is blocked, so nobody may be there: {why}.", code=card.area.code, why=why)
    return say("No team may enter {code}: {why}.", code=card.area.code, why=why)


def late_by(days: int) -> Message:
    """By how many days something is overdue."""
    return say_count("Overdue by {count:,} day", "Overdue by {count:,} days", count=days)


def _last_line(session: Session, card: Card) -> tuple[str, str, str]:
    kinds = ", ".join(session.translate(SHORT[key]) for key in card.keys)
    if card.blocked:
        return kinds, "problem", "danger"
    if card.overdue:
        return session.translate(late_by(card.overdue)), "warning", "warning"
    return (kinds, "lock", "muted") if card.closed else ("", "", "")


class CardDelegate(QStyledItemDelegate):
    """Paints cards; where priority and gate are written, it can be asked for what was pressed."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        face = index.data(CARD)
        lines = face.lines if isinstance(face, Face) else 3
        return QSize(160, max(lines * LINE + 2 * AROUND + GAP, hit_pixels()))

    def priority_rect(self, rect: QRect, face: Face) -> QRect:
        """Where on a card its priority is written, with what a finger needs around it."""
        box = self._box(rect)
        wide = QFontMetrics(fonts.font(11)).horizontalAdvance(face.priority) + 34
        return QRect(box.right() - wide - 6, box.top() + 6, wide, CHIP)

    def told_rect(self, rect: QRect, face: Face) -> QRect:
        """Where on a card it says what keeps people out; empty where nothing does."""
        if not face.told:
            return QRect()
        box = self._box(rect)
        return QRect(box.left() + AROUND, box.top() + AROUND + (face.lines - 1) * LINE, box.width() - 2 * AROUND, LINE)

    def _box(self, rect: QRect) -> QRect:
        return rect.adjusted(6, 0, -6, -GAP)

    def paint(self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        face = index.data(CARD)
        if painter is None or not isinstance(face, Face):
            return
        theme, box = current(), self._box(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        focused = chosen and bool(option.state & QStyle.StateFlag.State_HasFocus)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = "accent" if focused else "edge" if chosen or hovered else "border"
        painter.setPen(QPen(theme.palette_colour(edge), 2 if focused else 1))
        painter.setBrush(theme.palette_colour("accent_soft" if chosen else "raised"))
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        self._paint_words(painter, option.rect, face, chosen)
        painter.restore()

    def _paint_words(self, painter: QPainter, rect: QRect, face: Face, chosen: bool) -> None:
        box, chip = self._box(rect), self.priority_rect(rect, face)
        text, muted = ("on_accent_soft", "on_accent_soft") if chosen else ("text", "muted")
        line = QRect(box.left() + AROUND, box.top() + AROUND, box.width() - 2 * AROUND, LINE)
        _write(painter, QRect(line.topLeft(), QPoint(chip.left() - 4, line.bottom())), face.code, text, bold=True)
        self._paint_priority(painter, chip, face.priority, text)
        lines = [(face.where, text), (face.who, text)] + ([(face.days, muted)] if face.days else [])
        for number, (words, ink) in enumerate(lines, start=1):
            _write(painter, line.translated(0, number * LINE), words, ink)
        if face.told:
            at = self.told_rect(rect, face)
            worn = current().palette
            colour = getattr(worn, muted if chosen and face.colour == "muted" else face.colour)
            paint_icon(painter, QRectF(at.left(), at.top() + 2, 15, 15), face.sign, colour)
            _write(painter, at.adjusted(20, 0, 0, 0), face.told, muted if face.colour == "muted" else face.colour)

    def _paint_priority(self, painter: QPainter, chip: QRect, words: str, colour: str) -> None:
        theme = current()
        painter.setPen(QPen(theme.palette_colour("border"), 1))
        painter.setBrush(theme.palette_colour("surface"))
        painter.drawRoundedRect(QRectF(chip).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        _write(painter, chip.adjusted(7, 0, -20, 0), words, "text", size=11)
        sign = QRectF(chip.right() - 19, chip.top() + (CHIP - 14) / 2, 14, 14)
        paint_icon(painter, sign, "chevron-down", theme.palette.muted)


def _write(painter: QPainter, rect: QRect, text: str, colour: str, *, bold: bool = False, size: int = 12) -> None:
    font = fonts.font(13 if bold else size, bold)
    painter.setFont(font)
    painter.setPen(current().palette_colour(colour))
    fitted = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), fitted)
