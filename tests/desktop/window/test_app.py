"""From the first page to a project and back, in one process."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt6.QtCore import QSettings
from PyQt6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.app import Taphos
from desktop.start.project_dialogs import NewProject
from desktop.start.recent import recent
from desktop.theme.stylesheet import stylesheet
from desktop.theme.theme import theme
from tests.desktop.form_projects import settle
from tests.layers.projects import PASSPHRASE, closing, make


@pytest.fixture
def taphos(qtbot: QtBot, tmp_path: Path) -> Iterator[Taphos]:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    made = Taphos("en", "light", settings=settings)
    made.show_start()
    yield made
    for shown in (made.window, made.page):
        if shown is not None:
            shown.close()
            shown.deleteLater()
    made.end()
    settle(qtbot)


def said(taphos: Taphos) -> list[str]:
    assert taphos.page is not None
    return [label.text() for label in taphos.page.findChildren(QLabel) if label.isVisible()]


def test_a_new_project_is_made_and_shown_in_place_of_the_first_page(
    qtbot: QtBot, taphos: Taphos, tmp_path: Path
) -> None:
    assert taphos.page is not None
    taphos.page.new_wanted.emit(NewProject(tmp_path / "EX mission.taphos", "EX mission", None))
    qtbot.waitUntil(lambda: taphos.window is not None, timeout=20_000)
    assert taphos.page is None
    assert taphos.window is not None
    assert "EX mission" in taphos.window.windowTitle()
    assert [folder.name for folder, _ in recent(taphos.settings)] == ["EX mission.taphos"]
    assert taphos.app.styleSheet() == stylesheet(theme("light").palette)


def test_a_wrong_passphrase_is_one_sentence_and_the_right_one_opens(
    qtbot: QtBot, taphos: Taphos, tmp_path: Path
) -> None:
    with closing(make(tmp_path / "locked", "encrypted", pack="ua")) as made:
        folder = made.folder
    taphos.open(folder, "wrong")
    qtbot.waitUntil(lambda: any("passphrase" in text.lower() for text in said(taphos)), timeout=20_000)
    assert taphos.window is None
    assert taphos.page is not None
    assert taphos.page.buttons["open"].isEnabled()
    taphos.open(folder, PASSPHRASE)
    qtbot.waitUntil(lambda: taphos.window is not None, timeout=20_000)
    assert recent(taphos.settings) == [], "where an encrypted project lies is remembered only where that was chosen"


def test_ctrl_w_gives_the_project_back_and_shows_the_first_page(qtbot: QtBot, taphos: Taphos, tmp_path: Path) -> None:
    with closing(make(tmp_path / "plain", pack="ua")) as made:
        folder = made.folder
    taphos.open(folder)
    qtbot.waitUntil(lambda: taphos.window is not None, timeout=20_000)
    assert taphos.window is not None
    taphos.window.actions_of_table["start"].trigger()
    qtbot.waitUntil(lambda: taphos.page is not None, timeout=20_000)
    assert taphos.window is None
    assert "plain" in " ".join(str(folder) for folder, _ in recent(taphos.settings))


def test_the_first_page_changes_its_language_and_theme(qtbot: QtBot, taphos: Taphos) -> None:
    assert taphos.page is not None
    taphos.page.look_wanted.emit("language")
    assert "Судова ексгумація" in " ".join(said(taphos))
    before = taphos.page.grab().toImage().pixelColor(5, 5).lightness()
    taphos.page.look_wanted.emit("theme")
    assert taphos.page.grab().toImage().pixelColor(5, 5).lightness() < before


def test_what_nothing_caught_is_told_without_a_traceback(qtbot: QtBot, taphos: Taphos) -> None:
    try:
        raise RuntimeError("a name that nobody may read")
    except RuntimeError as failure:
        sys.excepthook(type(failure), failure, failure.__traceback__)
    assert any("went wrong" in text for text in said(taphos))
    assert not any("nobody may read" in text for text in said(taphos))
