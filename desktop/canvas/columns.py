"""What a map layer is fed with: plain columns in EPSG:4326, row by row, as the register's narrow tables give them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from desktop.canvas.errors import ColumnsRefused

Labels = Mapping[str, Sequence[str]]
"""For each language one text per row ('' for none); a single list under '' serves every language."""


@dataclass(frozen=True)
class PointColumns:
    """Points: row numbers, degrees, style codes (an index into the layer's symbols) and what labels need.

    A row whose lon or lat is not a number has no place: it is counted as unplaced and not drawn.
    """

    ids: NDArray[np.int64]
    lon: NDArray[Any]
    lat: NDArray[Any]
    style: NDArray[Any]
    category: NDArray[Any] | None = None
    labels: Labels = field(default_factory=dict)
    rank: NDArray[Any] | None = None  # larger places are labelled first

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True)
class ShapeColumns:
    """Lines and polygons: row numbers, shapely geometries in degrees, style codes, labels."""

    ids: NDArray[np.int64]
    geometry: NDArray[np.object_]
    style: NDArray[Any]
    labels: Labels = field(default_factory=dict)
    rank: NDArray[Any] | None = None

    def __len__(self) -> int:
        return len(self.ids)


def point_columns(
    ids: ArrayLike, lon: ArrayLike, lat: ArrayLike, style: ArrayLike | None = None, **more: Any
) -> PointColumns:
    """Columns from anything that numpy reads; without styles every row has the first.

    Raises ColumnsRefused when the columns differ in length.
    """
    rows = np.asarray(ids, np.int64)
    codes = np.zeros(len(rows), np.uint8) if style is None else np.asarray(style)
    columns = PointColumns(rows, np.asarray(lon), np.asarray(lat), codes, **more)
    _same_length(len(rows), lon=columns.lon, lat=columns.lat, style=codes, category=columns.category, rank=columns.rank)
    _same_length(len(rows), **{f"labels {language}": texts for language, texts in columns.labels.items()})
    return columns


def shape_columns(ids: ArrayLike, geometry: Sequence[Any], style: ArrayLike | None = None, **more: Any) -> ShapeColumns:
    """Columns from shapely geometries or WKB bytes.

    Raises ColumnsRefused when the columns differ in length.
    """
    import shapely

    rows = np.asarray(ids, np.int64)
    given = np.empty(len(geometry), object)
    given[:] = list(geometry)
    shapes = shapely.from_wkb(given) if len(given) and isinstance(given[0], bytes | memoryview) else given
    codes = np.zeros(len(rows), np.uint8) if style is None else np.asarray(style)
    columns = ShapeColumns(rows, shapes, codes, **more)
    _same_length(len(rows), geometry=shapes, style=codes, rank=columns.rank)
    _same_length(len(rows), **{f"labels {language}": texts for language, texts in columns.labels.items()})
    return columns


def _same_length(rows: int, **columns: Any) -> None:
    for name, column in columns.items():
        if column is not None and len(column) != rows:
            raise ColumnsRefused(
                "The column “{name}” has {count} rows where the row numbers have {rows}.",
                name=name, count=len(column), rows=rows,
            )  # fmt: skip


def text_in(labels: Labels, language: str) -> Sequence[str] | None:
    """The labels in a language, else those for every language, else whichever there are."""
    if not labels:
        return None
    return labels.get(language) or labels.get("") or next(iter(labels.values()))
