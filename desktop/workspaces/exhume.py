"""Exhume: the graves with their exhumations, cases and findings, and how many of each there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
        self._least: Mapping[str, int] | None = None
        self._counting = Latest(self)
        self._counting.answered.connect(self._counted)
        self._counting.failed.connect(shared.session.failed)
        shared.session.changed.connect(lambda _: self._count_individuals())
        shared.filters.changed.connect(self._count_individuals)
        self._count_individuals()

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
        least = self._least or {}
        several = translate(say("The least and the most of each grave; a minimum is never added up over graves."))
        label = translate(say("MNI by grave") if len(least) > 1 else say("MNI"))
        return [
            self.figure("case", self.count("case"), hint),
            Figure("element", told_minimum(self._least), label, f"{hint}. {several}" if len(least) > 1 else hint),
            Figure("identification", number(self._persons), translate(say("Identified persons")), hint),
            self.figure("site", self.count("site")),
            self.figure("exhumation", self.count("exhumation")),
            self.figure("finding", self.count("finding")),
        ]  # fmt: skip

    def _count_individuals(self) -> None:
        """Ask for the published numbers: records of identification are another one, and not all of them hold."""
        project, selection = self.session.project, self.shared.filters.selection
        self._counting.ask(lambda: individuals_of(project, selection))

    def _counted(self, counted: tuple[Mapping[str, int] | None, int | None]) -> None:
        if counted != (self._least, self._persons):
            self._least, self._persons = counted
            self.figures_changed.emit()


def individuals_of(project: Project, selection: Selection) -> tuple[Mapping[str, int] | None, int | None]:
    """The minimum of each grave, and how many persons are identified, of what is looked at, as the statistics say."""
    told = {
        one.statistic.key: one.value for one in statistics_of(project, "court", selection, only=("mni", "identified"))
    }
    least, persons = told["mni"], told["identified"]
    return least if isinstance(least, Mapping) else None, persons if isinstance(persons, int) else None


def told_minimum(least: Mapping[str, int] | None) -> str:
    """The minimum of one grave, or the least and the most of several, which are never added up."""
    if not least:
        return number(None)
    ends = dict.fromkeys((min(least.values()), max(least.values())))
    return "–".join(map(number, ends))
