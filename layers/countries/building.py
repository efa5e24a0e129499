"""Writing the data files of a country pack, always the same bytes from the same data."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from layers.countries.outlines import LAYERS, Shapes

DAY = "2026-01-01T00:00:00.000Z"  # a GeoPackage notes when it was written; a pack says when its sources were


def write_outlines(path: Path, layers: Mapping[str, Shapes]) -> None:
    """Write the layers of outlines.gpkg (names of LAYERS), MultiPolygon, EPSG:4326."""
    import pyogrio

    path.unlink(missing_ok=True)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": DAY})
    try:
        for name in LAYERS:
            if name in layers:
                _write_layer(path, name, layers[name])
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def _write_layer(path: Path, name: str, shapes: Shapes) -> None:
    import numpy as np
    import pyogrio.raw
    import shapely

    multi = [shapely.multipolygons(shapely.get_parts(one)) for one in shapes.geometry]
    columns = {"code": shapes.codes, **{f"name_{language}": texts for language, texts in shapes.names.items()}}
    pyogrio.raw.write(
        path,
        shapely.to_wkb(np.array(multi, dtype=object)),
        [np.array(texts, dtype=object) for texts in columns.values()],
        list(columns),
        layer=name,
        driver="GPKG",
        geometry_type="MultiPolygon",
        crs="EPSG:4326",
        append=path.exists(),
        dataset_options={"VERSION": "1.3"},
        layer_options={"GEOMETRY_NAME": "geom"},
    )


def write_rows(path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Write a CSV file (UTF-8, LF; compressed when its name ends in .gz) and return how many rows it has."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    written = 0
    for row in rows:
        writer.writerow(row)
        written += 1
    data = text.getvalue().encode()
    path.write_bytes(gzip.compress(data, mtime=0) if path.suffix == ".gz" else data)
    return written
