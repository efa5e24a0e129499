"""Marks drawn on a photograph: arrows, boxes, words, and lines with the length that the scale in view gives them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from PyQt6.QtCore import QBuffer, QIODevice, QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPainterPath, QPen

from desktop.photos.decoding import upright
from desktop.theme.fonts import family
from forensics.errors import ValueRefused
from forensics.messages import Message, say
from forensics.ports import Found
from layers.evidence import TakenIn, open_evidence
from layers.photos.working import ARROW, BOX, MEASURE, SCALE, TEXT, Mark, keep_working_copy, millimetres
from layers.project import Project

Translate = Callable[[Message], str]
LARGEST = 400 * 1024 * 1024
"""Bytes; a larger file is marked by no program that draws it whole."""
QUALITY = 92
COLOUR, HALO = "#ffd400", "#000000"
SHARE = 0.006
"""Width of a line, as a share of the picture's longer side."""


def read_upright(data: bytes) -> QImage | None:
    """The picture that bytes hold, turned as its camera was held; None where they hold none that can be drawn."""
    read = upright(data)
    return None if read is None else read.convertToFormat(QImage.Format.Format_RGB32)


def read_original(project: Project, media: Found) -> QImage:
    """The picture of a medium; raises ValueRefused where it has none that can be drawn, EvidenceMissing, OSError."""
    with open_evidence(project, media.id) as file:
        data = file.read(LARGEST + 1)
    image = read_upright(data) if len(data) <= LARGEST else None
    if image is None:
        raise ValueRefused("{code} holds no picture that can be drawn here.", code=media.code)
    return image


def mark_photo(project: Project, media: Found, marks: Sequence[Mark], translate: Translate) -> TakenIn:
    """Draw marks on a copy of a photograph and take it in as a working copy; the original is only read."""
    image = read_original(project, media)
    painter = QPainter(image)
    paint_marks(painter, marks, max(image.width(), image.height()), translate)
    painter.end()
    return keep_working_copy(project, media, encoded(image), marks)


def encoded(image: QImage) -> bytes:
    """A picture as JPEG, without any tag of a camera."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPEG", QUALITY)
    return buffer.data().data()


def paint_marks(painter: QPainter, marks: Sequence[Mark], longer: float, translate: Translate) -> None:
    """Draw marks in pixels of a picture whose longer side is that long."""
    width = max(2.0, longer * SHARE)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    font = QFont(family())
    font.setPixelSize(max(12, round(width * 5)))
    font.setBold(True)
    for mark in marks:
        points = [QPointF(*point) for point in mark.points]
        path = _path(mark, points, width)
        if path is not None:
            for colour, thick in ((HALO, 2.2 * width), (COLOUR, width)):
                painter.setPen(QPen(QColor(colour), thick, cap=Qt.PenCapStyle.RoundCap, join=Qt.PenJoinStyle.RoundJoin))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawPath(path)
        words = words_of(mark, marks, translate)
        if words:
            _write(painter, words, _beside(mark, points, width), font)


def words_of(mark: Mark, marks: Sequence[Mark], translate: Translate) -> str:
    """What stands beside a mark: its own words, and of a line how long it is."""
    if mark.kind == SCALE:
        return translate(say("{length:g} mm (scale)", length=mark.length_mm))
    if mark.kind == MEASURE:
        length = millimetres(mark, marks)
        return translate(say("{length:.0f} mm", length=length)) if length is not None else translate(say("no scale"))
    return mark.text


def _path(mark: Mark, points: Sequence[QPointF], width: float) -> QPainterPath | None:
    if mark.kind == TEXT:
        return None
    first, last = points
    path = QPainterPath()
    if mark.kind == BOX:
        path.addRect(QRectF(first, last).normalized())
        return path
    path.moveTo(first)
    path.lineTo(last)
    angle = math.atan2(last.y() - first.y(), last.x() - first.x())
    if mark.kind == ARROW:
        for turn in (math.radians(152), math.radians(-152)):
            path.moveTo(last)
            path.lineTo(last + 5 * width * QPointF(math.cos(angle + turn), math.sin(angle + turn)))
    else:
        across = 3 * width * QPointF(-math.sin(angle), math.cos(angle))
        for end in points:
            path.moveTo(end - across)
            path.lineTo(end + across)
    return path


def _beside(mark: Mark, points: Sequence[QPointF], width: float) -> QPointF:
    """Where the words of a mark begin."""
    if mark.kind in (SCALE, MEASURE):
        return (points[0] + points[1]) / 2 + QPointF(2 * width, -4 * width)
    return points[0] + QPointF(0, -2 * width) if mark.kind != TEXT else points[0]


def _write(painter: QPainter, words: str, place: QPointF, font: QFont) -> None:
    room = QFontMetricsF(font).boundingRect(words).translated(place).adjusted(-6, -4, 6, 4)
    painter.fillRect(room, QColor(0, 0, 0, 190))
    painter.setFont(font)
    painter.setPen(QColor(COLOUR))
    painter.drawText(place, words)
