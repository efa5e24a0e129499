"""What contradicts a record, or says otherwise of the same: it is handed over with it, whatever was chosen.

Exculpatory material is the defence's by right (Rome Statute, art. 67 (2)); leaving out an opinion that differs, an
excluded identification, a refuted level or a contradicting source would tell a court half.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from forensics.consenting import named

NAMED: Mapping[str, tuple[str, ...]] = {
    "incident": ("contradicting_sources", "same_as"),
    "victim": ("same_as",),
    "opinion": ("supersedes",),
    "identification": ("superseded_by",),
}
"""By type the fields that name what says otherwise: it comes along."""

ABOUT: Mapping[str, tuple[str, ...]] = {
    "opinion": ("case",),
    "identification": ("cases", "missing_person"),
    "profile": ("case",),
}
"""By type the fields of what it is about: everything of the type about the same comes along, and about what goes."""

DENIED: Mapping[str, tuple[tuple[str, str], tuple[str, ...]]] = {
    "incident": (("level", "refuted"), ("sites", "cases", "sources", "same_as"))
}
"""By type the field and code that deny it, and the fields by one of which it comes along with what they name."""

Rows = Callable[[str, tuple[str, ...]], Iterable[Mapping[str, Any]]]
"""Gives fields of every record of a type."""


def looked_at(type_: str) -> tuple[str, ...]:
    """The fields by which a record of a type may come along."""
    (field, _), names = DENIED.get(type_, (("", ""), ()))
    listed = ("id", *NAMED.get(type_, ()), *ABOUT.get(type_, ()), field, *names)
    return tuple(dict.fromkeys(name for name in listed if name))


TYPES = tuple(dict.fromkeys((*NAMED, *ABOUT, *DENIED)))


def what_contradicts(
    handed: Mapping[str, Iterable[str]], rows: Rows, type_of: Callable[[str], str]
) -> dict[str, set[str]]:
    """By type the records that must come along with those handed over, to the end of the chain.

    `handed` is by type too; `type_of` tells the type of a record, empty for one that is not here.
    """
    held = {type_: list(rows(type_, looked_at(type_))) for type_ in TYPES}
    going = {id_ for ids in handed.values() for id_ in ids}
    begun = set(going)
    while more := {id_ for type_ in TYPES for id_ in _along(type_, held[type_], going)} - going:
        going |= more
    found: dict[str, set[str]] = {}
    for id_ in going - begun:
        if type_ := type_of(id_):
            found.setdefault(type_, set()).add(id_)
    return found


def _along(type_: str, records: Iterable[Mapping[str, Any]], going: set[str]) -> Iterator[str]:
    """The records that come along with what goes, by one step."""
    records = list(records)
    mine = [one for one in records if str(one["id"]) in going]
    for name in NAMED.get(type_, ()):
        yield from (other for one in mine for other in named(one.get(name)))
    for name in ABOUT.get(type_, ()):
        same = {other for one in mine for other in named(one.get(name))} | going
        yield from (str(one["id"]) for one in records if same.intersection(named(one.get(name))))
    if type_ in DENIED:
        (field, code), names = DENIED[type_]
        for name in names:
            near = {other for one in mine for other in named(one.get(name))} | going
            yield from (
                str(one["id"]) for one in records if one.get(field) == code and near.intersection(named(one.get(name)))
            )
    if "same_as" in NAMED.get(type_, ()):  # said on either of the two
        yield from (str(one["id"]) for one in records if going.intersection(named(one.get("same_as"))))
