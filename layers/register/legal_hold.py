"""A legal hold, once it stands on a record, is lifted by a lead's device alone, and with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from forensics.changes import ChangeRefused
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
