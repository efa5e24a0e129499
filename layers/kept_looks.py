"""What the types of record on the map are styled by, where a person chose it; values of this copy, as views are."""

from __future__ import annotations

from collections.abc import Mapping

from forensics.errors import TaphosError
from layers.looks import By, read_by
from layers.project import Project
from layers.register.values_of_copy import LOOKS, set_local


def kept_looks(project: Project) -> Mapping[str, By]:
    """By type what it is styled by; what is not as it is written here, or names no field, is left out. Blocking."""
    with project.register.held() as register:
        held = register.own_value(LOOKS) or []
    found = {str(one.get("type")): _read(project, one) for one in held if isinstance(one, dict)}
    return {type_: by for type_, by in found.items() if by is not None}


def keep_look(project: Project, type_: str, by: By | None) -> None:
    """Remember what a type is styled by; None for what it is styled by of itself. Blocking; raises MayNotWrite."""
    kept = {**kept_looks(project), type_: by}
    rows = [{"type": name, "by": one.text} for name, one in sorted(kept.items()) if one is not None]
    project.register.write_local(lambda connection: set_local(connection, LOOKS, rows), wiping=True)


def _read(project: Project, held: Mapping[str, object]) -> By | None:
    try:
        return read_by(project.catalogue, str(held.get("type")), str(held.get("by")))
    except TaphosError:
        return None
