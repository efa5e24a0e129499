"""All record types of a project: those declared here, with the fields and vocabularies that its country pack adds."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache
from typing import Any

from pydantic import create_model

from forensics import fields as declaring
from forensics.errors import UnknownName
from forensics.fields import Answer, Field, Kind, declared_fields
from forensics.records.base import About, Record
from forensics.vocabulary.declaring import NO_VALUE, Vocabulary

TYPES = (
    "settlement", "occupation", "facility", "site", "site_link", "authority", "exhumation", "site_log", "context",
    "case", "element", "examination", "profile", "finding", "opinion", "identification", "disposition",
    "missing_person", "artefact", "sample", "package", "media", "custody", "hazard", "interview", "consent",
    "incident", "victim", "source", "survey_area", "visit", "track", "team", "practitioner",
)  # fmt: skip
"""The types in the order in which people expect them; a test holds that exactly these are declared."""

MODULES = ("places", "graves", "remains", "identity", "evidence", "testimony", "planning")
"""The modules of forensics.records that declare them."""

MAIN = "place"
"""The name of a spatial type's main geometry."""


@dataclass(frozen=True)
class PackField:
    """A text field that a country pack adds to a record type (names by language, administrative units)."""

    type: str
    name: str
    label: str
    group: str = ""
    language: str = ""  # of a name
    level: int = 0  # of an administrative unit; 1 is the largest


