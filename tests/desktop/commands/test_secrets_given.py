"""A passphrase that came in the environment is gone from it before anything else begins."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.layers.projects import PASSPHRASE, closing, make

ROOT = Path(__file__).parents[3]
COMMAND = """
import ctypes, os, subprocess, sys
from pathlib import Path
from desktop import commandline
from desktop.commands import context
opened = context.open_project
def look(*given, **named):
    mine = Path("/proc/self/environ").read_bytes()
    child = subprocess.run(["env"], capture_output=True).stdout
    print(sys.argv[2].encode() in mine, b"TAPHOS_PASSPHRASE" in child, ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
    return opened(*given, **named)
context.open_project = look
raise SystemExit(commandline.main(["info", sys.argv[1], "--json"]))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells a process's environment")
def test_nothing_that_is_started_later_inherits_the_passphrase_and_nobody_reads_it_there(tmp_path: Path) -> None:
    with closing(make(tmp_path / "p.taphos", "encrypted")) as project:
        pass
    given = {**os.environ, "TAPHOS_PASSPHRASE": PASSPHRASE}
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, str(project.folder), PASSPHRASE],
        cwd=ROOT, env=given, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0] == "False False 0"  # not there, not inherited, not to be looked into
