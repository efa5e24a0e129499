"""Puts each frame together from what the workers drew: tiles of the ground, and a picture of marks and names.

A frame is a few pictures laid side by side, whatever they show. While the map moves, what was drawn last moves with it;
when it rests, the ground is drawn at exactly this scale and the marks for exactly this view. Where most tiles are
missing, as after a zoom, the ground of the view comes first as one picture, half of what its tiles hold; they follow.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from math import log2
from time import thread_time

from PyQt6.QtCore import QElapsedTimer, QObject, QPointF, QRectF, QTimer, pyqtSignal
from PyQt6.QtGui import QImage, QPainter, QRegion

from desktop.canvas.camera import Camera
from desktop.canvas.furniture import Furniture, paint_watermark
from desktop.canvas.layer import MapLayer, PointLayer
from desktop.canvas.paint import Painted, Selection, empty_colour, paint_over
from desktop.canvas.pictures import blank, painting
from desktop.canvas.tiles import TileKey, TileStore, draw_ground, draw_tile, on_tiles, tiles_of
from desktop.canvas.workers import Workers
from desktop.theme.theme import Theme

REST = 35  # milliseconds without movement after which the sharp picture is asked for
BEYOND = 110  # pixels by which the picture of the marks is larger than the view while it moves
MARKS_EVERY = 60  # milliseconds between pictures of the marks while the map moves
JUMP = 1.0  # doublings of the scale at once, after which nothing that was drawn can stand in
STALE = 0.7  # doublings of the scale after which a zoom that goes on gets tiles on its way
FRAME = 24  # milliseconds in which tiles that arrive are gathered for one frame
OVER, GROUND = "over", "ground"


@dataclass(frozen=True)
class Swipe:
    """Two layers by their keys, of which the first is seen left of a line and the second right of it."""

    before: str
    after: str


@dataclass(frozen=True, eq=False)
class Scene:
    """All that decides what the map shows, apart from where one looks."""

    layers: tuple[MapLayer, ...]
    theme: Theme
    language: str = "en"
    furniture: Furniture = field(default_factory=Furniture)
    selection: Selection | None = None
    swipe: Swipe | None = None

    def ground_of(self, side: int) -> tuple[MapLayer, ...]:
        """The layers on one side of the swipe's line; all of them on side 0."""
        if self.swipe is None or not side:
            return self.layers
        other = self.swipe.after if side == 1 else self.swipe.before
        return tuple(layer for layer in self.layers if layer.key != other)


@dataclass(frozen=True, eq=False)
class Picture:
    """Marks and names, drawn for one camera and one scene."""

    image: QImage
    camera: Camera
    painted: Painted
    scene: Scene
    exact: bool  # for exactly the view, not for a larger one
    took: float = 0.0  # milliseconds of a processor


@dataclass(frozen=True, eq=False)
class Ground:
    """The ground of one view, on the pixels of its tiles."""

    image: QImage
    camera: Camera
    state: int

    def place(self, camera: Camera) -> QRectF:
        """Where it stands in a view's pixels."""
        x, y = map(float, camera.pixels(self.camera.left, self.camera.top))
        scale = self.camera.mpp / camera.mpp
        if scale == 1:
            x, y = round(x), round(y)
        return QRectF(x, y, self.camera.width * scale, self.camera.height * scale)


