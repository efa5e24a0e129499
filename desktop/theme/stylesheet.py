"""One look for the whole window: Qt's Fusion style with our palette, and a style sheet over it.

What a widget is, it says by a property: QPushButton `kind` = primary | quiet | danger; QLabel `role` = title | heading
| hint | problem | good; QFrame `role` = card | bar | panel.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from string import Template

from PyQt6.QtGui import QColor, QPalette
from PyQt6.QtWidgets import QApplication

from desktop.theme import fonts
from desktop.theme.palettes import Palette
from desktop.theme.theme import WORN, Theme
from desktop.theme.touch import hit_pixels, in_gloves

FUSION = "fusion"
TEXT_PIXELS = 13
GLOVED_TEXT_PIXELS = 14


def apply(app: QApplication, theme: Theme) -> None:
    """Give the whole application a theme; every widget is drawn anew.

    The sheet of the theme before is taken off first: putting one over another takes Qt three times as long.
    """
    app.setProperty(WORN, theme.name)
    app.setStyleSheet("")
    style = app.style()
    if style is None or style.objectName() != FUSION:
        app.setStyle(FUSION)
    app.setPalette(qt_palette(theme.palette))
    app.setFont(fonts.font(text_pixels()))
    app.setStyleSheet(stylesheet(theme.palette))


@contextmanager
def undressed(app: QApplication) -> Iterator[None]:
    """No style sheet while a window is put together: Qt works out anew what it says of every widget that moves."""
    worn = app.styleSheet()
    app.setStyleSheet("")
    try:
        yield
    finally:
        app.setStyleSheet(worn)


def text_pixels() -> int:
    """The height of letters: larger where targets are, so that they fill them."""
    return GLOVED_TEXT_PIXELS if in_gloves() else TEXT_PIXELS


def stylesheet(palette: Palette) -> str:
    """The style sheet in the colours of a palette, with what makes targets large where gloves are worn."""
    sheets = ("window.qss", "gloves.qss") if in_gloves() else ("window.qss",)
    template = "".join((files("resources") / "styles" / sheet).read_text("utf-8") for sheet in sheets)
    themed = str(files("resources") / "icons" / "themed" / palette.name).replace("\\", "/")
    values = {name: value for name, value in vars(palette).items() if isinstance(value, str)}
    hit = hit_pixels()
    pixels = {"text_px": text_pixels(), "hit_px": hit - 2, "whole_px": hit, "tall_px": hit + 8}
    return Template(template).substitute(
        values, icons=themed, **{name: f"{number}px" for name, number in pixels.items()}
    )


def qt_palette(palette: Palette) -> QPalette:
    """The same colours for what Fusion draws by itself."""
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    colours = {
        role.Window: palette.window, role.WindowText: palette.text, role.Base: palette.raised,
        role.AlternateBase: palette.surface, role.Text: palette.text, role.Button: palette.raised,
        role.ButtonText: palette.text, role.BrightText: palette.danger, role.ToolTipBase: palette.raised,
        role.ToolTipText: palette.text, role.PlaceholderText: palette.muted, role.Highlight: palette.accent_soft,
        role.HighlightedText: palette.on_accent_soft, role.Link: palette.accent, role.LinkVisited: palette.accent,
        role.Light: palette.raised, role.Midlight: palette.hover, role.Mid: palette.border, role.Dark: palette.edge,
        role.Shadow: palette.edge, role.Accent: palette.accent,
    }  # fmt: skip
    made = QPalette()
    for key, colour in colours.items():
        made.setColor(key, QColor(colour))
    for key in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(group.Disabled, key, QColor(palette.disabled))
    return made
