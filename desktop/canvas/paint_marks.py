"""Marks into any painter: density, symbols, and over them the aggregates with their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import ceil

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QImage, QPainter, QPen

from desktop.canvas import styles
from desktop.canvas.arrange import GAP, move_apart
from desktop.canvas.camera import Camera
from desktop.canvas.layer import PointLayer
from desktop.canvas.marks import Density, Marks, height_of, number_text, radius_of
from desktop.canvas.mercator import HALF_WORLD, UNIT, Floats
from desktop.canvas.paint_symbols import (
    BOX,
    lay_down,
    on_paper,
    paint_shape,
    paint_symbol,
    sharpness_of,
    symbol_sprite,
)
from desktop.canvas.pictures import blank, painting
from desktop.canvas.point_index import DEEPEST
from desktop.canvas.text import TextStyle, paint_text, text_size
from desktop.theme.theme import Theme

NUMBER = TextStyle(11.0, bold=True, colour="casing", halo=0.0)
DENSITY_NUMBER = TextStyle(11.0, bold=True, colour="place", halo=2.2)
FAINTEST, FULLEST = 0.10, 0.78
"""Opacity of a small square with one point and of the fullest one."""
SEEN_APART = 6.0
"""Pixels between two symbols of a layer from which on both are seen."""
ALONG = 6  # symbols that an aggregate at the edge of the view makes room for
LEADER = 16.0  # pixels: an aggregate that stands further away is joined to its place by a line
Places = tuple[Floats, Floats]


def place_marks(
    layers: Sequence[PointLayer], all_marks: Sequence[Marks], camera: Camera, taken: Floats
) -> list[Places]:
    """Where each mark stands in pixels: symbols where they are, aggregates beside each other and within the view.

    Aggregates keep out of the rectangles that are `taken` (left, top, right, bottom), so that no number is hidden.
    """
    placed = [_symbols_beside(layer, marks, camera) for layer, marks in zip(layers, all_marks, strict=True)]
    if not placed:
        return []
    x, y = (np.concatenate([places[axis] for places in placed]) for axis in (0, 1))
    radius = np.concatenate([half_size(layer, marks) for layer, marks in zip(layers, all_marks, strict=True)])
    fixed = np.concatenate([marks.code >= 0 for marks in all_marks])
    inside = ~fixed & (x >= 0) & (x <= camera.width) & (y >= 0) & (y <= camera.height)
    x, y = move_apart(x, y, radius, fixed)
    within_x = np.where(inside, np.clip(x, radius + 2, np.maximum(camera.width - radius - 2, radius + 2)), x)
    within_y = np.where(inside, np.clip(y, radius + 2, np.maximum(camera.height - radius - 2, radius + 2)), y)
    _along_the_edge(within_y, within_x, radius, fixed, np.flatnonzero(within_x != x), camera.height)
    _along_the_edge(within_x, within_y, radius, fixed, np.flatnonzero(within_y != y), camera.width)
    x, y = _clear_of(taken, within_x, within_y, np.where(inside, radius, -1e6), camera)
    ends = np.cumsum([len(marks) for marks in all_marks])[:-1]
    return list(zip(np.split(x, ends), np.split(y, ends), strict=True))


def _along_the_edge(
    along: Floats, across: Floats, radius: Floats, fixed: NDArray[np.bool_], moved: NDArray[np.int64], end: float
) -> None:
    """Move aggregates that an edge of the view pushed back over a symbol along that edge, until it is seen."""
    for mark in moved.tolist():
        for _ in range(ALONG):
            away = np.hypot(along - along[mark], across - across[mark])
            over = np.flatnonzero(fixed & (away < radius[mark]))
            if not len(over):
                break
            hidden = over[away[over].argmin()]
            onward = 1.0 if along[mark] >= along[hidden] else -1.0
            step = radius[mark] + radius[hidden]
            if not radius[mark] <= along[hidden] + onward * step <= end - radius[mark]:
                onward = -onward
            along[mark] = along[hidden] + onward * step


def _symbols_beside(layer: PointLayer, marks: Marks, camera: Camera) -> Places:
    """Where marks stand before any gives way: symbols as far beside their place as the layer says, but in the view.

    Two that lie on both sides of an edge between squares, so near that one would cover the other, part by a few pixels.
    """
    x, y = (np.array(values) for values in camera.pixels(marks.x, marks.y))
    single = np.flatnonzero(marks.code >= 0)
    x[single], y[single] = move_apart(
        x[single], y[single], np.full(len(single), (SEEN_APART - GAP) / 2), np.zeros(len(single), bool)
    )
    moved = (marks.code >= 0) & (x >= 0) & (x <= camera.width) if layer.beside else np.zeros(len(x), bool)
    half = half_size(layer, marks)
    return np.where(moved, np.clip(x + layer.beside, half, np.maximum(camera.width - half, half)), x), y


def _clear_of(taken: Floats, x: Floats, y: Floats, radius: Floats, camera: Camera) -> Places:
    for left, top, right, bottom in taken:
        hidden = (x + radius > left) & (x - radius < right) & (y + radius > top) & (y - radius < bottom)
        if bottom - top > right - left:
            x = np.where(hidden, right + radius + 2 if left < camera.width / 2 else left - radius - 2, x)
            continue
        beyond = bottom + radius + 2 if top < camera.height / 2 else top - radius - 2
        y = np.where(hidden, beyond, y)
    return x, y


def half_size(layer: PointLayer, marks: Marks) -> Floats:
    """Half the width of each mark in pixels."""
    sizes = np.array([symbol.size / 2 for symbol in layer.symbols])
    return np.where(marks.code < 0, marks.radius, sizes[np.clip(marks.code, 0, len(sizes) - 1)])


def paint_marks(
    painter: QPainter, layers: Sequence[PointLayer], all_marks: Sequence[Marks], placed: Sequence[Places],
    camera: Camera, theme: Theme,
) -> None:  # fmt: skip
    """The marks of all layers at their places in pixels: densities, then symbols, then numbers over everything."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    drawn = list(zip(layers, all_marks, placed, strict=True))
    for layer, marks, _ in drawn:
        if marks.density is not None:
            painter.setOpacity(layer.opacity)
            paint_density(painter, marks.density, layer.aggregate[1], camera, theme)
    for layer, marks, (x, y) in drawn:
        painter.setOpacity(layer.opacity)
        _paint_leaders(painter, layer, marks, x, y, camera, theme)
    for layer, marks, (x, y) in drawn:
        painter.setOpacity(layer.opacity)
        _paint_symbols(painter, layer, marks, x, y, theme)
    for layer, marks, (x, y) in drawn:
        painter.setOpacity(layer.opacity)
        for at in np.flatnonzero(marks.code < 0).tolist():
            if marks.density is None:
                count, chosen = int(marks.count[at]), bool(marks.selected[at])
                paint_aggregate(painter, layer.aggregate, count, float(x[at]), float(y[at]), theme, chosen)
            else:
                number = number_text(int(marks.count[at]))
                paint_text(painter, number, float(x[at]), float(y[at]), DENSITY_NUMBER, theme)
    painter.setOpacity(1.0)


