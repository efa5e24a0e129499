"""All the numbers that a mission publishes, in the order in which they are told."""

from __future__ import annotations

from forensics.statistics import graves, places, testimony
from forensics.statistics.counting import Statistic

PUBLISHED: tuple[Statistic, ...] = (
    *places.STATISTICS,
    *testimony.INTERVIEW_STATISTICS,
    *testimony.INCIDENT_STATISTICS,
    *testimony.VICTIM_STATISTICS,
    *graves.SITE_STATISTICS,
    *graves.REMAINS_STATISTICS,
)
