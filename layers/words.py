"""Values and records in the words of a language: for tables, titles, histories, sentences and reports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import shapely

from forensics.catalogue import RecordType
from forensics.date_words import date_message
from forensics.errors import TaphosError
from forensics.fields import Field, Kind
from forensics.geodesy import area_km2, length_m
from forensics.instants import Instant, read_instant
from forensics.messages import Message, say, say_count
from forensics.places import Place
from forensics.ports import Found, Values
from layers.coordinates.writing import format_coordinates
from layers.exports.saying import PackTranslator, translator_for
from layers.language import format_area, format_date, format_number
from layers.project import Project

Names = Mapping[str, Found]
"""What referred records are called, by id."""


class Speech(Protocol):
    """What says texts in one language: the session of a window in its own, a document in the document's."""

    @property
    def language(self) -> str: ...

    @property
    def project(self) -> Project: ...

    @property
    def translate(self) -> Callable[[Message], str]: ...

    def label(self, message_id: str) -> str:
        """A declaration's label, also one that the country pack brought."""
        ...


@dataclass(frozen=True)
class DocumentSpeech:
    """The language of one document of a project."""

    project: Project
    translate: PackTranslator

    @property
    def language(self) -> str:
        return self.translate.language

    def label(self, message_id: str) -> str:
        return self.translate(message_id)


def speech_of(project: Project, language: str) -> DocumentSpeech:
    """What a document of that language says; raises UnknownLanguage."""
    return DocumentSpeech(project, translator_for(project, language))


FIRST_WITH_SEPARATORS = 10_000
"""Below it a whole number may be a year, which is written without separators."""


class Words:
    """Says values in the language that is spoken now."""

    def __init__(self, speech: Speech, names: Names | None = None) -> None:
        self.speech = speech
        self.names: Names = names if names is not None else {}

    def value(self, field: Field, value: Any) -> str:
        """A canonical value in one line; empty for none."""
        return "" if value is None else _SAYERS[field.kind](self, field, value)

    def name(self, record: str) -> str:
        """What a record is called: its code, and its name where it has one."""
        found = self.names.get(record)
        return found_line(found, self.speech.language) if found else record[:8]

    def title(self, kind: RecordType, values: Values) -> str:
        """What makes a record's one-line name beside its code."""
        names = [name for name in (self.own_name(kind, values), *self._title(kind, values)) if name]
        return " · ".join(dict.fromkeys(names))

    def own_name(self, kind: RecordType, values: Values) -> str:
        """The record's name in the window's language, else in any."""
        named = {kind_name: values.get(kind_name) for kind_name in kind.names}
        pack = {one.name: one.language for one in self.speech.project.catalogue.pack.fields if one.type == kind.name}
        ours = next((text for name, text in named.items() if text and pack.get(name) == self.speech.language), None)
        return str(ours or next(filter(None, named.values()), ""))

    def _title(self, kind: RecordType, values: Values) -> Iterable[str]:
        for name in kind.about.title:
            if name != "code" and name in kind.by_name:
                yield self.value(kind.by_name[name], values.get(name))

    def translate(self, message: Message) -> str:
        return self.speech.translate(message)


def found_line(found: Found, language: str) -> str:
    """A record that was found, in one line: code, and its name in the window's language where it has one."""
    name = found.names.get(language) or next(iter(found.names.values()), "")
    return f"{found.code} · {name}" if name and name != found.code else found.code or found.id[:8]


def code_label(speech: Speech, field: Field, code: str) -> str:
    """What a code is called."""
    listed = field.vocabulary.all_codes if field.vocabulary else {}
    return speech.label(listed[code]) if code in listed else code


def date_words(speech: Speech, text: str) -> str:
    """A date in words; the text itself where it is none."""
    try:
        return speech.translate(date_message(text))
    except TaphosError:
        return text


def instant_words(speech: Speech, text: str) -> str:
    """A moment as its clock showed it, with how far that clock was from UTC and the zone that was written."""
    try:
        return moment_words(speech, read_instant(text))
    except TaphosError:
        utc, _, zone = text.partition(" ")
        return clock_words(speech, utc, zone)


def moment_words(speech: Speech, moment: Instant) -> str:
    """A moment in words."""
    return f"{format_date(moment.local, speech.language)}{f' {moment.zone}' if moment.zone else ''}"


