"""What stays home of a register because it would tell more of sexual violence than may be told, now or as of before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from weakref import WeakKeyDictionary

from forensics.consenting import named
from forensics.exposing import exposes, open_links, telling_fields, tells_of_it
from forensics.rules.sexual_violence import saying_fields, says_sexual_violence
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


def exposing(project: Project) -> dict[str, frozenset[str]]:
    """By type the records that stay home, as the register is now."""
    found: dict[str, frozenset[str]] = {}
    of_it = of_sexual_violence(project)
    for kind in project.catalogue:
        names = telling_fields(kind)
        if not names:
            continue
        rows = project.register.fields_of(kind.name, ("id", *names))
        asked = [str(row["id"]) for row in rows if row["id"] in of_it or tells_of_it(kind, row)]
        held = project.register.many_values(kind.name, asked) if asked else {}
        ids = frozenset(id_ for id_, values in held.items() if exposes(kind, values, of_it=id_ in of_it))
        if ids:
            found[kind.name] = ids
    return found


def without_exposing(project: Project, type_: str, then: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Records of an earlier moment without those that would expose, and without open links to what is of it today."""
    kind, of_it = project.catalogue[type_], of_sexual_violence(project)
    links = open_links(kind)
    for values in then:
        id_ = str(values["id"])
        if not exposes(kind, values, of_it=id_ in of_it):
            yield {
                name: left for name, value in values.items()
                if (left := _unlinked(value, of_it) if name in links else value) is not None
            }  # fmt: skip


def _unlinked(value: Any, of_it: frozenset[str]) -> Any:
    if isinstance(value, str):
        return None if value in of_it else value
    left = [one for one in named(value) if one not in of_it]
    return value if len(left) == len(named(value)) else left or None
