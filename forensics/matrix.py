"""The Harris matrix: what lies over what, as an order without cycles (Harris, Principles of Archaeological
Stratigraphy, 2nd edition, 1989).

Drawn as the book says: a relation that follows from others is left out, contexts that are equal stand as one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from forensics.errors import TaphosError


class CycleRefused(TaphosError):
    """Contexts of which each lies over the next, and the last over the first."""


@dataclass(frozen=True)
class Layer:
    """One context or remains with what it is said to lie over, under and to be equal to, by id or number."""

    id: str
    over: tuple[str, ...] = ()
    under: tuple[str, ...] = ()
    equal: tuple[str, ...] = ()


@dataclass(frozen=True)
class Relations:
    """The fields of a type that say what lies over, under and is equal to what."""

    over: tuple[str, ...]
    under: tuple[str, ...]
    equal: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        return (*self.over, *self.under, *self.equal)


OF_CONTEXTS = Relations(("above", "fill_of"), ("below", "cut_by"), ("equal_to",))
"""A fill is later than the cut that it fills, a cut later than what it cuts."""
OF_REMAINS = Relations(("lies_over",), ("lies_under",))


def layer_of(id_: str, relations: Relations, values: Mapping[str, Any]) -> Layer:
    """A record with all that it is said to lie over, under and to be equal to."""

    def named(fields: Sequence[str]) -> tuple[str, ...]:
        held = (values.get(field) for field in fields)
        listed = (value if isinstance(value, (list, tuple)) else (value,) for value in held if value)
        return tuple(dict.fromkeys(str(one) for some in listed for one in some))

    return Layer(id_, named(relations.over), named(relations.under), named(relations.equal))


@dataclass(frozen=True)
class Matrix:
    """`units` are the contexts, equal ones together, by rank: 0 is the latest, what lies under it stands lower.

    `lines` lead from a unit (by its first context) down to those that lie next under it.
    """

    units: tuple[tuple[tuple[str, ...], int], ...]
    lines: tuple[tuple[str, str], ...]


def matrix(layers: Iterable[Layer], codes: Mapping[str, str] = MappingProxyType({})) -> Matrix:
    """The matrix of these contexts; raises CycleRefused with one cycle named, by `codes` where there are any."""
    given = list(layers)
    unit_of = _units(given)
    below = _below(given, unit_of)
    if cycle := _named_one_by_one(given, unit_of, cycle_in(below)):
        raise CycleRefused("These lie over each other in a circle: {cycle}.", cycle=told_cycle(cycle, codes=codes))
    reach: dict[str, set[str]] = {}
    rank = dict.fromkeys(below, 0)
    for unit in (order := _from_the_lowest(below)):
        reach[unit] = set().union(*(reach[under] | {under} for under in below[unit]))
    for unit in reversed(order):
        for under in below[unit]:
            rank[under] = max(rank[under], rank[unit] + 1)
    lines = [
        (unit, under)
        for unit in below
        for under in below[unit]
        if not any(under in reach[other] for other in below[unit] if other != under)
    ]
    members: dict[str, list[str]] = defaultdict(list)
    for one, unit in unit_of.items():
        members[unit].append(one)
    units = sorted(((tuple(sorted(members[unit])), rank[unit]) for unit in below), key=lambda one: (one[1], one[0]))
    return Matrix(tuple(units), tuple(sorted(lines)))


Cycle = tuple[tuple[str, str], ...]
"""Contexts in a circle, each with what it is to the next: `>` over it, or `=` equal to it."""


def find_cycle(layers: Iterable[Layer]) -> Cycle:
    """Every context of a circle in which they lie over each other; none where the order is possible."""
    given = list(layers)
    unit_of = _units(given)
    return _named_one_by_one(given, unit_of, cycle_in(_below(given, unit_of)))


def told_cycle(cycle: Cycle, first: str = "", codes: Mapping[str, str] = MappingProxyType({})) -> str:
    """A circle in words, from one of its contexts round to that one: C1 > C2 = C3 > C1."""
    at = next((at for at, (one, _) in enumerate(cycle) if one == first), 0)
    turned = (*cycle[at:], *cycle[:at])
    return "".join(f"{codes.get(one, one)} {sign} " for one, sign in turned) + codes.get(turned[0][0], turned[0][0])


def _named_one_by_one(layers: Sequence[Layer], unit_of: Mapping[str, str], units: Sequence[str]) -> Cycle:
    """The contexts of a circle of units: those that are said to lie over the next, and what makes two of them equal."""
    said = [(layer.id, under) for layer in layers for under in layer.over]
    said += [(over, layer.id) for layer in layers for over in layer.under]
    joins = {(unit_of[one], unit_of[other]): (one, other) for one, other in reversed(said)}
    steps = [joins[one, other] for one, other in zip(units, (*units[1:], *units[:1]), strict=True)]
    equal: dict[str, set[str]] = defaultdict(set)
    for layer in layers:
        for other in layer.equal:
            equal[layer.id].add(other)
            equal[other].add(layer.id)
    found: list[tuple[str, str]] = []
    for (_, reached), (leaving, _) in zip((*steps[-1:], *steps[:-1]), steps, strict=True):
        found += [(one, "=") for one in _by_equals(reached, leaving, equal)]
        found.append((leaving, ">"))
    return tuple(found)


def _by_equals(start: str, end: str, equal: Mapping[str, Set[str]]) -> list[str]:
    """The contexts from `start` to before `end`, each said to be equal to the next, by the shortest way."""
    came: dict[str, str] = {end: end}
    waiting = [end]
    for one in waiting:
        for other in sorted(equal.get(one, ()) - came.keys()):
            came[other] = one
            waiting.append(other)
    way = []
    while start != end:
        way.append(start)
        start = came[start]
    return way


def _units(layers: Sequence[Layer]) -> dict[str, str]:
    """For every context the one that stands for it and those equal to it."""
    group: dict[str, set[str]] = {}
    for layer in layers:
        for name in (layer.id, *layer.over, *layer.under, *layer.equal):
            group.setdefault(name, {name})
        for other in layer.equal:
            together = group[layer.id] | group[other]
            group.update(dict.fromkeys(together, together))
    return {name: min(group[name]) for name in sorted(group)}


def _below(layers: Iterable[Layer], unit_of: Mapping[str, str]) -> dict[str, list[str]]:
    """For every unit those that are said to lie under it."""
    found: dict[str, set[str]] = {unit: set() for unit in unit_of.values()}
    for layer in layers:
        for under in layer.over:
            found[unit_of[layer.id]].add(unit_of[under])
        for over in layer.under:
            found[unit_of[over]].add(unit_of[layer.id])
    return {unit: sorted(found[unit]) for unit in sorted(found)}


def cycle_in(below: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """One cycle of a graph, found depth first; none where there is none."""
    done: set[str] = set()
    for start in below:
        path: list[str] = [start]
        waiting = [iter(below[start])]
        on_path = {start}
        while waiting and start not in done:
            step = next((one for one in waiting[-1] if one not in done), None)
            if step is None:
                waiting.pop()
                last = path.pop()
                on_path.discard(last)
                done.add(last)
            elif step in on_path:
                return tuple(path[path.index(step) :])
            else:
                path.append(step)
                on_path.add(step)
                waiting.append(iter(below.get(step, ())))
    return ()


def _from_the_lowest(below: Mapping[str, Sequence[str]]) -> list[str]:
    """The units, each after those that lie under it."""
    order: dict[str, None] = {}
    for start in below:
        waiting = [(start, iter(below[start]))]
        while waiting and start not in order:
            unit, under = waiting[-1]
            step = next((one for one in under if one not in order), None)
            if step is None:
                order[unit] = None
                waiting.pop()
            else:
                waiting.append((step, iter(below[step])))
    return list(order)
