"""The typeface that ships, so that window, pages and pictures look the same on every machine."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from PyQt6.QtCore import QByteArray
from PyQt6.QtGui import QFont, QFontDatabase

FALLBACK = "DejaVu Sans"


@cache
def family() -> str:
    """The family of the fonts in resources/fonts, registered with Qt on the first call; DejaVu Sans where none load.

    Needs a QGuiApplication; afterwards safe from any thread.
    """
    families: list[str] = []
    folder = files("resources") / "fonts"
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name) if folder.is_dir() else ():
        if file.name.endswith((".ttf", ".otf")):
            number = QFontDatabase.addApplicationFontFromData(QByteArray(file.read_bytes()))
            families += QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
    return families[0] if families else FALLBACK


def font(pixels: float, bold: bool = False, italic: bool = False, spacing: float = 0.0) -> QFont:
    """The typeface at a size in pixels; `spacing` widens the letters by so many pixels."""
    made = QFont(family())
    made.setPixelSize(max(round(pixels), 1))
    made.setBold(bold)
    made.setItalic(italic)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if spacing:
        made.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, spacing)
    return made
