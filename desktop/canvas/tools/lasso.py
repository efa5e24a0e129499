"""Selecting within an area that is drawn by hand."""

from __future__ import annotations

from PyQt6.QtCore import Qt

from desktop.canvas.tools.draw import DrawPolygonTool
from desktop.canvas.tools.tool import Pointer
from forensics.messages import say


class SelectPolygonTool(DrawPolygonTool):
    """Clicks are corners; what lies within is selected, with Ctrl beside what is selected already."""

    hint = say("Click around what is to be selected; a double click, Enter or the first corner ends, Ctrl adds")

    def release(self, pointer: Pointer) -> bool:
        self._adding = bool(pointer.keys & Qt.KeyboardModifier.ControlModifier)
        return super().release(pointer)

    def finish(self) -> None:
        """Select, and begin anew."""
        problem = self._problem()
        if problem is not None:
            self.refused.emit(problem)
            return
        area = self._geometry()
        self.cancel()
        self.map.choose_within(area, self._adding)

    _adding = False
