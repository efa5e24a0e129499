"""A level falls with what carried it: in what leaves where a person withdrew, in the register where a source falls."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from desktop.layouts.page import render_page
from forensics.changes import Change, Operation
from layers.editing import keep, setting, voiding
from layers.exports.disclosed import disclose
from layers.exports.exporting import export_records
from layers.exports.selecting import Selection
from layers.project import Project
from layers.statistics import statistics_of
from tests.layers.projects import make, record
from tests.layers.test_consents import consent, interview, withdrawal

VERIFIED = {"category": "murder", "level": "verified", "date": "2022-03-10"}
SAID = "told at a lower level than recorded"


@pytest.fixture
def held(tmp_path: Path) -> Iterator[tuple[Project, Change]]:
    """An incident that rests on an interview and a video, and another that rests on two videos; and the consent."""
    mine = interview("IV-1")
    given = consent(mine, "2023-05-01")
    told = record("source", "EX-SO-1", kind="witness", interview=mine.record, independence_group="A")
    videos = [
        record("source", f"EX-SO-{at}", kind="video", independence_group=group) for at, group in ((2, "B"), (3, "C"))
    ]
    with closing(make(tmp_path / "levels.taphos")) as project:
        project.register.commit([
            mine, given, told, *videos,
            record("incident", "EX-I-1", sources=[told.record, videos[0].record], **VERIFIED),
            record("incident", "EX-I-2", sources=[one.record for one in videos], **VERIFIED),
        ])  # fmt: skip
        yield project, given


def levels(project: Project, out: Path, **asked: Any) -> tuple[dict[str, str], Any]:
    manifest = export_records(project, out, "court", Selection(), **asked)
    with closing(sqlite3.connect(out)) as connection:
        found = dict(connection.execute("SELECT code, level FROM incident").fetchall())
    return found, manifest.document["consent"]


def counted(project: Project) -> tuple[Any, str]:
    [one] = statistics_of(project, "court", only=["incidents_by_category_and_level"])
    return one.value, "" if one.note is None else str(one.note)


def test_a_withdrawal_lowers_what_rested_on_it_in_every_product_and_each_says_so(
    held: tuple[Project, Change], tmp_path: Path
) -> None:
    project, given = held
    before, said = levels(project, tmp_path / "before.gpkg")
    assert before == {"EX-I-1": "verified", "EX-I-2": "verified"}
    assert "levels_fallen" not in said
    assert counted(project)[0] == {"murder": {"verified": 2}}

    project.register.commit([withdrawal(given, "2023-06-01")])
    after, said = levels(project, tmp_path / "after.gpkg")
    assert after == {"EX-I-1": "credible", "EX-I-2": "verified"}
    assert said["levels_fallen"] == 1
    value, note = counted(project)
    assert value == {"murder": {"credible": 1, "verified": 1}}
    assert SAID in note
    shown = disclose(project, "court", Selection())
    told = next(one for one in shown.types if one.kind.name == "incident")
    assert sorted(str(values["level"]) for values in told.records) == ["credible", "verified"]
    assert SAID in " ".join(render_page(project, tmp_path / "page.svg", profile="court").words)
    kept = project.register.many_values("incident", [one.id for one in project.register.referring(
        project.register.find("EX-SO-2", ("source",)).id, "source")])  # fmt: skip
    assert {values["level"] for values in kept.values()} == {"verified"}, "what was recorded stays as it was recorded"


def test_an_earlier_state_is_told_at_the_level_that_is_left_today_and_never_at_a_higher_one(
    held: tuple[Project, Change], tmp_path: Path
) -> None:
    project, given = held
    then = project.register.point_of("").head
    first = project.register.find("EX-I-1", ("incident",)).id
    project.register.commit(
        [Change("incident", first, Operation.SET, after={"level": "lead"}, before={"level": "verified"})]
    )
    lowly = project.register.point_of("").head
    project.register.commit(
        [Change("incident", first, Operation.SET, after={"level": "verified"}, before={"level": "lead"})]
    )
    project.register.commit([withdrawal(given, "2023-06-01")])
    assert levels(project, tmp_path / "then.gpkg", as_of=then)[0]["EX-I-1"] == "credible"
    assert levels(project, tmp_path / "lowly.gpkg", as_of=lowly)[0]["EX-I-1"] == "lead"


def level_of(project: Project, code: str) -> str:
    found = project.register.find(code, ("incident",))
    return str((project.register.values("incident", found.id) or {}).get("level"))


def edited(project: Project, code: str, **texts: str) -> Any:
    return keep(project, setting(project, project.register.find(code), texts), "EXAMPLE")


def test_a_source_that_is_no_longer_independent_lowers_what_rested_on_it_in_one_commit(
    held: tuple[Project, Change],
) -> None:
    project, _ = held
    before = project.register.heads_and_count()[1]
    receipt = edited(project, "EX-SO-2", independence_group="A")
    assert [found.code for found in receipt.lowered] == ["EX-I-1"], "the other one still has two groups"
    assert (level_of(project, "EX-I-1"), level_of(project, "EX-I-2")) == ("corroborated", "verified")
    assert project.register.heads_and_count()[1] == before + 1
    project.register.undo()
    assert level_of(project, "EX-I-1") == "verified", "one undo restores both"
    assert project.register.verify().ok


def test_a_voided_source_lowers_what_it_carried_and_a_second_one_lowers_it_further(
    held: tuple[Project, Change],
) -> None:
    project, _ = held
    receipt = voiding(project, project.register.find("EX-SO-3"), "EXAMPLE: shown to be false")
    assert [found.code for found in receipt.lowered] == ["EX-I-2"]
    assert level_of(project, "EX-I-2") == "credible"
    receipt = voiding(project, project.register.find("EX-SO-2"), "EXAMPLE: shown to be false")
    assert {found.code for found in receipt.lowered} == {"EX-I-1", "EX-I-2"}
    assert (level_of(project, "EX-I-1"), level_of(project, "EX-I-2")) == ("credible", "allegation")


def test_taking_back_what_made_two_sources_independent_lowers_too(held: tuple[Project, Change]) -> None:
    project, _ = held
    edited(project, "EX-SO-1", independence_group="B")
    apart = edited(project, "EX-SO-1", independence_group="D").commit
    first = project.register.find("EX-I-1", ("incident",)).id
    project.register.commit(
        [Change("incident", first, Operation.SET, after={"level": "verified"}, before={"level": "corroborated"})]
    )
    receipt = project.register.undo(apart)
    assert [found.code for found in receipt.lowered] == ["EX-I-1"]
    assert level_of(project, "EX-I-1") == "corroborated"
