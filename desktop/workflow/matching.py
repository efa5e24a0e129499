"""Possible matches of the selected remains or missing person, with every reason; a person decides what is proposed."""

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

from desktop import tasks
from desktop.forms.latest import Latest
from desktop.forms.look import Said, wrapped
from desktop.forms.plain_rows import PlainRows
from desktop.forms.plain_table import PlainTable
from desktop.session import Session
from desktop.theme.icons import live_icon
from forensics.matching.weighing import VERDICT_WORDS, Verdict
from forensics.messages import Message, say
from forensics.ports import Found, Receipt
from layers.editing import keep_new
from layers.matching import SHOWN, Match, Matches, matches_of, proposing
from layers.project import Project
from layers.wishes import Wish, wish_beside

WIDTH, HEIGHT = 1040, 640
WIDTHS = (68, 170, 76)
HEADINGS = (say("Rank"), say("Code"), say("Score"), say("What speaks for and against"))
SIGNS: dict[Verdict, str] = {
    Verdict.UNKNOWN: "more", Verdict.AGREES: "check", Verdict.DIFFERS: "warning", Verdict.EXCLUDED: "void",
}  # fmt: skip

HONEST = say(
    "The list orders what to look at; it identifies nobody. What is not known weighs nothing. Scores are sums of "
    "logarithms of assumed likelihood ratios."
)

CONTESTED = say(
    "Those at the top are excluded by one fact, though others agree strongly; look whether that fact is right. The "
    "list follows."
)


class MatchRows(PlainRows[Match]):
    """The matches, the best first."""

    headings = HEADINGS
    signed = 1

    def icon(self, row: Match) -> str:
        return row.found.type

    def cell(self, row: Match, column: int) -> str:
        if column == 0:
            return str(row.rank)
        if column == 1:
            return row.found.code
        return f"{row.score:+.2f}" if column == 2 else self._summary(row)

    def _summary(self, match: Match) -> str:
        """The aspects by what they say, in words."""
        told = []
        if match.known is not None:
            told.append(self._session.translate(say("compared in {code}", code=match.known.code)))
        for verdict in (Verdict.EXCLUDED, Verdict.AGREES, Verdict.DIFFERS):
            said = [self._session.translate(one.label) for one in match.reasons if one.verdict is verdict]
            if said:
                told.append(f"{self._session.translate(VERDICT_WORDS[verdict])}: {', '.join(said)}")
        return " · ".join(told)


class MatchingDialog(QDialog):
    """Ranks on a thread; “Propose” writes one comparison in one commit, which undo takes back."""

    open_wanted = pyqtSignal(str)
    """The id of a record that the person wants to see."""

    def __init__(self, session: Session, found: Found, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self.found = session, found
        self.setWindowTitle(self._say(say("Possible matches of {code}", code=found.code)))
        self.model = MatchRows(session, self)
        self.table = PlainTable(self.model, WIDTHS, row_height=32)
        self.table.setAccessibleName(self.windowTitle())
        self.reasons = QTreeWidget()
        self.reasons.setHeaderLabels(
            [self._say(one) for one in (say("What is compared"), say("Verdict"), say("On both sides"))]
        )
        self.reasons.setRootIsDecorated(False)
        self.reasons.setAccessibleName(self._say(say("Reasons")))
        self.wish = Said("warning", "warning")
        self.contested = Said("warning", "warning")
        self.count = wrapped("", "hint")
        self.propose = QPushButton(self._say(say("Propose a comparison")))
        self.propose.setProperty("kind", "primary")
        self.see = QPushButton(self._say(say("Open the record")))
        self._lay_out()
        self._asking, self._wishing = Latest(self), Latest(self)
        self._connect()
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
        for button in (self.see, self.propose, close):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addWidget(wrapped(self._say(HONEST), "hint"))
        column.addWidget(self.contested)
        column.addWidget(across, 1)
        column.addWidget(self.wish)
        column.addLayout(row)

    def _connect(self) -> None:
        session = self._session
        for asking in (self._asking, self._wishing):
            asking.failed.connect(session.failed)
            asking.refused.connect(session.refused)
        self._asking.answered.connect(self._arrived)
        self._wishing.answered.connect(self._wished)
        chosen = self.table.selectionModel()
        if chosen is not None:
            chosen.selectionChanged.connect(self._chosen)
        self.table.activated.connect(lambda _: self._see())
        self.see.clicked.connect(self._see)
        self.propose.clicked.connect(self._propose)

    def read(self) -> None:
        """Rank anew."""
        project, found = self._session.project, self.found
        self._asking.ask_now(lambda: matches_of(project, found, SHOWN))

    @property
    def match(self) -> Match | None:
        """The match that is chosen."""
        rows = {index.row() for index in self.table.selectedIndexes()}
        return self.model.rows[rows.pop()] if len(rows) == 1 else None

    def _arrived(self, found: Matches) -> None:
        held = self.match
        apart = {match.found.id for match in found.contested}
        self.model.show_rows((*found.contested, *(one for one in found.matches if one.found.id not in apart)))
        self.contested.say(self._say(CONTESTED) if apart else "")
        self.count.setText(self._say(say("{count:,} were compared.", count=found.compared)))
        ids = [match.found.id for match in self.model.rows]
        if ids:
            self.table.selectRow(ids.index(held.found.id) if held is not None and held.found.id in ids else 0)

    def _chosen(self, *_: object) -> None:
        match = self.match
        self.reasons.clear()
        self.wish.say("")
        self.see.setEnabled(match is not None)
        self.propose.setEnabled(match is not None and match.known is None)
        if match is None:
            return
        for reason in match.reasons:
            cells = (reason.label, VERDICT_WORDS[reason.verdict], reason.detail)
            item = QTreeWidgetItem(self.reasons, [self._say(one) for one in cells])
            item.setIcon(1, live_icon(SIGNS[reason.verdict]))
        for column in range(2):
            self.reasons.resizeColumnToContents(column)
        case, person = self._pair(match)
        project = self._session.project
        self._wishing.ask_now(lambda: wish_beside(project, case, person))

    def _wished(self, wish: Wish | None) -> None:
        self.wish.say("" if wish is None else self._say(wish.sentence))

    def _pair(self, match: Match) -> tuple[Found, Found]:
        return (self.found, match.found) if self.found.type == "case" else (match.found, self.found)

    def _see(self) -> None:
        match = self.match
        if match is not None:
            self.open_wanted.emit(match.known.id if match.known is not None else match.found.id)

    def _propose(self) -> None:
        match = self.match
        if match is None or match.known is not None:
            return
        case, person = self._pair(match)
        project = self._session.project
        what = self._say(say("comparison of {case} with {person}", case=case.code, person=person.code))
        self.propose.setEnabled(False)
        self._session.write(lambda _: _proposed(project, case, person), what, lambda _: self.read())


def _proposed(project: Project, case: Found, person: Found) -> Receipt:
    return keep_new(project, proposing(project, case, person))[1]


def show_matches(session: Session, parent: QWidget, open_record: Callable[[str], object]) -> None:
    """Show the possible matches of the record that is selected, as soon as it is known by name."""
    selected = session.selected
    register = session.project.register

    def show(found: Found) -> None:
        dialog = MatchingDialog(session, found, parent)
        dialog.open_wanted.connect(open_record)
        dialog.open_wanted.connect(lambda _: dialog.accept())
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    tasks.start(lambda _: register.find(selected.record), done=show, refused=session.refused.emit)
