"""The views of a grave by name."""

from __future__ import annotations

from collections.abc import Callable

from forensics.messages import Message
from layers.errors import ExportRefused
from layers.siteplan.drawing import Drawing
from layers.siteplan.matrix_view import MATRIX, matrix_of
from layers.siteplan.plan_view import PLAN, plan_of
from layers.siteplan.scene import Scene
from layers.siteplan.section_view import (
    SECTION_BASELINE,
    SECTION_X,
    SECTION_Y,
    section_along_baseline,
    section_x,
    section_y,
)

VIEWS: dict[str, Callable[[Scene], Drawing]] = {
    "plan": plan_of,
    "section-x": section_x,
    "section-y": section_y,
    "section-baseline": section_along_baseline,
    "matrix": matrix_of,
}


TITLES: dict[str, Message] = {
    "plan": PLAN,
    "section-x": SECTION_X,
    "section-y": SECTION_Y,
    "section-baseline": SECTION_BASELINE,
    "matrix": MATRIX,
}


def view_of(scene: Scene, name: str) -> Drawing:
    """One view of a scene; raises ExportRefused for one that there is not."""
    if name not in VIEWS:
        raise ExportRefused("“{name}” is no view; allowed are {allowed}.", name=name, allowed=", ".join(VIEWS))
    return VIEWS[name](scene)
