"""A small grave whose every number is known, to be drawn and measured."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import shapely

from forensics.changes import Change, Operation
from forensics.identifiers import new_id
from forensics.places import Place, geometry_hex, point_hex
from forensics.survey.similarity import Similarity
from layers.project import Project
from layers.siteplan.tie import GridTie
from tests.layers.projects import make

TIE = GridTie(Similarity(0.6, 0.8, (0.0, 0.0), (400_000.0, 5_500_000.0)), "EPSG:32636")
"""A y axis that bears 306.87° from grid north, with a scale of 1."""
WIDTH, LENGTH = 2.4, 3.6


def degrees(x: float, y: float) -> tuple[float, float]:
    """Longitude and latitude of a point of the grid."""
    lon, lat = TIE.degrees(np.array([[x, y]]))[0].tolist()
    return lon, lat


def at(x: float, y: float, z: float | None = None, **rest: Any) -> dict[str, Any]:
    """A place measured in the grid."""
    place = Place(geometry=point_hex(*degrees(x, y)), site_geometry=point_hex(x, y, z), crs="site", **rest)
    return place.to_canonical()


def area(*corners: tuple[float, float], measured: bool = True) -> dict[str, Any]:
    """An outline measured in the grid, or known in degrees alone."""
    inner = shapely.MultiPolygon([shapely.Polygon(corners)])
    outer = geometry_hex(shapely.MultiPolygon([shapely.Polygon([degrees(x, y) for x, y in corners])]))
    place = Place(geometry=outer, site_geometry=geometry_hex(inner), crs="site") if measured else Place(geometry=outer)
    return place.to_canonical()


def control(name: str, x: float, y: float, **moved: float) -> dict[str, str]:
    """A control point as an exhumation records it."""
    lon, lat = degrees(x + moved.get("dx", 0.0), y + moved.get("dy", 0.0))
    return {"point": name, "x": f"{x:.3f}", "y": f"{y:.3f}", "longitude": f"{lon:.10f}", "latitude": f"{lat:.10f}"}


CORNERS = ((0.0, 0.0), (WIDTH, 0.0), (WIDTH, LENGTH), (0.0, LENGTH))
CONTROLS = (control("A", 0, 0), control("B", 0, LENGTH), control("C", WIDTH, 0))


class Grave:
    """The records of one grave, to be added to before they are committed."""

    def __init__(self) -> None:
        self.changes: list[Change] = []
        self.ids: dict[str, str] = {}

    def add(self, type_: str, code: str, **values: Any) -> str:
        """One more record; gives its id."""
        change = Change(type_, new_id(), Operation.ADD, after={"code": code, **values})
        self.changes.append(change)
        self.ids[code] = change.record
        return change.record


def grave(**exhumation: Any) -> Grave:
    """Site S-1 with exhumation X-1, four contexts, three bodies, one single bone, two artefacts."""
    made = Grave()
    site = made.add("site", "S-1", form="multiple_grave", place=at(1.2, 1.8), outline=area(*CORNERS), publish="yes")
    dug = made.add(
        "exhumation", "X-1", site=site, place=at(0, 0, 0),
        limits=area((-0.4, -0.4), (2.8, -0.4), (2.8, 4.0), (-0.4, 4.0)),
        **{"grid_controls": list(CONTROLS), "baseline_from": "A", "baseline_to": "B", "datum_height": "62",
           "height_datum": "Baltic_1977", **exhumation},
    )  # fmt: skip
    _contexts(made, dug)
    for number, (y, z) in enumerate(((0.8, -1.1), (1.8, -1.0), (2.8, -0.7)), 1):
        made.add(
            "case", f"S-1-{number:03d}B", site=site, exhumation=dug, remains_class="body", place=at(1.2, y, z),
            skull=at(0.58, y, z + 0.05), pelvis=at(1.2, y, z), feet=at(2.06, y, z), position="supine",
            left_arm="extended", right_arm="behind_back", restraint=["wrists_behind"] if number == 3 else ["none_seen"],
        )  # fmt: skip
    made.add("case", "S-1-004GB", site=site, exhumation=dug, remains_class="general_bone", place=at(0.4, 3.2, -0.4))
    made.add("artefact", "A-1", site=site, exhumation=dug, artefact_class="bullet", place=at(1.9, 1.3, -0.95))
    made.add("artefact", "A-2", site=site, exhumation=dug, artefact_class="document", place=at(0.9, 3.1, -0.5))
    return made


def _contexts(made: Grave, dug: str) -> None:
    levels = {"level_datum": "Baltic_1977"}
    natural = made.add("context", "C-4", exhumation=dug, context_type="natural", place=area(*CORNERS))
    cut = made.add(
        "context", "C-3", exhumation=dug, context_type="cut", place=area(*CORNERS), above=[natural], level_top="61.8",
        level_base="60.7", **levels,
    )  # fmt: skip
    fill = made.add(
        "context", "C-2", exhumation=dug, context_type="fill", place=area(*CORNERS), above=[cut], fill_of=cut,
        level_top="61.8", level_base="60.7", **levels,
    )  # fmt: skip
    made.add(
        "context", "C-1", exhumation=dug, context_type="layer", place=area(*CORNERS, measured=False), above=[fill],
        level_top="62", level_base="61.8", **levels,
    )  # fmt: skip


def project_of(folder: Path, made: Grave) -> Project:
    """A project with the records of a grave."""
    project = make(folder)
    project.register.commit(made.changes)
    return project
