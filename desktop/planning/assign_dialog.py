"""An area is assigned: to which team, on which days, who was interviewed there already, and what a lead overrides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PyQt6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from desktop.forms.latest import Latest
from desktop.forms.look import Said, wrapped
from desktop.forms.plain_rows import PlainRows
from desktop.forms.plain_table import PlainTable
from desktop.planning.contents import Shown
from desktop.safekeeping.work_dialog import WorkDialog
from desktop.session import Session
from forensics.errors import TaphosError
from forensics.messages import Message, say, say_count
from forensics.ports import Receipt
from forensics.records.planning import Practitioner, SurveyArea, Team
from forensics.vocabulary.testimony import RECONTACT
from layers.planning.assigning import Asked, Assignment, assign
from layers.planning.board import Card
from layers.planning.moving import Outlook, days_for, found_of, outlook
from layers.project import Project
from layers.records import read_all

WIDTH = 640
PAUSE = 150


class AskedRows(PlainRows[Asked]):
    """The interviews that were held there."""

    headings = (say("Interviewee"), say("Interview"), say("Month"), say("May be asked again"), say("Also asked by"))

    def icon(self, row: Asked) -> str:
        return "interview"

    def cell(self, row: Asked, column: int) -> str:
        label = RECONTACT.all_codes.get(row.again)
        again = self._session.label(label) if label else self._session.translate(say("not recorded"))
        return (row.interviewee or "–", row.code, row.month or "–", again, ", ".join(row.others) or "–")[column]


class AssignDialog(WorkDialog):
    """Asks the one gate again after each change, and can be pressed only while it is open or overridden."""

    def __init__(
        self, session: Session, shown: Shown, card: Card, team: str = "", parent: QWidget | None = None, *,
        begins: bool = False, compare: Callable[[], object] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(session.translate, say("Assign {code}", code=card.area.code), say("Assign"), parent)
        self.session, self.shown, self.area = session, shown, card.area
        self._begins, self._compare = begins, compare
        self.found: Outlook | None = None
        self._make_fields(team or card.area.team or "")
        self._lay_out_fields()
        self._asking = Latest(self, PAUSE)
        self._asking.answered.connect(self._take)
        self._asking.refused.connect(self._refused)
        self._asking.failed.connect(session.failed)
        self._leads = Latest(self)
        self._leads.answered.connect(self._take_leads)
        self._leads.failed.connect(session.failed)
        project = session.project
        self._leads.ask(lambda: leads_of(project))
        self.setMinimumWidth(WIDTH)
        self._ask()

    def _make_fields(self, team: str) -> None:
        self.team = QComboBox()
        for one in self.shown.situation.teams:
            self.team.addItem(" · ".join(filter(None, (one.code, one.name))), one.id)
        at = self.team.findData(team)
        self.team.setCurrentIndex(at)
        first, last = days_for(self.area, self._team(), self.shown.situation.day)
        self.first, self.last = QLineEdit(first.isoformat()), QLineEdit(last.isoformat())
        self.lacks, self.gate = Said("warning", "warning"), Said("problem", "problem")
        self.asked_heading = wrapped("", "strong")
        self.model = AskedRows(self.session, self)
        self.asked = PlainTable(self.model, (130, 110, 80, 130))
        self.asked.setAccessibleName(self.translate(say("Interviewed there already")))
        self.asked.setMinimumHeight(124)
        self.compare = QPushButton(self.translate(say("Compare work with another organisation…")))
        self.compare.setAutoDefault(False)
        self.overrides = QCheckBox(self.translate(say("The lead sends the team all the same")))
        self.lead, self.reason = QComboBox(), QLineEdit()
        for changed in (self.team.currentIndexChanged, self.first.textChanged, self.last.textChanged,
                        self.overrides.toggled, self.lead.currentIndexChanged, self.reason.textChanged):  # fmt: skip
            changed.connect(lambda *_: self._ask())

    def _lay_out_fields(self) -> None:
        say_, area = self.translate, self.area
        self.add(say("Team"), self.team)
        days = QHBoxLayout()
        days.addWidget(self.first, 1)
        days.addWidget(QLabel("–"))
        days.addWidget(self.last, 1)
        self.first.setAccessibleName(say_(say("First day")))
        self.last.setAccessibleName(say_(say("Last day")))
        self.add(say("Days"), days)
        self.form.addRow("", self.lacks)
        self.form.addRow(self.asked_heading)
        self.form.addRow(self.asked)
        self.form.addRow("", self.compare)
        self.form.addRow("", self.gate)
        self.form.addRow("", self.overrides)
        self.form.addRow(say_(say("Lead")), self.lead)
        self.form.addRow(say_(say("Reason")), self.reason)
        self.compare.clicked.connect(lambda checked: self._compare() if self._compare is not None else None)
        self._interviews = area.purpose == "interview"
        self._show_rows()

    @property
    def wanted(self) -> Assignment:
        """What the fields say."""
        overridden = self.overrides.isChecked()
        begun = self.area.start or self.shown.situation.day.isoformat() if self._begins else ""
        return Assignment(
            str(self.team.currentData() or ""), self.first.text().strip(), self.last.text().strip(),
            str(self.lead.currentData() or "") if overridden else "",
            self.reason.text().strip() if overridden else "", begun,
        )  # fmt: skip

    def missing(self) -> Message | None:
        if not self.team.currentData():
            return say("Choose the team.")
        for line in (self.first, self.last):
            if not _is_day(line.text().strip()):
                return say("“{value}” is no day; YYYY-MM-DD was expected.", value=line.text().strip())
        if self.overrides.isChecked() and not self.reason.text().strip():
            return say("Write why the lead sends the team all the same.")
        return None

    def begin(self) -> None:
        session, area, wanted = self.session, self.area, self.wanted
        self.work(lambda _: self._write(session, area, wanted), self._written, in_order=True)

    def _write(self, session: Session, area: SurveyArea, wanted: Assignment) -> Receipt:
        return assign(session.project, found_of(area), wanted)

    def _written(self, receipt: Receipt) -> None:
        self.session.know(receipt, what_of(self.area, self._team()))
        self.accept()

    def _ask(self) -> None:
        """Ask what would come of it, and let nothing be pressed until that is known."""
        self.look()
        self._show_rows()
        if self.missing() is not None:
            self._asking.forget()
            return
        self.go.setEnabled(False)
        project, area, team, wanted = self.session.project, self.area, self._team(), self.wanted
        self._asking.ask(lambda: outlook(project, area, team, wanted))

    def _take(self, found: Outlook) -> None:
        self.found = found
        self.model.show_rows(found.asked)
        self.look()
        self.go.setEnabled(found.refusal is None and self.missing() is None)
        self._show_rows()

    def _take_leads(self, found: list[Practitioner]) -> None:
        for one in found:
            self.lead.addItem(one.code or "", one.id)

    def _show_rows(self) -> None:
        """What keeps the team out, what it lacks, who was asked there: each only where there is something to say."""
        found, say_ = self.found, self.translate
        self.lacks.say(say_(say("The team has not: {skills}", skills=found.lacks)) if found and found.lacks else "")
        self.gate.say(say_(found.refusal) if found and found.refusal is not None else "")
        asked = found.asked if found is not None else ()
        heading = say_count("{count} interview was held there already; nobody is asked twice without need.",
                            "{count} interviews were held there already; nobody is asked twice without need.",
                            count=len(asked))  # fmt: skip
        none = say("No interview there is on record. Others may have asked: compare before a team is sent.")
        self.asked_heading.setText(say_(heading if asked else none))
        closed = bool(found and found.closed) or self.overrides.isChecked()
        for widget, on in (
            (self.lacks, bool(found and found.lacks)), (self.gate, bool(found and found.refusal)),
            (self.asked_heading, self._interviews and found is not None), (self.asked, bool(asked)),
            (self.compare, self._interviews and self._compare is not None), (self.overrides, closed),
            (self.lead, self.overrides.isChecked()), (self.reason, self.overrides.isChecked()),
        ):  # fmt: skip
            self.form.setRowVisible(widget, on)

    def _team(self) -> Team | None:
        return self.shown.situation.team_of.get(str(self.team.currentData() or ""))

    def _refused(self, refusal: TaphosError) -> None:
        if self.task is not None:
            super()._refused(refusal)
        else:
            self.tell("problem", refusal.message)


def what_of(area: SurveyArea, team: Team | None) -> str:
    """How undo names an assignment."""
    return " → ".join(filter(None, (area.code, team.code if team is not None else "")))


def leads_of(project: Project) -> list[Practitioner]:
    """The practitioners who are leads, by their codes. Blocking."""
    found = read_all(project, Practitioner, ("roles",))
    return sorted((one for one in found if "lead" in (one.roles or ())), key=lambda one: one.code or "")


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False
