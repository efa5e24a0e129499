"""Import of interviews from CSV, validated, journaled, signed and indexed, against ogr2ogr CSV -> GeoPackage.

    python -m tests.benchmarks.import_csv [--points N] [--plain] [--runs N] [--json]

Both read the same file, made with a fixed seed; the runs take turns and the best of each counts. Our side is an open,
encrypted project in a process that has its imports behind it, with progress asked for; the peer is its whole process.
Medians of the processor's seconds stand beside the clock's, which others on the machine lengthen; `peak_mb` is the most
memory that this process took meanwhile.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from layers.imports.importing import import_file
from layers.project import new_project
from tests.benchmarks.against import Took, asked, compared, peak_of, tell, timed
from tests.benchmarks.interviews import GRADED, known_records, write_csv


def ours(folder: Path, path: Path, count: int, encrypted: bool) -> Took:
    """How long one import takes into an open project that has the settlements and interviewers."""
    project = new_project(folder, name="EXAMPLE", passphrase="EXAMPLE" if encrypted else None)
    project.register.commit(known_records())

    def take_in() -> None:
        report = import_file(
            project.register, path, "interview", mapping=GRADED, pack=project.pack, progress=lambda done, of: None
        )
        if report.added != count:
            raise SystemExit(f"{report.added} of {count} rows were taken in: {report.rejected[:3]}")

    took = timed(take_in)
    project.close()
    shutil.rmtree(project.folder)
    return took


def peer(out: Path, path: Path) -> Took:
    """How long ogr2ogr takes, points and R-tree included."""
    out.unlink(missing_ok=True)
    command = ["ogr2ogr", "-f", "GPKG", str(out), str(path), "-a_srs", "EPSG:4326",
               "-oo", "X_POSSIBLE_NAMES=lon", "-oo", "Y_POSSIBLE_NAMES=lat"]  # fmt: skip
    return timed(lambda: subprocess.run(command, check=True))


def main() -> None:
    """Run both in turn and print one JSON document."""
    given = asked(__doc__, 31_000, runs=3)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "interviews.csv"
        write_csv(file, given.points)
        mine: list[Took] = []
        theirs: list[Took] = []
        peak = 0.0
        for run in range(given.runs):
            project = folder / f"{run}.taphos"
            peak = max(peak, peak_of(lambda at=project: mine.append(ours(at, file, given.points, not given.plain))))
            theirs.append(peer(folder / "peer.gpkg", file))
    times = [(one.clock, other.clock) for one, other in zip(mine, theirs, strict=True)]
    tell(given, "ogr2ogr CSV to GeoPackage", times, peak_mb=round(peak), **compared(mine, theirs))


if __name__ == "__main__":
    main()
