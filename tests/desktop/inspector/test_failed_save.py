"""A save that failed loses nothing: what was typed stays in the form and in its draft, and can be saved again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.inspector.inspector import Inspector
from desktop.session import Session
from layers.register import engine
from tests.desktop.form_projects import held, open_session, put, save, select, settle, shown, write
from tests.layers.test_refusals import another_writes


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.2)
    with open_session(tmp_path) as session:
        yield session


def test_a_save_that_failed_keeps_what_was_typed_and_can_be_done_again(qtbot: QtBot, session: Session) -> None:
    inspector = Inspector(session)
    shown(qtbot, inspector)
    record = put(session, "site", code="EX-S-1", form="single_grave", name="Yard")
    select(qtbot, session, "site", record)
    said: list[str] = []
    inspector.writing.refused.connect(lambda refusal: said.append(str(refusal)))
    write(qtbot, inspector, "name", "North ")
    settle(qtbot)
    with another_writes(session.project.folder, session.project.key):
        save(qtbot)
        settle(qtbot)
        assert said
        assert all("is being written by another process" in one for one in said)
        assert inspector.sheet is not None
        assert inspector.sheet.reveal("name").text() == "North Yard"
        assert [dict(draft.texts) for draft in session.project.register.drafts()] == [{"name": "North Yard"}]
    assert held(session, "site", record)["name"] == "Yard"
    save(qtbot)
    settle(qtbot)
    assert held(session, "site", record)["name"] == "North Yard"
    assert session.project.register.drafts() == []


def test_an_undo_that_failed_can_be_done_again(qtbot: QtBot, session: Session) -> None:
    inspector = Inspector(session)
    shown(qtbot, inspector)
    record = put(session, "site", code="EX-S-1", form="single_grave", name="Yard")
    select(qtbot, session, "site", record)
    write(qtbot, inspector, "name", "North ")
    save(qtbot)
    settle(qtbot)
    with another_writes(session.project.folder, session.project.key):
        session.undo()
        settle(qtbot)
    assert session.undoable is not None
    session.undo()
    settle(qtbot)
    assert held(session, "site", record)["name"] == "Yard"
