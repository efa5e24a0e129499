"""Hostile and damaged files are a report or one sentence, in bounded time and memory."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Generator
from pathlib import Path

import pytest

from layers.imports import apart
from layers.imports.apart import end_readers
from layers.imports.source import UnreadableSource, open_source
from tests.conftest import ROOT
from tests.counts import count
from tests.tools.proofs import Proof


@pytest.mark.slow
def test_hostile_files_are_a_report_or_a_sentence(shared_data: Path, proof: Proof) -> None:
    asked = count(30, 10_000)
    ran = subprocess.run(
        [sys.executable, "-m", "tests.layers.fuzzing", "--count", str(asked), "--data", str(shared_data)],
        cwd=ROOT, capture_output=True, text=True, timeout=3500, check=False,
    )  # fmt: skip
    told = json.loads(ran.stdout)
    assert (told["findings"], told["tried"], ran.returncode) == ([], asked, 0), ran.stderr[-2000:]
    assert told["peak_mb"] < 2048
    figure = {name: told.get(name, 0) for name in ("report", "sentence", "reader ended", "slowest_s", "peak_mb")}
    proof("D1", "hostile and mutated files are a report or one sentence", f"{told['tried']:,} files: {figure}")


@pytest.fixture
def geopackage(shared_data: Path) -> Path:
    return shared_data / "gpkg" / "bug_21100-wierd_field_names.gpkg"


def test_what_ends_its_reader_is_one_sentence_and_the_next_file_is_read(geopackage: Path, shared_data: Path) -> None:
    rows = open_source(shared_data / "base" / "ua_roads_osm.gpkg").rows()
    assert next(rows).number == 1
    assert isinstance(rows, Generator)
    reader = rows.gi_frame.f_locals["reader"]
    os.kill(reader._process.pid, signal.SIGSEGV)  # as GDAL would end it
    with pytest.raises(UnreadableSource, match=r"“ua_roads_osm\.gpkg” ended the program that reads it"):
        deque(rows, maxlen=0)
    assert sum(1 for _ in open_source(geopackage).rows()) == 3


def test_what_takes_too_long_is_given_up(geopackage: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    end_readers()
    monkeypatch.setattr(apart, "LONGEST", 0.02)
    with pytest.raises(UnreadableSource, match="was given up"):
        open_source(geopackage)
    monkeypatch.undo()
    assert sum(1 for _ in open_source(geopackage).rows()) == 3


def test_rows_that_nobody_reads_to_their_end_keep_no_reader_busy(geopackage: Path) -> None:
    end_readers()
    source = open_source(geopackage)
    for _ in range(5):
        rows = source.rows()
        assert next(rows).number == 1
        assert isinstance(rows, Generator)
        rows.close()
    both = [source.rows(), source.rows()]
    assert [next(rows).number for rows in (*both, *both)] == [1, 1, 2, 2]
    assert [sum(1 for _ in rows) for rows in both] == [1, 1]


def test_a_reader_is_told_no_secret(geopackage: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    end_readers()
    monkeypatch.setenv("TAPHOS_PASSPHRASE", "EXAMPLE words of nobody")
    open_source(geopackage)
    held = [environment_of(reader) for reader in apart._waiting]
    assert held
    assert not any("TAPHOS_" in one for one in held)


def environment_of(reader: apart._Reader) -> str:
    """What a process was started with (Linux)."""
    return Path(f"/proc/{reader._process.pid}/environ").read_text(errors="replace")
