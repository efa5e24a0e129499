"""Trauma is marked on the bone that is chosen: timing, mechanism, role, direction and size, as one finding."""

from __future__ import annotations

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QDoubleSpinBox, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.session import Session
from desktop.skeleton.bone_fields import Checks, Choice, label_over, side_by_side
from forensics.messages import Message, say
from forensics.vocabulary.bones import BONE_ZONE
from forensics.vocabulary.remains import DEFECT_ROLE, DIRECTION, MECHANISM, TIMING


def _millimetres(parent: QWidget | None = None) -> QDoubleSpinBox:
    box = QDoubleSpinBox(parent)
    box.setRange(0, 2000)
    box.setDecimals(1)
    box.setSpecialValueText("–")
    return box


class TraumaFields(QWidget):
    """What is marked goes into a finding of the case, on that bone and zone."""

    marked = pyqtSignal(dict)
    """The texts of the finding's fields."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.timing, self.mechanism = Choice(session, TIMING), Choice(session, MECHANISM)
        self.role, self.zone = Choice(session, DEFECT_ROLE), Choice(session, BONE_ZONE)
        self.direction = Checks(session, DIRECTION)
        self.length, self.width_ = _millimetres(), _millimetres()
        self.mark = QPushButton()
        self.mark.clicked.connect(self._mark)
        self._named: tuple[tuple[Message, QWidget], ...] = (
            (say("Timing"), self.timing), (say("Mechanism"), self.mechanism), (say("Role of the defect"), self.role),
            (say("Zone"), self.zone), (say("Length"), self.length), (say("Width"), self.width_),
            (say("Direction"), self.direction),
        )  # fmt: skip
        self._labels: dict[QWidget, QLabel] = {widget: label_over(widget) for _, widget in self._named}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        rows: tuple[tuple[QWidget, ...], ...] = (
            (self.timing, self.mechanism), (self.role, self.zone), (self.length, self.width_), (self.direction,)
        )  # fmt: skip
        for row in rows:
            column.addLayout(side_by_side(*((self._labels[widget], widget) for widget in row)))
        column.addWidget(self.mark)
        self.relabel()

    def relabel(self) -> None:
        """Say it all in the window's language."""
        translate = self._session.translate
        for message, widget in self._named:
            self._labels[widget].setText(translate(message))
            widget.setAccessibleName(translate(message))
        for box in (self.length, self.width_):
            box.setSuffix(f" {self._session.label('mm')}")
        for choice in (self.timing, self.mechanism, self.role, self.zone):
            choice.relabel()
        self.direction.offer(tuple(DIRECTION.codes), self.direction.codes)
        self.mark.setText(translate(say("Mark trauma")))

    def show_bone(self, zones: tuple[str, ...], zone: str) -> None:
        """Offer the zones of a bone, the one that was pressed chosen; what was marked last is cleared."""
        self.zone.offer_only(zones)
        self.zone.choose(zone)

    def clear(self) -> None:
        """Forget what was marked."""
        for choice in (self.timing, self.mechanism, self.role):
            choice.choose("")
        self.direction.offer(tuple(DIRECTION.codes))
        self.length.setValue(0)
        self.width_.setValue(0)

    def texts(self) -> dict[str, str]:
        """The fields as a person would type them; what is not said is left out."""
        found = {
            "timing": self.timing.code, "mechanism": self.mechanism.code, "role": self.role.code,
            "zones": self.zone.code, "direction": "; ".join(self.direction.codes),
            "size_length": _text(self.length), "size_width": _text(self.width_),
        }  # fmt: skip
        return {name: text for name, text in found.items() if text}

    def _mark(self) -> None:
        self.marked.emit(self.texts())


def _text(box: QDoubleSpinBox) -> str:
    return f"{box.value():g}" if box.value() else ""
