"""What of a plan is covered, never as a sum: by team, purpose and day; its gaps on the map, when it would be done."""

from __future__ import annotations

from dataclasses import dataclass

from PyQt6.QtCore import QEvent, Qt, pyqtSignal
from PyQt6.QtGui import QShowEvent
from PyQt6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from desktop.forms.latest import Latest
from desktop.forms.look import wrapped
from desktop.forms.place_details import CalmCombo
from desktop.forms.plain_rows import PlainRows
from desktop.forms.plain_table import PlainTable
from desktop.planning.burn_up import BurnUpChart
from desktop.planning.sketch import MapSketch, Sketched, sketched
from desktop.session import Session
from desktop.theme.icons import live_icon
from forensics.dates import read_date
from forensics.errors import ValueRefused
from forensics.messages import Message, say, say_count
from forensics.planning.covering import Coverage
from forensics.ports import Receipt
from forensics.vocabulary.planning import SURVEY_PURPOSE
from layers.planning.covering import NOBODY, Asked, coverage
from layers.project import Project

RESTS_ON = frozenset({"survey_area", "visit", "track", "team"})
GAPS = "gaps"
PAUSE = 200
NOT_VOIDED = ("review", "voided")


@dataclass(frozen=True, eq=False)
class Covered:
    """A coverage, its gaps as the map shows them, and the codes of all teams."""

    coverage: Coverage
    gaps: Sketched | None
    teams: tuple[str, ...]


@dataclass(frozen=True)
class Share:
    """The km² of one team or purpose."""

    icon: str
    name: str
    km2: float


class Shares(PlainRows[Share]):
    """By team, then by purpose; they add up to more than the whole where ground was covered twice."""

    headings = (say("Team or purpose"), say("km²"))

    def icon(self, row: Share) -> str:
        return row.icon

    def cell(self, row: Share, column: int) -> str:
        return row.name if column == 0 else self._session.translate(say("{km2:,.2f}", km2=row.km2))


