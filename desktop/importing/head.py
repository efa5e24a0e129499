"""Which file is taken in, what its rows are, and what the file does not say of itself."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QFileDialog, QGridLayout, QLabel, QLineEdit, QPushButton, QWidget

from desktop.forms.desk import Desk
from desktop.forms.place_details import CalmCombo
from desktop.importing.request import Request
from desktop.tables.type_switch import TypeSwitch
from desktop.theme.icons import live_icon
from forensics.messages import Message, say
from forensics.places import SITE_GRID
from layers.imports.preview import Preview
from layers.imports.source import FORMATS

ENCODINGS = ("utf-8", "cp1251", "cp1252", "koi8-u", "cp866", "utf-16")
DAYS = (
    (None, say("09/08/2022 as the file says")),
    (True, say("09/08/2022 is 9 August")),
    (False, say("09/08/2022 is 8 September")),
)


class FileHead(QWidget):
    """Lines and lists; `changed` tells that the request is another one."""

    changed = pyqtSignal()

    def __init__(self, desk: Desk, type_: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.file = QLineEdit()
        self.choose = QPushButton(live_icon("open"), desk.say(say("Choose…")))
        self.types, self.layer = TypeSwitch(desk), CalmCombo()
        self.encoding, self.crs, self.days = CalmCombo(), CalmCombo(), CalmCombo()
        self._asked = Path()
        self._fill()
        self.types.show_type(type_)
        self._lay_out()
        self.file.editingFinished.connect(self._typed)
        self.choose.clicked.connect(self._choose)
        for combo in (self.types, self.layer, self.encoding, self.crs, self.days):
            combo.activated.connect(lambda _: self.changed.emit())

    def _fill(self) -> None:
        pack = self.desk.session.project.pack
        by_itself = self.desk.say(say("As the file says"))
        self.encoding.addItem(by_itself, "")
        for name in ENCODINGS:
            self.encoding.addItem(name, name)
        self.crs.addItem(by_itself, "")
        for code in map("EPSG:{}".format, pack.epsg if pack else (4326,)):
            self.crs.addItem(code, code)
        self.crs.addItem(self.desk.say(say("Site grid")), SITE_GRID)
        for day_first, text in DAYS:
            self.days.addItem(self.desk.say(text), day_first)

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        self._layer_label = self._label(say("Layer"), self.layer)
        grid.addWidget(self._label(say("File"), self.file), 0, 0)
        grid.addWidget(self.file, 0, 1, 1, 4)
        grid.addWidget(self.choose, 0, 5)
        grid.addWidget(self._label(say("Each row is"), self.types), 1, 0)
        grid.addWidget(self.types, 1, 1)
        grid.addWidget(self._layer_label, 1, 2)
        grid.addWidget(self.layer, 1, 3, 1, 3)
        grid.addWidget(self._label(say("Text"), self.encoding), 2, 0)
        grid.addWidget(self.encoding, 2, 1)
        grid.addWidget(self._label(say("Coordinates"), self.crs), 2, 2)
        grid.addWidget(self.crs, 2, 3)
        grid.addWidget(self.days, 2, 4, 1, 2)
        self.days.setAccessibleName(self.desk.say(say("How dates are meant")))
        grid.setColumnStretch(1, 3)
        grid.setColumnStretch(3, 2)
        self._show_layers((), "")

    def _label(self, text: Message, of: QWidget) -> QLabel:
        label = QLabel(self.desk.say(text))
        label.setProperty("role", "label")
        label.setBuddy(of)
        of.setAccessibleName(label.text())
        return label

    def request(self, mapping: dict[str, str]) -> Request | None:
        """What is asked; None while no file is named."""
        if not self.file.text().strip():
            return None
        return Request(
            Path(self.file.text().strip()),
            str(self.types.currentData()),
            self.layer.currentData() or "",
            mapping,
            self.crs.currentData() or "",
            self.encoding.currentData() or "",
            self.days.currentData(),
        )

    def mean(self, crs: str, day_first: bool | None) -> None:
        """Show how coordinates and dates were meant when such a file was last taken in."""
        for combo, value in ((self.crs, crs), (self.days, day_first)):
            at = combo.findData(value) if value not in ("", None) else -1
            if at >= 0:
                combo.setCurrentIndex(at)

    def follow(self, seen: Preview) -> None:
        """Show what the file turned out to be."""
        self.types.show_type(seen.type)
        self._show_layers(seen.layers, seen.layer)

    def name_file(self, path: Path) -> None:
        """Ask for another file, about which nothing is said yet."""
        self.file.setText(str(path))
        if path != self._asked:
            self._asked = path
            self._show_layers((), "")
            for combo in (self.encoding, self.crs, self.days):
                combo.setCurrentIndex(0)
            self.changed.emit()

    def _show_layers(self, layers: tuple[str, ...], shown: str) -> None:
        self.layer.clear()
        if layers and shown not in layers:
            self.layer.addItem(self.desk.say(say("Choose a layer")), "")
        for name in layers:
            self.layer.addItem(name, name)
        self.layer.setCurrentIndex(max(0, self.layer.findData(shown)))
        for widget in (self.layer, self._layer_label):
            widget.setVisible(len(layers) > 1)

    def _typed(self) -> None:
        if self.file.text().strip():
            self.name_file(Path(self.file.text().strip()))

    def _choose(self) -> None:
        kinds = " ".join(f"*{ending}" for ending in FORMATS)
        name, _ = QFileDialog.getOpenFileName(
            self, self.desk.say(say("Import a file")), self.file.text() or str(Path.home()),
            f"{self.desk.say(say('Tables and layers'))} ({kinds})",
        )  # fmt: skip
        if name:
            self.name_file(Path(name))
