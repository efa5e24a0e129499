"""Contrast of two colours after WCAG 2.2 (relative luminance, success criterion 1.4.3)."""

from __future__ import annotations

from functools import lru_cache

TEXT = 4.5
GRAPHICS = 3.0


def channels(colour: str) -> tuple[float, float, float]:
    """Red, green, blue of #rrggbb (an alpha at the end is left out), 0 to 1."""
    digits = colour.removeprefix("#")
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue


@lru_cache(maxsize=4_096)
def luminance(colour: str) -> float:
    """0 for black, 1 for white."""
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """1 for equal colours, 21 for black on white."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)
