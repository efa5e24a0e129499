"""The custody events of one item, held against each other: gaps, overlaps, seals and hashes that changed by themselves.

Minnesota Protocol (2016), on chain of custody; ISO/IEC 27037:2012. A problem here never refuses an event: what
happened is recorded, and what is wrong with the chain blocks a court export.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from itertools import pairwise

from forensics.custody.deeds import BEGINS, HAND_OVERS
from forensics.custody.holding import NOBODY, NOTHING_LEFT, Hand, giver, gone_after, in_force, taker
from forensics.instants import comes_after_clock, read_instant
from forensics.messages import Message, say
from forensics.problems import Problem
from forensics.records.evidence import Custody
from forensics.rules.evidence import SEAL_CHANGES, hash_changed_within, seal_changed_within
from forensics.rules.hand_signing import hands_over, is_signed_for, unsigned
from forensics.rules.signers import key_in

READ = ("received", "transferred", "stored")
"""Hand-overs by which one of ours, or who acts for a place, takes an item; they read its seal, and sign then."""


def chain_problems(events: Iterable[Custody], people: Container[str] | None = None) -> Iterator[Problem]:
    """What is wrong between the events of one item, without voided ones; the value of a problem is an event's code.

    `people` are the ids of practitioners, any other holder is a place; without them nothing is asked of signatures.
    """
    chain = in_force(events)
    if not chain:
        return
    if chain[0].action != "collected":
        yield _problem(chain[0], "sequence", say("Custody does not begin with the collection of the item."))
    yield from _within(chain[0], NOBODY, people)
    holder, gone = taker(chain[0]), gone_after("", chain[0])
    for before, after in pairwise(chain):
        yield from _within(after, holder, people)
        yield from _sequence(before, after)
        yield from _times(before, after)
        yield from _gone(before, after, gone)
        yield from _holders(before, after, holder, back=bool(gone) and not gone_after(gone, after))
        yield from _unchanged(before, after)
        yield from _order(before, after)
        holder, gone = taker(after) or holder, gone_after(gone, after)


def _problem(event: Custody, field: str, message: Message) -> Problem:
    return Problem(field, event.code, message, refuses=False)


def _within(event: Custody, holder: Hand, people: Container[str] | None) -> Iterator[Problem]:
    """What one event says that breaks the chain by itself."""
    for problem in (*seal_changed_within(event), *hash_changed_within(event)):
        yield _problem(
            event, problem.field or "action", say("{event}: {problem}", event=event.code, problem=problem.message)
        )
    yield from _not_yet(event)
    yield from _seal_lost_or_won(event)
    yield from _seal_not_read(event)
    if not is_signed_for(event, holder):
        return
    if not taker(event):
        yield _problem(event, "to_holder", say("{event} does not say who has the item afterwards.", event=event.code))
    for field, message in unsigned(event, holder, people) if people is not None else ():
        yield _problem(event, field, message)


def _seal_lost_or_won(event: Custody) -> Iterator[Problem]:
    before, after = event.seal_before, event.seal_after
    if event.action in (*SEAL_CHANGES, "collected", *NOTHING_LEFT) or bool(before) == bool(after):
        return
    message = (
        say("{event} does not say that the item is still under seal {seal}.", event=event.code, seal=before)
        if before
        else say("{event} names seal {seal}, which nobody put on.", event=event.code, seal=after)
    )
    yield _problem(event, "seal_after", message)


def _not_yet(event: Custody) -> Iterator[Problem]:
    """An event that is dated after it was recorded; `recorded_at` is UTC, and may be followed by the zone."""
    recorded = (event.recorded_at or "").partition(" ")[0]
    if event.at and recorded and comes_after_clock(event.at, recorded):
        message = say("{event} is dated {at}, after it was recorded.", event=event.code, at=event.at)
        yield _problem(event, "at", message)


def _seal_not_read(event: Custody) -> Iterator[Problem]:
    """A sealed item whose number nobody read when it was received, or whose seal was found broken.

    What lies in a package goes by the package's seal.
    """
    handed = event.action == "received" or (event.action in READ and key_in(event.signed_by_receiver or ""))
    if handed and event.seal_before and not event.seal_read and event.moved_with is None:
        message = say("{event} does not say which number was read on the seal.", event=event.code)
        yield _problem(event, "seal_read", message)
    if event.action in HAND_OVERS and event.seal_before and event.seal_condition == "broken":
        message = say("{event} found seal {seal} broken.", event=event.code, seal=event.seal_before)
        yield _problem(event, "seal_condition", message)


def _sequence(before: Custody, after: Custody) -> Iterator[Problem]:
    if before.sequence is None or after.sequence is None:
        return
    if after.sequence == before.sequence:
        message = say(
            "{one} and {other} are both number {number}: the item is in two hands.",
            one=before.code, other=after.code, number=after.sequence,
        )  # fmt: skip
        yield _problem(after, "sequence", message)
    elif after.sequence != before.sequence + 1:
        message = say(
            "Custody has a gap: number {after} follows number {before}.", before=before.sequence, after=after.sequence
        )
        yield _problem(after, "sequence", message)


def _times(before: Custody, after: Custody) -> Iterator[Problem]:
    if before.at is None or after.at is None or not read_instant(after.at).before(read_instant(before.at)):
        return
    message = say(
        "{after} is recorded as earlier than {before}, which it follows.", after=after.code, before=before.code
    )
    yield _problem(after, "at", message)


def _holders(before: Custody, after: Custody, holder: Hand, *, back: bool) -> Iterator[Problem]:
    """`back` says that the item comes back with the later event."""
    gave = giver(after)
    if after.action == BEGINS and back:
        return
    if after.action == BEGINS:
        yield _problem(after, "action", say("{after} begins a custody that had begun.", after=after.code))
    elif not gave and hands_over(after, holder):
        message = say(
            "{after} does not say who gave the item that {before} left.", after=after.code, before=before.code
        )
        yield _problem(after, "from_holder", message)
    elif gave and holder and holder != gave:
        message = say(
            "{after} takes the item from another holder than the one who had it after {before}.",
            after=after.code, before=before.code,
        )  # fmt: skip
        yield _problem(after, "from_holder", message)


def _unchanged(before: Custody, after: Custody) -> Iterator[Problem]:
    if (before.seal_after or "") != (after.seal_before or ""):
        none = say("none")
        message = say(
            "The seal changed by itself: {old} after {before}, {new} before {after}.",
            old=before.seal_after or none, before=before.code, new=after.seal_before or none, after=after.code,
        )  # fmt: skip
        yield _problem(after, "seal_before", message)
    if before.hash_after and after.hash_before and before.hash_after != after.hash_before:
        message = say("The file changed between {before} and {after}.", before=before.code, after=after.code)
        yield _problem(after, "hash_before", message)


def _gone(before: Custody, after: Custody, gone: str) -> Iterator[Problem]:
    if gone in NOTHING_LEFT:
        message = say("{after} follows {before}, after which nothing was left.", after=after.code, before=before.code)
        yield _problem(after, "action", message)
    elif gone and gone_after(gone, after):
        message = say(
            "{after} is of an item that was let go and did not come back: it is received or returned first, "
            "and exhumed again only with an authority.",
            after=after.code,
        )  # fmt: skip
        yield _problem(after, "action", message)


def _order(before: Custody, after: Custody) -> Iterator[Problem]:
    if before.action == "reported_missing" and after.action != "found":
        message = say("{after} follows {before}, and the item was not found.", after=after.code, before=before.code)
        yield _problem(after, "action", message)
