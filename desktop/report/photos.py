"""Photographs on a page: in rows, each in a frame of one size with what the log says of it below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QPen

from desktop.layouts.writing import Pen, Translate
from desktop.report.flow import Piece
from desktop.report.pictures import ACROSS, GAP, HIGH, WIDE, Read, Seen
from desktop.report.text import QUIET, Laid
from forensics.messages import Message, say
from layers.report.blocks import Photo, Photos

NOT_SHOWN = say("This picture does not leave under the profile.")


def photo_pieces(block: Photos, read: Read, translate: Translate) -> Iterator[Piece]:
    """Pictures in rows, each in a frame of one size with what the log says of it below."""
    pictures = block.pictures
    for first in range(0, len(pictures), ACROSS):
        yield _row(pictures[first : first + ACROSS], read, translate)


def _row(pictures: Sequence[Photo], read: Read, translate: Translate) -> Piece:
    laid = [Laid("\n".join(one.lines), QUIET, WIDE) for one in pictures]

    def paint(pen: Pen, x: float, y: float) -> None:
        for number, (picture, lines) in enumerate(zip(pictures, laid, strict=True)):
            left = x + number * (WIDE + GAP)
            found = read(picture.media) if picture.leaves else NOT_SHOWN
            _paint(pen, QRectF(left, y, WIDE, HIGH), found, translate)
            lines.paint(pen, left, y + HIGH + 4)

    return Piece(HIGH + 4 + max(one.height for one in laid) + 12, paint, before=4.0)


def _paint(pen: Pen, frame: QRectF, found: Seen | Message, translate: Translate) -> None:
    painter = pen.painter
    if isinstance(found, Seen):
        note = Laid(translate(found.note), QUIET, frame.width() - 12) if found.note else None
        room = frame.adjusted(0, 0, 0, -(note.height + 6)) if note else frame
        size = found.image.size().scaled(round(room.width() * 100), round(room.height() * 100), KEEP)
        inner = QRectF(0, 0, size.width() / 100, size.height() / 100)
        inner.moveCenter(room.center())
        painter.drawImage(inner, found.image)
        if note:
            note.paint(pen, frame.left() + 6, room.bottom() + 3)
    else:
        words = Laid(translate(found), QUIET, frame.width() - 24)
        words.paint(pen, frame.left() + 12, frame.center().y() - words.height / 2)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(pen.theme.colour("border"), 0.6))
    painter.drawRect(frame)


KEEP = Qt.AspectRatioMode.KeepAspectRatio
