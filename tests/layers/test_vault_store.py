"""What lies in the vault's folder: nothing readable, nothing changed unseen, nothing half done."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from forensics.changes import Change, Operation
from layers.checking import verify_project
from layers.errors import Cancelled, ProjectRefused
from layers.project import Project, open_project
from layers.register.journal import VAULT
from layers.register.register import EmbeddedRegister
from layers.vault.ledger import taking_out
from layers.vault.sealing import SIZE, seal
from layers.vault.store import VaultStore
from layers.vault.vault import Vault
from tests.counts import count
from tests.layers.projects import ENGINES, PASSPHRASE
from tests.layers.tampering import behind_its_back
from tests.layers.vaults import CONTACT, NAME, files_of, identity, names_of, readable_under, vault_of
from tests.tools.proofs import Proof

ROOT = Path(__file__).parents[2]
ALICE = identity()
IN_A_ROW = 5
"""How often one project is killed: what is encrypted anew grows with each."""


on_both = pytest.mark.parametrize("folder", ENGINES, indirect=True)


@pytest.fixture
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    project, vault = vault_of(tmp_path / "vault.taphos", getattr(request, "param", "plain"), alice=ALICE)
    for number in range(1, 4):
        vault.put_in(f"P-{number}", f"EXAMPLE {number}", CONTACT)
    project.close()
    return project.folder


def opened(folder: Path) -> Project:
    return open_project(folder, PASSPHRASE)


# Tampering


def _change(first: Path, *_: Path) -> None:
    data = bytearray(first.read_bytes())
    data[SIZE // 2] ^= 1
    first.write_bytes(data)


def _exchange(first: Path, second: Path, *_: Path) -> None:
    one, other = first.read_bytes(), second.read_bytes()
    first.write_bytes(other)
    second.write_bytes(one)


def _slip_in(first: Path, *_: Path) -> None:
    first.with_name("0" * 32 + ".age").write_bytes(seal(b"a name of mine", ALICE.public))


def _slip_in_a_folder(first: Path, *_: Path) -> None:
    (first.parent / "more").mkdir()
    (first.parent / "more" / "names.txt").write_text("EXAMPLE")


HARMS: dict[str, tuple[Callable[..., None], str]] = {
    "changed": (_change, "is not the one that was put in"),
    "cut": (lambda first, *_: first.write_bytes(first.read_bytes()[:-1]), "is not the one that was put in"),
    "missing": (lambda first, *_: first.unlink(), "is missing"),
    "exchanged": (_exchange, "is not the one that was put in"),
    "slipped in": (_slip_in, "which the journal does not name"),
    "slipped in a folder": (_slip_in_a_folder, "which the journal does not name"),
    "encrypted anew by somebody else": (
        lambda first, *_: first.write_bytes(seal(b"another name", ALICE.public)), "is not the one that was put in"
    ),
    "all removed": (lambda *files: [file.unlink() for file in files], "is missing"),
}  # fmt: skip


@pytest.mark.parametrize("harm", HARMS)
def test_verify_finds_what_was_done_to_the_vaults_files(folder: Path, harm: str, proof: Proof) -> None:
    project = opened(folder)
    assert verify_project(project).ok
    act, said = HARMS[harm]
    act(*files_of(project))
    verdict = verify_project(project)
    assert said in str(verdict.first)
    assert NAME not in str(verdict.problems)
    project.close()
    proof("B4", f"a file of the vault, {harm}", "found")


@on_both
@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM journal_setting WHERE type = '_vault'",
        "UPDATE journal_setting SET held = replace(held, 'P-1', 'P-2') WHERE held LIKE '%P-1%'",
        "UPDATE journal_setting SET held = replace(held, 'age1', 'age2') WHERE type = '_recipient'",
    ],
)
def test_verify_finds_what_was_done_to_the_ledger(folder: Path, statement: str) -> None:
    behind_its_back(folder, statement)
    project = opened(folder)
    assert not verify_project(project).ok
    project.close()


def test_a_damaged_file_is_said_when_it_is_opened(folder: Path) -> None:
    project = opened(folder)
    vault = Vault(project)
    vault.put_in("P-1", "EXAMPLE later")
    old = next(kept for kept in vault.files() if kept.code == "P-1" and not kept.supersedes)
    _change(vault.store.place(old.file))
    result = vault.open("P-1", ALICE, "a test")
    assert [entry.name for entry in result.entries] == ["EXAMPLE later"]
    assert "not the one that was put in" in str(result.problems[0])
    project.close()


def test_a_name_from_the_journal_leads_nowhere_else(folder: Path, tmp_path: Path) -> None:
    """A journal that was merged may be hostile; what it names is a file of the vault, or nothing."""
    victim = tmp_path / "victim.age"
    victim.write_text("untouched")
    project = opened(folder)
    for record, after in (
        ("vault:../../victim", {"code": "P-1", "sha256": "0" * 64}),
        ("vault:" + "a" * 32, {"code": "P-1", "replaces": ["../../victim", str(victim.with_suffix(""))]}),
    ):
        project.register.commit([Change(VAULT, record, Operation.ADD, after=after)])
    Vault(project).name_recipient("more", identity().public[0], ALICE)
    Vault(project).take_out("P-1", "a test")
    assert victim.read_text() == "untouched"
    project.close()


def test_what_a_stranger_says_of_the_files_does_not_count(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = opened(folder)
    files = [kept.file for kept in Vault(project).files()]
    commit = project.register.commit([taking_out("P-1", files)]).commit
    assert Vault(project).files() == []
    known = project.register.standing()
    monkeypatch.setattr(EmbeddedRegister, "standing", lambda register: replace(known, unknown=frozenset({commit})))
    assert [kept.file for kept in Vault(project).files()] == files
    vault = Vault(project)
    vault.put_in("P-9", NAME)
    assert set(files) <= {path.stem for path in files_of(project)}
    project.close()


# Crashes


def killed(folder: Path, when: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.layers.putting_in", str(folder), when, str(ALICE.secret[0])],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 9, done.stderr


@on_both
@pytest.mark.parametrize("when", ["committed", "removing"])
def test_what_was_committed_has_its_names_at_the_next_opening(folder: Path, when: str) -> None:
    killed(folder, when)
    assert list((folder / "vault").glob("*.part"))
    project = opened(folder)
    assert not list(project.vault.glob("*.part"))
    assert verify_project(project).ok, str(verify_project(project).first)
    assert len(files_of(project)) == 3
    assert names_of(Vault(project), "P-2", ALICE) == ["EXAMPLE 2"]
    project.close()


@on_both
@pytest.mark.slow
def test_a_process_killed_at_any_moment_leaves_nothing_half_done(folder: Path, tmp_path: Path, proof: Proof) -> None:
    chance, told, times = random.Random(7), set[str](), count(4, 100)
    place = folder
    for number in range(times):
        if number % IN_A_ROW == 0:
            place, told = Path(shutil.copytree(folder, tmp_path / f"{number}.taphos")), set()
        told |= _killed_somewhere(place, chance)
        project = opened(place)
        verdict = verify_project(project)
        assert verdict.ok, str(verdict.first)
        assert {path.stat().st_size for path in files_of(project)} == {SIZE}
        kept = {file.code for file in Vault(project).files()}
        assert told <= kept
        project.close()
        assert readable_under(place) == []
    proof("B3", "kill -9 while names are put in and encrypted anew", f"{times} times")


def _killed_somewhere(folder: Path, chance: random.Random) -> set[str]:
    """What a process said to have put in before it was killed."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.layers.putting_in", str(folder), "forever", str(ALICE.secret[0])],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        told = {process.stdout.readline().strip() for _ in range(1 + chance.randrange(12))}
        if chance.random() < 0.8:
            time.sleep(chance.random() * 0.03)
        process.kill()
        told.update(line.strip() for line in process.stdout.readlines())
    return {code for code in told if code}


