"""A person can be erased: nothing restricted is left in any page, file or key, and every signature still holds."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forensics.catalogue import catalogue
from forensics.changes import Change, Operation, difference
from forensics.errors import TaphosError
from forensics.fields import Kind
from forensics.identifiers import new_id
from forensics.ports import Found, Query
from layers.backup.making import back_up
from layers.backup.restoring import restore
from layers.checking import verify_project
from layers.erasing_leftovers import finish_erasing
from layers.erasure import HOLD, OnHold, erase, foresee
from layers.evidence import InMemory, store_of, take_in
from layers.exports.exporting import export_records
from layers.exports.selecting import Selection
from layers.keys import unwrap_with_passphrase
from layers.project import KEYS, PASSPHRASE_KEY, REGISTER, Project, new_project, open_project
from layers.register.engine import reading, writing
from layers.register.erasing import Ground
from layers.register.erasures import mark_of
from layers.register.journal import ERASURE, EXPORT, ORIGINAL
from tests.layers.elsewhere import reading_elsewhere
from tests.layers.pages import pages
from tests.layers.projects import ENGINES, PASSPHRASE, make, record, reopen, site
from tests.tools.proofs import Proof

GROUND = Ground("asked to be forgotten", "P-9001")
TEXTS = tuple(
    field.name
    for field in catalogue()["interview"].fields
    if field.typed and field.sensitivity.apart and field.kind in (Kind.TEXT, Kind.NOTE)
    if field.name not in (HOLD, "interviewee_code")
)
IN_DIGITS = re.compile(rb"(?:[0-9A-Fa-f]{2}){4,}")


@pytest.fixture(params=ENGINES)
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Project]:
    made = make(tmp_path / "erased.taphos", request.param)
    yield made
    made.close()


def interview(code: str, person: str, **values: Any) -> Change:
    return record("interview", code, interviewee_code=person, sex="F", month="2022-04", **values)


def found(change: Change) -> Found:
    return Found(change.type, change.record, str(change.after["code"]))


def key_of(project: Project) -> bytes | None:
    kept = project.folder / KEYS / PASSPHRASE_KEY
    return unwrap_with_passphrase(kept, PASSPHRASE) if kept.exists() else None


def everything(project: Project) -> bytes:
    """All pages of the register, decrypted, and every other file of the project; then what hides there in digits."""
    register = project.folder / REGISTER
    files = [path.read_bytes() for path in project.folder.rglob("*") if path.is_file() and REGISTER not in path.name]
    plain = b"".join([*pages(register, key_of(project)), *files])
    return b"".join([plain, *(bytes.fromhex(one.decode()) for one in IN_DIGITS.findall(plain))])


def test_no_canary_is_left_in_any_decrypted_page_after_five_edits(project: Project, proof: Proof) -> None:
    canaries = [f"CANARY{number:03}YRANAC" for number in range(6 * len(TEXTS))]
    texts = iter(canaries)
    first = interview("IV-1", "CANARY-P-1", **{name: next(texts) for name in TEXTS})
    project.register.commit([first, interview("IV-2", "P-2", language="uk"), site("S-1")])
    held: dict[str, Any] = {name: first.after[name] for name in TEXTS}
    for number in range(5):
        after = {name: next(texts) for name in held}
        edit = difference("interview", first.record, held, after)
        assert edit is not None
        project.register.commit([edit], f"because of CANARY{number}REASON")
        held = after
    assert project.register.search(str(held["support_person"]))
    again = reopen(project)
    before = everything(again)
    assert all(str(canary).encode() in before for canary in held.values()), "they are there to be found"
    head = again.register.info().head
    erased = erase(again, found(first), GROUND)
    after_all = everything(again)
    assert not [one for one in [*canaries, "CANARY", "canary"] if one.encode() in after_all]
    assert not again.register.search("CANARY")
    verdict = verify_project(again)
    assert verdict.ok, str(verdict.first)
    assert verdict.erased >= 6
    assert verdict.absent == 0
    assert [one.code for one in erased.records] == ["IV-1"]
    values = again.register.values("interview", first.record) or {}
    assert values["sex"] == "F"
    assert not set(TEXTS) & set(values)
    assert len(TEXTS) * 6 >= 20
    past = list(again.register.select(Query("interview", as_of=str(head))))
    assert {one["code"]: set(TEXTS) & set(one) for one in past} == {"IV-1": set(), "IV-2": {"language"}}
    assert first.record in again.register.erasures.remembered
    assert all(event.erased for event in again.register.history(first.record))
    with pytest.raises(TaphosError):
        again.register.undo(str(head))
    with pytest.raises(TaphosError):
        again.register.undo(erased.commit)
    assert everything(again).find(b"CANARY") == -1
    again.close()
    proof(
        "B2",
        "no canary in any decrypted page after an erasure",
        f"{len(canaries)} canaries in {len(TEXTS)} fields, 5 edits, verify ok",
    )


def test_what_speaks_of_others_stays_readable(project: Project) -> None:
    mine, same, other = (interview(code, person, language="uk") for code, person in
                         (("IV-1", "P-1"), ("IV-2", "P-1"), ("IV-3", "P-2")))  # fmt: skip
    project.register.commit([mine, same, other], "taken in together")
    assert {one.code for one in erase(project, found(mine), GROUND).records} == {"IV-1", "IV-2"}
    kept = project.register.values("interview", other.record) or {}
    assert kept["language"] == "uk"
    assert project.register.history(other.record)[0].after["language"] == "uk"
    assert verify_project(project).ok


def test_an_interview_that_was_once_taken_for_another_persons_keeps_its_words(project: Project) -> None:
    mistaken, mine = interview("IV-1", "P-1", language="uk"), interview("IV-2", "P-1", language="en")
    project.register.commit([mistaken, mine])
    edit = difference("interview", mistaken.record, {"interviewee_code": "P-1"}, {"interviewee_code": "P-7"})
    assert edit is not None
    project.register.commit([edit])
    assert [one.code for one in erase(project, found(mine), GROUND).records] == ["IV-2"]
    assert (project.register.values("interview", mistaken.record) or {})["language"] == "uk"
    assert verify_project(project).ok


def test_a_legal_hold_seals_instead_and_says_so(project: Project) -> None:
    held = interview("IV-1", "P-1", language="uk", legal_hold="ICC-01/22, order of 3 May 2023")
    project.register.commit([held])
    with pytest.raises(OnHold, match="ICC-01/22"):
        erase(project, found(held), GROUND)
    values = project.register.values("interview", held.record) or {}
    assert (values["language"], values["sensitivity"]) == ("uk", "sealed")
    assert verify_project(project).ok


def test_a_recording_goes_with_its_interview_and_what_shows_others_too_is_told(
    project: Project, tmp_path: Path
) -> None:
    mine, grave = interview("IV-1", "P-1"), site("S-1")
    project.register.commit([mine, grave])
    files = [tmp_path / "voice.wav", tmp_path / "both.wav"]
    for path in files:
        path.write_bytes(b"RIFF----WAVE" + path.name.encode() * 40)
    media = [taken.media for taken in take_in(project, files).files]
    for one, others in zip(media, ({}, {"subject": [grave.record]}), strict=True):
        after = {"restricted_subject": [mine.record], **others}
        project.register.commit([Change("media", one, Operation.SET, after=after)])
    before = [path for path in project.evidence.rglob("*") if path.is_file()]
    erased = erase(project, found(mine), GROUND)
    assert erased.files == 1
    assert [one.id for one in erased.left] == [media[1]]
    after_all = [path for path in project.evidence.rglob("*") if path.is_file()]
    assert len(before) - len(after_all) == 1
    voice = store_of(project).register.original(media[0])
    assert voice is not None
    assert voice.key is None
    assert verify_project(project).ok


@pytest.mark.parametrize("sensitivity", ["public", "restricted"])
def test_of_an_erased_original_nothing_says_that_it_was_here_and_a_backup_restores(
    project: Project, tmp_path: Path, sensitivity: str
) -> None:
    mine, place = interview("IV-1", "P-1"), {"file": "there.gpkg", "where": ["interviewee_code=P-1"]}
    project.register.commit([mine, Change(EXPORT, new_id(), Operation.ADD, after=place)])
    words = InMemory("canary-words.txt", b"the words of a witness")
    (taken,) = take_in(project, [words]).files
    after = {"restricted_subject": [mine.record], "sensitivity": sensitivity}
    project.register.commit([Change("media", taken.media, Operation.SET, after=after)])
    erase(project, found(mine), GROUND)
    verdict = verify_project(project)
    assert verdict.ok, str(verdict.first)
    assert verdict.absent == 0
    assert project.register.administrative(ORIGINAL) == {f"file:{taken.media}": {}}
    project = reopen(project)
    left = everything(project)
    assert not [one for one in (taken.sha256, "canary-words") if one.encode() in left]
    assert back_up(project, tmp_path / "out.zip").manifest.missing == ()
    assert restore(tmp_path / "out.zip", tmp_path / "again", lambda: PASSPHRASE).verdict.ok
    take_in(project, [words])
    assert verify_project(project).ok
    (path,) = (path for path in project.evidence.rglob("*") if path.is_file() and path.name != ".taking")
    path.unlink()
    assert "the file is missing" in str(verify_project(project).first)
    project.close()


def test_no_page_and_no_frame_of_the_log_holds_which_files_were_to_go(project: Project) -> None:
    mine = interview("IV-1", "P-1")
    project.register.commit([mine])
    take_in(project, [InMemory("first.txt", b"CANARYYRANAC")], attach=mine.record)
    (original,) = project.register.originals()
    path = store_of(project).path_of(original)
    assert path is not None
    assert erase(project, found(mine), GROUND).undone is None
    assert not path.exists()
    held = everything(project)  # while the project is open: nothing more is written, and the log is as it is
    assert path.name.encode() not in held
    assert hashlib.sha256(b"CANARYYRANAC").hexdigest().encode() not in held
    assert project.register.files_to_remove is None


def test_what_is_foretold_of_each_field_and_of_the_journal_is_what_goes(project: Project) -> None:
    """An edit of an open field, one of a locked field, and one made when the record itself had become restricted."""
    first = interview("IV-1", "P-1", language="uk")
    project.register.commit([first])
    for before, after in (
        ({"language": "uk"}, {"language": "en"}),
        ({"month": "2022-04"}, {"month": "2022-05"}),
        ({}, {"sensitivity": "restricted"}),
        ({}, {"age_group": "30_44"}),
    ):
        edit = difference("interview", first.record, before, after)
        assert edit is not None
        project.register.commit([edit], "EXAMPLE: why")
    words = take_in(project, [InMemory("words.txt", b"words")]).files[0].media
    after = {"restricted_subject": [first.record], "sensitivity": "restricted"}
    project.register.commit([Change("media", words, Operation.SET, after=after)])
    told = foresee(project, found(first)).foretold
    by_type = {one.found.type: one for one in told.portions}
    assert {"language", "interviewee_code", "age_group"} <= set(by_type["interview"].going)
    assert {"code", "sex", "month"} <= set(by_type["interview"].staying)
    erase(project, found(first), GROUND)
    for one in told.portions:
        kind = project.catalogue[one.found.type]
        left = project.register.values(one.found.type, one.found.id) or {}
        assert {field.name for field in kind.typed if field.name in left} == set(one.staying)
    [entry] = project.register.administrative(ERASURE)
    with reading(project.register._engine) as connection:
        sql = "SELECT count(*) FROM journal_change WHERE subject = ?"
        gone = connection.exec_driver_sql(sql, (mark_of(entry),)).scalar_one()
        files = connection.exec_driver_sql(f"{sql} AND record LIKE 'file:%'", (mark_of(entry),)).scalar_one()
    assert gone - files == told.entries


def test_those_who_hold_copies_are_told_from_the_ledger(project: Project, tmp_path: Path) -> None:
    export_records(project, tmp_path / "empty.gpkg", "court")
    mine, other = (interview(f"IV-{at}", f"P-{at}", informed_consent="yes") for at in (1, 2))
    project.register.commit([mine, other])
    export_records(project, tmp_path / "carried.gpkg", "court")
    erased = erase(project, found(mine), GROUND)
    assert [(one.file, one.profile, one.by) for one in erased.carriers] == [
        ("carried.gpkg", "court", project.device.author)
    ]
    assert erased.carriers[0].recipient == "prosecutor"


def test_those_who_hold_media_alone_are_told_too(project: Project, tmp_path: Path) -> None:
    mine = interview("IV-1", "P-1", informed_consent="yes")
    words = take_in(project, [InMemory("words.txt", b"words")]).files[0].media
    project.register.commit([mine])
    after = {"restricted_subject": [mine.record], "sensitivity": "restricted"}
    project.register.commit([Change("media", words, Operation.SET, after=after)])
    export_records(project, tmp_path / "media.gpkg", "court", Selection(types=("media",)), with_gaps=True)
    export_records(project, tmp_path / "sites.gpkg", "court", Selection(types=("site",)))
    assert [one.file for one in erase(project, found(mine), GROUND).carriers] == ["media.gpkg"]


def test_a_crash_between_the_commit_and_the_wiping_is_made_up_for_at_the_next_opening(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = interview("IV-1", "P-1", language="CANARYYRANAC")
    project.register.commit([mine])
    with monkeypatch.context() as crash:
        crash.setattr("layers.erasure.finish_erasing", lambda *_: None)
        erase(project, found(mine), GROUND)
    assert project.register.files_to_remove is not None
    project.register.close()
    again = open_project(project.folder, PASSPHRASE if project.encrypted else None)
    assert again.register.files_to_remove is None
    assert b"CANARY" not in everything(again)
    finish_erasing(again.register, again.evidence)
    assert verify_project(again).ok
    again.close()


def test_whoever_notes_files_for_removal_has_no_file_removed_that_is_no_original(
    project: Project, tmp_path: Path
) -> None:
    hashed = hashlib.sha256(b"theirs").hexdigest()
    outside, passphrase = tmp_path / "theirs" / hashed, project.folder / "about.part"
    outside.parent.mkdir()
    for path in (outside, passphrase):
        path.write_bytes(b"theirs")
    linked = project.evidence / hashed[:2]
    linked.symlink_to(outside.parent, target_is_directory=True)
    noted = [
        str(outside), f"../../theirs/{hashed}", f"{hashed[:2]}/{hashed}", "../project.toml", "../about.part",
        f"{hashed[:2]}/../../project.toml", "", ".", 5, None, "x\0y",
    ]  # fmt: skip
    for held in (orjson.dumps(noted), b"5", b'"../project.toml"', b"["):
        noting = "INSERT INTO local_value VALUES ('wiping', ?) ON CONFLICT (name) DO UPDATE SET held = excluded.held"
        with writing(project.register._engine) as connection:
            connection.exec_driver_sql(noting, (held.decode(),))
        project = reopen(project)
        assert outside.read_bytes() == passphrase.read_bytes() == b"theirs"
        assert (project.folder / "project.toml").is_file()
        assert project.register.files_to_remove is None
    linked.unlink()
    assert verify_project(project).ok
    project.close()


def test_what_another_programs_reading_keeps_is_told_and_wiped_at_the_next_closing(project: Project) -> None:
    mine = interview("IV-1", "P-1", language="CANARYYRANAC")
    project.register.commit([mine])
    with reading_elsewhere(project.register.path, project.key):
        erased = erase(project, found(mine), GROUND)
        assert erased.undone is not None
        assert "another program reads" in erased.undone.id
        assert project.register.files_to_remove is not None
        passing = open_project(project.folder, PASSPHRASE if project.encrypted else None)
        passing.close()
        assert b"CANARY" in everything(project)
    project.close()
    assert b"CANARY" not in everything(project)
    again = open_project(project.folder, PASSPHRASE if project.encrypted else None)
    assert again.register.files_to_remove is None
    assert verify_project(again).ok
    again.close()


def test_the_copy_that_a_migration_left_behind_goes_too(project: Project) -> None:
    mine = interview("IV-1", "P-1", language="CANARYYRANAC")
    project.register.commit([mine])
    encrypted = project.encrypted
    project.close()
    left = project.folder / f"before-0001-{REGISTER}"
    shutil.copy(project.folder / REGISTER, left)
    again = open_project(project.folder, PASSPHRASE if encrypted else None)
    assert b"CANARY" in b"".join(pages(left, key_of(again)))
    erase(again, found(mine), GROUND)
    assert not left.exists()
    again.close()


def test_new_words_may_be_recorded_after_an_erasure(project: Project) -> None:
    mine = interview("IV-1", "P-1", language="uk")
    project.register.commit([mine])
    erase(project, found(mine), GROUND)
    project.register.commit([Change("interview", mine.record, Operation.SET, after={"language": "en"})])
    assert (project.register.values("interview", mine.record) or {})["language"] == "en"
    assert verify_project(project).ok


def test_a_restricted_record_keeps_its_code_and_class_alone(project: Project) -> None:
    mine = interview("IV-1", "P-1", language="uk", sensitivity="restricted")
    project.register.commit([mine])
    erase(project, found(mine), GROUND)
    values = project.register.values("interview", mine.record) or {}
    assert (values["code"], values["sensitivity"]) == ("IV-1", "restricted")
    assert "sex" not in values
    assert verify_project(project).ok


@settings(deadline=None, max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from(("uk", "en", "ru"))), min_size=1, max_size=8))
def test_erasing_one_of_any_persons_leaves_the_others_words(tmp_path_factory: Any, told: list[tuple[str, str]]) -> None:
    project = new_project(tmp_path_factory.mktemp("any") / "p.taphos", pack=None)
    made = [interview(f"IV-{at}", f"P-{person}1", language=word) for at, (person, word) in enumerate(told)]
    project.register.commit(made)
    erase(project, found(made[0]), GROUND)
    for change, (person, word) in zip(made, told, strict=True):
        values = project.register.values("interview", change.record) or {}
        assert values.get("language") == (None if person == told[0][0] else word)
    assert project.register.verify().ok
    project.close()
    again = open_project(project.folder)
    assert again.register.verify().ok
    again.close()
