"""A workspace is made when it is first turned to, so that a window opens without what it does not show yet."""

from __future__ import annotations

import importlib

from PyQt6.QtCore import QObject

from desktop.workspaces.workspace import Shared, Workspace

CLASSES = {"exhume": "ExhumeWorkspace", "plan": "PlanWorkspace", "analyse": "AnalyseWorkspace"}
"""The class of each workspace, in the module of its name, in the order in which they are offered."""


def make_workspace(name: str, shared: Shared, parent: QObject) -> Workspace:
    """The workspace of a name. Raises KeyError for any other."""
    module = importlib.import_module(f"desktop.workspaces.{name}")
    made: Workspace = getattr(module, CLASSES[name])(shared, parent)
    return made
