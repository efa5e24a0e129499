"""The legend of a page: what each mark stands for and how many are on the map, whole however many rows it has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from PyQt6.QtCore import QRectF

from desktop.canvas.camera import Camera
from desktop.canvas.layer import MapLayer, PointLayer, ShapeLayer
from desktop.canvas.legend import ROW, LegendRow, legend_size, paint_legend, styled_by, styles_in_view
from desktop.canvas.marks import marks_of
from desktop.canvas.paint import drawn
from desktop.canvas.styles import AreaStyle, Symbol
from desktop.layouts.contents import Contents
from desktop.layouts.writing import HEADING, SMALL, Pen, Translate
from forensics.messages import Message, say
from layers.drawing import Doubtful

LEGEND, IN_VIEW = say("Legend"), say("In view")
HEAD = 26.0  # above the rows
COLUMN_GAP = 26.0
CLEAR = 16.0  # over the inset
MOSTLY_FULL = 0.6
LARGEST, SMALLEST, STEP = 1.0, 0.55, 0.05
SEVERAL = say("Several records, with their number")
DENSE = say("Many: shaded, with their number")


@dataclass(frozen=True)
class LegendPlan:
    """How the rows are laid out: in columns, at a size."""

    columns: tuple[tuple[LegendRow, ...], ...]
    size: float = 1.0

    @property
    def rows(self) -> tuple[LegendRow, ...]:
        return tuple(row for column in self.columns for row in column)

    @property
    def widths(self) -> tuple[float, ...]:
        """Of each column in units."""
        return tuple((legend_size(column)[0] + 4) * self.size for column in self.columns)

    @property
    def width(self) -> float:
        return sum(self.widths) + COLUMN_GAP * (len(self.columns) - 1)

    @property
    def height(self) -> float:
        """In units, its heading included."""
        return HEAD + max((len(column) for column in self.columns), default=0) * ROW * self.size


def rows_of(contents: Contents, camera: Camera, translate: Translate) -> tuple[LegendRow, ...]:
    """A row for each layer that has anything in view, from the top down, and one for each of its styles that has."""
    layers = [layer for layer in drawn(contents.layers, camera) if not layer.background]
    return tuple(row for layer in reversed(layers) for row in _rows_of_layer(layer, camera, translate))


def count_of(layer: MapLayer, camera: Camera) -> int:
    """How many records of a layer are drawn in view."""
    if isinstance(layer, PointLayer):
        return layer.index.count_in(camera.units())
    return len(layer.index.meeting(*camera.bounds)) if isinstance(layer, ShapeLayer) else 0


def _rows_of_layer(layer: MapLayer, camera: Camera, translate: Translate) -> list[LegendRow]:
    count = count_of(layer, camera)
    if not count or not isinstance(layer, PointLayer | ShapeLayer):
        return []
    title = translate(layer.title)
    marks = marks_of(layer, camera) if isinstance(layer, PointLayer) else None
    if isinstance(layer, PointLayer) and marks is not None and marks.density is not None:
        shade = AreaStyle(fill=layer.aggregate[1], stroke=layer.aggregate[1], opacity=0.45, width=0.8)
        return [LegendRow(title, None, count, heading=True), LegendRow(translate(DENSE), shade)]
    looks: Sequence[Symbol | AreaStyle] = layer.symbols if isinstance(layer, PointLayer) else layer.styles
    said = styled_by(layer, translate)
    alone = len(looks) == 1 and not said
    rows = [LegendRow(title, looks[0] if alone else None, count, heading=True), *said]
    if not alone:
        rows += _rows_of_values(layer.values, looks, styles_in_view(layer, camera) or {}, translate)
    if isinstance(layer, PointLayer) and marks is not None and bool(np.any(marks.code < 0)):
        rows.append(LegendRow(translate(SEVERAL), layer.aggregate))
    return rows


def _rows_of_values(
    values: Sequence[Message | str], looks: Sequence[Symbol | AreaStyle], used: Mapping[int, int], translate: Translate
) -> list[LegendRow]:
    """A row for each value in view; those of which place or dates are not certain have one together."""
    rows: dict[str, LegendRow] = {}
    borrowed: list[tuple[int, int]] = []
    for code in sorted(used):
        value = values[code]
        if isinstance(value, Doubtful):
            borrowed.append((code, used[code]))
        text = translate(value.value if isinstance(value, Doubtful) else value)
        held = rows.get(text)
        rows[text] = LegendRow(
            text, held.swatch if held else looks[code], used[code] + (held.count or 0 if held else 0)
        )
    found = list(rows.values())
    if borrowed and len(borrowed) < len(used):
        sample = max(borrowed, key=lambda pair: pair[1])[0]
        why = values[sample]
        words = translate(why.why if isinstance(why, Doubtful) else why)
        found.append(LegendRow(words, looks[sample], sum(count for _, count in borrowed)))
    return found


def plan_legend(rows: tuple[LegendRow, ...], room: QRectF, inset: QRectF | None) -> LegendPlan | None:
    """The largest plan that has room, clear of the inset; every row is on it. None where nobody could read it."""
    size = LARGEST
    while rows and size >= SMALLEST:
        plan = _planned(rows, room, inset, size)
        if plan is not None and plan.width <= room.width():
            return plan
        size = round(size - STEP, 2)
    return None if rows else LegendPlan(())


def _planned(rows: tuple[LegendRow, ...], room: QRectF, inset: QRectF | None, size: float) -> LegendPlan | None:
    """The rows at a size, each column down to the end of the room or to the inset where it stands over that."""
    whole = int((room.height() - HEAD) / (ROW * size))
    short = whole if inset is None else int((inset.top() - CLEAR - room.top() - HEAD) / (ROW * size))
    plan = LegendPlan((), size)
    while rows:
        column, rest = _taken(rows, whole)
        longer = LegendPlan((*plan.columns, column), size)
        if inset is not None and room.left() + longer.width > inset.left() - COLUMN_GAP / 2:
            column, rest = _taken(rows, short)
            longer = LegendPlan((*plan.columns, column), size)
        if not column or longer.width > room.width():
            return None
        plan, rows = longer, rest
    return plan


def _taken(rows: tuple[LegendRow, ...], most: int) -> tuple[tuple[LegendRow, ...], tuple[LegendRow, ...]]:
    """As many rows as fit a column, and the rest; a column ends before a heading where that leaves it mostly full."""
    if len(rows) <= most:
        return rows, ()
    ends = [at for at in range(1, max(most, 0) + 1) if rows[at].heading and at >= MOSTLY_FULL * most]
    cut = ends[-1] if ends else max(most, 0)
    return rows[:cut], rows[cut:]


def paint_page_legend(pen: Pen, room: QRectF, plan: LegendPlan) -> None:
    """The legend from the top of a rectangle down, counts at the right of each column."""
    if not plan.columns:
        return
    middle = room.top() + HEAD / 2 - 3
    alone = len(plan.columns) == 1
    pen.write(pen.translate(LEGEND), room.left(), middle, HEADING)
    right = room.left() + (room.width() if alone else plan.width)
    pen.write(pen.translate(IN_VIEW), right, middle, SMALL, "right")
    left = room.left()
    for rows, needed in zip(plan.columns, plan.widths, strict=True):
        width = room.width() if alone else needed
        pen.painter.save()
        pen.painter.translate(left, room.top() + HEAD)
        pen.painter.scale(plan.size, plan.size)
        paint_legend(pen.painter, QRectF(0, 0, width / plan.size, len(rows) * ROW + 1), rows, pen.theme)
        pen.painter.restore()
        pen.words += [row.text if row.count is None else f"{row.text}: {row.count}" for row in rows]
        left += width + COLUMN_GAP
