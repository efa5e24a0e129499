"""The plan: the grave from above, in metres of its grid."""

from __future__ import annotations

from collections.abc import Iterator
from math import atan2, cos, hypot, sin

import shapely

from forensics.messages import Message, say
from layers.siteplan.codes import code_on
from layers.siteplan.depths import Depths, depths_of
from layers.siteplan.drawing import Area, Drawing, Label, Mark, Point, Stroke, Words, number
from layers.siteplan.extent import extent_of
from layers.siteplan.figures import Figure, figure_of
from layers.siteplan.keys import contents_keys
from layers.siteplan.looking import line_of_sight, looking_labels, sections_around
from layers.siteplan.reading import shown_datum
from layers.siteplan.scene import Body, Outline, Scene

PLAN = say("Plan of the grave")
AROUND_M = 0.45
"""Ground that is shown around what has a place."""
HACHURE_APART, HACHURE_LONG, HACHURE_SHORT = 0.14, 0.13, 0.075
DRAWN_FIRST = ("limits", "natural", "site", "cut", "fill", "layer", "interface", "structure")


def plan_of(scene: Scene) -> Drawing:
    """What is seen from above, the deepest lowest."""
    depths = depths_of(scene.heights)
    parts: list[Area | Stroke | Mark] = [*_ground(scene), *_lines(scene)]
    figures = {one.item.code: _figure(one) for one in scene.bodies}
    from_below = sorted(scene.bodies, key=lambda one: (one.z is not None, one.z or 0.0))
    for body in from_below:
        parts += _body(body, figures[body.item.code], depths.class_of(body.z))
    parts += _finds(scene, depths)
    parts += _survey(scene)
    parts += _sections(scene)
    return Drawing(
        view="plan",
        title=PLAN,
        extent=_around(extent_of(scene)),
        areas=tuple(parts),
        labels=(*_labels(scene, figures), *looking_labels(scene)),
        keys=tuple(contents_keys(scene, depths, parts)),
        depths=depths,
        zero=scene.levels.zero or 0.0,
        notes=(*scene.notes, *_depth_note(scene)),
    )


def _around(extent: tuple[float, float, float, float] | None) -> tuple[float, float, float, float]:
    west, south, east, north = extent or (-1.0, -1.0, 1.0, 1.0)
    return west - AROUND_M, south - AROUND_M, east + AROUND_M, north + AROUND_M


def _depth_note(scene: Scene) -> Iterator[Message]:
    if scene.heights:
        yield say("Numbers below codes are heights in metres over {datum}.", datum=shown_datum(scene.levels))


def _ground(scene: Scene) -> Iterator[Area | Stroke]:
    """Outlines from the widest to the innermost, then the edge of the cut, or of the grave itself, with hachures."""
    cuts = [one for one in scene.outlines if one.role == "cut"]
    edges = cuts or [one for one in scene.outlines if one.role == "site"]
    ordered = sorted(scene.outlines, key=lambda one: (-round(one.shape.area, 1), DRAWN_FIRST.index(one.role)))
    for one in ordered:
        if one.role != "site" or not cuts:
            yield Area(one.shape, f"outline.{one.role}", item=one.item)
    for one in edges:
        yield from _hachures(one)


def _hachures(outline: Outline) -> Iterator[Stroke]:
    """Short strokes from the edge of a cut down its slope, long and short in turn, as excavators draw it."""
    for part in shapely.get_parts(outline.shape):
        ring = part.exterior
        count = max(8, round(ring.length / HACHURE_APART))
        inside = 1.0 if ring.is_ccw else -1.0
        for tick in range(count):
            at = ring.length * tick / count
            here, there = ring.interpolate(at), ring.interpolate((at + 0.01) % ring.length)
            dx, dy = there.x - here.x, there.y - here.y
            length = hypot(dx, dy) or 1.0
            reach = HACHURE_LONG if tick % 2 == 0 else HACHURE_SHORT
            end = (here.x - inside * dy / length * reach, here.y + inside * dx / length * reach)
            yield Stroke(((here.x, here.y), end), "hachure", item=outline.item)


def _lines(scene: Scene) -> Iterator[Stroke]:
    for line in scene.lines:
        for part in line.parts:
            yield Stroke(tuple((x, y) for x, y, _ in part), "section_line", item=line.item)


def _figure(body: Body) -> Figure | None:
    if not body.has_axis or body.skull is None or body.feet is None:
        return None
    return figure_of(
        body.skull[:2], body.pelvis[:2] if body.pelvis else None, body.feet[:2], position=body.position,
        facing=body.facing, limbs=body.limbs, bound=body.bound,
    )  # fmt: skip


