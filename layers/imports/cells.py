"""Values that a library read, as the text that an import takes."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import orjson

from forensics.places import number_text


def text_of(value: Any) -> str:
    """A value as text: nothing as none, numbers in their shortest form, lists and tables as JSON, bytes as hex."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return number_text(value) if value == value else ""
    if isinstance(value, datetime) and value.tzinfo is None and value.time() == time():
        return value.date().isoformat()  # as spreadsheets keep a day
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, list | dict):
        return orjson.dumps(value, default=text_of, option=orjson.OPT_NON_STR_KEYS).decode()
    return str(value)
