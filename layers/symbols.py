"""Symbols of points, styles of areas and of the base map, read from resources/styles: one place for all of Taphos.

The screen, the pages, the web map and the styles of a GeoPackage all look here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any

from layers.errors import LayersError


class StyleRefused(LayersError):
    """A style file that cannot be read, or a name that stands in none."""


UNCERTAIN = "?"
"""A value that ends so ("confirmed?") is drawn as uncertain: points hollow and dashed, areas dashed and paler."""
UNCERTAIN_DASH = (5.0, 4.0)


@dataclass(frozen=True)
class Symbol:
    """A shape with a glyph, in one colour of the theme; sizes in pixels."""

    shape: str = "circle"
    glyph: str = "none"
    colour: str = "grey"
    hollow: bool = False
    dashed: bool = False
    size: float = 20.0

    @property
    def without_colour(self) -> tuple[str, str, bool, bool]:
        """What tells it from others for who sees no colours."""
        return self.shape, self.glyph, self.hollow, self.dashed

    @property
    def as_uncertain(self) -> Symbol:
        """The same, hollow and dashed."""
        return replace(self, hollow=True, dashed=True)


@dataclass(frozen=True)
class AreaStyle:
    """How a polygon or line is drawn; widths and dashes in pixels, `fill` and `stroke` colours of the theme."""

    fill: str = ""
    stroke: str = "grey"
    opacity: float = 0.0  # of the fill
    hatch: str = "none"
    width: float = 1.4
    dash: tuple[float, ...] = ()
    from_mpp: float = float("inf")  # drawn at this many metres per pixel and closer
    arrow: bool = False  # a line that leads from its beginning to its end

    @property
    def without_colour(self) -> tuple[str, tuple[float, ...], float, bool]:
        return self.hatch, self.dash, self.width, self.opacity > 0

    @property
    def as_uncertain(self) -> AreaStyle:
        """The same, dashed and paler."""
        return replace(self, opacity=self.opacity / 2, dash=UNCERTAIN_DASH)


@dataclass(frozen=True)
class Shape:
    """The outline of a symbol or the strokes of a glyph, in a box of 24."""

    path: str
    solid: bool = False
    glyph_y: float = 0.0  # how far down the glyph sits on it
    qgis: str = "circle"
    angle: float = 0.0


def point_symbols(record_type: str, values: Sequence[str]) -> tuple[Symbol, ...]:
    """A symbol for each value (style code 0 is the first value); values that no file names get a glyph of their own."""
    styled = _types("points").get(record_type) or _types("points")["default"]
    spare = _spare_glyphs(record_type)
    symbols: list[Symbol] = []
    for value in values:
        name = value.removesuffix(UNCERTAIN)
        given = styled["values"].get(name)
        if given is None:
            no_value = name in ("", "unknown", "not_recorded", "not_applicable")
            given = styled["values"].get("unknown", {}) if no_value else {"glyph": next(spare, "dots")}
        symbol = _symbol({**{key: value for key, value in styled.items() if key != "values"}, **given})
        symbols.append(symbol.as_uncertain if value.endswith(UNCERTAIN) else symbol)
    return tuple(symbols)


def area_styles(record_type: str, values: Sequence[str]) -> tuple[AreaStyle, ...]:
    """A style for each value, as `point_symbols`."""
    styled = _types("areas").get(record_type) or _types("areas")["default"]
    own = {key: value for key, value in styled.items() if key != "values"}
    styles: list[AreaStyle] = []
    for value in values:
        given = styled["values"].get(value.removesuffix(UNCERTAIN), styled["values"].get("unknown", {}))
        style = _area({**own, **given})
        styles.append(style.as_uncertain if value.endswith(UNCERTAIN) else style)
    return tuple(styles)


WHEEL = ("blue", "vermillion", "green", "purple", "amber", "sky", "earth", "ink")
"""Colours of values that no file styles, one after another; each value has a glyph or hatch of its own besides."""
MARKED = ("none", "dot", "cross", "bars", "square", "minus", "block", "plus", "triangle", "ring", "slash", "strata",
          "diamond", "chevron", "two_bars", "check", "half", "tee", "lower", "wave", "lines", "bolt", "hook", "dots",
          "gable", "exclaim", "arrow", "dashes")  # fmt: skip
"""Glyphs of such values: the first look least alike."""
WITHOUT: Mapping[str, str] = {"": "slash", "unknown": "query", "not_recorded": "minus", "not_applicable": "cross"}
"""Glyphs of values that tell nothing: they are grey, hollow and dashed, so that nobody takes them for a value."""
HATCHES = ("diagonal", "none", "cross", "horizontal", "dots", "back", "vertical")
DASHES: tuple[tuple[float, ...], ...] = ((), (7, 4), (9, 3, 2, 3), (2, 3))
LEGIBLE = 18.0
"""Pixels that a symbol has at least where its glyph is what tells it from others."""
LEAST, MOST = 11.0, 27.0
"""Pixels of the symbols of the least and of the largest numbers."""
RAMP = 9
"""Colours from the least to the most, called ramp1 and so on."""


def told_apart_symbols(record_type: str, values: Sequence[str]) -> tuple[Symbol, ...]:
    """Symbols in the shape of a type for values of any field: for each a colour and a glyph."""
    styled = _types("points").get(record_type) or _types("points")["default"]
    shape, size = styled.get("shape", "circle"), max(float(styled.get("size", 20)), LEGIBLE)
    kept = [value for value in values if value not in WITHOUT]
    symbols = {
        value: Symbol(shape, MARKED[at % len(MARKED)], WHEEL[at % len(WHEEL)], hollow=at >= len(MARKED), size=size)
        for at, value in enumerate(kept)
    }
    symbols |= {value: Symbol(shape, glyph, "grey", True, True, size) for value, glyph in WITHOUT.items()}
    return tuple(symbols[value] for value in values)


def told_apart_areas(record_type: str, values: Sequence[str]) -> tuple[AreaStyle, ...]:
    """Areas, or lines where the type is drawn as lines, for values of any field: a colour, and a hatch or dash."""
    is_line = _is_line(record_type)
    kept = [value for value in values if value not in WITHOUT]
    styles = {value: _line_of(at) if is_line else _area_of(at) for at, value in enumerate(kept)}
    for at, value in enumerate(WITHOUT):
        styles[value] = AreaStyle("" if is_line else "grey", "grey", width=0.9 + 0.4 * at, dash=(1.0, 3.0))
    return tuple(styles[value] for value in values)


def _area_of(at: int) -> AreaStyle:
    colour, round_, turn = WHEEL[at % len(WHEEL)], at // len(HATCHES), at % len(HATCHES)
    return AreaStyle(
        colour, colour, 0.16, HATCHES[turn], 1.6 + 0.8 * (round_ // len(DASHES)), DASHES[round_ % len(DASHES)]
    )


def _line_of(at: int) -> AreaStyle:
    round_, turn = divmod(at, len(DASHES))
    return AreaStyle("", WHEEL[at % len(WHEEL)], width=2.0 + 1.2 * round_, dash=DASHES[turn])


def numbered_symbols(classes: int) -> tuple[Symbol, ...]:
    """Circles for classes of a number, larger and stronger for more, and at the end one for records without it."""
    sizes = [MOST] if classes == 1 else [LEAST + (MOST - LEAST) * at / (classes - 1) for at in range(classes)]
    shown = (Symbol("circle", "none", _ramp(at, classes), size=size) for at, size in enumerate(sizes))
    return (*shown, Symbol("circle", "slash", "grey", True, True, LEAST + 3))


def numbered_areas(record_type: str, classes: int) -> tuple[AreaStyle, ...]:
    """Areas or lines for classes of a number, stronger and wider for more, and one for records without it."""
    is_line = _is_line(record_type)
    colours = [_ramp(at, classes) for at in range(classes)]
    shown = (
        AreaStyle("" if is_line else colour, colour, 0.7, width=1.0 + 2.4 * at / max(classes - 1, 1))
        for at, colour in enumerate(colours)
    )
    return (*shown, AreaStyle("" if is_line else "grey", "grey", 0.0, width=1.0, dash=(2.0, 3.0)))


def _is_line(record_type: str) -> bool:
    """Whether a type is drawn as lines, which have nothing to fill."""
    return not (_types("areas").get(record_type) or _types("areas")["default"]).get("fill")


def _ramp(at: int, classes: int) -> str:
    return f"ramp{1 + round((RAMP - 1) * (at / (classes - 1) if classes > 1 else 0.5))}"


def aggregate_of(record_type: str) -> tuple[str, str]:
    """Shape and colour of the mark that stands for several records of a type."""
    styled = _types("points").get(record_type) or _types("points")["default"]
    return styled.get("aggregate", styled["shape"]), styled.get("colour", "grey")


def base_style(role: str) -> AreaStyle:
    """The style of a part of the background: sea, beyond, country, region, district, lake, river, road, border.

    Raises StyleRefused for a role that the file does not have.
    """
    roles = _read("areas")["base"]
    if role not in roles:
        raise StyleRefused("The base map has no part “{role}”; it has {known}.", role=role, known=", ".join(roles))
    return _area({"opacity": 1.0, **roles[role]})


def styled_values(record_type: str, file: str = "points") -> tuple[str, ...]:
    """The values that `points` or `areas` names for a type."""
    styled: Mapping[str, Any] = _types(file).get(record_type, {})
    return tuple(styled.get("values", ()))


def styled_types(file: str = "points") -> tuple[str, ...]:
    """The record types that `points` or `areas` styles."""
    return tuple(_types(file))


def shape(name: str) -> Shape:
    """The outline of a symbol by name. Raises StyleRefused for one that is not there."""
    return _shape("shapes", name)


def glyph(name: str) -> Shape:
    """A glyph by name. Raises StyleRefused for one that is not there."""
    return _shape("glyphs", name)


@cache
def colours(theme: str = "light") -> Mapping[str, str]:
    """The colours of the map by name, as #rrggbb or #rrggbbaa, for a light or a dark background."""
    return {name: shades[theme] for group in _read("colours").values() for name, shades in group.items()}