class CoveragePanel(QFrame):
    """Measured on a thread while it is seen, and again when what it rests on changed."""

    tracks_wanted = pyqtSignal()

    def __init__(self, session: Session, sketch: MapSketch | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._sketch = session, sketch
        self.found: Covered | None = None
        self._stale = True
        self.purpose, self.team = CalmCombo(), CalmCombo()
        self.since, self.until = QLineEdit(), QLineEdit()
        self.gaps, self.tracks = QCheckBox(), QPushButton()
        self.tracks.setIcon(live_icon("track"))
        self.total, self.told = QLabel(), wrapped("", "hint")
        self.total.setProperty("role", "figure")
        self.model = Shares(session, self)
        self.shares = PlainTable(self.model, (104,))
        self.shares.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for combo in (self.purpose, self.team):
            combo.setSizeAdjustPolicy(CalmCombo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(7)
        self.shares.setMinimumWidth(208)
        self.chart = BurnUpChart()
        self._lay_out()
        self._asking = Latest(self, PAUSE)
        self._asking.answered.connect(self._take)
        self._asking.refused.connect(session.refused)
        self._asking.failed.connect(session.failed)
        self._connect()
        self._relabel()

    def _lay_out(self) -> None:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(12, 8, 12, 6)
        column.setSpacing(6)
        of, days = QHBoxLayout(), QHBoxLayout()
        of.addWidget(self.purpose, 1)
        of.addWidget(self.team, 1)
        days.addWidget(self.since, 1)
        days.addWidget(QLabel("–"))
        days.addWidget(self.until, 1)
        for row in (of, days):
            row.setSpacing(6)
            column.addLayout(row)
        for part in (self.total, self.told, self.gaps, self.tracks):
            column.addWidget(part)
        column.addStretch(1)
        split = QSplitter()
        split.setChildrenCollapsible(False)
        for widget, stretch in ((side, 2), (self.shares, 1), (self.chart, 3)):
            split.addWidget(widget)
            split.setStretchFactor(split.count() - 1, stretch)
        split.setSizes([230, 196, 330])
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(split)

    def _connect(self) -> None:
        for combo in (self.purpose, self.team):
            combo.activated.connect(lambda _: self._ask())
        for line in (self.since, self.until):
            line.textChanged.connect(lambda _: self._ask())
        self.gaps.toggled.connect(lambda on: self._show_gaps())
        self.tracks.clicked.connect(lambda checked: self.tracks_wanted.emit())
        self._session.changed.connect(self._refresh)
        self._session.language_changed.connect(lambda language: self._relabel())

    # Asking

    @property
    def asked(self) -> Asked | None:
        """What is asked for; None where a day cannot be read."""
        days = []
        for line in (self.since, self.until):
            text = line.text().strip()
            try:
                days.append(read_date(text).earliest if text else None)
            except ValueRefused:
                return None
            if text and days[-1] is None:
                return None
        return Asked(str(self.purpose.currentData() or ""), str(self.team.currentData() or ""), days[0], days[1])

    def _ask(self) -> None:
        asked, project = self.asked, self._session.project
        if not self.isVisible():
            self._stale = True
            return
        self._stale = False
        if asked is None:
            self._asking.forget()
            self.told.setText(self._session.translate(say("A day such as 2026-05-14 was expected.")))
            return
        self._asking.ask(lambda: covered_by(project, asked))

    def _take(self, found: Covered) -> None:
        self.found = found
        self._fill_teams(found.teams)
        self._show()

    def showEvent(self, event: QShowEvent | None) -> None:
        super().showEvent(event)
        if self._stale:
            self._ask()
        else:
            self._show_gaps()

    def hideEvent(self, event: QEvent | None) -> None:
        if self._sketch is not None:
            self._sketch.clear(GAPS)

    def _refresh(self, receipt: Receipt) -> None:
        if RESTS_ON.intersection(receipt.changed):
            self._ask()

    # Showing

    def _show(self) -> None:
        if self.found is None:
            return
        found, told = self.found.coverage, self._session.translate
        self.total.setText(told(say("{km2:,.2f} km² covered", km2=found.union_km2)))
        self.told.setText("\n".join(told(one) for one in sentences(found)))
        self.model.show_rows([
            *(Share("team", self._named(name), km2) for name, km2 in found.by_team.items()),
            *(Share("survey_area", self._purpose(name), km2) for name, km2 in found.by_purpose.items()),
        ])  # fmt: skip
        self.chart.show_coverage(found)
        self._show_gaps()

    def _show_gaps(self) -> None:
        if self._sketch is None:
            return
        if self.gaps.isChecked() and self.isVisible() and self.found is not None:
            self._sketch.show(self.found.gaps, GAPS, hatched=True)
        else:
            self._sketch.clear(GAPS)

    def _named(self, name: str) -> str:
        return self._session.translate(say("not recorded")) if name == NOBODY else name

    def _purpose(self, name: str) -> str:
        label = SURVEY_PURPOSE.codes.get(name)
        return self._session.label(label) if label else self._named(name)

    def _fill_teams(self, teams: tuple[str, ...]) -> None:
        if [self.team.itemData(at) for at in range(1, self.team.count())] == list(teams):
            return
        chosen = self.team.currentData()
        self.team.clear()
        self.team.addItem(self._session.translate(say("All teams")), "")
        for code in teams:
            self.team.addItem(code, code)
        self.team.setCurrentIndex(max(self.team.findData(chosen), 0))

    def _relabel(self) -> None:
        told, chosen = self._session.translate, self.purpose.currentData()
        self.purpose.clear()
        self.purpose.addItem(told(say("All purposes")), "")
        for code, label in SURVEY_PURPOSE.codes.items():
            self.purpose.addItem(self._session.label(label), code)
        self.purpose.setCurrentIndex(max(self.purpose.findData(chosen), 0))
        self.team.setItemText(0, told(say("All teams")))
        for widget, words in ((self.purpose, say("Purpose")), (self.team, say("Team")), (self.since, say("From")),
                              (self.until, say("To")), (self.chart, say("Covered day by day"))):  # fmt: skip
            widget.setAccessibleName(told(words))
        self.since.setPlaceholderText(told(say("From")))
        self.until.setPlaceholderText(told(say("To")))
        self.gaps.setText(told(say("Gaps on the map")))
        self.tracks.setText(told(say("Bring tracks back…")))
        self.shares.setAccessibleName(told(say("Covered by team and purpose")))
        self._show()


def covered_by(project: Project, asked: Asked) -> Covered:
    """The coverage of a plan, with its gaps as the map shows them. Blocking."""
    found = coverage(project, asked)
    teams = sorted(str(row["code"]) for row in project.register.fields_of("team", ("code", "review"), NOT_VOIDED))
    return Covered(found, sketched([found.gaps]), tuple(teams))


def sentences(found: Coverage) -> list[Message]:
    """The share of the plan, what is left, when all would be covered, and what was left out."""
    told: list[Message] = []
    if found.percent is not None:
        told.append(say(
            "{percent:.1f} % of what is planned ({done:,.2f} of {planned:,.2f} km²); {left:,.2f} km² are left.",
            percent=found.percent, done=found.done_km2, planned=found.planned_km2, left=found.left_km2,
        ))  # fmt: skip
    if found.end is not None and found.left_km2 > 0:
        told.append(say("As work went in its last four weeks, all would be covered by {day}.",
                        day=found.end.isoformat()))  # fmt: skip
    if found.undrawn:
        told.append(say_count(
            "{count:,} record was left out, because nothing says where it lies or how wide was seen.",
            "{count:,} records were left out, because nothing says where they lie or how wide was seen.",
            count=found.undrawn,
        ))  # fmt: skip
    return told
