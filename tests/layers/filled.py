"""A project with records whose tables, parts and relations an export has to carry."""

from __future__ import annotations

from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from forensics.changes import Change
from forensics.places import place_of
from forensics.vocabulary.steps import SITE_STEP
from layers.project import Project
from tests.layers.projects import record, site

SQUARE = shapely.box(30.0, 50.0, 30.1, 50.1)


NOT_KEPT = [{"limitation": "EXAMPLE: order not kept", "step": step} for step in SITE_STEP.codes]


def placed(geometry: BaseGeometry, **rest: Any) -> dict[str, str]:
    """The canonical value of a geometry field."""
    return place_of(geometry, **rest).to_canonical()


def fill(project: Project) -> dict[str, Change]:
    """Commit a settlement, its occupation, a grave with its dig and case, an interview and an incident."""
    village = record(
        "settlement", "P-1", name_uk="Ізюм", name_en="Izium", place=placed(shapely.Point(37.25, 49.2)),
        area=placed(shapely.MultiPolygon([SQUARE])),
    )  # fmt: skip
    held = record(
        "occupation", "O-1", settlement=village.record, character="occupied", start="2022-03", end="2022-09-10"
    )
    grave = site("S-1", form="single_grave", settlement=village.record, status="confirmed", publish="yes")
    hidden = site("S-2", form="surface", settlement=village.record, lon=30.5)
    dig = record("exhumation", "E-1", site=grave.record, order_limitations=NOT_KEPT)
    case = record(
        "case", "S-1-B1", remains_class="body", exhumation=dig.record, depth_top=1.25,
        skull=placed(shapely.Point(30.2, 50.5, 101.25), height=101.25, height_datum="EVRF", method="RTK"),
    )  # fmt: skip
    order = record("authority", "A-1", sites=[grave.record, hidden.record])
    interview = record(
        "interview", "IV-1", settlement=village.record, interviewee_code="PERSON-77", sex="F",
        informed_consent="yes",
    )  # fmt: skip
    incident = record("incident", "I-1", category="murder", settlement=village.record, description="what was seen")
    found = {
        "village": village, "held": held, "grave": grave, "hidden": hidden, "dig": dig, "case": case, "order": order,
        "interview": interview, "incident": incident,
    }  # fmt: skip
    project.register.commit(found.values(), "taken in")
    return found
