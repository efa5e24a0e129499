"""Areas and lines as a web page reads them: whole steps from point to point, which take little room."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely


def shape_document(geometry: shapely.Geometry, units: int) -> dict[str, Any]:
    """An area as rings of its parts or a line as paths, in whole steps from point to point."""
    parts = shapely.get_parts(geometry)
    if shapely.get_dimensions(geometry) == 1:
        return {"lines": [_steps(part, units) for part in parts]}
    return {"areas": [[_steps(ring, units) for ring in shapely.get_rings(part)] for part in parts]}


def _steps(line: shapely.Geometry, units: int) -> list[int]:
    whole = np.round(shapely.get_coordinates(line) * units).astype(np.int64)
    steps = np.diff(whole, axis=0, prepend=np.zeros((1, 2), np.int64))
    moved = (steps != 0).any(axis=1)
    return [int(step) for step in steps[moved].ravel()]
