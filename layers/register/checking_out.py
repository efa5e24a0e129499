"""A part of a register written into a new one: every commit's header, and what is said of some records alone.

The entries of all others lie there as digests without a name, so that every signature still holds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import orjson
from sqlalchemy import Connection

from forensics.catalogue import Catalogue
from layers.register.engine import ask
from layers.register.erasures import read_erasures
from layers.register.journal import (
    ADMINISTRATIVE,
    CHECKOUT,
    CLASSES,
    DEVICE,
    ERASURE,
    ORIGINAL,
    PROJECT,
    REASON,
)
from layers.register.originals import subject_of
from layers.register.person_keys import keys_of
from layers.register.realigning import write_records_anew
from layers.register.setting_values import setting_values
from layers.register.statements import Statements
from layers.register.tables import Tables
from layers.register.values_of_copy import HEADS, MERGES, get_local, heads_of_copy, set_local

WITHHELD = ""
"""The type and the record of an entry that is another area's."""

_CHANGE = ("number", "in_commit", "type", "record", "subject", "digests", *CLASSES)
_AT_ONCE = 1000


def entries_given(connection: Connection, catalogue: Catalogue, records: Collection[str], before: int = 1 << 62) -> int:
    """How many entries of these records there are, in the commits before one."""
    types, listed = (orjson.dumps(sorted(one)).decode() for one in (catalogue.types, records))
    return int(
        ask(
            connection,
            "SELECT count(*) FROM journal_change WHERE in_commit < ? AND type IN (SELECT value FROM json_each(?))"
            " AND record IN (SELECT value FROM json_each(?))",
            (before, types, listed),
        ).fetchone()[0]
    )


def copy_part(
    home: Connection, pack: Connection, statements: Statements, catalogue: Catalogue, tables: Tables,
    taken: Mapping[str, str], checkout: str,
) -> None:  # fmt: skip
    """Write what of a register goes along: headers, the entries of the `taken` records (id to type), and their keys."""
    for table, columns in (
        ("journal_commit", ("number", "hash", "header", "signature")),
        ("local_arrival", ("number", "at")),
    ):
        statements.insert(table, columns, ask(home, f"SELECT {', '.join(columns)} FROM {table}").fetchall())
    part = _Part(home, catalogue, taken, checkout)
    subjects: set[str] = set()
    for rows in part.rows():
        subjects.update(row[4] for row in rows if row[4] and any(row[8:]))
        statements.insert("journal_change", _CHANGE, rows)
    subjects |= {subject_of(record) for record, type_ in taken.items() if type_ == "media"}
    statements.insert("keys_person", ("subject", "key"), sorted(keys_of(home, subjects).items()))
    statements.wait()
    set_local(pack, HEADS, list(heads_of_copy(home)))
    set_local(pack, MERGES, get_local(home, MERGES, unreadable=[]) or [])
    rows = ask(pack, "SELECT DISTINCT type, record FROM journal_change WHERE type <> '' ORDER BY number").fetchall()
    settings = [(type_, record) for type_, record in rows if type_ in ADMINISTRATIVE]
    for some in (settings, [one for one in rows if one[0] not in ADMINISTRATIVE]):
        write_records_anew(pack, statements, catalogue, tables, some)


class _Part:
    """Which entries of a journal go along whole."""

    def __init__(self, home: Connection, catalogue: Catalogue, taken: Mapping[str, str], checkout: str) -> None:
        self._home = home
        self._catalogue = catalogue
        self._taken = taken
        own = frozenset(taken)
        known = {str(record) for record in self._ids_of_records()}
        erasures = read_erasures(home).records.items()
        self._whole = {
            (CHECKOUT, checkout),
            *((ORIGINAL, subject_of(record)) for record, type_ in taken.items() if type_ == "media"),
            *((ERASURE, name) for name, ids in erasures if ids & known and ids & known <= own),
        }

    def rows(self) -> Iterator[list[tuple[Any, ...]]]:
        """All entries in their order, so many at a time."""
        held = ", ".join(_CHANGE)
        entries = ask(self._home, f"SELECT {held} FROM journal_change ORDER BY number")
        gathered: list[tuple[Any, ...]] = []
        for _, group in groupby(iter(entries), key=lambda row: row[1]):
            gathered += self._of_commit(list(group))
            if len(gathered) >= _AT_ONCE:
                yield gathered
                gathered = []
        yield gathered

    def _of_commit(self, rows: Sequence[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
        """A reason goes along where everything that was edited for it does."""
        edited = [row[3] for row in rows if row[2] in self._catalogue.types]
        reasons = bool(edited) and all(record in self._taken for record in edited)
        for row in rows:
            type_, record = row[2], row[3]
            goes = (
                (record in self._taken and type_ in self._catalogue.types)
                or type_ in (DEVICE, PROJECT)
                or (type_ == REASON and reasons)
                or (type_, record) in self._whole
            )
            yield row if goes else (*row[:2], WITHHELD, WITHHELD, None, row[5], *[None] * len(CLASSES))

    def _ids_of_records(self) -> Iterator[str]:
        for name in self._catalogue.types:
            for (record,) in ask(self._home, "SELECT DISTINCT record FROM journal_change WHERE type = ?", (name,)):
                yield record


def is_in_part(connection: Connection) -> bool:
    """Whether a register holds some entries as digests alone."""
    return ask(connection, "SELECT 1 FROM journal_change WHERE type = '' LIMIT 1").fetchone() is not None


def checked_out(connection: Connection) -> tuple[int, frozenset[str], int]:
    """Of a register that is a part: the number of the commit that checked it out, which records, how many entries.

    Of any other 0 and nothing.
    """
    if not is_in_part(connection):
        return 0, frozenset(), 0
    found = ask(
        connection,
        "SELECT s.held, (SELECT min(c.in_commit) FROM journal_change c WHERE c.type = s.type AND c.record = s.record)"
        " FROM journal_setting s WHERE s.type = ?",
        (CHECKOUT,),
    ).fetchall()
    entries = [(int(number or 0), setting_values(held)) for held, number in found]
    number, held = max(entries, key=lambda one: one[0], default=(0, {}))
    records, count = held.get("records", []), held.get("entries")
    listed = frozenset(map(str, records)) if isinstance(records, list) else frozenset[str]()
    return number, listed, count if isinstance(count, int) else 0
