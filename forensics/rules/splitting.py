"""What was taken out of a bag under seal: it was opened first, and put under a new seal afterwards."""

from __future__ import annotations

from collections.abc import Sequence

from forensics.custody.holding import in_force
from forensics.instants import read_instant
from forensics.messages import Message, say
from forensics.records.evidence import Custody
from forensics.records.remains import Case


def seal_throughout(events: Sequence[Custody], when: str) -> str:
    """The seal that an item was under for the whole of a moment or a day (ISO 8601); empty where it was open.

    A day is one by the clocks of the events.
    """
    day = len(when) == len("2024-01-01")
    seal = ""
    for event in in_force(events):
        at = event.at or ""
        if day and at[:10] == when and not (event.seal_before and event.seal_after):
            return ""
        if at and (at[:10] > when if day else read_instant(when).before(read_instant(at))):
            break
        seal = event.seal_after or ""
    return seal


def split_under_seal(part: Case, own: Sequence[Custody], whole: str, events: Sequence[Custody]) -> Message | None:
    """What is said where remains were split off others (`whole`, a code) while these were under seal.

    They were split when the custody of the part began, else on the day that is recorded, else when it was recorded.
    """
    begun = next((event.at for event in in_force(own) if event.at), None)
    day = (part.association_on or "")[:10]
    recorded = (part.recorded_at or "").partition(" ")[0]
    when = begun or (day if len(day) == len("2024-01-01") else recorded)
    seal = seal_throughout(events, when) if when else ""
    if not seal:
        return None
    return say(
        "{part} was split off {whole}, which was under seal {seal}: no event says that it was opened and sealed anew.",
        part=part.code, whole=whole, seal=seal,
    )  # fmt: skip


def given_under_seal(
    bone: str, remains: tuple[str, str], day: str, sealed: str, events: Sequence[Custody]
) -> Message | None:
    """What is said where a bone was given from remains to others (codes) while one of the two was under seal.

    `sealed` is the code of that one, `day` (ISO 8601) when the bone was given.
    """
    seal = seal_throughout(events, day[:10]) if day else ""
    if not seal:
        return None
    return say(
        "{bone} was given from {one} to {other} while {sealed} was under seal {seal}: no event says that it was opened "
        "and sealed anew.",
        bone=bone, one=remains[0], other=remains[1], sealed=sealed, seal=seal,
    )  # fmt: skip
