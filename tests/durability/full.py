"""A disk that is full at random points: `python -m tests.durability.full --seed N --points N [--limit] [--json]`.

A process works on a project until nothing more can be written: on a small tmpfs of its own where that may be mounted,
else up to a limit on the size of its files. It must be told so in one sentence each time, and go on when there is room
again; then the project verifies, and holds every commit that was reported. Exit 0, or 1 with what was found.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

from forensics.errors import TaphosError
from layers.project import open_with_key
from tests.durability.activities import ACTIVITIES, BEGUN, MIGRATING, age, work
from tests.durability.apart import PROCESSES, check, make_ready, opened_apart, plain_answer
from tests.layers.projects import make, site

SIZE = 64 << 20
MOST_ROOM = 3 << 20
"""How much room a process has at the most, beyond what the project takes."""

PATIENCE_SECONDS = 120.0


@dataclass
class Found:
    """What the points came to; `wrong` is empty where everything holds."""

    seed: int
    disk: str
    points: int = 0
    commits: int = 0
    by_activity: Counter[str] = field(default_factory=Counter)
    sentences: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


class SmallDisk:
    """A tmpfs, filled by a file up to the room that is to be left."""

    name = "tmpfs"

    def __init__(self, place: Path) -> None:
        self.place = place
        self._filler = place / "filler"

    def fill(self, room: int) -> None:
        free = shutil.disk_usage(self.place).free
        with self._filler.open("wb") as file:
            file.write(bytes(max(0, free - room)))

    def limit(self, room: int) -> None:
        """Nothing to be said inside the process."""

    def free(self) -> None:
        self._filler.unlink(missing_ok=True)


class SizeLimit:
    """No file may grow beyond a size: what the system can do for whoever may not mount."""

    name = "limit"

    def __init__(self, place: Path) -> None:
        self.place = place

    def fill(self, room: int) -> None:
        """Nothing to be done outside the process."""

    def limit(self, room: int) -> None:
        import resource

        largest = max(path.stat().st_size for path in self.place.rglob("*") if path.is_file())
        resource.setrlimit(resource.RLIMIT_FSIZE, (min(largest, room + 4096), resource.RLIM_INFINITY))

    def free(self) -> None:
        """Inside the process."""


def no_limit() -> None:
    """Take back what SizeLimit.limit set."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


