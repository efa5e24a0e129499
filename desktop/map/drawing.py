"""What a hand draws on the map: the place of a new record, a field of a form, or another shape for a record."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import shapely
from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtWidgets import QWidget
from shapely.geometry.base import BaseGeometry

from desktop import tasks
from desktop.canvas.canvas import MapCanvas
from desktop.canvas.compositor import Swipe
from desktop.canvas.tools.draw import AddPointTool, DrawLineTool, DrawPolygonTool, DrawTool
from desktop.canvas.tools.edit import EditShapeTool
from desktop.canvas.tools.lasso import SelectPolygonTool
from desktop.canvas.tools.measure import MeasureTool
from desktop.canvas.tools.pan import SelectTool
from desktop.canvas.tools.swipe import SwipeTool
from desktop.canvas.tools.tool import Drawn, Tool
from desktop.map.base_maps import LAYER
from desktop.map.contents import MapContents
from desktop.map.layers import CLOSE_UP
from desktop.map.overlays import HintBar
from desktop.session import Selected, Session
from forensics.catalogue import Field
from forensics.errors import ValueRefused
from forensics.places import place_of
from forensics.ports import Found, Values
from layers.shapes import shape_field

if TYPE_CHECKING:
    from desktop.map.receiver_dialog import ReceiverDialog
    from desktop.map.vertex_table import VertexTable

TOOL_OF = {"Point": "add_point", "MultiLineString": "draw_line", "MultiPolygon": "draw_polygon"}
"""The tool that draws each of the geometries that a field may have (forensics.fields.GEOMETRIES)."""


class MapDrawing(QObject):
    """Takes tools in hand and tells what was drawn; it writes nothing."""

    new_record = pyqtSignal(str, object)
    """A type, and the texts of a new record by field: its place."""
    shape_edited = pyqtSignal(str, str, str, str)
    """Type, record and field of a shape that was changed, and the text of the new one."""
    shape_left = pyqtSignal(str, str, str, str)
    """The same of a shape that was being changed when a hand took up something else."""
    split_drawn = pyqtSignal(object, object)
    """Drawn and Selected: the line, and the record that it parts, which was selected when the line was begun."""
    place_heard = pyqtSignal(float, float)
    """Longitude and latitude of a place that was taken from a receiver."""
    area_drawn = pyqtSignal(str)
    """An area within which records are looked at, as WKT in degrees."""
    tool_taken = pyqtSignal(str)
    """The name of the tool in hand; identify where there is none."""

    def __init__(
        self, session: Session, contents: MapContents, canvas: MapCanvas, hint: HintBar, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._contents, self._canvas, self._hint = session, contents, canvas, hint
        self._picked: Callable[[str], None] | None = None
        self._new: tuple[str, Field] | None = None
        self._of, self._code = Selected(), ""
        self._editing: Field | None = None
        self._accuracy = 0.0
        self.unsaved: Callable[[str, str], BaseGeometry | None] = lambda record, field: None
        """The shape of a field of a record as it stands in a form, where that is not saved yet."""
        self._splitting, self._for_filter = False, False
        self._last: dict[str, str] = {}
        self.tools: Mapping[str, Tool] = {
            "identify": canvas.pan_tool,
            "select": SelectTool(canvas, canvas),
            "add_point": AddPointTool(canvas, canvas),
            "draw_line": DrawLineTool(canvas, canvas),
            "draw_polygon": DrawPolygonTool(canvas, canvas),
            "edit_shape": EditShapeTool(canvas, canvas),
            "swipe": SwipeTool(canvas, canvas),
            "select_polygon": SelectPolygonTool(canvas, canvas),
            "measure": MeasureTool(canvas, canvas),
            "split": DrawLineTool(canvas, canvas),
        }
        for tool in self.tools.values():
            if isinstance(tool, DrawTool):
                tool.drawn.connect(self._drawn)
                tool.refused.connect(lambda message: session.refused.emit(ValueRefused(message)))
        canvas.tool_changed.connect(self._taken)
        hint.type_chosen.connect(self._for_type)
        hint.stopped.connect(self.put_down)

    @property
    def in_hand(self) -> str:
        """The name of the tool in hand."""
        return next((name for name, tool in self.tools.items() if tool is self._canvas.tool), "identify")

    def use(self, name: str) -> None:
        """Take a tool in hand; a shape that was being changed goes to the form of its record."""
        self._leave_shape()
        if name == "edit_shape":
            self._edit_selected()
        elif name == "swipe":
            self._swipe()
        elif name == "split":
            self._begin_splitting()
        elif name in TOOL_OF.values():
            self.draw(name)
        else:
            self._forget()
            self._canvas.take(self.tools[name])

    def put_down(self) -> None:
        """No tool: move and identify."""
        self._forget()
        self._canvas.take(None)

    def draw(self, name: str, type_: str = "") -> None:
        """Draw the place of a new record, of the type named or the one drawn last with this tool."""
        able = self._drawn_with(name)
        self._forget()
        self._for_type(type_ or self._last.get(name) or able[0])

    def pick_place(self, field: Field, picked: Callable[[str], None], of: str = "") -> None:
        """Let a hand draw the geometry of a field of a form, for the record of a code; its text is told once."""
        self._leave_shape()
        self._forget()
        self._picked, self._code = picked, of
        self._canvas.take(self.tools[TOOL_OF[field.geometry]])

    def draw_area(self) -> None:
        """Let a hand draw the area within which records are looked at."""
        self._forget()
        self._for_filter = True
        self._canvas.take(self.tools["draw_polygon"])

    def show_corners(self, parent: QWidget) -> VertexTable | None:
        """The corners of the selected shape as a table, beside the map on which it is changed."""
        from desktop.map.vertex_table import VertexTable

        tool = self.tools["edit_shape"]
        if not isinstance(tool, EditShapeTool):
            return None
        if self._canvas.tool is not tool or self._of != self._one_selected():
            self.use("edit_shape")
        table = VertexTable(tool, self._session, parent)
        table.finished.connect(table.deleteLater)
        self._canvas.tool_changed.connect(table.follow)
        table.show()
        return table

    def hear_receiver(self, parent: QWidget, into: Mapping[str, Callable[[str], None]] | None = None) -> ReceiverDialog:
        """The place of a new record from a GNSS receiver, or of what is called so in the form that is open."""
        from desktop.map.receiver_dialog import ReceiverDialog

        dialog = ReceiverDialog(self._drawn_with("add_point"), self._session, parent, into or {})
        dialog.taken.connect(self._take_place)
        dialog.heard.connect(self.place_heard)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def _take_place(self, type_: str, text: str) -> None:
        place = self._session.project.catalogue[type_].main_place
        if place is not None:
            self.new_record.emit(type_, {place.name: text})

    def _drawn_with(self, name: str) -> tuple[str, ...]:
        """The types whose main geometry a tool draws: what lies on top of the map first, the inside of a grave last."""
        places = {kind.name: kind.main_place for kind in self._session.project.catalogue.spatial}
        able = [
            type_
            for type_ in reversed(self._contents.types)
            if (place := places.get(type_)) is not None and TOOL_OF[place.geometry] == name
        ]
        return tuple(sorted(able, key=lambda type_: type_ in CLOSE_UP))

    def _for_type(self, type_: str) -> None:
        place = self._session.project.catalogue[type_].main_place
        if place is None:
            return
        name = TOOL_OF[place.geometry]
        self._new = (type_, place)
        self._last[name] = type_
        if self._canvas.tool is self.tools[name]:
            self._say_hint()
        else:
            self._canvas.take(self.tools[name])

    # Another shape for a record: the one that was selected when it was begun

    def _one_selected(self) -> Selected:
        selected = self._session.selected
        return Selected(selected.type, selected.ids[:1])

    def _begin_splitting(self) -> None:
        of, register = self._one_selected(), self._session.project.register
        if not of.record:
            self._session.refused.emit(ValueRefused("Select a record that is drawn as an area or a line."))
            self.put_down()
            return
        self._forget()
        self._splitting, self._of = True, of
        self._canvas.take(self.tools["split"])
        tasks.start(
            lambda progress: register.titles([of.record], (of.type,)),
            done=lambda titles: self._name(of, titles.get(of.record)),
            failed=self._session.failed.emit,
        )

    def _name(self, of: Selected, found: Found | None) -> None:
        """Say for which record the tool in hand was taken, as soon as its code is read."""
        if found is not None and self._of == of:
            self._code = found.code
            self._say_hint()

    def _leave_shape(self) -> None:
        """Hand a shape that is being changed to the form of its record, so that nothing of it is lost."""
        tool, field = self.tools["edit_shape"], self._editing
        if field is None or not isinstance(tool, EditShapeTool) or not tool.is_changed or tool.geometry is None:
            return
        drawn = Drawn(tool.geometry, max(self._canvas.camera.accuracy_m(), self._accuracy))
        self.shape_left.emit(self._of.type, self._of.record, field.name, text_of(drawn))

    def _edit_selected(self) -> None:
        selected = self._one_selected()
        kind = self._session.project.catalogue[selected.type] if selected.type else None
        field = shape_field(kind) if kind is not None else None
        if field is None:
            self._session.refused.emit(ValueRefused("Select a record that is drawn as an area or a line."))
            self.put_down()
            return
        register = self._session.project.register
        tasks.start(
            lambda progress: register.values(selected.type, selected.record),
            done=lambda values: self._begin_editing(selected, field, values or {}),
            failed=self._session.failed.emit,
        )

    def _begin_editing(self, selected: Selected, field: Field, values: Values) -> None:
        geometry = (values.get(field.name) or {}).get("geometry")
        tool = self.tools["edit_shape"]
        if geometry is None or not isinstance(tool, EditShapeTool):
            self._session.refused.emit(ValueRefused("This record has no shape yet; draw one first."))
            self.put_down()
            return
        key = f"{selected.type}.{field.name}"
        self._forget()
        self._of, self._code, self._editing = selected, str(values.get("code") or ""), field
        self._canvas.take(tool)
        unsaved = self.unsaved(selected.record, field.name)
        tool.edit(
            shapely.from_wkb(geometry) if unsaved is None else unsaved,
            (key, next(iter(self._canvas.selection.get(key, ())), -1)),
        )
        self._accuracy = float(values[field.name].get("horizontal_accuracy") or 0.0)
        self._picked = lambda text: self.shape_edited.emit(selected.type, selected.record, field.name, text)

    # Before and after

    def _swipe(self) -> None:
        tool, two = self.tools["swipe"], self._contents.base_maps.two_dated()
        if two is None:
            self._session.refused.emit(
                ValueRefused("Two base maps with a date are needed, both shown; the tree of layers gives a date.")
            )
            self.put_down()
            return
        self._forget()
        if isinstance(tool, SwipeTool):
            tool.words = tuple(f"{one.about.name} · {one.about.date}" for one in two)  # type: ignore[assignment]
        self._canvas.take(tool)
        self._canvas.swipe(Swipe(*(LAYER + one.about.id for one in two)))

    # What was drawn

    def _drawn(self, drawn: Drawn) -> None:
        drawn = replace(drawn, accuracy_m=max(drawn.accuracy_m, self._accuracy))  # what was not moved is as it was
        text, picked, new, splitting = text_of(drawn), self._picked, self._new, self._splitting
        for_filter, of = self._for_filter, self._of
        self.put_down()
        if for_filter:
            self.area_drawn.emit(drawn.geometry.wkt)
            return
        if splitting:
            self.split_drawn.emit(drawn, of)
            return
        if picked is not None:
            picked(text)
        elif new is not None:
            self.new_record.emit(new[0], {new[1].name: text})

    def _forget(self) -> None:
        self._picked, self._new, self._splitting, self._for_filter = None, None, False, False
        self._of, self._code, self._editing, self._accuracy = Selected(), "", None, 0.0

    def _taken(self, tool: Tool) -> None:
        if not isinstance(tool, SwipeTool):
            self._canvas.swipe(None)
        self._say_hint()
        self.tool_taken.emit(self.in_hand)

    def _say_hint(self) -> None:
        name = self.in_hand
        if name in ("identify", "select"):
            self._hint.hide()
        elif self._new is not None:
            self._hint.tell(self._canvas.tool.hint, self._drawn_with(name), self._new[0])
        else:
            self._hint.tell(self._canvas.tool.hint, (), of=self._code)


def text_of(drawn: Drawn) -> str:
    """What was drawn as the text of a place: geometry, how it was found, and how well."""
    accuracy = float(f"{drawn.accuracy_m:.3g}")
    place = place_of(_promoted(drawn.geometry), crs="EPSG:4326", method="map", horizontal_accuracy=accuracy)
    return json.dumps(place.to_canonical())


def _promoted(geometry: BaseGeometry) -> BaseGeometry:
    """A single area or line as one of several, as fields keep them."""
    if isinstance(geometry, shapely.Polygon):
        return shapely.MultiPolygon([geometry])
    if isinstance(geometry, shapely.LineString):
        return shapely.MultiLineString([geometry])
    return geometry