@cache
def _shape(group: str, name: str) -> Shape:
    known = _read("points")[group]
    if name not in known:
        listed = ", ".join(known)
        raise StyleRefused("“{name}” is not among the {group}: {known}.", name=name, group=group, known=listed)
    return Shape(**known[name])


@cache
def _read(name: str) -> Mapping[str, Any]:
    return tomllib.loads((files("resources") / "styles" / f"{name}.toml").read_text("utf-8"))


def _types(file: str) -> Mapping[str, Any]:
    types: Mapping[str, Any] = _read(file)["types"]
    return types


def _spare_glyphs(record_type: str) -> Any:
    styled = _types("points").get(record_type, {"values": {}})
    used = {given.get("glyph", "none") for given in styled["values"].values()}
    return (name for name in _read("points")["glyphs"] if name not in used)


def _symbol(given: Mapping[str, Any]) -> Symbol:
    return Symbol(
        shape=given.get("shape", "circle"), glyph=given.get("glyph", "none"), colour=given.get("colour", "grey"),
        hollow=given.get("fill") == "hollow", dashed=given.get("dashed", False), size=float(given.get("size", 20)),
    )  # fmt: skip


def _area(given: Mapping[str, Any]) -> AreaStyle:
    return AreaStyle(
        fill=given.get("fill", ""), stroke=given.get("stroke", ""), opacity=float(given.get("opacity", 0.0)),
        hatch=given.get("hatch", "none"), width=float(given.get("width", 1.4)), dash=tuple(given.get("dash", ())),
        from_mpp=float(given.get("from_mpp", "inf")), arrow=bool(given.get("arrow", False)),
    )  # fmt: skip
