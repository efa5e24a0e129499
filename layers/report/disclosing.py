"""What of a record a report may say: the fields that the profile names, of the records that it lets out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from forensics.catalogue import RecordType
from forensics.consenting import named
from forensics.disclosure import Leaves, Profile
from forensics.editions import Edition
from forensics.fields import Field
from forensics.ports import Found, Query, Values
from forensics.records.base import ADMINISTRATION
from layers.exports.consents import Consents
from layers.exports.disclosed import lets_out, shows_places
from layers.exports.pseudonyms import Masking, masking_of
from layers.project import Project

FEW = 8
VOIDED, SEALED = "voided", "sealed"


@dataclass(frozen=True)
class Shown:
    """A record as the report may know it: `values` hold disclosed fields alone; `id` is for links and never told."""

    kind: RecordType
    id: str
    values: Values
    voided: bool = False

    @property
    def code(self) -> str:
        return str(self.values.get("code") or "")

    def get(self, name: str) -> Any:
        return self.values.get(name)


@dataclass
class Disclosing:
    """Lets records of a project out under a profile, keeps what it let out, and counts what it did not.

    `chosen` gives by type the ids that a selection means, None for all of them.
    """

    project: Project
    profile: Profile
    consents: Consents
    chosen: Callable[[str], Collection[str] | None] = lambda _: None
    edition: Edition | None = None
    shown: dict[str, dict[str, Shown]] = field(default_factory=dict)
    at_home: dict[str, set[str]] = field(default_factory=dict)  # ids of what stays home, by type
    sealed: set[str] = field(default_factory=set)
    faces: set[str] = field(default_factory=set)  # media that show one, which no profile lets be seen
    values_kept: Counter[str] = field(default_factory=Counter)  # values that stay home of what is shown, by type
    names: dict[str, Found] = field(default_factory=dict)  # what records that may be named are called, by id

    @cached_property
    def masking(self) -> Masking:
        """How codes and times are told."""
        return masking_of(self.project, self.profile)

    def leaves(self, type_: str) -> bool:
        """Whether records of a type leave at all."""
        return self.profile.leaves(type_) is Leaves.RECORDS

    def discloses(self, type_: str, name: str) -> bool:
        """Whether the profile names a field."""
        return any(declared.name == name for declared in self.profile.fields(self.project.catalogue[type_]))

    def of(self, type_: str) -> list[Shown]:
        """What was let out of a type, in the order of the codes."""
        return sorted(self.shown.get(type_, {}).values(), key=lambda one: one.code)

    def find(self, record: str, types: Iterable[str]) -> Shown | None:
        """A record that was let out."""
        return next((held[record] for type_ in types if record in (held := self.shown.get(type_, {}))), None)

    def by_reference(self, type_: str, name: str, records: Iterable[str]) -> list[Shown]:
        """Let out the records of a type whose field names one of these."""
        if not self.leaves(type_) or not self.discloses(type_, name):
            return []
        wanted = set(records)
        if not wanted:
            return []
        if len(wanted) > FEW:  # one look at all of them costs less than a question for each
            rows = self.project.register.fields_of(type_, ("id", name))
            return self.by_id(type_, [str(one["id"]) for one in rows if one.get(name) in wanted])
        found: list[Shown] = []
        for record in sorted(wanted):
            query = Query(type_, where=((name, record),), voided=True, order="code")
            found += self._taken(type_, self.project.register.select(query))
        return found

    def by_references(self, type_: str, name: str, records: Iterable[str]) -> list[Shown]:
        """The same of a field that names several."""
        wanted = set(records)
        if not wanted or not self.leaves(type_) or not self.discloses(type_, name):
            return []
        rows = self.project.register.fields_of(type_, ("id", name))
        return self.by_id(type_, [str(one["id"]) for one in rows if not wanted.isdisjoint(one.get(name) or ())])

    def by_id(self, type_: str, ids: Iterable[str]) -> list[Shown]:
        """Let out these records."""
        asked = list(dict.fromkeys(ids))
        if not asked or not self.leaves(type_):
            return []
        return self._taken(type_, self.project.register.many_values(type_, asked).values())

    def all_of(self, type_: str, which: Callable[[Values], bool]) -> list[Shown]:
        """Let out the records of a type of which something holds, asked of what may be shown of them."""
        if not self.leaves(type_):
            return []
        kind = self.project.catalogue[type_]
        listed = self.project.register.select(Query(type_, voided=True, order="code"))
        return self._taken(type_, (values for values in listed if which(self._disclosed(kind, values))))

    def _taken(self, type_: str, listed: Iterable[Values]) -> list[Shown]:
        return [shown for values in listed if (shown := self._take(type_, values)) is not None]

    def _take(self, type_: str, values: Values) -> Shown | None:
        kind, id_ = self.project.catalogue[type_], str(values["id"])
        meant = self.chosen(type_)
        if meant is not None and id_ not in meant:
            return None
        if known := self.shown.get(type_, {}).get(id_):
            return known
        if values.get("review") == VOIDED and not self.profile.voided:
            return None
        if id_ in self.consents.at_home(type_) or not lets_out(self.profile, kind, values):
            self.at_home.setdefault(type_, set()).add(id_)
            if values.get("sensitivity") == SEALED:
                self.sealed.add(id_)
            return None
        if values.get("shows_face") == "yes":
            self.faces.add(id_)
        disclosed = self._disclosed(kind, values)
        self.values_kept[type_] += sum(
            1 for name, declared in kind.by_name.items()
            if declared.group != ADMINISTRATION and values.get(name) is not None and name not in disclosed
        )  # fmt: skip
        shown = Shown(kind, id_, disclosed, values.get("review") == VOIDED)
        self.shown.setdefault(type_, {})[id_] = shown
        return shown

    def _disclosed(self, kind: RecordType, values: Values) -> dict[str, Any]:
        placed = shows_places(self.profile, kind, values)
        return {
            declared.name: self.masking.value(declared, told)
            for declared in self.profile.fields(kind)
            if declared.name in values and (placed or not declared.spatial)
            if (told := self.consents.told(declared, values)) is not None
        }

    # What records that are named are called

    def named_of(self, declared: Field, value: Any) -> list[str]:
        """The records that a reference names, as far as they may be named."""
        return [one for one in named(value) if one in self.names]

    def may_name(self, type_: str, codes: Sequence[str]) -> bool:
        """Whether all records of a type with these codes leave, so that they may be spoken of."""
        if not self.leaves(type_):
            return False
        ids = self.project.register.codes(type_)
        listed = [Found(type_, ids[code], code) for code in codes if code in ids]
        return len(list(self._nameable(type_, listed))) == len(codes)

    def learn_names(self) -> None:
        """Look up all that is referred to in what was let out, as far as it leaves too."""
        referred = {one for held in self.shown.values() for shown in held.values() for one in _referred(shown)}
        by_type: dict[str, list[Found]] = {}
        for found in self.project.register.titles(referred).values():
            by_type.setdefault(found.type, []).append(found)
        for type_, listed in by_type.items():
            if self.leaves(type_):
                self.names.update((one.id, one) for one in self._nameable(type_, listed))

    def _nameable(self, type_: str, listed: list[Found]) -> Iterator[Found]:
        kind, home = self.project.catalogue[type_], self.consents.at_home(type_)
        held = self.project.register.many_values(type_, [one.id for one in listed])
        for one in listed:
            values = held.get(one.id)
            if values is None or one.id in home or not lets_out(self.profile, kind, values):
                continue
            if values.get("review") != VOIDED or self.profile.voided:
                yield replace(one, code=self.masking.code(one.code))


def _referred(shown: Shown) -> Iterator[str]:
    for declared in shown.kind.fields:
        if declared.names_record:
            yield from named(shown.get(declared.name))
