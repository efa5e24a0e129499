"""A draft is on disk within a second or two also while somebody else writes the register."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from layers.backup.making import back_up
from layers.checking import verify_project
from layers.drafts_waiting import keep_drafts, kept_drafts, settle_drafts
from layers.erasure import erase
from layers.errors import ProjectRefused
from layers.project import Project, open_project
from layers.register.drafts import KeptDraft
from layers.register.engine import writing
from layers.register.erasing import Ground
from tests.layers.projects import ENGINES, PASSPHRASE, closing, make, record
from tests.tools.proofs import Proof

CANARY = "canary-41c-behind-the-mill"


@pytest.fixture(params=ENGINES)
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Project]:
    with closing(make(tmp_path / "drafts.taphos", request.param, pack="ua")) as made:
        yield made


def draft(key: str = "site:1", at: str = "2026-11-26T08:00:00Z", **texts: str) -> KeptDraft:
    return KeptDraft(key, "site", "", texts, {"name": ""}, at)


@contextmanager
def written_for_long(project: Project) -> Iterator[None]:
    """Another thread holds the register, as an import does from its first row to its last."""
    held, over = threading.Event(), threading.Event()

    def write() -> None:
        with writing(project.register._engine):
            held.set()
            over.wait(60)

    thread = threading.Thread(target=write)
    thread.start()
    held.wait(10)
    try:
        yield
    finally:
        over.set()
        thread.join()


def waiting_files(project: Project) -> list[Path]:
    return list(project.folder.glob(".drafts-*"))


def after_a_crash(project: Project) -> list[KeptDraft]:
    """What whoever opens the project next finds."""
    with closing(open_project(project.folder, PASSPHRASE if project.encrypted else None)) as again:
        return kept_drafts(again)


def test_a_draft_is_on_disk_at_once_while_the_register_is_written(project: Project, proof: Proof) -> None:
    kept = replace(draft(name=CANARY), carried=("name",))
    with written_for_long(project):
        begun = time.monotonic()
        keep_drafts(project, [kept])
        took = time.monotonic() - begun
        (file,) = waiting_files(project)
        assert (CANARY.encode() in file.read_bytes()) != project.encrypted
        assert file.stat().st_mode & 0o077 == 0
        assert project.register.drafts() == []
        assert after_a_crash(project) == [kept]
    proof("B", "a draft on disk while an import holds the register", f"{took:.2f} s")


def test_what_waited_is_in_the_register_when_it_is_next_written(project: Project) -> None:
    with written_for_long(project):
        keep_drafts(project, [draft("site:1", name="one")])
        keep_drafts(project, [draft("site:2", name="two")])
        keep_drafts(project, [draft("site:1", name="one more")])
    assert waiting_files(project)
    keep_drafts(project, [])
    assert {one.key: one.texts["name"] for one in project.register.drafts()} == {"site:1": "one more", "site:2": "two"}
    assert waiting_files(project) == []
    assert verify_project(project).ok


def test_what_is_given_up_meanwhile_does_not_come_back(project: Project) -> None:
    keep_drafts(project, [draft("site:1", name="one"), draft("site:2", name="two")])
    with written_for_long(project):
        keep_drafts(project, [draft("site:3", name="three")])
        keep_drafts(project, [], ["site:1", "site:3"])
        assert [one.key for one in after_a_crash(project)] == ["site:2"]
    assert [one.key for one in kept_drafts(project)] == ["site:2"]
    assert waiting_files(project) == []


def test_an_opening_takes_in_what_a_process_left_that_crashed(project: Project) -> None:
    with written_for_long(project):
        keep_drafts(project, [draft("site:1", name="one")])
        (mine,) = waiting_files(project)
        mine.rename(mine.with_name(".drafts-999999"))
        keep_drafts(project, [draft("site:2", "2026-11-26T09:00:00Z", name="two")])
    assert [one.key for one in kept_drafts(project)] == ["site:1", "site:2"]
    assert waiting_files(project) == []


def test_an_erasure_reaches_what_waits(project: Project) -> None:
    mine = record("interview", "IV-1", interviewee_code="P-1", sex="F")
    project.register.commit([mine])
    found = project.register.find("IV-1")
    with written_for_long(project):
        keep_drafts(project, [KeptDraft(found.id, "interview", found.id, {"recording": CANARY})])
        with pytest.raises(ProjectRefused, match="another process"):
            erase(project, found, Ground("asked to be forgotten", "P-9001"))
    erase(project, found, Ground("asked to be forgotten", "P-9001"))
    assert waiting_files(project) == []
    assert kept_drafts(project) == []


def test_no_backup_holds_what_waits(project: Project, tmp_path: Path) -> None:
    with written_for_long(project):
        keep_drafts(project, [draft(name=CANARY)])
    made = back_up(project, tmp_path / "out.zip")
    assert made.left == ()
    assert not [name for name in made.manifest.members if "drafts" in name]


@pytest.mark.parametrize(
    "held", [b"", b"{", b"[]", b'{"drafts": 5, "gone": 5}', b'{"drafts": [{"key": 1}], "gone": []}']
)
def test_a_file_that_is_none_of_ours_is_nothing_and_goes(project: Project, held: bytes) -> None:
    (project.folder / ".drafts-1").write_bytes(held)
    assert kept_drafts(project) == []
    assert waiting_files(project) == []


def test_a_link_is_not_followed(project: Project, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    theirs = {"key": "a", "type": "site", "record": "", "texts": {"name": "x"}, "rests": {}, "at": ""}
    elsewhere.write_bytes(orjson.dumps({"drafts": [theirs], "gone": []}))
    for name in (".drafts-1", f".drafts-{os.getpid()}"):
        (project.folder / name).symlink_to(elsewhere)
    before = elsewhere.read_bytes()
    assert kept_drafts(project) == []
    with written_for_long(project):
        (project.folder / f".drafts-{os.getpid()}").symlink_to(elsewhere)
        keep_drafts(project, [draft(name="mine")])
    settle_drafts(project)
    assert elsewhere.read_bytes() == before
    assert [one.key for one in kept_drafts(project)] == ["site:1"]
