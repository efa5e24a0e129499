"""What the journal knows of the vault: who may open it, which files lie in it and for which code; never a name.

A file is named by chance, so its name tells nothing to anybody; what it is for stands in the register alone. Nothing
here is ever changed but added to: a file that was encrypted anew names the ones that it replaces.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from forensics.changes import Change, Operation
from forensics.identifiers import new_id
from forensics.ports import Event, Register
from layers.register.journal import OPENING, RECIPIENT, VAULT
from layers.vault.sealing import RecipientRefused, public_key

_FILE, _RECIPIENT = "vault:", "recipient:"
_NAME_BYTES = 16


@dataclass(frozen=True)
class Recipient:
    """A person who may open what is put in: a code or a role, never a name; and who named them, when."""

    name: str
    key: str
    since: str = ""
    by: str = ""


@dataclass(frozen=True)
class KeptFile:
    """One file of the vault; `to` are the keys that open it, `replaces` the files that it was encrypted anew from."""

    file: str
    code: str
    entry: str
    sha256: str
    to: tuple[str, ...]
    supersedes: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ledger:
    """All files that the journal ever knew; those in force lie in the folder, the replaced ones no longer do."""

    files: Mapping[str, KeptFile]
    replaced: frozenset[str]

    @property
    def in_force(self) -> list[KeptFile]:
        """The files that must be there, by name."""
        return [kept for name, kept in sorted(self.files.items()) if name not in self.replaced]

    def of_code(self, code: str) -> list[KeptFile]:
        """The files in force for one code."""
        return [kept for kept in self.in_force if kept.code == code]


def new_file() -> str:
    """A name for a file, by chance."""
    return secrets.token_hex(_NAME_BYTES)


def is_file(name: str) -> bool:
    """Whether that is the name of a file as we give them, and leads nowhere else."""
    return len(name) == 2 * _NAME_BYTES and set(name) <= set("0123456789abcdef")


def read_ledger(register: Register) -> Ledger:
    """The ledger as the journal has it now; what a commit says that does not count is left out.

    Otherwise the journal of a stranger that is merged could say that all files were replaced, and have them removed.
    """
    files, replaced = {}, set[str]()
    standing = register.standing()
    strangers = bool(standing.unknown or standing.after)
    for record, held in register.administrative(VAULT).items():
        if strangers and not all(standing.counts(event.commit) for event in register.history(record)):
            continue
        kept = _kept(record.removeprefix(_FILE), held)
        replaced.update(filter(is_file, kept.replaces))
        if kept.sha256 and is_file(kept.file):
            files[kept.file] = kept
    return Ledger(files, frozenset(replaced))


def keeping(kept: KeptFile) -> Change:
    """The change that says that a file lies in the vault."""
    after = {"code": kept.code, "entry": kept.entry, "sha256": kept.sha256, "to": sorted(kept.to)}
    for name, listed in (("supersedes", kept.supersedes), ("replaces", kept.replaces)):
        if listed:
            after[name] = sorted(listed)
    return Change(VAULT, _FILE + kept.file, Operation.ADD, after=after)


def taking_out(code: str, files: Iterable[str]) -> Change:
    """The change that says that files of the vault were removed, and nothing stands in their place."""
    return Change(VAULT, _FILE + new_file(), Operation.ADD, after={"code": code, "replaces": sorted(files)})


def opening(code: str, entries: Iterable[str], keys: Iterable[str]) -> Change:
    """The change that says that the name behind a code was read, and with which public key's secret one."""
    after = {"code": code, "entries": sorted(entries), "keys": sorted(keys)}
    return Change(OPENING, f"opening:{new_id()}", Operation.ADD, after=after)


def _kept(file: str, held: Mapping[str, Any]) -> KeptFile:
    return KeptFile(
        file, str(held.get("code", "")), str(held.get("entry", "")), str(held.get("sha256", "")),
        tuple(held.get("to", ())), tuple(held.get("supersedes", ())), tuple(held.get("replaces", ())),
    )  # fmt: skip


# Who may open it


def read_recipients(register: Register) -> list[Recipient]:
    """The recipients that leads have named and not removed, by name; what another device says of them does not count.

    Otherwise whoever can write to the project could add a key of their own, and wait for the next name.
    """
    standing = register.standing()
    found = []
    for record in register.administrative(RECIPIENT):
        by_leads = [
            event
            for event in register.history(record)
            if event.device in standing.leads and standing.counts(event.commit)
        ]
        recipient = _recipient(record, by_leads)
        if recipient is not None:
            found.append(recipient)
    return sorted(found, key=lambda one: (one.name, one.key))


def is_lead(register: Register, device: str) -> bool:
    """Whether a device is a lead's: only those name recipients."""
    standing = register.standing()
    return device in standing.leads and device not in standing.revoked


def naming(register: Register, name: str, key: str) -> Change:
    """The change that names a recipient, also one who had been removed."""
    record = _RECIPIENT + key
    held = register.administrative(RECIPIENT).get(record)
    if held is None:
        return Change(RECIPIENT, record, Operation.ADD, after={"name": name, "key": key})
    return Change(RECIPIENT, record, Operation.SET, before=held, after={"name": name, "key": key})


def removing(recipient: Recipient) -> Change:
    """The change that removes a recipient from all that is put in from now on."""
    return Change(RECIPIENT, _RECIPIENT + recipient.key, Operation.SET, after={"removed": "yes"})


def signing_keys(register: Register) -> dict[str, bytes]:
    """The public keys of the devices that leads enrolled, by fingerprint, revoked ones too."""
    standing = register.standing()
    return {device: key for device, key in standing.keys.items() if device in standing.enrolled}


def _recipient(record: str, events: Iterable[Event]) -> Recipient | None:
    """What leads have said of one key, in their order."""
    held: dict[str, Any] = {}
    since = by = ""
    for event in events:
        held = {name: value for name, value in held.items() if name not in event.before} | dict(event.after)
        since, by = event.time, event.author
    try:
        key = public_key(str(held.get("key", "")))
    except RecipientRefused:
        return None
    named = "removed" not in held and record == _RECIPIENT + key
    return Recipient(str(held.get("name", "")), key, since, by) if named else None
