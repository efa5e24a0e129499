"""Where a record lies, for whoever asks how the sun stood there."""

from __future__ import annotations

import numpy as np

from forensics.errors import ValueRefused
from forensics.ports import Found
from layers.project import Project


def place_of_record(project: Project, record: str) -> tuple[Found, float, float, bool]:
    """A record by its id or code, its longitude and latitude in degrees, and whether that place is its own.

    Raises RecordRefused for a name of none or of two, and ValueRefused for one without a place.
    """
    found = project.register.find(record)
    columns = project.register.map_columns(found.type)
    number = project.register.ids_to_rows(found.type, [found.id]).get(found.id)
    for at in np.flatnonzero(columns.row == (-1 if number is None else number)).tolist():
        if np.isfinite(columns.x[at]):
            return found, float(columns.x[at]), float(columns.y[at]), bool(columns.sure[at])
    raise ValueRefused("“{record}” has no place, so the sun cannot be told there.", record=record)
