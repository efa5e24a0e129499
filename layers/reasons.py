"""Why a record was changed, in a person's words: held to what the record itself may say."""

from __future__ import annotations

from collections.abc import Sequence

from forensics.changes import Change
from forensics.ports import Receipt, Register
from forensics.rules.sexual_violence import refuse_account, says_sexual_violence

_BOUND = ("incident", "victim")
"""The types that can be of sexual violence."""


def refuse_telling_reason(register: Register, changes: Sequence[Change], reason: str) -> None:
    """Raise RecordRefused where a record is, was or becomes one of sexual violence, and the reason tells of it.

    A reason is restricted and stays for good, and no form shows it beside the record's own fields.
    """
    if not reason.strip():
        return
    for type_ in _BOUND:
        of_type = [change for change in changes if change.type == type_]
        held = register.many_values(type_, [change.record for change in of_type]) if of_type else {}
        kind = register.catalogue[type_]
        for change in of_type:
            for values in (held.get(change.record, {}), change.after, change.before):
                if says_sexual_violence(kind, values):
                    refuse_account(reason)


def commit_for(register: Register, changes: list[Change], reason: str) -> Receipt:
    """Commit what a person gave a reason for; raises RecordRefused as `refuse_telling_reason`."""
    refuse_telling_reason(register, changes, reason)
    return register.commit(changes, reason)
