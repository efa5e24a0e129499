"""Export of interviews to GeoPackage, R-tree and manifest included, against ogr2ogr GeoPackage -> GeoPackage.

    python -m tests.benchmarks.export_gpkg [--points N] [--plain] [--runs N] [--json]

Ours is one call in a process that has its imports behind it, from an encrypted project; the peer copies the very layer
that ours wrote, as its whole process. The runs take turns and the best of each counts.
"""

from __future__ import annotations

import subprocess
import tempfile
import time
from pathlib import Path

from layers.exports.exporting import export_records
from layers.exports.selecting import Selection
from layers.project import Project
from tests.benchmarks.against import asked, tell
from tests.benchmarks.interviews import filled

INTERVIEWS = Selection(types=("interview",))


def ours(project: Project, out: Path) -> float:
    """Seconds of one export, the file flushed and its manifest written."""
    begun = time.perf_counter()
    export_records(project, out, "court", INTERVIEWS)
    return time.perf_counter() - begun


def peer(source: Path, out: Path) -> float:
    """Seconds of ogr2ogr copying the layer, R-tree included."""
    out.unlink(missing_ok=True)
    begun = time.perf_counter()
    subprocess.run(["ogr2ogr", "-f", "GPKG", out, source, "interview"], check=True)
    return time.perf_counter() - begun


def main() -> None:
    """Run both in turn and print one JSON document."""
    given = asked(__doc__, 31_000, runs=5)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        project = filled(folder, given.points, not given.plain)
        ours(project, folder / "ours.gpkg")
        times = [
            (ours(project, folder / "ours.gpkg"), peer(folder / "ours.gpkg", folder / "peer.gpkg"))
            for _ in range(given.runs)
        ]
        fields = len(project.catalogue["interview"].fields)
        project.close()
    tell(given, "ogr2ogr GeoPackage to GeoPackage", times, fields=fields)


if __name__ == "__main__":
    main()
