"""`taphos evidence` as a terminal runs it: exit status, sentences, one JSON document."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desktop.commands.running import Terminal
from tests.layers import pictures as made
from tests.layers.projects import PASSPHRASE
from tests.tools.proofs import Proof


@pytest.fixture(params=["plain", "encrypted"])
def project(
    request: pytest.FixtureRequest, terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    monkeypatch.setenv("TAPHOS_PASSPHRASE", PASSPHRASE)
    terminal("new", tmp_path / "p.taphos", *(["--plain"] if request.param == "plain" else []))
    return tmp_path / "p.taphos"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "EX-1.jpg"
    path.write_bytes(made.jpeg(made.tiff({made.MAKE: "EX Optics"}, gps=made.KHARKIV)))
    return path


def test_originals_are_taken_in_told_and_verified(terminal: Terminal, project: Path, photo: Path) -> None:
    terminal("add", project, "site", "code=S-1", status=1)
    done = terminal("evidence", project, photo, "--attach", "S-1", "--json").document
    (file,) = done["files"]
    assert (file["outcome"], file["media_type"], file["problems"]) == ("new", "image/jpeg", [])
    (media,) = terminal("list", project, "media", "--json").document
    assert (media["id"], media["sha256"]) == (file["id"], file["sha256"])
    assert media["place"]["coordinates"] == pytest.approx([36.23, 49.99])
    assert "is here already" in terminal("evidence", project, photo).out
    assert terminal("verify", project, "--json").document["ok"]
    assert "1 files" in terminal("verify", project).out


def test_what_is_wrong_with_a_file_is_said_and_exits_1(terminal: Terminal, project: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.jpg").touch()
    ran = terminal("evidence", project, tmp_path / "empty.jpg", status=1)
    assert "Received empty" in ran.out
    assert len(terminal("list", project, "media", "--json").document) == 1
    ran = terminal("--language", "uk", "evidence", project, tmp_path / "empty.jpg", status=1)
    assert "Отримано порожнім" in ran.out
    assert len(terminal("list", project, "media", "--json").document) == 1


def test_a_medium_is_not_attached_to_sexual_violence(
    terminal: Terminal, project: Path, photo: Path, proof: Proof
) -> None:
    terminal("add", project, "incident", "category=sexual_violence", "code=I-1", status=1)
    before = terminal("info", project, "--json").out
    ran = terminal("evidence", project, photo, "--attach", "I-1", status=2)
    assert len(ran.err.strip().splitlines()) == 1
    assert "could expose a survivor" in ran.err
    assert terminal("info", project, "--json").out == before
    proof("A6", "evidence --attach to sexual violence is refused", ran.err.strip()[:60])


def test_what_is_no_file_is_one_sentence_and_exits_2(terminal: Terminal, project: Path, photo: Path) -> None:
    for wrong in (project, photo.with_name("nothing.jpg")):
        ran = terminal("evidence", project, photo, wrong, status=2)
        assert (ran.out, len(ran.err.strip().splitlines())) == ("", 1)
    assert terminal("list", project, "media", "--json").document == []
