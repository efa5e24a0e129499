"""Who holds an item now, under which seal, by the events of its custody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby

from forensics.errors import ValueRefused
from forensics.instants import read_instant
from forensics.records.evidence import Custody

NOTHING_LEFT = ("consumed", "destroyed")
"""Actions after which there is no item."""

LEFT = ("released", "reburied")
"""Actions after which an item is no longer with the mission."""

_LAST = 2**53


@dataclass(frozen=True)
class Hand:
    """One holder: the id of a practitioner or a facility, or the words for somebody outside the mission."""

    holder: str = ""
    outside: str = ""

    def __bool__(self) -> bool:
        return bool(self.holder or self.outside)


NOBODY = Hand()


@dataclass(frozen=True)
class Standing:
    """Where an item's custody stands after its last event; `number` is 0 where it has not begun.

    `gone` is the action by which it left the mission or came to nothing, until it is back; `rivals` are the codes of
    events that all claim to be the last, and `hands` then may be several.
    """

    number: int = 0
    hands: tuple[Hand, ...] = ()
    seal: str = ""
    sha256: str = ""
    at: str = ""
    action: str = ""
    event: str = ""
    gone: str = ""
    rivals: tuple[str, ...] = ()

    @property
    def hand(self) -> Hand:
        """Who holds it; nobody where it has not begun or is disputed."""
        return self.hands[0] if len(self.hands) == 1 else NOBODY

    @property
    def begun(self) -> bool:
        return self.number > 0

    @property
    def is_gone(self) -> bool:
        """Whether nothing of the item is left."""
        return self.gone in NOTHING_LEFT

    @property
    def is_missing(self) -> bool:
        return self.action == "reported_missing"


def in_force(events: Iterable[Custody]) -> list[Custody]:
    """The events of one item in their order, without those that another one supersedes."""
    held = list(events)
    by_id = {event.id: event for event in held if event.id is not None}
    replaced = {event.supersedes for event in held if event.supersedes and not _supersedes_itself(event, by_id)}
    standing = (event for event in held if event.id is None or event.id not in replaced)
    return sorted(standing, key=lambda event: turn(event.sequence, event.at, event.code, event.id))


def _supersedes_itself(event: Custody, by_id: dict[str, Custody]) -> bool:
    """Whether an event supersedes itself, by way of others: then it supersedes nothing."""
    seen, at = set[str](), event.supersedes
    while at is not None and at not in seen:
        if at == event.id:
            return True
        seen.add(at)
        following = by_id.get(at)
        at = following.supersedes if following is not None else None
    return at is not None


def turn(sequence: int | None, at: str | None, code: str | None, id_: str | None) -> tuple[int, int, str, str]:
    """The place of an event among those of its item: by number, then by its moment in UTC, then by code and id.

    So many laptops tell two events of one number and one second in one order.
    """
    try:
        moment = read_instant(at).microseconds if at else 0
    except ValueRefused:
        moment = 0
    return sequence if sequence is not None else _LAST, moment, code or "", id_ or ""


def giver(event: Custody) -> Hand:
    """Who gives."""
    return Hand(event.from_holder or "", "" if event.from_holder else event.from_outside or "")


def taker(event: Custody) -> Hand:
    """Who has it afterwards, as the event says it."""
    return Hand(event.to_holder or "", "" if event.to_holder else event.to_outside or "")


def comes_back(gone: str, action: str, *, to_us: bool, authorised: bool) -> bool:
    """Whether an event is the way back of an item that had gone: taken back in, or exhumed again with an authority."""
    if gone == "reburied":
        return authorised and to_us and action in ("collected", "received", "returned")
    return gone == "released" and to_us and action in ("received", "returned")


def gone_after(gone: str, event: Custody) -> str:
    """The action by which an item is gone after an event, as it was `gone` before it; empty where it is not."""
    if event.action in (*LEFT, *NOTHING_LEFT) and gone not in NOTHING_LEFT:
        return event.action or ""
    back = comes_back(
        gone, event.action or "", to_us=event.to_holder is not None, authorised=event.authority is not None
    )
    return "" if back else gone


def standing_of(events: Iterable[Custody]) -> Standing:
    """Where the custody of one item stands; `events` are all of its events but the voided ones, in any order."""
    chain = in_force(events)
    if not chain:
        return Standing()
    hands: tuple[Hand, ...] = ()
    rivals: list[Custody] = []
    for _, group in groupby(chain, key=lambda event: event.sequence if event.sequence is not None else event.id):
        rivals = list(group)
        before = hands[-1] if hands else NOBODY
        hands = tuple(dict.fromkeys(taker(event) or before for event in rivals))
    last, gone = chain[-1], ""
    for event in chain:
        gone = gone_after(gone, event)
    return Standing(
        last.sequence or len(chain), hands, last.seal_after or "",
        next((event.hash_after for event in reversed(chain) if event.hash_after), ""), last.at or "",
        last.action or "", last.id or "", gone, tuple(event.code or "" for event in rivals) if len(rivals) > 1 else (),
    )  # fmt: skip


@dataclass(frozen=True)
class Sealed:
    """One item under one seal, from an event on until another one (times; empty where it still is); `event` is a code.

    `item` is the item's id.
    """

    item: str
    seal: str
    event: str
    since: str
    until: str = ""

    def meets(self, other: Sealed) -> bool:
        """Whether both are under seal at one time."""
        return _begins_before_end(self, other) and _begins_before_end(other, self)


def _begins_before_end(one: Sealed, other: Sealed) -> bool:
    return not other.until or read_instant(one.since).before(read_instant(other.until))


def seals_of(events: Iterable[Custody]) -> list[Sealed]:
    """The seals that one item is under, one after the other, by its events in any order."""
    found: list[Sealed] = []
    for event in in_force(events):
        under, after = found[-1].seal if found and not found[-1].until else "", event.seal_after or ""
        if after == under or not event.at:
            continue
        if under:
            found[-1] = replace(found[-1], until=event.at)
        if after:
            found.append(Sealed(event.item or "", after, event.code or "", event.at))
    return found
