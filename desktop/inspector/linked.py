"""Records that stand around another one: what is asked of the register, and which field says so."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from forensics.catalogue import RecordType
from forensics.fields import Field
from forensics.ports import Found, Query, Values
from layers.project import Project
from layers.words import referred

MOST = 200
"""How many linked records a tab lists."""


@dataclass(frozen=True)
class Link:
    """One linked record, and the label of the field that links it."""

    values: Values
    label: str
    outwards: bool = False  # whether the shown record names it, and not the other way round


@dataclass(frozen=True)
class Links:
    """What is linked with a record, and the names of what the linked ones refer to."""

    record: str
    links: tuple[Link, ...] = ()
    names: Mapping[str, Found] = field(default_factory=dict)


def fields_naming(linked: RecordType, type_: str) -> tuple[Field, ...]:
    """The fields of a type that may name a record of another type."""
    return tuple(one for one in linked.typed if one.names_record and (not one.target or type_ in one.target))


def links_of(project: Project, kind: RecordType, record: str, linked: str) -> Callable[[], Links]:
    """What is asked of the register: the records of type `linked` that name this one or are named by it."""

    def call() -> Links:
        other = project.catalogue[linked]
        found: dict[str, Link] = {}
        values = project.register.values(kind.name, record) or {}
        for one in kind.typed:
            if one.names_record and linked in one.target:
                named = project.register.many_values(linked, referred([one], values))
                found.update((key, Link(held, one.label, outwards=True)) for key, held in named.items())
        for one in fields_naming(other, kind.name):
            query = Query(linked, where=((one.name, record),), limit=MOST)
            for held in project.register.select(query):
                found.setdefault(str(held["id"]), Link(held, one.label))
        return Links(record, tuple(found.values())[:MOST], _names(project, other, list(found.values())))

    return call


def _names(project: Project, kind: RecordType, links: Sequence[Link]) -> Mapping[str, Found]:
    ids = {one for link in links for one in referred(kind.fields, link.values)}
    return project.register.titles(ids) if ids else {}
