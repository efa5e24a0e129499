"""The methodology stands with every figure that says “verified”, and what ships asks holds on every road."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from forensics.errors import RecordRefused, TaphosError
from forensics.statistics.published import PUBLISHED
from layers.editing import adding, keep, setting
from layers.imports.importing import import_file
from layers.language import Translator
from layers.merging.union_problems import union_problems
from layers.methodology import LONGEST, methodology_of, record_methodology, uses_the_word
from layers.project import Project
from layers.statistics import document, statistics_of
from tests.layers.merging.copies import bring, copies, device, enrolled
from tests.layers.projects import closing, make, record

TEXT = "EXAMPLE: two sources that do not know of each other, and a second analyst."


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with closing(make(tmp_path / "method.taphos", pack="ua")) as made:
        yield made


def test_text_and_date_stand_with_every_number_by_level_and_with_no_other(project: Project) -> None:
    record_methodology(project, TEXT, "2026-11-01")
    found = document(statistics_of(project, "court"), Translator("en"))
    for statistic in PUBLISHED:
        said = found[statistic.key].get("methodology")
        if uses_the_word(statistic):
            assert TEXT in said
            assert "2026-11-01" in said
            assert "2 independent groups" in said
        else:
            assert said is None
    assert sum(uses_the_word(one) for one in PUBLISHED) == 4


def test_without_a_methodology_what_ships_is_told_and_that_none_is_recorded(project: Project) -> None:
    said = document(statistics_of(project, "court"), Translator("en"))["incidents_by_level"]["methodology"]
    assert "2 independent groups" in said
    assert "recorded no methodology" in said


def test_a_methodology_is_journaled_and_the_one_before_stays_there(project: Project) -> None:
    record_methodology(project, TEXT, "2026-11-01")
    record_methodology(project, "EXAMPLE: another", "2026-11-20")
    assert methodology_of(project).date == "2026-11-20"
    held = [str(event.after.get("text")) for event in project.register.history("methodology")]
    assert TEXT in held
    assert project.register.verify().ok


@pytest.mark.parametrize(("text", "date"), [("  ", "2026-11-01"), ("x" * (LONGEST + 1), "2026-11-01"), ("a", "soon")])
def test_what_is_no_methodology_is_refused(project: Project, text: str, date: str) -> None:
    with pytest.raises(TaphosError):
        record_methodology(project, text, date)
    assert methodology_of(project).text == ""


SOURCES = [record("source", f"EX-SO-{at}", kind="video", independence_group=group) for at, group in enumerate("AB")]
PEOPLE = [record("practitioner", f"EX-PR-{at}", roles=["analyst"]) for at in range(2)]
BORNE_OUT = {
    "category": "murder", "level": "verified", "date": "2022-03-10", "sources": "EX-SO-0;EX-SO-1",
    "assessor": "EX-PR-0", "reviewer": "EX-PR-1", "contradicting_evidence": "searched_none_found",
}  # fmt: skip
WITHOUT = {
    "two groups": ("sources", "EX-SO-0"), "a reviewer": ("reviewer", ""), "a second person": ("reviewer", "EX-PR-0"),
    "a search": ("contradicting_evidence", "not_searched"),
}  # fmt: skip


@pytest.mark.parametrize("lacking", WITHOUT)
def test_no_form_no_set_and_no_import_reaches_verified_without_its_terms(
    project: Project, tmp_path: Path, lacking: str
) -> None:
    project.register.commit([*SOURCES, *PEOPLE])
    name, value = WITHOUT[lacking]
    texts = {**BORNE_OUT, name: value}
    with pytest.raises(RecordRefused):
        keep(project, adding(project, "incident", {"code": "EX-I-1", **texts}))
    keep(project, adding(project, "incident", {"code": "EX-I-2", **texts, "level": "corroborated"}))
    with pytest.raises(RecordRefused):
        keep(project, setting(project, project.register.find("EX-I-2"), {"level": "verified"}))
    keep(project, adding(project, "incident", {"code": "EX-I-3", **BORNE_OUT}))
    with pytest.raises(RecordRefused):
        keep(project, setting(project, project.register.find("EX-I-3"), {name: value}))
    file = tmp_path / "incidents.csv"
    heads = ("code", *texts)
    file.write_text(",".join(heads) + "\n" + ",".join(["EX-I-4", *texts.values()]) + "\n", "utf-8")
    mapped = [f"{one}={one}" for one in heads]
    import_file(project.register, file, "incident", mapping=mapped)
    verified = {row["code"] for row in project.register.fields_of("incident", ("code", "level"))
                if row.get("level") == "verified"}  # fmt: skip
    assert verified == {"EX-I-3"}


def test_a_merge_that_takes_away_what_was_verified_on_says_so(tmp_path: Path) -> None:
    with closing(make(tmp_path / "base.taphos", pack="ua")) as base:
        base.register.commit([*SOURCES, *PEOPLE])
        keep(base, adding(base, "incident", {"code": "EX-I-1", **BORNE_OUT, "level": "corroborated"}))
    devices = [device("EX-LEAD"), device("EX-OTHER")]
    enrolled(tmp_path / "base.taphos", *devices)
    with copies(tmp_path / "base.taphos", devices, tmp_path) as (one, other):
        keep(one, setting(one, one.register.find("EX-I-1"), {"level": "verified"}))
        keep(other, setting(other, other.register.find("EX-SO-1"), {"independence_group": "A"}))
        assert not [problem for problem in union_problems(one) if problem.record.code == "EX-I-1"]
        bring(one, other)
        [found] = [problem for problem in union_problems(one) if problem.record.code == "EX-I-1"]
        assert "2 independent groups; there are 1" in Translator("en")(found.message)
