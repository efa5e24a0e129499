"""One printed plan: the drawing at its scale in a frame, and around it what a court needs to measure and trust it."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QPainter, QPen

from desktop.canvas.furniture import NORTH
from desktop.layouts.footer import Footing, paint_footer
from desktop.layouts.heading import cover_around, paint_across, paint_heading
from desktop.layouts.layout import LAYOUTS, UNIT, Layout
from desktop.layouts.writing import HEADING, SMALL, Pen, broken
from desktop.siteplan.frame import Frame, centred, fitted
from desktop.siteplan.legend import paint_keys
from desktop.siteplan.painting import Painted, Translate, paint_drawing
from desktop.siteplan.parts import Part, paint_neighbours, paint_parts
from desktop.siteplan.ruler import paint_axes, paint_bar, paint_grid, paint_north
from desktop.siteplan.underlay import Underlay, paint_underlay
from forensics.messages import say
from layers.errors import ExportRefused
from layers.siteplan.drawing import Drawing

BESIDE = 268.0
"""Units of the column that holds legend and survey, on a page that lies."""
BELOW = 250.0
HAIR = 0.01
"""Units by which a part that fills its frame may be larger, for rounding."""
LARGEST = 58.0
"""Units to the measure of a drawing that has no scale, at most."""
ARROW = 12.0
"""Half the length of the arrow to north, whose letter stays between the axis above it and the foot below."""
LEFT, FOOT = 28.0, 18.0
"""The bands of the axes' numbers."""
LEGEND, GRID_AND_DATUM = say("Legend"), say("Grid and datum")
OF_ALL_SHEETS = say("Legend of all sheets")


@dataclass(frozen=True)
class Sheet:
    """All that stands on a printed plan; texts are translated already, but for those of the paint code.

    `bearing` is that of the upward axis from north; None where a view has none (a section). `empty` says why nothing is
    drawn, and stands where the drawing would. Of a drawing on several sheets, whose `parts` are given, this one shows
    `part`; the one that shows none is the key to the others.
    """

    drawing: Drawing
    scale: int
    layout: Layout
    title: str
    subtitle: str
    marking: str
    stamps: tuple[str, ...]
    survey: tuple[str, ...]
    footing: Footing
    bearing: float | None = None
    underlay: Underlay | None = None
    empty: str = ""
    parts: tuple[Part, ...] = ()
    part: Part | None = None

    @property
    def units(self) -> float:
        """Units of the page to a metre of the view."""
        return units_of(self.scale)


def units_of(scale: int) -> float:
    """Units of a page to a metre at a scale."""
    return 1000.0 / scale / UNIT


def layout_for(drawing: Drawing, scale: int, named: str = "") -> Layout:
    """The page of that name, or the smallest on which the drawing has room; raises ExportRefused where it has none."""
    if not drawing.measured:
        return LAYOUTS.get(named, LAYOUTS["a4-landscape"])
    west, south, east, north = drawing.extent
    lies = east - west > north - south
    from_small = sorted(LAYOUTS.values(), key=lambda one: (one.width * one.height, one.landscape is not lies))
    tried = [LAYOUTS[named]] if named in LAYOUTS else from_small
    wide, high = (east - west) * units_of(scale), (north - south) * units_of(scale)
    for layout in tried:
        room = room_of(layout)
        if wide <= room.width() + HAIR and high <= room.height() + HAIR:
            return layout
    raise ExportRefused(
        "At 1 : {scale} the grave takes {width} x {height} mm and has no room on {layout}; a smaller scale, such as "
        "1 : {smaller}, was expected.",
        scale=scale, width=round(wide * UNIT), height=round(high * UNIT), layout=tried[-1].name,
        smaller=next((one for one in (20, 50, 100, 200, 500) if one > scale), scale * 2),
    )  # fmt: skip


def room_of(layout: Layout) -> QRectF:
    """The frame of the drawing on a page."""
    areas = layout.areas(BESIDE if layout.landscape else BELOW)
    return areas.map.adjusted(LEFT - 15, 0, 0, -(FOOT - 15))


def frame_of(sheet: Sheet) -> Frame:
    """The drawing in the middle of its frame, at its scale; as large as it can be where it has none."""
    if not sheet.drawing.measured:
        frame = fitted(room_of(sheet.layout), sheet.drawing.extent)
        return centred(frame.room, sheet.drawing.extent, min(frame.scale, LARGEST))
    extent = sheet.part.extent if sheet.part is not None else sheet.drawing.extent
    return centred(room_of(sheet.layout), extent, sheet.units)


