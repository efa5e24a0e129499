"""An image with a place (GeoTIFF, COG, the tiles of a GeoPackage …), read by windows in the metres of the map."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from queue import Empty, LifoQueue
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layers.basemaps.errors import BaseMapRefused
from layers.basemaps.named_crs import refuse_elsewhere, refuse_no_degrees
from layers.crs import WGS84, Bounds, UnknownCrs, converter, crs_of

MAP_CRS = "EPSG:3857"
SAMPLE = 512
"""Pixels to a side of the coarse look by which an image is stretched: the whole of it, so that all windows agree."""
DARKEST, BRIGHTEST = 2.0, 98.0
"""Percentiles of an image that become black and white."""
Rgba = NDArray[np.uint8]
DRIVERS = {".tif": "GTiff", ".tiff": "GTiff", ".jp2": "JP2OpenJPEG", ".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG",
           ".img": "HFA", ".asc": "AAIGrid"}  # fmt: skip
"""What reads a file of each ending. Else GDAL goes by what is in a file, and a .tif that is a list of other files, or
that names a server, is followed wherever it leads."""
LARGEST_BLOCK = 2**28
"""Bytes that are unpacked at once; a file whose pieces are larger is taken for a trap."""
MOST_BANDS = 256
WHOLE_CIRCLE = 360.0
"""Degrees; larger numbers are metres."""


@dataclass(frozen=True)
class Looks:
    """How numbers become colours: bands, and for each its darkest and brightest; or a table of colours."""

    bands: tuple[int, ...]
    stretch: tuple[tuple[float, float], ...] = ()
    table: NDArray[np.uint8] | None = None


@dataclass(frozen=True, eq=False)
class Part:
    """A part of an image (rows, columns, 4) and where it lies: west, south, east, north in EPSG:3857 metres."""

    rgba: Rgba
    box: Bounds


class Image:
    """One image; each thread that reads borrows a handle of its own, since GDAL's serve one at a time."""

    def __init__(self, path: Path, layer: str = "", crs: str = "") -> None:
        self._path, self._layer = path, layer
        self._crs = crs
        self._handles: LifoQueue[tuple[ExitStack, Any]] = LifoQueue()
        with self._borrowed() as warped:
            self.extent: Bounds = tuple(warped.bounds)
            if not np.isfinite(self.extent).all():
                raise ValueError("its corners lie nowhere")
            named = crs if not _own_crs(warped.src_dataset) else ""
            self.mpp = float(min(abs(warped.transform.a), abs(warped.transform.e)))
            self._looks = _looks_of(warped)
            tags = warped.src_dataset.tags() | warped.src_dataset.tags(ns="IMAGERY")
        self.attribution = " · ".join(filter(None, (tags.get("TIFFTAG_COPYRIGHT"), tags.get("ATTRIBUTION"))))
        self.date = _date(tags.get("ACQUISITIONDATETIME") or tags.get("TIFFTAG_DATETIME") or "")
        if named:
            try:
                refuse_elsewhere(path, named, *_middle(self.extent))
            except UnknownCrs:
                self.close()
                raise

    def part(self, box: Bounds, width: int, height: int) -> Part | None:
        """What lies in a box of EPSG:3857 metres with about that many pixels; None where nothing does.

        No more than that is read, from the coarsest overview that is fine enough. Raises BaseMapRefused.
        """
        west, south = max(box[0], self.extent[0]), max(box[1], self.extent[1])
        east, north = min(box[2], self.extent[2]), min(box[3], self.extent[3])
        if east <= west or north <= south:
            return None
        wide = max(1, round((east - west) / (box[2] - box[0]) * width))
        high = max(1, round((north - south) / (box[3] - box[1]) * height))
        with self._borrowed() as warped:
            rgba = _read(warped, self._looks, (west, south, east, north), wide, high)
        return Part(rgba, (west, south, east, north))

    def close(self) -> None:
        while True:
            try:
                self._handles.get_nowait()[0].close()
            except Empty:
                return

    @contextmanager
    def _borrowed(self) -> Iterator[Any]:
        try:
            stack, warped = self._handles.get_nowait()
        except Empty:
            stack, warped = self._open()
        try:
            yield warped
        except unreadable() as reason:
            stack.close()
            raise BaseMapRefused("A part of “{file}” cannot be read and is left out.", file=self._path.name) from reason
        self._handles.put((stack, warped))

    def _open(self) -> tuple[ExitStack, Any]:
        from rasterio.enums import Resampling
        from rasterio.vrt import WarpedVRT

        stack = ExitStack()
        try:
            source = _opened(self._path, self._layer)
            stack.callback(source.close)
            crs, empty = _crs_of(source, self._path, self._crs), _emptiness(source)
            warped = WarpedVRT(source, src_crs=crs, crs=MAP_CRS, resampling=Resampling.bilinear, **empty)
            stack.callback(warped.close)
        except unreadable() as reason:
            stack.close()
            raise BaseMapRefused("“{file}” cannot be read as an image with a place.", file=self._path.name) from reason
        except BaseException:
            stack.close()
            raise
        return stack, warped