class Compositor(QObject):
    """Keeps what was drawn, asks for what is missing, paints the frame; lives on the interface's thread."""

    changed = pyqtSignal()  # something new can be painted
    settled = pyqtSignal(object)  # Painted: the picture is complete and sharp
    failed = pyqtSignal(object)  # an exception while drawing

    def __init__(self, scene: Scene, workers: Workers, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._scene, self._workers = scene, workers
        self._state = 0
        self._tiles = TileStore()
        self._picture: Picture | None = None
        self._ground: Ground | None = None
        self._camera = Camera()
        self._sharpness = 1.0
        self._asked_mpp = self._camera.mpp
        self._settled = False
        self._exact_asked: tuple[Camera, Scene] | None = None  # so that what is being drawn is not asked for again
        self._took = 0.0  # milliseconds for the last picture of the marks
        self._share = 0.5
        self._since_marks = QElapsedTimer()
        self._since_marks.start()
        self._rest, self._soon = QTimer(self), QTimer(self)  # what changes several times in a row is drawn once
        self._arrived = QTimer(self)
        for timer, milliseconds, deed in (
            (self._rest, REST, self._ask), (self._soon, 0, self._ask), (self._arrived, FRAME, self.changed.emit),
        ):  # fmt: skip
            timer.setSingleShot(True)
            timer.setInterval(milliseconds)
            timer.timeout.connect(deed)
        workers.done.connect(self._drawn)
        workers.failed.connect(self._failed)

    @property
    def scene(self) -> Scene:
        return self._scene

    @property
    def painted(self) -> Painted | None:
        """What the last picture of marks shows."""
        return self._picture.painted if self._picture is not None else None

    @property
    def is_settled(self) -> bool:
        return self._settled

    @property
    def share(self) -> float:
        """Where the line of a swipe stands, from 0 at the left edge to 1 at the right."""
        return self._share

    @share.setter
    def share(self, share: float) -> None:
        self._share = min(max(share, 0.0), 1.0)
        self.changed.emit()

    def show(self, scene: Scene) -> None:
        """Another scene; until it is drawn the last one stays to be seen."""
        if (_ground(scene), scene.theme, scene.swipe) != (_ground(self._scene), self._scene.theme, self._scene.swipe):
            self._state += 1
        self._scene = scene
        self._unsettle()
        self._soon.start()

    def look(self, camera: Camera, sharpness: float) -> None:
        """Another view: panning asks for the tiles that come in, zooming waits until it rests, a jump does not."""
        zoomed = camera.mpp != self._camera.mpp
        jumped = self._picture is None or abs(log2(camera.mpp / self._camera.mpp)) > JUMP
        if sharpness != self._sharpness:
            self._state += 1
            self._picture = self._exact_asked = self._ground = None
        self._camera, self._sharpness = camera, sharpness
        self._unsettle()
        if jumped:
            self._soon.start()
            return
        self._rest.start()
        self._ask_for_marks(moving=True)
        if not zoomed or abs(log2(camera.mpp / self._asked_mpp)) > STALE:
            self._ask_for_tiles()

    def paint(self, painter: QPainter, camera: Camera) -> None:
        """One frame; only pictures are laid down here."""
        self._paint_ground(painter, camera)
        if self._picture is not None:
            seen = self._picture.camera
            x, y = camera.pixels(seen.left, seen.top)
            scale = seen.mpp / camera.mpp
            if abs(scale - 1) < 1e-9:
                painter.drawImage(QPointF(float(x), float(y)), self._picture.image)
            else:
                place = QRectF(float(x), float(y), seen.width * scale, seen.height * scale)
                painter.drawImage(place, self._picture.image)

    def end(self) -> None:
        self._rest.stop()
        self._soon.stop()
        self._arrived.stop()
        self._workers.end()

    def _paint_ground(self, painter: QPainter, camera: Camera) -> None:
        if self._scene.swipe is None:
            self._paint_side(painter, camera, 0, QRectF(0, 0, camera.width, camera.height))
            return
        at = camera.width * self._share
        for side, room in ((1, QRectF(0, 0, at, camera.height)), (2, QRectF(at, 0, camera.width - at, camera.height))):
            painter.save()
            painter.setClipRect(room)
            self._paint_side(painter, camera, side, room)
            painter.restore()

    def _paint_side(self, painter: QPainter, camera: Camera, side: int, room: QRectF) -> None:
        keys = list(tiles_of(camera, self._state, side=side))
        missing = [key for key in keys if key not in self._tiles]
        if missing:
            self._paint_older(painter, camera, missing, side, room)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        for key in keys:
            image = self._tiles.get(key)
            if image is not None:
                place = key.place(camera)
                painter.drawImage(QPointF(round(place.x()), round(place.y())), image)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)

    def _paint_older(
        self, painter: QPainter, camera: Camera, missing: Sequence[TileKey], side: int, room: QRectF
    ) -> None:
        """Where tiles are missing: those of the nearest other scales or of the state before, larger or smaller."""
        holes = QRegion()
        for key in missing:
            holes += key.place(camera).toAlignedRect()
        painter.save()
        painter.setClipRegion(holes.intersected(room.toAlignedRect()))
        painter.fillRect(QRectF(0, 0, camera.width, camera.height), empty_colour(self._scene.layers, self._scene.theme))
        groups: dict[tuple[int, float], list[TileKey | Ground]] = {}
        for key in (kept for kept in self._tiles.keys_kept() if kept.side in (0, side)):
            groups.setdefault((key.state, key.mpp), []).append(key)
        if self._ground is not None and not side:
            groups.setdefault((self._ground.state, self._ground.camera.mpp), []).append(self._ground)
        nearest = sorted(groups, key=lambda group: (abs(log2(group[1] / camera.mpp)), -group[0]))[:2]
        view = QRectF(0, 0, camera.width, camera.height)
        for group in reversed(nearest):
            for kept in groups[group]:
                place = kept.place(camera)
                image = kept.image if isinstance(kept, Ground) else self._tiles.get(kept)
                if image is not None and place.intersects(view):
                    painter.drawImage(place.toAlignedRect(), image)
        painter.restore()

    def _wanted(self) -> list[TileKey]:
        """The tiles of the view, on both sides of a swipe's line."""
        sides = (0,) if self._scene.swipe is None else (1, 2)
        return [key for side in sides for key in tiles_of(self._camera, self._state, side=side)]

    def _unsettle(self) -> None:
        self._settled = False

    def _ask(self) -> None:
        self._ask_for_marks(moving=False)
        keys = self._wanted()
        most_are_there = 2 * sum(key in self._tiles for key in keys) >= len(keys)
        if most_are_there or self._scene.swipe is not None or self._has_exact_ground():
            self._ask_for_tiles()
        elif not self._workers.asked(GROUND):
            self._ask_for_ground()
        self._look_whether_settled()

    def _ask_for_ground(self) -> None:
        """The ground of the view; its tiles are asked for when it is there."""
        self._workers.drop(unless=lambda key: not isinstance(key, TileKey))
        camera, scene, sharpness, state = self._on_tiles(), self._scene, self._sharpness, self._state

        def draw() -> Ground:
            return Ground(draw_ground(camera, scene.ground_of(0), scene.theme, sharpness), camera, state)

        self._workers.ask(GROUND, draw, turn=1)

    def _has_exact_ground(self) -> bool:
        ground = self._ground
        if ground is None or ground.state != self._state or self._scene.swipe is not None:
            return False
        return ground.camera == self._on_tiles()

    def _on_tiles(self) -> Camera:
        """The view as its tiles are laid down, by the one in the middle."""
        return on_tiles(self._camera, next(tiles_of(self._camera, self._state)))

    def _ask_for_tiles(self) -> None:
        self._asked_mpp = self._camera.mpp
        keys = self._wanted()
        wanted = set(keys)
        self._workers.drop(unless=lambda key: key in wanted or (not isinstance(key, TileKey) and key != GROUND))
        scene, sharpness = self._scene, self._sharpness
        for key in keys:
            if key not in self._tiles and not self._workers.asked(key):
                self._workers.ask(key, _tile_job(key, scene, sharpness), turn=1)

    def _ask_for_marks(self, moving: bool) -> None:
        """While it moves, one picture at a time and not too often, or drawing takes the time that frames need."""
        if moving and (self._workers.asked(OVER) or self._since_marks.elapsed() < max(MARKS_EVERY, 2 * self._took)):
            return
        self._since_marks.start()
        camera = self._camera
        if moving:
            camera = replace(camera, width=camera.width + 2 * BEYOND, height=camera.height + 2 * BEYOND)
        elif self._has_exact_marks() or self._exact_asked == (camera, self._scene):
            return
        self._exact_asked = None if moving else (camera, self._scene)
        scene, sharpness = self._scene, self._sharpness
        self._workers.ask(OVER, lambda: draw_over(scene, camera, sharpness, exact=not moving), turn=0)

    def _has_exact_marks(self) -> bool:
        picture = self._picture
        return picture is not None and picture.exact and picture.camera == self._camera and picture.scene is self._scene

    def _drawn(self, key: object, result: object) -> None:
        if isinstance(key, TileKey) and isinstance(result, QImage):
            if key.state == self._state:
                self._tiles.keep(key, result)
            if not self._arrived.isActive():  # tiles that come one after another are shown together
                self._arrived.start()
        elif isinstance(result, Ground):
            self._ground = result
            if not self._rest.isActive():
                self._ask()
            self.changed.emit()
        elif isinstance(result, Picture):
            self._took = result.took
            if self._has_exact_marks():
                return  # drawn by another thread, and overtaken: nothing would ask for the exact one again
            self._picture = result
            if not self._rest.isActive():
                self._ask_for_marks(moving=False)
            self.changed.emit()
        else:
            return
        self._look_whether_settled()

    def _failed(self, key: object, reason: Exception) -> None:
        if key == OVER:
            self._exact_asked = None
        self.failed.emit(reason)

    def _look_whether_settled(self) -> None:
        if self._settled or self._rest.isActive() or not self._has_exact_marks():
            return
        if self._has_exact_ground() or all(key in self._tiles for key in self._wanted()):
            self._settled = True
            self._tiles.forget(self._state)
            self._arrived.stop()
            self.changed.emit()
            self.settled.emit(self.painted)


def draw_over(scene: Scene, camera: Camera, sharpness: float, exact: bool) -> Picture:
    """Paint marks, names and the watermark into a picture; on any thread."""
    begun, image = thread_time(), blank(camera.width, camera.height, sharpness)
    with painting(image) as painter:
        painted = paint_over(
            painter, scene.layers, camera, scene.theme, language=scene.language, selection=scene.selection or {},
            furniture=scene.furniture if exact else None,
        )  # fmt: skip
        if scene.furniture.watermark:
            paint_watermark(painter, (scene.furniture.watermark,), camera, scene.theme)
    return Picture(image, camera, painted, scene, exact, (thread_time() - begun) * 1000)


def _tile_job(key: TileKey, scene: Scene, sharpness: float) -> Callable[[], QImage]:
    return lambda: draw_tile(key, scene.ground_of(key.side), scene.theme, sharpness)


def _ground(scene: Scene) -> list[MapLayer]:
    return [layer for layer in scene.layers if layer.visible and not isinstance(layer, PointLayer)]
