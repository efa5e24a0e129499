"""A locked window shows nothing, holds nothing, and goes on where it was once the passphrase is given."""

from __future__ import annotations

import gc
import tempfile
import threading
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt6.QtCore import QSettings, Qt
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.app import Taphos
from desktop.choices import Choices, choices, choose
from desktop.locking.idle_watch import IdleWatch
from desktop.screenshots import wait_for_rest
from desktop.start.recent import recent
from desktop.window.main_window import MainWindow
from forensics.ports import Progress, Receipt
from layers.project import open_project
from tests.desktop.form_projects import bring_forward, settle, type_into
from tests.layers.projects import PASSPHRASE, closing, make, record, site

CANARY = "canary-4e1d"


@pytest.fixture
def taphos(qtbot: QtBot, tmp_path: Path) -> Iterator[Taphos]:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    made = Taphos("en", "light", settings=settings)
    yield made
    shown = [made.window, made.page, made.locking.page if made.locking is not None else None]
    for one in shown:
        if one is not None:
            one.close()
            one.deleteLater()
    made.end()
    settle(qtbot)


def _filled(folder: Path, engine: str) -> Path:
    with closing(make(folder, engine, pack="ua")) as project:
        project.register.commit(
            [site("S-1", name=f"{CANARY} yard", form="surface"), record("practitioner", "PE-1", roles=["lead"])]
        )
        return project.folder


def _open(taphos: Taphos, folder: Path, engine: str) -> MainWindow:
    window = taphos.show_project(open_project(folder, PASSPHRASE if engine == "encrypted" else None))
    window.map.canvas.animated = False
    wait_for_rest(window)
    return window


