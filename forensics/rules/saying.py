"""The two ways in which a rule speaks of one field: a problem that is shown, and one that keeps the record out."""

from __future__ import annotations

from forensics.messages import Message
from forensics.problems import Problem
from forensics.records.base import Record


def shown(record: Record, field: str, message: Message) -> Problem:
    """A problem of the field's value; the record is kept."""
    return Problem(field, getattr(record, field), message, refuses=False)


def refusal(record: Record, field: str, message: Message) -> Problem:
    """A problem of the field's value with which the record is not kept."""
    return Problem(field, getattr(record, field), message)
