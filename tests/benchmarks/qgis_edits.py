"""QGIS's side of tests.benchmarks.save: edits of one feature each, run by the Python that QGIS came with.

    /usr/bin/python3 -m tests.benchmarks.qgis_edits LAYER.gpkg

Each line read, a feature's number and a value, is committed twice, as QGIS does it: by “Save Layer Edits”, which goes
on editing, and by “Toggle Editing”, which ends it. The line written back has the seconds that each `commitChanges` took
alone, and those of the second edit from its beginning to its end.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from qgis.core import Qgis, QgsApplication, QgsVectorLayer

FIELD = "duration"


def committed(layer: QgsVectorLayer, stop: bool) -> float:
    """Seconds of one commit."""
    begun = time.perf_counter()
    if not layer.commitChanges(stop):
        raise SystemExit("; ".join(layer.commitErrors()))
    return time.perf_counter() - begun


def main() -> None:
    """Say QGIS's version, then answer each edit until the lines end."""
    application = QgsApplication([], False)
    application.initQgis()
    layer = QgsVectorLayer(str(Path(sys.argv[1])), "interviews", "ogr")
    if not layer.isValid():
        raise SystemExit(f"QGIS does not open {sys.argv[1]}.")
    column = layer.fields().indexOf(FIELD)
    print(Qgis.QGIS_VERSION, flush=True)
    for line in sys.stdin:
        feature, value = map(int, line.split())
        layer.startEditing()
        layer.changeAttributeValue(feature, column, value)
        saved = committed(layer, stop=False)
        layer.commitChanges()  # nothing is left to be committed; it ends the editing
        begun = time.perf_counter()
        layer.startEditing()
        layer.changeAttributeValue(feature, column, value + 1)
        ended = committed(layer, stop=True)
        print(saved, ended, time.perf_counter() - begun, flush=True)
    del layer  # before the application, or Qt faults
    application.exitQgis()


if __name__ == "__main__":
    main()
