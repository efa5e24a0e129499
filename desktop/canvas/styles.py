"""The symbols and styles of layers.symbols, as the canvas knows them."""

from __future__ import annotations

from layers.symbols import (
    UNCERTAIN,
    UNCERTAIN_DASH,
    AreaStyle,
    Shape,
    Symbol,
    aggregate_of,
    area_styles,
    base_style,
    glyph,
    point_symbols,
    shape,
    styled_types,
    styled_values,
)

__all__ = [
    "UNCERTAIN", "UNCERTAIN_DASH", "AreaStyle", "Shape", "Symbol", "aggregate_of", "area_styles", "base_style",
    "glyph", "point_symbols", "shape", "styled_types", "styled_values",
]  # fmt: skip
