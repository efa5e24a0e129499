"""How a place was measured and how well: method, accuracies, height and its datum, instrument."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QWheelEvent
from PyQt6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop.forms.desk import Desk
from desktop.forms.look import IconButton
from forensics.messages import Message, say
from forensics.vocabulary.graves import HEIGHT_DATUM

METHODS: Mapping[str, Message] = {
    "RTK": say("RTK receiver"),
    "total_station": say("Total station"),
    "handheld_GNSS": say("Handheld GNSS receiver"),
    "phone": say("Phone"),
    "imagery": say("Read from imagery"),
    "map": say("Read from a map"),
    "described": say("Described in words"),
}
"""What the methods of forensics.places are called; a test holds the two together."""

_TEXTS: Mapping[str, Message] = {
    "horizontal_accuracy": say("Horizontal accuracy, m"),
    "vertical_accuracy": say("Vertical accuracy, m"),
    "height": say("Height, m"),
    "instrument": say("Instrument"),
    "height_datum_name": say("Name of the geoid"),
}
_LISTS: Mapping[str, Message] = {"method": say("Method"), "height_datum": say("Height datum")}
_ORDER = (
    "method", "instrument", "horizontal_accuracy", "vertical_accuracy", "height", "height_datum", "height_datum_name",
)  # fmt: skip
_LEAST = 60  # pixels
_NUMBERS = ("horizontal_accuracy", "vertical_accuracy", "height")


class PlaceDetails(QWidget):
    """Closed, it says in one line what is known; open, it is a small form that is made when it is first opened."""

    edited = pyqtSignal()
    names = frozenset(_ORDER)

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.desk = desk
        self._values: dict[str, str] = {}
        self._editors: dict[str, QLineEdit | QComboBox] = {}
        self._locked = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.toggle = IconButton("chevron-right", self, size=14)
        self.toggle.setProperty("kind", "disclosure")
        self.toggle.setCheckable(True)
        self.toggle.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.toggle.toggled.connect(self._open)
        column.addWidget(self.toggle)
        desk.spoken.made(self, self._set_title, self._summary)

    def values(self) -> dict[str, str]:
        """What is known, as a place keeps it."""
        return {name: self._values[name] for name in _ORDER if self._values.get(name)}

    def set_values(self, place: Mapping[str, str]) -> None:
        """Show what a place says."""
        self._values = {name: text for name, text in place.items() if name in self.names}
        for name, editor in self._editors.items():
            _put(editor, self._values.get(name, ""))
        self._set_title(self._summary())

    def stops(self) -> list[QWidget]:
        """What Tab reaches."""
        shown = [self._editors[name] for name in _ORDER if name in self._editors] if self.toggle.isChecked() else []
        return [self.toggle, *shown]

    def lock(self, locked: bool) -> None:
        """Keep the details from being changed."""
        self._locked = locked
        for editor in self._editors.values():
            editor.setEnabled(not locked)

    def _set_title(self, text: str) -> None:
        self.toggle.setText(text)

    def _summary(self) -> str:
        parts = []
        if self._values.get("method"):
            parts.append(self.desk.say(METHODS[self._values["method"]]))
        if self._values.get("horizontal_accuracy"):
            parts.append(self.desk.say(say("± {metres} m", metres=self._values["horizontal_accuracy"])))
        if self._values.get("height"):
            parts.append(self.desk.say(say("height {metres} m", metres=self._values["height"])))
        return " · ".join(parts) or self.desk.say(say("How it was measured"))

    def _open(self, opened: bool) -> None:
        self.toggle.show_icon("chevron-down" if opened else "chevron-right")
        if opened and not self._editors:
            self._build()
        if self._editors:
            self._sheet.setVisible(opened)

    def _build(self) -> None:
        self._sheet = QWidget(self)
        grid = QGridLayout(self._sheet)
        grid.setContentsMargins(18, 0, 0, 4)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        for place, name in enumerate(_ORDER):
            row, column = divmod(place, 2)
            label = QLabel(self._sheet)
            label.setProperty("role", "hint")
            label.setWordWrap(True)
            editor = self._editors[name] = self._editor(name)
            said = _TEXTS.get(name) or _LISTS[name]
            for setter in (label.setText, editor.setAccessibleName):
                self.desk.spoken.text(label, setter, said)
            grid.addWidget(label, row * 2, column)
            grid.addWidget(editor, row * 2 + 1, column)
            grid.setColumnStretch(column, 1)
            _put(editor, self._values.get(name, ""))
            editor.setEnabled(not self._locked)
        layout = self.layout()
        assert layout is not None
        layout.addWidget(self._sheet)

    def _editor(self, name: str) -> QLineEdit | QComboBox:
        if name in _LISTS:
            combo = CalmCombo(self._sheet)
            combo.setMinimumWidth(_LEAST)
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            for code, said in self._codes(name).items():
                combo.addItem("", code)
                index = combo.count() - 1
                self.desk.spoken.made(combo, _item_setter(combo, index), said)
            combo.activated.connect(lambda _, name=name: self._changed(name))
            return combo
        line = QLineEdit(self._sheet)
        line.setMinimumWidth(_LEAST)
        line.textEdited.connect(lambda _, name=name: self._changed(name))
        return line

    def _codes(self, name: str) -> Mapping[str, Callable[[], str]]:
        if name == "method":
            named = {code: (lambda message=message: self.desk.say(message)) for code, message in METHODS.items()}
        else:
            labels = HEIGHT_DATUM.codes
            named = {code: (lambda label=label: self.desk.session.label(label)) for code, label in labels.items()}
        return {"": lambda: "", **named}

    def _changed(self, name: str) -> None:
        editor = self._editors[name]
        text = str(editor.currentData() or "") if isinstance(editor, QComboBox) else editor.text().strip()
        self._values[name] = text.replace(",", ".") if name in _NUMBERS else text
        self._set_title(self._summary())
        self.edited.emit()


class CalmCombo(QComboBox):
    """A list that the wheel scrolls past."""

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        if event is not None:
            event.ignore()


def _item_setter(combo: QComboBox, index: int) -> Callable[[str], None]:
    return lambda text: combo.setItemText(index, text)


def _put(editor: QLineEdit | QComboBox, text: str) -> None:
    if isinstance(editor, QComboBox):
        editor.setCurrentIndex(max(editor.findData(text), 0))
    elif editor.text() != text:
        editor.setText(text)
