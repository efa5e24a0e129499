"""Custody begins with a signature: of who took the item up; of somebody outside on paper, or it is said why not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from forensics.changes import Change, Operation
from forensics.errors import ValueRefused
from forensics.rules.signers import RECEIVER, key_in
from layers.custody.receipts import events_of, take_in_receipt
from layers.custody.superseding import sign_event
from layers.evidence import InMemory, take_in
from layers.project import Project
from tests.layers.custody.hands import device_of, do, mission, of, on, wrong
from tests.layers.projects import record

PDF = b"%PDF-1.4\nEXAMPLE\n%%EOF\n"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    with mission(tmp_path_factory.mktemp("beginning")) as made:
        yield made


def body(project: Project, code: str) -> str:
    project.register.commit([record("case", code, remains_class="body", origin="exhumation")])
    return code


def signed_by(project: Project, event: str) -> str:
    return key_in(str((project.register.values("custody", event) or {}).get(RECEIVER) or ""))


def test_who_takes_an_item_up_signs_with_the_device_that_records_it(project: Project) -> None:
    done = do(project, "collected", body(project, "EX-OWN"), hour=1, to="PR-1", signed=False)
    assert signed_by(project, done.events[0].id) == project.device.fingerprint
    assert wrong(project, "EX-OWN") == []


def test_what_another_device_says_that_somebody_took_up_is_a_gap_until_they_sign(project: Project) -> None:
    body(project, "EX-SAID")
    with on(project, device_of(project, "PR-2")) as theirs:
        event = do(theirs, "collected", "EX-SAID", hour=1, to="PR-1", signed=False).events[0]
        assert wrong(project, "EX-SAID") == [f"{event.code} is not signed by who took the item up."]
        with pytest.raises(ValueRefused, match="is that of PR-2, and not of PR-1"):
            sign_event(theirs, event, "receiver")
    with pytest.raises(ValueRefused, match="Nobody of ours gave"):
        sign_event(project, event, "giver")
    sign_event(project, event, "receiver")
    assert wrong(project, "EX-SAID") == []


def test_who_acts_for_a_place_signs_what_is_collected_into_it(project: Project) -> None:
    event = do(project, "collected", body(project, "EX-INTO"), hour=1, to="EX-STORE", signed=False).events[0]
    assert signed_by(project, event.id) == project.device.fingerprint
    assert wrong(project, "EX-INTO") == []


def test_a_body_without_papers_is_recorded_with_the_reason_and_blocks_nothing(project: Project) -> None:
    outside = {"from_outside": "EXAMPLE villagers"}
    event = do(project, "collected", body(project, "EX-DUG"), hour=1, to="PR-1", fields=outside).events[0]
    assert [one.partition(":")[0] for one in wrong(project, "EX-DUG")] == [f"{event.code} begins with somebody outside"]
    reason = Change("custody", event.id, Operation.SET, after={"no_receipt": "EXAMPLE: they dug, and wrote nothing"})
    project.register.commit([reason])
    assert wrong(project, "EX-DUG") == []


def test_what_villagers_kept_before_us_begins_with_them(project: Project) -> None:
    told = {"no_receipt": "EXAMPLE: before we came"}
    do(project, "collected", body(project, "EX-KEPT"), hour=1, to="[EXAMPLE villagers]", fields=told)
    assert wrong(project, "EX-KEPT") == []


def test_a_reason_stands_for_nobody_of_ours(project: Project) -> None:
    body(project, "EX-REASON")
    with on(project, device_of(project, "PR-2")) as theirs:
        do(theirs, "collected", "EX-REASON", hour=1, to="PR-1", signed=False, fields={"no_receipt": "EXAMPLE"})
    assert ["not signed by who took the item up" in one for one in wrong(project, "EX-REASON")] == [True]


def test_the_receipt_of_who_handed_it_in_closes_the_gap_and_ours_signs_beside_it(
    project: Project, tmp_path: Path
) -> None:
    body(project, "EX-POLICE")
    with on(project, device_of(project, "PR-2")) as theirs:
        fields = {"from_outside": "EXAMPLE police"}
        event = do(theirs, "collected", "EX-POLICE", hour=1, to="PR-1", signed=False, fields=fields).events[0]
    scan = tmp_path / "receipt.pdf"
    scan.write_bytes(PDF)
    take_in_receipt(project, events_of(project, event), scan)
    assert wrong(project, "EX-POLICE") == [
        f"{event.code} names a receipt for PR-1, who has a key and has not signed with it."
    ]
    sign_event(project, event, "receiver")
    assert wrong(project, "EX-POLICE") == []


def test_files_are_signed_for_by_who_takes_them_in_and_by_nobody_else(project: Project) -> None:
    own = take_in(project, [InMemory(f"{at}.txt", b"EXAMPLE %d" % at) for at in range(3)])
    assert len(own.files) == 3
    assert wrong(project, *(file.code for file in own.files)) == []
    others = take_in(project, [InMemory("other.txt", b"EXAMPLE other")], by=of(project, "PR-2").id)
    assert ["not signed by who took" in one for one in wrong(project, others.files[0].code)] == [True]
