"""A canonical value as the text that an editor holds and that forensics.reading reads back to the same value."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from forensics.fields import Field, Kind
from forensics.ports import Values
from forensics.reading import NOT_RECORDED


def text_of(field: Field, value: Any) -> str:
    """The text of a canonical value; empty for none."""
    if value is None:
        return ""
    return _TEXTS.get(field.kind, str)(value)


def held_text(field: Field, values: Values) -> str:
    """The text of a record's field: its value, or the reason why there is none."""
    value = values.get(field.name)
    if value is None:
        reason = (values.get(NOT_RECORDED) or {}).get(field.name)
        return reason_text(reason) if reason else ""
    return text_of(field, value)


def reason_text(reason: str) -> str:
    """What stands in a field that was not recorded, for a reason."""
    return f"{NOT_RECORDED}: {reason}"


def reason_in(text: str) -> str | None:
    """The reason in a text that says why nothing was recorded; None for any other text."""
    word, colon, reason = text.partition(":")
    return reason.strip() if colon and word.strip() == NOT_RECORDED else None


def _listed(value: Any) -> str:
    return "; ".join(value)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


_TEXTS: Mapping[Kind, Callable[[Any], str]] = {
    Kind.CODES: _listed,
    Kind.REFERENCES: _listed,
    Kind.FLAG: lambda value: "yes" if value else "no",
    Kind.PLACE: _json,
    Kind.ROWS: _json,
    Kind.ANSWERS: _json,
}
