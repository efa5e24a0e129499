"""A proposal: what is weighed how, who would go where, what that costs and how much better it could be; kept or
dropped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from PyQt6.QtWidgets import QDoubleSpinBox, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QSpinBox, QWidget

from desktop.forms.look import wrapped
from desktop.forms.plain_rows import PlainRows
from desktop.forms.plain_table import PlainTable
from desktop.planning.costs import HOW, PARTS
from desktop.safekeeping.work_dialog import WorkDialog
from desktop.session import Session
from forensics.messages import Message, say, say_count
from forensics.planning.gate import listed
from forensics.planning.proposing import Weights
from forensics.ports import Progress, Receipt
from forensics.records.planning import SurveyArea
from layers.gating import this_day
from layers.planning.assigning import already_asked
from layers.planning.moving import found_of
from layers.planning.proposing import PERIOD, SECONDS, Period, Proposed, Row, by_team, keep_proposal, propose
from layers.planning.situation import situation_of
from layers.project import Project

WIDTH, HIGH = 940, 220
NOBODY: Mapping[str, int] = MappingProxyType({})
MOST = 100_000.0
LONGEST = 600
COSTS = {
    "travel": say("A kilometre of travel"),
    "balance": say("An hour by which a load differs from an equal share"),
    "late": say("A day too late"),
    "left": say("An urgent area that nobody takes"),
}


@dataclass(frozen=True)
class Line:
    """One line of what a proposal gives: a team, an area of it, or an area that nobody takes."""

    icon: str
    cells: tuple[str, str, str, str]


class Lines(PlainRows[Line]):
    """Team by team what each gets, then what is left and what nobody may enter, with why."""

    headings = (say("Team or area"), say("Days"), say("Work"), say("Travel, or why not"))

    def icon(self, row: Line) -> str:
        return row.icon

    def cell(self, row: Line, column: int) -> str:
        return row.cells[column]


class ProposeDialog(WorkDialog):
    """Looks for the best on a thread, with progress and a way to stop; what was found is written only when kept."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session.translate, say("Propose assignments"), say("Look for the best"), parent)
        self.session = session
        self.found: Proposed | None = None
        self.asked: Mapping[str, int] = {}
        today = this_day()
        self.first, self.last = (
            self.line(today.isoformat()),
            self.line((today + timedelta(days=PERIOD - 1)).isoformat()),
        )
        self.seconds = QSpinBox()
        self.seconds.setRange(0, LONGEST)
        self.seconds.setValue(int(SECONDS))
        self.seconds.setSuffix(f" {self.translate(say('s'))}")
        self.weights: dict[str, QDoubleSpinBox] = {}
        self.model = Lines(session, self)
        self.table = PlainTable(self.model, (170, 190, 110))
        self.table.setAccessibleName(self.translate(say("What each team would get")))
        self.objective = wrapped("")
        self.keep, self.drop = QPushButton(self.translate(say("Keep as assignments"))), QPushButton()
        self._lay_out_fields()
        self.setMinimumWidth(WIDTH)
        self._show_found()
        self.look()

    def _lay_out_fields(self) -> None:
        days = QHBoxLayout()
        days.addWidget(self.first, 1)
        days.addWidget(QLabel("–"))
        days.addWidget(self.last, 1)
        self.first.setAccessibleName(self.translate(say("First day")))
        self.last.setAccessibleName(self.translate(say("Last day")))
        self.add(say("Days"), days)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        for at, (name, words) in enumerate(COSTS.items()):
            box = QDoubleSpinBox()
            box.setRange(0, MOST)
            box.setDecimals(1)
            box.setValue(getattr(Weights(), name))
            box.setSuffix(f" {self.translate(say('km'))}")
            box.setAccessibleName(self.translate(words))
            self.weights[name] = box
            row, column = divmod(at, 2)
            grid.addWidget(wrapped(self.translate(words)), row, 2 * column)
            grid.addWidget(box, row, 2 * column + 1)
            grid.setColumnStretch(2 * column, 1)
        self.form.addRow(wrapped(self.translate(say("What each costs, in kilometres of travel:")), "strong"))
        self.form.addRow(grid)
        self.add(say("Look for at most"), self.seconds)
        self.drop.setText(self.translate(say("Drop it")))
        self.keep.setProperty("kind", "primary")
        for button, call in ((self.keep, self.write), (self.drop, self.forget)):
            button.setAutoDefault(False)
            button.clicked.connect(lambda checked, call=call: call())
        buttons = QHBoxLayout()
        buttons.addWidget(self.objective, 1)
        buttons.addWidget(self.drop)
        buttons.addWidget(self.keep)
        self.table.setMinimumHeight(HIGH)
        self.column.insertWidget(1, self.table, 8)
        self.column.insertLayout(2, buttons)

    def missing(self) -> Message | None:
        for line in (self.first, self.last):
            if _day(line) is None:
                return say("“{value}” is no day; YYYY-MM-DD was expected.", value=line.text().strip())
        first, last = _day(self.first), _day(self.last)
        if first is not None and last is not None and last < first:
            return say("The last day ({last}) comes before the first ({first}).", first=str(first), last=str(last))
        return None

    def begin(self) -> None:
        first, last = _day(self.first), _day(self.last)
        if first is None or last is None:
            return
        self.forget()
        project, period = self.session.project, Period(first, last)
        weights = Weights(**{name: box.value() for name, box in self.weights.items()})
        seconds = float(self.seconds.value())
        self.work(lambda progress: _proposed(project, period, weights, seconds, progress), self._found)

    def _found(self, both: tuple[Proposed, Mapping[str, int]]) -> None:
        found, self.asked = both
        self.found = found
        self._show_found()
        self.tell("hint", say_count("{count} assignment is proposed; nothing is written yet.",
                                    "{count} assignments are proposed; nothing is written yet.",
                                    count=len(found.rows)))  # fmt: skip

    def forget(self) -> None:
        """Drop what was found."""
        self.found = None
        self._show_found()
        self.look()

    def write(self) -> None:
        """Keep what was found, each assignment through the gate."""
        if self.found is not None:
            project, found = self.session.project, self.found
            self.work(lambda _: keep_proposal(project, found, ""), self._written, in_order=True)

    def _written(self, kept: tuple[Receipt, list[tuple[SurveyArea, Message]]]) -> None:
        receipt, refused = kept
        self.session.know(receipt, self.translate(say("Proposal")))
        self.found = None
        self._show_found()
        if refused:
            area, why = refused[0]
            self.tell("warning", say_count(
                "{count} area was not assigned: {code}: {why}",
                "{count} areas were not assigned, such as {code}: {why}",
                count=len(refused), code=area.code, why=why,
            ))  # fmt: skip
            return
        self.session.told.emit(say("The assignments were written."))
        self.accept()

    def _show_found(self) -> None:
        found = self.found
        self.model.show_rows(lines_of(self.session, found, self.asked) if found is not None else ())
        self.objective.setText(objective_in_words(self.session, found) if found is not None else "")
        for widget in (self.table, self.objective, self.keep, self.drop):
            widget.setVisible(found is not None)
        self.keep.setEnabled(found is not None and bool(found.rows))
        self._stay_on_screen()

    def _stay_on_screen(self) -> None:
        """What it found makes it higher: it goes up by as much as it would hang over the edge."""
        screen = self.screen()
        if screen is not None and self.isVisible():
            self.adjustSize()
            over = self.frameGeometry().bottom() - screen.availableGeometry().bottom()
            self.move(self.x(), max(screen.availableGeometry().top(), self.y() - max(over, 0)))


