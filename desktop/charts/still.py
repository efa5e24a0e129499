"""A plot that stays as it is under the hand, and wears the theme."""

from __future__ import annotations

from typing import Any

import pyqtgraph
from PyQt6.QtCore import QEvent
from PyQt6.QtWidgets import QFrame, QWidget

from desktop.theme import fonts
from desktop.theme.theme import current


class StillPlot(pyqtgraph.PlotWidget):
    """Without menu, buttons or zoom; `dress` is called when it is first worn and with every other theme.

    Whoever derives from it calls `dress` at the end of its own making.
    """

    WORDS, SIZE, TICK = "muted", 11, -4
    """The role of the colour of what stands at the axes, its size in pixels, and the length of a tick."""

    def __init__(self, parent: QWidget | None, margins: tuple[int, int, int, int], **given: Any) -> None:
        super().__init__(parent, background=None, **given)
        self._worn = False
        self.setMenuEnabled(False)
        self.setMouseEnabled(x=False, y=False)
        self.hideButtons()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.getPlotItem().setContentsMargins(*margins)

    def dress(self) -> None:
        """Put the colours of the theme on the ground and the axes; a subclass does so to what it draws."""
        self._worn = True
        theme = current()
        self.setBackground(theme.palette_colour("surface"))
        for side in ("bottom", "left"):
            axis = self.getAxis(side)
            axis.setPen(theme.palette_colour("border"))
            axis.setTextPen(theme.palette_colour(self.WORDS))
            axis.setStyle(tickFont=fonts.font(self.SIZE), tickLength=self.TICK)

    def changeEvent(self, event: QEvent | None) -> None:
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.PaletteChange and getattr(self, "_worn", False):
            self.dress()
