"""One age file (age-encryption.org/v1, armoured) for each entry, all of one size whatever they hold.

The name and contact are filled up with blanks before they are encrypted, by more where fewer recipients make the
header shorter; age's own header varies by a few bytes from one file to the next, so the armour is followed by empty
lines up to the size. Any age program opens such a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from layers.errors import LayersError, ProjectRefused

SIZE = 8192
"""Bytes of every file of the vault."""
ROOM = 3400
"""Bytes that an entry may take, in UTF-8."""
MOST_RECIPIENTS = 20
_STANZA = 98
"""Bytes that age's header gives to each X25519 recipient."""
_TRIES = 100
"""A header may by chance be longer than the room that is left for it; it has not been in a million."""


class RecipientRefused(LayersError):
    """A text that is no public key of a person who may open the vault."""


def public_key(text: str) -> str:
    """A recipient's key as age writes it; raises RecipientRefused for anything but an X25519 key, age1..."""
    import pyrage

    key = text.strip()
    if key.upper().startswith("AGE-SECRET-KEY-"):
        raise RecipientRefused(
            "That is a secret key, which nobody but its owner should see; the public key begins with “age1”."
        )
    try:
        return str(pyrage.x25519.Recipient.from_str(key))
    except pyrage.RecipientError:
        raise RecipientRefused(
            "“{text}” is no public key of age: it begins with “age1” and has 62 letters and digits.", text=key[:80]
        ) from None


def seal(text: bytes, recipients: Sequence[str]) -> bytes:
    """An entry encrypted to these keys, `SIZE` bytes long; raises ProjectRefused for one that does not fit."""
    import pyrage

    if len(text) > ROOM:
        raise ProjectRefused(
            "The name and the contact are too long by {over:,} bytes; every entry of the vault has one size.",
            over=len(text) - ROOM,
        )
    if not 0 < len(recipients) <= MOST_RECIPIENTS:
        raise ProjectRefused(
            "The vault is encrypted to one to {most} recipients; here are {count}.",
            most=MOST_RECIPIENTS, count=len(recipients),
        )  # fmt: skip
    keys = [pyrage.x25519.Recipient.from_str(key) for key in recipients]
    filled = text.ljust(ROOM + (MOST_RECIPIENTS - len(keys)) * _STANZA)
    for _ in range(_TRIES):
        sealed = bytes(pyrage.encrypt(filled, keys, True))
        if len(sealed) <= SIZE:
            return sealed.ljust(SIZE, b"\n")
    raise AssertionError("a header of age never fits")


def unseal(data: bytes, identities: Iterable[object]) -> bytes | None:
    """What an entry's file holds, blanks included; None where none of the identities opens it, or it is damaged."""
    import pyrage

    try:
        return bytes(pyrage.decrypt(data, list(identities)))
    except pyrage.DecryptError:
        return None
