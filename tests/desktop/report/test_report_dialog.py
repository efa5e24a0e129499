"""The report from the window: nothing without a profile, progress, a way to stop, and what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QComboBox
from pytestqt.qtbot import QtBot

from desktop.report.dialog import ReportDialog, show_report
from desktop.session import Session
from layers.project import Project
from layers.register.journal import EXPORT
from tests.desktop.form_projects import settle_tasks
from tests.layers.graves import grave, project_of


@pytest.fixture
def session(qtbot: QtBot, tmp_path: Path) -> Iterator[Session]:
    made = Session(project_of(tmp_path / "grave.taphos", grave()))
    yield made
    settle_tasks()
    made.close()


def shown(qtbot: QtBot, session: Session) -> ReportDialog:
    dialog = show_report(session, None)  # type: ignore[arg-type]
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: dialog.subject.count() > 0, timeout=20_000)
    return dialog


def choose(box: QComboBox, word: str) -> None:
    """Type the beginning of a choice into its box, apart from what was typed before."""
    QTest.qWait(QApplication.keyboardInputInterval() + 50)
    box.setFocus()
    QTest.keyClicks(box, word)


def test_nothing_is_written_before_a_profile_is_chosen(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    dialog = shown(qtbot, session)
    assert not dialog.go.isEnabled()
    assert "profile" in dialog.said.words.text().lower()
    choose(dialog.profile, "court")
    assert dialog.go.isEnabled()
    assert dialog.file.text().endswith("S-1-court.pdf")


def test_a_report_is_written_and_told_and_in_the_ledger(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    dialog = shown(qtbot, session)
    choose(dialog.profile, "partner")
    dialog.language.setCurrentIndex(dialog.language.findData("uk"))
    dialog.file.setText(str(tmp_path / "aus"))
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.works, timeout=120_000)
    out = tmp_path / "aus.pdf"
    assert str(out) in dialog.said.words.text()
    assert "Зміст" in pypdf.PdfReader(out).pages[1].extract_text()
    [entry] = session.project.register.administrative(EXPORT).values()
    assert entry["file"] == "aus.pdf"
    assert entry["profile"] == "partner"


def test_what_leaves_and_what_stays_home_is_said_before_anything_is_written(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    dialog = shown(qtbot, session)
    assert not dialog.preview.isEnabled()
    choose(dialog.profile, "partner")
    dialog.file.setText(str(tmp_path / "later.pdf"))
    before = session.project.register.heads_and_count()
    qtbot.mouseClick(dialog.preview, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.works, timeout=120_000)
    said = dialog.account.toPlainText()
    assert "Grave sites: 1 (Code" in said
    assert "is left out, and is answered in" in said
    assert session.project.register.heads_and_count() == before
    assert not list(tmp_path.glob("later*"))
    choose(dialog.profile, "court")
    assert (dialog.profile.currentData(), dialog.fields.isEnabled()) == ("court", True)
    assert not dialog.account.isVisible()


def test_the_case_that_is_selected_is_what_the_report_is_of(qtbot: QtBot, session: Session) -> None:
    case = session.project.register.find("S-1-001B", ("case",))
    session.select("case", case.id)
    dialog = shown(qtbot, session)
    assert dialog.subject.currentText().endswith("S-1-001B")
    assert dialog.subject.itemText(0).endswith("S-1")


def test_a_report_that_is_stopped_leaves_no_file(qtbot: QtBot, session: Session, tmp_path: Path) -> None:
    dialog = shown(qtbot, session)
    choose(dialog.profile, "court")
    dialog.file.setText(str(tmp_path / "stopped.pdf"))
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert dialog.works
    qtbot.mouseClick(dialog.leave, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.works, timeout=120_000)
    assert not (tmp_path / "stopped.pdf").exists()
    assert not list(tmp_path.glob("*.part"))
    assert not ledger(session.project)


def ledger(project: Project) -> dict[str, object]:
    """What left the project."""
    return dict(project.register.administrative(EXPORT))


def test_gaps_are_listed_and_a_person_lets_a_report_leave_with_them(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    dialog = shown(qtbot, session)
    assert dialog.gaps.isHidden()
    choose(dialog.profile, "court")
    dialog.file.setText(str(tmp_path / "gaps.pdf"))
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.works, timeout=60_000)
    assert not (tmp_path / "gaps.pdf").exists()
    assert dialog.gaps.isVisible()
    first = dialog.gaps.item(0)
    assert first is not None
    assert f"{dialog.gaps.count()} faults keep this from a court" in dialog.said.words.text()
    qtbot.mouseClick(dialog.with_gaps, Qt.MouseButton.LeftButton, pos=QPoint(8, dialog.with_gaps.height() // 2))
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.works, timeout=120_000)
    cover = " ".join(pypdf.PdfReader(tmp_path / "gaps.pdf").pages[0].extract_text().split())
    assert first.text() in cover
    choose(dialog.profile, "partner")
    assert dialog.gaps.isHidden()
    assert not dialog.with_gaps.isChecked()
