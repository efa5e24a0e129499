"""Exhume: the graves with their exhumations, cases and findings, and how many of each there are."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QObject
from PyQt6.QtWidgets import QWidget

from desktop.workspaces.figures import Figure
from desktop.workspaces.panels import TreePanel
from desktop.workspaces.record_tree import RecordTree
from desktop.workspaces.workspace import SITE_PLAN, Beside, Shared, Workspace, number
from forensics.messages import say

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
        confirmed = self.count("identification", "confirmed")
        hint = translate(say("Cases, least number of individuals and identified persons never stand for each other"))
        return [
            self.figure("site", self.count("site")),
            self.figure("exhumation", self.count("exhumation")),
            self.figure("case", self.count("case"), hint),
            self.figure("finding", self.count("finding")),
            Figure("identification", number(confirmed), translate(say("Confirmed identifications")), hint),
        ]