def _paint_symbols(painter: QPainter, layer: PointLayer, marks: Marks, x: Floats, y: Floats, theme: Theme) -> None:
    at = np.flatnonzero(marks.code >= 0)
    at = at[np.argsort(y[at], kind="stable")]
    codes = np.minimum(marks.code[at], len(layer.symbols) - 1)
    chosen = marks.selected[at]
    drawn = zip(codes.tolist(), chosen.tolist(), x[at].tolist(), y[at].tolist(), strict=True)
    if on_paper(painter):
        for code, selected, px, py in drawn:
            paint_symbol(painter, layer.symbols[code], px, py, theme, selected)
        return
    sharpness = sharpness_of(painter)
    sprites = {
        (code, selected): symbol_sprite(layer.symbols[code], theme, selected, sharpness)
        for code, selected in set(zip(codes.tolist(), chosen.tolist(), strict=True))
    }
    for code, selected, px, py in drawn:
        lay_down(painter, sprites[code, selected], px, py)


def _paint_leaders(
    painter: QPainter, layer: PointLayer, marks: Marks, x: Floats, y: Floats, camera: Camera, theme: Theme
) -> None:
    """From aggregates that had to give way a fine line to the middle of what they stand for."""
    moved, true_x, true_y = _led(marks, x, y, camera)
    for pen in (QPen(theme.colour("casing"), 3.0), QPen(theme.colour(layer.aggregate[1]), 1.2)):
        painter.setPen(pen)
        for at in moved.tolist():
            painter.drawLine(QPointF(float(x[at]), float(y[at])), QPointF(float(true_x[at]), float(true_y[at])))


def _led(marks: Marks, x: Floats, y: Floats, camera: Camera) -> tuple[NDArray[np.int64], Floats, Floats]:
    """The aggregates that stand so far away that a line joins them to their place, and the places of all marks."""
    true_x, true_y = camera.pixels(marks.x, marks.y)
    away = np.hypot(x - true_x, y - true_y) > np.maximum(marks.radius, LEADER)
    return np.flatnonzero((marks.code < 0) & away & (marks.density is None)), true_x, true_y


