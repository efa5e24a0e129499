"""Made-up columns in the numbers of a real mission, with a fixed seed, for the canvas' benchmark and for its tests."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import shapely

from desktop.canvas.columns import point_columns, shape_columns
from desktop.canvas.layer import MapLayer, base_layer, point_layer, shape_layer

SEED = 20220224
WEST, SOUTH, EAST, NORTH = 23.0, 45.5, 39.5, 51.8
INCIDENTS = ("murder", "sexual_violence", "torture", "unlawful_detention")


def places(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Longitudes and latitudes in clusters, as people live."""
    random = np.random.default_rng(SEED)
    towns = random.uniform((WEST, SOUTH), (EAST, NORTH), (400, 2))
    town = towns[random.integers(0, len(towns), count)]
    scattered = town + random.normal(0, 1, (count, 2)) * (0.35, 0.22)
    return scattered[:, 0], scattered[:, 1]


def records(points: int) -> list[MapLayer]:
    """500 polygons, N interviews, 4,000 incidents, 85 settlements."""
    random = np.random.default_rng(SEED + 1)
    middles = random.uniform((WEST, SOUTH), (EAST, NORTH), (500, 2))
    rings = [shapely.buffer(shapely.Point(x, y), random.uniform(0.02, 0.2)) for x, y in middles]
    areas = shape_columns(np.arange(500), rings, random.integers(0, 3, 500))
    asked = point_columns(np.arange(points), *places(points))
    near, far = places(4_000)
    return [
        shape_layer("occupation", "Periods of control", areas, "occupation", ("occupied", "occupied?", "contested")),
        point_layer("interview", "Interviews", asked, "interview", ("settlement",)),
        point_layer(
            "incident", "Incidents", point_columns(np.arange(4_000), near, far, random.integers(0, 4, 4_000)),
            "incident", INCIDENTS,
        ),
        point_layer(
            "settlement", "Settlements",
            point_columns(
                np.arange(85), middles[:85, 0], middles[:85, 1],
                labels={"": [f"EX-P{number}" for number in range(85)]}, rank=random.uniform(100, 9_000, 85),
            ),
            "settlement", ("open",),
        ),
    ]  # fmt: skip


def background() -> list[MapLayer]:
    """The outlines beside the repository, where they are."""
    file = Path(__file__).parents[3] / "shared" / "data" / "base" / "ua_base.gpkg"
    if not file.is_file():
        return []
    roles = {"beyond": "neighbours", "country": "country", "lake": "lakes", "river": "rivers", "region": "oblast"}
    return [base_layer(role, _outlines(file, name)) for role, name in roles.items()]


def _outlines(file: Path, layer: str):  # type: ignore[no-untyped-def]
    import pyogrio

    meta, _, geometry, fields = pyogrio.raw.read(file, layer=layer)
    named = dict(zip(meta["fields"], fields, strict=True))
    names = {
        language: [text or "" for text in named[field]]
        for language, field in (("en", "name_en"), ("uk", "name_uk"))
        if field in named
    }
    return shape_columns(np.arange(len(geometry)), list(geometry), labels=names)
