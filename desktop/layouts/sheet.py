"""One page painted: the map with its grid, and around it title, legend, inset, scale, sources and marking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QPainter, QPainterPath, QPen

from desktop.canvas.paint import Painted, paint_background, paint_over
from desktop.layouts.footer import Footing, paint_footer
from desktop.layouts.graticule import GridLine, grid_lines
from desktop.layouts.heading import cover_around, paint_across, paint_heading
from desktop.layouts.inset import paint_inset
from desktop.layouts.layout import TICKS, Layout
from desktop.layouts.legend import paint_page_legend
from desktop.layouts.planning import PagePlan
from desktop.layouts.scale import paint_north, paint_scale
from desktop.layouts.writing import TICK, Pen
from forensics.ports import Box
from layers.crs import WGS84

GRID = 0.75
"""Width of a line of the grid, in units."""


@dataclass(frozen=True)
class Sheet:
    """All that stands on one page; texts are translated already, but for those of the paint code."""

    layout: Layout
    plan: PagePlan
    title: str
    subtitle: str
    marking: str
    stamps: tuple[str, ...]  # across the page: that something is invented, that it is a draft
    footing: Footing
    crs: str = WGS84
    area: Box | None = None  # where the coordinate system's best operation is looked for


def paint_sheet(sheet: Sheet, pen: Pen, language: str) -> Painted:
    """The page into the pen's painter, whose unit is a quarter of a millimetre."""
    painter, plan = pen.painter, sheet.plan
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(sheet.layout.page, QColor("white"))
    lines = grid_lines(plan.camera, sheet.crs, sheet.area)
    painted = _paint_map(pen, plan, language, lines)
    cover_around(painter, sheet.layout.page, plan.areas.map)
    _paint_frame(pen, plan.areas.map, lines)
    paint_heading(pen, plan.areas.header, sheet.title, sheet.subtitle, sheet.marking, sheet.stamps)
    paint_scale(pen, plan.areas.strip, plan.camera)
    paint_north(pen, plan.areas.strip)
    paint_page_legend(pen, plan.legend_room, plan.legend)
    if plan.inset is not None:
        paint_inset(pen, plan.inset, plan.contents, plan.camera)
    paint_footer(pen, plan.areas.footer, sheet.footing)
    paint_across(pen, sheet.layout, sheet.stamps)
    return painted


def _paint_map(pen: Pen, plan: PagePlan, language: str, lines: list[GridLine]) -> Painted:
    painter, room = pen.painter, plan.areas.map
    painter.save()
    painter.translate(room.topLeft())
    painter.setClipRect(QRectF(0, 0, room.width(), room.height()))
    paint_background(painter, plan.contents.layers, plan.camera, pen.theme)
    painter.setPen(QPen(pen.theme.colour("country", 0.35), GRID))
    for line in lines:
        path = QPainterPath(QPointF(*line.path[0].tolist()))
        for x, y in line.path[1:].tolist():
            path.lineTo(x, y)
        painter.strokePath(path, painter.pen())
    painted = paint_over(painter, plan.contents.layers, plan.camera, pen.theme, language=language, selection={})
    painter.restore()
    pen.words += painted.words
    return painted


def _paint_frame(pen: Pen, room: QRectF, lines: list[GridLine]) -> None:
    """The edge of the map, and on it where the lines of the grid end and what they are called."""
    painter = pen.painter
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(pen.theme.colour("place"), 1.2, join=Qt.PenJoinStyle.MiterJoin))
    painter.drawRect(room)
    taken: Mapping[str, list[float]] = {side: [] for side in ("left", "right", "top", "bottom")}
    for line in lines:
        for x, y in line.ends:
            _paint_tick(pen, room, line, x, y, taken)


def _paint_tick(pen: Pen, room: QRectF, line: GridLine, x: float, y: float, taken: Mapping[str, list[float]]) -> None:
    """A label beside the end of a line, where that lies on the edge that the line is read at and there is room."""
    near, text = 1.0, pen.translate(line.label)
    if line.upright:
        side = "top" if y < near else "bottom" if y > room.height() - near else ""
    else:
        side = "left" if x < near else "right" if x > room.width() - near else ""
    at = x if line.upright else y
    half = len(text) * 3.0
    if not side or at < half or at > (room.width() if line.upright else room.height()) - half:
        return
    if any(abs(at - other) < 2 * half + 6 for other in taken[side]):
        return
    taken[side].append(at)
    if side in ("top", "bottom"):
        middle = room.top() - TICKS / 2 if side == "top" else room.bottom() + TICKS / 2
        pen.write(text, room.left() + x, middle, TICK, "centre")
    else:
        middle = room.left() - TICKS / 2 if side == "left" else room.right() + TICKS / 2
        pen.write_turned(text, middle, room.top() + y, TICK)
