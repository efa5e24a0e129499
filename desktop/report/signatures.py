"""Lines to sign on: two people beside each other, never broken over pages."""

from __future__ import annotations

from collections.abc import Iterator

from desktop.layouts.signing import HEIGHT, paint_signing
from desktop.layouts.writing import Pen, Translate
from desktop.report.flow import WIDTH, Piece
from desktop.report.text import LABEL, Laid
from layers.report.blocks import Signatures

ACROSS = 2
GAP = 36.0


def signature_pieces(block: Signatures, translate: Translate) -> Iterator[Piece]:
    """Two signers to a row, each under the words that say as what they sign."""
    wide = (WIDTH - GAP * (ACROSS - 1)) / ACROSS
    for first in range(0, len(block.signers), ACROSS):
        laid = [Laid(one, LABEL, wide) for one in block.signers[first : first + ACROSS]]
        yield _row(laid, wide)


def _row(laid: list[Laid], wide: float) -> Piece:
    above = max(one.height for one in laid)

    def paint(pen: Pen, x: float, y: float) -> None:
        for number, words in enumerate(laid):
            left = x + number * (wide + GAP)
            words.paint(pen, left, y)
            paint_signing(pen, left, wide, y + above - 10)

    return Piece(above + HEIGHT, paint, before=18.0)
