"""The regular expressions of a country pack, tried in time that grows with the text alone, whoever wrote them."""

from __future__ import annotations

from functools import cache
from typing import Any

import re2

LONGEST = 200
"""Characters of a pattern."""


class PatternRefused(ValueError):
    """No regular expression, or none that RE2 can try in bounded time and memory."""


@cache
def _compiled(pattern: str) -> Any:
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options=options)
    except re2.error as reason:
        raise PatternRefused(pattern) from reason


def refuse_pattern(pattern: str) -> None:
    """Raise PatternRefused for what may not be tried."""
    if len(pattern) > LONGEST or "\0" in pattern:
        raise PatternRefused(pattern)
    _compiled(pattern)


def fits_whole(pattern: str, text: str) -> bool:
    """Whether the pattern describes all of the text; the pattern is one that was not refused."""
    return _compiled(pattern).fullmatch(text) is not None
