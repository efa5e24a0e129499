"""The write-ahead log is brought in by a thread, so that no save waits for it and it stays short."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from forensics.changes import Change
from layers.errors import Cancelled
from layers.register import statements, tidying
from tests.layers.projects import ENGINES, make, reopen, site


@pytest.mark.parametrize("engine", ENGINES)
def test_the_log_stays_short_and_nothing_of_it_is_lost(
    tmp_path: Path, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tidying, "_WORTH_IT", 1_500_000)
    project = make(tmp_path / "p.taphos", engine)
    log = project.register.path.with_name("register.db-wal")
    written = 0
    for number in range(30):
        project.register.commit([site(f"S-{number}-{at}", found_how="told " * 40) for at in range(60)])
        written = max(written, log.stat().st_size)
        for thread in threading.enumerate():
            if thread.name == "tidying":
                thread.join()
    project.register.commit([site("S-LAST")])
    assert written < 4_000_000
    assert log.stat().st_size <= 1_500_000, "it begins anew, cut to what it may keep"
    assert not [thread for thread in threading.enumerate() if thread.name == "tidying"], "a short log wants no thread"
    again = reopen(project)
    assert again.register.info().counts["site"] == 30 * 60 + 1
    assert again.register.verify().ok
    again.close()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_commit_that_is_stopped_leaves_no_long_log(
    tmp_path: Path, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tidying, "_WORTH_IT", 1_500_000)
    monkeypatch.setattr(statements, "_LEAST_CACHE", 256)
    project = make(tmp_path / "p.taphos", engine)
    log = project.register.path.with_name("register.db-wal")
    grown = 0

    def sites() -> Iterator[Change]:
        nonlocal grown
        for number in range(3_000):
            yield site(f"S-{number}", found_how="told " * 100)
        grown = log.stat().st_size
        raise Cancelled

    head = project.register.info().head
    with pytest.raises(Cancelled):
        project.register.commit(sites())
    assert grown > 1_500_000
    for thread in threading.enumerate():
        if thread.name == "wiping":
            thread.join()
    assert log.stat().st_size == 0
    assert (project.register.info().head, project.register.info().counts["site"]) == (head, 0)
    project.register.commit([site("S-1")])
    assert project.register.verify().ok
    project.close()
