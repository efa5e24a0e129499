"""`verify` of many records against making and hashing the same canonical bytes: python -m tests.benchmarks.verify.

    python -m tests.benchmarks.verify [--points N] [--smaller N ...] [--plain] [--project FOLDER] [--json]

Both are one process's CPU seconds, ours from an open project; the peer makes the payloads of the same records anew and
hashes each with a salt. `growth` is what a record takes in the large project to what it takes in each smaller one: 1
is linear. `memory_mb` is the most that each process held, `taken_mb` how much of it `verify` came to take.

`--project` names a folder in which the projects are built once and are found again.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from forensics.changes import Change, Edits, Operation
from forensics.fields import Sensitivity
from forensics.payloads import payloads_of
from forensics.ports import Query
from layers.project import Project
from tests.benchmarks.interviews import filled_once

SALT = 32


def memory_mb() -> int:
    """The most that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def ours(project: Project) -> dict[str, float]:
    """CPU seconds of comparing everything, and what it took of memory."""
    before, wall, begun = memory_mb(), time.perf_counter(), time.process_time()
    verdict = project.register.verify()
    took, wall = time.process_time() - begun, time.perf_counter() - wall
    if not verdict.ok:
        raise SystemExit(str(verdict.first))
    return {"ours_s": took, "wall_s": wall, "memory_mb": memory_mb(), "taken_mb": memory_mb() - before}


def peer(project: Project) -> dict[str, float]:
    """CPU seconds of making the payloads of the same records and hashing each with a salt."""
    kind = project.catalogue["interview"]
    typed = {field.name for field in kind.fields if field.typed}
    took = 0.0
    for values in project.register.select(Query("interview")):
        after: Mapping[str, Any] = {name: value for name, value in values.items() if name in typed}
        change = Change("interview", values["id"], Operation.ADD, after=after)
        begun = time.process_time()
        for payloads in payloads_of(Edits.of([change]), kind, Sensitivity.PUBLIC):
            hashlib.sha256(os.urandom(SALT) + payloads.bodies[0]).digest()
        took += time.process_time() - begun
    return {"peer_s": took}


def in_a_process(what: str, given: argparse.Namespace, points: int) -> dict[str, float]:
    """What one measurement found, made in a process of its own, so that its memory is its own."""
    command = [sys.executable, "-m", "tests.benchmarks.verify", "--only", what, "--points", str(points),
               "--project", str(given.project), *(["--plain"] if given.plain else [])]  # fmt: skip
    return dict(json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout))


def measured(given: argparse.Namespace) -> dict[str, Any]:
    """What `--only` asks for."""
    project = filled_once(given.project, given.points, not given.plain)
    asked = {"build": lambda project: {}, "ours": ours, "peer": peer}[given.only]
    found = asked(project)
    project.close()
    return found


def compared(given: argparse.Namespace) -> dict[str, Any]:
    """Ours at every size, the peer at the largest."""
    sizes = [*given.smaller, given.points]
    for size in sizes:
        in_a_process("build", given, size)
    found = {size: in_a_process("ours", given, size) for size in sizes}
    peer_s = in_a_process("peer", given, given.points)["peer_s"]
    largest = found[given.points]
    each = {size: one["ours_s"] / size for size, one in found.items()}
    return {
        "points": given.points, "encrypted": not given.plain, "ours_s": round(largest["ours_s"], 2),
        "wall_s": round(largest["wall_s"], 2), "peer": "making and hashing the same canonical bytes",
        "peer_s": round(peer_s, 2), "ratio": round(largest["ours_s"] / peer_s, 2),
        "growth": {size: round(each[given.points] / each[size], 2) for size in given.smaller},
        "memory_mb": {size: one["memory_mb"] for size, one in found.items()},
        "taken_mb": {size: one["taken_mb"] for size, one in found.items()},
    }  # fmt: skip


def main() -> None:
    """Print one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=100_000, help="how many interviews; the issue asks for 1000000")
    parser.add_argument("--smaller", type=int, nargs="*", default=[20_000], help="how many in each smaller project")
    parser.add_argument("--plain", action="store_true", help="projects without a passphrase")
    parser.add_argument("--project", type=Path, help="where they are built once")
    parser.add_argument("--only", choices=("build", "ours", "peer"), help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true", help="what it prints anyway")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        given.project = given.project or Path(name)
        print(json.dumps(measured(given) if given.only else compared(given)))


if __name__ == "__main__":
    main()
