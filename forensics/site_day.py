"""How long people were at a site on one day, from the times at which they came and went."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_CLOCK = re.compile(r"([01]?\d|2[0-3])[:.\-h ]?([0-5]\d)|([01]?\d|2[0-3])")
DAY = 24 * 60


@dataclass(frozen=True)
class Presence:
    """What the rows of a day come to: people, minutes of all together, and whose rows do not tell how long."""

    people: int
    minutes: int
    still_in: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def hours(self) -> float:
        """Person-hours, to a tenth."""
        return round(self.minutes / 60, 1)


def minute_of(text: str) -> int | None:
    """The minute of the day that a clock showed, written as 8:05, 0805, 8.05 or 8; None for anything else."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        return None
    return int(found[3]) * 60 if found[3] else int(found[1]) * 60 + int(found[2])


def presence(rows: Iterable[Mapping[str, str]], came: str = "in", went: str = "out") -> Presence:
    """Add up a day; who went at an earlier hour than they came stayed over midnight.

    One person may have several rows, and counts once. A row without a time of going is of somebody who is still in.
    """
    people: dict[str, None] = {}
    minutes, still_in, unread = 0, [], []
    for number, row in enumerate(rows):
        name = row.get("person", "").strip() or f"#{number + 1}"
        people.setdefault(name)
        start, end = minute_of(row.get(came, "")), minute_of(row.get(went, ""))
        if start is None or (end is None and row.get(went, "").strip()):
            unread.append(name)
        elif end is None:
            still_in.append(name)
        else:
            minutes += (end - start) % DAY
    return Presence(len(people), minutes, tuple(still_in), tuple(unread))
