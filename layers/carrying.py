"""What a new record repeats of the last one of its type at its site; never what is to be observed anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from forensics.catalogue import RecordType
from forensics.fields import Sensitivity
from forensics.ports import Query, Values
from layers.belonging import SITE, site_of
from layers.numbering import site_of_values
from layers.project import Project

_LOOKED_THROUGH = 60
"""How many of the newest records of a type are looked through for one of the site."""


def carried_over(project: Project, type_: str, given: Mapping[str, Any], near: str = "") -> dict[str, Any]:
    """The canonical values that the last record of a type hands on to the next one, without those that are `given`.

    The site is that of what is given, else that of the record with the id `near`; where neither leads to one, the
    newest record of the type counts. Restricted and sealed records hand nothing on. Blocking.
    """
    kind = project.catalogue[type_]
    names = [declared.name for declared in kind.typed if declared.carried]
    if not names:
        return {}
    site = site_of_values(project, type_, given) or _site_near(project, near)
    last = next((one for one in _newest(project, kind) if not site or _is_at(project, kind, one, site)), None)
    return {name: last[name] for name in names if last is not None and name in last and name not in given}


def _site_near(project: Project, near: str) -> str:
    found = project.register.titles([near]).get(near) if near else None
    return site_of(project.register, found.type, found.id) if found is not None else ""


def _newest(project: Project, kind: RecordType) -> Iterator[Values]:
    """The newest records of a type that anybody of the mission may see, those that were recorded last first."""
    found = list(project.register.select(Query(kind.name, order="-recorded_at", limit=_LOOKED_THROUGH)))
    found.sort(key=lambda one: (str(one["recorded_at"]), str(one["id"])), reverse=True)  # ids follow time, finer
    return (one for one in found if not Sensitivity(one.get("sensitivity") or "public").apart)


def _is_at(project: Project, kind: RecordType, values: Values, site: str) -> bool:
    if kind.name == SITE:
        return str(values["id"]) == site
    return site_of_values(project, kind.name, values) == site
