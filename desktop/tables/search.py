"""What a table shows: text that is searched for, and conditions FIELD=VALUE as chips."""

from __future__ import annotations

from dataclasses import dataclass

from PyQt6.QtCore import QTimer, pyqtSignal
from PyQt6.QtWidgets import QWidget

from desktop.filters.words import said_values
from desktop.forms.chips import Chip
from desktop.forms.code_editor import choices_of
from desktop.forms.desk import Desk
from desktop.forms.flow import Flow
from desktop.forms.latest import once
from desktop.forms.picker import Choice, Picker
from forensics.catalogue import RecordType
from forensics.errors import TaphosError, ValueRefused
from forensics.fields import Field, Kind
from forensics.messages import say
from forensics.reading import folded, read_value
from layers.conditions import code_called, joined, typed_condition
from layers.register.comparing import OR, compared, parts_of, sides_of
from layers.words import Words

_PAUSE = 200
_OFFERED = 8
_UNCOMPARED = (Kind.PLACE, Kind.ROWS, Kind.ANSWERS)
_READ = (Kind.CODE, Kind.CODES, Kind.FLAG, Kind.DATE)


@dataclass(frozen=True)
class Condition:
    """One condition: a field, and the value that it has; None where the field is to be empty."""

    field: Field
    value: str | None


def condition_of(text: str, kind: RecordType, desk: Desk) -> Condition | None:
    """The condition that `FIELD=VALUE` (or > >= < <=) says, by name or label in any language; None for other text.

    Raises ValueRefused where the field holds no such value, UnknownName where two records have the name.
    """
    typed = typed_condition(text)
    if typed is None:
        return None
    name, value = typed
    field = field_called(name, kind, desk)
    if field is None:
        raise ValueRefused("“{name}” is no field of these records.", name=name)
    if field.kind in _UNCOMPARED:
        raise ValueRefused("“{name}” cannot be compared with a value.", name=name)
    if not value:
        return Condition(field, None)
    parts = [_part(field, part, desk) if part else part for part in parts_of(field, value)]
    value = OR.join(parts)
    compared(field, value)
    return Condition(field, value)


def _part(field: Field, value: str, desk: Desk) -> str:
    """One value as the register compares it, by its label, or a record by its name."""
    if sides_of(field, value) is not None:
        return value
    if field.names_record:
        return code_called(desk.session.project, field, value)
    read = read_value(field, value, desk.reading) if field.kind in _READ else None
    return _as_asked(read) if read is not None else value


def _as_asked(value: object) -> str:
    if isinstance(value, tuple):
        return str(value[0])
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def field_called(name: str, kind: RecordType, desk: Desk) -> Field | None:
    """The field with that name, or that label in any language."""
    wanted = folded(name)
    for field in kind.fields:
        if folded(field.name) == wanted or wanted in [folded(alias) for alias in field.aliases]:
            return field
    labelled = [field for field in kind.fields if wanted in _labels(field, desk)]
    return labelled[0] if labelled else None


def _labels(field: Field, desk: Desk) -> list[str]:
    return [folded(text) for text in (desk.session.label(field.label), *desk.reading.labels(field.label))]


