"""Every Python that a test starts has this on its path: what leaves the loopback is refused before a packet is sent."""

from __future__ import annotations

import sys
from typing import Any

LOCAL = ("", "localhost", "::1", "::ffff:127.0.0.1")


def _is_local(host: Any) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    return name is None or str(name) in LOCAL or str(name).startswith("127.")


def _refuse_to_leave(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) and address else None  # else of a socket of this system
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
    else:
        return
    if not _is_local(host):
        raise OSError(f"A process of a test tried to reach {host!r}; tests speak to the loopback only.")


sys.addaudithook(_refuse_to_leave)
