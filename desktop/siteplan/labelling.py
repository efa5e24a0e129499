"""Where the words of a plan stand: near what they name, none over another, clear of the figures where there is room."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, sin

import numpy as np
import shapely
from PyQt6.QtCore import QPointF, QRectF

from desktop.canvas.text import text_size
from desktop.siteplan.frame import Frame
from desktop.siteplan.looks import LABELS, SECOND_LINE
from forensics.messages import Message
from layers.siteplan.drawing import Area, Drawing, Label, Mark, Stroke

MUST = ("body", "control", "context", "looking")
"""Labels that are written whatever the room; others are left out where they would cover another."""
UNLED = ("context", "looking")
"""Labels of what is no point: no line leads from them."""
UNLED_FAR, ARROW = 18.0, 40.0
"""Units from its place beyond which such a label would name something else; and how large an arrow is at most."""
CLOSEST = {"find": 90.0}
"""Units to a metre from which on a label is written."""
ONE_LINE = 75.0
"""Units to a metre below which the screen shows codes without their heights."""
STEPS = (0.0, 9.0, 18.0, 30.0, 44.0, 62.0, 84.0)
AROUND = 16
LEADER = 15.0
"""A label that stands farther from its point than this is joined to it by a line."""
OVER_FIGURE, PER_UNIT = 60.0, 1.0
GAP = 1.5


@dataclass(frozen=True)
class Placed:
    """A label that found its room."""

    lines: tuple[str, ...]
    room: QRectF
    look: str
    leader: tuple[QPointF, QPointF] | None = None
    item: str = ""


def place(
    drawing: Drawing, frame: Frame, translate: Callable[[Message | str], str], all_of_them: bool = True
) -> tuple[list[Placed], int]:
    """The labels that are seen, each in its room, and how many were left out for want of one.

    With `all_of_them` (on paper) codes of remains and contexts are written whatever lies below them.
    """
    figures = _figures(drawing, frame)
    tree = shapely.STRtree(figures)
    placed: list[Placed] = []
    taken = _Taken(_marks(drawing, frame))
    left_out = 0
    seen = frame.room.adjusted(-4, -4, 4, 4)
    for label in sorted(drawing.labels, key=lambda one: one.rank):
        at = frame.at(*label.at)
        if frame.scale < CLOSEST.get(label.look, 0.0) or not seen.contains(at):
            continue
        lines = tuple(translate(line) for line in label.lines)
        if label.where == "at":
            placed.append(Placed(lines, _around(at, *size_of(lines, label.look)), label.look, None, _id_of(label)))
            continue
        if frame.scale < ONE_LINE and not all_of_them:
            lines = lines[:1]
        room = _best(label, lines, at, frame, tree, figures, taken, all_of_them and label.look in MUST)
        if room is None:
            left_out += 1
            continue
        taken.add(room)
        placed.append(Placed(lines, room, label.look, _leader(label, at, room), _id_of(label)))
    return placed, left_out


class _Taken:
    """The rooms that nothing else may cover: hundreds are asked about for each label, so they are one array."""

    def __init__(self, rooms: Sequence[tuple[float, float, float, float]]) -> None:
        self._rooms = np.array(rooms, float).reshape(-1, 4)

    def add(self, room: QRectF) -> None:
        self._rooms = np.vstack((self._rooms, (room.left(), room.top(), room.right(), room.bottom())))

    def covers(self, room: QRectF) -> bool:
        """Whether a room, with the gap around it, lies over one of these."""
        left, top, right, bottom = self._rooms.T
        apart_across = (right <= room.left() - GAP) | (left >= room.right() + GAP)
        apart_down = (bottom <= room.top() - GAP) | (top >= room.bottom() + GAP)
        return not bool((apart_across | apart_down).all())


def _id_of(label: Label) -> str:
    return label.item.id if label.item else ""


def _around(middle: QPointF, width: float, height: float) -> QRectF:
    return QRectF(middle.x() - width / 2, middle.y() - height / 2, width, height)


def size_of(lines: tuple[str, ...], look: str) -> tuple[float, float]:
    """The room that some lines take."""
    sizes = [text_size(line, LABELS[look] if not at else SECOND_LINE) for at, line in enumerate(lines)]
    return max(width for width, _ in sizes), sizes[0][1] + sum(0.92 * high for _, high in sizes[1:])


def _figures(drawing: Drawing, frame: Frame) -> list[shapely.Geometry]:
    """What labels had better not cover, in units."""
    left, top, scale = frame.room.left(), frame.room.top(), frame.scale
    return [
        shapely.transform(part.shape, lambda xy: (xy - (frame.west, frame.north)) * (scale, -scale) + (left, top))
        for part in drawing.areas
        if isinstance(part, Area) and part.look in ("body", "skull")
    ]


def _marks(drawing: Drawing, frame: Frame) -> list[tuple[float, float, float, float]]:
    """The rooms of symbols and of the arrows of sections, which no label covers."""
    found = []
    for part in drawing.areas:
        if isinstance(part, Stroke) and part.look == "looking":
            ends = [frame.at(*point) for point in part.points]
            room = QRectF(ends[0], ends[-1]).normalized()
            if room.width() < ARROW and room.height() < ARROW:
                found.append((room.left() - 1, room.top() - 1, room.right() + 1, room.bottom() + 1))
        if isinstance(part, Mark) and part.look != "bound":
            at, half = frame.at(*part.at), 6.5
            found.append((at.x() - half, at.y() - half, at.x() + half, at.y() + half))
    return found


def _best(
    label: Label, lines: tuple[str, ...], at: QPointF, frame: Frame, tree: shapely.STRtree,
    figures: list[shapely.Geometry], taken: _Taken, must: bool,
) -> QRectF | None:  # fmt: skip
    width, height = size_of(lines, label.look)
    best, least = None, float("inf")
    for middle, cost in _candidates(label, at, frame, width, height):
        if cost >= least:
            continue
        room = _around(middle, width, height)
        if not frame.room.contains(room) or taken.covers(room):
            continue
        cost += _over_figures(room, tree, figures)
        if cost < least:
            best, least = room, cost
    if best is None and must:
        middle = _candidate_middle(label, at, frame)
        return _around(middle, width, height)
    return best


def _candidate_middle(label: Label, at: QPointF, frame: Frame) -> QPointF:
    return at if label.aim is None else frame.at(*label.aim)


def _candidates(
    label: Label, at: QPointF, frame: Frame, width: float, height: float
) -> Iterator[tuple[QPointF, float]]:
    """Places to try, each with what its distance costs: where it would best stand, then around that and the point."""
    starts = [(at, 0.0 if label.aim is None else 14.0)]
    if label.aim is not None:
        starts.insert(0, (frame.at(*label.aim), 0.0))
    for start, cost in starts:
        if start is not at:
            yield start, cost
        for step in STEPS:
            if label.look in UNLED and step > UNLED_FAR:
                break
            for turn in range(AROUND):
                angle = 2 * pi * turn / AROUND
                dx, dy = cos(angle), -sin(angle)
                x = start.x() + dx * (width / 2 + 8 + step)
                y = start.y() + dy * (height / 2 + 8 + step)
                yield QPointF(x, y), cost + step * PER_UNIT + 1.0 + 0.2 * (dx < -0.1)


def _over_figures(room: QRectF, tree: shapely.STRtree, figures: list[shapely.Geometry]) -> float:
    box = shapely.box(room.left(), room.top(), room.right(), room.bottom())
    covered = sum(shapely.intersection(figures[at], box).area for at in tree.query(box, "intersects"))
    return float(OVER_FIGURE * min(covered / box.area, 1.0))


def _leader(label: Label, at: QPointF, room: QRectF) -> tuple[QPointF, QPointF] | None:
    """A line from the point to the nearest edge of its words, where they do not stand beside it."""
    end = QPointF(
        min(max(at.x(), room.left()), room.right()),
        min(max(at.y(), room.top()), room.bottom()),
    )
    return (
        (at, end)
        if hypot(end.x() - at.x(), end.y() - at.y()) > LEADER and label.look not in ("context", "looking")
        else None
    )
