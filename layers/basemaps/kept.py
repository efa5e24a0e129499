"""Which base maps a project shows: values of this copy alone, in the register, so that an encrypted one hides them.

They name files of this machine, and where one looks: they are never merged and never leave with an export.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from forensics.dates import read_date
from forensics.errors import ValueRefused
from layers.project import Project
from layers.register.values_of_copy import BASE_MAPS, set_local

KINDS = ("tiles", "image", "outlines", "online")


@dataclass(frozen=True)
class BaseMap:
    """One base map: where it is read from, and how it is shown; the order of several is from the bottom up."""

    id: str
    kind: str  # one of KINDS
    source: str  # a file, or the address of tiles with {z}, {x} and {y}
    name: str
    layer: str = ""  # the table of a GeoPackage
    crs: str = ""  # as the person named it, where the file does not
    date: str = ""  # when an image was taken, EDTF
    attribution: str = ""
    visible: bool = True
    opacity: float = 1.0
    on_pages: bool = True

    @property
    def path(self) -> Path:
        return Path(self.source)


def base_maps(project: Project) -> tuple[BaseMap, ...]:
    """The base maps of a project from the bottom up; what is not as it is written here is left out. Blocking."""
    with project.register.held() as register:
        held = register.own_value(BASE_MAPS) or []
    return tuple(found for one in held if (found := _read(one)) is not None)


def keep_base_maps(project: Project, shown: Sequence[BaseMap]) -> None:
    """Remember them, from the bottom up. Blocking; raises MayNotWrite."""
    kept = [asdict(one) for one in shown]
    project.register.write_local(lambda connection: set_local(connection, BASE_MAPS, kept), wiping=True)


def _read(held: Any) -> BaseMap | None:
    if not isinstance(held, dict) or held.get("kind") not in KINDS:
        return None
    known = {field.name: type(getattr(BaseMap("", "", "", ""), field.name)) for field in fields(BaseMap)}
    fitting = {name: held[name] for name, kind in known.items() if isinstance(held.get(name), kind)}
    if not {"id", "kind", "source", "name"} <= set(fitting):
        return None
    found = BaseMap(**fitting)
    return found if 0.0 <= found.opacity <= 1.0 and _is_date(found.date) else None


def _is_date(text: str) -> bool:
    try:
        return not text or bool(read_date(text))
    except ValueRefused:
        return False
