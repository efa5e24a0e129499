"""The write-ahead log is brought in by a thread, so that no save waits for it and it stays short."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from layers.register import tidying
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
