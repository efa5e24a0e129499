"""What cannot be read in a register is named, with the record that it belongs to; `verify` gives up on nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from forensics.ports import Found
from layers.checking import verify_project
from layers.erasure import erase
from layers.evidence import InMemory, take_in
from layers.register.erasing import Ground
from tests.layers.projects import ENGINES, closing, make, record, site
from tests.layers.tampering import behind_its_back, opened
from tests.tools.proofs import Proof


@pytest.fixture(params=ENGINES)
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    with closing(make(tmp_path / "unreadable.taphos", request.param)) as project:
        person = record("interview", "IV-1", interviewee_code="P-1", sex="F", month="2022-04", language="uk")
        project.register.commit([site("S-1"), person, record("interview", "IV-2", interviewee_code="P-2", mode="x")])
        take_in(project, [InMemory("a.bin", b"one")])
        erase(project, Found("interview", person.record, "IV-1"), Ground("asked"))
        assert verify_project(project).ok
    return project.folder


def _named(folder: Path) -> str:
    with closing(opened(folder)) as project:
        return " | ".join(map(str, verify_project(project).problems))


def test_an_entry_beside_the_records_that_cannot_be_read_is_named(folder: Path, proof: Proof) -> None:
    untouched = (folder / "register.db").read_bytes()
    inside = '{"records": 5, "originals": 5, "bytes": "x", "roles": 5}'
    for type_, unreadable in (("_original", ("{", "[1]", inside)), ("_erasure", ("{", inside)), ("_device", ("5",))):
        for held in unreadable:
            (folder / "register.db").write_bytes(untouched)
            behind_its_back(folder, f"UPDATE journal_setting SET held = '{held}' WHERE type = '{type_}'")
            named = _named(folder)
            assert "The setting “" in named, f"{type_} {held}: {named}"
            assert "is not what the journal says" in named
    proof("A4", "what is journaled beside the records made unreadable", named[:60])


@pytest.mark.parametrize("key", ["'short'", "x''", "5", "zeroblob(33)"])
def test_a_key_that_is_none_is_named_with_the_entry_that_it_would_open(folder: Path, key: str) -> None:
    behind_its_back(folder, f"UPDATE keys_person SET key = {key} WHERE subject = 'person:P-2'")
    named = _named(folder)
    assert "the key of entry" in named
    assert "(interview " in named
    assert "cannot be read to its end" not in named


def test_the_key_of_a_file_that_is_none_is_named_with_its_media(tmp_path: Path) -> None:
    with closing(make(tmp_path / "file.taphos", "encrypted")) as project:
        take_in(project, [InMemory("a.bin", b"one")])
    behind_its_back(project.folder, "UPDATE keys_person SET key = 'short' WHERE subject LIKE 'file:%'")
    assert "Evidence of media M-" in _named(project.folder)
