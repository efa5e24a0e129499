"""The records of one grave, whole for the window or as a profile lets them out for what is handed on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import orjson

from forensics.catalogue import RecordType
from forensics.consenting import Handing
from forensics.disclosure import Profile
from forensics.editions import Edition, standing_words
from forensics.messages import Message
from forensics.ports import Query, Values
from layers.errors import ExportRefused
from layers.exports.consents import handing_of
from layers.exports.disclosed import lets_out, shows_places, stamps_of
from layers.exports.profiles import load_profile
from layers.exports.pseudonyms import Masking, masking_of
from layers.exports.recipes import Recipe
from layers.exports.releases import Making
from layers.exports.selecting import Selection
from layers.exports.today import VOIDED, under_today
from layers.project import Project

DRAWN = ("site", "exhumation", "context", "case", "artefact", "sample")
"""The types that a plan is drawn from."""


@dataclass
class GraveRecords:
    """Reads what belongs to one site; with a profile only what it lets out, and remembers what that was."""

    project: Project
    profile: Profile | None = None
    as_of: str = ""
    handing: Handing | None = None
    edition: Edition | None = None
    read: dict[str, list[Values]] = field(default_factory=dict)

    def stamps(self, *, example: bool) -> tuple[Message, ...]:
        """The words across every page of what is made of them."""
        return stamps_of(self.profile, self.edition, example=example)

    @cached_property
    def masking(self) -> Masking:
        """How codes and times are told."""
        return masking_of(self.project, self.profile)

    @property
    def standing(self) -> tuple[Message, ...]:
        """What is said of where it stands, where it is for everybody."""
        return (standing_words(self.edition),) if self.profile is not None and self.profile.is_open else ()

    def making(self, kind: str, **options: str) -> Making | None:
        """How it was asked for, for the ledger."""
        if self.profile is None:
            return None
        selection = Selection(recipient=self.handing.recipient if self.handing else "")
        return Making(self.profile, Recipe(kind, selection, self.as_of, options), self.edition)

    def site(self, named: str) -> Values:
        """The site by id or code; raises UnknownName, and ExportRefused where the profile keeps its place."""
        found = self.project.register.find(named, ("site",))
        values = next(iter(self._select("site", Query("site", ids=(found.id,), as_of=self.as_of))), None)
        if values is None:
            raise ExportRefused(
                "The profile “{profile}” does not let the place of {site} out, and a plan would show it.",
                profile=self.profile.name if self.profile else "", site=found.code,
            )  # fmt: skip
        return values

    def of(self, type_: str, field_: str, record: str) -> list[Values]:
        """The records of a type whose field names a record, in the order of their codes."""
        if field_ not in self.project.catalogue[type_].by_name:
            return []
        query = Query(type_, where=((field_, record),), as_of=self.as_of, order="code")
        return list(self._select(type_, query))

    def of_any(self, type_: str, field_: str, records: Sequence[str]) -> list[Values]:
        """The same for any of several records."""
        return [values for record in records for values in self.of(type_, field_, record)]

    def tables(self) -> list[dict[str, Any]]:
        """For the ledger of exports: of each type how many records were read and the SHA-256 of what they say."""
        return [
            {"name": type_, "rows": len(held), "sha256": hashlib.sha256(_written(held)).hexdigest()}
            for type_, held in self.read.items()
            if held
        ]

    def _select(self, type_: str, query: Query) -> Iterator[Values]:
        kind = self.project.catalogue[type_]
        for values in self._under_today(kind, self.project.register.select(query)):
            shown = values if self.profile is None else _let_out(self.profile, self.masking, kind, values)
            if shown is not None:
                if shown not in self.read.setdefault(type_, []):
                    self.read[type_].append(shown)
                yield shown

    def _under_today(self, kind: RecordType, found: Iterator[Values]) -> Iterator[Values]:
        """What leaves of an earlier moment stands today, and leaves by today's class and decision."""
        if self.profile is None or not self.as_of:
            return found
        standing = under_today(self.project, self.profile, kind, found)
        return (values for values in standing if values.get("review") != VOIDED)


def _written(held: Sequence[Values]) -> bytes:
    return orjson.dumps(held, option=orjson.OPT_SORT_KEYS)


def _let_out(profile: Profile, masking: Masking, kind: RecordType, values: Values) -> dict[str, Any] | None:
    """A record with its id and the fields that may leave; None where it stays home, or may not show its place."""
    fields = profile.fields(kind)
    if not fields or not lets_out(profile, kind, values) or not shows_places(profile, kind, values):
        return None
    return {
        "id": values["id"],
        **{one.name: masking.value(one, values[one.name]) for one in fields if one.name in values},
    }


def grave_records(
    project: Project, profile: str = "", as_of: str = "", recipient: str = "", edition: Edition | None = None
) -> GraveRecords:
    """The records of a project, under a profile where one is named; raises ExportRefused for one that is not known.

    `recipient` is whom it is for, the profile's first where none is named.
    """
    chosen = load_profile(profile, tuple(project.catalogue.types)) if profile else None
    return GraveRecords(project, chosen, as_of, handing_of(chosen, recipient) if chosen else None, edition)
