"""`taphos match` from a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desktop.commands.running import Terminal
from tests.layers.projects import closing, make
from tests.layers.test_matching import filled


@pytest.fixture
def project(tmp_path: Path) -> Path:
    with closing(make(tmp_path / "match")) as made:
        filled(made, 20)
        return made.folder


def test_matches_are_told_with_their_reasons(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    taphos = Terminal(capsys)
    document = taphos("match", project, "EX-S-001B", "--limit", 3, "--json").document
    assert document["compared"] == 20
    assert document["matches"][0]["code"] == "EX-MP-7"
    reasons = {one["aspect"]: one["verdict"] for one in document["matches"][0]["reasons"]}
    assert (reasons["sex"], reasons["age"], reasons["teeth"]) == ("agrees", "agrees", "unknown")
    told = taphos("match", project, "EX-MP-7").out
    assert "1. EX-S-001B" in told
    assert "it identifies nobody" in told


def test_a_comparison_is_proposed_once(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    taphos = Terminal(capsys)
    assert "compares EX-S-001B with EX-MP-7" in taphos("match", project, "EX-MP-7", "--propose", "EX-S-001B").out
    assert "are compared already" in taphos("match", project, "EX-S-001B", "--propose", "EX-MP-7", status=2).err
    [made] = taphos("list", project, "identification", "--json").document
    assert made["status"] == "proposed"


def test_no_number_of_matches_is_refused(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "1 or more" in Terminal(capsys)("match", project, "EX-S-001B", "--limit", 0, status=2).err
