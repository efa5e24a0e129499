"""An argument whose bytes are no text is one sentence, whatever the command; a file of evidence may be called so."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from desktop.commandline import parser
from layers.project import open_project
from tests.desktop.commands.running import Terminal
from tests.layers.projects import closing, make, site

ODD = os.fsdecode(b"a\xffb")

LINES = [
    ["show", "P", ODD], ["show", "P", ODD, "--history", "--json"], ["set", "P", ODD, "name=x", "--reason", "y"],
    ["set", "P", "S-1", f"name={ODD}", "--reason", "y"], ["set", "P", "S-1", "name=x", "--reason", ODD],
    ["add", "P", "site", f"code={ODD}"], ["add", "P", "site", f"{ODD}=x"], ["void", "P", ODD, "--reason", "y"],
    ["undo", "P", ODD], ["list", "P", "site", "--where", f"code={ODD}"], ["list", "P", "site", "--as-of", ODD],
    ["erase", "P", ODD, "--reason", "y"], ["evidence", "P", "F", "--attach", ODD], ["vault", "P", "open", ODD],
    ["vault", "P", "add", ODD], ["export", "P", "O.gpkg", "--profile", ODD], ["mend", "P", ODD], ["import", "P", ODD],
    ["export", "P", f"{ODD}.gpkg", "--profile", "public"], ["backup", "P", f"{ODD}.zip"], ["restore", ODD, "P2"],
    ["new", ODD, "--plain"], ["info", ODD], ["info", ODD, "--json"], ["verify", "P", "--anchor", ODD],
    ["anchor", "P", f"{ODD}.pdf"], ["devices", "P", "enrol", ODD], ["map", "P", f"{ODD}.pdf", "--profile", "public"],
    ["statistics", "P", "--profile", "public", "--filter", ODD], ["case", "numbers", "P", ODD], ["demo", ODD],
]  # fmt: skip


@pytest.fixture
def terminal(capfd: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(capfd)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    with closing(make(tmp_path / "p.taphos")) as made:
        made.register.commit([site("S-1")])
    return made.folder


@pytest.mark.parametrize("line", LINES, ids=lambda line: " ".join(line).encode("ascii", "backslashreplace").decode())
def test_bytes_that_are_no_text_are_one_sentence(
    terminal: Terminal, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "F").write_bytes(b"x")
    before = sorted(path.name for path in tmp_path.iterdir())
    said = terminal(*[str(project) if word == "P" else word for word in line], status=2)
    assert said.out == ""
    assert said.err.rstrip("\n").count("\n") == 0
    assert said.err.endswith(".\n")
    assert "a\\xffb" in said.err or "no text" in said.err or "invalid choice" in said.err or "required" in said.err
    assert "fault of the program" not in said.err
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_every_command_is_asked_with_them() -> None:
    """But for those that take neither a code nor a path, or another one in the same way."""
    known = next(action.choices for action in parser()._actions if action.dest == "command")
    assert known is not None
    assert {line[0] for line in LINES} <= set(known)


def test_evidence_is_taken_in_whatever_bytes_it_is_called_by(terminal: Terminal, project: Path, tmp_path: Path) -> None:
    try:
        (tmp_path / f"{ODD}.txt").write_bytes(b"x")
    except OSError:
        pytest.skip("this system gives files no such names")
    terminal("evidence", project, tmp_path / f"{ODD}.txt")
    with closing(open_project(project)) as opened:
        (media,) = opened.register.originals()
        assert opened.register.values("media", media.media)["original_name"] == "a\\xffb.txt"


def test_a_passphrase_that_is_no_text_is_one_sentence(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TAPHOS_PASSPHRASE", ODD)
    said = terminal("new", tmp_path / "n.taphos", status=2)
    assert said.err == "What TAPHOS_PASSPHRASE holds is no text (UTF-8).\n"
    assert not (tmp_path / "n.taphos").exists()
