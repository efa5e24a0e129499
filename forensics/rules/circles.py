"""What may lead nowhere back to itself: two copies, each right by itself, can come to a circle when they are united."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

LEADS_TO: Mapping[str, tuple[str, ...]] = {
    "site": ("parent",),
    "survey_area": ("parent",),
    "sample": ("parent",),
    "package": ("holds",),
    "case": ("joined_to", "split_from"),
    "media": ("copy_of",),
    "opinion": ("supersedes",),
    "consent": ("supersedes",),
    "custody": ("supersedes",),
    "identification": ("superseded_by",),
}
"""By type the fields that name a record which another stands above, before or around; each field by itself."""

Edges = Mapping[str, Iterable[str]]


def circles(edges: Edges) -> list[tuple[str, ...]]:
    """The records that lead back to themselves, circle by circle, each in the order of its ids (Tarjan, 1972)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    path: list[str] = []
    on_path: set[str] = set()
    found: list[tuple[str, ...]] = []
    for start in sorted(edges):
        waiting = [(start, iter(sorted(edges[start])))] if start not in index else []
        if waiting:
            _enter(start, index, low, path, on_path)
        while waiting:
            node, following = waiting[-1]
            step = next((one for one in following if one in edges), None)
            if step is None:
                waiting.pop()
                if waiting:
                    low[waiting[-1][0]] = min(low[waiting[-1][0]], low[node])
                if low[node] == index[node]:
                    circle = _leave(node, path, on_path)
                    if len(circle) > 1 or node in set(edges[node]):
                        found.append(tuple(sorted(circle)))
            elif step not in index:
                _enter(step, index, low, path, on_path)
                waiting.append((step, iter(sorted(edges[step]))))
            elif step in on_path:
                low[node] = min(low[node], index[step])
    return sorted(found)


def _enter(node: str, index: dict[str, int], low: dict[str, int], path: list[str], on_path: set[str]) -> None:
    index[node] = low[node] = len(index)
    path.append(node)
    on_path.add(node)


def _leave(node: str, path: list[str], on_path: set[str]) -> list[str]:
    circle: list[str] = []
    while not circle or circle[-1] != node:
        circle.append(path.pop())
        on_path.discard(circle[-1])
    return circle
