"""One commit at work: each change goes to the journal and to the tables in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection

from forensics.catalogue import Catalogue, RecordType
from forensics.changes import Change, ChangeRefused, Operation
from forensics.fields import Answer, Sensitivity
from forensics.journal import payloads_of, record_hash
from layers.devices import Device
from layers.register.journal import ADMINISTRATIVE, REASON, JournalWriter, PersonKeys, utc_text, zone_text
from layers.register.projection import Writer
from layers.register.reading import read_one, row_number
from layers.register.tables import Tables
from layers.register.values_of_copy import set_local

MOST_NAMED = 10_000
"""Past so many records of a type a receipt no longer names them."""


class CommitWork:
    """Applies changes inside a transaction that the caller holds."""

    def __init__(
        self, connection: Connection, catalogue: Catalogue, tables: Tables, device: Device, time: datetime
    ) -> None:
        self._connection = connection
        self._catalogue = catalogue
        self._tables = tables
        self._author, self._fingerprint = device.author, device.fingerprint
        self._time = time
        self._recorded = f"{utc_text(time)} {zone_text(time)}"
        self._keys = PersonKeys(connection)
        self._journal = JournalWriter(connection, device, self._keys)
        self._writers: dict[str, Writer] = {}
        self._next_rows: dict[str, int] = {}
        self._allowed: set[tuple[str, ...]] = set()
        self._last: tuple[str, str] = ("", "")
        self.changed: dict[str, list[str]] = {}

    @property
    def count(self) -> int:
        """How many changes were applied."""
        return self._journal.changes

    def apply(self, change: Change) -> None:
        """Journal one change and write what it makes of its record; raises ChangeRefused."""
        if change.type in ADMINISTRATIVE:
            self._administer(change)
            return
        kind = self._catalogue[change.type]
        self._refuse_kept(kind, change)
        if change.operation is Operation.ADD:
            self._add(kind, change)
        else:
            self._alter(kind, change)
        self.changed.setdefault(change.type, []).append(change.record)

    def give_reason(self, reason: str, record: str) -> None:
        """Journal why, restricted, under the key of the one record changed or of the commit's own."""
        subject = self._last[1] if self.count == 1 else record
        change = Change(REASON, record, Operation.ADD, after={"reason": reason})
        self._journal.write(change, payloads_of(change, None, Sensitivity.RESTRICTED), subject)

    def keep_keys(self, keys: Mapping[str, bytes]) -> None:
        """Keep the keys of files that this commit takes in, by their subject."""
        for subject, key in keys.items():
            self._keys.give(subject, key)

    def finish(self, parents: tuple[str, ...]) -> str:
        """Write what is pending, and the signed header; gives the commit's hash."""
        for writer in self._writers.values():
            writer.flush()
        name = self._journal.finish(parents, self._time)
        set_local(self._connection, "heads", [name])
        return name

    def _add(self, kind: RecordType, change: Change) -> None:
        digests = self._write(kind, change, change.after, Sensitivity(change.after.get("sensitivity", "public")))
        values = {
            **change.after,
            "id": change.record,
            "author": self._author,
            "device": self._fingerprint,
            "recorded_at": self._recorded,
            "version": 1,
            "record_hash": record_hash(digests),
        }
        self._writer(kind.name).add(self._new_row(kind.name), values)

    def _alter(self, kind: RecordType, change: Change) -> None:
        self._writer(kind.name).flush()
        current = read_one(self._connection, self._tables.types[kind.name], change.record)
        if current is None:
            raise ChangeRefused("There is no {type} with the id {id}.", type=kind.name, id=change.record)
        change = _with_review(kind, change, current)
        _refuse_stale(kind, change, current)
        values = {name: value for name, value in current.items() if name not in change.before} | dict(change.after)
        record_class = Sensitivity(values.get("sensitivity", "public"))
        digests = self._write(kind, change, current, record_class)
        earlier = self._connection.exec_driver_sql(
            "SELECT digest FROM journal_leaf WHERE record = ?", (change.record,)
        ).scalars()
        values["version"] = current["version"] + 1
        values["record_hash"] = record_hash([*map(bytes, earlier), *digests])
        number = row_number(self._connection, self._tables.types[kind.name], change.record)
        self._writer(kind.name).replace(number, values)
        self._writer(kind.name).flush()

    def _write(
        self, kind: RecordType, change: Change, values: Mapping[str, Any], record_class: Sensitivity
    ) -> list[bytes]:
        subject = _subject(kind, change.record, values)
        self._last = (change.record, subject)
        return self._journal.write(change, payloads_of(change, kind, record_class), subject)

    def _administer(self, change: Change) -> None:
        held = settings_record(self._connection, change.record)
        values = {name: value for name, value in held.items() if name not in change.before} | dict(change.after)
        self._journal.write(change, payloads_of(change, None, Sensitivity.PARTNER), change.record)
        self._connection.exec_driver_sql("DELETE FROM journal_setting WHERE record = ?", (change.record,))
        self._connection.exec_driver_sql(
            "INSERT INTO journal_setting (record, type, held) VALUES (?, ?, ?)",
            (change.record, change.type, orjson.dumps(values, option=orjson.OPT_SORT_KEYS).decode()),
        )

    def _refuse_kept(self, kind: RecordType, change: Change) -> None:
        given = (kind.name, *change.fields)
        if given in self._allowed:
            return
        fields = kind.by_name
        for name in change.fields:
            if name not in fields:
                raise ChangeRefused("“{field}” is no field of {type}.", field=name, type=kind.name)
            if fields[name].answer is Answer.KEPT and name != "void_reason":
                raise ChangeRefused("“{field}” is kept by the register and cannot be typed.", field=name)
        self._allowed.add(given)

    def _writer(self, type_: str) -> Writer:
        writer = self._writers.get(type_)
        if writer is None:
            writer = self._writers[type_] = Writer(self._connection, self._tables.types[type_])
        return writer

    def _new_row(self, type_: str) -> int:
        number = self._next_rows.get(type_)
        if number is None:
            table = self._tables.types[type_].main.name
            number = self._connection.exec_driver_sql(f'SELECT coalesce(max(_row), 0) + 1 FROM "{table}"').scalar_one()
        self._next_rows[type_] = number + 1
        return number


