"""What can be read in a window: no word cut, none over another, each with enough contrast to what lies behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PyQt6.QtCore import QPoint, QRect, Qt
from PyQt6.QtGui import QImage
from PyQt6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QCheckBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTabBar,
    QToolButton,
    QWidget,
)

from desktop.theme.contrast import TEXT, contrast

SLACK = 1
"""Pixels by which Qt's rounding may be off."""
Pixels = npt.NDArray[np.uint32]


@dataclass(frozen=True)
class Word:
    """A text that is shown, where it stands in the window, and what is wrong with it ('' for nothing)."""

    widget: QWidget
    text: str
    place: QRect
    fault: str = ""

    def __str__(self) -> str:
        name = type(self.widget).__name__
        return f"{name} {self.text!r} at {self.place.x()},{self.place.y()}: {self.fault}"


def words(window: QWidget) -> Iterator[Word]:
    """Every text that is to be seen in a window, with what is wrong with how it is set."""
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or widget.visibleRegion().isEmpty() or widget.window() is not window:
            continue
        place = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
        for text, fault in _texts(widget):
            if text.strip():
                yield Word(widget, text, place, fault or _clipped(widget, window))


def _texts(widget: QWidget) -> Iterator[tuple[str, str]]:
    if isinstance(widget, QLabel):
        yield widget.text(), _label_fault(widget)
    elif isinstance(widget, QLineEdit):
        text = widget.text() or widget.placeholderText()
        needed = widget.fontMetrics().horizontalAdvance(text)
        signs = sum(button.width() for button in widget.findChildren(QToolButton) if button.isVisible())
        room = widget.contentsRect().width() - widget.textMargins().left() - widget.textMargins().right() - signs - 18
        yield text, "" if widget.text() or needed <= room + SLACK else f"needs {needed} of {room}"
    elif isinstance(widget, QHeaderView):
        yield from _header_texts(widget)
    elif isinstance(widget, QTabBar):
        for at in filter(widget.isTabVisible, range(widget.count())):
            needed, given = widget.tabSizeHint(at).width(), widget.tabRect(at).width()
            yield widget.tabText(at), "" if needed <= given + SLACK else f"needs {needed} of {given}"
    elif isinstance(widget, QComboBox):
        needed = widget.fontMetrics().horizontalAdvance(widget.currentText()) + 30
        yield widget.currentText(), "" if needed <= widget.width() + SLACK else f"needs {needed} of {widget.width()}"
    elif isinstance(widget, QAbstractButton):
        yield _button_text(widget), _button_fault(widget)


def _label_fault(label: QLabel) -> str:
    if not label.pixmap().isNull() or not label.text():
        return ""
    room = label.contentsRect()
    if label.wordWrap():
        flags = int(Qt.TextFlag.TextWordWrap.value)
        needed = label.fontMetrics().boundingRect(QRect(0, 0, room.width(), 10_000), flags, label.text())
        if needed.height() > room.height() + SLACK or needed.width() > room.width() + SLACK:
            return f"needs {needed.width()}x{needed.height()} of {room.width()}x{room.height()}"
        return ""
    needed_width = max(label.fontMetrics().horizontalAdvance(line) for line in label.text().split("\n"))
    return "" if needed_width <= room.width() + SLACK else f"needs {needed_width} of {room.width()}"


def _button_text(button: QAbstractButton) -> str:
    only_icon = isinstance(button, QToolButton) and button.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly
    return "" if only_icon else button.text()


def _button_fault(button: QAbstractButton) -> str:
    text = _button_text(button)
    if not text or (isinstance(button, QCheckBox) and not text):
        return ""
    needed = max(button.fontMetrics().horizontalAdvance(line) for line in text.replace("&", "").split("\n"))
    sign = 0 if button.icon().isNull() else button.iconSize().width() + 4
    padding = 12 if isinstance(button, QPushButton) else 6
    if isinstance(button, QCheckBox):
        sign, padding = 26, 0
    return "" if needed + sign + padding <= button.width() + SLACK else f"needs {needed + sign} of {button.width()}"


def _header_texts(header: QHeaderView) -> Iterator[tuple[str, str]]:
    model = header.model()
    if model is None or header.orientation() != Qt.Orientation.Horizontal:
        return
    for at in range(header.count()):
        if not header.isSectionHidden(at) and header.sectionViewportPosition(at) < header.width():
            text = str(model.headerData(at, Qt.Orientation.Horizontal, Qt.ItemDataRole.DisplayRole) or "")
            needed, given = header.fontMetrics().horizontalAdvance(text) + 12, header.sectionSize(at)
            yield text, "" if needed <= given + SLACK else f"needs {needed} of {given}"


