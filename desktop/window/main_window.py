"""The window on one project: its parts put together; what they do stands in their own files."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PyQt6.QtCore import QByteArray, QEventLoop, QSettings, QSize, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QCloseEvent
from PyQt6.QtWidgets import QApplication, QFrame, QMainWindow, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop import tasks
from desktop.actions.actions import ActionSet
from desktop.actions.command_palette import CommandPalette
from desktop.choices import choices, window_settings
from desktop.filters.filters import Filters
from desktop.filters.narrow import NarrowTables
from desktop.filters.time_slider import TimeSlider
from desktop.forms.tab_order import chain
from desktop.inspector.inspector import Inspector
from desktop.locking.idle_watch import IdleWatch
from desktop.map.contents import MapContents
from desktop.map.layer_tree import LayerTree
from desktop.map.view import MapView
from desktop.messages import Messages
from desktop.planning.sketch import MapSketch
from desktop.session import Selected, Session
from desktop.speech import speak
from desktop.tables.table import RecordTable
from desktop.theme.stylesheet import apply
from desktop.theme.theme import current, theme
from desktop.theme.touch import GLOVES, in_gloves
from desktop.vault.door import VaultDoor
from desktop.window.foot import Foot
from desktop.window.handlers import Handlers
from desktop.window.papers import Papers
from desktop.window.record_rail import RecordRail
from desktop.window.stage import MAP, Stage
from desktop.window.status_bar import Integrity, StatusBar
from desktop.window.top_bar import TopBar
from desktop.workspaces.figures import FigureStrip
from desktop.workspaces.making import make_workspace
from desktop.workspaces.panels import PanelHeading
from desktop.workspaces.workspace import BOARD, CHARTS, SITE_PLAN, Shared, Workspace
from forensics.geodesy import ellipsoid
from forensics.messages import say, say_count
from layers.errors import ProjectRefused
from layers.keys import overwrite
from layers.vault.vault import field_of_code

SIZE = QSize(1280, 800)
STEP = 0.02
"""Seconds that closing waits between two looks at what is under way."""
SIDE, RECORD, FOOT = 272, 356, 204
"""Pixels that the left side, the record and the table have at first."""
TABLES = {"exhume": "site", "plan": "survey_area", "analyse": "incident"}
"""The type that the table lists first in each workspace."""
MEASURED = 320
"""Pixels that the foot has at least where coverage is shown: numbers, a table and a chart."""
PUT_AWAY = ("show_side", "show_table")
"""The parts that give their room to what is wide."""
BEGINNING = ("add", "import", "waiting")
"""What is offered where nothing is selected."""


class MainWindow(QMainWindow):
    """Everything about one open project; closing it waits for what is being written."""

    leave = pyqtSignal(str)
    """The person wants another project: open, new or start."""
    lock_wanted = pyqtSignal()
    """The person locks the window, or was away for long."""
    closed = pyqtSignal()
    complete = pyqtSignal()
    """Map, figures and panels show the project, for the first time."""

    def __init__(
        self, session: Session, workspace: str = "exhume", settings: QSettings | None = None,
        tables: NarrowTables | None = None, parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.session = session
        self.settings = settings if settings is not None else window_settings()
        self.tables = tables if tables is not None else NarrowTables(session)
        self.tables.setParent(self)
        if tables is None:
            self.tables.read_all()
        self.workspace = ""
        self.is_complete = False
        self._locks = False
        self._put_away: dict[str, bool] = {}
        self._make_parts()
        self._lay_out()
        self._connect()
        self.resize(SIZE)
        self._remember()
        self.idle = IdleWatch(choices(self.settings).seconds, self)
        self.idle.over.connect(self.lock_wanted)
        self.setWindowTitle(f"{session.project.name} – Taphos")
        self.map.canvas.setFocus()
        self.go(workspace)

    # Putting together

    def _make_parts(self) -> None:
        session = self.session
        self.messages = Messages(self, session)
        self.filters = Filters(self)
        self.contents = MapContents(session, self.tables, self.filters, self)
        self.contents.read()
        self.map = MapView(session, self.contents)
        self.handlers = Handlers(self)
        self.actions_of_table = ActionSet(session, self, self.handlers)
        self.map.put_actions(self.actions_of_table)
        self.layers = LayerTree(session, self.contents, self.filters)
        self.slider = TimeSlider(session, self.tables, self.filters)
        self.inspector, self.table = Inspector(session), RecordTable(session, self.filters)
        self.rail = RecordRail(self.inspector)
        self.figures = FigureStrip()
        self.foot = Foot(session, self.table)
        self.top = TopBar(session, self.actions_of_table)
        self.status = StatusBar(session, self.settings)
        self.palette_box = CommandPalette(session, self)
        self.papers = Papers(session, self.inspector, self.table, self)
        self.vault = VaultDoor(self)
        self.sketch = MapSketch(self.map.canvas)
        self._shared = Shared(
            session, self.tables, self.filters, self.contents, self.sketch, self.actions_of_table
        )  # fmt: skip
        self._workspaces: dict[str, Workspace] = {}

    def _lay_out(self) -> None:
        self.stage = Stage(self.session, self.map)
        self.side = QSplitter(Qt.Orientation.Vertical)
        self.panels = QStackedWidget()
        self.layers_heading = PanelHeading("layers")
        self.side.addWidget(self.panels)
        self.side.addWidget(_column(self.layers_heading, self.layers))
        self.middle = QSplitter(Qt.Orientation.Vertical)
        self.middle.addWidget(_column(self.figures, self.stage, self.slider))
        self.middle.addWidget(self.foot)
        self.across = QSplitter(Qt.Orientation.Horizontal)
        for part, stretch in ((self.side, 0), (self.middle, 1), (self.inspector, 0)):
            self.across.addWidget(part)
            self.across.setStretchFactor(self.across.indexOf(part), stretch)
        for splitter in (self.side, self.middle, self.across):
            splitter.setChildrenCollapsible(False)
        self.middle.setStretchFactor(0, 1)
        self.side.setMinimumWidth(240)
        self.foot.setMinimumHeight(140)
        self.map.setMinimumSize(320, 220)
        self.across.setSizes([SIDE, SIZE.width() - SIDE - RECORD, RECORD])
        self.middle.setSizes([SIZE.height() - FOOT, FOOT])
        self.side.setSizes([300, 360])
        self.setCentralWidget(_column(self.top, _row(self.across, self.rail), self.status))

    def _connect(self) -> None:
        session, drawing = self.session, self.map.drawing
        self.map.place_under.connect(self.status.show_place)
        self.map.scale_changed.connect(self.status.show_scale)
        self.map.counts_changed.connect(self.layers.show_in_view)
        self.map.settled.connect(self._look_whether_complete)
        drawing.tool_taken.connect(self._tool_taken)
        drawing.new_record.connect(self.begin_record)
        drawing.area_drawn.connect(self.filters.area_drawn)
        self.filters.area_wanted.connect(drawing.draw_area)
        drawing.unsaved = self.inspector.writing.unsaved_shape
        drawing.shape_edited.connect(self.inspector.set_place)
        drawing.shape_left.connect(partial(self.inspector.set_place, show=False))
        self.inspector.pick_requested.connect(self._pick)
        self.inspector.custody.step_wanted.connect(self.handlers.hand_on)
        self.inspector.course.supersede_wanted.connect(self.handlers.supersede_field)
        for typed in (self.inspector.writing.waiting_changed, self.inspector.draft_changed):
            typed.connect(self._mark_drafts)
        self.papers.begin.connect(self.begin_record)
        self.table.draft_wanted.connect(self.inspector.writing.resume)
        self.table.draft_discarded.connect(self.inspector.discard)
        self.layers.chosen.connect(self.list_records)
        self.contents.base_maps.changed.connect(lambda: self.status.tell_of_servers(self.contents.base_maps.hosts))
        self.layers.base_maps.add_wanted.connect(self.actions_of_table["add_base_map"].trigger)
        self.table.zoom_requested.connect(self._zoom_to)
        self.table.erase_wanted.connect(self.actions_of_table["erase_person"].trigger)
        self.table.opened.connect(lambda type_, record: self.show_part("show_inspector", True))
        self.contents.type_read.connect(lambda type_: self._count_anew())
        self.contents.shown_changed.connect(self._count_anew)
        self.contents.ready.connect(self._count_anew)
        self.tables.complete.connect(self._show_figures)
        self.filters.changed.connect(self._show_figures)
        self.palette_box.chosen.connect(self.handlers.follow)
        self.vault.failed.connect(self._say_that_there_is_no_vault)
        session.selection_changed.connect(self._selected)
        self.stage.turned.connect(self._stage_turned)
        self.stage.made.connect(self._stage_made)
        session.language_changed.connect(self._relabel)
        for name in ("show_side", "show_inspector", "show_table", "show_time", "snap"):
            self.actions_of_table[name].setChecked(True)
        self.actions_of_table["gloves"].setChecked(in_gloves())
        self.actions_of_table.check("identify")
        self.rail.offer(self.actions_of_table[name] for name in BEGINNING)
        self.rail.unfolded.connect(self._keep_in_view)
        self.rail.fold()
        self._relabel()

    # Opening

    def _look_whether_complete(self) -> None:
        if not self.is_complete and self.contents.is_ready and self.tables.is_complete and self.map.canvas.is_settled:
            self.is_complete = True
            self.complete.emit()
            tasks.start(lambda progress: ellipsoid())  # loads PROJ before a hand asks for lengths and coordinates
            QTimer.singleShot(0, self.status.check)
            register, session = self.session.project.register, self.session
            tasks.start(lambda progress: register.refuse_stranger(), refused=session.refused.emit)  # told at once

    @property
    def at_rest(self) -> bool:
        """Nothing is being read, drawn or verified: a picture taken now shows all there is."""
        return not self.unrest

    @property
    def unrest(self) -> list[str]:
        """The names of what is still under way."""
        resting = {
            "reading": self.is_complete,
            "drawing": self.map.canvas.is_settled,
            "form": self.inspector.is_made,
            "verifying": self.status.integrity not in (Integrity.CHECKING, Integrity.UNKNOWN),
            "tasks": not tasks.under_way(),
        }
        return [name for name, rests in resting.items() if not rests]

    # Workspaces

    def go(self, name: str) -> None:
        """Turn to a workspace."""
        if name == self.workspace:
            return
        self.workspace = name
        workspace = self.workspace_of(name)
        self.panels.setCurrentWidget(workspace.panel)
        self.foot.show_tabs(workspace.tabs)
        self.stage.offer(workspace.beside)
        chain(self.slider.reset, self.foot.head)
        self.top.show_workspace(name)
        self.actions_of_table.check(name)
        self.contents.turn_to(name)
        if not self.session.selected.ids:
            self.table.show_type(TABLES[name])
        self._show_figures()

    def workspace_of(self, name: str) -> Workspace:
        """A workspace, made when it is first asked for."""
        if name not in self._workspaces:
            made = make_workspace(name, self._shared, self)
            made.figures_changed.connect(self._show_figures)
            self.panels.addWidget(made.panel)
            chain(self.top.theme, made.panel)
            self._workspaces[name] = made
        return self._workspaces[name]

    def show_site_plan(self) -> None:
        """The plan of the grave that is selected, or the map again."""
        self.go("exhume")
        self.stage.turn_to(MAP if self.stage.shown == SITE_PLAN else SITE_PLAN)

    def draw_on_plan(self) -> None:
        """What can be drawn on the plan of the grave that is selected, as a menu."""
        from desktop.siteplan.panel import PlanPanel

        self.go("exhume")
        panel = self.stage.turn_to(SITE_PLAN)
        if isinstance(panel, PlanPanel):
            panel.offer_to_draw()

    def show_map(self) -> None:
        """The map, whatever lies beside it."""
        self.stage.turn_to(MAP)

    def show_coverage(self) -> None:
        """What of the plan is covered, under the map."""
        self.go("plan")
        self.stage.turn_to(MAP)
        self.show_part("show_table", True)
        self.foot.turn_to("plan")
        low, high = self.middle.sizes()[1], sum(self.middle.sizes())
        if low < MEASURED:
            self.middle.setSizes([high - MEASURED, MEASURED])

    def _stage_turned(self, key: str) -> None:
        """The slider of time is about the map, and so are place and scale at the foot."""
        self.status.tell_of_map(key == MAP)
        self.slider.setVisible(key == MAP and self.actions_of_table["show_time"].isChecked())
        self._make_room(self.stage.is_wide)

    def _make_room(self, wide: bool) -> None:
        """What takes all the room does so until the map is shown again; a part can be brought back meanwhile."""
        if wide and not self._put_away:
            self._put_away = {name: self.actions_of_table[name].isChecked() for name in PUT_AWAY}
            for name in PUT_AWAY:
                self.show_part(name, False)
        elif not wide and self._put_away:
            for name, on in self._put_away.items():
                self.show_part(name, on)
            self._put_away = {}

    def show_board(self) -> None:
        """The board of assignments, or the map again."""
        self.go("plan")
        self.stage.turn_to(MAP if self.stage.shown == BOARD else BOARD)

    def show_charts(self) -> None:
        """The charts of what is published, or the map again."""
        self.go("analyse")
        self.stage.turn_to(MAP if self.stage.shown == CHARTS else CHARTS)

    def show_plan_of(self, site: str) -> None:
        """The plan of a grave by its code; raises UnknownName."""
        found = self.session.project.register.find(site, ("site",))
        self.go("exhume")
        self.session.select("site", found.id)
        self.stage.turn_to(SITE_PLAN)

    def list_records(self, type_: str) -> None:
        """List the records of a type in the table."""
        self.show_part("show_table", True)
        self.foot.show_table()
        self.table.show_type(type_)

    def show_part(self, name: str, on: bool) -> None:
        """Show or hide a part of the window by the name of its action."""
        parts = {"show_side": self.side.setVisible, "show_inspector": self.rail.want,
                 "show_table": self.foot.setVisible, "show_time": self.slider.setVisible}  # fmt: skip
        parts[name](on)
        self.actions_of_table[name].setChecked(on)

    def _keep_in_view(self) -> None:
        """What was selected stays in view where the inspector takes room from the map."""
        extent = self.map.selection.extent
        if extent is not None:
            self.map.bring_extent(extent)

    def _count_anew(self) -> None:
        if not self.contents.is_ready:
            return
        self.slider.show_types(self.contents.shown)
        self._show_figures()

    def _show_figures(self) -> None:
        if not self.workspace:
            return
        workspace = self.workspace_of(self.workspace)
        self.figures.show_figures(workspace.figures())
        workspace.refresh()

    # Records

    def begin_record(self, type_: str, texts: Mapping[str, str]) -> None:
        """Open the form of a new record."""
        self.show_part("show_inspector", True)
        self.inspector.new_record(type_, texts)

    def _mark_drafts(self) -> None:
        self.table.show_drafts(self.inspector.writing.unsaved)

    def _selected(self, selected: Selected) -> None:
        if selected.ids:
            self.show_part("show_inspector", True)

    def _zoom_to(self, type_: str, ids: list[str]) -> None:
        """Bring records that the table names into view."""
        if self.session.selected.type == type_ and set(ids) <= set(self.session.selected.ids):
            self.map.zoom_to_selection()
        else:
            self.session.select(type_, *ids)

    def _pick(self, name: str) -> None:
        draft = self.inspector.draft
        if draft is None:
            return
        drawing = self.map.drawing if self.stage.shown == MAP else getattr(self.stage.widget, "drawing", None)
        if drawing is not None:
            into = partial(self.inspector.set_place, draft.kind.name, draft.key, name)
            drawing.pick_place(draft.kind.by_name[name], into, draft.text("code"))

    def _stage_made(self, widget: QWidget) -> None:
        """What can be drawn on beside the map tells what was drawn as the map does."""
        drawing = getattr(widget, "drawing", None)
        if drawing is not None:
            drawing.new_record.connect(self.begin_record)
            drawing.shape_edited.connect(self.inspector.set_place)
        listed = getattr(widget, "listed", None)  # a type whose records were picked there
        if listed is not None:
            listed.connect(self.list_records)

    def _tool_taken(self, name: str) -> None:
        known = {action.id for action in self.actions_of_table.table if action.only_one == "tool"}
        self.actions_of_table.check(name if name in known else "identify")

    # Look and language

    def wear(self, name: str) -> None:
        """Wear the light or the dark theme."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            apply(app, theme(name))
            self.settings.setValue("theme", name)

    def wear_gloves(self, on: bool) -> None:
        """Make what is pressed as large as a hand in a glove needs, or as usual."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.setProperty(GLOVES, on)
            apply(app, current())
            self.settings.setValue(GLOVES, on)

    def change_language(self) -> None:
        """Speak the next language."""
        from layers.language import languages

        known = languages()
        self.speak(known[(known.index(self.session.language) + 1) % len(known)])

    def speak(self, language: str) -> None:
        """Speak a language as soon as its texts are read, Qt's own words too."""
        from layers.language import Translator

        tasks.start(lambda progress: Translator(language)(say("Layers")), done=lambda text: self._spoken(language),
                    failed=self.session.failed.emit)  # fmt: skip

    def _spoken(self, language: str) -> None:
        speak(language)
        self.settings.setValue("language", language)
        self.session.set_language(language)

    def _relabel(self, _language: str = "") -> None:
        self.layers_heading.set_text(self.session.translate(say("Layers")))
        self._show_figures()

    # The identity vault

    def open_vault(self) -> None:
        """The vault's own window, with the code of the record that is selected."""
        draft = self.inspector.draft
        person = "" if draft is None else field_of_code(draft.kind)
        code = draft.text(person) if draft is not None and person else ""
        self.vault.open(self.session.project, self.session.language, current().name, code)

    def show_recipients(self) -> None:
        """Who may open the vault, in the vault's own window."""
        self.vault.open(self.session.project, self.session.language, current().name, page=VaultDoor.RECIPIENTS)

    def _say_that_there_is_no_vault(self) -> None:
        self.messages.refuse(ProjectRefused("The window of the identity vault could not be opened."))

    # What is remembered of the window, and nothing of the project

    def _remember(self) -> None:
        geometry = self.settings.value("geometry")
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)
        for name, splitter in self._splitters.items():
            state = self.settings.value(name)
            if isinstance(state, QByteArray):
                splitter.restoreState(state)

    def _keep_geometry(self) -> None:
        self.settings.setValue("geometry", self.saveGeometry())
        for name, splitter in self._splitters.items():
            self.settings.setValue(name, splitter.saveState())
        self.settings.sync()

    @property
    def _splitters(self) -> Mapping[str, QSplitter]:
        return {"across": self.across, "middle": self.middle, "side": self.side}

    # Locking

    def choose_locking(self) -> None:
        """After how long it locks, and what is remembered."""
        from desktop.locking.choosing import ChoosingDialog

        if ChoosingDialog(self.settings, self.session.translate, self).exec():
            self.idle.allow(choices(self.settings).seconds)

    def stop_checking(self) -> None:
        """Give up what is being verified."""
        self.status.stop()

    def as_widget(self) -> QWidget:
        return self

    def lock(self) -> None:
        """Close without a question: whoever locks has seen to what is typed, and that nothing runs any more."""
        self._locks = True
        key = self.session.project.key
        self.close()
        if key is not None:
            overwrite(key)
        self.session.deleteLater()  # else its slots hold everything that ever listened to it

    # Closing

    def closeEvent(self, event: QCloseEvent | None) -> None:
        """Wait for what is being written; what is typed and not saved is asked about."""
        if event is None:
            return
        if not self._locks and not self._keeps_what_is_typed() and not self._gives_up_drafts():
            event.ignore()
            return
        self.vault.end_now()
        self._keep_geometry()
        self.status.stop()
        self._finish_tasks()
        self.map.end()
        self.session.close()
        event.accept()
        self.closed.emit()

    def _finish_tasks(self) -> None:
        """Let what is under way end, and what it calls for, before the project is given back."""
        while tasks.under_way():
            tasks.wait_for_work(STEP)
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)

    def _keeps_what_is_typed(self) -> bool:
        """Bring what is typed to the disk; whether all of it is there, so that nothing is lost by closing."""
        keeping = self.inspector.writing.keeping
        keeping.flush()
        while not keeping.is_idle:
            tasks.wait_for_work(STEP)
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
            keeping.flush()
        return not keeping.not_kept

    def _gives_up_drafts(self) -> bool:
        question = say_count(
            "{count} record is not saved and may not be kept so. Close all the same?",
            "{count} records are not saved and may not be kept so. Close all the same?",
            count=self.inspector.writing.keeping.not_kept,
        )  # fmt: skip
        return self.messages.confirm(question, say("Close without saving"), danger=True)


def _row(across: QSplitter, beside: QWidget) -> QSplitter:
    """What grows, with what stands beside it at its right."""
    row = QSplitter(Qt.Orientation.Horizontal)
    row.setHandleWidth(0)
    row.setChildrenCollapsible(False)
    row.addWidget(across)
    row.addWidget(beside)
    row.setStretchFactor(0, 1)
    return row


def _column(*widgets: QWidget) -> QFrame:
    """Widgets one under another; those that can grow do."""
    frame = QFrame()
    frame.setProperty("role", "panel")
    column = QVBoxLayout(frame)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for widget in widgets:
        grows = isinstance(widget, QSplitter | Stage | LayerTree)
        column.addWidget(widget, 1 if grows else 0)
    return frame
