"""Pictures of telephones (HEIC, HEIF, AVIF), which Qt cannot read: drawn by libheif, by way of pi-heif."""

from __future__ import annotations

from io import BytesIO

from PyQt6.QtGui import QImage

_FORMATS = {"RGB": QImage.Format.Format_RGB888, "RGBA": QImage.Format.Format_RGBA8888}
LARGEST_SIDE = 20_000
"""Pixels; what claims more is not drawn."""


def heif_image(data: bytes) -> QImage | None:
    """The picture that the bytes hold, upright; None where they are no HEIF or are damaged."""
    import pi_heif

    if not pi_heif.is_supported(data[:64]):
        return None
    try:
        held = pi_heif.open_heif(BytesIO(data), convert_hdr_to_8bit=True)
        wide, high = held.size
        form = _FORMATS.get(held.mode)
        if form is None or max(wide, high) > LARGEST_SIDE:
            return None
        return QImage(bytes(held.data), wide, high, held.stride, form).copy()
    except (EOFError, OSError, RuntimeError, SyntaxError, ValueError):  # whatever a damaged file makes of the reader
        return None
