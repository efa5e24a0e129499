"""The outlines of a country pack as columns: what the base map draws and where a point lies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from forensics.messages import say
from layers.countries.checks import PackRefused
from layers.countries.pack import CountryPack

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LAYERS = ("country", "regions", "neighbours", "water")
_ENVELOPES = (0, 32, 48, 48, 64)  # bytes of a GeoPackage geometry's envelope by its kind; OGC 12-128r17, 2.1.3


@dataclass(frozen=True)
class Shapes:
    """Polygons (shapely, EPSG:4326) with their codes and their names by language, row by row."""

    geometry: NDArray[np.object_]
    codes: tuple[str, ...]
    names: Mapping[str, tuple[str, ...]]

    def __len__(self) -> int:
        return len(self.codes)


@dataclass(frozen=True)
class Outlines:
    """The country, its first-level regions, its neighbours and the sea around them; a layer may be empty."""

    country: Shapes
    regions: Shapes
    neighbours: Shapes
    water: Shapes

    def region_at(self, lon: float, lat: float) -> int | None:
        """The row of the region that covers a point (degrees), None outside of the country."""
        import shapely

        inside = shapely.intersects_xy(self.regions.geometry, lon, lat)
        return int(inside.argmax()) if inside.any() else None


def outlines(pack: CountryPack) -> Outlines:
    """Read the pack's outlines, in some milliseconds; raises PackRefused when they cannot be read.

    Read through sqlcipher3 and shapely, because GDAL alone takes longer to load than all this takes to read.
    """
    if not pack.outlines_path.is_file():
        return Outlines(*(_no_shapes() for _ in LAYERS))
    from sqlcipher3 import dbapi2

    connection = dbapi2.connect(_address(pack.outlines_path), uri=True)
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        return Outlines(*(_layer(connection, name) for name in LAYERS))
    except (dbapi2.Error, ValueError, IndexError) as fault:
        raise PackRefused(
            say("The outlines of “{pack}” cannot be read: {fault}.", pack=pack.code, fault=str(fault))
        ) from None
    finally:
        connection.close()


def _address(path: Path) -> str:
    return f"{path.resolve().as_uri()}?mode=ro&immutable=1"


def _layer(connection: Any, name: str) -> Shapes:
    import shapely

    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]
    if not columns:
        return _no_shapes()
    languages = [column[5:] for column in columns if column.startswith("name_") and column[5:].isalpha()]
    wanted = ", ".join(["geom", "code", *(f"name_{language}" for language in languages)])
    rows = connection.execute(f"SELECT {wanted} FROM {name} ORDER BY rowid").fetchall()
    geometry = shapely.from_wkb([_wkb(row[0]) for row in rows])
    texts = {language: tuple(row[2 + at] or "" for row in rows) for at, language in enumerate(languages)}
    return Shapes(geometry, tuple(row[1] or "" for row in rows), texts)


def _wkb(blob: bytes) -> bytes:
    """The WKB inside a GeoPackage geometry."""
    if blob[:2] != b"GP":
        raise ValueError("a geometry is not of the GeoPackage form")
    return blob[8 + _ENVELOPES[blob[3] >> 1 & 0b111] :]


def _no_shapes() -> Shapes:
    import numpy as np

    return Shapes(np.empty(0, dtype=object), (), {})
