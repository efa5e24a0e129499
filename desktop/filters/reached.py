"""Which rows of each type a saved filter's conditions reach, for the map: as an export would ask for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from forensics.catalogue import RecordType
from layers.exports.selecting import Selection
from layers.project import Project


def rows_reached(project: Project, asked: Selection, types: Iterable[str]) -> Mapping[str, NDArray[np.int64]]:
    """The register's rows by type; a type that the conditions cannot be asked of is left out, as exports leave it."""
    reached: dict[str, NDArray[np.int64]] = {}
    for type_ in types:
        kind = project.catalogue[type_]
        if can_be_asked(kind, asked):
            query = replace(asked.query(type_), without=(), days=None)
            ids = [str(values["id"]) for values in project.register.select(query)]
            rows = project.register.ids_to_rows(type_, ids).values()
            reached[type_] = np.fromiter(rows, np.int64, len(rows))
    return reached


def can_be_asked(kind: RecordType, asked: Selection) -> bool:
    """Whether records of a type have what is asked for; those that have not stay home."""
    known = kind.by_name.keys() | {alias for declared in kind.fields for alias in declared.aliases}
    named = not asked.types or kind.name in asked.types
    return named and all(name in known for name, _ in asked.where) and (not asked.by_place or bool(kind.main_place))
