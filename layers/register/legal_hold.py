"""A legal hold, once it stands on a record, is lifted by a lead's device alone, and with a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import Connection

from forensics.changes import Change, ChangeRefused, inverse
from forensics.ports import Values
from layers.register.enrolled import held_of_device, is_of_lead

HOLD = "legal_hold"


def lifts_hold(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether a record that was on hold no longer is."""
    return bool(before.get(HOLD)) and not str(after.get(HOLD) or "").strip()


def refuse_lifting(connection: Connection, device: str, code: str, *, with_reason: bool) -> None:
    """Raise ChangeRefused where the legal hold of a record is lifted by no lead, or without a reason."""
    if not is_of_lead(held_of_device(connection, device) or {}):
        raise ChangeRefused(
            "{code} is under a legal hold, which a lead's device alone lifts; this one ({device}) is none.",
            code=code, device=device,
        )  # fmt: skip
    if not with_reason:
        raise ChangeRefused("{code} is under a legal hold, which is lifted with a reason; none was given.", code=code)


class Held(Protocol):
    """What is asked of the register before a commit is taken back."""

    def many_values(self, type_: str, records: Sequence[str]) -> dict[str, Values]: ...


def refuse_undoing_hold(register: Held, changes: Sequence[Change]) -> None:
    """Raise ChangeRefused where taking these changes back lifts a hold: the words that an undo writes are no reason."""
    for change in changes:
        back = inverse(change)
        if lifts_hold(back.before, back.after):
            values = register.many_values(change.type, [change.record]).get(change.record, {})
            raise ChangeRefused(
                "Taking this back lifts the legal hold of {code}, which is done with a reason; none was given.",
                code=str(values.get("code", change.record)),
            )  # fmt: skip
