"""A killed process leaves a project that opens, verifies, and holds every commit that was said to be saved."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.counts import count, proving
from tests.tools.proofs import Proof

ROOT = Path(__file__).parents[2]
PARTS = 10
"""Programs over which the moments are spread, so that several can run at a time."""


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS if proving() else 2))
def test_kill_9_at_any_moment_loses_nothing_that_was_saved(part: int, proof: Proof) -> None:
    moments = count(6, 1000 // PARTS)
    command = [sys.executable, "-m", "tests.durability.kill", "--json", f"--seed={part + 1}", f"--moments={moments}"]
    done = subprocess.run([*command, *(["--plain"] if part % 2 else [])], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout, done.stderr
    found = json.loads(done.stdout)
    assert found["wrong"] == []
    assert found["moments"] == moments
    assert found["commits"] > 0
    proof(
        "B3", f"kill -9 at {moments} moments of work, seed {found['seed']}", f"{found['commits']:,} commits, all there"
    )
