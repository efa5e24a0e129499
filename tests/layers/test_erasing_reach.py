"""An erasure reaches what quotes the person beside their own records, and tells of all that it leaves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from forensics.changes import Change, difference
from forensics.errors import ValueRefused
from layers.checking import verify_project
from layers.erasure import ErasedInPart, erase
from layers.exports.exporting import export_records
from layers.exports.selecting import Selection
from layers.project import Project
from layers.register.drafts import KeptDraft
from layers.register.engine import engine_error, reading, writing
from layers.register.erasing import Ground
from layers.register.journal import EXPORT, FILTER, OPENING, REASON, VAULT
from layers.register.leaves import leaves, open_leaf
from layers.register.person_keys import PersonKeys
from layers.register.reaching import QUOTED
from layers.register.register import EmbeddedRegister
from layers.saved_filters import save_filter, saved_filters
from layers.vault.ledger import read_ledger
from layers.vault.vault import Vault
from tests.layers.projects import ENGINES, record, reopen
from tests.layers.test_erasing import everything, found
from tests.layers.vaults import identity, vault_of
from tests.tools.proofs import Proof

ALICE = identity()
CODE, WORDS = "CANARY-P-77", "CANARY told under the pear tree"
GROUND = Ground("asked to be forgotten", "P-9001")


@pytest.fixture(params=ENGINES)
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Project]:
    made, _ = vault_of(tmp_path / "reach.taphos", request.param, alice=ALICE)
    yield made
    made.close()


def interview(code: str, person: str, **values: Any) -> Change:
    return record("interview", code, interviewee_code=person, informed_consent="yes", **values)


def all_that_can_be_read(project: Project) -> bytes:
    """Every page and file, and all that the journal's keys open."""
    with reading(project.register._engine) as connection:
        keys = PersonKeys(connection)
        bodies = [b"".join(opened) for leaf in leaves(connection, "true", ()) if (opened := open_leaf(leaf, keys))]
    return b"".join([everything(project), *bodies])


def quote_everywhere(project: Project, folder: Path) -> tuple[Change, Change]:
    """An interview whose person is quoted by all that an erasure reaches, and another's."""
    mine, other = interview("IV-1", CODE, promised_follow_up=WORDS), interview("IV-2", "P-2", language="uk")
    project.register.commit([mine, other])
    vault = Vault(project)
    vault.put_in(CODE, "Somebody")
    vault.open(CODE, ALICE, f"to call {CODE} back")
    save_filter(project, "hers", Selection(where=(("interviewee_code", CODE),)))
    save_filter(project, f"of {CODE}", Selection(where=(("sex", "F"),)))
    save_filter(project, "told so", Selection(where=(("promised_follow_up", WORDS),)))
    save_filter(project, "women", Selection(where=(("sex", "F"),)))
    asked = Selection(types=("interview",), where=(("interviewee_code", CODE),))
    export_records(project, folder / f"{CODE}.gpkg", "court", asked)
    export_records(project, folder / "all.gpkg", "court")
    edit = difference("interview", other.record, {"language": "uk"}, {"language": "en"})
    assert edit is not None
    project.register.commit([edit], f"{CODE.lower()} interpreted")
    for key, text in (("site:1", f"seen by {CODE}"), ("site:2", WORDS), ("site:3", "a well")):
        project.register.keep_draft(KeptDraft(key, "site", "", {"notes": text}, {}, "2026-11-26T08:00:00Z"))
    project.register.keep_whereabouts({"search": CODE})
    return mine, other


