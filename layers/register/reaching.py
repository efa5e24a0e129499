"""How far an erasure reaches beside a person's own records: what else of the register quotes the person.

Filters, reasons, entries of the vault and conditions of exports that quote them go with them. Records of others that do
stay, since their words are another's, and are told; so are entries that must go on saying who may write and read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from sqlalchemy import Connection

from forensics.catalogue import RecordType
from forensics.fields import Kind
from forensics.ports import Found
from layers.register.drafts import drop_drafts, read_drafts
from layers.register.journal import ADMINISTRATIVE, EXPORT, FILTER, OPENING, REASON, VAULT
from layers.register.leaves import Leaf, leaves, open_leaf, read_payload
from layers.register.person_keys import PersonKeys
from layers.register.tables import Tables, TypeTables
from layers.register.values_of_copy import forget_quoting, texts_within
from layers.register.writing import settings_record

QUOTED = "(erased)"
"""Stands in the ledger of exports for what quoted an erased person."""

_SHORTEST_CODE, _SHORTEST_TEXT = 3, 8
"""What is shorter stands in too many words that speak of something else; as a whole value it is found all the same."""

_GOES = (FILTER, REASON, VAULT, OPENING, EXPORT)
_OF_WORDS = (Kind.TEXT, Kind.NOTE)


@dataclass(frozen=True)
class Traces:
    """What a person can be told by: `codes` of the vault, those of them that stay nowhere, and words of their own."""

    codes: frozenset[str]
    hidden: frozenset[str]
    words: frozenset[str]

    def quoted_in(self, *texts: str) -> bool:
        """Whether any of these texts names a hidden code, is one of the words, or has one of the longer ones in it."""
        return any(self._quoted_in(text.casefold()) for text in texts)

    def _quoted_in(self, text: str) -> bool:
        if text.strip() in self._whole or any(word in text for word in self._long):
            return True
        return self._coded is not None and self._coded.search(text) is not None

    @cached_property
    def _whole(self) -> frozenset[str]:
        return frozenset(one.casefold().strip() for one in self.hidden | self.words)

    @cached_property
    def _long(self) -> tuple[str, ...]:
        return tuple(one.casefold().strip() for one in self.words if len(one.strip()) >= _SHORTEST_TEXT)

    @cached_property
    def _coded(self) -> re.Pattern[str] | None:
        codes = sorted(re.escape(one.casefold()) for one in self.hidden if len(one) >= _SHORTEST_CODE)
        return re.compile(rf"(?<![\w-])(?:{'|'.join(codes)})(?![\w-])") if codes else None


@dataclass(frozen=True)
class Reach:
    """What an erasure reached: entries of the journal by kind, drafts, and what quotes the person and stays.

    `entries` are (kind, record); `staying` are records of others, `named` the kinds of entries that stay; `here` counts
    what went of the values of this copy, by their kind.
    """

    entries: tuple[tuple[str, str], ...] = ()
    staying: tuple[tuple[str, str], ...] = ()
    named: tuple[str, ...] = ()
    drafts: int = 0
    here: Mapping[str, int] = field(default_factory=dict)

    def count(self, *kinds: str) -> int:
        """How many entries of these kinds went."""
        return sum(kind in kinds for kind, _ in self.entries)


def traces_of(connection: Connection, tables: Tables, records: Sequence[Found], codes: Iterable[str]) -> Traces:
    """What the journal holds, and ever held, of the persons who are erased with these records."""
    keys, words = PersonKeys(connection), set[str]()
    ids = orjson.dumps([found.id for found in records]).decode()
    for found in records:
        one = tables.types[found.type]
        spoken = [name for name in one.kind.by_name if _tells(one.kind, name)]
        for leaf in leaves(connection, "type = ? AND record = ?", (found.type, found.id)):
            payload = read_payload(leaf, keys) or {}
            for held in (payload.get("before", {}), payload.get("after", {})):
                words.update(
                    str(held[name])
                    for name in spoken
                    if held.get(name) and not _held_by_others(connection, one, name, held[name], ids)
                )
    listed = frozenset(codes)
    return Traces(listed, listed - {found.code for found in records}, frozenset(words - listed))


def _tells(kind: RecordType, name: str) -> bool:
    declared = kind.by_name[name]
    return declared.typed and declared.sensitivity.apart and declared.kind in _OF_WORDS and name != kind.about.person


def _held_by_others(connection: Connection, one: TypeTables, name: str, text: str, ids: str) -> bool:
    """Whether a value is not this person's alone: such as a language that others speak too."""
    sql = f'SELECT 1 FROM "{one.apart.name}" WHERE "{name}" = ? AND id NOT IN (SELECT value FROM json_each(?)) LIMIT 1'
    return connection.exec_driver_sql(sql, (text, ids)).first() is not None


