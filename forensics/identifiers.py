"""The ids of records: a UUIDv7 for what is typed, a UUIDv5 for what is imported (RFC 9562)."""

from __future__ import annotations

import hashlib
import re
import secrets
import time
import uuid
from collections.abc import Sequence

NAMESPACE = uuid.UUID("6f0f2c1e-7d53-5a86-9c0b-2b5d1e84a7c9")
"""The namespace of imported records; never to be changed, or one file taken in twice would be two sets of records."""

_SEPARATOR = "\x1f"
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U
MADE_CODE = re.compile(rf"(?<![0-9A-Za-z])([A-Z]{{1,6}})-([{_ALPHABET}]{{10}})(?![0-9A-Za-z])")
"""What `code_of` gives looks so, and may stand within a longer code."""


def new_id() -> str:
    """A UUIDv7: 48 bits of milliseconds since 1970 and 74 random bits, so that ids sort by when they were made."""
    milliseconds = time.time_ns() // 1_000_000 & (1 << 48) - 1
    first, rest = secrets.randbits(12), secrets.randbits(62)
    return str(uuid.UUID(int=milliseconds << 80 | 0x7 << 76 | first << 64 | 0b10 << 62 | rest))


def id_of_key(source: str, *key: str) -> str:
    """The id of an imported row by its source's name and its own key (one value or several)."""
    return _uuid5(_SEPARATOR.join((source, *key)))


def id_of_submission(type_: str, submission: str) -> str:
    """The id of the record of a type that a submission of a form gives: it may give one of another type too."""
    return id_of_key("submission", type_, submission)


def id_of_content(cells: Sequence[str], number: int) -> str:
    """The id of an imported row without a key: by what stands in it, and its number (1, 2 ...) among equal rows."""
    return _uuid5(_SEPARATOR.join((*cells, str(number))))


def is_id(text: str) -> bool:
    """Whether `text` is an id as records carry it: a UUID in lower case with hyphens."""
    if len(text) != 36:
        return False
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


def code_of(prefix: str, record: str) -> str:
    """A code for an imported record that brought none, the same on every laptop: the prefix and 50 bits of its id."""
    bits = int(record[:8] + record[9:13], 16) << 2 | int(record[15], 16) & 3
    return prefix + "-" + "".join(_ALPHABET[bits >> shift & 31] for shift in range(45, -5, -5))


def may_be_typed(code: str, record: str) -> bool:
    """Whether a record's code that looks as `code_of` gives them is one that a person gave it all the same.

    An imported row may bring what another register made of a row; only digits, or a record typed here, speak for a
    person.
    """
    prefix, _, body = code.partition("-")
    return code != code_of(prefix, record) and (record[14:15] == "7" or body.isdigit())


_BEGUN = hashlib.sha1(NAMESPACE.bytes, usedforsecurity=False)


def _uuid5(name: str) -> str:
    """As uuid.uuid5, without building its object."""
    sha1 = _BEGUN.copy()
    sha1.update(name.encode())
    digest = sha1.hexdigest()
    variant = "89ab"[int(digest[16], 16) & 3]
    return f"{digest[:8]}-{digest[8:12]}-5{digest[13:16]}-{variant}{digest[17:20]}-{digest[20:32]}"
