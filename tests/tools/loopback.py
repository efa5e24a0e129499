"""No test speaks to another machine: a socket that leaves the loopback is refused, and so is a look-up of a name."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

OFFLINE = str(Path(__file__).with_name("offline"))
"""On the path of every Python that a test starts: its sitecustomize guards that process as this one is guarded."""
CLOSED_PORT = "http://127.0.0.1:9"


class NetworkRefused(OSError):
    """A test that tried to leave this machine."""


def is_local(host: object) -> bool:
    """Whether `host` (a name, an address or None) is this machine."""
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(name).partition("%")[0]).is_loopback
    except ValueError:
        return False


def _refuse_unless_local(host: object) -> None:
    if not is_local(host):
        raise NetworkRefused(f"A test tried to reach {host!r}; tests speak to the loopback only.")


@pytest.fixture(scope="session", autouse=True)
def loopback_only() -> Iterator[None]:
    """Guards Python's sockets, here and in processes; libraries with their own (curl in GDAL) get a closed proxy."""
    with pytest.MonkeyPatch.context() as patch:
        for method in ("connect", "connect_ex"):
            patch.setattr(socket.socket, method, _guarded(getattr(socket.socket, method)))
        patch.setattr(socket, "getaddrinfo", _guarded_look_up(socket.getaddrinfo))
        for name in ("http_proxy", "https_proxy", "ftp_proxy", "all_proxy", "GDAL_HTTP_PROXY"):
            patch.setenv(name, CLOSED_PORT)
        patch.setenv("no_proxy", "localhost,127.0.0.1,::1")
        patch.setenv("PROJ_NETWORK", "OFF")
        patch.setenv("PYTHONPATH", os.pathsep.join(filter(None, (OFFLINE, os.environ.get("PYTHONPATH")))))
        if os.name != "nt":
            for name in ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"):
                patch.delenv(name, raising=False)
        yield


def _guarded(connect: Any) -> Any:
    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            _refuse_unless_local(address[0])
        return connect(self, address)

    return guarded


def _guarded_look_up(look_up: Any) -> Any:
    def guarded(host: Any, *rest: Any, **named: Any) -> Any:
        _refuse_unless_local(host)
        return look_up(host, *rest, **named)

    return guarded
