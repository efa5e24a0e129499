"""Points of a total station or GNSS receiver into a grave: which code goes where, tried before it is taken in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.forms.latest import Latest
from desktop.forms.look import wrapped
from desktop.forms.place_details import METHODS, CalmCombo
from desktop.session import Session
from desktop.siteplan.points_table import CodesTable
from desktop.theme.icons import live_icon
from forensics.catalogue import MAIN, Catalogue
from forensics.errors import TaphosError, ValueRefused
from forensics.messages import Message, say, say_count
from forensics.places import SITE_GRID, Place
from forensics.ports import Progress, Receipt
from forensics.vocabulary.graves import HEIGHT_DATUM
from layers.siteplan.scene import Item, Scene
from layers.siteplan.tie import number_of, utm_of
from layers.surveying.axes import EAST_FIRST, NORTH_FIRST
from layers.surveying.measuring import parts_of
from layers.surveying.points import PointFile, read_points
from layers.surveying.taking import Asked, SurveyReport, take_points

WIDTH, HEIGHT = 860, 640
NEW = ("artefact", "case")
"""Types of which each point of a code may become a record of its own."""
AXES = {
    "": say("Not said"), EAST_FIRST: say("X is east, Y is north"), NORTH_FIRST: say("X is north, Y is east"),
}  # fmt: skip
"""Which coordinate is east; asked where the points lie nowhere near."""
NOTHING_CHANGED = Receipt("", {}, 0)
POINT_FILES = "*.dat *.csv *.txt *.xlsx *.gpkg *.geojson *.gpx *.kml"


class PointsDialog(QDialog):
    """Every change is tried on a thread; taking in is one commit, or none."""

    def __init__(self, session: Session, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.scene = session, scene
        self.exhumation = scene.exhumations[0]
        self.points: PointFile | None = None
        self.report: SurveyReport | None = None
        self._trying, self._reading = Latest(self, pause=250), Latest(self)
        self.file = QLineEdit()
        self.choose = QPushButton(live_icon("open"), self._say(say("Choose…")))
        self.crs, self.datum, self.method = CalmCombo(), CalmCombo(), CalmCombo()
        self.accuracy, self.scale_reason = QLineEdit(), QLineEdit()
        self.axes = CalmCombo()
        targets = tuple(targets_of(session.project.catalogue, scene))
        self.table = CodesTable(targets, session.translate)
        self.outcome = wrapped("", "hint")
        self.cancel, self.accept_button = QPushButton(self._say(say("Cancel"))), QPushButton(self._say(say("Take in")))
        self.accept_button.setProperty("kind", "primary")
        self.setWindowTitle(self._say(say("Points of a survey into {exhumation}", exhumation=self.exhumation.code)))
        self._fill()
        self._lay_out()
        self._connect()
        self.resize(WIDTH, HEIGHT)
        self._tell(say("Choose a file of points: of a total station (.dat), or a table with a header."))

    def _say(self, message: Message | str) -> str:
        return self.session.translate(message)

    # Putting together

    def _fill(self) -> None:
        pack, tie = self.session.project.pack, self.scene.tie
        utm = tie.crs if tie is not None else self._utm_of_place()
        known = dict.fromkeys([utm, *map("EPSG:{}".format, pack.epsg if pack else ()), "EPSG:4326"])
        self.crs.addItem(self._say(say("As the file says")), "")
        self.crs.addItem(self._say(say("Site grid")), SITE_GRID)
        for code in filter(None, known):
            self.crs.addItem(code, code)
        for axes, words in AXES.items():
            self.axes.addItem(self._say(words), axes)
        self.datum.addItem(self._say(say("No height datum")), "")
        for code, label in HEIGHT_DATUM.all_codes.items():
            if code not in ("unknown", "not_recorded", "not_applicable"):
                self.datum.addItem(self._say(say(label)), code)
        for code, words in METHODS.items():
            self.method.addItem(self._say(words), code)
        self.method.setCurrentIndex(self.method.findData("total_station"))
        self.accuracy.setPlaceholderText("0.02")

    def _utm_of_place(self) -> str:
        values = self.session.project.register.values("site", self.scene.site.id) or {}
        place = Place.from_canonical(values["place"]).shape if values.get("place") else None
        return utm_of(place.centroid.x, place.centroid.y) if place is not None else ""

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        grid.addWidget(self._label(say("File"), self.file), 0, 0)
        grid.addWidget(self.file, 0, 1, 1, 2)
        grid.addWidget(self.choose, 0, 3)
        for row, column, text, widget in (
            (1, 0, say("Coordinates"), self.crs), (1, 2, say("Heights over"), self.datum),
            (2, 0, say("Measured by"), self.method), (2, 2, say("Accuracy, m"), self.accuracy),
            (3, 0, say("Axes"), self.axes), (3, 2, say("Scale accepted because"), self.scale_reason),
        ):  # fmt: skip
            grid.addWidget(self._label(text, widget), row, column)
            grid.addWidget(widget, row, column + 1)
        for column in (1, 3):
            grid.setColumnStretch(column, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.accept_button)
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(20, 16, 20, 14)
        column_.setSpacing(12)
        column_.addLayout(grid)
        column_.addWidget(self.table, 1)
        column_.addWidget(self.outcome)
        column_.addLayout(foot)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)  # Enter is for the line that has the focus

    def _label(self, text: Message, of: QWidget) -> QLabel:
        label = QLabel(self._say(text))
        label.setProperty("role", "label")
        label.setBuddy(of)
        of.setAccessibleName(label.text())
        return label

    def _connect(self) -> None:
        self.choose.clicked.connect(self._choose)
        self.file.editingFinished.connect(lambda: self.read(Path(self.file.text().strip())))
        for combo in (self.crs, self.datum, self.method, self.axes):
            combo.activated.connect(lambda _: self._try())
        for line in (self.accuracy, self.scale_reason):
            line.textEdited.connect(lambda _: self._try())
        self.table.edited.connect(self._try)
        self.cancel.clicked.connect(self.reject)
        self.accept_button.clicked.connect(self.take_in)
        self._reading.answered.connect(self._read)
        self._trying.answered.connect(self._tried)
        for asking in (self._reading, self._trying):
            asking.refused.connect(self._refused)
            asking.failed.connect(self.session.failed)

    # Reading and trying

    def _choose(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, self.windowTitle(), "", POINT_FILES)
        if name:
            self.file.setText(name)
            self.read(Path(name))

    def read(self, path: Path) -> None:
        """Read a file of points on a thread, and try what it would come to."""
        if not path.name or (self.points is not None and self.points.path == path):
            return
        self.file.setText(str(path))
        self.points = self.report = None
        self.accept_button.setEnabled(False)
        self._reading.ask(lambda: read_points(path))

    def _read(self, points: PointFile) -> None:
        self.points = points
        self.table.show_codes(points.by_code)
        self._try()

    def asked(self) -> Asked:
        """What the person says so far; raises ValueRefused."""
        accuracy = self.accuracy.text().strip()
        metres = number_of(accuracy)
        if accuracy and (metres is None or metres < 0):
            raise ValueRefused("{value} is not an accuracy; metres, 0 or more, were expected.", value=accuracy)
        return Asked(
            exhumation=self.exhumation.id, crs=str(self.crs.currentData() or ""),
            assign=self.table.assigned, controls=_controls(self.table.controls),
            height_datum=str(self.datum.currentData() or ""), method=str(self.method.currentData()), accuracy=metres,
            axes=str(self.axes.currentData() or ""), accept_scale=self.scale_reason.text().strip(),
        )  # fmt: skip

    def _try(self) -> None:
        points, project = self.points, self.session.project
        self.report = None
        self._trying.forget()
        self.accept_button.setEnabled(False)
        if points is None:
            return
        if not self.crs.currentData() and points.crs is None:
            self._tell(say("The file does not say its coordinate system; choose it above."))
            return
        if points.has_heights and self.crs.currentData() != SITE_GRID and not self.datum.currentData():
            self._tell(say("The file holds heights and does not say over which datum; choose it above."))
            return
        try:
            asked = self.asked()
        except TaphosError as refusal:
            self._refused(refusal)
            return
        self._trying.ask(lambda: take_points(project, points.path, asked, dry_run=True))

    def _tried(self, report: SurveyReport) -> None:
        self.report = report
        self.table.show_found({one.code: one.target for one in report.assigned})
        lines = [
            say("{points} points: {added} records would be new, {updated} changed, {unchanged} as they are.",
                points=report.read, added=report.added, updated=report.updated, unchanged=report.unchanged),
        ]  # fmt: skip
        if report.left:
            left = sum(report.left.values())
            lines.append(say_count("{count} point goes nowhere.", "{count} points go nowhere.", count=left))
        if report.faults:
            lines.append(say_count("{count} row is no point.", "{count} rows are no points.", count=len(report.faults)))
        self.outcome.setText("\n".join(self._say(line) for line in (*lines, *report.notes)))
        self.accept_button.setEnabled(bool(report.added or report.updated))

    def _refused(self, refusal: TaphosError) -> None:
        self._tell(refusal.message)

    def _tell(self, message: Message) -> None:
        self.outcome.setText(self._say(message))
        self.accept_button.setEnabled(False)

    # Taking in

    def take_in(self) -> None:
        """Assign the points in one commit, and close."""
        points, project = self.points, self.session.project
        if points is None or self.report is None:
            return
        asked = self.asked()

        def call(progress: Progress) -> Receipt:
            return take_points(project, points.path, asked).receipt or NOTHING_CHANGED

        what = self._say(say("Points of {file}", file=points.path.name))
        self.accept_button.setEnabled(False)
        self.session.write(call, what, saved=lambda receipt: self.accept(), refused=self._refused)


def _controls(texts: Mapping[str, str]) -> dict[str, tuple[float, ...]]:
    """x, y and perhaps z of each control point; raises ValueRefused."""
    found = {}
    for code, text in texts.items():
        numbers = [number_of(part) for part in parts_of(text)]
        if not 2 <= len(numbers) <= 3 or None in numbers:
            raise ValueRefused("“{text}” is not {form}, in metres.", text=text, form="X,Y[,Z]")
        found[code] = tuple(number for number in numbers if number is not None)
    return found


def targets_of(catalogue: Catalogue, scene: Scene) -> Iterator[str]:
    """Where points may go: new records of a type, then the geometries of what the grave holds."""
    yield from NEW
    for item in _items(scene):
        for place in catalogue[item.type].places:
            yield item.code if place.name == MAIN else f"{item.code}.{place.name}"


def _items(scene: Scene) -> Iterator[Item]:
    yield scene.site
    yield from scene.exhumations
    yield from (one.item for one in scene.strata)
    yield from (one.item for one in scene.bodies)
    yield from (one.item for one in scene.finds)


def show_points_dialog(session: Session, scene: Scene, parent: QWidget) -> PointsDialog:
    """The dialog for a grave that has an exhumation."""
    dialog = PointsDialog(session, scene, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog
