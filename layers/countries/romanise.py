"""Names written in Latin letters by an official table, which a country pack brings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Romanisation:
    """An official table: what each small letter becomes, anywhere and at the beginning of a word.

    `groups` are letter pairs with a rendering of their own; `silent` signs are left out.
    """

    from_language: str
    to_language: str
    source: Mapping[str, str]  # by language
    letters: Mapping[str, str]
    first: Mapping[str, str]
    groups: Mapping[str, str]
    silent: str


def romanise(text: str, table: Romanisation) -> str:
    """`text` by the table; signs that it does not know stay, a word in capitals stays in capitals."""
    return "".join(_word(word, table) for word in _words(text, table.silent))


def _words(text: str, silent: str) -> list[str]:
    """The text in pieces, words and what stands between them; a silent sign belongs to its word."""
    pieces: list[str] = []
    within = False
    for sign in text:
        belongs = sign.isalpha() or sign in silent
        if pieces and belongs and within:
            pieces[-1] += sign
        else:
            pieces.append(sign)
        within = belongs
    return pieces


def _word(word: str, table: Romanisation) -> str:
    small = word.lower()
    latin, at = "", 0
    while at < len(small):
        pair = small[at : at + 2]
        if pair in table.groups:
            latin, at = latin + table.groups[pair], at + 2
            continue
        latin, at = latin + _letter(small[at], latin == "", table), at + 1
    return _cased(latin, word)


def _letter(sign: str, first: bool, table: Romanisation) -> str:
    if sign in table.silent:
        return ""
    return (table.first.get(sign) if first else None) or table.letters.get(sign, sign)


def _cased(latin: str, word: str) -> str:
    letters = [sign for sign in word if sign.isalpha()]
    if len(letters) > 1 and all(sign.isupper() for sign in letters):
        return latin.upper()
    return latin[:1].upper() + latin[1:] if word[:1].isupper() else latin
