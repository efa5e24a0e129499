"""When a device is enrolled or revoked: what its commits wrote joins the tables, or leaves them, in the same commit.

The tables are the projection of the commits that count. Which count can change without one of them being written, so
the records that they touched are written anew from the journal.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from sqlalchemy import Connection

from forensics.catalogue import Catalogue
from forensics.changes import ChangeRefused
from forensics.journal import SALT_BYTES, Header, JournalBroken, MerkleRoot, commit_hash, digest, signed_by
from forensics.merging import History
from forensics.standing import Standing
from layers.register.blobs import as_bytes
from layers.register.engine import ask
from layers.register.enrolled import read_standing
from layers.register.erasures import Erasures, Gone, read_erasures
from layers.register.filling import Writer
from layers.register.graph import read_history
from layers.register.journal import ADMINISTRATIVE, DEVICE, REASON
from layers.register.leaves import Leaf, leaves, leaves_of_records, open_leaf, read_payload
from layers.register.past import fold, kept_values
from layers.register.person_keys import PersonKeys
from layers.register.reading import row_numbers
from layers.register.statements import Statements
from layers.register.tables import Tables, TypeTables
from layers.register.undecided import note_undecided

_AT_ONCE = 500


class Realigning:
    """Which commits counted before a commit that enrols or revokes, and the tables brought in line after it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._before = _apart(connection, read_standing(connection))

    def finish(self, statements: Statements, catalogue: Catalogue, tables: Tables) -> dict[str, list[str]]:
        """Write anew what is touched by commits that count now and did not, or did and no longer do.

        Gives the ids of the records by type. Raises ChangeRefused where one that would count is not as it was signed.
        """
        connection = self._connection
        standing = read_standing(connection)
        apart = _apart(connection, standing)
        _refuse_broken(connection, self._before - apart, standing)
        return write_anew(connection, statements, catalogue, tables, self._before ^ apart)

    def unite(
        self, statements: Statements, catalogue: Catalogue, tables: Tables, new: Collection[int],
        carry_out: Callable[[], Gone],
    ) -> tuple[dict[str, list[str]], Gone]:  # fmt: skip
        """Write anew what commits that came touched, what others that count since or no longer do, and what is erased.

        `carry_out` takes from the journal what the erasures reach that are in force then.
        """
        connection = self._connection
        standing = read_standing(connection)
        apart = _apart(connection, standing)
        known = apart.difference(new)
        _refuse_broken(connection, self._before - known, standing)
        touched = [*_devices(connection), *_touched(connection, (self._before ^ known) | (set(new) - apart))]
        settings = [one for one in touched if one[0] in ADMINISTRATIVE]
        write_records_anew(connection, statements, catalogue, tables, settings)
        gone = carry_out()
        records = [one for one in touched if one[0] not in ADMINISTRATIVE]
        return write_records_anew(connection, statements, catalogue, tables, [*records, *gone.entries]), gone


def write_anew(
    connection: Connection, statements: Statements, catalogue: Catalogue, tables: Tables, commits: Iterable[int]
) -> dict[str, list[str]]:
    """Write all that these commits touched as the commits that count have it; gives the ids of the records by type."""
    touched = [*_devices(connection), *_touched(connection, commits)]
    return write_records_anew(connection, statements, catalogue, tables, touched)


def write_records_anew(
    connection: Connection, statements: Statements, catalogue: Catalogue, tables: Tables,
    touched: Iterable[tuple[str, str]],
) -> dict[str, list[str]]:  # fmt: skip
    """Write these, by type and id, as the commits that count have them; gives the ids of the records by type."""
    standing = read_standing(connection)
    void = frozenset(_numbered(connection, standing.void))
    anew = _Anew(connection, statements, _apart(connection, standing), void)
    changed: dict[str, list[str]] = {}
    for type_, record in dict.fromkeys(touched):
        if type_ in ADMINISTRATIVE:
            anew.setting(type_, record)
        elif type_ in catalogue.types:
            changed.setdefault(type_, []).append(record)
    for type_, records in changed.items():
        anew.records(tables.types[type_], records)
    statements.wait()
    return changed


