"""How urgent areas are, with the weights that a planner sets: shown as they are changed, and kept as priorities."""

from __future__ import annotations

from PyQt6.QtWidgets import QDoubleSpinBox, QGridLayout, QWidget

from desktop.forms.latest import Latest
from desktop.forms.look import wrapped
from desktop.forms.plain_rows import PlainRows
from desktop.forms.plain_table import PlainTable
from desktop.safekeeping.work_dialog import WorkDialog
from desktop.session import Session
from forensics.dates import read_date
from forensics.errors import TaphosError, ValueRefused
from forensics.messages import Message, say, say_count
from forensics.planning.scoring import FACTORS
from forensics.ports import Receipt
from forensics.vocabulary.places import SEARCH_PRIORITY
from layers.planning.scoring import Scored, keep_scores, scores
from layers.planning.situation import situation_of

WIDTH, HIGH = 900, 240
PAUSE = 250
MOST = 1000.0
STRONGEST = 3


class ScoredRows(PlainRows[Scored]):
    """The areas that are not done, the most urgent first."""

    headings = (say("Area"), say("Score"), say("Priority"), say("Now"), say("Strongest reasons"))

    def icon(self, row: Scored) -> str:
        return "survey_area"

    def cell(self, row: Scored, column: int) -> str:
        score = self._session.translate(say("{score:.2f}", score=row.score.total))
        then, now = self._priority(row.score.urgency), self._priority(row.area.priority or "")
        return (row.area.code or "", score, then, now, self._why(row))[column]

    def _priority(self, code: str) -> str:
        label = SEARCH_PRIORITY.codes.get(code)
        return self._session.label(label) if label else "–"

    def _why(self, row: Scored) -> str:
        told = self._session.translate
        return "; ".join(told(one.factor.label) for one in row.score.reasons[:STRONGEST] if one.adds > 0)


class ScoreDialog(WorkDialog):
    """Each change of a weight is weighed anew on a thread; nothing is written before it is pressed."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session.translate, say("How urgent areas are"), say("Write as priorities"), parent)
        self.session = session
        self.found: list[Scored] = []
        self.weights: dict[str, QDoubleSpinBox] = {}
        self.until = self.line()
        self.model = ScoredRows(session, self)
        self.table = PlainTable(self.model, (140, 70, 90, 90))
        self.table.setAccessibleName(self.translate(say("Areas by urgency")))
        self.table.setMinimumHeight(HIGH)
        self._lay_out_fields()
        self._weighing = Latest(self, PAUSE)
        self._weighing.answered.connect(self._weighed)
        self._weighing.refused.connect(self._not_weighed)
        self._weighing.failed.connect(session.failed)
        self.setMinimumWidth(WIDTH)
        self.look()

    def _lay_out_fields(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        for at, factor in enumerate(FACTORS):
            box = QDoubleSpinBox()
            box.setRange(0, MOST)
            box.setDecimals(1)
            box.setValue(factor.weight)
            words = self.translate(factor.label)
            box.setAccessibleName(words)
            box.valueChanged.connect(lambda _: self.look())
            self.weights[factor.key] = box
            row, column = divmod(at, 2)
            grid.addWidget(wrapped(words), row, 2 * column)
            grid.addWidget(box, row, 2 * column + 1)
            grid.setColumnStretch(2 * column, 1)
        self.form.addRow(wrapped(self.translate(say("What each weighs:")), "strong"))
        self.form.addRow(grid)
        self.add(say("The weather closes on"), self.until, say("A day such as 2026-11-15, or nothing."))
        self.column.insertWidget(1, self.table, 8)

    def missing(self) -> Message | None:
        try:
            until = read_date(self.until.text().strip()).earliest if self.until.text().strip() else None
        except ValueRefused as refusal:
            return refusal.message
        if self.until.text().strip() and until is None:
            return say("“{value}” is no day; YYYY-MM-DD was expected.", value=self.until.text().strip())
        return None

    def look(self) -> None:
        if not hasattr(self, "_weighing"):
            return
        super().look()
        self.go.setEnabled(False)
        if self.missing() is not None:
            self._weighing.forget()
            return
        given = {key: box.value() for key, box in self.weights.items()}
        text, project = self.until.text().strip(), self.session.project
        until = read_date(text).earliest if text else None
        self._weighing.ask(lambda: scores(situation_of(project), given, until))

    def _weighed(self, found: list[Scored]) -> None:
        self.found = found
        self.model.show_rows(found)
        self.go.setEnabled(bool(found))
        self.tell("hint", say_count("{count:,} area that is not done.", "{count:,} areas that are not done.",
                                    count=len(found)))  # fmt: skip

    def _not_weighed(self, refusal: TaphosError) -> None:
        self.found = []
        self.model.show_rows(())
        self.tell("problem", refusal.message)

    def begin(self) -> None:
        project, found = self.session.project, self.found
        self.work(lambda _: keep_scores(project, found, ""), self._written, in_order=True)

    def _written(self, receipt: Receipt) -> None:
        self.session.know(receipt, self.translate(say("Priorities")))
        self.session.told.emit(say("The priorities were written."))
        self.accept()


def show_scores(session: Session, window: QWidget | None) -> ScoreDialog:
    """Open the dialog over a window."""
    dialog = ScoreDialog(session, window)
    dialog.show_over()
    return dialog
