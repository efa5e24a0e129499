"""A real browser without a display and without a network: Chromium, spoken to over a pipe (DevTools protocol)."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    "--hide-scrollbars", "--remote-debugging-pipe", "--host-resolver-rules=MAP * ~NOTFOUND",
)  # fmt: skip
_HAND_OVER = "import os, sys; os.dup2({read}, 3); os.dup2({write}, 4); os.execv(sys.argv[1], sys.argv[1:])"
PATIENCE = 60.0
"""Seconds after which a browser that says nothing is taken for hung."""


def chromium() -> str:
    """The browser's program; skips the test where there is none."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None or os.name == "nt":
        pytest.skip("Chromium is not installed here (Debian: chromium)")
    return found


class Page:
    """One page: what it asked the network for, what went wrong in it, and what its script answers."""

    def __init__(self, read: int, write: int) -> None:
        self._read, self._write = read, write
        self._number = 0
        self._rest = b""
        self._session = ""
        self.requests: list[str] = []
        self.errors: list[str] = []
        target = self._ask("Target.createTarget", {"url": "about:blank"})["targetId"]
        self._session = self._ask("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self._ask(f"{domain}.enable")
        offline = {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}
        self._ask("Network.emulateNetworkConditions", offline)

    def size(self, width: int, height: int) -> None:
        """The room that the page has, in pixels."""
        self._ask(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 700},
        )

    def open(self, file: Path, ready: str) -> None:
        """Load a file and wait until an expression is true."""
        self._ask("Page.navigate", {"url": file.resolve().as_uri()})
        self.wait(ready)

    def wait(self, expression: str) -> None:
        """Wait until an expression is true; fails the test where it never is."""
        until = time.monotonic() + PATIENCE
        while not self.run(f"!!({expression})"):
            if time.monotonic() > until:
                pytest.fail(f"The page never came to: {expression}; {self.errors}")
            time.sleep(0.02)

    def run(self, expression: str) -> Any:
        """What an expression gives in the page, as JSON would carry it."""
        said = self._ask("Runtime.evaluate", {"expression": expression, "returnByValue": True, "awaitPromise": True})
        if "exceptionDetails" in said:
            pytest.fail(f"{expression}: {said['exceptionDetails']}")
        return said["result"].get("value")

    def press(self, key: str, code: int = 0) -> None:
        """Press a key; a letter is typed."""
        text = {"text": key} if len(key) == 1 else {"text": "\r"} if key == "Enter" else {}
        for kind in ("keyDown", "keyUp"):
            self._ask("Input.dispatchKeyEvent", {"type": kind, "key": key, "windowsVirtualKeyCode": code, **text})

    def type(self, text: str) -> None:
        """Type into whatever has the focus."""
        self._ask("Input.insertText", {"text": text})

    def click(self, x: float, y: float) -> None:
        """Click at a place in pixels."""
        for kind in ("mousePressed", "mouseReleased"):
            self._ask("Input.dispatchMouseEvent", {"type": kind, "x": x, "y": y, "button": "left", "clickCount": 1})

    def click_on(self, element: str) -> None:
        """Click in the middle of an element once it lies still there and nothing covers it."""
        middle = f"(room => [room.x + room.width / 2, room.y + room.height / 2])({element}.getBoundingClientRect())"
        free = f"{element} && {element}.contains(document.elementFromPoint(...{middle})) && {middle}"
        before, place = None, self.run(free)
        until = time.monotonic() + PATIENCE
        while not place or place != before:
            if time.monotonic() > until:
                pytest.fail(f"Nothing to click on: {element} is at {place}; {self.errors}")
            time.sleep(0.1)
            before, place = place, self.run(free)
        self.click(*place)

    def picture(self, file: Path) -> None:
        """What is to be seen, as PNG."""
        file.write_bytes(base64.b64decode(self._ask("Page.captureScreenshot", {"format": "png"})["data"]))

    def _ask(self, method: str, values: dict[str, Any] | None = None) -> dict[str, Any]:
        self._number += 1
        asked: dict[str, Any] = {"id": self._number, "method": method, "params": values or {}}
        if self._session:
            asked["sessionId"] = self._session
        os.write(self._write, json.dumps(asked).encode() + b"\0")
        while True:
            said = self._hear()
            if said.get("id") == self._number:
                if "error" in said:
                    pytest.fail(f"{method}: {said['error']}")
                return dict(said["result"])
            self._note(said)

    def _hear(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            more = os.read(self._read, 1 << 16)
            if not more:
                pytest.fail("Chromium ended before it answered.")
            self._rest += more
        message, _, self._rest = self._rest.partition(b"\0")
        return dict(json.loads(message))

    def _note(self, said: dict[str, Any]) -> None:
        values = said.get("params", {})
        match said.get("method"):
            case "Network.requestWillBeSent":
                self.requests.append(str(values["request"]["url"]))
            case "Runtime.exceptionThrown":
                self.errors.append(str(values["exceptionDetails"]))
            case "Log.entryAdded" if values["entry"]["level"] == "error":
                self.errors.append(str(values["entry"]))


@contextmanager
def browser(folder: Path) -> Iterator[Page]:
    """A page of a browser whose profile lies in `folder`; ended when the block ends."""
    program = chromium()
    to_browser, from_browser = os.pipe(), os.pipe()
    hand_over = _HAND_OVER.format(read=to_browser[0], write=from_browser[1])
    process = subprocess.Popen(
        [sys.executable, "-c", hand_over, program, *FLAGS, f"--user-data-dir={folder / 'browser'}", "about:blank"],
        pass_fds=(to_browser[0], from_browser[1]),
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(to_browser[0])
    os.close(from_browser[1])
    try:
        yield Page(from_browser[0], to_browser[1])
    finally:
        os.close(to_browser[1])
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        os.close(from_browser[0])
