"""A warning that our own code logs fails the test, as a Qt or Python warning does (pyproject sees to those).

A test about such a warning says so: `@pytest.mark.warning_logged("a pattern that it matches")`.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

import pytest

ROOMS = ("forensics", "layers", "desktop", "taphos")


class _Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.sentences: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.partition(".")[0] in ROOMS:
            self.sentences.append(f"{record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def no_warning_logged(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails the test that leaves a warning in the log without having announced it."""
    kept = _Kept()
    logging.getLogger().addHandler(kept)
    yield
    logging.getLogger().removeHandler(kept)
    expected = [mark.args[0] for mark in request.node.iter_markers("warning_logged")]
    unheard = [line for line in kept.sentences if not any(re.search(pattern, line) for pattern in expected)]
    if unheard:
        pytest.fail("Logged as a warning or worse, and not announced by the test:\n" + "\n".join(unheard))
