"""The data dictionary: every type, field and vocabulary as a page, made from the declarations.

`python -m layers.dictionary resources/dictionary.md` writes it; a test keeps it current.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from forensics.catalogue import Catalogue, RecordType, catalogue
from forensics.disclosure import Leaves
from forensics.fields import Answer, Field, Kind
from forensics.places import DECIMALS
from forensics.vocabulary.declaring import NO_VALUE, Vocabulary
from layers.countries.pack import load_pack
from layers.exports.profiles import load_profile, shipped
from layers.language import Translator
from layers.project import DEFAULT_PACK

_ANSWERS = {Answer.NEEDED: "needed", Answer.ASKED: "asked", Answer.KEPT: "kept", Answer.OPTIONAL: ""}
_VALUES = {
    Kind.TEXT: "text", Kind.NOTE: "text of several lines", Kind.CODE: "code", Kind.CODES: "codes",
    Kind.WHOLE: "whole number", Kind.NUMBER: "number", Kind.FLAG: "yes or no", Kind.DATE: "date (EDTF)",
    Kind.INSTANT: "moment with its offset", Kind.REFERENCE: "record", Kind.REFERENCES: "records", Kind.ROWS: "rows",
    Kind.ANSWERS: "reasons by field",
}  # fmt: skip


def main(arguments: list[str]) -> int:
    """Write the dictionary to the file named, or to standard output."""
    if arguments:
        Path(arguments[0]).write_text(dictionary(), "utf-8")
    else:
        sys.stdout.write(dictionary())
    return 0


def dictionary() -> str:
    """The page, with what the shipped country pack adds."""
    pack = load_pack(DEFAULT_PACK)
    local = pack.translations("uk")
    translate = Translator("uk")
    page = _Page(catalogue(pack.declarations), lambda label: local.get(label) or translate(label))
    return "\n".join(page.lines()) + "\n"


class _Page:
    def __init__(self, types: Catalogue, ukrainian: Callable[[str], str]) -> None:
        self._types = types
        self._in_ukrainian = ukrainian
        self._profiles = [load_profile(name, tuple(types.types)) for name in shipped()]

    def lines(self) -> Iterator[str]:
        yield from _INTRODUCTION
        for kind in self._types:
            yield f"- [{kind.name}](#{kind.name})"
        for kind in self._types:
            yield from self._type(kind)
        yield from ("", "# Vocabularies", "")
        yield "Every vocabulary also has " + ", ".join(f"`{code}`" for code in NO_VALUE) + "."
        for vocabulary in sorted(self._vocabularies().values(), key=lambda one: one.name):
            yield from self._vocabulary(vocabulary)

    def _type(self, kind: RecordType) -> Iterator[str]:
        yield from ("", f"## {kind.name}", "")
        yield f"{kind.about.label} · {self._in_ukrainian(kind.about.label)}. {_first_line(kind)}"
        leaves = ", ".join(f"{profile.name}: {profile.leaves(kind.name).value}" for profile in self._profiles)
        yield from ("", f"Leaves as: {leaves}. Codes begin with `{kind.about.prefix}-`.", "")
        yield "| field | label | підпис | value | answer | class | leaves with |"
        yield "|---|---|---|---|---|---|---|"
        for field in kind.fields:
            with_ = ", ".join(
                profile.name
                for profile in self._profiles
                if profile.leaves(kind.name) is Leaves.RECORDS and field in profile.fields(kind)
            )
            cells = (
                f"`{field.name}`", field.label, self._in_ukrainian(field.label), _value(field),
                _ANSWERS[field.answer], field.sensitivity.value, with_ or "–",
            )  # fmt: skip
            yield "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |"

    def _vocabularies(self) -> dict[str, Vocabulary]:
        return {one.name: one for kind in self._types for field in kind.fields for one in field.vocabularies}

    def _vocabulary(self, vocabulary: Vocabulary) -> Iterator[str]:
        yield from ("", f"## {vocabulary.name}", "")
        origin = "from the country pack; " if vocabulary.from_pack else ""
        yield f"{vocabulary.label} · {self._in_ukrainian(vocabulary.label)}. Source: {origin}{vocabulary.source}; "
        yield from (f"{vocabulary.review}.", "", "| code | label | підпис |", "|---|---|---|")
        for code, label in vocabulary.codes.items():
            yield f"| `{code}` | {label} | {self._in_ukrainian(label)} |"


def _first_line(kind: RecordType) -> str:
    return (kind.model.__doc__ or "").strip().partition("\n")[0]


def _value(field: Field) -> str:
    if field.spatial:
        part = f", layer of its own: {field.part}" if field.part else ""
        return f"{field.geometry}{part}"
    text = _VALUES[field.kind]
    if field.vocabulary is not None:
        text += f" of [{field.vocabulary.name}](#{field.vocabulary.name})"
    if field.names_record:
        text += ": " + (", ".join(field.target) or "any type")
    if field.columns:
        listed = field.coded or {}
        named = (f"{name} of [{listed[name].name}](#{listed[name].name})" if name in listed else name
                 for name in field.columns)  # fmt: skip
        text += ": " + ", ".join(named)
    if field.unit:
        text += f" in {field.unit}"
    if field.kind is Kind.NUMBER and field.decimals != DECIMALS:
        text += f" to {field.decimals} decimals"
    if field.least is not None or field.most is not None:
        text += f" ({_number(field.least)}–{_number(field.most)})"
    return text


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


_INTRODUCTION = (
    "# Data dictionary",
    "",
    "Made from the declarations by `make dictionary`; do not edit. `needed`: without it there is no record. `asked`:",
    "must be answered before the record is reviewed, if only by the reason why nothing was recorded. `kept`: filled in",
    "by the register. The class says who may see a value; a record's class and a field's combine to the stricter.",
    f"Numbers are kept to {DECIMALS} decimals where nothing else is said.",
    "",
)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
