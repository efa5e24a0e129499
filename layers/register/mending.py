"""A record of which table and journal do not say the same: what was done outside is adopted, or the journal restored.

Either way its rows are first written anew as the journal has them. What is adopted is then a signed edit like any
other, from the journal's value to the one that lay in the table; both are noted beside the records.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from sqlalchemy import Connection

from forensics.catalogue import Catalogue, RecordType
from forensics.changes import Change, ChangeRefused, Operation, difference
from forensics.identifiers import new_id
from forensics.journal import SALT_BYTES, Header, MerkleRoot, commit_hash, digest
from forensics.messages import Message, say
from forensics.ports import Found
from layers.register.blobs import as_bytes
from layers.register.filling import Writer
from layers.register.journal import MENDING
from layers.register.leaves import Leaf, leaves, open_leaf
from layers.register.past import counting_leaves, values_by_the_journal
from layers.register.person_keys import PersonKeys
from layers.register.reading import read_one
from layers.register.statements import Statements
from layers.register.tables import Tables, TypeTables, same_record
from layers.register.writing import CommitWork

ADOPTED, RESTORED = "adopted", "restored"

BY_ROW = "row:"
"""What stands before the row number of a row that has no id."""


@dataclass(frozen=True)
class Mending:
    """What is to be done about a record, by whom (the id of a practitioner, who may be nobody), and why.

    `judge` is shown the values that are to be adopted, and raises where they may not be.
    """

    found: Found
    how: str
    reason: str
    by: str = ""
    judge: Callable[[Mapping[str, Any]], None] | None = None


def mend(
    connection: Connection,
    statements: Statements,
    catalogue: Catalogue,
    tables: Tables,
    work: CommitWork,
    mending: Mending,
) -> None:
    """Put one record right inside a transaction that the caller holds, and tell `work` what to journal."""
    kind = catalogue[mending.found.type]
    one, record = tables.types[kind.name], mending.found.id
    outside = _outside(connection, one, record) if mending.how == ADOPTED else None
    if outside is not None and mending.judge is not None:
        mending.judge(_typed(kind, outside))
    journaled = _put_back(connection, statements, one, record)
    statements.wait()
    fields: Sequence[str] = ()
    if mending.how == ADOPTED:
        change = _outside_edit(kind, record, journaled, outside)
        fields = change.fields
        work.apply(change)
        work.give_reason(mending.reason, f"reason:{new_id()}")
    noted = {"type": kind.name, "id": record, "how": mending.how, "by": mending.by, "fields": list(fields)}
    work.apply(Change(MENDING, new_id(), Operation.ADD, after={name: value for name, value in noted.items() if value}))
    if mending.how != ADOPTED:
        work.give_reason(mending.reason, f"reason:{new_id()}")


def _outside(connection: Connection, one: TypeTables, record: str) -> Mapping[str, Any] | None:
    if record.startswith(BY_ROW):
        raise _unreadable()
    main, apart = one.main.name, one.apart.name
    connection.exec_driver_sql(
        f'INSERT OR REPLACE INTO "{apart}" (_row, id) SELECT m._row, m.id FROM "{main}" m'
        f' WHERE m.id = ? AND NOT EXISTS (SELECT 1 FROM "{apart}" a WHERE {same_record("a", "m")})',
        (record,),
    )  # where its restricted row is gone, what was restricted is gone as well
    try:
        return read_one(connection, one, record)
    except (ValueError, TypeError, KeyError) as reason:
        raise _unreadable() from reason


def _unreadable() -> ChangeRefused:
    return ChangeRefused("What lies in the table cannot be read, so it cannot be adopted; restore the journal's value.")


def _outside_edit(
    kind: RecordType, record: str, journaled: Mapping[str, Any] | None, outside: Mapping[str, Any] | None
) -> Change:
    """The edit that was made outside, as though it had been made here."""
    if outside is None:
        raise ChangeRefused(
            "A record is never deleted, so that it is gone from its table cannot be adopted; restore it, and void it "
            "with a reason."
        )
    after = _typed(kind, outside)
    if journaled is None:
        return Change(kind.name, record, Operation.ADD, after=after)
    change = difference(kind.name, record, _typed(kind, journaled), after)
    if change is None:
        raise ChangeRefused(
            "Nothing that a person writes differs, so there is nothing to adopt; restore the journal's value."
        )
    if change.after.get("review") == "voided":
        raise ChangeRefused("A record is voided with a reason and not outside; restore it, and void it then.")
    return change


def _typed(kind: RecordType, values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if kind.by_name[name].typed and value is not None}


def _put_back(connection: Connection, statements: Statements, one: TypeTables, record: str) -> Mapping[str, Any] | None:
    """Write a record's rows as the journal has them, none for one that it never had; gives the journal's values."""
    held = counting_leaves(connection, one.kind.name, record)
    number = _row_of(connection, one, record)
    if not held:
        if number is None:
            raise ChangeRefused("Neither the table nor the journal holds {record}.", record=record)
        _delete(connection, one, number)
        return None
    keys = PersonKeys(connection)
    _refuse_broken(connection, held, keys)
    values = values_by_the_journal(connection, record, held, keys)
    if number is None:
        _sweep(connection, one)
        table = one.main.name
        number = int(connection.exec_driver_sql(f'SELECT coalesce(max(_row), 0) + 1 FROM "{table}"').scalar_one())
    Writer(connection, statements, one).replace(number, values)
    return values


def _row_of(connection: Connection, one: TypeTables, record: str) -> int | None:
    key, value = ("_row", record.removeprefix(BY_ROW)) if record.startswith(BY_ROW) else ("id", record)
    found = connection.exec_driver_sql(f'SELECT _row FROM "{one.main.name}" WHERE {key} = ?', (value,)).scalar()
    return None if found is None else int(found)


def _side_tables(one: TypeTables) -> list[tuple[str, str]]:
    """The tables that hold rows under the row number, and what they call it."""
    indexes = [(one.fts, "rowid"), *([(one.rtree, "_row")] if one.rtree else [])]
    return [(one.apart.name, "_row"), (one.narrow.name, "_row"), *indexes]


def _delete(connection: Connection, one: TypeTables, number: int) -> None:
    """Remove a row that no commit made, and what was made of it."""
    run = connection.exec_driver_sql
    run(f'DELETE FROM "{one.main.name}" WHERE _row = ?', (number,))
    for table, key in _side_tables(one):
        run(f'DELETE FROM "{table}" WHERE {key} = ?', (number,))


def _sweep(connection: Connection, one: TypeTables) -> None:
    """Remove what was left behind by rows that are gone: their numbers will be given anew."""
    for table, key in _side_tables(one):
        connection.exec_driver_sql(f'DELETE FROM "{table}" WHERE {key} NOT IN (SELECT _row FROM "{one.main.name}")')


def _refuse_broken(connection: Connection, held: Sequence[Leaf], keys: PersonKeys) -> None:
    """Raise ChangeRefused where the journal's own entries of the record are not those that were signed."""
    for leaf in held:
        try:
            opened = open_leaf(leaf, keys)
        except InvalidTag as reason:
            raise _broken() from reason
        if opened is not None and (len(opened[0]) != SALT_BYTES or digest(*opened) != leaf.digest):
            raise _broken()
    for number in dict.fromkeys(leaf.in_commit for leaf in held):
        if not _is_as_signed(connection, number):
            raise _broken()


def _broken() -> ChangeRefused:
    return ChangeRefused(
        "The journal's own entries of this record do not verify, so nothing can be put right by them; go back to a "
        "backup."
    )


def _is_as_signed(connection: Connection, number: int) -> bool:
    """Whether the header of a commit is the one that its hash names, and covers the entries that are there."""
    row = connection.exec_driver_sql("SELECT hash, header FROM journal_commit WHERE number = ?", (number,)).first()
    if row is None or commit_hash(as_bytes(row[1])) != row[0]:
        return False
    header, merkle = Header.from_bytes(as_bytes(row[1])), MerkleRoot()
    merkle.extend(leaf.digest for leaf in leaves(connection, "in_commit = ?", (number,)))
    return (merkle.count, merkle.root().hex()) == (header.leaves, header.root)


def said_of(mending: Mending) -> Message:
    """What undo calls it."""
    code = mending.found.code or mending.found.id
    return (
        say("{code} adopted as it was outside", code=code)
        if mending.how == ADOPTED
        else say("{code} restored from the journal", code=code)
    )