def _lock(qtbot: QtBot, taphos: Taphos) -> None:
    assert taphos.window is not None
    bring_forward(qtbot, taphos.window)
    taphos.window.map.canvas.setFocus()
    QTest.keyClick(taphos.window.map.canvas, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert taphos.locking is not None
    qtbot.waitUntil(lambda: taphos.locking is not None and taphos.locking.page.is_locked, timeout=30_000)


def _unlock(qtbot: QtBot, taphos: Taphos, passphrase: str) -> MainWindow:
    assert taphos.locking is not None
    page = taphos.locking.page
    if page.encrypted:
        bring_forward(qtbot, page)
        type_into(qtbot, page.passphrase, passphrase)
    qtbot.mouseClick(page.opener, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: taphos.window is not None, timeout=30_000)
    assert taphos.window is not None
    wait_for_rest(taphos.window)
    settle(qtbot)
    return taphos.window


def _all_text() -> str:
    """Everything that any widget of the process says, shown or not."""
    found: list[str] = []
    for widget in QApplication.allWidgets():
        found += [widget.windowTitle(), widget.toolTip(), widget.accessibleName()]
        if isinstance(widget, QLabel | QLineEdit):
            found.append(widget.text())
        if isinstance(widget, QPlainTextEdit):
            found.append(widget.toPlainText())
    return "\n".join(found)


@pytest.mark.parametrize("engine", ["encrypted", "plain"])
def test_ctrl_l_blanks_the_window_forgets_all_and_leads_back_to_where_one_was(
    qtbot: QtBot, taphos: Taphos, tmp_path: Path, engine: str
) -> None:
    folder = _filled(tmp_path / "mission", engine)
    window = _open(taphos, folder, engine)
    window.go("plan")
    window.session.select("site", window.session.project.register.find("S-1").id)
    settle(qtbot)
    assert window.inspector.sheet is not None
    window.inspector.sheet.put("name", f"{CANARY} typed")
    window.map.canvas.look(window.map.canvas.camera.at(31.5, 49.5, 12.0))
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    bring_forward(qtbot, window)
    clipboard.setText(f"{CANARY} copied")
    was = window.map.canvas.camera
    held = [weakref.ref(one) for one in (window.session.project.register, window.session, window.tables)]
    del window
    _lock(qtbot, taphos)
    assert taphos.window is None
    gc.collect()
    assert [one() for one in held] == [None, None, None], "nothing refers to the register or the session any more"
    assert CANARY not in _all_text()
    assert not clipboard.text()
    assert taphos.locking is not None
    page = taphos.locking.page
    assert page.windowTitle() == "mission – Taphos"
    assert page.passphrase.isVisible() == (engine == "encrypted")
    if engine == "plain":
        assert "has no passphrase" in page.said.text()
    again = _unlock(qtbot, taphos, PASSPHRASE)
    assert (again.workspace, again.session.selected.type) == ("plan", "site")
    now = again.map.canvas.camera
    assert (now.x, now.y, now.mpp) == (was.x, was.y, was.mpp)
    assert again.inspector.sheet is not None
    assert again.inspector.sheet.reveal("name").text() == f"{CANARY} typed"
    assert again.inspector.notice.isVisible()


def test_settings_caches_and_temporary_files_hold_nothing_of_an_encrypted_project(
    qtbot: QtBot, taphos: Taphos, tmp_path: Path, own_home: Path
) -> None:
    folder = _filled(tmp_path / "mission", "encrypted")
    window = _open(taphos, folder, "encrypted")
    window.session.select("site", window.session.project.register.find("S-1").id)
    window.table.search.setFocus()
    QTest.keyClicks(window.table.search, CANARY)
    window.go("analyse")
    settle(qtbot)
    assert window.inspector.sheet is not None
    window.inspector.sheet.put("name", f"{CANARY} typed")
    settle(qtbot)
    del window
    _lock(qtbot, taphos)
    taphos.settings.sync()
    places = [own_home, tmp_path, folder, Path(tempfile.gettempdir()) / "taphos"]
    files = [path for place in places if place.exists() for path in place.rglob("*") if path.is_file()]
    assert Path(taphos.settings.fileName()) in files
    assert folder / "register.db" in files
    assert [path for path in files if CANARY.encode() in path.read_bytes()] == []
    assert [path for path in files if CANARY in str(path)] == []


def test_a_wrong_passphrase_is_one_sentence_and_the_window_stays_locked(
    qtbot: QtBot, taphos: Taphos, tmp_path: Path
) -> None:
    _open(taphos, _filled(tmp_path / "mission", "encrypted"), "encrypted")
    _lock(qtbot, taphos)
    assert taphos.locking is not None
    page = taphos.locking.page
    QTest.keyClicks(page.passphrase, "wrong")
    QTest.keyClick(page.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "passphrase" in page.said.text().lower() and page.opener.isVisible(), timeout=30_000)
    assert taphos.window is None
    assert page.passphrase.text() == ""
    qtbot.mouseClick(page.leaver, Qt.MouseButton.LeftButton)
    assert taphos.page is not None


class _Slow:
    """A commit that tells of progress until it is let go."""

    def __init__(self, taphos: Taphos) -> None:
        assert taphos.window is not None
        self.register = taphos.window.session.project.register
        self.begun, self.go_on = threading.Event(), threading.Event()
        taphos.window.session.write(self.call, "slow")

    def call(self, progress: Progress) -> Receipt:
        self.begun.set()
        while not self.go_on.wait(0.01):
            progress(1, 0)
        return self.register.commit([site("S-2")])


@pytest.mark.parametrize("hurried", [False, True])
def test_what_is_being_written_is_finished_or_cancelled_whole_before_the_key_is_forgotten(
    qtbot: QtBot, taphos: Taphos, tmp_path: Path, hurried: bool
) -> None:
    folder = _filled(tmp_path / "mission", "plain")
    _open(taphos, folder, "plain")
    slow = _Slow(taphos)
    assert slow.begun.wait(20)
    assert taphos.window is not None
    taphos.window.actions_of_table["lock"].trigger()
    assert taphos.locking is not None
    page = taphos.locking.page
    qtbot.wait(200)
    assert not page.is_locked, "the key is held while something is written"
    assert not taphos.window.isVisible()
    assert page.hurry.isVisible()
    assert page.close() is False
    if hurried:
        qtbot.mouseClick(page.hurry, Qt.MouseButton.LeftButton)
    else:
        slow.go_on.set()
    qtbot.waitUntil(lambda: page.is_locked, timeout=30_000)
    del slow
    with closing(open_project(folder)) as project:
        assert sorted(project.register.codes("site")) == (["S-1"] if hurried else ["S-1", "S-2"])


def test_a_dialog_over_the_window_goes_with_it(qtbot: QtBot, taphos: Taphos, tmp_path: Path) -> None:
    window = _open(taphos, _filled(tmp_path / "mission", "plain"), "plain")
    over = QWidget(window, Qt.WindowType.Dialog)
    QLabel(CANARY, over)
    over.show()
    del over, window
    _lock(qtbot, taphos)
    assert CANARY not in _all_text()


def test_idle_minutes_lock_the_window_and_signs_of_a_person_put_it_off(qtbot: QtBot, taphos: Taphos) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    watch, told = IdleWatch(0.6, widget), []
    watch.over.connect(lambda: told.append(True))
    for _ in range(20):
        QTest.keyClick(widget, Qt.Key.Key_A)
        qtbot.wait(60)
    assert told == []
    qtbot.waitUntil(lambda: bool(told), timeout=20_000)
    watch.allow(0)
    told.clear()
    qtbot.wait(900)
    assert told == [], "never is never"


def test_the_window_locks_by_itself(qtbot: QtBot, taphos: Taphos, tmp_path: Path) -> None:
    window = _open(taphos, _filled(tmp_path / "mission", "plain"), "plain")
    window.idle.allow(0.4)
    del window
    qtbot.waitUntil(lambda: taphos.locking is not None and taphos.locking.page.is_locked, timeout=30_000)


def test_minutes_are_kept_within_bounds_and_never_is_a_choice_of_its_own(tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "choices.ini"), QSettings.Format.IniFormat)
    assert choices(settings) == Choices(10, never=False, places=False)
    for typed, kept in ((0, 1), (-5, 1), (500, 120), ("nonsense", 10), (30, 30)):
        settings.setValue("lock/minutes", typed)
        assert choices(settings).minutes == kept
        assert choices(settings).seconds == kept * 60
    choose(settings, Choices(5, never=True, places=False))
    assert choices(settings).seconds == 0


