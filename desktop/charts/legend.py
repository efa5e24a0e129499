"""What the colours and the hatch of a chart mean, in one line that breaks where it has no room."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QWidget

from desktop.charts.drawing import Key
from desktop.charts.plot import hatching
from desktop.theme import fonts
from desktop.theme.theme import current

SIGN, LINE, GAP = 16.0, 20.0, 18.0


class Legend(QWidget):
    """As high as its lines are at the width that it has."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.keys: tuple[Key, ...] = ()
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_keys(self, keys: Sequence[Key]) -> None:
        """Show these; none takes no room."""
        self.keys = tuple(keys)
        self.setVisible(bool(self.keys))
        self.setFixedHeight(self.heightForWidth(self.width()))
        self.update()

    def heightForWidth(self, width: int) -> int:
        return round(max((top + LINE for _, top, _ in places(self.keys, width)), default=0))

    def sizeHint(self) -> QSize:
        return QSize(200, self.heightForWidth(max(self.width(), 200)))

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        paint_legend(painter, self.keys, self.width())
        painter.end()


def places(keys: Sequence[Key], width: float) -> list[tuple[float, float, Key]]:
    """Left and top of each key, line by line."""
    metrics = QFontMetricsF(fonts.font(12))
    found, left, top = [], 0.0, 0.0
    for key in keys:
        wide = SIGN + 6 + metrics.horizontalAdvance(key.text)
        if left and left + wide > width:
            left, top = 0.0, top + LINE
        found.append((left, top, key))
        left += wide + GAP
    return found


def paint_legend(painter: QPainter, keys: Sequence[Key], width: float) -> float:
    """Paint it at the origin; gives its height."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(fonts.font(12))
    high = 0.0
    for left, top, key in places(keys, width):
        colour = QColor(current().palette_colour(key.colour))
        colour.setAlphaF(key.opacity)
        painter.save()
        painter.translate(left, top + 4)
        box = QRectF(0, 0, SIGN, LINE - 8)
        if key.hatched:
            painter.setPen(QPen(colour, 1.1))
            painter.drawPath(hatching(box))
            painter.drawRect(box)
        elif key.outlined:
            painter.setPen(QPen(colour, 1.2, Qt.PenStyle.DashLine))
            painter.drawRect(box)
        else:
            painter.fillRect(box, colour)
        painter.restore()
        painter.setPen(current().palette_colour("text"))
        painter.drawText(QRectF(left + SIGN + 6, top, width, LINE), Qt.AlignmentFlag.AlignVCenter, key.text)
        high = top + LINE
    return high
