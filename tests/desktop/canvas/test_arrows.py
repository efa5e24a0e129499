"""A line that leads somewhere has the head of an arrow before its end, whatever part of it is looked at."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from PyQt6.QtCore import QPointF, QRectF
from PyQt6.QtWidgets import QApplication

from desktop.canvas.camera import Camera
from desktop.canvas.columns import shape_columns
from desktop.canvas.layer import ShapeLayer, shape_layer
from desktop.canvas.legend import LegendRow, paint_legend
from desktop.canvas.mercator import to_metres
from desktop.canvas.paint_ground import HEAD, paint_ground
from desktop.canvas.pictures import blank, painting
from desktop.theme.theme import theme

LOOK = theme("light")
EARTH = LOOK.colour("earth").rgb()


@pytest.fixture(autouse=True)
def _with_fonts(qapp: QApplication) -> None:
    """Painting needs an application."""


def link(*ends: tuple[float, float]) -> ShapeLayer:
    columns = shape_columns([1], [shapely.MultiLineString([list(ends)])], [0])
    return shape_layer("site_link.line", "Links between graves", columns, "site_link", ("certain",))


def painted(layer: ShapeLayer, camera: Camera) -> np.ndarray:
    """Where something in the colour of links is painted, row by row."""
    image = blank(camera.width, camera.height)
    with painting(image) as painter:
        paint_ground(layer, painter, camera, LOOK)
    return _earthen(image)


def _earthen(image: object) -> np.ndarray:
    from PyQt6.QtGui import QImage

    assert isinstance(image, QImage)
    return np.array([[image.pixel(x, y) == EARTH for x in range(image.width())] for y in range(image.height())], bool)


def widest(ink: np.ndarray) -> tuple[int, int]:
    """The column in which the line is widest, and how wide it is there."""
    sums = ink.sum(axis=0)
    return int(sums.argmax()), int(sums.max())


def test_the_head_stands_before_the_later_grave_and_follows_the_direction() -> None:
    camera = Camera(width=240, height=80).fitted(30.0, 49.0, 30.4, 49.01)
    ends = ((30.05, 49.005), (30.35, 49.005))
    to_east, east = widest(painted(link(*ends), camera))
    to_west, west = widest(painted(link(*reversed(ends)), camera))
    assert min(east, west) > HEAD * 0.6
    assert to_east > camera.width * 0.6
    assert to_west < camera.width * 0.4


def test_the_head_stays_where_the_line_ends_when_only_a_part_of_it_is_looked_at() -> None:
    ends = ((30.0, 49.0), (31.0, 49.0))
    whole = Camera(width=400, height=60).fitted(29.95, 48.99, 31.05, 49.01)
    x, y = (float(value) for value in to_metres(np.array(30.3), np.array(49.0)))
    left = Camera(x, y, whole.mpp, 120, 60)
    _, wide = widest(painted(link(*ends), left))
    assert 0 < wide <= 3  # the line alone, and no head where the picture cuts it


def test_a_line_too_short_for_a_head_has_none_and_the_legend_shows_one() -> None:
    camera = Camera(width=240, height=80).fitted(30.0, 49.0, 30.4, 49.01)
    _, wide = widest(painted(link((30.2, 49.005), (30.22, 49.005)), camera))
    assert wide <= 3
    image = blank(160, 24)
    with painting(image) as painter:
        row = LegendRow("Certain", link((0.0, 0.0), (1.0, 0.0)).styles[0])
        paint_legend(painter, QRectF(QPointF(0, 0), QPointF(160, 24)), [row], LOOK)
    assert _earthen(image)[:, :40].sum(axis=0).max() > HEAD * 0.6
