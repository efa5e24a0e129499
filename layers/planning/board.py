"""The board of assignments: where each area stands, who is overdue, and what nobody may enter and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from forensics.geodesy import area_km2
from forensics.messages import Message
from forensics.planning.gate import IN_FORCE, Gate, Key
from forensics.records.planning import SurveyArea, Team
from forensics.vocabulary.planning import SURVEY_STATUS
from layers.planning.reading import first_day, last_day
from layers.planning.situation import DONE, Situation, shape_of, situation_of
from layers.project import Project


@dataclass(frozen=True)
class Card:
    """An area on the board: its team, whether it may be entered, and by how many days it is overdue.

    `closed` says why nobody may enter it, as long as it is not done, and `keys` of which kinds that is. `blocked` says
    the same of one that is assigned or in progress, which is not in force for that: nobody is on its ground by right.
    """

    area: SurveyArea
    team: Team | None
    km2: float
    closed: tuple[Message, ...] = ()
    keys: tuple[Key, ...] = ()
    overdue: int = 0

    @property
    def blocked(self) -> tuple[Message, ...]:
        return self.closed if self.area.status in IN_FORCE else ()

    @property
    def in_force(self) -> bool:
        """Whether a team may be there now."""
        return self.area.status in IN_FORCE and not self.blocked


@dataclass(frozen=True)
class Board:
    """All areas by their status, in the order of the vocabulary; what is blocked does not count as under way."""

    day: date
    columns: dict[str, tuple[Card, ...]]

    @property
    def cards(self) -> tuple[Card, ...]:
        return tuple(card for column in self.columns.values() for card in column)

    @property
    def blocked(self) -> tuple[Card, ...]:
        return tuple(card for card in self.cards if card.blocked)

    @property
    def overdue(self) -> tuple[Card, ...]:
        """The areas in force that are past their day, the longest first."""
        return tuple(sorted((card for card in self.cards if card.overdue), key=lambda card: -card.overdue))

    @property
    def counts(self) -> dict[str, int]:
        """How many areas have each status; those that are blocked are counted apart and nowhere else."""
        found = {status: sum(not card.blocked for card in cards) for status, cards in self.columns.items()}
        return {**found, "blocked": len(self.blocked)}


def board(project: Project, on: date | None = None) -> Board:
    """The board on a day, today where none is given. Blocking."""
    return board_of(situation_of(project, on))


def board_of(situation: Situation) -> Board:
    """The board of a situation that was read already."""
    cards = [_card(situation, area) for area in situation.areas]
    return Board(situation.day, {status: tuple(one for one in cards if (one.area.status or "planned") == status)
                                 for status in SURVEY_STATUS.codes})  # fmt: skip


def _card(situation: Situation, area: SurveyArea) -> Card:
    shape = shape_of(area)
    gate = situation.gate(area) if area.status not in DONE else Gate()
    team = situation.team_of.get(area.team or "")
    km2 = area_km2(shape) if shape is not None else 0.0
    keys = tuple(dict.fromkeys(one.key for one in gate.closing))
    return Card(area, team, km2, gate.messages, keys, _overdue(area, situation.day))


def _overdue(area: SurveyArea, day: date) -> int:
    """Days past the one by which it should have been done, or begun where it was not."""
    ends, begins = last_day(area.planned_end), last_day(area.planned_start)
    if area.status in IN_FORCE and ends is not None and day > ends:
        return (day - ends).days
    if area.status == "assigned" and begins is not None and day > begins and first_day(area.start) is None:
        return (day - begins).days
    return 0
