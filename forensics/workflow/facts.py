"""The records that the course of a site or a case is told from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from forensics.dates import surely_after
from forensics.records.evidence import Custody, Media, Sample
from forensics.records.graves import Authority, Exhumation
from forensics.records.identity import Identification, MissingPerson
from forensics.records.places import Site
from forensics.records.planning import Hazard, SurveyArea
from forensics.records.remains import Case, Disposition, Examination
from forensics.workflow.steps import earliest

BY_OTHERS = ("handed_over", "exchange", "mortuary", "hospital")
"""Origins of remains that others had already taken out of where they lay."""


@dataclass(frozen=True)
class Work:
    """The days of one exhumation, as recorded, or of work that has not begun (no exhumation)."""

    start: str
    end: str
    dug: Exhumation | None = None


def _later(one: str, other: str) -> str:
    return one if surely_after(one, other) else other


@dataclass(frozen=True)
class SiteFacts:
    """A site and what is around it on `day` (ISO 8601); `hazards` and `areas` are those that reach its ground."""

    site: Site
    day: str
    authorities: tuple[Authority, ...] = ()
    exhumations: tuple[Exhumation, ...] = ()
    hazards: tuple[Hazard, ...] = ()
    areas: tuple[SurveyArea, ...] = ()
    cases: tuple[Case, ...] = ()
    missing: tuple[MissingPerson, ...] = ()
    unexplained: Mapping[str, str] = field(default_factory=dict)
    """The numbers of reserved blocks that are neither used nor explained: the type of record, and which."""
    planned: str = ""
    """The day on which a team that is about to be assigned would begin; nothing where none is."""

    @property
    def dug_from(self) -> str:
        """The day on which the ground was first opened, as recorded; nothing where it was not."""
        return earliest(dug.start for dug in self.exhumations)

    @property
    def works(self) -> tuple[Work, ...]:
        """All work that permits and releases are held against: each exhumation that began, what is planned, or today.

        One that has no end yet goes on: it is asked for today too.
        """
        begun = [Work(dug.start, dug.end or _later(dug.start, self.day), dug) for dug in self.exhumations if dug.start]
        planned = [Work(self.planned, self.planned)] if self.planned else []
        return (*begun, *planned) or (Work(self.day, self.day),)

    @property
    def depth_cm(self) -> float | None:
        """How deep the work goes: the grave as measured, or what is planned for the ground."""
        planned = [area.planned_depth_cm for area in self.areas if area.purpose == "exhumation"]
        depths = [depth for depth in (*planned, self.site.depth and self.site.depth * 100) if depth]
        return max(depths, default=None)

    @property
    def opened(self) -> bool:
        """Whether the grave is known from inside: by a test trench, an exhumation, or remains out of it."""
        trench = "test_trench" in (self.site.detection or ())
        return trench or any(dug.start for dug in self.exhumations) or bool(self.cases)


@dataclass(frozen=True)
class CaseFacts:
    """A case and the records that speak of it; `missing` are the persons whom it was compared with."""

    case: Case
    media: tuple[Media, ...] = ()
    custody: tuple[Custody, ...] = ()
    examinations: tuple[Examination, ...] = ()
    samples: tuple[Sample, ...] = ()
    identifications: tuple[Identification, ...] = ()
    dispositions: tuple[Disposition, ...] = ()
    missing: tuple[MissingPerson, ...] = ()

    @property
    def from_others(self) -> bool:
        """Whether others took the remains out before the mission came."""
        return self.case.origin in BY_OTHERS

    @property
    def standing(self) -> tuple[Identification, ...]:
        """The identifications that nothing superseded."""
        return tuple(one for one in self.identifications if one.superseded_by is None)
