"""The window's dialog of devices, and the day-sheet from the window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFileDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop import tasks
from desktop.messages import Toast
from desktop.session import Session
from desktop.window.day_sheet_saving import ask_day_sheet
from desktop.window.devices_dialog import DevicesDialog, ReasonDialog
from desktop.window.explaining import explain_integrity
from layers.checking import verify_project
from layers.devices import Device, this_device
from layers.enrolment import enrol, enrolled_devices
from tests.desktop.window.windows import opened as in_window
from tests.layers.projects import ENGINES, make
from tests.layers.tampering import opened_by


@pytest.fixture
def session(qtbot: QtBot, tmp_path: Path) -> Iterator[Session]:
    made = Session(make(tmp_path / "p.taphos"))
    yield made
    qtbot.waitUntil(lambda: not tasks.under_way())
    made.close()


@pytest.fixture
def other() -> Device:
    return Device(Ed25519PrivateKey.generate(), "other")


def shown(qtbot: QtBot, session: Session) -> DevicesDialog:
    dialog = DevicesDialog(session)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: not tasks.under_way() and bool(dialog.known.devices))
    return dialog


def words(dialog: QWidget) -> str:
    return " | ".join(label.text() for label in dialog.findChildren(QLabel))


def test_a_lead_enrols_a_device_and_revokes_it_for_a_reason(qtbot: QtBot, session: Session, other: Device) -> None:
    dialog = shown(qtbot, session)
    assert not dialog.add.isEnabled()
    dialog.key.setText("what is no key")
    dialog.name.setText("Laptop of PR-2")
    qtbot.mouseClick(dialog.add, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "neither the public key" in dialog.wrong.text())
    dialog.key.setText(other.public_key.hex())
    assert dialog.wrong.text() == ""
    qtbot.mouseClick(dialog.add, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(dialog.known.devices) == 2)
    assert dialog.key.text() == ""
    assert "Laptop of PR-2" in words(dialog)

    revoking = [button for button in dialog.findChildren(QPushButton) if button.text() == "Revoke…"]
    qtbot.mouseClick(revoking[-1], Qt.MouseButton.LeftButton)
    asked = dialog.findChild(ReasonDialog)
    assert asked is not None
    assert not asked.yes.isEnabled()
    asked.reason.setText("taken at a checkpoint")
    qtbot.mouseClick(asked.yes, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: any(one.revoked for one in dialog.known.devices))
    qtbot.waitUntil(lambda: not tasks.under_way())
    assert "taken at a checkpoint" in words(dialog)
    assert verify_project(session.project).ok


def test_the_refusal_of_the_last_lead_stands_in_the_dialog(qtbot: QtBot, session: Session) -> None:
    dialog = shown(qtbot, session)
    dialog.revoke(dialog.known.devices[0], "tired")
    qtbot.waitUntil(lambda: "is the last lead" in dialog.wrong.text())
    assert dialog.isEnabled()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_key_that_lies_in_the_clear_is_said_where_devices_and_the_shield_are_looked_at(
    qtbot: QtBot, tmp_path: Path, engine: str
) -> None:
    """There is no key ring here, so that a plain project's device key lies in a file; an encrypted one's never does."""
    session = Session(make(tmp_path / "k.taphos", engine))
    told = "is not encrypted, since no key ring answers here: whoever takes the computer can sign as this device"
    dialog = shown(qtbot, session)
    assert (told in words(dialog)) == (engine == "plain")
    assert words(dialog).split(" | ").count("this device") == 1
    card = explain_integrity(dialog, session, "unknown", None, lambda: None)
    qtbot.addWidget(card)
    assert (told in words(card)) == (engine == "plain")
    card.close()
    session.close()


def test_who_is_no_lead_sees_the_devices_and_its_own_key_alone(qtbot: QtBot, tmp_path: Path, other: Device) -> None:
    project = make(tmp_path / "p.taphos")
    enrol(project, other.public_key, "other")
    project.close()
    session = Session(opened_by(project.folder, other))
    dialog = shown(qtbot, session)
    assert not dialog.enrolling.isVisible()
    assert not [button for button in dialog.findChildren(QPushButton) if button.text() == "Revoke…"]
    assert other.fingerprint in words(dialog)
    assert "Leads alone" in dialog.wrong.text()
    assert len(enrolled_devices(session.project.register)) == 2
    session.close()


def test_a_device_that_is_not_enrolled_is_told_so_when_the_project_opens(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = make(tmp_path / "p.taphos")
    project.close()
    with in_window(project.folder, tmp_path) as window:
        assert not window.findChildren(Toast)
    monkeypatch.setenv("TAPHOS_HOME", str(tmp_path / "another"))
    with in_window(project.folder, tmp_path) as window:
        (toast,) = window.findChildren(Toast)
        assert "is not enrolled in the project" in toast.words.text()
        assert this_device().fingerprint in toast.words.text()


def test_a_day_sheet_is_asked_for_and_told(
    qtbot: QtBot, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *asked: (str(tmp_path / "day"), ""))
    with qtbot.waitSignal(session.told) as told:
        ask_day_sheet(session, window)
    assert "day.anchor.json" in str(told.args[0])
    assert (tmp_path / "day.pdf").read_bytes().startswith(b"%PDF")
    with qtbot.waitSignal(session.refused) as refused:
        ask_day_sheet(session, window)
    assert "is there already" in str(refused.args[0])
    qtbot.waitUntil(lambda: not tasks.under_way())  # a task ends after it has told
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *asked: ("", ""))
    ask_day_sheet(session, window)
    assert not tasks.under_way()
