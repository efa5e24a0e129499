"""A secret split among several people so that some of them together have it back, and fewer know nothing of it.

Shamir's scheme as SLIP-39 writes it down: words from a list of 1,024 that are told apart by their first four letters,
with a checksum that finds any three wrong words. Other programs that keep to SLIP-39 join such shares too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from layers.errors import LayersError

LEAST_NEEDED, MOST_SHARES = 2, 16
SECRET_BYTES, WORDS = 32, 33


class ShareRefused(LayersError):
    """A share that cannot be read or does not belong with the others; no word of it is quoted."""


@dataclass(frozen=True)
class Share:
    """One share as it was read: of which set it is, and how many of that set are needed."""

    set: tuple[int, ...]
    number: int
    needed: int
    words: str = field(repr=False)


def split_secret(secret: bytes, shares: int, needed: int) -> list[str]:
    """`shares` lines of words, any `needed` of which give the 32-byte secret back; raises ShareRefused."""
    from shamir_mnemonic import generate_mnemonics

    if not LEAST_NEEDED <= needed <= shares <= MOST_SHARES:
        raise ShareRefused(
            "Of {shares} shares {needed} cannot be needed: at least {least} are, and there are at most {most}.",
            shares=shares, needed=needed, least=LEAST_NEEDED, most=MOST_SHARES,
        )  # fmt: skip
    return list(generate_mnemonics(1, [(needed, shares)], secret)[0])


def read_share(text: str) -> Share:
    """A share as it was typed, in whatever case and spacing; raises ShareRefused for one that was mistyped."""
    from shamir_mnemonic import MnemonicError
    from shamir_mnemonic import Share as Read
    from shamir_mnemonic.wordlist import WORD_INDEX_MAP

    words = text.lower().split()
    if len(words) != WORDS:
        raise ShareRefused("A share has {right} words; this one has {found}.", right=WORDS, found=len(words))
    wrong = next((number for number, word in enumerate(words, 1) if word not in WORD_INDEX_MAP), None)
    if wrong is not None:
        raise ShareRefused("Word {number} of the share is none that a share is made of.", number=wrong)
    try:
        read = Read.from_mnemonic(" ".join(words))
    except MnemonicError:
        raise ShareRefused("A word of the share is wrong, or stands in the wrong place.") from None
    return Share(tuple(read.group_parameters()), read.index, read.member_threshold, " ".join(words))


def join_shares(shares: Sequence[Share]) -> bytes:
    """The secret; raises ShareRefused for too few shares, for one given twice, and for those of different sets."""
    from shamir_mnemonic import MnemonicError, combine_mnemonics

    if len({share.set for share in shares}) > 1:
        raise ShareRefused("These shares are not of one recovery key.")
    if len({share.number for share in shares}) < len(shares):
        raise ShareRefused("One share was given twice.")
    needed = shares[0].needed if shares else LEAST_NEEDED
    if len(shares) < needed:
        raise ShareRefused("{needed} shares are needed; {given} were given.", needed=needed, given=len(shares))
    try:
        return bytes(combine_mnemonics([share.words for share in shares[:needed]]))
    except MnemonicError:
        raise ShareRefused("These shares do not fit together.") from None
