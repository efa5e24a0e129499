"""Qt's file dialogs keep a list of the folders that were visited; where Taphos opened them, they keep none."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VISITED = "canary-settlement-of-the-folder"
VISIT = """
import sys
from PyQt6.QtCore import QTimer
from PyQt6.QtWidgets import QDialogButtonBox, QFileDialog
from desktop.app import Taphos, application
app = application()
if sys.argv[2] == "taphos":
    taphos = Taphos("en", "light")
    taphos.settings.setValue("theme", "dark")
    taphos.settings.sync()
def save():
    shown = app.activeModalWidget()
    shown.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Save).click()
QTimer.singleShot(300, save)
print(QFileDialog.getSaveFileName(None, "", sys.argv[1])[0])
"""


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="where the system's own dialogs are shown")
@pytest.mark.parametrize("who", ["taphos", "another program"])
def test_no_file_names_a_folder_that_a_dialog_visited(tmp_path: Path, who: str) -> None:
    place, config = tmp_path / VISITED, tmp_path / "config"
    for folder in (place, config):
        folder.mkdir()
    surroundings = {"XDG_CONFIG_HOME": str(config), "HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", VISIT, str(place / "out.zip"), who],
        cwd=ROOT, env={**os.environ, **surroundings}, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert done.stdout.strip() == str(place / "out.zip")
    told = [
        path.name for path in tmp_path.rglob("*") if path.is_file() and VISITED in path.read_text("utf-8", "replace")
    ]
    assert told == ([] if who == "taphos" else ["QtProject.conf"])
    if who == "taphos":
        assert "dark" in (config / "taphos" / "window.conf").read_text()