def _subject(kind: RecordType, record: str, values: Mapping[str, Any]) -> str:
    """Whom a record's restricted values speak of: the person whose code it holds, else the record itself."""
    person = values.get(kind.about.person) if kind.about.person else None
    return f"person:{person}" if isinstance(person, str) else record


def _with_review(kind: RecordType, change: Change, current: Mapping[str, Any]) -> Change:
    """A void and its lifting say what the review was and becomes."""
    voided = current.get("review") == "voided"
    if change.operation is Operation.VOID:
        if voided:
            raise ChangeRefused("{type} {code} is voided already.", type=kind.name, code=current.get("code", ""))
        before = {"review": current["review"]} if "review" in current else {}
        kept = {name: value for name, value in change.after.items() if name != "review"}
        return Change(change.type, change.record, Operation.VOID, after={**kept, "review": "voided"}, before=before)
    if change.operation is Operation.RESTORE:
        if not voided:
            raise ChangeRefused("{type} {code} is not voided.", type=kind.name, code=current.get("code", ""))
        after = {name: value for name, value in change.after.items() if name == "review" and value != "voided"}
        before = {name: current[name] for name in ("review", "void_reason") if name in current}
        return Change(change.type, change.record, Operation.RESTORE, after=after, before=before)
    if voided:
        raise ChangeRefused("{type} {code} is voided and is not edited.", type=kind.name, code=current.get("code", ""))
    return change


def _refuse_stale(kind: RecordType, change: Change, current: Mapping[str, Any]) -> None:
    """Refuse an edit that rests on values which are no longer there."""
    for name in change.fields:
        held, expected = current.get(name), change.before.get(name)
        if held != expected:
            raise ChangeRefused(
                "{type} {code}: “{field}” has changed in the meantime to “{held}” (the edit rests on “{expected}”).",
                type=kind.name, code=current.get("code", ""), field=name, held=_shown(held), expected=_shown(expected),
            )  # fmt: skip


def _shown(value: Any) -> str:
    return "" if value is None else str(value)[:80]


def settings_record(connection: Connection, record: str) -> dict[str, Any]:
    """What is held of one administrative record."""
    held = connection.exec_driver_sql("SELECT held FROM journal_setting WHERE record = ?", (record,)).scalar()
    return {} if held is None else dict(orjson.loads(held))
