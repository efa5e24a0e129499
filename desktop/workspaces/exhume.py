"""Exhume: the graves with their exhumations, cases and findings, and how many of each there are."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QObject
from PyQt6.QtWidgets import QWidget

from desktop.forms.latest import Latest
from desktop.workspaces.figures import Figure
from desktop.workspaces.panels import TreePanel
from desktop.workspaces.record_tree import RecordTree
from desktop.workspaces.workspace import SITE_PLAN, Beside, Shared, Workspace, number
from forensics.messages import say
from layers.exports.selecting import Selection
from layers.project import Project
from layers.statistics import statistics_of

UNDER = {
    "": ("site", ""),
    "site": ("exhumation", "site"),
    "exhumation": ("case", "exhumation"),
    "case": ("finding", "case"),
}
"""What lies under what, and the field that refers to it."""


class ExhumeWorkspace(Workspace):
    """Sites, what was done at them, who was found, and what was seen of them."""

    name = "exhume"

    def __init__(self, shared: Shared, parent: QObject | None = None) -> None:
        super().__init__(shared, parent)
        self.tree = RecordTree(shared.session, UNDER)
        self._panel = TreePanel(shared.session, [(say("Graves"), "site", self.tree)])
        self._persons: int | None = None
        self._counting = Latest(self)
        self._counting.answered.connect(self._counted)
        self._counting.failed.connect(shared.session.failed)
        shared.session.changed.connect(lambda _: self._count_persons())
        shared.filters.changed.connect(self._count_persons)
        self._count_persons()

    @property
    def panel(self) -> QWidget:
        return self._panel

    @property
    def beside(self) -> Sequence[Beside]:
        return (Beside(SITE_PLAN, say("Site plan"), "measure", self._make_plan),)

    def _make_plan(self) -> QWidget:
        from desktop.siteplan.panel import PlanPanel

        return PlanPanel(self.session)

    def figures(self) -> list[Figure]:
        translate = self.session.translate
        hint = translate(say("Cases, least number of individuals and identified persons never stand for each other"))
        return [
            self.figure("site", self.count("site")),
            self.figure("exhumation", self.count("exhumation")),
            self.figure("case", self.count("case"), hint),
            self.figure("finding", self.count("finding")),
            Figure("identification", number(self._persons), translate(say("Identified persons")), hint),
        ]

    def _count_persons(self) -> None:
        """Ask for the published number: records of identification are another one, and not all of them hold."""
        project, selection = self.session.project, self.shared.filters.selection
        self._counting.ask(lambda: persons_identified(project, selection))

    def _counted(self, persons: int | None) -> None:
        if persons != self._persons:
            self._persons = persons
            self.figures_changed.emit()


def persons_identified(project: Project, selection: Selection) -> int | None:
    """How many persons are identified of what is looked at, as the statistics say it."""
    [found] = statistics_of(project, "court", selection, only=("identified",))
    return found.value if isinstance(found.value, int) else None
