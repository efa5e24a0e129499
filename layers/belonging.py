"""To which grave a record belongs: by itself, by its site, its exhumation, its case or its context."""

from __future__ import annotations

from forensics.fields import Kind
from forensics.ports import Register

SITE = "site"
WAYS = ("site", "exhumation", "case", "context", "item")
"""The fields that lead towards a site, the straightest first."""
STEPS = 4


def site_of(register: Register, type_: str, record: str) -> str:
    """The id of the grave that a record belongs to; empty where none leads there."""
    for _ in range(STEPS):
        if type_ == SITE:
            return record
        values = register.values(type_, record)
        by_name = register.catalogue[type_].by_name
        named = [
            name
            for name in WAYS
            if name in by_name and by_name[name].kind is Kind.REFERENCE and (values or {}).get(name)
        ]
        if values is None or not named:
            return ""
        record = str(values[named[0]])
        targets = by_name[named[0]].target
        found = register.titles([record]).get(record) if len(targets) != 1 else None
        type_ = found.type if found else targets[0]
    return ""
