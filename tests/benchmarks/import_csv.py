"""Import of interviews from CSV, validated, journaled, signed and indexed, against ogr2ogr CSV -> GeoPackage.

    python -m tests.benchmarks.import_csv [--points N] [--plain] [--runs N] [--json]

Both read the same file, made with a fixed seed; the runs take turns and the best of each counts. Our side is an open,
encrypted project in a process that has its imports behind it; the peer is its whole process.
"""

from __future__ import annotations

import subprocess
import tempfile
import time
from pathlib import Path

from layers.imports.importing import import_file
from layers.project import new_project
from tests.benchmarks.against import asked, tell
from tests.benchmarks.interviews import GRADED, known_records, write_csv


def ours(folder: Path, path: Path, count: int, encrypted: bool) -> float:
    """Seconds of one import into an open project that has the settlements and interviewers."""
    project = new_project(folder, name="EXAMPLE", passphrase="EXAMPLE" if encrypted else None)
    project.register.commit(known_records())
    begun = time.perf_counter()
    report = import_file(project.register, path, "interview", mapping=GRADED, pack=project.pack)
    took = time.perf_counter() - begun
    project.close()
    if report.added != count:
        raise SystemExit(f"{report.added} of {count} rows were taken in: {report.rejected[:3]}")
    return took


def peer(out: Path, path: Path) -> float:
    """Seconds of ogr2ogr, points and R-tree included."""
    command = ["ogr2ogr", "-f", "GPKG", str(out), str(path), "-a_srs", "EPSG:4326",
               "-oo", "X_POSSIBLE_NAMES=lon", "-oo", "Y_POSSIBLE_NAMES=lat"]  # fmt: skip
    begun = time.perf_counter()
    subprocess.run(command, check=True)
    return time.perf_counter() - begun


def main() -> None:
    """Run both in turn and print one JSON document."""
    given = asked(__doc__, 31_000, runs=3)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_csv(folder / "interviews.csv", given.points)
        times = [
            (
                ours(folder / f"{run}.taphos", folder / "interviews.csv", given.points, not given.plain),
                peer(folder / f"{run}.gpkg", folder / "interviews.csv"),
            )
            for run in range(given.runs)
        ]
    tell(given, "ogr2ogr CSV to GeoPackage", times)


if __name__ == "__main__":
    main()
