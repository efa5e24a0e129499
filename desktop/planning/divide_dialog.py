"""An area is divided: how is asked, the parts are drawn on the map as they would be, and then written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QComboBox, QDoubleSpinBox, QFileDialog, QSpinBox, QWidget

from desktop.forms.latest import Latest
from desktop.planning.sketch import MapSketch, Sketched, sketched
from desktop.safekeeping.work_dialog import WorkDialog
from desktop.session import Session
from forensics.errors import TaphosError
from forensics.messages import Message, say, say_count
from forensics.ports import Receipt
from forensics.vocabulary.planning import SURVEY_PURPOSE
from layers.planning.dividing import BY, Division, Hours, along_lines, into_cells, into_parts, keep_division
from layers.planning.ground import ground_named
from layers.project import Project

PARTS, SQUARES, HEXAGONS, LINES = "parts", "square", "hexagon", "lines"
HOW = {
    PARTS: say("Connected parts of about one load"),
    SQUARES: say("Squares of one size"),
    HEXAGONS: say("Hexagons of one size"),
    LINES: say("Blocks between the lines of a file"),
}
LOAD = {"area": say("Ground"), "population": say("People who live there"), "hours": say("Expected hours")}
PAUSE = 300
MOST_PARTS, MOST_SIZE, MOST_AROUND = 400, 100_000, 100_000
SKETCH = "division"


@dataclass(frozen=True)
class Asked:
    """How which ground is divided."""

    ground: str
    how: str
    count: int
    by: str
    size_m: float
    around_m: float
    lines: str

    def divide(self, project: Project) -> Division:
        """The parts as they would be written. Blocking."""
        ground = ground_named(project, self.ground, self.around_m)
        if self.how == PARTS:
            return into_parts(project, ground, self.count, self.by, Hours())
        if self.how == LINES:
            return along_lines(ground, Path(self.lines).expanduser())
        return into_cells(ground, self.how, self.size_m)


@dataclass(frozen=True, eq=False)
class Seen:
    """A division with its outlines on the map."""

    division: Division
    sketch: Sketched | None


class DivideDialog(WorkDialog):
    """Stands beside the map, which can be moved meanwhile; nothing is written before it is pressed."""

    def __init__(self, session: Session, sketch: MapSketch, parent: QWidget | None = None) -> None:
        super().__init__(session.translate, say("Divide an area"), say("Write the parts"), parent)
        self.session, self._sketch = session, sketch
        self.found: Seen | None = None
        self._make_fields()
        self._lay_out_fields()
        self._looking = Latest(self, PAUSE)
        self._looking.answered.connect(self._see)
        self._looking.refused.connect(self._not_divided)
        self._looking.failed.connect(self._not_divided_by_mistake)
        self.finished.connect(lambda _: self._sketch.clear(SKETCH))
        session.selection_changed.connect(lambda _: self._follow())
        self._follow()

    def _make_fields(self) -> None:
        self.ground = self.line()
        self.how, self.by, self.purpose = QComboBox(), QComboBox(), QComboBox()
        for code, words in HOW.items():
            self.how.addItem(self.translate(words), code)
        for code in BY:
            self.by.addItem(self.translate(LOAD[code]), code)
        self.purpose.addItem(self.translate(say("As the area that is divided")), "")
        for code, label in SURVEY_PURPOSE.codes.items():
            self.purpose.addItem(self.session.label(label), code)
        self.count = QSpinBox()
        self.count.setRange(2, MOST_PARTS)
        self.count.setValue(4)
        self.size_m, self.around = QDoubleSpinBox(), QDoubleSpinBox()
        for box, most, value in ((self.size_m, MOST_SIZE, 1000), (self.around, MOST_AROUND, 0)):
            box.setRange(0, most)
            box.setDecimals(0)
            box.setSingleStep(100)
            box.setSuffix(f" {self.translate(say('m'))}")
            box.setValue(value)
        self.lines = self.line()
        for combo in (self.how, self.by, self.purpose):
            combo.currentIndexChanged.connect(lambda _: self.look())
        for number in (self.count, self.size_m, self.around):
            number.valueChanged.connect(lambda _: self.look())

    def _lay_out_fields(self) -> None:
        self.add(
            say("Ground"), self.with_choice(self.ground, self._choose),
            say("The code of a survey area, settlement or track, or a file with areas; what is selected is taken up."),
        )  # fmt: skip
        self.add(say("Metres around it"), self.around)
        self.add(say("Into"), self.how)
        self.add(say("How many"), self.count)
        self.add(say("Of one"), self.by)
        self.add(say("From side to side"), self.size_m)
        self._lines_row = self.form.rowCount()
        self.add(say("Lines"), self.with_choice(self.lines, self._choose))
        self.add(say("Purpose"), self.purpose)

    @property
    def asked(self) -> Asked:
        """What the fields say."""
        return Asked(
            self.ground.text().strip(), str(self.how.currentData()), self.count.value(), str(self.by.currentData()),
            self.size_m.value(), self.around.value(), self.lines.text().strip(),
        )  # fmt: skip

    def missing(self) -> Message | None:
        if not self.ground.text().strip():
            return say("Name the ground, or select an area.")
        if self.how.currentData() == LINES and not Path(self.lines.text().strip()).expanduser().is_file():
            return say("Choose the file with the lines.")
        if self.how.currentData() in (SQUARES, HEXAGONS) and not self.size_m.value():
            return say("A cell has a size; 0 m is none.")
        return None

    def look(self) -> None:
        """Divide anew whatever was changed; nothing can be written meanwhile."""
        if not hasattr(self, "_looking"):
            return
        super().look()
        how = self.how.currentData()
        for widget, on in ((self.count, how == PARTS), (self.by, how == PARTS),
                           (self.size_m, how in (SQUARES, HEXAGONS))):  # fmt: skip
            self.form.setRowVisible(widget, on)
        self.form.setRowVisible(self._lines_row, how == LINES)
        self.found = None
        self.go.setEnabled(False)
        if self.missing() is not None:
            self._looking.forget()
            self._sketch.clear(SKETCH)
            return
        self.tell("hint", say("One moment…"))
        project, asked = self.session.project, self.asked
        self._looking.ask(lambda: _seen(project, asked))

    def _see(self, seen: Seen) -> None:
        self.found = seen
        self._sketch.show(seen.sketch, SKETCH)
        self._sketch.go_to()
        self.go.setEnabled(True)
        self.tell("hint", told(seen.division))

    def _not_divided(self, refusal: TaphosError) -> None:
        self._sketch.clear(SKETCH)
        self.tell("problem", refusal.message)

    def _not_divided_by_mistake(self, failure: BaseException) -> None:
        self._sketch.clear(SKETCH)
        self._failed(failure)

    def begin(self) -> None:
        if self.found is None:
            return
        project, division, purpose = self.session.project, self.found.division, str(self.purpose.currentData())
        self.work(lambda _: keep_division(project, division, purpose), self._written, in_order=True)

    def _written(self, made: tuple[list[str], Receipt]) -> None:
        codes, receipt = made
        name = self.found.division.ground.name if self.found is not None else ""
        self.session.know(receipt, self.translate(say("Divided: {name}", name=name)))
        self.session.told.emit(
            say_count("{name}: {count} planned area was written.", "{name}: {count} planned areas were written.",
                      count=len(codes), name=name)
        )  # fmt: skip
        self.accept()

    def _follow(self) -> None:
        """The area that is selected is what is divided, until something else is typed."""
        selected = self.session.selected
        if selected.type in ("survey_area", "settlement", "track", "hazard") and selected.record:
            found = self.session.project.register.titles([selected.record], [selected.type])
            if selected.record in found:
                self.ground.setText(found[selected.record].code)
        self.look()

    def _choose(self) -> str:
        named, _ = QFileDialog.getOpenFileName(self, self.windowTitle(), str(Path.home()))
        return named


def _seen(project: Project, asked: Asked) -> Seen:
    division = asked.divide(project)
    return Seen(division, sketched(division.parts))


def told(division: Division) -> Message:
    """How many parts there would be, of how much ground, and how alike their loads are."""
    parts = say_count("{count:,} part, {km2:.2f} km².", "{count:,} parts, {km2:.2f} km² together.",
                      count=len(division.parts), km2=sum(division.km2))  # fmt: skip
    if not division.loads:
        return parts
    ratio = max(division.loads) / max(min(division.loads), 1e-9)
    return say("{parts} The heaviest has {ratio:.2f} times the load of the lightest.", parts=parts, ratio=ratio)


def show_divide(session: Session, sketch: MapSketch, window: QWidget | None) -> DivideDialog:
    """Open the dialog beside the map: it can be looked at and moved."""
    dialog = DivideDialog(session, sketch, window)
    show_beside(dialog, window)
    return dialog


def show_beside(dialog: WorkDialog, window: QWidget | None) -> None:
    """Open at the right edge of a window, over the record, so that the map can be seen and used."""
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.show()
    if window is not None:
        corner = window.mapToGlobal(window.rect().topRight())
        dialog.move(corner.x() - dialog.width() - 12, corner.y() + 64)
