"""Marks on a photograph, and the working copy that carries them; the original is only read.

Positions are pixels of the picture as it is seen upright, from its upper left corner.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from forensics.errors import ValueRefused
from forensics.ports import Found
from forensics.values import typed_values
from layers.evidence import InMemory, TakenIn, take_in
from layers.project import Project

ARROW, BOX, TEXT, SCALE, MEASURE = "arrow", "box", "text", "scale", "measure"
KINDS = (ARROW, BOX, TEXT, SCALE, MEASURE)
_POINTS = {ARROW: 2, BOX: 2, TEXT: 1, SCALE: 2, MEASURE: 2}
MEDIA = "media"
CARRIED = (
    "subject", "restricted_subject", "sealed_subject", "sensitivity", "taken_at", "taken_at_source", "shows_face",
    "shows", "case_board", "scale_bar", "north_arrow",
)  # fmt: skip
"""What a working copy has from the original."""


@dataclass(frozen=True)
class Mark:
    """One mark; `length_mm` is how long a scale is, `text` what a text says."""

    kind: str
    points: tuple[tuple[float, float], ...]
    text: str = ""
    length_mm: float | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueRefused("{value} is not one of: {allowed}.", value=self.kind, allowed=", ".join(KINDS))
        if len(self.points) != _POINTS[self.kind]:
            raise ValueRefused(
                "A mark of kind {kind} has {wanted} points; {count} were given.",
                kind=self.kind, wanted=_POINTS[self.kind], count=len(self.points),
            )  # fmt: skip
        if self.kind == SCALE and not (self.length_mm and self.length_mm > 0 and self.pixels > 0):
            raise ValueRefused("A scale has two ends and a length above 0 mm.")
        if self.kind == TEXT and not self.text.strip():
            raise ValueRefused("A text says something.")

    @property
    def pixels(self) -> float:
        """How long it is on the picture."""
        return math.dist(self.points[0], self.points[-1])


def millimetres(mark: Mark, marks: Sequence[Mark]) -> float | None:
    """How long a measured line is by the last scale among the marks; None where there is none.

    It holds in the plane of the scale, seen from above; nothing is corrected for perspective.
    """
    scale = next((one for one in reversed(marks) if one.kind == SCALE), None)
    if scale is None or scale.length_mm is None:
        return None
    return mark.pixels * scale.length_mm / scale.pixels


def read_marks(data: bytes) -> list[Mark]:
    """Marks of a JSON document `[{"kind", "points": [[x, y], ...], "text", "length_mm"}]`; raises ValueRefused."""
    try:
        rows = orjson.loads(data)
        marks = [
            Mark(
                str(row["kind"]), tuple((float(x), float(y)) for x, y in row["points"]), str(row.get("text") or ""),
                None if row.get("length_mm") is None else float(row["length_mm"]),
            )
            for row in rows
        ]  # fmt: skip
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError, AttributeError) as reason:
        raise ValueRefused(
            "These are no marks: a JSON list of kind, points, text and length_mm was expected."
        ) from reason
    if not marks:
        raise ValueRefused("A working copy carries at least one mark; none was given.")
    return marks


def write_marks(marks: Sequence[Mark]) -> str:
    """Marks as the working copy's record keeps them, so that they can be looked up and drawn again."""
    rows = [{name: value for name, value in vars(mark).items() if value not in ("", None)} for mark in marks]
    return orjson.dumps(rows).decode()


def keep_working_copy(project: Project, original: Found, picture: bytes, marks: Sequence[Mark]) -> TakenIn:
    """Take a picture that carries marks in as a working copy of a medium, in one commit; the original is not touched.

    In an encrypted project it is encrypted as every original is.
    """
    kind = project.catalogue[MEDIA]
    values = project.register.values(MEDIA, original.id) or {}
    if values.get("copy_kind") in ("working_copy", "redacted"):
        raise ValueRefused("{code} is a copy itself; the original is marked.", code=original.code)
    held = typed_values(kind.by_name, {name: values[name] for name in CARRIED if name in values})
    number = sum(one.type == MEDIA for one in project.register.referring(original.id, MEDIA)) + 1

    def further(typed: Mapping[str, Any]) -> Mapping[str, Any]:
        return {
            **held,
            "kind": "photo",
            "copy_kind": "working_copy",
            "copy_of": original.id,
            "notes": write_marks(marks),
        }

    return take_in(project, [InMemory(f"{original.code}-{number}.jpg", picture)], further=further)
