"""The vault's window: names are typed here and read here, and nowhere else."""

from __future__ import annotations

from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtGui import QCloseEvent
from PyQt6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.forms.look import IconLabel, Said, wrapped
from desktop.theme.icons import live_icon
from desktop.vault.idle import Idle
from desktop.vault.page import Page
from desktop.vault.putting_page import PuttingPage
from desktop.vault.reading_page import ReadingPage
from desktop.vault.recipients_page import RecipientsPage
from desktop.vault.told import IDLE_SECONDS
from forensics.messages import Message, say
from layers.language import Translator
from layers.project import Project
from layers.vault.vault import Vault

SIZE = QSize(560, 760)
ICONS = {"good": "check", "hint": "info", "warning": "warning", "problem": "problem"}


class VaultWindow(QMainWindow):
    """Three pages over one project: put a name in, read one, see who may."""

    closed = pyqtSignal()

    def __init__(
        self, project: Project, translate: Translator, code: str = "", idle: float = IDLE_SECONDS,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.translate, self._project = translate, project
        vault = Vault(project)
        self.putting, self.reading = PuttingPage(vault, translate), ReadingPage(vault, translate)
        self.recipients = RecipientsPage(vault, translate)
        self.said = Said("info", "hint")
        self.left = QLabel()
        self.left.setProperty("role", "hint")
        self._lay_out()
        self.setWindowTitle(f"{translate(say('Identity vault'))} – {project.name}")
        self.resize(SIZE)
        self.idle = Idle(idle, self)
        self.idle.left_changed.connect(self._show_left)
        self.idle.over.connect(self.close)
        for page in self._pages:
            page.told.connect(self.tell)
        self.turn_to(0)
        self.put_code(code)

    @property
    def _pages(self) -> tuple[Page, ...]:
        return self.putting, self.reading, self.recipients

    def _lay_out(self) -> None:
        self._stack = QStackedWidget()
        for page in self._pages:
            self._stack.addWidget(page)
        whole, column = QFrame(), QVBoxLayout()
        whole.setProperty("role", "panel")
        column.setContentsMargins(0, 16, 0, 12)
        column.setSpacing(10)
        for layout in (self._head(), self._segments()):
            column.addLayout(layout)
        column.addWidget(self._stack, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(24, 0, 24, 0)
        foot.addWidget(self.said, 1)
        foot.addStretch(0)
        foot.addWidget(self.left, 0, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(foot)
        whole.setLayout(column)
        self.setCentralWidget(whole)

    def _head(self) -> QHBoxLayout:
        head, words = QHBoxLayout(), QVBoxLayout()
        head.setContentsMargins(24, 0, 24, 0)
        head.setSpacing(14)
        title = QLabel(self.translate(say("Identity vault")))
        title.setProperty("role", "title")
        words.setSpacing(2)
        words.addWidget(title)
        words.addWidget(
            wrapped(self.translate(say("Nothing that is typed here reaches the register or the clipboard.")), "hint")
        )
        head.addWidget(IconLabel("lock", "accent", 32), 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        return head

    def _segments(self) -> QHBoxLayout:
        """Three buttons in one frame, of which one is down."""
        frame, row = QFrame(), QHBoxLayout()
        frame.setProperty("role", "segments")
        inner = QHBoxLayout(frame)
        inner.setContentsMargins(3, 3, 3, 3)
        inner.setSpacing(2)
        self.segments = QButtonGroup(self)
        for number, (icon, label) in enumerate(
            (("lock", say("Put a name in")), ("unlock", say("Read a name")), ("team", say("Recipients")))
        ):
            button = QPushButton(live_icon(icon), self.translate(label))
            button.setProperty("kind", "segment")
            button.setCheckable(True)
            self.segments.addButton(button, number)
            inner.addWidget(button)
        self.segments.idClicked.connect(self.turn_to)
        row.setContentsMargins(24, 0, 24, 0)
        row.addWidget(frame)
        row.addStretch(1)
        return row

    def turn_to(self, number: int) -> None:
        """Turn to a page; what another one shows is hidden."""
        button = self.segments.button(number)
        if button is not None:
            button.setChecked(True)
        self.reading.hide_names()
        self.tell("hint", None)
        self._stack.setCurrentIndex(number)
        self._pages[number].shown()

    def put_code(self, code: str) -> None:
        """A code that the main window names stands in both lines."""
        if code:
            self.putting.code.setText(code)
            self.reading.code.setText(code)
        (self.putting.name if code else self.putting.code).setFocus()

    def tell(self, kind: str, message: Message | None) -> None:
        """A sentence at the foot; None takes it away."""
        self.said.change(ICONS[kind], kind)
        self.said.say("" if message is None else self.translate(message))

    def _show_left(self, seconds: int) -> None:
        left = f"{seconds // 60}:{seconds % 60:02}"
        self.left.setText(self.translate(say("Closes itself in {left}", left=left)))

    def closeEvent(self, event: QCloseEvent | None) -> None:
        self.reading.hide_names()
        self.putting.forget()
        super().closeEvent(event)
        self.closed.emit()
