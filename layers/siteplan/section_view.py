"""Sections: the grave from the side, along an axis of its grid or its baseline, heights as they were measured."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import shapely
from shapely.geometry.base import BaseGeometry

from forensics.messages import Message, say
from layers.siteplan.codes import code_on, codes_told
from layers.siteplan.depths import Depths, depths_of
from layers.siteplan.drawing import Area, Drawing, Label, Mark, Point, Stroke, number
from layers.siteplan.keys import section_keys
from layers.siteplan.looking import Axis, X, Y, axis_of_baseline, told_looking
from layers.siteplan.reading import shown_datum
from layers.siteplan.scene import Body, Outline, Scene, SectionLine, Spot

SECTION_X, SECTION_Y, SECTION_BASELINE = say("Section x–z"), say("Section y–z"), say("Section along the baseline")
NO_BASELINE = say("No baseline is recorded; the section is drawn along y.")
AROUND_M, SKULL_M, TRUNK_M, LEGS_M = 0.35, 0.085, 0.1, 0.06
"""Ground shown around; half the height of a skull, of a trunk, of legs: a sign for a body on its measured points."""


def section_x(scene: Scene) -> Drawing:
    """Along x, seen towards y."""
    return section_of(scene, X, "section-x", SECTION_X)


def section_y(scene: Scene) -> Drawing:
    """Along y, seen against x."""
    return section_of(scene, Y, "section-y", SECTION_Y)


def section_along_baseline(scene: Scene) -> Drawing:
    """Along the baseline, seen from it towards the grave, measured from its start."""
    axis = axis_of_baseline(scene)
    if axis is None or scene.baseline is None:
        return section_of(scene, Y, "section-baseline", SECTION_BASELINE, NO_BASELINE)
    start, end = (one.name for one in scene.baseline)
    return section_of(scene, axis, "section-baseline", SECTION_BASELINE, _told_baseline(axis, start, end))


def _told_baseline(axis: Axis, start: str, end: str) -> Message:
    """From where it is measured, and at which side that is."""
    if axis.backwards:
        return say("Seen from the baseline towards the grave; m counts from {start} at the right to {end} at the left.",
                   start=start, end=end)  # fmt: skip
    return say("Seen from the baseline towards the grave; m counts from {start} at the left to {end} at the right.",
               start=start, end=end)  # fmt: skip


def section_of(scene: Scene, axis: Axis, view: str, title: Message, *more: Message) -> Drawing:
    """Everything that has a height over the grid's zero, the farthest behind."""
    depths = depths_of(scene.heights)
    parts: list[Area | Stroke | Mark] = [*_contexts(scene, axis), *_lines(scene, axis)]
    seen = [one for one in scene.bodies if one.z is not None]
    for body in sorted(seen, key=lambda one: _far(one, axis)):
        parts += _body(body, axis, depths.class_of(body.z))
    parts += _finds(scene, axis, depths)
    parts += _zero(scene, axis)
    return Drawing(
        view=view, title=title, extent=_extent(scene, axis), areas=tuple(parts),
        labels=tuple(_labels(scene, axis)), keys=tuple(section_keys(scene, depths, parts)), depths=depths,
        across=axis.name, up="z", zero=scene.levels.zero or 0.0, looking=told_looking(axis, scene.tie),
        backwards=axis.backwards,
        notes=(*scene.notes, *more, *_without_height(scene, axis, parts), _told(scene)),
    )  # fmt: skip


def _far(body: Body, axis: Axis) -> float:
    """What orders bodies from behind to the front."""
    return -axis.away((body.centre or (0.0, 0.0, None))[:2])


def _told(scene: Scene) -> Message:
    return say(
        "Heights are metres over {datum}. Contexts are drawn by their extent and recorded levels.",
        datum=shown_datum(scene.levels),
    )


def _without_height(scene: Scene, axis: Axis, parts: Sequence[Area | Stroke | Mark]) -> Iterator[Message]:
    """What lies on the plan and not in the section."""
    drawn = {part.item.code for part in parts if part.item is not None} | set(scene.heights_apart)
    placed = [one.item.code for one in scene.bodies if one.centre is not None or one.outline is not None]
    placed += [one.item.code for one in scene.finds]
    placed += [one.item.code for one in scene.outlines if one.item.type == "context"]
    placed += [one.item.code for one in scene.lines if any(_runs_along(part, axis) for part in one.parts)]
    missing = [code for code in dict.fromkeys(placed) if code not in drawn]
    if missing:
        yield say(
            "Not drawn in section, for want of a height that may be set beside the others: {codes}.",
            codes=codes_told(missing),
        )


def _levelled(scene: Scene) -> list[tuple[Outline, float, float]]:
    """Outlines of contexts that have a top, with their base."""
    found = []
    for one in scene.outlines:
        if one.item.type == "context" and one.top is not None:
            found.append((one, one.top, one.top if one.base is None else one.base))
    return found


def _span(shape: BaseGeometry, axis: Axis) -> tuple[float, float]:
    across = [axis.across(point) for point in shapely.get_coordinates(shape).tolist()]
    return min(across), max(across)


