"""The custody events of one item, held against each other: gaps, overlaps, seals and hashes that changed by themselves.

Minnesota Protocol (2016), on chain of custody; ISO/IEC 27037:2012. A problem here never refuses an event: what
happened is recorded, and what is wrong with the chain blocks a court export.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from forensics.instants import read_instant
from forensics.messages import Message, say
from forensics.problems import Problem
from forensics.records.evidence import Custody

NOTHING_LEFT = ("consumed", "destroyed")
"""Actions after which there is no item."""


def chain_problems(events: Iterable[Custody]) -> Iterator[Problem]:
    """What is wrong between the events of one item, without voided ones; the value of a problem is an event's code."""
    chain = sorted(events, key=_place_in_chain)
    if not chain:
        return
    if chain[0].action != "collected":
        yield _problem(chain[0], "sequence", say("Custody does not begin with the collection of the item."))
    for before, after in pairwise(chain):
        yield from _sequence(before, after)
        yield from _times(before, after)
        yield from _holders(before, after)
        yield from _unchanged(before, after)
        yield from _nothing_left(before, after)


def _place_in_chain(event: Custody) -> tuple[int, str]:
    return (event.sequence if event.sequence is not None else 2**53, event.at or "")


def _problem(event: Custody, field: str, message: Message) -> Problem:
    return Problem(field, event.code, message, refuses=False)


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


def _holders(before: Custody, after: Custody) -> Iterator[Problem]:
    holder = before.to_holder or before.to_outside
    giver = after.from_holder or after.from_outside
    if holder is not None and giver is not None and holder != giver:
        message = say(
            "{after} takes the item from another holder than the one who had it after {before}.",
            after=after.code, before=before.code,
        )  # fmt: skip
        yield _problem(after, "from_holder", message)


def _unchanged(before: Custody, after: Custody) -> Iterator[Problem]:
    if before.seal_after and after.seal_before and before.seal_after != after.seal_before:
        message = say(
            "The seal changed by itself: {old} after {before}, {new} before {after}.",
            old=before.seal_after, before=before.code, new=after.seal_before, after=after.code,
        )  # fmt: skip
        yield _problem(after, "seal_before", message)
    if before.hash_after and after.hash_before and before.hash_after != after.hash_before:
        message = say("The file changed between {before} and {after}.", before=before.code, after=after.code)
        yield _problem(after, "hash_before", message)


def _nothing_left(before: Custody, after: Custody) -> Iterator[Problem]:
    if before.action in NOTHING_LEFT:
        message = say("{after} follows {before}, after which nothing was left.", after=after.code, before=before.code)
        yield _problem(after, "action", message)
