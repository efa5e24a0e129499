"""What each action of the table does, in one or two lines; `triggered` hands each of them whether it is switched on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from PyQt6.QtCore import pyqtBoundSignal
from PyQt6.QtGui import QGuiApplication

from desktop.actions.actions import ActionSet
from desktop.actions.command_palette import CommandPalette
from desktop.actions.finding_things import Entry
from desktop.filters.filters import Filters
from desktop.inspector.inspector import Inspector
from desktop.map.view import MapView
from desktop.messages import Messages
from desktop.session import Session
from desktop.tables.table import RecordTable
from desktop.theme.theme import current
from desktop.window.dialogs import Beneath, Dialogs
from desktop.window.foot import Foot
from desktop.window.papers import Papers
from desktop.window.status_bar import StatusBar
from forensics.messages import say


class Window(Beneath, Protocol):
    """What the handlers ask of the window: its parts, and what concerns it as a whole."""

    session: Session
    messages: Messages
    filters: Filters
    map: MapView
    inspector: Inspector
    table: RecordTable
    foot: Foot
    status: StatusBar
    palette_box: CommandPalette
    papers: Papers
    actions_of_table: ActionSet

    @property
    def leave(self) -> pyqtBoundSignal: ...
    @property
    def lock_wanted(self) -> pyqtBoundSignal: ...
    def choose_locking(self) -> None: ...
    def go(self, name: str) -> None: ...
    def begin_record(self, type_: str, texts: Mapping[str, str]) -> None: ...
    def show_part(self, name: str, on: bool) -> None: ...
    def change_language(self) -> None: ...
    def wear(self, name: str) -> None: ...
    def wear_gloves(self, on: bool) -> None: ...
    def show_site_plan(self) -> None: ...
    def show_board(self) -> None: ...
    def show_coverage(self) -> None: ...
    def show_charts(self) -> None: ...
    def draw_on_plan(self) -> None: ...
    def open_vault(self) -> None: ...
    def show_recipients(self) -> None: ...
    def showFullScreen(self) -> None: ...
    def showNormal(self) -> None: ...
    def close(self) -> bool: ...


class Handlers(Dialogs):
    """The methods that desktop.actions.actions names."""

    _window: Window

    def __init__(self, window: Window) -> None:
        self._window = window

    # Project

    def open_project(self) -> None:
        self._window.leave.emit("open")

    def new_project(self) -> None:
        self._window.leave.emit("new")

    def show_start_page(self) -> None:
        self._window.leave.emit("start")

    def show_site_plan(self) -> None:
        self._window.show_site_plan()

    def show_board(self) -> None:
        self._window.show_board()

    def show_coverage(self) -> None:
        self._window.show_coverage()

    def show_charts(self) -> None:
        self._window.show_charts()

    def draw_on_plan(self) -> None:
        self._window.draw_on_plan()

    def show_steps(self) -> None:
        self._window.show_part("show_inspector", True)
        self._window.inspector.show_steps()

    def show_skeleton(self) -> None:
        self._window.show_part("show_inspector", True)
        self._window.inspector.show_skeleton()

    def open_site_log(self) -> None:
        self._window.papers.open_site_log()

    def scan_label(self) -> None:
        self._window.papers.scan_label(self.follow)

    def print_log(self) -> None:
        self._window.papers.print_log()

    def show_numbers(self) -> None:
        self._window.papers.show_numbers()

    def print_labels(self) -> None:
        self._window.papers.print_labels()

    def save_blank_form(self) -> None:
        self._window.papers.save_blank_form()

    def take_in_sheet(self) -> None:
        self._window.papers.take_in_sheet()

    def check_integrity(self) -> None:
        self._window.status.check()

    def open_vault(self) -> None:
        self._window.open_vault()

    def show_recipients(self) -> None:
        self._window.show_recipients()

    def lock(self) -> None:
        self._window.lock_wanted.emit()

    def choose_locking(self) -> None:
        self._window.choose_locking()

    def quit(self) -> None:
        self._window.close()

    # Edit

    def undo(self) -> None:
        self._window.session.undo()

    def redo(self) -> None:
        self._window.session.redo()

    def new_record(self) -> None:
        self._window.palette_box.open(only_new=True)

    def save_record(self) -> None:
        self._window.inspector.save()

    def save_another(self) -> None:
        self._window.inspector.save_another()

    def next_question(self) -> None:
        self._window.inspector.next_question()

    def edit_record(self) -> None:
        self._window.show_part("show_inspector", True)
        self._window.inspector.setFocus()

    def deselect(self) -> None:
        self._window.session.select()

    def copy_coordinates(self) -> None:
        clipboard, status = QGuiApplication.clipboard(), self._window.status
        text = status.written() or status.written_at(*self._window.map.middle)
        if clipboard is not None:
            clipboard.setText(text)
            self._window.messages.tell(say("Copied: {text}", text=text))

    # Go to

    def open_palette(self) -> None:
        self._window.palette_box.open()

    def search_table(self) -> None:
        self._window.show_part("show_table", True)
        self._window.foot.show_table()
        self._window.table.search.setFocus()

    def go_exhume(self) -> None:
        self._window.go("exhume")

    def go_plan(self) -> None:
        self._window.go("plan")

    def go_analyse(self) -> None:
        self._window.go("analyse")

    def follow(self, entry: Entry) -> None:
        """Do what was chosen in the palette."""
        window = self._window
        if entry.kind == "command":
            window.actions_of_table[entry.command].trigger()
        elif entry.kind == "new":
            window.begin_record(entry.command, dict(entry.texts))
        elif entry.record is not None:
            window.session.select(entry.record.type, entry.record.id)
        elif entry.place is not None:
            window.map.go_to(*entry.place, entry.title)

    # View

    def show_side(self, on: bool) -> None:
        self._window.show_part("show_side", on)

    def show_inspector(self, on: bool) -> None:
        self._window.show_part("show_inspector", on)

    def show_table(self, on: bool) -> None:
        self._window.show_part("show_table", on)

    def show_time(self, on: bool) -> None:
        self._window.show_part("show_time", on)

    def change_language(self) -> None:
        self._window.change_language()

    def change_theme(self) -> None:
        self._window.wear("light" if current().dark else "dark")

    def wear_gloves(self, on: bool) -> None:
        self._window.wear_gloves(on)

    def toggle_full_screen(self, on: bool) -> None:
        (self._window.showFullScreen if on else self._window.showNormal)()

    # Map

    def use_identify(self) -> None:
        self._window.map.drawing.use("identify")

    def use_select(self) -> None:
        self._window.map.drawing.use("select")

    def use_add_point(self) -> None:
        self._window.map.drawing.use("add_point")

    def use_draw_polygon(self) -> None:
        self._window.map.drawing.use("draw_polygon")

    def use_edit_shape(self) -> None:
        self._window.map.drawing.use("edit_shape")

    def stop(self) -> None:
        """Drop what was begun and put the tool down; with no tool in hand, mark no place, and then select nothing."""
        canvas = self._window.map.canvas
        if self._window.map.drawing.in_hand == "identify":
            self._window.session.select() if canvas.cross is None else canvas.mark(None)
        self._window.map.drawing.put_down()

    def toggle_snapping(self, on: bool) -> None:
        self._window.map.canvas.snapping = on

    def zoom_in(self) -> None:
        self._window.map.canvas.zoom(2.0)

    def zoom_out(self) -> None:
        self._window.map.canvas.zoom(0.5)

    def zoom_all(self) -> None:
        self._window.map.canvas.zoom_to_all()

    def zoom_selection(self) -> None:
        self._window.map.zoom_to_selection()

    def use_select_polygon(self) -> None:
        self._window.map.drawing.use("select_polygon")

    def use_measure(self) -> None:
        self._window.map.drawing.use("measure")

    def use_split(self) -> None:
        self._window.map.drawing.use("split")

    def merge_shapes(self) -> None:
        self._window.map.reshaping.ask_merge()

    def widen_shape(self) -> None:
        self._window.map.reshaping.ask_width()

    def show_corners(self) -> None:
        self._window.map.drawing.show_corners(self._window.map)

    def hear_receiver(self) -> None:
        self._window.map.drawing.hear_receiver(self._window.map, self._window.inspector.points())

    def offer_views(self) -> None:
        self._window.map.views.offer()

    def use_swipe(self) -> None:
        self._window.map.drawing.use("swipe")

    def add_base_map(self) -> None:
        self._window.map.base_maps.ask()

    def show_all_time(self) -> None:
        self._window.filters.span = None

    # Help
