"""`taphos keys` as a terminal runs it: the passphrase changed, shares told once, a lost passphrase replaced."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from tests.desktop.commands.running import Terminal
from tests.layers.projects import PASSPHRASE

NEW = "інша фраза, EXAMPLE"


@pytest.fixture
def project(terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TAPHOS_PASSPHRASE", PASSPHRASE)
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    terminal("new", tmp_path / "p.taphos")
    return tmp_path / "p.taphos"


def test_the_old_passphrase_no_longer_opens(terminal: Terminal, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAPHOS_NEW_PASSPHRASE", NEW)
    ran = terminal("keys", project, "passphrase")
    assert "still open with the one before" in ran.out
    assert NEW not in ran.out + ran.err
    assert "does not open" in terminal("info", project, status=2).err
    monkeypatch.setenv("TAPHOS_PASSPHRASE", NEW)
    terminal("info", project)


def test_a_lost_passphrase_is_replaced_by_shares(
    terminal: Terminal, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = terminal("keys", project, "recovery", "--shares", 3, "--needed", 2, "--json").document
    assert (len(told["shares"]), told["needed"], told["replaced"]) == (3, 2, False)
    monkeypatch.delenv("TAPHOS_PASSPHRASE")
    monkeypatch.setenv("TAPHOS_NEW_PASSPHRASE", NEW)
    mistyped = told["shares"][1].rsplit(" ", 1)[0] + " academic"
    for shares, said in (
        ([told["shares"][0]], "2 shares are needed; 1 were given"),
        ([told["shares"][0], mistyped], "a word of the share is wrong"),
        ([], "2 shares are needed; 0 were given"),
    ):
        monkeypatch.setattr(sys, "stdin", io.StringIO("\n\n".join(shares)))
        ran = terminal("keys", project, "recover", status=2)
        assert said.lower() in ran.err.lower()
        assert len(ran.err.strip().splitlines()) == 1
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(told["shares"][1:]) + "\n"))
    terminal("keys", project, "recover")
    monkeypatch.setenv("TAPHOS_PASSPHRASE", NEW)
    terminal("info", project)


def test_shares_are_told_once_for_people_to_write_down(terminal: Terminal, project: Path) -> None:
    first = terminal("keys", project, "recovery", "--shares", 2, "--needed", 2).out
    assert "Share 1 of 2:" in first
    assert "no longer open it" not in first
    assert sum(len(line.split()) == 33 for line in first.splitlines()) == 2
    assert "no longer open it" in terminal("keys", project, "recovery", "--shares", 2, "--needed", 2).out


def test_shares_are_typed_one_after_the_other_and_a_mistyped_one_again(
    terminal: Terminal, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = terminal("keys", project, "recovery", "--shares", 2, "--needed", 2, "--json").document["shares"]
    typed = iter(["nothing like it", first, first, second])

    class At(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", At())
    monkeypatch.setattr("builtins.input", lambda prompt: next(typed))
    monkeypatch.setenv("TAPHOS_NEW_PASSPHRASE", NEW)
    ran = terminal("keys", project, "recover")
    assert "has 33 words; this one has 3" in ran.err
    assert "given already" in ran.err
    monkeypatch.setenv("TAPHOS_PASSPHRASE", NEW)
    terminal("info", project)


def test_what_is_refused_is_one_sentence(
    terminal: Terminal, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal("new", tmp_path / "plain.taphos", "--plain")
    monkeypatch.setenv("TAPHOS_NEW_PASSPHRASE", NEW)
    for arguments, said in (
        ((tmp_path / "plain.taphos", "passphrase"), "not encrypted"),
        ((tmp_path / "plain.taphos", "recover"), "not encrypted"),
        ((project, "recover"), "has no recovery key"),
        ((project, "recovery", "--shares", 2, "--needed", 3), "cannot be needed"),
        ((project, "recovery"), "required"),
        ((tmp_path / "nowhere.taphos", "passphrase"), "no project"),
    ):
        ran = terminal("keys", *arguments, status=2)
        assert (ran.out, len(ran.err.strip().splitlines())) == ("", 1)
        assert said in ran.err
