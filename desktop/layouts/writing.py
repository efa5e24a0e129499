"""Words on a page: on one line, broken into several, and remembered for the title of a picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QPainter

from desktop.canvas.text import TextStyle, paint_text, text_size
from desktop.theme.theme import Theme
from forensics.messages import Message

TITLE = TextStyle(25.0, bold=True, halo=0.0, colour="place")
SUBTITLE = TextStyle(13.0, halo=0.0, colour="region")
HEADING = TextStyle(13.0, bold=True, halo=0.0, colour="place")
BODY = TextStyle(12.0, halo=0.0, colour="place")
SMALL = TextStyle(10.0, halo=0.0, colour="region")
MARK = TextStyle(13.0, bold=True, halo=0.0, colour="place")
TICK = TextStyle(9.5, halo=0.0, colour="region")
SMALLEST = 0.62
"""How far a line that is too wide is made smaller; past that it is broken or ends in an ellipsis."""

Translate = Callable[[Message | str], str]


@dataclass
class Pen:
    """A painter with the theme and the language of one page, which remembers every word that it writes."""

    painter: QPainter
    theme: Theme
    translate: Translate
    words: list[str] = field(default_factory=list)
    rooms: list[tuple[str, QRectF]] = field(default_factory=list)  # what was written where, in units of the page

    def write(self, text: str, x: float, middle: float, style: TextStyle, align: str = "left") -> float:
        """One line beginning (ending, centred) at x with its middle at a height; gives its width."""
        if not text:
            return 0.0
        width, _ = text_size(text, style)
        centre = {"left": x + width / 2, "right": x - width / 2, "centre": x}[align]
        room = paint_text(self.painter, text, centre, middle, style, self.theme)
        self.words.append(text)
        self.rooms.append((text, self.painter.worldTransform().mapRect(room)))
        return width

    def write_turned(self, text: str, x: float, middle: float, style: TextStyle) -> None:
        """One line centred on a point, read from below to above."""
        self.painter.save()
        self.painter.translate(x, middle)
        self.painter.rotate(-90)
        self.write(text, 0, 0, style, "centre")
        self.painter.restore()

    def write_fitted(self, text: str, room: QRectF, style: TextStyle, align: str = "left") -> None:
        """One line in the middle of a rectangle, smaller where it would not fit, cut with an ellipsis if even so."""
        fitted, shown = fit(text, style, room.width())
        x = {"left": room.left(), "right": room.right(), "centre": room.center().x()}[align]
        self.write(shown, x, room.center().y(), fitted, align)

    def write_lines(self, text: str, room: QRectF, style: TextStyle, spacing: float = 1.25) -> float:
        """A text broken into lines from the top of a rectangle down; gives the height that it takes."""
        height = style.size * spacing
        lines = broken(text, style, room.width())
        for number, line in enumerate(lines):
            self.write(line, room.left(), room.top() + (number + 0.5) * height, style)
        return height * len(lines)


def fit(text: str, style: TextStyle, width: float) -> tuple[TextStyle, str]:
    """A style in which the text is no wider than that, and the text, shortened where it must be."""
    needed, _ = text_size(text, style)
    if needed <= width:
        return style, text
    smaller = _resized(style, max(width / needed, SMALLEST))
    shown = text
    while len(shown) > 1 and text_size(shown, smaller)[0] > width:
        shown = shown.removesuffix("…")[:-1].rstrip() + "…"
    return smaller, shown


def _resized(style: TextStyle, factor: float) -> TextStyle:
    size = int(style.size * factor * 2) / 2
    return TextStyle(size, style.bold, style.italic, style.spacing * factor, style.colour, style.halo, style.capitals)


def broken(text: str, style: TextStyle, width: float) -> list[str]:
    """The text in lines no wider than that, broken at spaces that may be broken at."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}".strip()
        if line and text_size(longer, style)[0] > width:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line] if line else lines