def paint_sheet(sheet: Sheet, pen: Pen, translate: Translate) -> Painted:
    """The page into the pen's painter, whose unit is a quarter of a millimetre."""
    painter, frame = pen.painter, frame_of(sheet)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(sheet.layout.page, QColor("white"))
    painter.fillRect(frame.room, pen.theme.colour("ground"))
    if sheet.drawing.measured:
        painter.save()
        painter.setClipRect(frame.room)
        paint_grid(painter, frame, pen.theme)
        painter.restore()
    on_photo = sheet.underlay is not None and sheet.drawing.view == "plan"
    if sheet.underlay is not None and on_photo:
        paint_underlay(painter, sheet.underlay, frame)
    painted = paint_drawing(painter, sheet.drawing, frame, pen.theme, translate, over_photo=on_photo)
    pen.words += painted.words
    _paint_parts(pen, sheet, frame, translate)
    if sheet.empty:
        _paint_empty(pen, sheet, frame.room)
    cover_around(painter, sheet.layout.page, frame.room)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(pen.theme.colour("place"), 1.2, join=Qt.PenJoinStyle.MiterJoin))
    painter.drawRect(frame.room)
    if sheet.drawing.measured:
        names = (f"{sheet.drawing.across} ({translate('m')})", sheet.drawing.up)
        zero = sheet.drawing.zero if sheet.drawing.up == "z" else 0.0
        pen.words += paint_axes(painter, frame, pen.theme, names, translate, zero, backwards=sheet.drawing.backwards)
    areas = sheet.layout.areas(BESIDE if sheet.layout.landscape else BELOW)
    paint_heading(pen, areas.header, sheet.title, sheet.subtitle, sheet.marking, sheet.stamps)
    if sheet.drawing.measured:
        _paint_strip(pen, sheet, areas.strip)
    _paint_column(pen, sheet, areas.column, translate)
    paint_footer(pen, areas.footer, sheet.footing)
    paint_across(pen, sheet.layout, sheet.stamps)
    return painted


def _paint_parts(pen: Pen, sheet: Sheet, frame: Frame, translate: Translate) -> None:
    """Of a drawing on several sheets: on the key where each lies, on the others which lies beside."""
    if not sheet.parts:
        return
    pen.painter.save()
    pen.painter.setClipRect(frame.room)
    if sheet.part is None:
        pen.words += paint_parts(pen.painter, frame, sheet.parts, pen.theme)
    else:
        pen.words += paint_neighbours(pen.painter, frame, sheet.part, sheet.parts, pen.theme, translate)
    pen.painter.restore()


def _paint_empty(pen: Pen, sheet: Sheet, room: QRectF) -> None:
    """In the middle of the frame, why it is empty."""
    lines = broken(sheet.empty, HEADING, room.width() * 0.7)
    for number, line in enumerate(lines):
        at = room.center().y() + (number - len(lines) / 2) * HEADING.size * 1.5
        pen.write(line, room.center().x(), at, HEADING, "centre")


def _paint_strip(pen: Pen, sheet: Sheet, strip: QRectF) -> None:
    """Scale bar, scale, and where north is."""
    left, top = strip.left() + LEFT, strip.top() + 25
    units, words = paint_bar(pen.painter, left, top, sheet.units, strip.width() * 0.42, pen.theme, pen.translate)
    pen.words += words
    x = left + units + 40
    pen.write(f"1 : {sheet.scale}", x, top - 2, HEADING)
    pen.write_fitted(
        pen.translate(say("Holds where it is printed without scaling; the bar tells.")),
        QRectF(x, top + 8, strip.right() - x - 60, 12), SMALL,
    )  # fmt: skip
    if sheet.bearing is not None:
        middle = QPointF(strip.right() - 26, strip.top() + 25 + 5 * cos(radians(sheet.bearing)))
        paint_north(pen.painter, middle, ARROW, sheet.bearing, pen.translate(NORTH), pen.theme)
        pen.words.append(pen.translate(NORTH))


def _paint_column(pen: Pen, sheet: Sheet, room: QRectF, translate: Translate) -> None:
    """The legend, and below or beside it the grid, its control points with their residuals, and the datum."""
    survey = _survey_lines(pen, sheet, room.width() if sheet.layout.landscape else room.width() * 0.36)
    high = len(survey) * SMALL.size * 1.35 + 26
    if sheet.layout.landscape:
        legend = QRectF(room.left(), room.top(), room.width(), room.height() - high - 14)
        below = QRectF(room.left(), room.bottom() - high, room.width(), high)
    else:
        legend = QRectF(room.left(), room.top(), room.width() * 0.62, room.height())
        below = QRectF(room.left() + room.width() * 0.64, room.top(), room.width() * 0.36, room.height())
    pen.write(pen.translate(OF_ALL_SHEETS if sheet.parts else LEGEND), legend.left(), legend.top() + 8, HEADING)
    pen.words += paint_keys(pen.painter, legend.adjusted(0, 22, 0, 0), sheet.drawing.keys, pen.theme, translate)
    pen.write(pen.translate(GRID_AND_DATUM), below.left(), below.top() + 8, HEADING)
    for number, line in enumerate(survey):
        pen.write(line, below.left(), below.top() + 26 + number * SMALL.size * 1.35, SMALL)


def _survey_lines(pen: Pen, sheet: Sheet, width: float) -> list[str]:
    return [part for line in sheet.survey for part in broken(line, SMALL, width)]
