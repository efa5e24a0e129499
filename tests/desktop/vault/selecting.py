"""Somebody who selects and copies in the vault's fields, on an X server: `python -m tests.desktop.vault.selecting`.

Prints a line for each field: its kind, what other programs find selected, and what they find copied.
"""

from __future__ import annotations

import json
import sys

from PyQt6.QtCore import QPoint, QProcess, Qt
from PyQt6.QtGui import QClipboard, QGuiApplication
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from desktop.vault.clipboard import let_nothing_out
from desktop.vault.fields import SecretLine, SecretText

TEXT = "EXAMPLE Quillfeather"


def main() -> None:
    """Tries Qt's own fields, which give the text away, and ours."""
    app = QApplication([])
    for field in (QLineEdit(), QPlainTextEdit(), SecretLine(), SecretText()):
        if isinstance(field, SecretLine):
            let_nothing_out()  # from here on it is the vault's process
        (field.setText if isinstance(field, QLineEdit) else field.setPlainText)(TEXT)
        field.resize(300, 60)
        field.show()
        QTest.qWaitForWindowExposed(field)
        print(json.dumps([type(field).__name__, *given_away(field)]), flush=True)
        field.close()
    app.quit()


def given_away(field: QWidget) -> tuple[str, str]:
    """What a drag over the text, a double click, and the keys for all, copy and cut leave outside."""
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    clipboard.clear(QClipboard.Mode.Selection)
    clipboard.clear(QClipboard.Mode.Clipboard)
    target = field if isinstance(field, QLineEdit) else field.viewport()  # type: ignore[attr-defined]
    left = Qt.MouseButton.LeftButton
    QTest.mousePress(target, left, pos=QPoint(4, 18))
    QTest.mouseMove(target, QPoint(120, 18))
    QTest.mouseRelease(target, left, pos=QPoint(120, 18))
    QTest.mouseClick(target, left, pos=QPoint(250, 18))
    QTest.mouseDClick(target, left, pos=QPoint(20, 18))
    QTest.mouseRelease(target, left, pos=QPoint(20, 18))
    for key in (Qt.Key.Key_A, Qt.Key.Key_C, Qt.Key.Key_X):
        QTest.keyClick(field, key, Qt.KeyboardModifier.ControlModifier)
        QTest.qWait(20)
    return asked_by_another_program()


ANOTHER = """
import json
from PyQt6.QtGui import QClipboard, QGuiApplication
app = QGuiApplication([])
clipboard = QGuiApplication.clipboard()
print(json.dumps([clipboard.text(QClipboard.Mode.Selection), clipboard.text(QClipboard.Mode.Clipboard)]))
"""


def asked_by_another_program() -> tuple[str, str]:
    """The selection and the clipboard as another process is given them, while this one answers."""
    process = QProcess()
    process.start(sys.executable, ["-c", ANOTHER])
    while process.state() != QProcess.ProcessState.NotRunning:
        QTest.qWait(10)
    selected, copied = json.loads(bytes(process.readAllStandardOutput().data()))
    return selected, copied


if __name__ == "__main__":
    main()
