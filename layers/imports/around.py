"""What an import knows of the records that are there already, asked of the register once and kept while it runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from forensics.catalogue import PackField, RecordType
from forensics.errors import UnknownName
from forensics.fields import Field
from forensics.folding import in_latin_letters
from forensics.identifiers import id_of_submission, is_id
from forensics.numbering import taken_for
from forensics.ports import Box, Query, Register
from forensics.reading import folded
from layers.numbering import numbers_of_before

_UNCLEAR = ""
"""Stands for two records of one number; neither is meant."""


def _by_latin(codes: Mapping[str, str]) -> dict[str, str]:
    """Codes with Latin letters in the place of those that look like them."""
    found: dict[str, str] = {}
    for code, record in codes.items():
        latin = in_latin_letters(code)
        found[latin] = record if found.get(latin, record) == record else _UNCLEAR
    return found


def _is_name(declared: Field) -> bool:
    """Whether a field says what a place, a site, a team is called, or which official code it has."""
    return declared.name in ("name", "official_code") or declared.name.startswith("name_")


class Around:
    """The records around those of a file; keeps the contract of forensics.rules.declared.Lookup.

    `planned` are codes of records that this file is about to add, so that its rows may name each other.
    """

    def __init__(self, register: Register, kind: RecordType, bounds: Box | None = None) -> None:
        self._register = register
        self._kind = kind
        self._bounds = bounds
        self._codes: dict[str, dict[str, str]] = {}
        self._types: dict[str, str | None] = {}
        self._fresh: list[Iterable[str]] = []  # of the imported type, added since a type was asked for
        self._asked_by: dict[str, set[str]] = {}
        self._known_by: dict[str, dict[tuple[str, str], str]] = {}
        self._looks: dict[str, dict[str, list[str]]] = {}
        self._earlier: dict[str, dict[str, str]] = {}
        self._alike: dict[str, dict[str, str]] = {}
        self._names: dict[str, dict[str, str]] = {}
        self.planned: Mapping[str, str] = {}

    @property
    def bounds(self) -> Box | None:
        """The area of the project."""
        return self._bounds

    @property
    def pack_fields(self) -> tuple[PackField, ...]:
        """The fields that the country pack adds."""
        return tuple(self._register.catalogue.pack.fields)

    def type_of(self, record: str) -> str | None:
        """The type of a record that is there, or is about to be."""
        while self._fresh:
            self._types.update(dict.fromkeys(self._fresh.pop(), self._kind.name))
        if record not in self._types:
            found = self._register.titles([record]).get(record)
            self._types[record] = found.type if found else None
        return self._types[record]

    def record_with_code(self, type_: str, code: str) -> str | None:
        """The id of the record of a type with that code."""
        return self.codes(type_).get(code)

    def code_alike(self, type_: str, code: str, record: str | None) -> str | None:
        """Another code of the type that is taken for this one at a glance."""
        if type_ not in self._looks:
            self._looks[type_] = {}
            self._earlier[type_] = numbers_of_before(self._register, type_)
            for one in (*self.codes(type_), *self._earlier[type_]):
                self._looks[type_].setdefault(taken_for(type_, one), []).append(one)
        alike = self._looks[type_].get(taken_for(type_, code), ())
        codes, earlier = self.codes(type_), self._earlier[type_]
        return next(
            (one for one in alike if codes.get(one, earlier.get(one)) != record and (one != code or one not in codes)),
            None,
        )

    def codes(self, type_: str) -> dict[str, str]:
        """Code to id of every record of a type; those that this import adds are written in as it goes."""
        if type_ not in self._codes:
            self._codes[type_] = self._register.codes(type_)
        return self._codes[type_]

    @cached_property
    def there(self) -> frozenset[str]:
        """The ids of the records of the imported type that were there before."""
        return frozenset(self._register.codes(self._kind.name).values())

    @cached_property
    def erased(self) -> frozenset[str]:
        """The ids of the records of erased persons, of any type."""
        return self._register.erased()

    def look_up(self, records: Iterable[str]) -> None:
        """Ask at once of which types these records are; type_of answers then."""
        unknown = [record for record in records if record not in self._types]
        found = self._register.titles(unknown, (self._kind.name,)) if unknown else {}
        self._types.update({record: found[record].type if record in found else None for record in unknown})

    def add(self, record: str, code: str) -> None:
        """Keep in mind that the import adds a record."""
        self.codes(self._kind.name)[code] = record
        if self._kind.name in self._looks:
            self._looks[self._kind.name].setdefault(taken_for(self._kind.name, code), []).append(code)
        self._types[record] = self._kind.name

    def add_all(self, new: Mapping[str, str]) -> None:
        """Keep in mind that the import adds records, by their codes."""
        if self._kind.name in self._looks:
            for code, record in new.items():
                self.add(record, code)
            return
        self.codes(self._kind.name).update(new)
        self._fresh.append(new.values())

    def find(self, name: str, types: tuple[str, ...]) -> str:
        """The id of a record by id, code or TYPE/CODE; raises UnknownName where none or several fit."""
        wanted, asked = self._asked(name, types)
        if is_id(wanted):
            return self._submitted_as(wanted, asked)
        hits = {type_: self.codes(type_)[wanted] for type_ in asked if wanted in self.codes(type_)}
        if self._kind.name in asked and wanted in self.planned:
            hits.setdefault(self._kind.name, self.planned[wanted])
        if not hits:
            hits = self._written_alike(wanted, asked) or self._called(wanted, asked)
        if not hits:
            raise UnknownName("There is no record called “{name}” of type: {types}.", name=name, types=", ".join(asked))
        if len(hits) > 1:
            raise UnknownName(
                "“{name}” fits records of several types: {types}; say TYPE/CODE.", name=name, types=", ".join(hits)
            )
        type_, record = hits.popitem()
        self._types[record] = type_
        return record

    def _submitted_as(self, wanted: str, asked: Sequence[str]) -> str:
        """The one record that a submission with this id gave; the id itself where it is a record's, or nobody's."""
        if self.type_of(wanted) is not None:
            return wanted
        made = {id_of_submission(type_, wanted): type_ for type_ in asked}
        self.look_up(made)
        planned = made.keys() & set(self.planned.values())
        found = [record for record, type_ in made.items() if record in planned or self.type_of(record) == type_]
        return found[0] if len(found) == 1 else wanted

    def _written_alike(self, wanted: str, asked: Sequence[str]) -> dict[str, str]:
        """Records whose code is the same but for letters of another alphabet that look alike: ЕХ-1 is EX-1.

        Where two would be, none is meant.
        """
        latin = in_latin_letters(wanted)
        if latin == wanted and wanted.isascii():
            return {}
        found: dict[str, str] = {}
        for type_ in asked:
            alike = self._alike.setdefault(type_, _by_latin(self.codes(type_)))
            if alike.get(latin, _UNCLEAR) != _UNCLEAR:
                found[type_] = alike[latin]
        return found

    def _called(self, wanted: str, asked: Sequence[str]) -> dict[str, str]:
        """Records by their name in any language or their official code; raises UnknownName where several have it."""
        key = folded(wanted)
        found = {type_: self._names_of(type_)[key] for type_ in asked if key in self._names_of(type_)}
        if _UNCLEAR in found.values():
            raise UnknownName("“{name}” is the name of several records; say the code of the one meant.", name=wanted)
        return found

    def _names_of(self, type_: str) -> dict[str, str]:
        """Name to id of every record of a type."""
        if type_ not in self._names:
            fields = [one.name for one in self._register.catalogue[type_].fields if _is_name(one)]
            found = self._names[type_] = {}
            for values in self._register.select(Query(type_)) if fields else ():
                for key in {folded(str(values[name])) for name in fields if values.get(name)}:
                    found[key] = values["id"] if found.get(key, values["id"]) == values["id"] else _UNCLEAR
        return self._names[type_]

    def _asked(self, name: str, types: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
        known = self._register.catalogue.types
        head, slash, rest = name.partition("/")
        if slash and head in known and (not types or head in types):
            return rest, (head,)
        return name, types or tuple(known)

    def will_ask(self, type_: str, field: str) -> None:
        """Say beforehand that records of a type will be asked for by the value of a field of text."""
        self._asked_by.setdefault(type_, set()).add(field)

    def numbered(self, type_: str, system: str, number: str) -> str | None:
        """The record of a type with a number in a system, whatever its letters' case; UnknownName where two have it."""
        return self._one(type_, (folded(system), number))

    def with_value(self, type_: str, field: str, value: str) -> str | None:
        """The record of a type whose field holds a value, as will_ask announced; UnknownName where two do."""
        return self._one(type_, (f"={field}", value))

    def _one(self, type_: str, key: tuple[str, str]) -> str | None:
        if type_ not in self._known_by:
            self._known_by[type_] = self._index(type_)
        record = self._known_by[type_].get(key)
        if record == _UNCLEAR:
            raise UnknownName("“{number}” is the number of several records.", number=key[1])
        if record is not None:
            self._types[record] = type_
        return record

    def _index(self, type_: str) -> dict[tuple[str, str], str]:
        found: dict[tuple[str, str], str] = {}
        fields = tuple(self._asked_by.get(type_, ()))
        for values in self._register.select(Query(type_)):
            keys = [(folded(row.get("system", "")), row.get("number", "")) for row in values.get("other_numbers") or ()]
            keys += [(f"={field}", str(values[field])) for field in fields if values.get(field) is not None]
            for key in keys:
                found[key] = values["id"] if found.get(key, values["id"]) == values["id"] else _UNCLEAR
        return found
