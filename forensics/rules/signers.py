"""Whose key signed: the keys that a lead enrolled for practitioners, held against who is said to have signed."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from forensics.custody.holding import Hand, giver, taker
from forensics.messages import Message, say
from forensics.problems import Problem
from forensics.records.evidence import Custody
from forensics.records.planning import Practitioner
from forensics.rules.around import LinkedRule, Surroundings
from forensics.rules.between import filled
from forensics.rules.deciding import keys_of

GIVER, RECEIVER = "signed_by_giver", "signed_by_receiver"
_SIGNED = re.compile(r"key ([0-9a-f]{32})(?: |$)")


def key_in(signature: str) -> str:
    """The fingerprint of the key that a signature names; empty where it is none of ours."""
    match = _SIGNED.match(signature)
    return match[1] if match else ""


@dataclass(frozen=True)
class Signers:
    """The practitioners of a project by their ids, with the keys that each of them signs with."""

    people: Mapping[str, Practitioner] = field(default_factory=dict)

    def has(self, person: str, key: str, *moments: str) -> bool:
        """Whether a key was that person's at one of these moments (ISO 8601)."""
        one = self.people.get(person)
        return one is not None and any(key in keys_of(one, at) for at in moments or ("",))

    def knows_keys_of(self, person: str) -> bool:
        """Whether any key of theirs is known."""
        one = self.people.get(person)
        return one is not None and bool(keys_of(one, ""))

    def owners(self, key: str, *moments: str) -> tuple[Practitioner, ...]:
        """Those whose key it was at one of these moments."""
        return tuple(one for id_, one in self.people.items() if self.has(id_, key, *moments))

    def side_of(self, key: str, gives: Hand, takes: Hand, *moments: str) -> str:
        """The side for which a device signs a hand-over that it records; none where its key is somebody else's.

        A key that nobody is known by signs for who gives, or who takes it from somebody outside.
        """
        for side, hand in ((GIVER, gives), (RECEIVER, takes)):
            if self.has(hand.holder, key, *moments):
                return side
        side, hand = (GIVER, gives) if gives.holder or not gives.outside else (RECEIVER, takes)
        return "" if self.against(hand.holder, key, *moments) else side

    def against(self, person: str, key: str, *moments: str) -> Message | None:
        """Why a key does not sign for a person; None where it does, or nothing is known of whose it is."""
        one = self.people.get(person)
        if one is None or self.has(person, key, *moments):
            return None
        others = ", ".join(str(other.code) for other in self.owners(key, *moments))
        if others:
            return say("key {key} is that of {other}, and not of {holder}", key=key, other=others, holder=one.code)
        if self.knows_keys_of(person):
            return say("key {key} is none of the keys of {holder}", key=key, holder=one.code)
        return None

    def told(self, signature: str, person: str, *moments: str) -> Message | str:
        """A signature as it is printed: whose key it was, and whether that is who should have signed."""
        key = key_in(signature)
        if not key:
            return signature
        if self.has(person, key, *moments):
            return say("{holder}, with key {key}", holder=self.people[person].code, key=key)
        others = ", ".join(str(other.code) for other in self.owners(key, *moments))
        if others:
            return say("with the key of {other}: {key}", other=others, key=key)
        return say("with key {key}, which is enrolled for nobody", key=key)


def half_signed(event: Custody, holder: Hand, people: Container[str]) -> Message | None:
    """What a hand-over between two of our own lacks until both have signed it; `holder` had the item before.

    On paper both signed where the scan of a receipt is named. `people` are the ids of practitioners.
    """
    gives, takes = giver(event) or holder, taker(event)
    if gives.holder not in people or takes.holder not in people or filled(event, "receipt"):
        return None
    given, taken = event.signed_by_giver or "", event.signed_by_receiver or ""
    if given and not taken:
        return say("{event} is signed by who gives alone; who receives has not signed yet.", event=event.code)
    if taken and not given:
        return say("{event} is signed by who receives alone; who gives has not signed yet.", event=event.code)
    if given and key_in(given) and key_in(given) == key_in(taken):
        return say(
            "{event} is signed on both sides with one key, {key}: that is one signature.",
            event=event.code, key=key_in(given),
        )  # fmt: skip
    return None


def signature_is_of_who_signed(event: Custody, around: Surroundings) -> Iterator[Problem]:
    """A key that stands under a hand-over was enrolled for who is said to have signed, then or by now."""
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    for name, id_ in ((GIVER, event.from_holder), (RECEIVER, event.to_holder)):
        key, person = key_in(getattr(event, name) or ""), around.record(id_) if id_ is not None else None
        if not key or not isinstance(person, Practitioner):
            continue
        if not any(key in keys_of(person, at) for at in (event.at or "", now)):
            message = say("Key {key} is not enrolled for {holder}.", key=key, holder=person.code)
            yield Problem(name, getattr(event, name), message, refuses=False)


LINKED: Mapping[str, tuple[LinkedRule, ...]] = {"custody": (signature_is_of_who_signed,)}


def signers_among(practitioners: Iterable[Practitioner]) -> Signers:
    """The signers that these practitioners are."""
    return Signers({one.id: one for one in practitioners if one.id is not None})
