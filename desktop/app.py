"""The application: one process, its theme and language, the window on a project or the first page."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PyQt6.QtCore import QEvent, QObject, QSettings
from PyQt6.QtWidgets import QApplication

from desktop import tasks
from desktop.choices import flag, forget_folders, remember_no_folders, window_settings
from desktop.locking.clipboard import ClipboardWatch
from desktop.speech import speak
from desktop.theme.stylesheet import apply, undressed
from desktop.theme.theme import current, theme
from desktop.theme.touch import GLOVES
from forensics.messages import say
from layers.language import Translator, languages
from layers.project import Project

if TYPE_CHECKING:
    from desktop.locking.lock_page import LockPage
    from desktop.locking.locking import Locking
    from desktop.start.project_dialogs import NewProject
    from desktop.start.start_page import StartPage
    from desktop.window.main_window import MainWindow

NAME = "taphos"


def has_display() -> bool:
    """Whether there is a screen to show a window on."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def application() -> QApplication:
    """The one QApplication; without a display it paints into memory."""
    if not has_display():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName(NAME)
    app.setDesktopFileName(NAME)
    return app


class Taphos(QObject):
    """What is open: the first page, or one project; each gives way to the other."""

    def __init__(
        self, language: str, theme_name: str = "", workspace: str = "exhume", size: tuple[int, int] | None = None,
        settings: QSettings | None = None, remembered_language: bool = False,
    ) -> None:  # fmt: skip
        """Where nobody named a language, `remembered_language` lets the one chosen last in a window go before it."""
        gc.disable()  # until a window is complete: so much is made at once that looking for garbage takes a tenth
        super().__init__()
        self.app = application()
        self.settings = settings if settings is not None else window_settings()
        remember_no_folders()
        self.app.aboutToQuit.connect(forget_folders)
        chosen = str(self.settings.value("language", "")) if remembered_language else ""
        self.language = chosen if chosen in languages() else language
        self.workspace, self._size = workspace, size
        self.window: MainWindow | None = None
        self.page: StartPage | None = None
        self.locking: Locking | None = None
        self.clipboard = ClipboardWatch(self)
        self._before = sys.excepthook
        sys.excepthook = self._bug
        self.app.setProperty(GLOVES, flag(self.settings, GLOVES))
        apply(self.app, theme(theme_name or str(self.settings.value("theme", "light"))))
        speak(self.language)

    # The first page

    def show_start(self) -> None:
        """Show the first page in place of what is open."""
        from desktop.start.start_page import StartPage

        self.page = StartPage(Translator(self.language), self.settings)
        self.page.wanted.connect(self.open)
        self.page.new_wanted.connect(self._make)
        self.page.example_wanted.connect(self._make_example)
        self.page.look_wanted.connect(self._look_otherwise)
        gc.enable()
        self.page.show()

    def _look_otherwise(self, what: str) -> None:
        """Another language or theme while the first page is shown."""
        if what == "theme":
            name = "light" if current().dark else "dark"
            apply(self.app, theme(name))
            self.settings.setValue("theme", name)
            return
        known, before = languages(), self.page
        self.language = known[(known.index(self.language) + 1) % len(known)]
        self.settings.setValue("language", self.language)
        speak(self.language)
        self.show_start()
        if before is not None:
            before.close()

    def open(self, folder: Path, passphrase: str | None = None) -> None:
        """Open a project on a thread: unlocking an encrypted one takes its time on purpose."""
        from layers.project import open_project

        self._begin(lambda: open_project(folder, passphrase))

    def _make(self, asked: NewProject) -> None:
        from layers.project import new_project

        self._begin(lambda: new_project(asked.folder, name=asked.name, passphrase=asked.passphrase))

    def _make_example(self, folder: Path) -> None:
        from layers.demo.example import make_example
        from layers.project import open_project

        place = folder / "example.taphos"
        self._begin(lambda: open_project(place) if place.exists() else make_example(place))

    def _begin(self, opening: Callable[[], Project]) -> None:
        page = self.page
        if page is not None:
            page.show_busy(say("One moment…"))
        tasks.start(
            lambda progress: opening(),
            done=lambda project: self._opened(project),
            refused=lambda refusal: self._not_opened(refusal),
            failed=lambda failure: self._bug(type(failure), failure, failure.__traceback__),
        )

    def _opened(self, project: Project) -> None:
        self.show_project(project)

    def _not_opened(self, refusal: Exception) -> None:
        if self.page is None:
            self.show_start()
        if self.page is not None:
            self.page.show_busy(None)
            self.page.messages.refuse(refusal)  # type: ignore[arg-type]

    # A project

    def show_project(self, project: Project) -> MainWindow:
        """The window on an open project, in place of the first page."""
        from desktop.filters.narrow import NarrowTables
        from desktop.session import Session
        from desktop.start.recent import remember

        session = Session(project, self.language)
        tables = NarrowTables(session)
        tables.read_all()
        from desktop.window.main_window import MainWindow  # while the tables are read: this takes as long as they do

        with undressed(self.app):
            self.window = MainWindow(session, self.workspace, self.settings, tables)
        self.window.complete.connect(gc.enable)
        self.window.leave.connect(self._leave)
        self.window.lock_wanted.connect(self.lock)
        self.window.complete.connect(self._go_back_to_where_one_was)
        session.language_changed.connect(self._follow_language)
        if self._size is not None:
            self.window.resize(*self._size)
        self.window.show()
        if self.page is not None:
            self.page.close()
            self.page = None
        remember(self.settings, project.folder)
        return self.window

    def _go_back_to_where_one_was(self) -> None:
        """Where the window was locked it goes on."""
        from desktop.locking.whereabouts import go_back_to

        window = self.window
        if window is None:
            return
        register = window.session.project.register
        tasks.start(
            lambda progress: register.take_whereabouts(),
            done=lambda held: go_back_to(window, held) if held and self.window is window else None,
            failed=window.session.failed.emit, in_order=True,
        )  # fmt: skip

    # Locking

    def lock(self) -> None:
        """Blank the window, close the project, forget its key, and ask for the passphrase."""
        from desktop.locking.locking import Locking

        if self.window is None or self.locking is not None:
            return
        self.locking = Locking(self.window, self.clipboard, self._forget_window, self)
        self.locking.page.wanted.connect(self._unlock)
        self.locking.page.given_up.connect(self._give_up)
        self.locking.begin()

    def _forget_window(self) -> None:
        self.window = None

    def _unlock(self, passphrase: str) -> None:
        from layers.project import open_project

        if self.locking is None:
            return
        folder, page = self.locking.folder, self.locking.page
        page.show_opening()
        tasks.start(
            lambda progress: open_project(folder, passphrase or None), done=self._unlocked, refused=page.refuse,
            failed=lambda failure: self._bug(type(failure), failure, failure.__traceback__),
        )  # fmt: skip

    def _unlocked(self, project: Project) -> None:
        page = self._drop_lock_page()
        window = self.show_project(project)
        if page is not None:
            window.setWindowState(page.windowState())
            if not page.isMaximized() and not page.isFullScreen():
                window.setGeometry(page.geometry())
            page.close()
            page.deleteLater()

    def _give_up(self) -> None:
        """The first page instead of a locked project."""
        page = self._drop_lock_page()
        self.show_start()
        if page is not None:
            page.close()
            page.deleteLater()

    def _drop_lock_page(self) -> LockPage | None:
        locking, self.locking = self.locking, None
        if locking is None:
            return None
        locking.deleteLater()
        return locking.page

    def _leave(self, wanted: str) -> None:
        """Close the project and go on with what the person wants instead."""
        if self.window is None:
            return
        self.app.setQuitOnLastWindowClosed(False)
        if self.window.close():
            self.window = None
            self.show_start()
            if self.page is not None and wanted != "start":
                (self.page.choose if wanted == "open" else self.page.make_new)()
        self.app.setQuitOnLastWindowClosed(True)

    def _follow_language(self, language: str) -> None:
        self.language = language

    def run(self) -> int:
        """Until the last window is closed."""
        status = self.app.exec()
        self.end()
        return status

    def end(self) -> None:
        """Give the process back as it was, without a window left.

        What is left when Python ends is deleted by PyQt then, in an order in which it may crash.
        """
        sys.excepthook = self._before
        for shown in (self.window, self.page):
            if shown is not None:
                shown.deleteLater()
        self.window = self.page = None
        self.app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.enable()
        gc.collect()

    def _bug(self, kind: type[BaseException], failure: BaseException, trace: TracebackType | None) -> None:
        """What nothing caught: told in the window, where there is one."""
        shown = self.page if self.window is None or self.locking is not None else self.window
        if shown is None or isinstance(failure, KeyboardInterrupt):
            self._before(kind, failure, trace)
        else:
            shown.messages.fail(failure)
