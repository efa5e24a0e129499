"""The vault's process as the main window starts it, with somebody who types: `python -m tests.desktop.vault.typing_in`.

It puts a name in under the code that the main window named and reads it again with real keys and clicks, says so in
the file that TAPHOS_TEST_SHOWN names, and leaves the name on the screen.
"""

from __future__ import annotations

import os
from pathlib import Path

from PyQt6.QtCore import Qt, QTimer
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QWidget

from desktop import tasks
from desktop.vault.__main__ import main
from desktop.vault.window import VaultWindow
from tests.layers.vaults import CONTACT, NAME

CODE = "EX-KQZ-7"


def type_in(window: VaultWindow) -> None:
    """Put a name in and read it, as a person does."""
    putting, reading = window.putting, window.reading
    code = putting.code.text()
    keys(putting.name, NAME)
    keys(putting.contact, CONTACT)
    QTest.mouseClick(putting.put, Qt.MouseButton.LeftButton)
    wait()
    window.turn_to(1)
    reading.code.setText(code)
    keys(reading.key, os.environ["TAPHOS_TEST_KEY"])
    keys(reading.reason, "a test")
    QTest.keyClick(reading.reason, Qt.Key.Key_Return)
    wait()
    said = f"{code} shown" if reading.shows_names else window.said.words.text()
    Path(os.environ["TAPHOS_TEST_SHOWN"]).write_text(f"{said} {os.getpid()}")


def keys(field: QWidget, text: str) -> None:
    """Type, letter for letter; what no key of a keyboard gives is pasted in."""
    if text.isascii():
        QTest.keyClicks(field, text)
        return
    (field.setText if hasattr(field, "setText") else field.setPlainText)(text)  # type: ignore[attr-defined]


def wait() -> None:
    """Until what was asked for is done."""
    while tasks.under_way():
        QTest.qWait(10)
    QTest.qWait(50)


if __name__ == "__main__":
    raise SystemExit(main(lambda window: QTimer.singleShot(100, lambda: type_in(window))))
