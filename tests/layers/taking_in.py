"""A process that takes one file in, to be killed while it does: `python -m tests.layers.taking_in PROJECT FILE WHEN`.

WHEN is a number of bytes after which it waits to be killed, `committed` to die between the commit and the file's name,
or `memory` to print by how many MiB its largest size grew.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from forensics.ports import Progress
from layers.checking import verify_project
from layers.evidence import InMemory, open_evidence, take_in
from layers.evidence_store import Store
from layers.project import Project, open_project
from layers.register.originals import Original
from tests.layers.projects import PASSPHRASE


def main(folder: str, file: str, when: str) -> None:
    """Takes the file in as far as it is told to."""
    project = open_project(Path(folder), PASSPHRASE)
    if when == "memory":
        print(memory_of(project, Path(file)))
    elif when == "committed":
        die_before_the_name()
        take_in(project, [Path(file)])
    else:
        take_in(project, [Path(file)], progress=waiting_after(int(when)))


def waiting_after(bytes_: int) -> Progress:
    """Says that so much was read, and goes no further."""

    def progress(done: int, total: int) -> None:
        if done >= bytes_:
            print("ready", flush=True)
            time.sleep(600)

    return progress


def die_before_the_name() -> None:
    """The process ends at once when the commit is on disk, as by a pulled plug."""

    def dead(store: Store, originals: Sequence[Original]) -> None:
        os._exit(9)

    Store.put_in_place = dead  # type: ignore[method-assign]


def memory_of(project: Project, file: Path) -> str:
    """MiB by which this process grows at most while the file is taken in, read back and verified (Linux).

    Behind it stands how many bytes the last progress told.
    """
    told: list[int] = []
    take_in(project, [InMemory("first.bin", b"x" * (8 << 20))])
    Path("/proc/self/clear_refs").write_text("5")  # the high-water mark begins anew
    before = kib("VmRSS")
    (taken,) = take_in(project, [file], progress=lambda done, total: told.__setitem__(slice(None), [done])).files
    with open_evidence(project, taken.media) as held:
        while held.read(1 << 20):
            pass
    verify_project(project)
    return f"{(kib('VmHWM') - before) / 1024} {told[0]}"


def kib(name: str) -> int:
    """A figure of this process's memory."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


if __name__ == "__main__":
    main(*sys.argv[1:])
