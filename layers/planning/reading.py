"""Days and shapes of canonical values, for planning."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from forensics.dates import read_date
from forensics.errors import ValueRefused


def first_day(text: str | None) -> date | None:
    """The first day that a date may mean; None where there is none."""
    return _day(text, "earliest")


def last_day(text: str | None) -> date | None:
    """The last day that a date, or a moment, may mean; None where there is none."""
    return _day(text, "latest")


def _day(text: str | None, which: str) -> date | None:
    if not text:
        return None
    try:
        value = read_date(text[:10] if len(text) > 10 and text[10] in "T " else text)
    except ValueRefused:
        return None
    found: date | None = getattr(value, which)
    return found


def shape_in(place: Mapping[str, Any] | None) -> BaseGeometry | None:
    """The geometry of a canonical place in degrees, without heights; None where there is none."""
    geometry = (place or {}).get("geometry")
    return None if geometry is None else shapely.force_2d(shapely.from_wkb(geometry))
