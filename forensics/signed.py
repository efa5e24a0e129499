"""What somebody has signed: it is superseded by another record with a reason, and never rewritten, voided or undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from forensics.changes import Change, ChangeRefused, Operation
from forensics.messages import Message, say
from forensics.records.base import Record

SIGNATURES: Mapping[str, tuple[str, ...]] = {
    "custody": ("signed_by_giver", "signed_by_receiver", "receipt"),
    "opinion": ("signed_by",),
    "consent": ("document",),
}
"""The fields that hold a signature, by type."""

BY_KEY: Mapping[str, str] = {"opinion": "signed_by"}
"""The field that names who signs, of types whose signature is the key of the commit that wrote it, and no other's."""

REASONS: Mapping[str, str] = {
    "custody": "supersedes_because",
    "opinion": "supersedes_reason",
    "consent": "supersedes_because",
}
"""The field that says why a record takes the place of the one that its `supersedes` names, by type."""

ADDED_LATER: Mapping[str, tuple[str, ...]] = {
    "custody": ("signed_by_giver", "signed_by_receiver", "receipt", "seal_read", "no_receipt"),
    "opinion": ("document",),
    "consent": ("document", "withdrawn_on", "recipients_told"),
}
"""What may be added to a signed record and then stays: another signature, the scan of the paper, a withdrawal, the
number that who receives reads on a seal, why there is no receipt."""

BESIDE = frozenset(Record.model_fields) - {"code", "not_recorded"}
"""What is kept of any record beside what it says: review, class, other numbers. No signature covers it."""

_INSTEAD: Mapping[str, Message] = {
    "custody": say("record what is right as an event that supersedes it, with the reason"),
    "opinion": say("record another opinion that supersedes it"),
    "consent": say("record its withdrawal, or a consent that supersedes it, with the reason"),
}


def is_signed(type_: str, values: Mapping[str, Any]) -> bool:
    """Whether a record with these values is signed, or names who signs it: then the key decides (BY_KEY)."""
    by_hand = type_ == "consent" and values.get("how") == "signed"
    return by_hand or any(values.get(name) for name in SIGNATURES.get(type_, ()))


def stays(type_: str, values: Mapping[str, Any], name: str) -> bool:
    """Whether a field of a record with these values is not written any more: another record supersedes it instead."""
    beside = name in BESIDE or (name in ADDED_LATER.get(type_, ()) and not values.get(name))
    read = name == "seal_read" and values.get("signed_by_receiver")  # who receives reads first, and signs then
    return is_signed(type_, values) and not (beside and not read)


def refuse_undoing(change: Change, code: str, label: str) -> None:
    """Raise ChangeRefused where taking a change back would void a signed record or take its signature off."""
    if change.operation is Operation.VOID or not is_signed(change.type, change.after):
        return
    raise ChangeRefused(
        "{type} {code} is signed, and what is signed is not undone: {instead}.",
        type=Message(label), code=code, instead=_INSTEAD[change.type],
    )  # fmt: skip


def altered(change: Change) -> list[str]:
    """The fields of a signed record that a change gives another value than the one that was signed."""
    return [name for name in change.fields if name not in BESIDE and not _is_added(change, name)]


def _is_added(change: Change, name: str) -> bool:
    before, after = change.before.get(name), change.after.get(name)
    if name not in ADDED_LATER.get(change.type, ()):
        return False
    return not before or (isinstance(before, Sequence) and isinstance(after, Sequence) and _holds_all(after, before))


def _holds_all(after: Sequence[Any], before: Sequence[Any]) -> bool:
    return not isinstance(before, str) and set(map(str, before)) <= set(map(str, after))


def refuse_rewriting(change: Change, held: Mapping[str, Any], label: str) -> None:
    """Raise ChangeRefused for a change that voids a signed record, or alters what its signature covers.

    `held` are the values that the record holds; whoever writes it, and by whatever road, comes past this.
    """
    if not is_signed(change.type, held) or change.operation is Operation.RESTORE:
        return
    told = {"type": Message(label), "code": held.get("code", ""), "instead": _INSTEAD[change.type]}
    if change.operation is Operation.VOID:
        raise ChangeRefused("{type} {code} is signed, and what is signed is not voided: {instead}.", **told)
    fields = altered(change)
    if fields:
        raise ChangeRefused(
            "{type} {code} is signed, and “{field}” is not changed any more: {instead}.", field=fields[0], **told
        )
