"""Small files: on the disk with their names, never a hang, nothing left half; one passphrase on any keyboard."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

import pytest

from layers import files
from layers.anchoring import check_anchor
from layers.backup.restoring import restore
from layers.checking import verify_project
from layers.errors import LayersError, ProjectRefused, SourceRefused
from layers.evidence import InMemory, take_in
from layers.files import write_once, write_out, write_whole
from layers.keys import composed, new_data_key, unwrap_with_passphrase, wrap_under_passphrase
from layers.project import KEYS, PASSPHRASE_KEY, new_project, open_project
from layers.recovery import RECOVERY_KEY, change_passphrase, split_recovery
from layers.vault.identities import Identity, make_identity_file, read_identity_file
from layers.vault.vault import Vault
from tests.layers.projects import PASSPHRASE, closing, make

ROOT = Path(__file__).parents[2]
UKRAINIAN = "її гайок, мій ключ"
NFD = unicodedata.normalize("NFD", UKRAINIAN)


@pytest.fixture
def flushed(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, tuple[str, ...]]]:
    """Each flush: what was flushed, by its inode, and where it is a folder the names in it at that moment."""
    told: list[tuple[int, tuple[str, ...]]] = []
    real = os.fsync

    def fsync(handle: int) -> None:
        found = os.fstat(handle)
        names = tuple(os.listdir(handle)) if stat.S_ISDIR(found.st_mode) else ()
        told.append((found.st_ino, names))
        real(handle)

    monkeypatch.setattr(files.os, "fsync", fsync)
    return told


@pytest.fixture
def never_waits() -> Iterator[None]:
    """Fails a test that waits for what never comes, instead of hanging."""

    def late(number: int, frame: FrameType | None) -> None:
        raise AssertionError("it waited")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(20)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.skipif(os.name == "nt", reason="Windows sees to names itself")
@pytest.mark.parametrize("write", [write_whole, write_once, write_out])
def test_a_files_name_is_on_the_disk_when_it_is_written(
    tmp_path: Path, flushed: list[tuple[int, tuple[str, ...]]], write: Callable[[Path, bytes], None]
) -> None:
    write(tmp_path / "note.json", b"held")
    assert flushed[-1][0] == tmp_path.stat().st_ino
    assert "note.json" in flushed[-1][1]


@pytest.mark.skipif(os.name == "nt", reason="Windows sees to names itself")
def test_a_new_projects_folders_and_its_only_key_are_on_the_disk(
    tmp_path: Path, flushed: list[tuple[int, tuple[str, ...]]]
) -> None:
    with closing(new_project(tmp_path / "deep" / "p.taphos", passphrase=PASSPHRASE)) as project:
        known = {
            place: {name for inode, names in flushed if inode == place.stat().st_ino for name in names}
            for place in (tmp_path, tmp_path / "deep", project.folder, project.folder / KEYS)
        }
    assert "deep" in known[tmp_path]
    assert "p.taphos" in known[tmp_path / "deep"]
    assert {"keys", "project.toml"} <= known[project.folder]
    assert PASSPHRASE_KEY in known[project.folder / KEYS]
    flushed.clear()
    change_passphrase(project.folder, PASSPHRASE, "another")
    split_recovery(project.folder, "another", 3, 2)
    inode = (project.folder / KEYS).stat().st_ino
    assert [RECOVERY_KEY in names for found, names in flushed if found == inode] == [False, True]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_a_pipe_in_place_of_a_file_is_one_sentence(tmp_path: Path, never_waits: None) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(SourceRefused, match="no ordinary file"):
        restore(pipe, tmp_path / "r", lambda: PASSPHRASE)
    with closing(make(tmp_path / "p.taphos", "encrypted")) as project:
        take_in(project, [InMemory("first.txt", b"first")])
        (media,) = (one.media for one in project.register.originals())
        for refused in (lambda: check_anchor(project, pipe), lambda: verify_project(project, manifest=pipe)):
            with pytest.raises(LayersError):
                refused()
    part, key = project.evidence / f"{media}.part", project.folder / KEYS / PASSPHRASE_KEY
    os.mkfifo(part)
    open_project(project.folder, PASSPHRASE).close()
    assert not part.exists()
    key.unlink()
    os.mkfifo(key)
    with pytest.raises(ProjectRefused, match="cannot be read"):
        open_project(project.folder, PASSPHRASE)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with names")
def test_a_pipe_in_place_of_a_file_of_the_vault_is_told_by_verify(tmp_path: Path, never_waits: None) -> None:
    import pyrage

    with closing(make(tmp_path / "p.taphos", "plain")) as project:
        vault = Vault(project)
        vault.name_recipient("custodian", str(pyrage.x25519.Identity.generate().to_public()), Identity((), ()))
        vault.put_in("P-1", "A name", "A contact")
        (file,) = project.vault.glob("*.age")
        file.unlink()
        os.mkfifo(file)
        assert not verify_project(project).ok
        file.rename(file.with_suffix(".part"))
    with closing(open_project(project.folder)) as again:
        assert not verify_project(again).ok


def test_a_key_file_without_end_is_not_read_to_its_end(tmp_path: Path) -> None:
    wrap_under_passphrase(new_data_key(), "one", tmp_path / "key.json")
    with (tmp_path / "key.json").open("ab") as file:
        file.truncate(1 << 33)
    with pytest.raises(ProjectRefused, match="cannot be read"):
        unwrap_with_passphrase(tmp_path / "key.json", "one")


def test_a_passphrase_is_the_same_on_any_keyboard(tmp_path: Path) -> None:
    assert NFD != UKRAINIAN
    key = new_data_key()
    for number, (first, then) in enumerate([(UKRAINIAN, NFD), (NFD, UKRAINIAN)]):
        path = tmp_path / f"{number}.json"
        wrap_under_passphrase(key, first, path)
        assert unwrap_with_passphrase(path, then) == key
    make_identity_file(tmp_path / "secret.txt", NFD)
    assert read_identity_file(tmp_path / "secret.txt", lambda: UKRAINIAN).public


def test_a_passphrase_that_an_earlier_version_took_as_it_was_typed_still_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = new_data_key()
    monkeypatch.setattr("layers.keys.composed", lambda passphrase: passphrase)
    wrap_under_passphrase(key, NFD, tmp_path / "key.json")
    monkeypatch.undo()
    assert composed(NFD) == UKRAINIAN
    assert unwrap_with_passphrase(tmp_path / "key.json", NFD) == key
    with pytest.raises(ProjectRefused, match="does not open"):
        unwrap_with_passphrase(tmp_path / "key.json", UKRAINIAN)


KILLED = """
import os, signal, sys
from pathlib import Path
from layers import files
files._take_name = lambda temporary, path: os.kill(os.getpid(), signal.SIGKILL)
files.write_whole(Path(sys.argv[1]), b"half")
"""


def test_what_a_killed_write_left_goes_when_the_project_is_opened(tmp_path: Path) -> None:
    with closing(make(tmp_path / "p.taphos", "plain")) as project:
        folders = (project.folder, project.folder / KEYS)
    for folder in folders:
        subprocess.run([sys.executable, "-c", KILLED, str(folder / "note")], cwd=ROOT, check=False)
        (left,) = folder.glob(".*.part")
        os.utime(left, (0, 0))
        (folder / f".{'a' * 16}.part").write_text("under way elsewhere")
        (folder / ".theirs.part").write_text("theirs")
        os.utime(folder / ".theirs.part", (0, 0))
    open_project(project.folder).close()
    for folder in folders:
        assert {path.name for path in folder.glob(".*.part")} == {f".{'a' * 16}.part", ".theirs.part"}
