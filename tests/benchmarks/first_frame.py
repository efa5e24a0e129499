"""From opening a project of interviews to the first complete frame, against QGIS's first render of the same points.

    python -m tests.benchmarks.first_frame [--points N] [--plain] [--runs N] [--folder F] [--json]

Ours reads the register, places each interview where it may be shown, builds the index and draws at 1600 × 1000, in a
process that has its imports behind it, as QGIS has its own; the derivation of the key, slow on purpose, is timed and
not counted. QGIS opens a GeoPackage of as many points and draws all of them (tests/benchmarks/qgis_frames.py).
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from pathlib import Path

from layers import keys
from layers.project import Project
from tests.benchmarks.against import asked, tell
from tests.benchmarks.canvas import HEIGHT, WIDTH, qgis_frames
from tests.benchmarks.interviews import filled_once

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def first_frame(folder: Path, points: int, encrypted: bool) -> float:
    """Seconds from opening until the complete picture, without the derivation of the key."""
    from PyQt6.QtWidgets import QApplication

    from desktop.canvas.canvas import MapCanvas
    from desktop.map.layers import read_type
    from desktop.theme.theme import theme

    app = QApplication.instance() or QApplication([])
    canvas = MapCanvas(theme("light"))
    canvas.animated = False
    canvas.resize(WIDTH, HEIGHT)
    canvas.show()
    deriving, derive = [0.0], keys._derive

    def timed(*given: object) -> bytes:
        begun = time.perf_counter()
        try:
            return derive(*given)  # type: ignore[arg-type]
        finally:
            deriving[0] += time.perf_counter() - begun

    keys._derive = timed
    try:
        begun = time.perf_counter()
        project: Project = filled_once(folder, points, encrypted)
        made = read_type(project, "interview", project.register.map_columns("interview"))
        canvas.set_layers(made.looked_at(None))
        canvas.zoom_to_all()
        while not canvas.is_settled:
            app.processEvents()
            time.sleep(0.001)
        canvas.viewport().repaint()
        took = time.perf_counter() - begun - deriving[0]
    finally:
        keys._derive = derive
    if canvas.painted is None or sum(canvas.painted.counts.values()) != points:
        raise SystemExit(f"{canvas.painted and canvas.painted.counts} are drawn of {points} points.")
    canvas.end()
    project.close()
    return took


def main() -> None:
    """Measure by turns, and print one JSON document."""
    given = asked(__doc__, 31_000, runs=3, folder=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(given.folder or name)
        filled_once(folder, given.points, not given.plain).close()
        pairs = []
        for _ in range(given.runs):
            peer = qgis_frames(given.points)
            if peer is None:
                raise SystemExit("QGIS is not installed here.")
            pairs.append((first_frame(folder, given.points, not given.plain), peer["first_frame_ms"] / 1000))
    ratio = statistics.median(ours / qgis for ours, qgis in pairs)
    tell(given, "QGIS's first render of the same points from GeoPackage", pairs, median_ratio=round(ratio, 2))


if __name__ == "__main__":
    main()
