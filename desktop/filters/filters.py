"""Which records are looked at: a span of time, the values that are switched off, and what a saved filter asks for
besides; map, charts and figures agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QObject, pyqtSignal

from forensics.ports import Days, MapColumns
from layers.exports.selecting import Selection

OPEN_BEFORE, OPEN_AFTER = -(2**31), 2**31 - 1
"""The earliest and latest day of a date that is open on that side (forensics.ports.MapColumns)."""

Rows = NDArray[np.bool_]


@dataclass(frozen=True)
class Span:
    """Days since 1970-01-01, both inclusive."""

    first: int
    last: int


class Filters(QObject):
    """What the person narrowed the view to; it is kept in the project only where it is saved under a name."""

    changed = pyqtSignal()
    area_wanted = pyqtSignal()
    """A person wants to draw an area on the map."""
    area_drawn = pyqtSignal(str)
    """The area that was drawn, as WKT in degrees."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._span: Span | None = None
        self._undated = True
        self._off: dict[str, frozenset[str]] = {}
        self._asked = Selection()
        self._rows: Mapping[str, NDArray[np.int64]] = {}

    @property
    def span(self) -> Span | None:
        """The days that are looked at, or None for all."""
        return self._span

    @span.setter
    def span(self, span: Span | None) -> None:
        if span != self._span:
            self._span = span
            self.changed.emit()

    @property
    def undated(self) -> bool:
        """Whether records without any date stay while a span is set."""
        return self._undated

    @undated.setter
    def undated(self, stay: bool) -> None:
        if stay != self._undated:
            self._undated = stay
            self.changed.emit()

    @property
    def active(self) -> bool:
        return self._span is not None or any(self._off.values()) or self._asked != Selection()

    @property
    def selection(self) -> Selection:
        """What is looked at, as it is asked for in exports."""
        without = sorted((type_, tuple(sorted(off))) for type_, off in self._off.items() if off)
        days = Days(self._span.first, self._span.last, self._undated) if self._span is not None else None
        return replace(self._asked, without=tuple(without), days=days)

    @property
    def asked(self) -> Selection:
        """What a saved filter asks for beside times and values: types, conditions, an area."""
        return self._asked

    def take(self, selection: Selection, rows: Mapping[str, NDArray[np.int64]]) -> None:
        """Look at what a saved filter asks for; `rows` are the register's rows of the types that its conditions reach,
        of which there may be none."""
        days = selection.days
        self._span = None if days is None else Span(days.first, days.last)
        self._undated = days is None or days.undated
        self._off = {type_: frozenset(codes) for type_, codes in selection.without}
        self._asked, self._rows = replace(selection, without=(), days=None, voided=False), rows
        self.changed.emit()

    def renew(self, rows: Mapping[str, NDArray[np.int64]]) -> None:
        """The rows that the conditions reach now, after something was written."""
        self._rows = rows
        self.changed.emit()

    def off(self, type_: str) -> frozenset[str]:
        """The codes of a type's style field that are switched off; '' stands for records without one."""
        return self._off.get(type_, frozenset())

    def switch(self, type_: str, code: str, on: bool) -> None:
        """Look at records of a value, or no longer."""
        off = self.off(type_) - {code} if on else self.off(type_) | {code}
        if off != self.off(type_):
            self._off[type_] = off
            self.changed.emit()

    def clear(self) -> None:
        """Look at everything again."""
        if self.active or not self._undated:
            self._span, self._undated, self._off, self._asked, self._rows = None, True, {}, Selection(), {}
            self.changed.emit()

    def mask(self, type_: str, columns: MapColumns) -> Rows | None:
        """Which rows are looked at; None for all of them."""
        found = (self._in_span(columns), self._switched_on(type_, columns), self._asked_for(type_, columns))
        masks = [mask for mask in found if mask is not None]
        if not masks:
            return None
        looked_at: Rows = np.logical_and.reduce(masks)
        return looked_at

    def _asked_for(self, type_: str, columns: MapColumns) -> Rows | None:
        if self._asked == Selection():
            return None
        asked_for: Rows = np.isin(columns.row, self._rows.get(type_, _no_rows()))
        return asked_for

    def _in_span(self, columns: MapColumns) -> Rows | None:
        if self._span is None:
            return None
        meets: Rows = (columns.earliest <= self._span.last) & (columns.latest >= self._span.first)
        without = undated(columns)
        return meets | without if self._undated else meets & ~without

    def _switched_on(self, type_: str, columns: MapColumns) -> Rows | None:
        off = self.off(type_)
        if not off:
            return None
        numbers = [
            -1 if not code else columns.style_codes.index(code) for code in off if code in ("", *columns.style_codes)
        ]
        kept: Rows = ~np.isin(columns.style, np.array(numbers, np.int64))
        return kept


def _no_rows() -> NDArray[np.int64]:
    return np.zeros(0, np.int64)


def undated(columns: MapColumns) -> Rows:
    """The rows of which not even one end of a date is known."""
    open_ends: Rows = (columns.earliest == OPEN_BEFORE) & (columns.latest == OPEN_AFTER)
    return open_ends


def kept(mask: Rows | None, values: NDArray[Any]) -> NDArray[Any]:
    """The values of the rows that are looked at."""
    return values if mask is None else values[mask]
