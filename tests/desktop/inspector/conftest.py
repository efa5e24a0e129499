"""The inspector on the screen, with a session of its own."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from desktop.inspector.inspector import Inspector
from desktop.session import Session
from tests.desktop.form_projects import settle, shown


@pytest.fixture
def inspector(qtbot: QtBot, session: Session) -> Inspector:
    made = Inspector(session)
    shown(qtbot, made)
    settle(qtbot)
    return made
