"""A process that counts one field of one record up, again and again: `... ADDRESS RECORD SECONDS`."""

from __future__ import annotations

import random
import sys
import time

from forensics.changes import ChangeRefused, difference
from layers.server import open_on_server
from tests.layers.projects import closing

FIELD = "persons_min"


def main(address: str, record: str, seconds: str) -> None:
    """Says that it is ready, waits for a word, counts, and tells how often that was written and how often refused."""
    done = refused = 0
    with closing(open_on_server(address)) as project:
        print("ready", flush=True)
        sys.stdin.readline()
        end = time.monotonic() + float(seconds)
        while time.monotonic() < end:
            held = (project.register.values("site", record) or {})[FIELD]
            edit = difference("site", record, {FIELD: held}, {FIELD: held + 1})
            assert edit is not None
            try:
                project.register.commit([edit], "EXAMPLE counted")
                done += 1
            except ChangeRefused:
                refused += 1
            time.sleep(random.random() / 30)  # else whoever wrote last is always the first to know, and wins again
    print(done, refused, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
