"""Plan: survey areas, teams and hazards with where they stand, and how much is covered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from PyQt6.QtCore import QObject
from PyQt6.QtWidgets import QWidget

from desktop import tasks
from desktop.planning.coverage import CoveragePanel
from desktop.workspaces.figures import Figure
from desktop.workspaces.panels import TreePanel
from desktop.workspaces.record_tree import RecordTree
from desktop.workspaces.workspace import BOARD, Beside, Shared, Tab, Workspace, number
from forensics.messages import say
from forensics.planning.covering import COUNTED, covered_km2
from forensics.ports import Progress
from forensics.rules.planning import STILL_THERE
from layers.language import format_number

AREA = "survey_area"
COVERAGE = "plan"


class PlanWorkspace(Workspace):
    """Lists with a status each; coverage is counted as the statistics count it."""

    name = "plan"

    def __init__(self, shared: Shared, parent: QObject | None = None) -> None:
        super().__init__(shared, parent)
        self._covered: float | None = None
        self._measuring: Any = None
        types = (AREA, "team", "hazard")
        trees = [(say("Areas"), types[0]), (say("Teams"), types[1]), (say("Hazards"), types[2])]
        self._panel = TreePanel(
            shared.session, [(label, type_, RecordTree(shared.session, {"": (type_, "")})) for label, type_ in trees]
        )
        self.coverage = CoveragePanel(shared.session, shared.sketch)
        self.coverage.tracks_wanted.connect(shared.actions["bring_tracks"].trigger)
        shared.contents.type_read.connect(self._measure)
        self._measure(AREA)

    @property
    def panel(self) -> QWidget:
        return self._panel

    @property
    def beside(self) -> Sequence[Beside]:
        return (Beside(BOARD, say("Board"), "plan", self._make_board, wide=True),)

    def _make_board(self) -> QWidget:
        from desktop.planning.board import BoardPanel

        panel = BoardPanel(self.session, self.shared.sketch.window)
        panel.bar.fill(self.shared.actions)
        return panel

    @property
    def tabs(self) -> Sequence[Tab]:
        return (Tab(say("Coverage"), COVERAGE, self.coverage, opens=False),)

    def figures(self) -> list[Figure]:
        translate, language = self.session.translate, self.session.language
        areas, complete = self.count(AREA), self.count(AREA, *COUNTED)
        covered = "–" if self._covered is None else f"{format_number(self._covered, language)} {translate(say('km²'))}"
        return [
            Figure(
                "survey_area", f"{number(complete)} / {number(areas)}", translate(say("Areas complete")),
                translate(say("Survey areas that are complete, of all")),
            ),
            Figure(
                "plan", covered, translate(say("Covered")),
                translate(say("Geodesic union of the complete areas and of what visits covered")),
            ),
            Figure("hazard", number(self.count("hazard", *STILL_THERE)), translate(say("Open hazards"))),
            self.figure("team", self.count("team")),
            self.figure("visit", self.count("visit")),
        ]  # fmt: skip

    def _measure(self, type_: str) -> None:
        """Union and measure what is covered on a thread, again where areas or visits were read again."""
        held = self.shared.contents.held(AREA)
        if type_ not in (AREA, "visit") or held is None:
            return
        self._measuring = held
        complete = held.narrow.row[held.having(*COUNTED)]
        areas = [part.columns for part in held.parts if part.main]
        shapes = [shape for one in areas for shape in one.geometry[np.isin(one.ids, complete)]]
        register = self.session.project.register

        def measure(progress: Progress) -> float:
            visited = [shapely.from_wkb(data) for _, data in register.shapes("visit", "covered")]
            return covered_km2([*shapes, *visited])

        tasks.start(
            measure,
            done=lambda covered: self._measured(held, covered),
            refused=self.session.refused.emit,
            failed=self.session.failed.emit,
        )

    def _measured(self, held: object, covered: float) -> None:
        if held is self._measuring:
            self._covered = covered
            self.figures_changed.emit()
