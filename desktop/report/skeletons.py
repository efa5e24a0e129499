"""The skeleton of a case on a page: bones as a picture, which keeps files small, marks and words as vectors."""

from __future__ import annotations

from PyQt6.QtCore import QByteArray, QRectF, QSize
from PyQt6.QtGui import QColor, QImage, QPainter
from PyQt6.QtSvg import QSvgRenderer

from desktop.layouts.layout import UNIT
from desktop.layouts.writing import Pen, Translate
from desktop.report.flow import WIDTH, Piece
from desktop.report.text import QUIET, Laid
from desktop.skeleton.rendering import colours_of, render
from layers.report.blocks import Skeleton
from layers.skeleton.picture import LEGEND_WIDTH, bones_svg, legend_svg, signs_svg
from layers.skeleton.plates import HEIGHT as PLATE_HEIGHT
from layers.skeleton.plates import WIDTH as PLATE_WIDTH

HIGH = 124 / UNIT
"""Units that the two views are high."""
PIXELS = 1450
"""In the height of the picture: 300 to the inch."""
GROW = 1.7
SMALL = 0.98
"""Units to a unit of the legend: its letters are then as large as those of a table."""
"""How much larger than on the screen marks and letters are, to be read at this size."""


def skeleton_piece(block: Skeleton, translate: Translate) -> Piece:
    """Both views with the legend beside them and the caption below."""
    caption = Laid(block.caption, QUIET, WIDTH)
    wide = HIGH * 2 * PLATE_WIDTH / PLATE_HEIGHT

    def paint(pen: Pen, x: float, y: float) -> None:
        colours = colours_of("light")
        views = QRectF(x, y, wide, HIGH)
        pen.painter.drawImage(views, _bones(bones_svg(block.inventory, colours)))
        _vectors(pen.painter, signs_svg(block.inventory, colours, translate, GROW), views)
        legend, high = legend_svg(block.inventory, colours, translate)
        room = QRectF(x + wide + 16, y + HIGH - high * SMALL, LEGEND_WIDTH * SMALL, high * SMALL)
        _vectors(pen.painter, legend, room)
        caption.paint(pen, x, y + HIGH + 5)

    return Piece(HIGH + caption.height + 14, paint, before=10.0)


def _bones(svg: str) -> QImage:
    """On white, since a picture that is clear in parts is kept twice in a file."""
    box = QRectF(0, 0, 2 * PLATE_WIDTH, PLATE_HEIGHT)
    drawn = render(svg, QSize(round(PIXELS * 2 * PLATE_WIDTH / PLATE_HEIGHT), PIXELS), box)
    page = QImage(drawn.size(), QImage.Format.Format_RGB32)
    page.fill(QColor("white"))
    painter = QPainter(page)
    painter.drawImage(0, 0, drawn)
    painter.end()
    return page


def _vectors(painter: QPainter, svg: str, room: QRectF) -> None:
    QSvgRenderer(QByteArray(svg.encode())).render(painter, room)
