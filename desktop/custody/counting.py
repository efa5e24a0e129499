"""A package is checked by its seals in the window: those that should be there, ticked or scanned, and foreign ones."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.forms.latest import Latest
from desktop.forms.look import Said, wrapped
from desktop.over_selection import open_over_selection
from desktop.session import Session
from forensics.custody.packages import Count, count_seals, told_of
from forensics.messages import Message, say
from forensics.ports import Found
from layers.custody.counting import Expected, expected_in

_SEAL = Qt.ItemDataRole.UserRole


class CountingDialog(QDialog):
    """A scanner types a seal and presses Enter; a person ticks. Nothing is written: what is wrong is said here."""

    def __init__(self, session: Session, package: Found, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._expected: Sequence[Expected] = ()
        self._scanned: list[str] = []
        self.setWindowTitle(self._say(say("Seals of {package}", package=package.code)))
        self.scan, self.seals = QLineEdit(self), QListWidget(self)
        self.told = wrapped("")
        self.wrong = Said("warning", "warning", self)
        label = QLabel(self._say(say("Scan or type a seal and press Enter, or tick it")), self)
        label.setBuddy(self.scan)
        self.scan.setAccessibleName(label.text())
        self.seals.setAccessibleName(self._say(say("Seals that should be there")))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        for button in buttons.buttons():
            button.setAutoDefault(False)  # type: ignore[attr-defined]
        column = QVBoxLayout(self)
        for widget in (label, self.scan, self.seals, self.told, self.wrong, buttons):
            column.addWidget(widget)
        self.scan.returnPressed.connect(self._take)
        self.seals.itemChanged.connect(lambda item: self._count())
        self._asking = Latest(self)
        self._asking.answered.connect(self._arrived)
        self._asking.refused.connect(session.refused)
        self._asking.failed.connect(session.failed)
        self._asking.ask_now(lambda: expected_in(session.project, package))
        self.resize(520, 560)

    def _say(self, message: Message) -> str:
        return self._session.translate(message)

    def _arrived(self, expected: Sequence[Expected]) -> None:
        self._expected = expected
        self.seals.blockSignals(True)
        for one in expected:
            seal = one.seal or self._say(say("no seal"))
            item = QListWidgetItem(f"{'    ' * one.depth}{one.item.code} · {seal}")
            item.setData(_SEAL, one.seal)
            if one.seal:
                item.setCheckState(Qt.CheckState.Unchecked)
            self.seals.addItem(item)
        self.seals.blockSignals(False)
        self._count()
        self.scan.setFocus()

    def _take(self) -> None:
        """A seal was scanned: it is ticked where it should be here, else it is foreign."""
        seal = self.scan.text().strip()
        self.scan.clear()
        found = [item for item in self._items() if item.data(_SEAL) == seal]
        if found and found[0].checkState() is Qt.CheckState.Unchecked:
            found[0].setCheckState(Qt.CheckState.Checked)
        elif seal:
            self._scanned.append(seal)
            self._count()

    def _items(self) -> list[QListWidgetItem]:
        items = (self.seals.item(at) for at in range(self.seals.count()))
        return [item for item in items if item is not None and item.data(_SEAL)]

    @property
    def count(self) -> Count:
        """What was counted so far."""
        ticked = [str(item.data(_SEAL)) for item in self._items() if item.checkState() is Qt.CheckState.Checked]
        return count_seals([one.seal for one in self._expected if one.seal], [*ticked, *self._scanned])

    def _count(self) -> None:
        counted = self.count
        expected = len(counted.seen) + len(counted.missing)
        self.told.setText(
            self._say(say("{seen} of {expected} seals are counted.", seen=len(counted.seen), expected=expected))
        )
        self.wrong.say("\n".join(self._say(one) for one in told_of(counted)))


def count_seals_of(session: Session, parent: QWidget) -> CountingDialog | None:
    """Count the seals of the selected package; None where no package is selected."""
    return open_over_selection(session, parent, "package", CountingDialog)
