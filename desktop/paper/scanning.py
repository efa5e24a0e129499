"""The codes on a scanned sheet or a photograph, read by zxing-cpp."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtGui import QImage, QPainter
from PyQt6.QtPdf import QPdfDocument

from desktop.layouts.page import with_qt
from desktop.photos.decoding import upright
from layers.errors import SourceRefused

_PIXELS_IN_POINT = 200 / 72
_MOST_PAGES = 20
_LONGEST = 4000
"""Pixels of the longer side in which codes are looked for: a scan at 300 dots per inch has fewer."""


def codes_in(path: Path) -> list[str]:
    """What the QR codes on a picture or on the pages of a PDF say; nothing where none is found. Blocking.

    Raises SourceRefused where there is no such file.
    """
    if not path.is_file():
        raise SourceRefused("There is no file “{file}”.", file=str(path))
    with_qt()
    images = _pages(path) if path.suffix.lower() == ".pdf" else [upright(path.read_bytes())]
    return [text for image in images if image is not None for text in codes_on(image)]


def _pages(path: Path) -> list[QImage]:
    document = QPdfDocument(None)
    document.load(str(path))
    images = []
    for page in range(min(document.pageCount(), _MOST_PAGES)):
        size = document.pagePointSize(page) * _PIXELS_IN_POINT
        images.append(document.render(page, QSize(round(size.width()), round(size.height()))))
    document.close()
    return images


def codes_on(image: QImage) -> list[str]:
    """What the QR codes on a picture say; on any thread."""
    import numpy as np
    import zxingcpp

    if max(image.width(), image.height()) > _LONGEST:
        image = image.scaled(_LONGEST, _LONGEST, Qt.AspectRatioMode.KeepAspectRatio)
    white = QImage(image.size(), QImage.Format.Format_Grayscale8)
    white.fill(255)
    _over(white, image)
    bits = white.constBits()
    assert bits is not None
    rows = bits.asarray(white.sizeInBytes())
    grey: Any = np.array(rows, np.uint8).reshape(white.height(), white.bytesPerLine())[:, : white.width()]
    return [found.text for found in zxingcpp.read_barcodes(np.ascontiguousarray(grey))]


def _over(white: QImage, image: QImage) -> None:
    """A picture over white: the page of a PDF has no paper."""
    painter = QPainter(white)
    painter.drawImage(0, 0, image)
    painter.end()
