"""An erasure excuses what it erased, and nothing else that is gone."""

from __future__ import annotations

from pathlib import Path

import pytest

from forensics.changes import difference
from forensics.ports import Found
from layers.checking import verify_project
from layers.erasure import erase
from layers.register.erasing import Ground
from tests.layers.projects import ENGINES, closing, make, record
from tests.layers.tampering import behind_its_back, opened
from tests.tools.proofs import Proof

_NEWEST_OF_INTERVIEW = "number = (SELECT max(number) FROM journal_change WHERE type = 'interview')"
_MARK = "(SELECT 'erased:' || record FROM journal_change WHERE type = '_erasure')"


@pytest.fixture(params=ENGINES)
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A project with one interview: erased, and written to again."""
    with closing(make(tmp_path / "erased.taphos", request.param)) as project:
        change = record("interview", "IV-1", interviewee_code="P-1", sex="F", month="2022-04", language="uk")
        project.register.commit([change])
        erase(project, Found("interview", change.record, "IV-1"), Ground("asked"))
        for field, value in (("sex", "M"), ("duration", 99)):
            before = {"sex": "F"} if field == "sex" else {}
            edit = difference("interview", change.record, before, {field: value})
            assert edit is not None
            project.register.commit([edit])
        assert verify_project(project).ok
    return project.folder


def _named(folder: Path) -> str:
    with closing(opened(folder)) as project:
        return " | ".join(map(str, verify_project(project).problems))


def test_what_was_recorded_after_an_erasure_is_not_excused_by_it(folder: Path, proof: Proof) -> None:
    behind_its_back(
        folder,
        f"UPDATE journal_change SET restricted = NULL, subject = {_MARK} WHERE {_NEWEST_OF_INTERVIEW}",
        "DELETE FROM keys_person WHERE subject NOT IN (SELECT subject FROM journal_change WHERE subject IS NOT NULL)",
        "UPDATE interview_restricted SET duration = NULL WHERE id IN (SELECT id FROM interview)",
    )
    named = _named(folder)
    assert "(interview " in named
    assert ") held was removed" in named
    proof("A4", "an entry made after an erasure, removed under its mark", named[:60])


def test_an_erasure_excuses_no_open_payload_of_a_record(folder: Path) -> None:
    behind_its_back(
        folder,
        "UPDATE journal_change SET public = NULL, partner = NULL"
        " WHERE number = (SELECT min(number) FROM journal_change WHERE type = 'interview')",
    )
    assert ") held was removed" in _named(folder)
