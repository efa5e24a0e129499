"""Export of interviews to GeoPackage, R-tree and manifest included, against ogr2ogr and pyogrio's write_arrow.

    python -m tests.benchmarks.export_gpkg [--points N] [--plain] [--runs N] [--folder F] [--json]

Ours is one call in a process that has its imports behind it, from an encrypted project, with progress asked for; the
first peer copies the very layer that ours wrote, as its whole process, the second writes it from memory. The runs take
turns and the best of each counts; `folder` keeps the project for the next time. Seconds of the processor stand beside
those of the clock, which others on the machine lengthen; `peak_mb` is the most memory that one export took.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from layers.exports.exporting import export_records
from layers.exports.selecting import Selection
from layers.project import Project
from tests.benchmarks.against import asked, tell
from tests.benchmarks.interviews import filled_once

INTERVIEWS = Selection(types=("interview",))
_PEAK, _RESET = "VmHWM:", "5"


class Took(NamedTuple):
    """Seconds of the clock and of the processor, children included."""

    clock: float
    processor: float


def timed(work: Callable[[], object]) -> Took:
    """How long something takes."""
    begun, before = time.perf_counter(), os.times()
    work()
    after = os.times()
    return Took(time.perf_counter() - begun, sum(after[:4]) - sum(before[:4]))


def ours(project: Project, out: Path) -> Took:
    """One export, the file flushed and its manifest written."""
    return timed(lambda: export_records(project, out, "court", INTERVIEWS, lambda done, of: None))


def copied(source: Path, out: Path) -> Took:
    """ogr2ogr copying the layer, R-tree included."""
    out.unlink(missing_ok=True)
    return timed(lambda: subprocess.run(["ogr2ogr", "-f", "GPKG", out, source, "interview"], check=True))


def written(source: Path, out: Path) -> Took:
    """The layer written from memory by pyogrio, R-tree included."""
    import pyogrio

    about, table = pyogrio.read_arrow(source, layer="interview")
    out.unlink(missing_ok=True)

    def write() -> None:
        pyogrio.write_arrow(
            table, out, layer="interview", driver="GPKG", geometry_name=about["geometry_name"],
            geometry_type=about["geometry_type"], crs=about["crs"],
        )  # fmt: skip

    return timed(write)


def peak_of(work: Callable[[], object]) -> float:
    """The most memory in MB that this process took meanwhile (Linux)."""
    Path("/proc/self/clear_refs").write_text(_RESET)
    work()
    told = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(_PEAK))
    return int(told.split()[1]) / 1024


def main() -> None:
    """Run all in turn and print one JSON document."""
    given = asked(__doc__, 31_000, runs=5, folder=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        project = filled_once(Path(given.folder or name), given.points, not given.plain)
        file, other = folder / "ours.gpkg", folder / "peer.gpkg"
        peak = peak_of(lambda: ours(project, file))
        runs = [(ours(project, file), copied(file, other), written(file, other)) for _ in range(given.runs)]
        fields = len(project.catalogue["interview"].fields)
        project.close()
    best = [min(one[at].clock for one in runs) for at in range(3)]
    spent = [min(one[at].processor for one in runs) for at in range(3)]
    tell(
        given, "ogr2ogr GeoPackage to GeoPackage", [(one[0].clock, one[1].clock) for one in runs], fields=fields,
        arrow_s=round(best[2], 3), arrow_ratio=round(best[0] / best[2], 2), peak_mb=round(peak),
        processor_s=[round(one, 3) for one in spent], processor_ratio=round(spent[0] / spent[1], 2),
        processor_arrow_ratio=round(spent[0] / spent[2], 2),
    )  # fmt: skip


if __name__ == "__main__":
    main()
