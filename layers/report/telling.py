"""Records of a report in words: facts under the groups of their declaration, and rows of tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from math import isfinite
from typing import Any

import shapely

from forensics.fields import Field, Kind, Sensitivity
from forensics.messages import Message, say
from forensics.places import Place
from forensics.records.base import ADMINISTRATION
from layers.language import format_date, format_number
from layers.report.blocks import Block, Column, Facts, Heading, Paragraph, Table
from layers.report.disclosing import Disclosing, Shown
from layers.words import DocumentSpeech, Words, place_words

NONE = "–"
_DAY = re.compile(r"\d{4}-\d{2}(-\d{2})?")
VOIDED = say("voided")
REASON = say("Reason for voiding")
OF_ALL = say("The same for all of these: {said}.")
SERIES_OF = "series"
"""The column of a short table in which a type of record stands for the series of its numbers."""
IN_THE_GRID, DERIVED, AS_READ = say("{place} m in the site grid"), say("derived: {place}"), say("as read: {text}")
NOTHING_ELSE: Mapping[str, Callable[[Shown], str]] = {}
MANY = 4
"""So many records are told once what is the same of all of them."""


class Telling:
    """Says what was let out in the language of the document."""

    def __init__(self, speech: DocumentSpeech, disclosing: Disclosing) -> None:
        self.speech = speech
        self.disclosing = disclosing
        self._words = Words(speech, disclosing.names)
        self._codes = _codes_of(disclosing)

    def say(self, message: Message | str, **values: object) -> str:
        """A sentence of the report; `values` fill a message that was declared without them."""
        said = replace(message, values=values) if isinstance(message, Message) and values else message
        return self.speech.translate(said, **({} if isinstance(said, Message) else values))

    def label(self, message_id: str) -> str:
        return self.speech.label(message_id)

    def value(self, declared: Field, value: Any) -> str:
        """A value in words; of a reference those records that may be named."""
        if value is None:
            return ""
        if declared.names_record:
            known = self.disclosing.named_of(declared, value)
            return ", ".join(self._words.name(one) for one in known)
        if declared.kind is Kind.ROWS:
            return "; ".join(", ".join(filter(None, row)) for row in self.rows(declared, value))
        if declared.kind is Kind.NOTE:
            return str(value).strip()
        if declared.kind is Kind.PLACE:
            return self._place(value)
        return self._words.value(declared, value)

    def _place(self, value: Mapping[str, Any]) -> str:
        """A point as it was measured in the site grid, with degrees as what was derived; who may know all, as read."""
        place = Place.from_canonical(value)
        point = place.site_shape
        derived = place_words(self.speech, value)
        if point is not None and point.geom_type == "Point" and not point.is_empty:
            numbers = dict(zip("xyz", shapely.get_coordinates(point, include_z=True)[0].tolist(), strict=True))
            said = {name: format_number(number, self.speech.language, 3) for name, number in numbers.items()
                    if isfinite(number)}  # fmt: skip
            measured = self.say(IN_THE_GRID, place=", ".join(f"{name} {number}" for name, number in said.items()))
            derived = "; ".join([measured, *([self.say(DERIVED, place=derived)] if place.shape is not None else [])])
        if place.written and place.shape is not None and self._tells_all:
            return "; ".join([derived, self.say(AS_READ, text=place.written)])
        return derived

    @property
    def _tells_all(self) -> bool:
        return Sensitivity.RESTRICTED in self.disclosing.profile.classes

    def rows(self, declared: Field, value: Any) -> list[tuple[str, ...]]:
        """The rows of a short table inside a record; codes and days that stand in it are said too."""
        return [
            tuple(self._inner(declared, name, row.get(name, "")) for name in declared.columns or {}) for row in value
        ]

    def _inner(self, declared: Field, name: str, text: str) -> str:
        if name in declared.identifiers:
            return text
        if _DAY.fullmatch(text):
            return format_date(text, self.speech.language)
        if name == SERIES_OF and text in self.disclosing.project.catalogue.types:
            return self.label(self.disclosing.project.catalogue[text].about.plural)
        coded = (declared.coded or {}).get(name)
        label = coded.all_codes.get(text) if coded is not None else self._codes.get(text)
        return self.label(label) if label is not None else text

    def of(self, shown: Shown, name: str) -> str:
        """A field of a record in words; empty where it is not there or may not leave."""
        return self.value(shown.kind.field(name), shown.get(name))

    def named(self, record: str) -> str:
        """What a record is called that may be named, else nothing."""
        return self._words.name(record) if record in self.disclosing.names else ""

    def title(self, shown: Shown) -> str:
        """Code and what makes a record's one-line name; a voided one says so."""
        said = " · ".join(filter(None, [shown.code, self._words.title(shown.kind, shown.values)]))
        return f"{said} ({self.say(VOIDED)})" if shown.voided else said

    def facts(self, shown: Shown, groups: Sequence[str] = (), without: Iterable[str] = ()) -> Iterator[Block]:
        """All that may be said of a record, or of some groups of its fields, a heading for each.

        A short table inside the record stands as one below the facts of its group.
        """
        left = {"code", *without}
        if shown.voided:
            yield Facts(((self.say(REASON), self.of(shown, "void_reason") or NONE),))
        for group, fields in self._groups(shown, left):
            if groups and group not in groups:
                continue
            if group:
                yield Heading(self.label(group), 3)
            tables = [one for one in fields if one.kind is Kind.ROWS and len(shown.get(one.name)) > 1]
            rows = [(self.label(one.label), said) for one in fields if one not in tables
                    if (said := self.value(one, shown.get(one.name)))]  # fmt: skip
            if rows:
                yield Facts(tuple(rows))
            yield from (self._table_of(one, shown.get(one.name)) for one in tables)

    def _table_of(self, declared: Field, value: Any) -> Table:
        """A short table of a record, under the labels of its columns that hold anything."""
        rows = self.rows(declared, value)
        titles = [self.label(title) for title in (declared.columns or {}).values()]
        kept = [at for at in range(len(titles)) if any(row[at] for row in rows)]
        titles[kept[0]] = f"{self.label(declared.label)}: {titles[kept[0]]}"
        return Table(tuple(Column(titles[at]) for at in kept), tuple(tuple(row[at] for at in kept) for row in rows))

    def _groups(self, shown: Shown, left: set[str]) -> Iterator[tuple[str, list[Field]]]:
        """The fields of each group in which anything may be said."""
        groups: dict[str, list[Field]] = {}
        for declared in shown.kind.fields:
            if declared.group == ADMINISTRATION or declared.name in left:
                continue
            if self.value(declared, shown.get(declared.name)):
                groups.setdefault(declared.group, []).append(declared)
        yield from groups.items()

    def table(
        self, type_: str, fields: Sequence[str], records: Sequence[Shown],
        instead: Mapping[str, Callable[[Shown], str]] = NOTHING_ELSE, numbers: tuple[str, Sequence[str]] | None = None,
    ) -> Iterator[Block]:  # fmt: skip
        """A table of some fields; columns in which nothing stands are left out.

        What is the same of all of many stands above it once. `instead` says some fields otherwise; `numbers` is a
        column before the others, its title and its cells.
        """
        kind = self.disclosing.project.catalogue[type_]
        cells = {name: [self._said(one, name, instead) for one in records] for name in fields}
        same = [name for name in fields if len(records) >= MANY and len(set(cells[name])) == 1 and cells[name][0]]
        kept = [name for name in fields if any(cells[name]) and name not in same]
        if same:
            said = (f"{self.label(kind.field(name).label)}: {cells[name][0]}" for name in same)
            yield Paragraph(self.say(OF_ALL, said="; ".join(said)), quiet=True, leads=True)
        if records and kept:
            columns = [Column(self.label(kind.field(name).label)) for name in kept]
            rows = [tuple(self._cell(one, name, cells[name][at]) for name in kept) for at, one in enumerate(records)]
            if numbers is not None:
                columns.insert(0, Column(numbers[0]))
                rows = [(number, *row) for number, row in zip(numbers[1], rows, strict=True)]
            yield Table(tuple(columns), tuple(rows))

    def _said(self, shown: Shown, name: str, instead: Mapping[str, Callable[[Shown], str]]) -> str:
        return instead[name](shown) if name in instead else self.of(shown, name)

    def _cell(self, shown: Shown, name: str, said: str) -> str:
        return f"{said} ({self.say(VOIDED)})" if name == "code" and shown.voided else said


def _codes_of(disclosing: Disclosing) -> dict[str, str]:
    """The labels of codes that may stand in the short tables of records; a code of two vocabularies has one label."""
    found: dict[str, str] = {}
    for kind in disclosing.project.catalogue:
        if any(declared.kind is Kind.ROWS and declared.group != ADMINISTRATION for declared in kind.fields):
            for declared in kind.fields:
                for code, label in (declared.vocabulary.all_codes if declared.vocabulary else {}).items():
                    found.setdefault(code, label)
    return found
