"""How large what is pressed must be: as usual for a mouse, or 12 mm on the screen for a hand in a glove."""

from __future__ import annotations

from math import ceil

from PyQt6.QtGui import QGuiApplication

GLOVES = "gloves"
"""The application's property, and the setting, that says whether hands are in gloves."""
LEAST_MM = 12.0
HIT_PIXELS = 32
"""The least height of what is pressed with a mouse."""
_TELLING = (50.0, 500.0)
"""Dots per inch between which a screen's own word for its size can be true."""
_INCH_MM = 25.4


def in_gloves() -> bool:
    """Whether large targets were chosen."""
    app = QGuiApplication.instance()
    return app is not None and bool(app.property(GLOVES))


def hit_pixels() -> int:
    """The least height and width of what is pressed, in pixels of the window."""
    return max(HIT_PIXELS, ceil(LEAST_MM / _INCH_MM * dots_per_inch())) if in_gloves() else HIT_PIXELS


def dots_per_inch() -> float:
    """Of the screen as it is made; as the system counts them where the screen tells no size that can be true."""
    screen = QGuiApplication.primaryScreen()
    if screen is None:
        return 96.0
    made = screen.physicalDotsPerInchY()
    return made if _TELLING[0] <= made <= _TELLING[1] else screen.logicalDotsPerInchY()
