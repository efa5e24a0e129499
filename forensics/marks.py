"""What the codes on labels and forms say: a record by type and number, or a sheet of a blank form.

A label says `case/S-1-014B`, as a record is named on the command line; a sheet says `form/case/K7Q2-9FMA/ab12cd34/2`:
the type, the number of the form, the version of its questions and the page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

FORM = "form"
_SHEET = re.compile(r"form/([a-z_]+)/([0-9A-Z]{4}-[0-9A-Z]{4})/([0-9a-f]{8})/(\d{1,3})")
_LABEL = re.compile(r"([a-z_]+)/(\S{1,80})")
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Of the numbers of forms: nothing that a hand writes or reads two ways."""

_KEYS = dict(zip("йцукенгшщзхїфівапролджєячсмитьбю.", "qwertyuiop[]asdfghjkl;'zxcvbnm,./", strict=True))
_KEYS |= {upper.upper(): latin.upper() for upper, latin in _KEYS.items() if latin.isalpha()} | {"ы": "s", "Ы": "S"}


@dataclass(frozen=True)
class SheetMark:
    """One sheet of one printed form."""

    type: str
    number: str
    version: str
    page: int = 1

    def __str__(self) -> str:
        return f"{FORM}/{self.type}/{self.number}/{self.version}/{self.page}"


@dataclass(frozen=True)
class LabelMark:
    """The label of one record, or of a number that was reserved for one."""

    type: str
    code: str

    def __str__(self) -> str:
        return f"{self.type}/{self.code}"


def read_mark(text: str) -> SheetMark | LabelMark | None:
    """What a code says, as a reader typed it; None where it is neither a label nor a sheet.

    A reader that acts as a keyboard types in the layout that is set, so what was typed in a Ukrainian one is read too.
    """
    for said in (text.strip(), as_latin_keys(text.strip())):
        sheet = _SHEET.fullmatch(said)
        if sheet:
            return SheetMark(sheet[1], sheet[2], sheet[3], int(sheet[4]))
        label = _LABEL.fullmatch(said)
        if label and label[1] != FORM:
            return LabelMark(label[1], label[2])
    return None


def as_latin_keys(text: str) -> str:
    """The letters that the same keys give in a Latin layout."""
    return "".join(_KEYS.get(letter, letter) for letter in text)
