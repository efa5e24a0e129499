"""Whose key signed: the keys that a lead enrolled for practitioners, held against who is said to have signed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from forensics.custody.holding import Hand
from forensics.messages import Message, say
from forensics.problems import Problem
from forensics.records.evidence import Custody
from forensics.records.planning import Practitioner
from forensics.rules.around import LinkedRule, Surroundings
from forensics.rules.deciding import holds_at, keys_of

GIVER, RECEIVER = "signed_by_giver", "signed_by_receiver"
_SIGNED = re.compile(r"key ([0-9a-f]{32})(?: |$)")


def key_in(signature: str) -> str:
    """The fingerprint of the key that a signature names; empty where it is none of ours."""
    match = _SIGNED.match(signature)
    return match[1] if match else ""


@dataclass(frozen=True)
class Signers:
    """The practitioners of a project by their ids, with the keys that each of them signs with.

    `people` hold the keys that count alone; `claimed` are those that stand with a person and do not, by the person's
    id. `first` is the key that made the project, where nobody else enrolled it for whose it is.
    """

    people: Mapping[str, Practitioner] = field(default_factory=dict)
    claimed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    first: str = ""

    @cached_property
    def _rows(self) -> Mapping[str, tuple[tuple[str, Mapping[str, Any]], ...]]:
        """By fingerprint whose key it is, with the row that says so."""
        found: dict[str, list[tuple[str, Mapping[str, Any]]]] = {}
        for id_, one in self.people.items():
            for row in one.signing_keys or ():
                found.setdefault(str(row.get("fingerprint") or ""), []).append((id_, row))
        return {key: tuple(rows) for key, rows in found.items() if key}

    def _holding(self, key: str, at: str) -> frozenset[str]:
        """The ids of those whose key it was at a moment, or ever where none is given."""
        return frozenset(id_ for id_, row in self._rows.get(key, ()) if holds_at(row, at))

    def has(self, person: str, key: str, *moments: str) -> bool:
        """Whether a key was that person's at one of these moments (ISO 8601), and nobody else's at that one."""
        return any(self._holding(key, at) == {person} for at in moments or ("",))

    def knows_keys_of(self, person: str, at: str = "") -> bool:
        """Whether any key of theirs is known, at a moment where one is given."""
        one = self.people.get(person)
        return one is not None and bool(keys_of(one, at))

    def owners(self, key: str, *moments: str) -> tuple[Practitioner, ...]:
        """Those whose key it was at one of these moments."""
        held = frozenset().union(*(self._holding(key, at) for at in moments or ("",)))
        return tuple(one for id_, one in self.people.items() if id_ in held)

    def side_of(self, key: str, gives: Hand, takes: Hand, *moments: str) -> str:
        """The side for which a device signs a hand-over that it records; none where its key is somebody else's.

        Whose key it is signs for the place on the other side, where they are neither hand. A key that nobody is known
        by signs for who gives, or who takes it from somebody outside.
        """
        for side, hand in ((GIVER, gives), (RECEIVER, takes)):
            if self.has(hand.holder, key, *moments):
                return side
        if self.owners(key, *moments):
            places = ((GIVER, gives), (RECEIVER, takes))
            return next((side for side, hand in places if self.is_place(hand)), "")
        side, hand = (GIVER, gives) if gives.holder or not gives.outside else (RECEIVER, takes)
        return "" if self.knows_keys_of(hand.holder) else side

    def begins(self, key: str, takes: Hand, *moments: str) -> bool:
        """Whether a device signs for who took an item up: by their own key, or by one person's for a place of ours."""
        place = self.is_place(takes) and self.against_place(key, *moments) is None
        return place or self.has(takes.holder, key, *moments)

    def is_place(self, hand: Hand) -> bool:
        """Whether a hand is a store or another place of ours, for which a person signs."""
        return bool(hand.holder) and hand.holder not in self.people

    def against(self, person: str, key: str, *moments: str) -> Message | None:
        """Why a key does not sign for a person; None where it does, or they are no practitioner."""
        one = self.people.get(person)
        if one is None or self.has(person, key, *moments):
            return None
        owners = self.owners(key, *moments)
        others = ", ".join(str(other.code) for other in owners if other is not one)
        if others and one in owners:
            return say("key {key} is enrolled for {holder} and for {other}, and proves neither",
                       key=key, holder=one.code, other=others)  # fmt: skip
        if others:
            return say("key {key} is that of {other}, and not of {holder}", key=key, other=others, holder=one.code)
        if key in self.claimed.get(person, ()):
            return say("key {key} stands with {holder}, but no lead other than {holder} enrolled it",
                       key=key, holder=one.code)  # fmt: skip
        if self.knows_keys_of(person):
            return say("key {key} is none of the keys of {holder}", key=key, holder=one.code)
        return say("key {key} is enrolled for nobody", key=key)

    def against_place(self, key: str, *moments: str) -> Message | None:
        """Why a key does not sign for a store or another place; None where it is one person's."""
        owners = self.owners(key, *moments)
        if len(owners) == 1:
            return None
        if not owners:
            return say("key {key} is enrolled for nobody", key=key)
        others = ", ".join(str(one.code) for one in owners)
        return say("key {key} is enrolled for several, {others}, and proves none of them", key=key, others=others)

    def refusing(self, hand: Hand, key: str, *moments: str) -> Message | None:
        """Why a key is not to sign for a hand; None too where nobody is known by it yet, nor their keys."""
        if self.is_place(hand):
            return self.against_place(key, *moments) if self.owners(key, *moments) else None
        known = self.owners(key, *moments) or self.knows_keys_of(hand.holder)
        return self.against(hand.holder, key, *moments) if known else None

    def told(self, signature: str, person: str, *moments: str) -> Message | str:
        """A signature as it is printed: whose key it was, and whether that is who should have signed."""
        key = key_in(signature)
        if not key:
            return say("{text} (words, and no key)", text=signature)
        if self.has(person, key, *moments):
            return self._told_first(key, self.people[person])
        owners = self.owners(key, *moments)
        if len(owners) == 1 and person not in self.people:
            return self._told_first(key, owners[0])
        others = ", ".join(str(other.code) for other in owners)
        if others:
            return say("with the key of {other}: {key}", other=others, key=key)
        return say("with key {key}, which is enrolled for nobody", key=key)

    def _told_first(self, key: str, one: Practitioner) -> Message:
        if key == self.first:
            return say("{holder}, with key {key}, which made this project and was enrolled by nobody else",
                       holder=one.code, key=key)  # fmt: skip
        return say("{holder}, with key {key}", holder=one.code, key=key)


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


def shared_with(one: Practitioner, people: Iterable[Practitioner]) -> dict[str, list[str]]:
    """The keys that a person has with others at one time: the codes of these by fingerprint."""
    found: dict[str, list[str]] = {}
    mine = {str(row["fingerprint"]): row for row in one.signing_keys or () if row.get("fingerprint")}
    for other in people:
        for row in other.signing_keys or () if other.id != one.id else ():
            key = str(row.get("fingerprint") or "")
            if key in mine and _meet(mine[key], row) and other.code not in found.get(key, ()):
                found.setdefault(key, []).append(str(other.code))
    return found


def _meet(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two rows of one key hold at one time."""
    later = max(str(one.get("since") or ""), str(other.get("since") or ""))
    return not later or (holds_at(one, later) and holds_at(other, later))
