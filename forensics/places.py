"""A place as evidence: the geometry on the globe beside what was read, how, and how well."""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Mapping
from typing import Annotated, Any, Self

import numpy as np
import shapely
from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from forensics.errors import ValueRefused

METHODS: tuple[str, ...] = ("RTK", "total_station", "handheld_GNSS", "phone", "imagery", "map", "described")
HEIGHT_DATUMS: tuple[str, ...] = ("ellipsoid_WGS84", "EVRF", "Baltic_1977", "named_geoid", "site_datum")
SITE_GRID = "site"

_EPSG = re.compile(r"EPSG:\d{4,6}")
_POINTS = {"0101000000": struct.Struct("<2d"), "01E9030000": struct.Struct("<3d")}


def geometry_hex(value: object) -> str:
    """The canonical form of a geometry: hex of little-endian ISO WKB, Z kept, M and SRID left out.

    Takes a shapely geometry, WKB or its hex; raises ValueRefused where it is none of these or a number is not finite.
    """
    if isinstance(value, str) and _is_canonical_point(value):
        return value
    geometry = _geometry(value)
    if geometry.has_m and not geometry.has_z:
        geometry = shapely.force_2d(geometry)
    if not np.isfinite(shapely.get_coordinates(geometry, include_z=geometry.has_z)).all():
        raise ValueRefused("The geometry {value} has a coordinate that is not a number.", value=_short(geometry.wkt))
    return str(shapely.to_wkb(geometry, hex=True, output_dimension=3, byte_order=1, flavor="iso"))


def _is_canonical_point(text: str) -> bool:
    """Whether it is a finite point as we write it ourselves: most places are, and this takes a tenth of reading it."""
    layout = _POINTS.get(text[:10])
    if layout is None or len(text) != 10 + 16 * layout.size // 8 or not text.isascii() or text != text.upper():
        return False
    try:
        return all(map(math.isfinite, layout.unpack(bytes.fromhex(text[10:]))))
    except (ValueError, struct.error):
        return False


def _geometry(value: object) -> BaseGeometry:
    if isinstance(value, BaseGeometry):
        return value
    if isinstance(value, str | bytes):
        try:
            return shapely.from_wkb(value)
        except (ShapelyError, ValueError) as reason:
            raise _not_a_geometry(value) from reason
    raise _not_a_geometry(value)


def _not_a_geometry(value: object) -> ValueRefused:
    return ValueRefused("{value} is not a geometry; well-known binary or its hex was expected.", value=_short(value))


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _crs(value: object) -> str:
    text = f"EPSG:{value}" if isinstance(value, int) else str(value).strip()
    if text.lower() == SITE_GRID:
        return SITE_GRID
    if not _EPSG.fullmatch(text.upper()):
        raise ValueRefused(
            "{value} is not a coordinate system; an EPSG code such as EPSG:32636 or site (a site grid) was expected.",
            value=_short(value),
        )
    return text.upper()


def _number(value: object) -> float:
    """A finite number, also from its canonical text."""
    try:
        number = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        number = math.nan
    if isinstance(value, bool) or not math.isfinite(number):
        raise ValueRefused("{value} is not a number.", value=_short(value))
    return round(number, DECIMALS)


def _accuracy(value: object) -> float:
    number = _number(value)
    if number < 0:
        raise ValueRefused("{value} is not an accuracy; metres, 0 or more, were expected.", value=_short(value))
    return number


def _code_of(codes: tuple[str, ...]) -> BeforeValidator:
    def check(value: object) -> str:
        if value not in codes:
            raise ValueRefused("{value} is not one of {allowed}.", value=_short(value), allowed=", ".join(codes))
        return str(value)

    return BeforeValidator(_unless_absent(check))


def _unless_absent(check: Any) -> Any:
    return lambda value: None if value is None else check(value)


Geometry = Annotated[str | None, BeforeValidator(_unless_absent(geometry_hex))]
Number = Annotated[float | None, BeforeValidator(_unless_absent(_number))]
Accuracy = Annotated[float | None, BeforeValidator(_unless_absent(_accuracy))]


class Place(BaseModel):
    """One value of a geometry field.

    `geometry` is hex WKB in EPSG:4326 (longitude, latitude, Z in metres in the height datum); `site_geometry` is hex
    WKB in metres of the site grid, where that is the evidence and degrees are derived or not yet known. At least one
    of geometry, site_geometry and written is there. Accuracies and height are metres. Raises ValueRefused.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    geometry: Geometry = None
    site_geometry: Geometry = None
    crs: Annotated[str | None, BeforeValidator(_unless_absent(_crs))] = None
    written: str | None = None
    method: Annotated[str | None, _code_of(METHODS)] = None
    horizontal_accuracy: Accuracy = None
    vertical_accuracy: Accuracy = None
    height: Number = None
    height_datum: Annotated[str | None, _code_of(HEIGHT_DATUMS)] = None
    height_datum_name: str | None = None
    instrument: str | None = None

    @model_validator(mode="after")
    def _says_where(self) -> Self:
        if self.geometry is None and self.site_geometry is None and not self.written:
            raise ValueRefused("A place needs a geometry, coordinates of a site grid, or the words it was given in.")
        return self

    @property
    def shape(self) -> BaseGeometry | None:
        """The geometry in EPSG:4326, longitude first."""
        return None if self.geometry is None else shapely.from_wkb(self.geometry)

    @property
    def site_shape(self) -> BaseGeometry | None:
        """The geometry in metres of the site grid."""
        return None if self.site_geometry is None else shapely.from_wkb(self.site_geometry)

    def to_canonical(self) -> dict[str, str]:
        """As the journal keeps it: absent left out, numbers as text in their shortest round-trip form."""
        return {
            name: number_text(value) if isinstance(value, float) else value
            for name, value in self.__dict__.items()
            if value is not None
        }

    @classmethod
    def from_canonical(cls, canonical: Mapping[str, object]) -> Self:
        """The place that `to_canonical` wrote; raises ValueRefused for a key or value that no place has."""
        unknown = sorted(set(canonical) - set(cls.model_fields))
        if unknown:
            raise ValueRefused(
                "{value} is not a part of a place; allowed are {allowed}.",
                value=", ".join(unknown),
                allowed=", ".join(cls.model_fields),
            )
        return cls.model_validate(dict(canonical))


DECIMALS = 4
"""What a number is kept to where its field says nothing else; of metres, a tenth of a millimetre.

No more: a number of up to five decimals and 13 digits is printed the same by every SQLite, so that hashes of exported
rows can be made again years later; below 0.001 some print further decimals of others.
"""


def number_text(value: float) -> str:
    """A finite number as the shortest text that reads back as the same number; 2.0 is "2", -0.0 is "0"."""
    text = repr(float(value) + 0.0)
    return text[:-2] if text.endswith(".0") else text


def point_hex(x: float, y: float, z: float | None = None) -> str:
    """The canonical form of a point; raises ValueRefused where a number is not finite."""
    numbers = (x, y) if z is None else (x, y, z)
    if not all(map(math.isfinite, numbers)):
        raise ValueRefused("The geometry {value} has a coordinate that is not a number.", value=f"POINT {numbers}")
    head = "0101000000" if z is None else "01E9030000"
    return head + _POINTS[head].pack(*numbers).hex().upper()


def place_of(geometry: BaseGeometry, **rest: Any) -> Place:
    """A place of a geometry in EPSG:4326."""
    return Place(geometry=geometry_hex(geometry), **rest)
