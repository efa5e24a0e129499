"""QGIS's side of tests.benchmarks.canvas: redraws of the same points, run by the Python that QGIS came with.

    QT_QPA_PLATFORM=offscreen /usr/bin/python3 tests/benchmarks/qgis_frames.py LAYER.gpkg WIDTH HEIGHT

It opens the layer and draws all of it, as opening a project does, and then five views moved a little: by the renderer
that QGIS's map canvas uses, in as many threads as it takes, each feature a plain circle. One JSON document is printed.
"""

from __future__ import annotations

import json
import sys
import time

from qgis.core import Qgis, QgsApplication, QgsMapRendererParallelJob, QgsMapSettings, QgsRectangle, QgsVectorLayer
from qgis.PyQt.QtCore import QSize

FRAMES = 5


def drawn_ms(settings: QgsMapSettings) -> float:
    """Milliseconds of one complete picture."""
    begun = time.perf_counter()
    job = QgsMapRendererParallelJob(settings)
    job.start()
    job.waitForFinished()
    if job.renderedImage().isNull():
        raise SystemExit("QGIS drew nothing.")
    return (time.perf_counter() - begun) * 1000


def main() -> None:
    """Draw, and tell how long it took."""
    application = QgsApplication([], False)
    application.initQgis()
    begun = time.perf_counter()
    layer = QgsVectorLayer(sys.argv[1], "points", "ogr")
    if not layer.isValid():
        raise SystemExit(f"QGIS does not open {sys.argv[1]}.")
    settings = QgsMapSettings()
    settings.setLayers([layer])
    settings.setOutputSize(QSize(int(sys.argv[2]), int(sys.argv[3])))
    settings.setDestinationCrs(layer.crs())
    whole = layer.extent()
    settings.setExtent(whole)
    opening = (time.perf_counter() - begun) * 1000
    first = opening + drawn_ms(settings)
    frames = []
    for turn in range(FRAMES):
        aside = whole.width() * 0.02 * (turn + 1)
        settings.setExtent(
            QgsRectangle(whole.xMinimum() + aside, whole.yMinimum(), whole.xMaximum() + aside, whole.yMaximum())
        )
        frames.append(drawn_ms(settings))
    found = {"version": Qgis.QGIS_VERSION, "points": layer.featureCount(), "frames": FRAMES,
             "first_frame_ms": round(first, 1), "p50_ms": round(sorted(frames)[FRAMES // 2], 2)}  # fmt: skip
    print(json.dumps(found))
    del settings, layer  # before the application, or Qt faults
    application.exitQgis()


if __name__ == "__main__":
    main()
