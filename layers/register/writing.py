"""One commit at work: each change goes to the journal and to the tables in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection

from forensics.catalogue import Catalogue, RecordType
from forensics.changes import Change, ChangeRefused, Operation
from forensics.fields import Answer, Sensitivity
from forensics.journal import payloads_of, record_hash
from layers.devices import Device
from layers.register.codes import refuse_taken
from layers.register.journal import (
    ADMINISTRATIVE,
    REASON,
    JournalWriter,
    PersonKeys,
    administrative_class,
    utc_text,
    zone_text,
)
from layers.register.projection import Writer
from layers.register.reading import read_one, row_number
from layers.register.tables import Tables, TypeTables
from layers.register.values_of_copy import set_local

MOST_NAMED = 10_000
"""Past so many records of a type a receipt no longer names them."""


@dataclass(slots=True)
class _TypeWork:
    """What a commit does to the records of one type.

    `allowed` are the sets of fields that were found to be typed, `recoded` the records that were given another code.
    """

    kind: RecordType
    tables: TypeTables
    writer: Writer
    first_new: int
    next_row: int
    recoded: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    allowed: set[tuple[tuple[str, ...], tuple[str, ...]]] = field(default_factory=set)

    def refuse_kept(self, change: Change) -> None:
        """Raise ChangeRefused for a field that the type does not have, or that the register keeps."""
        given = (tuple(change.before), tuple(change.after))
        if given in self.allowed:
            return
        for name in change.fields:
            declared = self.kind.by_name.get(name)
            if declared is None:
                raise ChangeRefused("“{field}” is no field of {type}.", field=name, type=self.kind.name)
            if declared.answer is Answer.KEPT and name != "void_reason":
                raise ChangeRefused("“{field}” is kept by the register and cannot be typed.", field=name)
        self.allowed.add(given)


class CommitWork:
    """Applies changes inside a transaction that the caller holds."""

    def __init__(
        self, connection: Connection, catalogue: Catalogue, tables: Tables, device: Device, time: datetime
    ) -> None:
        self._connection = connection
        self._catalogue = catalogue
        self._tables = tables
        self._time = time
        self._kept = {
            "author": device.author,
            "device": device.fingerprint,
            "recorded_at": f"{utc_text(time)} {zone_text(time)}",
            "version": 1,
        }
        self._keys = PersonKeys(connection)
        self._journal = JournalWriter(connection, device, self._keys)
        self._types: dict[str, _TypeWork] = {}
        self._last: tuple[str, str] = ("", "")

    @property
    def count(self) -> int:
        """How many changes were applied."""
        return self._journal.changes

    @property
    def changed(self) -> dict[str, list[str]]:
        """The ids of the records that were changed, by type."""
        return {name: work.changed for name, work in self._types.items() if work.changed}

    def apply(self, change: Change) -> None:
        """Journal one change and write what it makes of its record; raises ChangeRefused."""
        work = self._types.get(change.type)
        if work is None:
            if change.type in ADMINISTRATIVE:
                self._administer(change)
                return
            work = self._work_on(change.type)
        work.refuse_kept(change)
        if change.operation is Operation.ADD:
            self._add(work, change)
        else:
            self._alter(work, change)
        work.changed.append(change.record)

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
        """Write what is pending, and the signed header; gives the commit's hash. Raises CodeTaken."""
        for work in self._types.values():
            work.writer.flush()
            refuse_taken(self._connection, work.tables, work.first_new, work.recoded)
        name = self._journal.finish(parents, self._time)
        set_local(self._connection, "heads", [name])
        return name

    def _add(self, work: _TypeWork, change: Change) -> None:
        record_class = Sensitivity(change.after.get("sensitivity", Sensitivity.PUBLIC))
        digests = self._write(work.kind, change, change.after, record_class)
        values = {**change.after, **self._kept, "id": change.record, "record_hash": record_hash(digests)}
        work.writer.add(work.next_row, values)
        work.next_row += 1

    def _alter(self, work: _TypeWork, change: Change) -> None:
        kind, tables = work.kind, work.tables
        work.writer.flush()
        current = read_one(self._connection, tables, change.record)
        if current is None:
            raise ChangeRefused("There is no {type} with the id {id}.", type=kind.name, id=change.record)
        if "code" in change.after:
            work.recoded.append(change.record)
        change = _with_review(kind, change, current)
        _refuse_stale(kind, change, current)
        values = {name: value for name, value in current.items() if name not in change.before} | dict(change.after)
        commits, earlier = self._journal.earlier(change.record)
        record_class = Sensitivity(values.get("sensitivity", Sensitivity.PUBLIC))
        digests = self._write(kind, change, current, record_class)
        values["version"] = len(commits | {self._journal.number})
        values["record_hash"] = record_hash([*earlier, *digests])
        work.writer.replace(row_number(self._connection, tables, change.record), values)
        work.writer.flush()

    def _write(
        self, kind: RecordType, change: Change, values: Mapping[str, Any], record_class: Sensitivity
    ) -> list[bytes]:
        subject = _subject(kind, change.record, values)
        self._last = (change.record, subject)
        return self._journal.write(change, payloads_of(change, kind, record_class), subject)

    def _administer(self, change: Change) -> None:
        held = settings_record(self._connection, change.record)
        values = {name: value for name, value in held.items() if name not in change.before} | dict(change.after)
        self._journal.write(change, payloads_of(change, None, administrative_class(change.type)), change.record)
        self._connection.exec_driver_sql("DELETE FROM journal_setting WHERE record = ?", (change.record,))
        self._connection.exec_driver_sql(
            "INSERT INTO journal_setting (record, type, held) VALUES (?, ?, ?)",
            (change.record, change.type, orjson.dumps(values, option=orjson.OPT_SORT_KEYS).decode()),
        )

    def _work_on(self, type_: str) -> _TypeWork:
        """Begin with the records of a type."""
        kind = self._catalogue[type_]
        tables = self._tables.types[kind.name]
        last = self._connection.exec_driver_sql(f'SELECT coalesce(max(_row), 0) FROM "{tables.main.name}"').scalar_one()
        work = self._types[type_] = _TypeWork(kind, tables, Writer(self._connection, tables), last + 1, last + 1)
        return work


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
