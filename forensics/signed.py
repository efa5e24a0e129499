"""What somebody has signed: it is superseded by another record with a reason, and never undone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from forensics.changes import Change, ChangeRefused, Operation
from forensics.messages import Message, say

SIGNATURES: Mapping[str, tuple[str, ...]] = {
    "custody": ("signed_by_giver", "signed_by_receiver", "receipt"),
    "opinion": ("signed_by",),
    "consent": ("document",),
}
"""The fields that hold a signature, by type."""

REASONS: Mapping[str, str] = {
    "custody": "supersedes_because",
    "opinion": "supersedes_reason",
    "consent": "supersedes_because",
}
"""The field that says why a record takes the place of the one that its `supersedes` names, by type."""

_INSTEAD: Mapping[str, Message] = {
    "custody": say("record what is right as an event that supersedes it, with the reason"),
    "opinion": say("record another opinion that supersedes it"),
    "consent": say("record its withdrawal, or a consent that supersedes it, with the reason"),
}


def is_signed(type_: str, values: Mapping[str, Any]) -> bool:
    """Whether a record with these values is signed."""
    by_hand = type_ == "consent" and values.get("how") == "signed"
    return by_hand or any(values.get(name) for name in SIGNATURES.get(type_, ()))


def refuse_undoing(change: Change, code: str, label: str) -> None:
    """Raise ChangeRefused where taking a change back would void a signed record or take its signature off."""
    if change.operation is Operation.VOID or not is_signed(change.type, change.after):
        return
    raise ChangeRefused(
        "{type} {code} is signed, and what is signed is not undone: {instead}.",
        type=Message(label), code=code, instead=_INSTEAD[change.type],
    )  # fmt: skip
