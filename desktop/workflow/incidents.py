"""Incidents that look like one event, with every reason; a person links two of them, and nothing is merged."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.forms.latest import Latest
from desktop.forms.look import wrapped
from desktop.forms.plain_rows import PlainRows
from desktop.forms.plain_table import PlainTable
from desktop.session import Session
from desktop.theme.icons import live_icon
from desktop.workflow.matching import SIGNS
from forensics.matching.weighing import VERDICT_WORDS, Verdict
from forensics.messages import Message, say
from layers.editing import keep
from layers.incident_matching import Likely, LikelyPairs, likely_incidents, linking

WIDTH, HEIGHT = 1040, 620
HONEST = say(
    "The list orders what to look at. Two incidents that are linked stay two, and each counts by itself, until a "
    "person voids one. Those of sexual violence are not in it."
)


class PairRows(PlainRows[Likely]):
    """The pairs, the likeliest first."""

    headings = (say("Incident"), say("Incident"), say("Score"), say("What speaks for and against"))

    def icon(self, row: Likely) -> str:
        return "link" if row.pair.linked else "incident"

    def cell(self, row: Likely, column: int) -> str:
        if column < 2:
            return (row.one, row.other)[column].code
        return f"{row.pair.score:+.2f}" if column == 2 else self._summary(row)

    def _summary(self, row: Likely) -> str:
        """The aspects by what they say, in words."""
        told = [self._session.translate(say("linked already"))] if row.pair.linked else []
        for verdict in (Verdict.AGREES, Verdict.DIFFERS):
            said = [self._session.translate(one.label) for one in row.pair.reasons if one.verdict is verdict]
            if said:
                told.append(f"{self._session.translate(VERDICT_WORDS[verdict])}: {', '.join(said)}")
        return " · ".join(told)


class IncidentsDialog(QDialog):
    """Ranks on a thread; “Link” is one commit, which undo takes back."""

    open_wanted = pyqtSignal(str)
    """The id of a record that the person wants to see."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setWindowTitle(self._say(say("Incidents that may be one event")))
        self.model = PairRows(session, self)
        self.table = PlainTable(self.model, (180, 180, 80), row_height=32)
        self.table.setAccessibleName(self.windowTitle())
        self.reasons = QTreeWidget()
        self.reasons.setHeaderLabels(
            [self._say(one) for one in (say("What is compared"), say("Verdict"), say("On both sides"))]
        )
        self.reasons.setRootIsDecorated(False)
        self.reasons.setAccessibleName(self._say(say("Reasons")))
        self.count = wrapped("", "hint")
        self.link = QPushButton(self._say(say("Link the two")))
        self.link.setProperty("kind", "primary")
        self.see = [QPushButton(self._say(one)) for one in (say("Open the first"), say("Open the second"))]
        self._lay_out()
        self._asking = Latest(self)
        self._asking.failed.connect(session.failed)
        self._asking.refused.connect(session.refused)
        self._asking.answered.connect(self._arrived)
        chosen = self.table.selectionModel()
        if chosen is not None:
            chosen.selectionChanged.connect(self._chosen)
        self.link.clicked.connect(self._link)
        for at, button in enumerate(self.see):
            button.clicked.connect(lambda _, at=at: self._see(at))
        self.resize(WIDTH, HEIGHT)
        self._chosen()
        self.read()

    def _say(self, message: Message) -> str:
        return self._session.translate(message)

    def _lay_out(self) -> None:
        across = QSplitter(Qt.Orientation.Vertical)
        across.addWidget(self.table)
        across.addWidget(self.reasons)
        across.setSizes([HEIGHT // 2, HEIGHT // 3])
        across.setChildrenCollapsible(False)
        close = QPushButton(self._say(say("Close")))
        close.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addWidget(self.count, 1)
        for button in (*self.see, self.link, close):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addWidget(wrapped(self._say(HONEST), "hint"))
        column.addWidget(across, 1)
        column.addLayout(row)

    def read(self) -> None:
        """Rank anew."""
        project = self._session.project
        self._asking.ask_now(lambda: likely_incidents(project))

    @property
    def pair(self) -> Likely | None:
        """The pair that is chosen."""
        rows = {index.row() for index in self.table.selectedIndexes()}
        return self.model.rows[rows.pop()] if len(rows) == 1 else None

    def _arrived(self, found: LikelyPairs) -> None:
        held = max((index.row() for index in self.table.selectedIndexes()), default=0)
        self.model.show_rows(found.pairs)
        self.count.setText(
            self._say(say("Compared: {count:,}; pairs found: {pairs:,}.", count=found.compared, pairs=found.found))
        )
        if found.pairs:
            self.table.selectRow(min(held, len(found.pairs) - 1))
        self._chosen()

    def _chosen(self, *_: object) -> None:
        pair = self.pair
        self.reasons.clear()
        for button in self.see:
            button.setEnabled(pair is not None)
        self.link.setEnabled(pair is not None and not pair.pair.linked)
        for reason in pair.pair.reasons if pair is not None else ():
            cells = (reason.label, VERDICT_WORDS[reason.verdict], reason.detail)
            item = QTreeWidgetItem(self.reasons, [self._say(one) for one in cells])
            item.setIcon(1, live_icon(SIGNS[reason.verdict]))
        for column in range(2):
            self.reasons.resizeColumnToContents(column)

    def _see(self, at: int) -> None:
        pair = self.pair
        if pair is not None:
            self.open_wanted.emit((pair.one, pair.other)[at].id)

    def _link(self) -> None:
        pair, project = self.pair, self._session.project
        if pair is None or pair.pair.linked:
            return
        self.link.setEnabled(False)
        what = self._say(say("link of {one} with {other}", one=pair.one.code, other=pair.other.code))
        self._session.write(
            lambda _: keep(project, linking(project, pair.one, pair.other)), what, lambda _: self.read()
        )


def show_incidents(session: Session, parent: QWidget | None, open_record: Callable[[str], object]) -> IncidentsDialog:
    """Open the dialog over a window."""
    dialog = IncidentsDialog(session, parent)
    dialog.open_wanted.connect(open_record)
    dialog.open_wanted.connect(lambda _: dialog.accept())
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog
