"""The skeleton of a case, front and back: a bone is chosen by a click, a touch or the arrow keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PyQt6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PyQt6.QtWidgets import QSizePolicy, QWidget

from desktop.forms.latest import Latest
from desktop.session import Session
from desktop.skeleton.names import BoneNames, read_names
from desktop.skeleton.rendering import colours_of, render
from desktop.skeleton.shapes import Shape, shape_at, shape_beside, shapes_of
from desktop.theme.theme import current
from forensics.messages import say
from layers.skeleton.inventory import Inventory, Mark, Standing
from layers.skeleton.marks import GROUND, marks_on
from layers.skeleton.picture import describe, plates_svg
from layers.skeleton.plates import HEIGHT, LEFT, TOP, WIDTH, Key, plates

WHOLE = QRectF(0, 0, 2 * WIDTH, HEIGHT)
REACH = 12.0
"""So far from a bone, in pixels of the window, a press still means it."""
READ = 1.1
"""Marks and letters are never smaller than so many pixels of the window to a unit."""
MOST_ZOOM = 8.0
STEP = 1.25
DRAG = 6

STANDINGS = {
    Standing.UNRECORDED: say("not recorded"),
    Standing.ABSENT: say("looked for, absent"),
    Standing.UNSAID: say("present, zones not recorded"),
    Standing.PART: say("present in part"),
    Standing.WHOLE: say("present"),
}


@dataclass(frozen=True)
class _Painted:
    image: QImage
    view: QRectF
    shapes: tuple[Shape, ...]
    names: BoneNames
    juvenile: bool
    marks: tuple[tuple[Mark, QPointF], ...]
    radius: float

    def mark_at(self, point: QPointF) -> Mark | None:
        """The mark of a finding under a point."""
        away = [((at - point).manhattanLength(), n) for n, (_, at) in enumerate(self.marks)
                if QLineF(at, point).length() <= self.radius]  # fmt: skip
        return self.marks[min(away)[1]][0] if away else None


class Diagram(QWidget):
    """Shows an inventory; the picture is made on a thread, what is chosen is drawn over it.

    Arrow keys go from bone to bone, Enter goes to its fields, + and - zoom, 0 shows all.
    """

    chosen = pyqtSignal(object, str)
    """The key of a bone, and the zone that was pressed (or nothing)."""
    wanted = pyqtSignal()
    """The fields of the chosen bone are wanted."""
    marked = pyqtSignal(str)
    """The id of a finding whose mark was pressed; its bone is chosen then."""
    opened = pyqtSignal(str)
    """The id of a finding whose mark was pressed twice."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._inventory = Inventory()
        self._painted: _Painted | None = None
        self._selected: Shape | None = None
        self._zone = ""
        self._hovered: Shape | None = None
        self._wished: tuple[Key, str] | None = None
        self._zoom, self._centre = 1.0, WHOLE.center()
        self._pressed: QPointF | None = None
        self._dragged = False
        self._asking = Latest(self, pause=15)
        self._asking.answered.connect(self._arrived)
        self._asking.failed.connect(session.failed)
        session.language_changed.connect(lambda language: self._ask())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(260, 260)

    def sizeHint(self) -> QSize:
        return QSize(420, 560)

    # What is shown

    def show_inventory(self, inventory: Inventory) -> None:
        """Show what is recorded of a case; the chosen bone stays chosen where it is the same case."""
        if inventory.case != self._inventory.case:
            self._selected, self._zone, self._wished = None, "", None
            self._zoom, self._centre = 1.0, WHOLE.center()
        self._inventory = inventory
        self._ask()

    @property
    def inventory(self) -> Inventory:
        return self._inventory

    @property
    def selected(self) -> Key | None:
        """The bone that is chosen."""
        return self._selected.key if self._selected else None

    @property
    def is_painted(self) -> bool:
        """Whether the picture stands as it was asked for."""
        return self._painted is not None and self._painted.image.size() == self._pixels()

    def choose(self, key: Key, zone: str = "") -> None:
        """Choose a bone by its key, once the plate that has it is there."""
        if self._painted is None or self._painted.juvenile != self._inventory.juvenile:
            self._wished = key, zone
            return
        shape = next((one for one in self._painted.shapes if one.key == key and not one.far), None)
        if shape is not None:
            self._choose(shape, zone)

    def _choose(self, shape: Shape, zone: str) -> None:
        self._selected, self._zone = shape, zone
        self.setAccessibleDescription(self.told(shape))
        self.update()
        self.chosen.emit(shape.key, zone)

    def told(self, shape: Shape) -> str:
        """What is said of a bone: its name, its side and what is recorded."""
        names = self._painted.names if self._painted else read_names()
        translate = self._session.translate
        found = self._inventory.found(shape.key)
        said = names.name(shape.key, self._session.language, self._session.label)
        return f"{said}: {translate(STANDINGS[found.standing])}"

    # Painting

    def _view(self) -> QRectF:
        """The part of the drawing that fills the widget."""
        scale = min(self.width() / WHOLE.width(), self.height() / WHOLE.height()) * self._zoom
        size = self.size().toSizeF() / max(scale, 1e-6)
        return QRectF(self._centre.x() - size.width() / 2, self._centre.y() - size.height() / 2,
                      size.width(), size.height())  # fmt: skip

    def _pixels(self) -> QSize:
        return self.size() * self.devicePixelRatioF()

    def _ask(self) -> None:
        if self.isVisible() and self.width() > 0:
            self._asking.ask(self._paint_of(self._inventory, self._pixels(), self._view(), current().name))
        self.setAccessibleName(self._session.translate(say("Skeleton diagram")))

    def _paint_of(self, inventory: Inventory, size: QSize, view: QRectF, worn: str) -> Callable[[], _Painted]:
        translate, width = self._session.translate, max(self.width(), 1)

        def call() -> _Painted:
            grow = max(1.0, READ * view.width() / width)
            svg = plates_svg(inventory, colours_of(worn), translate, grow)
            image = render(svg, size, view)
            shapes, marks = shapes_of(inventory.juvenile), _marks(inventory, grow)
            return _Painted(image, view, shapes, read_names(), inventory.juvenile, marks, GROUND * grow)

        return call

    def _arrived(self, painted: _Painted) -> None:
        self._painted = painted
        self.update()
        if self._wished is not None and painted.juvenile == self._inventory.juvenile:
            wished, self._wished = self._wished, None
            self.choose(*wished)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        worn, view = current(), self._view()
        painter.fillRect(self.rect(), worn.colour("skeleton_paper"))
        scale = self.width() / view.width()
        painter.scale(scale, scale)
        painter.translate(-view.x(), -view.y())
        if self._painted is not None:
            painter.drawImage(self._painted.view, self._painted.image)
        for shape, width in ((self._hovered, 1.4), (self._selected, 2.2)):
            painter.setPen(QPen(worn.palette_colour("accent"), width / scale))
            for one in self._all_of(shape):
                painter.drawPath(one.path)
        if self._selected is not None and self._zone in self._selected.zones:
            painter.setPen(QPen(worn.palette_colour("accent"), 1.2 / scale, Qt.PenStyle.DashLine))
            painter.drawPath(self._selected.zones[self._zone])
        if self.hasFocus():
            painter.resetTransform()
            painter.setPen(QPen(worn.palette_colour("accent"), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()

    def _all_of(self, shape: Shape | None) -> list[Shape]:
        """A bone on both views, and all of its parts."""
        if shape is None or self._painted is None:
            return []
        return [one for one in self._painted.shapes if one.key == shape.key and not one.far]

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        self._ask()

    def showEvent(self, event: QEvent | None) -> None:
        self._ask()

    def changeEvent(self, event: QEvent | None) -> None:
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.PaletteChange:
            self._ask()

    # Pointing

    def _point(self, position: QPointF) -> QPointF:
        view = self._view()
        scale = self.width() / view.width()
        return QPointF(view.x() + position.x() / scale, view.y() + position.y() / scale)

    def place_of(self, key: Key) -> QPointF | None:
        """Where in the widget a bone lies."""
        view = self._view()
        scale = self.width() / view.width()
        for shape in self._painted.shapes if self._painted else ():
            if shape.key == key and not shape.far:
                return QPointF((shape.at.x() - view.x()) * scale, (shape.at.y() - view.y()) * scale)
        return None

    def place_of_mark(self, finding: str) -> QPointF | None:
        """Where in the widget the mark of a finding stands."""
        view = self._view()
        scale = self.width() / view.width()
        marks = self._painted.marks if self._painted else ()
        return next(((at - view.topLeft()) * scale for mark, at in marks if mark.finding["id"] == finding), None)

    def _mark(self, position: QPointF) -> Mark | None:
        return self._painted.mark_at(self._point(position)) if self._painted is not None else None

    def _told_mark(self, mark: Mark) -> str:
        return f"{mark.number}  {describe(mark, self._session.translate)}"

    def _shape(self, position: QPointF) -> Shape | None:
        if self._painted is None:
            return None
        reach = REACH * self._view().width() / max(self.width(), 1)
        return shape_at(self._painted.shapes, self._point(position), reach)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        if event is not None and event.button() == Qt.MouseButton.LeftButton:
            self._pressed, self._dragged = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        if event is None:
            return
        if self._pressed is not None:
            moved = event.position() - self._pressed
            if self._dragged or moved.manhattanLength() > DRAG:
                self._dragged = True
                scale = self._view().width() / self.width()
                self._look_at(self._zoom, self._centre - moved * scale)
                self._pressed = event.position()
            return
        mark = self._mark(event.position())
        hovered = self._shape(event.position()) if mark is None else None
        self.setToolTip(self.told(hovered) if hovered else self._told_mark(mark) if mark else "")
        if hovered is not self._hovered:
            self._hovered = hovered
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        if event is None or self._pressed is None:
            return
        self._pressed = None
        mark = None if self._dragged else self._mark(event.position())
        if mark is not None:
            self.choose(mark.key, mark.zone)
            self.marked.emit(str(mark.finding["id"]))
            return
        shape = None if self._dragged else self._shape(event.position())
        if shape is not None:
            self._choose(shape, shape.zone_at(self._point(event.position())))

    def mouseDoubleClickEvent(self, event: QMouseEvent | None) -> None:
        mark = self._mark(event.position()) if event is not None else None
        if mark is not None:
            self.opened.emit(str(mark.finding["id"]))
        else:
            self.wanted.emit()

    def leaveEvent(self, event: QEvent | None) -> None:
        self._hovered = None
        self.update()

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        if event is None:
            return
        under = self._point(event.position())
        zoom = self._zoom * STEP ** (event.angleDelta().y() / 120)
        zoom = min(max(zoom, 1.0), MOST_ZOOM)
        self._look_at(zoom, under + (self._centre - under) * (self._zoom / zoom))
        event.accept()

    def _look_at(self, zoom: float, centre: QPointF) -> None:
        self._zoom = min(max(zoom, 1.0), MOST_ZOOM)
        view = self._view()
        self._centre = QPointF(
            _within(centre.x(), view.width(), WHOLE.width()), _within(centre.y(), view.height(), WHOLE.height())
        )
        self.update()
        self._ask()

    # Keys

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is None:
            return
        key = event.key()
        ways = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
        if key in ways and self._painted is not None:
            self._step(*ways[Qt.Key(key)])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._selected is not None:
            self.wanted.emit()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            at = self._selected.at if self._selected else self._centre
            self._look_at(self._zoom * (1 / STEP if key == Qt.Key.Key_Minus else STEP), at)
        elif key == Qt.Key.Key_0:
            self._look_at(1.0, WHOLE.center())
        else:
            super().keyPressEvent(event)

    def _step(self, dx: int, dy: int) -> None:
        assert self._painted is not None
        shapes = self._painted.shapes
        start = self._selected.at if self._selected else QPointF(WIDTH / 2, HEIGHT / 2)
        found = shape_beside(shapes, start, dx, dy)
        if found is not None:
            self._choose(found, "")
            if self._zoom > 1:
                self._look_at(self._zoom, found.at)

    def focusInEvent(self, event: QEvent | None) -> None:
        self.update()

    def focusOutEvent(self, event: QEvent | None) -> None:
        self.update()


def _marks(inventory: Inventory, grow: float) -> tuple[tuple[Mark, QPointF], ...]:
    """The marks of both views where they are drawn."""
    return tuple(
        (one.mark, QPointF(one.x + at * WIDTH - LEFT, one.y - TOP))
        for at, plate in enumerate(plates(inventory.juvenile))
        for one in marks_on(plate, inventory, grow)
    )


def _within(centre: float, seen: float, whole: float) -> float:
    """The middle of what is seen, so that nothing beyond the drawing is; its own middle where all of it fits."""
    return whole / 2 if seen >= whole else min(max(centre, seen / 2), whole - seen / 2)
