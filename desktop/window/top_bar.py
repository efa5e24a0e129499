"""The bar at the head of the window: project, workspaces, the way to find things, undo, language, theme."""

from __future__ import annotations

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtGui import QFontMetrics, QMouseEvent, QResizeEvent
from PyQt6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QToolButton, QWidget

from desktop.actions.actions import GROUPS, ActionSet, keys
from desktop.forms.look import IconLabel
from desktop.session import Session
from desktop.theme.icons import live_icon
from forensics.messages import say

WORKSPACES = ("exhume", "plan", "analyse")
NARROW = 1180
"""Width of the window below which the field to find things shows its icon and keys alone."""


class ProjectName(QLabel):
    """The project's name, shortened in the middle where there is no room; whole in the tool tip."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.setProperty("role", "project")
        self.setMinimumWidth(60)
        self.setMaximumWidth(QFontMetrics(self.font()).horizontalAdvance(name) * 2 + 24)
        self.setText(name)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        shown = self.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideMiddle, self.width())
        self.setText(shown)
        self.setToolTip(self._name if shown != self._name else "")


class SearchField(QFrame):
    """Looks like a field and opens the palette: what can be found there, and the keys that open it."""

    def __init__(self, actions: ActionSet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._action = actions["palette"]
        self.setProperty("role", "search")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        sign = IconLabel("search", "muted")
        self.words, self.keys = QLabel(), QLabel(keys(self._action))
        self.keys.setFixedHeight(22)
        self.words.setProperty("role", "hint")
        self.keys.setProperty("role", "key")
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 6, 0)
        row.setSpacing(8)
        row.addWidget(sign)
        row.addWidget(self.words, 1)
        row.addWidget(self.keys)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        self._action.trigger()


class TopBar(QFrame):
    """Composed of the window's actions; it keeps nothing."""

    def __init__(self, session: Session, actions: ActionSet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._actions = session, actions
        self.setProperty("role", "bar")
        self.setFixedHeight(52)
        self.name = ProjectName(session.project.name)
        self.example = QLabel()
        self.example.setProperty("role", "example")
        self.example.setFixedHeight(22)
        self.search = SearchField(actions)
        self.menu = self._button("more")
        self.menu.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.language, self.theme = self._button("language", "language"), self._button("theme", "theme")
        self.language.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._lay_out()
        session.language_changed.connect(self._relabel)
        self._relabel()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 10, 0)
        row.setSpacing(4)
        row.addWidget(self.menu)
        row.addWidget(self.name)
        row.addSpacing(4)
        row.addWidget(self.example)
        row.addStretch(1)
        row.addWidget(self._workspaces())
        row.addStretch(1)
        row.addWidget(self.search)
        row.addSpacing(6)
        for name in ("undo", "redo"):
            row.addWidget(self._button(name, name))
        row.addSpacing(6)
        row.addWidget(self._button("key", "vault"))
        row.addWidget(self.language)
        row.addWidget(self.theme)

    def _workspaces(self) -> QFrame:
        """Three buttons in one frame, of which one is down."""
        frame = QFrame()
        frame.setProperty("role", "segments")
        row = QHBoxLayout(frame)
        row.setContentsMargins(3, 3, 3, 3)
        row.setSpacing(2)
        self.workspaces = {}
        group = QButtonGroup(frame)
        for name in WORKSPACES:
            button = QPushButton()
            button.setProperty("kind", "segment")
            button.setCheckable(True)
            button.setIcon(live_icon(name))
            button.clicked.connect(self._actions[name].trigger)
            group.addButton(button)
            row.addWidget(button)
            self.workspaces[name] = button
        return frame

    workspaces: dict[str, QPushButton]

    def _button(self, icon: str, action: str = "") -> QToolButton:
        button = QToolButton()
        button.setIconSize(QSize(20, 20))
        button.setIcon(live_icon(icon))
        if action:
            button.setDefaultAction(self._actions[action])
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        return button

    def show_workspace(self, name: str) -> None:
        """The button of the workspace that is open is down."""
        self.workspaces[name].setChecked(True)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self.search.words.setVisible(self.width() >= NARROW)

    def _relabel(self, _language: str = "") -> None:
        translate = self._session.translate
        for name, button in self.workspaces.items():
            action = self._actions[name]
            button.setText(action.text())
            button.setToolTip(action.toolTip())
        self.example.setText(translate(say("EXAMPLE")))
        invented = bool(self._session.project.register.settings.get("example"))
        self.example.setVisible(invented and self._session.project.name not in ("EXAMPLE", self.example.text()))
        self.example.setToolTip(translate(say("Everything in this project is invented")))
        self.search.words.setText(translate(say("Find a place, record or command")))
        self.search.setAccessibleName(self.search.words.text())
        self.language.setText(translate(say("EN")))
        self.menu.setToolTip(translate(say("Menu")))
        self.menu.setAccessibleName(self.menu.toolTip())
        self.menu.setMenu(self._menu())

    def _menu(self) -> QMenu:
        menu = QMenu(self.menu)
        for group, label in GROUPS.items():
            inner = QMenu(self._session.translate(label), menu)
            inner.addActions(self._actions.of_group(group))
            menu.addMenu(inner)
        return menu
