"""A point by tape: offset from a baseline, or trilateration from two known points of a grid, into a record."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import orjson

from forensics.errors import RecordRefused, ValueRefused
from forensics.places import SITE_GRID, Place, point_hex
from forensics.ports import Receipt
from forensics.problems import Problem
from forensics.survey.taping import SIDES, Baseline, trilaterate
from layers.editing import keep, setting
from layers.project import Project
from layers.siteplan.tie import GridTie, number_of, tie_of_controls

TAPE_M = 0.02
"""The accuracy of a tape, where nobody says another."""


class MeasureRefused(ValueRefused):
    """Measurements that are not whole, or from points that nobody knows."""


@dataclass(frozen=True)
class Measured:
    """A point in the grid, its degrees where the grid is tied, and what is to be said of how sharp it is."""

    x: float
    y: float
    z: float | None
    degrees: tuple[float, float] | None
    written: str
    problem: Problem | None = None

    def place(self, accuracy: float = TAPE_M) -> Place:
        """As a record keeps it: metres of the grid are the evidence, degrees are derived."""
        return Place(
            geometry=point_hex(*self.degrees) if self.degrees else None,
            site_geometry=point_hex(round(self.x, 3), round(self.y, 3), self.z),
            crs=SITE_GRID, written=self.written, horizontal_accuracy=accuracy,
        )  # fmt: skip


@dataclass(frozen=True)
class Known:
    """The known points of a grid by name, which of them make its baseline, and its tie."""

    points: dict[str, tuple[float, float]]
    baseline: tuple[str, str] | None
    tie: GridTie | None


def known_points(project: Project, exhumation: str) -> Known:
    """The control points of an exhumation; raises UnknownName and ControlRefused."""
    found = project.register.find(exhumation, ("exhumation",))
    values = project.register.values("exhumation", found.id) or {}
    rows = values.get("grid_controls") or ()
    points = {}
    for row in rows:
        x, y = number_of(row.get("x")), number_of(row.get("y"))
        if x is not None and y is not None:
            points[str(row.get("point") or "")] = (x, y)
    ends = (str(values.get("baseline_from") or ""), str(values.get("baseline_to") or ""))
    return Known(points, ends if set(ends) <= set(points) and all(ends) else None, tie_of_controls(rows))


def line_of(known: Known, start: str = "", end: str = "") -> tuple[Baseline, tuple[str, str]]:
    """The line between two known points, the baseline where none are named; raises MeasureRefused."""
    ends = (start, end) if start and end else known.baseline
    if ends is None:
        raise MeasureRefused(
            "No baseline is recorded; name two control points with --from and --to: {known}.",
            known=", ".join(known.points) or "–",
        )
    for name in ends:
        if name not in known.points:
            raise MeasureRefused(
                "{name} is no control point of this grid; those are {known}.",
                name=name, known=", ".join(known.points) or "–",
            )  # fmt: skip
    return Baseline(known.points[ends[0]], known.points[ends[1]]), ends


def by_offset(known: Known, text: str, start: str = "", end: str = "") -> Measured:
    """ALONG,OFFSET[,Z] in metres: along the line, to the right of it, up. Raises MeasureRefused."""
    line, ends = line_of(known, start, end)
    numbers = _numbers(parts_of(text), text, "ALONG,OFFSET[,Z]")
    x, y = line.point(numbers[0], numbers[1])
    return _measured(known, x, y, numbers[2:], f"offset {text} from {ends[0]}-{ends[1]}")


def by_tapes(known: Known, text: str, start: str = "", end: str = "") -> Measured:
    """D1,D2,left|right[,Z]: horizontal distances from both points, and the side as seen from the first to the second.

    Raises MeasureRefused and TapeRefused.
    """
    line, ends = line_of(known, start, end)
    parts = parts_of(text)
    side = next((one for one in SIDES if len(parts) > 2 and parts[2] == one), None)
    if side is None:
        raise MeasureRefused("“{text}” is not {form}, in metres.", text=text, form="D1,D2,left|right[,Z]")
    numbers = _numbers([*parts[:2], *parts[3:]], text, "D1,D2,left|right[,Z]")
    found = trilaterate(line, numbers[0], numbers[1], side)
    measured = _measured(known, *found.point, numbers[2:], f"tapes {text} from {ends[0]}, {ends[1]}")
    return Measured(measured.x, measured.y, measured.z, measured.degrees, measured.written, found.problem())


def by_grid(known: Known, text: str) -> Measured:
    """X,Y[,Z] in metres of the grid; raises MeasureRefused."""
    numbers = _numbers(parts_of(text), text, "X,Y[,Z]")
    return _measured(known, numbers[0], numbers[1], numbers[2:], f"x, y {text}")


def parts_of(text: str) -> list[str]:
    """Numbers set apart by semicolons, else by blanks, else by commas: so that a comma may be that of a decimal."""
    if ";" in text:
        return [part.strip() for part in text.split(";")]
    words = [word.strip(",") for word in text.split()]
    return [word for word in words if word] if len(words) > 1 else [part.strip() for part in text.split(",")]


def _numbers(parts: list[str], text: str, form: str) -> list[float]:
    numbers = [number_of(part) for part in parts]
    if not 2 <= len(numbers) <= 3 or None in numbers:
        raise MeasureRefused("“{text}” is not {form}, in metres.", text=text, form=form)
    return [number for number in numbers if number is not None]


def _measured(known: Known, x: float, y: float, more: list[float], written: str) -> Measured:
    degrees = None
    if known.tie is not None:
        lon, lat = np.round(known.tie.degrees(np.array([[x, y]]))[0], 10).tolist()
        degrees = (lon, lat)
    return Measured(x, y, more[0] if more else None, degrees, written)


def put_into(project: Project, measured: Measured, target: str, reason: str) -> Receipt:
    """Give RECORD or RECORD.FIELD the point; raises UnknownName, AssignmentRefused and RecordRefused."""
    from layers.surveying.taking import AssignmentRefused, target_of

    wanted = target_of(project, target)
    if wanted.record is None or wanted.declared.geometry != "Point":
        raise AssignmentRefused("“{target}” holds no single point; RECORD or RECORD.FIELD was expected.", target=target)
    text = orjson.dumps(measured.place().to_canonical()).decode()
    edit = setting(project, wanted.record, {wanted.declared.name: text})
    if edit.refusal is not None:
        raise RecordRefused(edit.refusal.message)
    return keep(project, edit, reason)
