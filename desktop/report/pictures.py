"""Pictures for a page: each read from the evidence before its turn comes, made small, and let go again.

The original is read and never written, in an encrypted project decrypted in memory; what is put on the page are the
pixels alone, so that no place, time or device of the file's own records goes along.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice

from PyQt6.QtCore import QSize
from PyQt6.QtGui import QColor, QImage, QPainter
from PyQt6.QtPdf import QPdfDocument

from desktop.layouts.layout import UNIT
from desktop.photos.decoding import KEEP, opened, upright
from desktop.report.flow import WIDTH
from forensics.messages import Message, say, say_count
from layers.errors import LayersError
from layers.evidence import open_evidence
from layers.evidence_types import HEAD, media_type_of
from layers.project import Project

ACROSS = 2
GAP = 16.0
WIDE = (WIDTH - GAP * (ACROSS - 1)) / ACROSS
HIGH = WIDE * 0.75
DOTS = 225
"""To the inch of the page, at most."""
MOST = round(WIDE * UNIT / 25.4 * DOTS)
"""Pixels of the longer side."""
LARGEST = 256 << 20
"""Bytes of a file that is read to be shown; a larger one is named and not shown."""
READERS, AHEAD = 2, 6
"""Pictures that are decoded at once, and that wait small for their page."""
SHEETS = 2
"""Pages of a document that stand in one frame."""
TOO_LARGE = say("The file is too large to be shown here.")
NO_PICTURE = say("The file is no picture that can be shown here.")
NO_PAGES = say("This PDF cannot be opened to be shown here; the file is kept as it came.")


@dataclass(frozen=True)
class Seen:
    """What is shown of a file, and what has to be said of it in the frame."""

    image: QImage
    note: Message | None = None


Read = Callable[[str], Seen | Message]
"""Gives the picture of a media record, small, or why there is none."""


@contextmanager
def reader_of(project: Project, order: Iterable[str]) -> Iterator[Read]:
    """Reads pictures; those that come next in the order of their media while others are painted."""
    following = deque(dict.fromkeys(order))
    begun: dict[str, Future[Seen | Message]] = {}
    with ThreadPoolExecutor(READERS, "photo") as ahead:

        def look_ahead() -> None:
            for media in islice(following, AHEAD):
                if media not in begun:
                    begun[media] = ahead.submit(_read, project, media)

        def read(media: str) -> Seen | Message:
            asked = begun.pop(media, None) or ahead.submit(_read, project, media)
            if media in following:
                following.remove(media)
            look_ahead()
            return asked.result()

        look_ahead()
        try:
            yield read
        finally:
            ahead.shutdown(cancel_futures=True)


def _read(project: Project, media: str) -> Seen | Message:
    """The picture of a media record, small, or why there is none."""
    try:
        with open_evidence(project, media) as file:
            data = file.read(LARGEST + 1)
    except (LayersError, OSError) as reason:
        return reason.message if isinstance(reason, LayersError) else Message(str(reason))
    return TOO_LARGE if len(data) > LARGEST else small_picture(data)


def small_picture(data: bytes) -> Seen | Message:
    """A picture upright and no larger than its frame needs, of a PDF its first pages side by side; on any thread."""
    if media_type_of(data[:HEAD]) == "application/pdf":
        return _pages(data)
    image = upright(data, MOST)
    return NO_PICTURE if image is None else Seen(image.convertToFormat(QImage.Format.Format_RGB32))


def _pages(data: bytes) -> Seen | Message:
    buffer = opened(data)
    document = QPdfDocument(None)
    document.load(buffer)
    try:
        pages = document.pageCount()
        if document.status() is not QPdfDocument.Status.Ready or not pages:
            return NO_PAGES
        shown = min(pages, SHEETS)
        high = round(HIGH * UNIT / 25.4 * DOTS)
        side_by_side = QImage(MOST, high, QImage.Format.Format_RGB32)
        side_by_side.fill(QColor("white"))
        painter = QPainter(side_by_side)
        _lay_out(painter, [_page(document, at, MOST // shown, high) for at in range(shown)], MOST, high)
        painter.end()
    finally:
        document.close()
    note = say_count("PDF of {count} page", "PDF of {count} pages", count=pages)
    if shown < pages:
        note = say("PDF of {pages} pages; here the first {shown}", pages=pages, shown=shown)
    return Seen(side_by_side, note)


def _page(document: QPdfDocument, number: int, wide: int, high: int) -> QImage:
    """One page on white, as large as its room lets it be."""
    points = document.pagePointSize(number)
    room = QSize(round(points.width() * 10), round(points.height() * 10)).scaled(wide - 8, high - 8, KEEP)
    return document.render(number, room)


def _lay_out(painter: QPainter, pages: list[QImage], wide: int, high: int) -> None:
    """Pages in a row, each with its edge."""
    each = wide // len(pages)
    painter.setPen(QColor("#b8b8b8"))
    for at, page in enumerate(pages):
        left = at * each + (each - page.width()) // 2
        top = (high - page.height()) // 2
        painter.drawImage(left, top, page)
        painter.drawRect(left, top, page.width() - 1, page.height() - 1)
