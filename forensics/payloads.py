"""What edits are in the journal: for each one payload in each sensitivity class that it touches, as canonical bytes.

A payload is the canonical JSON of {after, before, class, operation, record, schema, type}, the first two where they
hold anything. Its class is said inside, since digests cover what a payload says and not where it lies. Edits of the
same fields are made into bytes together, field by field.
"""

from __future__ import annotations

from typing import NamedTuple

from forensics.catalogue import RecordType
from forensics.changes import Columns, Edits, Operation
from forensics.fields import Sensitivity
from forensics.journal import all_canonical_bytes, canonical_bytes

SCHEMA = 2
"""Payloads of schema 1 did not say their class."""

Names = tuple[str, ...]


class Payloads(NamedTuple):
    """The payloads of one class, one for each of the edits."""

    sensitivity: Sensitivity
    bodies: list[bytes]


def payloads_of(edits: Edits, kind: RecordType | None, record_class: Sensitivity) -> list[Payloads]:
    """The payloads of edits, by class from the most open; each has a value in every column.

    A field's class and its record's combine to the stricter. An edit without fields in any open class still leaves an
    open payload that says the operation.
    """
    records = all_canonical_bytes(edits.records)
    parts = _classes_of(kind, record_class).parts(edits.type, edits.operation, tuple(edits.before), tuple(edits.after))
    found = []
    for part in parts:
        rows = zip(*_objects(part.after, edits.after), *_objects(part.before, edits.before), records, strict=True)
        found.append(Payloads(part.sensitivity, [part.template % row for row in rows]))
    return found


def _objects(names: Names, held: Columns) -> list[list[bytes]]:
    """The JSON of these fields of each record, as one column; none where there are no fields."""
    if not names:
        return []
    rows = zip(*[held[name] for name in names], strict=True)
    return [all_canonical_bytes([dict(zip(names, row, strict=True)) for row in rows])]


class _Part(NamedTuple):
    """A class, the fields in it that an edit has before and after, and the JSON around them and the record."""

    sensitivity: Sensitivity
    before: Names
    after: Names
    template: bytes


class _Classes(dict[str, Sensitivity]):
    """Field name to the class of its payload, for one type and one class of record; filled as names are asked for."""

    def __init__(self, kind: RecordType | None, record_class: Sensitivity) -> None:
        super().__init__()
        self._kind = kind
        self._record_class = record_class
        self._parts: dict[tuple[str, Operation, Names, Names], list[_Part]] = {}

    def parts(self, type_: str, operation: Operation, before: Names, after: Names) -> list[_Part]:
        """The payloads of an edit, the most open class first; worked out once for all edits of the same fields."""
        found = self._parts.get((type_, operation, before, after))
        if found is None:
            if len(self._parts) > 10_000:
                self._parts.clear()
            found = self._parts[type_, operation, before, after] = self._divided(type_, operation, before, after)
        return found

    def _divided(self, type_: str, operation: Operation, before: Names, after: Names) -> list[_Part]:
        classes = sorted({self[name] for name in (*before, *after)}, key=lambda one: one.rank)
        opens = self._kind is not None and operation is not Operation.SET
        if not classes:
            classes = [self._record_class if self._kind is None else Sensitivity.PUBLIC]
        elif opens and classes[0].apart:
            classes.insert(0, Sensitivity.PUBLIC)
        return [self._part(one, type_, operation, before, after) for one in classes]

    def _part(self, one: Sensitivity, type_: str, operation: Operation, before: Names, after: Names) -> _Part:
        here_after = tuple(sorted(name for name in after if self[name] is one))
        here_before = tuple(sorted(name for name in before if self[name] is one))
        said = canonical_bytes(
            {"class": one.value, "operation": operation.value, "record": "", "schema": SCHEMA, "type": type_}
        )
        head, tail = said[1:].replace(b"%", b"%%").split(b'"record":""')
        held = (b'"after":%b,' if here_after else b"") + (b'"before":%b,' if here_before else b"")
        return _Part(one, here_before, here_after, b"{" + held + head + b'"record":%b' + tail)

    def __missing__(self, name: str) -> Sensitivity:
        declared = self._kind.by_name.get(name) if self._kind is not None else None
        found = self._record_class if declared is None else declared.sensitivity.stricter(self._record_class)
        self[name] = found
        return found


def _classes_of(kind: RecordType | None, record_class: Sensitivity) -> _Classes:
    """The classes of a type's fields, kept with the type."""
    if kind is None:
        return _Classes(None, record_class)
    kept: dict[Sensitivity, _Classes] = vars(kind).setdefault("_classes", {})
    if record_class not in kept:
        kept[record_class] = _Classes(kind, record_class)
    return kept[record_class]
