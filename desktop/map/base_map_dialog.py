"""One more base map: a file of this machine, or a server, of which it is said who learns what."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.forms.place_details import CalmCombo
from desktop.map.base_maps import BaseMaps
from desktop.session import Session
from desktop.theme.icons import live_icon
from forensics.errors import TaphosError
from forensics.messages import Message, say
from layers.basemaps.online import host_of
from layers.basemaps.opening import ENDINGS
from layers.basemaps.servers import Server, servers


class BaseMapDialog(QDialog):
    """Asks for a file or a server, and hands it to the base maps of the project."""

    def __init__(self, maps: BaseMaps, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._maps, self._session = maps, session
        self.setWindowTitle(self._say(say("Add a base map")))
        self.file, self.crs = QLineEdit(), QLineEdit()
        self.server, self.address, self.attribution = CalmCombo(), QLineEdit(), QLineEdit()
        self.tabs, self.problem, self.told = QTabWidget(), QLabel(), QLabel()
        self.tabs.setUsesScrollButtons(False)
        self.tabs.addTab(self._files(), self._say(say("From a file")))
        self.tabs.addTab(self._servers(), self._say(say("From a server")))
        self.buttons = QDialogButtonBox()
        self.add = self.buttons.addButton(self._say(say("Add")), QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(self._say(say("Cancel")), QDialogButtonBox.ButtonRole.RejectRole)
        if self.add is not None:
            self.add.setProperty("kind", "primary")
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.problem.setWordWrap(True)
        self.problem.setProperty("role", "problem")
        self.problem.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(14)
        for widget in (self.tabs, self.problem, self.buttons):
            column.addWidget(widget)
        self.setMinimumWidth(560)
        for line in (self.file, self.address):
            line.textChanged.connect(self._look)
        self.tabs.currentChanged.connect(self._look)
        self._choose_server(0)

    def ask_crs(self, path: Path, why: Message, answered: str = "") -> None:
        """The file does not say its coordinate system: it is asked for; what was answered before stands there."""
        self.tabs.setCurrentIndex(0)
        self.file.setText(str(path))
        self.crs.setText(answered)
        self.crs.selectAll()
        self._tell(why)
        self.crs.setFocus()

    def accept(self) -> None:
        """Hand it over; what is no address, or no coordinate system, is said and may be mended."""
        try:
            if self.tabs.currentIndex() == 0:
                self._maps.add(Path(self.file.text().strip()), self._crs_given())
            else:
                self._maps.add_server(self._server_given())
        except TaphosError as reason:
            self._tell(reason.message)
            return
        super().accept()

    def _crs_given(self) -> str:
        from layers.crs import crs_of

        text = self.crs.text().strip()
        if text:
            crs_of(text)
        return text

    def _server_given(self) -> Server:
        address = self.address.text().strip()
        return Server(host_of(address) if self.server.currentData() is None else self.server.currentText(), address,
                      self.attribution.text().strip())  # fmt: skip

    def _files(self) -> QWidget:
        page, form, where = QWidget(), QFormLayout(), QHBoxLayout()
        page.setLayout(form)
        choose = QPushButton(live_icon("open"), self._say(say("Choose…")))
        choose.clicked.connect(self._choose)
        where.addWidget(self.file, 1)
        where.addWidget(choose)
        self.crs.setPlaceholderText(self._say(say("only where the file does not say it, such as EPSG:32636")))
        form.addRow(self._say(say("File")), where)
        form.addRow(self._say(say("Coordinate system")), self.crs)
        form.addRow(self._hint(say("Tiles (MBTiles, PMTiles), images with a place (GeoTIFF, COG, GeoPackage), outlines "
                                   "(GeoPackage, Shapefile, GeoJSON …). The file stays where it is.")))  # fmt: skip
        return page

    def _servers(self) -> QWidget:
        page, form = QWidget(), QFormLayout()
        page.setLayout(form)
        for one in servers():
            self.server.addItem(one.name, one)
        self.server.addItem(self._say(say("Another")), None)
        self.server.activated.connect(self._choose_server)
        self.told.setWordWrap(True)
        self.told.setProperty("role", "hint")
        form.addRow(self._say(say("Server")), self.server)
        form.addRow(self._say(say("Address")), self.address)
        form.addRow(self._say(say("Attribution")), self.attribution)
        form.addRow(self.told)
        return page

    def _choose_server(self, at: int) -> None:
        chosen = self.server.itemData(at)
        if isinstance(chosen, Server):
            self.address.setText(chosen.address)
            self.attribution.setText(chosen.attribution)
        self.address.setReadOnly(chosen is not None)
        self._look()

    def _look(self, _: object = None) -> None:
        self.problem.hide()
        of_file = self.tabs.currentIndex() == 0
        if self.add is not None:
            self.add.setEnabled(bool((self.file if of_file else self.address).text().strip()))
        try:
            host = host_of(self.address.text().strip())
        except TaphosError:
            host = "–"
        self.told.setText(self._say(say(
            "Each part of the map that you look at is asked of {host}, which learns where you look. Nothing is asked "
            "before you open the eye of this base map; it is closed again when the project is next opened.", host=host,
        )))  # fmt: skip

    def _choose(self) -> None:
        endings = " ".join(f"*{ending}" for ending in ENDINGS)
        named, _ = QFileDialog.getOpenFileName(
            self, self.windowTitle(), self.file.text() or str(Path.home()), f"{self._say(say('Maps'))} ({endings})"
        )
        if named:
            self.file.setText(named)

    def _hint(self, message: Message) -> QLabel:
        label = QLabel(self._say(message))
        label.setWordWrap(True)
        label.setProperty("role", "hint")
        return label

    def _tell(self, why: Message) -> None:
        self.problem.setText(self._say(why))
        self.problem.show()

    def _say(self, message: Message) -> str:
        return self._session.translate(message)


class BaseMapAsking:
    """Opens the dialog over a window: when a person wants one more, and when a file does not say where it lies."""

    def __init__(self, maps: BaseMaps, session: Session, parent: QWidget) -> None:
        self._maps, self._session, self._parent = maps, session, parent
        maps.crs_wanted.connect(self.ask_crs)

    def ask(self) -> BaseMapDialog:
        """One more base map."""
        dialog = BaseMapDialog(self._maps, self._session, self._parent)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def ask_crs(self, path: Path, why: TaphosError, answered: str = "") -> None:
        """The coordinate system of one file; `answered` is what was named before, and why it cannot be."""
        self.ask().ask_crs(path, why.message, answered)
