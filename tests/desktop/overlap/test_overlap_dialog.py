"""A planner is walked through the three files of an exchange, in real windows of two organisations."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.overlap.dialog import OverlapDialog, show_overlap
from desktop.session import Session
from forensics.overlap import Piece
from layers.overlap.pending import today
from tests.desktop.form_projects import settle_tasks
from tests.layers.overlap.organisations import GAZETTEER, needs_the_library, organisation

MONTH = f"{today():%Y-%m}"
BOTH = Piece(GAZETTEER[0], MONTH, "imagery")


@pytest.fixture
def sessions(qtbot: QtBot, tmp_path: Path) -> Iterator[tuple[Session, Session]]:
    needs_the_library()
    made = [
        Session(organisation(tmp_path / name, {BOTH, Piece(GAZETTEER[at], MONTH, "imagery")}))
        for at, name in enumerate(("one", "two"), 1)
    ]
    yield made[0], made[1]
    settle_tasks()
    for one in made:
        one.close()


def shown(qtbot: QtBot, session: Session, step: int) -> OverlapDialog:
    dialog = show_overlap(session, None)
    qtbot.addWidget(dialog)
    dialog.step.setFocus()
    for _ in range(step):
        QTest.keyClick(dialog.step, Qt.Key.Key_Down)
    return dialog


def go(qtbot: QtBot, dialog: OverlapDialog) -> str:
    assert dialog.go.isEnabled(), dialog.said.words.text()
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.works, timeout=60_000)
    return dialog.said.words.text()


def test_three_files_lead_to_what_both_have_and_whom_to_call(
    qtbot: QtBot, sessions: tuple[Session, Session], tmp_path: Path
) -> None:
    one, other = sessions
    offering = shown(qtbot, one, 0)
    assert not offering.given.isVisible()
    assert "call" in offering.said.words.text()
    assert not offering.go.isEnabled()
    QTest.keyClicks(offering.contact, "EXAMPLE desk one")
    for name, month in (("first", MONTH), ("last", MONTH)):
        getattr(offering, name).setText(month)
    offering.out.setText(str(tmp_path / "1"))
    assert "filled up to 64" in go(qtbot, offering)

    answering = shown(qtbot, other, 1)
    assert not answering.go.isEnabled()
    answering.given.setText(str(tmp_path / "1.overlap"))
    answering.out.setText(str(tmp_path / "2"))
    QTest.keyClicks(answering.organisation, "EXAMPLE Two")
    QTest.keyClicks(answering.contact, "EXAMPLE desk two")
    assert "2.overlap" in go(qtbot, answering)

    for session, name, whom in ((one, "2", "EXAMPLE Two, EXAMPLE desk two"), (other, "3", "EXAMPLE desk one")):
        opening = shown(qtbot, session, 2)
        assert not opening.share.isVisible()
        opening.given.setText(str(tmp_path / f"{name}.overlap"))
        opening.out.setText(str(tmp_path / "3"))
        if name == "2":
            QTest.keyClicks(opening.contact, "EXAMPLE desk one")
        said = go(qtbot, opening)
        assert f"call: {whom}" in said
        assert [row.piece for row in opening.model.rows] == [BOTH]
        assert opening.model.cell(opening.model.rows[0], 3) == "Imagery"


def test_what_is_no_period_or_no_file_is_said_before_anything_is_begun(
    qtbot: QtBot, sessions: tuple[Session, Session], tmp_path: Path
) -> None:
    offering = shown(qtbot, sessions[0], 0)
    QTest.keyClicks(offering.contact, "EXAMPLE desk one")
    offering.first.setText("2026-13")
    assert "no month" in offering.said.words.text()
    assert not offering.go.isEnabled()
    (tmp_path / "noise.overlap").write_bytes(b"\0" * 99)
    opening = shown(qtbot, sessions[0], 2)
    opening.given.setText(str(tmp_path / "noise.overlap"))
    opening.out.setText(str(tmp_path / "3"))
    assert "is no file of an overlap exchange" in go(qtbot, opening)
