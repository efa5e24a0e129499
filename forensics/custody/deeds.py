"""What is done with an item, and whether its custody as it stands allows that: the next event, or what speaks against.

Minnesota Protocol (2016), on chain of custody; ISO/IEC 27037:2012.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from forensics.custody.holding import NOBODY, Hand, Standing, comes_back
from forensics.errors import TaphosError, ValueRefused
from forensics.instants import comes_after_clock, read_instant
from forensics.messages import Message, say
from forensics.vocabulary.evidence import CUSTODY_ACTION

HAND_OVERS = ("transferred", "received", "returned", "released", "stored", "reburied")
"""Actions by which an item goes from one holder to another; both sign. Any other that changes the holder is one too."""

BEGINS = "collected"


class CustodyRefused(TaphosError):
    """A step that the custody of an item, as it is recorded, speaks against."""


@dataclass(frozen=True)
class Deed:
    """What an action asks for: `moves` that a new holder is named, `bare` that the item is under no seal.

    `carries` says that what lies in a package goes with it, `reads` that who takes the item reads its seal.
    """

    moves: bool = False
    bare: bool = False
    carries: bool = False
    reads: bool = False


_MOVED = Deed(moves=True, carries=True)
_HANDLED = Deed(bare=True)

DEEDS: Mapping[str, Deed] = {
    BEGINS: Deed(moves=True),
    "packed": Deed(),
    "sealed": Deed(bare=True),
    "stored": _MOVED,
    "transferred": _MOVED,
    "received": Deed(moves=True, carries=True, reads=True),
    "opened": Deed(),
    "examined": _HANDLED,
    "sampled": _HANDLED,
    "consumed": _HANDLED,
    "copied": Deed(),
    "relabelled": Deed(),
    "reported_missing": Deed(carries=True),
    "found": Deed(carries=True),
    "returned": _MOVED,
    "released": _MOVED,
    "reburied": _MOVED,
    "destroyed": Deed(carries=True),
}
"""Every action of the vocabulary."""


@dataclass(frozen=True)
class Step:
    """One thing that is done with items; `to` is who has them afterwards, `seal` the seal that they are then under.

    `giver` and `found_seal` are what was seen, where that is stated; else they are what the chain says. `found_seals`
    are the numbers read on several items, by their ids. `because` is why it is recorded although the chain speaks
    against it. `fields` are further typed values of the event.
    """

    action: str
    at: str
    to: Hand = NOBODY
    giver: Hand = NOBODY
    seal: str = ""
    found_seal: str = ""
    because: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    found_seals: Mapping[str, str] = field(default_factory=dict)

    @property
    def without_seal(self) -> bool:
        """Whether no seal was found."""
        return not self.found_seal and self.fields.get("seal_condition") == "none"

    def of_item(self, item: str) -> Step:
        """The step as it is of one of its items (an id): with the number that was read on that one."""
        read = self.found_seals.get(item, self.found_seal) or str(self.fields.get("seal_read") or "")
        return replace(self, found_seal=read, found_seals={})

    def of_contents(self, item: str) -> Step:
        """The step as it is of what lies in a package: its own seal stays, and is read only where that is said."""
        read = self.found_seals.get(item, "")
        fields = {name: value for name, value in self.fields.items() if name not in ("seal_condition", "seal_read")}
        return replace(self, giver=NOBODY, seal="", found_seal=read, found_seals={}, fields=fields)


def refuse_senseless(step: Step) -> None:
    """Raise ValueRefused for a step that says too little to be an event of any item."""
    if step.action not in DEEDS:
        raise ValueRefused("{value} is not one of: {allowed}.", value=step.action, allowed=", ".join(DEEDS))
    read_instant(step.at)
    if DEEDS[step.action].moves and not step.to:
        raise ValueRefused(
            "“{action}” names who has the item afterwards; nobody was named.", action=_label(step.action)
        )
    if step.action == "sealed" and not step.seal:
        raise ValueRefused("An item that is sealed gets the number of its seal; none was given.")


def objections(
    item: str, standing: Standing, step: Step, called: Mapping[str, str], *, inside: bool = False
) -> Iterator[Message]:
    """What the recorded custody of `item` (its code) says against a step; `called` is what holders are called.

    `inside` says that it lies in a package, whose seal is the one that is read.
    """
    yield from _against_beginning(item, standing, step)
    if comes_after_clock(step.at, datetime.now().astimezone().isoformat(timespec="seconds")):
        yield say("{at} has not come yet by the clock of this device.", at=step.at)
    if not standing.begun:
        return
    yield from _against_order(item, standing, step)
    yield from _against_hands(item, standing, step, called)
    if DEEDS[step.action].reads and standing.seal:
        yield from _against_reading(item, standing, step, inside=inside)
    else:
        yield from _against_seals(item, standing, step)


def _label(action: str) -> Message:
    return CUSTODY_ACTION.said(action)


def _against_beginning(item: str, standing: Standing, step: Step) -> Iterator[Message]:
    if step.action == BEGINS and standing.begun and not _comes_back(standing, step):
        yield say("The custody of {item} has begun already.", item=item)
    if step.action != BEGINS and not standing.begun:
        yield say("The custody of {item} has not begun: it is collected first.", item=item)


def _comes_back(standing: Standing, step: Step) -> bool:
    authorised = bool(step.fields.get("authority"))
    return comes_back(standing.gone, step.action, to_us=bool(step.to.holder), authorised=authorised)


def _against_order(item: str, standing: Standing, step: Step) -> Iterator[Message]:
    if standing.rivals:
        yield say(
            "{events} both claim to be the last event of {item}: one of them is superseded first.",
            events=" + ".join(standing.rivals), item=item,
        )  # fmt: skip
    if standing.is_gone:
        yield say("Nothing is left of {item}.", item=item)
    elif standing.gone and not _comes_back(standing, step):
        yield say(
            "{item} was let go (“{action}”): it is received or returned first, "
            "and exhumed again only with an authority.",
            item=item, action=_label(standing.gone),
        )  # fmt: skip
    if standing.is_missing != (step.action == "found"):
        missing = say("{item} is reported missing: it is found first.", item=item)
        yield missing if standing.is_missing else say("{item} is not reported missing.", item=item)
    if standing.at and read_instant(step.at).before(read_instant(standing.at)):
        yield say("{item} was handled at {last}, after {at}.", item=item, last=standing.at, at=step.at)


def _against_hands(item: str, standing: Standing, step: Step, called: Mapping[str, str]) -> Iterator[Message]:
    if step.giver and step.giver != standing.hand:
        yield say(
            "{item} is held by {holder}, not by {other}.",
            item=item, holder=_called(standing.hand, called), other=_called(step.giver, called),
        )  # fmt: skip
    if DEEDS[step.action].moves and step.to == standing.hand:
        yield say("{item} is with {holder} already.", item=item, holder=_called(standing.hand, called))
    if not DEEDS[step.action].moves and step.to and step.to != standing.hand:
        yield say(
            "“{action}” gives {item} to nobody else; it is handed over by an event of its own.",
            action=_label(step.action), item=item,
        )  # fmt: skip


def _against_seals(item: str, standing: Standing, step: Step) -> Iterator[Message]:
    if step.found_seal and step.found_seal != standing.seal:
        if standing.seal:
            yield say(
                "{item} should be under seal {seal}; {found} was found.",
                item=item, seal=standing.seal, found=step.found_seal,
            )  # fmt: skip
        else:
            yield say("{item} should be under no seal; {found} was found.", item=item, found=step.found_seal)
    if DEEDS[step.action].bare and standing.seal:
        yield say("{item} is under seal {seal}: it is opened first.", item=item, seal=standing.seal)
    if step.action == "opened" and not standing.seal:
        yield say("{item} is under no seal that could be opened.", item=item)


def _against_reading(item: str, standing: Standing, step: Step, *, inside: bool) -> Iterator[Message]:
    """Who takes a sealed item reads the number on its seal; the number that it should be is not told to who reads."""
    if step.found_seal and step.found_seal != standing.seal:
        yield say(
            "The number read on {item}, {found}, is not that of the seal that it was put under.",
            item=item, found=step.found_seal,
        )  # fmt: skip
    elif step.without_seal and not inside:
        yield say("{item} should be under a seal, and none was found.", item=item)
    elif not step.found_seal and not inside:
        yield say("{item} is under seal: who receives it reads the number on the seal; none was given.", item=item)


def _called(hand: Hand, called: Mapping[str, str]) -> str | Message:
    if not hand:
        return say("nobody")
    return called.get(hand.holder, hand.holder) if hand.holder else hand.outside


def next_event(item: str, standing: Standing, step: Step, *, sha256: str = "") -> dict[str, Any]:
    """The typed values of the event that a step is of one item (its id), but for its code.

    `sha256` is the hash of the file that the item is.
    """
    came = step.giver or (NOBODY if step.action == BEGINS else standing.hand)
    kept = step.to or (came if not DEEDS[step.action].moves else NOBODY)
    found_none = step.without_seal and DEEDS[step.action].reads
    before = "" if found_none else step.found_seal or standing.seal
    values = {
        "item": item,
        "sequence": standing.number + 1,
        "action": step.action,
        "at": step.at,
        "from_holder": came.holder,
        "from_outside": came.outside,
        "to_holder": kept.holder,
        "to_outside": kept.outside,
        "seal_before": before,
        "seal_read": step.found_seal,
        "seal_after": seal_afterwards(step, before),
        "hash_before": standing.sha256 or (sha256 if standing.begun else ""),
        "hash_after": sha256,
        **step.fields,
    }
    return {name: value for name, value in values.items() if value not in ("", None, ())}


def seal_afterwards(step: Step, before: str) -> str:
    """The seal that an item is under after a step."""
    if step.action in ("opened", "consumed", "destroyed"):
        return ""
    return step.seal or before
