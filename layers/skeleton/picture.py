"""The picture of a case's skeleton as SVG: what is there, what is missing, and what was found, for screen and report.

Nothing is told by colour alone: missing zones are hatched, what is not recorded is an empty outline, bones whose zones
are not said have a dashed edge, and each mark has its number, the sign of its mechanism and the ring of its timing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from html import escape

from forensics.messages import Message, say
from forensics.vocabulary.bones import BONE, BONE_ZONE, SIDE
from forensics.vocabulary.declaring import Vocabulary
from forensics.vocabulary.remains import DEFECT_ROLE, DIRECTION, MECHANISM, TIMING
from layers.skeleton.inventory import Found, Inventory, Mark, Standing
from layers.skeleton.marks import DIGIT, GROUND, NUMBER, OVER, RING, Doubt, Placed, doubt_of, lacks_zone, marks_on
from layers.skeleton.plates import HEIGHT, LEFT, TOP, WIDTH, Decor, Drawn, Plate, plates

Colours = Mapping[str, str]
"""The colours `skeleton_*` of resources/styles/colours.toml for one theme."""

Say = Callable[[Message | str], str]

NEVER_ZONED = frozenset({"whole", "crown", "root"})
SIGNS: Mapping[str, str] = {
    "projectile": "M-3,0a3,3 0 1 0 6,0a3,3 0 1 0 -6,0zM-1,0a1,1 0 1 0 2,0a1,1 0 1 0 -2,0z",
    "blast": "M0,-4V4M-4,0H4M-2.8,-2.8 2.8,2.8M-2.8,2.8 2.8,-2.8",
    "sharp": "M-3.4,3.4 3.4,-3.4M3.4,-3.4 1.2,-3M3.4,-3.4 3,-1.2",
    "blunt": "M-3,-3H3V3H-3Z",
    "thermal": "M0,-4C3.4,-1 3.4,3.4 0,3.8C-3.4,3.4 -3.4,-.4 -1.2,-1.4C-.8,-.2 0,-1.6 0,-4Z",
    "ligature": "M-4,-1.3H4M-4,1.3H4",
    "crush": "M-3.4,-3.4 0,-.6 3.4,-3.4M-3.4,3.4 0,.6 3.4,3.4",
    "animal": "M-3.6,2.6 -1.8,-2.6 0,2.6 1.8,-2.6 3.6,2.6",
    "excavation_damage": "M0,-4V1M-2.4,1H2.4L0,4.4Z",
    "indeterminate": "M-1.8,-1.6C-1.8,-4 2,-4 2,-1.6C2,0 0,0 0,1.6M0,3.4V3.6",
}
"""The sign of each mechanism, drawn around its point."""

RINGS: Mapping[str, str] = {"perimortem": "", "antemortem": "double", "postmortem": "3,2", "indeterminate": ".6,2"}
"""The ring of each timing: plain, double, dashed, dotted."""

DOUBTS: Mapping[Doubt, Message] = {
    Doubt.UNRECORDED: say("On this bone, place not recorded closer"),
    Doubt.UNSEEN: say("Its place is seen in neither view"),
}

ROWS = 9
"""Of the legend under a picture, at most."""
LEGEND_WIDTH = 270.0

LETTERING: Mapping[str, float] = {"": 12, "head": 15, "letter": 17, "small": 11, "number": 11}
BOLD = ("head", "letter", "number")
"""Sizes of words by their class, and which of them are bold."""


def figure(plate: Plate, inventory: Inventory) -> Iterator[str]:
    """The elements of one plate, from the back to the front."""
    for part in plate.parts:
        if isinstance(part, Decor):
            yield f'<path class="{part.kind}" d="{part.path}"/>'
        else:
            yield from _bone(part, inventory.found(part.key))


def _bone(drawn: Drawn, found: Found) -> Iterator[str]:
    far = " far" if drawn.far else ""
    if found.standing in (Standing.UNRECORDED, Standing.ABSENT):
        inner = " inner" if drawn.key[0] in INNER else ""
        yield f'<path class="empty{far}{inner}" d="{drawn.outline}"/>'
        if found.standing is Standing.ABSENT:
            yield f'<path class="missing" d="{"".join(zone.hatch for zone in drawn.zones.values())}"/>'
            yield f'<path class="gone" d="{_cross(drawn.at)}"/>'
        return
    yield f'<path class="bone{far}" d="{drawn.outline}"/>'
    yield from (f'<path class="{kind}" d="{path}"/>' for kind, path in drawn.depth)
    for name, zone in drawn.zones.items():
        if found.standing is Standing.PART and name not in found.zones:
            yield f'<path class="lost" d="{zone.path}"/><path class="missing" d="{zone.hatch}"/>'
    if found.burned:
        yield f'<path class="burned" d="{drawn.outline}"/>'
    edge = "unsaid" if found.standing is Standing.UNSAID else "broken" if found.fragmented else "edge"
    yield f'<path class="{edge}" d="{drawn.outline}"/>'


INNER = ("ethmoid", "lacrimal", "sphenoid", "greater_wing", "vomer", "inferior_nasal_concha")
"""Bones that are seen in the hollows of the face: empty ones leave these dark."""


def _cross(at: tuple[float, float]) -> str:
    x, y = at
    left, right, top, base = (f"{value:.1f}" for value in (x - 2.4, x + 2.4, y - 2.4, y + 2.4))
    return f"M{left},{top} {right},{base}M{left},{base} {right},{top}"


def _lead(placed: Placed) -> Iterator[str]:
    """A line from a mark that had no room to the place of its finding; broken to a bone on which no place is known."""
    if placed.at is not None and placed.is_moved:
        x, y = placed.at
        kind = "lead" if placed.doubt is Doubt.NONE else "doubt"
        yield f'<path class="{kind}" d="M{x:.1f},{y:.1f} {placed.x:.1f},{placed.y:.1f}"/>'
        if placed.doubt is Doubt.NONE:
            yield f'<circle class="spot" cx="{x:.1f}" cy="{y:.1f}" r="1.4"/>'


def _sign(placed: Placed, grow: float) -> Iterator[str]:
    mark, at = placed.mark, f"translate({placed.x:.1f},{placed.y:.1f})"
    timing = RINGS.get(str(mark.finding.get("timing")), ".6,2")
    yield f'<g transform="{at} scale({grow:.2f})"><circle class="ground" r="{GROUND}"/>'
    if timing == "double":
        yield f'<circle class="ring" r="{RING - 1.4}"/>'
    dashes = f' stroke-dasharray="{timing}"' if timing and timing != "double" else ""
    yield f'<circle class="ring" r="{RING}"{dashes}/>'
    yield f'<path class="sign" d="{SIGNS.get(str(mark.finding.get("mechanism")), SIGNS["indeterminate"])}"/>'
    wide = DIGIT * len(placed.number) + 1
    yield f'<rect class="ground" x="{NUMBER - 1:g}" y="{-OVER:g}" width="{wide:g}" height="10" rx="2.5"/>'
    yield f'<text class="number" x="{NUMBER}" y="-3.4">{placed.number}</text></g>'


def style(colours: Colours) -> str:
    """The style sheet of a picture in the colours of a theme."""

    def of(name: str) -> str:
        return colours[f"skeleton_{name}"]

    edge = f"stroke:{of('edge')};stroke-linejoin:round"
    return (
        f".bone{{fill:{of('bone')}}}.bone.far{{fill:{of('far')}}}.tone{{fill:{of('tone')}}}.shade{{fill:{of('shade')}}}"
        f".deep{{fill:{of('deep')}}}.line{{fill:none;stroke:{of('line')};stroke-width:.45;stroke-linecap:round}}"
        f".edge{{fill:none;{edge};stroke-width:.6}}.unsaid{{fill:none;{edge};stroke-width:.9;stroke-dasharray:2.4,1.6}}"
        f".broken{{fill:none;{edge};stroke-width:1;stroke-dasharray:5,.9}}"
        f".empty{{fill:{of('empty')};stroke:{of('faint')};stroke-width:.5;stroke-linejoin:round}}.inner{{fill-opacity:.25}}"
        f".lost{{fill:{of('empty')};stroke:{of('faint')};stroke-width:.35}}"
        f".missing{{fill:none;stroke:{of('faint')};stroke-width:.5}}.gone{{fill:none;stroke:{of('text')};stroke-width:1}}"
        f".burned{{fill:{of('edge')};fill-opacity:.45}}"
        f".cartilage,.disc{{fill:{of('cartilage')};stroke:{of('faint')};stroke-width:.35}}"
        f".dark,.orbit,.nose{{fill:{of('hollow')}}}"
        f".ground{{fill:{of('paper')};fill-opacity:.88}}.ring{{fill:none;stroke:{of('mark')};stroke-width:1.1}}"
        f".lead{{fill:none;stroke:{of('mark')};stroke-width:.7}}.spot{{fill:{of('mark')}}}"
        f".doubt{{fill:none;stroke:{of('mark')};stroke-width:.8;stroke-dasharray:3,2.4}}"
        f".sign{{fill:none;stroke:{of('mark')};stroke-width:1.2;stroke-linecap:round;stroke-linejoin:round}}"
        f"text{{font-family:Inter;font-size:{LETTERING['']:g}px}}text,.words{{fill:{of('text')}}}"
        + "".join(f".{name}{{font-size:{size:g}px}}" for name, size in LETTERING.items() if name)
        + ",".join(f".{name}" for name in BOLD)
        + f"{{font-weight:bold}}.number{{fill:{of('mark')}}}"
    )


def plates_svg(inventory: Inventory, colours: Colours, translate: Say, grow: float = 1.0) -> str:
    """Front and back side by side with their marks, and nothing around them: two views of WIDTH by HEIGHT.

    Marks and letters are `grow` times as large, so that they are read where the drawing is shown small.
    """
    return "".join(_document(2 * WIDTH, HEIGHT, colours, _both(inventory, translate, grow)))


def bones_svg(inventory: Inventory, colours: Colours) -> str:
    """The two views without marks and letters, for pages on which these are painted as vectors over a picture."""
    return "".join(_document(2 * WIDTH, HEIGHT, colours, _bones(inventory)))


def signs_svg(inventory: Inventory, colours: Colours, translate: Say, grow: float = 1.0) -> str:
    """What bones_svg leaves out, in the same place."""
    return "".join(_document(2 * WIDTH, HEIGHT, colours, _signs(inventory, translate, grow)))


def legend_svg(inventory: Inventory, colours: Colours, translate: Say) -> tuple[str, float]:
    """The legend in one column of LEGEND_WIDTH, with the signs that the findings have; and how high it is."""
    rows = [*_states(translate)]
    if inventory.marks:
        rows += [*_timings(translate), *_mechanisms(inventory, translate), *_doubts(inventory, translate)]
    body = [_legend_row(drawn, words, 1.0, 2.0 + 17 * at) for at, (drawn, words) in enumerate(rows)]
    height = 17.0 * len(rows) + 2
    return "".join(_document(LEGEND_WIDTH, height, colours, body)), height


def report_svg(inventory: Inventory, colours: Colours, translate: Say) -> str:
    """The plates with a heading, the legend and the list of findings, as a report prints them."""
    rows = ROWS + len(inventory.marks)
    height = HEIGHT + 64 + 24 + 17 * rows
    title = translate(say("Skeleton of {code}", code=inventory.code))
    body = [f'<rect width="{2 * WIDTH}" height="{height}" fill="{colours["skeleton_paper"]}"/>',
            f'<text class="head" x="20" y="28">{escape(title)}</text>', '<g transform="translate(0,44)">',
            *_both(inventory, translate), "</g>", *_legend(inventory, translate, HEIGHT + 74),
            *_list(inventory, translate, HEIGHT + 80 + 17 * ROWS)]  # fmt: skip
    return "".join(_document(2 * WIDTH, height, colours, body))


def _document(width: float, height: float, colours: Colours, body: Iterator[str] | list[str]) -> Iterator[str]:
    size = f'width="{width:g}" height="{height:g}"'
    yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" {size}>'
    yield f"<style>{style(colours)}</style>"
    yield from body
    yield "</svg>\n"


def _both(inventory: Inventory, translate: Say, grow: float = 1.0) -> Iterator[str]:
    yield from _bones(inventory)
    yield from _signs(inventory, translate, grow)


def _bones(inventory: Inventory) -> Iterator[str]:
    """Front and back without marks and letters."""
    for at, plate in enumerate(plates(inventory.juvenile)):
        yield f'<g transform="translate({at * WIDTH - LEFT:g},{-TOP:g})">'
        yield from figure(plate, inventory)
        yield "</g>"


def _signs(inventory: Inventory, translate: Say, grow: float) -> Iterator[str]:
    """The marks of both views, and the letters that say which side is which."""
    names = (say("Front"), say("Back"))
    for at, plate in enumerate(plates(inventory.juvenile)):
        yield f'<g transform="translate({at * WIDTH - LEFT:g},{-TOP:g})">'
        placed = tuple(marks_on(plate, inventory, grow))
        for one in placed:
            yield from _lead(one)
        for one in placed:
            yield from _sign(one, grow)
        right, left = translate(say("R")), translate(say("L"))
        sides = (right, left) if at == 0 else (left, right)
        for x, side in zip((-170, 158), sides, strict=True):
            down = 6 + 15 * grow
            yield f'<text class="letter" transform="translate({x},{down:.1f}) scale({grow:.2f})">{escape(side)}</text>'
        name, foot = escape(translate(names[at])), HEIGHT + TOP - 8
        yield f'<g transform="translate({LEFT + 8:g},{foot:g}) scale({grow:.2f})"><text>{name}</text></g></g>'


def _legend(inventory: Inventory, translate: Say, top: float) -> Iterator[str]:
    """Two columns: what the bones look like and what stands beside them, and the rings of the timings."""
    first = (*_states(translate), *_doubts(inventory, translate))
    for column, rows in ((20.0, first), (225.0, _timings(translate))):
        for at, (drawn, words) in enumerate(rows):
            yield _legend_row(drawn, words, column, top + 17 * at)


def _legend_row(drawn: str, words: str, x: float, y: float) -> str:
    text = f'<text class="small" x="30" y="10">{escape(words)}</text>'
    return f'<g transform="translate({x:g},{y:g})">{drawn}{text}</g>'


def _states(translate: Say) -> Iterator[tuple[str, str]]:
    box = "M0,0H22V12H0Z"
    hatch = "".join(f"M{x},12 {x + 10},0" for x in range(0, 14, 3))
    rows = (
        (f'<path class="bone" d="{box}"/><path class="edge" d="{box}"/>', say("Present")),
        (f'<path class="lost" d="{box}"/><path class="missing" d="{hatch}"/>', say("Zone missing")),
        (f'<path class="bone" d="{box}"/><path class="unsaid" d="{box}"/>', say("Present, zones not recorded")),
        (f'<path class="bone" d="{box}"/><path class="broken" d="{box}"/>', say("In fragments")),
        (f'<path class="bone" d="{box}"/><path class="burned" d="{box}"/>', say("Burned")),
        (f'<path class="empty" d="{box}"/><path class="gone" d="M8,3 14,9M14,3 8,9"/>', say("Looked for, absent")),
        (f'<path class="empty" d="{box}"/>', say("Not recorded")),
    )
    yield from ((drawn, translate(words)) for drawn, words in rows)


def _timings(translate: Say) -> Iterator[tuple[str, str]]:
    for code, dashes in RINGS.items():
        inner = f'<circle class="ring" r="{RING - 1.4}"/>' if dashes == "double" else ""
        dash = f' stroke-dasharray="{dashes}"' if dashes and dashes != "double" else ""
        ring = f'{inner}<circle class="ring" r="{RING}"{dash}/>'
        yield f'<g transform="translate(11,6.5)">{ring}</g>', translate(TIMING.codes[code])


def _mechanisms(inventory: Inventory, translate: Say) -> Iterator[tuple[str, str]]:
    """The signs of the mechanisms that were found."""
    found = {str(mark.finding.get("mechanism")) for mark in inventory.marks}
    for code, sign in SIGNS.items():
        if code in found:
            yield (
                f'<g transform="translate(11,6)"><path class="sign" d="{sign}"/></g>',
                _label(MECHANISM, code, translate),
            )


def _doubts(inventory: Inventory, translate: Say) -> Iterator[tuple[str, str]]:
    """What a mark beside the skeleton says, where there is one."""
    found = {doubt_of(mark, inventory.juvenile) for mark in inventory.marks}
    for doubt, words in DOUBTS.items():
        if doubt in found:
            line = '<path class="doubt" d="M0,6.5 9,6.5"/>' if doubt is Doubt.UNRECORDED else ""
            sign = f'<text class="number" x="12" y="11">{doubt.value}</text>'
            yield f"{line}{sign}", translate(words)


def _list(inventory: Inventory, translate: Say, top: float) -> Iterator[str]:
    for at, mark in enumerate(inventory.marks):
        words = escape(f"{mark.number}  {describe(mark, translate)}")
        yield f'<text class="small" x="20" y="{top + 10 + 17 * at:g}">{words}</text>'


def describe(mark: Mark, translate: Say) -> str:
    """One finding in words: bone, zones, mechanism, timing, role, direction, size."""
    finding = mark.finding
    bone = " ".join(filter(None, [_label(BONE, mark.key[0], translate), mark.key[2]]))
    side = "" if mark.key[1] == "midline" else _label(SIDE, mark.key[1], translate)
    size = " × ".join(str(finding[name]) for name in ("size_length", "size_width") if finding.get(name))
    zones = [_label(BONE_ZONE, zone, translate) for zone in finding.get("zones") or ()]
    if lacks_zone(mark):
        zones = [translate(say("on the bone, place not recorded"))]
    said = [
        ", ".join(filter(None, [bone, side, *zones])),
        _label(MECHANISM, finding.get("mechanism"), translate),
        _label(TIMING, finding.get("timing"), translate),
        _label(DEFECT_ROLE, finding.get("role"), translate),
        ", ".join(_label(DIRECTION, code, translate) for code in finding.get("direction") or ()),
        translate(say("{size} mm", size=size)) if size else "",
    ]
    return " · ".join(filter(None, said))


def _label(vocabulary: Vocabulary, code: str | None, translate: Say) -> str:
    return translate(vocabulary.codes[code]) if code is not None and code in vocabulary.codes else ""
