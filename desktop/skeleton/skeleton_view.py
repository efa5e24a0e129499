"""The skeleton of the case that is shown: the diagram, and beside or below it the bone that is chosen."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import wrap

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import QLabel, QPushButton, QSizePolicy, QSplitter, QVBoxLayout, QWidget

from desktop.forms.latest import Latest
from desktop.forms.quiet_scroll import QuietScroll
from desktop.session import Session
from desktop.skeleton.bone_fields import BoneFields
from desktop.skeleton.diagram import Diagram
from desktop.skeleton.names import read_names
from desktop.skeleton.trauma_fields import TraumaFields
from forensics.messages import Message, say
from forensics.ports import Found, Receipt
from forensics.vocabulary.bones import bones
from layers.editing import Edit, adding, keep, keep_new, setting
from layers.skeleton.inventory import Inventory, inventory_of
from layers.skeleton.picture import describe
from layers.skeleton.plates import Key

LINE = 40
"""Letters to a line of a finding."""
BESIDE = 760
"""So wide a view has its fields beside the diagram."""
WRITTEN = ("element", "finding", "case")


class SkeletonView(QWidget):
    """Reads a case's bones, and writes what is recorded of them through the register."""

    open_wanted = pyqtSignal(str)
    """The id of a record that the person wants to see."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._case = ""
        self._awaited: tuple[Key, str] | None = None
        self.diagram = Diagram(session)
        self.bone, self.trauma = BoneFields(session), TraumaFields(session)
        self.name, self.scholarly, self.hint = QLabel(), QLabel(), QLabel()
        self._marks = QVBoxLayout()
        self._asking = Latest(self)
        self._asking.answered.connect(self._arrived)
        self._asking.failed.connect(session.failed)
        self._lay_out()
        self.diagram.chosen.connect(lambda key, zone: self._show_bone(key, zone))
        self.diagram.wanted.connect(self.bone.presence.setFocus)
        self.diagram.marked.connect(self._go_to_mark)
        self.diagram.opened.connect(self.open_wanted)
        self.bone.recorded.connect(self.record_bone)
        self.trauma.marked.connect(self.mark_trauma)
        session.changed.connect(self._changed)
        session.language_changed.connect(lambda language: self._relabel())
        self._relabel()
        self._show_nothing()

    def _lay_out(self) -> None:
        self.name.setProperty("role", "heading")
        self.scholarly.setProperty("role", "hint")
        for label in (self.name, self.scholarly, self.hint):
            label.setWordWrap(True)
        page = QWidget()
        page.setProperty("role", "sheet")
        column = QVBoxLayout(page)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(10)
        for widget in (self.name, self.scholarly, self.hint, self.bone, self.trauma):
            column.addWidget(widget)
        column.addLayout(self._marks)
        column.addStretch(1)
        self.fields = QuietScroll()
        self.fields.setWidget(page)
        self.fields.setWidgetResizable(True)
        self.fields.setMinimumWidth(300)
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.addWidget(self.diagram)
        self.split.addWidget(self.fields)
        self.split.setStretchFactor(0, 3)
        self.split.setStretchFactor(1, 2)
        self.split.setChildrenCollapsible(False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.split)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        wide = self.width() >= BESIDE
        self.split.setOrientation(Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical)

    # Showing

    def show_case(self, case: str, key: Key | None = None) -> None:
        """Show the bones of a case; `key` is the bone to choose."""
        if case != self._case:
            self._show_nothing()
        self._case = case
        if key is not None:
            self._awaited = key, ""
        project = self._session.project
        self._asking.ask_now(lambda: inventory_of(project, case))

    def clear(self) -> None:
        """Show no case."""
        self._case = ""
        self._asking.forget()
        self.diagram.show_inventory(Inventory())
        self._show_nothing()

    def _arrived(self, inventory: Inventory) -> None:
        self.diagram.show_inventory(inventory)
        if self._awaited is not None:
            key, zone = self._awaited
            self._awaited = None
            self.diagram.choose(key, zone)
        elif self.diagram.selected is not None:
            self._show_bone(self.diagram.selected, self.trauma.zone.code)

    def _changed(self, receipt: Receipt) -> None:
        if self._case and self.isVisible() and any(type_ in receipt.changed for type_ in WRITTEN):
            self.show_case(self._case)

    def _relabel(self) -> None:
        translate = self._session.translate
        self.hint.setText(translate(say("Press a bone, or go from bone to bone with the arrow keys.")))
        self.bone.relabel()
        self.trauma.relabel()
        if self.diagram.selected is not None:
            self._show_bone(self.diagram.selected, self.trauma.zone.code)

    def _show_nothing(self) -> None:
        for widget in (self.name, self.scholarly, self.bone, self.trauma):
            widget.hide()
        self.hint.show()
        self._show_marks(None)

    def _show_bone(self, key: Key, zone: str) -> None:
        inventory, names = self.diagram.inventory, read_names()
        found = inventory.found(key)
        ages = [one.get("developmental_age") for known in inventory.by_key.values() for one in known.elements]
        age = max(set(ages), key=ages.count) if ages else None
        self.name.setText(names.name(key, self._session.language, self._session.label))
        self.scholarly.setText(names.scholarly(key))
        self.bone.show_bone(key, found, str(age or ""))
        self.trauma.show_bone(bones()[key[0]].zones, zone)
        self.trauma.mark.setEnabled(bool(self._own(key)))
        self._show_marks(key)
        for widget in (self.name, self.scholarly, self.bone, self.trauma):
            widget.show()
        self.hint.hide()

    def _show_marks(self, key: Key | None) -> None:
        while (item := self._marks.takeAt(0)) is not None:
            gone = item.widget()
            if gone is not None:
                gone.hide()
                gone.deleteLater()
        for mark in self.diagram.inventory.marks if key is not None else ():
            if mark.key == key:
                said = f"{mark.number}  {describe(mark, self._session.translate)}"
                button = QPushButton("\n".join(wrap(said, LINE)))
                button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
                record = str(mark.finding["id"])
                button.setObjectName(record)
                button.clicked.connect(lambda checked, record=record: self.open_wanted.emit(record))
                self._marks.addWidget(button)

    def _go_to_mark(self, finding: str) -> None:
        """Go to the line of a finding whose mark was pressed."""
        for at in range(self._marks.count()):
            item = self._marks.itemAt(at)
            button = item.widget() if item is not None else None
            if button is not None and button.objectName() == finding:
                button.setFocus()
                self.fields.ensureWidgetVisible(button)

    # Writing

    def _own(self, key: Key) -> str:
        """The id of this case's own record of a bone, or of one that was joined to it; nothing where there is none."""
        held = self.diagram.inventory.by_key.get(key)
        if held is None:
            return ""
        own = next((one for one in held.elements if one.get("case") == self._case), held.elements[0])
        return str(own["id"])

    def record_bone(self, texts: dict[str, str]) -> None:
        """Record the chosen bone: anew, or what changed of it."""
        key = self.diagram.selected
        if key is None:
            return
        project, own = self._session.project, self._own(key)
        given = {"case": self._case, "bone": key[0], "side": key[1], "tooth": key[2], **texts}

        def edit() -> Edit:
            if own:
                return setting(project, Found("element", own, ""), texts)
            return adding(project, "element", {name: text for name, text in given.items() if text})

        self._write(edit, say("Bone recorded: {name}", name=self.name.text()), key)

    def mark_trauma(self, texts: dict[str, str]) -> None:
        """Record a finding of trauma on the chosen bone."""
        key = self.diagram.selected
        if key is None or not (element := self._own(key)):
            return
        project = self._session.project
        given = {"case": self._case, "kind": "trauma", "element": element, "side": key[1], **texts}
        self._write(lambda: adding(project, "finding", given), say("Trauma marked: {name}", name=self.name.text()), key)
        self.trauma.clear()

    def _write(self, edit: Callable[[], Edit], what: Message, key: Key) -> None:
        project, said = self._session.project, self._session.translate(what)
        self._awaited = key, self.trauma.zone.code

        def call(progress: object) -> Receipt:
            made = edit()
            return keep(project, made) if made.change is None or made.change.before else keep_new(project, made)[1]

        self._session.write(call, said)
