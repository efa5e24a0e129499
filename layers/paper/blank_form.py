"""A blank form of a record type: its questions in the order of the screen, from the declarations and nothing else."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

import orjson

from forensics.arranging import category_fields, groups_of
from forensics.catalogue import RecordType
from forensics.fields import Answer, Field, Kind
from forensics.marks import ALPHABET, SheetMark
from forensics.reading import NOT_RECORDED
from forensics.vocabulary.declaring import Vocabulary
from layers.language import Translator

MOST_BOXES = 14
"""A vocabulary of more codes stands as a list at the end, and its code is written by hand."""


@dataclass(frozen=True)
class Question:
    """One field on paper, in words; `boxes` are ticked, `listed` says that a code of a list at the end is written."""

    name: str
    kind: Kind
    label: str
    required: bool = False
    hint: str = ""
    unit: str = ""
    boxes: tuple[str, ...] = ()
    listed: bool = False
    columns: tuple[str, ...] = ()

    @property
    def not_recorded(self) -> bool:
        """Whether a reason may stand in place of the answer: of what is required, all but the number."""
        return self.required and self.name != "code"


@dataclass(frozen=True)
class Section:
    """Questions under one heading."""

    title: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class CodeList:
    """A long vocabulary: what is written by hand, and what it means."""

    title: str
    codes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class BlankForm:
    """All that stands on a form; `number` tells this print of it from every other."""

    type: str
    title: str
    sections: tuple[Section, ...]
    lists: tuple[CodeList, ...]
    version: str
    number: str
    guarded: bool = False
    """Whether it may come to speak of sexual violence, of which less is recorded."""

    def mark(self, page: int) -> SheetMark:
        """What the code on a page says."""
        return SheetMark(self.type, self.number, self.version, page)


def blank_form(kind: RecordType, translate: Translator, number: str = "") -> BlankForm:
    """The form of a record type in one language, under a new number unless one is given."""
    groups = groups_of(kind)
    sections = tuple(
        Section(
            translate(group.title) if group.title else "",
            tuple(_question(field, translate) for field in group.fields if field.kind is not Kind.ANSWERS),
        )
        for group in groups
    )
    fields = [field for group in groups for field in group.fields]
    return BlankForm(
        kind.name, translate(kind.about.label), sections, tuple(_lists(fields, translate)), version_of(kind),
        number or new_number(), guarded=bool(category_fields(kind)),
    )  # fmt: skip


def new_number() -> str:
    """A number that no other form has, in two groups that a hand can copy."""
    letters = [secrets.choice(ALPHABET) for _ in range(8)]
    return "".join(letters[:4]) + "-" + "".join(letters[4:])


def version_of(kind: RecordType) -> str:
    """Eight digits that change with any question, its place, or what may be answered."""
    asked = [
        [field.name, str(field.kind), str(field.answer), field.unit, list(field.columns or ()),
         list(field.vocabulary.codes) if field.vocabulary else []]
        for group in groups_of(kind) for field in group.fields
    ]  # fmt: skip
    return sha256(orjson.dumps(asked)).hexdigest()[:8]


def _question(field: Field, translate: Translator) -> Question:
    words = field.vocabulary
    listed = words is not None and len(words.codes) > MOST_BOXES
    boxes = tuple(translate(label) for label in _ticked(words)) if words is not None and not listed else ()
    if field.kind is Kind.FLAG:
        boxes = (translate("Yes"), translate("No"))
    return Question(
        field.name, field.kind, translate(field.label), field.answer in (Answer.ASKED, Answer.NEEDED),
        translate(field.hint) if field.hint else "", translate(field.unit) if field.unit else "", boxes, listed,
        tuple(translate(label) for label in (field.columns or {}).values()),
    )  # fmt: skip


def _ticked(words: Vocabulary) -> Iterator[str]:
    return (label for code, label in words.all_codes.items() if code != NOT_RECORDED)


def _lists(fields: list[Field], translate: Translator) -> Iterator[CodeList]:
    """Each long vocabulary once."""
    seen: set[str] = set()
    for field in fields:
        words = field.vocabulary
        if words is None or len(words.codes) <= MOST_BOXES or words.name in seen:
            continue
        seen.add(words.name)
        codes = tuple((code, translate(label)) for code, label in words.all_codes.items() if code != NOT_RECORDED)
        yield CodeList(translate(words.label), codes)
