"""What a selection asks for, in words: one line for each thing that is asked."""

from __future__ import annotations

from collections.abc import Callable

from forensics.catalogue import RecordType
from forensics.fields import Field
from forensics.geodesy import area_km2
from forensics.messages import say
from layers.exports.selecting import Selection, iso_day
from layers.language import format_area
from layers.register.areas import area_of
from layers.register.comparing import DATED, parts_of, sides_of
from layers.words import Speech, Words, code_label, date_words

M2_PER_KM2 = 1e6


def words_of(selection: Selection, speech: Speech) -> list[str]:
    """Types, conditions, text, areas, values that are switched off, and days; nothing where nothing is asked."""
    catalogue, translate = speech.project.catalogue, speech.translate
    said: list[str] = []
    if selection.types:
        said.append(", ".join(speech.label(catalogue[type_].about.plural) for type_ in selection.types))
    said += [condition_words(name, value, selection.types, speech) for name, value in selection.where]
    if selection.text:
        said.append(translate(say("Text: {text}", text=selection.text)))
    if selection.area:
        size = format_area(area_km2(area_of(selection.area)) * M2_PER_KM2, speech.language)
        said.append(translate(say("Within a drawn area, {size}", size=size)))
    if selection.bbox is not None:
        sides = ", ".join(f"{number:g}" for number in selection.bbox)
        said.append(translate(say("Within {sides}", sides=sides)))
    for type_, codes in selection.without:
        said.append(_without_words(catalogue[type_], codes, speech))
    if selection.days is not None:
        first, last = (date_words(speech, iso_day(day)) for day in (selection.days.first, selection.days.last))
        whole = say("{first} to {last}, undated ones too", first=first, last=last)
        said.append(translate(whole if selection.days.undated else say("{first} to {last}", first=first, last=last)))
    return said


def condition_words(name: str, value: str | None, types: tuple[str, ...], speech: Speech) -> str:
    """A field and the value that it is to have."""
    catalogue = speech.project.catalogue
    kinds = [catalogue[type_] for type_ in types] or list(catalogue)
    field = next((kind.field(name) for kind in kinds if _has(kind, name)), None)
    if field is None:
        return f"{name} = {value or ''}"
    shown = said_values(field, value, speech, lambda one, part: _value_words(one, part, speech))
    return f"{speech.label(field.label)}: {shown}"


def said_values(field: Field, value: str | None, speech: Speech, said: Callable[[Field, str], str]) -> str:
    """The values that a field may have, each as `said` says it, ranges in words."""
    listed = [_range_words(field, part, speech, said) if part else speech.translate(say("empty"))
              for part in parts_of(field, value)]  # fmt: skip
    return f" {speech.translate(say('or'))} ".join(listed)


def _range_words(field: Field, part: str, speech: Speech, said: Callable[[Field, str], str]) -> str:
    sides = sides_of(field, part)
    if sides is None:
        return said(field, part)
    sign, first, last = sides[0], *(said(field, side) if side else "" for side in sides[1:])
    message = {
        ">": say("more than {value}", value=first), ">=": say("{value} or more", value=first),
        "<": say("less than {value}", value=last), "<=": say("{value} or less", value=last),
    }.get(sign)  # fmt: skip
    if field.kind in DATED:
        message = {
            ">": say("after {value}", value=first), ">=": say("{value} or later", value=first),
            "<": say("before {value}", value=last), "<=": say("{value} or earlier", value=last),
        }.get(sign)  # fmt: skip
    return speech.translate(message or say("{first} to {last}", first=first or "…", last=last or "…"))


def _has(kind: RecordType, name: str) -> bool:
    return name in kind.by_name or any(name in field.aliases for field in kind.fields)


def _value_words(field: Field, value: str, speech: Speech) -> str:
    if field.holds_codes:
        return code_label(speech, field, value)
    return Words(speech).value(field, value == "yes") if value in ("yes", "no") else value


def _without_words(kind: RecordType, codes: tuple[str, ...], speech: Speech) -> str:
    field = kind.by_name[kind.about.style]
    empty = speech.translate(say("empty"))
    listed = ", ".join(code_label(speech, field, code) if code else empty for code in codes)
    plural = speech.label(kind.about.plural)
    return speech.translate(say("{types} without: {values}", types=plural, values=listed))
