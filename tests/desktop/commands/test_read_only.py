"""A project that may only be read is read; that nothing can be saved is said when something is to be."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from layers.project import REGISTER, Project, open_project, read_about
from layers.register.values_of_copy import DECLARED, set_local
from tests.layers.projects import PASSPHRASE, closing, make, site

ROOT = Path(__file__).parents[3]
REFUSED = "may only be read: nothing can be saved in it."
Told = list[tuple[int, str, str]]
Run = Callable[[Path, Sequence[Sequence[object]]], Told]


def is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


@contextmanager
def without_write_bits(folder: Path) -> Iterator[list[str]]:
    """A folder that nobody may write, and how to run as somebody whom that binds."""
    if is_root() and shutil.which("setpriv") is None:
        pytest.skip("root is not bound by permissions, and setpriv is not installed to be somebody else")
    listed = [folder, *folder.rglob("*")]
    for path in listed:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        yield ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if is_root() else []
    finally:
        for path in listed:
            path.chmod(0o755 if path.is_dir() else 0o644)


@contextmanager
def on_a_read_only_medium(folder: Path) -> Iterator[list[str]]:
    """The folder mounted read-only over itself, for the process that is run."""
    mount = f'mount --bind "{folder}" "{folder}" && mount -o remount,ro,bind "{folder}"'
    try:
        tried = subprocess.run(["unshare", "-m", "sh", "-c", mount], capture_output=True, check=False).returncode
    except OSError:
        tried = 1
    if tried != 0:
        pytest.skip("this user, or this system, lets nothing be mounted")
    yield ["unshare", "-m", "sh", "-c", f'{mount} && exec "$@"', "sh"]


WAYS = {"without write bits": without_write_bits, "on a read-only medium": on_a_read_only_medium}


@pytest.fixture(params=WAYS)
def run(request: pytest.FixtureRequest) -> Iterator[Run]:
    """Runs commands in a process that may not write the project's folder; its own lie elsewhere."""
    home = Path(tempfile.mkdtemp())  # beside pytest's folders, which only their owner enters
    home.chmod(0o777)

    def commands(folder: Path, listed: Sequence[Sequence[object]]) -> Told:
        file = home / "commands.json"
        file.write_text(json.dumps([[str(one) for one in arguments] for arguments in listed]))
        mine = {"TAPHOS_HOME": str(home / "taphos"), **dict.fromkeys(("HOME", "TMPDIR", "XDG_RUNTIME_DIR"), str(home))}
        environment = {**os.environ, **mine, "TAPHOS_PASSPHRASE": PASSPHRASE, "PYTHONDONTWRITEBYTECODE": "1"}
        line = [sys.executable, "-m", "tests.desktop.commands.telling", str(file)]
        with WAYS[request.param](folder) as before:
            done = subprocess.run(
                [*before, *line], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
            )
        assert done.returncode == 0, done.stderr
        assert not list(home.glob("taphos-*")), "a private copy was left behind"
        return [(status, out, err) for status, out, err in json.loads(done.stdout)]

    yield commands
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def engine() -> str:
    return "plain"


@pytest.fixture
def project(engine: str) -> Iterator[Path]:
    """A project where anybody could come to it, but for the bits of its own folder."""
    place = Path(tempfile.mkdtemp())
    place.chmod(0o755)
    with closing(make(place / "p.taphos", engine)) as made:
        made.register.commit([site("S-1", form="surface"), site("S-2")], "taken in")
    for path in (made.folder, *made.folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    yield made.folder
    shutil.rmtree(place, ignore_errors=True)


def opened_again(folder: Path) -> Project:
    return open_project(folder, PASSPHRASE if read_about(folder).encrypted else None)


def test_it_is_read_exported_and_painted_and_only_what_is_to_be_saved_is_refused(run: Run, project: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in project.rglob("*")}
    out = Path(tempfile.mkdtemp())
    out.chmod(0o777)
    listed, shown, info, verdict, numbers, exported, masked, painted, added, changed, undone, taken = run(
        project,
        [
            ("list", project, "site", "--json"),
            ("show", project, "S-1", "--history", "--json"),
            ("info", project, "--json"),
            ("verify", project, "--json"),
            ("statistics", project, "--profile", "court", "--json"),
            ("export", project, out / "court.gpkg", "--profile", "court"),
            ("export", project, out / "partner.gpkg", "--profile", "partner"),
            ("open", project, "--screenshot", out / "window.png"),
            ("add", project, "site", "form=surface", "status=reported"),
            ("set", project, "S-1", "form=submerged", "--reason", "looked again"),
            ("undo", project),
            ("evidence", project, ROOT / "README.md"),
        ],
    )
    for status, said, err in (listed, shown, info, verdict, numbers):
        assert (status, err) == (0, ""), err
        json.loads(said)
    assert [one["code"] for one in json.loads(listed[1])] == ["S-1", "S-2"]
    assert json.loads(shown[1])["history"][0]["reason"] == "taken in"
    assert json.loads(verdict[1])["ok"]
    assert exported[0] == 1
    assert exported[2].startswith("It was written, but is not in the project's ledger of exports.")
    assert (out / "court.gpkg").stat().st_size > 10_000
    assert (masked[0], masked[1]) == (2, "")
    assert len(masked[2].splitlines()) == 1
    assert "this one has none, and may only be read. Export once where it can be written" in masked[2]
    assert not (out / "partner.gpkg").exists()
    assert painted[0] == 0, painted[2]
    assert (out / "window.png").stat().st_size > 10_000
    for status, said, err in (added, changed, undone, taken):
        assert (status, said) == (2, "")
        assert len(err.splitlines()) == 1
        assert REFUSED in err or "cannot be written to" in err, err
    assert REFUSED in added[2]
    assert {path: path.stat().st_mtime_ns for path in project.rglob("*")} == before, "nothing was left behind"
    shutil.rmtree(out)


@pytest.mark.parametrize("engine", ["encrypted"])
def test_commits_that_still_lie_in_the_log_are_read_too(run: Run, project: Path) -> None:
    """As on a medium that was copied while somebody worked, or after a crash."""
    copy = project.with_name("copied.taphos")
    with closing(opened_again(project)) as opened:
        opened.register.commit([site("S-3")])
        shutil.copytree(project, copy)
    (copy / f"{REGISTER}-shm").unlink()
    assert (copy / f"{REGISTER}-wal").stat().st_size > 0
    (listed, verdict, added) = run(
        copy, [("list", copy, "site", "--json"), ("verify", copy), ("add", copy, "site", "form=surface")]
    )
    assert [one["code"] for one in json.loads(listed[1])] == ["S-1", "S-2", "S-3"]
    assert verdict[0] == 0, verdict[2]
    assert (added[0], REFUSED in added[2]) == (2, True)


@pytest.mark.parametrize("engine", ["encrypted"])
def test_an_older_register_is_brought_up_in_a_copy(run: Run, project: Path) -> None:
    with closing(opened_again(project)) as opened, opened.register._engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE site DROP COLUMN setting")
        set_local(connection, DECLARED, "an older set of declarations")
    listed, verdict, added = run(
        project,
        [("list", project, "site", "--json"), ("verify", project), ("add", project, "site", "form=surface")],
    )
    assert [one["code"] for one in json.loads(listed[1])] == ["S-1", "S-2"]
    assert verdict[0] == 0, verdict[2]
    assert (added[0], REFUSED in added[2]) == (2, True)
