"""Views of the map that were given a name: gone to, kept and forgotten from one menu."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PyQt6.QtCore import QObject, QPoint, Qt
from PyQt6.QtWidgets import QInputDialog, QMenu, QWidget

from desktop import tasks
from desktop.canvas.camera import Camera
from desktop.canvas.canvas import MapCanvas
from desktop.canvas.mercator import to_degrees
from desktop.filters.reached import rows_reached
from desktop.map.contents import MapContents
from desktop.session import Session
from desktop.theme.icons import live_icon
from forensics.messages import say
from layers.basemaps.views import View, forget_view, keep_view, views
from layers.exports.selecting import Selection


class Views(QObject):
    """Reads and writes on a thread; the menu opens when the names are there."""

    def __init__(self, session: Session, contents: MapContents, canvas: MapCanvas, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._contents, self._canvas, self._parent = session, contents, canvas, parent
        self.menu: QMenu | None = None

    def offer(self) -> None:
        """All views, and what can be done with them."""
        project = self._session.project
        self._start(lambda progress: views(project), self._open)

    def ask_name(self) -> QInputDialog:
        """Keep where one looks now under a name."""
        translate = self._session.translate
        dialog = QInputDialog(self._parent)
        dialog.setInputMode(QInputDialog.InputMode.TextInput)
        dialog.setWindowTitle(translate(say("Keep this view")))
        dialog.setLabelText(translate(say("Name of the view")))
        dialog.setOkButtonText(translate(say("Keep")))
        dialog.setCancelButtonText(translate(say("Cancel")))
        dialog.textValueSelected.connect(self.keep)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def keep(self, name: str) -> None:
        """Remember where one looks now, and at what."""
        project, camera = self._session.project, self._canvas.camera
        lon, lat = to_degrees(camera.x, camera.y)
        contents = self._contents
        view = View(name, float(lon), float(lat), camera.mpp, contents.shown, contents.filters.selection)
        self._start(lambda progress: keep_view(project, view), lambda done: None, in_order=True)

    def go(self, view: View) -> None:
        """Look where a view looked, and at what it looked."""
        if view.shown is not None:
            self._contents.show_only(view.shown)
        if view.asked is not None:
            self._look_at(view.asked)
        camera: Camera = self._canvas.camera
        self._canvas.glide(camera.at(view.lon, view.lat, view.mpp))

    def _look_at(self, asked: Selection) -> None:
        filters, project, types = self._contents.filters, self._session.project, self._contents.types
        if replace(asked, without=(), days=None) == Selection():
            filters.take(asked, {})
        else:
            self._start(lambda progress: rows_reached(project, asked, types), partial(filters.take, asked))

    def forget(self, name: str) -> None:
        """Remember a view no longer."""
        project = self._session.project
        self._start(lambda progress: forget_view(project, name), lambda done: None, in_order=True)

    def _open(self, found: tuple[View, ...]) -> None:
        translate = self._session.translate
        menu = self.menu = QMenu(self._parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for view in found:
            self._add(menu, "locate", view.name, partial(self.go, view))
        if found:
            menu.addSeparator()
        self._add(menu, "add", translate(say("Keep this view…")), self.ask_name)
        if found:
            gone = menu.addMenu(translate(say("Forget a view")))
            for view in found:
                if gone is not None:
                    self._add(gone, "remove", view.name, partial(self.forget, view.name))
        menu.popup(self._parent.mapToGlobal(QPoint(60, 60)))

    def _add(self, menu: QMenu, icon: str, words: str, deed: Callable[[], object]) -> None:
        action = menu.addAction(live_icon(icon), words)
        if action is not None:
            action.triggered.connect(lambda checked: deed())

    def _start(self, call: Callable[..., object], done: Callable[..., None], in_order: bool = False) -> None:
        session = self._session
        tasks.start(call, done=done, refused=session.refused.emit, failed=session.failed.emit, in_order=in_order)
