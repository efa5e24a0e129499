"""All the numbers that a mission publishes, in the order in which they are told."""

from __future__ import annotations

from forensics.statistics import graves, incidents, interviews, places, victims
from forensics.statistics.counting import Statistic

PUBLISHED: tuple[Statistic, ...] = (
    *places.STATISTICS,
    *interviews.STATISTICS,
    *incidents.STATISTICS,
    *victims.STATISTICS,
    *graves.SITE_STATISTICS,
    *graves.REMAINS_STATISTICS,
)
