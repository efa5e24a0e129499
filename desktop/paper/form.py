"""A blank form as a PDF of A4 pages: title, code and version at the head of each, its number and page at the foot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PyQt6.QtCore import QLineF, QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QPainter, QPen

from desktop.layouts.day_sheet import paint_qr
from desktop.layouts.files import write_pages
from desktop.layouts.heading import paint_across
from desktop.layouts.layout import MARGIN, Layout, layout_named
from desktop.layouts.page import with_qt
from desktop.layouts.writing import SMALL, SUBTITLE, TITLE, Pen, Translate
from desktop.paper.form_flow import (
    BOX,
    FINE,
    FINE_LINE,
    LABEL,
    LINE,
    ROWS,
    WORDS,
    WRITING,
    Piece,
    boxes_in_lines,
    label_of,
    pages_of,
)
from desktop.theme.theme import theme
from forensics.catalogue import RecordType
from forensics.fields import Kind
from forensics.messages import say
from layers.errors import ExportRefused
from layers.exports.saying import EXAMPLE, translator_for
from layers.paper.blank_form import BlankForm, CodeList, Question, blank_form
from layers.project import Project

LAYOUT = "a4-portrait"
QR = 108.0
"""27 mm: read by a telephone from a crumpled sheet."""
HEAD, FOOT, LAST = 128.0, 34.0, 128.0
"""Units at the head of each page, at its foot, and on the last one for who filled it in and who keyed it in."""
_MOST_COPIES = 200
_GUARDED = say(
    "Of sexual violence only this is written: settlement or coarser, month or coarser, sex and age group, party, "
    "level, consent, and the custodian's reference. Leave every other question empty."
)


@dataclass(frozen=True)
class Printed:
    """A form that was written: the number of each copy, and the pages of one."""

    path: Path
    numbers: tuple[str, ...]
    pages: int
    words: tuple[str, ...]


def print_form(project: Project, type_: str, out: Path, language: str = "en", copies: int = 1) -> Printed:
    """Write blank forms of a type, each copy under a number of its own. Works without a display.

    Raises UnknownName for a type, ExportRefused.
    """
    if out.suffix.lower() != ".pdf":
        raise ExportRefused("“{file}” has an ending that no form is written in; allowed is .pdf.", file=out.name)
    if not 1 <= copies <= _MOST_COPIES:
        raise ExportRefused("{copies} copies cannot be printed at once; allowed are 1 to {most}.", copies=copies,
                            most=_MOST_COPIES)  # fmt: skip
    with_qt()
    translate = translator_for(project, language)
    kind: RecordType = project.catalogue[type_]
    layout = layout_named(LAYOUT)
    mark = translate(EXAMPLE) if project.register.settings.get("example") else ""
    forms = [blank_form(kind, translate) for _ in range(copies)]
    paged = pages_of(forms[0], *_room(layout))
    pages = [
        partial(_painted, form, number, paged, layout, translate, mark)
        for form in forms
        for number in range(len(paged))
    ]
    words = write_pages(out, layout, f"{forms[0].title} · {forms[0].version}", pages)
    return Printed(out, tuple(form.number for form in forms), len(paged), words)


def _room(layout: Layout) -> tuple[float, float, float, float, float]:
    """Left, top, width and bottom of where questions stand, and the room that the signatures take on the last page."""
    left, top = MARGIN + 8, MARGIN + HEAD
    return left, top, layout.width - 2 * left, layout.height - MARGIN - FOOT, LAST


def _painted(
    form: BlankForm, page: int, paged: Sequence[Sequence[Piece]], layout: Layout, translate: Translate, mark: str,
    painter: QPainter,
) -> tuple[str, ...]:  # fmt: skip
    pen = Pen(painter, theme("light"), translate)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_across(pen, layout, (mark,) if mark else ())
    _paint_head(pen, form, page, layout, mark)
    for piece in paged[page]:
        _paint_piece(pen, piece)
    if page == len(paged) - 1:
        _paint_signing(pen, layout)
    _paint_foot(pen, form, page, len(paged), layout)
    return tuple(pen.words)


def _paint_head(pen: Pen, form: BlankForm, page: int, layout: Layout, mark: str) -> None:
    left, right, top = MARGIN + 8, layout.width - MARGIN, MARGIN
    paint_qr(pen.painter, str(form.mark(page + 1)).encode(), QRectF(right - QR, top - 6, QR, QR))
    room = QRectF(left, top + 4, right - QR - 24 - left, 30)
    pen.write_fitted(f"{form.title}{'  ·  ' + mark if mark else ''}", room, TITLE)
    numbers = say("Form {number}, questions of version {version}", number=form.number, version=form.version)
    pen.write_fitted(pen.translate(numbers), QRectF(left, top + 38, room.width(), 18), SUBTITLE)
    words = pen.translate(_GUARDED if form.guarded else _HOW)
    pen.write_lines(words, QRectF(left, top + 60, room.width(), 60), SMALL)
    _rule(pen, left, right, top + HEAD - 14)


_HOW = say(
    "* must be answered. Where it was not recorded, tick NR and write why beside it or on the back. Dates as year, "
    "month, day. Tick boxes; where a code is asked for, write it from the lists at the end. No names: codes alone."
)


def _rule(pen: Pen, left: float, right: float, height: float, weight: float = 0.9) -> None:
    pen.painter.setPen(QPen(pen.theme.colour("place"), weight))
    pen.painter.drawLine(QLineF(left, height, right, height))


def _paint_foot(pen: Pen, form: BlankForm, page: int, of: int, layout: Layout) -> None:
    left, right, middle = MARGIN + 8, layout.width - MARGIN, layout.height - MARGIN - 8
    _rule(pen, left, right, middle - 12)
    pen.write(f"{form.title} · {form.number}", left, middle, SMALL)
    text = pen.translate(say("Page {page} of {pages}", page=page + 1, pages=of))
    pen.write(text, right, middle, SMALL, "right")


def _paint_signing(pen: Pen, layout: Layout) -> None:
    """Who filled the sheet in, and who keyed it in: code, signature, date."""
    left, right = MARGIN + 8, layout.width - MARGIN
    top, gap = layout.height - MARGIN - FOOT - LAST + 16, 24.0
    width = (right - left - gap) / 2
    for column, label in enumerate((say("Filled in by (code)"), say("Keyed in by (code)"))):
        at = left + column * (width + gap)
        for row, words in enumerate((label, say("Signature and date"))):
            _rule(pen, at, at + width, top + 38 + row * 46)
            pen.write(pen.translate(words), at, top + 46 + row * 46, SMALL)


def _paint_piece(pen: Pen, piece: Piece) -> None:
    if isinstance(piece.what, str):
        pen.painter.fillRect(QRectF(piece.left, piece.top + 2, piece.width, 19), QColor(232, 232, 232))
        pen.write_fitted(piece.what, QRectF(piece.left + 6, piece.top + 2, piece.width - 12, 19), LABEL)
    elif isinstance(piece.what, Question):
        _paint_question(pen, piece.what, QRectF(piece.left, piece.top, piece.width, 0))
    else:
        _paint_codes(pen, piece.what, piece)


def _paint_codes(pen: Pen, what: tuple[CodeList, tuple[tuple[str, str], ...]], piece: Piece) -> None:
    for code, label in what[1]:
        pen.write_lines(f"{code}  {label}", QRectF(piece.left, piece.top, piece.width, 0), FINE, FINE_LINE / FINE.size)


def _paint_question(pen: Pen, question: Question, room: QRectF) -> None:
    aside = 60 if question.not_recorded else 0
    head = QRectF(room.left(), room.top(), room.width() - aside, 0)
    at = room.top() + pen.write_lines(label_of(question), head, LABEL, LINE / LABEL.size)
    if aside:
        _box(pen, room.right() - 44, room.top() + 1)
        pen.write(pen.translate(say("NR")), room.right() - 26, room.top() + LINE / 2, WORDS)
    if question.hint:
        place = QRectF(room.left(), at, room.width(), 0)
        at += pen.write_lines(question.hint, place, FINE, FINE_LINE / FINE.size)
    below = QRectF(room.left(), at, room.width(), 0)
    if question.boxes:
        _paint_boxes(pen, question.boxes, below)
    elif question.kind is Kind.ROWS:
        _paint_table(pen, question.columns, below)
    else:
        _paint_lines(pen, question, below)


def _box(pen: Pen, left: float, top: float) -> None:
    pen.painter.setBrush(Qt.BrushStyle.NoBrush)
    pen.painter.setPen(QPen(pen.theme.colour("place"), 1.1))
    pen.painter.drawRect(QRectF(left, top, BOX, BOX))


def _paint_boxes(pen: Pen, boxes: Sequence[str], room: QRectF) -> None:
    top = room.top() + 4
    for line in boxes_in_lines(boxes, room.width()):
        for label, across in line:
            left = room.left() + across
            _box(pen, left, top)
            free = QRectF(left + BOX + 5, top, room.right() - left - BOX - 5, BOX)
            pen.write_fitted(label, free, WORDS)
        top += BOX + 5


def _paint_table(pen: Pen, columns: Sequence[str], room: QRectF) -> None:
    wide = room.width() / max(len(columns), 1)
    top, bottom = room.top() + LINE, room.top() + LINE + ROWS * WRITING
    for place, label in enumerate(columns):
        pen.write_fitted(label, QRectF(room.left() + place * wide + 4, room.top(), wide - 8, LINE), FINE)
    pen.painter.setPen(QPen(pen.theme.colour("border"), 0.9))
    for row in range(ROWS + 1):
        pen.painter.drawLine(QLineF(room.left(), top + row * WRITING, room.right(), top + row * WRITING))
    for place in range(len(columns) + 1):
        across = room.left() + place * wide
        pen.painter.drawLine(QPointF(across, top), QPointF(across, bottom))


def _paint_lines(pen: Pen, question: Question, room: QRectF) -> None:
    """Lines to write on; a date has its parts marked, a place its numbers."""
    count = 3 if question.kind is Kind.NOTE else 1
    for line in range(count):
        _rule(pen, room.left(), room.right(), room.top() + (line + 1) * WRITING - 5, 0.7)
    hint = _HINTS.get(question.kind) or (say("code") if question.listed else None)
    if hint is not None:
        pen.write(pen.translate(hint), room.right(), room.top() + WRITING - 11, FINE, "right")


_HINTS = {
    Kind.DATE: say("year – month – day"),
    Kind.INSTANT: say("year – month – day, hour : minute"),
    Kind.PLACE: say("x, y, z in the grid, or coordinates and system"),
    Kind.REFERENCE: say("its code"),
    Kind.REFERENCES: say("their codes"),
}