class SearchLine(Picker):
    """Text is searched for as it is typed; a field that is named offers its values, and Enter makes a condition."""

    text_wanted = pyqtSignal(str)
    condition_made = pyqtSignal(object)
    refused = pyqtSignal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent, "filter")
        self.desk = desk
        self.kind: RecordType | None = None
        self.preselects = False
        self.add_icon("search", leading=True)
        self._pause = once(self, _PAUSE, self._search)
        self.textChanged.connect(lambda _: self._pause.start())
        self.wanted.connect(self._offer)
        self.picked.connect(self._chosen)
        self.returnPressed.connect(self._entered)
        desk.spoken.text(self, self.set_prompt, say("Search, or FIELD=VALUE"))
        desk.spoken.text(self, self.setAccessibleName, say("Search, or FIELD=VALUE"))

    def _fit_prompt(self) -> None:
        """Where the whole prompt has no room, its first word alone."""
        super()._fit_prompt()
        if not self.placeholderText():
            self.setPlaceholderText(self.desk.say(say("Search")))

    def _search(self) -> None:
        text = self.text().strip()
        self.text_wanted.emit("" if typed_condition(text) is not None else text)

    def _offer(self, typed: str) -> None:
        kind = self.kind
        if kind is None:
            return
        name, equals, value = typed.partition("=")
        field = field_called(name, kind, self.desk) if equals else None
        if field is not None and field.holds_codes:
            listed = choices_of(field, self.desk, value.strip())
            self.offer([Choice(f"{field.name}={one.value}", one.label, apart=one.apart) for one in listed])
        elif equals:
            self.offer([])
        else:
            self.offer(self._fields(typed.strip()))

    def _fields(self, typed: str) -> list[Choice]:
        """Fields whose label begins so; all of them where nothing was typed."""
        wanted, found = folded(typed), []
        for field in self.kind.fields if self.kind is not None else ():
            begins = any(label.startswith(wanted) for label in (*_labels(field, self.desk), folded(field.name)))
            if begins and field.kind not in _UNCOMPARED:
                found.append(Choice(f"{field.name}=", self.desk.session.label(field.label), "="))
        return found if not wanted else found[:_OFFERED]

    def _chosen(self, text: str) -> None:
        name, _, value = text.partition("=")
        if value:
            self._make(text)
            return
        field = self.kind.by_name[name] if self.kind is not None else None
        self.setText(f"{self.desk.session.label(field.label)}=" if field is not None else text)
        QTimer.singleShot(0, lambda: self._ask(self.text()))

    def _entered(self) -> None:
        if typed_condition(self.text()) is not None:
            self._make(self.text())
        else:
            self._pause.stop()
            self._search()

    def _make(self, text: str) -> None:
        if self.kind is None:
            return
        try:
            condition = condition_of(text, self.kind, self.desk)
        except TaphosError as refusal:
            self.refused.emit(refusal)
            return
        if condition is not None:
            self.clear()
            self.condition_made.emit(condition)


class Conditions(QWidget):
    """The conditions that hold now, each with a cross that lifts it."""

    changed = pyqtSignal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.held: list[Condition] = []
        self._flow = Flow(self)
        self._flow.setContentsMargins(0, 0, 0, 0)
        desk.session.language_changed.connect(self._show)
        desk.named.connect(self._show)
        self.hide()

    def add(self, condition: Condition) -> None:
        """Add a condition; of another one on the same field either may hold, and a comparison holds as well."""
        fields = {one.field.name: one.field for one in (*self.held, condition)}
        where = joined(self.where(), condition.field.name, condition.value)
        self.held = [Condition(fields[name], value) for name, value in where]
        self._show()
        self.changed.emit()

    def clear(self) -> None:
        """Lift all of them, without a word."""
        self.held = []
        self._show()

    def where(self) -> tuple[tuple[str, str | None], ...]:
        """The conditions as a query asks them."""
        return tuple((one.field.name, one.value) for one in self.held)

    def _lift(self, name: str) -> None:
        self.held = [one for one in self.held if one.field.name != name]
        self._show()
        self.changed.emit()

    def _show(self, _: str = "") -> None:
        self._flow.clear()
        for one in self.held:
            chip = Chip(self._said(one), one.field.name, removable=True, opens=False)
            chip.removed.connect(self._lift)
            self._flow.addWidget(chip)
        self.setVisible(bool(self.held))

    def _said(self, one: Condition) -> str:
        label = self.desk.session.label(one.field.label)
        if one.value is None:
            return f"{label}: {self.desk.say(say('empty'))}"
        return f"{label}: {said_values(one.field, one.value, self.desk.session, self._said_value)}"

    def _said_value(self, field: Field, value: str) -> str:
        return said_value(field, value, self.desk.words)


def said_value(field: Field, value: str, words: Words) -> str:
    """The value of a condition in words."""
    if field.kind in (Kind.CODE, Kind.CODES):
        return words.value(field, [value] if field.kind is Kind.CODES else value)
    if field.kind is Kind.FLAG:
        return words.value(field, value == "yes")
    if field.kind is Kind.DATE:
        return words.value(field, value)
    return words.name(value) if field.names_record and value in words.names else value
