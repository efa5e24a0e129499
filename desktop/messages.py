"""The one door to the person: a line that comes and goes, a question, and what a bug says of itself."""

from __future__ import annotations

import platform
import traceback
from collections.abc import Callable
from pathlib import Path

from PyQt6.QtCore import QEvent, QObject, QPoint, QSize, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.forms.look import IconLabel
from desktop.session import Session
from desktop.theme.icons import live_icon
from forensics.errors import TaphosError
from forensics.messages import Message, say
from layers.language import Translator

SHORT, LONG = 5_000, 12_000
"""Milliseconds that a line stays: one that only tells, and one that refuses."""
WIDEST, GAP, MOST = 560, 8, 3
ROOM = 74
"""Pixels that stay free under the lines, for the status bar and the time slider."""
HOUSE = Path(__file__).parents[1]
ROOMS = ("desktop", "layers", "forensics")

ICONS = {
    "told": ("info", "accent"),
    "good": ("check", "good"),
    "refused": ("warning", "warning"),
    "bug": ("problem", "danger"),
}


class Toast(QFrame):
    """One line over the window, with an icon that says what it is, perhaps one thing to do, and a way to close it."""

    closed = pyqtSignal(object)

    def __init__(self, kind: str, text: str, parent: QWidget, close_label: str) -> None:
        super().__init__(parent)
        self.setProperty("role", "toast")
        self.setObjectName(f"toast-{kind}")
        icon, colour = ICONS[kind]
        sign = IconLabel(icon, colour, 20)
        self.words = QLabel(text)
        self.words.setWordWrap(True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        close = QToolButton()
        close.setIcon(live_icon("close"))
        close.setAccessibleName(close_label)
        close.setToolTip(close_label)
        close.clicked.connect(self.leave)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(14, 6, 8, 6)
        self._row.setSpacing(10)
        self._row.addWidget(sign)
        self._row.addWidget(self.words, 1)
        self._row.addWidget(close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.leave)
        self._timer.start(LONG if kind in ("refused", "bug") else SHORT)

    def offer(self, text: str, call: Callable[[], None]) -> None:
        """One thing to do, as a button beside the words."""
        button = QPushButton(text)
        button.setProperty("kind", "quiet")
        button.clicked.connect(call)
        button.clicked.connect(self.leave)
        self._row.insertWidget(2, button)

    def leave(self) -> None:
        self._timer.stop()
        self.closed.emit(self)


class Messages(QObject):
    """The lines over one window; refusals and bugs of its session arrive here by themselves."""

    said = pyqtSignal(str, str)
    """Kind (told, good, refused, bug) and text of everything that is told, also for tests."""

    def __init__(self, window: QWidget, session: Session | None = None, translate: Translator | None = None) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._own = translate or Translator("en")
        self._toasts: list[Toast] = []
        window.installEventFilter(self)
        if session is not None:
            session.refused.connect(self.refuse)
            session.failed.connect(self.fail)
            session.told.connect(self.tell)

    @property
    def translate(self) -> Translator:
        return self._session.translate if self._session is not None else self._own

    def tell(self, message: Message, *, good: bool = False) -> Toast:
        """A line that only tells."""
        return self._show("good" if good else "told", self.translate(message))

    def refuse(self, refusal: TaphosError) -> Toast:
        """What was refused, in the sentence that the core gave."""
        return self._show("refused", self.translate(refusal.message))

    def fail(self, failure: BaseException) -> Toast:
        """A bug: a plain line, and behind a button what whoever mends it needs."""
        toast = self._show(
            "bug", self.translate(say("Something went wrong in Taphos. Nothing that was saved is lost."))
        )
        report = report_of(failure)
        toast.offer(self.translate(say("Details")), lambda: self._show_details(failure, report))
        return toast

    def confirm(self, question: Message, yes: Message, *, danger: bool = False) -> bool:
        """Ask; True for yes. The safe answer has the focus."""
        dialog = QDialog(self._window)
        dialog.setWindowTitle("Taphos")
        words = QLabel(self.translate(question))
        words.setWordWrap(True)
        buttons = QDialogButtonBox()
        accept = buttons.addButton(self.translate(yes), QDialogButtonBox.ButtonRole.AcceptRole)
        cancel = buttons.addButton(self.translate(say("Cancel")), QDialogButtonBox.ButtonRole.RejectRole)
        if accept is not None and cancel is not None:
            accept.setProperty("kind", "danger" if danger else "primary")
            cancel.setDefault(True)
        buttons.accepted.connect(dialog.accept)
        buttons.rejected.connect(dialog.reject)
        column = QVBoxLayout(dialog)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(18)
        column.addWidget(words)
        column.addWidget(buttons)
        dialog.setMinimumWidth(420)
        return dialog.exec() == QDialog.DialogCode.Accepted

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        if event is not None and event.type() == QEvent.Type.Resize:
            self._arrange()
        return False

    def _show(self, kind: str, text: str) -> Toast:
        toast = Toast(kind, text, self._window, self.translate(say("Close")))
        toast.closed.connect(self._remove)
        self._toasts.append(toast)
        for oldest in self._toasts[:-MOST]:
            oldest.leave()
        self.said.emit(kind, text)
        toast.show()
        self._arrange()
        return toast

    def _remove(self, toast: Toast) -> None:
        if toast in self._toasts:
            self._toasts.remove(toast)
            toast.hide()
            toast.deleteLater()
            self._arrange()

    def _arrange(self) -> None:
        bottom = self._window.height() - ROOM
        for toast in reversed(self._toasts):
            width = min(WIDEST, self._window.width() - 2 * GAP)
            toast.setFixedWidth(width)
            height = toast.heightForWidth(width)
            bottom -= height
            toast.setGeometry((self._window.width() - width) // 2, bottom, width, height)
            toast.raise_()
            bottom -= GAP

    def _show_details(self, failure: BaseException, report: str) -> None:
        dialog = QDialog(self._window)
        dialog.setWindowTitle(self.translate(say("Details")))
        words = QLabel(
            self.translate(
                say("This is a mistake in the program. What follows helps to mend it; it holds nothing of the project.")
            )
        )
        words.setWordWrap(True)
        text = QPlainTextEdit(report)
        text.setReadOnly(True)
        buttons = QDialogButtonBox()
        copy = buttons.addButton(self.translate(say("Copy")), QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self.translate(say("Close")), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(dialog.reject)
        clipboard = QGuiApplication.clipboard()
        if copy is not None and clipboard is not None:
            copy.clicked.connect(lambda: clipboard.setText(report))
        column = QVBoxLayout(dialog)
        column.setContentsMargins(24, 20, 24, 16)
        for widget in (words, text, buttons):
            column.addWidget(widget)
        dialog.resize(QSize(560, 320))
        dialog.exec()


def report_of(failure: BaseException) -> str:
    """The kind of a failure and the places in our code that led to it; no values, since those may be confidential."""
    lines = [type(failure).__name__, f"Python {platform.python_version()}, {platform.system()}"]
    for frame in traceback.extract_tb(failure.__traceback__):
        path = Path(frame.filename)
        if path.is_relative_to(HOUSE) and path.relative_to(HOUSE).parts[0] in ROOMS:
            lines.append(f"{path.relative_to(HOUSE).as_posix()}:{frame.lineno} {frame.name}")
    return "\n".join(lines)


def below(widget: QWidget) -> QPoint:
    """Where something that hangs from a button belongs, on the screen."""
    return widget.mapToGlobal(QPoint(0, widget.height() + 4))
