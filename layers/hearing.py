"""What libraries warn of (GDAL through fiona and pyogrio, PROJ, Python itself) goes to the log, and to who asks for it.

Nothing of it reaches a terminal by itself: what a person is to know is said in one sentence of our own.
"""

from __future__ import annotations

import logging
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

LOGGERS = ("py.warnings", "fiona", "pyogrio", "pyproj", "rasterio")
"""Python's own logger of warnings, and those of the libraries that read other people's files."""

_MOST = 20
_WARNING = "Warning: "


def route_warnings() -> None:
    """Send warnings of Python and of libraries to their loggers, for as long as the process lives.

    `python -W` goes before it. A log that somebody set up still gets all of it.
    """
    if sys.warnoptions:
        return
    logging.captureWarnings(True)
    for category in (RuntimeWarning, UserWarning):
        warnings.simplefilter("always", category)  # a file that is read again has the same to be said of it
    for name in LOGGERS:
        logging.getLogger(name).addHandler(logging.NullHandler())


@contextmanager
def heard() -> Iterator[list[str]]:
    """What libraries warn of on this thread, each sentence once, for as long as the block runs."""
    ear = _Ear()
    loggers = [logging.getLogger(name) for name in LOGGERS]
    for logger in loggers:
        logger.addHandler(ear)
    try:
        yield ear.said
    finally:
        for logger in loggers:
            logger.removeHandler(ear)


class _Ear(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._thread = threading.get_ident()
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        text = _sentence(record.getMessage()) if record.thread == self._thread else ""
        if text and text not in self.said and len(self.said) < _MOST:
            self.said.append(text)


def _sentence(text: str) -> str:
    """A warning without the place in the program where Python writes that it arose."""
    if _WARNING in text:
        text = text.partition(_WARNING)[2].partition("\n")[0]
    return " ".join(text.split())[:200]
