"""Cases, minimum number of individuals and persons identified of each site, apart, with what forces the minimum."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QDialog, QDialogButtonBox, QHeaderView, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from desktop.forms.latest import Latest
from desktop.forms.look import wrapped
from desktop.session import Session
from desktop.skeleton.names import read_names
from forensics.messages import Message, say, say_count
from forensics.pieces import Piece
from forensics.vocabulary.bones import BONE_ZONE, DEVELOPMENTAL_AGE
from layers.individuals import LEFT_OUT, NEARLY_WHOLE, Counts, counts_of, told_by_number

WIDTH, HEIGHT = 760, 640
RECORD = Qt.ItemDataRole.UserRole
ROWS = 12
"""So many rows of the table are shown, the most frequent first."""

APART = say(
    "Three numbers that never stand for each other. Of linked sites the bones are counted as if they lay in one grave; "
    "the minimum is never added up."
)

WITHOUT = say("Without inventory")


class CountingDialog(QDialog):
    """One line for each site and each group of linked sites; opened, it shows the working."""

    open_wanted = pyqtSignal(str)
    """The id of a bone that the person wants to see."""

    def __init__(self, session: Session, sites: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setWindowTitle(self._say(say("Individuals")))
        self.tree = QTreeWidget()
        self.tree.setHeaderLabels(
            [self._say(one) for one in (say("Site"), say("Cases"), WITHOUT, say("MNI"), say("Persons identified"))]
        )
        self.tree.setAccessibleName(self.windowTitle())
        self.tree.itemActivated.connect(self._open)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(wrapped(self._say(APART), "hint"))
        self.limits = wrapped("")
        self.limits.hide()
        column.addWidget(self.limits)
        column.addWidget(self.tree, 1)
        column.addWidget(buttons)
        self.resize(WIDTH, HEIGHT)
        self._asking = Latest(self)
        self._asking.answered.connect(self._show)
        self._asking.failed.connect(session.failed)
        project = session.project
        self._asking.ask_now(lambda: counts_of(project, sites))

    def _say(self, message: Message) -> str:
        return self._session.translate(message)

    def _show(self, found: list[Counts]) -> None:
        limits = [
            f"{' + '.join(one.sites)}: {self._say(one.limitation)}" for one in found if one.limitation is not None
        ]
        self.limits.setText("\n".join(limits))
        self.limits.setVisible(bool(limits))
        for counts in found:
            least = str(counts.minimum.value)
            if not counts.minimum.exact:
                least = self._say(say("{least} to {enough}", least=least, enough=counts.minimum.enough))
            numbers = (str(counts.cases), str(counts.not_inventoried), least, str(counts.identified))
            top = QTreeWidgetItem([" + ".join(counts.sites), *numbers])
            self.tree.addTopLevelItem(top)
            self._working(top, counts)
        if len(found) <= 2:
            self.tree.expandToDepth(1)
        head = self.tree.header()
        assert head is not None
        head.setStretchLastSection(False)
        for column in range(self.tree.columnCount()):
            modes = QHeaderView.ResizeMode
            head.setSectionResizeMode(column, modes.ResizeToContents if column else modes.Stretch)

    def _working(self, top: QTreeWidgetItem, counts: Counts) -> None:
        minimum = counts.minimum
        if counts.without_inventory is not None:
            self._branch(top, counts.without_inventory).setFirstColumnSpanned(True)
        said = say_count(
            "{count} bone of which no two are of one person",
            "{count} bones of which no two are of one person",
            count=len(minimum.forced_by),
        )
        forced = self._branch(top, said)
        for piece in minimum.forced_by:
            leaf = QTreeWidgetItem(forced, [f"{counts.codes[piece.id]} · {self._piece(piece)}"])
            leaf.setData(0, RECORD, piece.id)
            leaf.setFirstColumnSpanned(True)
        if minimum.by_number:
            self._branch(top, told_by_number(minimum)).setFirstColumnSpanned(True)
        table = self._branch(top, say("The most frequent zones"))
        for row in minimum.rows[:ROWS]:
            zone = self._session.label(BONE_ZONE.codes[row.zone]) if row.zone else self._say(NEARLY_WHOLE)
            age = self._session.label(DEVELOPMENTAL_AGE.codes[row.age])
            QTreeWidgetItem(
                table, [f"{self._bone((row.bone, row.side, row.tooth))} · {zone} · {age}", "", "", str(len(row.pieces))]
            )
        for why, message in LEFT_OUT.items():
            codes = [counts.codes[id_] for id_, one in minimum.left_out.items() if one == why]
            if codes:
                said = say_count("{count} bone is not counted: {why}.", "{count} bones are not counted: {why}.",
                                 count=len(codes), why=self._say(message))  # fmt: skip
                branch = self._branch(top, said)
                for code in codes:
                    QTreeWidgetItem(branch, [code])
        for item in (top, forced, table):
            item.setFirstColumnSpanned(item is not top)

    def _branch(self, top: QTreeWidgetItem, message: Message) -> QTreeWidgetItem:
        return QTreeWidgetItem(top, [self._say(message)])

    def _bone(self, key: tuple[str, str, str]) -> str:
        return read_names().name(key, self._session.language, self._session.label)

    def _piece(self, piece: Piece) -> str:
        return f"{self._bone(piece.key)} · {self._session.label(DEVELOPMENTAL_AGE.codes[piece.age])}"

    def _open(self, item: QTreeWidgetItem, column: int) -> None:
        record = item.data(0, RECORD)
        if record:
            self.open_wanted.emit(str(record))


def show_counts(session: Session, parent: QWidget, open_record: Callable[[str], object]) -> CountingDialog:
    """Count the sites that are selected, or all."""
    selected = session.selected
    dialog = CountingDialog(session, selected.ids if selected.type == "site" else (), parent)
    dialog.open_wanted.connect(open_record)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog
