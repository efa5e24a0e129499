"""`taphos undo`, and undo in the window: what was changed since is left, and said."""

from __future__ import annotations

from pathlib import Path

import pytest
from PyQt6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.messages import Messages
from forensics.changes import Change, Operation
from forensics.ports import Query
from tests.desktop.commands.running import Terminal
from tests.desktop.form_projects import open_session, settle_tasks
from tests.layers.projects import closing, make, site


def edit_of(grave: Change) -> Change:
    return Change("site", grave.record, Operation.SET, after={"form": "submerged"})


def test_the_command_lists_what_it_left_and_exits_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(make(tmp_path / "undo.taphos")) as project:
        sites = [site(f"S-{number}") for number in range(1, 6)]
        commit = project.register.commit(sites).commit
        project.register.commit([edit_of(sites[1])])
    terminal = Terminal(capsys)
    ran = terminal("undo", project.folder, commit, status=1)
    assert ran.out == "Taken back: 4 changes.\n"
    assert ran.err == "site/S-2 was changed since and is left as it is.\n"
    ran = terminal("undo", project.folder, commit, status=2)
    assert (ran.out, len(ran.err.splitlines())) == ("", 1)
    assert terminal("undo", project.folder).err == ""


def test_the_window_says_in_one_sentence_what_an_undo_left(qtbot: QtBot, tmp_path: Path) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    with open_session(tmp_path) as session:
        said: list[tuple[str, str]] = []
        Messages(window, session).said.connect(lambda kind, text: said.append((kind, text)))
        sites = [site(f"S-{number}") for number in range(1, 7)]
        session.write(lambda _: session.project.register.commit(sites), "an import")
        settle_tasks()
        session.project.register.commit(map(edit_of, sites[:5]))
        session.undo()
        settle_tasks()
        assert said == [("told", "5 records were changed since and are left as they are (S-1, S-2, S-3, …).")]
        session.redo()
        settle_tasks()
        assert said[1:] == [("told", "Done again: an import")]
        assert len(list(session.project.register.select(Query("site")))) == 6