def rooms_of_leaders(marks: Marks, x: Floats, y: Floats, camera: Camera) -> Floats:
    """Small squares along the lines from aggregates to their places, for names to stay clear of."""
    moved, true_x, true_y = _led(marks, x, y, camera)
    shares = np.linspace(0.0, 1.0, 24)
    at_x, at_y = (
        (there[moved, None] + shares * (here[moved] - there[moved])[:, None]).ravel()
        for here, there in ((x, true_x), (y, true_y))
    )
    return np.column_stack([at_x - 2, at_y - 2, at_x + 2, at_y + 2])


def paint_aggregate(
    painter: QPainter, aggregate: tuple[str, str], count: int, x: float, y: float, theme: Theme, selected: bool = False
) -> None:
    """The mark that stands for several records, with their number, centred on x, y in pixels."""
    if on_paper(painter):
        _draw_aggregate(painter, aggregate, count, x, y, theme, selected)
    else:
        lay_down(painter, _aggregate_sprite(aggregate, count, theme, selected, sharpness_of(painter)), x, y)


@lru_cache(maxsize=4096)
def _aggregate_sprite(aggregate: tuple[str, str], count: int, theme: Theme, selected: bool, sharpness: float) -> QImage:
    side = 2 * ceil(float(radius_of(np.array([count]))[0]) + 6)
    image = blank(side, side, sharpness)
    with painting(image) as painter:
        middle = image.width() / sharpness / 2
        _draw_aggregate(painter, aggregate, count, middle, middle, theme, selected)
    return image


def _draw_aggregate(
    painter: QPainter, aggregate: tuple[str, str], count: int, x: float, y: float, theme: Theme, selected: bool
) -> None:
    name, colour = aggregate
    half_x, half_y = (float(size(np.array([count]))[0]) for size in (radius_of, height_of))
    half_y = half_x if name == "circle" else half_y
    rect = QRectF(x - half_x, y - half_y, 2 * half_x, 2 * half_y)
    if selected:
        grown = rect.adjusted(-3.5, -3.5, 3.5, 3.5)
        paint_shape(painter, name, grown, QPen(Qt.PenStyle.NoPen), theme.colour("selected"))
    casing = QPen(theme.colour("casing"), 1.6, join=Qt.PenJoinStyle.RoundJoin)
    paint_shape(painter, name, rect, casing, theme.colour(colour))
    down = styles.shape(name).glyph_y * 2 * half_y / BOX
    paint_text(painter, number_text(count), x, y + down, NUMBER, theme)


def rooms_of(layer: PointLayer, marks: Marks, x: Floats, y: Floats) -> Floats:
    """The rectangles (left, top, right, bottom) that marks take, for names to stay clear of."""
    half_x = half_y = half_size(layer, marks)
    if marks.density is not None:
        sizes = np.array([text_size(number_text(int(count)), DENSITY_NUMBER) for count in marks.count]).reshape(-1, 2)
        half_x, half_y = sizes[:, 0] / 2, sizes[:, 1] / 2
    return np.column_stack([x - half_x, y - half_y, x + half_x, y + half_y])


def paint_density(painter: QPainter, density: Density, colour: str, camera: Camera, theme: Theme) -> None:
    """Squares of 4 to 8 pixels, the more points the fuller the colour (logarithmic, the same wherever one looks)."""
    if not len(density.counts):
        return
    left, top = int(density.x.min()), int(density.y.min())
    wide, high = int(density.x.max()) - left + 1, int(density.y.max()) - top + 1
    fullness = np.log1p(density.counts) / np.log1p(max(density.peak, 2))
    alpha = FAINTEST + (FULLEST - FAINTEST) * np.minimum(fullness, 1.0)
    tint = theme.colour(colour)
    pixels = np.zeros((high, wide, 4), np.uint8)
    colours = np.array([tint.blue(), tint.green(), tint.red(), 255])
    pixels[density.y - top, density.x - left] = np.round(alpha[:, None] * colours)
    image = QImage(pixels.tobytes(), wide, high, 4 * wide, QImage.Format.Format_ARGB32_Premultiplied)
    side = 2.0 ** (DEEPEST - density.depth) * UNIT
    x, y = camera.pixels(left * side - HALF_WORLD, HALF_WORLD - top * side)
    square = side / camera.mpp
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    painter.drawImage(QRectF(float(x), float(y), wide * square, high * square), image)
