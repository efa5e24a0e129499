"""A project with work in one area, and some that is elsewhere or may not be on a phone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import shapely

from forensics.changes import Change, Operation
from forensics.places import place_of
from layers.exports.selecting import Selection
from layers.fieldpack.area import area_of
from layers.fieldpack.making import Made, write_field_pack
from layers.project import Project
from tests.layers.projects import make, record, site

SECRET = "EXAMPLE the guard sleeps at noon"
HERE = shapely.box(30.1, 50.4, 30.4, 50.7)


def area_of_work(folder: Path) -> Project:
    """Sites S-1 to S-3 with an exhumation and a case here, S-9 elsewhere; an interview, and restricted words."""
    project = make(folder, pack="ua")
    sites = [site(f"S-{number}", lon=30.2 + number / 100, status="reported", notes=SECRET) for number in (1, 2, 3)]
    exhumation = record("exhumation", "X-1", site=sites[0].record, start="2026-01-05", others_present=SECRET)
    place = place_of(shapely.MultiPolygon([HERE]), crs="EPSG:4326").to_canonical()
    project.register.commit([
        *sites, exhumation,
        site("S-9", lon=36.0, lat=48.0, status="reported"),
        record("case", "S-1-001B", site=sites[0].record, exhumation=exhumation.record, remains_class="body"),
        record("survey_area", "A-1", place=place, purpose="reconnaissance", status="planned", planned_start="2026-05"),
        record("interview", "IV-1", interviewee_code="EX-1", sex="F", age_group="30_44", display_area="settlement"),
    ])  # fmt: skip
    return project


def made_pack(project: Project, out: Path, language: str = "en") -> Made:
    """The pack of the area A-1."""
    return write_field_pack(project, out, area_of(project, "A-1", None), Selection(), language)


def held(project: Project, code: str, type_: str = "site") -> dict[str, Any]:
    """What a record holds now."""
    found = project.register.find(code, (type_,))
    return dict(project.register.values(type_, found.id) or {})


def changed(project: Project, code: str, **values: Any) -> None:
    """Somebody here edits a site meanwhile."""
    now = held(project, code)
    before = {name: now[name] for name in values if name in now}
    project.register.commit([Change("site", now["id"], Operation.SET, after=values, before=before)])
