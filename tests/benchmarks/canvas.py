"""Frames of the map, offscreen at 1600 × 1000: `python -m tests.benchmarks.canvas [--points N] [--peers] [--json]`.

What is on the map: the base map (of `../shared/data` where that is, else none), 85 settlements, 4,000 incidents,
500 polygons, and N points. The camera pans and zooms; a frame is from the move of the camera until its
pixels are there. `settle_ms` is from the last movement until the picture is complete and sharp. On a loaded machine
the processor's time says more: `p95_cpu_ms` of a frame on the interface's thread, `settle_cpu_ms` of all threads.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
WIDTH, HEIGHT = 1600, 1000
ROUNDS = 3


def main() -> None:
    """Measure, and print one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=31_000)
    parser.add_argument("--json", action="store_true", help="kept for the contract: JSON is what is printed anyway")
    parser.add_argument(
        "--peers", action="store_true", help="measure ScatterPlotItem and QGIS, where it is installed, in processes"
    )
    parser.add_argument("--scatter", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    measured = scatter_frames(asked.points) if asked.scatter else canvas_frames(asked.points)
    if asked.peers:
        command = [sys.executable, "-m", "tests.benchmarks.canvas", "--scatter", "--points", str(asked.points)]
        peer = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        measured["scatter_plot_item"] = peer
        measured["ratio_p50"] = round(peer["p50_ms"] / measured["p50_ms"], 1)
        qgis = qgis_frames(asked.points)
        if qgis is not None:
            measured["qgis"] = qgis
            measured["qgis_ratio_p50"] = round(qgis["p50_ms"] / measured["p50_ms"], 1)
            measured["qgis_ratio_first"] = round(qgis["first_frame_ms"] / measured["first_frame_ms"], 1)
    print(json.dumps(measured, indent=None if asked.json else 2))


def canvas_frames(points: int) -> dict[str, Any]:
    """Our canvas on N points."""
    from PyQt6.QtWidgets import QApplication

    from desktop.canvas.canvas import MapCanvas
    from desktop.theme.theme import theme
    from tests.benchmarks.canvas_layers import background, records

    app = QApplication.instance() or QApplication([])
    layers = [*background(), *records(points)]
    canvas = MapCanvas(theme("light"))
    canvas.animated = False
    canvas.resize(WIDTH, HEIGHT)
    canvas.show()
    canvas.zoom_to_extent(22.0, 44.3, 40.3, 52.4)
    begun = time.perf_counter()
    canvas.set_layers(layers)
    first = _until_settled(app, canvas, begun)
    frames: list[float] = []
    settles: list[float] = []
    frames_cpu: list[float] = []
    settles_cpu: list[float] = []
    for _ in range(ROUNDS):
        for movement in (_pans, _zooms):
            for camera in movement(canvas):
                begun = time.thread_time()
                frames.append(_frame(app, canvas, camera))
                frames_cpu.append((time.thread_time() - begun) * 1000)
            begun = time.process_time()
            settles.append(_until_settled(app, canvas, time.perf_counter()))
            settles_cpu.append((time.process_time() - begun) * 1000)
    shown = dict(canvas.painted.counts) if canvas.painted else {}
    canvas.end()
    return {
        "points": points, "frames": len(frames), **_spread(frames), "settle_ms": round(max(settles), 1),
        "p95_cpu_ms": round(float(np.percentile(frames_cpu, 95)), 2), "settle_cpu_ms": round(max(settles_cpu), 1),
        "first_frame_ms": round(first, 1), "rss_mb": _peak_mb(), "in_view": shown,
    }  # fmt: skip


def qgis_frames(points: int) -> dict[str, Any] | None:
    """QGIS's renderer on the same points from a GeoPackage, in a process of its own; None where it is not installed."""
    import geopandas

    from tests.benchmarks.canvas_layers import places

    system = "/usr/bin/python3"
    if not Path(system).exists() or subprocess.run([system, "-c", "import qgis.core"], capture_output=True).returncode:
        return None
    with tempfile.TemporaryDirectory() as folder:
        layer = Path(folder) / "points.gpkg"
        geometry = geopandas.points_from_xy(*places(points), crs="EPSG:4326")
        geopandas.GeoDataFrame(geometry=geometry).to_file(layer, layer="points", engine="pyogrio")
        script = Path(__file__).with_name("qgis_frames.py")
        environment = {"PATH": os.environ["PATH"], "HOME": folder, "QT_QPA_PLATFORM": "offscreen"}
        command = [system, str(script), str(layer), str(WIDTH), str(HEIGHT)]
        told = subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout
    found: dict[str, Any] = json.loads(told.strip().splitlines()[-1])
    return found


def scatter_frames(points: int) -> dict[str, Any]:
    """pyqtgraph's ScatterPlotItem on the same points, the same size of picture."""
    import pyqtgraph
    from PyQt6.QtWidgets import QApplication

    from desktop.canvas.mercator import to_metres
    from tests.benchmarks.canvas_layers import places

    app = QApplication.instance() or QApplication([])
    x, y = to_metres(*places(points))
    plot = pyqtgraph.PlotWidget()
    plot.resize(WIDTH, HEIGHT)
    plot.addItem(pyqtgraph.ScatterPlotItem(x=x, y=y, size=8, pxMode=True))
    begun = time.perf_counter()
    plot.show()
    app.processEvents()
    plot.viewport().repaint()
    first = (time.perf_counter() - begun) * 1000
    frames = []
    box = plot.getViewBox()
    for _ in range(5):
        begun = time.perf_counter()
        box.translateBy(x=5000.0, y=0.0)
        plot.viewport().repaint()
        app.processEvents()
        frames.append((time.perf_counter() - begun) * 1000)
    return {"points": points, "frames": len(frames), **_spread(frames), "first_frame_ms": round(first, 1)}


def _frame(app: Any, canvas: Any, camera: Any) -> float:
    begun = time.perf_counter()
    canvas.look(camera)
    canvas.viewport().repaint()
    app.processEvents()
    return (time.perf_counter() - begun) * 1000


def _pans(canvas: Any) -> Iterator[Any]:
    for step in range(60):
        yield canvas.camera.moved(13 * np.cos(step / 9), 11 * np.sin(step / 7))


def _zooms(canvas: Any) -> Iterator[Any]:
    for step in range(60):
        yield canvas.camera.zoomed(1.06 if step < 40 else 0.9, 700, 450)


def _until_settled(app: Any, canvas: Any, begun: float) -> float:
    while not canvas.is_settled:
        app.processEvents()
        time.sleep(0.001)
    canvas.viewport().repaint()
    return (time.perf_counter() - begun) * 1000


def _spread(milliseconds: list[float]) -> dict[str, float]:
    return {
        "p50_ms": round(float(np.percentile(milliseconds, 50)), 2),
        "p95_ms": round(float(np.percentile(milliseconds, 95)), 2),
        "worst_ms": round(max(milliseconds), 2),
    }


def _peak_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1024 if sys.platform != "darwin" else 1024**2), 1)


if __name__ == "__main__":
    main()
