"""The cross that marks where one was taken, with its coordinate or name, until it is taken away."""

from __future__ import annotations

from dataclasses import dataclass

from PyQt6.QtCore import QPointF
from PyQt6.QtGui import QPainter, QPen

from desktop.canvas.camera import Camera
from desktop.canvas.mercator import to_metres
from desktop.canvas.text import TextStyle, paint_text, text_size
from desktop.theme.theme import Theme

NEAR, FAR = 5.0, 16.0
"""Pixels from the place to the ends of each arm: what lies there is left to be seen."""
BELOW = 12.0
WORDS = TextStyle(11.5, bold=True, colour="place", halo=2.4)


@dataclass(frozen=True)
class Cross:
    """A place in degrees, and what stands under it."""

    lon: float
    lat: float
    words: str = ""


def paint_cross(painter: QPainter, cross: Cross, camera: Camera, theme: Theme) -> None:
    """Four arms around the place, its words below; nothing where it is out of view."""
    x, y = (float(one) for one in camera.pixels(*to_metres(cross.lon, cross.lat)))
    if not (-FAR <= x <= camera.width + FAR and -FAR <= y <= camera.height + FAR):
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for colour, width in (("casing", 5.0), ("vermillion", 2.4)):
        painter.setPen(QPen(theme.colour(colour), width))
        for across, up in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            arm = QPointF(across, up)
            painter.drawLine(QPointF(x, y) + arm * NEAR, QPointF(x, y) + arm * FAR)
    if cross.words:
        half = text_size(cross.words, WORDS)[0] / 2 + 4
        middle = min(max(x, half), camera.width - half)
        above = y + FAR + 2 * BELOW > camera.height
        paint_text(painter, cross.words, middle, y + (-1 if above else 1) * (FAR + BELOW), WORDS, theme)
