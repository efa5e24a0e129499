"""What lies in the evidence folder: nothing readable, nothing changed unseen, nothing half done."""

from __future__ import annotations

import hashlib
import io
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forensics.changes import difference
from layers.checking import verify_project
from layers.evidence import InMemory, open_evidence, store_of, take_in
from layers.evidence_age import CHUNK, LEAST, EvidenceDamaged, encrypt, new_identity, open_encrypted, padded_size
from layers.project import Project, open_project
from tests.counts import count
from tests.layers import pictures as made
from tests.layers.projects import ENGINES, PASSPHRASE, closing, make
from tests.layers.tampering import behind_its_back
from tests.tools.proofs import Proof

SIZES = (0, 1, LEAST - 1, LEAST, LEAST + 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 7, 1_000_003)
ROOT = Path(__file__).parents[2]


def files_of(project: Project) -> list[Path]:
    return sorted(path for path in project.evidence.rglob("*") if path.is_file() and path.name != ".taking")


# The format


def written(path: Path, data: bytes, identity: bytes) -> Path:
    with path.open("wb") as file:
        encrypt(iter([data[at : at + 5000] for at in range(0, len(data), 5000)]), identity, file.write)
    return path


@pytest.mark.parametrize("size", SIZES)
def test_any_age_program_reads_what_we_write_and_so_do_we(tmp_path: Path, size: int) -> None:
    data, identity = os.urandom(size), new_identity()
    path = written(tmp_path / "file", data, identity)
    opened = pyrage.decrypt(path.read_bytes(), [pyrage.x25519.Identity.from_str(identity.decode())])
    assert opened == data + bytes(padded_size(size) - size)
    with open_encrypted(path, identity, size) as file:
        assert file.read() == data


def test_we_read_what_others_write(tmp_path: Path) -> None:
    identity = pyrage.x25519.Identity.generate()
    others = [pyrage.x25519.Identity.generate().to_public() for _ in range(3)]
    data = os.urandom(200_000)
    (tmp_path / "file").write_bytes(pyrage.encrypt(data, [*others, identity.to_public()]))
    with open_encrypted(tmp_path / "file", str(identity).encode(), len(data)) as file:
        assert file.read() == data


@given(st.lists(st.tuples(st.integers(0, 300_000), st.integers(0, 150_000)), max_size=8), st.sampled_from(SIZES[:10]))
def test_it_is_read_from_anywhere_like_the_file_itself(
    tmp_path_factory: pytest.TempPathFactory, jumps: list[tuple[int, int]], size: int
) -> None:
    data, identity = random.Random(size).randbytes(size), new_identity()
    plain = io.BytesIO(data)
    with open_encrypted(written(tmp_path_factory.mktemp("seek") / "file", data, identity), identity, size) as file:
        for place, length in jumps:
            assert (file.seek(place), file.read(length)) == (plain.seek(place), plain.read(length))
        assert file.seek(0, io.SEEK_END) == size


def read_whole(path: Path, identity: bytes, size: int) -> bytes:
    with open_encrypted(path, identity, size) as file:
        return file.read()


@pytest.mark.parametrize("size", [0, 100, CHUNK, 3 * CHUNK + 7])
def test_a_file_that_was_changed_anywhere_does_not_open(tmp_path: Path, size: int) -> None:
    chance, data, identity = random.Random(size), os.urandom(size), new_identity()
    path = written(tmp_path / "file", data, identity)
    whole = path.read_bytes()
    for _ in range(count(60, 2000)):
        kind = chance.randrange(3)
        if kind == 0:
            at = chance.randrange(len(whole))
            harmed = whole[:at] + bytes([whole[at] ^ 1 << chance.randrange(8)]) + whole[at + 1 :]
        elif kind == 1:
            harmed = whole[: chance.choice((chance.randrange(len(whole)), len(whole) - CHUNK - 16))]
        else:
            harmed = whole + os.urandom(chance.choice((1, 16, CHUNK + 16)))
        path.write_bytes(harmed)
        with pytest.raises(EvidenceDamaged):
            read_whole(path, identity, size)
    path.write_bytes(whole)
    with pytest.raises(EvidenceDamaged):
        open_encrypted(path, new_identity(), size)


