"""The legend: what each symbol stands for and how many are in view; one list of rows for window, PNG, SVG and PDF."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from PyQt6.QtCore import QPointF, QRectF, QSize
from PyQt6.QtGui import QPainter, QPainterPath, QPaintEvent
from PyQt6.QtWidgets import QSizePolicy, QWidget

from desktop.canvas.camera import Camera
from desktop.canvas.layer import MapLayer, PointLayer, ShapeLayer
from desktop.canvas.marks import number_text
from desktop.canvas.paint import untranslated
from desktop.canvas.paint_ground import fill_area, paint_arrow, pen_of
from desktop.canvas.paint_marks import paint_aggregate
from desktop.canvas.paint_symbols import paint_symbol
from desktop.canvas.pictures import painting
from desktop.canvas.styles import AreaStyle, Symbol
from desktop.canvas.text import TextStyle, paint_text, text_size
from desktop.theme.theme import Theme
from forensics.messages import Message, say

ROW = 24.0  # pixels
SWATCH = 34.0
INDENT = 12.0
LARGEST = 22.0
"""Pixels of a symbol, so that each keeps to its row."""
TITLE = TextStyle(12.5, bold=True, halo=0.0)
ENTRY = TextStyle(12.0, halo=0.0)
NOTE = TextStyle(11.0, halo=0.0, colour="region")
NUMBER = TextStyle(12.0, halo=0.0, colour="region")
SEVERAL = say("Several records, with their number")
Translate = Callable[[Message | str], str]


@dataclass(frozen=True)
class LegendRow:
    """A line of the legend; the words are translated already."""

    text: str
    swatch: Symbol | AreaStyle | tuple[str, str] | None  # a symbol, an area, or shape and colour of an aggregate
    count: int | None = None
    heading: bool = False
    note: bool = False  # says what the symbols below go by


def legend_rows(
    layers: Sequence[MapLayer], counts: Mapping[str, int], used: Mapping[str, Mapping[int, int]] | None = None,
    translate: Translate = untranslated, aggregates: Sequence[str] = (),
) -> list[LegendRow]:  # fmt: skip
    """A row for each visible layer of records, from the top down, with its count in view; and one for each style.

    `used` gives, by layer, how many of each style code are in view: styles that are not are left out. Layers named in
    `aggregates` get a row that explains the mark with a number.
    """
    rows: list[LegendRow] = []
    for layer in reversed([layer for layer in layers if layer.visible and not layer.background]):
        styles: Sequence[Symbol | AreaStyle] = ()
        values: Sequence[Message | str] = ()
        if isinstance(layer, PointLayer):
            styles, values = layer.symbols, layer.values
        elif isinstance(layer, ShapeLayer):
            styles, values = layer.styles, layer.values
        known = (used or {}).get(layer.key)
        codes = [code for code in range(min(len(styles), len(values))) if known is None or known.get(code)]
        title, count = translate(layer.title), counts.get(layer.key)
        said = styled_by(layer, translate)
        if not said and (len(styles) == 1 or len(values) < 2):
            rows.append(LegendRow(title, styles[0] if styles else None, count, heading=True))
        else:
            rows += [LegendRow(title, None, count, heading=True), *said]
            rows += [LegendRow(translate(values[code]), styles[code], (known or {}).get(code)) for code in codes]
        if isinstance(layer, PointLayer) and layer.key in aggregates:
            rows.append(LegendRow(translate(SEVERAL), layer.aggregate))
    return rows


def styled_by(layer: MapLayer, translate: Translate) -> list[LegendRow]:
    """The row that says what a person chose to style a layer by; none where it is styled as its type is."""
    by = layer.by if isinstance(layer, PointLayer | ShapeLayer) else ""
    return [LegendRow(translate(by), None, note=True)] if by else []


def _words_of(row: LegendRow) -> tuple[TextStyle, float]:
    """In which letters a row is written, and how far from the left."""
    style = TITLE if row.heading else NOTE if row.note else ENTRY
    aside = SWATCH if row.swatch is not None or not (row.heading or row.note) else 0.0
    return style, aside + (0.0 if row.heading else INDENT)


def legend_size(rows: Sequence[LegendRow]) -> tuple[float, float]:
    """Width and height in pixels that the rows need."""
    widths = [
        _words_of(row)[1] + text_size(row.text, _words_of(row)[0])[0]
        + (24 + text_size(number_text(row.count), NUMBER)[0] if row.count is not None else 0)
        for row in rows
    ]  # fmt: skip
    return max(widths, default=0.0) + 4, ROW * len(rows)


def paint_legend(painter: QPainter, rect: QRectF, rows: Sequence[LegendRow], theme: Theme) -> None:
    """The rows into a rectangle of any painter, counts at its right edge; what does not fit below is left out."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for at, row in enumerate(rows):
        top = rect.top() + at * ROW
        if top + ROW > rect.bottom() + 1:
            return
        _paint_row(painter, QRectF(rect.left(), top, rect.width(), ROW), row, theme)


