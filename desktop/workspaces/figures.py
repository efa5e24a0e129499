"""A strip of key figures over the map: as many as there is room for, none of them cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from desktop.forms.look import IconLabel

HEIGHT = 56


@dataclass(frozen=True)
class Figure:
    """One number with its label, translated; `hint` says what it counts."""

    icon: str
    value: str
    label: str
    hint: str = ""


class FigureCell(QWidget):
    """One figure: the sign of its type, the number, its label under it."""

    def __init__(self, figure: Figure, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        sign, self.value, self.label = IconLabel(figure.icon, "muted", 20), QLabel(figure.value), QLabel(figure.label)
        self.value.setProperty("role", "figure")
        self.label.setProperty("role", "hint")
        self.setToolTip(figure.hint)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.value)
        words.addWidget(self.label)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(words)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)


class FigureStrip(QFrame):
    """The figures of a workspace, the most important first; the last ones go where there is no room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "figures")
        self.setFixedHeight(HEIGHT)
        self.setMinimumWidth(120)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._figures: tuple[Figure, ...] = ()
        self._cells: list[FigureCell] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(16, 4, 16, 4)
        self._row.setSpacing(28)
        self._row.addStretch(1)

    def show_figures(self, figures: Sequence[Figure]) -> None:
        """Show these; equal ones are not drawn anew."""
        if tuple(figures) == self._figures:
            return
        self._figures = tuple(figures)
        for cell in self._cells:
            cell.hide()
            cell.deleteLater()
        self._cells = [FigureCell(figure) for figure in figures]
        for at, cell in enumerate(self._cells):
            self._row.insertWidget(at, cell)
        self._fit()

    @property
    def figures(self) -> tuple[Figure, ...]:
        return self._figures

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.width() - 32
        for at, cell in enumerate(self._cells):
            room -= cell.sizeHint().width() + (28 if at else 0)
            cell.setVisible(room >= 0)
