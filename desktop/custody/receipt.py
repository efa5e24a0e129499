"""The receipt of a hand-over on A4: what was handed over, by whom, to whom, for the other side to sign on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QColor, QPainter

from desktop.layouts.day_sheet import HASH, LABEL, LAYOUT, grouped, paint_qr, paint_signatures, rule
from desktop.layouts.files import write_pages
from desktop.layouts.layout import MARGIN, layout_named
from desktop.layouts.page import with_qt
from desktop.layouts.writing import BODY, HEADING, MARK, SMALL, SUBTITLE, TITLE, Pen
from desktop.theme.theme import theme
from forensics.messages import Message, say
from forensics.ports import Found
from forensics.rules.signers import GIVER, RECEIVER
from layers.custody.receipts import HandOver, Line, hand_over_of
from layers.errors import ExportRefused
from layers.exports.ledger import note_receipt
from layers.exports.saying import EXAMPLE, PackTranslator, translator_for
from layers.project import Project
from layers.signers import signed_with, signers_of
from layers.words import DocumentSpeech, Words

FIRST, NEXT = 12, 34
"""Items on the first page, which holds code and signatures too, and on each further one."""
ROW, QR = 22.0, 190.0
COLUMNS = ((0.0, say("Item")), (0.3, say("Type")), (0.5, say("Seal")), (0.7, say("Condition")), (0.88, say("Event")))
"""Where each column of the list begins, as a share of its width."""


@dataclass(frozen=True)
class Receipt:
    """All that stands on the pages, translated."""

    rows: tuple[tuple[str, str], ...]
    lines: tuple[tuple[str, ...], ...]
    commit: str
    code: bytes
    watermark: str = ""


@dataclass(frozen=True)
class Written:
    """A receipt that was written, and why it is not in the ledger."""

    path: Path
    events: tuple[str, ...]
    unnoted: Message | None = None


def write_receipt(project: Project, event: Found, out: Path, language: str = "en") -> Written:
    """Write the receipt of all that was handed over with an event, and enter it into the ledger of what left.

    Works without a display, on any thread. Raises ExportRefused, ValueRefused.
    """
    if out.suffix.lower() != ".pdf":
        raise ExportRefused("“{file}” has an ending that no receipt is written in; allowed is .pdf.", file=out.name)
    with_qt()
    hand_over, translate = hand_over_of(project, event), translator_for(project, language)
    receipt = receipt_of(project, hand_over, translate)
    chunks = [receipt.lines[:FIRST], *(receipt.lines[at : at + NEXT] for at in range(FIRST, len(receipt.lines), NEXT))]
    title = translate(say("Receipt {event}", event=event.code))
    pages = [
        partial(_paint_page, receipt, chunk, number, len(chunks), translate) for number, chunk in enumerate(chunks)
    ]
    write_pages(out, layout_named(LAYOUT), title, pages)
    events = tuple(line.event for line in hand_over.lines)
    return Written(out, events, note_receipt(project, out, hand_over))


def receipt_of(project: Project, hand_over: HandOver, translate: PackTranslator) -> Receipt:
    """What stands on the pages of a hand-over."""
    kind, first = project.catalogue["custody"], hand_over.first
    named = [str(first[name]) for name in ("facility", "authority") if first.get(name)]
    words = Words(DocumentSpeech(project, translate), project.register.titles(named))

    def value(name: str) -> str:
        return words.value(kind.by_name[name], first.get(name)) if first.get(name) else ""

    rows: list[tuple[Message, str]] = [
        (say("Project"), project.name),
        (say("Action"), value("action")),
        (say("Date and time"), value("at")),
        (say("Handed over by"), hand_over.giver),
        (say("Received by"), hand_over.taker),
        (say("Place"), value("facility") or value("where")),
        (say("Purpose"), value("purpose")),
        (say("Authority"), value("authority")),
        *signatures_told(project, hand_over, translate),
    ]
    return Receipt(
        tuple((translate(label), text) for label, text in rows if text),
        tuple(_cells(project, line, translate) for line in hand_over.lines),
        hand_over.commit, hand_over.code(project.id),
        translate(EXAMPLE) if project.register.settings.get("example") else "",
    )  # fmt: skip


def signatures_told(project: Project, hand_over: HandOver, translate: PackTranslator) -> list[tuple[Message, str]]:
    """By whose key each side signed so far; a key that is not known to be theirs is said to be what it is."""
    signers, first = signers_of(project), hand_over.first
    found = []
    for name, holder, label in (
        (GIVER, "from_holder", say("Signed by who gives")),
        (RECEIVER, "to_holder", say("Signed by who receives")),
    ):
        _, signed_at = signed_with(project, str(first["id"]), name)
        told = signers.told(str(first.get(name) or ""), str(first.get(holder) or ""), str(first.get("at")), signed_at)
        found.append((label, told if isinstance(told, str) else translate(told)))
    return found


def _cells(project: Project, line: Line, translate: PackTranslator) -> tuple[str, ...]:
    item = f"↳ {line.item.code}" if line.inside else line.item.code
    return (
        item,
        translate(Message(project.catalogue[line.item.type].about.label)),
        line.seal,
        line.condition,
        line.event,
    )


def _paint_page(
    receipt: Receipt,
    lines: Sequence[Sequence[str]],
    number: int,
    pages: int,
    translate: PackTranslator,
    painter: QPainter,
) -> tuple[str, ...]:
    pen, layout = Pen(painter, theme("light"), translate), layout_named(LAYOUT)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(layout.page, QColor("white"))
    room = layout.page.adjusted(MARGIN + 12, MARGIN, -MARGIN - 12, -MARGIN)
    pen.write_fitted(translate(say("Receipt")), QRectF(room.left(), room.top(), room.width() * 0.6, 32), TITLE)
    place = QRectF(room.left(), room.top(), room.width(), 32)
    pen.write_fitted(translate(say("Page {number} of {pages}", number=number + 1, pages=pages)), place, SMALL, "right")
    if receipt.watermark:
        pen.write(receipt.watermark, room.right(), room.top() + 44, MARK, "right")
    top = room.top() + 62
    rule(pen, room, top)
    top = _paint_rows(pen, receipt, room, top + 12) if number == 0 else top + 8
    top = _paint_lines(pen, lines, room, top)
    if number == 0:
        _paint_foot(pen, receipt, room)
    return tuple(dict.fromkeys(pen.words))


def _paint_rows(pen: Pen, receipt: Receipt, room: QRectF, top: float) -> float:
    for label, text in receipt.rows:
        pen.write_fitted(label, QRectF(room.left(), top, LABEL - 10, ROW), SUBTITLE)
        pen.write_fitted(text, QRectF(room.left() + LABEL, top, room.width() - LABEL, ROW), BODY)
        top += ROW
    return top + 8


def _paint_lines(pen: Pen, lines: Sequence[Sequence[str]], room: QRectF, top: float) -> float:
    ends = [*(share for share, _ in COLUMNS[1:]), 1.0]
    cells = [[pen.translate(title) for _, title in COLUMNS], *lines]
    for number, row in enumerate(cells):
        for (share, _), end, text in zip(COLUMNS, ends, row, strict=True):
            column = QRectF(room.left() + share * room.width(), top, (end - share) * room.width() - 8, ROW)
            pen.write_fitted(text, column, BODY if number else HEADING)
        top += ROW
        rule(pen, room, top)
    return top


def _paint_foot(pen: Pen, receipt: Receipt, room: QRectF) -> None:
    """The commit by which all of it is signed, its code, and where both sides sign; at the foot of the page."""
    top = room.bottom() - 262 - QR
    words = say(
        "The commit below is signed by the key of the device that recorded the hand-over; the code holds it. The "
        "receiver signs here, and the scan of this page is taken in as evidence."
    )
    paint_qr(pen.painter, receipt.code, QRectF(room.left() - 12, top, QR, QR))
    column = QRectF(room.left() + QR + 8, top + 14, room.width() - QR - 8, QR)
    column.setTop(column.top() + pen.write_lines(pen.translate(words), column, BODY) + 14)
    pen.write(pen.translate(say("Commit (SHA-256)")), column.left(), column.top(), SUBTITLE)
    half = len(receipt.commit) // 2
    for at, part in enumerate((receipt.commit[:half], receipt.commit[half:])):
        pen.write_fitted(grouped(part), QRectF(column.left(), column.top() + 12 + at * ROW, column.width(), ROW), HASH)
    roles = [pen.translate(say("Gives")), pen.translate(say("Receives"))]
    paint_signatures(pen, room, top + QR + 12, roles)
