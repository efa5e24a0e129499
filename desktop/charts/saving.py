"""A chart as a file: a picture or vectors with title, rule, legend and what it counts up to, or its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PyQt6.QtCore import QBuffer, QIODevice, QRect, QRectF, Qt
from PyQt6.QtGui import QFontMetricsF, QImage, QPainter
from PyQt6.QtSvg import QSvgGenerator
from PyQt6.QtWidgets import QFileDialog, QWidget

from desktop.charts.drawing import Key
from desktop.charts.legend import paint_legend, places
from desktop.charts.numbers import csv_of
from desktop.charts.plot import ChartPlot
from desktop.charts.wording import Wording
from desktop.session import Session
from desktop.theme import fonts
from desktop.theme.theme import current
from forensics.errors import TaphosError
from forensics.messages import say
from forensics.statistics.charts import Charted
from layers.files import asked_for, write_out
from layers.held import Held

ENDINGS = ("png", "svg", "csv")
SHARP = 300 / 96
"""Pixels of a picture for each on the screen: 300 dpi."""
MARGIN, GAP = 18.0, 6.0


@dataclass(frozen=True)
class Page:
    """What a file of a chart holds: the numbers, and what is said of them in the window's language."""

    found: Charted
    held: Held
    words: Wording
    plot: ChartPlot
    title: str
    rule: str
    unknown: str
    legend: Sequence[Key]
    footer: Sequence[str]


def ask_where(page: Page, session: Session, ending: str, window: QWidget) -> None:
    """Ask where the file goes, and write it; the person is told where it is, or why not."""
    title = session.translate(say("Save the chart"))
    name = Path.home() / f"{page.found.chart.key}.{ending}"
    named, _ = QFileDialog.getSaveFileName(window, title, str(name), f"{ending.upper()} (*.{ending})")
    if not named:
        return
    out = Path(named)
    try:
        save_chart(page, out if out.suffix else out.with_suffix(f".{ending}"), ending)
    except TaphosError as refusal:
        session.refused.emit(refusal)
        return
    session.told.emit(say("The chart is in {file}.", file=out.name))


def save_chart(page: Page, out: Path, ending: str) -> None:
    """Write a chart. Raises ExportRefused where that cannot be written."""
    if ending == "csv":
        data = csv_of(page.found, page.words, page.held.cut_off, page.held.head, " ".join(page.footer))
    else:
        data = _drawn(page, ending)
    with asked_for(out):
        write_out(out, data)


def _drawn(page: Page, ending: str) -> bytes:
    wide = float(page.plot.width()) + 2 * MARGIN
    high = _paint(None, page, wide)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if ending == "svg":
        generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
        generator.setOutputDevice(buffer)
        generator.setResolution(page.plot.logicalDpiX())
        generator.setTitle(page.title)
        generator.setDescription("\n".join([page.rule, *page.footer]))
        generator.setViewBox(QRect(0, 0, round(wide), round(high)))
        generator.setSize(generator.viewBox().size())
        painter = QPainter(generator)
        _paint(painter, page, wide)
        painter.end()
        return bytes(buffer.data().data())
    image = QImage(round(wide * SHARP), round(high * SHARP), QImage.Format.Format_RGB32)
    for key, text in (("Title", page.title), ("Description", page.rule)):
        image.setText(key, text)
    image.fill(current().palette_colour("surface"))
    painter = QPainter(image)
    painter.scale(SHARP, SHARP)
    _paint(painter, page, wide)
    painter.end()
    image.setDotsPerMeterX(round(300 / 0.0254))  # only now: axes are kept as pictures, which Qt scales by it
    image.setDotsPerMeterY(round(300 / 0.0254))
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


def _paint(painter: QPainter | None, page: Page, wide: float) -> float:
    """Title, rule, chart, legend and foot under each other; gives the height, and only that without a painter."""
    top, room = MARGIN, wide - 2 * MARGIN
    if painter is not None:
        painter.fillRect(QRectF(0, 0, wide, 10_000), current().palette_colour("surface"))
    top = _text(painter, page.title, top, room, 16, "text", bold=True)
    top = _text(painter, page.rule, top, room, 12, "muted")
    if page.unknown:
        top = _text(painter, page.unknown, top, room, 12, "text")
    plot = page.plot
    if painter is not None:
        plot.render(painter, QRectF(MARGIN, top, plot.width(), plot.height()), plot.viewport().rect())
    top += plot.height() + GAP
    keys = page.legend
    legend = max((down + 20 for _, down, _ in places(keys, room)), default=0.0)
    if painter is not None:
        painter.save()
        painter.translate(MARGIN, top)
        paint_legend(painter, keys, room)
        painter.restore()
    top += legend + GAP
    for line in page.footer:
        top = _text(painter, line, top, room, 11, "muted")
    return top + MARGIN


def _text(
    painter: QPainter | None, text: str, top: float, room: float, size: float, colour: str, *, bold: bool = False
) -> float:  # fmt: skip
    font = fonts.font(size, bold=bold)
    flags = int(Qt.AlignmentFlag.AlignLeft) | int(Qt.TextFlag.TextWordWrap)
    high = QFontMetricsF(font).boundingRect(QRectF(0, 0, room, 10_000), flags, text).height()
    if painter is not None:
        painter.setFont(font)
        painter.setPen(current().palette_colour(colour))
        painter.drawText(QRectF(MARGIN, top, room, high + 2), flags, text)
    return top + high + GAP
