"""What a code or number may not be written with: what is not seen, or changes how what stands beside it is read.

Two codes that look the same would be two records; a code that reads from right to left would be taken for another.
"""

from __future__ import annotations

import re
import unicodedata

from forensics.dates import shortened
from forensics.messages import Message, say

BLANKS = " \t\r\n\u00a0"
"""What falls away around a code that is typed or imported, as spreadsheets leave it."""

_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
"""Default_Ignorable_Code_Point of Unicode (and the blank pattern of Braille) as far as `str.isprintable` allows it."""

_CONTROLS = {
    "\0": "NULL", "\a": "ALERT", "\b": "BACKSPACE", "\t": "CHARACTER TABULATION", "\n": "LINE FEED",
    "\v": "LINE TABULATION", "\f": "FORM FEED", "\r": "CARRIAGE RETURN", "\x1b": "ESCAPE", "\x7f": "DELETE",
    "\x85": "NEXT LINE",
}  # fmt: skip


def fault_of_code(text: str) -> Message | None:
    """Why `text` can be no code or number: the character in it that may not be there, by its name; None where it may.

    What may not be there: controls, formatting characters (among them those of direction and of no width), separators
    of lines, blanks other than the space, and blanks at either end.
    """
    if text.isprintable() and text.strip(" ") == text and not _UNSEEN.search(text):
        return None
    wrong = next((one for one in text if not one.isprintable() or _UNSEEN.match(one)), None)
    if wrong is None:
        return say("“{value}” begins or ends with a blank, which no code or number may.", value=shortened(text))
    return say(
        "“{value}” holds the character {character}, which no code or number may.",
        value=shortened("".join(map(_seen, text))), character=f"{_name(wrong)} (U+{ord(wrong):04X})",
    )  # fmt: skip


def _seen(character: str) -> str:
    if character.isprintable() and not _UNSEEN.match(character):
        return character
    return f"[U+{ord(character):04X}]"


def _name(character: str) -> str:
    called = _CONTROLS.get(character) or unicodedata.name(character, "")
    return called or f"{_label(character)}-{ord(character):04X}"


def _label(character: str) -> str:
    """The first word of the label that Unicode gives a code point without a name."""
    labels = {"Cc": "CONTROL", "Cs": "SURROGATE", "Co": "PRIVATE-USE"}
    return labels.get(unicodedata.category(character), "UNASSIGNED")
