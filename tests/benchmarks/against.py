"""What benchmarks against a peer are told, how they are timed, and the one JSON document that they print."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

_PEAK, _RESET = "VmHWM:", "5"


class Took(NamedTuple):
    """Seconds of the clock and of the processor, children included."""

    clock: float
    processor: float


def timed(work: Callable[[], object]) -> Took:
    """How long something takes."""
    begun, before = time.perf_counter(), os.times()
    work()
    after = os.times()
    return Took(time.perf_counter() - begun, sum(after[:4]) - sum(before[:4]))


def peak_of(work: Callable[[], object]) -> float:
    """The most memory in MB that this process took meanwhile (Linux)."""
    Path("/proc/self/clear_refs").write_text(_RESET)
    work()
    told = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(_PEAK))
    return int(told.split()[1]) / 1024


def compared(ours: Sequence[Took], peer: Sequence[Took]) -> dict[str, object]:
    """The medians of the processor's seconds of runs that took turns, and how they compare."""
    spent = [median(one.processor for one in side) for side in (ours, peer)]
    return {"processor_s": [round(one, 3) for one in spent], "processor_ratio": round(spent[0] / spent[1], 2)}


def asked(description: str | None, points: int, runs: int | None = None, *, folder: bool = False) -> argparse.Namespace:
    """The options; with `runs` the peer is ogr2ogr, which must be there."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--points", type=int, default=points, help="how many interviews")
    if runs is not None:
        parser.add_argument("--runs", type=int, default=runs)
    if folder:
        parser.add_argument("--folder", help="where the project is kept for the next time")
    parser.add_argument("--plain", action="store_true", help="a project without a passphrase")
    parser.add_argument("--json", action="store_true", help="what it prints anyway")
    given = parser.parse_args()
    if runs is not None and shutil.which("ogr2ogr") is None:
        raise SystemExit("ogr2ogr (Debian: gdal-bin) is not installed, and nothing is compared.")
    return given


def tell(given: argparse.Namespace, peer: str, times: Sequence[tuple[float, float]], **more: object) -> None:
    """Print the best of ours and of the peer's, and how they compare."""
    ours_s, peer_s = min(one for one, _ in times), min(one for _, one in times)
    document = {
        "points": given.points, **more, "ours_s": round(ours_s, 3), "peer": peer, "peer_s": round(peer_s, 3),
        "ratio": round(ours_s / peer_s, 2), "encrypted": not given.plain,
    }  # fmt: skip
    print(json.dumps(document))
