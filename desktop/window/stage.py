"""The middle of the window: the map, and beside it what a workspace lays there, each behind a button of its own."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QButtonGroup, QPushButton, QWidget

from desktop.session import Session
from desktop.theme.icons import live_icon
from desktop.window.headed_stack import HeadedStack
from desktop.workspaces.workspace import Beside
from forensics.messages import say

HEIGHT = 42
MAP = "map"


class Stage(HeadedStack):
    """With the map alone there is nothing to choose, and no buttons."""

    turned = pyqtSignal(str)
    made = pyqtSignal(object)
    """A widget that is shown for the first time beside the map."""

    def __init__(self, session: Session, map_: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(map_, HEIGHT, parent)
        self._session, self._map = session, map_
        self._offered: tuple[Beside, ...] = ()
        self._made: dict[str, QWidget] = {}
        self._bars: dict[str, QWidget] = {}
        self._row.addStretch(0)  # takes what room no tools take, so that the buttons stand together
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QPushButton] = {}
        self.head.hide()
        session.language_changed.connect(lambda language: self._relabel())

    def offer(self, more: Sequence[Beside]) -> None:
        """What the workspace lays beside the map; the map is shown."""
        self._offered = tuple(more)
        for key in [MAP, *(one.key for one in more)]:
            if key not in self.buttons:
                self._add_button(key)
        for key, button in self.buttons.items():
            button.setVisible(key == MAP or key in {one.key for one in more})
        self._relabel()
        self.head.setVisible(bool(more))
        self.turn_to(MAP)

    def turn_to(self, key: str) -> QWidget:
        """Show the map, or what lies beside it under that key."""
        widget = self._map if key == MAP else self._made.get(key) or self._make(key)
        self._stack.setCurrentWidget(widget)
        for other, bar in self._bars.items():
            bar.setVisible(other == key)
        if key in self.buttons:
            self.buttons[key].setChecked(True)
        self.turned.emit(key)
        return widget

    @property
    def shown(self) -> str:
        """The key of what is shown."""
        current = self._stack.currentWidget()
        return next((key for key, widget in self._made.items() if widget is current), MAP)

    @property
    def is_wide(self) -> bool:
        """Whether what is shown takes the room of the left side."""
        return any(one.wide for one in self._offered if one.key == self.shown)

    @property
    def widget(self) -> QWidget | None:
        """What is shown."""
        return self._stack.currentWidget()

    def _make(self, key: str) -> QWidget:
        widget = next(one for one in self._offered if one.key == key).make()
        self._made[key] = widget
        self._stack.addWidget(widget)
        self.made.emit(widget)
        bar = getattr(widget, "bar", None)  # its own tools, which stand beside the buttons
        if isinstance(bar, QWidget):
            self._bars[key] = bar
            self._row.addWidget(bar, 1)
        return widget

    def _add_button(self, key: str) -> None:
        button = QPushButton()
        button.setProperty("kind", "tab")
        button.setCheckable(True)
        button.clicked.connect(lambda checked, key=key: self.turn_to(key))
        self._group.addButton(button)
        self._row.insertWidget(len(self.buttons), button, 0, Qt.AlignmentFlag.AlignLeft)
        self.buttons[key] = button

    def _relabel(self) -> None:
        labels = {MAP: (say("Map"), "settlement"), **{one.key: (one.label, one.icon) for one in self._offered}}
        for key, (label, icon) in labels.items():
            if key in self.buttons:
                self.buttons[key].setText(self._session.translate(label))
                self.buttons[key].setIcon(live_icon(icon))