def test_no_canary_is_left_in_whatever_quoted_the_person(project: Project, tmp_path: Path, proof: Proof) -> None:
    mine, other = quote_everywhere(project, tmp_path)
    assert all_that_can_be_read(project).count(b"CANARY") > 15
    erased = erase(project, found(mine), GROUND)
    project = reopen(project)
    left = all_that_can_be_read(project)
    assert b"CANARY" not in left.upper()
    reach = erased.reach
    counts = {kind: reach.count(kind) for kind in (FILTER, EXPORT, OPENING)}
    assert counts == {FILTER: 3, EXPORT: 1, OPENING: 1}
    assert reach.count(VAULT) == 2, "that it was put in, and that it was taken out"
    assert (reach.count(REASON), reach.drafts) == (2, 2)
    assert list(saved_filters(project)) == ["women"]
    assert [draft.key for draft in project.register.drafts()] == ["site:3"]
    assert project.register.take_whereabouts() == {}
    assert read_ledger(project.register).files == {}
    (opened,) = project.register.administrative(OPENING).values()
    assert opened == {"keys": list(ALICE.public)}
    assert sorted((entry["file"], entry["where"]) for entry in project.register.administrative(EXPORT).values()) == [
        (QUOTED, [QUOTED]), ("all.gpkg", []),
    ]  # fmt: skip
    assert [(one.file, one.profile) for one in erased.carriers] == [(f"{CODE}.gpkg", "court"), ("all.gpkg", "court")]
    verdict = verify_project(project)
    assert verdict.ok, str(verdict.first)
    assert verdict.absent == 0
    assert (project.register.values("interview", other.record) or {})["language"] == "en"
    project.close()
    proof("B2", "an erasure reaches what quotes the person", f"{len(reach.entries)} entries, {reach.drafts} drafts")


def test_what_quotes_the_person_and_is_anothers_stays_and_is_told(project: Project, tmp_path: Path) -> None:
    mine = interview("IV-1", CODE, promised_follow_up=WORDS)
    now, then = interview("IV-2", "P-2", promised_follow_up=f"ask {CODE} too"), interview("IV-3", "P-3", language="uk")
    other = interview("IV-4", f"{CODE}-2", language="uk")
    project.register.commit([mine, now, then, other])
    for before, after in (("uk", WORDS), (WORDS, "uk")):
        edit = difference("interview", then.record, {"language": before}, {"language": after})
        assert edit is not None
        project.register.commit([edit])
    erased = erase(project, found(mine), GROUND)
    assert sorted(one.code for one in erased.quoting) == ["IV-2", "IV-3"]
    assert (project.register.values("interview", now.record) or {})["promised_follow_up"] == f"ask {CODE} too"
    assert verify_project(project).ok


def test_words_that_others_have_too_take_nothing_of_theirs_away(project: Project) -> None:
    mine, other = interview("IV-1", "P-1", language="Ukrainian"), interview("IV-2", "P-2", language="Ukrainian")
    project.register.commit([mine, other])
    save_filter(project, "spoken", Selection(where=(("language", "Ukrainian"),)))
    erased = erase(project, found(mine), GROUND)
    assert erased.reach.entries == ()
    assert erased.quoting == ()
    assert list(saved_filters(project)) == ["spoken"]


def test_a_reason_that_quotes_what_is_to_go_is_refused_before_anything_goes(project: Project) -> None:
    mine = interview("IV-1", CODE, promised_follow_up=WORDS)
    project.register.commit([mine])
    Vault(project).put_in(CODE, "Somebody")
    for ground in (Ground(f"{CODE} asked for it"), Ground("asked", CODE), Ground(f"said: {WORDS}.")):
        with pytest.raises(ValueRefused, match="quote what is to be erased"):
            erase(project, found(mine), ground)
    assert len(read_ledger(project.register).in_force) == 1
    assert (project.register.values("interview", mine.record) or {})["promised_follow_up"] == WORDS


def test_a_code_that_stays_as_that_of_a_record_is_taken_out_of_the_vault_alone(project: Project) -> None:
    lost = record("missing_person", "MP-CANARY-1", clothing=WORDS)
    project.register.commit([lost], "about MP-CANARY-1")
    Vault(project).put_in("MP-CANARY-1", "Somebody")
    save_filter(project, "him", Selection(where=(("code", "MP-CANARY-1"),)))
    erased = erase(project, found(lost), GROUND)
    assert {kind for kind, _ in erased.reach.entries} == {VAULT}
    assert list(saved_filters(project)) == ["him"]
    assert WORDS.encode() not in all_that_can_be_read(project)
    assert verify_project(project).ok


