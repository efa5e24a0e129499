"""Bytes of any picture made one that can be painted: turned as its camera was held, no larger than is asked for."""

from __future__ import annotations

from PyQt6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PyQt6.QtGui import QImage, QImageReader

from desktop.photos.heif import heif_image

KEEP = Qt.AspectRatioMode.KeepAspectRatio


def opened(data: bytes) -> QBuffer:
    """The bytes as what Qt reads from."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    return buffer


def upright(data: bytes, most: int = 0) -> QImage | None:
    """The picture that bytes hold, whatever their name says, with sides of `most` pixels (0 for all there are).

    None where they hold none that can be drawn. A JPEG is decoded at about that size at once. On any thread.
    """
    buffer = opened(data)
    reader = QImageReader(buffer)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    size = reader.size()
    if most and size.isValid() and max(size.width(), size.height()) > most:
        reader.setScaledSize(size.scaled(QSize(most, most), KEEP))
    image = reader.read()
    read = heif_image(data) if image.isNull() else image
    if read is not None and most and max(read.width(), read.height()) > most:
        return read.scaled(most, most, KEEP, Qt.TransformationMode.SmoothTransformation)
    return read
