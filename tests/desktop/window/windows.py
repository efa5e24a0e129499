"""Real windows on real projects: what the tests of the main window stand on."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PyQt6.QtCore import QPoint, QSettings, Qt
from PyQt6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.app import Taphos
from desktop.canvas.mercator import to_metres
from desktop.screenshots import wait_for_rest
from desktop.window.main_window import MainWindow
from layers.demo.making import Sizes
from layers.project import open_project
from tests.layers.examples import copy_of_example

SMALL = Sizes(interviews=60, incidents=60, bodies_per_grave=0.05)


def small_example(folder: Path) -> Path:
    """The example project with fewer interviews, incidents and cases."""
    return copy_of_example(folder, SMALL)


def copied(project: Path, folder: Path) -> Path:
    """A copy that a test may write to."""
    return Path(shutil.copytree(project, folder / project.name))


@contextmanager
def opened(
    project: Path, settings: Path, *, workspace: str = "exhume", theme: str = "light", language: str = "en",
    size: tuple[int, int] = (1280, 800),
) -> Iterator[MainWindow]:  # fmt: skip
    """The window on a project, at rest; closed at the end."""
    kept = QSettings(str(settings / "window.ini"), QSettings.Format.IniFormat)
    taphos = Taphos(language, theme, workspace, size, kept)
    window = taphos.show_project(open_project(project))
    window.map.canvas.animated = False
    try:
        wait_for_rest(window)
        yield window
    finally:
        window.messages.confirm = lambda *asked, **more: True  # type: ignore[method-assign]  # what a test typed may go
        window.close()
        window.deleteLater()
        taphos.end()
        QApplication.processEvents()


def at_rest(window: MainWindow) -> None:
    """Wait until everything was read, drawn and checked again."""
    wait_for_rest(window)


def focus_map(qtbot: QtBot, window: MainWindow) -> None:
    """Give the map the focus; offscreen, a list that was dropped down stays active."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.map.canvas.setFocus()


def _pixel(window: MainWindow, lon: float, lat: float) -> QPoint:
    px, py = window.map.canvas.camera.pixels(*to_metres(lon, lat))
    return QPoint(round(float(px)), round(float(py)))


def drag_on_map(
    qtbot: QtBot, window: MainWindow, start: tuple[float, float], end: tuple[float, float]
) -> None:  # fmt: skip
    """Drag from one place on the map to another."""
    target = window.map.canvas.viewport()
    qtbot.mousePress(target, Qt.MouseButton.LeftButton, pos=_pixel(window, *start))
    for share in (0.3, 0.7, 1.0):
        at = [start[axis] + share * (end[axis] - start[axis]) for axis in (0, 1)]
        qtbot.mouseMove(target, _pixel(window, *at))
    qtbot.mouseRelease(target, Qt.MouseButton.LeftButton, pos=_pixel(window, *end))


def click_on_map(qtbot: QtBot, window: MainWindow, lon: float, lat: float) -> None:
    """Click where a place lies on the map."""
    canvas, at = window.map.canvas, _pixel(window, lon, lat)
    qtbot.mouseMove(canvas.viewport(), at)
    qtbot.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=at)


def visible(widget: QWidget, kind: type[QWidget]) -> list[QWidget]:
    """All widgets of a kind under one that can be seen."""
    return [one for one in widget.findChildren(kind) if one.isVisible() and not one.visibleRegion().isEmpty()]
