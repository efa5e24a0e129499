"""Small pictures of media, made in memory on a thread and written nowhere."""

from __future__ import annotations

from dataclasses import dataclass

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QImage

from desktop.photos.decoding import upright
from forensics.errors import TaphosError
from layers.project import Project

_LARGEST = 80 * 1024 * 1024
"""Bytes; what is larger gets no small picture."""


@dataclass(frozen=True)
class Picture:
    """A medium and its small picture; None where it has none or it is not here."""

    media: str
    image: QImage | None


def read_picture(project: Project, media: str, side: int) -> Picture:
    """Read a medium and make a picture of it that fits a square; a file that is damaged or no picture gives none."""
    from layers.evidence import open_evidence

    try:
        with open_evidence(project, media) as file:
            data = file.read(_LARGEST + 1)
    except (TaphosError, OSError):
        return Picture(media, None)
    return Picture(media, small_picture(data, side) if len(data) <= _LARGEST else None)


def small_picture(data: bytes, side: int) -> QImage | None:
    """The picture that the bytes hold, turned as its camera was held, within a square."""
    read = upright(data, 2 * side)
    if read is None:
        return None
    smooth = Qt.TransformationMode.SmoothTransformation
    return read.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio, smooth)