@contextmanager
def small_disk(place: Path, *, limit: bool = False) -> Iterator[SmallDisk | SizeLimit]:
    """A disk to be filled, on `place`; unmounted at the end, whatever happens."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=0700", "taphos-full", str(place)]
    may = hasattr(os, "geteuid") and os.geteuid() == 0 and not limit and shutil.which("mount")
    if not may or subprocess.run(mount, capture_output=True, check=False).returncode:
        yield SizeLimit(place)
        return
    try:
        yield SmallDisk(place)
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def _work(
    name: str, folder: Path, key: bytes | None, seed: int, disk: SmallDisk | SizeLimit, room: int, pipe: Connection
) -> None:
    """Until it is refused; then, when there is room again, one more commit in the same process."""
    disk.limit(room)
    pipe.send(("said", _refusal_of(name, folder, key, seed, pipe)))
    pipe.recv()
    no_limit()
    project = open_with_key(folder, key)
    pipe.send(("saved", project.register.commit([site(f"AFTER-{seed}")]).commit))


def _refusal_of(name: str, folder: Path, key: bytes | None, seed: int, pipe: Connection) -> str:
    """The sentence by which an activity ends; anything but a sentence is raised."""
    begun = 0

    def report(commit: str) -> None:
        nonlocal begun
        begun += commit == BEGUN
        if commit != BEGUN:
            pipe.send(("saved", commit))

    try:
        work(name, folder, key, random.Random(seed), report)
    except TaphosError as refusal:
        return str(refusal)
    return "migrated" if begun == 2 else "ended"


class Run:
    """Points, one after the other, on one small disk."""

    def __init__(self, disk: SmallDisk | SizeLimit, seed: int, *, encrypted: bool) -> None:
        self._disk = disk
        self._chance = random.Random(seed)
        self._engine = "encrypted" if encrypted else "plain"
        self.found = Found(seed, disk.name)

    def fill(self, points: int) -> Found:
        """So many points, or as many as come before something is wrong."""
        while self.found.points < points and not self.found.wrong:
            self._one_point()
            self.found.points += 1
        return self.found

    def _one_point(self) -> None:
        for left in self._disk.place.iterdir():
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        name = self._chance.choice([*ACTIVITIES, MIGRATING])
        folder = self._disk.place / "p.taphos"
        key = opened_apart(_make, folder, self._engine, name == MIGRATING)
        room = int(MOST_ROOM * self._chance.random() ** 3)
        self._disk.fill(room)
        reader, writer = PROCESSES.Pipe()
        given = (name, folder, key, self._chance.randrange(1 << 30), self._disk, room, writer)
        process = PROCESSES.Process(target=_work, args=given)
        process.start()
        writer.close()
        where = f"seed {self.found.seed}, point {self.found.points}, {name}, {room} bytes of room"
        reported = self._hear(reader, where)
        process.kill()
        process.join()
        self.found.by_activity[name] += 1
        self.found.commits += len(reported)
        self._disk.free()
        self.found.wrong += [f"{where}: {line}" for line in check(folder, key, reported)]

    def _hear(self, pipe: Connection, where: str) -> list[str]:
        """What was reported, before the disk was full and when there was room again."""
        reported: list[str] = []
        deadline, full = time.monotonic() + PATIENCE_SECONDS, False
        while time.monotonic() < deadline:
            if not pipe.poll(0.05):
                continue
            try:
                kind, text = pipe.recv()
            except EOFError:
                self.found.wrong.append(f"{where}: it ended without a sentence, after {len(reported)} commits")
                return reported
            deadline = time.monotonic() + PATIENCE_SECONDS
            if kind == "said":
                self.found.sentences[_general(text)] += 1
                if "\n" in text or not text or text == "ended":
                    self.found.wrong.append(f"{where}: it said “{text}”")
                self._disk.free()
                pipe.send("there is room again")
                full = True
            else:
                reported.append(text)
                if full:
                    return reported
        self.found.wrong.append(f"{where}: nothing was heard for a long time")
        return reported


def _general(sentence: str) -> str:
    """A sentence without the names that it quotes."""
    return "“…”".join(part.partition("”")[2] if at else part for at, part in enumerate(sentence.split("“")))


def _make(folder: Path, engine: str, aged: bool) -> bytes | None:
    project = make(folder, engine)
    project.register.commit([site(f"S-{number}") for number in range(300)])
    key = project.key
    age(project) if aged else project.close()
    return key


def main(arguments: list[str] | None = None) -> int:
    """The program."""
    parser = argparse.ArgumentParser(prog="python -m tests.durability.full", description=__doc__)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 30))
    parser.add_argument("--points", type=int, default=20)
    parser.add_argument("--plain", action="store_true", help="a plain project; it is encrypted otherwise")
    parser.add_argument("--limit", action="store_true", help="limit the size of files, also where one may mount")
    parser.add_argument("--json", action="store_true", help="one JSON document")
    given = parser.parse_args(arguments)
    make_ready()
    with tempfile.TemporaryDirectory(prefix="taphos-full-") as folder:
        os.environ.setdefault("TAPHOS_HOME", str(Path(folder) / "home"))
        place = Path(folder) / "disk"
        place.mkdir()
        with small_disk(place, limit=given.limit) as disk:
            found = Run(disk, given.seed, encrypted=not given.plain).fill(given.points)
    return plain_answer(found, as_json=given.json)


if __name__ == "__main__":
    raise SystemExit(main())
