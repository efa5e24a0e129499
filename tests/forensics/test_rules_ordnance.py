"""A check for explosive ordnance proves something where a specialist did it."""

from __future__ import annotations

import pytest

from forensics.records.base import Record
from forensics.records.evidence import Artefact
from forensics.records.planning import Practitioner
from forensics.records.remains import Case
from forensics.rules.ordnance import checked_by_a_specialist


class Around:
    def __init__(self, *roles: str) -> None:
        self._person = Practitioner(id="one", code="PR-1", roles=roles)

    def record(self, id_: str) -> Record | None:
        return self._person if id_ == "one" else None


@pytest.mark.parametrize(
    ("roles", "check", "told"),
    [
        (("anthropologist",), "done", True),
        (("anthropologist", "ordnance_specialist"), "done", False),
        (("anthropologist",), "refused", False),
        (("anthropologist",), "not_needed", False),
    ],
)
def test_an_anthropologist_does_not_check_for_ordnance(roles: tuple[str, ...], check: str, *, told: bool) -> None:
    for record in (
        Case(id="c", ordnance_check=check, ordnance_check_by="one"),
        Artefact(id="a", ordnance_check=check, ordnance_checked_by="one"),
    ):
        found = list(checked_by_a_specialist(record, Around(*roles)))  # type: ignore[arg-type]
        assert bool(found) is told
        assert not any(problem.refuses for problem in found)
