"""Numbers of remains: the site, a running number and B, BP or GB; and the blocks of them that teams take with them.

Two teams that work apart never give one number twice: each takes numbers from a block that was reserved for its device,
or, where none was, puts the device's short name before the number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from forensics.errors import ValueRefused

SUFFIXES: Mapping[str, str] = {"body": "B", "body_part": "BP", "general_bone": "GB"}
"""By class of remains; other classes have a number without one."""

SERIES = ("case", "artefact", "sample", "media")
DIGITS = 3
_RUNNING = re.compile(r"0*(\d{1,9})(?:[-_ ./]?[A-Z]{1,2})?")


@dataclass(frozen=True, slots=True)
class Block:
    """The numbers from `first` to `last` of one series of a site, for one device; `team` is the code of who has it."""

    series: str
    first: int
    last: int
    device: str = ""
    team: str = ""

    @property
    def numbers(self) -> range:
        return range(self.first, self.last + 1)

    def as_row(self) -> dict[str, str]:
        """As a row of a site's blocks."""
        row = {"series": self.series, "first": str(self.first), "last": str(self.last), "device": self.device,
               "team": self.team}  # fmt: skip
        return {name: text for name, text in row.items() if text}


def read_block(row: Mapping[str, str]) -> Block:
    """A row of a site's blocks; raises ValueRefused."""
    series = row.get("series", "")
    if series not in SERIES:
        raise ValueRefused("{value} is not one of: {allowed}.", value=series, allowed=", ".join(SERIES))
    numbers = [row.get(name, "").strip() for name in ("first", "last")]
    if not all(re.fullmatch(r"\d{1,9}", number) for number in numbers) or int(numbers[0]) > int(numbers[1]):
        raise ValueRefused(
            "A block of numbers goes from a number to a larger one; {first} to {last} does not.",
            first=numbers[0], last=numbers[1],
        )  # fmt: skip
    return Block(series, int(numbers[0]), int(numbers[1]), row.get("device", ""), row.get("team", ""))


def overlapping(blocks: Iterable[Block]) -> tuple[Block, Block] | None:
    """Two blocks of one series that have a number in common; None where no two have."""
    ordered = sorted(blocks, key=lambda block: (block.series, block.first, block.last))
    for one, other in pairwise(ordered):
        if one.series == other.series and other.first <= one.last:
            return one, other
    return None


def running_number(code: str, prefix: str) -> int | None:
    """The running number of a code that begins with `prefix`, whatever its suffix; None of any other code."""
    found = _RUNNING.fullmatch(code.removeprefix(prefix)) if code.startswith(prefix) else None
    return int(found[1]) if found else None


def next_number(site: str, suffix: str, device: str, blocks: Sequence[Block], codes: Iterable[str]) -> str:
    """The next number of remains at a site, for this device.

    `codes` are all numbers of the project that are taken, `blocks` those of the site. A block that is used up is
    followed by the next one of the device, and at last by numbers that begin with its short name.
    """
    taken = list(codes)
    used = {number for code in taken if (number := running_number(code, f"{site}-")) is not None}
    for block in sorted(blocks, key=lambda one: one.first):
        if block.series == "case" and block.device == device:
            free = next((number for number in block.numbers if number not in used), None)
            if free is not None:
                return f"{site}-{free:0{DIGITS}d}{suffix}"
    own = f"{site}-{device}-"
    last = max((number for code in taken if (number := running_number(code, own)) is not None), default=0)
    return f"{own}{last + 1:0{DIGITS}d}{suffix}"


@dataclass(frozen=True)
class Account:
    """What became of the numbers of a block: used, explained (with the reason), and neither."""

    block: Block
    used: Mapping[int, str]
    explained: Mapping[int, str]
    unexplained: tuple[int, ...]


def account(site: str, block: Block, codes: Iterable[str], explained: Iterable[Mapping[str, str]]) -> Account:
    """Every number of a block is used, not used for a recorded reason, or listed as unexplained."""
    used = {number: code for code in codes
            if (number := running_number(code, f"{site}-")) is not None and number in block.numbers}  # fmt: skip
    reasons = {
        int(row["number"]): row.get("reason", "")
        for row in explained
        if row.get("series") == block.series and row.get("number", "").isdigit() and row.get("reason")
    }
    given = {number: reasons[number] for number in block.numbers if number in reasons and number not in used}
    left = tuple(number for number in block.numbers if number not in used and number not in given)
    return Account(block, dict(sorted(used.items())), given, left)
