"""`verify` of many records against making and hashing the same canonical bytes: python -m tests.benchmarks.verify.

    python -m tests.benchmarks.verify [--points N] [--plain] [--json]

Both are one process's CPU seconds, ours from an open project; the peer makes the payloads of the same records anew and
hashes each with a salt. `ours_small_s` is ours for a tenth of the records: it grows no faster than they do.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from forensics.changes import Change, Operation
from forensics.fields import Sensitivity
from forensics.payloads import payloads_of
from forensics.ports import Query
from layers.imports.importing import import_file
from layers.project import Project, new_project
from tests.benchmarks.import_csv import GRADED, known_records, write_csv

SALT = 32


def filled(folder: Path, count: int, encrypted: bool) -> Project:
    """A project with so many interviews."""
    folder.mkdir()
    write_csv(folder / "interviews.csv", count)
    project = new_project(folder / "p.taphos", name="EXAMPLE", passphrase="EXAMPLE" if encrypted else None)
    project.register.commit(known_records())
    report = import_file(project.register, folder / "interviews.csv", "interview", mapping=GRADED, pack=project.pack)
    if report.added != count:
        raise SystemExit(f"{report.added} of {count} rows were taken in: {report.rejected[:3]}")
    return project


def ours(project: Project) -> float:
    """CPU seconds of comparing everything."""
    begun = time.process_time()
    verdict = project.register.verify()
    took = time.process_time() - begun
    if not verdict.ok:
        raise SystemExit(str(verdict.first))
    return took


def peer(project: Project) -> float:
    """CPU seconds of making the payloads of the same records and hashing each with a salt."""
    kind = project.catalogue["interview"]
    typed = {field.name for field in kind.fields if field.typed}
    took = 0.0
    for values in project.register.select(Query("interview")):
        after: Mapping[str, Any] = {name: value for name, value in values.items() if name in typed}
        change = Change("interview", values["id"], Operation.ADD, after=after)
        begun = time.process_time()
        for payloads in payloads_of([change], kind, Sensitivity.PUBLIC):
            hashlib.sha256(os.urandom(SALT) + payloads.bodies[0]).digest()
        took += time.process_time() - begun
    return took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=100_000, help="how many interviews")
    parser.add_argument("--plain", action="store_true", help="a project without a passphrase")
    parser.add_argument("--json", action="store_true", help="what it prints anyway")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        small = filled(Path(name, "small"), given.points // 10, not given.plain)
        ours_small_s = ours(small)
        small.close()
        project = filled(Path(name, "large"), given.points, not given.plain)
        ours_s, peer_s = ours(project), peer(project)
        project.close()
    print(
        json.dumps(
            {
                "points": given.points, "ours_s": round(ours_s, 3), "ours_small_s": round(ours_small_s, 3),
                "peer": "making and hashing the same canonical bytes", "peer_s": round(peer_s, 3),
                "ratio": round(ours_s / peer_s, 2), "encrypted": not given.plain,
            }
        )
    )  # fmt: skip


if __name__ == "__main__":
    main()
