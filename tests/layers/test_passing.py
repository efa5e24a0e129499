"""What must be a file for a moment, in plain, is gone with whoever used it; a dry run writes nothing where it would."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import geopandas
import pytest
import shapely

from layers.exports.exporting import export_records
from layers.exports.selecting import Selection
from layers.imports.apart import end_readers
from layers.imports.source import layers_of, open_source
from layers.passing import clear_passing, passing_folder, remove_passing
from layers.project import open_project
from tests.layers.projects import closing, make, site

ROOT = Path(__file__).parents[2]
CANARY = "canary-of-the-passing-folder-7e1"


def lying() -> list[Path]:
    """Files with the canary in memory's folder and the one for temporary files, below folders that we make."""
    found = []
    for place in {Path("/dev/shm"), Path(tempfile.gettempdir())}:
        for top in place.glob(".taphos-*"):
            found += [path for path in top.rglob("*") if path.is_file() and CANARY.encode() in path.read_bytes()]
    return found


@pytest.fixture(autouse=True)
def nothing_before() -> Iterator[None]:
    clear_passing()
    assert lying() == []
    yield
    clear_passing()


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    with zipfile.ZipFile(tmp_path / "rows.zip", "w") as out:
        out.writestr("rows.csv", f"code,name\nS-1,{CANARY}\n")
    return tmp_path / "rows.zip"


def test_what_was_unpacked_is_gone_when_nobody_reads_it(archive: Path) -> None:
    assert layers_of(archive) == ("rows.csv",)
    assert lying() == []
    source = open_source(archive)
    assert len(lying()) == 1
    assert [row.cells[1] for row in source.rows()] == [CANARY]
    again = open_source(archive)
    assert len(lying()) == 1
    del source, again
    gc.collect()
    assert lying() == []


def test_what_was_unpacked_is_gone_after_a_lock(archive: Path) -> None:
    source = open_source(archive)
    remove_passing()
    assert lying() == []
    with pytest.raises(OSError, match="No such file"):
        list(source.rows())
    assert [row.cells[1] for row in open_source(archive).rows()] == [CANARY]


KILLED = """
import os, signal, sys
from pathlib import Path
from layers.imports.source import open_source
source = open_source(Path(sys.argv[1]))
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_killed_process_unpacked_goes_at_the_next_opening(archive: Path, tmp_path: Path) -> None:
    with closing(make(tmp_path / "p.taphos")) as project:
        pass
    subprocess.run([sys.executable, "-c", KILLED, str(archive)], cwd=ROOT, check=False)
    assert len(lying()) == 1
    open_project(project.folder).close()
    assert lying() == []


def test_the_copy_of_a_shapefile_without_index_goes_with_its_reader(tmp_path: Path) -> None:
    rows = [{"name": f"{CANARY}-{number}", "geometry": shapely.Point(30, 50)} for number in range(1200)]
    geopandas.GeoDataFrame(rows, crs="EPSG:4326").to_file(tmp_path / "rows.shp")
    (tmp_path / "rows.shx").unlink()
    reading = open_source(tmp_path / "rows.shp").rows()
    assert next(iter(reading)).cells[0].startswith(CANARY)
    assert lying()
    reading.close()  # type: ignore[attr-defined]
    end_readers()
    assert lying() == []


DRY = """
import os, signal, sys
from pathlib import Path
from layers.exports.exporting import export_records
from layers.project import open_project
project = open_project(Path(sys.argv[1]))
def stop(done, total):
    print(*sorted(path.name for path in Path(sys.argv[2]).parent.iterdir()), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
export_records(project, Path(sys.argv[2]), "court", progress=stop, with_gaps=True, dry_run=sys.argv[3] == "dry")
"""


def test_a_dry_run_writes_nothing_beside_and_the_next_export_clears_what_a_killed_one_left(tmp_path: Path) -> None:
    out = tmp_path / "out" / "o.gpkg"
    out.parent.mkdir()
    with closing(make(tmp_path / "p.taphos")) as project:
        project.register.commit([site("S-1", name=CANARY)])
    said = [
        subprocess.run(
            [sys.executable, "-c", DRY, str(project.folder), str(out), how],
            cwd=ROOT, capture_output=True, text=True, check=False,
        ).stdout.split()
        for how in ("dry", "written")
    ]  # fmt: skip
    assert said[0] == []
    assert [name.startswith(".taphos-") for name in said[1]] == [True]
    assert os.listdir(out.parent) == said[1]  # noqa: PTH208
    with closing(open_project(project.folder)) as again:
        export_records(again, out, "court", Selection(types=("site",)), with_gaps=True)
    assert {path.name for path in out.parent.iterdir()} == {"o.gpkg", "o.gpkg.manifest.json"}


def test_a_folder_of_this_process_is_its_owners_alone() -> None:
    with passing_folder(1) as folder:
        assert folder.stat().st_mode & 0o077 == 0
        clear_passing()
        assert folder.is_dir()
    assert not folder.exists()
