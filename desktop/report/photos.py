"""Photographs on a page: each read from the evidence when its turn comes, made small, and let go again.

The original is read and never written, in an encrypted project decrypted in memory; what is put on the page are the
pixels alone, so that no place, time or device of the file's own records goes along.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import pairwise

from PyQt6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, Qt
from PyQt6.QtGui import QImage, QImageReader, QPen

from desktop.layouts.layout import UNIT
from desktop.layouts.writing import Pen, Translate
from desktop.report.flow import WIDTH, Piece
from desktop.report.text import QUIET, Laid
from forensics.messages import Message, say
from layers.errors import LayersError
from layers.evidence import open_evidence
from layers.project import Project
from layers.report.blocks import Photo, Photos

ACROSS = 2
GAP = 16.0
WIDE = (WIDTH - GAP * (ACROSS - 1)) / ACROSS
HIGH = WIDE * 0.75
DOTS = 225
"""To the inch of the page, at most."""
LARGEST = 256 << 20
"""Bytes of a file that is read to be shown; a larger one is named and not shown."""
NOT_SHOWN = say("This picture does not leave under the profile.")
TOO_LARGE = say("The file is too large to be shown here.")
NO_PICTURE = say("The file is no picture that can be shown here.")

Read = Callable[[str], QImage | Message]
"""Gives the picture of a media record, small, or why there is none."""


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


def _paint(pen: Pen, frame: QRectF, found: QImage | Message, translate: Translate) -> None:
    painter = pen.painter
    if isinstance(found, QImage):
        size = found.size().scaled(round(frame.width() * 100), round(frame.height() * 100), KEEP)
        room = QRectF(0, 0, size.width() / 100, size.height() / 100)
        room.moveCenter(frame.center())
        painter.drawImage(room, found)
    else:
        words = Laid(translate(found), QUIET, frame.width() - 24)
        words.paint(pen, frame.left() + 12, frame.center().y() - words.height / 2)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(pen.theme.colour("border"), 0.6))
    painter.drawRect(frame)


KEEP = Qt.AspectRatioMode.KeepAspectRatio


@contextmanager
def reader_of(project: Project, order: Iterable[str]) -> Iterator[Read]:
    """Reads pictures one after the other; the next in the order of their media while this one is painted."""
    following = dict(pairwise(dict.fromkeys(order)))
    begun: dict[str, Future[QImage | Message]] = {}
    with ThreadPoolExecutor(1, "photo") as ahead:

        def read(media: str) -> QImage | Message:
            asked = begun.pop(media, None) or ahead.submit(_read, project, media)
            after = following.get(media)
            if after is not None and after not in begun:
                begun[after] = ahead.submit(_read, project, after)
            return asked.result()

        try:
            yield read
        finally:
            ahead.shutdown(cancel_futures=True)


def _read(project: Project, media: str) -> QImage | Message:
    """The picture of a media record, small, or why there is none."""
    try:
        with open_evidence(project, media) as file:
            data = file.read(LARGEST + 1)
    except (LayersError, OSError) as reason:
        return reason.message if isinstance(reason, LayersError) else Message(str(reason))
    return TOO_LARGE if len(data) > LARGEST else small_picture(data)


def small_picture(data: bytes) -> QImage | Message:
    """A picture upright and no larger than its frame needs, decoded at that size where the format allows."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid():
        most = round(max(WIDE, HIGH) * UNIT / 25.4 * DOTS)
        if max(size.width(), size.height()) > most:
            reader.setScaledSize(size.scaled(QSize(most, most), KEEP))
    image = reader.read()
    if image.isNull():
        return NO_PICTURE
    return image.convertToFormat(QImage.Format.Format_RGB32)
