"""The corners of the shape that is being changed, as a table: each can be typed in any notation of coordinates."""

from __future__ import annotations

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QDialog, QHeaderView, QLabel, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget
from shapely import from_wkb, get_coordinates

from desktop.canvas.tools.edit import EditShapeTool
from desktop.canvas.tools.tool import Tool
from desktop.session import Session
from forensics.errors import TaphosError, ValueRefused
from forensics.geometry import outside_area
from forensics.messages import say
from layers.coordinates.of_country import read_typed

DIGITS = 8
"""Decimals of a degree that are shown: a millimetre."""


class VertexTable(QDialog):
    """Beside the map: what is typed here moves there, what is dragged there moves here; Backspace takes it back."""

    def __init__(self, tool: EditShapeTool, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tool, self._session = tool, session
        self._filling = False
        translate = session.translate
        self.setWindowTitle(translate(say("Corners of the shape")))
        self.table, self.problem = QTableWidget(0, 2), QLabel()
        self.table.setHorizontalHeaderLabels([translate(say("Part")), translate(say("Latitude, longitude"))])
        header = self.table.horizontalHeader()
        if header is not None:
            header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.problem.setProperty("role", "problem")
        self.problem.setWordWrap(True)
        hint = QLabel(translate(say("Type a corner in any notation: degrees, UTM, MGRS. Enter on the map keeps it.")))
        hint.setProperty("role", "hint")
        hint.setWordWrap(True)
        column = QVBoxLayout(self)
        for widget in (self.table, self.problem, hint):
            column.addWidget(widget)
        self.resize(420, 460)
        self.table.itemChanged.connect(self._typed)
        self.table.currentCellChanged.connect(lambda row, *rest: self._chosen(row))
        tool.changed.connect(self.refresh)
        self.refresh()

    def follow(self, tool: Tool) -> None:
        """Another tool was taken in hand: there is no shape under change any more."""
        if tool is not self._tool:
            self.close()

    def refresh(self) -> None:
        """The corners as they are now; without a shape under change, none."""
        rows = [(number, at, lon, lat) for number, ring in enumerate(self._tool.rings)
                for at, (lon, lat) in enumerate(ring.tolist())]  # fmt: skip
        self._filling = True
        self.table.setRowCount(len(rows))
        for row, (number, _, lon, lat) in enumerate(rows):
            self._put(row, 0, str(number + 1), editable=False)
            self._put(row, 1, f"{lat:.{DIGITS}f}, {lon:.{DIGITS}f}", editable=True)
        self._rows = [(number, at) for number, at, _, _ in rows]
        self._filling = False

    def _put(self, row: int, column: int, text: str, editable: bool) -> None:
        item = self.table.item(row, column)
        if item is None:
            item = QTableWidgetItem()
            self.table.setItem(row, column, item)
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        item.setFlags(flags | Qt.ItemFlag.ItemIsEditable if editable else flags)
        item.setText(text)

    def _typed(self, item: QTableWidgetItem) -> None:
        if self._filling or item.column() != 1 or item.row() >= len(self._rows):
            return
        try:
            lon, lat = self._place(item.text())
        except TaphosError as reason:
            self.problem.setText(self._session.translate(reason.message))
            self.refresh()
            return
        self._tool.set_vertex(*self._rows[item.row()], lon, lat)
        pack = self._session.project.pack
        outside = outside_area(lon, lat, pack.bounds if pack else None)
        self.problem.setText(self._session.translate(outside) if outside else "")

    def _place(self, text: str) -> tuple[float, float]:
        geometry = read_typed(text, self._session.project.pack).geometry
        shape = from_wkb(geometry) if geometry is not None else None
        if shape is None or shape.geom_type != "Point":
            raise ValueRefused("“{value}” is not the place of one point.", value=text)
        [(lon, lat)] = get_coordinates(shape).tolist()
        return lon, lat

    def _chosen(self, row: int) -> None:
        if not self._filling and 0 <= row < len(self._rows):
            self._tool.choose_vertex(*self._rows[row])