def _clipped(widget: QWidget, window: QWidget) -> str:
    """Whether what lies around cuts it off sideways, or upwards and downwards where nobody can scroll to it."""
    above = widget.parentWidget()
    place = widget.rect()
    while above is not None and above is not window:
        place.moveTopLeft(widget.mapTo(above, QPoint(0, 0)))
        scrolls = isinstance(above.parentWidget(), QAbstractScrollArea)
        room = above.rect()
        sideways = place.left() < room.left() - SLACK or place.right() > room.right() + SLACK
        if sideways and not _scrolls_sideways(above):
            return f"cut off sideways by {type(above).__name__}"
        if scrolls:
            return ""
        if place.top() < room.top() - SLACK or place.bottom() > room.bottom() + SLACK:
            return f"cut off in height by {type(above).__name__}"
        above = above.parentWidget()
    return ""


def _scrolls_sideways(viewport: QWidget) -> bool:
    area = viewport.parentWidget()
    if not isinstance(area, QAbstractScrollArea):
        return False
    bar = area.horizontalScrollBar()
    return bar is not None and area.horizontalScrollBarPolicy() != Qt.ScrollBarPolicy.ScrollBarAlwaysOff


def overlapping(found: list[Word], over_others: tuple[type[QWidget], ...] = ()) -> list[str]:
    """Pairs of texts of which one covers the other; what is made to lie over others is left out."""
    wrong: list[str] = []
    plain = [word for word in found if not any(_inside(word.widget, kind) for kind in over_others)]
    for at, one in enumerate(plain):
        for other in plain[at + 1 :]:
            related = one.widget.isAncestorOf(other.widget) or other.widget.isAncestorOf(one.widget)
            if one.widget is other.widget or related:
                continue
            shared = _seen(one).intersected(_seen(other))
            if shared.width() > 2 * SLACK and shared.height() > 2 * SLACK:
                wrong.append(f"{one.text!r} and {other.text!r} lie over each other")
    return wrong


def _seen(word: Word) -> QRect:
    """The part of a text's widget that can be seen, in the window."""
    shown = word.widget.visibleRegion().boundingRect()
    return shown.translated(word.place.topLeft())


def _inside(widget: QWidget, kind: type[QWidget]) -> bool:
    above: QWidget | None = widget
    while above is not None:
        if isinstance(above, kind):
            return True
        above = above.parentWidget()
    return False


def too_faint(found: list[Word], picture: QImage) -> list[str]:
    """The texts that do not stand out from what lies behind them by 4.5 : 1, measured in a picture of the window."""
    wrong: list[str] = []
    colours = pixels(picture)
    for word in found:
        scrolled_away = _seen(word).height() < word.widget.height() * 0.75
        if scrolled_away or not word.widget.isEnabled() or isinstance(word.widget, QHeaderView | QTabBar):
            continue
        reached = _contrast_in(colours, _seen(word), picture.devicePixelRatio())
        if reached < TEXT:
            wrong.append(f"{word} has a contrast of {reached:.1f}")
    return wrong


def pixels(picture: QImage) -> Pixels:
    """The colours of a picture as 0xRRGGBB, row by row."""
    plain = picture.convertToFormat(QImage.Format.Format_RGB32)
    bits = plain.constBits()
    assert bits is not None
    return np.frombuffer(bits.asarray(plain.sizeInBytes()), np.uint32).reshape(plain.height(), -1) & 0xFFFFFF


def _contrast_in(colours: Pixels, place: QRect, sharpness: float) -> float:
    """The contrast between the most frequent colour of a place and the one that stands out from it most."""
    left, top = int(max(place.left(), 0) * sharpness), int(max(place.top(), 0) * sharpness)
    right, bottom = int((place.right() + 1) * sharpness), int((place.bottom() + 1) * sharpness)
    found, often = np.unique(colours[top : max(bottom, 0), left : max(right, 0)], return_counts=True)
    if not len(found):
        return 21.0
    ground = f"#{found[often.argmax()]:06x}"
    return max(contrast(f"#{colour:06x}", ground) for colour in found)
