"""The legend of a plan: each row drawn as the plan draws it, in as many columns as there is room for."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QPointF, QRectF
from PyQt6.QtGui import QPainter, QPainterPath, QPen

from desktop.canvas.paint_symbols import paint_symbol
from desktop.canvas.text import TextStyle, paint_text, text_size
from desktop.siteplan.frame import Frame, fitted
from desktop.siteplan.looks import LOOKS, symbol_of
from desktop.siteplan.painting import Translate, depth_colour, fill_of, paint_sign, pen_of
from desktop.theme.theme import Theme
from layers.siteplan.drawing import Key
from layers.siteplan.figures import figure_of

ROW, SWATCH, COLUMN_GAP = 20.0, 34.0, 18.0
HEADING = TextStyle(11.5, bold=True, halo=0.0)
ENTRY = TextStyle(11.0, halo=0.0)
COUNT = TextStyle(11.0, halo=0.0, colour="region")
SMALLEST = 0.6


def column_width(keys: Sequence[Key], translate: Translate) -> float:
    """The width in units that the widest row needs."""
    return max((_row_width(key, translate(key.words)) for key in keys), default=0.0)


def _row_width(key: Key, words: str) -> float:
    heading = key.look == "heading"
    count = 0.0 if key.count is None else 16 + text_size(f"{key.count}", COUNT)[0]
    return (0.0 if heading else SWATCH) + text_size(words, HEADING if heading else ENTRY)[0] + count


def columns_of(keys: Sequence[Key], rows: int) -> list[list[Key]]:
    """The rows in columns of so many; no column ends in a heading."""
    columns: list[list[Key]] = [[]]
    for at, key in enumerate(keys):
        ends = key.look == "heading" and len(columns[-1]) >= rows - 1
        if columns[-1] and (len(columns[-1]) >= rows or ends) and at:
            columns.append([])
        columns[-1].append(key)
    return columns


def paint_keys(painter: QPainter, room: QRectF, keys: Sequence[Key], theme: Theme, translate: Translate) -> list[str]:
    """All rows into a room, smaller and in more columns where they are many; gives what was written."""
    words: list[str] = []
    widest = column_width(keys, translate)
    size = 1.0
    columns = columns_of(keys, max(1, int(room.height() / ROW)))
    while size > SMALLEST and len(columns) * (widest + COLUMN_GAP) * size - COLUMN_GAP * size > room.width():
        size = round(size - 0.05, 2)
        columns = columns_of(keys, max(1, int(room.height() / (ROW * size))))
    painter.save()
    painter.translate(room.topLeft())
    painter.scale(size, size)
    wide = min(widest, room.width() / size) if len(columns) > 1 else room.width() / size
    for number, column in enumerate(columns):
        for at, key in enumerate(column):
            rect = QRectF(number * (widest + COLUMN_GAP), at * ROW, wide, ROW)
            words.append(_paint_row(painter, rect, key, theme, translate))
    painter.restore()
    return words


def _paint_row(painter: QPainter, rect: QRectF, key: Key, theme: Theme, translate: Translate) -> str:
    text, middle = translate(key.words), rect.center().y()
    heading = key.look == "heading"
    style = HEADING if heading else ENTRY
    x = rect.left() if heading else rect.left() + SWATCH
    paint_text(painter, text, x + text_size(text, style)[0] / 2, middle, style, theme)
    if not heading:
        paint_swatch(painter, QRectF(rect.left(), middle - 7, SWATCH - 8, 14), key, theme)
    if key.count is None:
        return text
    count = f"{key.count}"
    paint_text(painter, count, rect.right() - text_size(count, COUNT)[0] / 2, middle, COUNT, theme)
    return f"{text}: {count}"


def paint_swatch(painter: QPainter, rect: QRectF, key: Key, theme: Theme) -> None:
    """What a row stands for."""
    if key.look in ("remains", "artefact", "sample"):
        paint_symbol(painter, symbol_of(key.look, key.value), rect.center().x(), rect.center().y(), theme)
    elif key.look in ("control", "datum", "bound"):
        paint_sign(painter, key.look, rect.center(), theme)
    elif key.look == "depth":
        painter.fillRect(rect.adjusted(0, 1, 0, -1), depth_colour(theme, key.depth))
        painter.setPen(QPen(theme.colour("bone"), 0.6))
        painter.drawRect(rect.adjusted(0, 1, 0, -1))
    elif key.look in ("figure", "face_down"):
        _paint_figure(painter, rect, key.look == "face_down", theme)
    elif key.look == "body_outline":
        _paint_area(painter, rect, "body", theme)
    elif key.look in LOOKS:
        _paint_area(painter, rect, key.look, theme)


def _paint_area(painter: QPainter, rect: QRectF, name: str, theme: Theme) -> None:
    look = LOOKS[name]
    path = QPainterPath()
    if look.fill or name.startswith("outline."):
        path.addRect(rect.adjusted(1, 1, -1, -1))
        if look.fill:
            painter.fillPath(path, fill_of(look, -1, theme))
    else:
        path.moveTo(rect.left(), rect.center().y())
        path.lineTo(rect.right(), rect.center().y())
    painter.strokePath(path, pen_of(look, theme))
    if name == "outline.cut":
        for number in range(5):
            x = rect.left() + 3.5 + number * 5
            tick = QPainterPath(QPointF(x, rect.top() + 1))
            tick.lineTo(x, rect.top() + (7 if number % 2 == 0 else 4.5))
            painter.strokePath(tick, pen_of(LOOKS["hachure"], theme))


def _paint_figure(painter: QPainter, rect: QRectF, face_down: bool, theme: Theme) -> None:
    """A small body lying across the row, or the back of a skull."""
    figure = figure_of(
        (0.0, 0.0), (0.62, 0.0), (1.48, 0.0), position="prone" if face_down else "supine",
        limbs={"left_arm": "extended", "right_arm": "extended"},
    )  # fmt: skip
    assert figure is not None
    frame = fitted(rect.adjusted(-1, -1, 1, 1), (-0.14, -0.26, 1.56, 0.26))
    if face_down:
        frame = Frame(rect, -0.35, 0.19, rect.height() / 0.38)
        painter.save()
        painter.setClipRect(rect.adjusted(0, -1, 0, 1))
    for shape, look in ((figure.flesh, "body"), (figure.skull, "skull")):
        path = frame.polygon(shape)
        painter.fillPath(path, theme.colour("depthless"))
        painter.strokePath(path, pen_of(LOOKS[look], theme))
    if face_down:
        for line in figure.face:
            painter.strokePath(frame.line(line), pen_of(LOOKS["face"], theme))
        painter.restore()
