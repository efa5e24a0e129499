"""What stands on the map itself: scale bar, north, attribution, and EXAMPLE across pictures of what is invented."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, log10

import numpy as np
from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QPainter, QPainterPath, QPen

from desktop.canvas.camera import Camera
from desktop.canvas.mercator import HALF_WORLD, Floats
from desktop.canvas.text import TextStyle, paint_text, text_size
from desktop.theme import fonts
from desktop.theme.theme import Theme
from forensics.messages import Message, say

SCALE_TEXT = TextStyle(11.0, colour="place", halo=2.2)
SMALL_TEXT = TextStyle(10.5, colour="region", halo=2.0)
NORTH = say("N")
WIDEST = 130  # pixels of the scale bar
MARGIN = 14.0
AROUND = 6.0
"""Pixels that names and marks keep from attribution and buttons."""
PARTED = " · "
"""Between the parts of an attribution; a line is broken here."""
WATERMARK_STEP = (460.0, 300.0)


@dataclass(frozen=True)
class Furniture:
    """What is to stand on a map; the words are translated already."""

    attribution: str = ""
    scale_bar: bool = True
    north: bool = True
    watermark: str = ""  # EXAMPLE, when anything drawn is invented
    bars: tuple[tuple[float, float, float, float], ...] = ()  # left, top, right, bottom of buttons that lie over it


def round_length(most: float) -> float:
    """The longest of 1, 2 or 5 times a power of ten that is at most `most`."""
    power = 10.0 ** floor(log10(most))
    return max(step * power for step in (1, 2, 5) if step * power <= most * (1 + 1e-9))


def scale_bar(camera: Camera) -> tuple[float, Message]:
    """Length in pixels and words of the scale bar: true on the ground at the middle of the view."""
    length = round_length(WIDEST * camera.ground_mpp)
    if length >= 1000:
        words = say("{length} km", length=f"{length / 1000:g}")
    elif length >= 1:
        words = say("{length} m", length=f"{length:g}")
    else:
        words = say("{length} cm", length=f"{length * 100:g}")
    return length / camera.ground_mpp, words


def paint_furniture(
    painter: QPainter, furniture: Furniture, camera: Camera, theme: Theme, scale_words: str = "", north_word: str = "N"
) -> None:
    """Scale bar, north and attribution; the watermark is painted apart, over everything."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if furniture.scale_bar:
        length, words = scale_bar(camera)
        _paint_scale_bar(painter, length, scale_words or str(words), camera, theme)
    if furniture.north:
        _paint_north(painter, north_word, camera, theme)
    for text, (left, top, right, bottom) in attribution_lines(furniture, camera):
        painter.fillRect(QRectF(left - 5, top - 1, right - left + 10, bottom - top + 2), theme.colour("paper"))
        paint_text(painter, text, (left + right) / 2, (top + bottom) / 2, SMALL_TEXT, theme)


def attribution_lines(furniture: Furniture, camera: Camera) -> list[tuple[str, tuple[float, float, float, float]]]:
    """The attribution on as many lines as it needs beside the scale bar: each with left, top, right, bottom."""
    parts = furniture.attribution.split(PARTED) if furniture.attribution else []
    room = camera.width - (2 * MARGIN + WIDEST + 8 if furniture.scale_bar else 2 * MARGIN)
    lines: list[str] = []
    for part in parts:
        longer = f"{lines[-1]}{PARTED}{part}" if lines else part
        if lines and text_size(longer, SMALL_TEXT)[0] <= room:
            lines[-1] = longer
        else:
            lines.append(part)
    found: list[tuple[str, tuple[float, float, float, float]]] = []
    bottom = float(camera.height) - 4
    for line in reversed(lines):
        width, height = text_size(line, SMALL_TEXT)
        right = camera.width - 8.0
        found.append((line, (right - width, bottom - height, right, bottom)))
        bottom -= height
    return found


