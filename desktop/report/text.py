"""Texts laid out in lines of a width, to be painted whole or in parts: what flows over pages is made of these."""

from __future__ import annotations

from PyQt6.QtCore import QPointF
from PyQt6.QtGui import QTextLayout, QTextLine, QTextOption

from desktop.canvas.text import TextStyle, searchable
from desktop.layouts.writing import Pen

TITLE = TextStyle(24.0, bold=True, halo=0.0, colour="place")
HEADING = TextStyle(16.0, bold=True, halo=0.0, colour="place")
GROUP = TextStyle(12.0, bold=True, halo=0.0, colour="region")
BODY = TextStyle(13.0, halo=0.0, colour="place")
VALUE = TextStyle(12.0, halo=0.0, colour="place")
LABEL = TextStyle(12.0, halo=0.0, colour="region")
QUIET = TextStyle(11.0, halo=0.0, colour="region")
CELL = TextStyle(11.0, halo=0.0, colour="place")
COLUMN = TextStyle(11.0, bold=True, halo=0.0, colour="place")
SPACING = 1.32
"""From one line to the next, in sizes of the letters."""
_LINE_SEPARATOR = "\u2028"


class Laid:
    """A text in lines no wider than a width; words that are wider are broken."""

    def __init__(self, text: str, style: TextStyle, width: float) -> None:
        self.style = style
        self.step = style.size * SPACING
        self._layout = QTextLayout(text.replace("\n", _LINE_SEPARATOR), searchable(style))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._layout.setTextOption(option)
        self._lines = self._broken(max(width, 1.0))

    def _broken(self, width: float) -> list[QTextLine]:
        lines: list[QTextLine] = []
        self._layout.beginLayout()
        while (line := self._layout.createLine()).isValid():
            line.setLineWidth(width)
            lines.append(line)
        self._layout.endLayout()
        return lines

    @property
    def count(self) -> int:
        """How many lines there are."""
        return len(self._lines)

    @property
    def height(self) -> float:
        return self.count * self.step

    @property
    def width(self) -> float:
        """Of the widest line."""
        return max((line.naturalTextWidth() for line in self._lines), default=0.0)

    @property
    def last_width(self) -> float:
        """Of the last line."""
        return self._lines[-1].naturalTextWidth() if self._lines else 0.0

    def paint(self, pen: Pen, x: float, y: float, first: int = 0, last: int | None = None) -> None:
        """The lines from one to before another, the first of them with its top at y."""
        pen.painter.setPen(pen.theme.colour(self.style.colour))
        for number, line in enumerate(self._lines[first:last]):
            line.draw(pen.painter, QPointF(x, y + number * self.step + (self.step - line.height()) / 2))
