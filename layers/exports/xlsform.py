"""XLSForm: a form for KoBo and ODK of one type of record, made of its declarations, in both languages.

The form's question `taphos_type` says in each submission of what type it is, so that it comes back without any mapping
(layers.imports.kobo). XLSForm: https://xlsform.org, as pyxform reads it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from itertools import groupby
from pathlib import Path

import orjson

from forensics.catalogue import RecordType
from forensics.fields import Answer, Field, Kind, Sensitivity
from forensics.messages import Message, say
from forensics.rules.sexual_violence import allowed_for_sexual_violence
from forensics.rules.testimony import CODES_OF_PEOPLE
from forensics.vocabulary.declaring import NO_VALUE
from forensics.vocabulary.testimony import INCIDENT_CATEGORY, SEXUAL_VIOLENCE
from layers.errors import ExportRefused
from layers.exports.saying import PackTranslator, translator_for
from layers.files import asked_for, write_out
from layers.project import Project

OF_SEXUAL_VIOLENCE = ("incident", "victim")
TYPE = "taphos_type"
"""The question that says of which type a submission is."""
LANGUAGES = {"en": "English (en)", "uk": "Українська (uk)"}
YES_NO = "yes_no"
NOT_ASKED = frozenset({"review", "reviewer", "example", "not_recorded", "legal_hold", "sensitivity"})
"""Fields about a record's keeping, which nobody fills in at a grave."""
_QUESTIONS = {
    Kind.WHOLE: "integer", Kind.NUMBER: "decimal", Kind.INSTANT: "dateTime", Kind.FLAG: f"select_one {YES_NO}",
}  # fmt: skip
_SHAPES = {"Point": "geopoint", "MultiLineString": "geotrace", "MultiPolygon": "geoshape"}
NONE = ("none_seen", "none")
"""Answers beside which no other stands."""
_A_DATE = r"regex(., '^[0-9XuT:+./~?%\[\]-]+$')"

Line = dict[str, str]

DATE_HINT = say("A day 2022-03-14, a month 2022-03, from-to 2022-02-27/2022-03-31, before [..2022-03-01]")
CODES_HINT = say("The code of a record, of several with ; between them")
ROWS_HINT = say("Cells with | between them, rows with ; between them: {columns}")
OUT_OF_RANGE = say("From {least} to {most}")
NONE_ALONE = say("“None” cannot stand beside other answers.")
CODE_OF_A_PERSON = say("The code of a person, which has a digit in it; a name is kept in the vault alone")


def write_xlsform(project: Project, type_: str, out: Path) -> int:
    """Write the form of a type to `out`, and tell how many questions it asks; raises ExportRefused and UnknownName."""
    kind = project.catalogue[type_]
    if out.suffix.lower() != ".xlsx":
        raise ExportRefused(
            "“{file}” has an ending that no form is written in; allowed are {allowed}.", file=out.name, allowed=".xlsx"
        )
    told = {code: translator_for(project, code) for code in LANGUAGES}
    survey, choices = list(_survey(kind, told)), list(_choices(kind, told))
    version = hashlib.sha256(orjson.dumps([survey, choices])).hexdigest()[:12]
    settings = {
        "form_title": f"Taphos: {told['en'](kind.about.label)} · {told['uk'](kind.about.label)}",
        "form_id": f"taphos_{kind.name}", "version": version, "default_language": LANGUAGES["en"],
    }  # fmt: skip
    with asked_for(out):
        write_out(out, _book({"survey": survey, "choices": choices, "settings": [settings]}))
    return len(asked_fields(kind))


def asked_fields(kind: RecordType) -> tuple[Field, ...]:
    """What the form of a type asks: nothing sealed, since a phone and a server keep the answers."""
    return tuple(
        one
        for one in kind.typed
        if one.name not in NOT_ASKED and one.sensitivity is not Sensitivity.SEALED and one.kind is not Kind.ANSWERS
    )


def _survey(kind: RecordType, told: Mapping[str, PackTranslator]) -> Iterator[Line]:
    yield {"type": "calculate", "name": TYPE, "calculation": f"'{kind.name}'"}
    names: set[str] = set()
    for group, fields in groupby(asked_fields(kind), key=lambda one: one.group):
        if group:
            name = _unused(re.sub(r"\W+", "_", group.lower(), flags=re.ASCII).strip("_") or "group", names, kind)
            yield {"type": "begin_group", "name": name, **_labels("label", group, told)}
        yield from (_question(kind, one, told) for one in fields)
        if group:
            yield {"type": "end_group"}


def _unused(name: str, names: set[str], kind: RecordType) -> str:
    """A name of a group that no field has, and no group before it."""
    found, number = f"{name}_group" if name in kind.by_name else name, 1
    while found in names:
        number += 1
        found = f"{name}_{number}"
    names.add(found)
    return found


