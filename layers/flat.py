"""A record as one flat object: how `list` and `show` give it, and what text formats are made from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import shapely

from forensics.catalogue import RecordType
from forensics.fields import Kind


def flat(kind: RecordType, values: Mapping[str, Any]) -> dict[str, Any]:
    """Canonical values by field name, `id`, `code` and `type` first; a geometry as a GeoJSON object in EPSG:4326.

    What stands beside a geometry follows as FIELD_crs, FIELD_written and so on; numbers are numbers.
    """
    found: dict[str, Any] = {"id": values.get("id"), "code": values.get("code"), "type": kind.name}
    for field in kind.fields:
        value = values.get(field.name)
        if value is None or field.name in found:
            continue
        if field.kind is Kind.PLACE:
            found.update(_place(field.name, value))
        else:
            found[field.name] = float(value) if field.kind is Kind.NUMBER else value
    return found


def _place(name: str, place: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for part, value in place.items():
        if part == "geometry":
            found[name] = geojson(value)
        elif part == "site_geometry":
            found[f"{name}_site_geometry"] = geojson(value)
        else:
            found[f"{name}_{part}"] = value
    return found


def geojson(geometry_hex: str) -> dict[str, Any]:
    """The GeoJSON geometry of hex WKB, every digit kept."""
    return dict(shapely.from_wkb(geometry_hex).__geo_interface__)
