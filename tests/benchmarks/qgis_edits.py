"""QGIS's side of tests.benchmarks.save: edits of one feature each, run by the Python that QGIS came with.

    /usr/bin/python3 -m tests.benchmarks.qgis_edits LAYER.gpkg

Each line read, a feature's number and a value, is one edit of the layer; the line written back has the seconds that
`commitChanges` took alone, and those from the beginning of the edit to its end.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from qgis.core import Qgis, QgsApplication, QgsVectorLayer

FIELD = "duration"


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
        feature, value = line.split()
        begun = time.perf_counter()
        layer.startEditing()
        layer.changeAttributeValue(int(feature), column, value)
        changed = time.perf_counter()
        if not layer.commitChanges():
            raise SystemExit("; ".join(layer.commitErrors()))
        ended = time.perf_counter()
        print(ended - changed, ended - begun, flush=True)
    del layer  # before the application, or Qt faults
    application.exitQgis()


if __name__ == "__main__":
    main()
