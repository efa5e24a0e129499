"""What comes with another copy's commits: keys, files, names, erasures, strangers; and what is refused."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from forensics.changes import ChangeRefused
from forensics.errors import ValueRefused
from forensics.ports import Query
from layers.checking import verify_project
from layers.editing import keep, setting
from layers.enrolment import enrol, revoke
from layers.erasure import erase
from layers.errors import ProjectRefused, SourceRefused
from layers.evidence import store_of, take_in
from layers.imports.importing import import_file
from layers.merging.conflicts import conflicts, decide
from layers.merging.files import Evidence
from layers.merging.union_problems import union_problems
from layers.project import EVIDENCE, Project
from layers.register.erasing import Ground
from layers.vault.vault import Vault
from tests.layers.custody.hands import collected, do, mission
from tests.layers.merging.copies import bring, copies, device, enrolled, state
from tests.layers.projects import ENGINES, closing, make, record, site
from tests.layers.tampering import connected, opened, opened_by, write_as_anybody
from tests.layers.vaults import identity
from tests.tools.proofs import Proof

GROUND = Ground("EXAMPLE asked to be forgotten")
SECRET = "EXAMPLE words of a person that nobody else says"


@pytest.fixture(params=ENGINES)
def two(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[list[Project]]:
    """Two copies of a project with an interview, on devices of their own, the first a lead's."""
    with closing(make(tmp_path / "base.taphos", request.param)) as project:
        project.register.commit(
            [
                record("interview", "EX-I-1", interviewee_code="EX-P-1", promised_follow_up=SECRET),
                record("media", "EX-M-1"),
                site("EX-S-1"),
            ]
        )
    devices = [device("EX-LEAD"), device("EX-FIELD")]
    enrolled(tmp_path / "base.taphos", devices[0])
    enrolled(tmp_path / "base.taphos", devices[1], lead=False)
    with copies(tmp_path / "base.taphos", devices, tmp_path) as projects:
        yield projects


def edit(project: Project, code: str, **values: str) -> str:
    found = project.register.find(code)
    return keep(project, setting(project, found, values), "EXAMPLE reason").commit


def words(project: Project) -> list[str]:
    """Everything that the history of the interview says."""
    found = project.register.find("EX-I-1")
    return [str(text) for one in project.register.history(found.id) for text in (one.before, one.after, one.reason)]


def agree(*projects: Project) -> None:
    assert state(projects[0]) == state(projects[1])
    for one in projects:
        verdict = verify_project(one)
        assert verdict.ok, verdict.problems


def test_an_erasure_reaches_what_was_written_apart_and_no_older_copy_brings_it_back(
    two: list[Project], tmp_path: Path, proof: Proof
) -> None:
    left, right = two
    older = Path(shutil.copytree(right.folder, tmp_path / "older.taphos"))
    edit(right, "EX-I-1", promised_follow_up=f"{SECRET}, said again")
    edit(right, "EX-I-1", sex="F")
    erase(left, left.register.find("EX-I-1"), GROUND)
    edit(left, "EX-I-1", promised_follow_up="EXAMPLE said after the erasure")
    merged = bring(right, left)
    assert merged.gone.entries
    bring(left, right)
    bring(left, older)
    agree(left, right)
    for one in two:
        assert not [text for text in words(one) if SECRET in text]
        values = next(one.register.select(Query("interview")))
        assert values["promised_follow_up"] == "EXAMPLE said after the erasure"
        assert values["sex"] == "F"
        one.close()
        assert SECRET.encode() not in (one.folder / "register.db").read_bytes()
    proof("H5", "a merged erasure erases; a copy from before it brings nothing back", 0)


def test_a_copy_that_is_older_than_an_erasure_brings_its_edits_without_what_is_erased(two: list[Project]) -> None:
    left, right = two
    erase(left, left.register.find("EX-I-1"), GROUND)
    edit(right, "EX-I-1", promised_follow_up=f"{SECRET}, said again", display_area="admin2")
    edit(right, "EX-S-1", form="surface")
    bring(left, right)
    assert not [text for text in words(left) if SECRET in text]
    assert next(left.register.select(Query("site")))["form"] == "surface"
    assert verify_project(left).ok
    bring(right, left)
    agree(left, right)


