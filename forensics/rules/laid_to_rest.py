"""What custody and dispositions say of the same remains: where they are, and whether a family has all of them.

Bournemouth Protocol (2020), on the return of human remains. Nothing here refuses a record.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from forensics.custody.holding import LEFT, in_force, standing_of
from forensics.messages import Message, say
from forensics.records.evidence import Custody
from forensics.records.remains import Case, Disposition
from forensics.rules.contradicting import LEFT_US
from forensics.rules.remains import BURIED, remains_can_be_found_again

BEARS_OUT: Mapping[str, tuple[str, ...]] = {
    "reburied": BURIED,
    "released": (*BURIED, "released", "returned_to_authority"),
}
"""By the action with which remains left us the dispositions that say where they are."""


def bearing_out(gone: str, dispositions: Sequence[Disposition]) -> tuple[Disposition, ...]:
    """The dispositions that say where remains are which left by that action of custody."""
    return tuple(one for one in dispositions if one.kind in BEARS_OUT.get(gone, ()))


def still_here(events: Sequence[Custody]) -> bool:
    """Whether one of ours holds an item, which never left us by its custody."""
    standing = standing_of(events)
    return standing.begun and bool(standing.hand.holder) and not any(one.action in LEFT for one in in_force(events))


def left_by(events: Sequence[Custody]) -> Custody | None:
    """The event with which an item left us; None where it is here or came back."""
    gone = standing_of(events).gone
    return next((one for one in reversed(in_force(events)) if one.action == gone), None) if gone in LEFT else None


def apart_from_dispositions(
    case: Case, events: Sequence[Custody], dispositions: Sequence[Disposition]
) -> Iterator[Message]:
    """What the custody of remains says otherwise than their dispositions."""
    event = left_by(events)
    if event is not None:
        told = bearing_out(event.action or "", dispositions)
        if not told and event.action == "reburied":
            yield say("{event} reburied {case}, and no disposition with a plot says where.",
                      event=event.code, case=case.code)  # fmt: skip
        elif not told:
            yield say("{event} released {case}, and no disposition says who received it.",
                      event=event.code, case=case.code)  # fmt: skip
        for one in told:
            for problem in remains_can_be_found_again(one):
                yield say("{disposition}, which says where {case} is: {problem}",
                          disposition=one.code, case=case.code, problem=problem.message)  # fmt: skip
    elif still_here(events):
        for one in dispositions:
            if one.kind in LEFT_US:
                yield say("{disposition} says that {case} left us, but by its custody one of ours still holds it.",
                          disposition=one.code, case=case.code)  # fmt: skip


def given_in_part(
    parts: Sequence[Case], chains: Mapping[str, Sequence[Custody]], dispositions: Mapping[str, Sequence[Disposition]]
) -> Iterator[tuple[Case, Message]]:
    """Parts of one body that are still here though another part was let go; said where no disposition says so.

    `chains` and `dispositions` are by the id of a case.
    """
    gone = [one for one in parts if left_by(chains.get(one.id or "", ())) is not None]
    here = [one for one in parts if still_here(chains.get(one.id or "", ()))]
    if not gone or not here:
        return
    told = [one for part in gone for one in dispositions.get(part.id or "", ()) if one.kind in LEFT_US]
    denied = next((one for one in told if one.remains_missing == "no"), None)
    if denied is None and any(one.remains_missing == "yes" for one in told):
        return
    for part in here:
        if denied is not None:
            yield part, say(
                "{disposition} says that nothing of {whole} is missing, but {part}, which is one body with it, is "
                "still here.",
                disposition=denied.code, whole=gone[0].code, part=part.code,
            )  # fmt: skip
        else:
            yield part, say(
                "{whole} was let go, and {part}, which is one body with it, is still here: whoever received it has a "
                "part, and no disposition says so.",
                whole=gone[0].code, part=part.code,
            )  # fmt: skip
