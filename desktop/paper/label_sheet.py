"""Labels as a PDF: on sheets of A4 that are bought ready cut, or on the roll of a label printer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PyQt6.QtCore import QLineF, QRectF
from PyQt6.QtGui import QPainter, QPen

from desktop.canvas.text import TextStyle
from desktop.layouts.day_sheet import paint_qr
from desktop.layouts.files import write_pages
from desktop.layouts.layout import UNIT, Layout
from desktop.layouts.page import with_qt
from desktop.layouts.writing import Pen
from desktop.theme.theme import theme
from forensics.messages import say
from layers.errors import ExportRefused
from layers.exports.saying import EXAMPLE, PackTranslator
from layers.paper.labels import Label
from layers.project import Project

CODE = TextStyle(21.0, bold=True, halo=0.0, colour="place")
WORDS = TextStyle(12.0, halo=0.0, colour="place")
MARK = TextStyle(10.0, bold=True, halo=0.0, colour="vermillion")


@dataclass(frozen=True)
class Stock:
    """What is printed on: the page, how many labels stand across and down, and the size of one; all in millimetres."""

    name: str
    page: tuple[int, int]
    across: int
    down: int
    label: tuple[float, float]
    left: float = 0.0
    top: float = 0.0

    @property
    def on_page(self) -> int:
        return self.across * self.down

    def place(self, number: int) -> tuple[float, float]:
        """Left and top of a label of a page, which are filled row by row."""
        row, column = divmod(number, self.across)
        return self.left + column * self.label[0], self.top + row * self.label[1]


STOCKS: Mapping[str, Stock] = {
    stock.name: stock
    for stock in (
        Stock("a4-3x8", (210, 297), 3, 8, (70.0, 37.0), 0.0, 0.5),
        Stock("a4-2x7", (210, 297), 2, 7, (99.1, 38.1), 5.9, 15.15),
        Stock("roll-62x29", (62, 29), 1, 1, (62.0, 29.0)),
    )
}
"""The stocks by name: two common cuts of A4, and a roll of a label printer."""


def print_labels(
    project: Project, labels: Sequence[Label], out: Path, translate: PackTranslator, *, stock: str = "a4-3x8",
    offset: tuple[float, float] = (0.0, 0.0), skip: int = 0,
) -> int:  # fmt: skip
    """Write labels and give how many pages that took. Works without a display.

    `offset` moves all of them (mm to the right and down, as a printer needs), `skip` leaves the first places of the
    first sheet free, whose labels are used up. Raises ExportRefused.
    """
    if out.suffix.lower() != ".pdf":
        raise ExportRefused("“{file}” has an ending that no labels are written in; allowed is .pdf.", file=out.name)
    if stock not in STOCKS:
        raise ExportRefused("“{name}” is no stock of labels; allowed are {allowed}.", name=stock,
                            allowed=", ".join(STOCKS))  # fmt: skip
    if not labels:
        raise ExportRefused("There is nothing to print a label for.")
    chosen = STOCKS[stock]
    if not 0 <= skip < chosen.on_page:
        raise ExportRefused("{skip} labels of a sheet of {count} cannot be skipped.", skip=skip, count=chosen.on_page)
    with_qt()
    layout = Layout(chosen.name, *chosen.page)
    mark = translate(EXAMPLE) if project.register.settings.get("example") else ""
    placed: list[Label | None] = [*[None] * skip, *labels]
    pages = [placed[start : start + chosen.on_page] for start in range(0, len(placed), chosen.on_page)]
    paints = [partial(_paint_page, page, chosen, offset, translate, mark) for page in pages]
    write_pages(out, layout, translate(say("Labels")), paints)
    return len(pages)


def _paint_page(
    page: Sequence[Label | None], stock: Stock, offset: tuple[float, float], translate: PackTranslator, mark: str,
    painter: QPainter,
) -> tuple[str, ...]:  # fmt: skip
    pen = Pen(painter, theme("light"), translate)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for number, label in enumerate(page):
        if label is not None:
            left, top = stock.place(number)
            wide, high = stock.label
            place = QRectF(left + offset[0], top + offset[1], wide, high)
            _paint_label(pen, label, QRectF(*(part / UNIT for part in place.getRect())), mark)
    return tuple(pen.words)


def _paint_label(pen: Pen, label: Label, room: QRectF, mark: str) -> None:
    """The code to the left as high as the label lets it be, the words beside it."""
    edge = 12.0
    side = min(room.height() - 2 * edge, room.width() * 0.42)
    middle = room.center().y()
    paint_qr(pen.painter, str(label.mark).encode(), QRectF(room.left() + edge, middle - side / 2, side, side))
    words = QRectF(room.left() + edge + side + 6, room.top(), room.width() - side - 2 * edge - 6, room.height())
    line = side / 4
    top = middle - side / 2
    for number, (text, style) in enumerate(((label.mark.code, CODE), (label.site, WORDS), (label.kind, WORDS))):
        pen.write_fitted(text, QRectF(words.left(), top + number * line, words.width(), line), style)
    date = pen.translate(say("Date"))
    at = top + 3.5 * line
    pen.write(date, words.left(), at, WORDS)
    pen.painter.setPen(QPen(pen.theme.colour("place"), 0.9))
    pen.painter.drawLine(QLineF(words.left() + 44, at + 7, words.right(), at + 7))
    if mark:
        pen.write(mark, words.right(), top + 2.5 * line, MARK, "right")
