"""Erasing: the restricted payloads of a person, and the keys that open them, leave the register for good.

What is covered by signatures is digests alone, so every hash and signature still verifies. The records stay, with what
is public or a partner's of them; the journal says who erased them, when, on what ground and at whose request.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection

from forensics.catalogue import Catalogue
from forensics.changes import Change, Operation
from forensics.errors import ValueRefused
from forensics.ports import Found
from layers.register.erasures import mark_of
from layers.register.graph import read_history
from layers.register.journal import CLASSES, ERASURE, REASON
from layers.register.leaves import read_payload
from layers.register.originals import originals_to_forget
from layers.register.past import counting_leaves, fold
from layers.register.person_keys import PersonKeys
from layers.register.reaching import Kept, Traces
from layers.register.reading import read_one
from layers.register.realigning import write_records_anew
from layers.register.statements import Statements
from layers.register.tables import Tables, TypeTables

_LOCKED = CLASSES[2:]
_FORGET = ", ".join(f"{name} = NULL" for name in _LOCKED)
_FORGET_ALL = ", ".join(f"{name} = NULL" for name in CLASSES)


@dataclass(frozen=True)
class Ground:
    """Why something is erased: the reason, and the code of who asked for it."""

    reason: str
    requested_by: str = ""


def refuse_quoting(ground: Ground, traces: Traces) -> None:
    """Raise ValueRefused for a ground that would keep what is to go in the journal."""
    if traces.quoted_in(ground.reason, ground.requested_by):
        raise ValueRefused(
            "The reason and who asked for it stay in the journal for good, and they quote what is to be erased; say "
            "them without it."
        )


def records_of_the_same(connection: Connection, catalogue: Catalogue, tables: Tables, found: Found) -> list[Found]:
    """The record, and every other one whose restricted values speak of the same person."""
    kind = catalogue[found.type]
    values = read_one(connection, tables.types[kind.name], found.id) or {}
    person = str(values.get(kind.about.person) or found.id) if kind.about.person else found.id
    others = [
        Found(one.kind.name, str(record), str(code or ""))
        for one in tables.types.values()
        if one.kind.about.person
        for record, code in connection.exec_driver_sql(
            f'SELECT m.id, m.code FROM {one.joined} WHERE {_side(one)}."{one.kind.about.person}" = ?',
            (person,),
        )
    ]
    return [found, *[one for one in others if one.id != found.id]]


def ever_held(connection: Connection, found: Found, field: str) -> set[str]:
    """Every text that a field of a record holds or held, by what counts in the journal."""
    keys = PersonKeys(connection)
    payloads = [read_payload(leaf, keys) or {} for leaf in counting_leaves(connection, found.type, found.id)]
    held = [one.get(side, {}).get(field) for one in payloads for side in ("before", "after")]
    return {one for one in held if isinstance(one, str) and one}


def _side(one: TypeTables) -> str:
    """In which of a type's tables, m or a, the code of the person lies."""
    return "a" if one.kind.by_name[one.kind.about.person].sensitivity.apart else "m"


@dataclass(frozen=True)
class Portion:
    """Of one record the fields of which values go, now or of before, and those that stay."""

    found: Found
    going: tuple[str, ...]
    staying: tuple[str, ...]


@dataclass(frozen=True)
class Foretold:
    """What an erasure takes of each record, and how many entries of the journal lose what they hold."""

    portions: tuple[Portion, ...]
    entries: int


def foretell(
    connection: Connection, tables: Tables, records: Sequence[Found], originals: Sequence[str]
) -> Foretold:  # fmt: skip
    """What `forget` and `write_anew` would leave of these records; nothing is changed."""
    portions = tuple(_portion(connection, tables, found, whole=found.id in originals) for found in records)
    _, reasons = _spoken_of(connection, orjson.dumps([found.id for found in records]).decode())
    touched = orjson.dumps([*[found.id for found in records], *reasons]).decode()
    entries = connection.exec_driver_sql(
        "SELECT count(*) FROM journal_change WHERE record IN (SELECT value FROM json_each(?))"
        f" AND (subject IS NOT NULL AND coalesce({', '.join(_LOCKED)}) IS NOT NULL"
        " OR record IN (SELECT value FROM json_each(?)))",
        (touched, orjson.dumps(list(originals)).decode()),
    ).scalar_one()
    return Foretold(portions, int(entries))


def _portion(connection: Connection, tables: Tables, found: Found, *, whole: bool) -> Portion:
    kind, keys = tables.types[found.type].kind, PersonKeys(connection)
    held = counting_leaves(connection, found.type, found.id)
    payloads = [read_payload(leaf, keys) or {} for leaf in held if whole or leaf.locked]
    gone = {name for one in payloads for side in ("before", "after") for name in one.get(side, {})}
    kept = dict.fromkeys(("id", *_REMEMBERED), "")
    open_ones = [] if whole else [leaf for leaf in held if not leaf.locked]
    left = fold(open_ones, keys, kept, read_history(connection)).values if open_ones else kept
    now = read_one(connection, tables.types[found.type], found.id) or {}
    named = [field.name for field in kind.typed if field.name in gone or field.name in now]
    staying = tuple(name for name in named if name in left and name in now)
    return Portion(found, tuple(name for name in named if name in gone and name not in _REMEMBERED), staying)


