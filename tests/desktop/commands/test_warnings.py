"""What libraries warn of is no line on a person's terminal: it is told in a sentence of ours, or is in the log."""

from __future__ import annotations

import json
import logging
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import geopandas
import pytest
from shapely.geometry import Point

from layers.hearing import heard
from tests.layers.projects import closing, make


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with closing(make(tmp_path_factory.mktemp("warned") / "p")) as made:
        return made.folder


def spoilt(path: Path, *statements: str) -> Path:
    """A GeoPackage of two sites, with what was done to it afterwards."""
    columns = {"code": ["S-1", "S-2"], "form": ["surface", "surface"], "seen": ["2022-01-01", "in May"]}
    frame = geopandas.GeoDataFrame(columns, geometry=[Point(30, 50), Point(31, 50)], crs="EPSG:4326")
    frame.to_file(path, layer="site")
    connection = sqlite3.connect(path, isolation_level=None)
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f'DROP TRIGGER "{name}"')
    for statement in statements:
        connection.execute(statement)
    connection.close()
    return path


def taken(project: Path, path: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """`taphos import` in a process of its own, as at a terminal."""
    line = [sys.executable, "-m", "desktop.commandline", "--language", "en", "import", str(project), str(path)]
    return subprocess.run([*line, "--as", "site", "--dry-run", *more], capture_output=True, text=True, check=False)


def test_an_undefined_coordinate_system_is_one_sentence_and_nothing_else(project: Path, tmp_path: Path) -> None:
    path = spoilt(
        tmp_path / "a.gpkg",
        "UPDATE gpkg_geometry_columns SET srs_id = 99999",
        "UPDATE gpkg_contents SET srs_id = 99999",
    )
    ran = taken(project, path)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == (
        "“a.gpkg” does not say its coordinate system; name it under “Coordinates” (--crs), such as EPSG:4326, or site "
        "for the grid of a grave.\n"
    )


def test_what_the_reading_library_warns_of_is_told_with_the_rest(project: Path, tmp_path: Path) -> None:
    path = spoilt(
        tmp_path / "a.gpkg",
        "PRAGMA user_version = 20000",
        "PRAGMA writable_schema = 1",
        "UPDATE sqlite_master SET sql = replace(sql, '\"seen\" TEXT', '\"seen\" DATE') WHERE name = 'site'",
    )
    ran = taken(project, path, "--json")
    assert (ran.returncode, ran.stderr) == (0, "")
    notes = json.loads(ran.stdout)["notes"]
    assert "The library that reads the file warns: Invalid content for record 2 in column seen: in May" in notes
    assert [note for note in notes if "user_version" in note]
    assert not [note for note in notes if ".py" in note]


def test_bytes_that_are_no_text_reject_their_row_alone(project: Path, tmp_path: Path) -> None:
    path = spoilt(tmp_path / "a.gpkg", "UPDATE site SET form = CAST(X'FF80' AS TEXT) WHERE code = 'S-1'")
    ran = taken(project, path)
    assert (ran.returncode, ran.stderr) == (1, "")
    assert [line for line in ran.stdout.splitlines() if "was not taken" not in line] == [
        "Read 2: 1 added, 0 updated, 0 unchanged, 1 rejected.",
        "1 place is rounded to a kilometre or more.",
        "Row 2, place, “50; 31”: The coordinates have no more than two decimals: they mean a square of about 111 km, "
        "not a point.",
        "Row 1, –, “”: A value of the row is no text: its bytes are not UTF-8.",
    ]


def test_what_is_heard_is_what_this_thread_was_told_each_sentence_once() -> None:
    log = logging.getLogger("pyogrio")
    log.addHandler(logging.NullHandler())
    with heard() as warned:
        log.warning("one")
        log.warning("one")
        logging.getLogger("py.warnings").warning("/a/b.py:7: RuntimeWarning: two\n  the line\n")
        other = threading.Thread(target=log.warning, args=("of another thread",))
        other.start()
        other.join()
    log.warning("afterwards")
    assert warned == ["one", "two"]