def _paint_row(painter: QPainter, rect: QRectF, row: LegendRow, theme: Theme) -> None:
    middle, (style, aside) = rect.center().y(), _words_of(row)
    if row.swatch is not None:
        _paint_swatch(painter, row.swatch, rect.left() + (0 if row.heading else INDENT), middle, theme)
    x = rect.left() + aside
    paint_text(painter, row.text, x + text_size(row.text, style)[0] / 2, middle, style, theme)
    if row.count is not None:
        number = number_text(row.count)
        paint_text(painter, number, rect.right() - text_size(number, NUMBER)[0] / 2 - 2, middle, NUMBER, theme)


def _paint_swatch(
    painter: QPainter, swatch: Symbol | AreaStyle | tuple[str, str], x: float, y: float, theme: Theme
) -> None:
    middle = x + SWATCH / 2 - 4
    if isinstance(swatch, Symbol):
        paint_symbol(painter, replace(swatch, size=min(swatch.size, LARGEST)), middle, y, theme)
    elif isinstance(swatch, AreaStyle):
        _paint_area_swatch(painter, swatch, QRectF(x + 1, y - 8, SWATCH - 10, 16), theme)
    else:
        paint_aggregate(painter, swatch, 12, middle, y, theme)


def _paint_area_swatch(painter: QPainter, style: AreaStyle, rect: QRectF, theme: Theme) -> None:
    if not style.fill:
        painter.setPen(pen_of(style, theme))
        start, end = QPointF(rect.left(), rect.center().y()), QPointF(rect.right(), rect.center().y())
        painter.drawLine(start, end)
        if style.arrow:
            paint_arrow(painter, start, end, style, theme)
        return
    path = QPainterPath()
    path.addRect(rect)
    import shapely

    view = Camera(0.0, 0.0, 1.0, 2, 2)
    (west, north), (east, south) = view.metres(rect.left(), rect.top()), view.metres(rect.right(), rect.bottom())
    fill_area(painter, shapely.box(west, south, east, north), path, style, view, theme)
    painter.strokePath(path, pen_of(style, theme))


class Legend(QWidget):
    """The legend beside the map; give it new rows when the map settles."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[LegendRow] = []
        self._theme = theme
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setAutoFillBackground(False)

    def show_rows(self, rows: Sequence[LegendRow], theme: Theme) -> None:
        """Show these rows; read out as text too."""
        self._rows, self._theme = list(rows), theme
        lines = [row.text if row.count is None else f"{row.text}: {row.count}" for row in rows]
        self.setAccessibleDescription("\n".join(lines))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        width, height = legend_size(self._rows)
        return QSize(round(width) + 24, round(height) + 20)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent | None) -> None:
        with painting(self) as painter:
            painter.fillRect(self.rect(), self._theme.colour("land"))
            paint_legend(painter, QRectF(self.rect()).adjusted(12, 10, -12, -10), self._rows, self._theme)


def styles_in_view(layer: MapLayer, camera: Camera, most: int = 200_000) -> dict[int, int] | None:
    """How many of each style code are in view; None where there are too many points to look at each."""
    if isinstance(layer, ShapeLayer):
        codes = layer.index.style[layer.index.meeting(*camera.bounds)]
    elif isinstance(layer, PointLayer) and layer.index.count_in(camera.units()) <= most:
        codes = layer.index.style[layer.index.order[layer.index.found_in(camera.units())]]
    else:
        return None
    found, counts = np.unique(codes, return_counts=True)
    return dict(zip(found.tolist(), counts.tolist(), strict=True))
