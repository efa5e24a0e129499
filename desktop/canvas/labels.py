"""Which names are written and where: the larger first, none over another, none over a number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from desktop.canvas.camera import Camera
from desktop.canvas.columns import text_in
from desktop.canvas.layer import MapLayer, PointLayer, ShapeLayer
from desktop.canvas.marks import Marks
from desktop.canvas.mercator import Floats
from desktop.canvas.text import TextStyle, text_size

MOST = 260  # names tried in a view, the largest of each layer
GAP = 2.0  # pixels between names
FURTHER = 11.0  # pixels: where another mark stands on the same spot, a record's name keeps clear of that too

CLASSES: dict[str, TextStyle] = {
    "country": TextStyle(14.0, spacing=5.0, colour="country", capitals=True),
    "beyond": TextStyle(11.5, spacing=3.5, colour="region", capitals=True),
    "region": TextStyle(11.0, spacing=1.6, colour="region", capitals=True),
    "district": TextStyle(10.5, spacing=0.6, colour="region"),
    "sea": TextStyle(12.5, italic=True, spacing=2.5, colour="stream"),
    "road": TextStyle(10.5, colour="region"),
    "border": TextStyle(10.5, colour="region"),
    "lake": TextStyle(11.0, italic=True, colour="stream"),
    "river": TextStyle(11.0, italic=True, colour="stream"),
    "place": TextStyle(12.0, colour="place"),
    "town": TextStyle(12.0, colour="town"),
    "code": TextStyle(11.0, colour="place"),
}
_TURN = ("place", "code", "town", "country", "region", "beyond", "district", "sea", "lake", "river", "road", "border")
"""In which order the classes take their room."""


@dataclass(frozen=True)
class Label:
    """A name to be written, centred on x, y in pixels."""

    text: str
    x: float
    y: float
    style: TextStyle
    dot: tuple[float, float] | None = None  # where the small dot of a place of the base map stands


@dataclass(frozen=True)
class _Wanted:
    """A name that asks for room: its anchor, how far from it the name keeps, and how important it is."""

    text: str
    x: float
    y: float
    keep: float  # 0: centred on the anchor
    style: TextStyle
    turn: tuple[int, float]
    room: float = float("inf")  # of an area: its width in pixels
    dot: bool = False


class Taken:
    """The rectangles that are taken already."""

    def __init__(self, rectangles: Floats) -> None:
        self._rows = np.empty((max(len(rectangles) * 2, 256), 4))
        self._rows[: len(rectangles)] = rectangles
        self._count = len(rectangles)

    def free(self, left: float, top: float, right: float, bottom: float) -> bool:
        rows = self._rows[: self._count]
        hit = (rows[:, 0] < right) & (rows[:, 2] > left) & (rows[:, 1] < bottom) & (rows[:, 3] > top)
        return not bool(hit.any())

    def take(self, left: float, top: float, right: float, bottom: float) -> None:
        if self._count == len(self._rows):
            self._rows = np.concatenate([self._rows, np.empty_like(self._rows)])
        self._rows[self._count] = left, top, right, bottom
        self._count += 1


def place_labels(
    layers: Iterable[MapLayer], marks: Mapping[str, Marks], camera: Camera, language: str, taken: Floats
) -> list[Label]:
    """The names that find room in the view beside what is `taken`; of records those that are drawn as symbols."""
    wanted: list[_Wanted] = []
    for layer in layers:
        if layer.visible and camera.ground_mpp <= layer.from_mpp:
            if isinstance(layer, PointLayer):
                wanted += _names_of_points(layer, marks.get(layer.key), camera, language)
            elif isinstance(layer, ShapeLayer):
                wanted += _names_of_areas(layer, camera, language)
    room = Taken(taken)
    placed: list[Label] = []
    for name in sorted(wanted, key=lambda name: name.turn):
        label = _find_room(name, room, camera)
        if label is not None:
            placed.append(label)
    return placed


def _find_room(name: _Wanted, room: Taken, camera: Camera) -> Label | None:
    width, height = text_size(name.text, name.style)
    if width > name.room:
        return None
    if name.dot and not room.free(name.x - 3, name.y - 3, name.x + 3, name.y + 3):
        return None
    for x, y in _tries(name, width, height):
        left, top = x - width / 2 - GAP, y - height / 2
        right, bottom = x + width / 2 + GAP, y + height / 2
        whole = left >= 0 and top >= 0 and right <= camera.width and bottom <= camera.height
        if whole and room.free(left, top, right, bottom):
            room.take(left, top, right, bottom)
            if name.dot:
                room.take(name.x - 4, name.y - 4, name.x + 4, name.y + 4)
            return Label(name.text, x, y, name.style, (name.x, name.y) if name.dot else None)
    return None


def _tries(name: _Wanted, width: float, height: float) -> list[tuple[float, float]]:
    x, y, keep = name.x, name.y, name.keep
    if not keep:
        return [(x, y), (x, y - height), (x, y + height), (x, y - 2 * height), (x, y + 2 * height)]
    near = _around(x, y, keep, width, height)
    return near if name.dot else near + _around(x, y, keep + FURTHER, width, height)


def _around(x: float, y: float, keep: float, width: float, height: float) -> list[tuple[float, float]]:
    aside, above = keep + width / 2 + GAP, keep + height / 2 - 1
    slant = width / 2 + keep * 0.7
    return [
        (x + aside, y), (x, y - above), (x - aside, y), (x, y + above),
        (x + slant, y - above), (x - slant, y - above), (x + slant, y + above), (x - slant, y + above),
    ]  # fmt: skip


def _names_of_points(layer: PointLayer, marks: Marks | None, camera: Camera, language: str) -> list[_Wanted]:
    texts = text_in(layer.index.labels, language)
    if texts is None:
        return []
    places = layer.index.found_in(camera.units()) if marks is None else marks.start[marks.code >= 0]
    rows = layer.index.order[places]
    rank = np.zeros(len(rows)) if layer.index.rank is None else np.nan_to_num(layer.index.rank[rows].astype(float))
    best = np.argsort(-rank, kind="stable")[:MOST]
    x, y = camera.pixels(*layer.index.metres(places[best]))
    style = CLASSES[layer.label_class]
    turn = _TURN.index(layer.label_class) - (0 if layer.background else len(_TURN))
    wanted: list[_Wanted] = []
    for row, px, py, order in zip(rows[best].tolist(), x.tolist(), y.tolist(), rank[best].tolist(), strict=True):
        if texts[row]:
            symbol = layer.symbols[min(int(layer.index.style[row]), len(layer.symbols) - 1)]
            sized = _by_rank(style, order, layer.labels_only)
            keep, dot = symbol.size / 2 + 2, layer.labels_only
            wanted.append(_Wanted(texts[row], px, py, keep, sized, (turn, -order), dot=dot))
    return wanted


def _by_rank(style: TextStyle, rank: float, by_population: bool) -> TextStyle:
    if not by_population:
        return style
    if rank >= 500_000:
        return TextStyle(14.0, bold=True, colour=style.colour)
    if rank >= 100_000:
        return TextStyle(13.0, colour=style.colour)
    return TextStyle(11.5, colour=style.colour)


def _names_of_areas(layer: ShapeLayer, camera: Camera, language: str) -> list[_Wanted]:
    index = layer.named or layer.index
    texts: Sequence[str] | None = text_in(index.labels, language)
    if texts is None:
        return []
    rows = index.meeting(*camera.bounds, exactly=False)
    x, y = camera.pixels(*index.anchors[rows].T)
    widths = (index.bounds[rows, 2] - index.bounds[rows, 0]) / camera.mpp
    if any(style.arrow for style in layer.styles):  # a line, which may run straight up
        widths = np.hypot(widths, (index.bounds[rows, 3] - index.bounds[rows, 1]) / camera.mpp)
    rank = widths if index.rank is None else index.rank[rows].astype(float)
    style, turn = CLASSES[layer.label_class], _TURN.index(layer.label_class)
    wanted = [
        _Wanted(texts[row], px, py, 0.0, style, (turn, -float(order)), float(width) * 1.1)
        for row, px, py, width, order in zip(
            rows.tolist(), x.tolist(), y.tolist(), widths.tolist(), rank.tolist(), strict=True
        )
        if texts[row] and (not layer.background or width < 4 * camera.width)
    ]
    return sorted(wanted, key=lambda name: name.turn)[:MOST]
