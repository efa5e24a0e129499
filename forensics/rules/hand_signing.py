"""Who signed a hand-over: our side with a key of their own, somebody outside on the receipt whose scan it names.

Custody begins likewise: who took the item up signs, as who receives. What somebody outside did before may have left no
paper, and then the event says why there is none.

What was typed in the place of a signature is none. For a store or another place of ours the person signs who acts for
it; who has no key signs on the receipt. Minnesota Protocol (2016), on chain of custody.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from functools import partial

from forensics.custody.deeds import BEGINS, HAND_OVERS
from forensics.custody.holding import NOBODY, Hand, giver, in_force, taker
from forensics.messages import Message, say
from forensics.records.evidence import Custody
from forensics.rules.between import filled
from forensics.rules.signers import GIVER, RECEIVER, Signers, key_in

SignedAt = Callable[[Custody, str], str]
"""When the key of a side signed an event (UTC), by the journal; empty where that is not known."""


def hands_over(event: Custody, holder: Hand) -> bool:
    """Whether an event takes the item from one to another; `holder` has it by the events before."""
    if event.action == BEGINS:
        return False
    return event.action in HAND_OVERS or (bool(taker(event)) and taker(event) != (giver(event) or holder))


def is_signed_for(event: Custody, holder: Hand) -> bool:
    """Whether an event is one that those sign whose hand it is: a hand-over, or the beginning of custody."""
    return event.action == BEGINS or hands_over(event, holder)


def hands_of(events: Iterable[Custody]) -> Iterator[tuple[Custody, Hand, Hand]]:
    """The beginnings and hand-overs among the events of one item, each with who gives and who takes."""
    holder = NOBODY
    for event in in_force(events):
        if event.action == BEGINS:
            yield event, giver(event), taker(event)
        elif hands_over(event, holder):
            yield event, giver(event) or holder, taker(event)
        holder = taker(event) or holder


def unsigned(event: Custody, holder: Hand, people: Container[str]) -> Iterator[tuple[str, Message]]:
    """What a beginning or a hand-over lacks of signatures, by the field that it would stand in.

    `holder` had the item before.

    Whose keys they are is asked apart. `people` are the ids of practitioners; any other holder is a place.
    """
    given, taken = key_in(event.signed_by_giver or ""), key_in(event.signed_by_receiver or "")
    if given and given == taken:
        yield (
            RECEIVER,
            say(
                "{event} is signed on both sides with one key, {key}: that is one signature.",
                event=event.code,
                key=given,
            ),
        )
    if filled(event, "receipt"):
        return
    if event.action == BEGINS:
        yield from _unsigned_beginning(event, people)
        return
    typed = bool(event.signed_by_giver and not given), bool(event.signed_by_receiver and not taken)
    if not given and not taken:
        yield (
            GIVER,
            _on_paper(event)
            if any(typed)
            else say(
                "{event} is signed by nobody: neither by a key nor on a receipt whose scan it names.", event=event.code
            ),
        )
        return
    gives, takes = giver(event) or holder, taker(event)
    if takes.outside:
        message = say("{event} is handed to somebody outside, and no signed receipt was taken in.", event=event.code)
        yield "receipt", message
    elif not taken:
        yield RECEIVER, _on_paper(event) if typed[1] else _half(event, takes, people, gives=False)
    if gives.outside:
        message = say("{event} is taken from somebody outside, and no signed receipt was taken in.", event=event.code)
        yield "receipt", message
    elif not given:
        yield GIVER, _on_paper(event) if typed[0] else _half(event, gives, people, gives=True)


def _unsigned_beginning(event: Custody, people: Container[str]) -> Iterator[tuple[str, Message]]:
    """Who took the item up signs; of somebody outside there is a receipt, or it is said why there is none."""
    gives, takes = giver(event), taker(event)
    if (gives.outside or takes.outside) and not filled(event, "no_receipt"):
        message = say(
            "{event} begins with somebody outside: no signed receipt was taken in, and nothing says why there is none.",
            event=event.code,
        )
        yield "receipt", message
    if takes.holder and not key_in(event.signed_by_receiver or ""):
        yield RECEIVER, _on_paper(event) if event.signed_by_receiver else _taken_up(event, takes, people)
    if gives.holder and not key_in(event.signed_by_giver or ""):
        yield GIVER, _on_paper(event) if event.signed_by_giver else _half(event, gives, people, gives=True)


def _taken_up(event: Custody, takes: Hand, people: Container[str]) -> Message:
    if takes.holder not in people:
        return _half(event, takes, people, gives=False)
    return say("{event} is not signed by who took the item up.", event=event.code)


def _on_paper(event: Custody) -> Message:
    return say("{event} is signed on paper, no scan: what was typed as a signature proves nothing.", event=event.code)


def _half(event: Custody, lacking: Hand, people: Container[str], *, gives: bool) -> Message:
    place = bool(lacking.holder) and lacking.holder not in people
    if gives and place:
        return say("{event} is signed by nobody for the place that gives: who acts for it signs.", event=event.code)
    if gives:
        return say("{event} is signed by who receives alone; who gives has not signed yet.", event=event.code)
    if place:
        return say("{event} is signed by nobody for the place that receives: who acts for it signs.", event=event.code)
    return say("{event} is signed by who gives alone; who receives has not signed yet.", event=event.code)


def foreign_signatures(
    events: Iterable[Custody], signers: Signers, signed_at: SignedAt = lambda *_: ""
) -> Iterator[tuple[Message, str]]:
    """Signatures of one item's events that are not of whose hand it was, each with the code of its event."""
    for event, gives, takes in hands_of(events):
        for name, hand in ((GIVER, gives), (RECEIVER, takes)):
            told = _foreign(event, name, hand, signers, signed_at)
            if told is not None:
                yield told, event.code or ""
        told = _one_person(event, signers, signed_at)
        if told is not None:
            yield told, event.code or ""


