"""The numbers of a site: blocks are reserved for a team, and at closing each number is used, voided or explained."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.forms.latest import Latest
from desktop.forms.look import Said, wrapped
from desktop.session import Session
from forensics.errors import TaphosError
from forensics.messages import Message, say
from forensics.numbering import DIGITS, SERIES, Account, Block
from forensics.ports import Found, Receipt
from layers.enrolment import short_name
from layers.numbering import accounts_of, explain, reserve

WIDTH, HEIGHT = 800, 620
_NUMBER = Qt.ItemDataRole.UserRole
_MOST = 999_999


class NumbersDialog(QDialog):
    """Reads on a thread, writes in order, and reads again; a number that stands open is chosen in the list."""

    def __init__(self, session: Session, site: Found, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._site = session, site
        self.accounts: Sequence[Account] = ()
        self.setWindowTitle(self._say(say("Numbers of {site}", site=site.code)))
        self.tree = QTreeWidget()
        heads = (say("Block"), say("Used"), say("Voided"), say("Explained"), say("Open"), say("For"))
        self.tree.setHeaderLabels([self._say(one) for one in heads])
        self.tree.setAccessibleName(self.windowTitle())
        self.series, self.first, self.last = QComboBox(), QSpinBox(), QSpinBox()
        self.device, self.team, self.reason = QLineEdit(short_name(session.project)), QLineEdit(), QLineEdit()
        self.reserver = QPushButton(self._say(say("Reserve")))
        self.explainer = QPushButton(self._say(say("Explain")))
        self.wrong = Said("problem", "problem")
        self._fill()
        self._lay_out()
        self._asking = Latest(self)
        self._asking.answered.connect(self._show)
        self._asking.refused.connect(self._refused)
        self._asking.failed.connect(session.failed)
        self.resize(WIDTH, HEIGHT)
        self.read()

    def _say(self, message: Message) -> str:
        return self._session.translate(message)

    def _fill(self) -> None:
        for name in SERIES:
            self.series.addItem(self._session.label(self._session.project.catalogue[name].about.plural), name)
        for box, number in ((self.first, 1), (self.last, 50)):
            box.setRange(1, _MOST)
            box.setValue(number)
        self.reason.setPlaceholderText(self._say(say("Why the chosen number was not used")))
        self.reserver.setProperty("kind", "primary")
        self.reserver.clicked.connect(self._reserve)
        self.explainer.clicked.connect(self._explain)
        self.reason.returnPressed.connect(self._explain)

    def _lay_out(self) -> None:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        explaining = QHBoxLayout()
        explaining.addWidget(self.reason, 1)
        explaining.addWidget(self.explainer)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        words = say("At closing every number is used, voided with a reason, explained, or stands open here.")
        column.addWidget(wrapped(self._say(words), "hint"))
        column.addWidget(self.tree, 1)
        column.addLayout(explaining)
        column.addWidget(self._reserving())
        column.addWidget(self.wrong)
        column.addWidget(buttons)
        self.wrong.say("")

    def _reserving(self) -> QFrame:
        frame = QFrame()
        frame.setProperty("role", "card")
        form = QFormLayout(frame)
        form.setContentsMargins(14, 12, 14, 12)
        span, whose = QHBoxLayout(), QHBoxLayout()
        for row, boxes in ((span, (self.series, self.first, self.last)), (whose, (self.device, self.team))):
            for box in boxes:
                row.addWidget(box, 1)
        whose.addWidget(self.reserver)
        self.device.setAccessibleName(self._say(say("Device")))
        self.team.setPlaceholderText(self._say(say("Team (its code)")))
        form.addRow(self._say(say("Series, first and last")), span)
        form.addRow(self._say(say("Short name of the device, team")), whose)
        return frame

    # Reading

    def read(self) -> None:
        """Read what became of every number."""
        project, site = self._session.project, self._site.id
        self._asking.ask_now(lambda: accounts_of(project, project.register.values("site", site) or {}))

    def _show(self, accounts: list[Account]) -> None:
        self.accounts = accounts
        self.tree.clear()
        for one in accounts:
            block = one.block
            label = self._session.label(self._session.project.catalogue[block.series].about.plural)
            whose = " · ".join(filter(None, (block.device, block.team)))
            counts = (len(one.used), len(one.voided), len(one.explained), len(one.unexplained))
            row = QTreeWidgetItem([f"{label} {block.first}–{block.last}", *map(str, counts), whose])
            row.addChildren([self._open_number(block, number) for number in one.unexplained])
            for number, why in (*one.voided.items(), *one.explained.items()):
                row.addChild(QTreeWidgetItem([f"{number:0{DIGITS}d}", "", "", "", "", why]))
            self.tree.addTopLevelItem(row)
            row.setExpanded(bool(one.unexplained) and len(one.unexplained) < 20)
        for column in range(self.tree.columnCount()):
            self.tree.resizeColumnToContents(column)

    def _open_number(self, block: Block, number: int) -> QTreeWidgetItem:
        words = self._say(say("neither used nor explained"))
        item = QTreeWidgetItem([f"{number:0{DIGITS}d}", "", "", "", "", words])
        item.setData(0, _NUMBER, (block.series, number))
        return item

    # Writing

    def _reserve(self) -> None:
        block = Block(self.series.currentData(), self.first.value(), self.last.value(),
                      self.device.text().strip().upper(), self.team.text().strip())  # fmt: skip
        what = say("{first} to {last} of {site} reserved", first=block.first, last=block.last, site=self._site.code)
        self._write(lambda: reserve(self._session.project, self._site, block), what)

    def _explain(self) -> None:
        chosen = self.tree.currentItem()
        named = chosen.data(0, _NUMBER) if chosen is not None else None
        if named is None:
            self.wrong.say(self._say(say("Choose a number that stands open first.")))
            return
        series, number = named
        reason = self.reason.text()
        what = say("Number {number} of {site} explained", number=number, site=self._site.code)
        self._write(lambda: explain(self._session.project, self._site, series, number, reason), what)

    def _write(self, call: Callable[[], Receipt], what: Message) -> None:
        self._session.write(lambda progress: call(), self._say(what), saved=self._written, refused=self._refused)

    def _written(self, receipt: Receipt) -> None:
        self.wrong.say("")
        self.reason.clear()
        self.read()

    def _refused(self, refusal: TaphosError) -> None:
        self.wrong.say(self._say(refusal.message))