def _apart(connection: Connection, standing: Standing) -> frozenset[int]:
    if not standing.unknown and not standing.after:
        return frozenset()
    rows = connection.exec_driver_sql("SELECT number, hash FROM journal_commit")
    return frozenset(int(number) for number, name in rows if not standing.counts(str(name)))


def _numbered(connection: Connection, void: Iterable[tuple[str, str]]) -> Iterator[tuple[int, str]]:
    for name, device in void:
        number = connection.exec_driver_sql("SELECT number FROM journal_commit WHERE hash = ?", (name,)).scalar_one()
        yield int(number), device


def _touched(connection: Connection, commits: Iterable[int]) -> list[tuple[str, str]]:
    """Type and id of all that these commits changed, in the order in which it was first written."""
    found = connection.exec_driver_sql(
        "SELECT type, record, min(number) FROM journal_change"
        " WHERE in_commit IN (SELECT CAST(value AS INTEGER) FROM json_each(?)) GROUP BY type, record ORDER BY 3",
        (orjson.dumps(sorted(commits)).decode(),),
    )
    return [(str(type_), str(record)) for type_, record, _ in found.all()]


def _devices(connection: Connection) -> list[tuple[str, str]]:
    """Every device that is named: what is held of them follows from who counts, whichever commits moved."""
    rows = connection.exec_driver_sql("SELECT DISTINCT record FROM journal_change WHERE type = ?", (DEVICE,))
    return [(DEVICE, str(one)) for one in rows.scalars()]


class _Anew:
    """Writes records anew as the commits that count have them."""

    def __init__(
        self, connection: Connection, statements: Statements, apart: frozenset[int], void: frozenset[tuple[int, str]]
    ) -> None:
        self._connection = connection
        self._statements = statements
        self._apart = apart
        self._void = void
        self._keys = PersonKeys(connection)
        self._erasures: Erasures = read_erasures(connection)
        self._history: History = read_history(connection)
        self._headers: dict[int, Header] = {}
        self._writers: dict[str, Writer] = {}
        self._next_row = 1

    def records(self, one: TypeTables, records: Sequence[str]) -> None:
        """Write records of a type, so many at a time."""
        self._statements.wait()
        (last,) = ask(self._connection, f'SELECT coalesce(max(_row), 0) FROM "{one.main.name}"').fetchone()
        self._next_row = int(last) + 1  # asked before any row is taken out to be put in again
        for start in range(0, len(records), _AT_ONCE):
            self._some(one, records[start : start + _AT_ONCE])
        self._writer(one).settle()

    def _some(self, one: TypeTables, records: Sequence[str]) -> None:
        self._statements.wait()
        said = leaves_of_records(self._connection, one.kind.name, records)
        self._keys.read({leaf.subject for held in said.values() for leaf in held if leaf.subject})
        rows = row_numbers(self._connection, one, records)
        new: list[dict[str, Any]] = []
        undecided: list[tuple[str, str]] = []
        for record in records:
            held = [leaf for leaf in said.get(record, ()) if leaf.in_commit not in self._apart]
            if not held and record in rows:
                _remove(self._connection, one, record, rows[record])
            if not held:
                continue
            state = fold(held, self._keys, self._erasures.remembered.get(record), self._history)
            values = kept_values(self._connection, record, state, self._headers)
            undecided += [(record, name) for name in sorted(state.undecided)]
            if record in rows:
                self._writer(one).replace(rows[record], values)
            else:
                new.append(values)
        self._add(one, new)
        note_undecided(self._connection, one.kind.name, records, undecided)

    def _add(self, one: TypeTables, new: Sequence[dict[str, Any]]) -> None:
        """Write records that have no rows yet, those of one shape together, in their order."""
        writer, alike = self._writer(one), dict[Any, list[tuple[int, dict[str, Any]]]]()
        for number, values in enumerate(new, self._next_row):
            alike.setdefault(writer.shape(values), []).append((number, values))
        self._next_row += len(new)
        writer.add(
            [
                ([number for number, _ in group], {name: [values[name] for _, values in group] for name in group[0][1]})
                for group in alike.values()
            ]
        )
        writer.settle()

    def _writer(self, one: TypeTables) -> Writer:
        return self._writers.setdefault(one.kind.name, Writer(self._connection, self._statements, one))

    def setting(self, type_: str, record: str) -> None:
        run = self._connection.exec_driver_sql
        run("DELETE FROM journal_setting WHERE type = ? AND record = ?", (type_, record))
        held = [leaf for leaf in self._counting(type_, record) if (leaf.in_commit, leaf.record) not in self._void]
        if not held or type_ == REASON:
            return
        state = fold(held, self._keys, self._erasures.remembered.get(record), self._history)
        text = orjson.dumps(state.values, option=orjson.OPT_SORT_KEYS).decode()
        run("INSERT INTO journal_setting (record, type, held) VALUES (?, ?, ?)", (record, type_, text))

    def _counting(self, type_: str, record: str) -> list[Leaf]:
        self._statements.wait()
        written = leaves(self._connection, "type = ? AND record = ?", (type_, record))
        return [leaf for leaf in written if leaf.in_commit not in self._apart]


