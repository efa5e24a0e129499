"""Below the rows of who came and went: how many people that is and how long they were there together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PyQt6.QtWidgets import QWidget

from desktop.forms.desk import Desk
from desktop.forms.look import Said
from forensics.site_day import presence


class DayTotal(Said):
    """Says nothing as long as no row has a time."""

    def __init__(self, desk: Desk, clocks: tuple[str, ...], parent: QWidget) -> None:
        super().__init__("timeline", "hint", parent)
        self._desk, self._clocks = desk, clocks
        self._rows: Sequence[Mapping[str, str]] = ()
        desk.spoken.made(self, self.say, self._said)
        self.say("")

    def show_rows(self, rows: Sequence[Mapping[str, str]]) -> None:
        """Add these up."""
        self._rows = rows
        self.say(self._said())

    def _said(self) -> str:
        told = presence(self._rows, *self._clocks)
        if not told.people:
            return ""
        from layers.paper.day_log import day_total  # all that exports ask for comes with it

        return "; ".join(self._desk.say(part) for part in day_total(told, self._desk.session.language))