def clock_words(speech: Speech, utc: str, zone: str) -> str:
    """A moment of the journal, kept in UTC, as the clock showed it that stood in `zone` (“+03:00 EEST”)."""
    offset, _, name = zone.partition(" ")
    try:
        moment = datetime.fromisoformat(utc).astimezone(datetime.fromisoformat(f"2000-01-01T00:00{offset}").tzinfo)
    except ValueError:
        return f"{utc} {zone}".strip()
    return f"{format_date(moment, speech.language)} {name}".strip()


def place_words(speech: Speech, canonical: Mapping[str, Any]) -> str:
    """What a place is: a point with its coordinates, a line with its length, an area with its size."""
    place = Place.from_canonical(canonical)
    shape = place.shape
    if shape is None:
        if place.site_shape is not None:
            return speech.translate(say("In the site grid, without degrees"))
        return speech.translate(say("In words: {text}", text=place.written))
    if shape.geom_type == "Point":
        lon, lat = shapely.get_coordinates(shape)[0]
        return format_coordinates(float(lon), float(lat), "wgs84")
    corners = int(shapely.get_num_coordinates(shape))
    if shape.geom_type.endswith("LineString"):
        metres = format_number(length_m(shape), speech.language)
        message = say_count(
            "Line of {metres} m, {count} point", "Line of {metres} m, {count} points", count=corners, metres=metres
        )
        return speech.translate(message)
    if shape.geom_type.endswith("Polygon"):
        area = format_area(area_km2(shape) * 1e6, speech.language)
        rings = sum(1 + len(part.interiors) for part in shapely.get_parts(shape))
        message = say_count(
            "Area of {area}, {count} corner", "Area of {area}, {count} corners", count=corners - rings, area=area
        )
        return speech.translate(message)
    return shape.geom_type


def _text(words: Words, field: Field, value: Any) -> str:
    return register_words(words.speech, value) if field.name == REGISTER else " ".join(str(value).split())


REGISTER = "case_register"
"""The field whose text may be the code of a register that the country pack knows."""


def register_words(speech: Speech, text: str) -> str:
    """What a register of case numbers is called; the text itself where the pack knows none of that code."""
    pack = speech.project.pack
    known = next((one for one in pack.case_registers if one.code == text), None) if pack is not None else None
    return text if known is None or pack is None else pack.text(known.labels, speech.language)


def _codes(words: Words, field: Field, value: Any) -> str:
    return ", ".join(code_label(words.speech, field, code) for code in value)


def _number(words: Words, field: Field, value: Any) -> str:
    number = float(value)
    written = repr(number)
    decimals = 0 if number.is_integer() else 6 if "e" in written else len(written.partition(".")[2])
    text = format_number(number, words.speech.language, decimals)
    if number.is_integer() and abs(number) < FIRST_WITH_SEPARATORS:
        text = str(int(number))
    return f"{text} {words.speech.label(field.unit)}" if field.unit else text


def _flag(words: Words, field: Field, value: Any) -> str:
    return words.translate(say("Yes" if value else "No"))


def _rows(words: Words, field: Field, value: Any) -> str:
    coded = field.coded or {}

    def cell(name: str, text: str) -> str:
        label = coded[name].all_codes.get(text) if name in coded else None
        return words.speech.label(label) if label else text

    return "; ".join(
        " | ".join(cell(name, row[name]) for name in (field.columns or {}) if row.get(name)) for row in value
    )


_SAYERS: Mapping[Kind, Callable[[Words, Field, Any], str]] = {
    Kind.TEXT: _text,
    Kind.NOTE: _text,
    Kind.CODE: lambda words, field, value: code_label(words.speech, field, value),
    Kind.CODES: _codes,
    Kind.WHOLE: _number,
    Kind.NUMBER: _number,
    Kind.FLAG: _flag,
    Kind.DATE: lambda words, field, value: date_words(words.speech, value),
    Kind.INSTANT: lambda words, field, value: instant_words(words.speech, value),
    Kind.REFERENCE: lambda words, field, value: words.name(value),
    Kind.REFERENCES: lambda words, field, value: ", ".join(map(words.name, value)),
    Kind.PLACE: lambda words, field, value: place_words(words.speech, value),
    Kind.ROWS: _rows,
    Kind.ANSWERS: lambda words, field, value: "; ".join(value.values()),
}


def referred(fields: Iterable[Field], values: Values) -> list[str]:
    """The ids of the records that a record's values refer to."""
    ids: list[str] = []
    for field in fields:
        value = values.get(field.name) if field.names_record else None
        if value:
            ids.extend([value] if isinstance(value, str) else value)
    return ids
