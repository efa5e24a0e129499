"""A process that backs a project up and restores it: `python -m tests.layers.backing_up PROJECT FOLDER`.

It prints by how many MiB its largest size grew meanwhile (Linux).
"""

from __future__ import annotations

import sys
from pathlib import Path

from layers.backup.making import back_up
from layers.backup.restoring import restore
from layers.project import open_project
from tests.layers.projects import PASSPHRASE
from tests.layers.taking_in import kib


def main(folder: str, out: str) -> None:
    """Twice, so that what is loaded and kept the first time is not counted; nor what deriving the key needs."""
    project = open_project(Path(folder), PASSPHRASE)
    largest = 0

    def look(done: int, total: int) -> None:
        nonlocal largest
        largest = max(largest, kib("VmRSS"))

    for number in range(2):
        before, largest = kib("VmRSS"), 0
        archive = back_up(project, Path(out) / f"{number}.zip", look).path
        restore(archive, Path(out) / f"again-{number}", lambda: PASSPHRASE, look)
    print((largest - before) / 1024)
    project.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
