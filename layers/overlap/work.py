"""Where a project's own work lies, as far as a partner may know: settlement, month and kind, and nothing finer.

What is asked is the profile `partner`: types, classes of records and fields that it keeps home are in no set. Of
interviews it lets out numbers that are not small, so they make a piece where at least FEWEST were held in one
settlement and month. Incidents of sexual violence are in no set.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from forensics.at_risk import says_at_risk, telling_fields
from forensics.catalogue import RecordType
from forensics.dates import read_date
from forensics.disclosure import Leaves, Profile
from forensics.fields import Sensitivity
from forensics.messages import Message, say
from forensics.overlap import DOCUMENTATION, Piece, Terms
from forensics.rules.sexual_violence import saying_fields, says_sexual_violence
from forensics.statistics.suppression import FEWEST, FEWEST_AT_RISK
from layers.exports.consents import Consents, consents_of, handing_of
from layers.exports.disclosed import SETTLEMENT, lets_out
from layers.exports.profiles import load_profile
from layers.project import Project

PARTNER = "partner"
NO_SETTLEMENT, NO_CODE, NO_DATE, WITHHELD, AHEAD, FEW = (
    "no_settlement",
    "no_code",
    "no_date",
    "withheld",
    "ahead",
    "few_interviews",
)
INTERVIEW = "interview"
REASONS: Mapping[str, Message] = {
    NO_SETTLEMENT: say("no settlement is recorded"),
    NO_CODE: say("the settlement has no official code, or stays home"),
    NO_DATE: say("no day is recorded, or none that lies in one month"),
    WITHHELD: say("a partner may not see them"),
    AHEAD: say("planned, or still ahead"),
    FEW: say("fewer interviews in a settlement and month than may be told of"),
}
"""Why records are not compared."""

Row = Mapping[str, Any]


@dataclass(frozen=True)
class _Source:
    """Records of a type as work: the fields of their days, their kind, and what leads to a settlement.

    `going_on` are the codes of `status` with which a record without an end goes on today, None where each does.
    """

    type: str
    start: str
    end: str
    kind: str = ""
    kinds: Mapping[str, str] | None = None  # of the field `purpose`; itself where none are named
    through: str = ""
    going_on: tuple[str, ...] | None = ()


_SOURCES = (
    _Source("exhumation", "start", "end", kind="exhumation", through="site", going_on=None),
    _Source("survey_area", "start", "end", going_on=("in_progress", "paused_security")),
    _Source(
        "visit", "start", "end",
        kinds={
            "survey": "reconnaissance", "reconnaissance": "reconnaissance", "interviews": INTERVIEW,
            "exhumation": "exhumation", "recovery": "exhumation",
        },
    ),
    _Source("incident", "date", "date", kind=DOCUMENTATION),
)  # fmt: skip
_PLANNED = ("planned_start", "planned_end")
_STANDING = ("planned", "assigned", "in_progress", "paused_security", "needs_revisit")
"""The statuses of a survey area whose planned days are still ahead."""
_CANCELLED = "cancelled"


@dataclass(frozen=True)
class Work:
    """What is compared, and by reason how many records are not: the settlement is not known, has no code, and so on."""

    pieces: frozenset[Piece]
    left_out: Mapping[str, int]


def work_of(project: Project, terms: Terms, today: date, *, planned: bool = False) -> Work:
    """The project's work under terms; what is planned or lies ahead only where `planned` says so. Blocking."""
    reading = _Reading(project, terms, today, planned)
    with project.register.at_one_moment():
        for source in _SOURCES:
            reading.take(source)
        if planned:
            reading.take_plans()
        reading.take_interviews()
    return Work(frozenset(reading.pieces), dict(reading.left_out))


