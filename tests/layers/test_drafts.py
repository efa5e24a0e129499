"""What is typed and not saved is kept in the register alone, and is gone out of its bytes when it is let go."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st

from forensics.ports import Query
from layers.checking import verify_project
from layers.drafts import harm_in
from layers.editing import adding, keep
from layers.keys import unwrap_with_passphrase
from layers.project import KEYS, PASSPHRASE_KEY, REGISTER, Project
from layers.register.drafts import KeptDraft
from layers.register.erasing import Ground
from tests.layers.projects import ENGINES, PASSPHRASE, closing, make, reopen

PAGE, TAIL = 4096, 80
CANARY = "canary-7f3a-under-the-pear-tree"


@pytest.fixture(params=ENGINES)
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Project:
    return make(tmp_path / "drafts.taphos", request.param, pack="ua")


def _draft(key: str = "site:1", **texts: str) -> KeptDraft:
    return KeptDraft(key, "site", "", texts, {}, "2026-11-26T08:00:00Z")


def _bytes(project: Project) -> bytes:
    """Every byte of the closed register, free pages too, decrypted where it was encrypted."""
    folder = project.folder
    raw = b"".join(path.read_bytes() for path in folder.glob(f"{REGISTER}*"))
    if not project.encrypted:
        return raw
    key = unwrap_with_passphrase(folder / KEYS / PASSPHRASE_KEY, PASSPHRASE)
    return b"".join(_decrypted(raw[at : at + PAGE], key, at == 0) for at in range(0, len(raw), PAGE))


def _decrypted(page: bytes, key: bytes, first: bool) -> bytes:
    """A page of SQLCipher 4: AES-256-CBC, behind it the IV and a MAC; before the first one the salt."""
    body, vector = page[16 if first else 0 : PAGE - TAIL], page[PAGE - TAIL : PAGE - TAIL + 16]
    cipher = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
    return bytes(cipher.update(body) + cipher.finalize())


def test_a_draft_is_here_again_after_a_restart_and_is_no_part_of_the_project(project: Project) -> None:
    draft = KeptDraft("site:1", "site", "", {"name": CANARY}, {"name": ""}, "2026-11-26T08:00:00Z")
    head = project.register.info().head
    project.register.keep_draft(draft)
    with closing(reopen(project)) as again:
        assert again.register.drafts() == [draft]
        assert again.register.info().head == head, "a draft is no commit"
        assert not again.register.search(CANARY)
        assert not list(again.register.select(Query("site")))
        assert not any(CANARY.encode() in body for body in again.register.journal_bodies())
        assert verify_project(again).ok


def test_what_is_typed_on_is_kept_over_what_was_typed_before(project: Project) -> None:
    with closing(project):
        for text in ("Y", "Yard", "Yard of the school"):
            project.register.keep_draft(_draft(name=text))
        assert [draft.texts for draft in project.register.drafts()] == [{"name": "Yard of the school"}]


def test_a_discarded_draft_is_gone_out_of_every_page_and_out_of_the_log(project: Project) -> None:
    for number in range(20):
        project.register.keep_draft(_draft(f"site:{number}", name=f"{CANARY} {number}", notes=CANARY * number * 40))
    project.register.drop_drafts(*(f"site:{number}" for number in range(20)))
    log = project.folder / f"{REGISTER}-wal"
    until = time.monotonic() + 30
    while log.stat().st_size and time.monotonic() < until:
        time.sleep(0.05)
    assert log.stat().st_size == 0, "the log is emptied while the project is open"
    project.register.keep_draft(_draft("site:99", name="still typed"))
    project.close()
    assert b"still typed" in _bytes(project)
    assert CANARY.encode() not in _bytes(project)


def test_a_saved_draft_goes_with_the_commit_that_saves_it(project: Project) -> None:
    with closing(project):
        project.register.keep_draft(_draft(code="EX-S-1", form="surface", status="located"))
        keep(
            project, adding(project, "site", {"code": "EX-S-1", "form": "surface", "status": "located"}), draft="site:1"
        )
        assert project.register.drafts() == []
        assert project.register.find("EX-S-1").type == "site"


def _why(project: Project, type_: str, **texts: str) -> str:
    harm = harm_in(project, adding(project, type_, texts), texts)
    return "" if harm is None else str(harm)


def test_a_point_of_sexual_violence_is_not_kept_before_it_is_saved_either(project: Project) -> None:
    with closing(project):
        assert "is not recorded of sexual violence" in _why(
            project, "incident", category="sexual_violence", place="50.45 30.52"
        )
        assert "no day is recorded" in _why(project, "incident", category="sexual_violence", date="2022-03-14")
        assert _why(project, "incident", category="sexual_violence", date="2022-03") == ""
        assert _why(project, "incident", category="murder", place="50.45 30.52", date="2022-03-14") == ""


@pytest.fixture(scope="module")
def one_project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    with closing(make(tmp_path_factory.mktemp("unread") / "one.taphos", pack="ua")) as project:
        yield project


@given(text=st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=12))
def test_of_sexual_violence_no_text_is_kept_that_cannot_be_read_yet(text: str, one_project: Project) -> None:
    assert _why(one_project, "incident", category="sexual_violence", place=f"near {text}, 50.")


def test_an_erasure_takes_the_drafts_of_the_person_with_it(project: Project) -> None:
    keep(project, adding(project, "interview", {"code": "EX-IV-1", "interviewee_code": "P-1", "mode": "remote"}))
    found = project.register.find("EX-IV-1")
    project.register.keep_draft(KeptDraft(found.id, "interview", found.id, {"recording": CANARY}))
    project.register.keep_draft(KeptDraft("consent:1", "consent", "", {"interview": found.id, "recipient": CANARY}))
    project.register.keep_draft(_draft("site:9", name="Yard"))
    project.register.erase([found], Ground("asked for by the person"))
    project.register.wipe()
    assert [draft.key for draft in project.register.drafts()] == ["site:9"]
    project.close()
    assert CANARY.encode() not in _bytes(project)
