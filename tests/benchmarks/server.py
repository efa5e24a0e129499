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
from tests.benchmarks.interviews import GRADED, SETTLEMENTS, filled_into, known_records, write_csv
from tests.tools.clusters import Cluster, begin_cluster


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
    analyse(cluster, project.address)
    chance = random.Random(1)
    drawn = [_around(chance.randrange(SETTLEMENTS)) for _ in range(count)]
    ours, by_hand, rows = list[float](), list[float](), list[int]()
    for box in drawn:
        begun = time.perf_counter()
        rows.append(sum(1 for _ in project.register.select(Query("interview", bbox=box))))
        ours.append((time.perf_counter() - begun) * 1000)
        by_hand.append(float(re.findall(r"Time: ([\d.]+) ms", psql(cluster, project.address, _by_hand(box)))[-1]))
    plan = psql(cluster, project.address, f"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) {_by_hand(drawn[0])}")
    p99 = [round(quantiles(side, n=100)[98], 1) for side in (ours, by_hand)]
    told = [_GEOMETRY.sub("'…'", line) for line in plan.splitlines() if "Time:" not in line and line != "SET"]
    return {
        "rows_of_a_box": round(sum(rows) / count), "p99_ms": p99[0], "by_hand_p99_ms": p99[1],
        "p99_ratio": round(p99[0] / p99[1], 2), "plan": told,
    }  # fmt: skip


_GEOMETRY = re.compile(r"'[0-9A-F]{20,}'")


def _around(settlement: int) -> Box:
    """A box in which the interviews of one settlement lie (tests.benchmarks.interviews)."""
    west, south = 30 + settlement * 0.02 - 0.001, 50 + settlement * 0.01 - 0.0005
    return west, south, west + 0.012, south + 0.01


def _by_hand(box: Box) -> str:
    inside = f"ST_MakeEnvelope({', '.join(map(str, box))}, 4326)"
    return (
        "SELECT m.*, a.* FROM interview m JOIN interview_restricted a USING (_row) WHERE m._row IN"
        f" (SELECT _row FROM interview_rtree WHERE box && {inside}) AND m.review IS DISTINCT FROM 'voided'"
        " ORDER BY m._row"
    )


def analyse(cluster: Cluster, address: str) -> None:
    """Let the server count, as it does by itself after a while."""
    psql(cluster, address, "ANALYZE")


def psql(cluster: Cluster, address: str, statement: str) -> str:
    """What psql prints of a statement; of rows how long they took to come, and not the rows."""
    shown = "" if statement.startswith("EXPLAIN") else " \\g /dev/null"
    text = f"\\timing on\nSET search_path = taphos, public;\n{statement}{shown or ';'}\n"
    asked = [cluster.binaries / "psql", "-At", address]
    return subprocess.run(asked, input=text, capture_output=True, text=True, check=True).stdout.partition("\n")[2]


if __name__ == "__main__":
    main()
