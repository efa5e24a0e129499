"""What a person accepted of a returned pack becomes one commit, and its pictures become evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import Any, cast

import orjson
import shapely
from shapely.geometry.base import BaseGeometry

from forensics.catalogue import MAIN, RecordType
from forensics.changes import Change, Operation
from forensics.errors import TaphosError
from forensics.fields import Kind
from forensics.messages import Message, say
from forensics.numbering import taken_for
from forensics.ports import Found, Query, Receipt
from forensics.reading import Reading
from forensics.records.planning import Hazard
from layers.editing import Edit, adding, proposals, reading_of, setting
from layers.errors import SourceRefused
from layers.evidence import take_in
from layers.fieldpack.reviewing import FieldChange, Returned, Review, What
from layers.project import Project
from layers.reasons import commit_for

ALL, NONE = "all", "none"


@dataclass(frozen=True)
class Choice:
    """What a person takes of a pack: by the key of an item the names of its fields, all of it where there are none."""

    taken: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def fields(self, item: Returned) -> tuple[FieldChange, ...]:
        """The fields of an item that are taken."""
        names = self.taken.get(item.key)
        if names is None:
            return ()
        chosen = (one for one in item.fields if not names or one.field.name in names)
        return tuple(one for one in chosen if one.problem is None)


@dataclass(frozen=True)
class Outcome:
    """What came of a choice: the commit of the records, those of the pictures, and what was refused, by item.

    An item of which a field alone was refused is among the accepted too.
    """

    receipt: Receipt
    pictures: tuple[Receipt, ...]
    accepted: tuple[Returned, ...]
    refused: Mapping[str, Message]


def without_conflicts(review: Review) -> Choice:
    """All that can be taken without deciding between two sides; a deletion is taken by name alone.

    A record is lost to a slip of a finger as easily as to a decision, and with it goes what rests on it.
    """
    taken: dict[str, frozenset[str]] = {}
    for item in review.items:
        if item.problem is not None or item.conflict or item.what is What.DELETED:
            continue
        names = frozenset(one.field.name for one in item.fields if not one.conflict and one.problem is None)
        if names or not item.fields:
            taken[item.key] = names
    return Choice(taken)


def named(review: Review, asked: Sequence[str]) -> tuple[Choice, list[str]]:
    """What RECORD and RECORD.FIELD name, conflicts too, and which of them name nothing of the pack."""
    taken: dict[str, frozenset[str]] = {}
    unknown: list[str] = []
    for name in asked:
        found = [item for item in review.items if name in (item.code, item.record, f"{item.type}/{item.code}")]
        record, _, field_name = name.rpartition(".")
        of_field = [item for item in review.items if record in (item.code, item.record)] if record else []
        of_field = [item for item in of_field if any(one.field.name == field_name for one in item.fields)]
        if not found and not of_field:
            unknown.append(name)
        for item in found:
            taken[item.key] = frozenset()
        for item in of_field:
            if taken.get(item.key) != frozenset():
                taken[item.key] = taken.get(item.key, frozenset()) | {field_name}
    return Choice(taken), unknown


def accept(project: Project, review: Review, choice: Choice) -> Outcome:
    """Write what was chosen: one commit for the records, then one for each picture. Blocking.

    What a rule refuses is left, with its reason; the rest is written.
    """
    records = accept_records(project, review, choice)
    accepted, refused = list(records.accepted), dict(records.refused)
    pictures = []
    for item in pictures_of(review, choice):
        try:
            receipt = take_picture(project, review, item)
        except TaphosError as refusal:
            refused[item.key] = refusal.message
            continue
        accepted.append(item)
        if receipt.commit:
            pictures.append(receipt)
    return Outcome(records.receipt, tuple(pictures), tuple(accepted), refused)


def accept_records(project: Project, review: Review, choice: Choice) -> Outcome:
    """The same without the pictures."""
    making = _Making(project, review, choice)
    accepted = tuple(item for item in making.chosen if making.take(item))
    changes = making.changes
    receipt = commit_for(project.register, changes, _reason(review)) if changes else Receipt("", {}, 0)
    return Outcome(receipt, (), accepted, dict(making.refused))


def pictures_of(review: Review, choice: Choice) -> list[Returned]:
    """The pictures that were chosen."""
    return [item for item in review.items if item.what is What.PHOTO and item.key in choice.taken]


def take_picture(project: Project, review: Review, item: Returned) -> Receipt:
    """Take one picture in as evidence of its record; raises TaphosError where it cannot be."""
    if item.problem is not None or item.file is None:
        raise SourceRefused(item.problem or say("The picture is not there."))
    return take_in(project, [item.file], attach=item.record, reason=_reason(review)).receipt


def _reason(review: Review) -> str:
    return f"field pack {review.pack.pack[:8]}"


class _Making:
    """Edits of one commit, each held to the rules as if those before it stood already."""

    def __init__(self, project: Project, review: Review, choice: Choice) -> None:
        self.project, self.review, self.choice = project, review, choice
        self.refused: dict[str, Message] = {}
        self.changes: list[Change] = []
        self.register = _Overlaid(project)
        self.ahead = replace(project, register=cast("Any", self.register))
        self.reading: Reading = reading_of(self.ahead)
        chosen = [item for item in review.items if item.what is not What.PHOTO and item.key in choice.taken]
        self.chosen = sorted(chosen, key=_hazards_first)
        for item in self.chosen:
            if item.problem is not None:
                self.refused[item.key] = item.problem

    def take(self, item: Returned) -> bool:
        """Make the change of one item; False where it is refused."""
        if item.key in self.refused:
            return False
        if left := self._left(item):
            self.refused[item.key] = left[0]
            if item.what is What.CHANGED and not self._of(item):
                return False
        if item.what is What.DELETED:
            reason = f"{_reason(self.review)}: deleted on the phone"
            self.changes.append(Change(item.type, item.record, Operation.VOID, after={"void_reason": reason}))
            return True
        try:
            edit = self._added(item) if item.what is What.ADDED else self._changed(item)
        except TaphosError as refusal:
            self.refused[item.key] = refusal.message
            return False
        if edit.refusal is not None:
            self.refused[item.key] = edit.refusal.message
            return False
        if edit.change is not None:
            self.changes.append(edit.change)
            self.register.put(edit)
        return True

    def _changed(self, item: Returned) -> Edit:
        found = Found(item.type, item.record, item.code)
        return setting(self.ahead, found, {one.field.name: _text(one) for one in self._of(item)}, self.reading)

    def _added(self, item: Returned) -> Edit:
        """A new record under the id that the phone gave it; a code is proposed where none was written."""
        texts = {one.field.name: _text(one) for one in self._of(item)}
        kind = self.project.catalogue[item.type]
        if not texts.get("code"):
            edit = adding(self.ahead, item.type, {**texts, "code": "new"}, self.reading)
            texts["code"] = self._code(kind, edit.typed)
        edit = adding(self.ahead, item.type, texts, self.reading)
        assert edit.change is not None
        return replace(edit, record=item.record, change=replace(edit.change, record=item.record))

    def _left(self, item: Returned) -> tuple[Message, ...]:
        """Why fields that were asked for are not taken: they cannot be read, or are judgements."""
        names = self.choice.taken[item.key]
        return tuple(one.problem for one in item.fields
                     if one.problem is not None and (not names or one.field.name in names))  # fmt: skip

    def _of(self, item: Returned) -> tuple[FieldChange, ...]:
        """Fields that the choice names; a new record is taken whole, but for what cannot be read."""
        if item.what is not What.ADDED:
            return self.choice.fields(item)
        return tuple(one for one in item.fields if one.problem is None)

    def _code(self, kind: RecordType, typed: Mapping[str, Any]) -> str:
        return next(code for code in proposals(self.project, kind, typed) if not self.register.has(kind.name, code))


def _text(one: FieldChange) -> str:
    if one.field.kind is Kind.REFERENCES:
        return orjson.dumps(one.theirs).decode() if one.theirs else ""
    return one.text


def _touches(values: Mapping[str, Any], view: BaseGeometry) -> bool:
    geometry = (values.get(MAIN) or {}).get("geometry")
    return geometry is not None and bool(shapely.intersects(view, shapely.from_wkb(geometry)))


def _hazards_first(item: Returned) -> bool:
    """What keeps people out stands before it is asked whether they may be there."""
    return item.type != Hazard.about.type


class _Overlaid:
    """The register as it will be when what was chosen so far is written; whatever else is asked, as it is."""

    def __init__(self, project: Project) -> None:
        self._register = project.register
        self._new: dict[str, tuple[Found, dict[str, Any]]] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._register, name)

    def put(self, edit: Edit) -> None:
        """An edit that will be written."""
        assert edit.change is not None
        held = dict(self._register.values(edit.kind.name, edit.record) or {}) | {"id": edit.record}
        held.update(edit.change.after)
        for name in edit.change.before:
            if name not in edit.change.after:
                held.pop(name, None)
        self._new[edit.record] = (Found(edit.kind.name, edit.record, edit.code), held)

    def select(self, query: Query) -> Iterator[Any]:
        """As the register; of records in a box also those that will be there, by their new shapes."""
        held = list(self._register.select(query))
        if query.bbox is None or query.as_of:
            return iter(held)
        fresh = {id_: values for id_, (found, values) in self._new.items() if found.type == query.type}
        rest = [one for one in held if one["id"] not in fresh]
        view = shapely.box(*query.bbox)
        return iter(rest + [one for one in fresh.values() if _touches(one, view)])

    def has(self, type_: str, code: str) -> bool:
        """Whether a record of that type will have the code."""
        return any(found.type == type_ and found.code == code for found, _ in self._new.values())

    def at_one_moment(self) -> AbstractContextManager[None]:
        return self._register.at_one_moment()

    def find(self, name: str, types: Sequence[str] = ()) -> Found:
        for found, _ in self._new.values():
            if name in (found.id, found.code) and (not types or found.type in types):
                return found
        return self._register.find(name, types)

    def titles(self, records: Iterable[str], likely: Sequence[str] = ()) -> dict[str, Found]:
        wanted = list(records)
        here = {id_: self._new[id_][0] for id_ in wanted if id_ in self._new}
        return self._register.titles([id_ for id_ in wanted if id_ not in here], likely) | here

    def values(self, type_: str, record: str) -> Any:
        return self._new[record][1] if record in self._new else self._register.values(type_, record)

    def many_values(self, type_: str, records: Sequence[str]) -> dict[str, Any]:
        here = {id_: self._new[id_][1] for id_ in records if id_ in self._new}
        return self._register.many_values(type_, [id_ for id_ in records if id_ not in here]) | here

    def record_with_code(self, type_: str, code: str) -> str | None:
        for found, _ in self._new.values():
            if found.type == type_ and found.code == code:
                return found.id
        return self._register.record_with_code(type_, code)

    def code_alike(self, type_: str, code: str, record: str | None) -> str | None:
        new = (found.code for found, _ in self._new.values() if found.type == type_ and found.id != record)
        alike = next((one for one in new if taken_for(type_, one) == taken_for(type_, code)), None)
        return alike or self._register.code_alike(type_, code, record)
