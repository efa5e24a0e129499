"""Pages of a PDF as a reader sees them: words by Qt's PDF library, codes by a library of another house."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import zxingcpp
from PyQt6.QtCore import QSize
from PyQt6.QtGui import QImage, QPainter
from PyQt6.QtPdf import QPdfDocument


def opened(path: Path) -> QPdfDocument:
    document = QPdfDocument(None)
    assert document.load(str(path)) == QPdfDocument.Error.None_
    return document


def pages(path: Path) -> int:
    return opened(path).pageCount()


def words(path: Path, page: int = 0) -> str:
    return opened(path).getAllText(page).text()


def size_mm(path: Path, page: int = 0) -> tuple[float, float]:
    size = opened(path).pagePointSize(page)
    return size.width() / 72 * 25.4, size.height() / 72 * 25.4


def picture(path: Path, page: int = 0, dpi: int = 200) -> QImage:
    document = opened(path)
    size = document.pagePointSize(page) * (dpi / 72)
    drawn = document.render(page, QSize(round(size.width()), round(size.height())))
    paper = QImage(drawn.size(), QImage.Format.Format_Grayscale8)
    paper.fill(255)
    painter = QPainter(paper)
    painter.drawImage(0, 0, drawn)
    painter.end()
    return paper


def codes(path: Path, page: int = 0, dpi: int = 200) -> dict[str, tuple[float, float]]:
    """What each code on a page says, and where its left top corner is in mm."""
    paper = picture(path, page, dpi)
    bits = paper.constBits()
    assert bits is not None
    grey = np.array(bits.asarray(paper.sizeInBytes()), np.uint8).reshape(paper.height(), paper.bytesPerLine())
    found = zxingcpp.read_barcodes(np.ascontiguousarray(grey[:, : paper.width()]))
    scale = 25.4 / dpi
    return {one.text: (one.position.top_left.x * scale, one.position.top_left.y * scale) for one in found}
