"""Symbols as QGIS writes them: markers, hatched and dashed areas, lines; lengths in millimetres on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from xml.etree.ElementTree import Element, SubElement

from layers.exports.styles_svg import BOX, SIDE, in_base64, symbol_svg
from layers.symbols import AreaStyle, Symbol, colours

MM = 0.22
"""Millimetres on paper for a pixel of the map."""
HATCH = 10.0  # pixels between hatching lines, measured along the page's edge
HATCH_OPACITY = 0.55
_ANGLES: Mapping[str, tuple[float, ...]] = {
    "diagonal": (45,), "back": (135,), "cross": (45, 135), "horizontal": (0,), "vertical": (90,),
}  # fmt: skip
_SLANTING = 0.7071


def add_options(parent: Element, values: object, name: str = "") -> None:
    """Settings as QGIS nests them: mappings, lists, flags and text."""
    named: dict[str, str] = {"name": name} if name else {}
    if isinstance(values, Mapping):
        held = SubElement(parent, "Option", {"type": "Map", **named})
        for key, value in values.items():
            add_options(held, value, str(key))
    elif isinstance(values, Sequence) and not isinstance(values, str):
        held = SubElement(parent, "Option", {"type": "List", **named})
        for value in values:
            add_options(held, value)
    elif isinstance(values, bool):
        SubElement(parent, "Option", {"type": "bool", "value": str(values).lower(), **named})
    else:
        SubElement(parent, "Option", {"type": "QString", "value": str(values), **named})


def add_symbol(parent: Element, name: str, look: Symbol | AreaStyle) -> None:
    """A symbol under its number: a marker for points, a fill for areas, a line for what has none."""
    if isinstance(look, Symbol):
        _add_layer(_symbol(parent, name, "marker"), "SvgMarker", _marker(look))
        return
    if not look.fill:
        _add_layer(_symbol(parent, name, "line"), "SimpleLine", _line(look.stroke, look.width, look.dash))
        return
    symbol = _symbol(parent, name, "fill")
    fill = {"color": _colour(look.fill, look.opacity), "style": "solid", "outline_style": "no"}
    _add_layer(symbol, "SimpleFill", fill)
    _add_hatch(symbol, name, look)
    if look.stroke:
        _add_layer(symbol, "SimpleLine", _line(look.stroke, look.width, look.dash))


def _symbol(parent: Element, name: str, sort: str) -> Element:
    return SubElement(parent, "symbol", type=sort, name=name, alpha="1", clip_to_extent="1", force_rhr="0")


def _add_layer(symbol: Element, class_: str, settings: Mapping[str, object]) -> Element:
    layer = SubElement(symbol, "layer", {"class": class_, "enabled": "1", "locked": "0", "pass": "0"})
    add_options(layer, settings)
    return layer


def _marker(symbol: Symbol) -> Mapping[str, object]:
    return {
        "name": "base64:" + in_base64(symbol_svg(symbol)),
        "size": _mm(symbol.size * SIDE / BOX),
        "size_unit": "MM",
        "scale_method": "diameter",
    }


def _line(colour: str, width: float, dash: tuple[float, ...]) -> Mapping[str, object]:
    settings: dict[str, object] = {
        "line_color": _colour(colour), "line_width": _mm(width), "line_width_unit": "MM", "line_style": "solid",
        "capstyle": "flat", "joinstyle": "round",
    }  # fmt: skip
    if dash:
        lengths = ";".join(_mm(length) for length in dash)
        settings |= {"customdash": lengths, "customdash_unit": "MM", "use_custom_dash": "1"}
    return settings


def _add_hatch(symbol: Element, name: str, look: AreaStyle) -> None:
    for angle in _ANGLES.get(look.hatch, ()):
        distance = HATCH * (_SLANTING if angle % 90 else 1.0)
        settings = {"angle": f"{angle:g}", "distance": _mm(distance), "distance_unit": "MM"}
        layer = _add_layer(symbol, "LinePatternFill", settings)
        lines = _symbol(layer, f"@{name}@{len(symbol) - 1}", "line")
        _add_layer(lines, "SimpleLine", {**_line(look.fill, 1.1, ()), "line_color": _colour(look.fill, HATCH_OPACITY)})
    if look.hatch == "dots":
        axes = {f"distance_{axis}": _mm(HATCH) for axis in "xy"} | {f"distance_{axis}_unit": "MM" for axis in "xy"}
        layer = _add_layer(symbol, "PointPatternFill", axes)
        dot = {
            "name": "circle", "size": _mm(2.8), "size_unit": "MM", "color": _colour(look.fill, HATCH_OPACITY),
            "outline_style": "no",
        }  # fmt: skip
        _add_layer(_symbol(layer, f"@{name}@{len(symbol) - 1}", "marker"), "SimpleMarker", dot)


def _colour(name: str, opacity: float = 1.0) -> str:
    """Red, green, blue and opacity from 0 to 255."""
    text = colours()[name]
    red, green, blue = (int(text[at:end], 16) for at, end in pairwise((1, 3, 5, 7)))
    return f"{red},{green},{blue},{round(255 * opacity)}"


def _mm(pixels: float) -> str:
    return f"{pixels * MM:.3g}"
