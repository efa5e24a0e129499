"""A theme: the window's palette and the map's colours of the same lightness."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from PyQt6.QtCore import QCoreApplication
from PyQt6.QtGui import QColor

from desktop.theme.palettes import PALETTES, Palette

WORN = "theme"
"""The application's property that names the theme it wears."""


@dataclass(frozen=True)
class Theme:
    """Colours by name; hashable by its name, so that pictures can be kept by theme."""

    palette: Palette = field(compare=False)
    map: Mapping[str, str] = field(compare=False, repr=False)  # resources/styles/colours.toml
    name: str = ""

    @property
    def dark(self) -> bool:
        return self.palette.dark

    def colour(self, name: str, opacity: float = 1.0) -> QColor:
        """A colour of the map (`resources/styles/colours.toml`) by name."""
        return _colour(self.map[name], opacity)

    def palette_colour(self, name: str) -> QColor:
        """A colour of the window (desktop.theme.palettes) by name."""
        return _colour(getattr(self.palette, name), 1.0)


@cache
def theme(name: str) -> Theme:
    """The theme `light` or `dark`; reads the map's colours once.

    Raises KeyError for any other name.
    """
    palette = PALETTES[name]
    given = tomllib.loads((files("resources") / "styles" / "colours.toml").read_text("utf-8"))
    colours = {key: shades[name] for group in given.values() for key, shades in group.items()}
    return Theme(palette, colours, name)


def current() -> Theme:
    """The theme that the application wears; the light one before `stylesheet.apply`."""
    app = QCoreApplication.instance()
    return theme(str(app.property(WORN) or "light") if app is not None else "light")


@cache
def _colour(text: str, opacity: float) -> QColor:
    red, green, blue = (int(text[at : at + 2], 16) for at in (1, 3, 5))
    alpha = int(text[7:9], 16) if len(text) > 7 else 255
    return QColor(red, green, blue, round(alpha * opacity))