def reach(connection: Connection, traces: Traces, records: Sequence[Found]) -> Reach:
    """Look through the whole journal for what quotes these persons; their own records are left aside."""
    own, keys = {found.id for found in records}, PersonKeys(connection)
    entries: dict[tuple[str, str], None] = {}
    staying: dict[tuple[str, str], None] = {}
    named: dict[str, None] = {}
    for leaf in leaves(connection, "true", ()):
        if leaf.record in own or not _quotes(leaf, keys, traces):
            continue
        if leaf.type in _GOES:
            entries[leaf.type, leaf.record] = None
        elif leaf.type in ADMINISTRATIVE:
            named[leaf.type] = None
        else:
            staying[leaf.type, leaf.record] = None
    drafts = _drop_drafts(connection, traces)
    here = forget_quoting(connection, replace(traces, hidden=traces.codes | {one.code for one in records}).quoted_in)
    return Reach(tuple(entries), tuple(staying), tuple(named), drafts, here)


def _quotes(leaf: Leaf, keys: PersonKeys, traces: Traces) -> bool:
    try:
        opened = open_leaf(leaf, keys)
        payload = None if opened is None else orjson.loads(opened[1])
    except (InvalidTag, orjson.JSONDecodeError):
        return False
    if not isinstance(payload, dict):
        return False
    held = [payload.get("after", {}), payload.get("before", {})]
    if leaf.type in (VAULT, OPENING) and any(one.get("code") in traces.codes for one in held):
        return True
    return traces.quoted_in(*texts_within(held), *(_conditions(held) if leaf.type == EXPORT else ()))


def _conditions(held: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The values of an export's conditions, which are written FIELD=VALUE."""
    for one in held:
        yield from (str(text).partition("=")[2] for text in one.get("where", ()))


def _drop_drafts(connection: Connection, traces: Traces) -> int:
    quoting = [one.key for one in read_drafts(connection) if traces.quoted_in(*one.texts.values(), *one.rests.values())]
    return drop_drafts(connection, quoting)


# What is kept of an entry that goes


@dataclass(frozen=True)
class Kept:
    """An entry under the name that it has from now on, with what is remembered of it."""

    type: str
    was: str
    record: str
    values: Mapping[str, Any] = field(default_factory=dict)


def kept_of(connection: Connection, traces: Traces, erasure: str, reached: Reach) -> list[Kept]:
    """What stays of each entry: of an opening the key, of an export all but its conditions, of a filter nothing."""
    found = []
    for number, (type_, record) in enumerate(reached.entries):
        held = settings_record(connection, record)
        name = f"filter:{erasure}:{number}" if type_ == FILTER else record
        found.append(Kept(type_, record, name, _remembered(type_, held, traces)))
    return found


def _remembered(type_: str, held: Mapping[str, Any], traces: Traces) -> dict[str, Any]:
    if type_ == FILTER:
        return {"removed": True}
    if type_ == OPENING:
        return {name: held[name] for name in ("keys",) if name in held}
    if type_ == EXPORT:
        return {name: value for name, value in held.items() if name not in ("where", "file", "recipe", "manifest")} | {
            "where": [QUOTED],
            "file": QUOTED if traces.quoted_in(str(held.get("file", ""))) else held.get("file", ""),
        }
    return {}
