"""What another process or the disk refuses is said in one sentence, and nothing is lost by it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from forensics.changes import ChangeRefused
from forensics.ports import Found, Query
from layers.backup.making import back_up
from layers.checking import verify_project
from layers.erasure import erase
from layers.errors import ProjectRefused
from layers.evidence import InMemory, take_in
from layers.project import REGISTER, Project, open_project
from layers.register import engine as engine_of_register
from layers.register.drafts import KeptDraft
from layers.register.erasing import Ground
from layers.vault.vault import Vault
from tests.layers.projects import ENGINES, PASSPHRASE, closing, make, record, reopen, site

ROOT = Path(__file__).parents[2]
HOLDS = """
import sys
from sqlcipher3 import dbapi2
connection = dbapi2.connect(sys.argv[1], isolation_level=None)
if sys.argv[2]:
    connection.execute(f"PRAGMA key = \\"x'{sys.argv[2]}'\\"")
connection.execute(f"PRAGMA locking_mode = {sys.argv[3]}")
connection.execute("BEGIN IMMEDIATE")
connection.execute("INSERT INTO local_value VALUES ('held', '1')")
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def another_writes(folder: Path, key: bytes | None, mode: str = "NORMAL") -> Iterator[None]:
    """Another process is in the middle of writing, and does not end."""
    command = [sys.executable, "-c", HOLDS, str(folder / REGISTER), key.hex() if key else "", mode]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        try:
            yield
        finally:
            other.kill()


@pytest.fixture(params=ENGINES)
def project(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    """With less patience, so that the tests wait as long as they must and no longer."""
    monkeypatch.setattr(engine_of_register, "BUSY_SECONDS", 0.2)
    with closing(make(tmp_path / "p.taphos", request.param)) as made:
        made.register.commit([record("interview", "IV-1", interviewee_code="P-1"), site("S-1")])
        yield made


def erase_first(project: Project) -> object:
    (one,) = project.register.select(Query("interview"))
    return erase(project, Found("interview", str(one["id"]), "IV-1"), Ground("asked to be forgotten", "P-9001"))


ACTS: dict[str, Callable[[Project], Any]] = {
    "saving": lambda project: project.register.commit([site("S-2")]),
    "undoing": lambda project: project.register.undo(),
    "keeping a draft": lambda project: project.register.keep_draft(KeptDraft("new", "site", "", {"name": "Yard"})),
    "taking evidence in": lambda project: take_in(project, [InMemory("a.txt", b"a")]),
    "backing up": lambda project: back_up(project, project.folder.with_name("out.zip")),
    "erasing": erase_first,
    "naming a recipient": lambda project: Vault(project).name_recipient(
        "c", "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg"
    ),
}


@pytest.mark.parametrize("act", ACTS)
def test_while_another_process_writes_it_is_said_and_can_be_done_again(project: Project, act: str) -> None:
    before = project.register.info()
    with another_writes(project.folder, project.key):
        assert project.register.info() == before, "reading goes on"
        with pytest.raises(ProjectRefused) as told:
            ACTS[act](project)
        assert "is being written by another process; try again in a moment." in str(told.value)
    assert project.register.info() == before
    assert not list(project.folder.parent.glob("*.zip"))
    assert not list(project.evidence.glob("*.part"))
    ACTS[act](project)
    assert verify_project(project).ok


def test_a_register_that_a_program_keeps_for_itself_is_said_to_be(project: Project) -> None:
    key, folder = project.key, project.folder
    project.close()
    with another_writes(folder, key, "EXCLUSIVE"), pytest.raises(ProjectRefused, match="another process"):
        open_project(folder, PASSPHRASE)
    with closing(open_project(folder, PASSPHRASE)) as again:
        assert verify_project(again).ok


def test_a_project_opened_twice_is_one_project(project: Project) -> None:
    """In one process or in two: each sees what the other saved, and neither's closing harms the other."""
    second = open_project(project.folder, PASSPHRASE)
    project.register.commit([site("S-2")])
    second.register.commit([site("S-3")])
    for one in (project, second):
        assert sorted(one.register.codes("site")) == ["S-1", "S-2", "S-3"]
    second.close()
    project.register.commit([site("S-4")])
    third = open_project(project.folder, PASSPHRASE)
    assert sorted(third.register.codes("site")) == ["S-1", "S-2", "S-3", "S-4"]
    assert verify_project(third).ok
    third.close()


def test_a_damaged_register_is_said_to_be_whatever_is_asked(project: Project) -> None:
    again = reopen(project)
    again.close()
    path = again.folder / REGISTER
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (path.stat().st_size - 4096))
    try:
        harmed = open_project(again.folder, PASSPHRASE)
    except ProjectRefused:
        return
    with closing(harmed), pytest.raises(ProjectRefused):
        harmed.register.info()


def test_what_the_schema_refuses_stays_what_it_is(project: Project) -> None:
    one = site("S-9")
    project.register.commit([one])
    with pytest.raises(ChangeRefused, match="id is there already"):
        project.register.commit([one])
