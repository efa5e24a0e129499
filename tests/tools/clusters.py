"""A real PostgreSQL with PostGIS on the loopback: a cluster of the tests' own, in a temporary folder."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Any

import pytest

PACKAGE = "postgresql-15-postgis-3"
_BINARIES = Path("/usr/lib/postgresql")
_EXTENSIONS = Path("/usr/share/postgresql")
_USER = "taphos"
_LOCAL = {"listen_addresses": "127.0.0.1", "max_connections": "60"}
_HASTY = {
    "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "64MB",
    "autovacuum": "off",
}  # fmt: skip
"""What makes a server quick that nobody needs to trust."""
_PATIENCE_S = 60
_TEMPLATE = "empty"


@dataclass
class Cluster:
    """A server that runs: how its databases are reached, and how it is stopped and begun again."""

    folder: Path
    binaries: Path
    port: int
    settings: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    _numbers: Any = field(default_factory=lambda: count(1))
    _made: bool = False

    def address(self, database: str = "") -> str:
        """The address of a database, by default of one that nobody has asked for yet."""
        return f"postgresql://{_USER}@127.0.0.1:{self.port}/{database or f'p{next(self._numbers)}'}"

    def empty_project(self) -> str:
        """The address of an empty project: a copy of one that was made once, so that all have its id."""
        from layers.server import init_server

        if not self._made:
            init_server(self.address(_TEMPLATE), called="Contract", pack=None).close()
            self._made = True
        return self.like(self.address(_TEMPLATE))

    def like(self, address: str) -> str:
        """The address of a new database that holds what another one does, to which nobody is connected."""
        made, held = self.address(), address.rpartition("/")[2]
        self._ask(f"CREATE DATABASE {made.rpartition('/')[2]} TEMPLATE {held}")
        return made

    def drop(self, address: str) -> None:
        """Take a database away, to which nobody is connected."""
        self._ask(f"DROP DATABASE {address.rpartition('/')[2]}")

    def _ask(self, statement: str) -> None:
        from layers.register.postgres.driver import connect

        driver = connect(self.address("postgres"))
        try:
            driver.execute(statement)
        finally:
            driver.close()

    def start(self) -> None:
        """Begin, and come back when it answers."""
        settings = [f"--{name}={value}" for name, value in {**_LOCAL, **self.settings}.items()]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [self.binaries / "postgres", "-D", self.folder / "data", "-p", str(self.port), "-k", self.folder,
                 *settings],
                stdout=log, stderr=log, **_unprivileged(),
            )  # fmt: skip
        asked = [str(self.binaries / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        end = time.monotonic() + _PATIENCE_S
        while time.monotonic() < end and self.process.poll() is None:
            if subprocess.run(asked).returncode == 0:
                return
            time.sleep(0.05)
        raise RuntimeError((self.folder / "log").read_text(errors="replace")[-2000:])

    def stop(self, how: int = signal.SIGINT) -> None:
        """End it, by its process id: SIGINT closes every connection, SIGQUIT ends as a power cut would."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(_PATIENCE_S)
            self.process = None

    def end(self) -> None:
        """End it, and leave nothing of it."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


_running: list[Cluster] = []


def the_cluster() -> Cluster:
    """The server of this run, begun when it is first asked for; skips, saying why, where there is none to be had."""
    if not _running:
        found = _begun()
        if isinstance(found, str):
            pytest.skip(found)
        _running.append(found)
    return _running[0]


@pytest.fixture
def cluster() -> Cluster:
    """The server of this run."""
    return the_cluster()


def pytest_sessionfinish() -> None:
    """Nothing of it is left."""
    for one in _running:
        one.end()
    _running.clear()


@lru_cache(maxsize=1)
def _begun() -> Cluster | str:
    return begin_cluster(_HASTY)


def begin_cluster(settings: dict[str, str]) -> Cluster | str:
    """A new cluster with these settings, or why there is none."""
    binaries = _binaries() or _installed()
    if isinstance(binaries, str):
        return binaries
    folder = Path(tempfile.mkdtemp(prefix="taphos-pg-", dir="/tmp"))
    if os.geteuid() == 0:
        shutil.chown(folder, **_unprivileged())
    made = subprocess.run(
        [binaries / "initdb", "-D", folder / "data", "-U", _USER, "-A", "trust", "-E", "UTF8", "--no-locale", "-N"],
        capture_output=True, text=True, cwd=folder, **_unprivileged(),
    )  # fmt: skip
    if made.returncode:
        shutil.rmtree(folder, ignore_errors=True)
        return f"no cluster of PostgreSQL can be made here: {made.stderr.strip()[-200:]}"
    begun = Cluster(folder, binaries, _free_port(), settings)
    begun.start()
    return begun


def _installed() -> Path | str:
    """Where the server's programs are once they were installed; else why there are none."""
    if os.geteuid() or not shutil.which("apt-get"):
        return f"there is no PostgreSQL with PostGIS here ({PACKAGE}), and only root may install it"
    done = subprocess.run(
        ["apt-get", "install", "-y", "--no-install-recommends", PACKAGE], capture_output=True, text=True, timeout=600,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
    )  # fmt: skip
    lines = (done.stderr or done.stdout).strip().splitlines() or ["apt-get said nothing"]
    return _binaries() or f"{PACKAGE} cannot be installed here: {lines[-1][:200]}"


def _binaries() -> Path | None:
    """The programs of the newest PostgreSQL that has PostGIS beside it."""
    for folder in sorted(_BINARIES.glob("*/bin"), key=lambda one: float(one.parent.name), reverse=True):
        if (_EXTENSIONS / folder.parent.name / "extension" / "postgis.control").is_file():
            return folder
    return None


def _unprivileged() -> dict[str, Any]:
    """As whom PostgreSQL runs, which refuses to be root."""
    import grp
    import pwd

    if os.geteuid():
        return {}
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            return {"user": name, "group": grp.getgrgid(pwd.getpwnam(name).pw_gid).gr_name}
    raise RuntimeError("there is no user but root")


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
