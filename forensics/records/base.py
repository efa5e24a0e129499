"""What every record has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from forensics.fields import (
    Answers,
    Code,
    Flag,
    Identifier,
    Instant,
    Note,
    Reference,
    References,
    Rows,
    Text,
    Whole,
    field,
    kept,
    needed,
)
from forensics.vocabulary.declaring import Vocabulary
from forensics.vocabulary.general import REVIEW, SENSITIVITY

ADMINISTRATION = "Administration"


@dataclass(frozen=True)
class About:
    """What a record type says of itself, beside its fields.

    `place_from` is the chain of references from which a record without a place of its own takes one on the map;
    `date`, `until`, `style` and `category` name the fields that the map's narrow table reads; `person` the field that
    holds the code of the person whom restricted values speak of; `title` the fields that make a record's one-line name.
    """

    type: str
    label: str
    plural: str
    prefix: str  # of proposed codes
    place_from: tuple[str, ...] = ()
    date: str = ""
    until: str = ""
    style: str = ""
    category: str = ""
    person: str = ""
    title: tuple[str, ...] = ()
    workspace: str = "exhume"


def number() -> Any:
    """The code of a record that the professions call by its number."""
    return needed("Code", sensitivity="public", aliases=("number",), hint="Proposed when left empty")


class Record(BaseModel):
    """One record; subclasses declare their type's fields. Values that were not given are None."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, defer_build=True)
    about: ClassVar[About]
    pack_lists: ClassVar[Mapping[str, Vocabulary]] = {}
    """By field the vocabulary that a country pack supplies or adds to."""

    id: Text = kept("Id", sensitivity="public", group=ADMINISTRATION)
    code: Identifier = needed("Code", sensitivity="public", hint="Proposed when left empty")
    sensitivity: Code = field(
        "Sensitivity", graded=True, vocabulary=SENSITIVITY, sensitivity="public", group=ADMINISTRATION
    )
    review: Code = field("Review", graded=True, vocabulary=REVIEW, sensitivity="public", group=ADMINISTRATION)
    reviewer: Reference = field("Reviewer", target="practitioner", sensitivity="restricted", group=ADMINISTRATION)
    sources: References = field("Sources", target="source", sensitivity="restricted", group=ADMINISTRATION)
    other_numbers: Rows = field(
        "Other numbers",
        columns={"system": "System", "number": "Number", "since": "Since"},
        identifiers=("system", "number"),
        sensitivity="partner",
        group=ADMINISTRATION,
    )
    legal_hold: Text = field(
        "Legal hold", graded=True, sensitivity="restricted", group=ADMINISTRATION,
        hint="The order under which nothing of this record may be erased: who gave it, number, date",
    )  # fmt: skip
    not_recorded: Answers = field("Not recorded, because", sensitivity="restricted", group=ADMINISTRATION)
    example: Flag = field("Invented example", sensitivity="public", group=ADMINISTRATION)
    void_reason: Note = kept("Reason for voiding", sensitivity="restricted", group=ADMINISTRATION)
    author: Text = kept("Author", sensitivity="restricted", group=ADMINISTRATION)
    device: Text = kept("Device", sensitivity="restricted", group=ADMINISTRATION)
    recorded_at: Instant = kept("Recorded at", sensitivity="partner", group=ADMINISTRATION)
    version: Whole = kept("Version", sensitivity="public", group=ADMINISTRATION)
    record_hash: Text = kept("Record hash", sensitivity="public", group=ADMINISTRATION)
