"""What a court is handed: what an authority or a selection means, and always what contradicts it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from forensics.catalogue import Catalogue, RecordType
from forensics.consenting import named
from forensics.contradicting import ABOUT, DENIED, NAMED, TYPES, what_contradicts
from forensics.disclosure import Profile
from forensics.fields import Sensitivity
from forensics.records.evidence import ITEMS
from layers.custody.chains import CUSTODY, PACKAGE, packing_of
from layers.errors import ExportRefused
from layers.exports.profiles import load_profile
from layers.exports.reached import chosen_by, parents_of
from layers.exports.selecting import Selection
from layers.project import Project

SCOPE = "sites"
"""The field of an authority that names the graves that it is for."""


@dataclass(frozen=True)
class HandedOver:
    """By type the ids that an authority means, None where none is named, and those that come along as contradicting.

    `unasked` are the types of which nothing but that leaves.
    """

    only: Mapping[str, frozenset[str]] | None = None
    along: Mapping[str, frozenset[str]] = field(default_factory=dict)
    unasked: frozenset[str] = frozenset()

    def kinds(self, kinds: Sequence[RecordType], catalogue: Catalogue) -> list[RecordType]:
        """The types that leave: those asked for, and those of what comes along."""
        return [kind for kind in catalogue if kind in kinds or self.along.get(kind.name)]

    def told(self, at_home: Callable[[str], frozenset[str]]) -> tuple[dict[str, int], dict[str, int]]:
        """By type how many come along as contradicting, and how many would but are kept home."""
        home = {type_: at_home(type_) for type_ in sorted(self.along)}
        going = {type_: len(self.along[type_] - home[type_]) for type_ in home if self.along[type_] - home[type_]}
        return going, {type_: len(self.along[type_] & ids) for type_, ids in home.items() if self.along[type_] & ids}

    def ids(self, project: Project, type_: str, selection: Selection) -> list[str]:
        """The records of a type that are handed over, by conditions, authority or as contradicting; voided ones too."""
        if type_ in self.unasked:
            return sorted(self.along[type_])
        query = replace(selection.query(type_), voided=True)
        found: Iterable[str] = (str(one["id"]) for one in project.register.select(query))
        if self.only is not None:
            found = self.only.get(type_, frozenset()).intersection(found)
        return sorted({*found, *self.along.get(type_, ())})


def is_for_court(profile: Profile) -> bool:
    """Whether what leaves under a profile can stand as evidence: restricted values under the register's own ids."""
    return Sensitivity.RESTRICTED in profile.classes and not profile.pseudonyms


def handed_over(project: Project, profile: Profile, kinds: Sequence[RecordType], selection: Selection) -> HandedOver:
    """What leaves for a court of what is asked for; nothing is said of other profiles.

    Raises ExportRefused where an authority is named under another profile, UnknownName where there is none such.
    """
    only = under_authority(project, profile, selection)
    if not is_for_court(profile):
        _refuse_belonging(profile, selection)
        return HandedOver()
    for type_, code in selection.belonging:
        meant = _under(project, type_, code)
        only = meant if only is None else {name: ids & meant.get(name, frozenset()) for name, ids in only.items()}
    if not (selection.asks or selection.types or only is not None):
        return HandedOver()
    asked = HandedOver(only)
    bearing = [kind.name for kind in kinds if kind.name in _bearing(project.catalogue)]
    handed = {type_: asked.ids(project, type_, selection) for type_ in bearing}
    along = contradicting(project, handed)
    return HandedOver(only, along, frozenset(along) - {kind.name for kind in kinds})


def under_authority(project: Project, profile: Profile, selection: Selection) -> dict[str, frozenset[str]] | None:
    """By type what was done under the authority that is named, None where none is.

    Raises ExportRefused where one is named under a profile that is not for a court, UnknownName where there is none.
    """
    if not selection.authority:
        return None
    if not is_for_court(profile):
        raise ExportRefused(
            "An authority is named for a court alone; the profile “{profile}” is not for one.", profile=profile.name
        )
    return _under(project, "authority", selection.authority)


REACHING = ("site", "exhumation", "case")
"""Fields of which a condition means, for a court, all that belongs to the record, by way of remains and finds."""