def test_where_an_encrypted_project_lies_is_remembered_only_where_that_is_wanted(
    qtbot: QtBot, taphos: Taphos, tmp_path: Path
) -> None:
    folder = _filled(tmp_path / "mission", "encrypted")
    first = _open(taphos, folder, "encrypted")
    assert recent(taphos.settings) == [], "nobody chose that"
    first.close()
    first.deleteLater()
    settle(qtbot)
    del first
    choose(taphos.settings, Choices(places=True))
    window = _open(taphos, folder, "encrypted")
    assert [place for place, _ in recent(taphos.settings)] == [folder.resolve()]
    dialogs: list[str] = []

    def answer() -> None:
        from desktop.locking.choosing import ChoosingDialog

        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, ChoosingDialog)
        dialogs.append(dialog.windowTitle())
        dialog.places.setChecked(False)
        dialog.never.setChecked(True)
        assert dialog.warning.isVisible()
        dialog.accept()

    from PyQt6.QtCore import QTimer

    QTimer.singleShot(100, answer)
    window.actions_of_table["locking"].trigger()
    assert dialogs
    assert recent(taphos.settings) == []
    assert choices(taphos.settings).never
    taphos.settings.sync()
    assert "mission" not in Path(taphos.settings.fileName()).read_text("utf-8")