@dataclass(frozen=True)
class PackDeclarations:
    """What a country pack adds to the declarations: fields, and vocabularies by name.

    `sexual` are by vocabulary the codes that say that sexual violence was done, as the crimes of a law do.
    """

    fields: tuple[PackField, ...] = ()
    vocabularies: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    sexual: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which the pack names settlements."""
        return tuple(added.language for added in self.fields if added.language)


@dataclass(frozen=True, eq=False)
class RecordType:
    """A record type as everything else reads it; `names` are the name fields that the pack adds, by language."""

    about: About
    model: type[Record]
    fields: tuple[Field, ...]
    names: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.about.type

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        return {declared.name: declared for declared in self.fields}

    @cached_property
    def own_names(self) -> frozenset[str]:
        """The fields that the declarations have, without those that the pack adds."""
        return frozenset(declared_models()[self.name].model_fields)

    @cached_property
    def typed(self) -> tuple[Field, ...]:
        """The fields that a person may fill in."""
        return tuple(declared for declared in self.fields if declared.typed)

    @cached_property
    def places(self) -> tuple[Field, ...]:
        """The geometry fields, the main one first."""
        spatial = [declared for declared in self.fields if declared.spatial]
        return tuple(sorted(spatial, key=lambda declared: declared.name != MAIN))

    @property
    def main_place(self) -> Field | None:
        """The main geometry, or None for a type without a place of its own."""
        return self.by_name.get(MAIN)

    @cached_property
    def apart(self) -> tuple[Field, ...]:
        """The restricted and sealed fields, which live in the second table."""
        return tuple(declared for declared in self.fields if declared.sensitivity.apart)

    @cached_property
    def plain(self) -> tuple[Field, ...]:
        """The public and partner fields, which live in the main table."""
        return tuple(declared for declared in self.fields if not declared.sensitivity.apart)

    def field(self, name: str) -> Field:
        """The field called `name`, or known by that alias; UnknownName tells what there is."""
        found = self.by_name.get(name) or self._by_alias.get(name)
        if found is None:
            raise UnknownName(
                "“{name}” is no field of {type}; its fields are: {allowed}.",
                name=name, type=self.name, allowed=", ".join(sorted(declared.name for declared in self.typed)),
            )  # fmt: skip
        return found

    @cached_property
    def _by_alias(self) -> Mapping[str, Field]:
        return {alias: declared for declared in self.fields for alias in declared.aliases}


@dataclass(frozen=True, eq=False)
class Catalogue:
    """The record types of one project by name, in the order of TYPES; one object for all that declare the same."""

    types: Mapping[str, RecordType]
    pack: PackDeclarations

    def __getitem__(self, name: str) -> RecordType:
        if name not in self.types:
            raise UnknownName(
                "“{name}” is no type of record; the types are: {allowed}.", name=name, allowed=", ".join(self.types)
            )
        return self.types[name]

    def __iter__(self) -> Iterator[RecordType]:
        return iter(self.types.values())

    @property
    def spatial(self) -> tuple[RecordType, ...]:
        """The types with a geometry of their own."""
        return tuple(kind for kind in self if kind.main_place is not None)


@cache
def declared_models() -> Mapping[str, type[Record]]:
    """The record models as declared, without any country pack, in the order of TYPES."""
    found: dict[str, type[Record]] = {}
    for module in MODULES:
        for value in vars(importlib.import_module(f"forensics.records.{module}")).values():
            if isinstance(value, type) and issubclass(value, Record) and value is not Record and "about" in vars(value):
                found[value.about.type] = value
    return {name: found[name] for name in TYPES if name in found}


def catalogue(pack: PackDeclarations | None = None) -> Catalogue:
    """The record types with what `pack` adds, made once for packs that declare the same."""
    added = pack or PackDeclarations()
    vocabularies = tuple((name, tuple(codes.items())) for name, codes in added.vocabularies.items())
    sexual = tuple((name, codes) for name, codes in added.sexual.items() if codes)
    return _catalogue(tuple(declared_models().items()), added.fields, vocabularies, sexual)


@lru_cache(maxsize=16)
def _catalogue(
    models: tuple[tuple[str, type[Record]], ...],
    fields: tuple[PackField, ...],
    vocabularies: tuple[tuple[str, tuple[tuple[str, str], ...]], ...],
    sexual: tuple[tuple[str, frozenset[str]], ...],
) -> Catalogue:
    pack = PackDeclarations(fields, {name: dict(codes) for name, codes in vocabularies}, dict(sexual))
    return Catalogue({name: _with_pack(model, pack) for name, model in models}, pack)


def _with_pack(model: type[Record], pack: PackDeclarations) -> RecordType:
    extra: dict[str, Any] = {
        one.name: (declaring.Text, declaring.field(one.label, sensitivity="public", group=one.group))
        for one in pack.fields
        if one.type == model.about.type
    }
    lists = _pack_lists(declared_fields(model), pack)
    built = model
    if extra or lists:
        built = create_model(model.__name__, __base__=model, __module__=model.__module__, **extra)
        built.pack_lists = lists
    fields = _in_reading_order(declared_fields(built), extra)
    names = tuple(one.name for one in pack.fields if one.type == model.about.type and one.language)
    return RecordType(model.about, built, fields, names)


def _pack_lists(fields: Iterable[Field], pack: PackDeclarations) -> dict[str, Vocabulary]:
    """By field the vocabulary that the pack supplies or adds to, where it does."""
    held = {declared.name: declared.vocabulary for declared in fields if declared.vocabulary is not None}
    lists = {name: _pack_codes(vocabulary, pack) for name, vocabulary in held.items()}
    return {name: vocabulary for name, vocabulary in lists.items() if vocabulary is not held[name]}


def _pack_codes(vocabulary: Vocabulary, pack: PackDeclarations) -> Vocabulary:
    """The vocabulary with the pack's codes, those that say that sexual violence was done marked; itself without any."""
    name = vocabulary.name if vocabulary.from_pack else vocabulary.and_of_pack
    added = pack.vocabularies.get(name)
    if not name or added is None:
        return vocabulary
    marked = pack.sexual.get(name, frozenset())
    codes = added if vocabulary.from_pack else {**vocabulary.codes, **added}
    return replace(vocabulary, codes=codes, at_risk=vocabulary.at_risk | marked, sexual=vocabulary.sexual | marked)


def _in_reading_order(fields: tuple[Field, ...], added: Mapping[str, Any]) -> tuple[Field, ...]:
    """Id and code first, then what the pack adds, the type's own fields, and the administration of the record last."""
    base = Record.model_fields
    first = [declared for declared in fields if declared.name in ("id", "code")]
    pack = [declared for declared in fields if declared.name in added]
    own = [declared for declared in fields if declared.name not in base and declared.name not in added]
    last = [declared for declared in fields if declared.name in base and declared.name not in ("id", "code")]
    return tuple(first + pack + own + last)


def message_ids() -> Iterator[str]:
    """Every label that the declarations may show, as message ids, without those of country packs."""
    yield from NO_VALUE.values()
    for kind in catalogue():
        yield from (kind.about.label, kind.about.plural)
        for declared in kind.fields:
            yield from filter(None, (declared.label, declared.unit, declared.group, declared.hint))
            yield from (declared.columns or {}).values()
            for listed in declared.vocabularies:
                yield listed.label
                yield from listed.codes.values()


__all__ = [
    "MAIN", "TYPES", "Answer", "Catalogue", "Field", "Kind", "PackDeclarations", "PackField", "RecordType",
    "catalogue", "declared_models", "message_ids",
]  # fmt: skip
