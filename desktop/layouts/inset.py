"""The inset: where in the country the page's map lies."""

from __future__ import annotations

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QPainterPath, QPen

from desktop.canvas.camera import Camera
from desktop.canvas.layer import ShapeLayer
from desktop.canvas.paint import paint_background
from desktop.layouts.contents import Contents
from desktop.layouts.writing import Pen

COUNTRY = "base.country"
LARGEST = 0.3  # of the column's height, or of the row's width
WIDEST, BESIDE_COLUMNS = 300.0, 200.0  # units
AROUND = 0.05
SMALLEST_BOX = 7.0  # units: a smaller map is shown by a cross-hair


def inset_room(contents: Contents, camera: Camera, column: QRectF, below: bool) -> QRectF | None:
    """Where the inset stands in its column (below) or row (right); None where the map shows the whole country."""
    country = _country(contents)
    if country is None or _holds(camera.bounds, country):
        return None
    west, south, east, north = country
    ratio = (north - south) / (east - west)
    if below:
        width = column.width() if column.width() <= WIDEST else BESIDE_COLUMNS
        height = min(width * ratio, column.height() * LARGEST)
        width = height / ratio
        return QRectF(column.right() - width, column.bottom() - height, width, height)
    height = column.height() - 4
    width = min(height / ratio, column.width() * LARGEST)
    height = width * ratio
    return QRectF(column.right() - width, column.top() + 4, width, height)


def paint_inset(pen: Pen, room: QRectF, contents: Contents, camera: Camera) -> None:
    """The country in its outlines, and on it the extent of the map."""
    country = _country(contents)
    if country is None:
        return
    small = _small_camera(country, room)
    painter = pen.painter
    painter.save()
    painter.translate(room.topLeft())
    painter.setClipRect(QRectF(0, 0, room.width(), room.height()))
    paint_background(painter, [layer for layer in contents.base if isinstance(layer, ShapeLayer)], small, pen.theme)
    _paint_extent(pen, small, camera)
    painter.restore()
    _cover(pen, room)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(pen.theme.colour("place"), 0.9, join=Qt.PenJoinStyle.MiterJoin))
    painter.drawRect(room)


def _country(contents: Contents) -> tuple[float, float, float, float] | None:
    """The bounds of the country with a little around it, in EPSG:3857 metres."""
    found = next((layer.extent for layer in contents.base if layer.key == COUNTRY), None)
    if found is None:
        return None
    west, south, east, north = found
    more = AROUND * (east - west)
    return west - more, south - more, east + more, north + more


def _holds(bounds: tuple[float, float, float, float], country: tuple[float, float, float, float]) -> bool:
    inner = AROUND * (country[2] - country[0])
    return (
        bounds[0] <= country[0] + inner
        and bounds[1] <= country[1] + inner
        and bounds[2] >= country[2] - inner
        and bounds[3] >= country[3] - inner
    )


def _small_camera(country: tuple[float, float, float, float], room: QRectF) -> Camera:
    west, south, east, north = country
    mpp = max((east - west) / room.width(), (north - south) / room.height())
    return Camera((west + east) / 2, (south + north) / 2, mpp, round(room.width()), round(room.height()))


def _paint_extent(pen: Pen, small: Camera, camera: Camera) -> None:
    west, south, east, north = camera.bounds
    (left, top), (right, bottom) = (
        (float(x), float(y)) for x, y in (small.pixels(west, north), small.pixels(east, south))
    )
    painter = pen.painter
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(pen.theme.colour("vermillion"), 1.8, join=Qt.PenJoinStyle.MiterJoin))
    if right - left < SMALLEST_BOX or bottom - top < SMALLEST_BOX:
        x, y = (left + right) / 2, (top + bottom) / 2
        cross = QPainterPath()
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            cross.moveTo(QPointF(x + 4 * dx, y + 4 * dy))
            cross.lineTo(QPointF(x + 12 * dx, y + 12 * dy))
        painter.strokePath(cross, painter.pen())
        painter.drawRect(QRectF(x - 4, y - 4, 8, 8))
    else:
        painter.drawRect(QRectF(left, top, right - left, bottom - top))


def _cover(pen: Pen, room: QRectF) -> None:
    """White over what reached a little beyond the inset."""
    around = QPainterPath()
    around.addRect(room.adjusted(-9, -9, 9, 9))
    around.addRect(room)
    pen.painter.fillPath(around, QColor("white"))
