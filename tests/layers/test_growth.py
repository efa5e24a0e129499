"""What a save or a verification looks at does not grow with what it has nothing to do with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from forensics.changes import difference
from forensics.journal import Header
from layers.checking import verify_project
from layers.project import Project, open_project
from layers.register import verifying
from layers.register.leaves import Leaf, leaves_of_type
from layers.register.values_of_copy import WRITERS
from tests.layers.projects import closing, make, site
from tests.layers.test_verify import behind_its_back


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with closing(make(tmp_path / "p.taphos")) as made:
        yield made


def edited(project: Project, record: str, number: int) -> None:
    edit = difference("site", record, {"name": f"{number}"}, {"name": f"{number + 1}"})
    assert edit is not None
    project.register.commit([edit], "again")


def test_a_save_looks_at_the_newest_header_and_at_none_before_it(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = site("S-1", name="0")
    project.register.commit([change])
    looked_at: list[bytes] = []
    read = Header.from_bytes

    def counted(raw: bytes) -> Header:
        looked_at.append(raw)
        return read(raw)

    monkeypatch.setattr(Header, "from_bytes", counted)
    for number in range(30):
        edited(project, change.record, number)
    assert len(looked_at) == len(set(looked_at)) == 30, "one for each save, to see whose commit it follows"
    assert verify_project(project).ok


def test_where_nothing_notes_who_wrote_all_headers_are_looked_at_once(project: Project) -> None:
    change = site("S-1", name="0")
    project.register.commit([change])
    project.close()
    behind_its_back(project.folder, f"DELETE FROM local_value WHERE name = '{WRITERS}'")
    with closing(open_project(project.folder)) as again:
        edited(again, change.record, 0)
        assert verify_project(again).ok


def test_entries_of_unknown_types_are_each_read_once(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.register.commit([site("S-1")])
    project.close()
    copies = " UNION ALL ".join(
        f"SELECT {1000 + number}, 1, 'unheard', 'record-{number}', NULL, digests, public, partner, restricted, sealed"
        " FROM journal_change WHERE number = 3"
        for number in range(200)
    )
    behind_its_back(project.folder, f"INSERT INTO journal_change {copies}")
    read: list[Leaf] = []

    def counted(connection: Any, type_: str) -> Iterator[Leaf]:
        for leaf in leaves_of_type(connection, type_):
            if type_ == "unheard":
                read.append(leaf)
            yield leaf

    monkeypatch.setattr(verifying, "leaves_of_type", counted)
    with closing(open_project(project.folder)) as again:
        found = [str(problem) for problem in verify_project(again).problems]
    assert len([problem for problem in found if "a type that this version does not know" in problem]) > 50
    assert len(read) <= 2 * 200
