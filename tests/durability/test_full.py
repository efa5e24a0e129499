"""A full disk never harms a project: it is said in one sentence, and nothing that was saved is lost."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.counts import count, proving
from tests.tools.proofs import Proof

ROOT = Path(__file__).parents[2]
PARTS = 4
"""Programs over which the points are spread; the last one limits the size of files instead."""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="nothing there makes a small disk")
@pytest.mark.parametrize("part", range(PARTS) if proving() else (0, PARTS - 1))
def test_a_disk_that_is_full_at_any_point_harms_nothing(part: int, proof: Proof) -> None:
    points = count(4, 200 // PARTS)
    command = [sys.executable, "-m", "tests.durability.full", "--json", f"--seed={part + 1}", f"--points={points}"]
    command += ["--plain"] if part % 2 else []
    command += ["--limit"] if part == PARTS - 1 else []
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.stdout, done.stderr
    found = json.loads(done.stdout)
    assert found["wrong"] == []
    assert found["points"] == points
    proof("B6", f"disk full at {points} points ({found['disk']})", f"{found['commits']:,} commits, all there")
