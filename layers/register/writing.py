"""One commit at work: each change goes to the journal and to the tables in the same transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection

from forensics.catalogue import Catalogue, RecordType
from forensics.changes import Change, ChangeRefused, Columns, Edits, Operation
from forensics.fields import Answer, Sensitivity
from forensics.journal import record_hash
from forensics.payloads import payloads_of
from forensics.signed import refuse_rewriting
from layers.devices import Device
from layers.register.codes import refuse_taken
from layers.register.engine import ask
from layers.register.enrolled import (
    newest_of,
    parents_of_next,
    refuse_other_than_leads,
    refuse_to_write,
    uncounted_among,
)
from layers.register.filling import Writer
from layers.register.inserting import of_one_shape
from layers.register.journal import (
    ADMINISTRATIVE,
    DEVICE,
    REASON,
    Alike,
    Digests,
    JournalWriter,
    administrative_class,
    utc_text,
    zone_text,
)
from layers.register.legal_hold import lifts_hold, refuse_lifting
from layers.register.own_keys import is_by_own_key
from layers.register.person_keys import PersonKeys
from layers.register.reading import read_one, row_number
from layers.register.realigning import Realigning, write_records_anew
from layers.register.setting_values import setting_values
from layers.register.statements import Statements
from layers.register.tables import Tables, TypeTables
from layers.register.undecided import is_undecided
from layers.register.values_of_copy import HEADS, heads_of_copy, set_local
from layers.register.writers import note_writers

_PUBLIC = Sensitivity.PUBLIC.value
_CLASSES = {one.value: one for one in Sensitivity}

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

    def refuse_kept(self, change: Change | Edits) -> None:
        """Raise ChangeRefused for a field that the type does not have, or that the register keeps."""
        given = (tuple(change.before), tuple(change.after))
        if given in self.allowed:
            return
        for name in dict.fromkeys((*change.before, *change.after)):
            declared = self.kind.by_name.get(name)
            if declared is None:
                raise ChangeRefused("“{field}” is no field of {type}.", field=name, type=self.kind.name)
            if declared.answer is Answer.KEPT and name != "void_reason":
                raise ChangeRefused("“{field}” is kept by the register and cannot be typed.", field=name)
        self.allowed.add(given)

    def groups(self, new: Edits) -> Iterator[_Group]:
        """New records, numbered in their order."""
        first = self.next_row
        self.next_row += len(new.records)
        for places, edits in of_one_shape(new, self.writer.in_parts):
            yield _Group(self, places, [first + place for place in places], edits)

    def note(self, records: Sequence[str]) -> None:
        """Keep in mind which records were changed, as far as a receipt names them."""
        if len(self.changed) <= MOST_NAMED:
            self.changed += records


class _Group(NamedTuple):
    """New records of one type, class and shape: their positions among those written together, and their row numbers."""

    work: _TypeWork
    places: Sequence[int]
    numbers: Sequence[int]
    edits: Edits


class CommitWork:
    """Applies changes inside a transaction that the caller holds; raises NotEnrolled for who may only read."""

    AT_ONCE = 1000

    def __init__(
        self,
        connection: Connection,
        statements: Statements,
        catalogue: Catalogue,
        tables: Tables,
        device: Device,
        time: datetime,
    ) -> None:
        refuse_to_write(connection, device.fingerprint)
        device.ready()
        self._parents = parents_of_next(connection)
        self._connection = connection
        self._statements = statements
        self._catalogue = catalogue
        self._tables = tables
        self._time = time
        self._kept = {
            "author": device.author,
            "device": device.fingerprint,
            "recorded_at": f"{utc_text(time)} {zone_text(time)}",
            "version": 1,
        }
        self._keys = PersonKeys(connection, statements)
        self._journal = JournalWriter(connection, statements, device, self._keys)
        self._types: dict[str, _TypeWork] = {}
        self._new: list[tuple[_TypeWork, Change]] = []
        self._subject = ""
        self._lifted: list[str] = []
        self._reasoned = False
        self._realigning: Realigning | None = None
        self._realigned: dict[str, list[str]] = {}
        self._undecided: list[tuple[str, str]] = []

    @property
    def count(self) -> int:
        """How many changes were applied."""
        return self._journal.changes + len(self._new)

    @property
    def changed(self) -> dict[str, list[str]]:
        """The ids of the records that were changed, by type."""
        written = {name: work.changed for name, work in self._types.items() if work.changed}
        both = {name: [*written.get(name, ()), *ids] for name, ids in self._realigned.items()}
        return {**written, **both}

    def apply(self, change: Change | Edits) -> None:
        """Journal one change, or new records, and write what it makes of its record; raises ChangeRefused."""
        work = self._types.get(change.type)
        if work is None:
            if change.type in ADMINISTRATIVE:
                for one in change.changes() if isinstance(change, Edits) else (change,):
                    self._administer(one)
                return
            work = self._work_on(change.type)
        work.refuse_kept(change)
        if isinstance(change, Edits):
            self._write_new()
            self._write(list(work.groups(change)))
            work.note(change.records)
            return
        if change.operation is Operation.ADD:
            self._new.append((work, change))
            if len(self._new) >= self.AT_ONCE:
                self._write_new()
        else:
            self._alter(work, change)
        work.note((change.record,))

    def give_reason(self, reason: str, record: str) -> None:
        """Journal why, restricted, under the key of the one record changed or of the commit's own."""
        self._write_new()
        subject = (self._subject if self.count == 1 else "") or record
        self._reasoned = bool(reason.strip())
        change = Change(REASON, record, Operation.ADD, after={"reason": reason})
        self._journal.write([_alone(change, None, Sensitivity.RESTRICTED, subject)])

    def keep_keys(self, keys: Mapping[str, bytes]) -> None:
        """Keep the keys of files that this commit takes in, by their subject."""
        for subject, key in keys.items():
            self._keys.give(subject, key)

    def finish(self) -> str:
        """Write what is pending, and the signed header; gives the commit's hash. Raises CodeTaken and ChangeRefused."""
        self._write_new()
        for work in self._types.values():
            work.writer.settle()
        self._statements.wait()
        for code in self._lifted:
            refuse_lifting(self._connection, str(self._kept["device"]), code, with_reason=self._reasoned)
        for work in self._types.values():
            refuse_taken(self._connection, work.tables, work.first_new, work.recoded)
        if self._realigning is not None:  # what counts from now on is followed too, and what no longer does was seen
            self._parents = newest_of(self._connection, {*self._parents, *parents_of_next(self._connection)})
        name = self._journal.finish(self._parents, self._time)
        others = set(heads_of_copy(self._connection)).difference(self._parents)
        set_local(self._connection, HEADS, sorted({*others, name}))
        note_writers(self._connection, self._journal.number, name, str(self._kept["device"]))
        if self._realigning is not None:
            self._realigned = self._realigning.finish(self._statements, self._catalogue, self._tables)
        if self._undecided:
            write_records_anew(self._connection, self._statements, self._catalogue, self._tables, self._undecided)
        return name

    def _write_new(self) -> None:
        """Journal the records that were added since, and write them to the tables of their types."""
        new, self._new = self._new, []
        if not new:
            return
        alike: dict[Any, tuple[_TypeWork, list[int], list[int], list[Change]]] = {}
        for place, (work, change) in enumerate(new):
            key = (change.type, change.after.get("sensitivity"), work.writer.shape(change.after))
            _, places, numbers, changes = alike.setdefault(key, (work, [], [], []))
            places.append(place)
            numbers.append(work.next_row)
            changes.append(change)
            work.next_row += 1
        groups = [_Group(work, places, numbers, Edits.of(held)) for work, places, numbers, held in alike.values()]
        self._write(groups)

    def _write(self, groups: Sequence[_Group]) -> None:
        """Journal new records, and write them to the tables of their types."""
        journaled = [_journaled(one) for one in groups]
        digests = self._journal.write(journaled)
        self._subject = journaled[0].subjects[0]
        for work in {id(group.work): group.work for group in groups}.values():
            work.writer.add([(one.numbers, self._filled(one, digests)) for one in groups if one.work is work])

    def _filled(self, group: _Group, digests: Sequence[Digests]) -> Columns:
        """The columns of new records, with what the register keeps."""
        count = len(group.places)
        return {
            **group.edits.after,
            **{name: [value] * count for name, value in self._kept.items()},
            "id": group.edits.records,
            "record_hash": [record_hash(digests[place]) for place in group.places],
        }

    def _alter(self, work: _TypeWork, change: Change) -> None:
        kind, tables = work.kind, work.tables
        self._write_new()
        self._statements.wait()
        current = read_one(self._connection, tables, change.record)
        if current is None:
            raise ChangeRefused("There is no {type} with the id {id}.", type=kind.name, id=change.record)
        if "code" in change.after:
            work.recoded.append(change.record)
        change = _with_review(kind, change, current)
        _refuse_stale(kind, change, current)
        if is_by_own_key(self._connection, kind.name, change.record, current):
            refuse_rewriting(change, current, kind.about.label)
        values = {name: value for name, value in current.items() if name not in change.before} | dict(change.after)
        if lifts_hold(current, values):
            self._lifted.append(str(current.get("code", change.record)))
        earlier = self._journal.earlier(change)
        for number in uncounted_among(self._connection, earlier):
            del earlier[number]
        self._subject = _subject(kind, change.record, current)
        (digests,) = self._journal.write([_alone(change, kind, _class_of(values), self._subject)])
        values["version"] = len(earlier.keys() | {self._journal.number})
        values["record_hash"] = record_hash([*chain.from_iterable(earlier.values()), *digests])
        if is_undecided(self._connection, change.record):
            self._undecided.append((kind.name, change.record))
        work.writer.amend(row_number(self._connection, tables, change.record), current, values)

    def _administer(self, change: Change) -> None:
        refuse_other_than_leads(self._connection, str(self._kept["device"]), change)
        if change.type == DEVICE and self._realigning is None:
            self._realigning = Realigning(self._connection)
        self._write_new()
        self._statements.wait()
        held = settings_record(self._connection, change.record)
        values = {name: value for name, value in held.items() if name not in change.before} | dict(change.after)
        self._subject = change.record
        self._journal.write([_alone(change, None, administrative_class(change.type), change.record)])
        self._connection.exec_driver_sql("DELETE FROM journal_setting WHERE record = ?", (change.record,))
        self._connection.exec_driver_sql(
            "INSERT INTO journal_setting (record, type, held) VALUES (?, ?, ?)",
            (change.record, change.type, orjson.dumps(values, option=orjson.OPT_SORT_KEYS).decode()),
        )

    def _work_on(self, type_: str) -> _TypeWork:
        """Begin with the records of a type."""
        kind = self._catalogue[type_]
        tables = self._tables.types[kind.name]
        (last,) = ask(self._connection, f'SELECT coalesce(max(_row), 0) FROM "{tables.main.name}"').fetchone()
        writer = Writer(self._connection, self._statements, tables)
        work = self._types[type_] = _TypeWork(kind, tables, writer, last + 1, last + 1)
        return work


def _class_of(values: Mapping[str, Any]) -> Sensitivity:
    """The class of a record."""
    return _CLASSES[values.get("sensitivity", _PUBLIC)]


def _alone(change: Change, kind: RecordType | None, record_class: Sensitivity, subject: str) -> Alike:
    """One edit on its way into the journal."""
    edits = Edits.of([change])
    return Alike([0], edits, payloads_of(edits, kind, record_class), [subject])


def _journaled(group: _Group) -> Alike:
    """New records of one shape on their way into the journal."""
    kind, edits = group.work.kind, group.edits
    record_class = _class_of({name: edits.after[name][0] for name in ("sensitivity",) if name in edits.after})
    people = edits.after.get(kind.about.person) if kind.about.person else None
    subjects = edits.records if people is None else list(map(_whom, people, edits.records))
    return Alike(group.places, edits, payloads_of(edits, kind, record_class), subjects)


def _subject(kind: RecordType, record: str, values: Mapping[str, Any]) -> str:
    """Whom a record's restricted values speak of: the person whose code it holds, else the record itself."""
    return _whom(values.get(kind.about.person) if kind.about.person else None, record)


def _whom(person: Any, record: str) -> str:
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
    return setting_values(held)
