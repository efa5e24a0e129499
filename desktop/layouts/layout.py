"""What a page is divided into: header, map, legend, inset, scale and footer, for each size of paper."""

from __future__ import annotations

from dataclasses import dataclass

from PyQt6.QtCore import QRectF

from layers.errors import ExportRefused

UNIT = 0.25
"""Millimetres for one unit of a page: what is a pixel on the screen is a quarter of a millimetre on paper."""
MARGIN = 36.0
HEADER = 58.0
TICKS = 15.0  # the band around the map in which the grid is labelled
STRIP = 50.0  # below the map: scale bar, scale, north
FOOTER = 62.0
GAP = 20.0

_SIZES = {"a4": (210, 297), "a3": (297, 420), "a2": (420, 594), "a1": (594, 841), "a0": (841, 1189)}


@dataclass(frozen=True)
class Layout:
    """A page by name; width and height in millimetres."""

    name: str
    width_mm: int
    height_mm: int

    @property
    def width(self) -> float:
        """In units."""
        return self.width_mm / UNIT

    @property
    def height(self) -> float:
        return self.height_mm / UNIT

    @property
    def landscape(self) -> bool:
        return self.width_mm > self.height_mm

    @property
    def page(self) -> QRectF:
        return QRectF(0, 0, self.width, self.height)

    def areas(self, beside: float) -> Areas:
        """The parts of the page; `beside` is how wide the column is (how high the row, on an upright page) that holds
        legend and inset.
        """
        left, right = MARGIN, self.width - MARGIN
        top, bottom = MARGIN + HEADER, self.height - MARGIN - FOOTER
        header = QRectF(left, MARGIN, right - left, HEADER)
        footer = QRectF(left, bottom, right - left, FOOTER)
        if self.landscape:
            outer = QRectF(left, top, right - left - beside - GAP, bottom - top - STRIP)
            column = QRectF(right - beside, top, beside, bottom - top - 8)
        else:
            outer = QRectF(left, top, right - left, bottom - top - STRIP - beside - GAP)
            column = QRectF(left, outer.bottom() + STRIP + GAP / 2, right - left, beside)
        strip = QRectF(outer.left(), outer.bottom(), outer.width(), STRIP)
        return Areas(header, outer.adjusted(TICKS, TICKS, -TICKS, -TICKS), strip, column, footer)


@dataclass(frozen=True)
class Areas:
    """The parts of a page in units; the band of the grid's labels is around `map`."""

    header: QRectF
    map: QRectF
    strip: QRectF
    column: QRectF
    footer: QRectF


LAYOUTS = {
    layout.name: layout
    for size, (short, long) in _SIZES.items()
    for layout in (Layout(f"{size}-landscape", long, short), Layout(f"{size}-portrait", short, long))
}


def layout_named(name: str) -> Layout:
    """The layout of that name; raises ExportRefused."""
    if name not in LAYOUTS:
        raise ExportRefused("“{name}” is no layout; allowed are {allowed}.", name=name, allowed=", ".join(LAYOUTS))
    return LAYOUTS[name]
