"""The day-sheet: one page that says what the journal's heads are, to be signed by hand and kept elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import segno
from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QPainter, QPainterPath, QPen

from desktop.canvas.camera import Camera
from desktop.canvas.furniture import paint_watermark
from desktop.canvas.text import TextStyle
from desktop.layouts.files import write_pdf
from desktop.layouts.layout import MARGIN, Layout, layout_named
from desktop.layouts.page import with_qt
from desktop.layouts.signing import paint_signing
from desktop.layouts.writing import BODY, HEADING, MARK, SUBTITLE, TITLE, Pen, Translate
from desktop.theme.theme import theme
from forensics.anchors import heads_hash
from forensics.messages import Message, say
from layers.anchoring import Taken, keep_beside, note_anchor, refuse_to_replace, take_anchor, withdraw
from layers.errors import ExportRefused
from layers.exports.saying import EXAMPLE, translator_for
from layers.language import Translator, format_date
from layers.project import Project

LAYOUT = "a4-portrait"
QR_SIDE, QUIET = 312.0, 4
"""Width of the QR code in units, and the empty modules around it that readers need."""
LARGE = TextStyle(44.0, bold=True, halo=0.0, colour="place")
DIGITS, GROUP = 16, 4
"""So many digits of the hash over the heads are printed large, in groups."""
MOST_HEADS = 6
HASH = TextStyle(13.5, halo=0.0, colour="place")
LABEL = 178.0
"""Width of the column of labels."""
SIGNERS = 2


@dataclass(frozen=True)
class Written:
    """A day-sheet that was written, with what lies beside it."""

    sheet: Path
    document: Path
    taken: Taken
    commit: str
    token: Path | None = None


@dataclass(frozen=True)
class DaySheet:
    """All that stands on the page, translated."""

    project: str
    rows: tuple[tuple[str, str], ...]
    heads: tuple[str, ...]
    code: bytes  # what the QR code holds
    watermark: str = ""

    @property
    def beginning(self) -> str:
        """The first digits of the hash over the heads, in groups."""
        digits = heads_hash(self.heads)[:DIGITS].upper()
        return " ".join(digits[at : at + GROUP] for at in range(0, DIGITS, GROUP))


def write_day_sheet(
    project: Project, out: Path, language: str = "en", *, authority: str = "", certificate: Path | None = None
) -> Written:
    """Anchor the heads: the page, the signed document beside it, a time stamp where an authority is named.

    Then it is entered into the journal. Works without a display, on any thread. Raises ExportRefused, NotEnrolled and
    AuthorityRefused; in each case nothing was written.
    """
    if out.suffix.lower() != ".pdf":
        raise ExportRefused("“{file}” has an ending that no day-sheet is written in; allowed is .pdf.", file=out.name)
    refuse_to_replace(out)
    with_qt()
    taken = take_anchor(project, authority, certificate)
    translate = translator_for(project, language)
    sheet = day_sheet_of(project, taken, translate)
    title = translate(say("Day-sheet: {project}", project=project.name))
    write_pdf(out, layout_named(LAYOUT), title, lambda painter: painted_words(sheet, painter, translate))
    try:
        beside = keep_beside(out, taken)
        receipt = note_anchor(project, out, taken)
    except BaseException:
        withdraw(out)
        raise
    return Written(out, beside.document, taken, receipt.commit, beside.token if taken.token is not None else None)


def day_sheet_of(project: Project, taken: Taken, translate: Translator) -> DaySheet:
    """What stands on the page of an anchor."""
    anchor = taken.anchor
    if len(anchor.heads) > MOST_HEADS:
        raise ExportRefused(
            "The journal has {count} heads, and a day-sheet has room for {most}; any edit joins them into one.",
            count=len(anchor.heads), most=MOST_HEADS,
        )  # fmt: skip
    day = format_date(anchor.time[:10], translate.language)
    rows: list[tuple[Message, str]] = [
        (say("Project"), project.name),
        (say("Number of the project"), anchor.project),
        (say("Date and time (UTC)"), f"{day}, {anchor.time[11:19]}"),
        (say("Commits"), translate(say("{count:,}", count=taken.commits))),
        (say("Records"), translate(say("{count:,}", count=taken.records))),
        (say("Device"), project.device.author),
        (say("Fingerprint of its key"), grouped(anchor.device)),
    ]
    if taken.token is not None:
        rows.append((say("Time stamp"), _stamp(taken, translate)))
    example = bool(project.register.settings.get("example"))
    return DaySheet(
        project.name, tuple((translate(label), text) for label, text in rows), anchor.heads, anchor.to_bytes(),
        translate(EXAMPLE) if example else "",
    )  # fmt: skip


def _stamp(taken: Taken, translate: Translate) -> str:
    if taken.stamped is None:
        return taken.authority
    return translate(
        say("{address}, {time} UTC", address=taken.authority, time=taken.stamped.strftime("%Y-%m-%d %H:%M:%S"))
    )


def grouped(digits: str) -> str:
    """Digits in groups of eight, which an eye can compare."""
    return " ".join(digits[at : at + 8] for at in range(0, len(digits), 8))


def painted_words(sheet: DaySheet, painter: QPainter, translate: Translate) -> tuple[str, ...]:
    """Paint the page; gives its words."""
    pen = Pen(painter, theme("light"), translate)
    paint_day_sheet(sheet, pen, layout_named(LAYOUT))
    return tuple(dict.fromkeys(pen.words))


def paint_day_sheet(sheet: DaySheet, pen: Pen, layout: Layout) -> None:
    """The page into the pen's painter, whose unit is a quarter of a millimetre."""
    painter, page = pen.painter, layout.page
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(page, QColor("white"))
    if sheet.watermark:
        painter.save()
        painter.setClipRect(page)
        camera = Camera(0.0, 0.0, 1.0, round(layout.width), round(layout.height))
        paint_watermark(painter, sheet.watermark, camera, pen.theme)
        painter.restore()
        pen.words.append(sheet.watermark)
    room = page.adjusted(MARGIN + 12, MARGIN, -MARGIN - 12, -MARGIN)
    top = _paint_heading(pen, sheet, room)
    top = _paint_rows(pen, sheet, room, top + 18)
    top = _paint_heads(pen, sheet, room, top + 14)
    top = _paint_code(pen, sheet, room, top + 22)
    paint_signatures(pen, room, top + 20)


