"""A backup is a project as it was at one moment, whole or not there; what comes out of one verifies."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forensics.ports import Found, Progress
from layers.backup.hostile import is_ours
from layers.backup.making import back_up
from layers.backup.manifest import MANIFEST, TOP
from layers.backup.restoring import Restored, Unverified, restore
from layers.checking import verify_project
from layers.erasure import erase
from layers.errors import Cancelled, LayersError, ProjectRefused
from layers.evidence import InMemory, open_evidence, take_in
from layers.evidence_store import Store
from layers.project import REGISTER, Project, open_project
from layers.recovery import split_recovery
from layers.register.engine import open_immutable
from layers.register.erasing import Ground
from layers.register.journal import BACKUP
from layers.vault.identities import Identity
from layers.vault.vault import Vault
from tests.counts import count
from tests.layers.other_country import write_pack
from tests.layers.projects import ENGINES, PASSPHRASE, closing, make, record, site
from tests.layers.test_migrating import as_version_1
from tests.layers.test_verify import behind_its_back
from tests.tools.proofs import Proof

ROOT = Path(__file__).parents[2]
WORD = "canary-жайворонок-in-the-backup"


@pytest.fixture(params=ENGINES)
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A project with a record, a file of evidence, and a name in the vault."""
    import pyrage

    with closing(make(tmp_path / "p.taphos", request.param)) as project:
        project.register.commit([site("S-1", name=WORD)])
        take_in(project, [InMemory("first.txt", WORD.encode() * 100)])
        vault = Vault(project)
        vault.name_recipient("custodian", str(pyrage.x25519.Identity.generate().to_public()), Identity((), ()))
        vault.put_in("P-1", "A name", "A contact")
    return project.folder


def opened(folder: Path) -> Project:
    return open_project(folder, PASSPHRASE)


def backed_up(folder: Path, out: Path, progress: Progress | None = None) -> Path:
    with closing(opened(folder)) as project:
        back_up(project, out, progress)
    return out


def restored(archive: Path, folder: Path, **values: Any) -> Restored:
    return restore(archive, folder, lambda: PASSPHRASE, **values)


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_what_is_restored_is_what_was_backed_up(folder: Path, tmp_path: Path) -> None:
    out = backed_up(folder, tmp_path / "out.zip")
    done = restored(out, tmp_path / "again")
    assert done.verdict.ok
    with closing(opened(folder)) as before, closing(opened(done.folder)) as after:
        assert after.register.info() == before.register.info()
        assert after.register.info().head == done.manifest.head
        assert Vault(after).recipients() == Vault(before).recipients()
        (media,) = after.register.originals()
        with open_evidence(after, media.media) as held:
            assert held.read() == WORD.encode() * 100
        after.register.commit([site("S-2")])
        assert verify_project(after).ok
    assert names_in(tmp_path) == {"p.taphos", "out.zip", "again.taphos"}


def test_a_backup_stands_in_the_ledger_and_in_itself(folder: Path, tmp_path: Path) -> None:
    out = backed_up(folder, tmp_path / "out.zip")
    done = restored(out, tmp_path / "again")
    for place in (folder, done.folder):
        with closing(opened(place)) as project:
            assert project.register.administrative(BACKUP) == {done.manifest.entry: {"file": "out.zip"}}


def test_every_member_is_as_it_lies_and_hashed(folder: Path, tmp_path: Path) -> None:
    out = backed_up(folder, tmp_path / "out.zip")
    with zipfile.ZipFile(out) as archive:
        manifest = json.loads(archive.read(MANIFEST))
        assert set(archive.namelist()) == {*manifest["members"], MANIFEST}
        for name, told in manifest["members"].items():
            data = archive.read(name)
            assert (hashlib.sha256(data).hexdigest(), len(data)) == (told["sha256"], told["bytes"])
            lying = folder / name.removeprefix(TOP)
            if lying.name != REGISTER:
                assert lying.read_bytes() == data
    encrypted = manifest["encrypted"]
    data = out.read_bytes()
    assert (WORD.encode() in data) != encrypted
    assert (b"SQLite format" in data) != encrypted


