"""The table of actions: complete, reachable with keys, and said in both languages."""

from __future__ import annotations

from collections import Counter

import pytest
from PyQt6.QtGui import QKeySequence
from PyQt6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.actions.actions import ACTIONS, GROUPS, Action, ActionSet
from desktop.session import Session
from desktop.theme.icons import read_icon
from desktop.window.handlers import Handlers
from layers.language import Translator
from tests.desktop.form_projects import put, settle

EVERY = pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
KEPT_BY_FORMS = ("Alt+Left", "Ctrl+Return")


class Nothing:
    """Handlers that do nothing, for what is asked of the table alone."""

    def __getattr__(self, name: str) -> object:
        return lambda *_: None


@EVERY
def test_every_action_has_an_icon_a_shortcut_a_menu_and_somebody_who_does_it(action: Action) -> None:
    assert "<svg" in read_icon(action.icon)
    assert not QKeySequence(action.shortcut).isEmpty()
    assert QKeySequence(action.shortcut).toString() == QKeySequence(action.shortcut).toString()
    assert action.group in GROUPS
    assert callable(getattr(Handlers, action.handler))


@EVERY
def test_every_action_is_said_in_ukrainian(action: Action) -> None:
    translate = Translator("uk")
    assert translate(action.label) != action.label.id
    assert translate(GROUPS[action.group]) != GROUPS[action.group].id


def test_no_two_actions_share_a_key_and_none_takes_one_of_the_forms() -> None:
    keys = Counter(QKeySequence(action.shortcut).toString() for action in ACTIONS)
    assert [key for key, count in keys.items() if count > 1] == []
    assert not set(KEPT_BY_FORMS) & set(keys)


def test_single_keys_count_on_the_map_alone() -> None:
    for action in ACTIONS:
        single = len(action.shortcut) == 1 or action.shortcut == "Esc"
        assert single == action.on_map, action.id


def test_what_needs_a_selection_or_something_written_is_off_without_it(qtbot: QtBot, session: Session) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    actions = ActionSet(session, window, Nothing())
    assert not actions["zoom_selection"].isEnabled()
    assert not actions["undo"].isEnabled()
    record = put(session, "site", code="EX-S-1", place="50.5 30.5", form="multiple_grave", status="located")
    session.select("site", record)
    assert actions["zoom_selection"].isEnabled()
    session.write(lambda progress: session.project.register.undo(), "EX-S-1")
    settle(qtbot)
    assert actions["undo"].isEnabled()
    assert "EX-S-1" in actions["undo"].toolTip()


def test_actions_follow_the_language(qtbot: QtBot, session: Session) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    actions = ActionSet(session, window, Nothing())
    assert actions["redo"].text() == "Redo"
    session.set_language("uk")
    assert actions["redo"].text() == "Повторити"
    assert "Ctrl+Shift+Z" in actions["redo"].toolTip()


def test_of_tools_only_one_is_in_hand(qtbot: QtBot, session: Session) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    actions = ActionSet(session, window, Nothing())
    actions["snap"].setChecked(True)
    for id_ in ("identify", "add_point"):
        actions.check(id_)
        on = [action.id for action in ACTIONS if action.only_one == "tool" and actions[action.id].isChecked()]
        assert on == [id_]
    assert actions["snap"].isChecked()
