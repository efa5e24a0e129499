"""What a workspace gives to the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtWidgets import QWidget

from desktop.actions.actions import ActionSet
from desktop.filters.filters import Filters
from desktop.filters.narrow import NarrowTables
from desktop.map.contents import MapContents
from desktop.planning.sketch import MapSketch
from desktop.session import Session
from desktop.workspaces.figures import Figure
from forensics.messages import Message
from forensics.ports import MapColumns


@dataclass(frozen=True)
class Shared:
    """What all workspaces look at."""

    session: Session
    tables: NarrowTables
    filters: Filters
    contents: MapContents
    sketch: MapSketch
    actions: ActionSet


@dataclass(frozen=True)
class Tab:
    """One more tab at the foot of the window."""

    label: Message
    icon: str
    widget: QWidget
    opens: bool = True  # it is what is seen first; else the table is


SITE_PLAN = "site_plan"
"""The key of the plan of a grave beside the map."""
CHARTS = "charts"
"""The key of the charts beside the map."""
BOARD = "board"
"""The key of the board of assignments beside the map."""


@dataclass(frozen=True)
class Beside:
    """What a workspace lays beside the map; it is made when it is first turned to.

    One that is `wide` takes the room of the left side, which is about the map, and of the table.
    """

    key: str
    label: Message
    icon: str
    make: Callable[[], QWidget]
    wide: bool = False


class Workspace(QObject):
    """A panel on the left, figures over the map, perhaps tabs beside the table; it tells when its figures changed."""

    figures_changed = pyqtSignal()
    name = ""

    def __init__(self, shared: Shared, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.shared = shared
        self.session = shared.session

    @property
    def panel(self) -> QWidget:
        """What stands on the left, over the layers."""
        raise NotImplementedError

    @property
    def tabs(self) -> Sequence[Tab]:
        """Tabs that stand before the table."""
        return ()

    @property
    def beside(self) -> Sequence[Beside]:
        """What is laid beside the map."""
        return ()

    def figures(self) -> list[Figure]:
        """The key figures, the most important first."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Other records, another filter, another language: show it all again."""

    def columns(self, type_: str) -> MapColumns | None:
        """A type's narrow columns, where they have come."""
        return self.shared.tables.columns(type_)

    def count(self, type_: str, *statuses: str) -> int | None:
        """Records of a type that are looked at, with one of some values of its style field where any are named."""
        columns = self.columns(type_)
        if columns is None:
            return None
        import numpy as np

        mask = self.shared.filters.mask(type_, columns)
        style = columns.style if mask is None else columns.style[mask]
        if not statuses:
            return len(style)
        numbers = [columns.style_codes.index(status) for status in statuses if status in columns.style_codes]
        return int(np.isin(style, np.array(numbers, np.int64)).sum())

    def figure(self, type_: str, count: int | None, hint: str = "") -> Figure:
        """The figure of a type under its own name."""
        label = self.session.label(self.session.project.catalogue[type_].about.plural)
        return Figure(type_, number(count), label, hint)


def number(count: int | None) -> str:
    """A count with thousands set apart; a dash while it is not known."""
    from desktop.canvas.marks import number_text

    return "–" if count is None else number_text(count)
