"""A project's folder: what is in it, what is not, and what is refused with one sentence."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from layers.countries.checks import PackRefused
from layers.errors import ProjectRefused
from layers.imports.importing import import_file
from layers.project import ABOUT, KEYS, PASSPHRASE_KEY, REGISTER, new_project, open_project
from tests.layers.projects import PASSPHRASE, make, record, site
from tests.tools.proofs import Proof

PARTS = ["evidence", "keys", "project.toml", "register.db", "vault"]


def test_a_plain_project_says_its_name_and_an_encrypted_one_does_not(tmp_path: Path) -> None:
    make(tmp_path / "plain.taphos").close()
    make(tmp_path / "locked.taphos", "encrypted").close()
    assert tomllib.loads((tmp_path / "plain.taphos" / ABOUT).read_text())["name"] == "Contract"
    assert "Contract" not in (tmp_path / "locked.taphos" / ABOUT).read_text()
    assert (tmp_path / "plain.taphos" / REGISTER).read_bytes().startswith(b"SQLite format 3")
    assert not (tmp_path / "locked.taphos" / REGISTER).read_bytes().startswith(b"SQLite")


def test_closing_leaves_no_side_files(tmp_path: Path) -> None:
    project = make(tmp_path / "p.taphos")
    project.register.commit([site("S-1")])
    project.close()
    assert sorted(path.name for path in project.folder.iterdir()) == PARTS


def test_a_wrong_passphrase_is_one_plain_sentence(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    make(tmp_path / "p.taphos", "encrypted").close()
    with pytest.raises(ProjectRefused, match="The passphrase does not open this project"):
        open_project(tmp_path / "p.taphos", "wrong")
    with pytest.raises(ProjectRefused, match="needs its passphrase"):
        open_project(tmp_path / "p.taphos")
    assert capfd.readouterr() == ("", "")


def test_what_is_no_project_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "empty.taphos").mkdir()
    (tmp_path / "file.taphos").write_text("text")
    for name, said in (
        ("missing.taphos", "There is no project"),
        ("empty.taphos", "not a Taphos project"),
        ("file.taphos", "not a Taphos project"),
    ):
        with pytest.raises(ProjectRefused, match=said):
            open_project(tmp_path / name)
    with pytest.raises(ProjectRefused, match="is there already"):
        new_project(tmp_path / "file.taphos")
    assert (tmp_path / "file.taphos").read_text() == "text"


def test_a_newer_format_is_refused(tmp_path: Path) -> None:
    make(tmp_path / "p.taphos").close()
    about = tmp_path / "p.taphos" / ABOUT
    about.write_text(about.read_text().replace("format = 1", "format = 2"))
    with pytest.raises(ProjectRefused, match="made by a newer version"):
        open_project(tmp_path / "p.taphos")


def test_a_register_that_is_no_database_is_refused(tmp_path: Path) -> None:
    make(tmp_path / "p.taphos").close()
    (tmp_path / "p.taphos" / REGISTER).write_bytes(b"mud" * 5000)
    with pytest.raises(ProjectRefused, match="damaged or encrypted"):
        open_project(tmp_path / "p.taphos")


def test_an_unsound_country_pack_leaves_no_project(tmp_path: Path) -> None:
    (tmp_path / "pack").mkdir()
    with pytest.raises(PackRefused):
        new_project(tmp_path / "p", pack=tmp_path / "pack")
    assert not (tmp_path / "p.taphos").exists()


def canaries() -> list[str]:
    """Fifty strings that stand nowhere else, in both scripts."""
    return [f"canary-{number:02}-{'жайворонок' if number % 2 else 'skylark'}-{number * 7919}" for number in range(50)]


def test_no_string_of_an_encrypted_project_is_in_any_of_its_files(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, proof: Proof
) -> None:
    temporary = tmp_path_factory.mktemp("temporary")
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setenv("SQLITE_TMPDIR", str(temporary))
    words = canaries()
    project = new_project(tmp_path / "locked", name=words[0], passphrase=PASSPHRASE)
    for word in words[1:25]:
        change = record("site", word, found_how=word, place_described=word, persons_basis=word)
        project.register.commit([change], word)
    table = tmp_path / "sites.csv"
    table.write_text(
        "code,name,found_how,lat,lon\n" + "".join(f"{word},{word},{word},50.1,30.2\n" for word in words[25:])
    )
    report = import_file(project.register, table, "site", mapping=["code=code", "name=name", "found_how=found_how"])
    assert report.added == 25
    table.unlink()
    assert len(project.register.search("skylark")) > 20
    seen = [*_holding(words, project.folder), *_holding(words, temporary)]
    project.close()
    seen += [*_holding(words, project.folder), *_holding(words, temporary)]
    assert seen == []
    proof("A5", "50 strings typed or imported are found in no file", f"{len(seen)} of {len(words)} found")


def _holding(words: list[str], folder: Path) -> list[str]:
    found = []
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            found += [
                f"{word} in {path.name}"
                for word in words
                if any(word.encode(encoding) in data for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
            ]
            found += [f"{word} names {path}" for word in words if word in path.name]
    return found


def test_the_key_file_holds_no_key(tmp_path: Path) -> None:
    make(tmp_path / "p.taphos", "encrypted").close()
    assert PASSPHRASE not in (tmp_path / "p.taphos" / KEYS / PASSPHRASE_KEY).read_text()