def _paint_heading(pen: Pen, sheet: DaySheet, room: QRectF) -> float:
    right = room.right()
    if sheet.watermark:
        width = 22 + pen.write(sheet.watermark, right - 11, room.top() + 15, MARK, "right")
        pen.painter.setBrush(Qt.BrushStyle.NoBrush)
        pen.painter.setPen(QPen(pen.theme.colour("vermillion"), 1.6))
        pen.painter.drawRect(QRectF(right - width, room.top() + 2, width, 26))
        right -= width + 12
    title = QRectF(room.left(), room.top(), right - room.left(), 32)
    pen.write_fitted(pen.translate(say("Day-sheet")), title, TITLE)
    words = say("What the journal held, signed: to be kept away from the computer that it speaks of.")
    pen.write_fitted(pen.translate(words), QRectF(room.left(), room.top() + 34, room.width(), 20), SUBTITLE)
    rule(pen, room, room.top() + 62)
    return room.top() + 62


def rule(pen: Pen, room: QRectF, height: float) -> None:
    """A line across a page."""
    pen.painter.setPen(QPen(pen.theme.colour("border"), 0.9))
    pen.painter.drawLine(QPointF(room.left(), height), QPointF(room.right(), height))


def _paint_rows(pen: Pen, sheet: DaySheet, room: QRectF, top: float) -> float:
    for label, text in sheet.rows:
        pen.write_fitted(label, QRectF(room.left(), top, LABEL - 10, 22), SUBTITLE)
        pen.write_fitted(text, QRectF(room.left() + LABEL, top, room.width() - LABEL, 22), HASH)
        top += 23
    return top


def _paint_heads(pen: Pen, sheet: DaySheet, room: QRectF, top: float) -> float:
    """The hash over the heads, large, and below it each head whole."""
    rule(pen, room, top)
    pen.write(pen.translate(say("Beginning of SHA-256 over the heads, sorted")), room.left(), top + 20, SUBTITLE)
    pen.write_fitted(sheet.beginning, QRectF(room.left(), top + 34, room.width(), 56), LARGE)
    label = say("Head of the journal") if len(sheet.heads) == 1 else say("Heads of the journal")
    pen.write(pen.translate(label), room.left(), top + 108, SUBTITLE)
    top += 122
    for head in sheet.heads:
        pen.write_fitted(grouped(head), QRectF(room.left(), top, room.width(), 20), HASH)
        top += 20
    return top


def _paint_code(pen: Pen, sheet: DaySheet, room: QRectF, top: float) -> float:
    """The QR code, and beside it how to check."""
    place = QRectF(room.left() - 12, top - 12, QR_SIDE, QR_SIDE)  # white around the code stands in the margin
    paint_qr(pen.painter, sheet.code, place)
    column = QRectF(place.right() + 24, top, room.right() - place.right() - 24, QR_SIDE)
    for heading, words in (_HOLDS, _CHECKING, _KEEPING):
        column.setTop(column.top() + pen.write_lines(pen.translate(heading), column, HEADING) + 4)
        column.setTop(column.top() + pen.write_lines(pen.translate(words), column, BODY) + 14)
    return place.bottom()


_HOLDS = (
    say("The code"),
    say("holds the heads, the project, the time and the signature of the device, and nothing of any record."),
)
_CHECKING = (
    say("To check"),
    say(
        "taphos verify PROJECT --anchor FILE, where FILE is the .anchor.json that was written beside this page, or the "
        "text of the code. A journal that was cut back or rewritten since is found."
    ),
)
_KEEPING = (
    say("To keep"),
    say(
        "Print it, compare the large digits on screen and paper, sign below, and leave it with somebody who does not "
        "have the computer. A photograph of the page is enough to check by."
    ),
)


def paint_qr(painter: QPainter, code: bytes, place: QRectF) -> None:
    """A QR code in one shape, so that no reader sees seams, on white."""
    matrix = segno.make(code, error="m", mode="byte", micro=False, boost_error=False).matrix
    side = place.width() / (len(matrix) + 2 * QUIET)
    shape = QPainterPath()
    shape.setFillRule(Qt.FillRule.WindingFill)
    for row, modules in enumerate(matrix):
        for column, dark in enumerate(modules):
            if dark:
                shape.addRect(
                    place.left() + (column + QUIET) * side, place.top() + (row + QUIET) * side, side * 1.02, side * 1.02
                )
    painter.fillRect(place, QColor("white"))
    painter.fillPath(shape, QColor("black"))


def paint_signatures(pen: Pen, room: QRectF, top: float, roles: Sequence[str] = ()) -> None:
    """Lines for two people to write on, each under a role where there are some."""
    rule(pen, room, top)
    gap = 36.0
    width = (room.width() - gap * (SIGNERS - 1)) / SIGNERS
    for number in range(SIGNERS):
        left = room.left() + number * (width + gap)
        if roles:
            pen.write(roles[number], left, top + 18, HEADING)
        paint_signing(pen, left, width, top)
