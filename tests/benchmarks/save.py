"""Saving one record, against QGIS's edit commit on a GeoPackage of the same rows: python -m tests.benchmarks.save.

    python -m tests.benchmarks.save [--points N] [--small N] [--saves N] [--plain] [--project FOLDER] [--json]

A save is what the form does: the record read, the new value read into it, its rules and those of what it names asked,
the edit journaled, signed and on disk. The peer commits edits of the same rows: `peer` is `commitChanges` as “Save
Layer Edits” calls it, `peer_ending` as “Toggle Editing” does, `peer_edit` the latter from `startEditing` on. The rows
are drawn with a fixed seed from the whole project; a project of `--small` records, one of `--points` and the peer take
turns, one save each. Where python3-qgis is not installed it says so.

`--project` names a folder in which the projects are built once and are found again.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles

from forensics.ports import Found
from layers.editing import keep, reading_of, setting
from layers.project import Project
from tests.benchmarks.interviews import filled_once, write_csv

PYTHON_OF_QGIS = "/usr/bin/python3"
WARMING = 20


class Ours:
    """A project in which one interview after the other is saved."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._ids = project.register.codes("interview")
        self._reading = reading_of(project)
        self.seconds: list[float] = []

    def save(self, number: int, value: int) -> None:
        """Save interview `number` with another duration."""
        code = f"EX-I-{number:05}"
        found = Found("interview", self._ids[code], code)
        begun = time.perf_counter()
        receipt = keep(self._project, setting(self._project, found, {"duration": str(value)}, self._reading))
        took = time.perf_counter() - begun
        if receipt.count:  # else an earlier run gave it that duration
            self.seconds.append(took)


class Peer:
    """A layer in which QGIS saves one feature after the other."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.version = self._line()
        self.seconds: list[float] = []
        self.ending: list[float] = []
        self.edit: list[float] = []

    def save(self, number: int, value: int) -> None:
        """Save feature `number` with another duration."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{number} {value}\n")
        self._process.stdin.flush()
        saved, ended, edit = map(float, self._line().split())
        self.seconds.append(saved)
        self.ending.append(ended)
        self.edit.append(edit)

    def _line(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline().strip()
        if not line:
            raise SystemExit("QGIS ended.")
        return line


def qgis_is_here() -> bool:
    """Whether the system's Python has QGIS's modules."""
    asked = [PYTHON_OF_QGIS, "-c", "import qgis.core"]
    return Path(PYTHON_OF_QGIS).exists() and subprocess.run(asked, capture_output=True).returncode == 0


@contextmanager
def peer(folder: Path, count: int) -> Iterator[Peer | None]:
    """QGIS on a GeoPackage of the same rows, spatial index included; None where it is not installed."""
    if not qgis_is_here():
        yield None
        return
    layer = _layer(folder, count)
    here = Path(__file__).resolve().parents[2]
    surroundings = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(here)}
    command = [PYTHON_OF_QGIS, "-m", "tests.benchmarks.qgis_edits", str(layer)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=surroundings
    ) as process:
        yield Peer(process)
        assert process.stdin is not None
        process.stdin.close()


def _layer(folder: Path, count: int) -> Path:
    layer, rows = folder / f"peer-{count}.gpkg", folder / "peer.csv"
    if not layer.exists():
        write_csv(rows, count)
        command = ["ogr2ogr", "-f", "GPKG", str(layer), str(rows), "-nln", "interview", "-a_srs", "EPSG:4326",
                   "-oo", "X_POSSIBLE_NAMES=lon", "-oo", "Y_POSSIBLE_NAMES=lat"]  # fmt: skip
        subprocess.run(command, check=True)
        rows.unlink()
    return layer


def turns(given: argparse.Namespace, savers: Sequence[tuple[Ours | Peer, int]]) -> None:
    """Let each saver save one record after the other, by turns; no value is one that the record may have."""
    chance = random.Random(given.saves)
    for turn in range(given.saves + WARMING):
        for saver, count in savers:
            if turn == WARMING:
                saver.seconds.clear()
            saver.save(chance.randrange(count) + 1, 241 + turn % 1000)


def told(seconds: Sequence[float]) -> dict[str, float]:
    """Median and 99th percentile, in milliseconds."""
    return {"median_ms": round(median(seconds) * 1000, 2), "p99_ms": round(quantiles(seconds, n=100)[98] * 1000, 2)}


def against(ours: Ours, qgis: Peer) -> dict[str, object]:
    """How our saves compare with QGIS's: the median with each of its medians, the 99th percentile with the first."""
    medians = {"peer": median(qgis.seconds), "peer_ending": median(qgis.ending), "peer_edit": median(qgis.edit)}
    slow = quantiles(ours.seconds, n=100)[98]
    return {
        "qgis": qgis.version,
        **{f"{name}_median_ms": round(seconds * 1000, 2) for name, seconds in medians.items()},
        **{name.replace("peer", "ratio"): round(median(ours.seconds) / one, 3) for name, one in medians.items()},
        "p99_ratio": round(slow / medians["peer"], 2),
    }


def main() -> None:
    """Run all in turn and print one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=1_000_000, help="how many interviews")
    parser.add_argument("--small", type=int, default=10_000, help="how many in the small project")
    parser.add_argument("--saves", type=int, default=500)
    parser.add_argument("--plain", action="store_true", help="projects without a passphrase")
    parser.add_argument("--project", type=Path, help="where they are built once")
    parser.add_argument("--json", action="store_true", help="what it prints anyway")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = given.project or Path(name)
        small = filled_once(folder, given.small, not given.plain)
        large = filled_once(folder, given.points, not given.plain)
        ours_small, ours = Ours(small), Ours(large)
        with peer(folder, given.points) as qgis:
            turns(given, [(ours_small, given.small), (ours, given.points), *([(qgis, given.points)] if qgis else [])])
        small.close()
        large.close()
    document = {"points": given.points, "encrypted": not given.plain, **told(ours.seconds)}
    growth = median(ours.seconds) / median(ours_small.seconds)
    document |= {
        "small": given.small,
        "small_median_ms": told(ours_small.seconds)["median_ms"],
        "growth": round(growth, 2),
    }
    if qgis is None:
        print("python3-qgis is not installed, so nothing is compared with QGIS.")
    else:
        document |= against(ours, qgis)
    print(json.dumps(document))


if __name__ == "__main__":
    main()
