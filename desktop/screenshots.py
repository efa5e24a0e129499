"""Pictures of the window: `python -m desktop.screenshots OUT [PROJECT]`, every workspace, theme, language and size."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from PyQt6.QtCore import QEventLoop, QMessageLogContext, QSettings, QSize, QtMsgType, qInstallMessageHandler
from PyQt6.QtWidgets import QApplication

from desktop.app import Taphos
from desktop.theme.theme import current
from desktop.window.main_window import TABLES, MainWindow
from layers.core_dumps import forbid_core_dumps
from layers.errors import ProjectRefused
from layers.project import Project, open_project

SIZES = ((1280, 800), (1920, 1080))
EXAMPLE = Path("example", "example.taphos")
"""Where `make example` builds it."""
PATIENCE = 180
"""Seconds in which the window must have come to rest."""


@dataclass(frozen=True)
class Wanted:
    """One picture: workspace, theme, language, width and height in pixels."""

    workspace: str
    theme: str
    language: str
    size: tuple[int, int]
    site: str = ""  # a grave, whose plan is shown
    board: bool = False  # the board of assignments is shown

    @property
    def name(self) -> str:
        return f"{self.workspace}-{self.theme}-{self.language}-{self.size[0]}x{self.size[1]}.png"


def all_pictures() -> Iterator[Wanted]:
    """The three workspaces, light and dark, in both languages, at both sizes."""
    for workspace, theme, language, size in product(
        ("exhume", "plan", "analyse"), ("light", "dark"), ("en", "uk"), SIZES
    ):
        yield Wanted(workspace, theme, language, size)


def hush_platform() -> None:
    """Keep what Qt's offscreen platform says of itself off the terminal; every other message of Qt's is printed."""

    def tell(kind: QtMsgType, context: QMessageLogContext, text: str | None) -> None:
        if text and not text.startswith("This plugin does not support"):
            sys.stderr.write(f"{text}\n")

    qInstallMessageHandler(tell)


def paint_window(project: Project, wanted: Wanted, picture: Path) -> None:
    """Paint the window on a project into a PNG, once nothing moves any more; the project is closed."""
    with tempfile.TemporaryDirectory() as folder:
        taphos = _taphos(wanted, Path(folder))
        window = taphos.show_project(project)
        try:
            if wanted.site:
                wait_for_rest(window)
                window.show_plan_of(wanted.site)
            elif wanted.board:
                wait_for_rest(window)
                window.show_board()
            save(window, picture)
        finally:
            window.close()
            taphos.end()


def save(window: MainWindow, picture: Path) -> None:
    """Wait until the window is at rest, and write what it shows; raises ProjectRefused where that cannot be written."""
    wait_for_rest(window)
    if not window.grab().save(str(picture), "PNG"):
        raise ProjectRefused("“{file}” cannot be written.", file=str(picture))


def wait_for_rest(window: MainWindow) -> None:
    """Handle events until everything was read, drawn and checked; raises ProjectRefused when that does not end."""
    end = time.monotonic() + PATIENCE
    quiet = 0
    while quiet < 3:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        quiet = quiet + 1 if window.at_rest else 0
        if time.monotonic() > end:
            raise ProjectRefused("The window did not come to rest: {parts}.", parts=", ".join(window.unrest))
        time.sleep(0.005)


def _taphos(wanted: Wanted, folder: Path) -> Taphos:
    settings = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)
    return Taphos(wanted.language, wanted.theme, wanted.workspace, wanted.size, settings)


def main(arguments: list[str]) -> int:
    """Paint all pictures of a project, of the example where none is named, into a folder."""
    forbid_core_dumps()
    if not 1 <= len(arguments) <= 2:
        sys.stderr.write("python -m desktop.screenshots OUT [PROJECT]\n")
        return 2
    out, project = Path(arguments[0]), Path(*arguments[1:]) if arguments[1:] else EXAMPLE
    hush_platform()
    out.mkdir(parents=True, exist_ok=True)
    pictures = list(all_pictures())
    with tempfile.TemporaryDirectory() as folder:
        taphos = _taphos(pictures[0], Path(folder))
        window = taphos.show_project(open_project(project))
        try:
            for wanted in pictures:
                turn(window, wanted)
                save(window, out / wanted.name)
        finally:
            window.close()
            taphos.end()
    return 0


def turn(window: MainWindow, wanted: Wanted) -> None:
    """Have an open window show what a picture wants: workspace, theme, language, size, all records, one selected."""
    window.resize(QSize(*wanted.size))
    if current().name != wanted.theme:
        window.wear(wanted.theme)
    if window.session.language != wanted.language:
        window.speak(wanted.language)
    window.session.select()
    window.go(wanted.workspace)
    register, type_ = window.session.project.register, TABLES[wanted.workspace]
    codes = register.codes(type_)
    window.session.select(type_, codes[min(codes)]) if codes else window.session.select()
    QApplication.processEvents()
    window.map.frame_records()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
