"""No test speaks to another machine, nor does any process that one starts."""

from __future__ import annotations

import subprocess
import sys

import pytest

REACHING = {
    "connecting": "socket.create_connection(('192.0.2.1', 80), 3)",
    "sending": "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))",
    "looking up": "socket.getaddrinfo('tiles.example', 443)",
    "asking": "import urllib.request; urllib.request.build_opener().open('http://192.0.2.1/', timeout=3)",
}


@pytest.mark.parametrize("how", REACHING)
def test_a_process_of_a_test_that_leaves_the_loopback_is_refused(how: str) -> None:
    code = f"import os, socket; [os.environ.pop(n, 0) for n in ('http_proxy', 'all_proxy')]; {REACHING[how]}"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert ran.returncode != 0
    assert "tests speak to the loopback only" in ran.stderr


def test_a_process_of_a_test_may_speak_to_the_loopback() -> None:
    code = (
        "import socket; held = socket.create_server(('127.0.0.1', 0));"
        "socket.create_connection(held.getsockname(), 5).close()"
    )
    assert subprocess.run([sys.executable, "-c", code], timeout=60).returncode == 0
