"""In which encoding text of bytes was written, told by whether Cyrillic words come out of it as people write them.

UTF-8 is never found by chance, so it is tried first; of the old encodings of Ukrainian and Russian each makes of the
other's bytes words with capitals in their middle, frames or letters of no alphabet.
"""

from __future__ import annotations

import re

CYRILLIC = ("cp1251", "cp866", "koi8-u")
ENOUGH = 0.8
"""The share of words that must be words, for a guess."""
_LOWER, _UPPER = "а-яіїєґёўѕ", "А-ЯІЇЄҐЁЎ"
_WRITTEN = re.compile(rf"[{_UPPER}]?[{_LOWER}]+|[{_UPPER}]+", re.UNICODE)
_COMMON = frozenset("оаиніетврскл")


def guessed_encoding(data: bytes) -> str | None:
    """The encoding of bytes that hold text beyond ASCII; None where none makes words of them."""
    try:
        data.decode()
        return "utf-8"
    except UnicodeDecodeError:
        pass
    scored = [(_score(data, name), name) for name in CYRILLIC]
    best, name = max(scored)
    return name if best >= ENOUGH else None


def _score(data: bytes, encoding: str) -> float:
    """The share of letters that stand in words as people write them; common letters of small ones weigh in ties."""
    text = data.decode(encoding, "replace")
    words = re.findall(r"[^\W\d_]+|[\u2500-\u259f\ufffd]+", text)
    foreign = [word for word in words if not word.isascii()]
    letters = sum(map(len, foreign))
    if not letters:
        return 0.0
    good = sum(len(word) for word in foreign if _WRITTEN.fullmatch(word))
    common = sum(one in _COMMON for word in foreign for one in word)
    return good / letters * (0.85 + 0.15 * min(1.0, common / letters / 0.5))


_HIGH = frozenset(b"\x00\x04")
"""The upper bytes of Latin and Cyrillic letters in UTF-16."""


def unmarked_utf16(start: bytes) -> str | None:
    """UTF-16 without a mark, told by its upper bytes: nearly all of them are those of two alphabets."""
    if len(start) < 8 or b"\0" not in start:
        return None
    shares = [sum(byte in _HIGH for byte in start[at::2]) / len(start[at::2]) for at in (0, 1)]
    for at, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        if shares[at] > 0.9 and shares[1 - at] < 0.3:
            return name
    return None


_DOUBLED = re.compile("(?:[РСГѓ][^\\s\\w]|[РС][А-Яа-яЂ-џ‘’“”•–—™›°-ї]){3,}")


def read_wrongly(text: str) -> str:
    """What a text says that was UTF-8 and was read as cp1251 before it was written; empty where it was not."""
    if not _DOUBLED.search(text):
        return ""
    try:
        meant = text.encode("cp1251").decode()
    except UnicodeError:
        return ""
    return meant if _CYRILLIC.search(meant) else ""


_CYRILLIC = re.compile("[А-Яа-яІіЇїЄєҐґ]{2}")
