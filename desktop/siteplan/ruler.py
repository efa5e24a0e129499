"""What measures a plan: the lines of the grid with their metres at the edge, scale bar, and the arrow to north."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, cos, floor, radians, sin

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QPainter, QPainterPath, QPen

from desktop.canvas.text import TextStyle, paint_text, text_size
from desktop.siteplan.frame import Frame
from desktop.siteplan.looks import AXIS
from desktop.siteplan.painting import Translate
from desktop.theme.theme import Theme
from layers.siteplan.drawing import number

STEPS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)
LEAST = 78.0
"""Units that two lines of the grid lie apart at least."""
BAR_HIGH = 5.0
BAR = TextStyle(9.5, halo=0.0)
NORTH = TextStyle(12.0, bold=True, halo=0.0)


def grid_step(scale: float) -> float:
    """Metres from one line of the grid to the next, so that lines are not crowded."""
    return next((step for step in STEPS if step * scale >= LEAST), STEPS[-1])


def lines_between(first: float, last: float, step: float) -> Iterator[float]:
    """The multiples of a step from one number to another."""
    for line in range(ceil(first / step - 1e-9), floor(last / step + 1e-9) + 1):
        yield line * step


def paint_grid(painter: QPainter, frame: Frame, theme: Theme) -> None:
    """The lines of the grid, with crosses where they meet."""
    west, south, east, north = frame.extent
    step = grid_step(frame.scale)
    room = frame.room
    painter.setPen(QPen(theme.colour("ruled"), 0.6))
    for x in lines_between(west, east, step):
        at = frame.at(x, north).x()
        painter.drawLine(QPointF(at, room.top()), QPointF(at, room.bottom()))
    for y in lines_between(south, north, step):
        at = frame.at(west, y).y()
        painter.drawLine(QPointF(room.left(), at), QPointF(room.right(), at))


def axis_labels(
    frame: Frame, translate: Translate, zero: float = 0.0, backwards: bool = False
) -> tuple[list[tuple[float, str]], list[tuple[float, str]]]:
    """Where lines end at the lower and the left edge, in units, and what is written there.

    `zero` is added upwards; across, the numbers of a view that is `backwards` grow to the left.
    """
    west, south, east, north = frame.extent
    step = grid_step(frame.scale)
    xs, ys = lines_between(west, east, step), lines_between(south, north, step)
    across = [(frame.at(x, north).x(), metres_text(-x if backwards else x, step, translate)) for x in xs]
    upwards = [(frame.at(west, y).y(), metres_text(y + zero, step, translate)) for y in ys]
    return across, upwards


def metres_text(metres: float, step: float, translate: Translate) -> str:
    """A number of metres with no more decimals than the step has, as the language writes it, with a true minus."""
    digits = (
        0
        if step >= 1 and abs(metres - round(metres)) < 1e-6
        else 1
        if abs(metres * 10 - round(metres * 10)) < 1e-6
        else 2
    )
    if round(metres, digits) == 0:
        return "0"
    return translate(number(metres, digits)).replace("-", "\N{MINUS SIGN}")


def paint_axes(
    painter: QPainter, frame: Frame, theme: Theme, names: tuple[str, str], translate: Translate, zero: float = 0.0,
    outside: bool = True, backwards: bool = False,
) -> list[str]:  # fmt: skip
    """The metres at the edges: outside the frame on paper, within it on the screen; gives what was written."""
    room, words = frame.room, []
    across, upwards = axis_labels(frame, translate, zero, backwards)
    below = room.bottom() + 9 if outside else room.bottom() - 9
    beside = room.left() - 5 if outside else room.left() + 5
    style = AXIS if outside else TextStyle(AXIS.size, halo=1.8, colour=AXIS.colour)
    for x, text in across:
        if room.left() + 8 < x < room.right() - 22:
            paint_text(painter, text, x, below, style, theme)
            words.append(text)
    for y, text in upwards:
        if room.top() + 12 < y < room.bottom() - (8 if outside else 24):
            half = text_size(text, style)[0] / 2
            paint_text(painter, text, beside - half if outside else beside + half, y, style, theme)
            words.append(text)
    bold = TextStyle(style.size, bold=True, halo=style.halo)
    paint_text(painter, names[0], room.right() - 10, below, bold, theme)
    paint_text(painter, names[1], beside + (-3 if outside else 10), room.top() + 6, bold, theme)
    return [*words, *names]


def bar_metres(scale: float, widest: float) -> float:
    """The length of the scale bar: the longest round one that the width has room for."""
    return next((step for step in reversed((*STEPS, 200.0, 500.0)) if step * scale <= widest), STEPS[0])


def paint_bar(
    painter: QPainter, left: float, top: float, scale: float, widest: float, theme: Theme, translate: Translate
) -> tuple[float, list[str]]:
    """A bar in five parts, black and white in turn, with its metres; gives its width in units and what was written."""
    metres = bar_metres(scale, widest)
    units, ink = metres * scale, theme.colour("place")
    painter.setPen(QPen(ink, 0.8, join=Qt.PenJoinStyle.MiterJoin))
    for part in range(5):
        painter.setBrush(ink if part % 2 == 0 else QColor(theme.colour("casing")))
        painter.drawRect(QRectF(left + units * part / 5, top, units / 5, BAR_HIGH))
    half, whole = (metres_text(one, 0.1, translate) for one in (metres / 2, metres))
    words = ["0", half, f"{whole} {translate('m')}"]
    for share, text in zip((0.0, 0.5, 1.0), words, strict=True):
        paint_text(painter, text, left + units * share, top - 8, BAR, theme)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    return units, words


def paint_north(painter: QPainter, middle: QPointF, half: float, bearing: float, word: str, theme: Theme) -> None:
    """An arrow to north; `bearing` is that of the upward axis, in degrees clockwise from north."""
    turn = radians(bearing)
    ux, uy = -sin(turn), -cos(turn)

    def at(along: float, aside: float) -> QPointF:
        return QPointF(middle.x() + along * ux - aside * uy, middle.y() + along * uy + aside * ux)

    ink = theme.colour("place")
    for sign, filled in ((1, True), (-1, False)):
        path = QPainterPath(at(half, 0))
        for point in (at(-half, sign * half * 0.42), at(-half * 0.62, 0)):
            path.lineTo(point)
        path.closeSubpath()
        painter.fillPath(path, ink if filled else theme.colour("casing"))
        painter.strokePath(path, QPen(ink, 0.9, join=Qt.PenJoinStyle.MiterJoin))
    label = at(half + 9, 0)
    paint_text(painter, word, label.x(), label.y(), NORTH, theme)
