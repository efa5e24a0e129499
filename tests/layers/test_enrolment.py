"""A lead enrols and revokes devices, in the journal; who is not enrolled reads and does not write."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from forensics.changes import ChangeRefused
from forensics.errors import TaphosError, UnknownName, ValueRefused
from forensics.ports import Query
from layers.checking import verify_project
from layers.devices import Device, renew_device, this_device
from layers.editing import adding, keep_new
from layers.enrolment import enrol, enrolled_devices, is_lead, key_card, read_key, revoke, short_name
from layers.errors import SourceRefused
from layers.event_notes import notes_of
from layers.project import Project
from layers.register.enrolled import NotEnrolled
from layers.register.erasing import Ground
from layers.register.mending import Mending
from tests.layers.projects import ENGINES, closing, make, site
from tests.layers.tampering import opened, opened_by, write_as_anybody
from tests.tools.proofs import Proof


@pytest.fixture(params=ENGINES)
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    with closing(make(tmp_path / "devices.taphos", request.param)) as project:
        project.register.commit([site("S-1")])
    return project.folder


@pytest.fixture
def other() -> Device:
    return Device(Ed25519PrivateKey.generate(), "other")


def codes(project: Project, as_of: str = "") -> list[str]:
    return sorted(str(one["code"]) for one in project.register.select(Query("site", as_of=as_of)))


def test_a_device_that_no_lead_enrolled_reads_and_is_told_how_to_be_enrolled(
    folder: Path, other: Device, proof: Proof
) -> None:
    with closing(opened_by(folder, other)) as theirs:
        assert codes(theirs) == ["S-1"]
        before, found = theirs.register.info(), theirs.register.find("S-1")
        for write in (
            lambda: theirs.register.commit([site("S-2")]),
            lambda: keep_new(theirs, adding(theirs, "site", {"code": "S-3"})),
            lambda: theirs.register.undo(),
            lambda: theirs.register.erase([found], Ground("asked for")),
            lambda: theirs.register.mend(Mending(found, "restored", "looked at")),
            lambda: enrol(theirs, other.public_key, "itself", lead=True),
        ):
            with pytest.raises(NotEnrolled) as refused:
                write()
            assert other.fingerprint in str(refused.value)
            assert "taphos devices PROJECT --mine" in str(refused.value)
        assert theirs.register.info() == before
        assert verify_project(theirs).ok
        assert not is_lead(theirs)
    proof("B", "a device that is not enrolled reads alone", str(refused.value)[:60])


def test_an_enrolled_device_writes_and_a_revoked_one_no_longer(folder: Path, other: Device) -> None:
    with closing(opened(folder)) as lead:
        assert is_lead(lead)
        enrol(lead, other.public_key, "Laptop of PR-2")
        with closing(opened_by(folder, other)) as theirs:
            theirs.register.commit([site("S-2")])
            with pytest.raises(ChangeRefused, match="Only a lead's device"):
                enrol(theirs, Device(Ed25519PrivateKey.generate(), "x").public_key, "friend")
            with pytest.raises(ChangeRefused, match="Only a lead's device"):
                revoke(theirs, lead.device.fingerprint, "mine now")
        revoke(lead, other.fingerprint[:6], "left behind at a checkpoint")
        with closing(opened_by(folder, other)) as theirs:
            assert codes(theirs) == ["S-1", "S-2"]
            with pytest.raises(NotEnrolled, match="has revoked this device"):
                theirs.register.commit([site("S-3")])
        first, second = enrolled_devices(lead.register)
        assert (first.lead, first.in_force, second.lead, second.in_force) == (True, True, False, False)
        assert (second.name, second.reason) == ("Laptop of PR-2", "left behind at a checkpoint")
        with pytest.raises(ChangeRefused, match="revoked key is not enrolled again"):
            enrol(lead, other.public_key, "again")
        with pytest.raises(UnknownName):
            revoke(lead, other.fingerprint, "twice")
        assert verify_project(lead).ok


def alike_but_for(other: Device) -> tuple[Device, Device]:
    """Two devices that are called the same for short, and not as a third."""
    by_name: dict[str, Device] = {}
    while True:
        device = Device(Ed25519PrivateKey.generate(), "PR-2")
        if device.short in by_name and device.short != other.short:
            return by_name[device.short], device
        by_name[device.short] = device


def test_a_device_whose_name_begins_as_anothers_gets_a_longer_one_and_no_number_twice(folder: Path) -> None:
    with closing(opened(folder)) as lead:
        earlier, later = alike_but_for(lead.device)
        enrol(lead, earlier.public_key, "first")
    apart = Path(shutil.copytree(folder, folder.with_name("apart.taphos")))
    with closing(opened(folder)) as lead:
        enrol(lead, later.public_key, "second")
    remains = {"site": "S-1", "remains_class": "body", "origin": "handed_over", "received_from": "a farmer"}
    given = []
    for where, device in ((apart, earlier), (folder, later)):
        with closing(opened_by(where, device)) as theirs:
            given += [keep_new(theirs, adding(theirs, type_, texts))[0].code
                      for type_, texts in (("case", remains), ("site", {}))]  # fmt: skip
    longer = later.fingerprint[:4].upper()
    assert given == [f"S-1-{earlier.short}-001B", f"S-{earlier.short}-1", f"S-1-{longer}-001B", f"S-{longer}-1"]
    with closing(opened_by(folder, earlier)) as theirs:
        assert short_name(theirs) == earlier.short, "who had it first keeps it"


def test_the_last_lead_is_not_revoked(folder: Path, other: Device, proof: Proof) -> None:
    with closing(opened(folder)) as lead:
        enrol(lead, other.public_key, "other")
        with pytest.raises(ChangeRefused, match="is the last lead") as refused:
            revoke(lead, lead.device.fingerprint, "tired")
        enrol(lead, other.public_key, "other", lead=True)
        revoke(lead, lead.device.fingerprint, "handed over")
        with pytest.raises(NotEnrolled):
            lead.register.commit([site("S-2")])
    with closing(opened_by(folder, other)) as theirs:
        assert is_lead(theirs)
        theirs.register.commit([site("S-2")])
        with pytest.raises(ChangeRefused, match="is the last lead"):
            revoke(theirs, other.fingerprint, "tired")
        assert verify_project(theirs).ok
    proof("B", "the last lead cannot be revoked", str(refused.value)[:60])


def test_what_an_unknown_device_wrote_counts_in_no_state_until_a_lead_enrols_it(
    folder: Path, other: Device, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as changed:
        write_as_anybody(changed)
        with closing(opened_by(folder, other)) as theirs:
            edit = site("S-2")
            name = theirs.register.commit([edit]).commit
    with closing(opened(folder)) as lead:
        assert not verify_project(lead).ok
        assert codes(lead, name) == ["S-1"]
        (event,) = lead.register.history(edit.record)
        assert not event.counts
        assert "no lead enrolled" in str(notes_of(event)[0])
        receipt = enrol(lead, other.public_key, "other")
        assert receipt.changed == {"site": [edit.record]}
        assert codes(lead) == codes(lead, receipt.commit) == ["S-1", "S-2"]
        assert codes(lead, name) == ["S-1"], "as of then it was not enrolled"
        assert lead.register.history(edit.record)[0].counts
        assert verify_project(lead).ok


def test_a_key_is_read_as_it_was_told_and_from_a_file(other: Device, tmp_path: Path) -> None:
    card = tmp_path / "card.txt"
    card.write_text(f"key {key_card(other)}\n")
    assert read_key(other.public_key.hex().upper()) == read_key(str(card)) == other.public_key
    (tmp_path / "none.txt").write_text("nothing here")
    for given, error, said in (
        (other.fingerprint, ValueRefused, "is a fingerprint"),
        ("PR-2", ValueRefused, "neither the public key"),
        (str(tmp_path / "none.txt"), SourceRefused, "holds 0 public keys"),
    ):
        with pytest.raises(error, match=said) as refused:
            read_key(given)
        assert isinstance(refused.value, TaphosError)


def test_a_new_key_leaves_the_one_before_beside_it(tmp_path: Path) -> None:
    before = this_device(tmp_path)
    after = renew_device(tmp_path)
    assert after.fingerprint != before.fingerprint
    assert this_device(tmp_path).fingerprint == after.fingerprint
    assert (tmp_path / f"device-{before.fingerprint[:12]}.key").read_bytes() == before.key.private_bytes_raw()


def test_a_clock_that_went_backwards_is_told_as_that_and_not_as_tampering(
    folder: Path, monkeypatch: pytest.MonkeyPatch, proof: Proof
) -> None:
    class SetBack(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) - timedelta(days=400)

    with closing(opened(folder)) as project:
        monkeypatch.setattr("layers.register.register.datetime", SetBack)
        edit = site("S-EARLY")
        project.register.commit([edit])
        monkeypatch.undo()
        project.register.commit([site("S-LATE")])
        verdict = verify_project(project)
        assert verdict.ok
        assert verdict.problems == ()
        (told,) = verdict.clock
        assert str(told).startswith("The clock: commit ")
        (event,) = project.register.history(edit.record)
        assert event.clock
        assert str(notes_of(event)[0]).startswith("The clock: ")
    proof("B", "a clock set back", str(told)[:60])
