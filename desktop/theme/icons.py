"""Icons from resources/icons, tinted for a theme and sharp at every scale."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from PyQt6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QIcon, QIconEngine, QImage, QPainter, QPixmap
from PyQt6.QtSvg import QSvgRenderer

from desktop.theme.theme import Theme, current


class _Painted(QIconEngine):
    """Gives as a picture what it paints."""

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return QPixmap.fromImage(image)


class TintedSvg(_Painted):
    """Draws one of our icons in the colours of a theme, at whatever size and scale Qt asks for."""

    def __init__(self, name: str, colours: dict[QIcon.Mode, str]) -> None:
        super().__init__()
        self._name = name
        self._colours = colours

    def paint(self, painter: QPainter | None, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        if painter is not None:
            paint_icon(painter, QRectF(rect), self._name, self._colours.get(mode, self._colours[QIcon.Mode.Normal]))

    def clone(self) -> TintedSvg:
        return TintedSvg(self._name, self._colours)


def icon(name: str, theme: Theme, colour: str | None = None) -> QIcon:
    """The icon `name` (a file of resources/icons without its ending) for a theme.

    `colour` names one of the palette's (`accent`, `danger` …) for a state that is to be seen. Raises FileNotFoundError
    for a name that is not there.
    """
    read_icon(name)
    palette = theme.palette
    normal = getattr(palette, colour) if colour else palette.text
    modes = {
        QIcon.Mode.Normal: normal,
        QIcon.Mode.Active: normal,
        QIcon.Mode.Selected: palette.on_accent_soft if colour is None else normal,
        QIcon.Mode.Disabled: palette.disabled,
    }
    return QIcon(TintedSvg(name, modes))


class LiveSvg(_Painted):
    """Draws one of our icons in the colours of whatever theme the application wears when it is drawn."""

    def __init__(self, name: str, colour: str) -> None:
        super().__init__()
        self._name = name
        self._colour = colour

    def paint(self, painter: QPainter | None, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        if painter is None:
            return
        palette = current().palette
        worn = getattr(palette, self._colour or "text")
        if mode is QIcon.Mode.Disabled:
            worn = palette.disabled
        elif not self._colour and (state is QIcon.State.On or mode is QIcon.Mode.Selected):
            worn = palette.on_accent_soft
        paint_icon(painter, QRectF(rect), self._name, worn)

    def clone(self) -> LiveSvg:
        return LiveSvg(self._name, self._colour)


def live_icon(name: str, colour: str = "") -> QIcon:
    """As `icon`, but following the application's theme by itself: what bears it need not hear of a change."""
    read_icon(name)
    return QIcon(LiveSvg(name, colour))


def paint_icon(painter: QPainter, rect: QRectF, name: str, colour: str) -> None:
    """Draw an icon into a square of any painter."""
    _renderer(name, QColor(colour).name()).render(painter, rect)


@cache
def read_icon(name: str) -> str:
    """The SVG text of an icon."""
    return (_folder() / f"{name}.svg").read_text("utf-8")


@cache
def _folder() -> Traversable:
    """Where the icons lie; finding that takes as long as reading one."""
    return files("resources") / "icons"


@cache
def _renderer(name: str, colour: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(read_icon(name).replace("currentColor", colour).encode()))
