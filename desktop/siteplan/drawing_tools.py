"""What a hand draws on the plan of a grave: a new record, a field of a form, or another shape for what is selected."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import atan2, degrees, hypot

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QMenu

from desktop.session import Selected, Session
from desktop.siteplan.canvas import PlanCanvas
from desktop.siteplan.measuring_bar import MeasuringBar
from desktop.siteplan.sketch import FIGURE, POINTS_OF_FIGURE, Sketch
from desktop.theme.icons import live_icon
from forensics.errors import TaphosError, ValueRefused
from forensics.fields import Field
from forensics.messages import say
from layers.siteplan.scene import Scene
from layers.surveying.measuring import TAPE_M, Known, Measured
from layers.surveying.placing import PointsRefused
from layers.surveying.sketching import HAND, PHOTOGRAPH, Vertex, place_of_vertices

NEW = ("case", "artefact", "sample", "context")
"""What is added to a grave by drawing it, in the order of the menu."""
ICONS = {"Point": "add-point", "MultiLineString": "draw-line", "MultiPolygon": "draw-polygon", FIGURE: "case"}
SECTIONS = {"section-x": ("x", "y"), "section-y": ("y", "x")}
"""The sections that can be drawn in: the axis across, and the one on which the plane lies."""
FACING_NORTH = "grid"


@dataclass(frozen=True)
class Subject:
    """What is drawn: fields of a record, or of a new one where `record` is empty."""

    type: str
    geometry: str
    fields: tuple[str, ...]
    record: str = ""
    code: str = ""


class PlanDrawing(QObject):
    """Takes vertices from the canvas and the measuring bar, and tells what came of them; it writes nothing."""

    new_record = pyqtSignal(str, object)
    """A type, and the texts of a new record by field."""
    shape_edited = pyqtSignal(str, str, str, str)
    """Type, record and field of a shape that was drawn anew, and the text of the new one."""

    def __init__(self, session: Session, canvas: PlanCanvas, bar: MeasuringBar, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._canvas, self._bar = session, canvas, bar
        self._scene: Scene | None = None
        self._view = ""
        self._subject: Subject | None = None
        self._picked: Callable[[str], None] | None = None
        self._beside = Selected()
        canvas.placed.connect(self._clicked)
        canvas.finished.connect(self.finish)
        canvas.taken_back.connect(self.take_back)
        canvas.stopped.connect(self.put_down)
        bar.measured.connect(self._measured)
        bar.refused.connect(session.refused)
        bar.taken_back.connect(self.take_back)
        bar.finished.connect(self.finish)
        bar.stopped.connect(self.put_down)

    def look_at(self, scene: Scene | None, view: str) -> None:
        """Draw into this scene from now on; what was begun in another view of it is dropped."""
        other = view != self._view or scene is None or self._scene is None or scene.site.id != self._scene.site.id
        self._scene, self._view = scene, view
        if other:
            if self._canvas.sketch is not None and self._canvas.sketch.vertices:
                self._session.told.emit(say("Another view is shown: what was begun on the plan is dropped."))
            self.put_down()

    @property
    def is_at_work(self) -> bool:
        return self._canvas.sketch is not None

    # What can be drawn

    def menu(self, parent: QMenu) -> QMenu:
        """New records of the grave, and the shapes of the record that is selected."""
        catalogue, translate = self._session.project.catalogue, self._session.translate
        new, again = list(self._new_subjects()), list(self._subjects_of_selected())
        if not new and not again:
            nothing = parent.addAction(translate(say("Nothing is drawn in this view; turn to the plan.")))
            if nothing is not None:
                nothing.setEnabled(False)
        for title, subjects in ((say("New"), new), (say("Draw again"), again)):
            if subjects:
                parent.addSection(translate(title))
            for subject in subjects:
                label = translate(say(catalogue[subject.type].about.label))
                action = QAction(
                    live_icon(ICONS[subject.geometry]), f"{subject.code or label} – {self._words(subject)}", parent
                )
                action.triggered.connect(lambda checked, subject=subject: self.begin(subject))
                parent.addAction(action)
        if self._scene is not None and self._scene.exhumations:
            parent.addSeparator()
            survey = QAction(live_icon("import"), translate(say("Points of a survey…")), parent)
            survey.triggered.connect(self.take_points)
            parent.addAction(survey)
        return parent

    def take_points(self) -> None:
        """Points of a file into the grave that is shown."""
        from desktop.siteplan.points_dialog import show_points_dialog

        if self._scene is None or not self._scene.exhumations:
            self._session.refused.emit(ValueRefused("Show the plan of a grave that has an exhumation first."))
            return
        show_points_dialog(self._session, self._scene, self._canvas)

    def _words(self, subject: Subject) -> str:
        if subject.geometry == FIGURE:
            return self._session.translate(say("skull, pelvis and feet"))
        kind = self._session.project.catalogue[subject.type]
        return self._session.label(kind.by_name[subject.fields[0]].label).lower()

    def _new_subjects(self) -> Iterator[Subject]:
        if self._scene is None or not self._scene.exhumations:
            return
        for type_ in NEW:
            for subject in self._subjects(type_):
                if type_ != "case" or subject.geometry in (FIGURE, "MultiPolygon") or subject.fields == ("place",):
                    yield subject

    def _subjects_of_selected(self) -> Iterator[Subject]:
        selected, scene = self._session.selected, self._scene
        if scene is None or selected.type not in (*NEW, "exhumation", "site") or not selected.record:
            return
        found = self._session.project.register.titles([selected.record]).get(selected.record)
        if found is not None:
            yield from self._subjects(selected.type, selected.record, found.code)

    def _subjects(self, type_: str, record: str = "", code: str = "") -> Iterator[Subject]:
        kind = self._session.project.catalogue[type_]
        if self._view in SECTIONS:
            wanted = [place for place in kind.places if place.geometry == "MultiLineString"]
        else:
            wanted = list(kind.places) if self._view == "plan" else []
            if wanted and set(POINTS_OF_FIGURE) <= set(kind.by_name):
                yield Subject(type_, FIGURE, POINTS_OF_FIGURE, record, code)
        for place in wanted:
            if self._view in SECTIONS or place.geometry != "MultiLineString":
                yield Subject(type_, place.geometry, (place.name,), record, code)

    # Drawing

    def pick_place(self, declared: Field, picked: Callable[[str], None], of: str = "") -> None:
        """Let a hand draw the geometry of a field of a form, for the record of a code; its text is told once."""
        draft_type = next(
            (kind.name for kind in self._session.project.catalogue.spatial if declared in kind.places), ""
        )
        if self._view in SECTIONS and declared.geometry != "MultiLineString":
            self._session.refused.emit(
                ValueRefused("Turn to the plan to draw this; in a section lines alone are drawn.")
            )
            return
        self.begin(Subject(draft_type, declared.geometry, (declared.name,), code=of), picked)

    def begin(self, subject: Subject, picked: Callable[[str], None] | None = None) -> None:
        """Take a subject in hand."""
        if self._scene is None:
            return
        self._subject, self._picked, self._beside = subject, picked, self._session.selected
        across, _ = SECTIONS.get(self._view, ("x", ""))
        sketch = Sketch(subject.geometry, across, "z" if self._view in SECTIONS else "y")
        self._canvas.take_sketch(sketch)
        label = self._session.label(self._session.project.catalogue[subject.type].about.label) if subject.type else ""
        self._bar.begin(" – ".join(filter(None, (subject.code or label, self._words(subject)))),
                        known_of(self._scene), self._view in SECTIONS)  # fmt: skip
        self._tell()

    def put_down(self) -> None:
        """Drop what was begun."""
        self._subject = self._picked = None
        self._canvas.take_sketch(None)
        self._bar.hide()

    def take_back(self) -> None:
        """Take the last vertex back; with none, drop it all."""
        sketch = self._canvas.sketch
        if sketch is None:
            return
        if not sketch.vertices:
            self.put_down()
            return
        sketch.vertices.pop()
        self._tell()

    def _clicked(self, x: float, y: float) -> None:
        sketch = self._canvas.sketch
        if sketch is None:
            return
        if sketch.closes(x, y):
            self.finish()
            return
        method = PHOTOGRAPH if self._canvas.underlay is not None and self._view == "plan" else HAND
        accuracy = max(0.5 / self._canvas.frame.scale, 0.001)
        if self._view not in SECTIONS:
            self._add(Vertex(x, y, self._bar.z, accuracy, method=method))
            return
        plane = self._bar.plane
        if plane is None:
            _, axis = SECTIONS[self._view]
            self._session.refused.emit(
                ValueRefused("Type first at which {axis} this section was measured, in metres.", axis=axis)
            )
        elif self._view == "section-x":
            self._add(Vertex(x, plane, y, accuracy, method=method))
        else:
            self._add(Vertex(plane, x, y, accuracy, method=method))

    def _measured(self, measured: Measured) -> None:
        warning = self._session.translate(measured.problem.message) if measured.problem else ""
        self._add(Vertex(measured.x, measured.y, measured.z, TAPE_M, written=measured.written), warning)

    def _add(self, vertex: Vertex, warning: str = "") -> None:
        sketch = self._canvas.sketch
        if sketch is None:
            return
        last = sketch.vertices[-1] if sketch.vertices else None
        if last is None or (last.x, last.y, last.z) != (vertex.x, vertex.y, vertex.z):
            sketch.vertices.append(vertex)
        if sketch.is_full:
            self.finish()
        else:
            self._tell(warning)

    def _tell(self, warning: str = "") -> None:
        sketch = self._canvas.sketch
        if sketch is not None:
            self._bar.tell(sketch.hint, sketch.may_finish, len(sketch.vertices), warning)
        self._canvas.viewport().update()

    def finish(self) -> None:
        """Tell what was drawn, or why it cannot be taken; then everything drawn stays to be mended."""
        sketch, subject, scene, picked = self._canvas.sketch, self._subject, self._scene, self._picked
        if sketch is None or subject is None or scene is None:
            return
        try:
            texts = texts_of(subject, sketch.vertices, scene)
        except TaphosError as refusal:
            self._session.refused.emit(refusal)
            return
        self.put_down()
        if picked is not None:
            picked(texts[subject.fields[0]])
        elif subject.record:
            for name, text in texts.items():
                self.shape_edited.emit(subject.type, subject.record, name, text)
        else:
            self.new_record.emit(subject.type, {**self._belonging(subject.type, scene), **texts})

    def _belonging(self, type_: str, scene: Scene) -> dict[str, str]:
        """To what a new record belongs: the exhumation whose grid is drawn, the site, the case selected when begun."""
        by_name = self._session.project.catalogue[type_].by_name
        selected = self._beside
        known = {"exhumation": scene.exhumations[0].id} if "exhumation" in by_name else {"site": scene.site.id}
        if selected.type in ("case", "context") and selected.record and type_ in ("artefact", "sample"):
            known[selected.type] = selected.record
        return {name: record for name, record in known.items() if name in by_name}


def texts_of(subject: Subject, vertices: Sequence[Vertex], scene: Scene) -> Mapping[str, str]:
    """What was drawn as the texts of a form; raises PointsRefused."""
    if subject.geometry != FIGURE:
        return {subject.fields[0]: _text(vertices, subject.geometry, scene)}
    if len(vertices) < len(subject.fields):
        raise PointsRefused("{count} of the three points are there: skull, pelvis, feet.", count=len(vertices))
    texts = {name: _text([one], "Point", scene) for name, one in zip(subject.fields, vertices, strict=True)}
    if subject.record:
        return texts  # whose point and orientation may have been measured otherwise
    texts["place"] = texts["pelvis"]
    azimuth = orientation(vertices[1], vertices[0], scene)
    return texts if azimuth is None else {**texts, "orientation": str(azimuth), "orientation_north": FACING_NORTH}


def orientation(pelvis: Vertex, skull: Vertex, scene: Scene) -> int | None:
    """From pelvis to head, whole degrees clockwise from grid north of UTM; None where the grid is tied to nothing."""
    if scene.tie is None or hypot(skull.x - pelvis.x, skull.y - pelvis.y) < 0.01:
        return None
    azimuth = degrees(atan2(skull.x - pelvis.x, skull.y - pelvis.y)) + scene.tie.similarity.bearing
    return round(azimuth) % 360


def _text(vertices: Sequence[Vertex], geometry: str, scene: Scene) -> str:
    in_grid = scene.grid or scene.tie is None
    return json.dumps(place_of_vertices(vertices, geometry, scene.tie, in_grid=in_grid).to_canonical())


def known_of(scene: Scene) -> Known:
    """The control points of a scene, as measurements are typed from them."""
    points = {one.name: (one.spot[0], one.spot[1]) for one in scene.controls}
    ends = (scene.baseline[0].name, scene.baseline[1].name) if scene.baseline else None
    return Known(points, ends, scene.tie)
