"""What the register keeps of a record, to be read and copied: who wrote it, when, with what, and its hash."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QGridLayout, QLabel, QWidget

from desktop.forms.desk import Desk
from desktop.forms.look import wrapped
from forensics.arranging import kept_fields
from forensics.catalogue import RecordType
from forensics.ports import Values

_IN_ONE_LINE = 24


class KeptLines(QWidget):
    """Label and value side by side, without editors."""

    def __init__(self, kind: RecordType, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.desk = desk
        self._values: Values = {}
        self._lines: dict[str, QLabel] = {}
        self._fields = kept_fields(kind)
        grid = QGridLayout(self)
        grid.setContentsMargins(16, 12, 16, 8)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for row, field in enumerate(self._fields):
            label = QLabel(self)
            label.setProperty("role", "hint")
            label.setProperty("small", True)
            desk.spoken.label(label, label.setText, field.label)
            value = self._lines[field.name] = wrapped("", "small")
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, row, 1)
        desk.spoken.made(self, lambda _: self._show(), lambda: "")

    def show_values(self, values: Values) -> None:
        """Show what a record holds; nothing for one that is not kept yet."""
        self._values = values
        self.setVisible(bool(values.get("id")))
        self._show()

    def _show(self) -> None:
        grid = self.layout()
        assert isinstance(grid, QGridLayout)
        for row, field in enumerate(self._fields):
            value = self._values.get(field.name)
            text = "" if value is None else self.desk.words.value(field, value)
            line = self._lines[field.name]
            line.setText(_broken(text))
            for column in (0, 1):
                item = grid.itemAtPosition(row, column)
                widget = item.widget() if item is not None else None
                if widget is not None:
                    widget.setVisible(bool(text))


def _broken(text: str) -> str:
    """Long words, such as hashes, with places where a line may end."""
    parts = (
        "\u200b".join(word[at : at + 8] for at in range(0, len(word), 8)) if len(word) > _IN_ONE_LINE else word
        for word in text.split(" ")
    )
    return " ".join(parts)
