"""Whoever hands a project over can write links into it: none of them is followed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from layers.backup.making import back_up
from layers.checking import verify_project
from layers.errors import ProjectRefused
from layers.evidence import InMemory, take_in
from layers.project import Project, open_foreign, open_project
from layers.recovery import change_passphrase
from layers.vault.identities import Identity
from layers.vault.vault import Vault
from tests.layers.other_country import write_pack
from tests.layers.projects import ENGINES, PASSPHRASE, closing, make

FOLDERS = ("evidence", "vault", "keys", "countries", "countries/exa")
FILES = ("project.toml", "register.db", "register.db-wal", "keys/passphrase.json", "countries/exa/pack.toml")


@pytest.fixture(params=ENGINES)
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Project:
    import pyrage

    made = make(tmp_path / "p.taphos", request.param, pack=write_pack(tmp_path / "pack"))
    take_in(made, [InMemory("first.txt", b"first")])
    vault = Vault(made)
    vault.name_recipient("custodian", str(pyrage.x25519.Identity.generate().to_public()), Identity((), ()))
    vault.put_in("P-1", "A name", "A contact")
    return made


def led_away(path: Path) -> Path:
    """Put in place of `path` a link to the same elsewhere; gives that."""
    elsewhere = path.with_name(f"elsewhere-{path.name}")
    if path.exists():
        path.rename(elsewhere)
    path.symlink_to(elsewhere, target_is_directory=elsewhere.is_dir())
    return elsewhere


@pytest.mark.parametrize("name", [*FOLDERS, *FILES])
def test_a_project_of_which_a_part_lies_elsewhere_is_refused_in_one_sentence(project: Project, name: str) -> None:
    project.close()
    led_away(project.folder / name)
    for opening in (
        lambda: open_project(project.folder, PASSPHRASE),
        lambda: open_foreign(project.folder, project.key),
        lambda: change_passphrase(project.folder, PASSPHRASE, "another one"),
    ):
        with pytest.raises(ProjectRefused, match="is a link to another place") as told:
            opening()
        assert f"“{name}”" in str(told.value)


@pytest.mark.parametrize("name", FOLDERS)
def test_a_link_that_comes_while_the_project_is_open_is_named_by_verify(project: Project, name: str) -> None:
    assert verify_project(project).ok
    led_away(project.folder / name)
    found = [str(problem) for problem in verify_project(project).problems]
    assert any(f"“{name}” of the project" in problem and "is a link" in problem for problem in found)
    project.close()


def test_nothing_is_taken_in_through_a_link_that_comes_while_the_project_is_open(project: Project) -> None:
    elsewhere = led_away(project.evidence)
    before = sorted(elsewhere.rglob("*"))
    with pytest.raises(ProjectRefused, match="link"):
        take_in(project, [InMemory("second.txt", b"second")])
    assert sorted(elsewhere.rglob("*")) == before
    assert len(list(project.register.originals())) == 1
    project.close()


def test_a_lock_that_is_a_link_makes_no_file_elsewhere(project: Project, tmp_path: Path) -> None:
    lock, elsewhere = project.evidence / ".taking", tmp_path / "made-elsewhere"
    lock.unlink(missing_ok=True)
    lock.symlink_to(elsewhere)
    with pytest.raises(ProjectRefused, match="cannot be written to"):
        take_in(project, [InMemory("second.txt", b"second")])
    assert not elsewhere.exists()
    assert any(".taking" in str(problem) for problem in verify_project(project).problems)
    project.close()


def test_no_backup_takes_in_what_a_link_leads_to(project: Project, tmp_path: Path) -> None:
    (kept,) = project.vault.glob("*.age")
    secret = tmp_path / "secret"
    secret.write_bytes(b"somebody's own secret")
    kept.unlink()
    kept.symlink_to(secret)
    made = back_up(project, tmp_path / "out.zip")
    assert made.manifest.missing == (f"project.taphos/vault/{kept.name}",)
    assert b"somebody's own secret" not in (tmp_path / "out.zip").read_bytes()
    assert any("vault" in str(problem) for problem in verify_project(project).problems)
    project.close()


def test_the_project_itself_may_be_reached_by_a_link(project: Project, tmp_path: Path) -> None:
    project.close()
    shutil.move(project.folder, tmp_path / "disk.taphos")
    project.folder.symlink_to(tmp_path / "disk.taphos", target_is_directory=True)
    with closing(open_project(project.folder, PASSPHRASE)) as again:
        assert verify_project(again).ok
