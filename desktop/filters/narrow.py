"""The narrow tables of the open project, read once and again where something changed: map, figures, charts and the time
slider all look at these columns, so that what is drawn is what is counted."""

from __future__ import annotations

from collections.abc import Iterable

from PyQt6.QtCore import QObject, pyqtSignal

from desktop import tasks
from desktop.session import Session
from forensics.catalogue import Catalogue
from forensics.ports import MapColumns, Progress, Receipt
from layers.drawing import BETWEEN

MANY = ("interview", "incident")
"""The types of which a mission has most."""
COUNTED = ("finding", "identification", "victim")
"""Types that no map draws and that stand among the figures of a workspace."""


class NarrowTables(QObject):
    """Columns by record type; each arrives from a thread and is then the same object until the type changes."""

    arrived = pyqtSignal(str)
    """The type whose columns are new."""
    complete = pyqtSignal()
    """Everything that was asked for is here."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._columns: dict[str, MapColumns] = {}
        self._asked: dict[str, int] = {}
        self._wanted: set[str] = set()
        session.changed.connect(self._refresh)

    def columns(self, type_: str) -> MapColumns | None:
        """A type's columns, or None while they have not come."""
        return self._columns.get(type_)

    @property
    def types(self) -> tuple[str, ...]:
        """The types whose columns are here, in the catalogue's order."""
        return tuple(kind.name for kind in self._session.project.catalogue if kind.name in self._columns)

    @property
    def is_complete(self) -> bool:
        return not self._asked

    def read_all(self) -> None:
        """Read every type that the map draws or that is counted, those of which there are most first."""
        wanted = {kind.name for kind in self._session.project.catalogue.spatial} | set(COUNTED) | set(BETWEEN)
        self.read(sorted(wanted, key=lambda type_: (type_ not in MANY, type_)))

    def read(self, types: Iterable[str]) -> None:
        """Read these types, each on a thread; a type that is asked for again while it is read is read once more."""
        for type_ in types:
            self._wanted.add(type_)
            number = self._asked.get(type_, 0) + 1
            self._asked[type_] = number
            tasks.start(
                lambda progress, type_=type_: self._read(type_, progress),  # type: ignore[misc]
                done=lambda columns, type_=type_, number=number: self._take(type_, number, columns),  # type: ignore[misc]
                refused=self._session.refused.emit,
                failed=self._session.failed.emit,
            )

    def _read(self, type_: str, progress: Progress) -> MapColumns:
        return self._session.project.register.map_columns(type_)

    def _take(self, type_: str, number: int, columns: MapColumns) -> None:
        if self._asked.get(type_) != number:
            return
        del self._asked[type_]
        self._columns[type_] = columns
        self.arrived.emit(type_)
        if not self._asked:
            self.complete.emit()

    def _refresh(self, receipt: Receipt) -> None:
        catalogue = self._session.project.catalogue
        changed = {type_ for type_ in receipt.changed if type_ in catalogue.types}
        self.read(sorted((changed | placed_by(catalogue, changed)) & self._wanted))


def placed_by(catalogue: Catalogue, changed: Iterable[str]) -> set[str]:
    """The types whose records may take their place from one of those that changed, along any references."""
    found: set[str] = set()
    newly = set(changed)
    while newly:
        newly = {
            kind.name
            for kind in catalogue
            for name in (*kind.about.place_from, *BETWEEN.get(kind.name, ()))
            if (field := kind.by_name.get(name)) is not None and newly.intersection(field.target)
        } - found
        found |= newly
    return found