def test_one_number_that_two_teams_gave_is_told_when_they_meet(two: list[Project]) -> None:
    left, right = two
    place = left.register.find("EX-S-1").id
    left.register.commit([record("case", "EX-S-1-012B", site=place, remains_class="body")])
    right.register.commit([record("case", "EX-S-1-012BP", site=place, remains_class="body_part")])
    right.register.commit([record("case", "EX-S-1-013B", site=place, remains_class="body")])
    assert union_problems(left) == union_problems(right) == []
    bring(left, right)
    bring(right, left)
    agree(left, right)
    assert [one.record.code for one in union_problems(left)] == ["EX-S-1-012B", "EX-S-1-012BP"]
    keep(left, setting(left, left.register.find("EX-S-1-012BP"), {"code": "EX-S-1-014BP"}))
    assert union_problems(left) == []


def test_a_person_has_one_key_also_where_both_copies_made_one(two: list[Project], tmp_path: Path) -> None:
    left, right = two
    table = tmp_path / "list.csv"
    table.write_text("code,interviewee_code\nEX-I-7,EX-P-7\nEX-I-8,EX-P-8\n", "utf-8")
    for one in two:
        report = import_file(
            one.register, table, "interview", mapping=["code=code", "interviewee_code=interviewee_code"]
        )
        assert report.added == 2
    assert bring(left, right).conflicts == ()
    bring(right, left)
    agree(left, right)
    erase(left, left.register.find("EX-I-7"), GROUND)
    bring(right, left)
    agree(left, right)
    assert not list(right.register.select(Query("interview", where=(("interviewee_code", "EX-P-7"),))))
    assert list(right.register.select(Query("interview", where=(("interviewee_code", "EX-P-8"),))))


def test_originals_come_along_as_asked_and_what_another_copy_holds_is_absent_and_not_broken(
    two: list[Project], tmp_path: Path
) -> None:
    left, right = two
    files = [tmp_path / f"photo{number}.jpg" for number in range(2)]
    for number, file in enumerate(files):
        file.write_bytes(b"EXAMPLE original " + bytes([number]) * 5000)
    taken = take_in(right, files)
    assert bring(left, right, evidence=Evidence.NONE).files == 0
    verdict = verify_project(left)
    assert (verdict.ok, verdict.absent) == (True, len(files)), verdict.problems
    assert bring(left, right).files == len(files)
    agree(left, right)
    for one in left.register.originals():
        if one.taken_in:
            with store_of(left).open(one) as file:
                assert file.read().startswith(b"EXAMPLE original")
    lost = next(
        path for path in (left.folder / EVIDENCE).rglob("*") if path.is_file() and not path.name.startswith(".")
    )
    lost.unlink()
    assert not verify_project(left).ok, taken
    assert bring(left, right).files == 1
    assert verify_project(left).ok


def test_names_come_along_and_what_was_taken_out_on_one_copy_goes_on_the_other(two: list[Project]) -> None:
    left, right = two
    mine = identity()
    Vault(left).name_recipient("EX-R-1", mine.public[0])
    bring(right, left)
    Vault(right).put_in("EX-P-1", "EXAMPLE Person")
    merged = bring(left, right)
    assert merged.names == 1
    agree(left, right)
    assert [entry.name for entry in Vault(left).open("EX-P-1", mine, "EXAMPLE").entries] == ["EXAMPLE Person"]
    Vault(left).take_out("EX-P-1", "EXAMPLE asked for")
    bring(right, left)
    agree(left, right)
    assert Vault(right).files() == []


