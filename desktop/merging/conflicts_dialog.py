"""What waits to be decided: the sides of a conflict beside each other, who, when and why; each decision a commit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.forms.desk import Desk
from desktop.forms.empty import Empty
from desktop.forms.latest import Latest
from desktop.forms.look import Said, wrapped
from desktop.session import Session
from desktop.theme.icons import live_icon
from forensics.messages import Message, say
from forensics.ports import Found, Receipt
from layers.merging.conflicts import Conflict, Side, conflicts, decide, take_side
from layers.merging.union_problems import UnionProblem, union_problems
from layers.project import Project
from layers.words import Words, clock_words, referred

WIDTH, HEIGHT = 1040, 620
SIDE_WIDTH = 260
PLACE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Waiting:
    """What waits, and what the records that its values name are called."""

    conflicts: list[Conflict]
    problems: list[UnionProblem]
    names: dict[str, Found]


def read_waiting(project: Project) -> Waiting:
    """Everything that waits to be decided; blocking."""
    found = conflicts(project)
    named: set[str] = set()
    for one in found:
        field = project.catalogue[one.record.type].by_name.get(one.field)
        values = [side.value for side in one.sides if side.value is not None]
        if field is not None:
            named.update(record for value in values for record in referred([field], {one.field: value}))
    return Waiting(found, union_problems(project), project.register.titles(sorted(named)))


NOTHING = say("Nothing waits to be decided.")
HOW_IT_COMES = say("What two copies of the project say differently stands here after they are merged.")


class ConflictsDialog(QDialog):
    """Reads on a thread, writes in order, and reads again whenever something was written."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.shown = Waiting([], [], {})
        self.current: Conflict | None = None
        self.setWindowTitle(self._say(say("What waits to be decided")))
        self.tree = QTreeWidget()
        self.tree.setHeaderHidden(True)
        self.tree.setAccessibleName(self.windowTitle())
        self.title, self.hint = QLabel(), wrapped("", "hint")
        self.title.setProperty("role", "title")
        self.title.setWordWrap(True)
        self.sides = QHBoxLayout()
        self.typed, self.reason = QLineEdit(), QLineEdit()
        self.go = QPushButton(self._say(say("Decide")))
        self.open_record = QPushButton(live_icon("form"), self._say(say("Show the record")))
        self.said = Said("info", "hint")
        self.nothing = Empty("merge", NOTHING, HOW_IT_COMES, Desk(session, self), self)
        self.deciding = self._deciding()
        self._takes: list[QPushButton] = []
        self._lay_out()
        self._asking = Latest(self)
        self._asking.answered.connect(self._arrived)
        self._asking.failed.connect(session.failed)
        self._asking.refused.connect(lambda refusal: self._tell("problem", refusal.message))
        self._connect()
        self.resize(WIDTH, HEIGHT)
        self.read()

    def _say(self, message: Message) -> str:
        return self.session.translate(message)

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setProperty("role", "sheet")
        self.sides.setContentsMargins(0, 0, 0, 0)
        self.sides.setSpacing(10)
        inside.setLayout(self.sides)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(inside)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(14, 0, 0, 0)
        column.setSpacing(10)
        for widget in (self.title, self.hint):
            column.addWidget(widget)
        column.addWidget(scroll, 1)
        column.addWidget(self.deciding)
        split = self.split = QSplitter()
        split.setChildrenCollapsible(False)
        split.addWidget(self.tree)
        split.addWidget(right)
        self.nothing.hide()
        split.setSizes([WIDTH * 3 // 10, WIDTH * 7 // 10])
        close = QPushButton(self._say(say("Close")))
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addWidget(self.said)
        row.addStretch(1)
        row.addWidget(self.open_record)
        row.addWidget(close)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, 16, 20, 16)
        outer.setSpacing(10)
        outer.addWidget(split, 1)
        outer.addWidget(self.nothing, 1)
        outer.addLayout(row)

    def _deciding(self) -> QFrame:
        frame = QFrame()
        frame.setProperty("role", "card")
        form = QFormLayout(frame)
        form.setContentsMargins(14, 12, 14, 12)
        form.setSpacing(8)
        self.reason.setPlaceholderText(self._say(say("What it was decided by")))
        self.typed.setPlaceholderText(self._say(say("Or another value than any of these")))
        self.go.setProperty("kind", "primary")
        self.go.setAutoDefault(False)
        self.open_record.setAutoDefault(False)
        row = QHBoxLayout()
        row.addWidget(self.typed, 1)
        row.addWidget(self.go)
        form.addRow(self._say(say("Reason")), self.reason)
        form.addRow(self._say(say("Value")), row)
        return frame

    def _connect(self) -> None:
        self.tree.currentItemChanged.connect(lambda *_: self._show_current())
        self.reason.textChanged.connect(self._look)
        self.typed.textChanged.connect(self._look)
        self.go.clicked.connect(self._decide)
        self.open_record.clicked.connect(self._open_record)
        self.session.changed.connect(lambda _: self.read())

    # Reading

    def read(self) -> None:
        """Ask anew what waits."""
        project = self.session.project
        self._asking.ask_now(lambda: read_waiting(project))

    def _arrived(self, shown: Waiting) -> None:
        before = self._key(self.tree.currentItem())
        self.shown = shown
        self.tree.clear()
        self._group(say("Conflicts"), [self._line(one) for one in shown.conflicts], "conflict")
        self._group(say("Problems"), [self._problem_line(one) for one in shown.problems], "problem")
        self.tree.expandAll()
        listed = [item for at in range(self.tree.topLevelItemCount()) for item in _children(self.tree.topLevelItem(at))]
        again = next((item for item in listed if self._key(item) == before), listed[0] if listed else None)
        self.tree.setCurrentItem(again)
        self.split.setVisible(bool(listed))
        self.nothing.setVisible(not listed)
        self._tell("hint", None)
        self._show_current()

    def _group(self, title: Message, lines: Sequence[str], kind: str) -> None:
        if not lines:
            return
        group = QTreeWidgetItem(self.tree, [f"{self._say(title)} ({len(lines)})"])
        group.setFlags(Qt.ItemFlag.ItemIsEnabled)
        for at, line in enumerate(lines):
            item = QTreeWidgetItem(group, [line])
            item.setData(0, PLACE, (kind, at))
            item.setToolTip(0, line)
            item.setIcon(0, live_icon("merge" if kind == "conflict" else "warning"))

    def _line(self, one: Conflict) -> str:
        return f"{one.record.code or one.record.id[:8]} · {self._label(one)}"

    def _label(self, one: Conflict) -> str:
        field = self.session.project.catalogue[one.record.type].by_name.get(one.field)
        return one.field if field is None else self.session.label(field.label)

    def _problem_line(self, one: UnionProblem) -> str:
        return self._say(one.message)

    def _key(self, item: QTreeWidgetItem | None) -> object:
        """What an item is of, whatever is listed around it."""
        place = None if item is None else item.data(0, PLACE)
        if place is None:
            return None
        kind, at = place
        if kind == "problem":
            return kind, str(self.shown.problems[at].message)
        return kind, self.shown.conflicts[at].record.id, self.shown.conflicts[at].field

    # What is shown of one

    def _show_current(self) -> None:
        item = self.tree.currentItem()
        place = None if item is None else item.data(0, PLACE)
        problem = self.shown.problems[place[1]] if place is not None and place[0] == "problem" else None
        same = self.current
        self.current = self.shown.conflicts[place[1]] if place is not None and place[0] == "conflict" else None
        self._empty_sides()
        self.deciding.setVisible(self.current is not None)
        self.open_record.setEnabled(self.current is not None or problem is not None)
        self.title.setText("" if problem is None else self._problem_line(problem))
        self.hint.setText("")
        if self.current is None:
            return
        if same is None or (same.record.id, same.field) != (self.current.record.id, self.current.field):
            self.typed.clear()
        label = self.session.label(self.session.project.catalogue[self.current.record.type].about.label)
        self.title.setText(f"{label} {self.current.record.code} · {self._label(self.current)}")
        words = Words(self.session, self.shown.names)
        meanwhile = say(
            "Until somebody decides, “{value}” is in force.", value=self._value(words, self.current.in_force)
        )
        self.hint.setText(self._say(meanwhile))
        for side in self.current.sides:
            self.sides.addWidget(self._card(side, words), 0, Qt.AlignmentFlag.AlignTop)
        self.sides.addStretch(1)
        self._look()

    def _value(self, words: Words, value: object) -> str:
        assert self.current is not None
        field = self.session.project.catalogue[self.current.record.type].by_name.get(self.current.field)
        if value is None:
            return self._say(say("(empty)"))
        return str(value) if field is None else words.value(field, value)

    def _card(self, side: Side, words: Words) -> QFrame:
        card = QFrame()
        card.setProperty("role", "card")
        card.setMinimumWidth(SIDE_WIDTH)
        card.setMaximumWidth(2 * SIDE_WIDTH)
        column = QVBoxLayout(card)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(6)
        value = wrapped(self._value(words, side.value), "title")
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        who = say("{author}, {when}", author=side.author or "–", when=clock_words(self.session, side.time, side.zone))
        take = QPushButton(live_icon("check"), self._say(say("Take this value")))
        take.setAutoDefault(False)
        take.clicked.connect(lambda: self._take(side))
        self._takes.append(take)
        column.addWidget(value)
        column.addWidget(wrapped(self._say(who) if side.time else "–", "hint"))
        column.addWidget(wrapped(side.reason or self._say(say("No reason was given.")), "hint"))
        column.addWidget(wrapped(side.commit[:12], "hint"))
        column.addSpacing(8)
        column.addWidget(take)
        return card

    def _empty_sides(self) -> None:
        self._takes.clear()
        while (item := self.sides.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _look(self) -> None:
        reasoned = bool(self.reason.text().strip())
        for take in self._takes:
            take.setEnabled(reasoned)
        self.go.setEnabled(reasoned and bool(self.typed.text().strip()))
        if self.current is not None:
            self._tell("hint", None if reasoned else say("Say what it is decided by, then take a value or type one."))

    def _tell(self, kind: str, message: Message | None) -> None:
        icons = {"good": "check", "hint": "info", "warning": "warning", "problem": "problem"}
        self.said.change(icons[kind], kind)
        self.said.say("" if message is None else self._say(message))

    # Deciding

    def _take(self, side: Side) -> None:
        conflict, reason = self.current, self.reason.text().strip()
        if conflict is not None:
            project, fields = self.session.project, [conflict.field]
            self._write(lambda: take_side(project, conflict.record, side.commit, reason, fields))

    def _decide(self) -> None:
        conflict, reason, text = self.current, self.reason.text().strip(), self.typed.text()
        if conflict is not None:
            project = self.session.project
            self._write(lambda: decide(project, conflict.record, {conflict.field: text}, reason))

    def _write(self, call: Callable[[], Receipt]) -> None:
        assert self.current is not None
        what = self._say(say("decided {record}", record=self.current.record.code or self.current.record.id[:8]))
        for button in (*self._takes, self.go):
            button.setEnabled(False)
        self.session.write(lambda _: call(), what, self._written, self._refused)

    def _written(self, _: Receipt) -> None:
        self.reason.clear()
        self.typed.clear()

    def _refused(self, refusal: object) -> None:
        self._look()
        self._tell("problem", getattr(refusal, "message", None))

    def _open_record(self) -> None:
        place = None if (item := self.tree.currentItem()) is None else item.data(0, PLACE)
        if place is not None:
            listed = self.shown.problems if place[0] == "problem" else self.shown.conflicts
            record = listed[place[1]].record
            self.session.select(record.type, record.id)


def _children(row: QTreeWidgetItem | None) -> list[QTreeWidgetItem]:
    found = [] if row is None else [row.child(at) for at in range(row.childCount())]
    return [one for one in found if one is not None]


def show_conflicts(session: Session, window: QWidget | None) -> ConflictsDialog:
    """Open the dialog over a window."""
    dialog = ConflictsDialog(session, window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog
