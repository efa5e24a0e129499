"""What lies in what: packages with all that they hold, and the seals that are counted in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from forensics.custody.holding import Standing
from forensics.messages import Message, say


@dataclass(frozen=True)
class Packing:
    """The contents of every package, by the ids of packages and items."""

    holds: Mapping[str, tuple[str, ...]]

    def within(self, package: str) -> tuple[str, ...]:
        """All that lies in a package, at any depth, each once; a circle of packages is walked once."""
        seen: dict[str, None] = {}
        waiting = list(self.holds.get(package, ()))
        while waiting:
            item = waiting.pop(0)
            if item not in seen and item != package:
                seen[item] = None
                waiting.extend(self.holds.get(item, ()))
        return tuple(seen)

    def around(self, item: str) -> tuple[str, ...]:
        """The packages that say they hold an item; more than one is a contradiction."""
        return tuple(package for package, held in self.holds.items() if item in held)

    def outermost(self, item: str) -> tuple[str, ...]:
        """The packages that an item lies in, the nearest first; a circle ends where it closes."""
        found: list[str] = []
        around = self.around(item)
        while around and around[0] not in (*found, item):
            found.append(around[0])
            around = self.around(around[0])
        return tuple(found)


def apart_from_package(
    item: str, package: str, of_item: Standing, of_package: Standing, called: Mapping[str, str]
) -> Message | None:
    """What is said where an item lies in a package that somebody else holds; the first two are codes."""
    if not of_item.begun or not of_package.begun or set(of_item.hands) == set(of_package.hands):
        return None
    return say(
        "{item} lies in {package}, but {holder} holds the item and {other} the package: the item is in two hands.",
        item=item, package=package, holder=_named(of_item, called), other=_named(of_package, called),
    )  # fmt: skip


def _named(standing: Standing, called: Mapping[str, str]) -> str:
    return " + ".join(called.get(hand.holder, hand.holder) or hand.outside or "–" for hand in standing.hands)


@dataclass(frozen=True)
class Count:
    """The seals of a package, counted: those expected and seen, expected and not seen, seen and not expected."""

    seen: tuple[str, ...]
    missing: tuple[str, ...]
    foreign: tuple[str, ...]
    twice: tuple[str, ...] = ()

    @property
    def agrees(self) -> bool:
        return not (self.missing or self.foreign or self.twice)


def count_seals(expected: Iterable[str], counted: Sequence[str]) -> Count:
    """Hold the seals that were counted against those that should be there; blanks around them do not matter."""
    wanted = list(dict.fromkeys(expected))
    found = [seal.strip() for seal in counted if seal.strip()]
    once = list(dict.fromkeys(found))
    return Count(
        seen=tuple(seal for seal in wanted if seal in once),
        missing=tuple(seal for seal in wanted if seal not in once),
        foreign=tuple(seal for seal in once if seal not in wanted),
        twice=tuple(seal for seal in once if found.count(seal) > 1),
    )


def told_of(counted: Count) -> list[Message]:
    """What is wrong with a count of seals: foreign ones and those read twice first, then the missing ones."""
    found = [
        (say("Not of this package: {seals}.", seals=", ".join(counted.foreign)), counted.foreign),
        (say("Counted twice: {seals}.", seals=", ".join(counted.twice)), counted.twice),
        (say("Missing: {seals}.", seals=", ".join(counted.missing)), counted.missing),
    ]
    return [message for message, seals in found if seals]
