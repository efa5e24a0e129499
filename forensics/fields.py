"""How a field is declared: once, in a record type, and everything else is derived from that declaration.

A record type is a frozen pydantic model. The annotation says the kind of value; `field`, `asked` and `needed` the rest:

    class Site(Record):
        form: Code = asked("Form of the grave", vocabulary=GRAVE_FORM)
        outline: PlaceValue = field("Outline", geometry="MultiPolygon", part="outline")
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field as PydanticField

from forensics.places import DECIMALS, Place
from forensics.vocabulary.declaring import Vocabulary


class Sensitivity(StrEnum):
    """Who may see a value: every profile, partner and court, court alone, none."""

    PUBLIC = "public"
    PARTNER = "partner"
    RESTRICTED = "restricted"
    SEALED = "sealed"

    @property
    def rank(self) -> int:
        """0 (public) to 3 (sealed)."""
        return _RANKS[self]

    @property
    def apart(self) -> bool:
        """Whether values of this class live in the second table and are journaled encrypted."""
        return self.rank >= 2

    def stricter(self, other: Sensitivity) -> Sensitivity:
        """The stricter of the two."""
        return self if self.rank >= other.rank else other


_RANKS = {sensitivity: rank for rank, sensitivity in enumerate(Sensitivity)}


class Kind(StrEnum):
    """What sort of value a field holds, and so how it is read, kept, shown and exported."""

    TEXT = "text"
    NOTE = "note"  # text of several lines
    CODE = "code"  # one code of a vocabulary
    CODES = "codes"  # several codes of a vocabulary, in the order given
    WHOLE = "whole"  # an integer, below 2^53
    NUMBER = "number"
    FLAG = "flag"  # yes or no, where nothing else can be meant
    DATE = "date"  # EDTF, ISO 8601-2
    INSTANT = "instant"  # a moment with the offset and zone it was written in
    REFERENCE = "reference"  # the id of one record
    REFERENCES = "references"  # the ids of several records
    PLACE = "place"  # geometry with what was read (forensics.places.Place)
    ROWS = "rows"  # a short table inside the record: a tuple of mappings of text
    ANSWERS = "answers"  # field name -> text


class Answer(StrEnum):
    """Whether a field must be answered."""

    OPTIONAL = "optional"
    ASKED = "asked"  # must be answered, if only by not_recorded with a reason; a draft may wait
    NEEDED = "needed"  # without it there is no record
    KEPT = "kept"  # filled in by the register, never typed


IDENTIFIES = "identifies"
"""Marks a text that is a code or number, and is held to forensics.characters."""

Text = Annotated[str | None, Kind.TEXT]
Identifier = Annotated[str | None, Kind.TEXT, IDENTIFIES]
Note = Annotated[str | None, Kind.NOTE]
Code = Annotated[str | None, Kind.CODE]
Codes = Annotated[tuple[str, ...] | None, Kind.CODES]
Whole = Annotated[int | None, Kind.WHOLE]
Number = Annotated[float | None, Kind.NUMBER]
Flag = Annotated[bool | None, Kind.FLAG]
Date = Annotated[str | None, Kind.DATE]
Instant = Annotated[str | None, Kind.INSTANT]
Reference = Annotated[str | None, Kind.REFERENCE]
References = Annotated[tuple[str, ...] | None, Kind.REFERENCES]
PlaceValue = Annotated[Place | None, Kind.PLACE]
Rows = Annotated[tuple[Mapping[str, str], ...] | None, Kind.ROWS]
Answers = Annotated[Mapping[str, str] | None, Kind.ANSWERS]

GEOMETRIES = ("Point", "MultiLineString", "MultiPolygon")


@dataclass(frozen=True, slots=True)
class Field:
    """One declared field of a record type.

    `label`, `unit`, `group` and `hint` are message ids. `target` names the types a reference may point to (empty: any).
    `columns` are the column names of a ROWS field with their labels. `least` and `most` are inclusive. `geometry` is
    one of GEOMETRIES; the field called `place` is a type's main geometry, every other has a `part` (layer TYPE_PART).
    `graded` is a judgement (a crime category, a level, an attribution, consent, a decision): an import takes it only
    from a column that a person mapped to it. `identifier` is a code or number (annotated as Identifier), `identifiers`
    the columns of a ROWS field that are. `decimals` are those that a number is kept to. `carried` repeats from the last
    record of the type and site when a new one is begun; what is observed anew each time is never so. `coded` are the
    columns of a ROWS field that hold a code, `clocks` the two between whose times somebody was there.
    `size_of` names the area whose geodesic size in km² it tells.
    """

    name: str
    kind: Kind
    label: str
    answer: Answer = Answer.OPTIONAL
    sensitivity: Sensitivity = Sensitivity.PARTNER
    vocabulary: Vocabulary | None = None
    target: tuple[str, ...] = ()
    unit: str = ""
    least: float | None = None
    most: float | None = None
    geometry: str = ""
    part: str = ""
    columns: Mapping[str, str] | None = None
    group: str = ""
    hint: str = ""
    protocol: str = ""
    aliases: tuple[str, ...] = ()
    graded: bool = False
    identifier: bool = False
    identifiers: tuple[str, ...] = ()
    decimals: int = DECIMALS
    carried: bool = False
    coded: Mapping[str, Vocabulary] | None = None
    clocks: tuple[str, ...] = ()
    size_of: str = ""

    @property
    def spatial(self) -> bool:
        return self.kind is Kind.PLACE

    @property
    def typed(self) -> bool:
        """Whether a person fills it in (the register keeps the others)."""
        return self.answer is not Answer.KEPT

    @property
    def names_record(self) -> bool:
        return self.kind in (Kind.REFERENCE, Kind.REFERENCES)

    @property
    def vocabularies(self) -> tuple[Vocabulary, ...]:
        """The vocabularies that its values, or columns of them, are taken from."""
        return (*((self.vocabulary,) if self.vocabulary is not None else ()), *(self.coded or {}).values())

    @property
    def holds_codes(self) -> bool:
        return self.kind in (Kind.CODE, Kind.CODES)


def field(label: str, **traits: Any) -> Any:
    """Declare a field that may be left empty; `traits` are those of `Field`."""
    return _declare(Field(name="", kind=Kind.TEXT, label=label, **_read(traits)))


def asked(label: str, **traits: Any) -> Any:
    """Declare a field that must be answered, if only by `not_recorded` with a reason, before the record is reviewed."""
    return field(label, answer=Answer.ASKED, **traits)


def needed(label: str, **traits: Any) -> Any:
    """Declare a field without which there is no record."""
    return field(label, answer=Answer.NEEDED, **traits)


def kept(label: str, **traits: Any) -> Any:
    """Declare a field that the register fills in from the journal."""
    return field(label, answer=Answer.KEPT, **traits)


def _read(traits: dict[str, Any]) -> dict[str, Any]:
    if isinstance(traits.get("target"), str):
        traits["target"] = (traits["target"],)
    if "sensitivity" in traits:
        traits["sensitivity"] = Sensitivity(traits["sensitivity"])
    return traits


def _declare(declared: Field) -> Any:
    return PydanticField(default=None, json_schema_extra={"declared": declared})  # type: ignore[dict-item]


def declared_fields(model: Any) -> tuple[Field, ...]:
    """The fields of a record model in the order of their declaration, base fields first."""
    lists: Mapping[str, Vocabulary] = getattr(model, "pack_lists", {})
    fields = (_complete(name, info) for name, info in model.model_fields.items())
    return tuple(replace(one, vocabulary=lists[one.name]) if one.name in lists else one for one in fields)


def _complete(name: str, info: Any) -> Field:
    extra = info.json_schema_extra
    if not isinstance(extra, dict) or not isinstance(extra.get("declared"), Field):
        raise TypeError(f"{name} is declared without field(), asked(), needed() or kept()")
    kind = next((trait for trait in info.metadata if isinstance(trait, Kind)), None)
    if kind is None:
        raise TypeError(f"{name} is annotated with something that is not a kind of forensics.fields")
    declared: Field = extra["declared"]
    return replace(declared, name=name, kind=kind, identifier=IDENTIFIES in info.metadata)
