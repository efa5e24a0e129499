"""What the legend of a plan or section explains: only what is drawn on it, with how many of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from forensics.messages import Message, say
from forensics.vocabulary.evidence import ARTEFACT_CLASS, SAMPLE_PURPOSE
from forensics.vocabulary.graves import CONTEXT_TYPE
from forensics.vocabulary.remains import REMAINS_CLASS
from layers.siteplan.depths import Depths
from layers.siteplan.drawing import Key, number
from layers.siteplan.extent import extent_of
from layers.siteplan.scene import Scene

REMAINS, ARTEFACTS, SAMPLES, CONTEXTS, SURVEY = (
    say("Remains"), say("Artefacts"), say("Samples"), say("Contexts"), say("Survey"),
)  # fmt: skip
HEIGHTS = say("Height (m)")
FIGURE = say("Body: skull, pelvis, feet measured")
OUTLINE = say("Body: measured outline")


def contents_keys(scene: Scene, depths: Depths) -> Iterator[Key]:
    """The rows of a plan's legend."""
    yield from _of_remains(scene)
    yield from _of_heights(scene, depths)
    yield from _of_finds(scene)
    yield from _of_contexts(scene)
    yield from _of_survey(scene)


def section_keys(scene: Scene, depths: Depths) -> Iterator[Key]:
    """The rows of a section's legend."""
    bodies = [one for one in scene.bodies if one.z is not None]
    if bodies:
        yield Key(REMAINS, "heading", count=len(bodies))
        yield Key(say("Body on its measured points"), "figure")
    yield from _of_heights(scene, depths)
    yield from _of_finds(scene)
    roles = Counter(one.role for one in scene.outlines if one.top is not None)
    if roles:
        yield Key(CONTEXTS, "heading")
    for code, label in CONTEXT_TYPE.all_codes.items():
        if roles[code]:
            look = {"cut": "section.edge", "natural": "section.level"}.get(code, f"outline.{code}")
            yield Key(say(label), look, count=roles[code])
    if scene.lines:
        yield Key(say("Line measured in section"), "section_line", count=len(scene.lines))
    yield Key(SURVEY, "heading")
    yield Key(say("Level of the grid's zero"), "level")
    if scene.datum:
        yield Key(say("Datum point"), "datum")


def _of_remains(scene: Scene) -> Iterator[Key]:
    drawn = [one for one in scene.bodies if one.centre is not None or one.outline is not None]
    if not drawn:
        return
    yield Key(REMAINS, "heading", count=len(drawn))
    figures = [one for one in drawn if one.has_axis and one.outline is None]
    outlines = [one for one in drawn if one.outline is not None]
    if figures:
        yield Key(FIGURE, "figure", count=len(figures))
        if any(one.position == "prone" for one in figures):
            yield Key(say("Face down"), "face_down", count=sum(one.position == "prone" for one in figures))
        if any(one.bound for one in figures):
            yield Key(say("Wrists bound"), "bound", count=sum(bool(one.bound) for one in figures))
    if outlines:
        yield Key(OUTLINE, "body_outline", count=len(outlines))
    single = Counter(one.remains for one in drawn if not one.has_axis and one.outline is None)
    for code, label in REMAINS_CLASS.all_codes.items():
        if single[code]:
            yield Key(say(label), "remains", code, count=single[code])


def _of_heights(scene: Scene, depths: Depths) -> Iterator[Key]:
    """Each class of height with its colour; the number stands beside every code."""
    if not scene.heights:
        return
    yield Key(HEIGHTS, "heading")
    for at in range(depths.count):
        top, base = (scene.levels.written(z) for z in depths.bounds(at))
        held = sum(depths.class_of(z) == at for z in scene.heights)
        if held:
            span = Message("{top} – {base}", {"top": number(top), "base": number(base)})
            yield Key(span, "depth", depth=at, count=held)


def _of_finds(scene: Scene) -> Iterator[Key]:
    for type_, heading, vocabulary in (("artefact", ARTEFACTS, ARTEFACT_CLASS), ("sample", SAMPLES, SAMPLE_PURPOSE)):
        counts = Counter(one.kind for one in scene.finds if one.item.type == type_)
        if counts:
            yield Key(heading, "heading", count=sum(counts.values()))
        for code, label in vocabulary.all_codes.items():
            if counts[code]:
                yield Key(say(label), type_, code, count=counts[code])


def _of_contexts(scene: Scene) -> Iterator[Key]:
    roles = Counter(one.role for one in scene.outlines)
    names: dict[str, Message] = {code: say(label) for code, label in CONTEXT_TYPE.all_codes.items()}
    names |= {"limits": say("Limits of excavation"), "site": say("Outline of the grave")}
    shown = [code for code in ("cut", "fill", "layer", "interface", "structure", "natural") if roles[code]]
    if shown or roles["limits"] or roles["site"]:
        yield Key(CONTEXTS, "heading")
    for code in shown:
        yield Key(names[code], f"outline.{code}", count=roles[code])
    if roles["site"] and not roles["cut"]:
        yield Key(names["site"], "outline.site")
    if roles["limits"]:
        yield Key(names["limits"], "outline.limits")
    if scene.lines:
        yield Key(say("Line measured in section"), "section_line", count=len(scene.lines))


def _of_survey(scene: Scene) -> Iterator[Key]:
    if extent_of(scene) is None:
        return
    yield Key(SURVEY, "heading")
    yield Key(say("Where a section is seen from"), "looking")
    if scene.baseline:
        yield Key(say("Baseline, a tick each metre"), "baseline")
    if scene.controls:
        yield Key(say("Control point"), "control", count=len(scene.controls))
    if scene.datum:
        yield Key(say("Datum point"), "datum")
