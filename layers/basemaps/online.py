"""Tiles of a server (XYZ), asked for only where a person turned it on: it learns where one looks, and when.

What was fetched is kept in memory alone, so that no folder of tiles tells afterwards where somebody looked.
"""

from __future__ import annotations

import threading
import urllib.error
import urllib.parse
import urllib.request
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from layers.basemaps.errors import BaseMapRefused
from layers.basemaps.tiles import WORLD

SECONDS = 15
LARGEST = 4 * 2**20
KEPT = 600
"""Tiles kept in memory."""
AT_ONCE = 4
DEEPEST = 19
PARTS = ("{z}", "{x}", "{y}")


class OnlineTiles:
    """A server's tiles: `tile` gives what has come and asks for the rest, `arrived` is called when more has."""

    min_zoom, max_zoom, bounds, outlines = 0, DEEPEST, WORLD, False

    def __init__(self, address: str, name: str = "", attribution: str = "") -> None:
        self.address, self.host = address, host_of(address)
        self.name, self.attribution = name or self.host, attribution
        self.arrived: Callable[[], None] = lambda: None
        self.refused: Callable[[BaseMapRefused], None] = lambda reason: None
        self._lock = threading.Lock()
        self._held: OrderedDict[tuple[int, int, int], bytes | None] = OrderedDict()
        self._asked: set[tuple[int, int, int]] = set()
        self._threads = ThreadPoolExecutor(AT_ONCE, "tiles")
        self._ended = False

    def tile(self, zoom: int, column: int, row: int) -> bytes | None:
        key = (zoom, column, row)
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
                return self._held[key]
            if not self._ended and key not in self._asked:
                self._asked.add(key)
                self._threads.submit(self._fetch, key)
        return None

    def close(self) -> None:
        with self._lock:
            self._ended = True
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _fetch(self, key: tuple[int, int, int]) -> None:
        try:
            found = self._get(key)
        except BaseMapRefused as reason:
            found = None
            self.refused(reason)
        with self._lock:
            self._asked.discard(key)
            self._held[key] = found
            while len(self._held) > KEPT:
                self._held.popitem(last=False)
            ended = self._ended
        if found is not None and not ended:
            self.arrived()

    def _get(self, key: tuple[int, int, int]) -> bytes | None:
        address = self.address
        for part, number in zip(PARTS, key, strict=True):
            address = address.replace(part, str(number))
        asked = urllib.request.Request(address, headers={"User-Agent": "Taphos"})
        try:
            with urllib.request.urlopen(asked, timeout=SECONDS) as answer:
                return bytes(answer.read(LARGEST))
        except urllib.error.HTTPError as reason:
            reason.close()
            if reason.code in (204, 404):
                return None
            raise BaseMapRefused("{host} answered {code} to a tile.", host=self.host, code=str(reason.code)) from reason
        except (OSError, ValueError) as reason:
            raise BaseMapRefused("{host} cannot be reached; its tiles are left out.", host=self.host) from reason


def host_of(address: str) -> str:
    """To whom the requests go; raises BaseMapRefused for what is no address of tiles."""
    split = urllib.parse.urlsplit(address)
    if split.scheme not in ("http", "https") or not split.netloc or not all(part in address for part in PARTS):
        raise BaseMapRefused(
            "“{address}” is no address of tiles; one such as {such} was expected.",
            address=address, such="https://tiles.example.org/{z}/{x}/{y}.png",
        )  # fmt: skip
    return split.hostname or split.netloc