def _foreign(event: Custody, name: str, hand: Hand, signers: Signers, signed_at: SignedAt) -> Message | None:
    key = key_in(getattr(event, name) or "")
    if not key:
        return _on_paper_with_a_key(event, hand, signers)
    if not hand and event.action == BEGINS and name == GIVER:
        return say("{event} is signed by key {key} as who gives, and nobody gave the item.", event=event.code, key=key)
    if not hand.holder:
        return say("{event} is signed by key {key}, which is none of somebody outside.", event=event.code, key=key)
    against = signers.against_place if signers.is_place(hand) else partial(signers.against, hand.holder)
    moments = [event.at or ""]
    if against(key, *moments) is not None and (signed := signed_at(event, name)):
        moments.append(signed)
    why = against(key, *moments)
    if why is None or (filled(event, "receipt") and not signers.refusing(hand, key, *moments)):
        return None  # by a key that nobody is known by, and on paper: the paper proves it
    return say("{event} is signed by another: {why}.", event=event.code, why=why)


def _on_paper_with_a_key(event: Custody, hand: Hand, signers: Signers) -> Message | None:
    """Somebody of ours who had a key of their own, and for whom a receipt alone is named."""
    if not filled(event, "receipt") or not signers.knows_keys_of(hand.holder, event.at or ""):
        return None
    return say(
        "{event} names a receipt for {holder}, who has a key and has not signed with it.",
        event=event.code, holder=signers.people[hand.holder].code,
    )  # fmt: skip


def _one_person(event: Custody, signers: Signers, signed_at: SignedAt) -> Message | None:
    """Two keys of one person under one hand-over."""
    keys = [key_in(getattr(event, name) or "") for name in (GIVER, RECEIVER)]
    if not all(keys) or keys[0] == keys[1]:
        return None
    owners = [signers.owners(key, event.at or "") or signers.owners(key, signed_at(event, name))
              for key, name in zip(keys, (GIVER, RECEIVER), strict=True)]  # fmt: skip
    if len(owners[0]) != 1 or owners[0] != owners[1]:
        return None
    return say("{event} is signed on both sides by {holder}: that is one person.",
               event=event.code, holder=owners[0][0].code)  # fmt: skip
