"""The custody of every invented case, artefact, sample, package and picture, from its collection and without a gap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from typing import Any

from forensics.changes import Change
from forensics.custody.deeds import BEGINS, HAND_OVERS
from forensics.rules.custody_chain import READ
from layers.demo.bodies import Remains
from layers.demo.evidence import Item, boxes, custodian, sent_on
from layers.demo.exhumations import crew
from layers.demo.making import EXAMPLE, Maker
from layers.demo.media import Picture
from layers.demo.places import CEMETERY, LABORATORIES, MORTUARIES, STORES
from layers.demo.remains import seal, status_of
from layers.demo.signing import acts_for, signature


@dataclass
class Chain:
    """The events of one item: each begins with whom the one before it ended."""

    make: Maker
    numbers: Iterator[int]
    item: str
    hand: tuple[str, str] | None = None
    seal: str | None = None
    sequence: Iterator[int] = field(default_factory=lambda: count(1))

    def event(self, action: str, day: date, hour: float, to: tuple[str, str], **more: Any) -> Change:
        """The next event; `to` is the type and code of the holder after it, `sealed` the seal then."""
        sealed = more.pop("sealed", self.seal)
        gave, before = self.hand, self.seal
        self.hand, self.seal = to, sealed
        signs = gave is not None and (action in HAND_OVERS or gave != to)
        giver, taker = _signatures(gave, to) if signs and gave is not None else (None, None)
        if action == BEGINS:
            taker = signature(to[1])
        return self.make.add(
            "custody", f"EX-CU-{next(self.numbers):05d}", item=self.item, sequence=next(self.sequence), action=action,
            at=self.make.moment(day, hour), from_holder=self.make.id(*gave) if gave else None,
            to_holder=self.make.id(*to), facility=self.make.id(*to) if to[0] == "facility" else None,
            purpose=f"{EXAMPLE}: {action.replace('_', ' ')}", signed_by_giver=giver, signed_by_receiver=taker,
            seal_before=before, seal_read=before if action in READ else None, seal_after=sealed,
            seal_condition="intact" if before else None, condition=f"{EXAMPLE}: as before", **more,
        )  # fmt: skip


def _signatures(gives: tuple[str, str], takes: tuple[str, str]) -> tuple[str, str]:
    """Those of both hands; for a place somebody signs who is not the other hand."""
    giver = gives[1] if gives[0] == "practitioner" else acts_for(takes[1])
    taker = takes[1] if takes[0] == "practitioner" else acts_for(giver)
    return signature(giver), signature(taker)


def custody(
    make: Maker, found: Sequence[Remains], artefacts: Sequence[Item], samples: Sequence[Item], shown: Sequence[Picture]
) -> Iterator[Change]:
    """The chains of all items, one after the other."""
    numbers = count(1)
    taken: dict[str, list[str]] = {}
    for item in samples:
        assert item.case is not None
        taken.setdefault(item.case.code, []).append(item.code)
    for one in found:
        yield from _of_case(Chain(make, numbers, make.id("case", one.code)), one, taken.get(one.code, []))
    for item in artefacts:
        yield from _of_artefact(Chain(make, numbers, make.id("artefact", item.code)), item)
    for item in samples:
        yield from _of_sample(Chain(make, numbers, make.id("sample", item.code)), item)
    for box, held in boxes(artefacts).items():
        yield from _of_box(Chain(make, numbers, make.id("package", box)), box, held)
    for picture in shown:
        yield from _of_picture(Chain(make, numbers, make.id("media", picture.code)), picture)


def _of_case(chain: Chain, one: Remains, samples: Sequence[str]) -> Iterator[Change]:
    digger, keeper = ("practitioner", crew(one.campaign, "archaeologist")), ("practitioner", custodian(one.campaign))
    mortuary, expert = ("facility", MORTUARIES[one.campaign.number % 2]), ("practitioner", crew(one.campaign, "expert"))
    authority = chain.make.id("authority", one.campaign.authority)
    first, second = seal(one.code, 1), seal(one.code, 2)
    yield chain.event("collected", one.day, one.timing, digger, authority=authority)
    yield chain.event("sealed", one.day, one.timing + 0.3, digger, sealed=first)
    yield chain.event("transferred", one.day, 18.0, keeper)
    yield chain.event("received", one.day, 19.5, mortuary)
    yield chain.event("opened", one.examined, 9.0, expert, sealed=None)
    yield chain.event("examined", one.examined, 10.0, expert)
    if samples:
        yield chain.event("sampled", one.examined, 11.2, expert, made=chain.make.ids("sample", samples))
    yield chain.event("sealed", one.examined, 13.0, expert, sealed=second)
    yield chain.event("returned", one.examined, 14.0, mortuary)
    if status_of(one) == "reburied":
        yield chain.event(
            "reburied", one.examined + timedelta(days=90), 11.0, ("facility", CEMETERY), authority=authority
        )


def _of_artefact(chain: Chain, item: Item) -> Iterator[Change]:
    digger, keeper = ("practitioner", crew(item.campaign, "archaeologist")), ("practitioner", custodian(item.campaign))
    packed = item.campaign.end + timedelta(days=1)
    yield chain.event("collected", item.day, item.hour, digger)
    yield chain.event("sealed", item.day, item.hour + 0.2, digger, sealed=seal(item.code, 1))
    yield chain.event("transferred", item.day, 18.2, keeper)
    made = chain.make.ids("package", [item.box] if item.box else [])
    yield chain.event("packed", packed, 10.0, keeper, made=made)
    yield chain.event("stored", packed, 15.0, ("facility", item.store))


def _of_sample(chain: Chain, item: Item) -> Iterator[Change]:
    expert, keeper = ("practitioner", crew(item.campaign, "expert")), ("practitioner", custodian(item.campaign))
    laboratory = ("facility", LABORATORIES[item.campaign.number % 2])
    yield chain.event("collected", item.day, item.hour, expert)
    yield chain.event("sealed", item.day, item.hour + 0.1, expert, sealed=seal(item.code, 1))
    yield chain.event("transferred", item.day, 16.0, keeper)
    yield chain.event("received", sent_on(item) + timedelta(days=1), 10.0, laboratory)


def _of_box(chain: Chain, box: str, held: Sequence[Item]) -> Iterator[Change]:
    campaign = held[0].campaign
    keeper, day = ("practitioner", custodian(campaign)), campaign.end + timedelta(days=1)
    yield chain.event("collected", day, 9.5, keeper)
    yield chain.event("packed", day, 10.0, keeper)
    yield chain.event("sealed", day, 14.0, keeper, sealed=seal(box, 1))
    yield chain.event("stored", day, 15.0, ("facility", held[0].store))


def _of_picture(chain: Chain, picture: Picture) -> Iterator[Change]:
    maker, own = ("practitioner", crew(picture.campaign, "photographer")), picture.sha256
    yield chain.event("collected", picture.day, picture.hour, maker, hash_after=own)
    store = ("facility", STORES[picture.campaign.number % 2])
    yield chain.event("stored", picture.day, 19.0, store, hash_before=own, hash_after=own)
