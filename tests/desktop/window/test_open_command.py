"""`taphos open` from outside: pictures without a display, and refusals in one sentence."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PyQt6.QtGui import QImage

from tests.desktop.commands.running import Terminal
from tests.layers.projects import closing, make

OPENING = """
import json, os, sys
from pathlib import Path
from PyQt6.QtCore import QSettings, QTimer
from desktop.app import Taphos
from desktop.canvas.compositor import GROUND
from desktop.canvas.tiles import TileKey
from forensics.catalogue import declared_models
from layers.project import open_project

def look():
    loaded.extend(sorted(LATER & set(sys.modules)))
    compiled.extend(name for name, model in declared_models().items() if model.__pydantic_complete__)
    QTimer.singleShot(0, report)  # each listener hears of a picture by an event of its own

def report():
    tiles = sum(isinstance(key, TileKey) or key == GROUND for key in drawn)
    print(json.dumps([len(drawn) - tiles, tiles, loaded, compiled]), flush=True)
    os._exit(0)

LATER = {"pyproj", "pyogrio", "geopandas", "pandas", "scipy", "sklearn", "alembic", "babel", "layers.evidence"}
drawn, loaded, compiled = [], [], []
taphos = Taphos("en", "light", size=(1280, 800), settings=QSettings(sys.argv[2], QSettings.Format.IniFormat))
window = taphos.show_project(open_project(Path(sys.argv[1])))
window.map.canvas._workers.done.connect(lambda key, result: drawn.append(key))
window.complete.connect(look)
taphos.run()
"""


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `taphos` in a process without a display."""
    kept = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    kept.pop("QT_QPA_PLATFORM", None)
    return subprocess.run(
        [sys.executable, "-m", "desktop.commandline", *arguments], capture_output=True, text=True, timeout=300,
        env={**kept, **environment}, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with closing(make(tmp_path_factory.mktemp("command") / "small", pack="ua")) as made:
        return made.folder


@pytest.mark.parametrize(("workspace", "theme", "language"), [("exhume", "light", "en"), ("analyse", "dark", "uk")])
def test_the_window_is_painted_into_a_picture_without_a_display(
    project: Path, tmp_path: Path, workspace: str, theme: str, language: str
) -> None:
    picture = tmp_path / "window.png"
    done = run(
        "open", str(project), "--workspace", workspace, "--theme", theme, "--language", language, "--size", "1280x800",
        "--screenshot", str(picture),
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    image = QImage(str(picture))
    assert (image.width(), image.height()) == (1280, 800)
    assert (image.pixelColor(4, 4).lightness() < 60) == (theme == "dark")


def test_opening_draws_the_map_when_it_is_read_and_loads_nothing_that_only_later_steps_ask(
    project: Path, tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", OPENING, str(project), str(tmp_path / "window.ini")], capture_output=True, text=True,
        timeout=300, check=True, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    pictures, tiles, loaded, compiled = json.loads(done.stdout)
    assert 1 <= pictures <= 4  # empty; the background where the records take longer; everything
    assert 1 <= tiles <= 16
    assert (loaded, compiled) == ([], [])


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("open", "nowhere.taphos", "--screenshot", "x.png"), "There is no project at"),
        (("open", "--screenshot", "x.png"), "needs a PROJECT"),
        (("open", "x", "--screenshot", "no/such/folder/x.png"), "There is no folder"),
        (("open", "x", "--size", "huge"), "is not a size"),
        (("open", "x", "--workspace", "swim"), "invalid choice"),
    ],
)
def test_what_cannot_be_opened_is_refused_in_one_sentence(
    terminal: Terminal, arguments: tuple[str, ...], sentence: str
) -> None:
    refused = terminal(*arguments, status=2)
    assert sentence in refused.err
    assert len(refused.err.strip().splitlines()) == 1


def test_without_a_display_there_is_no_window() -> None:
    done = run("open")
    assert done.returncode == 2
    assert "There is no display for a window" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_locked_project_is_painted_with_its_passphrase_and_refused_without(tmp_path: Path) -> None:
    from tests.layers.projects import PASSPHRASE

    with closing(make(tmp_path / "locked", "encrypted", pack="ua")) as made:
        folder = str(made.folder)
    picture = str(tmp_path / "x.png")
    refused = run("open", folder, "--screenshot", picture, TAPHOS_PASSPHRASE="wrong")
    assert refused.returncode == 2
    assert len(refused.stderr.strip().splitlines()) == 1
    assert run("open", folder, "--screenshot", picture, TAPHOS_PASSPHRASE=PASSPHRASE).returncode == 0