def _remove(connection: Connection, one: TypeTables, record: str, number: int) -> None:
    """Take a record out of the tables, of which no commit that counts knows."""
    run = connection.exec_driver_sql
    indexes = [(one.fts, "rowid"), *([(one.rtree, "_row")] if one.rtree else [])]
    for table, key in ((one.main.name, "_row"), (one.apart.name, "_row"), (one.narrow.name, "_row"), *indexes):
        run(f'DELETE FROM "{table}" WHERE {key} = ?', (number,))


def _refuse_broken(connection: Connection, commits: Iterable[int], standing: Standing) -> None:
    """Raise ChangeRefused where a commit that is to count is not the one that its device signed."""
    keys = PersonKeys(connection)
    for number in sorted(commits):
        name, raw, signature = connection.exec_driver_sql(
            "SELECT hash, header, signature FROM journal_commit WHERE number = ?", (number,)
        ).one()
        if not _is_signed(connection, number, str(name), as_bytes(raw), as_bytes(signature), standing, keys):
            raise ChangeRefused(
                "The commit {hash} of this device is not as it was signed, so the device is not enrolled; what it "
                "wrote must come from it anew.",
                hash=str(name)[:12],
            )


def _is_signed(
    connection: Connection, number: int, name: str, raw: bytes, signature: bytes, standing: Standing, keys: PersonKeys
) -> bool:
    try:
        header = Header.from_bytes(raw)
    except JournalBroken:
        return False
    key = standing.keys.get(header.device)
    if key is None or commit_hash(raw) != name or not signed_by(key, raw, signature):
        return False
    merkle = MerkleRoot()
    for _, group in groupby(leaves(connection, "in_commit = ?", (number,)), key=lambda leaf: leaf.change):
        held = list(group)
        merkle.extend(leaf.digest for leaf in held)
        if not all(_is_as_digested(leaf, keys) for leaf in held):
            return False
    return (merkle.count, merkle.root().hex()) == (header.leaves, header.root)


def _is_as_digested(leaf: Leaf, keys: PersonKeys) -> bool:
    try:
        opened = open_leaf(leaf, keys)
    except InvalidTag:
        return False
    if opened is None:
        return True
    payload: Mapping[str, Any] = read_payload(leaf, keys) or {}
    inside = (payload.get("type"), payload.get("record")) == (leaf.type, leaf.record)
    return len(opened[0]) == SALT_BYTES and digest(*opened) == leaf.digest and inside
