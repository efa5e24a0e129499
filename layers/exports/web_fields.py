"""What a popup says: disclosed fields with their labels, values in words, references by the names of what they name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from forensics.disclosure import Leaves
from forensics.fields import Field, Kind
from forensics.messages import say
from forensics.ports import Values
from forensics.records.base import ADMINISTRATION
from layers.exports.disclosed import Disclosed, DisclosedType, lets_out
from layers.exports.pseudonyms import masking_of
from layers.language import Translator, format_date, format_number
from layers.project import Project

UNTOLD = (Kind.ANSWERS, Kind.PLACE, Kind.INSTANT)
YES, NO = say("Yes"), say("No")


class Telling:
    """Says names and values in one language; knows only records that the profile lets out."""

    def __init__(
        self, project: Project, disclosed: Disclosed, translate: Translator, name_fields: Mapping[str, str]
    ) -> None:
        self.translate = translate
        self._project = project
        self._disclosed = disclosed
        self._name_fields = name_fields
        self._masking = masking_of(project, disclosed.profile)
        self._referred: dict[str, str] = {}
        self.date = lru_cache(maxsize=65536)(lambda text: format_date(text, translate.language))
        self.label = lru_cache(maxsize=4096)(translate)

    def called(self, one: DisclosedType, record: Values) -> str:
        """The name of a record in this language, else in another, else its code."""
        return self._called(one.by_name, record)

    def _called(self, known: Mapping[str, Field], record: Values) -> str:
        own = self._name_fields.get(self.translate.language)
        names = [name for name in (own, *self._name_fields.values()) if name and name in known]
        found = next((str(record[name]) for name in names if record.get(name)), "")
        return found or str(record.get("code") or "")

    def every_name(self, one: DisclosedType, record: Values) -> list[str]:
        """All that a record is called: its names, its other names, its code."""
        names = [
            str(record[name]) for name in (*self._name_fields.values(), "code", "name_at_event") if record.get(name)
        ]
        for listed in ("other_names", "transliterations"):
            names += [str(row["name"]) for row in record.get(listed) or () if row.get("name")]
        return names

    def hint(self, one: DisclosedType, record: Values) -> str:
        """What tells a record from others of its name: the largest unit and the next that it lies in, else its code."""
        levels = sorted(
            (added.level, added.name) for added in self._project.catalogue.pack.fields
            if added.level and added.type == one.kind.name
        )  # fmt: skip
        units = [str(record[name]) for _, name in levels[:2] if record.get(name)]
        return ", ".join(reversed(units)) or str(record.get("code") or "")

    def learn_references(self, fields: Sequence[Field], records: Sequence[Values]) -> None:
        """Look up what the records of a layer refer to, as far as it leaves too."""
        wanted: dict[str, set[str]] = {}
        for field in fields:
            if field.names_record:
                for target in field.target:
                    wanted.setdefault(target, set()).update(
                        one for record in records for one in _listed(record.get(field.name))
                    )
        for type_, ids in wanted.items():
            self._learn(type_, sorted(ids - self._referred.keys()))

    def _learn(self, type_: str, ids: list[str]) -> None:
        profile = self._disclosed.profile
        if profile.leaves(type_) is not Leaves.RECORDS or not ids:
            return
        kind = self._project.catalogue[type_]
        known = {field.name: field for field in profile.fields(kind)}
        for record, values in self._project.register.many_values(type_, ids).items():
            if lets_out(profile, kind, values) and values.get("review") != "voided":
                code = self._masking.code(str(values.get("code") or ""))
                self._referred[record] = self._called(known, {**values, "code": code})

    def told(self, field: Field) -> Callable[[Any], str]:
        """How values of a field are said; what may not be told is said as nothing."""
        codes = field.vocabulary.all_codes if field.vocabulary is not None else {}
        match field.kind:
            case Kind.CODE:
                return lambda value: self.label(codes.get(value, value))
            case Kind.CODES:
                return lambda value: ", ".join(self.label(codes.get(code, code)) for code in value)
            case Kind.DATE:
                return self.date
            case Kind.FLAG:
                return lambda value: self.translate(YES if value else NO)
            case Kind.WHOLE | Kind.NUMBER:
                return lambda value: self._number(field, value)
            case Kind.REFERENCE | Kind.REFERENCES:
                return lambda value: ", ".join(filter(None, (self._referred.get(one, "") for one in _listed(value))))
            case Kind.ROWS:
                return lambda value: "; ".join(", ".join(str(cell) for cell in row.values() if cell) for row in value)
        return str

    def _number(self, field: Field, value: Any) -> str:
        text = str(value)
        decimals = min(len(text.partition(".")[2]), 3) if field.kind is Kind.NUMBER else 0
        year = field.most == 2100 and field.least is not None and field.least >= 1000
        written = text if year else format_number(float(value), self.translate.language, decimals)
        return f"{written} {self.label(field.unit)}" if field.unit else written


def _listed(value: Any) -> tuple[str, ...]:
    if not value:
        return ()
    return (str(value),) if isinstance(value, str) else tuple(str(one) for one in value)


def popup_fields(one: DisclosedType) -> list[Field]:
    """The fields of a popup: those that say something of the matter, not of the record's administration."""
    return [
        field
        for field in one.fields
        if field.kind not in UNTOLD and field.group != ADMINISTRATION and field.name != "id"
    ]  # fmt: skip


def field_columns(one: DisclosedType, records: Sequence[Values], telling: Telling) -> list[dict[str, Any]]:
    """A column of words for each field that any of the records has."""
    fields = popup_fields(one)
    telling.learn_references(fields, records)
    columns = []
    for field in fields:
        tell = telling.told(field)
        words = [tell(record[field.name]) if field.name in record else "" for record in records]
        if any(words):
            columns.append({"label": telling.label(field.label), **packed(words)})
    return columns


def packed(words: list[str]) -> dict[str, Any]:
    """Words that come again and again once, with the number of each row's own; others as they are."""
    distinct = list(dict.fromkeys(word for word in words if word))
    if len(distinct) * 2 > len(words):
        return {"v": words}
    numbers = {word: number for number, word in enumerate(distinct)}
    return {"d": distinct, "i": [numbers.get(word, -1) for word in words]}
