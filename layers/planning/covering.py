"""What of a plan is covered, read from areas, visits and tracks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from forensics.planning.covering import AREA, COUNTED, LEFT_OUT, TRACK, VISIT, Coverage, Piece, coverage_of, swath
from layers.gating import this_day
from layers.planning.reading import last_day, shape_in
from layers.project import Project

NOBODY = "unknown"
"""Stands for the team or purpose of a record that names none."""


@dataclass(frozen=True)
class Asked:
    """Of what coverage is asked: a purpose, a team by its code, days on which ground was covered; all where empty."""

    purpose: str = ""
    team: str = ""
    since: date | None = None
    until: date | None = None

    def takes(self, piece: Piece) -> bool:
        """Whether a piece is asked for; one without a day is not, where days are."""
        if (self.purpose and piece.purpose != self.purpose) or (self.team and piece.team != self.team):
            return False
        if self.since is None and self.until is None:
            return True
        return piece.day is not None and (self.since or date.min) <= piece.day <= (self.until or date.max)


def coverage(project: Project, asked: Asked | None = None, day: date | None = None) -> Coverage:
    """The coverage of all that is planned, or of what is planned for one purpose. Blocking.

    A track covers ground where it says how wide was seen, or its area does; the others are counted as undrawn, with the
    finished areas and visits that nothing says where they are.
    """
    asked = asked or Asked()
    with project.register.at_one_moment():
        areas = list(_rows(project, AREA, "place", "status", "purpose", "team", "start", "end", "sweep_width_m"))
        visits = list(_rows(project, VISIT, "covered", "purpose", "team", "start", "end"))
        tracks = list(_rows(project, TRACK, "place", "width_m", "purpose", "team", "start", "end", "survey_area"))
        teams = {row["id"]: str(row["code"]) for row in _rows(project, "team")}
    widths = {row["id"]: row.get("sweep_width_m") for row in areas}
    found: list[Piece] = []
    undrawn = 0
    for kind, row, shape in _shapes(areas, visits, tracks, widths):
        day_of = last_day(row.get("end")) or last_day(row.get("start"))
        team = teams.get(row.get("team") or "", NOBODY)
        piece = Piece(kind, shape or shapely.Polygon(), team, str(row.get("purpose") or NOBODY), day_of)
        if asked.takes(piece):
            undrawn += shape is None
            found += [piece] if shape is not None else []
    wanted = [row for row in areas if row.get("status") not in LEFT_OUT and asked.purpose in ("", row.get("purpose"))]
    planned = [shape for row in wanted if (shape := shape_in(row.get("place"))) is not None]
    return coverage_of(found, planned, day or this_day(), undrawn)


def _shapes(
    areas: Sequence[Mapping[str, Any]], visits: Sequence[Mapping[str, Any]], tracks: Sequence[Mapping[str, Any]],
    widths: Mapping[str, Any],
) -> Iterator[tuple[str, Mapping[str, Any], BaseGeometry | None]]:  # fmt: skip
    for row in areas:
        if row.get("status") in COUNTED:
            yield AREA, row, shape_in(row.get("place"))
    for row in visits:
        if row.get("covered") is not None:
            yield VISIT, row, shape_in(row["covered"])
    for row in tracks:
        line = shape_in(row.get("place"))
        width = row.get("width_m") or widths.get(row.get("survey_area") or "")
        yield TRACK, row, swath(line, float(width)) if line is not None and width else None


def _rows(project: Project, type_: str, *fields: str) -> Iterator[dict[str, Any]]:
    yield from project.register.fields_of(type_, ("id", "code", "review", *fields), ("review", "voided"))
