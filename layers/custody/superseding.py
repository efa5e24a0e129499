"""A signed event is never undone: another one takes its place, with the reason; and who has not signed yet signs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from forensics.changes import Change, Operation, difference
from forensics.custody.deeds import CustodyRefused
from forensics.errors import RecordRefused, ValueRefused
from forensics.identifiers import new_id
from forensics.messages import Message
from forensics.ports import Found, Receipt
from forensics.rules.custody_chain import chain_problems
from forensics.rules.general import refused
from forensics.values import canonical_values, typed_values
from layers.custody.chains import CUSTODY, chains_of, held_values, read_fields, typed_event
from layers.custody.signatures import signature_of
from layers.custody.steps import Recorded
from layers.editing import all_problems, propose_code
from layers.project import Project

SIGNED = ("signed_by_giver", "signed_by_receiver", "receipt")
GIVER, RECEIVER = "giver", "receiver"
_SIDES = {GIVER: SIGNED[0], RECEIVER: SIGNED[1]}
_OF_ITS_OWN = ("code", "supersedes", "supersedes_because", *SIGNED)
"""What an event that takes another one's place does not have from it."""


def supersede_event(
    project: Project, event: Found, texts: Mapping[str, str], because: str, *, as_happened: bool = False
) -> Recorded:
    """Put another event in the place of one, with these fields changed, signed by this device.

    Raises CustodyRefused where the chain would then contradict itself in a way that it does not now, unless that is
    how it happened; ValueRefused without a reason; RecordRefused.
    """
    if not because.strip():
        raise ValueRefused("An event supersedes another one for a reason; none was given.")
    kind, read = project.catalogue[CUSTODY], read_fields(project, texts)
    made = Found(CUSTODY, new_id(), "")
    against: list[Message] = []

    def changes() -> Iterator[Change]:
        nonlocal made
        held = held_values(project, event)
        item = str(held.get("item"))
        typed = {name: value for name, value in typed_values(kind.by_name, held).items() if name not in _OF_ITS_OWN}
        typed |= {**read, "supersedes": event.id, "supersedes_because": because.strip(),
                  "signed_by_giver": signature_of(project.device)}  # fmt: skip
        typed["code"] = propose_code(project, kind)
        typed = {name: value for name, value in typed.items() if value is not None}
        made = replace(made, code=typed["code"])
        refusal = refused(all_problems(project, kind, {**typed, "id": made.id}))
        if refusal is not None:
            raise RecordRefused(refusal.message)
        against.extend(_new_contradictions(project, item, made.id, typed))
        if against and not as_happened:
            raise CustodyRefused(
                "{problem} If it happened all the same, say so, and it is recorded as it happened, with the problem.",
                problem=against[0],
            )
        yield Change(CUSTODY, made.id, Operation.ADD, after=canonical_values(kind.typed, typed))

    receipt = project.register.commit(changes(), because)
    return Recorded(receipt, (made,), tuple(against))


def _new_contradictions(project: Project, item: str, id_: str, typed: Mapping[str, Any]) -> list[Message]:
    """What would be wrong with a chain after an event that is not wrong with it now, but for codes of events."""
    kind = project.catalogue[CUSTODY]
    events = chains_of(project, [item])[item]
    new = typed_event(project, {"id": id_, **canonical_values(kind.typed, typed)})
    standing = [(problem.field, problem.message.id) for problem in chain_problems(events)]
    found = []
    for problem in chain_problems([*events, new]):
        known = (problem.field, problem.message.id)
        if known in standing:
            standing.remove(known)
        else:
            found.append(problem.message)
    return found


def sign_event(project: Project, event: Found, side: str) -> Receipt:
    """Sign a hand-over that is recorded already with this device's key, as who gives or who receives."""
    if side not in _SIDES:
        raise ValueRefused("{value} is not one of: {allowed}.", value=side, allowed=", ".join(_SIDES))

    def changes() -> Iterator[Change]:
        before = held_values(project, event)
        if before.get(_SIDES[side]):
            raise ValueRefused("{event} is signed already by that side.", event=event.code)
        change = difference(CUSTODY, event.id, before, {**before, _SIDES[side]: signature_of(project.device)})
        if change is not None:
            yield change

    return project.register.commit(changes())