def test_commits_of_a_stranger_are_kept_and_count_when_a_lead_trusts_the_device(
    two: list[Project], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left, right = two
    stranger, other = device("EX-STRANGER"), device("EX-NOBODY")
    with monkeypatch.context() as changed:
        write_as_anybody(changed)
        enrol(right, stranger.public_key, "EX-STRANGER")  # by a device that is no lead's
        with closing(opened_by(right.folder, stranger)) as theirs:
            theirs.register.commit([site("EX-S-7")])
            edit(theirs, "EX-S-1", form="surface")
    edit(left, "EX-S-1", form="multiple_grave")
    before = state(left)["records"]
    merged = bring(left, right)
    assert merged.strangers == {stranger.fingerprint: 2}
    assert state(left)["records"] == before
    verdict = verify_project(left)
    assert verdict.ok, verdict.problems
    assert verdict.notes
    edit(left, "EX-S-1", setting="field")
    with pytest.raises(ValueRefused):
        bring(left, right, trust=other.fingerprint)
    trusted = bring(left, right, trust=stranger.fingerprint)
    assert (trusted.commits, trusted.strangers) == (0, {})
    assert left.register.find("EX-S-7")
    (conflict,) = conflicts(left)
    assert {side.value for side in conflict.sides} == {"surface", "multiple_grave"}
    assert verify_project(left).ok
    bring(right, left)
    assert state(right) == state(left)


def test_what_a_revoked_device_wrote_apart_counts_nowhere_whoever_merges_first(two: list[Project]) -> None:
    left, right = two
    edit(right, "EX-S-1", form="surface")
    revoke(left, right.device.fingerprint, "EXAMPLE taken at a checkpoint")
    bring(left, right)
    bring(right, left)
    agree(left, right)
    assert "form" not in next(right.register.select(Query("site")))


NEWEST = "number = (SELECT max(number) FROM journal_change WHERE type = 'site')"
NEWEST_COMMIT = "number = (SELECT max(number) FROM journal_commit)"
TAMPERED = {
    "a payload": f"UPDATE journal_change SET public = public || x'20' WHERE {NEWEST}",
    "a payload laid elsewhere": f"UPDATE journal_change SET partner = public, public = NULL WHERE {NEWEST}",
    "another record": f"UPDATE journal_change SET record = 'x' WHERE {NEWEST}",
    "an entry that is gone": "DELETE FROM journal_change WHERE number = (SELECT max(number) FROM journal_change)",
    "a payload that is gone": f"UPDATE journal_change SET public = NULL WHERE {NEWEST}",
    "a header": f"UPDATE journal_commit SET header = header || x'20' WHERE {NEWEST_COMMIT}",
    "a signature": f"UPDATE journal_commit SET signature = zeroblob(64) WHERE {NEWEST_COMMIT}",
    "a commit that is gone": "DELETE FROM journal_commit WHERE number = (SELECT max(number) - 1 FROM journal_commit)",
    "an entry too large": f"UPDATE journal_change SET public = zeroblob(100000000) WHERE {NEWEST}",
    "a trigger": "CREATE TRIGGER x AFTER INSERT ON site BEGIN SELECT 1; END",
    "a view": "CREATE VIEW x AS SELECT 1",
}


@pytest.mark.parametrize("how", TAMPERED)
def test_a_copy_that_is_not_as_it_was_signed_brings_nothing(tmp_path: Path, how: str) -> None:
    with closing(make(tmp_path / "one.taphos")) as one:
        one.register.commit([site("EX-S-1")])
    shutil.copytree(one.folder, tmp_path / "other.taphos")
    with closing(opened(tmp_path / "other.taphos")) as other:
        other.register.commit([site("EX-S-2")])
        edit(other, "EX-S-2", form="surface")
    connection = connected(tmp_path / "other.taphos")
    connection.execute(TAMPERED[how])
    connection.close()
    with closing(opened(one.folder)) as one:
        before = state(one)
        with pytest.raises((SourceRefused, ProjectRefused)):
            bring(one, tmp_path / "other.taphos")
        assert state(one) == before
        assert verify_project(one).ok


def test_another_project_or_one_that_is_encrypted_otherwise_is_refused(tmp_path: Path) -> None:
    with closing(make(tmp_path / "one.taphos")) as one, closing(make(tmp_path / "two.taphos")) as two_:
        with pytest.raises(ProjectRefused, match="another project"):
            bring(one, two_)
        with pytest.raises(ProjectRefused, match="itself"):
            bring(one, one)


def test_an_item_that_two_hands_hold_since_a_merge_is_found(tmp_path: Path, proof: Proof) -> None:
    with mission(tmp_path) as project:
        collected(project, "EX-A-1")
    devices = [device("EX-1"), device("EX-2")]
    enrolled(project.folder, *devices)
    with copies(project.folder, devices, tmp_path) as projects:
        left, right = projects
        do(left, "transferred", "EX-A-1", hour=5, to="PR-2")
        do(right, "transferred", "EX-A-1", hour=6, to="PR-3")
        told = [str(one.message) for one in bring(left, right).problems]
        assert any("two hands" in one for one in told), told
        assert [str(one.message) for one in bring(right, left).problems] == told
        agree(left, right)
    proof("C5", "two hands brought together by a merge are found", told[0])


def test_an_undo_takes_back_what_was_made_here_and_leaves_what_waits_to_be_decided(two: list[Project]) -> None:
    left, right = two
    edit(left, "EX-S-1", setting="field")
    edit(right, "EX-S-1", form="surface")
    bring(left, right)
    left.register.undo()
    values = next(left.register.select(Query("site")))
    assert ("setting" in values, values["form"]) == (False, "surface")
    edit(left, "EX-S-1", form="multiple_grave")
    edit(right, "EX-S-1", form="submerged")
    bring(left, right)
    (conflict,) = conflicts(left)
    for side in conflict.sides:  # also of the value that is in force
        with pytest.raises(ChangeRefused, match="changed since"):
            left.register.undo(side.commit)
    decide(left, left.register.find("EX-S-1"), {"form": "single_grave"}, "EXAMPLE dug")
    left.register.undo()
    assert verify_project(left).ok
