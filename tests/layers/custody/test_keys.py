"""A key counts that a lead enrolled for somebody else, and the one that made the project; told alike on every copy."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing as closing_file
from pathlib import Path

import pytest

from forensics.changes import Change, Operation
from layers.custody.chains import chains_of
from layers.custody.checking import custody_problems
from layers.custody.superseding import sign_event
from layers.editing import adding, all_problems, keep, setting
from layers.enrolment import enrol, revoke
from layers.exports.exporting import export_records
from layers.exports.selecting import Selection
from layers.project import Project
from layers.signers import signers_of
from tests.layers.custody.hands import collected, device_of, do, key_row, mission, of, on, wrong
from tests.layers.merging.copies import bring, copies
from tests.layers.projects import record

ALONE = "EX-ALONE"


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """A mission with one more expert, whose device a lead enrolled and whose key nobody did."""
    with mission(tmp_path) as made:
        roles = ["forensic_pathologist_or_medical_expert"]
        made.register.commit([record("practitioner", ALONE, roles=roles)])
        yield made


def enter(project: Project, code: str, *rows: dict[str, str]) -> None:
    """Write these keys with a person, by whatever device the project is written with."""
    person = of(project, code).id
    held = (project.register.values("practitioner", person) or {}).get("signing_keys")
    before, after = {"signing_keys": held} if held else {}, {"signing_keys": list(rows)} if rows else {}
    project.register.commit([Change("practitioner", person, Operation.SET, after=after, before=before)])


def counts(project: Project, code: str = ALONE) -> bool:
    return signers_of(project).has(of(project, code).id, device_of(project, code).fingerprint)


def test_a_key_that_an_expert_or_a_colleague_enters_does_not_count_and_a_leads_does(project: Project) -> None:
    row = key_row(device_of(project, ALONE))
    for who in (ALONE, "PR-2"):
        with on(project, device_of(project, who)) as theirs:
            enter(theirs, ALONE, row)
        assert not counts(project)
        assert wrong_rows(project) == [f"Key {row['fingerprint']} of {ALONE} does not count"]
        enter(project, ALONE)
    enter(project, ALONE, {**row, "since": "2024-01-01"})
    assert counts(project)
    assert wrong_rows(project) == []


def wrong_rows(project: Project) -> list[str]:
    edit = setting(project, of(project, ALONE), {})
    return [str(one.message).partition(":")[0] for one in edit.problems if one.field == "signing_keys"]


def test_a_key_about_to_be_entered_is_judged_by_the_device_that_enters_it(project: Project) -> None:
    text = f'[{{"fingerprint": "{device_of(project, ALONE).fingerprint}", "enrolled_by": "PR-1"}}]'
    with on(project, device_of(project, ALONE)) as theirs:
        edit = setting(theirs, of(theirs, ALONE), {"signing_keys": text})
        assert any("does not count" in str(one.message) for one in edit.problems)
        assert edit.refusal is None, "what was typed is kept"
    assert not any("does not count" in str(one.message) for one in
                   setting(project, of(project, ALONE), {"signing_keys": text}).problems)  # fmt: skip


def test_what_a_lead_took_out_and_the_expert_entered_again_counts_no_more(project: Project) -> None:
    row = key_row(device_of(project, ALONE))
    enter(project, ALONE, row)
    assert counts(project)
    enter(project, ALONE)
    with on(project, device_of(project, ALONE)) as theirs:
        enter(theirs, ALONE, row)
    assert not counts(project)


def test_a_lead_does_not_enrol_a_second_key_for_themselves(project: Project) -> None:
    """PR-1 has the device that made the project: that key counts, and another lead enrols further ones."""
    first, second = key_row(device_of(project, "PR-1")), key_row(device_of(project, ALONE))
    enter(project, "PR-1", first, second)
    signers = signers_of(project)
    assert signers.has(of(project, "PR-1").id, first["fingerprint"])
    assert not signers.has(of(project, "PR-1").id, second["fingerprint"])
    told = str(signers.told(f"key {first['fingerprint']} x", of(project, "PR-1").id))
    assert "which made this project and was enrolled by nobody else" in told


def test_a_device_enrols_nobody_before_a_lead_made_it_a_leads(project: Project) -> None:
    row = key_row(device_of(project, ALONE))
    with on(project, device_of(project, "PR-2")) as theirs:
        enter(theirs, ALONE, row)
    enrol(project, device_of(project, "PR-2").public_key, "EXAMPLE", lead=True)
    assert not counts(project)
    with on(project, device_of(project, "PR-2")) as theirs:
        enter(theirs, ALONE, {**row, "since": "2024-01-01"})
    assert counts(project)


def test_one_key_for_two_people_is_a_problem_of_both_and_proves_neither(project: Project) -> None:
    row = key_row(device_of(project, "PR-2"))
    enter(project, ALONE, row)
    for code, other in (("PR-2", ALONE), (ALONE, "PR-2")):
        kind, found = project.catalogue["practitioner"], of(project, code)
        typed = {**setting(project, found, {}).typed, "id": found.id}
        told = [str(one.message) for one in all_problems(project, kind, typed) if one.field == "signing_keys"]
        assert any(f"is enrolled for {other} too" in one for one in told)
        assert not counts(project, code)
    collected(project, "EX-B-1")
    do(project, "transferred", "EX-B-1", hour=2, to="PR-2")
    assert any("and proves neither" in one for one in wrong(project, "EX-B-1"))


def test_a_laptop_that_passes_to_another_person_is_nobody_elses_then(project: Project) -> None:
    row = key_row(device_of(project, "PR-2"))
    enter(project, "PR-2", {**row, "until": "2024-01-31"})
    enter(project, ALONE, {**row, "since": "2024-02-01"})
    signers, key = signers_of(project), row["fingerprint"]
    assert signers.has(of(project, "PR-2").id, key, "2024-01-15")
    assert signers.has(of(project, ALONE).id, key, "2024-02-15")
    assert wrong_rows(project) == []


def test_an_opinion_under_a_key_that_the_expert_enrolled_alone_is_not_signed(project: Project) -> None:
    with on(project, device_of(project, ALONE)) as theirs:
        enter(theirs, ALONE, key_row(theirs.device))
        texts = {"case": "EX-B-1", "signed_by": ALONE, "signed_as": "forensic_pathologist", "code": "EX-OP"}
        keep(theirs, adding(theirs, "opinion", texts))
        opinion = of(theirs, "EX-OP")
        values = theirs.register.values("opinion", opinion.id) or {}
        assert not theirs.register.is_by_own_key("opinion", opinion.id, values)
        keep(theirs, setting(theirs, opinion, {"cause": "EXAMPLE: not established"}))
    enter(project, ALONE, {**key_row(device_of(project, ALONE)), "since": "2024-01-01"})
    with on(project, device_of(project, ALONE)) as theirs:
        assert theirs.register.is_by_own_key("opinion", opinion.id, values)


@pytest.mark.parametrize("hostile", [False, True])
def test_whose_keys_count_is_told_alike_in_whatever_order_copies_are_merged(
    project: Project, tmp_path: Path, hostile: bool
) -> None:
    """A lead enrols the key on one copy; the expert signs with it on another, and where `hostile` entered it too, or
    the lead's device had been revoked on a third."""
    row = key_row(device_of(project, ALONE))
    enrol(project, device_of(project, "PR-3").public_key, "EXAMPLE", lead=True)
    collected(project, "EX-B-1")
    given = do(project, "transferred", "EX-B-1", hour=2, to=ALONE, signed=False).events[0]
    base, first = project.folder, project.device
    project.close()
    devices = [first, device_of(project, ALONE), device_of(project, "PR-3")]
    with copies(base, devices, tmp_path) as made:
        founder, expert, lead = made
        enter(lead, ALONE, row)
        if hostile:
            enter(expert, ALONE, row)
            revoke(founder, device_of(project, "PR-3").fingerprint, "EXAMPLE: lost")
        sign_event(expert, given, "receiver")
        told = []
        for at, order in enumerate(((0, 1, 2), (2, 1, 0), (1, 2, 0))):
            with copies(made[order[0]].folder, [first], tmp_path / f"order-{at}") as [united]:
                for other in order[1:]:
                    bring(united, made[other])
                signers = signers_of(united)
                problems = sorted(str(one.message) for one in custody_problems(united, [of(united, "EX-B-1").id]))
                told.append((signers.has(of(united, ALONE).id, row["fingerprint"]), problems))
        assert told[0] == told[1] == told[2]
        assert told[0][0] is not hostile


def test_a_court_is_handed_the_custody_of_the_packages_that_an_item_was_moved_in(
    project: Project, tmp_path: Path
) -> None:
    collected(project, "EX-B-1", "EX-B-2", "EX-BOX", "EX-PALLET")
    do(project, "packed", "EX-B-1", hour=2, into="EX-BOX")
    do(project, "packed", "EX-BOX", hour=3, into="EX-PALLET")
    do(project, "stored", "EX-PALLET", hour=4, to="EX-STORE")
    do(project, "transferred", "EX-B-1", hour=5, to="PR-2")
    belonging = Selection(belonging=(("case", "EX-B-1"),))
    export_records(project, tmp_path / "court.gpkg", "court", belonging, with_gaps=True)
    with closing_file(sqlite3.connect(tmp_path / "court.gpkg")) as file:
        packages = {code for (code,) in file.execute("SELECT code FROM package")}
        events = file.execute("SELECT count(*) FROM custody").fetchone()[0]
    assert packages == {"EX-BOX", "EX-PALLET"}
    ids = [of(project, code).id for code in ("EX-B-1", "EX-BOX", "EX-PALLET")]
    assert events == sum(map(len, chains_of(project, ids).values()))