class _Reading:
    def __init__(self, project: Project, terms: Terms, today: date, planned: bool) -> None:
        self.project, self.terms, self.planned = project, terms, planned
        self.today = today
        self.last = date.max if planned else _month_end(today)
        self.profile: Profile = load_profile(PARTNER, tuple(project.catalogue.types))
        handing = handing_of(self.profile)
        self.consents: Consents = consents_of(
            project.catalogue, self.profile, handing, project.register.fields_of, counts=True
        )
        self.pieces: set[Piece] = set()
        self.left_out: Counter[str] = Counter()
        self.codes = self._codes()
        self._through: dict[str, dict[str, str]] = {}

    def _kind(self, type_: str) -> RecordType:
        return self.project.catalogue[type_]

    def _rows(self, type_: str, *names: str) -> Iterator[Row]:
        """Records of a type that may leave with these fields, but for those of which a consent does not cover it."""
        kind = self._kind(type_)
        shown = {declared.name for declared in self.profile.fields(kind)}
        if not set(names) <= shown:
            return
        home = self.consents.at_home(type_)
        asked = (*names, "review", "sensitivity", *_deciding(kind, self.profile))
        for row in self.project.register.fields_of(type_, ("id", *asked), ("review", "voided")):
            if row["id"] in home or not lets_out(self.profile, kind, row):
                self.left_out[WITHHELD] += 1
            else:
                yield row

    def _codes(self) -> dict[str, str]:
        """The official code of each settlement that may leave, where it is one of the agreed list."""
        system = self.project.pack.code_system if self.project.pack else None
        rows = self._rows("settlement", "official_code", "code_system")
        return {
            row["id"]: row["official_code"]
            for row in rows
            if system and row.get("official_code") and system.fits(row["official_code"])
            and row.get("code_system", system.name) == system.name
        }  # fmt: skip

    def take(self, source: _Source) -> None:
        """Every record of a type as work."""
        names = {source.start, source.end, source.through or SETTLEMENT}
        names |= {"purpose"} if not source.kind else set()
        names |= {"status"} if source.going_on else set()
        kind = self._kind(source.type)
        names |= set(saying_fields(kind))
        for row in self._rows(source.type, *sorted(names)):
            what = source.kind or self._what(source, row)
            if what not in self.terms.kinds or row.get("status") == _CANCELLED:
                continue
            if says_sexual_violence(kind, row):
                self.left_out[WITHHELD] += 1
                continue
            days = self._days(source, row)
            if not self.planned and (days[0] > self.last if days else row.get("status") in _STANDING):
                self.left_out[AHEAD] += 1
            elif days or row.get("status") not in _STANDING:
                self._put(self._settlement(source, row), what, days)

    def _what(self, source: _Source, row: Row) -> str:
        purpose = str(row.get("purpose") or "")
        return purpose if source.kinds is None else source.kinds.get(purpose, "")

    def _settlement(self, source: _Source, row: Row) -> str | None:
        if not source.through:
            return row.get(SETTLEMENT)
        if source.through not in self._through:
            rows = self._rows(source.through, SETTLEMENT)
            self._through[source.through] = {one["id"]: one[SETTLEMENT] for one in rows if one.get(SETTLEMENT)}
        return self._through[source.through].get(str(row.get(source.through)))

    def _days(self, source: _Source, row: Row) -> tuple[date, date] | None:
        first, last = _span(row.get(source.start), row.get(source.end) or row.get(source.start))
        if first is None:
            return None
        on = source.going_on is None or row.get("status") in source.going_on
        if on and not row.get(source.end):
            last = max(self.today, first)
        return first, last or first

    def take_plans(self) -> None:
        """The planned days of survey areas, which are restricted: they leave where a person says so, and so alone."""
        names = (SETTLEMENT, "purpose", "status")
        planned = {
            row["id"]: row for row in self.project.register.fields_of("survey_area", ("id", *_PLANNED))
        }  # fmt: skip
        for row in self._rows("survey_area", *names):
            days = planned.get(row["id"], {})
            first, last = _span(days.get(_PLANNED[0]), days.get(_PLANNED[1]) or days.get(_PLANNED[0]))
            if row.get("status") in _STANDING and row.get("purpose") in self.terms.kinds and first is not None:
                self._put(row.get(SETTLEMENT), row["purpose"], (first, last or first))

    def take_interviews(self) -> None:
        """Months of settlements in which enough interviews were held, where interviews leave as numbers.

        Enough is FEWEST, and FEWEST_AT_RISK where one was with a child or about sexual violence.
        """
        if INTERVIEW not in self.terms.kinds or self.profile.leaves(INTERVIEW) is not Leaves.COUNTS:
            return
        kind = self._kind(INTERVIEW)
        held: Counter[Piece] = Counter()
        least: dict[Piece, int] = {}
        names = ("id", "settlement", "date", "display_area", "review", "sensitivity", *telling_fields(kind))
        for row in self.project.register.fields_of(INTERVIEW, names, ("review", "voided")):
            for piece in self._of_interview(row):
                held[piece] += 1
                if says_at_risk(kind, row):
                    least[piece] = FEWEST_AT_RISK
        enough = {piece for piece, count in held.items() if count >= least.get(piece, FEWEST)}
        self.pieces |= enough
        few = sum(count for piece, count in held.items() if piece not in enough)
        if few:
            self.left_out[FEW] += few

    def _of_interview(self, row: Row) -> Sequence[Piece]:
        """The piece that an interview adds to; none where it may only be told of more coarsely."""
        classes = self.profile.record_classes()
        if row.get("sensitivity", Sensitivity.PUBLIC.value) not in classes or row.get("display_area") != SETTLEMENT:
            self.left_out[WITHHELD] += 1
            return ()
        first, last = _span(row.get("date"), row.get("date"))
        one_month = first is not None and last is not None and f"{first:%Y-%m}" == f"{last:%Y-%m}"
        return self._pieces(row.get(SETTLEMENT), INTERVIEW, (first, last) if one_month and first and last else None)

    def _put(self, settlement: str | None, kind: str, days: tuple[date, date] | None) -> None:
        self.pieces.update(self._pieces(settlement, kind, days))

    def _pieces(self, settlement: str | None, kind: str, days: tuple[date, date] | None) -> list[Piece]:
        code = self.codes.get(settlement or "")
        if code is None or days is None:
            self.left_out[NO_SETTLEMENT if not settlement else NO_CODE if code is None else NO_DATE] += 1
            return []
        first, last = days[0], min(days[1], self.last)
        return [Piece(code, month, kind) for month in self.terms.within(first, last)] if first <= last else []


def _deciding(kind: RecordType, profile: Profile) -> tuple[str, ...]:
    decided = profile.by_decision.get(kind.name)
    return () if decided is None else (decided,)


def _span(start: object, end: object) -> tuple[date | None, date | None]:
    """The first and the last day that two dates may mean."""
    first = read_date(str(start)).earliest if start else None
    return first, read_date(str(end)).latest if end else None


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
