"""Lines for one person to sign on by hand: name, signature, place and date."""

from __future__ import annotations

from PyQt6.QtCore import QPointF
from PyQt6.QtGui import QPen

from desktop.layouts.writing import SMALL, Pen
from forensics.messages import say

FIRST, STEP = 76.0, 68.0
"""From the top to the first line, and from each to the next, in units."""
LABELS = (say("First name and surname"), say("Signature"), say("Place and date"))
HEIGHT = FIRST + STEP * (len(LABELS) - 1) + 20


def paint_signing(pen: Pen, left: float, width: float, top: float) -> None:
    """The three lines below each other, each with its label under it."""
    for row, label in enumerate(LABELS):
        height = top + FIRST + row * STEP
        pen.painter.setPen(QPen(pen.theme.colour("place"), 0.9))
        pen.painter.drawLine(QPointF(left, height), QPointF(left + width, height))
        pen.write(pen.translate(label), left, height + 10, SMALL)
