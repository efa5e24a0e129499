"""What the legend of a plan or section explains: only what is drawn on it, with how many of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from forensics.messages import Message, say
from forensics.vocabulary.evidence import ARTEFACT_CLASS, SAMPLE_PURPOSE
from forensics.vocabulary.graves import CONTEXT_TYPE
from forensics.vocabulary.remains import REMAINS_CLASS
from layers.siteplan.depths import Depths
from layers.siteplan.drawing import Area, Key, Mark, Stroke, number
from layers.siteplan.extent import extent_of
from layers.siteplan.scene import Scene

REMAINS, ARTEFACTS, SAMPLES, CONTEXTS, SURVEY = (
    say("Remains"), say("Artefacts"), say("Samples"), say("Contexts"), say("Survey"),
)  # fmt: skip
HEIGHTS = say("Height (m)")
FIGURE = say("Body: skull, pelvis, feet measured")
ON_POINTS = say("Body on its measured points")
ROLES = ("cut", "fill", "layer", "interface", "structure", "natural")
OUTLINE = say("Body: measured outline")


Parts = Sequence[Area | Stroke | Mark]


def contents_keys(scene: Scene, depths: Depths, parts: Parts) -> Iterator[Key]:
    """The rows of a plan's legend."""
    drawn = _Drawn.of(parts)
    yield from _of_remains(scene, drawn, FIGURE)
    yield from _of_heights(scene, depths, drawn)
    yield from _of_finds(drawn)
    yield from _of_contexts(drawn)
    yield from _of_survey(scene)


def section_keys(scene: Scene, depths: Depths, parts: Parts) -> Iterator[Key]:
    """The rows of a section's legend."""
    drawn = _Drawn.of(parts)
    yield from _of_remains(scene, drawn, ON_POINTS)
    yield from _of_heights(scene, depths, drawn)
    yield from _of_finds(drawn)
    yield from _of_levels(scene, drawn)
    yield Key(SURVEY, "heading")
    yield Key(say("Level of the grid's zero"), "level")
    if scene.datum:
        yield Key(say("Datum point"), "datum")


@dataclass(frozen=True)
class _Drawn:
    """The ids of the records that were drawn, by how, by which symbol of their kind, and by class of height."""

    looks: Mapping[str, set[str]]
    symbols: Mapping[tuple[str, str], set[str]]
    depths: Mapping[int, set[str]]
    cases: frozenset[str]

    @staticmethod
    def of(parts: Parts) -> _Drawn:
        """What a drawing holds."""
        looks, symbols, depths = defaultdict(set), defaultdict(set), defaultdict(set)
        cases = set()
        for part in parts:
            if part.item is None:
                continue
            looks[part.look].add(part.item.id)
            depths[part.depth].add(part.item.id)
            if isinstance(part, Mark):
                symbols[part.look, part.value].add(part.item.id)
            if part.item.type == "case":
                cases.add(part.item.id)
        return _Drawn(looks, symbols, depths, frozenset(cases))

    def count(self, look: str, value: str | None = None) -> int:
        """How many records are drawn so."""
        return len(self.looks.get(look, ()) if value is None else self.symbols.get((look, value), ()))


def _of_remains(scene: Scene, drawn: _Drawn, words: Message) -> Iterator[Key]:
    if not drawn.cases:
        return
    yield Key(REMAINS, "heading", count=len(drawn.cases))
    whole = drawn.looks.get("skull", set())
    measured = drawn.looks.get("body", set()) if words is FIGURE else set()
    outlines = {one.item.id for one in scene.bodies if one.outline is not None} & measured
    if whole - outlines:
        yield Key(words, "figure", count=len(whole - outlines))
    prone = {one.item.id for one in scene.bodies if one.position == "prone"} & drawn.looks.get("face", set())
    if prone:
        yield Key(say("Face down"), "face_down", count=len(prone))
    if drawn.count("bound"):
        yield Key(say("Wrists bound"), "bound", count=drawn.count("bound"))
    if outlines:
        yield Key(OUTLINE, "body_outline", count=len(outlines))
    for code, label in REMAINS_CLASS.all_codes.items():
        if drawn.count("remains", code):
            yield Key(say(label), "remains", code, count=drawn.count("remains", code))


def _of_heights(scene: Scene, depths: Depths, drawn: _Drawn) -> Iterator[Key]:
    """Each class of height with its colour; the number stands beside every code."""
    held = [at for at in range(depths.count) if drawn.depths.get(at)]
    if not held:
        return
    yield Key(HEIGHTS, "heading")
    for at in held:
        top, base = (scene.levels.written(z) for z in depths.bounds(at))
        span = Message("{top} – {base}", {"top": number(top), "base": number(base)})
        yield Key(span, "depth", depth=at, count=len(drawn.depths[at]))


def _of_finds(drawn: _Drawn) -> Iterator[Key]:
    for type_, heading, vocabulary in (("artefact", ARTEFACTS, ARTEFACT_CLASS), ("sample", SAMPLES, SAMPLE_PURPOSE)):
        if drawn.count(type_):
            yield Key(heading, "heading", count=drawn.count(type_))
        for code, label in vocabulary.all_codes.items():
            if drawn.count(type_, code):
                yield Key(say(label), type_, code, count=drawn.count(type_, code))


def _of_contexts(drawn: _Drawn) -> Iterator[Key]:
    names: dict[str, Message] = {code: say(label) for code, label in CONTEXT_TYPE.all_codes.items()}
    names |= {"limits": say("Limits of excavation"), "site": say("Outline of the grave")}
    single = ("site", "limits")
    shown = [code for code in (*ROLES, *single) if drawn.count(f"outline.{code}")]
    lines = drawn.count("section_line")
    if shown or lines:
        yield Key(CONTEXTS, "heading")
    for code in shown:
        count = None if code in single else drawn.count(f"outline.{code}")
        yield Key(names[code], f"outline.{code}", count=count)
    if lines:
        yield Key(say("Line measured in section"), "section_line", count=lines)


def _of_levels(scene: Scene, drawn: _Drawn) -> Iterator[Key]:
    """The contexts of a section, as each is drawn there: by its edge, its extent, or its level alone."""
    rows = []
    for code, label in CONTEXT_TYPE.all_codes.items():
        of_type = {one.item.id for one in scene.outlines if one.item.type == "context" and one.role == code}
        for looks in (("section.edge", "section.cut"), (f"outline.{code}",), ("section.level",)):
            held = of_type & set().union(*(drawn.looks.get(look, set()) for look in looks))
            if held:
                rows.append(Key(say(label), looks[0], count=len(held)))
    lines = drawn.count("section_line")
    if rows or lines:
        yield Key(CONTEXTS, "heading")
    yield from rows
    if lines:
        yield Key(say("Line measured in section"), "section_line", count=lines)


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
