"""A project on a server against one in a folder, and against psql: python -m tests.benchmarks.server.

    python -m tests.benchmarks.server [--interviews N] [--points N] [--boxes N] [--json]

The import of `--interviews` rows from a CSV file into PostGIS (`ours_s`) and into SQLite (`peer_s`), by the clock, the
median of three that took turns. Then, in a project of `--points` interviews on the server, lists of boxes that hold
about one row in a hundred: by the register, every value read, and by hand, psql being sent the same rows; `p99` of
each, and the plan of that query. The server is a cluster of its own on the loopback with the settings that PostgreSQL
comes with.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
import tempfile
import time
from contextlib import closing
from pathlib import Path
from statistics import median, quantiles

from forensics.ports import Box, Query
from layers.devices import this_device
from layers.imports.importing import import_file
from layers.project import Project, new_project
from layers.server import init_server
from tests.benchmarks.interviews import GRADED, filled_into, known_records, write_csv
from tests.tools.clusters import Cluster, begin_cluster

SIDE = 0.1
"""Of a box, as a part of each side of where all lie: so it holds one in a hundred."""


def main() -> None:
    """Prints one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--interviews", type=int, default=31_000, help="rows of the import")
    parser.add_argument("--points", type=int, default=1_000_000, help="interviews in which boxes are looked for")
    parser.add_argument("--boxes", type=int, default=100, help="how many boxes")
    parser.add_argument("--json", action="store_true", help="one JSON document, as always")
    asked = parser.parse_args()
    cluster = begin_cluster({})
    if isinstance(cluster, str):
        raise SystemExit(cluster)
    try:
        with tempfile.TemporaryDirectory() as folder:
            print(json.dumps(measured(cluster, Path(folder), asked), indent=2))
    finally:
        cluster.end()


def measured(cluster: Cluster, folder: Path, asked: argparse.Namespace) -> dict[str, object]:
    """All figures."""
    device, source = this_device(folder), folder / "interviews.csv"
    write_csv(source, asked.interviews)
    took: list[tuple[float, float]] = []
    for turn in range(3):
        with closing(new_project(folder / f"{turn}.taphos", device=device)) as project:
            peer = taking_in(project, source)
        with closing(init_server(cluster.address(), device=device)) as project:
            took.append((taking_in(project, source), peer))
    ours, peer = (median(pair[at] for pair in took) for at in (0, 1))
    large = init_server(cluster.address(), device=device)
    large.register.commit(known_records())
    filled_into(large, folder, asked.points)
    found = boxes(large, cluster, asked.boxes)
    large.close()
    figures = {"ours_s": round(ours, 2), "peer": "SQLite", "peer_s": round(peer, 2), "ratio": round(ours / peer, 2)}
    return {"interviews": asked.interviews, **figures, "points": asked.points, **found}


def taking_in(project: Project, source: Path) -> float:
    """Seconds of the import of a file."""
    project.register.commit(known_records())
    begun = time.perf_counter()
    import_file(project.register, source, "interview", mapping=GRADED, pack=project.pack)
    return time.perf_counter() - begun


def boxes(project: Project, cluster: Cluster, count: int) -> dict[str, object]:
    """How long lists of boxes take, ours and by hand, and the plan."""
    extent = project.register.info().extent
    assert extent is not None
    analyse(cluster, project.address)
    chance, ours, rows = random.Random(1), [], []
    drawn = [_box(extent, chance) for _ in range(count)]
    for box in drawn:
        begun = time.perf_counter()
        rows.append(sum(1 for _ in project.register.select(Query("interview", bbox=box))))
        ours.append((time.perf_counter() - begun) * 1000)
    statements = [_by_hand(box) for box in drawn]
    by_hand = [float(one) for one in re.findall(r"Time: ([\d.]+) ms", psql(cluster, project.address, statements))]
    plan = psql(
        cluster, project.address, [f"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) {statements[rows.index(max(rows))]}"]
    )
    p99 = [round(quantiles(side, n=100)[98], 1) for side in (ours, by_hand)]
    return {
        "rows_of_a_box": round(sum(rows) / count), "p99_ms": p99[0], "by_hand_p99_ms": p99[1],
        "p99_ratio": round(p99[0] / p99[1], 2), "plan": [line for line in plan.splitlines() if "Time:" not in line],
    }  # fmt: skip


def _box(extent: Box, chance: random.Random) -> Box:
    west, south, east, north = extent
    width, height = (east - west) * SIDE, (north - south) * SIDE
    left, low = west + chance.random() * (east - west - width), south + chance.random() * (north - south - height)
    return left, low, left + width, low + height


def _by_hand(box: Box) -> str:
    inside = f"ST_MakeEnvelope({', '.join(map(str, box))}, 4326)"
    return (
        "SELECT m.*, a.* FROM interview m JOIN interview_restricted a USING (_row) WHERE m._row IN"
        f" (SELECT _row FROM interview_rtree WHERE box && {inside}) AND m.review IS DISTINCT FROM 'voided'"
        " ORDER BY m._row;"
    )


def analyse(cluster: Cluster, address: str) -> None:
    """Let the server count, as it does by itself after a while."""
    psql(cluster, address, ["ANALYZE;"])


def psql(cluster: Cluster, address: str, statements: list[str]) -> str:
    """What psql prints of statements beside their rows."""
    asked = ["\\timing on", "SET search_path = taphos, public;"]
    plans = [one for one in statements if one.startswith("EXPLAIN")]
    text = "\n".join([*asked, *(statements if plans else [f"{one.rstrip(';')} \\g /dev/null" for one in statements])])
    done = subprocess.run(
        [cluster.binaries / "psql", "-At", address], input=text, capture_output=True, text=True, check=True
    )
    return done.stdout.partition("\n")[2]


if __name__ == "__main__":
    main()
