"""Opening the example to its first complete frame, against importing libraries: python -m tests.benchmarks.opening.

Both with their bytecode at hand, as programs have it from their second start: a first run of each is not counted.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PEER = "import PyQt6.QtWidgets, pyqtgraph, geopandas"
OURS = """
import os, sys, tempfile
from pathlib import Path
from PyQt6.QtCore import QSettings
from desktop.app import Taphos
from layers.project import open_project
settings = QSettings(str(Path(tempfile.mkdtemp()) / "window.ini"), QSettings.Format.IniFormat)
taphos = Taphos("en", "light", "exhume", (1280, 800), settings)
window = taphos.show_project(open_project(Path(sys.argv[1])))
window.complete.connect(lambda: os._exit(0))
sys.exit(taphos.run() or 3)
"""


def seconds(bytecode: Path, code: str, *arguments: str) -> float:
    """How long a fresh process takes, by the clock on the wall; what it compiles is kept in the folder `bytecode`."""
    surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    surroundings["PYTHONPYCACHEPREFIX"] = str(bytecode)
    command = [sys.executable, "-c", code, *arguments]
    begun = time.perf_counter()
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL, env=surroundings)
    return time.perf_counter() - begun


def example(folder: Path) -> Path:
    """The example project: the one that is built already, else one built here."""
    built = Path("example", "example.taphos")
    if built.is_dir():
        return built
    from layers.demo.example import make_example

    make_example(folder / "example.taphos").close()
    return folder / "example.taphos"


def measure(project: Path, rounds: int) -> dict[str, float]:
    """The medians of both, taken by turns so that what else the machine does meets both alike."""
    ours, peer = [], []
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(rounds + 1):
            taken = seconds(Path(folder), PEER), seconds(Path(folder), OURS, str(project))
            if turn:
                peer.append(taken[0])
                ours.append(taken[1])
    ours_s, peer_s = statistics.median(ours), statistics.median(peer)
    return {"ours_s": round(ours_s, 3), "peer_s": round(peer_s, 3), "ratio": round(ours_s / peer_s, 2)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--project", type=Path, help="default: the example project, built where it is not there")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="one JSON document, which it is anyway")
    arguments = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        found = measure(arguments.project or example(Path(folder)), arguments.rounds)
    print(json.dumps({"peer": f'python -c "{PEER}"', "target": 3.0, **found}))


if __name__ == "__main__":
    main()
