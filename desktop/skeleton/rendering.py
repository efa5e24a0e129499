"""A picture of a skeleton, made of its SVG: for the window, and as a file."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from PyQt6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, Qt
from PyQt6.QtGui import QImage, QPainter
from PyQt6.QtSvg import QSvgRenderer

from desktop.skeleton.outlining import outlined
from desktop.theme.fonts import family
from layers.files import write_out

SHARPNESS = 2.5
"""Pixels of a PNG to a unit of the drawing: 2,000 across the two views."""


def colours_of(theme: str) -> dict[str, str]:
    """The colours of the plate for the theme `light` or `dark`."""
    import tomllib

    given = tomllib.loads((files("resources") / "styles" / "colours.toml").read_text("utf-8"))
    return {name: shades[theme] for name, shades in given["skeleton"].items()}


def render(svg: str, size: QSize, view: QRectF) -> QImage:
    """The part `view` of a drawing (in its own units) as a picture of `size` pixels; on any thread."""
    image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    renderer = QSvgRenderer(QByteArray(svg.encode()))
    renderer.setViewBox(view)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, size.width(), size.height()))
    painter.end()
    return image


def write_picture(svg: str, out: Path) -> None:
    """Write a drawing to `out` as .svg or .png, whole or not at all."""
    if out.suffix.lower() == ".svg":
        write_out(out, outlined(svg).encode())
        return
    family()  # registers the typeface that the drawing names
    box = QSvgRenderer(QByteArray(svg.encode())).viewBoxF()
    image = render(svg, QSize(round(box.width() * SHARPNESS), round(box.height() * SHARPNESS)), box)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    write_out(out, buffer.data().data())
