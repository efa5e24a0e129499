"""Squares of ground, with the hazards, assessments and areas that lie on them."""

from __future__ import annotations

from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from forensics.places import Place, place_of
from forensics.records.planning import Hazard, SurveyArea
from forensics.rules.family import record_builder

LON, LAT = 37.2, 49.1
SIDE = 0.01

_hazard, _area = record_builder(Hazard), record_builder(SurveyArea)


def square(east: float = 0.0, north: float = 0.0, side: float = SIDE) -> BaseGeometry:
    """A square in degrees, its corner so many degrees east and north of a place in the plain."""
    return shapely.box(LON + east, LAT + north, LON + east + side, LAT + north + side)


def on(shape: BaseGeometry, **rest: Any) -> Place:
    return place_of(shapely.MultiPolygon(list(shapely.get_parts(shape))), **rest)


def hazard(code: str = "EX-H", shape: BaseGeometry | None = None, **values: Any) -> Hazard:
    """A confirmed minefield, open."""
    given = {"hazard_type": "mine", "hazard_class": "confirmed", "status": "open", "place": on(shape or square())}
    found: Hazard = _hazard({"id": code, "code": code, **given, **values})
    return found


def assessed(code: str = "EX-A", shape: BaseGeometry | None = None, **values: Any) -> Hazard:
    """A non-technical survey that found no evidence, in date for the whole of 2024."""
    given = {
        "hazard_type": "ERW", "hazard_class": "assessed_no_evidence", "status": "closed",
        "assessment": "non_technical_survey", "assessed_on": "2024-01-05", "valid_until": "2024-12-31",
        "clearance_body": "EXAMPLE body",
    }  # fmt: skip
    return hazard(code, shape, **{**given, **values})


def cleared(code: str = "EX-C", shape: BaseGeometry | None = None, **values: Any) -> Hazard:
    """Ground cleared to 150 cm."""
    given = {"hazard_class": "cleared", "assessment": "clearance", "certificate": "EX-1", "cleared_depth_cm": 150.0}
    return assessed(code, shape, **{**given, "valid_until": None, **values})


def area(shape: BaseGeometry | None = None, **values: Any) -> SurveyArea:
    """A reconnaissance that a team is to begin on 1 May 2024."""
    given = {
        "purpose": "reconnaissance", "status": "assigned", "team": "EX-T", "planned_start": "2024-05-01",
        "planned_end": "2024-05-10", "place": on(shape or square()),
    }  # fmt: skip
    found: SurveyArea = _area({"id": "EX-AR", "code": "EX-AR", **given, **values})
    return found
