"""The custody of a project's items as the register holds it: events, packages, and what holders are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from forensics.custody.holding import Standing, standing_of
from forensics.custody.packages import Packing
from forensics.errors import ValueRefused
from forensics.ports import Found, Query, Values
from forensics.reading import read_value, typeable
from forensics.records.evidence import ITEMS, Custody
from forensics.rules.family import record_builder
from forensics.values import typed_values
from layers.editing import reading_of
from layers.project import Project

CUSTODY, PACKAGE, MEDIA = "custody", "package", "media"
IN_PACKAGES = ("artefact", "sample")
"""Types whose records name the package that they lie in, beside the package that names them."""
_ONE_BY_ONE = 200
"""Up to so many items are asked for one by one; past them all events are read once."""


def item_named(project: Project, name: str) -> Found:
    """The item with that id, code or TYPE/CODE; raises UnknownName."""
    return project.register.find(name, ITEMS)


def holder_named(project: Project, name: str) -> Found:
    """The practitioner or facility with that name; raises UnknownName."""
    return project.register.find(name, ("practitioner", "facility"))


def event_named(project: Project, name: str) -> Found:
    """The custody event with that name; raises UnknownName."""
    return project.register.find(name, (CUSTODY,))


def typed_event(project: Project, values: Values) -> Custody:
    """A custody event as rules ask for it."""
    kind = project.catalogue[CUSTODY]
    typed = {name: value for name, value in values.items() if name in kind.by_name and kind.by_name[name].typed}
    kept = {"id": str(values["id"]), "recorded_at": values.get("recorded_at")}
    event = record_builder(kind.model)({**typed_values(kind.by_name, typed), **kept})
    assert isinstance(event, Custody)
    return event


def now() -> str:
    """The moment by this computer's clock, with its offset."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


def read_fields(project: Project, texts: Mapping[str, str]) -> dict[str, Any]:
    """The typed values that texts say of fields of an event; raises UnknownName, ValueRefused."""
    kind, reading = project.catalogue[CUSTODY], reading_of(project)
    fields = {name: typeable(kind.field(name)) for name in texts}
    return {fields[name].name: read_value(fields[name], text, reading) for name, text in texts.items()}


def chains_of(project: Project, items: Sequence[str]) -> dict[str, list[Custody]]:
    """The events of each of these items, voided ones left out."""
    found: dict[str, list[Custody]] = {item: [] for item in items}
    for values in _events(project, items):
        item = str(values.get("item"))
        if item in found:
            found[item].append(typed_event(project, values))
    return found


def _events(project: Project, items: Sequence[str]) -> Iterable[Values]:
    if len(items) > _ONE_BY_ONE:
        return project.register.select(Query(CUSTODY))
    naming = {
        one.id for item in project.register.titles(items, ITEMS).values() for one in _naming(project, item, CUSTODY)
    }
    return project.register.many_values(CUSTODY, sorted(naming)).values()


def _naming(project: Project, found: Found, *types: str) -> list[Found]:
    """The records of these types that name a record, voided ones left out."""
    return [one for one in project.register.referring(found.id, found.type) if one.type in types]


def standings_of(project: Project, items: Sequence[str]) -> dict[str, Standing]:
    """Where the custody of each of these items stands."""
    return {item: standing_of(events) for item, events in chains_of(project, items).items()}


def packing_of(project: Project) -> Packing:
    """What lies in every package: what the package says it holds, and what says that it lies there."""
    holds = {str(values["id"]): _held(values) for values in project.register.select(Query(PACKAGE))}
    for type_ in IN_PACKAGES if holds else ():
        for values in project.register.select(Query(type_)):
            if values.get("package") in holds:
                holds[str(values["package"])][str(values["id"])] = None
    return Packing({package: tuple(held) for package, held in holds.items()})


def packing_around(project: Project, items: Iterable[str]) -> Packing:
    """As `packing_of`, of the packages alone that these items are, lie in or hold, at any depth."""
    holds: dict[str, dict[str, None]] = {}
    waiting, seen = list(items), set[str]()
    while waiting:
        id_ = waiting.pop()
        found = None if id_ in seen else project.register.titles([id_], ITEMS).get(id_)
        seen.add(id_)
        if found is None:
            continue
        values = project.register.values(found.type, id_) or {}
        if found.type == PACKAGE and values.get("review") != "voided":
            own = holds.setdefault(id_, _held(values))
            for one in _naming(project, found, *IN_PACKAGES):
                if (project.register.values(one.type, one.id) or {}).get("package") == id_:
                    own[one.id] = None
            waiting.extend(own)
        around = {one.id for one in _naming(project, found, PACKAGE)} | {str(values.get("package") or "")}
        waiting.extend(package for package in around if package)
    return Packing({package: tuple(held) for package, held in holds.items()})


def _held(values: Values) -> dict[str, None]:
    return dict.fromkeys(map(str, values.get("holds") or ()))


def named(project: Project, ids: Iterable[str]) -> Mapping[str, Found]:
    """Items by their ids, in this order; raises ValueRefused for a record that is no item."""
    wanted = list(dict.fromkeys(ids))
    found = project.register.titles(wanted, ITEMS)
    for id_ in wanted:
        if id_ not in found:
            raise ValueRefused("There is no record called “{name}”.", name=id_)
        if found[id_].type not in ITEMS:
            raise ValueRefused(
                "{code} is no item of custody; custody is kept of: {allowed}.",
                code=found[id_].code, allowed=", ".join(ITEMS),
            )  # fmt: skip
    return {id_: found[id_] for id_ in wanted}


def called(project: Project, standings: Iterable[Standing], *more: str) -> dict[str, str]:
    """What the holders in these standings are called: their codes by their ids."""
    ids = {hand.holder for standing in standings for hand in standing.hands if hand.holder} | {*filter(None, more)}
    return {id_: found.code for id_, found in project.register.titles(ids, ("practitioner", "facility")).items()}


def held_values(project: Project, found: Found) -> dict[str, Any]:
    """What a person may write of a record, as the register holds it."""
    values = project.register.values(found.type, found.id) or {}
    fields = project.catalogue[found.type].by_name
    return {name: value for name, value in values.items() if name in fields and fields[name].typed}
