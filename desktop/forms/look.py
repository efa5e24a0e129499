"""Small widgets that every part of a form is made of, tinted anew when the theme changes."""

from __future__ import annotations

from functools import cache

from PyQt6.QtCore import QEvent, QObject, QRect, QSize, Qt
from PyQt6.QtGui import QAction, QColor, QResizeEvent
from PyQt6.QtWidgets import QApplication, QHBoxLayout, QLabel, QLineEdit, QSizePolicy, QToolButton, QWidget

from desktop.theme.icons import icon
from desktop.theme.palettes import PALETTES
from desktop.theme.theme import Theme, theme
from desktop.theme.touch import hit_pixels, in_gloves

_NEW_LOOK = (QEvent.Type.PaletteChange, QEvent.Type.StyleChange)
SMALL = 16
_MOVED = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show)
_SIGN, _AROUND = 30, 26
"""Pixels that a sign at the end of a line takes, and its padding and border on both sides."""


def current_theme() -> Theme:
    """The theme that the application wears, known by the colour behind everything."""
    return theme(_worn(QApplication.palette().window().color().rgb()))


@cache
def _worn(behind: int) -> str:
    return next((one.name for one in PALETTES.values() if QColor(one.window).rgb() == behind), "light")


def _is_new_look(event: QEvent | None) -> bool:
    """Whether the theme may have changed; while the application ends it is not asked any more."""
    return event is not None and event.type() in _NEW_LOOK and not QApplication.closingDown()


class IconLabel(QLabel):
    """An icon of ours, 16 pixels unless told otherwise."""

    def __init__(self, name: str, colour: str | None = None, size: int = SMALL, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._colour, self._size = name, colour, size
        self._shown: tuple[str, str | None, str] | None = None
        self.setFixedSize(size, size)
        self._tint()

    def show_icon(self, name: str, colour: str | None = None) -> None:
        """Show another icon."""
        self._name, self._colour = name, colour
        self._tint()

    def changeEvent(self, event: QEvent | None) -> None:
        super().changeEvent(event)
        if _is_new_look(event):
            self._tint()

    def _tint(self) -> None:
        worn = current_theme()
        wanted = (self._name, self._colour, worn.name)
        if wanted == self._shown:
            return
        self._shown = wanted
        drawn = icon(self._name, worn, self._colour)
        self.setPixmap(drawn.pixmap(QSize(self._size, self._size), self.devicePixelRatioF()))


class IconButton(QToolButton):
    """A quiet button with one of our icons; it is reached with Tab where `stop` says so."""

    def __init__(self, name: str, parent: QWidget | None = None, *, stop: bool = True, size: int = 18) -> None:
        super().__init__(parent)
        self._name = name
        self._shown = ("", "")
        self.setIconSize(QSize(size, size))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if stop else Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._tint()

    def show_icon(self, name: str) -> None:
        """Show another icon."""
        self._name = name
        self._tint()

    def changeEvent(self, event: QEvent | None) -> None:
        super().changeEvent(event)
        if _is_new_look(event):
            self._tint()

    def _tint(self) -> None:
        worn = current_theme()
        if self._shown != (self._name, worn.name):
            self._shown = (self._name, worn.name)
            self.setIcon(icon(self._name, worn))


class LineWithIcons(QLineEdit):
    """A line with small buttons at its end, which are not reached with Tab: each has a key of its own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icons: list[tuple[QAction, str]] = []
        self._worn = ""
        self._prompt = ""

    def add_icon(self, name: str, *, leading: bool = False) -> QAction:
        """A button at the end of the line, left of those that are there, or one before its text."""
        action = QAction(self)
        ends = QLineEdit.ActionPosition
        self.addAction(action, ends.LeadingPosition if leading else ends.TrailingPosition)
        self._icons.append((action, name))
        self._worn = ""
        self._prompt = ""
        self._tint()
        for button in self.findChildren(QToolButton):
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            button.installEventFilter(self)
        return action

    def set_prompt(self, text: str) -> None:
        """What stands in the line while it is empty, where there is room for it."""
        self._prompt = text
        self._fit_prompt()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._enlarge()
        self._fit_prompt()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if event is not None and event.type() in _MOVED and in_gloves():  # Qt puts them where they are small again
            self._enlarge()
        return super().eventFilter(watched, event)

    def _enlarge(self) -> None:
        """Where gloves are worn, the buttons in the line are as high and as wide as a target must be."""
        if not in_gloves():
            self.setTextMargins(0, 0, 0, 0)
            return
        side, left, right = hit_pixels(), 0, self.width()
        shown = [button for button in self.findChildren(QToolButton) if not button.isHidden()]
        for button in sorted(shown, key=lambda one: one.x(), reverse=True):
            leads = button.geometry().center().x() < self.width() // 3
            left, right = (left + side, right) if leads else (left, right - side)
            wanted = QRect(left - side if leads else right, 0, side, self.height())
            if button.geometry() != wanted:
                button.setGeometry(wanted)
        more = side - _SIGN
        self.setTextMargins(more * (left // side), 0, more * ((self.width() - right) // side), 0)

    def _fit_prompt(self) -> None:
        signs = sum(_SIGN for action, _ in self._icons if action.isVisible())
        fits = self.fontMetrics().horizontalAdvance(self._prompt) + signs + _AROUND <= self.width()
        self.setPlaceholderText(self._prompt if fits else "")

    def changeEvent(self, event: QEvent | None) -> None:
        super().changeEvent(event)
        if _is_new_look(event):
            self._tint()

    def _tint(self) -> None:
        worn = current_theme()
        if self._worn == worn.name:
            return
        self._worn = worn.name
        for action, name in self._icons:
            action.setIcon(icon(name, worn, "muted"))


class Said(QWidget):
    """A sentence: what is wrong, what is open, what was understood; with an icon before it where one is named."""

    def __init__(self, name: str, role: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.icon = IconLabel(name or "info", _COLOURS.get(role))
        self.icon.setVisible(bool(name))
        self.words = wrapped("", role)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.words, 1, Qt.AlignmentFlag.AlignTop)

    def say(self, text: str) -> None:
        """Show `text`, or nothing where it is empty."""
        self.words.setText(text)
        self.setVisible(bool(text))

    def change(self, name: str, role: str) -> None:
        """Say it with another icon, in another colour."""
        self.icon.show_icon(name, _COLOURS.get(role))
        set_property(self.words, "role", role)


_COLOURS = {"problem": "danger", "warning": "warning", "good": "good", "hint": "muted"}


def wrapped(text: str, role: str = "") -> QLabel:
    """A label whose text goes over as many lines as it needs, and can be copied."""
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    if role:
        label.setProperty("role", role)
    return label


def set_property(widget: QWidget, name: str, value: object) -> None:
    """Set what the style sheet reads, and have it read."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    style = widget.style()
    if style is not None:
        style.unpolish(widget)
        style.polish(widget)
