"""The secret keys of those who may open the vault: read from where they are kept, made for who has none yet.

They are age's own, so that any age program makes and uses them too. They lie outside every project: a key beside what
it opens would be no lock.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from layers.errors import LayersError, SourceRefused
from layers.files import open_ordinary, write_once
from layers.keys import composed

_LONGEST = 1 << 20
_SECRET, _BINARY, _ARMOURED = "AGE-SECRET-KEY-1", b"age-encryption.org/v1\n", b"-----BEGIN AGE ENCRYPTED FILE-----"


class IdentityRefused(LayersError):
    """A secret key that cannot be read, or opens nothing here; it is never quoted."""


@dataclass(frozen=True)
class Identity:
    """One recipient's secret keys; `public` are the keys that others encrypt to."""

    public: tuple[str, ...]
    secret: tuple[Any, ...] = field(repr=False)


Ask = Callable[[], str]
"""Asks the person for the passphrase of an identity file that has one."""


def read_identity_file(path: Path, ask: Ask) -> Identity:
    """The keys in an identity file of age, encrypted with a passphrase or not.

    Raises IdentityRefused, SourceRefused.
    """
    if not path.is_file():
        raise SourceRefused("There is no file “{file}”.", file=str(path))
    try:
        with open_ordinary(path) as file:
            data = file.read(_LONGEST)
    except OSError as reason:
        raise SourceRefused(
            "“{file}” cannot be read: {reason}.", file=str(path), reason=reason.strerror or str(reason)
        ) from None
    return read_identity(data, ask)


def read_identity(data: bytes, ask: Ask) -> Identity:
    """The keys in the text of an identity file."""
    import pyrage

    if data.lstrip().startswith((_BINARY, _ARMOURED)):
        data = _decrypted(data, ask)
    lines = [line.strip() for line in data.decode("utf-8", "replace").splitlines()]
    written = [line for line in lines if line and not line.startswith("#")]
    if not written or not all(line.upper().startswith(_SECRET) for line in written):
        raise IdentityRefused("This is no secret key of age: it is a line that begins with “{start}”.", start=_SECRET)
    try:
        secret = tuple(pyrage.x25519.Identity.from_str(line.upper()) for line in written)
    except pyrage.IdentityError:
        raise IdentityRefused("The secret key has a letter that is wrong or missing.") from None
    return Identity(tuple(str(one.to_public()) for one in secret), secret)


def make_identity_file(path: Path, passphrase: str) -> str:
    """Make a key of its own and write it to a file that is not there yet, encrypted where a passphrase is given.

    Gives the public key. Raises IdentityRefused for a place inside a project, SourceRefused where it cannot be written.
    """
    import pyrage

    if any(folder.suffix == ".taphos" for folder in path.resolve().parents):
        raise IdentityRefused(
            "“{file}” lies inside a project; a secret key is kept away from what it opens.", file=str(path)
        )
    if path.exists():
        raise SourceRefused("“{file}” is there already, and is not written over.", file=str(path))
    identity = pyrage.x25519.Identity.generate()
    public = str(identity.to_public())
    text = f"# public key: {public}\n{identity}\n".encode()
    try:
        write_once(path, bytes(pyrage.passphrase.encrypt(text, composed(passphrase), True)) if passphrase else text)
    except OSError as reason:
        raise SourceRefused(
            "“{file}” cannot be written: {reason}.", file=str(path), reason=reason.strerror or str(reason)
        ) from None
    return public


def _decrypted(data: bytes, ask: Ask) -> bytes:
    import pyrage

    passphrase = ask()
    for one in dict.fromkeys((composed(passphrase), passphrase)):  # other programs encrypt under it as it was typed
        with suppress(pyrage.DecryptError):
            return bytes(pyrage.passphrase.decrypt(data, one))
    raise IdentityRefused("The passphrase does not open this secret key.")