_REMEMBERED = ("code", "sensitivity")
"""What an erasure keeps of a record whose values are gone, so that it can be named."""


def forget(
    connection: Connection, records: Sequence[Found], tables: Tables, erasure: str, originals: Sequence[str],
    reached: Sequence[Kept] = (),
) -> list[dict[str, Any]]:  # fmt: skip
    """Remove the locked payloads of these records from the journal, and the keys that open nothing else.

    Of the entries that an erasure `reached` beside them every payload goes, and so it does of the media `originals`,
    for whoever has such a file could show by its SHA-256 that it was here. Gives what the journal is to keep of each,
    the reasons given for their edits included.
    """
    listed = [_kept_of(connection, tables, found) for found in records]
    touched = orjson.dumps([*[found.id for found in records], *[one.was for one in reached]]).decode()
    subjects, reasons = _spoken_of(connection, touched)
    reached = [*reached, *originals_to_forget(connection, originals)]
    run = connection.exec_driver_sql
    every = orjson.dumps([*[found.id for found in records], *reasons]).decode()
    run(
        f"UPDATE journal_change SET {_FORGET}, subject = ? WHERE subject IS NOT NULL"
        " AND record IN (SELECT value FROM json_each(?))",
        (mark_of(erasure), every),
    )
    run(
        f"UPDATE journal_change SET {_FORGET_ALL}, subject = ? WHERE record IN (SELECT value FROM json_each(?))",
        (mark_of(erasure), orjson.dumps(list(originals)).decode()),
    )
    for one in reached:
        _forget_entry(connection, one, mark_of(erasure))
    for subject in [*subjects, *[f"file:{media}" for media in originals]]:
        run(
            "DELETE FROM keys_person WHERE subject = ?"
            " AND NOT EXISTS (SELECT 1 FROM journal_change WHERE subject = keys_person.subject)",
            (subject,),
        )
    listed += [{"type": one.type, "id": one.record, **one.values} for one in reached]
    known = {one.record for one in reached}
    return [*listed, *({"type": REASON, "id": reason} for reason in reasons if reason not in known)]


def _forget_entry(connection: Connection, entry: Kept, mark: str) -> None:
    """Remove what an entry of the journal holds, of whatever class, and its name where that quotes somebody."""
    run = connection.exec_driver_sql
    run(
        f"UPDATE journal_change SET {_FORGET_ALL}, subject = ?, record = ? WHERE type = ? AND record = ?",
        (mark, entry.record, entry.type, entry.was),
    )
    run("DELETE FROM journal_setting WHERE type = ? AND record = ?", (entry.type, entry.was))
    if entry.type != REASON:
        held = orjson.dumps(dict(entry.values), option=orjson.OPT_SORT_KEYS).decode()
        run("INSERT INTO journal_setting (record, type, held) VALUES (?, ?, ?)", (entry.record, entry.type, held))


def _kept_of(connection: Connection, tables: Tables, found: Found) -> dict[str, Any]:
    """What names a record when its values are gone."""
    values = read_one(connection, tables.types[found.type], found.id) or {}
    kept: dict[str, Any] = {name: values[name] for name in _REMEMBERED if name in values}
    return {"type": found.type, "id": found.id, **kept}


def _spoken_of(connection: Connection, records: str) -> tuple[list[str], list[str]]:
    """Whom the records' payloads speak of, and the reasons that were given under the same keys for their edits."""
    run = connection.exec_driver_sql
    rows = run(
        "SELECT DISTINCT in_commit, subject FROM journal_change"
        " WHERE subject IS NOT NULL AND record IN (SELECT value FROM json_each(?))",
        (records,),
    ).all()
    reasons = [
        str(record)
        for commit, subject in rows
        for (record,) in run(
            "SELECT record FROM journal_change WHERE in_commit = ? AND type = ? AND subject = ?",
            (commit, REASON, subject),
        )
    ]
    return list(dict.fromkeys(str(subject) for _, subject in rows)), reasons


def saying(erasure: str, listed: Sequence[Mapping[str, Any]], originals: Sequence[str], ground: Ground) -> Change:
    """The entry of the journal that says what was erased and why."""
    after: dict[str, Any] = {"records": [dict(one) for one in listed], "ground": ground.reason}
    if originals:
        after["originals"] = list(originals)
    if ground.requested_by:
        after["requested_by"] = ground.requested_by
    return Change(ERASURE, erasure, Operation.ADD, after=after)


def write_anew(
    connection: Connection, statements: Statements, catalogue: Catalogue, tables: Tables, records: Sequence[Found]
) -> None:
    """Write the rows of these records as the journal has them now, and the search indexes without what they held."""
    write_records_anew(connection, statements, catalogue, tables, [(found.type, found.id) for found in records])
    for type_ in {found.type for found in records}:
        fts = tables.types[type_].fts
        connection.exec_driver_sql(f"INSERT INTO {fts}({fts}) VALUES ('optimize')")
