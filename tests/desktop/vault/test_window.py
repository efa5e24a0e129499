"""In the vault's window names are put in and read, and stay nowhere else."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt6.QtCore import QMimeData, QSettings, Qt, QUrl
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from desktop import tasks
from desktop.vault import reading_page
from desktop.vault.reading_page import EntryCard
from desktop.vault.told import Told
from desktop.vault.window import VaultWindow
from layers.language import Translator
from layers.project import Project
from layers.register.journal import OPENING
from layers.vault.identities import make_identity_file
from layers.vault.vault import Vault
from tests.layers.projects import make
from tests.layers.vaults import CONTACT, NAME, identity, names_of, readable_under, vault_of

ROOT = Path(__file__).parents[3]
ALICE = identity()


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    made, _ = vault_of(tmp_path / "vault.taphos", alice=ALICE)
    yield made
    made.close()


@pytest.fixture
def window(project: Project, qtbot: QtBot) -> VaultWindow:
    shown = VaultWindow(project, Translator("en"), "P-1")
    qtbot.addWidget(shown)
    shown.show()
    return shown


def settle(qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not tasks.under_way(), timeout=60_000)  # a passphrase is stretched for seconds
    QApplication.processEvents()


def put(qtbot: QtBot, window: VaultWindow, name: str, contact: str = "") -> None:
    window.turn_to(0)
    window.putting.code.setText("P-1")
    qtbot.keyClicks(window.putting.name, name)
    window.putting.contact.setPlainText(contact)
    qtbot.mouseClick(window.putting.put, Qt.MouseButton.LeftButton)
    settle(qtbot)


def read(qtbot: QtBot, window: VaultWindow, key: str, reason: str = "a test") -> list[str]:
    """The names that are shown after asking."""
    window.turn_to(1)
    window.reading.key.setText(key)
    window.reading.reason.setText(reason)
    qtbot.keyClick(window.reading.reason, Qt.Key.Key_Return)
    settle(qtbot)
    return [card.name.text() for card in window.findChildren(EntryCard) if card.isVisibleTo(window)]


def test_a_name_is_put_in_and_the_fields_forget_it(qtbot: QtBot, window: VaultWindow, project: Project) -> None:
    put(qtbot, window, NAME, CONTACT)
    assert names_of(Vault(project), "P-1", ALICE) == [NAME]
    assert [window.putting.name.text(), window.putting.contact.toPlainText()] == ["", ""]
    assert not window.putting.name.isUndoAvailable()
    assert "No record names “P-1” yet" in window.said.words.text()
    assert NAME not in window.said.words.text()


def test_a_name_is_read_with_a_key_and_a_reason(qtbot: QtBot, window: VaultWindow, project: Project) -> None:
    Vault(project).put_in("P-1", "EXAMPLE first")
    Vault(project).put_in("P-1", NAME, CONTACT)
    assert read(qtbot, window, str(ALICE.secret[0])) == [NAME]
    assert window.reading.key.echoMode() == QLineEdit.EchoMode.Password
    ((_, held),) = project.register.administrative(OPENING).items()
    assert held["code"] == "P-1"
    (earlier,) = [button for button in window.findChildren(type(window.reading.open)) if "1 earlier" in button.text()]
    earlier.click()
    assert len([card for card in window.findChildren(EntryCard) if card.isVisibleTo(window)]) == 2
    window.reading.hide_again.click()
    assert not window.reading.shows_names
    QApplication.sendPostedEvents()
    assert NAME not in [label.text() for label in window.findChildren(QLabel) if label.isVisibleTo(window)]


def test_what_is_refused_is_said_and_shows_nothing(
    qtbot: QtBot, window: VaultWindow, project: Project, tmp_path: Path
) -> None:
    Vault(project).put_in("P-1", NAME)
    for key, reason, said in (
        (str(identity().secret[0]), "a test", "opens nothing"),
        (str(ALICE.secret[0]), " ", "with a reason"),
        (str(tmp_path / "nowhere"), "a test", "There is no file"),
        ("AGE-SECRET-KEY-1QQQ", "a test", "wrong or missing"),
    ):
        assert read(qtbot, window, key, reason) == []
        assert said in window.said.words.text()
        assert window.reading.isEnabled()
    window.turn_to(0)
    put(qtbot, window, "")
    assert "none was given" in window.said.words.text()
    assert project.register.administrative(OPENING) == {}


def test_a_key_in_a_file_with_a_passphrase(qtbot: QtBot, window: VaultWindow, project: Project, tmp_path: Path) -> None:
    key = make_identity_file(tmp_path / "key.age", "EXAMPLE words")
    Vault(project).name_recipient("second", key)
    Vault(project).put_in("P-1", NAME)
    window.reading.passphrase.setText("EXAMPLE words")
    assert read(qtbot, window, str(tmp_path / "key.age")) == [NAME]
    assert window.reading.key.echoMode() == QLineEdit.EchoMode.Normal


def test_what_was_read_hides_itself_and_goes_with_the_page(
    qtbot: QtBot, window: VaultWindow, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    Vault(project).put_in("P-1", NAME)
    assert read(qtbot, window, str(ALICE.secret[0])) == [NAME]
    window.turn_to(0)
    assert not window.reading.shows_names
    assert reading_page.SHOWN == 60_000
    window.reading._hiding.setInterval(1)
    read(qtbot, window, str(ALICE.secret[0]))
    qtbot.waitUntil(lambda: not window.reading.shows_names)


def test_the_window_closes_itself_and_empties_its_fields(qtbot: QtBot, project: Project) -> None:
    shown = VaultWindow(project, Translator("en"), "P-1", idle=0.6)
    qtbot.addWidget(shown)
    shown.show()
    shown.putting.name.setText(NAME)
    with qtbot.waitSignal(shown.closed, timeout=20_000):
        pass
    assert shown.putting.name.text() == ""


def test_a_sign_of_a_person_keeps_it_open(qtbot: QtBot, window: VaultWindow) -> None:
    window.idle._milliseconds = 100_000
    window.idle._clock.restart()
    qtbot.wait(300)
    before = window.idle._clock.elapsed()
    qtbot.keyClick(window.putting.name, Qt.Key.Key_X)
    assert window.idle._clock.elapsed() < before


def test_a_fault_is_told_by_its_kind_alone(qtbot: QtBot, window: VaultWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*_: object) -> None:
        raise KeyError(NAME)

    monkeypatch.setattr(window.putting.vault, "put_in", break_down)
    put(qtbot, window, NAME)
    assert "KeyError" in window.said.words.text()
    assert NAME not in window.said.words.text()


def test_a_file_is_dropped_on_the_line_of_the_key(qtbot: QtBot, window: VaultWindow, tmp_path: Path) -> None:
    from PyQt6.QtCore import QPointF
    from PyQt6.QtGui import QDropEvent

    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "key.txt"))])
    drop = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    window.reading.key.dropEvent(drop)
    assert Path(window.reading.key.text()) == tmp_path / "key.txt"


def test_recipients_are_shown(qtbot: QtBot, window: VaultWindow, project: Project) -> None:
    Vault(project).put_in("P-1", NAME)
    window.turn_to(2)
    settle(qtbot)
    words = " ".join(label.text() for label in window.recipients.findChildren(QLabel))
    assert "alice" in words
    assert "opens 1 of 1" in words


def test_a_vault_without_recipients_says_so(qtbot: QtBot, tmp_path: Path) -> None:
    project = make(tmp_path / "empty.taphos")
    shown = VaultWindow(project, Translator("uk"))
    qtbot.addWidget(shown)
    shown.turn_to(2)
    settle(qtbot)
    assert "отримувача" in shown.said.words.text()
    project.close()


# Nothing stays


def test_nothing_is_copied(qtbot: QtBot, window: VaultWindow) -> None:
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    clipboard.setText("before")
    for field in (window.putting.name, window.putting.contact):
        (field.setText if hasattr(field, "setText") else field.setPlainText)(NAME)
        for key in (Qt.Key.Key_A, Qt.Key.Key_C, Qt.Key.Key_X):
            qtbot.keyClick(field, key, Qt.KeyboardModifier.ControlModifier)
        assert field.contextMenuPolicy() == Qt.ContextMenuPolicy.NoContextMenu
        hints = field.inputMethodHints()
        assert hints & Qt.InputMethodHint.ImhSensitiveData
        assert hints & Qt.InputMethodHint.ImhNoPredictiveText
    assert clipboard.text() == "before"
    assert NAME in window.putting.contact.toPlainText()


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="Xvfb is not installed here (Debian: xvfb)")
def test_on_x11_other_programs_find_nothing_selected(tmp_path: Path) -> None:
    read_end, write_end = os.pipe()
    with subprocess.Popen(
        ["Xvfb", "-displayfd", str(write_end), "-nolisten", "tcp"],
        pass_fds=(write_end,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as server:  # fmt: skip
        os.close(write_end)
        with os.fdopen(read_end) as told:
            display = told.readline().strip()
        try:
            done = subprocess.run(
                [sys.executable, "-m", "tests.desktop.vault.selecting"], cwd=ROOT, capture_output=True, text=True,
                env={**os.environ, "DISPLAY": f":{display}", "QT_QPA_PLATFORM": "xcb"}, check=False, timeout=120,
            )  # fmt: skip
        finally:
            server.kill()
    if "Could not load the Qt platform plugin" in done.stderr:
        pytest.skip("Qt finds no X11 libraries here")
    found = {kind: (selected, copied) for kind, selected, copied in map(json.loads, done.stdout.splitlines())}
    assert "EXAMPLE" in found["QLineEdit"][0], found  # what Qt's own fields give away
    assert "EXAMPLE" in found["QPlainTextEdit"][0]
    assert "EXAMPLE" in found["QLineEdit"][1]
    assert found["SecretLine"] == found["SecretText"] == ("", "")


def test_nothing_is_kept_in_settings_or_beside(
    qtbot: QtBot, window: VaultWindow, project: Project, own_home: Path
) -> None:
    before = {path for path in own_home.rglob("*") if path.is_file()}
    put(qtbot, window, NAME, CONTACT)
    assert read(qtbot, window, str(ALICE.secret[0])) == [NAME]
    window.close()
    QSettings("taphos", "window").sync()
    after = {path for path in own_home.rglob("*") if path.is_file()}
    assert readable_under(own_home, project.folder) == []
    assert not {path.name for path in after - before} - {"device.key"}


def test_what_the_main_window_tells_shows_no_key_by_itself() -> None:
    told = Told("p.taphos", "00" * 32, "uk", "dark", "P-1")
    assert Told.from_line(told.to_line()) == told
    assert "0000" not in repr(told)
    with pytest.raises(ValueError):
        Told.from_line(b'{"other": 1}')
