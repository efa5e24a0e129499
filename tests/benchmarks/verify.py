"""`verify` of many records against making and hashing the same canonical bytes: python -m tests.benchmarks.verify.

    python -m tests.benchmarks.verify [--points N] [--plain] [--json]

Both are one process's CPU seconds, ours from an open project; the peer makes the payloads of the same records anew and
hashes each with a salt. `ours_small_s` is ours for a tenth of the records: it grows no faster than they do.
"""

from __future__ import annotations

import hashlib
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
from layers.project import Project
from tests.benchmarks.against import asked, tell
from tests.benchmarks.interviews import filled

SALT = 32


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
    given = asked(__doc__, 100_000)
    with tempfile.TemporaryDirectory() as name:
        small = filled(Path(name, "small"), given.points // 10, not given.plain)
        ours_small_s = ours(small)
        small.close()
        project = filled(Path(name, "large"), given.points, not given.plain)
        times = [(ours(project), peer(project))]
        project.close()
    tell(given, "making and hashing the same canonical bytes", times, ours_small_s=round(ours_small_s, 3))


if __name__ == "__main__":
    main()
