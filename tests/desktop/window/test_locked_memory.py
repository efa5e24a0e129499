"""What somebody finds in the memory of a locked window who has the computer running before them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.layers.projects import PASSPHRASE, closing, make, site
from tests.tools.memory import bytes_in_memory, readable_memory
from tests.tools.proofs import Proof

ROOT = Path(__file__).parents[3]

WINDOW = """
import sys
from pathlib import Path
from PyQt6.QtCore import QSettings
from PyQt6.QtTest import QTest
from desktop.app import Taphos
from desktop.screenshots import wait_for_rest
from layers.project import open_project
from tests.layers.projects import site
folder = Path(sys.argv[1])
taphos = Taphos("en", "light", settings=QSettings(str(folder.with_name("w.ini")), QSettings.Format.IniFormat))
window = taphos.show_project(open_project(folder, sys.stdin.readline().strip()))
wait_for_rest(window)
window.session.project.register.commit([site("S-2")])
print("open", flush=True)
sys.stdin.readline()
window.actions_of_table["lock"].trigger()
del window
while taphos.locking is None or not taphos.locking.page.is_locked:
    QTest.qWait(20)
QTest.qWait(200)
print("locked", flush=True)
sys.stdin.readline()
"""


@pytest.mark.slow
def test_neither_the_projects_key_nor_the_devices_is_in_the_memory_of_a_locked_window(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, proof: Proof
) -> None:
    readable_memory(os.getpid())
    monkeypatch.setenv("TAPHOS_HOME", str(tmp_path / "home"))
    with closing(make(tmp_path / "p.taphos", "encrypted")) as project:
        project.register.commit([site("S-1")])
        keys = {"the project's key": project.key or b"", "the device's key": project.device.key.private_bytes_raw()}
    with subprocess.Popen(
        [sys.executable, "-c", WINDOW, str(project.folder)],
        cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    ) as window:  # fmt: skip
        assert window.stdin is not None
        assert window.stdout is not None
        try:
            print(PASSPHRASE, file=window.stdin, flush=True)
            assert window.stdout.readline() == "open\n"
            assert all(bytes_in_memory(window.pid, keys).values()), "the search would not find them"
            print(file=window.stdin, flush=True)
            assert window.stdout.readline() == "locked\n"
            assert bytes_in_memory(window.pid, keys) == dict.fromkeys(keys, 0)
        finally:
            window.kill()
    proof("B", "memory of a locked window: the project's key, the device's", "not found; both were while it was open")