def _corrected(project: Project, change: Change, before: str, after: str) -> None:
    edit = difference("interview", change.record, {"interviewee_code": before}, {"interviewee_code": after})
    assert edit is not None
    project.register.commit([edit], "typing mistake")


def test_what_quotes_a_code_that_was_corrected_since_goes_and_so_does_the_name_under_it(project: Project) -> None:
    mine, other = interview("IV-1", CODE), interview("IV-2", "P-2", language="uk")
    project.register.commit([mine, other])
    Vault(project).put_in(CODE, "Somebody")
    save_filter(project, "hers", Selection(where=(("interviewee_code", CODE),)))
    edit = difference("interview", other.record, {"language": "uk"}, {"language": "en"})
    assert edit is not None
    project.register.commit([edit], f"{CODE} interpreted")
    _corrected(project, mine, CODE, f"{CODE}7")
    with pytest.raises(ValueRefused, match="quote what is to be erased"):
        erase(project, found(mine), Ground(f"{CODE} asked for it"))
    erased = erase(project, found(mine), GROUND)
    assert (erased.names, erased.others) == (1, ())
    assert read_ledger(project.register).in_force == []
    assert saved_filters(project) == {}
    project = reopen(project)
    assert b"CANARY" not in all_that_can_be_read(project).upper()
    assert verify_project(project).ok
    project.close()


def test_an_earlier_code_that_is_anothers_now_keeps_its_name_and_is_told(project: Project) -> None:
    mistaken, hers = interview("IV-1", "P-1"), interview("IV-2", "P-1")
    project.register.commit([mistaken, hers])
    Vault(project).put_in("P-1", "Somebody")
    _corrected(project, mistaken, "P-1", "P-7")
    erased = erase(project, found(mistaken), GROUND)
    assert (erased.names, erased.others) == (0, ("P-1",))
    assert [kept.code for kept in read_ledger(project.register).in_force] == ["P-1"]


def test_a_filter_may_be_kept_again_under_the_name_of_one_that_went(project: Project, tmp_path: Path) -> None:
    mine, _ = quote_everywhere(project, tmp_path)
    erase(project, found(mine), GROUND)
    save_filter(project, "hers", Selection(where=(("sex", "M"),)))
    assert set(saved_filters(project)) == {"hers", "women"}
    assert verify_project(project).ok


def test_an_entry_that_nobody_erased_is_not_taken_for_erased(project: Project, tmp_path: Path) -> None:
    """Marked as erased behind the application's back, it is told as removed."""
    mine, _ = quote_everywhere(project, tmp_path)
    erase(project, found(mine), GROUND)
    with writing(project.register._engine) as connection:
        mark = connection.exec_driver_sql("SELECT subject FROM journal_change WHERE subject LIKE 'erased:%'").scalar()
        connection.exec_driver_sql(
            "UPDATE journal_change SET partner = NULL, public = NULL, subject = ? WHERE type = ? AND subject IS NULL",
            (mark, EXPORT),
        )
    verdict = verify_project(project)
    assert not verdict.ok
    assert "was removed" in str(verdict.first)


def test_where_only_the_name_could_be_taken_out_it_is_said_and_erasing_once_more_takes_the_rest(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = interview("IV-1", CODE, promised_follow_up=WORDS)
    project.register.commit([mine])
    Vault(project).put_in(CODE, "Somebody")
    with monkeypatch.context() as full:
        full.setattr(type(project.register), "erase", _on_a_full_disk)
        with pytest.raises(ErasedInPart, match="taken out of the vault, and nothing else"):
            erase(project, found(mine), GROUND)
    assert (project.register.values("interview", mine.record) or {})["promised_follow_up"] == WORDS
    erase(project, found(mine), GROUND)
    assert WORDS.encode() not in all_that_can_be_read(project)


def _on_a_full_disk(register: EmbeddedRegister, *_: object) -> None:
    raise engine_error(register.path, Exception("database or disk is full"))