def _contexts(scene: Scene, axis: Axis) -> Iterator[Area | Stroke]:
    """A context by its extent and its levels; the cut open upwards."""
    order = {"natural": 0, "layer": 1, "cut": 2, "fill": 3}
    measured = {line.item.id: line for line in scene.lines}
    for one, top, base in sorted(_levelled(scene), key=lambda held: order.get(held[0].role, 4)):
        low, high = _span(one.shape, axis)
        line = _profile(measured[one.item.id], axis, high - low) if one.item.id in measured else ()
        if one.role == "cut" and line:
            yield Area(shapely.Polygon(line), "section.cut", item=one.item)
            continue
        if line and one.role == "fill":
            continue
        if one.role == "cut":
            shape = shapely.box(low, base, high, top)
            yield Area(shape, "section.cut", item=one.item)
            yield Stroke(((low, top), (low, base), (high, base), (high, top)), "section.edge", item=one.item)
        elif base < top:
            yield Area(shapely.box(low, base, high, top), f"outline.{one.role}", item=one.item)
        else:
            yield Stroke(((low, top), (high, top)), "section.level", item=one.item)


def _profile(line: SectionLine, axis: Axis, span: float) -> tuple[Point, ...]:
    """What was measured of a context, where the section runs along it: its line, open upwards."""
    points = tuple((axis.across(spot[:2]), spot[2]) for spot in line.parts[0] if spot[2] is not None)
    across = [x for x, _ in points]
    return points if len(points) > 3 and max(across) - min(across) > span / 2 else ()


def _lines(scene: Scene, axis: Axis) -> Iterator[Stroke]:
    """What was measured in a section, point by point, where this one runs along it: end on it would be no level."""
    for line in scene.lines:
        for part in line.parts:
            if not _runs_along(part, axis):
                continue
            points = tuple((axis.across(spot[:2]), spot[2]) for spot in part if spot[2] is not None)
            if len(points) > 1:
                yield Stroke(points, "section_line", item=line.item)


def _runs_along(part: tuple[Spot, ...], axis: Axis) -> bool:
    """Whether more of a line lies along a plane than across it."""
    across, away = [axis.across(spot[:2]) for spot in part], [axis.away(spot[:2]) for spot in part]
    return max(across) - min(across) >= max(away) - min(away)


def _body(body: Body, axis: Axis, depth: int) -> Iterator[Area | Stroke | Mark]:
    """Skull, trunk and legs over the measured points, whose height is that of the ground they lay on."""
    ends = [_at(spot, axis) for spot in (body.skull, body.pelvis, body.feet)]
    skull, pelvis, feet = ends
    if skull is None or feet is None:
        centre = _at(body.centre, axis)
        if centre is not None:
            yield Mark(centre, "remains", body.remains, depth, body.item)
        return
    middle = pelvis or ((skull[0] + feet[0]) / 2, (skull[1] + feet[1]) / 2)
    flesh = shapely.union_all([
        shapely.LineString([skull, middle]).buffer(TRUNK_M), shapely.LineString([middle, feet]).buffer(LEGS_M),
    ])  # fmt: skip
    yield Area(flesh, "body", depth, body.item)
    yield Area(shapely.Point(skull).buffer(SKULL_M), "skull", depth, body.item)
    yield Stroke((skull, middle, feet), "bone", depth, body.item)


def _at(spot: Spot | None, axis: Axis) -> Point | None:
    return None if spot is None or spot[2] is None else (axis.across(spot[:2]), spot[2])


def _finds(scene: Scene, axis: Axis, depths: Depths) -> Iterator[Mark]:
    for find in scene.finds:
        at = _at(find.spot, axis)
        if at is not None:
            yield Mark(at, find.item.type, find.kind, depths.class_of(at[1]), find.item)


def _zero(scene: Scene, axis: Axis) -> Iterator[Stroke | Mark]:
    """The level of the datum point."""
    low, _, high, _ = _extent(scene, axis)
    yield Stroke(((low, 0.0), (high, 0.0)), "level")
    if scene.datum is not None:
        yield Mark((axis.across(scene.datum[:2]), 0.0), "datum")


def _labels(scene: Scene, axis: Axis) -> Iterator[Label]:
    for body in sorted(scene.bodies, key=lambda one: -(one.z or 0.0)):
        at = _at(body.skull or body.centre, axis)
        if at is not None and body.z is not None:
            height = number(scene.levels.written(body.z))
            yield Label(at, (code_on(scene, body.item), height), "body", rank=2, item=body.item)
    for one, top, base in _levelled(scene):
        low, high = _span(one.shape, axis)
        yield Label((high - 0.05 * (high - low), (top + base) / 2), (code_on(scene, one.item),), "context",
                    aim=(high - 0.05 * (high - low), (top + base) / 2), rank=3, item=one.item)  # fmt: skip
    for find in scene.finds:
        at = _at(find.spot, axis)
        if at is not None:
            yield Label(at, (code_on(scene, find.item),), "find", rank=4, item=find.item)


def _extent(scene: Scene, axis: Axis) -> tuple[float, float, float, float]:
    across: list[float] = []
    heights = [0.0]
    for one in scene.outlines:
        across += _span(one.shape, axis)
    for _, top, base in _levelled(scene):
        heights += [top, base]
    spots = [spot for one in scene.bodies for spot in (one.place, one.skull, one.pelvis, one.feet)]
    spots += [one.spot for one in scene.finds] + [spot for line in scene.lines for part in line.parts for spot in part]
    for spot in spots:
        if spot is not None and spot[2] is not None:
            across.append(axis.across(spot[:2]))
            heights.append(spot[2])
    low, high = (min(across), max(across)) if across else (-1.0, 1.0)
    return low - AROUND_M, min(heights) - AROUND_M, high + AROUND_M, max(heights) + AROUND_M
