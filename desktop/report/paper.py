"""Pages of a PDF as they are written: each with its head and foot, streamed to a file that has no name yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from PyQt6.QtCore import QFile, QIODevice, QMarginsF, QPointF, QRectF, QSizeF
from PyQt6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter, QPen

from desktop.canvas.text import text_size
from desktop.layouts.files import MM_IN_INCH, PDF_DPI
from desktop.layouts.layout import UNIT, Layout
from desktop.layouts.writing import SMALL, Pen, Translate
from desktop.report.flow import A4, LEFT, WIDTH, Piece, Sheet
from desktop.theme.theme import theme
from forensics.messages import say
from layers.errors import ExportRefused
from layers.report.blocks import Report

HEAD, FOOT = 66.0, A4.height - 62.0
"""Middle of the running head and of the foot, in units."""


@dataclass(frozen=True)
class Furniture:
    """What stands on every page but the cover."""

    report: Report
    pages: int
    translate: Translate

    def paint(self, pen: Pen, number: int) -> None:
        """The running head over a rule, the foot under one."""
        report, right = self.report, LEFT + WIDTH
        pen.write(report.running, LEFT, HEAD, SMALL)
        pen.write(f"{report.head} · {report.cover.marking}", right, HEAD, SMALL, "right")
        self._mark(pen)
        pen.painter.setPen(QPen(pen.theme.colour("border"), 0.8))
        pen.painter.drawLine(QPointF(LEFT, HEAD + 13), QPointF(right, HEAD + 13))
        pen.painter.drawLine(QPointF(LEFT, FOOT - 13), QPointF(right, FOOT - 13))
        numbered = self.number(number)
        room = WIDTH - text_size(numbered, SMALL)[0] - 20
        pen.write_fitted(report.footing, QRectF(LEFT, FOOT - 8, room, 16), SMALL)
        pen.write(numbered, right, FOOT, SMALL, "right")

    def _mark(self, pen: Pen) -> None:
        """In the middle of the head that something is invented, and that it is a draft."""
        word = " · ".join(self.report.cover.stamps)
        if word:
            style = type(SMALL)(10.0, bold=True, halo=0.0, colour="vermillion")
            pen.write(word, LEFT + WIDTH / 2, HEAD, style, "centre")

    def number(self, number: int) -> str:
        """Which page it is, of how many."""
        return self.translate(say("Page {page} of {pages}", page=number, pages=self.pages))


class Paper:
    """The pages of a report on their way to a file; `began` is told of each and may raise to stop."""

    def __init__(self, file: BinaryIO, title: str, furniture: Furniture, began: Callable[[int], None]) -> None:
        self.file = QFile()
        if not self.file.open(file.fileno(), QIODevice.OpenModeFlag.ReadWrite):
            raise ExportRefused("The report cannot be written: {reason}.", reason=self.file.errorString())
        self._furniture = furniture
        self._began = began
        self._writer = QPdfWriter(self.file)
        self._writer.setResolution(PDF_DPI)
        self._writer.setTitle(title)
        self._writer.setCreator("Taphos")
        self._painter: QPainter | None = None
        self._layout: Layout | None = None
        self._pen: Pen | None = None

    @property
    def pen(self) -> Pen:
        """The pen of the page that was begun."""
        if self._pen is None:
            raise RuntimeError("no page was begun")
        return self._pen

    def blank(self, layout: Layout) -> Pen:
        """A page with nothing on it."""
        self._writer.setPageLayout(_page_layout(layout))
        if self._painter is None:
            self._painter = QPainter(self._writer)
            self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            unit = UNIT / MM_IN_INCH * self._writer.resolution()
            self._painter.scale(unit, unit)
        else:
            self._writer.newPage()
        self._layout = layout
        self._pen = Pen(self._painter, theme("light"), self._furniture.translate)
        return self._pen

    def begin(self, layout: Layout, number: int) -> None:
        """A page of the report; on one of A4 upright its head and foot."""
        self._began(number)
        pen = self.blank(layout)
        if layout == A4:
            self._furniture.paint(pen, number)
        self._number = number

    def paint(self, piece: Piece, x: float, y: float) -> None:
        """A piece in its place."""
        piece.paint(self.pen, x, y)

    def paint_sheet(self, sheet: Sheet) -> None:
        """A sheet, and its number below its own foot."""
        sheet.paint(self.pen)
        number = self._furniture.number(self._number)
        self.pen.write(number, sheet.layout.width - 36, sheet.layout.height - 22, SMALL, "right")

    def close(self) -> None:
        """Nothing more is painted; the file is complete."""
        if self._painter is not None:
            self._painter.end()
        self.file.close()


def _page_layout(layout: Layout) -> QPageLayout:
    size = QPageSize(QSizeF(layout.width_mm, layout.height_mm), QPageSize.Unit.Millimeter, layout.name)
    return QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF())