def unreadable() -> tuple[type[Exception], ...]:
    """What rasterio raises of a file that cannot be read: some errors of GDAL's come through as they are."""
    from rasterio._err import CPLE_BaseError
    from rasterio.errors import RasterioError

    return RasterioError, CPLE_BaseError, OSError, ValueError


def _opened(path: Path, layer: str) -> Any:
    """The file as rasterio has it, to be closed by `close`: its `with` belongs to the thread that began it."""
    import rasterio
    from rasterio.errors import NotGeoreferencedWarning

    if not path.is_file():
        raise BaseMapRefused("There is no file “{file}”.", file=str(path))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        driver = "GPKG" if layer else DRIVERS.get(path.suffix.lower(), "GTiff")
        source = rasterio.open(f"GPKG:{path}:{layer}" if layer else path, driver=driver, sharing=False)
    if source.count > MOST_BANDS or _block_bytes(source) > LARGEST_BLOCK:
        source.close()
        raise BaseMapRefused(
            "“{file}” is made of pieces too large to be unpacked safely; write it in tiles, as a COG is.",
            file=path.name,
        )
    return source


def _block_bytes(source: Any) -> int:
    """Bytes of the largest piece that is unpacked at once, all bands of it."""
    pairs = zip(source.block_shapes, source.dtypes, strict=True)
    return sum(int(high) * int(wide) * np.dtype(kind).itemsize for (high, wide), kind in pairs)


def _crs_of(source: Any, path: Path, named: str) -> str:
    """What its coordinates are in, by itself or by the person; raises BaseMapRefused and UnknownCrs."""
    said = _own_crs(source)
    placed = not source.transform.is_identity or bool(source.gcps[0])
    if not placed:
        raise BaseMapRefused(
            "“{file}” has neither a place nor a coordinate system of its own: a world file beside it (.tfw) gives it a "
            "place, a GeoTIFF has both.",
            file=path.name,
        )  # fmt: skip
    if said:
        return str(said.to_wkt())
    if not named:
        raise UnknownCrs(
            "“{file}” does not say its coordinate system, and is not guessed: name it, such as EPSG:32636.",
            file=path.name,
        )
    if crs_of(named).is_geographic and max(map(abs, source.bounds)) > WHOLE_CIRCLE:
        refuse_no_degrees(path, named, source.bounds.left, source.bounds.top)
    return str(crs_of(named).to_wkt())


def _own_crs(source: Any) -> Any:
    """What the file itself says of its coordinate system; None where it says nothing."""
    return source.crs or source.gcps[1]


def _middle(extent: Bounds) -> tuple[float, float]:
    """The middle of an extent in metres of the map, in degrees."""
    back = converter(MAP_CRS, WGS84, None)
    return back.point((extent[0] + extent[2]) / 2, (extent[1] + extent[3]) / 2)


MASKED = ("uint8", "uint16")
"""Kinds of number whose alpha band GDAL takes for a mask; of any other it says that every pixel holds something."""


def _alpha(source: Any) -> int:
    """The number of its band of alpha; 0 where it has none."""
    from rasterio.enums import ColorInterp

    said = list(source.colorinterp)
    return said.index(ColorInterp.alpha) + 1 if ColorInterp.alpha in said else 0


def _emptiness(source: Any) -> dict[str, Any]:
    """How the turned image tells pixels that hold nothing: by an alpha band, or by NaN in numbers wide enough for it.

    What holds nothing is the file's nodata, NaN, what its mask leaves out, and what lies beside a turned image.
    """
    if _alpha(source) or set(source.dtypes) <= set(MASKED):
        return {"add_alpha": not _alpha(source)}
    narrow = all(np.can_cast(kind, np.float32) for kind in source.dtypes)
    nodata = np.nan if source.nodata is None else source.nodata
    return {"src_nodata": nodata, "nodata": np.nan, "dtype": "float32" if narrow else "float64"}


