"""A real project with a session, and real keys: what the tests of forms and tables stand on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PyQt6.QtCore import QEvent, Qt, QTimer
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop import tasks
from desktop.inspector.inspector import Inspector
from desktop.session import Session
from desktop.taking_in import HolderDialog
from forensics.ports import Query, Values
from layers.editing import adding, keep
from tests.layers.projects import make

ENTER, TAB = Qt.Key.Key_Return, Qt.Key.Key_Tab
CTRL = Qt.KeyboardModifier.ControlModifier


@contextmanager
def open_session(folder: Path, language: str = "en") -> Iterator[Session]:
    """A session on a new project with the country pack of Ukraine."""
    session = Session(make(folder / "example", pack="ua"), language)
    try:
        yield session
    finally:
        settle_tasks()
        session.close()


def settle_tasks() -> None:
    """Wait until nothing runs on a thread, and let what it sent arrive."""
    for _ in range(2000):
        QApplication.processEvents()
        if not tasks.under_way():
            break
        QTest.qWait(5)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()


def settle(qtbot: QtBot, longest: int = 10_000) -> None:
    """Let pauses in typing pass that are no longer than so many milliseconds, and everything that follows them."""
    quiet = 0
    while quiet < 3:
        settle_tasks()
        quiet = 0 if _pausing(longest) else quiet + 1
        qtbot.wait(10)


def _pausing(longest: int) -> bool:
    """Whether a pause that something waits for has not passed yet."""
    timers = (timer for window in QApplication.topLevelWidgets() for timer in window.findChildren(QTimer))
    return any(timer.isActive() and timer.isSingleShot() and timer.interval() <= longest for timer in timers)


def put(session: Session, type_: str, **texts: str) -> str:
    """Add a record the way the command line does; gives its id."""
    edit = adding(session.project, type_, texts)
    keep(session.project, edit, "EXAMPLE")
    return edit.record


def held(session: Session, type_: str, record: str) -> Values:
    """What the register holds of a record."""
    values = session.project.register.values(type_, record)
    assert values is not None
    return values


def only(session: Session, type_: str, **where: str) -> Values:
    """The one record of a type."""
    [values] = session.project.register.select(Query(type_, where=tuple(where.items())))
    return values


def shown(qtbot: QtBot, widget: QWidget, width: int = 420, height: int = 900) -> QWidget:
    """The widget on the screen, with the focus."""
    qtbot.addWidget(widget)
    widget.resize(width, height)
    widget.show()
    bring_forward(qtbot, widget)
    return widget


def bring_forward(qtbot: QtBot, window: QWidget) -> None:
    """Make a window the active one, asked again until it is: offscreen, another may be on its way to the front."""

    def is_active() -> bool:
        if not window.isActiveWindow():
            window.activateWindow()
        return window.isActiveWindow()

    qtbot.waitUntil(is_active, timeout=60_000)


def type_into(qtbot: QtBot, target: QWidget, text: str, *keys: Qt.Key) -> None:
    """Focus a widget, type into it, and press these keys."""
    wake(qtbot)
    target.setFocus(Qt.FocusReason.OtherFocusReason)
    for letter in text:
        receiver = _popup() or target
        if letter.isascii():
            qtbot.keyClicks(receiver, letter)
        else:  # QTest knows the keys of no other alphabet; their events carry the letter
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                QApplication.sendEvent(receiver, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))
    for key in keys:
        press(qtbot, key)


def press(qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key where a person's would go: into the list that is dropped down, else where the focus is."""
    wake(qtbot)
    receiver = _popup() or QApplication.focusWidget()
    assert receiver is not None
    qtbot.keyClick(receiver, key, modifier)
    if modifier != Qt.KeyboardModifier.NoModifier:  # QTest leaves it pressed
        qtbot.keyRelease(QApplication.focusWidget() or receiver, Qt.Key.Key_Control)


def _popup() -> QWidget | None:
    """What takes the keys while something is dropped down: its own line, or the list itself."""
    popup = QApplication.activePopupWidget()
    return (popup.focusWidget() or popup) if popup is not None else None


def wake(qtbot: QtBot) -> None:
    """Make the window active: offscreen, a list that was dropped down may stay so after it closed."""
    active = QApplication.activeWindow()
    if QApplication.activePopupWidget() is not None or (active is not None and active.isVisible()):
        return
    window = next((one for one in QApplication.topLevelWidgets() if one.isVisible()), None)
    if window is not None:
        bring_forward(qtbot, window)


# In the inspector


def write(qtbot: QtBot, inspector: Inspector, name: str, text: str, *keys: Qt.Key) -> None:
    """Type into a field of the form that is shown."""
    assert inspector.sheet is not None
    row = inspector.sheet.reveal(name)
    stop = row.stops()[0]
    type_into(qtbot, stop, text, *keys)


def save(qtbot: QtBot) -> None:
    """Ctrl+S where the focus is."""
    press(qtbot, Qt.Key.Key_S, CTRL)
    settle(qtbot)


def select(qtbot: QtBot, session: Session, type_: str, record: str) -> None:
    session.select(type_, record)
    settle(qtbot)


def sentence(inspector: Inspector, name: str) -> str:
    assert inspector.sheet is not None
    row = inspector.sheet.row(name)
    assert row is not None
    return row.sentence


def begin_without_holder(qtbot: QtBot) -> None:
    """Answer who has the files that are taken in: nobody yet."""
    wanted: list[HolderDialog] = []

    def asked() -> bool:
        wanted[:] = [one for one in QApplication.topLevelWidgets() if isinstance(one, HolderDialog) and one.isVisible()]
        return bool(wanted)

    qtbot.waitUntil(asked, timeout=10_000)
    QTest.mouseClick(wanted[0].without, Qt.MouseButton.LeftButton)
