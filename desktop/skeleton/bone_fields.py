"""The fields of one bone beside the diagram: what is there of it, in which state; recorded in one commit."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from desktop.forms.flow import Flow
from desktop.session import Session
from forensics.messages import Message, say
from forensics.ports import Values
from forensics.vocabulary.bones import BONE_ZONE, DEVELOPMENTAL_AGE, ELEMENT_STATE, FUSION, bones
from forensics.vocabulary.declaring import Vocabulary
from layers.skeleton.inventory import Found, Standing
from layers.skeleton.plates import Key

PRESENT, ABSENT = "present", "absent"


class Choice(QComboBox):
    """One code of a vocabulary, or none."""

    def __init__(self, session: Session, vocabulary: Vocabulary, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._vocabulary = session, vocabulary
        self._offered = tuple(vocabulary.codes)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.relabel()

    def relabel(self) -> None:
        """Say the codes in the window's language; what is chosen stays."""
        kept = self.code
        self.clear()
        self.addItem("–", "")
        for code in self._offered:
            self.addItem(self._session.label(self._vocabulary.codes[code]), code)
        self.choose(kept)

    def offer_only(self, codes: Sequence[str]) -> None:
        """Offer these codes of the vocabulary alone."""
        if tuple(codes) != self._offered:
            self._offered = tuple(codes)
            self.relabel()

    @property
    def code(self) -> str:
        return str(self.currentData() or "")

    def choose(self, code: str) -> None:
        self.setCurrentIndex(max(self.findData(code), 0))


class Checks(QWidget):
    """Codes of a vocabulary to be ticked."""

    def __init__(self, session: Session, vocabulary: Vocabulary, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._vocabulary = session, vocabulary
        self._flow = Flow(self)
        self.boxes: dict[str, QCheckBox] = {}

    def offer(self, codes: Sequence[str], ticked: Sequence[str] = ()) -> None:
        """Offer these codes, some of them ticked."""
        self._flow.clear()
        self.boxes = {}
        for code in codes:
            box = QCheckBox(self._session.label(self._vocabulary.codes[code]))
            box.setChecked(code in ticked)
            self._flow.addWidget(box)
            self.boxes[code] = box

    @property
    def codes(self) -> list[str]:
        return [code for code, box in self.boxes.items() if box.isChecked()]


def label_over(widget: QWidget) -> QLabel:
    """The label of a field that stands over it."""
    label = QLabel()
    label.setProperty("role", "hint")
    label.setBuddy(widget)
    return label


def side_by_side(*fields: tuple[QLabel, QWidget]) -> QGridLayout:
    """Fields beside each other, as wide as each other, each under its label."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(10)
    grid.setVerticalSpacing(2)
    for at, (label, widget) in enumerate(fields):
        if not isinstance(widget, Checks):
            widget.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)  # halves of what there is
        grid.addWidget(label, 0, at)
        grid.addWidget(widget, 1, at)
        grid.setColumnStretch(at, 1)
    return grid


class BoneFields(QWidget):
    """Presence, zones, fragments, fusion, age and state of the bone that is chosen."""

    recorded = pyqtSignal(dict)
    """The texts of the element's fields."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._key: Key | None = None
        self.presence = QComboBox()
        self.zones = Checks(session, BONE_ZONE)
        self.fragments = QSpinBox()
        self.fragments.setRange(0, 999)
        self.fusion, self.age = Choice(session, FUSION), Choice(session, DEVELOPMENTAL_AGE)
        self.state = Checks(session, ELEMENT_STATE)
        self.record = QPushButton()
        self.record.setProperty("kind", "primary")
        self.record.clicked.connect(self._record)
        self._labels: list[tuple[QLabel, Message]] = []
        self._lay_out()
        self.presence.activated.connect(lambda at: self._show_presence())
        self.relabel()

    def _lay_out(self) -> None:
        rows: tuple[tuple[Message, QWidget], ...] = (
            (say("Presence"), self.presence), (say("Zones present"), self.zones), (say("Fragments"), self.fragments),
            (say("Stage of fusion"), self.fusion), (say("Developmental age"), self.age), (say("State"), self.state),
        )  # fmt: skip
        self._labels = [(label_over(widget), message) for message, widget in rows]
        over = dict(zip(self._widgets, (label for label, _ in self._labels), strict=True))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for row in ((self.presence, self.fragments), (self.zones,), (self.fusion, self.age), (self.state,)):
            column.addLayout(side_by_side(*((over[widget], widget) for widget in row)))
        column.addWidget(self.record)

    def relabel(self) -> None:
        """Say it all in the window's language."""
        translate = self._session.translate
        for (label, message), widget in zip(self._labels, self._widgets, strict=True):
            label.setText(translate(message))
            widget.setAccessibleName(translate(message))
        kept = self.presence.currentData()
        self.presence.clear()
        self.presence.addItem(translate(say("Present")), PRESENT)
        self.presence.addItem(translate(say("Looked for, absent")), ABSENT)
        self.presence.setCurrentIndex(max(self.presence.findData(kept), 0))
        self.record.setText(translate(say("Record bone")))
        self.fusion.relabel()
        self.age.relabel()

    @property
    def _widgets(self) -> tuple[QWidget, ...]:
        return self.presence, self.zones, self.fragments, self.fusion, self.age, self.state

    def show_bone(self, key: Key, found: Found, age: str) -> None:
        """Show what is recorded of a bone; of one that is not yet, what would be recorded by a press: all of it."""
        self._key = key
        held: Values = found.elements[0] if found.elements and found.elements[0].get("bone") == key[0] else {}
        offered = bones()[key[0]].zones
        absent = found.standing is Standing.ABSENT
        self.presence.setCurrentIndex(self.presence.findData(ABSENT if absent else PRESENT))
        self.zones.offer(offered, tuple(held.get("zones") or ()) if held else offered)
        self.fragments.setValue(int(held.get("fragments") or (0 if absent else 1)))
        self.fusion.choose(str(held.get("fusion_stage") or ""))
        self.age.choose(str(held.get("developmental_age") or age))
        self.state.offer(tuple(ELEMENT_STATE.codes), tuple(held.get("state") or ()))
        self._show_presence()

    def _show_presence(self) -> None:
        there = self.presence.currentData() == PRESENT
        for widget in (self.zones, self.fragments, self.fusion, self.state):
            widget.setEnabled(there)
        if there and not self.fragments.value():
            self.fragments.setValue(1)

    def texts(self) -> dict[str, str]:
        """The fields as a person would type them."""
        there = self.presence.currentData() == PRESENT
        return {
            "zones": "; ".join(self.zones.codes) if there else "",
            "fragments": str(self.fragments.value()) if there else "0",
            "fusion_stage": self.fusion.code if there else "",
            "developmental_age": self.age.code,
            "state": "; ".join(self.state.codes) if there else "",
        }

    def _record(self) -> None:
        if self._key is not None:
            self.recorded.emit(self.texts())
