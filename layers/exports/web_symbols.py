"""The symbols of the map in a web page: pictures as data addresses, hatchings as patterns, in the map's own colours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html import escape
from typing import Any

from layers.exports.styles_svg import BOX, SIDE, aggregate_svg, data_address, symbol_svg
from layers.symbols import aggregate_of, area_styles, colours, point_symbols

HATCH = 10
HATCH_OPACITY = 0.55
_LINES = {
    "diagonal": ("M0 10L10 0M-2 2L2 -2M8 12L12 8",),
    "back": ("M0 0L10 10M-2 8L2 12M8 -2L12 2",),
    "cross": ("M0 10L10 0M-2 2L2 -2M8 12L12 8", "M0 0L10 10M-2 8L2 12M8 -2L12 2"),
    "horizontal": ("M0 5L10 5",),
    "vertical": ("M5 0L5 10",),
}


def point_look(type_: str, value: str, plain: bool) -> dict[str, Any]:
    """Picture and size in pixels of a point; `plain` where the style may not be told."""
    symbol = point_symbols(type_, (value,))[0]
    if plain:
        symbol = replace(symbol, glyph="none", hollow=False, dashed=False)
    return {"picture": data_address(symbol_svg(symbol)), "size": round(symbol.size * SIDE / BOX)}


def several_look(type_: str, grey: bool) -> dict[str, Any]:
    """The mark that stands for several records."""
    shape, colour = aggregate_of(type_)
    return {
        "several": data_address(aggregate_svg(shape, "grey" if grey else colour)),
        "round": shape in ("circle", "octagon", "hexagon", "pentagon"),
    }


def area_look(type_: str, value: str) -> dict[str, Any]:
    """Colours, width and dash of an area or a line, and the pattern that it is hatched with."""
    style = area_styles(type_, (value,))[0]
    named = colours()
    look: dict[str, Any] = {
        "fill": named[style.fill][:7] if style.fill else "",
        "opacity": style.opacity,
        "stroke": named[style.stroke][:7] if style.stroke else "",
        "width": style.width,
        "dash": " ".join(f"{length:g}" for length in style.dash),
    }
    if style.hatch != "none":
        colour = named[style.fill or style.stroke][:7]
        look["hatch"] = f"hatch-{style.hatch}-{colour[1:]}-{round(style.opacity * 100)}"
        look["hatching"] = [style.hatch, colour, style.opacity]
    return look


def hatch_pattern(name: str, kind: str, colour: str, opacity: float) -> str:
    """An SVG pattern of 10 by 10 pixels: lines or dots over a ground of the same colour."""
    ground = f'<rect width="{HATCH}" height="{HATCH}" fill="{colour}" fill-opacity="{opacity:g}"/>'
    if kind == "dots":
        drawn = f'<circle cx="5" cy="5" r="1.3" fill="{colour}" fill-opacity="{HATCH_OPACITY}"/>'
    else:
        path = "".join(_LINES[kind])
        drawn = f'<path d="{path}" fill="none" stroke="{colour}" stroke-opacity="{HATCH_OPACITY}" stroke-width="1.1"/>'
    size = f'width="{HATCH}" height="{HATCH}" patternUnits="userSpaceOnUse"'
    return f'<pattern id="{name}" {size}>{ground}{drawn}</pattern>'


def watermark(words: Sequence[str]) -> str:
    """Words slanting again and again, in turn from row to row, as the background of a whole map."""
    colour = colours()["watermark"]
    opacity = int(colour[7:9], 16) / 255 if len(colour) > 7 else 1.0
    look = (
        'text-anchor="middle" font-family="Inter, Segoe UI, Roboto, Noto Sans, sans-serif" font-size="52"'
        f' font-weight="700" letter-spacing="6" fill="{colour[:7]}" fill-opacity="{opacity:.2f}"'
    )
    rows = "".join(
        f'<text x="230" y="{at * 300 + 165}" transform="rotate(-30 230 {at * 300 + 150})" {look}>{escape(word)}</text>'
        for at, word in enumerate(words)
    )
    return data_address(f'<svg xmlns="http://www.w3.org/2000/svg" width="460" height="{300 * len(words)}">{rows}</svg>')