def _mask(warped: Any, **part: Any) -> NDArray[np.uint8]:
    """255 where a pixel holds something, else 0; between them where the file's own alpha says so."""
    from rasterio.enums import Resampling

    alpha = _alpha(warped.src_dataset)
    if not alpha or warped.dtypes[alpha - 1] in MASKED:
        mask: NDArray[np.uint8] = warped.dataset_mask(resampling=Resampling.nearest, **part)
        return mask
    held = warped.read(resampling=Resampling.nearest, **part)
    return np.where((held[alpha - 1] > 0) & np.isfinite(held).all(0), 255, 0).astype(np.uint8)


def _looks_of(warped: Any) -> Looks:
    """Bands of colour where it says them, else the first three, else one; what is no bytes of colour is stretched."""
    from rasterio.enums import ColorInterp

    said = list(warped.src_dataset.colorinterp)
    if said[0] == ColorInterp.palette:
        return Looks((1,), table=_table(warped.src_dataset.colormap(1)))
    colours = (ColorInterp.red, ColorInterp.green, ColorInterp.blue)
    named = all(colour in said for colour in colours)
    plain = [at + 1 for at, colour in enumerate(said) if colour != ColorInterp.alpha]
    bands = tuple(said.index(colour) + 1 for colour in colours) if named else tuple(plain[: 3 if len(plain) > 2 else 1])
    if named and warped.src_dataset.dtypes[0] == "uint8":
        return Looks(bands)
    return Looks(bands, tuple(_stretch(warped, band) for band in bands))


def _table(colours: dict[int, tuple[int, ...]]) -> NDArray[np.uint8]:
    table = np.zeros((256, 4), np.uint8)
    for value, colour in colours.items():
        if 0 <= value < 256:
            table[value] = colour
    return table


def _stretch(warped: Any, band: int) -> tuple[float, float]:
    """The darkest and the brightest of one band, from a coarse look at the whole image; nodata is left out."""
    share = min(1.0, SAMPLE / max(warped.width, warped.height))
    shape = max(1, round(warped.height * share)), max(1, round(warped.width * share))
    values = warped.read(band, out_shape=shape).astype(np.float64)[_mask(warped, out_shape=shape) > 0]
    values = values[np.isfinite(values)]
    if not len(values):
        return 0.0, 1.0
    low, high = np.percentile(values, (DARKEST, BRIGHTEST))
    return (float(low), float(high)) if high > low else (float(values.min()) - 0.5, float(values.max()) + 0.5)


def _read(warped: Any, looks: Looks, box: Bounds, wide: int, high: int) -> Rgba:
    from rasterio.enums import Resampling

    window = warped.window(*box)
    how = Resampling.nearest if looks.table is not None else Resampling.average
    data = warped.read(looks.bands, window=window, out_shape=(len(looks.bands), high, wide), resampling=how)
    mask = _mask(warped, window=window, out_shape=(high, wide))
    if looks.table is not None:
        rgba = looks.table[np.clip(data[0], 0, 255).astype(np.uint8)]
        rgba[..., 3] = np.minimum(rgba[..., 3], mask)
        return np.ascontiguousarray(rgba)
    shown = [_stretched(band, *ends) for band, ends in zip(data, looks.stretch, strict=True)] if looks.stretch else data
    colours = shown if len(shown) == 3 else [shown[0]] * 3
    return np.ascontiguousarray(np.dstack([*colours, mask]).astype(np.uint8))


def _stretched(values: NDArray[Any], low: float, high: float) -> NDArray[np.uint8]:
    with np.errstate(invalid="ignore"):
        share = np.clip((np.nan_to_num(values.astype(np.float64)) - low) / (high - low), 0.0, 1.0)
    stretched: NDArray[np.uint8] = (share * 255).astype(np.uint8)
    return stretched


def _date(text: str) -> str:
    """The day of a date as TIFF writes it (2022:04:10 12:00:00), in ISO 8601; nothing where it is none."""
    found = re.match(r"(\d{4})[:-](\d\d)[:-](\d\d)", text)
    try:
        return date(*map(int, found.groups())).isoformat() if found else ""
    except ValueError:
        return ""
