"""What is restricted lies in the journal under its class, or `verify` names it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from forensics.changes import Edits
from forensics.fields import Sensitivity
from forensics.payloads import Payloads, payloads_of
from layers.checking import verify_project
from layers.project import Project
from layers.register.journal import NONCE_BYTES
from tests.layers.projects import ENGINES, closing, make, record
from tests.layers.tampering import behind_its_back, connected, opened
from tests.tools.proofs import Proof

_RESTRICTED = b'"class":"restricted","operation"'
Rewrite = Callable[[bytes], bytes]


@pytest.fixture(params=ENGINES)
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Project:
    return make(tmp_path / "classes.taphos", request.param)


def _interview(project: Project) -> None:
    with closing(project):
        change = record("interview", "IV-1", interviewee_code="P-1", sex="F", month="2022-04", language="CANARY")
        project.register.commit([change], "REASON")
        assert project.register.values("interview", change.record)


def _written_with(monkeypatch: pytest.MonkeyPatch, rewrite: Rewrite) -> None:
    """A program of another version, or one that was changed."""

    def other(edits: Edits, kind: object, record_class: Sensitivity) -> list[Payloads]:
        made = payloads_of(edits, kind, record_class)  # type: ignore[arg-type]
        return [one._replace(bodies=[rewrite(body) for body in one.bodies]) for one in made]

    monkeypatch.setattr("layers.register.writing.payloads_of", other)


def _as_schema_1(body: bytes) -> bytes:
    for name in (b"public", b"partner", b"restricted", b"sealed"):
        body = body.replace(b'"class":"%b",' % name, b"")
    return body.replace(b'"schema":2', b'"schema":1')


def _lay_open(folder: Path, type_: str, column: str, rank: int) -> None:
    """Decrypt the first restricted payload of a type and lay it under an open class, its digest as it was."""
    connection = connected(folder)
    number, subject, digests, held = connection.execute(
        "SELECT number, subject, digests, restricted FROM journal_change WHERE type = ? AND restricted IS NOT NULL",
        (type_,),
    ).fetchone()
    (key,) = connection.execute("SELECT key FROM keys_person WHERE subject = ?", (subject,)).fetchone()
    at = next(at for at in range(0, len(digests), 33) if digests[at] == 2)
    data = bytes(held)
    digest = bytes(digests[at + 1 : at + 33])
    salted = ChaCha20Poly1305(bytes(key)).decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], digest)
    connection.execute(
        f"UPDATE journal_change SET restricted = NULL, {column} = ?, subject = NULL, digests = ? WHERE number = ?",
        (salted, bytes(digests[:at]) + bytes([rank]) + bytes(digests[at + 1 :]), number),
    )
    connection.execute(
        "DELETE FROM keys_person WHERE subject NOT IN (SELECT coalesce(subject, '') FROM journal_change)"
    )
    connection.close()


def _named(folder: Path) -> str:
    with closing(opened(folder)) as project:
        return " | ".join(map(str, verify_project(project).problems))


@pytest.mark.parametrize("type_", ["interview", "_reason"])
def test_a_restricted_payload_laid_open_under_another_class_is_named(
    project: Project, type_: str, proof: Proof
) -> None:
    _interview(project)
    assert _named(project.folder) == ""
    _lay_open(project.folder, type_, "partner", 1)
    named = _named(project.folder)
    assert f"({type_} " in named
    assert "lies under the class “partner”" in named
    proof("A4", f"a restricted payload of {type_} laid under partner", named[:60])


def test_a_payload_that_does_not_say_its_class_is_held_to_the_classes_of_its_fields(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    _written_with(monkeypatch, _as_schema_1)
    _interview(project)
    assert _named(project.folder) == ""
    _lay_open(project.folder, "interview", "partner", 1)
    assert "lies under the class “partner”" in _named(project.folder)


def test_a_class_that_a_payload_says_of_itself_is_not_believed_against_its_fields(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    _written_with(monkeypatch, lambda body: body.replace(_RESTRICTED, _RESTRICTED.replace(b"restricted", b"partner")))
    _interview(project)
    _lay_open(project.folder, "interview", "partner", 1)
    assert "lies under the class “partner”" in _named(project.folder)


def test_a_payload_of_the_new_schema_without_a_class_is_named(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    _written_with(monkeypatch, lambda body: _as_schema_1(body).replace(b'"schema":1', b'"schema":2'))
    _interview(project)
    assert "lies under the class “public”" in _named(project.folder)


def test_an_open_field_of_a_restricted_record_laid_open_is_named(project: Project) -> None:
    with closing(project):
        project.register.commit([record("site", "S-1", form="pit", sensitivity="restricted")])
    _lay_open(project.folder, "site", "partner", 1)
    assert "lies under the class “partner”" in _named(project.folder)


def test_a_restricted_payload_without_whom_it_speaks_of_is_named(project: Project) -> None:
    _interview(project)
    behind_its_back(
        project.folder,
        "DELETE FROM keys_person WHERE subject = 'person:P-1'",
        "UPDATE journal_change SET subject = NULL WHERE subject = 'person:P-1'",
    )
    assert "the key of entry" in _named(project.folder)
