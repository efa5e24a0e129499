"""Numbers by site of remains, artefacts, samples and photographs, and the blocks of them that teams take with them.

A number is the site, what the series is known by (nothing for remains), a running number and, of remains, B, BP or GB.
Two teams that work apart never give one number twice: each takes numbers from a block that was reserved for its device,
or, where none was, puts the device's short name before the number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count, pairwise

from forensics.errors import ValueRefused
from forensics.folding import in_latin_letters, keys_alike, look_of

SUFFIXES: Mapping[str, str] = {"body": "B", "body_part": "BP", "general_bone": "GB"}
"""By class of remains; other classes have a number without one."""

SERIES: Mapping[str, str] = {"case": "", "artefact": "A-", "sample": "SA-", "media": "M-"}
"""The types that are numbered by site, with what stands between the site and the running number."""

FORM = "form"
"""The system of other numbers under which a scan keeps the number of its form."""

EARLIER = "earlier"
"""The system, among the other numbers of a record, of a number that was its own before."""

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
    """The running number of a code that begins with `prefix`, whatever its suffix; None of any other code.

    Letters of two alphabets that look alike are one: a Cyrillic В takes a number as much as a Latin B.
    """
    code, prefix = in_latin_letters(code), in_latin_letters(prefix)
    found = _RUNNING.fullmatch(code.removeprefix(prefix)) if code.startswith(prefix) else None
    return int(found[1]) if found else None


_SUFFIX = re.compile(rf"(?<=\d)[-_./ ]*(?:{'|'.join(SUFFIXES.values())})\s*$", re.IGNORECASE)


def earlier_numbers(rows: Iterable[Mapping[str, str]] | None) -> Iterator[str]:
    """The numbers that were a record's own before, of its other numbers."""
    return (row.get("number", "") for row in rows or () if row.get("system") == EARLIER)


def renumbered(
    type_: str, rows: Iterable[Mapping[str, str]] | None, before: str, after: str, since: str
) -> tuple[dict[str, str], ...] | None:
    """The other numbers of a record whose number changes: the one before is kept, with the day `since` when it was its.

    None for a type that is not numbered by site, or where nothing changes.
    """
    if type_ not in SERIES or not before or before == after:
        return None
    held = [dict(row) for row in rows or () if (row.get("system"), row.get("number")) != (EARLIER, after)]
    row = {"system": EARLIER, "number": before, **({"since": since} if since else {})}
    return tuple(held) if before in earlier_numbers(held) else (*held, row)


def suffix_of(code: str) -> str:
    """B, BP or GB where a number of remains ends in it; empty of any other."""
    latin = in_latin_letters(code).upper()
    found = _SUFFIX.search(latin)
    return found[0].strip("-_./ \t") if found else ""


def is_number_of(code: str, site: str) -> bool:
    """Whether a code is a number of remains at a site: the site, a running number and perhaps a suffix.

    Between site and number may stand the short name of the device that gave it.
    """
    latin, prefix = (in_latin_letters(one).upper() for one in (code, prefix_of(site, "case")))
    return latin.startswith(prefix) and bool(_OWN.fullmatch(_SUFFIX.sub("", latin.removeprefix(prefix))))


_OWN = re.compile(r"(?:[^\W_]{1,16}-)?\d{1,9}")


def stem_of(code: str) -> str:
    """A number of remains without B, BP or GB, which say what they are and not which; in Latin letters."""
    return _SUFFIX.sub("", in_latin_letters(code))


def taken_for(type_: str, code: str) -> str:
    """What a number is taken for at a glance; of remains whatever the suffix, which makes it no other number."""
    return look_of(stem_of(code) if type_ == "case" else code)


def keys_taken_for(type_: str, code: str) -> tuple[str, ...]:
    """What the index is asked for, any of these, to find the codes of a type that are taken for this number."""
    stem = stem_of(code)
    if type_ != "case" or not stem[-1:].isdigit():
        return keys_alike(code)
    return tuple(dict.fromkeys(key for suffix in ("", *SUFFIXES.values()) for key in keys_alike(stem + suffix)))


def prefix_of(site: str, series: str) -> str:
    """What every number of a series at a site begins with."""
    return f"{site}-{SERIES[series]}"


def number_of(site: str, series: str, number: int, suffix: str = "") -> str:
    """A number of a block as it is written on a label and in the register."""
    return f"{prefix_of(site, series)}{number:0{DIGITS}d}{suffix}"


def reserved_numbers(
    site: str, series: str, suffix: str, device: str, blocks: Sequence[Block], codes: Iterable[str]
) -> Iterator[str]:
    """The numbers of a device's blocks at a site that are not used yet, from the first one on.

    `codes` are all numbers of the series that are taken, `blocks` those of the site.
    """
    prefix = prefix_of(site, series)
    used = {number for code in codes if (number := running_number(code, prefix)) is not None}
    for block in sorted(blocks, key=lambda one: one.first):
        if block.series == series and block.device == device:
            yield from (number_of(site, series, number, suffix) for number in block.numbers if number not in used)


def numbers_by_device(site: str, series: str, suffix: str, device: str, codes: Iterable[str]) -> Iterator[str]:
    """The numbers of who has no block, or none that is left: they begin with the device's short name."""
    own = f"{prefix_of(site, series)}{device}-"
    last = max((number for code in codes if (number := running_number(code, own)) is not None), default=0)
    return (f"{own}{number:0{DIGITS}d}{suffix}" for number in count(last + 1))


def next_number(site: str, suffix: str, device: str, blocks: Sequence[Block], codes: Iterable[str]) -> str:
    """The next number of remains at a site, for this device: of its blocks, then one with its short name."""
    taken = list(codes)
    return next(
        chain(
            reserved_numbers(site, "case", suffix, device, blocks, taken),
            numbers_by_device(site, "case", suffix, device, taken),
        )
    )


def as_runs(numbers: Iterable[int]) -> str:
    """Numbers in few words: “6–10, 12”."""
    found: list[list[int]] = []
    for number in sorted(numbers):
        if found and found[-1][1] == number - 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in found)


@dataclass(frozen=True)
class Account:
    """What became of the numbers of a block: used, voided or explained (each with the reason), and none of these."""

    block: Block
    used: Mapping[int, str]
    voided: Mapping[int, str]
    explained: Mapping[int, str]
    unexplained: tuple[int, ...]


def account(
    site: str,
    block: Block,
    codes: Iterable[str],
    explained: Iterable[Mapping[str, str]],
    voided: Mapping[str, str] | None = None,
) -> Account:
    """Every number of a block is used, voided with a reason, not used for a recorded one, or listed as unexplained.

    `voided` holds the reasons by the code of each voided record.
    """
    prefix, void = prefix_of(site, block.series), voided or {}
    written = {number: code for code in sorted(codes, key=lambda code: code not in void)
               if (number := running_number(code, prefix)) is not None and number in block.numbers}  # fmt: skip
    used = {number: code for number, code in sorted(written.items()) if code not in void}
    gone = {number: void[code] for number, code in sorted(written.items()) if code in void}
    reasons = {
        int(row["number"]): row.get("reason", "")
        for row in explained
        if row.get("series") == block.series and row.get("number", "").isdigit() and row.get("reason")
    }
    given = {number: reasons[number] for number in block.numbers if number in reasons and number not in written}
    left = tuple(number for number in block.numbers if number not in written and number not in given)
    return Account(block, used, gone, given, left)
