"""Who else may read: nobody a project, whatever the umask; what leaves it, whom the umask says."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from layers.project import open_project
from tests.desktop.commands.running import Terminal
from tests.layers.projects import PASSPHRASE, closing
from tests.tools.proofs import Proof

pytestmark = pytest.mark.skipif(os.name == "nt", reason="access lists say it there")


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def open_to_others(folder: Path) -> list[str]:
    return [
        f"{path.relative_to(folder.parent)} {path.stat().st_mode & 0o777:o}"
        for path in [folder, *folder.rglob("*")]
        if path.stat().st_mode & 0o077
    ]


@pytest.mark.parametrize("engine", ["plain", "encrypted"])
def test_a_project_new_or_restored_is_its_owners_alone_whatever_the_umask(
    engine: str, terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, proof: Proof
) -> None:
    monkeypatch.setenv("TAPHOS_PASSPHRASE", PASSPHRASE)
    (tmp_path / "note.txt").write_text("EXAMPLE")
    project = tmp_path / "p.taphos"
    project.mkdir(mode=0o777)
    project.chmod(0o777)
    with umask(0):
        terminal("new", project, *(["--plain"] if engine == "plain" else []))
        terminal("add", project, "site", "code=S-1", status=1)
        terminal("evidence", project, tmp_path / "note.txt")
        terminal("backup", project, tmp_path / "out.zip")
        terminal("restore", tmp_path / "out.zip", tmp_path / "again.taphos")
        passphrase = PASSPHRASE if engine == "encrypted" else None
        with closing(open_project(project, passphrase)):
            assert open_to_others(project) == []  # side files of the engine too
    files = len([path for path in project.rglob("*") if path.is_file()])
    assert open_to_others(tmp_path / "again.taphos") == open_to_others(project) == []
    proof("B", f"umask 0, {engine}: project, its restored copy", f"{files} files, none open to others")


@pytest.mark.parametrize(("mask", "mode"), [(0o027, 0o640), (0o077, 0o600)])
def test_what_leaves_follows_the_umask(mask: int, mode: int, terminal: Terminal, tmp_path: Path) -> None:
    project, out = tmp_path / "p.taphos", tmp_path / "out"
    out.mkdir()
    with umask(mask):
        terminal("new", project, "--plain")
        terminal("add", project, "site", "code=S-1", status=1)
        for name in ("e.gpkg", "e.csv", "e.xlsx", "e.geojson"):
            terminal("export", project, out / name, "--profile", "court")
        terminal("web", project, out / "e.html", "--profile", "court")
        terminal("map", project, out / "e.pdf", "--profile", "court")
        terminal("form", project, "site", out / "form.pdf")
        terminal("anchor", project, out / "day.pdf")
        terminal("backup", project, out / "e.zip")
    found = {path.name: path.stat().st_mode & 0o777 for path in out.iterdir()}
    assert len(found) > 12
    assert set(found.values()) == {mode}, found
