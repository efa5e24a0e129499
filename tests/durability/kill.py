"""kill -9 at random moments: `python -m tests.durability.kill --seed N --moments N [--plain] [--json]`.

A process works on a project and reports on a pipe each commit that was said to be saved; at a moment that the seed
chooses it is killed, sometimes while a second one works on the same project. After each kill the project opens
without a word, verifies, and holds every commit that was reported; a backup that has its name is whole. Exit 0, or 1
with what was found.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from layers.project import open_with_key
from tests.durability.activities import ACTIVITIES, BEGUN, MIGRATING, age, work
from tests.durability.apart import PROCESSES, check, make_ready, opened_apart, plain_answer
from tests.layers.projects import make, site

MOMENTS_A_PROJECT = 40
"""After so many kills the project is a new one, so that verifying it stays quick."""

COMPANY = 0.25
"""How often a second process works on the same project."""

LONGEST_SECONDS = 0.6
"""How long a process works at the most once it has the project open."""

_BROKE = "broke: "


@dataclass
class Found:
    """What the moments came to; `wrong` is empty where everything holds."""

    seed: int
    moments: int = 0
    commits: int = 0
    by_activity: Counter[str] = field(default_factory=Counter)
    before_any: int = 0
    wrong: list[str] = field(default_factory=list)


def _work(name: str, folder: Path, key: bytes | None, seed: int, pipe: Connection) -> None:
    """Until it is killed. What is reported is short enough to arrive whole or not at all."""
    try:
        work(name, folder, key, random.Random(seed), pipe.send)
    except Exception as reason:
        pipe.send(f"{_BROKE}{name}: {type(reason).__name__} {reason}"[:2000])
        raise
    time.sleep(60)


class Run:
    """Moments, one after the other, on projects in one folder."""

    def __init__(self, folder: Path, seed: int, *, encrypted: bool, told: Callable[[str], None]) -> None:
        self._place = folder
        self._chance = random.Random(seed)
        self._encrypted = encrypted
        self._told = told
        self._folder = folder / "none"
        self._key: bytes | None = None
        self._reported: list[str] = []
        self.found = Found(seed)

    def kill(self, moments: int) -> Found:
        """So many kills, or as many as come before something is wrong."""
        while self.found.moments < moments and not self.found.wrong:
            if self.found.moments % MOMENTS_A_PROJECT == 0:
                self._begin_anew()
            self._one_moment()
            self.found.moments += 1
            self._told(f"{self.found.moments}/{moments}, {self.found.commits} commits")
        return self.found

    def _begin_anew(self) -> None:
        for left in self._place.iterdir():
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        self._folder = self._place / f"p{self.found.moments}.taphos"
        self._key = opened_apart(_make, self._folder, "encrypted" if self._encrypted else "plain")
        self._reported = []

    def _one_moment(self) -> None:
        names = [*ACTIVITIES, MIGRATING]
        name = names[self._chance.randrange(len(names))]
        if name == MIGRATING:
            opened_apart(_age, self._folder, self._key)
        working = [self._begin(name)]
        if name != MIGRATING and self._chance.random() < COMPANY:
            working.append(self._begin(self._chance.choice(("editing", "taking in evidence"))))
        for process, pipe in working:
            self._kill(process, pipe, self._chance.uniform(0, LONGEST_SECONDS))
        self.found.by_activity[name] += 1
        where = f"seed {self.found.seed}, moment {self.found.moments}, {name}"
        self.found.wrong += [f"{where}: {line}" for line in check(self._folder, self._key, self._reported)]

    def _begin(self, name: str) -> tuple[BaseProcess, Connection]:
        reader, writer = PROCESSES.Pipe(duplex=False)
        given = (name, self._folder, self._key, self._chance.randrange(1 << 30), writer)
        process = PROCESSES.Process(target=_work, args=given)
        process.start()
        writer.close()
        return process, reader

    def _kill(self, process: BaseProcess, pipe: Connection, after: float) -> None:
        """Wait until the project is open (or, now and then, not), and then so long."""
        new: list[str] = []
        begun = self._chance.random() < 0.1
        deadline = time.monotonic() + (after if begun else 60)
        while (left := deadline - time.monotonic()) > 0 and process.is_alive():
            if not pipe.poll(min(left, 0.05)):
                continue
            try:
                new.append(pipe.recv())
            except EOFError:
                process.join()
            if not begun:
                begun, deadline = True, time.monotonic() + after
        by_itself = not process.is_alive()
        process.kill()
        process.join()
        with suppress(EOFError):
            while pipe.poll():
                new.append(pipe.recv())
        if by_itself:
            why = [line for line in new if line.startswith(_BROKE)]
            self.found.wrong.append(f"moment {self.found.moments}: it ended by itself with {process.exitcode}, {why}")
        new = [name for name in new if name != BEGUN and not name.startswith(_BROKE)]
        self.found.commits += len(new)
        self.found.before_any += not new
        self._reported += new


def _make(folder: Path, engine: str) -> bytes | None:
    project = make(folder, engine)
    project.register.commit([site("S-1")])
    project.close()
    return project.key


def _age(folder: Path, key: bytes | None) -> None:
    age(open_with_key(folder, key))


def main(arguments: list[str] | None = None) -> int:
    """The program."""
    parser = argparse.ArgumentParser(prog="python -m tests.durability.kill", description=__doc__)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 30))
    parser.add_argument("--moments", type=int, default=100)
    parser.add_argument("--plain", action="store_true", help="a plain project; it is encrypted otherwise")
    parser.add_argument("--json", action="store_true", help="one JSON document")
    given = parser.parse_args(arguments)
    make_ready()

    def told(text: str) -> None:
        if sys.stderr.isatty():
            print(f"\r{text} ", end="", file=sys.stderr, flush=True)

    with tempfile.TemporaryDirectory(prefix="taphos-kill-", ignore_cleanup_errors=True) as folder:
        os.environ.setdefault("TAPHOS_HOME", str(Path(folder) / "home"))
        place = Path(folder) / "projects"
        place.mkdir()
        found = Run(place, given.seed, encrypted=not given.plain, told=told).kill(given.moments)
    return plain_answer(found, as_json=given.json)


if __name__ == "__main__":
    raise SystemExit(main())
