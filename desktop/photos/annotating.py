"""A photograph is marked in the window: arrows, boxes, words, the scale in view, and lengths measured by it.

What is drawn goes on a working copy; the original is only read.
"""

from __future__ import annotations

from PyQt6.QtCore import QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QImage, QKeySequence, QMouseEvent, QPainter, QPaintEvent, QShortcut
from PyQt6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.forms.latest import Latest
from desktop.forms.look import Said
from desktop.photos.painting import mark_photo, paint_marks, read_original
from desktop.session import Session
from forensics.errors import TaphosError
from forensics.messages import Message, say
from forensics.ports import Found, Receipt
from layers.photos.working import ARROW, BOX, MEASURE, SCALE, TEXT, Mark

TOOLS: tuple[tuple[str, str, Message], ...] = (
    (ARROW, "A", say("Arrow")), (BOX, "F", say("Frame")), (TEXT, "T", say("Text")), (SCALE, "S", say("Scale in view")),
    (MEASURE, "M", say("Measure")),
)  # fmt: skip
"""Each tool with its key, pressed with Alt."""
_LEAST = 4.0


class PhotoCanvas(QWidget):
    """The picture, as large as there is room; positions are pixels of the picture."""

    drawn = pyqtSignal(QPointF, QPointF)
    """Where a stroke began and ended."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.image = QImage()
        self.marks: list[Mark] = []
        self._stroke: tuple[QPointF, QPointF] | None = None
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setMinimumSize(QSize(320, 240))

    def room(self) -> QRectF:
        """Where the picture stands."""
        size = self.image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (self.width() - size.width()) / 2, (self.height() - size.height()) / 2
        return QRectF(left, top, size.width(), size.height())

    def to_picture(self, point: QPointF) -> QPointF:
        """A place of the widget in pixels of the picture, no further than its edge."""
        room, scale = self.room(), self.image.width() / max(self.room().width(), 1)
        x, y = (point.x() - room.left()) * scale, (point.y() - room.top()) * scale
        return QPointF(min(max(x, 0), self.image.width()), min(max(y, 0), self.image.height()))

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        if self.image.isNull():
            return
        room = self.room()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(room, self.image)
        painter.translate(room.topLeft())
        painter.scale(room.width() / self.image.width(), room.height() / self.image.height())
        paint_marks(painter, self.marks, max(self.image.width(), self.image.height()), self._session.translate)
        if self._stroke is not None:
            painter.setPen(QColor("white"))
            painter.drawLine(*self._stroke)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        if event is not None and not self.image.isNull():
            at = self.to_picture(event.position())
            self._stroke = (at, at)

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        if event is not None and self._stroke is not None:
            self._stroke = (self._stroke[0], self.to_picture(event.position()))
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        if event is None or self._stroke is None:
            return
        begun, self._stroke = self._stroke[0], None
        self.drawn.emit(begun, self.to_picture(event.position()))
        self.update()


class AnnotatingDialog(QDialog):
    """Marks are drawn with the mouse; “Save the working copy” is one commit."""

    def __init__(self, session: Session, photo: Found, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._photo = session, photo
        self.setWindowTitle(self._say(say("Working copy of {code}", code=photo.code)))
        self.canvas = PhotoCanvas(session, self)
        self.words, self.length = QLineEdit(self), QDoubleSpinBox(self)
        self.words.setPlaceholderText(self._say(say("Words that the next text says")))
        self.words.setAccessibleName(self.words.placeholderText())
        self.length.setRange(0.1, 100_000)
        self.length.setValue(100)
        self.length.setSuffix(self._say(say(" mm")))
        self.length.setAccessibleName(self._say(say("Length of the scale in view")))
        self.wrong = Said("warning", "warning", self)
        self.wrong.say("")
        self.tool = ARROW
        self._lay_out()
        self.canvas.drawn.connect(self._draw)
        self._asking = Latest(self)
        self._asking.answered.connect(self._arrived)
        self._asking.refused.connect(lambda refusal: self.wrong.say(self._say(refusal.message)))
        self._asking.failed.connect(session.failed)
        self._asking.ask_now(lambda: read_original(session.project, photo))
        self.resize(1000, 720)

    def _say(self, message: Message) -> str:
        return self._session.translate(message)

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        self.tools: dict[str, QPushButton] = {}
        for name, key, label in TOOLS:
            button = QPushButton(self._say(label), self)
            button.setCheckable(True)
            button.setAutoExclusive(True)
            button.setAutoDefault(False)
            button.setChecked(name == self.tool)
            button.setShortcut(f"Alt+{key}")
            button.setToolTip(self._say(say("{tool} ({keys})", tool=label, keys=f"Alt+{key}")))
            button.clicked.connect(lambda checked, name=name: self._use(name))
            self.tools[name] = button
            tools.addWidget(button)
        tools.addWidget(self.words, 1)
        scale = QLabel(self._say(say("Scale")), self)
        scale.setBuddy(self.length)
        tools.addWidget(scale)
        tools.addWidget(self.length)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.back = QPushButton(self._say(say("Take the last mark back")), self)
        self.back.setAutoDefault(False)
        self.back.clicked.connect(self._take_back)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self).activated.connect(self._take_back)
        self.save = QPushButton(self._say(say("Save the working copy")), self)
        self.save.setProperty("kind", "primary")
        self.save.setShortcut("Ctrl+S")
        self.save.setEnabled(False)
        self.save.clicked.connect(self._save)
        self.buttons.addButton(self.back, QDialogButtonBox.ButtonRole.ResetRole)
        self.buttons.addButton(self.save, QDialogButtonBox.ButtonRole.ActionRole)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addLayout(tools)
        column.addWidget(self.canvas, 1)
        column.addWidget(self.wrong)
        column.addWidget(self.buttons)

    def _arrived(self, image: QImage) -> None:
        self.canvas.image = image
        self.canvas.update()

    def _use(self, tool: str) -> None:
        self.tool = tool
        if tool == TEXT:
            self.words.setFocus()

    def _draw(self, begun: QPointF, ended: QPointF) -> None:
        """A stroke becomes a mark of the tool in hand."""
        points = ((begun.x(), begun.y()), (ended.x(), ended.y()))
        try:
            if self.tool == TEXT:
                mark = Mark(TEXT, points[:1], self.words.text())
            elif (ended - begun).manhattanLength() < _LEAST:
                return
            else:
                mark = Mark(self.tool, points, length_mm=self.length.value() if self.tool == SCALE else None)
        except TaphosError as refusal:
            self.wrong.say(self._say(refusal.message))
            return
        self.wrong.say("")
        self.canvas.marks.append(mark)
        self._marked()

    def _take_back(self) -> None:
        if self.canvas.marks:
            self.canvas.marks.pop()
            self._marked()

    def _marked(self) -> None:
        self.save.setEnabled(bool(self.canvas.marks))
        self.canvas.update()

    def _save(self) -> None:
        project, translate = self._session.project, self._session.translate
        photo, marks = self._photo, tuple(self.canvas.marks)

        def call(progress: object) -> Receipt:
            return mark_photo(project, photo, marks, translate).receipt

        self.save.setEnabled(False)
        what = self._say(say("Working copy of {code}", code=photo.code))
        self._session.write(call, what, saved=lambda receipt: self.accept(), refused=self._refused)

    def _refused(self, refusal: TaphosError) -> None:
        self.save.setEnabled(True)
        self.wrong.say(self._say(refusal.message))


def annotate(session: Session, photo: Found, parent: QWidget) -> AnnotatingDialog:
    """Mark a photograph."""
    dialog = AnnotatingDialog(session, photo, parent)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog
