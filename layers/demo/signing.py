"""The invented people sign with keys of their own, and each in commits of their own device, as real ones do.

Their keys follow from their codes, so that one seed makes one example: they prove nothing outside of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from forensics.changes import Change, Operation
from forensics.rules.signers import GIVER, RECEIVER, key_in
from layers.demo.making import EXAMPLE, SOURCE
from layers.demo.people import SIGNING, staff
from layers.devices import Device
from layers.hand_signatures import signature_of
from layers.project import Project
from layers.register.journal import DEVICE


@cache
def device_of(code: str) -> Device:
    """The device of somebody of the invented mission."""
    return Device(Ed25519PrivateKey.from_private_bytes(hashlib.sha256(f"{SOURCE} {code}".encode()).digest()), code)


def signatories() -> Iterator[str]:
    """The codes of those who sign opinions and what passes through their hands."""
    for role in SIGNING:
        yield from staff(role)


def signature(code: str) -> str:
    """What stands in an event that somebody of the invented mission signed."""
    return signature_of(device_of(code))


def acts_for(place_gives_or_takes_with: str) -> str:
    """The code of who signs for a store, a mortuary or another place, in a hand-over with somebody of this code."""
    return next(code for code in staff("custodian") if code != place_gives_or_takes_with)


class Signing:
    """What is signed is put aside, and committed afterwards, each part of it by the device of who signed."""

    def __init__(self) -> None:
        self._aside: list[Change] = []

    def others(self, changes: Iterable[Change]) -> Iterator[Change]:
        """The changes that nobody signs by hand; the others are put aside."""
        for change in changes:
            if change.type == "opinion" or change.after.get(GIVER) or change.after.get(RECEIVER):
                self._aside.append(change)
            else:
                yield change

    def commit(self, project: Project, signs_opinion: dict[str, str], reason: str) -> None:
        """Enrol the devices and commit what was put aside; `signs_opinion` are codes by the ids of practitioners."""
        devices = {one.fingerprint: one for one in map(device_of, signatories())}
        project.register.commit([_enrolled(one) for one in devices.values()], reason)
        added: dict[str, list[Change]] = {}
        signed: dict[str, list[Change]] = {}
        for change in self._aside:
            if change.type == "opinion":
                added.setdefault(device_of(signs_opinion[change.after["signed_by"]]).fingerprint, []).append(change)
                continue
            if not change.after.get(GIVER):
                added.setdefault(key_in(change.after[RECEIVER]), []).append(change)
                continue
            after = dict(change.after)
            receiver = after.pop(RECEIVER)
            added.setdefault(key_in(after[GIVER]), []).append(replace(change, after=after))
            by_receiver = Change(change.type, change.record, Operation.SET, after={RECEIVER: receiver})
            signed.setdefault(key_in(receiver), []).append(by_receiver)
        for key, listed in (*added.items(), *signed.items()):
            _commit(project, devices[key], listed, reason)


def _enrolled(device: Device) -> Change:
    after = {"key": device.public_key.hex(), "roles": [], "name": f"{EXAMPLE} {device.author}"}
    return Change(DEVICE, device.fingerprint, Operation.ADD, after=after)


def _commit(project: Project, device: Device, changes: Sequence[Change], reason: str) -> None:
    with _written_by(project, device):
        project.register.commit(changes, reason)


@contextmanager
def _written_by(project: Project, device: Device) -> Iterator[None]:
    held = project.register.device
    project.register.device = device
    try:
        yield
    finally:
        project.register.device = held