def test_parts_that_no_commit_names_are_removed(folder: Path) -> None:
    project = opened(folder)
    for name in ("0" * 32 + ".part", ".halfway.part"):
        (project.vault / name).write_bytes(b"x")
    project.close()
    again = opened(folder)
    assert len(files_of(again)) == 3
    again.close()


def test_the_vault_is_written_to_by_one_process_at_a_time(folder: Path) -> None:
    project = opened(folder)
    vault = Vault(project)
    with vault.store.writing(), pytest.raises(ProjectRefused, match="elsewhere; try again"):
        vault.put_in("P-9", NAME)
    assert len(files_of(project)) == 3
    project.close()


def test_stopping_leaves_everything_as_it_was(folder: Path) -> None:
    def stop(done: int, total: int) -> None:
        if done == 2:
            raise Cancelled()

    project = opened(folder)
    before, head = {path: path.read_bytes() for path in files_of(project)}, project.register.info().head
    with pytest.raises(Cancelled):
        Vault(project).name_recipient("more", identity().public[0], ALICE, stop)
    assert {path: path.read_bytes() for path in files_of(project)} == before
    assert project.register.info().head == head
    project.close()


@pytest.mark.skipif(os.name == "nt", reason="no limit of a file's size there")
def test_a_disk_that_takes_no_more_is_one_sentence(folder: Path) -> None:
    import resource

    project = opened(folder)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (SIZE // 2, before[1]))
    try:
        with pytest.raises(ProjectRefused, match="cannot be written to"):
            Vault(project).put_in("P-9", NAME)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert len(files_of(project)) == 3
    assert verify_project(project).ok
    project.close()


@pytest.mark.skipif(os.name == "nt", reason="another way of rights there")
def test_files_are_for_their_owner_alone(folder: Path) -> None:
    project = opened(folder)
    assert {path.stat().st_mode & 0o077 for path in files_of(project)} == {0}
    project.close()


def test_a_project_made_before_there_were_vaults_has_one_when_it_is_needed(folder: Path) -> None:
    project = opened(folder)
    Vault(project).take_out("P-1", "a test")
    for code in ("P-2", "P-3"):
        Vault(project).take_out(code, "a test")
    for path in project.vault.iterdir():
        path.unlink()
    project.vault.rmdir()
    assert verify_project(project).ok
    Vault(project).put_in("P-4", NAME)
    assert VaultStore(project.vault).place(Vault(project).files()[0].file).is_file()
    project.close()
