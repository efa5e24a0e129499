"""What the rules say of a record, in a shape that a test can read at a glance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forensics.catalogue import RecordType, catalogue
from forensics.problems import Problem
from forensics.rules.general import problems_of

CATALOGUE = catalogue()

NEEDED: dict[str, dict[str, Any]] = {
    "occupation": {"settlement": "s"},
    "site_link": {"from_site": "a", "to_site": "b", "evidence": ("soil",), "samples": ("m",)},
    "exhumation": {"site": "s"},
    "site_log": {"site": "s", "day": "2023-05-04"},
    "context": {"exhumation": "x"},
    "element": {"case": "c", "bone": "femur"},
    "examination": {"case": "c"},
    "profile": {"case": "c"},
    "finding": {"case": "c"},
    "opinion": {"case": "c"},
    "identification": {"cases": ("c",)},
}
"""What a record of a type cannot be without, beside its code."""


def told(type_: str, **values: Any) -> dict[str, str]:
    """`refused` or `shown` for each field that something is wrong with; unanswered questions are left out."""
    kind: RecordType = CATALOGUE[type_]
    typed = {"code": "EX-1", **NEEDED.get(type_, {}), **values}
    found: dict[str, str] = {}
    for problem in problems_of(kind, typed):
        unanswered = not problem.refuses and problem.message.id.startswith("“{label}” is not answered yet")
        if not unanswered and found.get(str(problem.field)) != "refused":
            found[str(problem.field)] = "refused" if problem.refuses else "shown"
    return found


@dataclass(frozen=True)
class Whole:
    """Whole records by type, and what the rules say when something in one of them is changed."""

    records: Mapping[str, Mapping[str, Any]]

    def problems(self, type_: str, **changed: Any) -> list[Problem]:
        return problems_of(CATALOGUE[type_], {**self.records[type_], **changed})

    def told(self, type_: str, **changed: Any) -> list[tuple[str | None, bool]]:
        """The fields that something is wrong with, and whether it refuses the record."""
        return [(problem.field, problem.refuses) for problem in self.problems(type_, **changed)]