def test_it_is_of_one_moment_while_others_write_and_take_evidence_in(folder: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.layers.working_on", str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        reported = [other.stdout.readline().split()[1] for _ in range(8)]
        outs = [backed_up(folder, tmp_path / f"{number}.zip") for number in range(3)]
        other.kill()
        other.stdout.read()
    for out in outs:
        done = restored(out, tmp_path / out.stem)
        with closing(opened(done.folder)) as project:
            assert all(project.register.holds_commit(name) for name in reported)


def test_evidence_that_waits_for_its_name_has_it_in_the_backup(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(opened(folder)) as project:
        with monkeypatch.context() as patched:
            patched.setattr(Store, "put_in_place", lambda self, originals: None)
            take_in(project, [InMemory("second.txt", b"second")])
        assert list(project.evidence.glob("*.part"))
        back_up(project, tmp_path / "out.zip")
    done = restored(tmp_path / "out.zip", tmp_path / "again")
    assert done.verdict.checked["files"] == 3
    assert not list((done.folder / "evidence").glob("*.part"))


def test_a_backup_that_is_stopped_leaves_nothing_and_says_so_in_the_ledger(folder: Path, tmp_path: Path) -> None:
    def stop_after(times: int) -> Progress:
        told = iter(range(times))

        def progress(done: int, total: int) -> None:
            if next(told, None) is None:
                raise Cancelled

        return progress

    older = backed_up(folder, tmp_path / "out.zip").read_bytes()
    for times in (0, 3, 1000):
        try:
            backed_up(folder, tmp_path / "out.zip", stop_after(times))
        except Cancelled:
            assert (tmp_path / "out.zip").read_bytes() == older
        assert names_in(tmp_path) == {"p.taphos", "out.zip"}
    with closing(opened(folder)) as project:
        entries = list(project.register.administrative(BACKUP).values())
    assert entries.count({"file": "out.zip", "abandoned": "yes"}) == 2
    assert entries.count({"file": "out.zip"}) == 2
    assert restored(tmp_path / "out.zip", tmp_path / "again").verdict.ok


def test_a_restoring_that_is_stopped_leaves_nothing(folder: Path, tmp_path: Path) -> None:
    out = backed_up(folder, tmp_path / "out.zip")

    def stop(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        restored(out, tmp_path / "again", progress=stop)
    assert names_in(tmp_path) == {"p.taphos", "out.zip"}


def test_a_backup_inside_the_project_is_refused(folder: Path) -> None:
    with pytest.raises(ProjectRefused, match="outside the project"):
        backed_up(folder, folder / "evidence" / "out.zip")


def test_a_backup_replaces_a_backup_of_the_same_project_alone(folder: Path, tmp_path: Path) -> None:
    mine, other, letter = tmp_path / "mine.zip", tmp_path / "other.zip", tmp_path / "letter.zip"
    with closing(make(tmp_path / "other.taphos", "plain")) as another:
        back_up(another, other)
    theirs = other.read_bytes()
    letter.write_text("somebody's")
    (tmp_path / "link.zip").symlink_to(letter)
    (tmp_path / "folder.zip").mkdir()
    first = backed_up(folder, mine).read_bytes()
    assert backed_up(folder, mine).read_bytes() != first
    for taken in (other, letter, tmp_path / "link.zip"):
        with pytest.raises(ProjectRefused, match="is there already and is no backup of this project"):
            backed_up(folder, taken)
    with pytest.raises(ProjectRefused, match="is a folder"):
        backed_up(folder, tmp_path / "folder.zip")
    assert (other.read_bytes(), letter.read_text()) == (theirs, "somebody's")
    with closing(opened(folder)) as project:
        back_up(project, letter, replacing=True)
    assert restored(letter, tmp_path / "again").verdict.ok


def test_a_backup_makes_no_folder_where_the_stick_should_be(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ProjectRefused, match="There is no folder"):
        backed_up(folder, tmp_path / "media" / "usb" / "b.zip")
    assert not (tmp_path / "media").exists()


def test_an_existing_target_is_refused_and_stays(folder: Path, tmp_path: Path) -> None:
    out = backed_up(folder, tmp_path / "out.zip")
    (tmp_path / "again.taphos").mkdir()
    with pytest.raises(ProjectRefused, match="there already"):
        restored(out, tmp_path / "again")
    assert names_in(tmp_path / "again.taphos") == set()


def test_an_encrypted_one_needs_its_passphrase(tmp_path: Path) -> None:
    make(tmp_path / "p.taphos", "encrypted").close()
    out = backed_up(tmp_path / "p.taphos", tmp_path / "out.zip")
    with pytest.raises(ProjectRefused, match="passphrase does not open"):
        restore(out, tmp_path / "again", lambda: "another")
    assert names_in(tmp_path) == {"p.taphos", "out.zip"}


def test_what_is_no_part_of_a_project_is_left_and_told(folder: Path, tmp_path: Path) -> None:
    (folder / "notes.txt").write_text("a stranger's")
    (folder / "photos").mkdir()
    (folder / "photos" / "one.jpg").write_text("a stranger's")
    (folder / "photos" / "away").symlink_to(tmp_path, target_is_directory=True)
    (folder / ".DS_Store").write_text("no word about it")
    with closing(opened(folder)) as project:
        made = back_up(project, tmp_path / "out.zip")
    assert made.left == ("notes.txt", "photos/away", "photos/one.jpg")
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert b"stranger" not in b"".join(map(archive.read, archive.namelist()))
    done = restored(tmp_path / "out.zip", tmp_path / "again")
    assert {path.name for path in done.folder.iterdir()} >= {"project.toml", "register.db", "evidence", "vault"}
    assert not {"notes.txt", "photos"} & names_in(done.folder)


def test_every_file_that_a_project_is_made_of_comes_back(tmp_path: Path) -> None:
    import pyrage

    with closing(make(tmp_path / "p.taphos", "encrypted", pack=write_pack(tmp_path / "pack"))) as project:
        take_in(project, [InMemory("first.txt", b"first")])
        Vault(project).name_recipient(
            "custodian", str(pyrage.x25519.Identity.generate().to_public()), Identity((), ())
        )  # fmt: skip
        Vault(project).put_in("P-1", "A name", "A contact")
        split_recovery(project.folder, PASSPHRASE, 3, 2)
        made = back_up(project, tmp_path / "out.zip")
    assert made.left == ()
    done = restored(tmp_path / "out.zip", tmp_path / "again")

    def files(folder: Path) -> dict[str, bytes]:
        kept = (path for path in folder.rglob("*") if path.is_file() and path.name != ".taking")
        return {
            path.relative_to(folder).as_posix(): path.read_bytes() for path in kept if not path.match("register.db*")
        }

    assert files(done.folder) == files(tmp_path / "p.taphos")
    assert {name.split("/")[0] for name in files(done.folder)} == {
        "project.toml", "keys", "vault", "evidence", "countries",
    }  # fmt: skip


def test_a_file_missing_in_the_project_is_told_and_needs_leave_to_be_restored(folder: Path, tmp_path: Path) -> None:
    with closing(opened(folder)) as project:
        store = Store(project.evidence, project.register)
        (original,) = project.register.originals()
        path = store.path_of(original)
        assert path is not None
        path.unlink()
        made = back_up(project, tmp_path / "out.zip")
        assert made.manifest.missing == (f"{TOP}{path.relative_to(folder).as_posix()}",)
    with pytest.raises(Unverified, match="the file is missing"):
        restored(tmp_path / "out.zip", tmp_path / "again")
    assert names_in(tmp_path) == {"p.taphos", "out.zip"}
    assert not restored(tmp_path / "out.zip", tmp_path / "again", with_problems=True).verdict.ok


def test_one_of_an_older_version_is_brought_up_and_verified(tmp_path: Path) -> None:
    with closing(make(tmp_path / "p.taphos")) as project:
        project.register.commit([site("S-1")])
    out = backed_up(project.folder, tmp_path / "out.zip")
    older = unpacked(out, tmp_path / "older")
    as_version_1(older / TOP)
    done = restored(packed(older, tmp_path / "older.zip"), tmp_path / "again")
    assert done.verdict.ok
    assert not list(done.folder.glob("before-*"))
    with closing(opened(done.folder)) as project:
        assert project.register.info().counts["site"] == 1


@pytest.mark.parametrize("older", [False, True])
def test_a_backup_that_notes_files_for_removal_has_none_removed(tmp_path: Path, older: bool) -> None:
    with closing(make(tmp_path / "p.taphos")) as project:
        project.register.commit([site("S-1")])
        take_in(project, [InMemory("first.txt", b"first")])
        (original,) = project.register.originals()
    theirs = tmp_path / "theirs"
    theirs.write_bytes(b"theirs")
    place = unpacked(backed_up(project.folder, tmp_path / "out.zip"), tmp_path / "place")
    named = [str(theirs), "../../../theirs", f"{original.sha256[:2]}/{original.sha256}"]
    behind_its_back(
        place / TOP, f"INSERT INTO local_value (name, held) VALUES ('wiping', '{json.dumps(named)}')"
    )  # fmt: skip
    if older:
        as_version_1(place / TOP)
    done = restored(packed(place, tmp_path / "noted.zip"), tmp_path / "again")
    assert done.verdict.ok
    with closing(opened(done.folder)) as again:
        assert again.register.files_to_remove is None
        with open_evidence(again, original.media) as file:
            assert file.read() == b"first"
    assert theirs.read_bytes() == b"theirs"


# A zip of a stranger


def unpacked(archive: Path, folder: Path) -> Path:
    with zipfile.ZipFile(archive) as opened_:
        opened_.extractall(folder)
    return folder


def packed(folder: Path, out: Path, extra: dict[str, bytes] | None = None, method: int = zipfile.ZIP_STORED) -> Path:
    """A zip as ours, with a manifest that fits what lies in the folder and `extra`."""
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST
    } | (extra or {})
    manifest = json.loads((folder / MANIFEST).read_bytes())
    manifest["members"] = {
        name: {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)} for name, data in files.items()
    }
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
        archive.writestr(MANIFEST, json.dumps(manifest))
    return out


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plain backup, unpacked."""
    place = tmp_path_factory.mktemp("honest")
    with closing(make(place / "p.taphos")) as project:
        project.register.commit([site("S-1")])
        take_in(project, [InMemory("first.txt", b"first")])
    return unpacked(backed_up(project.folder, place / "out.zip"), place / "unpacked")


def shelved(word: str) -> str:
    """The place of an original by its SHA-256."""
    name = hashlib.sha256(word.encode()).hexdigest()
    return f"{name[:2]}/{name}"


def refused(archive: Path, place: Path, match: str) -> None:
    before = names_in(place)
    with pytest.raises(LayersError, match=match) as told:
        restored(archive, place / "again")
    assert "\n" not in str(told.value)
    assert names_in(place) == before


@pytest.mark.parametrize(
    "name",
    [
        f"{TOP}../outside", "../outside", "/etc/outside", f"{TOP}/outside", "C:\\outside", f"{TOP}a\\..\\b", "outside",
        f"{TOP}keys/../../outside", f"{TOP}register.db-wal", f"{TOP}Register.DB-journal", f"{TOP}register.db-shm",
        f"{TOP}REGISTER.DB", f"{TOP}aux.txt", f"{TOP}a:b", f"{TOP}folder/", f"{TOP}a\x1fb", f"{TOP}.hidden",
        f"{TOP}notes.txt", f"{TOP}keys/other.json", f"{TOP}keys", f"{TOP}vault/names.txt", f"{TOP}vault/ab.age",
        f"{TOP}vault/{'ab' * 16}.part", f"{TOP}evidence/{'ab' * 32}", f"{TOP}evidence/ab/notes.txt",
        f"{TOP}evidence/cd/{'ab' * 32}", f"{TOP}evidence/AB/{'AB' * 32}", f"{TOP}countries/pack.toml",
        f"{TOP}countries/zz/notes.txt", f"{TOP}countries/zz/deeper/pack.toml", f"{TOP}countries/con/pack.toml",
        f"{TOP}countries/zz/", f"{TOP}before-0001.db", f"{TOP}vault/.taking",
    ],
)  # fmt: skip
def test_a_member_that_no_project_is_made_of_is_refused(honest: Path, tmp_path: Path, name: str) -> None:
    refused(packed(honest, tmp_path / "out.zip", {name: b"x"}), tmp_path, "no backup of ours")
    assert not (tmp_path.parent / "outside").exists()


@given(st.lists(st.sampled_from(["countries", "evidence", "ab", "..", "C:", "\0", "pack.toml", ""]), max_size=5))
def test_a_name_that_is_let_in_stays_inside(parts: list[str]) -> None:
    name = TOP + "/".join(parts)
    if is_ours(name):
        place = Path("/base/project.taphos")
        assert (place / name.removeprefix(TOP)).resolve().is_relative_to(place)
        assert ".." not in name.split("/")
        assert "\\" not in name


def test_two_members_of_one_name_are_refused(honest: Path, tmp_path: Path) -> None:
    out = packed(honest, tmp_path / "out.zip")
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(out, "a") as archive:
        archive.writestr(f"{TOP}project.toml", b"another")
    refused(out, tmp_path, "no backup of ours")


def test_a_link_is_refused(honest: Path, tmp_path: Path) -> None:
    out = packed(honest, tmp_path / "out.zip")
    link = zipfile.ZipInfo(f"{TOP}evidence/{shelved('link')}")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    refused(out, tmp_path, "no backup of ours")


def test_what_grows_as_it_is_unpacked_is_refused(honest: Path, tmp_path: Path) -> None:
    bomb = {f"{TOP}evidence/{shelved('bomb')}": bytes(50 << 20)}
    refused(packed(honest, tmp_path / "out.zip", bomb, zipfile.ZIP_DEFLATED), tmp_path, "no backup of ours")


def test_members_that_share_their_bytes_are_refused(honest: Path, tmp_path: Path) -> None:
    """Many entries of the directory that name one body: it would be unpacked as often."""
    names = [f"{TOP}evidence/{shelved(str(number))}" for number in range(300)]
    big = dict.fromkeys(names, b"") | {names[0]: bytes(1 << 20)}
    out = packed(honest, tmp_path / "out.zip", big)
    with zipfile.ZipFile(out, "a") as archive:
        one = archive.getinfo(names[0])
        for name in names[1:]:
            other = archive.getinfo(name)
            for part in ("header_offset", "file_size", "compress_size", "CRC"):
                setattr(other, part, getattr(one, part))
        archive._didModify = True  # type: ignore[attr-defined]
    refused(out, tmp_path, "is not a backup|damaged")


@settings(max_examples=25)
@given(st.data())
def test_a_damaged_backup_is_one_sentence(
    honest: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    place = tmp_path_factory.mktemp("damaged")
    whole = packed(honest, place / "whole.zip").read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    cut = data.draw(st.booleans())
    harmed = whole[:at] if cut else whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :]
    (place / "out.zip").write_bytes(harmed)
    (place / "whole.zip").unlink()
    try:
        done = restored(place / "out.zip", place / "again")
    except LayersError:
        assert names_in(place) == {"out.zip"}
    else:  # a byte that says nothing: a time, a version, a permission
        assert not cut
        assert done.verdict.ok


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_zip_of_ours_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "out.zip").write_bytes(content)
    refused(tmp_path / "out.zip", tmp_path, "is not a backup")


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    refused(tmp_path / "none.zip", tmp_path, "cannot be read")


HARMED: dict[str, tuple[Callable[[Path], Any], str]] = {
    "a trigger": (
        lambda top: behind_its_back(top, "CREATE TRIGGER t AFTER INSERT ON site BEGIN DELETE FROM case_; END"),
        "trigger “t”",
    ),
    "a view": (lambda top: behind_its_back(top, "CREATE VIEW v AS SELECT 1"), "view “v”"),
    "a view for a table": (
        lambda top: behind_its_back(top, "ALTER TABLE team RENAME TO t2", "CREATE VIEW team AS SELECT * FROM t2"),
        "view “team”",
    ),
    "a virtual table": (
        lambda top: behind_its_back(top, "CREATE VIRTUAL TABLE f USING fts5(a)"), "virtual table “f”",
    ),
    "a changed value": (
        lambda top: behind_its_back(top, "UPDATE site SET code = 'S-9'"), "something is wrong",
    ),
    "a newer step": (
        lambda top: behind_its_back(top, "UPDATE local_schema SET version_num = '9999'"), "newer version",
    ),
    "a newer format": (
        lambda top: (top / "project.toml").write_text((top / "project.toml").read_text().replace("= 1", "= 99", 1)),
        "newer version",
    ),
    "no journal": (lambda top: behind_its_back(top, "DROP TABLE local_schema"), "cannot be used"),
    "no register": (lambda top: (top / REGISTER).write_bytes(b"nothing"), "damaged"),
    "other evidence": (
        lambda top: next(path for path in (top / "evidence").rglob("*") if path.is_file()).write_bytes(b"other"),
        "not the one that was taken in",
    ),
}  # fmt: skip


@pytest.mark.parametrize("harm", HARMED)
def test_a_backup_that_fits_its_manifest_and_lies_is_refused(honest: Path, tmp_path: Path, harm: str) -> None:
    place = shutil.copytree(honest, tmp_path / "place")
    change, match = HARMED[harm]
    change(place / TOP)
    out = packed(place, tmp_path / "out.zip")
    shutil.rmtree(place)
    refused(out, tmp_path, match)


def test_the_copy_of_the_register_is_encrypted_under_the_same_key(tmp_path: Path) -> None:
    with closing(make(tmp_path / "p.taphos", "encrypted")) as project:
        project.register.commit([site("S-1", name=WORD)])
        with project.register.held() as held:
            project.register.commit([site("S-2")])
            held.copy(tmp_path / "copy.db", project.key)
        engine = open_immutable(tmp_path / "copy.db", project.key)
        with engine.connect() as connection:
            assert connection.exec_driver_sql("SELECT code FROM site").scalars().all() == ["S-1"]
        engine.dispose()
    data = (tmp_path / "copy.db").read_bytes()
    assert b"SQLite" not in data
    assert WORD.encode() not in data


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="only Linux tells a process's size at any time")
def test_a_large_backup_goes_out_and_in_with_flat_memory(folder: Path, tmp_path: Path, proof: Proof) -> None:
    mebibytes = count(64, 200)  # far more than may be held at once
    with (tmp_path / "large.las").open("wb") as file:
        file.truncate(mebibytes << 20)
    with closing(opened(folder)) as project:
        take_in(project, [tmp_path / "large.las"])
    command = [sys.executable, "-m", "tests.layers.backing_up", str(folder), str(tmp_path)]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert float(said) < 24
    proof("B", f"{mebibytes} MiB go into a backup and out again", f"{float(said):.0f} MiB more memory")


def test_only_one_makes_the_same_at_once(folder: Path, tmp_path: Path) -> None:
    said: list[str] = []

    def again(done: int, total: int) -> None:
        if not said:
            with pytest.raises(ProjectRefused) as told:
                backed_up(folder, tmp_path / "out.zip")
            said.append(str(told.value))

    backed_up(folder, tmp_path / "out.zip", again)
    assert "is being made by another process" in said[0]
    assert restored(tmp_path / "out.zip", tmp_path / "again").verdict.ok


def test_an_erasure_tells_of_the_backups_that_carry_the_person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("layers.erasure._SOON", timedelta(0))
    with closing(make(tmp_path / "p.taphos", "encrypted")) as project:
        back_up(project, tmp_path / "before.zip")
        mine = record("interview", "IV-1", interviewee_code="P-1")
        project.register.commit([mine])
        back_up(project, tmp_path / "carries.zip")
        erased = erase(project, Found("interview", mine.record, "IV-1"), Ground("asked to be forgotten", "P-9001"))
        assert [(one.file, one.profile) for one in erased.carriers] == [("carries.zip", "backup")]
        assert verify_project(project).ok