def paint_watermark(painter: QPainter, words: Sequence[str], camera: Camera, theme: Theme) -> None:
    """The words in turn again and again across the whole picture, slanting; they lie still on the ground."""
    step_x, step_y = WATERMARK_STEP
    left, top = (camera.left + HALF_WORLD) / camera.mpp, (HALF_WORLD - camera.top) / camera.mpp
    paths = [_word_path(word) for word in words]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    row = floor(top / step_y)
    while row * step_y - top < camera.height + step_y:
        column = floor(left / step_x) - 1
        path = paths[row % len(paths)]
        middle = path.boundingRect().center()
        while column * step_x - left < camera.width + step_x:
            painter.save()
            painter.translate(column * step_x - left + (row % 2) * step_x / 2, row * step_y - top)
            painter.rotate(-30)
            painter.translate(-middle.x(), -middle.y())
            painter.fillPath(path, theme.colour("watermark"))
            painter.restore()
            column += 1
        row += 1


def _word_path(word: str) -> QPainterPath:
    path = QPainterPath()
    path.addText(QPointF(0, 0), fonts.font(52, bold=True, spacing=6), word)
    return path


def _paint_scale_bar(painter: QPainter, length: float, words: str, camera: Camera, theme: Theme) -> None:
    left, bottom = MARGIN, camera.height - MARGIN
    painter.fillRect(QRectF(left - 8, bottom - 28, length + 16, 34), theme.colour("paper"))
    bar = QPainterPath(QPointF(left, bottom - 6))
    for x, y in ((left, bottom), (left + length, bottom), (left + length, bottom - 6)):
        bar.lineTo(x, y)
    join, cap = Qt.PenJoinStyle.MiterJoin, Qt.PenCapStyle.SquareCap
    painter.strokePath(bar, QPen(theme.colour("halo"), 4.5, join=join, cap=cap))
    painter.strokePath(bar, QPen(theme.colour("place"), 1.6, join=join, cap=cap))
    _, height = text_size(words, SCALE_TEXT)
    paint_text(painter, words, left + length / 2, bottom - height / 2 - 4, SCALE_TEXT, theme)


def _paint_north(painter: QPainter, word: str, camera: Camera, theme: Theme) -> None:
    x, top = camera.width - MARGIN - 10, MARGIN
    arrow = QPainterPath(QPointF(x, top))
    for px, py in ((x + 7, top + 20), (x, top + 15.5), (x - 7, top + 20)):
        arrow.lineTo(px, py)
    arrow.closeSubpath()
    painter.strokePath(arrow, QPen(theme.colour("halo"), 4, join=Qt.PenJoinStyle.RoundJoin))
    painter.fillPath(arrow, theme.colour("place"))
    paint_text(painter, word, x, top + 29, TextStyle(11.0, bold=True, colour="place", halo=2.0), theme)


def rooms_of_furniture(furniture: Furniture, camera: Camera) -> Floats:
    """The rectangles (left, top, right, bottom) that scale bar, north and attribution take."""
    rooms = []
    if furniture.scale_bar:
        rooms.append((0.0, camera.height - MARGIN - 24, MARGIN + WIDEST + 8, float(camera.height)))
    if furniture.north:
        rooms.append((camera.width - MARGIN - 24, 0.0, float(camera.width), MARGIN + 40))
    for left, top, right, bottom in (*(place for _, place in attribution_lines(furniture, camera)), *furniture.bars):
        rooms.append((left - AROUND, top - AROUND, right + AROUND, bottom + AROUND))
    return np.array(rooms).reshape(-1, 4)


def edges_taken(furniture: Furniture, camera: Camera) -> tuple[float, float, float, float]:
    """How many pixels the furniture takes at left, top, right and bottom; what is tall stands at a side."""
    taken = [0.0, 0.0, 0.0, 0.0]
    for left, top, right, bottom in rooms_of_furniture(furniture, camera).tolist():
        if bottom - top > right - left:
            side, depth = (0, right) if left + right < camera.width else (2, camera.width - left)
        else:
            side, depth = (1, bottom) if top + bottom < camera.height else (3, camera.height - top)
        taken[side] = max(taken[side], depth)
    left, top, right, bottom = taken
    return left, top, right, bottom
