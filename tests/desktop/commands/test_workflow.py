"""`taphos workflow` from a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desktop.commands.running import Terminal
from tests.layers.projects import closing, make, record, site


@pytest.fixture
def project(tmp_path: Path) -> Path:
    with closing(make(tmp_path / "flow")) as made:
        made.register.commit([site("EX-S", reported_on="2022-04-01")])
        grave = made.register.find("site/EX-S").id
        made.register.commit([record("case", "EX-S-001B", site=grave, origin="mortuary"), record("team", "EX-T")])
        return made.folder


def test_a_site_is_told_step_by_step_in_words_and_as_json(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    taphos = Terminal(capsys)
    document = taphos("workflow", project, "EX-S", "--json").document
    assert [step["key"] for step in document["steps"]] == [
        "reported", "hazard_assessed", "located", "secured", "authorised", "cleared", "confirmed", "in_exhumation",
        "exhumed", "closed",
    ]  # fmt: skip
    told = taphos("workflow", project, "EX-S").out
    assert "Reported or suspected: done 2022-04-01" in told
    assert "needs: An assessment of explosive hazards on the ground, of the whole site (Ordnance specialist)" in told


def test_without_a_record_it_tells_what_waits_and_for_whom(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    taphos = Terminal(capsys)
    waiting = taphos("workflow", project, "--json").document
    assert {one["code"] for one in waiting} == {"EX-S", "EX-S-001B"}
    liaison = taphos("workflow", project, "--role", "family_liaison", "--json").document
    assert 0 < len(liaison) < len(waiting)
    assert f"{len(liaison)} things wait." in taphos("workflow", project, "--role", "family_liaison").out


def test_it_speaks_ukrainian(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = Terminal(capsys)("--language", "uk", "workflow", project, "EX-S").out
    assert "Повідомлено або є підозра" in told


def test_what_has_no_course_and_what_is_no_day_is_refused(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    taphos = Terminal(capsys)
    assert "EX-T" in taphos("workflow", project, "EX-T", status=2).err
    assert "“2024-05” is no day" in taphos("workflow", project, "EX-S", "--day", "2024-05", status=2).err
