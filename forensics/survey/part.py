"""What of a register goes along to an area: the records that lie in it, what belongs to them, and nobody else's words.

A record with a place of its own goes where that touches the area. Any other goes where what it belongs to goes, all of
it: a photograph of two graves stays home unless both go. Who works there and where things are kept goes with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from forensics.catalogue import MAIN

BELONGS_TO: Mapping[str, tuple[str, ...]] = {
    "settlement": (),
    "occupation": ("settlement",),
    "facility": ("settlement",),
    "site": ("settlement",),
    "hazard": ("settlement",),
    "survey_area": ("parent",),
    "incident": ("settlement",),
    "interview": ("settlement", "survey_area"),
    "site_link": ("from_site", "to_site"),
    "authority": ("sites",),
    "exhumation": ("site",),
    "site_log": ("site",),
    "context": ("exhumation",),
    "case": ("exhumation", "site"),
    "element": ("case",),
    "examination": ("case",),
    "profile": ("case",),
    "finding": ("case",),
    "opinion": ("case",),
    "disposition": ("cases",),
    "artefact": ("case", "context", "site", "exhumation"),
    "sample": ("case", "context", "artefact"),
    "package": ("holds",),
    "media": ("subject", "restricted_subject", "sealed_subject"),
    "custody": ("item",),
    "consent": ("interview",),
    "victim": ("incidents",),
    "visit": ("visited", "settlement", "survey_area"),
    "track": ("survey_area", "visit"),
}
"""By type the fields that say what a record belongs to. Types that are not here go along only where they are named.

Missing persons and identifications stay home: the team that digs does not need them, and whoever takes its laptop even
less.
"""

NAMED_BY: Mapping[str, tuple[str, ...]] = {
    "practitioner": (),
    "team": (),
    "facility": ("case", "artefact", "sample", "package", "custody", "examination", "disposition"),
}
"""By type whose references bring a record along: who works there, where what was found is kept; empty: anybody's."""

LIES_WHERE_IT_IS = ("settlement", "facility", "site", "hazard", "survey_area", "incident", "occupation", "interview")
"""The types whose own place says where they are; that of any other is where its site was put on the map."""

Values = Mapping[str, Any]


def lies_inside(type_: str, values: Values, area: BaseGeometry) -> bool | None:
    """Whether a record's own place touches the area; None where it has none."""
    place = values.get(MAIN) if type_ in LIES_WHERE_IT_IS else None
    geometry = None if place is None else place.get("geometry")
    return None if geometry is None else bool(area.intersects(shapely.from_wkb(bytes.fromhex(geometry))))


def belonging(type_: str, values: Values, area: BaseGeometry, taken: Mapping[str, str]) -> bool:
    """Whether a record goes along, where `taken` (id to type) do."""
    inside = lies_inside(type_, values, area)
    if inside is not None:
        return inside
    named = [one for name in BELONGS_TO.get(type_, ()) for one in _ids(values.get(name))]
    return bool(named) and all(one in taken for one in named)


def _ids(value: Any) -> Iterable[str]:
    return () if value is None else (value,) if isinstance(value, str) else value
