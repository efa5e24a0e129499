"""The first page: projects that were open, open another, make a new one, look at the example."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PyQt6.QtCore import QSettings, QSize, pyqtSignal
from PyQt6.QtGui import QCloseEvent
from PyQt6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QProgressBar,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.forms.look import IconLabel
from desktop.messages import Messages
from desktop.start.project_dialogs import NewProject, ask_new_project, ask_passphrase
from desktop.start.recent import recent
from desktop.theme.icons import live_icon
from forensics.messages import Message, say
from layers.errors import LayersError
from layers.language import Translator
from layers.project import read_about

WIDTH = 560


class StartPage(QMainWindow):
    """Asks which project; whoever made it opens that."""

    wanted = pyqtSignal(object, object)
    """The folder of a project, and its passphrase or None."""
    new_wanted = pyqtSignal(object)
    """A NewProject."""
    example_wanted = pyqtSignal(object)
    """The folder in which the example projects are to be made."""
    look_wanted = pyqtSignal(str)
    """The person wants another language or theme."""
    closed = pyqtSignal()

    def __init__(self, translate: Translator, settings: QSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.translate, self._settings = translate, settings
        self.messages = Messages(self, translate=translate)
        self.setWindowTitle("Taphos")
        self.resize(QSize(1000, 680))
        self._busy = QLabel()
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._lay_out()
        self.show_busy(None)

    def _lay_out(self) -> None:
        page = QFrame()
        page.setProperty("role", "panel")
        column = QVBoxLayout()
        column.setSpacing(10)
        column.addLayout(self._head())
        column.addSpacing(18)
        self.buttons = {
            "open": self._button("open", say("Open a project…"), self.choose, "primary"),
            "new": self._button("new", say("New project…"), self.make_new),
            "restore": self._button("history", say("Restore a backup…"), self.restore),
            "recover": self._button("unlock", say("Open a project by its shares…"), self.recover),
            "example": self._button("site", say("Look at the example…"), self.choose_example),
        }
        for button in self.buttons.values():
            column.addWidget(button)
        column.addSpacing(14)
        self._add_recent(column)
        column.addWidget(self._busy)
        column.addWidget(self._bar)
        column.addStretch(1)
        middle = QWidget()
        middle.setFixedWidth(WIDTH)
        middle.setLayout(column)
        row = QHBoxLayout()
        row.setContentsMargins(40, 60, 40, 40)
        row.addStretch(1)
        row.addWidget(middle)
        row.addStretch(1)
        whole = QVBoxLayout(page)
        whole.setContentsMargins(0, 8, 10, 0)
        whole.addLayout(self._looks())
        whole.addLayout(row, 1)
        self.setCentralWidget(page)
        self.buttons["open"].setFocus()

    def _looks(self) -> QHBoxLayout:
        """Another language, another theme."""
        row = QHBoxLayout()
        row.addStretch(1)
        for name, label in (("language", say("Change language")), ("theme", say("Light or dark"))):
            button = QToolButton()
            button.setIcon(live_icon(name))
            button.setIconSize(QSize(20, 20))
            button.setToolTip(self.translate(label))
            button.setAccessibleName(button.toolTip())
            button.clicked.connect(lambda checked, name=name: self.look_wanted.emit(name))
            row.addWidget(button)
        return row

    def _head(self) -> QHBoxLayout:
        head, sign, words = QHBoxLayout(), IconLabel("site", "accent", 48), QVBoxLayout()
        name, said = QLabel("Taphos"), QLabel(self.translate(say("Forensic exhumation and site mapping")))
        name.setProperty("role", "display")
        said.setProperty("role", "hint")
        words.setSpacing(0)
        words.addWidget(name)
        words.addWidget(said)
        head.setSpacing(16)
        head.addWidget(sign)
        head.addLayout(words, 1)
        return head

    def _button(self, icon: str, label: Message, call: Callable[[], None], kind: str = "") -> QPushButton:
        primary = kind == "primary"
        button = QPushButton(live_icon(icon, "on_accent" if primary else ""), self.translate(label))
        button.setProperty("kind", kind)
        button.setProperty("tall", True)
        button.setIconSize(QSize(20, 20))
        button.clicked.connect(call)
        return button

    def _add_recent(self, column: QVBoxLayout) -> None:
        found = recent(self._settings)
        heading = QLabel(self.translate(say("Open lately")))
        heading.setProperty("role", "heading")
        heading.setVisible(bool(found))
        column.addWidget(heading)
        for folder, about in found:
            button = QPushButton(live_icon("layers", "muted"), f"{about.name or folder.stem}\n{_short(folder)}")
            button.setProperty("kind", "recent")
            button.setMinimumHeight(52)
            button.clicked.connect(lambda checked, folder=folder: self.open(folder))
            column.addWidget(button)

    # What a person does

    def choose(self) -> None:
        """Let a folder be chosen, and open it."""
        name = QFileDialog.getExistingDirectory(self, self.translate(say("Open a project")))
        if name:
            self.open(Path(name))

    def open(self, folder: Path) -> None:
        """Open a project, after asking for its passphrase where it has one."""
        try:
            about = read_about(folder)
        except LayersError as refusal:
            self.messages.refuse(refusal)
            return
        passphrase = ask_passphrase(self, self.translate, folder) if about.encrypted else None
        if not about.encrypted or passphrase:
            self.wanted.emit(folder, passphrase)

    def make_new(self) -> None:
        """Ask where and how, and make a new project."""
        asked: NewProject | None = ask_new_project(self, self.translate)
        if asked is not None:
            self.new_wanted.emit(asked)

    def choose_example(self) -> None:
        """Let a folder be chosen in which the example projects are made."""
        name = QFileDialog.getExistingDirectory(self, self.translate(say("Where shall the example projects be made?")))
        if name:
            self.example_wanted.emit(Path(name))

    def restore(self) -> None:
        """A project out of its backup."""
        from desktop.safekeeping.restore_dialog import show_restore

        show_restore(self.translate, self)

    def recover(self) -> None:
        """A new passphrase for a project whose own is lost."""
        from desktop.safekeeping.recover_dialog import show_recover

        show_recover(self.translate, self)

    def show_busy(self, doing: Message | None) -> None:
        """Say what is being done, and let nothing else be begun; None when it is over."""
        self._busy.setText(self.translate(doing) if doing is not None else "")
        for widget in (self._busy, self._bar):
            widget.setVisible(doing is not None)
        for button in self.findChildren(QPushButton):
            button.setEnabled(doing is None)

    def closeEvent(self, event: QCloseEvent | None) -> None:
        super().closeEvent(event)
        self.closed.emit()


def _short(folder: Path) -> str:
    """Where a project lies, from the user's own folder on."""
    try:
        return str(Path("~") / folder.relative_to(Path.home()))
    except ValueError:
        return str(folder)
