"""A drawing in a pyqtgraph view: what lies under the pointer is read, and a click means its cell."""

from __future__ import annotations

from typing import Any

import pyqtgraph
from PyQt6.QtCore import QPointF, QRectF, Qt, pyqtSignal
from PyQt6.QtGui import QBrush, QColor, QFontMetricsF, QMouseEvent, QPainter, QPainterPath, QPen
from PyQt6.QtWidgets import QGraphicsItem, QWidget

from desktop.charts.drawing import Drawing, Mark, Words
from desktop.charts.still import StillPlot
from desktop.theme import fonts
from desktop.theme.theme import current
from forensics.statistics.charts import Path

HATCH = 7.0
"""Pixels between hatching lines, which are true lines so that they are there in every file."""
AXIS, SPARE = 26, 10
FLAGS = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "middle": Qt.AlignmentFlag.AlignHCenter,
    "right": Qt.AlignmentFlag.AlignRight,
}


class DrawnMarks(pyqtgraph.GraphicsObject):
    """Paints rectangles and words of a drawing; words keep their size in pixels."""

    def __init__(self) -> None:
        super().__init__()
        self.drawing = Drawing()
        self.chosen: Path | None = None

    def show_drawing(self, drawing: Drawing) -> None:
        self.prepareGeometryChange()
        self.drawing = drawing
        self.update()

    def boundingRect(self) -> QRectF:
        one = self.drawing
        return QRectF(0, one.top, one.wide, one.bottom - one.top)

    def at(self, place: QPointF) -> Mark | None:
        """The topmost mark at a place in the drawing's units."""
        x, y = place.x(), place.y()
        for one in reversed(self.drawing.marks):
            if one.left <= x <= one.right and one.top <= y <= one.bottom:
                return one
        return None

    def paint(self, painter: QPainter, option: Any, widget: Any = None) -> None:
        view = self.getViewBox()
        if view is None:
            return
        across, down = (max(abs(size), 1e-12) for size in view.viewPixelSize())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for mark in self.drawing.marks:
            self._paint_mark(painter, mark, across, down)
        for words in self.drawing.words:
            self._paint_words(painter, words, across, down)

    def _paint_mark(self, painter: QPainter, mark: Mark, across: float, down: float) -> None:
        painter.save()
        painter.translate(mark.left, mark.top)
        painter.scale(across, down)
        box = QRectF(0, 0, (mark.right - mark.left) / across, (mark.bottom - mark.top) / down)
        colour = QColor(current().palette_colour(mark.colour))
        colour.setAlphaF(mark.opacity)
        if mark.hatched:
            painter.setPen(QPen(colour, 1.1))
            painter.drawPath(hatching(box))
            painter.drawRect(box)
        elif mark.outlined:
            painter.setPen(QPen(colour, 1.2, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box)
        else:
            painter.fillRect(box, QBrush(colour))
        if self.chosen is not None and mark.path == self.chosen:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(current().palette_colour("text"), 2.2))
            painter.drawRect(box)
        painter.restore()

    def _paint_words(self, painter: QPainter, words: Words, across: float, down: float) -> None:
        font = fonts.font(12, bold=words.bold)
        wide = (words.right - words.left) / across
        metrics = QFontMetricsF(font)
        text = words.text
        if words.wraps:
            flags = int(FLAGS[words.align] | Qt.AlignmentFlag.AlignBottom) | int(Qt.TextFlag.TextWordWrap)
        else:
            flags = int(FLAGS[words.align] | Qt.AlignmentFlag.AlignVCenter)
            if metrics.horizontalAdvance(text) > wide and len(text) > 3:
                text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, wide)
        painter.save()
        painter.translate(words.left, words.top)
        painter.scale(across, down)
        painter.setFont(font)
        painter.setPen(current().palette_colour(words.colour))
        painter.drawText(QRectF(0, 0, wide, (words.bottom - words.top) / down), flags, text)
        painter.restore()


def hatching(box: QRectF) -> QPainterPath:
    """Lines at 45° over a rectangle whose corner is nought."""
    wide, high = box.width(), box.height()
    lines = QPainterPath()
    at = HATCH
    while at < wide + high:
        lines.moveTo(max(at - high, 0.0), min(at, high))
        lines.lineTo(min(at, wide), max(at - wide, 0.0))
        at += HATCH
    return lines


class ChartPlot(StillPlot):
    """One chart; it neither moves nor grows under the hand."""

    WORDS, SIZE, TICK = "text", 12, 0

    picked = pyqtSignal(object)
    """The path of the cell that was clicked; () is what is unknown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, (6, 4, 10, 2))
        self.marks = DrawnMarks()
        self.marks.setFlag(QGraphicsItem.GraphicsItemFlag.ItemClipsToShape, False)
        self.addItem(self.marks, ignoreBounds=True)
        self.invertY(True)
        self.setMouseTracking(True)
        self.dress()

    @property
    def drawing(self) -> Drawing:
        """What is shown."""
        return self.marks.drawing

    def show_drawing(self, drawing: Drawing) -> None:
        """Show another one."""
        self.marks.chosen = None
        self.marks.show_drawing(drawing)
        self.getAxis("bottom").setTicks([list(drawing.below)])
        self.showAxis("bottom", bool(drawing.below))
        self.getAxis("left").setTicks([list(drawing.beside)])
        self.getAxis("left").setGrid(28 if drawing.grid else False)
        self.setXRange(0, max(drawing.wide, 1e-9), padding=0)
        self.setYRange(drawing.top, drawing.bottom, padding=0)
        least = drawing.least_high + (AXIS if drawing.below else 0) + SPARE
        self.setMinimumHeight(least if drawing.row_high else 160)
        self.setMaximumHeight(least if drawing.row_high else 16777215)

    def choose(self, path: Path | None) -> None:
        """Frame a cell."""
        self.marks.chosen = path
        self.marks.update()

    def mark_at(self, place: QPointF) -> Mark | None:
        """The mark at a place in the widget's pixels."""
        return self.marks.at(self.getPlotItem().vb.mapSceneToView(self.mapToScene(place.toPoint())))

    def pixel_of(self, path: Path) -> QPointF:
        """The middle of a cell in the widget's pixels. Raises StopIteration."""
        mark = next(one for one in self.drawing.marks if one.path == path)
        middle = QPointF((mark.left + mark.right) / 2, (mark.top + mark.bottom) / 2)
        return QPointF(self.mapFromScene(self.getPlotItem().vb.mapViewToScene(middle)))

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        super().mouseMoveEvent(event)
        mark = self.mark_at(event.position()) if event is not None else None
        self.setToolTip(mark.told if mark is not None else "")
        hand = mark is not None and mark.path is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        super().mouseReleaseEvent(event)
        if event is None or event.button() != Qt.MouseButton.LeftButton:
            return
        mark = self.mark_at(event.position())
        if mark is not None and mark.path is not None:
            self.choose(mark.path)
            self.picked.emit(mark.path)

    def dress(self) -> None:
        """The same, and the marks; every label of an axis is shown."""
        super().dress()
        for side in ("bottom", "left"):
            self.getAxis(side).setStyle(hideOverlappingLabels=False)
        self.marks.update()
