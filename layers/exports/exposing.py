"""What stays home of a register because it would tell more of sexual violence than may be told, now or as of before."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any
from weakref import WeakKeyDictionary

from forensics.catalogue import RecordType
from forensics.consenting import named
from forensics.exposing import exposes, open_links, telling_fields, tells_of_it
from forensics.rules.sexual_violence import saying_fields, says_sexual_violence
from layers.erasing_media import MEDIA, SUBJECTS
from layers.project import Project

_VICTIM, _OF = "victim", "incidents"
_known: WeakKeyDictionary[Any, tuple[tuple[Any, ...], frozenset[str]]] = WeakKeyDictionary()


def of_sexual_violence(project: Project) -> frozenset[str]:
    """The incidents and victims that are of it as the register is now; read once for a state of the register."""
    register = project.register
    state = register.heads_and_count()
    held = _known.get(register)
    if held is None or held[0] != state:
        held = _known[register] = state, frozenset(_found(project))
    return held[1]


def _found(project: Project) -> Iterator[str]:
    known: set[str] = set()
    for kind in project.catalogue:
        names = saying_fields(kind)
        for row in project.register.fields_of(kind.name, ("id", *names)) if names else ():
            if says_sexual_violence(kind, row):
                known.add(str(row["id"]))
    yield from known
    for row in project.register.fields_of(_VICTIM, ("id", _OF)):
        if not known.isdisjoint(named(row.get(_OF))):
            yield str(row["id"])


def exposing(project: Project, types: Collection[str]) -> dict[str, frozenset[str]]:
    """By type the records of these types that stay home, as the register is now."""
    kinds = [kind for kind in project.catalogue if kind.name in types and (kind.name == MEDIA or telling_fields(kind))]
    of_it = of_sexual_violence(project) if kinds else frozenset()
    found = {kind.name: frozenset(_exposing(project, kind, of_it)) for kind in kinds}
    return {type_: ids for type_, ids in found.items() if ids}


def _exposing(project: Project, kind: RecordType, of_it: frozenset[str]) -> Iterator[str]:
    register = project.register
    if kind.name == MEDIA:
        rows = register.fields_of(MEDIA, ("id", *SUBJECTS))
        yield from (str(row["id"]) for row in rows if _shows_it(row, of_it))
        return
    listed = register.fields_of(kind.name, ("id", *telling_fields(kind)))
    asked = [str(row["id"]) for row in listed if row["id"] in of_it or tells_of_it(kind, row)]
    held = register.many_values(kind.name, asked) if asked else {}
    yield from (id_ for id_, values in held.items() if exposes(kind, values, of_it=id_ in of_it))


def _shows_it(medium: Mapping[str, Any], of_it: frozenset[str]) -> bool:
    """Whether a medium shows what is of it, or says under seal that it does."""
    return bool(medium.get("sealed_subject")) or any(not of_it.isdisjoint(named(medium.get(name))) for name in SUBJECTS)


def without_exposing(project: Project, type_: str, then: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Records of an earlier moment without those that would expose, and without open links to what is of it today."""
    kind, of_it = project.catalogue[type_], of_sexual_violence(project)
    links = open_links(kind)
    for values in then:
        id_ = str(values["id"])
        shows = type_ == MEDIA and _shows_it(values, of_it)
        if not shows and not exposes(kind, values, of_it=id_ in of_it):
            yield {
                name: left for name, value in values.items()
                if (left := _unlinked(value, of_it) if name in links else value) is not None
            }  # fmt: skip


def _unlinked(value: Any, of_it: frozenset[str]) -> Any:
    if isinstance(value, str):
        return None if value in of_it else value
    left = [one for one in named(value) if one not in of_it]
    return value if len(left) == len(named(value)) else left or None
