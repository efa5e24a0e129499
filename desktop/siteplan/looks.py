"""How each part of a plan is drawn: widths in units (a pixel, a quarter of a millimetre on paper), colours by name."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.canvas.styles import Symbol, point_symbols
from desktop.canvas.text import TextStyle


@dataclass(frozen=True)
class Look:
    """`fill` and `stroke` are colours of the theme; `fill` “depth” is that of a part's class of height."""

    stroke: str = ""
    width: float = 1.0
    fill: str = ""
    opacity: float = 1.0
    dash: tuple[float, ...] = ()
    closest: float = 0.0  # drawn from so many units to a metre on
    cased: bool = False


LOOKS = {
    "outline.site": Look("edge", 1.6, "soil"),
    "outline.limits": Look("grey", 1.3, dash=(9, 3, 1.5, 3)),
    "outline.cut": Look("edge", 1.8, "soil"),
    "outline.fill": Look("earth", 0.7, dash=(2, 2)),
    "outline.layer": Look("earth", 1.0, "pit", 0.35, dash=(6, 3)),
    "outline.interface": Look("earth", 1.0, dash=(3, 3)),
    "outline.structure": Look("ink", 1.6, "grey", 0.35),
    "outline.natural": Look("earth", 0.8, dash=(1, 3)),
    "hachure": Look("edge", 0.8, closest=24),
    "body": Look("bone", 1.0, "depth", cased=True),
    "skull": Look("bone", 1.0, "depth"),
    "bone": Look("bone", 0.55, opacity=0.75, closest=60),
    "face": Look("bone", 0.7, closest=60),
    "axis": Look("bone", 2.4, cased=True),
    "section_line": Look("purple", 1.3),
    "baseline": Look("vermillion", 1.4, dash=(10, 4)),
    "looking": Look("blue", 1.3),
    "tick": Look("vermillion", 1.2, closest=24),
    "section.cut": Look(fill="soil"),
    "section.edge": Look("edge", 1.8),
    "section.level": Look("earth", 1.2, dash=(1, 3)),
    "unit": Look("edge", 1.3, "soil"),
    "unit.cut": Look("edge", 2.4, "ground"),
    "unit.natural": Look("edge", 1.0, "ground", dash=(3, 3)),
    "over": Look("edge", 1.2),
    "level": Look("blue", 0.8, dash=(6, 4)),
}
FOOT = Look("ink", 1.0)

TITLE = TextStyle(15.0, bold=True, halo=0.0)
LABELS = {
    "body": TextStyle(10.5, bold=True, halo=1.8),
    "find": TextStyle(8.0, halo=1.5, colour="earth"),
    "control": TextStyle(10.0, bold=True, halo=1.8, colour="vermillion"),
    "looking": TextStyle(9.0, italic=True, halo=1.8, colour="blue"),
    "unit": TextStyle(10.5, bold=True, halo=0.0),
    "context": TextStyle(9.5, italic=True, halo=1.8, colour="earth"),
}
SECOND_LINE = TextStyle(9.0, halo=1.6)
AXIS = TextStyle(9.5, halo=0.0, colour="region")

FIND, REMAINS = 13.0, 17.0
"""Sizes of symbols in units."""
_REMAINS = {
    "body": Symbol("circle", "dot", "ink", size=REMAINS),
    "body_part": Symbol("square", "slash", "ink", size=REMAINS),
    "general_bone": Symbol("diamond", "minus", "ink", size=REMAINS),
    "commingled_assemblage": Symbol("hexagon", "dots", "ink", size=REMAINS),
    "non_human": Symbol("circle", "cross", "grey", hollow=True, size=REMAINS),
}


def symbol_of(look: str, value: str) -> Symbol:
    """The symbol of a mark: an artefact, a sample, or remains at one point."""
    if look == "remains":
        return _REMAINS.get(value, Symbol("circle", "none", "ink", hollow=True, size=REMAINS))
    (symbol,) = point_symbols(look, (value,))
    return Symbol(symbol.shape, symbol.glyph, symbol.colour, symbol.hollow, symbol.dashed, FIND)
