"""A reason is held to what the record itself may say: of sexual violence a reference, and never an account."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from forensics.errors import RecordRefused
from forensics.ports import Differing
from layers.editing import adding, keep, keep_new, setting, voiding
from layers.erasure import erase
from layers.mending import restoring
from layers.project import Project
from layers.reasons import commit_for
from layers.register.erasing import Ground
from tests.layers.projects import make, record

ACCOUNT = "she told that on that night four men came to her house"
DAY, SHORT = "seen 2022-03-14", "wrong month"
SECRET = {"category": "sexual_violence", "date": "2022-03", "level": "allegation"}


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made = make(tmp_path / "p.taphos")
    made.register.commit([record("incident", "I-1", **SECRET), record("incident", "I-2", category="murder")])
    made.register.commit([record("victim", "V-1", acts=["sexual_violence"], kind="person")])
    yield made
    made.close()


def doors(project: Project, code: str) -> dict[str, Callable[[str], object]]:
    """Every way in which a person gives a reason for a change of that record."""
    found = project.register.find(code)
    return {
        "set": lambda reason: keep(project, setting(project, found, {"alleged_party": "unknown"}), reason),
        "void": lambda reason: voiding(project, found, reason),
        "mend": lambda reason: restoring(project, Differing(found.type, found.id, code, "changed"), reason),
        "many": lambda reason: commit_for(project.register, [record(found.type, "N-1", **SECRET)], reason),
        "erase": lambda reason: erase(project, found, Ground(reason)),
    }


@pytest.mark.parametrize("door", ["set", "void", "mend", "many", "erase"])
@pytest.mark.parametrize("reason", [ACCOUNT, DAY, "one\ntwo"])
def test_no_door_takes_an_account_as_a_reason(project: Project, door: str, reason: str) -> None:
    head = project.register.info().head
    with pytest.raises(RecordRefused, match="could expose a survivor"):
        doors(project, "I-1")[door](reason)
    assert project.register.info().head == head


def test_few_words_are_taken_and_other_records_have_all_they_need(project: Project) -> None:
    assert doors(project, "I-1")["set"](SHORT)
    assert doors(project, "I-2")["set"](ACCOUNT)


def test_a_new_record_and_one_that_becomes_one_are_held_to_it_too(project: Project) -> None:
    new = adding(project, "incident", {"category": "sexual_violence", "date": "2022-03", "level": "allegation"})
    with pytest.raises(RecordRefused, match="could expose a survivor"):
        keep_new(project, new, ACCOUNT)
    found = project.register.find("I-2")
    becoming = setting(project, found, {"category": "sexual_violence", "level": "allegation"})
    with pytest.raises(RecordRefused, match="could expose a survivor"):
        keep(project, becoming, ACCOUNT)
    leaving = setting(project, project.register.find("I-1"), {"category": "murder"})
    with pytest.raises(RecordRefused, match="could expose a survivor"):
        keep(project, leaving, ACCOUNT)


def test_a_victim_by_act_is_held_to_it(project: Project) -> None:
    with pytest.raises(RecordRefused, match="could expose a survivor"):
        voiding(project, project.register.find("V-1"), ACCOUNT)
