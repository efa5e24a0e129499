"""Export of interviews to GeoPackage, R-tree and manifest included, against ogr2ogr GeoPackage -> GeoPackage.

    python -m tests.benchmarks.export_gpkg [--points N] [--plain] [--runs N] [--json]

Ours is one call in a process that has its imports behind it, from an encrypted project; the peer copies the very layer
that ours wrote, as its whole process. The runs take turns and the best of each counts.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from layers.exports.geopackage import export_geopackage
from layers.exports.selecting import Selection
from layers.imports.importing import import_file
from layers.project import Project, new_project
from tests.benchmarks.import_csv import GRADED, known_records, write_csv

INTERVIEWS = Selection(types=("interview",))


def filled(folder: Path, count: int, encrypted: bool) -> Project:
    """A project with so many interviews, each with a point."""
    write_csv(folder / "interviews.csv", count)
    project = new_project(folder / "p.taphos", name="EXAMPLE", passphrase="EXAMPLE" if encrypted else None)
    project.register.commit(known_records())
    report = import_file(project.register, folder / "interviews.csv", "interview", mapping=GRADED, pack=project.pack)
    if report.added != count:
        raise SystemExit(f"{report.added} of {count} rows were taken in: {report.rejected[:3]}")
    return project


def ours(project: Project, out: Path) -> float:
    """Seconds of one export, the file flushed and its manifest written."""
    begun = time.perf_counter()
    export_geopackage(project, out, "court", INTERVIEWS)
    return time.perf_counter() - begun


def peer(source: Path, out: Path) -> float:
    """Seconds of ogr2ogr copying the layer, R-tree included."""
    out.unlink(missing_ok=True)
    begun = time.perf_counter()
    subprocess.run(["ogr2ogr", "-f", "GPKG", out, source, "interview"], check=True)
    return time.perf_counter() - begun


def main() -> None:
    """Run both in turn and print one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=31_000, help="how many interviews")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--plain", action="store_true", help="a project without a passphrase")
    parser.add_argument("--json", action="store_true", help="what it prints anyway")
    given = parser.parse_args()
    if shutil.which("ogr2ogr") is None:
        raise SystemExit("ogr2ogr (Debian: gdal-bin) is not installed, and nothing is compared.")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        project = filled(folder, given.points, not given.plain)
        ours(project, folder / "ours.gpkg")
        times = [
            (ours(project, folder / "ours.gpkg"), peer(folder / "ours.gpkg", folder / "peer.gpkg"))
            for _ in range(given.runs)
        ]
        columns = len(project.catalogue["interview"].fields)
        project.close()
    ours_s, peer_s = min(one for one, _ in times), min(one for _, one in times)
    print(
        json.dumps(
            {
                "points": given.points,
                "fields": columns,
                "ours_s": round(ours_s, 3),
                "peer": "ogr2ogr GeoPackage to GeoPackage",
                "peer_s": round(peer_s, 3),
                "ratio": round(ours_s / peer_s, 2),
                "encrypted": not given.plain,
            }
        )
    )


if __name__ == "__main__":
    main()
