"""An orthophoto under a plan: the part that is seen, as fine as it can be seen, never the whole file."""

from __future__ import annotations

import numpy as np
from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QImage, QPainter, QTransform

from desktop.siteplan.frame import Frame
from layers.siteplan.orthophoto import Orthophoto, read_window

Underlay = Orthophoto
PAPER_PX_PER_UNIT = 1.2
"""Pixels of the photograph for a unit of the page: about 120 to an inch."""


def paint_underlay(painter: QPainter, photo: Orthophoto, frame: Frame, opacity: float = 0.85) -> None:
    """The photograph where it lies, cut to the frame."""
    window = read_window(photo, frame.extent, frame.scale * PAPER_PX_PER_UNIT)
    if window is None:
        return
    high, wide, _ = window.rgba.shape
    data = np.ascontiguousarray(window.rgba)
    image = QImage(data.tobytes(), wide, high, 4 * wide, QImage.Format.Format_RGBA8888)
    a, b, c, d, e, f = window.affine
    origin = frame.at(c, f)
    painter.save()
    painter.setClipRect(QRectF(frame.room), Qt.ClipOperation.IntersectClip)
    painter.setOpacity(opacity)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    scale = frame.scale
    painter.setTransform(QTransform(a * scale, -d * scale, b * scale, -e * scale, origin.x(), origin.y()), combine=True)
    painter.drawImage(0, 0, image)
    painter.restore()
