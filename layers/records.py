"""Records of the register as the models that rules look at, in bulk or a few, and what names what among them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar, cast

from forensics.ports import Query
from forensics.records.base import Record
from forensics.rules.family import record_builder
from forensics.values import typed_values
from layers.project import Project

ALWAYS = ("id", "code", "review", "not_recorded")

One = TypeVar("One", bound=Record)


class Records:
    """Records by their model, indexed by what they name; what is voided is left out."""

    def __init__(self) -> None:
        self._held: dict[type[Record], dict[str, Record]] = defaultdict(dict)
        self._naming: dict[tuple[type[Record], str], dict[str, list[Record]]] = {}

    def put(self, records: Iterable[Record]) -> None:
        for record in records:
            self._held[type(record)][record.id or ""] = record

    def all(self, model: type[One]) -> tuple[One, ...]:
        return tuple(cast("Mapping[str, One]", self._held[model]).values())

    def one(self, model: type[One], id_: str | None) -> One | None:
        return cast("One | None", self._held[model].get(id_ or ""))

    def naming(self, model: type[One], field: str, id_: str | None) -> tuple[One, ...]:
        """The records of a model that name an id in a field."""
        index = self._naming.get((model, field))
        if index is None:
            index = self._naming[model, field] = defaultdict(list)
            for record in self._held[model].values():
                value = getattr(record, field)
                for named in (value,) if isinstance(value, str) else value or ():
                    index[named].append(record)
        return tuple(cast("list[One]", index.get(id_ or "", ())))


def read_all(project: Project, model: type[One], names: Sequence[str]) -> Iterator[One]:
    """These fields of every record of a model that is not voided."""
    type_ = model.about.type
    kind = project.catalogue[type_]
    build = record_builder(kind.model)
    for row in project.register.fields_of(type_, (*ALWAYS, *names), ("review", "voided")):
        yield _as(model, build(typed_values(kind.by_name, row)))


def _as(model: type[One], record: Record) -> One:
    """A record of a catalogue's own model as the declared one, by which it is kept here."""
    if type(record) is model:
        return record
    return cast("One", record_builder(model)({name: vars(record).get(name) for name in model.model_fields}))


def select(project: Project, model: type[One], query: Query) -> Iterator[One]:
    """The records that a query asks for."""
    kind = project.catalogue[model.about.type]
    build = record_builder(kind.model)
    for values in project.register.select(query):
        yield _as(model, build(typed_values(kind.by_name, values)))


def by_ids(project: Project, model: type[One], ids: Iterable[str | None]) -> Iterator[One]:
    """The records with these ids, as far as there are any."""
    wanted = tuple(dict.fromkeys(one for one in ids if one))
    if wanted:
        yield from select(project, model, Query(model.about.type, ids=wanted))
