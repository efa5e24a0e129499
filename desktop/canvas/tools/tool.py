"""What every tool of the map is: it is handed pointers and keys, paints what it is about, and tells what was done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from PyQt6.QtCore import QObject, Qt
from PyQt6.QtGui import QKeyEvent, QPainter
from shapely.geometry.base import BaseGeometry

from desktop.canvas.camera import Camera
from desktop.canvas.hits import Hit
from desktop.canvas.tools.snapping import Snapped
from desktop.theme.theme import Theme
from forensics.messages import Message, say


@dataclass(frozen=True)
class Pointer:
    """Where the pointer is and what is held: pixels, degrees, buttons, keys."""

    px: float
    py: float
    lon: float
    lat: float
    button: Qt.MouseButton = Qt.MouseButton.NoButton
    held: Qt.MouseButton = Qt.MouseButton.NoButton
    keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier

    @property
    def adding(self) -> bool:
        """Whether what is chosen is to be added to the selection or taken out of it."""
        return bool(self.keys & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier))


@dataclass(frozen=True)
class Drawn:
    """A geometry drawn by hand in EPSG:4326, and how well it was pointed at: half a pixel in metres on the ground."""

    geometry: BaseGeometry
    accuracy_m: float


class Map(Protocol):
    """What a tool may ask of the canvas."""

    @property
    def camera(self) -> Camera: ...
    @property
    def swipe_share(self) -> float: ...
    def move_swipe(self, share: float) -> None: ...
    def look(self, camera: Camera) -> None: ...
    def glide(self, camera: Camera, around: tuple[float, float] | None = None) -> None: ...
    def hits(self, px: float, py: float) -> list[Hit]: ...
    def snapped(
        self, px: float, py: float, more: tuple[BaseGeometry, ...] = (), without: tuple[str, int] | None = None
    ) -> Snapped | None: ...
    def choose(self, hits: list[Hit], adding: bool) -> None: ...
    def choose_between(self, left: float, top: float, right: float, bottom: float, adding: bool) -> None: ...
    def choose_within(self, area: BaseGeometry, adding: bool) -> None: ...
    def say(self, message: Message) -> str: ...
    def hover(self, hit: Hit | None) -> None: ...
    def repaint_tools(self) -> None: ...
    def set_cursor(self, shape: Qt.CursorShape) -> None: ...


class Tool(QObject):
    """A tool that does nothing; pointers come in pixels of the view, what returns True is not done otherwise."""

    cursor = Qt.CursorShape.CrossCursor
    hint: Message = say("")

    def __init__(self, canvas: Map, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.map = canvas

    def press(self, pointer: Pointer) -> bool:
        return False

    def move(self, pointer: Pointer) -> bool:
        return False

    def release(self, pointer: Pointer) -> bool:
        return False

    def double_click(self, pointer: Pointer) -> bool:
        return False

    def key(self, event: QKeyEvent) -> bool:
        return False

    def leave(self) -> None:
        """The pointer has left the map."""

    def cancel(self) -> None:
        """Drop what was begun; called too when another tool is taken."""

    def paint(self, painter: QPainter, camera: Camera, theme: Theme) -> None:
        """Over everything, in every frame."""
