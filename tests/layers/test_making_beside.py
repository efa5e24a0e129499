"""What is made beside its place never touches what is somebody else's, and takes with it what a killed process left."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from layers.backup.making import back_up
from layers.backup.restoring import restore
from layers.errors import ProjectRefused
from layers.making_beside import making_beside
from tests.layers.projects import PASSPHRASE, closing, make

ROOT = Path(__file__).parents[2]
KILLED = """
import os, signal, sys
from pathlib import Path
from layers.making_beside import making_beside
with making_beside(Path(sys.argv[1])) as folder:
    (folder / "unpacked").mkdir()
    (folder / "unpacked" / "register.db").write_text("half")
    (folder / "unpacked" / "away").symlink_to(sys.argv[2], target_is_directory=True)
    (folder / "away").symlink_to(sys.argv[2], target_is_directory=True)
    (folder / "backup.zip").write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    """A stranger's folder, with a file and a folder in it."""
    folder = tmp_path / "theirs"
    (folder / "photos").mkdir(parents=True)
    (folder / "letter.txt").write_text("theirs")
    (folder / "photos" / "one.jpg").write_text("theirs")
    return folder


def whole(folder: Path) -> bool:
    return all((folder / name).read_text() == "theirs" for name in ("letter.txt", "photos/one.jpg"))


def killed(place: Path, theirs: Path) -> Path:
    """The folder that a killed process left beside `place`."""
    subprocess.run([sys.executable, "-c", KILLED, str(place), str(theirs)], cwd=ROOT, check=False)
    (left,) = (path for path in place.parent.iterdir() if path.name.endswith(".part"))
    return left


def test_a_link_of_the_name_that_was_once_used_leads_a_backup_and_a_restoring_nowhere(
    tmp_path: Path, theirs: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    for name in (".b.zip.part", ".r.taphos.part"):
        (stick / name).symlink_to(theirs, target_is_directory=True)
    with closing(make(tmp_path / "p.taphos", "plain")) as project:
        back_up(project, stick / "b.zip")
    restore(stick / "b.zip", stick / "r.taphos", lambda: PASSPHRASE)
    assert whole(theirs)
    assert {path.name for path in stick.iterdir()} == {".b.zip.part", ".r.taphos.part", "b.zip", "r.taphos"}


def test_what_a_killed_process_left_goes_and_no_link_in_it_is_followed(tmp_path: Path, theirs: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    killed(stick / "b.zip", theirs)
    with making_beside(stick / "another.zip"):
        pass
    assert not list(stick.iterdir())
    assert whole(theirs)


@pytest.mark.parametrize("kind", ["link", "unmarked", "other mark", "linked mark", "linked lock"])
def test_a_folder_that_is_not_marked_as_ours_stays_whatever_its_name(tmp_path: Path, theirs: Path, kind: str) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    left = killed(stick / "b.zip", theirs)
    mark, lock = left / ".made-by-taphos", left / ".making"
    if kind == "link":
        left.rename(tmp_path / "elsewhere")
        left.symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    elif kind == "unmarked":
        mark.unlink()
    elif kind == "other mark":
        mark.write_text("x" * mark.stat().st_size)
    else:
        one = mark if kind == "linked mark" else lock
        one.rename(tmp_path / "kept")
        one.symlink_to(tmp_path / "kept")
    with making_beside(stick / "b.zip"):
        pass
    assert (left / "backup.zip").read_text() == "half"
    assert whole(theirs)


def test_what_is_still_being_made_is_left_alone(tmp_path: Path) -> None:
    with making_beside(tmp_path / "b.zip") as folder:
        (folder / "half").write_text("half")
        with making_beside(tmp_path / "another.zip"):
            assert (folder / "half").read_text() == "half"
        with pytest.raises(ProjectRefused, match="is being made by another process"), making_beside(tmp_path / "b.zip"):
            pass
        assert list(tmp_path.iterdir()) == [folder]
    assert not list(tmp_path.iterdir())
