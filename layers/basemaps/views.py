"""Views of the map under a name: where one looked, how near and at what; values of this copy, as base maps are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from forensics.errors import ValueRefused
from layers.exports.selecting import Selection, selection_held, selection_written
from layers.project import Project
from layers.register.values_of_copy import VIEWS, set_local

LONGEST = 80
"""Letters of a name."""


@dataclass(frozen=True)
class View:
    """A middle in degrees, and metres of the map in a pixel.

    `shown` are the types that were switched on and `asked` is the filter with its days; None where an earlier version
    kept neither, so that going there changes neither.
    """

    name: str
    lon: float
    lat: float
    mpp: float
    shown: tuple[str, ...] | None = None
    asked: Selection | None = None


def views(project: Project) -> tuple[View, ...]:
    """The views of a project in the order of their names; what is not as it is written here is left out. Blocking."""
    with project.register.held() as register:
        held = register.own_value(VIEWS) or []
    found = (view for one in held if (view := _read(one)) is not None)
    return tuple(sorted(found, key=lambda view: view.name.casefold()))


def keep_view(project: Project, view: View) -> None:
    """Remember a view, in place of one of the same name. Blocking; raises ValueRefused for a name that is none."""
    name = " ".join(view.name.split())
    if not name or len(name) > LONGEST:
        raise ValueRefused("“{name}” is no name of a view; 1 to {most} letters were expected.", name=name, most=LONGEST)
    _keep(project, [*(one for one in views(project) if one.name != name), replace(view, name=name)])


def forget_view(project: Project, name: str) -> None:
    """Remember a view no longer. Blocking."""
    _keep(project, [one for one in views(project) if one.name != name])


def _keep(project: Project, kept: Sequence[View]) -> None:
    rows = [_written(one) for one in kept]
    project.register.write_local(lambda connection: set_local(connection, VIEWS, rows), wiping=True)


def _written(view: View) -> dict[str, Any]:
    row: dict[str, Any] = {"name": view.name, "lon": view.lon, "lat": view.lat, "mpp": view.mpp}
    if view.shown is not None:
        row["shown"] = list(view.shown)
    if view.asked is not None:
        row["asked"] = selection_written(view.asked)
    return row


def _read(held: Any) -> View | None:
    if not isinstance(held, dict) or not isinstance(held.get("name"), str):
        return None
    numbers = [held.get(name) for name in ("lon", "lat", "mpp")]
    if not all(isinstance(number, int | float) and not isinstance(number, bool) for number in numbers):
        return None
    lon, lat, mpp = (float(number) for number in numbers)  # type: ignore[arg-type]
    if abs(lon) > 180 or abs(lat) > 90 or mpp <= 0:
        return None
    try:
        shown = tuple(map(str, held["shown"])) if "shown" in held else None
        asked = selection_held(held["asked"]) if "asked" in held else None
    except (AttributeError, TypeError, ValueError):
        return None
    return View(held["name"], lon, lat, mpp, shown, asked)
