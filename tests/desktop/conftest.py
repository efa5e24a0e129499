"""What tests of the window and of commands stand on: a session on a new project, and a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.session import Session
from tests.desktop.commands.running import Terminal
from tests.desktop.form_projects import open_session


@pytest.fixture
def session(qtbot: QtBot, tmp_path: Path) -> Iterator[Session]:
    with open_session(tmp_path) as opened:
        yield opened


@pytest.fixture
def terminal(capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(capsys)