def _day(line: QLineEdit) -> date | None:
    try:
        return date.fromisoformat(line.text().strip())
    except ValueError:
        return None


def _proposed(
    project: Project, period: Period, weights: Weights, seconds: float, progress: Progress
) -> tuple[Proposed, Mapping[str, int]]:
    """A proposal, and how many interviews were held already in each area of interviews that it gives to a team."""
    found = propose(situation_of(project), period, weights, seconds=seconds, progress=progress)
    areas = [row.area for row in found.rows if row.area.purpose == "interview"]
    return found, {one.id or "": len(already_asked(project, found_of(one))) for one in areas}


def lines_of(session: Session, found: Proposed, asked: Mapping[str, int] = NOBODY) -> list[Line]:
    """What a proposal gives to each team, what it leaves, and what nobody may enter; `asked` is how many interviews
    were held already in an area."""
    told = session.translate
    loads = {id(team): (hours, most) for team, hours, most in found.loads}
    lines: list[Line] = []
    for team, rows in by_team(found):
        hours, most = loads[id(team)]
        load = told(say("{hours:.0f} of {most:.0f} h", hours=hours, most=most))
        far = told(say("{km:,.0f} km", km=sum(row.km for row in rows)))
        areas = told(say_count("{count} area", "{count} areas", count=len(rows)))
        lines.append(Line("team", (team.code or "", areas, load, far)))
        lines += [_line_of(session, row, asked.get(row.area.id or "", 0)) for row in rows]
    for area, why in found.left:
        lines.append(Line("remove", (area.code or "", told(say("Taken by nobody")), "", told(why))))
    for area, whys in found.blocked:
        lines.append(Line("lock", (area.code or "", told(say("Nobody may enter")), "", told(listed(whys)))))
    return lines


def _line_of(session: Session, row: Row, held: int) -> Line:
    """One area of a team; `held` is how many interviews were held there already."""
    told = session.translate
    days = f"{row.first.isoformat()} – {row.last.isoformat()}"
    before = say_count("{count} interview was held there already", "{count} interviews were held there already",
                       count=held)  # fmt: skip
    far = told(say("{km:,.0f} km", km=row.km)) + (f" · {told(before)}" if held else "")
    return Line("survey_area", (f"    {row.area.code}", days, told(say("{hours:.0f} h", hours=row.hours)), far))


def objective_in_words(session: Session, found: Proposed) -> str:
    """What a proposal costs by its parts with their weights, beside the greedy choice, and what nothing can beat."""
    objective, told = found.proposal.objective, session.translate
    parts = "; ".join(
        told(say("{label} {cost:,.0f} (weight {weight:g})", label=label, cost=getattr(objective, name),
                 weight=getattr(found.weights, name)))
        for name, label in PARTS.items()
    )  # fmt: skip
    cost = told(say("Cost {total:,.0f} km, {how} (greedy choice: {greedy:,.0f}): {parts}.", total=objective.total,
                    how=HOW[found.proposal.method], greedy=found.proposal.greedy.total, parts=parts))  # fmt: skip
    gap = found.proposal.gap
    if gap is None:
        return f"{cost} {told(say('How much better it could be is not known.'))}"
    return f"{cost} {told(say('Nothing can be better by more than {gap:.1f} %.', gap=100 * gap))}"


def show_proposal(session: Session, window: QWidget | None) -> ProposeDialog:
    """Open the dialog over a window."""
    dialog = ProposeDialog(session, window)
    dialog.show_over()
    return dialog
