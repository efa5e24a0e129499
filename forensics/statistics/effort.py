"""Where and when anybody asked or looked: without that, no record does not mean that nothing happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from forensics.dates import month_of
from forensics.planning.covering import COUNTED

READS = {
    "interview": ("settlement", "events_settlement", "month"),
    "visit": ("settlement", "visited", "start"),
    "survey_area": ("settlement", "status", "end"),
    "settlement": ("code",),
}
"""What recorded effort is told from."""


class Recorded(Protocol):
    """All records that are not voided, such as forensics.statistics.counting.Records."""

    def around(self, type_: str, *fields: str) -> Iterator[tuple[Any, ...]]:
        """These fields of every record of a type, None where empty."""
        ...


@dataclass(frozen=True)
class Effort:
    """By settlement or month: interviews that were held, visits, and survey areas that were completed."""

    interviews: Counter[str] = field(default_factory=Counter)
    visits: Counter[str] = field(default_factory=Counter)
    areas: Counter[str] = field(default_factory=Counter)

    def covered(self, key: str) -> bool:
        """Whether anything is recorded: without it, nothing is not nought."""
        return bool(self.interviews[key] or self.visits[key] or self.areas[key])

    @property
    def keys(self) -> set[str]:
        """Where or when there was any."""
        return {*self.interviews, *self.visits, *self.areas}


def named_once(*ids: str | None) -> set[str]:
    """The settlements that a record names, each once."""
    return {id_ for id_ in ids if id_ is not None}


def effort_by_settlement(records: Recorded) -> Effort:
    """By the code of a settlement: interviews held there or about it, visits to it, areas completed in it.

    Of all records, whatever is asked for: a filter uncovers no place.
    """
    codes = dict(records.around("settlement", "id", "code"))

    def told(all_named: Iterable[set[str]]) -> Counter[str]:
        return Counter(codes[id_] for ids in all_named for id_ in ids if id_ in codes)

    return Effort(
        told(named_once(*row) for row in records.around("interview", "settlement", "events_settlement")),
        told(named_once(one, *(more or ())) for one, more in records.around("visit", "settlement", "visited")),
        told(named_once(one) for one, status in records.around("survey_area", "settlement", "status")
             if status in COUNTED),
    )  # fmt: skip


def effort_by_month(records: Recorded) -> Effort:
    """By month: interviews held, visits begun, areas completed in it."""

    def told(dates: Iterator[str | None]) -> Counter[str]:
        return Counter(month for month in map(month_of, dates) if month is not None)

    return Effort(
        told(month for (month,) in records.around("interview", "month")),
        told(start for (start,) in records.around("visit", "start")),
        told(end for end, status in records.around("survey_area", "end", "status") if status in COUNTED),
    )
