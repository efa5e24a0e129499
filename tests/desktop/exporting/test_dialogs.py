"""What leaves from the window: nothing without a profile, a look before, a draft after, and its release by another."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.exporting.dialog import ExportDialog, show_export
from desktop.exporting.release_dialog import ReleaseDialog, show_release
from desktop.session import Session
from layers.devices import Device
from layers.enrolment import enrol
from layers.exports.releases import releases_of
from layers.register.journal import EXPORT
from tests.desktop.form_projects import settle_tasks
from tests.layers.counting_places import placed_project
from tests.layers.projects import closing
from tests.layers.tampering import opened, opened_by


@pytest.fixture(scope="module")
def second() -> Device:
    return Device(Ed25519PrivateKey.generate(), "PR-2")


@pytest.fixture
def folder(tmp_path: Path, second: Device) -> Path:
    with closing(placed_project(tmp_path / "p.taphos", {"P-1": 12, "P-2": 3, "P-4": 9})) as project:
        enrol(project, second.public_key, "Laptop of PR-2")
    return project.folder


@pytest.fixture
def session(qtbot: QtBot, folder: Path) -> Iterator[Session]:
    made = Session(opened(folder))
    yield made
    settle_tasks()
    made.close()


def export_dialog(qtbot: QtBot, session: Session) -> ExportDialog:
    dialog = show_export(session, None)
    qtbot.addWidget(dialog)
    return dialog


def click(qtbot: QtBot, dialog: ExportDialog | ReleaseDialog, button: object) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.works, timeout=60_000)


def test_nothing_is_looked_at_or_written_before_a_profile_is_chosen(qtbot: QtBot, session: Session) -> None:
    dialog = export_dialog(qtbot, session)
    assert not dialog.go.isEnabled()
    assert not dialog.preview.isEnabled()
    QTest.keyClicks(dialog.profile, "public")
    assert dialog.go.isEnabled()
    assert dialog.file.text().endswith("export-public.gpkg")
    assert not dialog.authority.isEnabled()
    QTest.keyClicks(dialog.format, ".csv")
    assert dialog.file.text().endswith("export-public.csv")


def test_for_a_court_it_is_asked_which_since_consents_differ(
    qtbot: QtBot, session: Session, folder: Path, tmp_path: Path
) -> None:
    """What was consented to for the prosecutor alone is not for another court."""
    dialog = export_dialog(qtbot, session)
    QTest.keyClicks(dialog.profile, "court")
    dialog.file.setText(str(tmp_path / "out.gpkg"))
    assert not dialog.go.isEnabled()
    assert "Choose for whom it is" in dialog.said.words.text()
    dialog.recipient.setCurrentIndex(dialog.recipient.findData("ICC_or_COI"))
    click(qtbot, dialog, dialog.go)
    manifest = json.loads((tmp_path / "out.gpkg.manifest.json").read_text())
    assert manifest["consent"]["recipient"] == "ICC_or_COI"
    dialog.profile.setCurrentIndex(dialog.profile.findData("partner"))
    assert (dialog.recipient.currentData(), dialog.recipient.isEnabled()) == ("partner_organisation", False)


def test_the_preview_says_each_rule_and_writes_nothing_and_the_export_is_a_draft(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    dialog = export_dialog(qtbot, session)
    QTest.keyClicks(dialog.profile, "public")
    dialog.file.setText(str(tmp_path / "out.gpkg"))
    click(qtbot, dialog, dialog.preview)
    said = dialog.account.toPlainText()
    assert "Interviews, which leave as numbers alone: 24" in said
    assert "Interviews, numbers by settlement too small to be told: 3" in said
    assert not list(tmp_path.glob("out*"))
    assert session.project.register.administrative(EXPORT) == {}
    click(qtbot, dialog, dialog.go)
    assert (tmp_path / "out.gpkg").exists()
    assert "a draft" in dialog.said.words.text()


def test_a_draft_is_released_by_a_second_person_and_not_by_who_made_it(
    qtbot: QtBot, session: Session, folder: Path, tmp_path: Path, second: Device
) -> None:
    dialog = export_dialog(qtbot, session)
    QTest.keyClicks(dialog.profile, "public")
    dialog.file.setText(str(tmp_path / "out.gpkg"))
    click(qtbot, dialog, dialog.go)
    other = Session(opened_by(folder, second))
    for who, wanted in ((session, "was made on this device"), (other, "Edition 1, released")):
        release = show_release(who, None)
        qtbot.addWidget(release)
        assert not release.go.isEnabled()
        release.draft.setText(str(tmp_path / "out.gpkg"))
        assert release.file.text() == str(tmp_path / "out-released.gpkg")
        click(qtbot, release, release.go)
        assert wanted in release.said.words.text()
    assert len(releases_of(other.project)) == 1
    assert (tmp_path / "out-released.gpkg").exists()
    settle_tasks()
    other.close()
