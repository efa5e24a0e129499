"""Qt's enums, met before threads paint.

PyQt makes an enum when it is first asked for, and two threads that ask at once are given two which do not fit each
other ("argument 1 has unexpected type 'HintingPreference'"). A test holds that what paints uses no others.
"""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QFont, QImage, QPaintEngine, QPainter

from desktop.theme import fonts


def meet_qt_enums() -> tuple[type, ...]:
    """The enums that painting uses, made now; and the typeface registered. On the interface's thread."""
    fonts.family()
    return (
        QFont.HintingPreference, QFont.SpacingType, QImage.Format, QPainter.CompositionMode, QPainter.RenderHint,
        QPaintEngine.Type, Qt.BrushStyle, Qt.FillRule, Qt.GlobalColor, Qt.PenCapStyle, Qt.PenJoinStyle, Qt.PenStyle,
    )  # fmt: skip
