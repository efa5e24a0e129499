"""What an image holds nothing of lets the map beneath it be seen, whatever kind of number the image is made of."""

from __future__ import annotations

import math
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from rasterio.transform import Affine

from layers.basemaps.image import Image

EAST, NORTH, SIZE = 324182, 5591607, 100
UPRIGHT = Affine(1, 0, EAST - SIZE / 2, 0, -1, NORTH + SIZE / 2)
COS, SIN = math.cos(math.radians(30)), math.sin(math.radians(30))
TURNED = Affine(COS, SIN, EAST - 50 * (COS + SIN), SIN, -COS, NORTH - 50 * (SIN - COS))


def seen(path: Path, kind: str, empty: float | None, bands: int = 1, **more: Any) -> np.ndarray[Any, Any]:
    """The alpha of an image in UTM whose south-eastern quarter holds nothing, over its whole extent."""
    data = np.full((bands, SIZE, SIZE), 100, kind)
    data[:, : SIZE // 2] = 120
    alpha = more.pop("alpha_of", None)
    if alpha is not None:
        data[-1] = alpha
        more |= {"photometric": "RGB", "alpha": "YES"}
    if empty is not None:
        data[:, SIZE // 2 :, SIZE // 2 :] = empty
    about = {"crs": "EPSG:32636", "transform": UPRIGHT, "width": SIZE, "height": SIZE, "count": bands} | more
    with rasterio.open(path, "w", driver="GTiff", dtype=kind, **about) as made:
        made.write(data)
    with closing(Image(path)) as image:
        part = image.part(image.extent, 64, 64)
    assert part is not None
    kept = part.rgba[part.rgba[..., 3] > 0][:, 0]
    assert kind == "uint8" or int(kept.max()) - int(kept.min()) >= 254, "what is there is stretched by itself"
    found: np.ndarray[Any, Any] = part.rgba[..., 3]
    return found


LOWEST = float(np.finfo(np.float32).min)


@pytest.mark.parametrize(
    ("kind", "empty", "more"),
    [
        ("uint8", 0, {"nodata": 0}), ("uint16", 0, {"nodata": 0}), ("int16", -9999, {"nodata": -9999}),
        ("int32", -9999, {"nodata": -9999}), ("float32", -9999, {"nodata": -9999}),
        ("float32", LOWEST, {"nodata": LOWEST}), ("float64", -32767, {"nodata": -32767}),
        ("float32", math.nan, {"nodata": math.nan}), ("float32", math.nan, {}), ("float64", math.nan, {}),
        ("float32", math.nan, {"nodata": -9999}), ("float32", -10000, {"nodata": -10000, "bands": 3}),
        ("float32", 0, {"bands": 4, "alpha_of": 1}), ("float32", 0, {"bands": 4, "alpha_of": 255}),
        ("uint8", 0, {"bands": 4, "alpha_of": 255}), ("uint16", 0, {"bands": 4, "alpha_of": 65535}),
    ],
)  # fmt: skip
def test_a_pixel_that_holds_nothing_is_seen_through(
    kind: str, empty: float, more: dict[str, Any], tmp_path: Path
) -> None:
    alpha = seen(tmp_path / "height.tif", kind, empty, **more)
    assert alpha[50, 50] == alpha[0, 0] == 0, "nothing is there, and the collar of the turned grid"
    assert alpha[16, 16] == alpha[16, 48] == alpha[48, 16] == 255
    assert (alpha > 0).mean() == pytest.approx(0.75, abs=0.06)


@pytest.mark.parametrize("kind", ["uint8", "int16", "float32", "float64"])
def test_what_lies_beside_a_turned_image_is_seen_through(kind: str, tmp_path: Path) -> None:
    alpha = seen(tmp_path / "turned.tif", kind, None, transform=TURNED)
    assert alpha[2, 2] == alpha[2, 61] == alpha[61, 2] == alpha[61, 61] == 0
    assert alpha[32, 32] == 255


def test_the_mask_of_an_image_of_fractions_is_believed(tmp_path: Path) -> None:
    path, mask = tmp_path / "masked.tif", np.full((SIZE, SIZE), 255, np.uint8)
    mask[SIZE // 2 :, SIZE // 2 :] = 0
    about = {"crs": "EPSG:32636", "transform": UPRIGHT, "width": SIZE, "height": SIZE, "count": 1, "dtype": "float32"}
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True), rasterio.open(path, "w", driver="GTiff", **about) as made:
        made.write(np.full((1, SIZE, SIZE), 100, np.float32))
        made.write_mask(mask)
    with closing(Image(path)) as image:
        part = image.part(image.extent, 64, 64)
    assert part is not None
    assert part.rgba[50, 50, 3] == 0
    assert part.rgba[16, 16, 3] == 255
