"""A signed event is never undone: another one takes its place, with the reason; and who has not signed yet signs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from forensics.changes import Change, Operation, difference
from forensics.custody.deeds import BEGINS, CustodyRefused
from forensics.custody.holding import Hand
from forensics.errors import ValueRefused
from forensics.identifiers import new_id
from forensics.messages import Message
from forensics.ports import Found, Receipt
from forensics.rules.custody_chain import chain_problems
from forensics.values import canonical_values
from layers.custody.chains import CUSTODY, chains_of, held_values, now, read_fields, typed_event
from layers.custody.seals_read import is_unread, moved_by
from layers.custody.steps import Recorded
from layers.hand_signatures import beginning_signed, signature_of
from layers.project import Project
from layers.signers import signers_of
from layers.superseding import refuse_no_reason, successor, supersede_record

SIGNED = ("signed_by_giver", "signed_by_receiver", "receipt")
GIVER, RECEIVER = "giver", "receiver"
_SIDES = {GIVER: SIGNED[0], RECEIVER: SIGNED[1]}


def supersede_event(
    project: Project, event: Found, texts: Mapping[str, str], because: str, *, as_happened: bool = False
) -> Recorded:
    """Put another event in the place of one, with these fields changed, signed by this device for whose side it is.

    Raises CustodyRefused where the chain would then contradict itself in a way that it does not now, unless that is
    how it happened; ValueRefused without a reason; RecordRefused.
    """
    refuse_no_reason(because)
    kind, read = project.catalogue[CUSTODY], read_fields(project, texts)
    made = Found(CUSTODY, new_id(), "")
    against: list[Message] = []

    def changes() -> Iterator[Change]:
        nonlocal made
        typed = successor(project, event, made.id, read, because, without=SIGNED)
        typed |= _signed(project, typed)
        made = replace(made, code=typed["code"])
        against.extend(_new_contradictions(project, str(typed["item"]), made.id, typed))
        if against and not as_happened:
            raise CustodyRefused(
                "{problem} If it happened all the same, say so, and it is recorded as it happened, with the problem.",
                problem=against[0],
            )
        yield Change(CUSTODY, made.id, Operation.ADD, after=canonical_values(kind.typed, typed))

    receipt = project.register.commit(changes(), because)
    return Recorded(receipt, (made,), tuple(against))


def _signed(project: Project, typed: Mapping[str, Any]) -> dict[str, str]:
    """This device's signature for the side that it signs for; none where its key is somebody else's."""
    gives = Hand(str(typed.get("from_holder") or ""), str(typed.get("from_outside") or ""))
    takes = Hand(str(typed.get("to_holder") or ""), str(typed.get("to_outside") or ""))
    signers, moments = signers_of(project), (str(typed.get("at") or ""), now())
    if typed.get("action") == BEGINS:
        return beginning_signed(project.device, signers, takes, *moments)
    side = signers.side_of(project.device.fingerprint, gives, takes, *moments)
    return {side: signature_of(project.device)} if side else {}


def supersede(
    project: Project, found: Found, texts: Mapping[str, str], because: str, *, as_happened: bool = False
) -> Recorded:
    """The same of whatever is signed: an event of custody, an opinion, a consent."""
    if found.type == CUSTODY:
        return supersede_event(project, found, texts, because, as_happened=as_happened)
    made, receipt = supersede_record(project, found, texts, because)
    return Recorded(receipt, (made,))


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


def sign_event(project: Project, event: Found, side: str, seal: str = "") -> Receipt:
    """Sign a hand-over that is recorded already with this device's key, as who gives or as who receives.

    `seal` is the number that who receives reads on the seal.
    """
    return sign_events(project, (event,), side, {event.id: seal} if seal.strip() else {})


def sign_events(
    project: Project, events: Sequence[Found], side: str, seals: Mapping[str, str] = MappingProxyType({})
) -> Receipt:  # fmt: skip
    """The same of all that was handed over together, in one commit; what that side signed already stays as it is.

    `seals` are the numbers read on the seals, by the ids of the events; they are recorded where none was read before.
    """
    if side not in _SIDES:
        raise ValueRefused("{value} is not one of: {allowed}.", value=side, allowed=", ".join(_SIDES))

    def changes() -> Iterator[Change]:
        held = [(event, held_values(project, event)) for event in events]
        _refuse_foreign_key(project, held, side)
        unsigned = [(event, before) for event, before in held if not before.get(_SIDES[side])]
        if not unsigned:
            raise ValueRefused("{event} is signed already by that side.", event=events[0].code)
        if side == RECEIVER:
            _refuse_unread(project, unsigned, seals)
        for event, before in unsigned:
            signed = {**before, _SIDES[side]: signature_of(project.device)}
            if side == RECEIVER and seals.get(event.id) and not before.get("seal_read"):
                signed["seal_read"] = seals[event.id].strip()
            change = difference(CUSTODY, event.id, before, signed)
            if change is not None:
                yield change

    return project.register.commit(changes())


def _refuse_unread(project: Project, held: Sequence[tuple[Found, Mapping[str, Any]]], seals: Mapping[str, str]) -> None:
    """Raise ValueRefused where who receives signs for a sealed item and read no number on its seal.

    What lies in a sealed package goes by that package's seal.
    """
    for event, values in held:
        if values.get("to_outside") or seals.get(event.id, "").strip():
            continue
        if is_unread(values, moved_by(project, values)):
            raise ValueRefused(
                "The item of {event} is under seal: who receives it reads the number on the seal; none was given.",
                event=event.code,
            )  # fmt: skip


def _refuse_foreign_key(project: Project, held: Sequence[tuple[Found, Mapping[str, Any]]], side: str) -> None:
    """Raise ValueRefused where this device's key is known to be another's than that side's, or there is no such side.

    It would stand for ever.
    """
    signers, end = signers_of(project), "from_holder" if side == GIVER else "to_holder"
    key = project.device.fingerprint
    for event, values in held:
        if side == GIVER and values.get("action") == BEGINS and not values.get("from_holder"):
            raise ValueRefused("Nobody of ours gave the item of {event}: who took it up signs as who receives.",
                               event=event.code)  # fmt: skip
        against = signers.refusing(Hand(str(values.get(end) or "")), key, str(values.get("at")), now())
        if against is not None:
            raise ValueRefused(
                "This device does not sign {event} for that side: {why}. Whose side it is signs on a device of their "
                "own, or on the printed receipt.",
                event=event.code, why=against,
            )  # fmt: skip
