"""What a hand does to the shapes of selected records: parted by a line, united, widened; each is one commit."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import QObject
from PyQt6.QtWidgets import QDialog, QInputDialog, QWidget

from desktop.canvas.tools.tool import Drawn
from desktop.session import Selected, Session
from forensics.errors import ValueRefused
from forensics.messages import Message, say
from forensics.ports import Found, Receipt
from layers.shapes import WIDEST_M, merge_shapes, split_shape, widen_shape


class Reshaping(QObject):
    """Asks for what is missing, and writes; undo takes all of it back."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._parent = session, parent

    def split(self, drawn: Drawn, of: Selected) -> None:
        """Part a record by a line that was drawn for it, whatever is selected by now."""
        self._write(say("split"), of, lambda found: split_shape(self._session.project, found[0], drawn.geometry))

    def ask_merge(self) -> QInputDialog | None:
        """Unite the selected records in the first; why is asked, since the others are voided."""
        of = self._session.selected
        if len(of.ids) < 2:
            self._session.refused.emit(
                ValueRefused("Two or more records of one type are merged; {count} were given.",
                             count=len(of.ids))
            )  # fmt: skip
            return None
        dialog = self._dialog(
            QInputDialog.InputMode.TextInput, say("Merge shapes"),
            say("The first record gets all shapes; the others are voided. Why?"),
        )  # fmt: skip
        dialog.textValueSelected.connect(
            lambda reason: self._write(
                say("merge"), of, lambda found: merge_shapes(self._session.project, found, reason.strip())
            )
        )
        dialog.open()
        return dialog

    def ask_width(self) -> QInputDialog:
        """Widen the selected area, or narrow it."""
        of = self._session.selected
        dialog = self._dialog(
            QInputDialog.InputMode.DoubleInput, say("Widen the area"),
            say("Metres on the ground; a negative number narrows it"),
        )  # fmt: skip
        dialog.setDoubleDecimals(2)
        dialog.setDoubleRange(-WIDEST_M, WIDEST_M)
        dialog.setDoubleValue(10.0)
        dialog.doubleValueSelected.connect(
            lambda metres: self._write(
                say("widen"), of, lambda found: widen_shape(self._session.project, found[0], metres)
            )
        )
        dialog.open()
        return dialog

    def _dialog(self, mode: QInputDialog.InputMode, title: Message, label: Message) -> QInputDialog:
        translate = self._session.translate
        dialog = QInputDialog(self._parent)
        dialog.setInputMode(mode)  # before the buttons are named: naming them decides whether they can be pressed
        dialog.setWindowTitle(translate(title))
        dialog.setLabelText(translate(label))
        dialog.setOkButtonText(translate(say("Do it")))
        dialog.setCancelButtonText(translate(say("Cancel")))
        dialog.finished.connect(lambda result: dialog.deleteLater() if result != QDialog.DialogCode.Accepted else None)
        return dialog

    def _write(self, what: Message, chosen: Selected, call: Callable[[list[Found]], Receipt]) -> None:
        project = self._session.project

        def write(progress: object) -> Receipt:
            titles = project.register.titles(list(chosen.ids), (chosen.type,))
            found = [titles[id_] for id_ in chosen.ids if id_ in titles]
            if not found:
                raise ValueRefused("Select a record that is drawn as an area or a line.")
            return call(found)

        self._session.write(write, self._session.translate(what))
