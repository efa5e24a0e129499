"""The ground that the tests stand on: each kind of warning fails, the network is closed, proofs become a table."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.tools.loopback import is_local

ROOT = Path(__file__).parents[1]

PLANTED = {
    "a Python warning": "import warnings\ndef test_it(): warnings.warn('planted')",
    "a Qt warning": "from PyQt6.QtCore import qWarning\ndef test_it(): qWarning('planted')",
    "a warning in our log": "import logging\ndef test_it(): logging.getLogger('desktop.canvas').warning('planted')",
    "an error in a Qt slot": """
from PyQt6.QtCore import QTimer
def test_it(qtbot):
    QTimer.singleShot(0, lambda: int('planted'))
    qtbot.wait(20)
""",
    "an error in a thread": """
import threading
def test_it():
    thread = threading.Thread(target=lambda: int('planted'))
    thread.start()
    thread.join()
""",
    "a file left open": "def test_it(tmp_path): open(tmp_path / 'planted', 'w')",
    "a name looked up": "import socket\ndef test_it(): socket.getaddrinfo('planted.example', 80)",
    "another machine called": "import socket\ndef test_it(): socket.create_connection(('192.0.2.1', 80))",
    "a page fetched": "from urllib.request import urlopen\ndef test_it(): urlopen('http://planted.example/')",
}


def run_planted(source: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_planted.py").write_text(source, "utf-8")
    return run_tests(folder, **environment)


def run_tests(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    options = [
        "-c",
        str(ROOT / "pyproject.toml"),
        "--rootdir",
        str(ROOT),
        "-p",
        "tests.conftest",
        "-p",
        "no:cacheprovider",
    ]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *options, *environment.pop("options", "").split(), str(folder)],
        cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def fallen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Why each of the planted tests failed, '' where it passed; each in a file of its own, between two that pass."""
    folder = tmp_path_factory.mktemp("ground")
    for number, source in enumerate(PLANTED.values()):
        (folder / f"test_{number}.py").write_text(
            f"def test_before(): pass\n{source}\ndef test_after(): pass\n", "utf-8"
        )
    report = folder / "report.xml"
    done = run_tests(folder, options=f"--junitxml={report}")
    assert done.returncode == 1, done.stdout + done.stderr
    cases = ElementTree.parse(report).iter("testcase")
    told = {
        (case.get("classname", "").rpartition("_")[2], case.get("name")): "".join(one.text or "" for one in case)
        for case in cases
    }
    assert not [text for (_, name), text in told.items() if name != "test_it" and text]
    return {what: told[str(number), "test_it"] for number, what in enumerate(PLANTED)}


@pytest.mark.parametrize("what", PLANTED)
def test_what_is_planted_fails_its_test(what: str, fallen: dict[str, str]) -> None:
    assert "planted" in fallen[what] or "192.0.2.1" in fallen[what]


def test_a_warning_that_a_test_announces_may_be_logged(tmp_path: Path) -> None:
    source = "import logging, pytest\n@pytest.mark.warning_logged('^desktop: pla')\n"
    done = run_planted(source + "def test_it(): logging.getLogger('desktop').warning('planted')", tmp_path)
    assert done.returncode == 0, done.stdout


def test_prove_prints_a_table_also_from_parallel_workers(tmp_path: Path) -> None:
    source = "def test_b(proof): proof('A10', 'tenth', '3 of 3')\ndef test_a(proof): proof('A2', 'second', 0)\n"
    done = run_planted(source, tmp_path, TAPHOS_PROVE="1", options="-n 2")
    lines = [line.split() for line in done.stdout.splitlines()]
    table = lines.index(["line", "what", "holds", "figure", "test"])
    assert lines[table + 1] == ["A2", "second", "0", "test_a", "passed"]
    assert lines[table + 2] == ["A10", "tenth", "3", "of", "3", "test_b", "passed"]


def test_a_failed_proof_is_seen_in_the_table(tmp_path: Path) -> None:
    done = run_planted("def test_it(proof):\n    proof('A1', 'first', 1)\n    assert False", tmp_path, TAPHOS_PROVE="1")
    assert "A1    first       1       test_it  failed" in done.stdout


@pytest.mark.parametrize("host", [None, "", "localhost", "127.0.0.1", "127.0.1.1", "::1", b"localhost", "::1%lo"])
def test_the_loopback_is_open(host: str | bytes | None) -> None:
    assert is_local(host)


@pytest.mark.parametrize("host", ["192.168.0.1", "10.0.0.1", "example.org", "fe80::1", "0.0.0.0.example"])
def test_every_other_address_is_closed(host: str) -> None:
    assert not is_local(host)


def test_the_tests_live_in_a_home_of_their_own(own_home: Path) -> None:
    assert Path.home() == own_home