def _body(body: Body, figure: Figure | None, depth: int) -> Iterator[Area | Stroke | Mark]:
    """A body as it was measured: its outline, or a figure between its three points, or a symbol at its one point."""
    item = body.item
    if body.outline is not None:
        yield Area(body.outline, "body", depth, item)
    if figure is not None:
        if body.outline is None:
            yield Area(figure.flesh, "body", depth, item)
        yield Area(figure.skull, "skull", depth, item)
        for bone in figure.bones:
            yield Stroke(bone, "bone", depth, item)
        for line in figure.face:
            yield Stroke(line, "face", depth, item)
        if not figure.legs and body.feet is not None:
            yield Stroke(((body.pelvis or body.feet)[:2], body.feet[:2]), "axis", depth, item)
        if figure.wrists is not None:
            yield Mark(figure.wrists, "bound", "", depth, item)
    elif body.has_axis and body.outline is None:
        spots = [spot[:2] for spot in (body.skull, body.pelvis, body.feet) if spot is not None]
        yield Stroke(tuple(spots), "axis", depth, item)
        yield Mark(spots[0], "remains", body.remains, depth, item)
    elif body.centre is not None and body.outline is None:
        yield Mark(body.centre[:2], "remains", body.remains, depth, item)


def _finds(scene: Scene, depths: Depths) -> Iterator[Mark]:
    for find in scene.finds:
        yield Mark(find.spot[:2], find.item.type, find.kind, depths.class_of(find.spot[2]), find.item)


def _survey(scene: Scene) -> Iterator[Stroke | Mark]:
    """The baseline, the control points and the datum point, over everything."""
    if scene.baseline is not None:
        start, end = (one.spot[:2] for one in scene.baseline)
        yield Stroke((start, end), "baseline")
        yield from _metres_along(start, end)
    for control in scene.controls:
        yield Mark(control.spot[:2], "control")
    if scene.datum is not None:
        yield Mark(scene.datum[:2], "datum")


def _metres_along(start: Point, end: Point) -> Iterator[Stroke]:
    """A tick at each whole metre of the baseline."""
    length = hypot(end[0] - start[0], end[1] - start[1])
    ux, uy = (end[0] - start[0]) / length, (end[1] - start[1]) / length
    for metre in range(1, int(length) + 1):
        x, y = start[0] + metre * ux, start[1] + metre * uy
        half = 0.05 if metre % 5 else 0.09
        yield Stroke(((x - uy * half, y + ux * half), (x + uy * half, y - ux * half)), "tick")


def _sections(scene: Scene) -> Iterator[Stroke]:
    """From where each section is seen, and which way."""
    for _, axis, start, end in sections_around(scene):
        yield from line_of_sight(start, end, axis)


# Labels


def _labels(scene: Scene, figures: dict[str, Figure | None]) -> Iterator[Label]:
    for control in scene.controls:
        yield Label(control.spot[:2], (control.name,), "control", rank=0)
    for body in sorted(scene.bodies, key=lambda one: -(one.z or 0.0)):
        if body.centre is not None:
            words = _words(scene, code_on(scene, body.item), body.z)
            yield Label((body.skull or body.centre)[:2], words, "body", _aim(body), rank=2, item=body.item)
    yield from _context_labels(scene)
    for find in scene.finds:
        yield Label(find.spot[:2], (code_on(scene, find.item),), "find", rank=4, item=find.item)


def _context_labels(scene: Scene) -> Iterator[Label]:
    """The codes of what lies within the cut, at the edge of each."""
    largest = max((one.shape.area for one in scene.outlines if one.role == "cut"), default=0.0)
    for one in scene.outlines:
        if one.role in ("layer", "interface", "structure") and one.shape.area < 0.9 * largest:
            x, y = shapely.get_coordinates(one.shape)[0].tolist()
            yield Label((x, y), (code_on(scene, one.item),), "context", rank=3, item=one.item)


def _aim(body: Body) -> Point | None:
    """Beyond the head, where no other body of the row lies."""
    if body.skull is None or body.centre is None:
        return None
    (x, y, _), (hx, hy, _) = body.centre, body.skull
    turn = atan2(hy - y, hx - x)
    return hx + 0.26 * cos(turn), hy + 0.26 * sin(turn)


def _words(scene: Scene, code: str, z: float | None) -> tuple[Words, ...]:
    return (code,) if z is None else (code, number(scene.levels.written(z)))
