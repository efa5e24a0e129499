"""In the window: another copy is merged, its conflicts stand side by side, and each decision is a commit."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.merging.conflicts_dialog import ConflictsDialog, show_conflicts
from desktop.merging.merge_dialog import show_merge
from desktop.session import Session
from forensics.ports import Query
from layers.checking import verify_project
from layers.editing import keep, setting
from layers.merging.conflicts import conflicts
from tests.desktop.form_projects import settle
from tests.layers.projects import closing, make, site
from tests.layers.tampering import opened


@pytest.fixture
def session(qtbot: QtBot, tmp_path: Path) -> Iterator[Session]:
    with closing(make(tmp_path / "mine.taphos")) as project:
        project.register.commit([site("EX-S-1", form="surface"), site("EX-S-2")])
    shutil.copytree(tmp_path / "mine.taphos", tmp_path / "theirs.taphos")
    for folder, form, why in (("mine", "single_grave", "EXAMPLE probed"), ("theirs", "multiple_grave", "EXAMPLE dug")):
        with closing(opened(tmp_path / f"{folder}.taphos")) as project:
            keep(project, setting(project, project.register.find("EX-S-1"), {"form": form}), why)
            keep(project, setting(project, project.register.find("EX-S-2"), {"setting": "field"}), why)
    made = Session(opened(tmp_path / "mine.taphos"))
    yield made
    settle(qtbot)
    made.close()


def texts(dialog: ConflictsDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisibleTo(dialog))


def shown(qtbot: QtBot, session: Session) -> ConflictsDialog:
    dialog = show_conflicts(session, None)
    qtbot.addWidget(dialog)
    settle(qtbot)
    return dialog


def merged(qtbot: QtBot, session: Session) -> list[object]:
    """Merge the other copy by hand; gives what views were told."""
    told: list[object] = []
    session.changed.connect(told.append)
    dialog = show_merge(session, None)
    qtbot.addWidget(dialog)
    assert not dialog.go.isEnabled()
    dialog.other.setText(str(session.project.folder.with_name("theirs.taphos")))
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.works, timeout=60_000)
    assert "2 commits" in dialog.said.words.text()
    assert dialog.conflicts.isVisibleTo(dialog)
    return told


def test_sides_stand_beside_each_other_and_one_is_taken_with_a_reason(qtbot: QtBot, session: Session) -> None:
    (receipt,) = merged(qtbot, session)
    assert set(receipt.changed) == {"site"}  # type: ignore[attr-defined]
    dialog = shown(qtbot, session)
    assert len(dialog._takes) == 2
    for words in ("Single grave", "Multiple grave", "EXAMPLE probed", "EXAMPLE dug", "is in force"):
        assert words in texts(dialog), words
    assert not any(take.isEnabled() for take in dialog._takes)
    dialog.reason.setText("EXAMPLE both looked at it")
    wanted = dialog.current.sides[1].value  # type: ignore[union-attr]
    qtbot.mouseClick(dialog._takes[1], Qt.MouseButton.LeftButton)
    settle(qtbot)
    assert conflicts(session.project) == []
    assert next(session.project.register.select(Query("site", where=(("code", "EX-S-1"),))))["form"] == wanted
    assert "Nothing waits" in texts(dialog)
    assert verify_project(session.project).ok


def test_another_value_is_typed_and_what_cannot_stand_there_is_said(qtbot: QtBot, session: Session) -> None:
    merged(qtbot, session)
    dialog = shown(qtbot, session)
    dialog.reason.setText("EXAMPLE seen from above")
    dialog.typed.setText("no such grave")
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    settle(qtbot)
    assert "no such grave" in dialog.said.words.text()
    assert conflicts(session.project)
    dialog.typed.setText("submerged")
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    settle(qtbot)
    assert conflicts(session.project) == []
    session.undo()
    settle(qtbot)
    assert verify_project(session.project).ok
