"""Painters on files: vectors with embedded fonts in PDF, outlines in SVG, 300 dots per inch in PNG."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from PyQt6.QtCore import QBuffer, QIODevice, QMarginsF, QRect, QSizeF, Qt
from PyQt6.QtGui import QImage, QPageLayout, QPageSize, QPainter, QPdfWriter
from PyQt6.QtSvg import QSvgGenerator

from desktop.layouts.layout import UNIT, Layout
from layers.errors import ExportRefused
from layers.files import asked_for, write_out

PNG_DPI = 300
PDF_DPI = 1200
MM_IN_INCH = 25.4
_TITLE = "__title_of_the_page__"
_SIZE = re.compile(r'<svg width="[^"]*" height="[^"]*"')

Paint = Callable[[QPainter], tuple[str, ...]]
"""Paints a page in its units and gives the words on it."""
Sheetmaker = Callable[[Path, Layout, str, Paint], tuple[str, ...]]


def maker_of(out: Path) -> Sheetmaker:
    """What writes a file of that ending; raises ExportRefused."""
    makers: dict[str, Sheetmaker] = {".pdf": write_pdf, ".svg": write_svg, ".png": write_png}
    ending = out.suffix.lower()
    if ending not in makers:
        raise ExportRefused(
            "“{file}” has an ending that no page is written in; allowed are {allowed}.",
            file=out.name, allowed=", ".join(makers),
        )  # fmt: skip
    return makers[ending]


def write_pdf(out: Path, layout: Layout, title: str, paint: Paint) -> tuple[str, ...]:
    """Vectors; words stay words, in the font that ships, of which the letters that are used are embedded."""
    return write_pages(out, layout, title, [paint])


def write_pages(out: Path, layout: Layout, title: str, paints: Sequence[Paint]) -> tuple[str, ...]:
    """As `write_pdf`, one page after the other."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(PDF_DPI)
    writer.setTitle(title)
    writer.setCreator("Taphos")
    size = QPageSize(QSizeF(layout.width_mm, layout.height_mm), QPageSize.Unit.Millimeter, layout.name)
    writer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Portrait, QMarginsF()))
    painter = QPainter(writer)
    unit = UNIT / MM_IN_INCH * writer.resolution()  # not by the page's size, which is rounded to whole points
    painter.scale(unit, unit)
    words: list[str] = []
    for number, paint in enumerate(paints):
        if number:
            writer.newPage()
        words += paint(painter)
    painter.end()
    _put(out, buffer.data().data())
    return tuple(words)


def write_svg(out: Path, layout: Layout, title: str, paint: Paint) -> tuple[str, ...]:
    """Vectors; words are outlines, so that they look the same everywhere, and stand as text in the title."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    generator.setOutputDevice(buffer)
    generator.setTitle(_TITLE)
    wide, high = round(layout.width), round(layout.height)
    generator.setResolution(round(MM_IN_INCH / UNIT))
    generator.setViewBox(QRect(0, 0, wide, high))
    generator.setSize(generator.viewBox().size())
    painter = QPainter(generator)
    words = paint(painter)
    painter.end()
    drawn = buffer.data().data().decode()
    drawn = _SIZE.sub(f'<svg width="{layout.width_mm}mm" height="{layout.height_mm}mm"', drawn, count=1)
    _put(out, drawn.replace(_TITLE, escape("\n".join([title, *words]))).encode())
    return words


def write_png(out: Path, layout: Layout, title: str, paint: Paint) -> tuple[str, ...]:
    """Pixels, as many as paper shows."""
    sharpness = UNIT / MM_IN_INCH * PNG_DPI
    image = QImage(
        round(layout.width * sharpness), round(layout.height * sharpness), QImage.Format.Format_RGB32
    )  # fmt: skip
    if image.isNull():
        raise ExportRefused("A page of {layout} is too large for a picture; write a PDF.", layout=layout.name)
    image.setDevicePixelRatio(sharpness)
    image.setDotsPerMeterX(round(PNG_DPI / MM_IN_INCH * 1000))
    image.setDotsPerMeterY(round(PNG_DPI / MM_IN_INCH * 1000))
    image.setText("Title", title)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    words = paint(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    _put(out, buffer.data().data())
    return words


def _put(out: Path, data: bytes) -> None:
    """The file appears whole or not at all; raises ExportRefused."""
    with asked_for(out):
        write_out(out, data)
