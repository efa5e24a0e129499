"""The one way a plan or section is painted: areas, strokes, marks, then labels where there is room for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QPainter, QPainterPath, QPen

from desktop.canvas.paint_symbols import paint_symbol
from desktop.canvas.text import paint_text, text_size
from desktop.siteplan.frame import Frame
from desktop.siteplan.labelling import Placed, place
from desktop.siteplan.looks import LABELS, LOOKS, SECOND_LINE, Look, symbol_of
from desktop.theme.theme import Theme
from forensics.messages import Message
from layers.siteplan.drawing import Area, Drawing, Mark, Stroke

Translate = Callable[[Message | str], str]
SELECTED = 3.4
DEPTH, THROUGH = "depth", 0.5
"""The fill that tells a height, and how much of it is left over a photograph."""
SMALLEST, WHOLE = 0.6, 75.0
"""How small symbols become where one looks from afar, and from how many units to a metre they are whole."""
RING = 5.0


@dataclass(frozen=True)
class Painted:
    """What was written, where, and how many labels found no room."""

    words: tuple[str, ...]
    labels: tuple[Placed, ...]
    left_out: int


def paint_drawing(
    painter: QPainter, drawing: Drawing, frame: Frame, theme: Theme, translate: Translate, selected: str = "",
    all_labels: bool = True, over_photo: bool = False,
) -> Painted:  # fmt: skip
    """A drawing into the room of a frame; `selected` is the id of a record that is shown so.

    Over a photograph the ground is not filled, and bodies are filled half, so that it is seen through them.
    """
    painter.save()
    painter.setClipRect(frame.room)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for group in together(drawing.areas):
        _paint_part(painter, group, frame, theme, over_photo)
    if selected:
        for part in drawing.areas:
            if part.item is not None and part.item.id == selected:
                _paint_selected(painter, part, frame, theme)
    placed, left_out = place(drawing, frame, translate, all_labels)
    for label in placed:
        _paint_label(painter, label, theme)
    painter.restore()
    words = [line for label in placed for line in label.lines]
    return Painted(tuple(dict.fromkeys(words)), tuple(placed), left_out)


def depth_colour(theme: Theme, depth: int) -> QColor:
    """The colour of a class of height; the deepest of any plan is the darkest."""
    return theme.colour("depthless" if depth < 0 else f"depth{min(depth, 5)}")


def pen_of(look: Look, theme: Theme, wider: float = 0.0, colour: str = "") -> QPen:
    """The pen of a look."""
    pen = QPen(theme.colour(colour or look.stroke, look.opacity if not look.fill else 1.0), look.width + wider)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap if look.dash else Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if look.dash and not wider:
        pen.setDashPattern([length / look.width for length in look.dash])
    return pen


def together(parts: Sequence[Area | Stroke | Mark]) -> Iterator[Area | Mark | list[Stroke]]:
    """The parts in their order, strokes of one look that follow each other as one: hachures, the bones of a figure."""
    held: list[Stroke] = []
    for part in parts:
        if held and not (isinstance(part, Stroke) and part.look == held[0].look):
            yield held
            held = []
        if isinstance(part, Stroke):
            held.append(part)
        else:
            yield part
    if held:
        yield held


def _paint_part(
    painter: QPainter, part: Area | Mark | list[Stroke], frame: Frame, theme: Theme, over_photo: bool
) -> None:  # fmt: skip
    if isinstance(part, Mark):
        _paint_mark(painter, part, frame, theme)
        return
    look = LOOKS[part[0].look if isinstance(part, list) else part.look]
    if frame.scale < look.closest:
        return
    path = frame.polygon(part.shape) if isinstance(part, Area) else frame.lines(part)
    if look.cased:
        painter.strokePath(path, pen_of(look, theme, 2.2, "casing"))
    if isinstance(part, Area) and look.fill and (look.fill == DEPTH or not over_photo):
        fill = fill_of(look, part.depth, theme)
        fill.setAlphaF(fill.alphaF() * (THROUGH if over_photo else 1.0))
        painter.fillPath(path, fill)
    if look.stroke:
        painter.strokePath(path, pen_of(look, theme))


def fill_of(look: Look, depth: int, theme: Theme) -> QColor:
    """What fills an area: the colour of its height, or that of its look."""
    return depth_colour(theme, depth) if look.fill == DEPTH else theme.colour(look.fill, look.opacity)


def _paint_mark(painter: QPainter, mark: Mark, frame: Frame, theme: Theme) -> None:
    at = frame.at(*mark.at)
    if mark.look in ("control", "datum", "bound", "spot"):
        paint_sign(painter, mark.look, at, theme)
        return
    symbol = symbol_of(mark.look, mark.value)
    symbol = replace(symbol, size=round(symbol.size * min(1.0, max(SMALLEST, frame.scale / WHOLE)), 1))
    if mark.depth >= 0:
        ring = QPen(theme.colour("bone"), 0.6)
        painter.setPen(ring)
        painter.setBrush(depth_colour(theme, mark.depth))
        radius = symbol.size * 0.7
        painter.drawEllipse(at, radius, radius)
    paint_symbol(painter, symbol, at.x(), at.y(), theme)


def paint_sign(painter: QPainter, look: str, at: QPointF, theme: Theme) -> None:
    """The signs of the survey, and the ring that says that wrists are bound."""
    path, x, y = QPainterPath(), at.x(), at.y()
    if look == "control":
        path.moveTo(x, y - RING - 1)
        path.lineTo(x + RING, y + RING - 1.5)
        path.lineTo(x - RING, y + RING - 1.5)
        path.closeSubpath()
        painter.strokePath(path, QPen(theme.colour("casing"), 3.4, join=Qt.PenJoinStyle.MiterJoin))
        painter.fillPath(path, theme.colour("casing"))
        painter.strokePath(path, QPen(theme.colour("vermillion"), 1.4, join=Qt.PenJoinStyle.MiterJoin))
        painter.fillRect(QRectF(x - 0.8, y - 0.8, 1.6, 1.6), theme.colour("vermillion"))
    elif look == "datum":
        path.addEllipse(at, RING, RING)
        painter.fillPath(path, theme.colour("casing"))
        quarter = QPainterPath(at)
        for start in (0, 180):
            quarter.moveTo(at)
            quarter.arcTo(QRectF(x - RING, y - RING, 2 * RING, 2 * RING), start, 90)
            quarter.closeSubpath()
        painter.fillPath(quarter, theme.colour("vermillion"))
        painter.strokePath(path, QPen(theme.colour("vermillion"), 1.3))
    elif look == "bound":
        path.addEllipse(at, 3.2, 3.2)
        painter.strokePath(path, QPen(theme.colour("casing"), 3.6))
        painter.strokePath(path, QPen(theme.colour("vermillion"), 1.8))
    else:
        painter.strokePath(_cross(at, 2.6), QPen(theme.colour("bone"), 0.9))


def _cross(at: QPointF, half: float) -> QPainterPath:
    path = QPainterPath(QPointF(at.x() - half, at.y()))
    path.lineTo(at.x() + half, at.y())
    path.moveTo(at.x(), at.y() - half)
    path.lineTo(at.x(), at.y() + half)
    return path


def _paint_selected(painter: QPainter, part: Area | Stroke | Mark, frame: Frame, theme: Theme) -> None:
    pen = QPen(theme.colour("selected"), SELECTED, join=Qt.PenJoinStyle.RoundJoin)
    if isinstance(part, Area):
        painter.strokePath(frame.polygon(part.shape), pen)
    elif isinstance(part, Mark):
        path = QPainterPath()
        path.addEllipse(frame.at(*part.at), 13.0, 13.0)
        painter.strokePath(path, pen)


def _paint_label(painter: QPainter, label: Placed, theme: Theme) -> None:
    style = LABELS[label.look]
    if label.leader is not None:
        path = QPainterPath(label.leader[0])
        path.lineTo(label.leader[1])
        painter.strokePath(path, QPen(theme.colour("halo", 0.9), 2.2))
        painter.strokePath(path, QPen(theme.colour("place"), 0.6))
    top = label.room.top()
    for number, line in enumerate(label.lines):
        shown = style if number == 0 else SECOND_LINE
        high = text_size(line, shown)[1]
        paint_text(painter, line, label.room.center().x(), top + high / 2, shown, theme)
        top += high * 0.92
