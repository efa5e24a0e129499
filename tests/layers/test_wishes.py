"""The wish of a family, read before a part that was found later is reported."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from forensics.ports import Found
from layers.project import Project
from layers.wishes import wish_beside, wishes_of
from tests.desktop.commands.running import Terminal
from tests.layers.projects import closing, make, record


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with closing(make(tmp_path / "wish")) as made:
        made.register.commit([record("case", f"EX-C-00{at}B") for at in (1, 2, 3)])
        made.register.commit([record("missing_person", "EX-MP", later_parts="do_not_tell", sensitivity="restricted"),
                              record("missing_person", "EX-MQ", sensitivity="restricted")])  # fmt: skip
        yield made


def found(project: Project, name: str) -> Found:
    return project.register.find(name)


def identify(project: Project, code: str, case: str, person: str, status: str) -> None:
    values = {"cases": [found(project, case).id], "missing_person": found(project, person).id}
    project.register.commit([record("identification", code, status=status, **values)])


def test_no_wish_bears_on_what_was_found_first(project: Project) -> None:
    identify(project, "EX-ID-1", "EX-C-001B", "EX-MP", "confirmed")
    assert wishes_of(project, found(project, "EX-C-001B")) == []
    assert wishes_of(project, found(project, "EX-MP")) == []


@pytest.mark.parametrize("name", ["EX-C-002B", "EX-MP", "EX-ID-2", "EX-C-001B"])
def test_the_wish_bears_on_every_record_of_a_later_part(project: Project, name: str) -> None:
    identify(project, "EX-ID-1", "EX-C-001B", "EX-MP", "confirmed")
    identify(project, "EX-ID-2", "EX-C-002B", "EX-MP", "proposed")
    [wish] = wishes_of(project, found(project, name))
    assert (wish.wish, wish.earlier, wish.later) == ("do_not_tell", ("EX-C-001B",), ("EX-C-002B",))
    assert "Do not tell" in str(wish.sentence)


def test_it_bears_on_what_is_joined_to_remains_that_have_a_name(project: Project) -> None:
    identify(project, "EX-ID-1", "EX-C-001B", "EX-MP", "confirmed")
    project.register.commit([record("case", "EX-C-004BP", joined_to=found(project, "EX-C-001B").id)])
    [wish] = wishes_of(project, found(project, "EX-C-004BP"))
    assert wish.later == ("EX-C-004BP",)


def test_it_is_told_before_a_comparison_is_proposed(project: Project) -> None:
    case, person = found(project, "EX-C-003B"), found(project, "EX-MP")
    assert wish_beside(project, case, person) is None
    identify(project, "EX-ID-1", "EX-C-001B", "EX-MP", "confirmed")
    wish = wish_beside(project, case, person)
    assert wish is not None
    assert wish.later == ("EX-C-003B",)


def test_a_family_that_was_not_asked_is_asked_first(project: Project) -> None:
    identify(project, "EX-ID-1", "EX-C-001B", "EX-MQ", "confirmed")
    identify(project, "EX-ID-2", "EX-C-002B", "EX-MQ", "presumptive")
    [wish] = wishes_of(project, found(project, "EX-C-002B"))
    assert "ask before anything is reported" in str(wish.words)


def test_the_command_tells_it(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    identify(project, "EX-ID-1", "EX-C-001B", "EX-MP", "confirmed")
    identify(project, "EX-ID-2", "EX-C-002B", "EX-MP", "proposed")
    taphos = Terminal(capsys)
    [wish] = taphos("wish", project.folder, "EX-C-002B", "--json").document
    assert (wish["person"], wish["wish"], wish["later"]) == ("EX-MP", "do_not_tell", ["EX-C-002B"])
    assert "Nothing of the same person was found before" in taphos("wish", project.folder, "EX-C-003B").out
