"""A planner is walked through the three files by which two organisations learn where both work."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QFileDialog, QHBoxLayout, QLabel, QWidget

from desktop.forms.look import wrapped
from desktop.forms.plain_rows import PlainRows
from desktop.forms.plain_table import PlainTable
from desktop.safekeeping.work_dialog import WorkDialog
from desktop.session import Session
from forensics.errors import TaphosError
from forensics.messages import Message, say, say_count
from forensics.overlap import MOST_SHARE, SHARE, WORK, month_called, number_of
from layers.overlap.exchanging import AHEAD, BACK, Met, Opened, Sent, answer, default_terms, offer, open_sheet
from layers.overlap.files import Party
from layers.overlap.pending import today

ENDING = ".overlap"
FILTER = f"Taphos (*{ENDING})"
OFFER, ANSWER, OPEN = "offer", "answer", "open"
STEPS = {
    OFFER: say("1. Offer: write the first file"),
    ANSWER: say("2. Answer: somebody's offer has come"),
    OPEN: say("3. Open: an answer or a last file has come"),
}
LEARNT = {
    OFFER: say(
        "The other side learns how large your set is, within a range, and after the third file the settlements, months "
        "and kinds of work that both have. It learns nothing else, and who reads the file on its way learns less."
    ),
    ANSWER: say(
        "Whoever made the offer learns, of the settlements, months and kinds of work that they put in, which you have "
        "too; you learn the same from the third file. They can lie: answer nobody whom you would not call."
    ),
    OPEN: say(
        "You learn what both have. An answer is followed by a third file, without which the other side learns nothing. "
        "Each file is opened once, on the device that wrote the one before."
    ),
}
WIDTH = 740


class MetRows(PlainRows[Met]):
    """What both sides have."""

    headings = (say("Settlement"), say("Official code"), say("Month"), say("Kind of work"))

    def icon(self, row: Met) -> str:
        return "settlement"

    def cell(self, row: Met, column: int) -> str:
        kind = self._session.translate(say(WORK[row.piece.kind]))
        return (row.name, row.piece.settlement, row.piece.month, kind)[column]


class OverlapDialog(WorkDialog):
    """One step at a time; what the other side will learn by it stands above what is asked."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session.translate, say("Compare work with another organisation"), say("Write"), parent)
        self.session = session
        self.step = QComboBox()
        for step, label in STEPS.items():
            self.step.addItem(self.translate(label), step)
        self.learnt = wrapped("", "hint")
        self.given, self.out = self.line(), self.line(str(Path.home() / f"offer{ENDING}"))
        self.organisation, self.contact = self.line(), self.line()
        now = number_of(f"{today():%Y-%m}")
        self.first, self.last = self.line(month_called(now - BACK)), self.line(month_called(now + AHEAD))
        self.share = QDoubleSpinBox()
        self.share.setRange(0.1, MOST_SHARE / 10)
        self.share.setDecimals(1)
        self.share.setSuffix(" %")
        self.share.setValue(SHARE / 10)
        self.planned = QCheckBox(self.translate(say("Also what is planned or still ahead")))
        self.model = MetRows(session, self)
        self.met = PlainTable(self.model, (190, 190, 90))
        self.met.setAccessibleName(self.translate(say("What both have")))
        self.met.hide()
        self._lay_out_fields()
        self.step.currentIndexChanged.connect(self._show_step)
        self._show_step()
        self.setMinimumWidth(WIDTH)

    def _lay_out_fields(self) -> None:
        self.form.addRow(self.translate(say("Step")), self.step)
        self.form.addRow("", self.learnt)
        self._row_of_given = self._add_row(say("File that has come"), self.with_choice(self.given, self._choose_given))
        self._row_of_out = self._add_row(say("File to write"), self.with_choice(self.out, self._choose_out))
        months = QHBoxLayout()
        months.addWidget(self.first, 1)
        months.addWidget(QLabel("–"))
        months.addWidget(self.last, 1)
        self._row_of_months = self._add_row(say("Months"), months)
        self._row_of_share = self._add_row(say("Largest share"), self.share)
        self._row_of_planned = self._add_row(Message(""), self.planned)
        self._row_of_risk = self._add_row(
            Message(""),
            wrapped(self.translate(say("It tells whoever has the same work where your teams will be.")), "hint"),
        )
        self.add(say("Our organisation"), self.organisation)
        self.add(
            say("Whom to call"), self.contact,
            say("As it is typed here, the other side reads it in the file. The file itself is not encrypted."),
        )  # fmt: skip
        self.column.insertWidget(1, self.met, 8)

    def _add_row(self, label: Message, field: QWidget | QHBoxLayout) -> int:
        self.form.addRow(self.translate(label) if label.id else "", field)
        return self.form.rowCount() - 1

    @property
    def chosen(self) -> str:
        """The step that is chosen."""
        return str(self.step.currentData())

    def _show_step(self, _index: int = 0) -> None:
        step = self.chosen
        self.learnt.setText(self.translate(LEARNT[step]))
        for row, on in (
            (self._row_of_given, step != OFFER),
            (self._row_of_months, step == OFFER),
            (self._row_of_share, step != OPEN),
            (self._row_of_planned, step != OPEN),
            (self._row_of_risk, step != OPEN),
        ):
            self.form.setRowVisible(row, on)
        self.go.setText(self.translate(say("Open") if step == OPEN else say("Write")))
        names = {OFFER: "offer", ANSWER: "answer", OPEN: "last"}
        if self.out.text() in {str(Path.home() / f"{name}{ENDING}") for name in names.values()}:
            self.out.setText(str(Path.home() / f"{names[step]}{ENDING}"))
        self.look()

    def missing(self) -> Message | None:
        step = self.chosen
        if step != OFFER and not Path(self.given.text().strip()).expanduser().is_file():
            return say("Choose the file that the other side sent.")
        if step == OFFER and (fault := self._fault_of_terms()) is not None:
            return fault
        if step != OPEN and not self.contact.text().strip():
            return say("Write whom the other side is to call.")
        return self.missing_file(self.out)

    def _fault_of_terms(self) -> Message | None:
        try:
            self._terms()
        except TaphosError as fault:
            return fault.message
        return None

    def _terms(self) -> object:
        return default_terms(
            self.session.project, self.first.text().strip(), self.last.text().strip(),
            share=round(self.share.value() * 10),
        )  # fmt: skip

    def begin(self) -> None:
        project, step = self.session.project, self.chosen
        given, out = Path(self.given.text().strip()).expanduser(), self.file_of(self.out, ENDING)
        us = Party(self.organisation.text(), self.contact.text())
        share, planned = round(self.share.value() * 10), self.planned.isChecked()
        if step == OFFER:
            terms = default_terms(project, self.first.text().strip(), self.last.text().strip(), share=share)
            self.work(lambda _: offer(project, out, terms, us, planned=planned), self._sent, in_order=True)
        elif step == ANSWER:
            self.work(
                lambda _: answer(project, given, out, us, share=share, planned=planned), self._sent, in_order=True
            )
        else:
            self.work(lambda _: open_sheet(project, given, out, us, if_wanted=True), self._opened, in_order=True)

    def _sent(self, sent: Sent) -> None:
        said = say(
            "Wrote {file}. Pieces of work: {pieces:,}, filled up to {size:,}; records left out: {left:,}. Give "
            "it to the other side.",
            file=str(sent.path), pieces=sent.pieces, size=sent.size, left=sum(sent.left_out.values()),
        )  # fmt: skip
        self.tell("good", said)

    def _opened(self, opened: Opened) -> None:
        self.model.show_rows(opened.met)
        self.met.setVisible(bool(opened.met))
        whom = ", ".join(filter(None, (opened.them.organisation, opened.them.contact))) or "–"
        said = say_count(
            "Both have {count} piece of work. Before a team is sent, call: {whom}.",
            "Both have {count} pieces of work. Before a team is sent, call: {whom}.",
            count=len(opened.met), whom=whom,
        )  # fmt: skip
        self.tell("good", said)
        self.resize(self.width(), max(self.height(), 560 if opened.met else 0))

    def _choose_given(self) -> str:
        named, _ = QFileDialog.getOpenFileName(self, self.windowTitle(), str(Path.home()), FILTER)
        return named

    def _choose_out(self) -> str:
        named, _ = QFileDialog.getSaveFileName(self, self.windowTitle(), self.out.text(), FILTER)
        return named


def show_overlap(session: Session, window: QWidget | None) -> OverlapDialog:
    """Open the dialog over a window."""
    dialog = OverlapDialog(session, window)
    dialog.show_over()
    return dialog
