"""Pairs of incidents in the window: with their reasons, linked by one click and one commit, which undo takes back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.session import Session
from desktop.workflow.incidents import IncidentsDialog, show_incidents
from tests.desktop.commands.test_incident_matching import filled
from tests.desktop.form_projects import settle
from tests.layers.projects import make


@pytest.fixture
def session(qtbot: QtBot, tmp_path: Path) -> Iterator[Session]:
    made = Session(make(tmp_path / "incidents"))
    filled(made.project)
    yield made
    settle(qtbot)
    made.close()


def named(session: Session, code: str) -> list[str]:
    found = session.project.register.find(code)
    return list((session.project.register.values("incident", found.id) or {}).get("same_as") or ())


def shown(qtbot: QtBot, session: Session, opened: list[str]) -> IncidentsDialog:
    dialog = show_incidents(session, None, opened.append)
    qtbot.addWidget(dialog)
    settle(qtbot)
    return dialog


def test_two_accounts_are_shown_with_reasons_and_linked_and_undo_takes_it_back(qtbot: QtBot, session: Session) -> None:
    dialog = shown(qtbot, session, [])
    (row,) = dialog.model.rows
    assert {row.one.code, row.other.code} == {"EX-I-1", "EX-I-2"}
    assert "Agrees: Place, Date" in dialog.model.cell(row, 3)
    assert [dialog.reasons.topLevelItem(at).text(1) for at in range(3)] == ["Agrees"] * 3  # type: ignore[union-attr]
    assert "Compared: 3" in dialog.count.text()
    qtbot.mouseClick(dialog.link, Qt.MouseButton.LeftButton)
    settle(qtbot)
    assert len(named(session, row.one.code)) == 1
    assert dialog.model.rows[0].pair.linked
    assert not dialog.link.isEnabled()
    session.undo()
    settle(qtbot)
    assert named(session, row.one.code) == []


def test_a_button_leads_to_each_of_the_two(qtbot: QtBot, session: Session) -> None:
    opened: list[str] = []
    dialog = shown(qtbot, session, opened)
    second = dialog.model.rows[0].other.id
    qtbot.mouseClick(dialog.see[1], Qt.MouseButton.LeftButton)
    assert opened == [second]
