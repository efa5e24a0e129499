"""The Harris matrix drawn: the latest context at the top, a line to each that lies next under it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import shapely

from forensics.matrix import Layer, Matrix, matrix
from forensics.messages import Message, say, say_count
from forensics.vocabulary.graves import CONTEXT_TYPE
from layers.siteplan.codes import code_on
from layers.siteplan.depths import depths_of
from layers.siteplan.drawing import Area, Drawing, Key, Label, Stroke
from layers.siteplan.scene import Scene, Stratum

MATRIX = say("Harris matrix")
EMPTY = say("No context is recorded yet.")
WIDE, HIGH, APART, BETWEEN = 2.4, 0.8, 0.7, 0.9
"""A box and the room around it, in the view's own measure: a matrix has no scale."""
SWEEPS = 6


def matrix_of(scene: Scene) -> Drawing:
    """Every context of the grave as a box; raises CycleRefused where they lie over each other in a circle."""
    of_id = {one.item.id: one for one in scene.strata}
    known = [_layer(one, of_id) for one in scene.strata]
    found = matrix(known, {id_: one.item.code for id_, one in of_id.items()})
    places = _places(found)
    parts: list[Area | Stroke] = [*_lines(found, places), *_boxes(found, places, of_id)]
    return Drawing(
        view="matrix", title=MATRIX, extent=_extent(places), areas=tuple(parts),
        labels=tuple(_labels(scene, found, places, of_id)), keys=tuple(_keys(scene)), depths=depths_of(()),
        across="", up="", measured=False, notes=tuple(_notes(scene, found)),
    )  # fmt: skip


def _layer(one: Stratum, known: Mapping[str, Stratum]) -> Layer:
    """A context with those of its relations that lead to others of this grave."""
    over, under, equal = (tuple(id_ for id_ in ids if id_ in known) for ids in (one.over, one.under, one.equal))
    return Layer(one.item.id, over, under, equal)


def _places(found: Matrix) -> dict[str, tuple[float, float]]:
    """The middle of each unit's box: rank by rank, within a rank near those above and below it (barycentres)."""
    ranks: dict[int, list[str]] = defaultdict(list)
    for members, rank in found.units:
        ranks[rank].append(members[0])
    beside: dict[str, list[str]] = defaultdict(list)
    head = {one: members[0] for members, _ in found.units for one in members}
    for upper, lower in found.lines:
        beside[head[upper]].append(head[lower])
        beside[head[lower]].append(head[upper])
    across = {one: _offset(row, at) for row in ranks.values() for at, one in enumerate(row)}
    for _ in range(SWEEPS):
        for rank in sorted(ranks):
            row = ranks[rank]
            wish = {one: _mean([across[other] for other in beside[one]], across[one]) for one in row}
            row.sort(key=lambda one: wish[one])
            across.update({one: _offset(row, at) for at, one in enumerate(row)})
    return {one: (across[one] * (WIDE + APART), -rank * (HIGH + BETWEEN)) for rank, row in ranks.items() for one in row}


def _offset(row: Sequence[str], at: int) -> float:
    """How many boxes to the right of the middle the one of that number in a row stands."""
    return at - (len(row) - 1) / 2


def _mean(numbers: Sequence[float], otherwise: float) -> float:
    return sum(numbers) / len(numbers) if numbers else otherwise


def _boxes(found: Matrix, places: Mapping[str, tuple[float, float]], of_id: Mapping[str, Stratum]) -> Iterator[Area]:
    for members, _ in found.units:
        x, y = places[members[0]]
        stratum = of_id[members[0]]
        look = f"unit.{stratum.role}" if stratum.role in ("cut", "natural") else "unit"
        yield Area(shapely.box(x - WIDE / 2, y - HIGH / 2, x + WIDE / 2, y + HIGH / 2), look, item=stratum.item)


def _lines(found: Matrix, places: Mapping[str, tuple[float, float]]) -> Iterator[Stroke]:
    """Down, across half way between two ranks, and down: the lines that meet run together."""
    head = {one: members[0] for members, _ in found.units for one in members}
    for upper, lower in found.lines:
        (x1, y1), (x2, y2) = places[head[upper]], places[head[lower]]
        half = y1 - HIGH / 2 - BETWEEN / 2
        yield Stroke(((x1, y1 - HIGH / 2), (x1, half), (x2, half), (x2, y2 + HIGH / 2)), "over")


def _labels(
    scene: Scene, found: Matrix, places: Mapping[str, tuple[float, float]], of_id: Mapping[str, Stratum]
) -> Iterator[Label]:
    names = CONTEXT_TYPE.all_codes
    for members, _ in found.units:
        x, y = places[members[0]]
        codes = " = ".join(code_on(scene, of_id[one].item) for one in members)
        role = of_id[members[0]].role
        yield Label((x, y), (codes, say(names.get(role, role))), "unit", aim=(x, y), where="at", rank=0,
                    item=of_id[members[0]].item)  # fmt: skip


def _extent(places: Mapping[str, tuple[float, float]]) -> tuple[float, float, float, float]:
    xs, ys = [x for x, _ in places.values()] or [0.0], [y for _, y in places.values()] or [0.0]
    return min(xs) - WIDE, min(ys) - HIGH, max(xs) + WIDE, max(ys) + HIGH


def _keys(scene: Scene) -> Iterator[Key]:
    roles = {one.role for one in scene.strata}
    yield Key(MATRIX, "heading", count=len(scene.strata))
    for role in ("cut", "natural"):
        if role in roles:
            yield Key(say(CONTEXT_TYPE.all_codes[role]), f"unit.{role}", count=_count(scene, role))
    others = sum(one.role not in ("cut", "natural") for one in scene.strata)
    if others:
        yield Key(say("Fill, layer or other context"), "unit", count=others)
    yield Key(say("The upper is later than the lower"), "over")


def _count(scene: Scene, role: str) -> int:
    return sum(one.role == role for one in scene.strata)


def _notes(scene: Scene, found: Matrix) -> Iterator[Message]:
    if not scene.strata:
        yield EMPTY
    joined = {one for pair in found.lines for one in pair}
    loose = sum(members[0] not in joined for members, _ in found.units)
    if loose and len(found.units) > 1:
        yield say_count(
            "{count} context has no relation to any other.", "{count} contexts have no relation to any other.",
            count=loose,
        )  # fmt: skip
