"""Painter paths: from SVG path data, and from shapely's geometries as they lie on the screen."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from PyQt6.QtCore import QPointF
from PyQt6.QtGui import QPainterPath, QPolygonF
from pyqtgraph.functions import create_qpolygonf, ndarray_from_qpolygonf
from shapely.geometry.base import BaseGeometry

from desktop.canvas.camera import Camera
from desktop.canvas.mercator import Floats

_TOKEN = re.compile(r"[MLCZ]|-?\d*\.?\d+")


@cache
def svg_path(data: str) -> QPainterPath:
    """Path data of absolute M, L, C and Z; shared, not to be changed by whoever gets it."""
    path = QPainterPath()
    tokens = _TOKEN.findall(data)
    at, command = 0, "M"
    while at < len(tokens):
        if tokens[at].isalpha():
            command, at = tokens[at], at + 1
            if command == "Z":
                path.closeSubpath()
            continue
        taken = 6 if command == "C" else 2
        numbers = [float(token) for token in tokens[at : at + taken]]
        points = [QPointF(*numbers[index : index + 2]) for index in range(0, taken, 2)]
        if command == "C":
            path.cubicTo(*points)
        elif command == "L":
            path.lineTo(points[0])
        else:
            path.moveTo(points[0])
        command, at = ("L" if command == "M" else command), at + taken
    return path


def line_path(geometry: BaseGeometry, camera: Camera) -> QPainterPath:
    """The lines of a geometry, one subpath each."""
    path = QPainterPath()
    for line in _placed(shapely.get_parts(geometry), camera):
        path.addPolygon(line)
    return path


def _placed(lines: NDArray[Any], camera: Camera) -> list[QPolygonF]:
    coordinates, owner = shapely.get_coordinates(lines, return_index=True)
    placed = camera.pixels_of_rows(coordinates)
    ends = np.flatnonzero(np.diff(owner)) + 1
    return [to_polygon(part) for part in np.split(placed, ends) if len(part)]


def to_polygon(rows: Floats) -> QPolygonF:
    """Rows of x, y copied into a QPolygonF."""
    polygon = create_qpolygonf(len(rows))
    ndarray_from_qpolygonf(polygon)[:] = rows
    made: QPolygonF = polygon
    return made
