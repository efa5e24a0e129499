"""Devices enrolled and revoked by a lead, for both doors; a revoked key stays revoked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from forensics.changes import Change, ChangeRefused, Operation
from forensics.errors import UnknownName, ValueRefused
from forensics.journal import fingerprint
from forensics.messages import Message, say
from forensics.ports import Receipt, Register
from layers.devices import SHORT, Device
from layers.errors import SourceRefused
from layers.files import open_ordinary
from layers.project import Project
from layers.register.enrolled import LEAD, REVOKED, is_of_lead, no_lead
from layers.register.journal import DEVICE

_KEY = re.compile(r"(?<![0-9A-Fa-f])[0-9A-Fa-f]{64}(?![0-9A-Fa-f])")
_FINGERPRINT = re.compile(r"[0-9A-Fa-f]{4,32}")
_LARGEST = 4096
"""Bytes of the largest file in which a key is looked for."""


@dataclass(frozen=True)
class Enrolled:
    """A device that a lead enrolled: since when and by whom, and since when and why it is revoked, if it is."""

    device: str
    name: str
    key: str
    lead: bool
    since: str = ""
    by: str = ""
    revoked: str = ""
    revoked_by: str = ""
    reason: str = ""

    @property
    def in_force(self) -> bool:
        """Whether it may write."""
        return not self.revoked


def enrolled_devices(register: Register) -> list[Enrolled]:
    """The devices whose enrolment counts, in the order in which they were enrolled."""
    standing = register.standing()
    found = []
    for device, held in register.administrative(DEVICE).items():
        if device not in standing.enrolled:
            continue
        one = Enrolled(device, str(held.get("name", "")), str(held.get("key", "")), device in standing.leads)
        for event in register.history(device):
            if not standing.counts(event.commit) or (event.commit, device) in standing.void:
                continue
            if REVOKED in event.after:
                one = Enrolled(
                    one.device, one.name, one.key, one.lead, one.since, one.by, event.time, event.author, event.reason
                )
            elif not one.since:
                one = Enrolled(one.device, one.name, one.key, one.lead, event.time, event.author)
        found.append(one)
    return sorted(found, key=lambda one: (one.since, one.device))


def short_name(project: Project) -> str:
    """The letters and digits that the codes begin with which this device proposes.

    Three of its fingerprint, or more where a device that was enrolled before begins with these: that one keeps its own,
    which stand on its labels and in its blocks of numbers.
    """
    device = project.device
    held = project.register.administrative(DEVICE)
    if all(other == device.fingerprint or other[:SHORT] != device.fingerprint[:SHORT] for other in held):
        return device.short
    return short_names(project)[device.fingerprint]


def short_names(project: Project) -> dict[str, str]:
    """By fingerprint what each device is called that was ever enrolled, in their order, and this one."""
    given: dict[str, str] = {}
    for one in dict.fromkeys((*project.register.standing().order, project.device.fingerprint)):
        names = (one[:length].upper() for length in range(SHORT, len(one) + 1))
        given[one] = next(name for name in names if name not in given.values())
    return given


def standing_words(one: Enrolled) -> Message:
    """What a device may do, or since when it may no longer."""
    if one.revoked:
        return say(
            "revoked {day} by {author}: {reason}", day=one.revoked[:10], author=one.revoked_by, reason=one.reason
        )
    if one.lead:
        return say("lead, enrolled {day} by {author}", day=one.since[:10], author=one.by)
    return say("enrolled {day} by {author}", day=one.since[:10], author=one.by)


def is_lead(project: Project) -> bool:
    """Whether this device may enrol and revoke others."""
    standing = project.register.standing()
    return project.device.fingerprint in standing.leads - standing.revoked


def _refuse_other_than_leads(project: Project) -> None:
    if not is_lead(project):
        raise no_lead(project.device.fingerprint)


def key_card(device: Device) -> str:
    """What a device says of itself, for a lead: one line of its public key, one of its fingerprint."""
    return f"{device.public_key.hex()}\n{device.fingerprint}"


def read_key(given: str) -> bytes:
    """The public key that was typed, or stands in a file; raises ValueRefused and SourceRefused."""
    text = given.strip()
    if not _KEY.fullmatch(text):
        path = Path(text)
        if path.is_file():
            text = _key_in(path)
        elif _FINGERPRINT.fullmatch(text):
            raise ValueRefused(
                "“{given}” is a fingerprint, by which no signature can be checked; give the key of 64 digits that "
                "“taphos devices PROJECT --mine” prints on that device, or a file that holds it.",
                given=text,
            )
        else:
            raise ValueRefused(
                "“{given}” is neither the public key of a device (64 hexadecimal digits) nor a file that holds one.",
                given=text[:80],
            )
    key = bytes.fromhex(text)
    Ed25519PublicKey.from_public_bytes(key)
    return key


def _key_in(path: Path) -> str:
    try:
        with open_ordinary(path) as file:
            found = _KEY.findall(file.read(_LARGEST).decode("ascii", "replace"))
    except OSError as reason:
        raise SourceRefused(
            "“{file}” cannot be read: {reason}.", file=str(path), reason=reason.strerror or str(reason)
        ) from reason
    if len(found) != 1:
        raise SourceRefused(
            "“{file}” holds {count} public keys of devices (64 hexadecimal digits); one is needed.",
            file=str(path), count=len(found),
        )  # fmt: skip
    return str(found[0])


def enrol(project: Project, key: bytes, name: str, *, lead: bool = False) -> Receipt:
    """Enrol a device by its public key; one that is enrolled already becomes a lead where `lead` says so.

    Raises ChangeRefused where this device is no lead's, or the key was revoked.
    """
    register, device = project.register, fingerprint(key)

    def changes() -> Iterator[Change]:
        _refuse_other_than_leads(project)
        held = register.administrative(DEVICE).get(device)
        if held is None:
            after = {"key": key.hex(), "roles": [LEAD] if lead else [], "name": name}
            yield Change(DEVICE, device, Operation.ADD, after=after)
        elif REVOKED in held:
            raise ChangeRefused(
                "The device {device} was revoked, and a revoked key is not enrolled again; the device needs a new one "
                "(“taphos devices PROJECT --renew”).",
                device=device,
            )
        elif lead and not is_of_lead(held):
            after = {"key": key.hex(), "roles": [LEAD], "name": name or held.get("name", "")}
            yield Change(DEVICE, device, Operation.SET, before=_kept(held, after), after=after)
        else:
            raise ChangeRefused("The device {device} is enrolled already.", device=device)

    return register.commit(changes())


def _kept(held: Mapping[str, object], after: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in held.items() if name in after}


def revoke(project: Project, named: str, reason: str) -> Receipt:
    """Revoke a device by its fingerprint or the beginning of it; what it wrote and this copy knows stays.

    Raises UnknownName, and ChangeRefused for the last lead and where this device is no lead's.
    """
    register = project.register

    def changes() -> Iterator[Change]:
        _refuse_other_than_leads(project)
        listed = [one for one in enrolled_devices(register) if one.in_force]
        one = _named(listed, named)
        if one.lead and sum(other.lead for other in listed) == 1:
            raise ChangeRefused(
                "{name} ({device}) is the last lead, and without one nobody could enrol a device again; enrol another "
                "lead first.",
                name=one.name, device=one.device,
            )  # fmt: skip
        yield Change(DEVICE, one.device, Operation.SET, after={REVOKED: "yes"})

    return register.commit(changes(), reason)


def _named(listed: list[Enrolled], named: str) -> Enrolled:
    wanted = named.strip().lower()
    found = [one for one in listed if wanted and one.device.startswith(wanted)]
    if not found:
        raise UnknownName("No device in force has a fingerprint that begins with “{name}”.", name=named)
    if len(found) > 1:
        raise UnknownName("Several devices have a fingerprint that begins with “{name}”.", name=named)
    return found[0]
