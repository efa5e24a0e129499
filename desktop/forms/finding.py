"""Records are found by typing: what fits is asked of the register on a thread and offered in a list."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import QObject, pyqtSignal

from desktop.forms.desk import Desk
from desktop.forms.latest import Latest
from desktop.forms.picker import Choice
from desktop.forms.words import found_line
from forensics.fields import Field
from forensics.ports import Found, Query, Values
from layers.project import Project

_PAUSE, _MOST = 120, 40


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

    def _arrived(self, found: list[Found]) -> None:
        self.desk.learn({one.id: one for one in found})
        several = len(self._targets) != 1
        self.found.emit([self._choice(one, several) for one in found])

    def _choice(self, one: Found, several: bool) -> Choice:
        session = self.desk.session
        kind = session.label(session.project.catalogue[one.type].about.label) if several else ""
        return Choice(one.id, found_line(one, session.language), kind)


def find_records(project: Project, targets: tuple[str, ...], typed: str) -> Callable[[], list[Found]]:
    """What is asked of the register for typed text: its search, and the code itself."""

    def call() -> list[Found]:
        if typed.strip():
            return project.register.search(typed, targets, _MOST)
        found: list[Found] = []
        for type_ in targets or tuple(project.catalogue.types):
            query = Query(type_, order="-recorded_at", limit=_MOST)
            found += [_as_found(project, type_, values) for values in project.register.select(query)]
            if len(found) >= _MOST:
                break
        return found[:_MOST]

    return call


def _as_found(project: Project, type_: str, values: Values) -> Found:
    pack = project.catalogue.pack.fields
    names = {one.language: values[one.name] for one in pack if one.type == type_ and values.get(one.name)}
    return Found(type_, str(values["id"]), str(values.get("code", "")), names)