def test_what_reading_or_writing_raises_is_raised() -> None:
    """An error of the last write too, which the library itself would pass over."""

    def full(data: bytes) -> None:
        raise OSError(28, "No space left on device")

    def torn() -> object:
        yield b"x" * 10_000
        raise ValueError("torn out")

    with pytest.raises(OSError, match="No space left"):
        encrypt(iter([b"x"]), new_identity(), full)
    with pytest.raises(ValueError, match="torn out"):
        encrypt(torn(), new_identity(), len)  # type: ignore[arg-type]


@given(st.integers(0, 1 << 45))
def test_the_size_on_disk_tells_little_more_than_the_magnitude(size: int) -> None:
    padded = padded_size(size)
    assert max(size, LEAST) <= padded <= max(size * 1.12, LEAST)
    assert padded_size(padded) == padded


# Confidential

MARK = "canary-{number:02}-жайворонок-{other}"


def canaries() -> list[str]:
    """Fifty strings that stand nowhere else."""
    return [MARK.format(number=number, other=number * 7919) for number in range(50)]


def bearing(words: list[str]) -> list[InMemory]:
    """Each string inside a file: tags of a picture, PDF, sound, plain text, and as the name of one."""
    files = []
    for number, word in enumerate(words):
        data = word.encode()
        files.append(
            (
                InMemory(f"{number}.jpg", made.jpeg(made.tiff({made.MAKE: word, made.MODEL: word}, gps=made.KHARKIV))),
                InMemory(f"{number}.pdf", b"%PDF-1.7\n1 0 obj (" + data + b") endobj\n%%EOF"),
                InMemory(f"{number}.mp3", b"ID3\x03\0\0\0\0\0\x7fTIT2" + data),
                InMemory(f"{number}.txt", data * 3000),
                InMemory(f"{word}.txt", b"named %d" % number),
            )[number % 5]
        )
    return files


def holding(words: list[str], *folders: Path) -> list[str]:
    found = []
    for path in (path for folder in folders for path in folder.rglob("*")):
        data = path.read_bytes() if path.is_file() else b""
        found += [f"{word} in {path}" for word in words if word.encode() in data or word in path.name]
    return found


def test_no_string_inside_evidence_is_in_any_file_of_an_encrypted_project(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, proof: Proof
) -> None:
    temporary = tmp_path_factory.mktemp("temporary")
    monkeypatch.setenv("TMPDIR", str(temporary))
    words = canaries()
    files = bearing(words)
    project = make(tmp_path / "locked", "encrypted")
    taken = take_in(project, files, reason=words[0]).files
    for one, file in zip(taken, files, strict=True):
        with open_evidence(project, one.media) as held:
            assert held.read() == file.data
    seen = holding(words, project.folder, temporary)
    project.close()
    seen += holding(words, project.folder, temporary)
    assert seen == []
    hashes = [one.sha256 for one in taken]
    assert holding(hashes, project.folder) == []
    sizes = {path.stat().st_size for path in files_of(project)}
    assert not sizes & {one.size for one in taken}
    proof("B1", "50 strings inside evidence are found in no file", f"{len(seen)} of {len(words)} found")


# A pulled plug


