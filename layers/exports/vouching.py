"""What vouches for the manifest of an export: its entry in the ledger, else the signature of the device that made it.

Whoever holds a file can write another manifest beside it; the ledger is in the journal, which nobody else can write.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from forensics.anchors import APART
from forensics.messages import Message, say
from layers.devices import Device
from layers.errors import ProjectRefused, SourceRefused
from layers.project import Project
from layers.register.journal import EXPORT
from layers.register.reaching import QUOTED

SIGNATURE, MANIFEST = "signature", "manifest"
_SIGNED = b"taphos: the manifest of an export\n"
_PRINTED = frozenset({"project", "head", "profile"})
"""What the code on a printed page holds, which cannot hold the hash of the file that it stands in."""
_SHOWN = 80


def manifest_sha256(document: Mapping[str, Any]) -> str:
    """The SHA-256 of all that a manifest says but its signature, however it is written."""
    return hashlib.sha256(_said(document)).hexdigest()


def _said(document: Mapping[str, Any]) -> bytes:
    plain = {name: value for name, value in document.items() if name != SIGNATURE}
    return json.dumps(plain, sort_keys=True, separators=(",", ":")).encode("ascii")


def signature_of(device: Device, document: Mapping[str, Any]) -> dict[str, str]:
    """The signature of a manifest; none where the key of the device is not at hand. The device is not named."""
    with suppress(ProjectRefused):
        plain = orjson.loads(orjson.dumps(document))
        return {SIGNATURE: device.key.sign(_SIGNED + _said(plain)).hex()}
    return {}


def ledger_entry(document: Mapping[str, Any]) -> dict[str, Any]:
    """What the ledger holds of an export, as its manifest says it."""
    entry: dict[str, Any] = {
        "profile": document["profile"],
        "head": APART.join(document["heads"]) if "heads" in document else document["head"] or "",
        "file": document["file"]["name"],
        "sha256": document["file"]["sha256"],
        "where": document["selection"]["where"],
        "recipient": document["consent"]["recipient"] or "",
        "left_out": [f"{type_}:{count}" for type_, count in document["consent"]["left_out"].items()],
        "tables": [f"{table['name']}:{table['rows']}:{table['sha256']}" for table in document["tables"]],
    }
    if "format" in document:  # it is written beside the file, and comes back to be checked
        entry[MANIFEST] = manifest_sha256(orjson.loads(orjson.dumps(document)))
    return entry


@dataclass(frozen=True)
class Vouched:
    """What the ledger says against a manifest, and what else is to be told of one that nothing speaks against."""

    problems: tuple[Message, ...] = ()
    notes: tuple[Message, ...] = ()


def vouched(project: Project, document: Mapping[str, Any]) -> Vouched:
    """Whether this project made an export as its manifest says; raises SourceRefused for what is no manifest."""
    file = document.get("file")
    if file is None and document.keys() <= _PRINTED:
        return Vouched(notes=(say("The manifest is that of a printed page, which says no more than its head."),))
    try:
        told = ledger_entry(document)
        name, sha256 = str(told["file"]), str(told["sha256"])
    except (KeyError, TypeError, AttributeError, ValueError) as reason:
        raise SourceRefused("The manifest does not say of which file it is, or what is in it.") from reason
    entries = [held for held in project.register.administrative(EXPORT).values() if held.get("sha256") == sha256]
    if not entries:
        return _by_signature(project, document, name)
    told |= {"standing": _status(document)}
    differing = min((list(_differing(held, told)) for held in entries), key=len)
    return Vouched(tuple(differing))


def _status(document: Mapping[str, Any]) -> Any:
    standing = document.get("standing")
    return standing.get("status") if isinstance(standing, dict) else standing


def _differing(held: Mapping[str, Any], told: Mapping[str, Any]) -> Iterator[Message]:
    """What an entry and a manifest say otherwise; of what quoted an erased person the entry keeps nothing."""
    if held.get(MANIFEST) == told[MANIFEST]:
        return
    erased = held.get("where") == [QUOTED]
    noted = ("profile", "standing", "head", "recipient", "left_out")
    parts: list[str] = [part for part in noted if part in held or part == "standing"]
    parts += [] if erased else [part for part in ("where", "file") if part in held]
    for part in parts:
        if held.get(part) != told[part]:
            yield say(
                "The manifest of “{file}” says “{part}” otherwise than the journal: {told} and not {held}.",
                file=told["file"], part=part, told=_shown(told[part]), held=_shown(held.get(part)),
            )  # fmt: skip
    tables = _first_odd(held.get("tables", ()), told["tables"])
    if tables:
        yield say(
            "The manifest of “{file}” says of the table “{table}” another count or hash than the journal, or leaves it "
            "out.",
            file=told["file"], table=tables,
        )  # fmt: skip
    elif MANIFEST in held and all(held.get(part) == told[part] for part in parts):
        yield say(
            "The manifest of “{file}” is not as it was written: the journal holds another SHA-256 of it.",
            file=told["file"],
        )


def _first_odd(held: Iterable[str], told: Iterable[str]) -> str:
    """The name of the first table that stands in one list and not in the other."""
    ours, theirs = list(map(str, held)), list(map(str, told))
    odd = next((one for one in (*theirs, *ours) if ours.count(one) != theirs.count(one)), "")
    return odd.split(":")[0]


def _shown(value: Any) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")
    return text[:_SHOWN] or "–"


def _by_signature(project: Project, document: Mapping[str, Any], file: str) -> Vouched:
    """Of an export that is in no ledger here: made where the project may only be read, or in a copy not yet merged."""
    device = _signer(project, document)
    if device is None:
        return Vouched((
            say(
                "This project never exported such a file as the manifest of “{file}” says: no entry of the journal has "
                "its SHA-256, and no device of the project signed the manifest.",
                file=file,
            ),
        ))  # fmt: skip
    return Vouched(notes=(
        say(
            "“{file}” is in no ledger here, and its manifest is signed by the device {device} of this project: it was "
            "made where the project may only be read, or in a copy that was not merged.",
            file=file, device=device,
        ),
    ))  # fmt: skip


def _signer(project: Project, document: Mapping[str, Any]) -> str | None:
    """The enrolled device, not revoked, that signed a manifest of this project."""
    if document.get("project") != project.id:
        return None
    try:
        signature = bytes.fromhex(document[SIGNATURE])
    except (KeyError, TypeError, ValueError):
        return None
    standing = project.register.standing()
    for device in sorted(standing.enrolled - standing.revoked):
        with suppress(InvalidSignature, KeyError, ValueError):
            Ed25519PublicKey.from_public_bytes(standing.keys[device]).verify(signature, _SIGNED + _said(document))
            return device
    return None