def _labels(column: str, text: str, told: Mapping[str, PackTranslator], unit: str = "") -> Line:
    return {
        f"{column}::{LANGUAGES[code]}": speak(text) + (f" [{speak(unit)}]" if unit else "")
        for code, speak in told.items()
    }


def _question(kind: RecordType, one: Field, told: Mapping[str, PackTranslator]) -> Line:
    line = {"type": _type(one), "name": one.name, **_labels("label", one.label, told, one.unit)}
    line |= {f"hint::{LANGUAGES[code]}": hint for code, speak in told.items() if (hint := _hint(one, speak))}
    if _is_required(one):
        line["required"] = "yes"
    if one.kind is Kind.NOTE:
        line["appearance"] = "multiline"
    if constraint := _constraint(kind, one):
        line["constraint"], message = constraint
        line |= {
            f"constraint_message::{LANGUAGES[code]}": speak(message.id, **message.values)
            for code, speak in told.items()
        }
    if relevant := _relevant(kind, one):
        line["relevant"] = relevant
    return line


def _constraint(kind: RecordType, one: Field) -> tuple[str, Message] | None:
    """What an answer must be, as the rules ask when it comes in, and what is said of another; None for any."""
    if one.kind is Kind.DATE:
        return _A_DATE, DATE_HINT
    if one.name in CODES_OF_PEOPLE.get(kind.name, ()):
        listed = " or ".join(f". = '{code}'" for code in NO_VALUE)
        return f"regex(., '.*[0-9].*') or {listed}", CODE_OF_A_PERSON
    if one.kind is Kind.CODES and one.vocabulary is not None:
        none = next((code for code in NONE if code in one.vocabulary.codes), "")
        return (f"not(selected(., '{none}') and count-selected(.) > 1)", NONE_ALONE) if none else None
    bounds = _bounds(one)
    least, most = ("…" if bound is None else f"{bound:g}" for bound in (one.least, one.most))
    return (bounds, replace(OUT_OF_RANGE, values={"least": least, "most": most})) if bounds else None


def _relevant(kind: RecordType, one: Field) -> str:
    """Where a question is asked at all: of sexual violence none that the schema refuses an answer to."""
    telling = [field.name for field in asked_fields(kind) if field.vocabulary is INCIDENT_CATEGORY]
    if kind.name not in OF_SEXUAL_VIOLENCE or one.name in telling or one.name in allowed_for_sexual_violence(kind):
        return ""
    said = " or ".join(f"selected(${{{name}}}, '{SEXUAL_VIOLENCE}')" for name in telling)
    return f"not({said})"


def _type(one: Field) -> str:
    if one.kind is Kind.PLACE:
        return _SHAPES[one.geometry]
    if one.vocabulary is not None and one.kind in (Kind.CODE, Kind.CODES):
        return f"select_{'one' if one.kind is Kind.CODE else 'multiple'} {one.vocabulary.name}"
    return _QUESTIONS.get(one.kind, "text")


def _is_required(one: Field) -> bool:
    """Without what is needed there is no record; what is asked may be answered by a choice that nothing is known."""
    if one.answer is Answer.NEEDED:
        return one.name != "code"
    return one.answer is Answer.ASKED and one.holds_codes and one.vocabulary is not None


def _hint(one: Field, speak: PackTranslator) -> str:
    hints = [speak(one.hint)] if one.hint else []
    if one.kind is Kind.DATE:
        hints.append(speak(DATE_HINT))
    elif one.names_record:
        hints.append(speak(CODES_HINT))
    elif one.kind is Kind.ROWS:
        hints.append(speak(ROWS_HINT.id, columns=" | ".join(map(speak, (one.columns or {}).values()))))
    return ". ".join(hints)


def _bounds(one: Field) -> str:
    if one.kind not in (Kind.WHOLE, Kind.NUMBER):
        return ""
    parts = [f". >= {one.least:g}"] if one.least is not None else []
    return " and ".join([*parts, *([f". <= {one.most:g}"] if one.most is not None else [])])


def _choices(kind: RecordType, told: Mapping[str, PackTranslator]) -> Iterator[Line]:
    fields = asked_fields(kind)
    lists = {one.vocabulary.name: one.vocabulary.all_codes for one in fields if one.vocabulary and one.holds_codes}
    if any(one.kind is Kind.FLAG for one in fields):
        lists[YES_NO] = {"yes": "Yes", "no": "No"}
    for name, codes in lists.items():
        yield from ({"list_name": name, "name": code, **_labels("label", label, told)} for code, label in codes.items())


def _book(sheets: Mapping[str, Sequence[Line]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for name, lines in sheets.items():
        sheet = book.create_sheet(name)
        columns = list(dict.fromkeys(column for line in lines for column in line))
        sheet.append(columns)
        for line in lines:
            sheet.append([line.get(column) for column in columns])
    written = BytesIO()
    book.save(written)
    return written.getvalue()