def run(project: Path, file: Path, when: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.layers.taking_in", str(project), str(file), when],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


@pytest.fixture(params=ENGINES)
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    project = make(tmp_path / "evidence.taphos", request.param)
    take_in(project, [InMemory("first.txt", b"first"), InMemory("second.txt", b"second, and longer")])
    project.close()
    return project.folder


def bearing_everywhere(path: Path, word: str, size: int) -> Path:
    """A file of which every page holds the word."""
    path.write_bytes((word.encode() + b"\n" + os.urandom(500)) * (size // 540))
    return path


@pytest.mark.parametrize("share", [0.0, 0.3, 0.99])
def test_a_process_killed_while_it_takes_evidence_in_leaves_nothing(
    folder: Path, tmp_path: Path, share: float, proof: Proof
) -> None:
    word = canaries()[7]
    file = bearing_everywhere(tmp_path / "large.bin", word, 4 << 20)
    with run(folder, file, str(int(share * file.stat().st_size))) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        process.kill()
    assert said == "ready\n"
    encrypted = not (folder / "register.db").read_bytes().startswith(b"SQLite")
    if encrypted:
        assert holding([word, hashlib.sha256(file.read_bytes()).hexdigest()], folder) == []
    project = open_project(folder, PASSPHRASE)
    try:
        assert not list(project.evidence.glob("*.part"))
        assert len(files_of(project)) == 2
        assert verify_project(project).ok
    finally:
        project.close()
    proof("B3", f"killed while taking in, at {share:.0%} of the file", "verifies, no part left")


def test_a_process_killed_after_its_commit_loses_nothing(folder: Path, tmp_path: Path, proof: Proof) -> None:
    file = bearing_everywhere(tmp_path / "large.bin", "word", 1 << 20)
    with run(folder, file, "committed") as process:
        assert process.wait() == 9
    assert len(list((folder / "evidence").glob("*.part"))) == 1
    project = open_project(folder, PASSPHRASE)
    try:
        assert not list(project.evidence.glob("*.part"))
        found = next(one for one in project.register.originals() if one.size == file.stat().st_size)
        with open_evidence(project, found.media) as held:
            assert held.read() == file.read_bytes()
        assert verify_project(project).ok
    finally:
        project.close()
    proof("B3", "killed between the commit and the file's name", "verifies, the file is there")


def test_what_a_person_put_there_is_not_removed(folder: Path) -> None:
    (folder / "evidence" / "notes.part").write_text("somebody's")
    project = open_project(folder, PASSPHRASE)
    try:
        assert (folder / "evidence" / "notes.part").exists()
        assert "notes.part" in str(verify_project(project).first)
    finally:
        project.close()


@pytest.mark.timeout(3600)
@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="only Linux tells a process's size at any time")
def test_a_large_file_goes_in_and_out_with_flat_memory(folder: Path, tmp_path: Path, proof: Proof) -> None:
    large, mebibytes = tmp_path / "scan.las", count(64, 20 << 10)  # far more than may be held at once
    with large.open("wb") as file:
        file.write(b"LASF")
        file.truncate(mebibytes << 20)
    try:
        with run(folder, large, "memory") as process:
            said, _ = process.communicate()
    finally:
        shutil.rmtree(folder / "evidence")  # as large as the scan
    assert process.returncode == 0
    more, told = map(float, said.split())
    assert more < 24
    assert told == mebibytes << 20
    figure = f"{mebibytes:,} MiB with progress to the end, {more:.0f} MiB more memory"
    for line in ("B", "C7"):
        proof(line, "a large scan goes in and out of the evidence store with flat memory", figure)


# Verify


def opened(folder: Path) -> Project:
    return open_project(folder, PASSPHRASE)


def problems_of(folder: Path) -> str:
    project = opened(folder)
    try:
        return " | ".join(map(str, verify_project(project).problems))
    finally:
        project.close()


def changed(files: list[Path]) -> None:
    data = bytearray(files[0].read_bytes())
    data[-1] ^= 1
    files[0].write_bytes(data)


def cut(files: list[Path]) -> None:
    files[0].write_bytes(files[0].read_bytes()[:-1])


def missing(files: list[Path]) -> None:
    files[0].unlink()


def exchanged(files: list[Path]) -> None:
    first, second = (path.read_bytes() for path in files[:2])
    files[0].write_bytes(second)
    files[1].write_bytes(first)


def misplaced(files: list[Path]) -> None:
    files[0].rename(files[0].parent.parent / files[0].name)


def slipped_in(files: list[Path]) -> None:
    (files[0].parent / "aa").write_bytes(b"slipped in")


def linked(files: list[Path]) -> None:
    elsewhere = files[0].parents[3] / "elsewhere"
    files[0].rename(elsewhere)
    files[0].symlink_to(elsewhere)


def shelf_linked(files: list[Path]) -> None:
    shelf = files[0].parent
    elsewhere = shelf.parents[2] / "shelf"
    shelf.rename(elsewhere)
    shelf.symlink_to(elsewhere, target_is_directory=True)


HARMS: dict[Callable[[list[Path]], None], str] = {
    changed: "the file is not the one that was taken in",
    cut: "the file is not the one that was taken in",
    missing: "the file is missing",
    exchanged: "the file is not the one that was taken in",
    misplaced: "the file is missing",
    slipped_in: "which no record names",
    linked: "the file is missing",
    shelf_linked: "the file is missing",
}


@pytest.mark.parametrize("harm", HARMS, ids=lambda harm: harm.__name__)
def test_what_was_done_to_the_files_is_named(folder: Path, harm: Callable[[list[Path]], None], proof: Proof) -> None:
    project = opened(folder)
    by_path = {store_of(project).path_of(one): one.code for one in project.register.originals()}
    files = files_of(project)
    project.close()
    assert problems_of(folder) == ""
    harm(files)
    found = problems_of(folder)
    assert HARMS[harm] in found
    if harm is not slipped_in:
        assert str(by_path[files[0]]) in found
    if harm is exchanged:
        assert str(by_path[files[1]]) in found
    proof("A4", f"an evidence file {harm.__name__.replace('_', ' ')}", found[:60])
    proof("B4", f"an evidence file {harm.__name__.replace('_', ' ')}", found[:60])


def test_no_hash_of_a_record_leads_out_of_the_folder(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_bytes(b"somebody's own")
    with closing(make(tmp_path / "led.taphos", "plain")) as project:
        take_in(project, [InMemory("first.txt", b"first")])
        store, original = store_of(project), next(project.register.originals())
        assert store.path_of(original) is not None
        for name in ("../outside", str(outside)):
            assert store.shelf(name).resolve() == outside
            assert store.path_of(replace(original, sha256=name, recorded=name)) is None


def test_another_hash_in_the_record_is_named_even_where_it_was_journaled(folder: Path) -> None:
    project = opened(folder)
    original = next(project.register.originals())
    edit = difference("media", original.media, {"sha256": original.sha256}, {"sha256": "0" * 64})
    assert edit is not None
    project.register.commit([edit], "a wrong correction")
    with open_evidence(project, original.media) as held:
        assert hashlib.sha256(held.read()).hexdigest() == original.sha256
    project.close()
    assert f"{original.code}: the record names another SHA-256" in problems_of(folder)


KEYS_HARMED = {
    "removed": ("DELETE FROM keys_person WHERE subject LIKE 'file:%'", "the key of the file is missing"),
    "exchanged": (
        "UPDATE keys_person SET key = (SELECT k.key FROM keys_person k WHERE k.subject LIKE 'file:%'"
        " AND k.subject <> keys_person.subject LIMIT 1) WHERE subject LIKE 'file:%'",
        "which no record names",
    ),
    "added": ("INSERT INTO keys_person VALUES ('file:X', 'key')", "There is a key for “file:X”"),
    "unjournaled": ("DELETE FROM journal_setting WHERE type = '_original'", "is not what the journal says"),
}  # fmt: skip


@pytest.mark.parametrize("harm", KEYS_HARMED)
def test_what_was_done_to_the_keys_is_named(tmp_path: Path, harm: str) -> None:
    project = make(tmp_path / "evidence.taphos", "encrypted")
    take_in(project, [InMemory("first.txt", b"first"), InMemory("second.txt", b"second")])
    project.close()
    statement, expected = KEYS_HARMED[harm]
    behind_its_back(project.folder, statement)
    assert expected in problems_of(project.folder)


def test_a_file_is_gone_with_its_key(tmp_path: Path) -> None:
    """What erasure rests on: with the row of its key a file is lost, wherever a copy of it lies."""
    project = make(tmp_path / "evidence.taphos", "encrypted")
    (taken,) = take_in(project, [InMemory("first.txt", b"first")]).files
    project.close()
    behind_its_back(project.folder, "DELETE FROM keys_person WHERE subject LIKE 'file:%'")
    again = opened(project.folder)
    try:
        original = again.register.original(taken.media)
        assert original is not None
        assert (original.key, store_of(again).path_of(original)) == (None, None)
    finally:
        again.close()
