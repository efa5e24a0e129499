"""Pictures to paint into: made transparent at a scale, and their painter ended whatever happens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QImage, QPaintDevice, QPainter


def blank(width: float, height: float, sharpness: float = 1.0, opaque: bool = False) -> QImage:
    """A picture of so many logical pixels, transparent unless `opaque`, on any thread."""
    form = QImage.Format.Format_RGB32 if opaque else QImage.Format.Format_ARGB32_Premultiplied
    image = QImage(max(round(width * sharpness), 1), max(round(height * sharpness), 1), form)
    image.setDevicePixelRatio(sharpness)
    if not opaque:
        image.fill(Qt.GlobalColor.transparent)
    return image


@contextmanager
def painting(device: QPaintDevice) -> Iterator[QPainter]:
    """A painter with smooth edges; Qt crashes when a picture goes while its painter lives, so that ends first."""
    painter = QPainter(device)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    try:
        yield painter
    finally:
        painter.end()
