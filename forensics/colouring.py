"""The fewest colours for a graph: people, where an edge says that two bones are not of one person.

Exact by search (Brélaz 1979: the vertex with the fewest colours left first) where it ends within a number of steps that
is the same on every machine; past it, what was proven until then. A vertex with fewer neighbours than there are colours
for certain can always be given one of them at the end, which leaves little to search.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

STEPS = 20_000
"""Vertices that are tried in one search before it is given up."""

SEARCHED = 400
"""Vertices that are joined, at most, of a part that is searched at all."""

Graph = Mapping[int, Set[int]]
"""For each vertex those that it is joined with."""


@dataclass(frozen=True)
class Colouring:
    """`least` colours are proven to be needed; `classes` is a colouring; of `apart` each two vertices are joined."""

    least: int
    classes: tuple[tuple[int, ...], ...]
    apart: tuple[int, ...]

    @property
    def exact(self) -> bool:
        """Whether fewer colours than it uses are proven not to be enough."""
        return self.least == len(self.classes)


class _GivenUp(Exception):
    """The steps are used up."""


def colour(graph: Graph, steps: int = STEPS) -> Colouring:
    """Colour a graph: each connected part by itself, with the same colours."""
    parts = [_colour_part(part, steps) for part in connected(graph, graph)]
    classes: list[list[int]] = [[] for _ in range(max((len(part.classes) for part in parts), default=0))]
    for part in parts:
        for number, vertices in enumerate(part.classes):
            classes[number].extend(vertices)
    most = max(parts, key=lambda part: part.least, default=Colouring(0, (), ()))
    return Colouring(most.least, tuple(tuple(sorted(one)) for one in classes), most.apart)


def connected(graph: Graph, vertices: Set[int] | Mapping[int, object]) -> Iterator[dict[int, set[int]]]:
    """The parts of a graph on some of its vertices that no edge ties to each other."""
    left = set(vertices)
    while left:
        part, waiting = set[int](), {min(left)}
        while waiting:
            part |= waiting
            waiting = set().union(*(graph[one] & left for one in waiting)) - part
        left -= part
        yield {one: set(graph[one] & part) for one in part}


def _colour_part(graph: Graph, steps: int) -> Colouring:
    best = _greedily(graph)
    apart = _clique(graph, len(set(best.values())))
    least = len(apart)
    search = _Search(graph, steps)
    try:
        while least < len(set(best.values())):
            found = search.with_colours(least)
            if found is not None:
                best = found
                break
            least += 1
            apart = search.clique_of(least) or apart
    except _GivenUp:
        pass
    classes: dict[int, list[int]] = {}
    for vertex in sorted(best):
        classes.setdefault(best[vertex], []).append(vertex)
    return Colouring(least, tuple(tuple(classes[number]) for number in sorted(classes)), tuple(sorted(apart)))


def _greedily(graph: Graph) -> dict[int, int]:
    """A colouring: always the vertex whose neighbours have the most colours, in the first colour that is free."""
    colours: dict[int, int] = {}
    around: dict[int, set[int]] = {vertex: set() for vertex in graph}
    waiting = set(graph)
    while waiting:
        vertex = max(waiting, key=lambda one: (len(around[one]), len(graph[one]), -one))
        waiting.discard(vertex)
        colours[vertex] = _first_free(around[vertex])
        for other in graph[vertex]:
            around[other].add(colours[vertex])
    return colours


def _first_free(taken: Set[int]) -> int:
    number = 0
    while number in taken:
        number += 1
    return number


def _clique(graph: Graph, enough: int) -> tuple[int, ...]:
    """Vertices of which each two are joined, as many as are found by going from a vertex to the best around it."""
    best: tuple[int, ...] = ()
    for start in sorted(graph, key=lambda one: (-len(graph[one]), one))[:SEARCHED]:
        if len(graph[start]) < len(best) or len(best) == enough:
            break
        grown, candidates = [start], set(graph[start])
        while candidates:
            nearest = max(candidates, key=lambda one: (len(candidates & graph[one]), -one))
            grown.append(nearest)
            candidates &= graph[nearest]
        best = max(best, tuple(grown), key=len)
    return best


class _Search:
    """Searches in one graph that share their steps."""

    def __init__(self, graph: Graph, steps: int) -> None:
        self._graph = graph
        self._left = steps

    def with_colours(self, count: int) -> dict[int, int] | None:
        """A colouring in so many colours; None where every one was tried in vain. Raises _GivenUp."""
        core, peeled = self._core(count)
        colours: dict[int, int] = {}
        for part in connected(self._graph, core):
            if len(part) > SEARCHED:
                raise _GivenUp
            if not self._extend(part, colours, count, 0):
                return None
        for vertex in reversed(peeled):
            colours[vertex] = _first_free({colours[other] for other in self._graph[vertex] if other in colours})
        return colours

    def clique_of(self, size: int) -> tuple[int, ...]:
        """So many vertices of which each two are joined, or none where there are not. Raises _GivenUp."""
        core, _ = self._core(size - 1)
        return self._grown((), core, size)

    def _core(self, count: int) -> tuple[set[int], list[int]]:
        """What is left without vertices that have fewer neighbours than colours, and those in the order they went."""
        left, degree = set(self._graph), {vertex: len(near) for vertex, near in self._graph.items()}
        waiting, peeled = sorted(vertex for vertex in left if degree[vertex] < count), list[int]()
        while waiting:
            vertex = waiting.pop()
            if vertex not in left:
                continue
            left.discard(vertex)
            peeled.append(vertex)
            for other in self._graph[vertex] & left:
                degree[other] -= 1
                if degree[other] < count:
                    waiting.append(other)
        return left, peeled

    def _step(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise _GivenUp

    def _extend(self, part: Graph, colours: dict[int, int], count: int, used: int) -> bool:
        """Give every vertex of a part one of `count` colours, of which the first `used` stand in it already."""
        taken = {
            vertex: {colours[other] for other in part[vertex] if other in colours}
            for vertex in part
            if vertex not in colours
        }
        if not taken:
            return True
        self._step()
        vertex = max(taken, key=lambda one: (len(taken[one]), len(part[one]), -one))
        for number in range(min(used + 1, count)):
            if number not in taken[vertex]:
                colours[vertex] = number
                if self._extend(part, colours, count, max(used, number + 1)):
                    return True
                del colours[vertex]
        return False

    def _grown(self, grown: tuple[int, ...], candidates: Set[int], size: int) -> tuple[int, ...]:
        if len(grown) == size:
            return grown
        left = set(candidates)
        while len(grown) + len(left) >= size:
            self._step()
            vertex = max(left, key=lambda one: (len(self._graph[one] & left), -one))
            found = self._grown((*grown, vertex), left & self._graph[vertex], size)
            if found:
                return found
            left.discard(vertex)
        return ()
