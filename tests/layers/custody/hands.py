"""A project with people, places and items that pass from hand to hand, and steps in few words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from forensics.changes import Change, Operation
from forensics.custody.deeds import BEGINS, HAND_OVERS, Step
from forensics.custody.holding import NOBODY, Hand, Standing
from forensics.ports import Found
from layers.custody.chains import standings_of
from layers.custody.checking import custody_problems
from layers.custody.steps import Recorded, record_step
from layers.devices import Device
from layers.hand_signatures import signature_of
from layers.project import Project
from layers.register.journal import DEVICE
from tests.layers.projects import closing, make, record

PEOPLE, PLACES = ("PR-1", "PR-2", "PR-3"), ("EX-STORE", "EX-MORTUARY")
ITEMS = ("EX-B-1", "EX-B-2", "EX-A-1", "EX-SA-1")
PACKAGES = ("EX-BOX", "EX-PALLET")
KEEPER = "PR-9"
"""Who acts for every place."""
EVERYBODY = (*PEOPLE, KEEPER)
STRANGERS = ("EX-ALONE", "EX-ONE")
"""Who have devices that a lead enrolled as such, and of whom nobody said whose keys these are."""
_OWN = {code: Device(Ed25519PrivateKey.generate(), code) for code in (*PEOPLE[1:], KEEPER, *STRANGERS)}


def device_of(project: Project, code: str) -> Device:
    """The device of a person, or of who acts for a place; PR-1 has the one that made the project."""
    return project.device if code == PEOPLE[0] else _OWN[KEEPER if code in PLACES else code]


def key_row(device: Device) -> dict[str, str]:
    return {"fingerprint": device.fingerprint, "enrolled_by": "EXAMPLE"}


@contextmanager
def on(project: Project, device: Device) -> Iterator[Project]:
    """The project as another device writes it."""
    held = project.register.device
    project.register.device = device
    try:
        yield replace(project, device=device)
    finally:
        project.register.device = held


def enrolled(*devices: Device) -> list[Change]:
    """Devices as a lead enrols them."""
    return [
        Change(DEVICE, one.fingerprint, Operation.ADD, after={"key": one.public_key.hex(), "roles": [], "name": "EX"})
        for one in devices
    ]


@contextmanager
def mission(folder: Path, engine: str = "plain", *, keys: bool = True) -> Iterator[Project]:
    """People, places, two cases, an artefact, a sample and two packages, of none of which a custody is recorded.

    `keys` says that a lead enrolled everybody's.
    """
    with closing(make(folder / "mission.taphos", engine)) as project:
        rows = {code: {"signing_keys": [key_row(device_of(project, code))]} if keys else {} for code in EVERYBODY}
        project.register.commit([
            *enrolled(*_OWN.values()),
            *(record("practitioner", code, roles=["evidence_custodian"], **rows[code]) for code in EVERYBODY),
        ])  # fmt: skip
        project.register.commit(
            [
                record("facility", PLACES[0], kind="evidence_store"),
                record("facility", PLACES[1], kind="mortuary"),
                record("case", "EX-B-1", remains_class="body", origin="exhumation"),
                record("case", "EX-B-2", remains_class="body", origin="exhumation"),
                record("artefact", "EX-A-1", artefact_class="phone", sensitivity="restricted"),
                record("sample", "EX-SA-1", purpose="DNA"),
                *(record("package", code, kind="box") for code in PACKAGES),
            ]
        )
        yield project


def of(project: Project, code: str) -> Found:
    return project.register.find(code)


def hand(project: Project, code: str) -> Hand:
    """The hand of a practitioner or facility; words in brackets are somebody outside."""
    if not code:
        return NOBODY
    return Hand(outside=code.strip("[]")) if code.startswith("[") else Hand(of(project, code).id)


def at(hour: int, day: int = 1) -> str:
    return f"2024-05-{day + hour // 24:02}T{hour % 24:02}:00:00+03:00"


def do(
    project: Project, action: str, *items: str, hour: int, to: str = "", giver: str = "", into: str = "",
    signed: bool = True, **more: Any,
) -> Recorded:  # fmt: skip
    """One step with items by their codes; `signed` says that all of ours whose hand it passes through sign it."""
    step = Step(action, at(hour), hand(project, to), hand(project, giver), **more)
    ids = [of(project, code).id for code in items]
    done = record_step(project, ids, step, into=of(project, into).id if into else "")
    if signed:
        countersign(project, done)
    return done


def countersign(project: Project, *done: Recorded) -> None:
    """Let everybody of ours sign who has not yet, each with the device of theirs; voided events are left out."""
    lacking: dict[str, list[Change]] = {}
    events = project.register.many_values("custody", [one.id for each in done for one in each.events])
    for id_, values in events.items():
        hands = values.get("from_holder"), values.get("to_holder")
        passes = values["action"] in HAND_OVERS or hands[0] != hands[1]
        if not (passes or values["action"] == BEGINS) or values.get("review") == "voided":
            continue
        for name, hand in zip(("signed_by_giver", "signed_by_receiver"), hands, strict=True):
            if hand and not values.get(name):
                code = project.register.titles([str(hand)])[str(hand)].code
                signature = {name: signature_of(device_of(project, code))}
                reads = name == "signed_by_receiver" and values["action"] in ("transferred", "stored")
                if reads and values.get("seal_before") and not values.get("seal_read"):
                    signature["seal_read"] = str(values["seal_before"])  # who receives reads the seal, and signs
                lacking.setdefault(code, []).append(Change("custody", id_, Operation.SET, after=signature))
    for code, changes in lacking.items():
        with on(project, device_of(project, code)) as theirs:
            theirs.register.commit(changes)


def brought(project: Project, events: Sequence[Change]) -> None:
    """Commit events as other laptops brought them: each signature of ours in a commit by the key that it names."""
    devices = {f"key {one.fingerprint}": one for one in (project.device, *_OWN.values())}
    signed: dict[str, list[Change]] = {}
    unsigned = []
    for one in events:
        bare = dict(one.after)
        for name in ("signed_by_giver", "signed_by_receiver"):
            key = " ".join(str(one.after.get(name)).split()[:2])
            if key in devices:
                signature = Change("custody", one.record, Operation.SET, after={name: bare.pop(name)})
                signed.setdefault(key, []).append(signature)
        unsigned.append(replace(one, after=bare))
    project.register.commit(unsigned)
    for key, changes in signed.items():
        with on(project, devices[key]) as theirs:
            theirs.register.commit(changes)


def collected(project: Project, *items: str, by: str = "PR-1", hour: int = 1) -> None:
    """Let somebody collect items."""
    for item in items:
        do(project, "collected", item, hour=hour, to=by)


def standing(project: Project, code: str) -> Standing:
    found = of(project, code)
    return standings_of(project, [found.id])[found.id]


def holder(project: Project, code: str) -> str:
    """The code of who holds an item, words in brackets for somebody outside."""
    held = standing(project, code).hand
    if held.outside:
        return f"[{held.outside}]"
    return project.register.titles([held.holder])[held.holder].code if held.holder else ""


def wrong(project: Project, *items: str) -> list[str]:
    """What is wrong with the custody of items, in English."""
    ids = [of(project, code).id for code in items] or None
    return [str(one.message) for one in custody_problems(project, ids)]