def for_court(project: Project, profile: str, selection: Selection) -> Selection:
    """The selection as a court is meant by it: what names a grave, an exhumation or remains reaches all that is of it.

    Under another profile which records come would tell what is withheld, and a condition is of a type's own field.
    """
    if not is_for_court(load_profile(profile, tuple(project.catalogue.types))):
        return selection
    reaching = tuple((name, value) for name, value in selection.where if name in REACHING and value)
    return replace(
        selection, where=tuple(one for one in selection.where if one not in reaching),
        belonging=tuple((name, project.register.find(value, (name,)).code) for name, value in reaching),
    )  # fmt: skip


def _refuse_belonging(profile: Profile, selection: Selection) -> None:
    """Raise ExportRefused: under a profile that is for no court nothing would narrow what leaves."""
    if selection.belonging:
        raise ExportRefused(
            "What belongs to a record is asked for by it for a court alone; “{profile}” is not for one.",
            profile=profile.name,
        )  # fmt: skip


def contradicting(project: Project, handed: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    """By type what comes along because it contradicts what is handed over."""
    register = project.register

    def type_of(record: str) -> str:
        named = register.titles([record]).get(record)
        return named.type if named is not None else ""

    found = what_contradicts(handed, register.fields_of, type_of)
    return {type_: frozenset(ids) for type_, ids in found.items()}


def _bearing(catalogue: Catalogue) -> set[str]:
    """The types whose records can bring others along."""
    fields = ((type_, name) for type_ in TYPES for name in (
        *NAMED.get(type_, ()), *ABOUT.get(type_, ()), *(DENIED[type_][1] if type_ in DENIED else ())
    ))  # fmt: skip
    return {*TYPES, *(target for type_, name in fields for target in catalogue[type_].by_name[name].target)}


def _under(project: Project, type_: str, named: str) -> dict[str, frozenset[str]]:
    """By type what belongs to a record, such as an authority: it, what names it, what belongs to that, and upwards."""
    found = project.register.find(named, (type_,))
    chosen = chosen_by(project, Selection(where=((type_, found.code),), voided=True))
    meant = {
        kind.name: set(chosen.ids(kind.name) or ()) for kind in project.catalogue if chosen.reaches(kind.name)
    }  # fmt: skip
    _add_packages(project, meant)
    _add_above(project, meant)
    return {type_: frozenset(ids) for type_, ids in meant.items() if ids}


def _add_packages(project: Project, meant: dict[str, set[str]]) -> None:
    """Add the packages that items lie in, were packed into or moved in, with all the events of their custody."""
    rows = project.register.fields_of(CUSTODY, ("id", "item", "moved_with", "made"))
    events = {str(row["id"]): row for row in rows}
    of_item: dict[str, list[str]] = {}
    for id_, row in events.items():
        of_item.setdefault(str(row.get("item")), []).append(id_)
    packing, packages = packing_of(project), {str(row["id"]) for row in project.register.fields_of(PACKAGE, ("id",))}
    waiting = {id_ for type_ in ITEMS for id_ in meant.get(type_, ())}
    while waiting:
        own = [events[id_] for item in waiting for id_ in of_item.get(item, ())]
        around = {str(events[moved].get("item")) for row in own if (moved := str(row.get("moved_with"))) in events}
        around |= {made for row in own for made in named(row.get("made"))}
        around |= {package for item in waiting for package in packing.around(item)}
        waiting = (around & packages) - meant.get(PACKAGE, set())
        if waiting:
            meant.setdefault(PACKAGE, set()).update(waiting)
            meant.setdefault(CUSTODY, set()).update(id_ for item in waiting for id_ in of_item.get(item, ()))


def _add_above(project: Project, meant: dict[str, set[str]]) -> None:
    """Add what the records belong to, to the end of the chain."""
    waiting = dict(meant)
    while waiting:
        above: dict[str, set[str]] = {}
        for type_, ids in waiting.items():
            for target, record in _named_by(project, type_, ids):
                if record not in meant.get(target, ()):
                    above.setdefault(target, set()).add(record)
        for type_, ids in above.items():
            meant.setdefault(type_, set()).update(ids)
        waiting = above


def _named_by(project: Project, type_: str, ids: set[str]) -> Iterator[tuple[str, str]]:
    """What records belong to, each with its type."""
    kind = project.catalogue[type_]
    names = [*parents_of(kind), *([SCOPE] if type_ == "authority" else [])]
    if not names or not ids:
        return
    rows: Iterable[Mapping[str, Any]] = project.register.fields_of(type_, ("id", *names))
    for row in rows:
        if str(row["id"]) in ids:
            for name in names:
                target = kind.by_name[name].target
                yield from ((target[0], one) for one in named(row.get(name)) if len(target) == 1)
