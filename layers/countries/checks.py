"""What is wrong with a country pack: one plain sentence for each fault."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from forensics.dates import shortened
from forensics.messages import Message, say
from layers.countries.patterns import LONGEST, PatternRefused, refuse_pattern
from layers.errors import LayersError

FORMAT = 1
CODE = re.compile(r"[a-z][a-z0-9_-]{1,15}")
COLUMN = re.compile(r"[a-z][a-z0-9_]{0,30}")
LANGUAGE = re.compile(r"[a-z]{2,3}")

Described = Mapping[str, Any]


class PackRefused(LayersError):
    """A country pack that cannot be used; `faults` are all that is wrong with it, the message is the first."""

    def __init__(self, *faults: Message) -> None:
        super().__init__(faults[0])
        self.faults = faults


def faults_of(described: Described) -> list[Message]:
    """Every fault of a pack.toml that has been read, in the order of the file."""
    found: list[Message] = []
    for check in _CHECKS:
        found.extend(check(described))
    return found


def _format(described: Described) -> Iterator[Message]:
    if described.get("format") != FORMAT:
        yield say(
            "The country pack has format {value}; this version reads format {allowed}.",
            value=described.get("format", "–"), allowed=FORMAT,
        )  # fmt: skip


def _code(described: Described) -> Iterator[Message]:
    if not _matches(CODE, described.get("code")):
        yield say(
            "The country pack's code is “{value}”; it must be 2 to 16 small Latin letters, digits, - or _.",
            value=described.get("code", "–"),
        )


def _languages(described: Described) -> Iterator[Message]:
    languages = described.get("languages")
    if not isinstance(languages, list) or not languages:
        yield say("The country pack names no language; “languages” must list at least one, the official one first.")
        return
    for language in languages:
        if not _matches(LANGUAGE, language):
            yield say("“{value}” is no language code; write it as ar, fr or uk.", value=language)
    if len(set(map(str, languages))) < len(languages):
        yield say("The country pack lists a language twice: {value}.", value=", ".join(map(str, languages)))


def _bounds(described: Described) -> Iterator[Message]:
    bounds = described.get("bounds")
    if not isinstance(bounds, list) or len(bounds) != 4 or not all(_is_number(one) for one in bounds):
        yield say("The country pack's bounds are {value}; they must be west, south, east, north in degrees.",
                  value=bounds if bounds is not None else "–")  # fmt: skip
        return
    west, south, east, north = bounds
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        yield say(
            "The country pack's bounds are {value}; west must be less than east within ±180 and south less than "
            "north within ±90.",
            value=bounds,
        )


def _name(described: Described) -> Iterator[Message]:
    yield from _labelled(described.get("name"), "name", described)


def _levels(described: Described) -> Iterator[Message]:
    levels = _rows(described, "levels")
    for number, level in enumerate(levels, start=1):
        if level.get("field") != f"admin{number}":
            yield say(
                "Level {number} of the country pack has the field “{value}”; it must be “{allowed}”, largest first.",
                number=number, value=level.get("field", "–"), allowed=f"admin{number}",
            )  # fmt: skip
        yield from _labelled(level.get("label"), f"levels.{number}", described)


def _names(described: Described) -> Iterator[Message]:
    names = _rows(described, "names")
    if not names:
        yield say("The country pack has no field for a settlement's name; “names” must list at least one.")
    for name in names:
        language = name.get("language")
        if name.get("field") != f"name_{language}":
            yield say(
                "The name field “{value}” is for the language “{language}”; it must be called “{allowed}”.",
                value=name.get("field", "–"), language=language or "–", allowed=f"name_{language}",
            )  # fmt: skip
        if language not in described.get("languages", ()):
            yield say("The name field “{value}” is in a language that the pack does not list.",
                      value=name.get("field", "–"))  # fmt: skip
        yield from _labelled(name.get("label"), f"names.{language}", described)


def _code_system(described: Described) -> Iterator[Message]:
    system = described.get("code_system")
    if system is None:
        return
    if not isinstance(system, dict) or not system.get("name"):
        yield say("The country pack's code system has no name.")
        return
    yield from _pattern(system.get("pattern"), "code_system")


def _vocabularies(described: Described) -> Iterator[Message]:
    for name, listed in _table(described, "vocabularies").items():
        codes = listed.get("codes") if isinstance(listed, dict) else None
        if not isinstance(codes, dict) or not codes:
            yield say("The vocabulary “{value}” of the country pack has no codes.", value=name)
            continue
        if not listed.get("source"):
            yield say("The vocabulary “{value}” of the country pack names no source.", value=name)
        for code, label in codes.items():
            if not _matches(COLUMN, code):
                yield say("“{value}” in the vocabulary “{name}” is no code; use small Latin letters, digits and _.",
                          value=code, name=name)  # fmt: skip
            yield from _labelled(label, f"{name}.{code}", described)
        marked = listed.get(SEXUAL, [])
        for code in marked if isinstance(marked, list) else [marked]:
            if not isinstance(code, str) or code not in codes:
                yield say("“{value}” is marked as sexual violence and is no code of the vocabulary “{name}”.",
                          value=str(code), name=name)  # fmt: skip


SEXUAL = "sexual_violence"
"""The key under which a vocabulary lists the codes that say that sexual violence was done."""


def _registers(described: Described) -> Iterator[Message]:
    for register in _rows(described, "case_registers"):
        yield from _labelled(register.get("label"), str(register.get("code", "case_registers")), described)
        yield from _pattern(register.get("pattern"), str(register.get("code", "case_registers")))


def _crs(described: Described) -> Iterator[Message]:
    groups = _rows(described, "crs")
    if not groups:
        yield say("The country pack lists no coordinate system; “crs” must hold at least EPSG 4326.")
    for number, group in enumerate(groups, start=1):
        codes = group.get("epsg")
        if not isinstance(codes, list) or not codes or not all(type(code) is int for code in codes):
            yield say("Group {number} of the coordinate systems has “epsg = {value}”; it must list EPSG numbers.",
                      number=number, value=codes if codes is not None else "–")  # fmt: skip
        yield from _labelled(group.get("group"), f"crs.{number}", described)


def _heights(described: Described) -> Iterator[Message]:
    for height in _rows(described, "heights"):
        yield from _labelled(height.get("label"), str(height.get("datum", "heights")), described)


def _attribution(described: Described) -> Iterator[Message]:
    rows = _rows(described, "attribution")
    if not rows:
        yield say("The country pack names no source of its data; “attribution” must have at least one line.")
    for number, row in enumerate(rows, start=1):
        yield from _labelled(row.get("line"), f"attribution.{number}", described)
        if not row.get("licence"):
            yield say("Line {number} of the attribution names no licence.", number=number)


def _romanisation(described: Described) -> Iterator[Message]:
    table = described.get("romanisation")
    if table is not None and (not isinstance(table, dict) or not isinstance(table.get("letters"), dict)):
        yield say("The romanisation of the country pack has no table of letters.")


def _repeated(described: Described) -> Iterator[Message]:
    fields = sorted(str(row.get("field")) for key in ("levels", "names") for row in _rows(described, key))
    for one, next_one in pairwise(fields):
        if one == next_one:
            yield say("The country pack adds the field “{value}” twice.", value=one)


def _labelled(label: object, where: str, described: Described) -> Iterator[Message]:
    """A label must have a text in English or in the pack's first language."""
    languages = described.get("languages") or ["en"]
    if not isinstance(label, dict) or not any(_is_text(label.get(one)) for one in ("en", languages[0])):
        yield say(
            "“{where}” of the country pack has no label in English or in its first language ({language}).",
            where=where, language=languages[0],
        )  # fmt: skip


def _pattern(pattern: object, where: str) -> Iterator[Message]:
    try:
        refuse_pattern(pattern if isinstance(pattern, str) else "(")
    except PatternRefused:
        yield say(
            "“{where}” of the country pack has the pattern “{value}”, which is no regular expression that may be "
            "tried: allowed are those of RE2 (no look-around, no reference back) of at most {most} characters.",
            where=where, value=shortened(str(pattern)) if pattern is not None else "–", most=LONGEST,
        )  # fmt: skip


def _rows(described: Described, key: str) -> list[Described]:
    rows = described.get(key, [])
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _table(described: Described, key: str) -> Described:
    table = described.get(key, {})
    return table if isinstance(table, dict) else {}


def _matches(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


_CHECKS: tuple[Callable[[Described], Iterator[Message]], ...] = (
    _format, _code, _languages, _bounds, _name, _levels, _names, _repeated, _code_system, _vocabularies, _registers,
    _crs, _heights, _romanisation, _attribution,
)  # fmt: skip
