"""What a phone brought back, record by record, beside what was handed out and what is here; it is taken by ticks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.forms.latest import Latest
from desktop.forms.look import Said, wrapped
from desktop.session import Session
from desktop.theme.icons import live_icon
from forensics.messages import Message, say
from forensics.ports import Found, Progress, Receipt
from layers.fieldpack.accepting import Choice, Outcome, accept_records, pictures_of, take_picture, without_conflicts
from layers.fieldpack.returned import read_pack
from layers.fieldpack.reviewing import FieldChange, Returned, Review, What, review
from layers.project import Project
from layers.words import Words, referred

WIDTH, HEIGHT = 1080, 660
HEADINGS = (say("Record and field"), say("As handed out"), say("Here now"), say("As it came back"))
KEY = Qt.ItemDataRole.UserRole
SAYS = {
    What.ADDED: say("new"),
    What.CHANGED: say("changed"),
    What.DELETED: say("deleted on the phone: to be voided"),
    What.PHOTO: say("picture"),
}
EXPLAINED = say(
    "Nothing is taken before it is ticked. What was changed here and on the phone is a conflict, and is not ticked by "
    "itself; nor is what was deleted on the phone, which would be voided."
)


@dataclass(frozen=True)
class Shown:
    """A review, and what the records that it names are called."""

    review: Review
    names: dict[str, Found]


def read_review(project: Project, path: Path) -> Shown:
    """Compare a returned pack; blocking."""
    found = review(project, read_pack(project, path))
    named = {
        id_
        for item in found.items
        for one in item.fields
        for value in (one.base, one.ours, one.theirs)
        for id_ in referred([one.field], {one.field.name: value} if value is not None else {})
    }
    return Shown(found, project.register.titles(sorted(named)))


class ReviewDialog(QDialog):
    """Reads on a thread, writes in order, and reads again; records are one commit, each picture is another."""

    def __init__(self, session: Session, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.path = session, path
        self.shown: Shown | None = None
        self.setWindowTitle(self._say(say("What came back: {file}", file=path.name)))
        self.tree = QTreeWidget()
        self.tree.setHeaderLabels([self._say(one) for one in HEADINGS])
        self.tree.setAccessibleName(self.windowTitle())
        self.tree.setUniformRowHeights(True)
        self.tree.setProperty("role", "ticks")
        self.said = Said("info", "hint")
        self.take = QPushButton(self._say(say("Take what is ticked")))
        self.take.setProperty("kind", "primary")
        self._lay_out()
        self._asking = Latest(self)
        self._asking.answered.connect(self._arrived)
        self._asking.failed.connect(session.failed)
        self._asking.refused.connect(lambda refusal: self._tell("problem", refusal.message))
        self.tree.itemChanged.connect(lambda *_: self._look())
        self.take.clicked.connect(self._take)
        self.resize(WIDTH, HEIGHT)
        self.take.setEnabled(False)
        self.read()

    def _say(self, message: Message) -> str:
        return self.session.translate(message)

    def _lay_out(self) -> None:
        close = QPushButton(self._say(say("Close")))
        close.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addWidget(self.said, 1)
        row.addWidget(self.take)
        row.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(10)
        column.addWidget(wrapped(self._say(EXPLAINED), "hint"))
        column.addWidget(self.tree, 1)
        column.addLayout(row)
        header = self.tree.header()
        if header is not None:
            header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
            for column_number, width in enumerate((510, 165, 165)):
                self.tree.setColumnWidth(column_number, width)

    def read(self) -> None:
        """Compare anew."""
        project, path = self.session.project, self.path
        self._tell("hint", say("One moment…"))
        self._asking.ask_now(lambda: read_review(project, path))

    def _tell(self, kind: str, message: Message | None) -> None:
        icons = {"good": "check", "hint": "info", "warning": "warning", "problem": "problem"}
        self.said.change(icons[kind], kind)
        self.said.say("" if message is None else self._say(message))

    def _arrived(self, shown: Shown) -> None:
        self.shown = shown
        found, words = shown.review, Words(self.session, shown.names)
        ticked = without_conflicts(found).taken
        self.tree.blockSignals(True)
        self.tree.clear()
        for item in found.items:
            self._add(item, words, ticked.get(item.key))
        self.tree.blockSignals(False)
        self.tree.expandAll()
        self._tell(
            "warning" if found.conflicts else "hint",
            say(
                "{changes:,} changes, {conflicts:,} of them in conflict; {unchanged:,} records came back as they were.",
                changes=len(found.items), conflicts=found.conflicts, unchanged=found.unchanged,
            ),
        )  # fmt: skip
        self._look()

    def _add(self, item: Returned, words: Words, ticked: frozenset[str] | None) -> None:
        label = self.session.label(self.session.project.catalogue[item.type].about.label)
        parts = [f"{label} {item.code}".strip(), self._say(SAYS[item.what])]
        parts += [item.file.name] if item.file is not None else []
        parts += [item.by] if item.by else []
        row = QTreeWidgetItem(self.tree, [" · ".join(parts), _version(item.base_version), _version(item.our_version)])
        row.setData(0, KEY, item.key)
        row.setIcon(0, live_icon("warning" if item.has_conflict or item.problems else item.type))
        whole = item.what is not What.CHANGED
        if item.problem is not None:
            row.setText(3, self._say(item.problem))
            row.setToolTip(3, row.text(3))
        elif whole:
            row.setCheckState(0, Qt.CheckState.Checked if ticked is not None else Qt.CheckState.Unchecked)
        for one in item.fields:
            self._add_field(row, one, words, None if whole or item.problem else ticked or frozenset())

    def _add_field(
        self, row: QTreeWidgetItem, one: FieldChange, words: Words, ticked: frozenset[str] | None
    ) -> None:  # fmt: skip
        label = self.session.label(one.field.label)
        if one.conflict:
            label = self._say(say("{field} · changed on both sides", field=label))
        cells = [label, *(_words(words, one, at) for at in ("base", "ours", "theirs"))]
        if one.problem is not None:
            cells[3] = self._say(one.problem)
        line = QTreeWidgetItem(row, cells)
        line.setData(0, KEY, one.field.name)
        for column in range(1, 4):
            line.setToolTip(column, cells[column])
        if one.conflict or one.problem is not None:
            line.setIcon(0, live_icon("warning"))
        if ticked is not None and one.problem is None:
            on = one.field.name in ticked
            line.setCheckState(0, Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    @property
    def choice(self) -> Choice:
        """What is ticked."""
        taken: dict[str, frozenset[str]] = {}
        for row in _children(self.tree.invisibleRootItem()):
            fields = [str(line.data(0, KEY)) for line in _children(row) if _is_ticked(line)]
            if _is_ticked(row):
                taken[str(row.data(0, KEY))] = frozenset()
            elif fields:
                taken[str(row.data(0, KEY))] = frozenset(fields)
        return Choice(taken)

    def _look(self) -> None:
        self.take.setEnabled(bool(self.choice.taken))

    def _take(self) -> None:
        shown, choice, project = self.shown, self.choice, self.session.project
        if shown is None:
            return
        self.take.setEnabled(False)
        outcomes: list[Outcome] = []

        def records(_: Progress) -> Receipt:
            outcomes.append(accept_records(project, shown.review, choice))
            return outcomes[0].receipt

        what = self._say(say("field pack {area}", area=shown.review.pack.area))
        waiting = pictures_of(shown.review, choice)
        self.session.write(records, what, lambda _: self._go_on(shown.review, waiting, outcomes[0]))

    def _go_on(self, found: Review, waiting: list[Returned], outcome: Outcome) -> None:
        """Pictures one by one, each a commit that undo takes back; then what is left."""
        if waiting:
            item, project = waiting.pop(0), self.session.project
            what = self._say(say("picture of {record}", record=item.code or item.record[:8]))
            self.session.write(
                lambda _: take_picture(project, found, item), what, lambda _: self._go_on(found, waiting, outcome)
            )
            return
        for refusal in outcome.refused.values():
            self.session.told.emit(refusal)
        self.read()


def _words(words: Words, one: FieldChange, side: str) -> str:
    value: Any = getattr(one, side)
    if value is None and side == "theirs" and one.text:
        return one.text
    return "–" if value is None else words.value(one.field, value)


def _version(number: int | None) -> str:
    return "" if number is None else f"v{number}"


def _children(row: QTreeWidgetItem | None) -> list[QTreeWidgetItem]:
    found = [] if row is None else [row.child(at) for at in range(row.childCount())]
    return [one for one in found if one is not None]


def _is_ticked(row: QTreeWidgetItem) -> bool:
    return row.data(0, Qt.ItemDataRole.CheckStateRole) is not None and row.checkState(0) is Qt.CheckState.Checked


def show_review(session: Session, path: Path, window: QWidget | None) -> ReviewDialog:
    """Open the dialog over a window."""
    dialog = ReviewDialog(session, path, window)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


def ask_pack(session: Session, window: QWidget | None) -> None:
    """Ask which pack came back."""
    title = session.translate(say("The field pack that came back"))
    named, _ = QFileDialog.getOpenFileName(window, title, str(Path.home()), "GeoPackage (*.gpkg)")
    if named:
        show_review(session, Path(named), window)
