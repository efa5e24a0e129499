"""Export of interviews to GeoPackage, R-tree and manifest included, against ogr2ogr and pyogrio's write_arrow.

    python -m tests.benchmarks.export_gpkg [--points N] [--plain] [--runs N] [--folder F] [--json]

Ours is one call in a process that has its imports behind it, from an encrypted project, with progress asked for; the
first peer copies the very layer that ours wrote, as its whole process, the second writes it from memory. The runs take
turns and the best of each counts; `folder` keeps the project for the next time. Medians of the processor's seconds
stand beside the clock's, which others on the machine lengthen; `peak_mb` is the most memory that one export took.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from layers.exports.exporting import export_records
from layers.exports.selecting import Selection
from layers.project import Project
from tests.benchmarks.against import Took, asked, compared, peak_of, tell, timed
from tests.benchmarks.interviews import filled_once

INTERVIEWS = Selection(types=("interview",))


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
    mine, copies, arrows = ([one[at] for one in runs] for at in range(3))
    arrow_s = min(one.clock for one in arrows)
    tell(
        given, "ogr2ogr GeoPackage to GeoPackage", [(one[0].clock, one[1].clock) for one in runs], fields=fields,
        arrow_s=round(arrow_s, 3), arrow_ratio=round(min(one.clock for one in mine) / arrow_s, 2), peak_mb=round(peak),
        **compared(mine, copies), arrow=compared(mine, arrows),
    )  # fmt: skip


if __name__ == "__main__":
    main()
