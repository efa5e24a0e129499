"""Records are found by typing: what fits is asked of the register on a thread and offered in a list."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PyQt6.QtCore import QObject, pyqtSignal

from desktop.forms.desk import Desk
from desktop.forms.latest import Latest
from desktop.forms.picker import Choice
from forensics.fields import Field
from forensics.ports import Found, Query, Values
from forensics.reading import folded
from layers.project import Project
from layers.words import found_line

_PAUSE, _MOST = 120, 40
_LOOKED_AT = 300
"""Records that fit, among which those that fit best are looked for."""


class RecordFinder(QObject):
    """Finds records of the types that a field may refer to, the newest first where nothing was typed."""

    found = pyqtSignal(list)
    """Choices for a Picker."""

    def __init__(self, field: Field, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self.desk = desk
        self._targets = field.target
        self._asking = Latest(self, pause=_PAUSE)
        self._asking.answered.connect(self._arrived)
        self._asking.failed.connect(desk.session.failed)

    def look_for(self, typed: str) -> None:
        """Ask for what fits; `found` tells."""
        call = find_records(self.desk.session.project, self._targets, typed)
        if typed:
            self._asking.ask(call)
        else:
            self._asking.ask_now(call)

    def forget(self) -> None:
        """Wait for no answer any more."""
        self._asking.forget()

    def _arrived(self, found: list[Offered]) -> None:
        self.desk.learn({one.found.id: one.found for one in found})
        several = len(self._targets) != 1
        self.found.emit([self._choice(one, several) for one in found])

    def _choice(self, one: Offered, several: bool) -> Choice:
        session = self.desk.session
        kind = session.label(session.project.catalogue[one.found.type].about.label) if several else ""
        detail = ", ".join(filter(None, (kind, one.where)))
        return Choice(one.found.id, found_line(one.found, session.language), detail)


class Offered(NamedTuple):
    """A record that fits what was typed, and the units that it lies in, by which places of one name are told apart."""

    found: Found
    where: str


def find_records(project: Project, targets: tuple[str, ...], typed: str) -> Callable[[], list[Offered]]:
    """What is asked of the register for typed text: its search, and the code itself; what is called just so first."""

    def call() -> list[Offered]:
        found = _searched(project, targets, typed) if typed.strip() else _newest(project, targets)
        units = _units(project, found)
        return [Offered(one, units.get(one.id, "")) for one in found]

    return call


def _searched(project: Project, targets: tuple[str, ...], typed: str) -> list[Found]:
    wanted = folded(typed)

    def how_far(one: Found) -> tuple[int, int]:
        written = [folded(text) for text in (one.code, *one.names.values())]
        begins = [len(text) for text in written if text.startswith(wanted)]
        return (0, 0) if wanted in written else (1, min(begins)) if begins else (2, 0)

    return sorted(project.register.search(typed, targets, _LOOKED_AT), key=how_far)[:_MOST]


def _newest(project: Project, targets: tuple[str, ...]) -> list[Found]:
    found: list[Found] = []
    for type_ in targets or tuple(project.catalogue.types):
        query = Query(type_, order="-recorded_at", limit=_MOST)
        found += [_as_found(project, type_, values) for values in project.register.select(query)]
        if len(found) >= _MOST:
            break
    return found[:_MOST]


def _units(project: Project, found: list[Found]) -> dict[str, str]:
    """The administrative units of those records whose type the country pack gives some, the largest first."""
    levels = sorted((one for one in project.catalogue.pack.fields if one.level), key=lambda one: one.level)
    units: dict[str, str] = {}
    for type_ in {one.type for one in levels}:
        ids = [one.id for one in found if one.type == type_]
        for record, values in (project.register.many_values(type_, ids) if ids else {}).items():
            units[record] = ", ".join(str(values[one.name]) for one in levels if values.get(one.name))
    return units


def _as_found(project: Project, type_: str, values: Values) -> Found:
    pack = project.catalogue.pack.fields
    names = {
        one.language: values[one.name] for one in pack if one.type == type_ and one.language and values.get(one.name)
    }
    return Found(type_, str(values["id"]), str(values.get("code", "")), names)
