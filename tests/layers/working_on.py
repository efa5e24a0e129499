"""A process that works on a project until it is killed: `python -m tests.layers.working_on PROJECT`.

It prints the hash of each commit when it is said to be saved: edits, and files taken in.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from layers.evidence import InMemory, take_in
from layers.project import open_project
from tests.layers.projects import PASSPHRASE, site


def main(folder: str) -> None:
    """Works without end."""
    project = open_project(Path(folder), PASSPHRASE)
    number = 0
    while True:
        number += 1
        if number % 3:
            commit = project.register.commit([site(f"S-{os.getpid()}-{number}")]).commit
        else:
            commit = take_in(project, [InMemory(f"{number}.bin", os.urandom(50_000))]).receipt.commit
        print(f"saved {commit}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
