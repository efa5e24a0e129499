"""Symbols as small SVG pictures: what a GeoPackage's styles and the web map carry within them."""

from __future__ import annotations

from base64 import b64encode
from functools import cache

from layers.symbols import Symbol, colours, glyph, shape

BOX = 24.0
MARGIN = 2.0
"""Units around the box for the casing."""
SIDE = BOX + 2 * MARGIN
CASING = 2.6


@cache
def symbol_svg(symbol: Symbol, theme: str = "light") -> str:
    """One symbol with its casing, in the colours of a theme; the same shapes and glyphs as on the canvas."""
    outer, mark = shape(symbol.shape), glyph(symbol.glyph)
    colour, casing = _opaque(symbol.colour, theme), _opaque("casing", theme)
    parts = [
        f'<path d="{outer.path}" fill="none" stroke="{casing}" stroke-width="{CASING}" stroke-linejoin="round"/>',
        f'<path d="{outer.path}" fill="{casing if symbol.hollow else colour}"/>',
    ]
    if symbol.hollow:
        dash = ' stroke-dasharray="4 2.8"' if symbol.dashed else ""
        parts.append(
            f'<path d="{outer.path}" fill="none" stroke="{colour}" stroke-width="2" stroke-linejoin="round"{dash}/>'
        )
    if mark.path:
        parts.append(_glyph(mark.path, mark.solid, outer.glyph_y, colour if symbol.hollow else casing))
    return _picture("".join(parts))


@cache
def aggregate_svg(shape_name: str, colour: str, theme: str = "light") -> str:
    """The shape that stands behind the number of several records, stretched to whatever size it is given."""
    path = shape(shape_name).path
    casing = _opaque("casing", theme)
    drawn = f'<path d="{path}" fill="{_opaque(colour, theme)}" stroke="{casing}" stroke-width="1.6"/>'
    return _picture(drawn, ' preserveAspectRatio="none"')


def data_address(svg: str) -> str:
    """A picture as a data: address, which nothing has to be fetched for."""
    return "data:image/svg+xml;base64," + in_base64(svg)


def in_base64(svg: str) -> str:
    """The bytes of a picture in letters."""
    return b64encode(svg.encode()).decode()


def _picture(parts: str, traits: str = "") -> str:
    box = f"{-MARGIN:g} {-MARGIN:g} {SIDE:g} {SIDE:g}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" width="{SIDE:g}" height="{SIDE:g}"{traits}>'
        f"{parts}</svg>"
    )


def _glyph(path: str, solid: bool, down: float, colour: str) -> str:
    drawn = (
        f'fill="{colour}"'
        if solid
        else f'fill="none" stroke="{colour}" stroke-width="2.1" stroke-linecap="round" stroke-linejoin="round"'
    )
    moved = f' transform="translate(0 {down:g})"' if down else ""
    return f'<path d="{path}" {drawn}{moved}/>'


def _opaque(colour: str, theme: str) -> str:
    return colours(theme)[colour][:7]
