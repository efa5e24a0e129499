"""`verify` names the first wrong thing after any change made behind the application's back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from forensics.changes import Change, Operation, difference
from layers.checking import verify_project
from layers.devices import Device
from layers.enrolment import enrol, revoke
from layers.errors import Cancelled
from layers.project import REGISTER
from layers.register.journal import DEVICE
from tests.layers.projects import ENGINES, closing, make, record, site
from tests.layers.tampering import (
    behind_its_back,
    cut_off_the_newest,
    opened,
    opened_by,
    opened_to_verify,
    sign_newest_anew,
    write_as_anybody,
)
from tests.tools.proofs import Proof


@pytest.fixture(params=ENGINES)
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    project = make(tmp_path / "verified.taphos", request.param)
    change = site("S-1", form="single_grave", found_how="told by a farmer")
    project.register.commit([change, site("S-2", form="surface")], "taken in")
    edit = difference("site", change.record, {"form": "single_grave"}, {"form": "surface"})
    assert edit is not None
    project.register.commit([edit], "looked again")
    project.register.commit([record("interview", "IV-1", interviewee_code="P-1", language="uk")])
    project.register.commit([site("S-3")])
    project.close()
    return project.folder


def verdict_of(folder: Path, manifest: Path | None = None) -> Any:
    project = opened_to_verify(folder)
    try:
        return verify_project(project, manifest)
    finally:
        project.close()


def test_an_untouched_project_verifies(folder: Path, proof: Proof) -> None:
    verdict = verdict_of(folder)
    assert verdict.ok, str(verdict.first)
    assert verdict.checked["records"] == 4
    proof("A4", "an untouched project verifies", "ok")


TAMPERED: dict[str, tuple[str, str]] = {
    "a field changed": ("UPDATE site SET form = 'unknown' WHERE code = 'S-2'", "S-2: the field “form” holds “unknown”"),
    "a restricted field changed": (
        "UPDATE site_restricted SET found_how = 'nobody' WHERE id IN (SELECT id FROM site WHERE code = 'S-1')",
        "site S-1: the field “found_how” holds “nobody”",
    ),
    "a place moved": ("UPDATE site SET place = zeroblob(21) WHERE code = 'S-2'", "site S-2: the field “place”"),
    "a row deleted": ("DELETE FROM site WHERE code = 'S-2'", "S-2: the record is in the journal but not in its"),
    "a restricted row deleted": (
        "DELETE FROM site_restricted WHERE id IN (SELECT id FROM site WHERE code = 'S-2')",
        "site S-2: its restricted fields are missing",
    ),
    "a row added": (
        "INSERT INTO site (_row, id, code) VALUES (999, 'ffffffff-0000-4000-8000-000000000000', 'S-9')",
        "site S-9: the record is in its table but not in the journal",
    ),
    "a point moved on the map": ("UPDATE site_map SET x = 1.5", "what the map draws is not what the journal says"),
    "the search index changed": ("UPDATE site_fts SET words = 'nothing' WHERE rowid = 1", "search index"),
    "the spatial index changed": ("UPDATE site_rtree SET west = -10 WHERE _row = 1", "spatial index"),
    "a journal entry changed": (
        "UPDATE journal_change SET public = CAST(replace(public, 'surface', 'unknown') AS BLOB) WHERE type = 'site'",
        "was changed in the journal",
    ),
    "a journal entry changed as text": (
        "UPDATE journal_change SET public = replace(public, 'surface', 'unknown') WHERE type = 'site'",
        "was changed in the journal",
    ),
    "an entry said to speak of somebody": (
        "UPDATE journal_change SET subject = 'x' WHERE number ="
        " (SELECT min(number) FROM journal_change WHERE restricted IS NULL AND sealed IS NULL)",
        "names a person of whom it holds nothing",
    ),
    "an encrypted journal entry changed": (
        "UPDATE journal_change SET restricted = randomblob(length(restricted)) WHERE type = 'interview'",
        "was changed in the journal",
    ),
    "a salt changed": (
        "UPDATE journal_change SET public = CAST(randomblob(32) || substr(public, 33) AS BLOB) WHERE type = 'site'",
        "was changed in the journal",
    ),
    "a journal entry removed": ("DELETE FROM journal_change WHERE number = 4", "are not those that were signed"),
    "a commit removed from the middle": (
        "DELETE FROM journal_commit WHERE number = 3", "Commit 3 is missing from the journal"
    ),
    "a header changed": (
        "UPDATE journal_commit SET header = replace(header, 'author', 'auteur') WHERE number = 2",
        "its header is not the one",
    ),
    "a signature changed": (
        "UPDATE journal_commit SET signature = randomblob(64) WHERE number = 2", "the signature is not that of its"
    ),
    "the end cut off": ("DELETE FROM journal_commit WHERE number = 5", "Entry"),
    "a person's key removed": ("DELETE FROM keys_person WHERE subject LIKE 'person:%'", "the key of entry"),
    "a person's key added": ("INSERT INTO keys_person VALUES ('person:X', randomblob(32))", "There is a key for"),
    "the project's settings changed": ("UPDATE journal_setting SET held = '{}'", "is not what the journal says"),
    "an edit rolled back by numbering its entries anew": (
        "UPDATE journal_change SET number = CASE number WHEN 3 THEN 5 ELSE 3 END + 1000 WHERE number IN (3, 5)",
        "not in the order in which they were written",
    ),
    "what an entry held removed": ("UPDATE journal_change SET public = NULL WHERE number = 4", "held was removed"),
    "a payload and its digest removed": (
        "UPDATE journal_change SET public = NULL, digests = CAST(substr(digests, 34) AS BLOB) WHERE number = 4",
        "are not those that were signed",
    ),
    "two payloads exchanged": (
        "UPDATE journal_change SET public ="
        " (SELECT public FROM journal_change WHERE type = 'site' ORDER BY number DESC) WHERE number = 4",
        "was changed in the journal",
    ),
    "a payload where none was": ("UPDATE journal_change SET sealed = x'00' WHERE sealed IS NULL", "that no digest"),
    "digests that are none": ("UPDATE journal_change SET digests = x'0900' WHERE number = 4", "not those that were"),
    "an edit said to be of another record": (
        "UPDATE journal_change SET record = 'x' WHERE number = 4", "names another record inside"
    ),
    "an edit said to be of another commit": ("UPDATE journal_change SET in_commit = 1 WHERE number = 4", "signed"),
    "an edit said to speak of another person": (
        "UPDATE journal_change SET subject = 'x' WHERE subject IS NOT NULL", "the key of entry"
    ),
    "a class changed": (
        "UPDATE journal_change SET restricted = public, public = NULL,"
        " digests = CAST(x'02' || substr(digests, 2) AS BLOB) WHERE number = 4",
        "the key of entry",
    ),
    "a column dropped": ("ALTER TABLE site DROP COLUMN setting", "cannot be read to its end"),
    "a table dropped": ("DROP TABLE site_map", "cannot be read to its end"),
    "an id made NULL": ("UPDATE site SET id = NULL WHERE code = 'S-2'", "S-2"),
    "the heads made nonsense": ("UPDATE local_value SET held = '{{' WHERE name = 'heads'", "own value “heads”"),
    "an arrival removed": ("DELETE FROM local_arrival WHERE number = 3", "when it arrived here is not noted"),
    "an arrival made nonsense": (
        "UPDATE local_arrival SET at = 'yesterday' WHERE number = 3", "“yesterday” is noted as when it arrived here"
    ),
    "a commit said to have arrived before what it follows": (
        "UPDATE local_arrival SET at = '2020-01-01T00:00:00.000000Z' WHERE number = 3", "before the commit that it"
    ),
    "a commit said to have arrived later": (
        "UPDATE local_arrival SET at = '2999' || substr(at, 5) WHERE number = 5", "but it was made here at"
    ),
    "an arrival of no commit": (
        "INSERT INTO local_arrival VALUES (99, '2026-01-01T00:00:00.000000Z')", "noted for commit 99, which the journal"
    ),
    "a trigger planted": (
        "CREATE TRIGGER planted AFTER INSERT ON site BEGIN DELETE FROM site; END", "trigger “planted”"
    ),
    "a table planted": ("CREATE TABLE planted (x)", "table “planted”"),
    "a view planted": ("CREATE VIEW planted AS SELECT * FROM site", "view “planted”"),
    "an index planted": ("CREATE INDEX planted ON site (form)", "index “planted”"),
    "a table planted among those of this copy": ("CREATE TABLE local_planted (x)", "table “local_planted”"),
    "a column planted": (
        "ALTER TABLE site ADD COLUMN planted VARCHAR", "The table site holds “planted VARCHAR”, which does not belong"
    ),
    "a column planted that is computed": (
        "ALTER TABLE journal_commit ADD COLUMN planted GENERATED ALWAYS AS (hash) VIRTUAL",
        "The table journal_commit holds “planted GENERATED ALWAYS AS (hash) VIRTUAL”",
    ),
    "a column planted among the values of this copy": (
        "ALTER TABLE local_value ADD COLUMN planted", "The table local_value holds “planted”"
    ),
    "an index dropped": ("DROP INDEX site_code", "lacks its index “site_code”"),
    "a node of the search index changed": (
        "UPDATE site_fts_data SET block = CAST(replace(block, 'arme', 'ormu') AS BLOB) WHERE id > 10",
        "fts5: checksum mismatch",
    ),
    "a node of the search index removed": ("DELETE FROM site_fts_data WHERE id > 10", "fts5: corruption found"),
    "the lengths in the search index changed": ("UPDATE site_fts_docsize SET sz = x'0909'", "FTS5 table main.site_fts"),
    "the search index set otherwise": (
        "INSERT INTO site_fts_config VALUES ('rank', 'bm25(0.0)')", "index site_fts is set otherwise than it was made"
    ),
    "the nodes of a spatial index unlisted": (
        "DELETE FROM site_rtree_rowid WHERE rowid = 1", "In RTree main.site_rtree: Mapping (1 -> 1) missing"
    ),
    "a coordinate in a spatial index made no number": (
        "UPDATE site_rtree_node SET data = CAST(substr(data, 1, 12) || x'7fc00000' || substr(data, 17) AS BLOB)",
        "The spatial index site_rtree has coordinates that are no numbers",
    ),
}  # fmt: skip


@pytest.mark.parametrize("done", list(TAMPERED))
def test_what_was_done_behind_its_back_is_named(folder: Path, done: str, proof: Proof) -> None:
    statement, expected = TAMPERED[done]
    behind_its_back(folder, statement)
    verdict = verdict_of(folder)
    assert not verdict.ok
    named = " | ".join(map(str, verdict.problems))
    assert expected in named, named
    assert str(verdict.first)
    proof("A4", done, str(verdict.first)[:60])


def test_the_same_is_named_however_few_rows_and_entries_are_looked_at_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = make(tmp_path / "many.taphos")
    changes = [site(f"S-{number}", form="single_grave", lon=30 + number / 100) for number in range(9)]
    for some in (changes[:5], changes[5:]):
        project.register.commit(some)
    edits = [difference("site", one.record, {"form": "single_grave"}, {"form": "surface"}) for one in changes[2:7]]
    project.register.commit([edit for edit in edits if edit is not None])
    project.close()
    behind_its_back(
        project.folder,
        "UPDATE site SET form = 'pit' WHERE code = 'S-1'",
        "DELETE FROM site WHERE code = 'S-3'",
        "UPDATE site SET id = 'a stranger' WHERE code = 'S-4'",
        "INSERT INTO site_map (_row) VALUES (99)",
        "UPDATE site SET _row = -5 WHERE code = 'S-8'",
        "UPDATE journal_change SET partner = x'00' WHERE number = 6",
        "INSERT INTO keys_person (subject, key) VALUES ('somebody', x'00')",
    )
    whole = verdict_of(project.folder)
    monkeypatch.setattr("layers.register.side_by_side.AT_ONCE", 2)
    monkeypatch.setattr("layers.register.verifying._LOOKED_AHEAD", 3)
    monkeypatch.setattr("layers.register.verifying._HASHED_AT_ONCE", 2)
    monkeypatch.setattr("layers.register.person_keys.PersonKeys.MOST_OPEN", 1)
    few = verdict_of(project.folder)
    assert sorted(map(str, few.problems)) == sorted(map(str, whole.problems))
    assert sorted((one.code, one.how) for one in few.differing) == [
        ("S-1", "changed"), ("S-3", "missing"), ("S-4", "added"), ("S-4", "missing"), ("S-8", "changed"),
    ]  # fmt: skip
    named = " | ".join(map(str, few.problems))
    assert "site_map holds 3 rows of no record" in named  # S-3's, the one put in, and that of S-8, which was renumbered
    assert "There is a key for “somebody”" in named
    assert few.checked == whole.checked


def test_what_another_program_wrote_to_a_search_index_is_no_damage(folder: Path) -> None:
    first, second = opened(folder), opened(folder)
    for number in range(3):
        assert first.register.verify().ok
        second.register.commit([site(f"S-1{number}", form="surface")])
        assert first.register.verify().ok
    first.close()
    second.close()


def test_who_gives_up_on_verifying_waits_for_no_tree(folder: Path) -> None:
    def give_up(done: int, total: int) -> None:
        raise Cancelled

    project = opened(folder)
    with pytest.raises(Cancelled):
        project.register.verify(give_up)
    assert project.register.verify().ok
    project.close()


def test_nodes_of_a_spatial_index_that_hide_what_lies_below_them_are_named(tmp_path: Path) -> None:
    project = make(tmp_path / "many.taphos")
    project.register.commit([site(f"S-{at}", lon=30 + at / 1000, lat=50 + at / 2000) for at in range(300)])
    project.close()
    untouched = (project.folder / REGISTER).read_bytes()
    for done, cell, expected in (
        ("its box made small", "x'41f0000041f000004248000042480000'", "is corrupt relative to parent"),
        ("its box made no number", "x'7fc000007fc000007fc000007fc00000'", "has coordinates that are no numbers"),
    ):
        (project.folder / REGISTER).write_bytes(untouched)
        behind_its_back(
            project.folder,
            f"UPDATE site_rtree_node SET data = CAST(substr(data, 1, 12) || {cell} || substr(data, 29) AS BLOB)"
            " WHERE nodeno = 1",
        )
        verdict = verdict_of(project.folder)
        assert expected in str(verdict.first), f"{done}: {verdict.first}"


def test_an_index_whose_entries_are_not_those_of_its_table_is_named(folder: Path) -> None:
    behind_its_back(
        folder,
        "PRAGMA writable_schema = 1",
        "UPDATE sqlite_master SET sql = replace(sql, '(code)', '(form)') WHERE name = 'site_code'",
    )
    named = " | ".join(map(str, verdict_of(folder).problems))
    assert "The index “site_code” was made otherwise" in named
    assert "missing from index site_code" in named


def test_a_rule_of_the_schema_taken_out_is_named(folder: Path) -> None:
    rule = "CONSTRAINT sexual_violence_without_point CHECK"
    behind_its_back(
        folder,
        "PRAGMA writable_schema = 1",
        f"UPDATE sqlite_master SET sql = replace(sql, '{rule} (', '{rule} (1 OR ') WHERE name = 'incident'",
    )
    first = str(verdict_of(folder).first)
    assert first.startswith("The table incident holds “CONSTRAINT sexual_violence_without_point CHECK (1 OR "), first


def test_a_tree_that_cannot_be_walked_is_named_and_the_rest_still_checked(folder: Path) -> None:
    behind_its_back(
        folder,
        "UPDATE site_rtree_node SET data = x'00' WHERE nodeno = 1",
        "UPDATE site SET form = 'unknown' WHERE code = 'S-2'",
    )
    verdict = verdict_of(folder)
    assert str(verdict.first).startswith("The table site_rtree is damaged: ")


def test_a_journal_cut_back_with_its_traces_is_found_by_an_exports_manifest(folder: Path, tmp_path: Path) -> None:
    project = opened(folder)
    head = project.register.info().head
    project.close()
    manifest = tmp_path / "manifest.json"
    manifest.write_bytes(orjson.dumps({"head": head}))
    cut_off_the_newest(folder)
    assert verdict_of(folder).ok
    verdict = verdict_of(folder, manifest)
    assert not verdict.ok
    assert "is no longer in the journal" in str(verdict.first)


def test_a_commit_of_a_device_that_enrols_itself_is_named(
    folder: Path, proof: Proof, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger = Device(Ed25519PrivateKey.generate(), "stranger")
    write_as_anybody(monkeypatch)
    forged = opened_by(folder, stranger)
    key = {"key": stranger.public_key.hex(), "roles": ["lead"], "name": "stranger"}
    forged.register.commit([Change(DEVICE, stranger.fingerprint, Operation.ADD, after=key)])
    forged.register.commit([site("S-FORGED")])
    forged.close()
    verdict = verdict_of(folder)
    named = list(map(str, verdict.problems))
    assert sum("no lead enrolled" in one for one in named) == 2
    assert "site S-FORGED: the record is in its table but not in the journal." in named
    proof("A4", "a device that enrols itself", str(verdict.first)[:60])


@pytest.mark.parametrize("kept_name", [True, False])
def test_an_entry_signed_anew_by_a_key_that_no_lead_enrolled_is_named(
    folder: Path, kept_name: bool, proof: Proof
) -> None:
    stranger = Device(Ed25519PrivateKey.generate(), "stranger")
    sign_newest_anew(folder, stranger, keep_name=kept_name)
    verdict = verdict_of(folder)
    expected = "the signature is not that of its device" if kept_name else "by a device that no lead enrolled"
    assert expected in str(verdict.first)
    proof("B4", f"re-signed by a stranger, {'under the name of the lead' if kept_name else 'under its own'}", expected)


def test_an_entry_signed_by_a_key_that_a_lead_had_revoked_is_named(
    folder: Path, proof: Proof, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Device(Ed25519PrivateKey.generate(), "other")
    lead = opened(folder)
    enrol(lead, other.public_key, "other")
    with closing(opened_by(folder, other)) as theirs:
        theirs.register.commit([site("S-BEFORE")])
    revoke(lead, other.fingerprint, "lost")
    lead.close()
    assert verdict_of(folder).ok
    write_as_anybody(monkeypatch)
    with closing(opened_by(folder, other)) as theirs:
        theirs.register.commit([site("S-AFTER")])
    verdict = verdict_of(folder)
    named = list(map(str, verdict.problems))
    assert "is by a device that a lead had revoked" in named[0]
    assert "site S-AFTER: the record is in its table but not in the journal." in named
    assert not any("S-BEFORE" in one for one in named)
    proof("B4", "signed by a revoked key", named[0])


def test_who_is_no_lead_enrols_nobody(folder: Path, proof: Proof, monkeypatch: pytest.MonkeyPatch) -> None:
    other, third = (Device(Ed25519PrivateKey.generate(), name) for name in ("other", "third"))
    lead = opened(folder)
    enrol(lead, other.public_key, "other")
    lead.close()
    write_as_anybody(monkeypatch)
    with closing(opened_by(folder, other)) as theirs:
        enrol(theirs, third.public_key, "third")
    with closing(opened_by(folder, third)) as theirs:
        theirs.register.commit([site("S-THIRD")])
    named = list(map(str, verdict_of(folder).problems))
    assert "enrols or revokes a device" in named[0]
    assert "no lead enrolled" in named[1]
    proof("B4", "enrolled by who is no lead", named[0])


def test_an_evidence_file_that_was_changed_or_slipped_in_is_named(folder: Path) -> None:
    (folder / "evidence" / "aa").mkdir(parents=True)
    (folder / "evidence" / "aa" / ("aa" * 32)).write_bytes(b"slipped in")
    verdict = verdict_of(folder)
    assert "which no record names" in str(verdict.first)
