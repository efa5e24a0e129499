"""Labels from the window: for what, on which stock, moved by how much, and the places that are used up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PyQt6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from desktop import tasks
from desktop.forms.look import wrapped
from desktop.paper.label_sheet import STOCKS, print_labels
from desktop.paper.saving import ask_pdf
from desktop.session import Session
from forensics.messages import Message, say, say_count
from forensics.numbering import SERIES
from layers.exports.saying import PackTranslator, translator_for
from layers.paper.labels import Label, labels_of_blocks, labels_of_records
from layers.project import Project

Makes = Callable[[Project, PackTranslator], Sequence[Label]]
_MOST_OFFSET = 20.0


def labels_of_selection(type_: str, ids: Sequence[str]) -> Makes:
    """The labels of what is selected: of a site all the numbers that are reserved there, else of the records."""

    def make(project: Project, translate: PackTranslator) -> Sequence[Label]:
        found = list(project.register.titles(ids).values())
        if type_ != "site":
            return labels_of_records(project, sorted(found, key=lambda one: one.code), translate)
        return [label for site in found for label in labels_of_blocks(project, site, list(SERIES), translate)]

    return make


class LabelsDialog(QDialog):
    """Prints on “Save as PDF…”; nothing is written before."""

    def __init__(self, session: Session, makes: Makes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._makes = session, makes
        self.setWindowTitle(self._say(say("Labels")))
        self.stock = QComboBox()
        for name, stock in STOCKS.items():
            wide, high = stock.label
            words = say("{name}: {count} of {wide:g} × {high:g} mm", name=name, count=stock.on_page, wide=wide,
                        high=high)  # fmt: skip
            self.stock.addItem(self._say(words), name)
        self.right, self.down, self.skip = QDoubleSpinBox(), QDoubleSpinBox(), QSpinBox()
        for box in (self.right, self.down):
            box.setRange(-_MOST_OFFSET, _MOST_OFFSET)
            box.setSingleStep(0.5)
            box.setSuffix(f" {session.label('mm')}")
        self.stock.currentIndexChanged.connect(self._fit)
        self.saver = QPushButton(self._say(say("Save as PDF…")))
        self.saver.setProperty("kind", "primary")
        self.saver.clicked.connect(self._ask)
        self._lay_out()
        self._fit()

    def _say(self, message: Message) -> str:
        return self._session.translate(message)

    def _lay_out(self) -> None:
        form = QFormLayout()
        for label, box in (
            (say("Stock"), self.stock), (say("Moved to the right"), self.right), (say("Moved down"), self.down),
            (say("Labels used up on the first sheet"), self.skip),
        ):  # fmt: skip
            form.addRow(self._say(label), box)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.rejected.connect(self.reject)
        buttons.addButton(self.saver, QDialogButtonBox.ButtonRole.ActionRole)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(14)
        words = say("A label says number, site, kind and a line for the date, and nothing of a person.")
        column.addWidget(wrapped(self._say(words), "hint"))
        column.addLayout(form)
        column.addWidget(buttons)
        self.resize(440, self.sizeHint().height())

    def _fit(self) -> None:
        self.skip.setMaximum(STOCKS[self.stock.currentData()].on_page - 1)

    def _ask(self) -> None:
        ask_pdf(self._session, self, say("Save the labels"), "labels", self.save)

    def save(self, out: Path) -> None:
        """Write the labels on a thread; the person is told how many there are."""
        session, makes = self._session, self._makes
        how = {"stock": self.stock.currentData(), "skip": self.skip.value()}
        offset = (self.right.value(), self.down.value())

        def call() -> tuple[int, int]:
            translate = translator_for(session.project, session.language)
            labels = makes(session.project, translate)
            return len(labels), print_labels(session.project, labels, out, translate, offset=offset, **how)

        tasks.start(
            lambda progress: call(),
            done=lambda made: session.told.emit(_wrote(out, *made)),
            refused=session.refused.emit,
            failed=session.failed.emit,
        )
        self.accept()


def _wrote(out: Path, labels: int, pages: int) -> Message:
    return say_count(
        "Wrote {file}: {labels} labels on {count} page.", "Wrote {file}: {labels} labels on {count} pages.",
        count=pages, file=out.name, labels=labels,
    )  # fmt: skip
