"""A proposed code as it leaves: without the device that proposed it, the order of writing, and what an id came of.

A device proposes `S-C14-7`, and at a site `KR-1-C14-002B` (layers.editing, forensics.numbering): the name is the start
of its fingerprint, and numbers that follow one another were written after one another. A row that brings no code has
one of its id (forensics.identifiers.code_of), which for most is a hash of all that the row says, kept or not: whoever
guesses what it said proves it by the code.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product

from forensics.identifiers import MADE_CODE

LETTERS = "GHJKLMNPQRSTVWXYZ"
"""None is a digit of a fingerprint, so that no device is ever called as another's pseudonym."""
LENGTH = 6
_ROUNDS = 4
_SUBKEY = b"taphos: proposed codes"
OF_AN_ID = 13
"""Letters that stand for a code made of an id: 53 bits, and never as many as such a code has."""
_UUID = re.compile(r"(?i)(?<![0-9a-z])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-z])")
_UUID_LENGTH = 36
_THREES = tuple(map("".join, product(LETTERS, repeat=3)))


def _none_typed(_prefix: str) -> Container[str]:
    return ()


@dataclass(frozen=True)
class ProposedCodes:
    """Tells codes under a project's pseudonym key; `names` are the short names of its devices by fingerprint, in order.

    `typed` gives for the prefix of a type those of its codes that only look as though they were made of an id.
    The same code is told alike in every product, two codes never alike, and one that a person typed as it is.
    The key is asked for only where there is a code to be told otherwise.
    """

    key: Callable[[], bytes] = field(repr=False)
    names: Mapping[str, str]
    typed: Callable[[str], Container[str]] = field(default=_none_typed, repr=False)

    def told(self, code: str) -> str:
        """The code with each “device-number”, each code of an id and each UUID in it replaced."""
        code = MADE_CODE.sub(self._made, code)
        if len(code) >= _UUID_LENGTH:
            code = _UUID.sub(lambda found: self._of_id(found[0].lower()), code)
        return code if self._pattern is None else self._pattern.sub(self._replaced, code)

    def _made(self, found: re.Match[str]) -> str:
        code, prefix = found[0], found[1]
        return code if code in self.typed(prefix) else f"{prefix}-{self._of_id(code)}"

    def _of_id(self, text: str) -> str:
        """Its letters, a few at a time: a register has a million such codes."""
        number, letters = int.from_bytes(hmac.digest(self._subkey, b"id/" + text.encode(), "sha256")[:10]), ""
        while len(letters) < OF_AN_ID:
            number, at = divmod(number, len(_THREES))
            letters += _THREES[at]
        return letters[:OF_AN_ID]

    def _replaced(self, found: re.Match[str]) -> str:
        name, number = found.groups()
        noughts = len(number) - len(str(int(number)))
        return f"{self.tokens[name]}-{'0' * noughts}{self._moved(name, int(number))}"

    @cached_property
    def _subkey(self) -> bytes:
        return hmac.digest(self.key(), _SUBKEY, "sha256")

    @cached_property
    def tokens(self) -> Mapping[str, str]:
        """What stands for each short name; longer where an earlier device's would be the same."""
        found: dict[str, str] = {}
        for device, name in self.names.items():
            letters = self._letters(device)
            found[name] = next(
                letters[:end] for end in range(LENGTH, len(letters)) if letters[:end] not in found.values()
            )
        return found

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        """A short name between hyphens and a number behind it, with the suffix of a class of remains or none."""
        names = _alternatives(self.names.values())
        return re.compile(rf"(?<=-)({names})-(\d{{1,9}})(?=[A-Z]{{0,2}}(?![0-9A-Za-z]))") if names else None

    def _letters(self, device: str) -> str:
        number = int.from_bytes(hmac.digest(self._subkey, device.encode(), "sha256"))
        letters = []
        while number:
            number, at = divmod(number, len(LETTERS))
            letters.append(LETTERS[at])
        return "".join(letters)

    def _moved(self, name: str, number: int) -> str:
        """A running number moved to another among those of six digits, or of ten: a keyed permutation (Feistel)."""
        half = 1_000 if number < 1_000_000 else 100_000
        left, right = divmod(number, half)
        for turn in range(_ROUNDS):
            told = hmac.digest(self._subkey, f"{name}/{half}/{turn}/{right}".encode(), "sha256")
            left, right = right, (left + int.from_bytes(told[:8])) % half
        return f"{left * half + right:0{len(str(half * half)) - 1}d}"


def _alternatives(names: Iterable[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
