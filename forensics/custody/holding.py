"""Who holds an item now, under which seal, by the events of its custody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from forensics.records.evidence import Custody

NOTHING_LEFT = ("consumed", "destroyed")
"""Actions after which there is no item."""

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

    `rivals` are the codes of events that all claim to be the last, and `hands` then may be several.
    """

    number: int = 0
    hands: tuple[Hand, ...] = ()
    seal: str = ""
    sha256: str = ""
    at: str = ""
    action: str = ""
    event: str = ""
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
        return self.action in NOTHING_LEFT

    @property
    def is_missing(self) -> bool:
        return self.action == "reported_missing"


def in_force(events: Iterable[Custody]) -> list[Custody]:
    """The events of one item in their order, without those that another one supersedes."""
    held = list(events)
    by_id = {event.id: event for event in held if event.id is not None}
    replaced = {event.supersedes for event in held if event.supersedes and not _supersedes_itself(event, by_id)}
    return sorted((event for event in held if event.id is None or event.id not in replaced), key=_place)


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


def _place(event: Custody) -> tuple[int, str, str]:
    return (event.sequence if event.sequence is not None else _LAST, event.at or "", event.code or "")


def giver(event: Custody) -> Hand:
    """Who gives."""
    return Hand(event.from_holder or "", "" if event.from_holder else event.from_outside or "")


def taker(event: Custody) -> Hand:
    """Who has it afterwards, as the event says it."""
    return Hand(event.to_holder or "", "" if event.to_holder else event.to_outside or "")


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
    last = chain[-1]
    return Standing(
        last.sequence or len(chain), hands, last.seal_after or "",
        next((event.hash_after for event in reversed(chain) if event.hash_after), ""), last.at or "",
        last.action or "", last.id or "", tuple(event.code or "" for event in rivals) if len(rivals) > 1 else (),
    )  # fmt: skip
