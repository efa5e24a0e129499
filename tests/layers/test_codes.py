"""No two records of a type come to share a code, however many programs write."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from forensics.changes import Change, ChangeRefused, CodeTaken, Operation
from forensics.errors import TaphosError
from layers.editing import adding, keep, keep_new, setting
from layers.imports.importing import import_file
from layers.project import Project, open_project
from tests.layers.files import new, table, take, told
from tests.layers.projects import closing, make, record, site

ROOT = Path(__file__).parents[2]
ANSWERED = {"form": "surface", "status": "reported"}


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with closing(make(tmp_path / "codes.taphos")) as made:
        yield made


@pytest.fixture
def other(project: Project) -> Iterator[Project]:
    """The same project in another program."""
    with closing(open_project(project.folder)) as opened:
        yield opened


def test_of_two_who_add_one_code_at_once_the_second_is_refused(project: Project, other: Project) -> None:
    first, second = (adding(one, "site", {"code": "S-1", **ANSWERED}) for one in (project, other))
    assert not second.problems, "both looked before either wrote"
    keep(project, first)
    with pytest.raises(CodeTaken, match="The code “S-1” is taken by another record"):
        keep(other, second)
    assert list(project.register.codes("site")) == ["S-1"]
    assert project.register.verify().ok


def test_of_two_who_give_one_code_at_once_the_second_is_refused(project: Project, other: Project) -> None:
    project.register.commit([site("S-1"), site("S-2")])
    first, second = (
        setting(one, one.register.find(code), {"code": "S-3"}) for one, code in ((project, "S-1"), (other, "S-2"))
    )
    keep(project, first)
    with pytest.raises(CodeTaken, match="S-3"):
        keep(other, second)
    assert sorted(project.register.codes("site")) == ["S-2", "S-3"]


def test_an_import_whose_code_somebody_took_while_it_ran_brings_nothing(
    project: Project, other: Project, tmp_path: Path
) -> None:
    file = tmp_path / "sites.csv"
    file.write_text("code,form,status,lat,lon\nS-1,surface,reported,50,30\nS-2,surface,reported,50,30\n")

    taken = record("site", "S-2")
    codes = project.register.codes

    def codes_before_the_other_wrote(type_: str) -> dict[str, str]:
        found = codes(type_)
        if not other.register.codes("site"):
            other.register.commit([taken])
        return found

    project.register.codes = codes_before_the_other_wrote  # type: ignore[method-assign]
    with pytest.raises(CodeTaken, match="S-2"):
        import_file(project.register, file, "site")
    assert codes("site") == {"S-2": taken.record}


def test_a_code_is_taken_within_one_commit_too_and_two_records_may_change_theirs_round(project: Project) -> None:
    with pytest.raises(CodeTaken, match="S-1"):
        project.register.commit([site("S-1"), site("S-1")])
    one, two = site("S-1"), site("S-2")
    project.register.commit([one, two])
    project.register.commit(
        Change("site", change.record, Operation.SET, after={"code": code}, before={"code": change.after["code"]})
        for change, code in ((one, "S-2"), (two, "S-1"))
    )
    assert project.register.codes("site") == {"S-2": one.record, "S-1": two.record}


def test_records_of_two_types_may_have_one_code(project: Project) -> None:
    project.register.commit([site("A-1"), record("incident", "A-1", category="murder")])


def test_equal_codes_that_a_merge_brought_refuse_no_other_edit(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = site("S-1", form="surface"), site("S-1", form="surface")
    with monkeypatch.context() as merging:
        merging.setattr("layers.register.writing.refuse_taken", lambda *_: None)
        project.register.commit([one, two])
    for change in (one, two):
        edit = Change("site", change.record, Operation.SET, after={"form": "submerged"}, before={"form": "surface"})
        project.register.commit([edit, site(f"S-of-{change.record}")])
    with pytest.raises(CodeTaken, match="S-1"):
        project.register.commit([site("S-1")])


def test_changes_are_drawn_while_nobody_else_can_write(project: Project, other: Project) -> None:
    """What a proposed number rests on, in an import and in taking in evidence."""
    other.register._engine.dispose()
    with other.register._engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout = 1")
    drawn = []

    def changes() -> Iterator[Change]:
        yield site("S-1")
        with pytest.raises(TaphosError, match="is being written by another process"):
            other.register.commit([site("S-2")])
        drawn.append(True)

    project.register.commit(changes())
    assert drawn


def test_a_proposed_code_that_somebody_took_meanwhile_gives_way_to_the_next(project: Project, other: Project) -> None:
    first, second = (adding(one, "site", ANSWERED) for one in (project, other))
    assert first.code == second.code
    keep(project, first)
    kept, _ = keep_new(other, second)
    assert (kept.record, kept.code[:-1], kept.code[-1]) == (second.record, first.code[:-1], "2")
    assert (other.register.values("site", kept.record) or {})["code"] == kept.code


def test_two_processes_number_their_records_apart(project: Project) -> None:
    command = [sys.executable, "-m", "tests.layers.adding_at_once", str(project.folder), "15"]
    running = [
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    for one in running:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    for one in running:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    codes = [code for one in running for code in one.communicate(timeout=120)[0].split()]
    assert [one.returncode for one in running] == [0, 0]
    assert len(codes) == len(set(codes)) == 30
    assert set(codes) == set(project.register.codes("site"))
    assert {code.rpartition("-")[2] for code in codes} == {str(number) for number in range(1, 31)}
    assert project.register.verify().ok


@pytest.mark.parametrize("strange", ["99999999999999999999", "7 of 9", "8-bis", "1e5", "٣"])
def test_numbering_goes_on_from_numbers_alone(project: Project, strange: str) -> None:
    first, _ = keep_new(project, adding(project, "site", ANSWERED))
    prefix = first.code.removesuffix("1")
    project.register.commit([site(prefix + strange)])
    second, _ = keep_new(project, adding(project, "site", ANSWERED))
    assert second.code == f"{prefix}2"


def test_a_code_that_was_typed_is_not_replaced_by_another(project: Project, other: Project) -> None:
    first, second = (adding(one, "site", {"code": "S-1", **ANSWERED}) for one in (project, other))
    keep(project, first)
    with pytest.raises(ChangeRefused):
        keep_new(other, second)


def test_an_import_rejects_the_row_and_a_form_the_record(tmp_path: Path) -> None:
    with closing(new(tmp_path)) as project:
        rows = [
            {"code": code, "form": "surface", "status": "reported", "lat": "50", "lon": "30", "other_numbers": numbers}
            for code, numbers in (("S-1 ", ""), ("S\u202e-2", ""), ("S-3", "UN | 7\u200b"))
        ]
        report = take(project, table(tmp_path / "sites.csv", rows), "site", "other_numbers=other_numbers")
        assert list(project.register.codes("site")) == ["S-1"]
        assert [(row, field) for row, field, _ in told(report)] == [(2, "code"), (3, "other_numbers")]
        assert "RIGHT-TO-LEFT OVERRIDE" in told(report)[0][2]
        edit = adding(project, "site", {"code": "S\u200b-4", "form": "surface"})
        assert edit.refusal is not None
        assert "ZERO WIDTH SPACE" in str(edit.refusal.message)
