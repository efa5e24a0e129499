"""Texts laid out in lines of a width, to be painted whole or in parts: what flows over pages is made of these."""

from __future__ import annotations

from functools import lru_cache

from PyQt6.QtCore import QPointF
from PyQt6.QtGui import QFont, QFontMetricsF, QTextLayout, QTextLine, QTextOption

from desktop.canvas.text import TextStyle, searchable, text_size
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
CLOSE = 0.5
"""Units by which a text that is to stand on one line must be narrower than its room."""
_LINE_SEPARATOR = "\u2028"


class Laid:
    """A text in lines no wider than a width; words that are wider are broken."""

    def __init__(self, text: str, style: TextStyle, width: float) -> None:
        self.style = style
        self.step = style.size * SPACING
        self._text = text
        self._font, self._ascent, self._descent = _font(style)
        self._wide = text_size(text, style)[0]
        self._lines: list[QTextLine] | None = None
        if "\n" in text or self._wide > width - CLOSE:
            self._layout = QTextLayout(text.replace("\n", _LINE_SEPARATOR), self._font)
            self._lines = self._broken(max(width, 1.0))

    def _broken(self, width: float) -> list[QTextLine]:
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._layout.setTextOption(option)
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
        return (1 if self._text else 0) if self._lines is None else len(self._lines)

    @property
    def height(self) -> float:
        return self.count * self.step

    @property
    def last_width(self) -> float:
        """Of the last line."""
        return self._wide if self._lines is None else self._lines[-1].naturalTextWidth()

    def paint(self, pen: Pen, x: float, y: float, first: int = 0, last: int | None = None) -> None:
        """The lines from one to before another, the first of them with its top at y."""
        painter = pen.painter
        painter.setPen(pen.theme.colour(self.style.colour))
        if self._lines is not None:
            for number, line in enumerate(self._lines[first:last]):
                line.draw(painter, QPointF(x, y + number * self.step + (self.step - line.height()) / 2))
        elif self._text and first == 0:
            painter.setFont(self._font)
            above = (self.step - self._ascent - self._descent) / 2
            painter.drawText(QPointF(x, y + above + self._ascent), self._text)


@lru_cache(maxsize=64)
def _font(style: TextStyle) -> tuple[QFont, float, float]:
    """The font of a style, and how far it reaches above and below the line."""
    made = searchable(style)
    metrics = QFontMetricsF(made)
    return made, metrics.ascent(), metrics.descent()
