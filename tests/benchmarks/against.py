"""What benchmarks against a peer are told, and the one JSON document that they print."""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Sequence


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
