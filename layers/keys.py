"""A project's data key, wrapped under a passphrase or a recovery key, each in a small file of its own."""

from __future__ import annotations

import base64
import ctypes
import json
import os
import sys
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from layers.errors import ProjectRefused
from layers.files import read_small, refusing, write_whole

KEY_BYTES = 32
_LARGEST = 64 << 10
"""Bytes of a key file; ours have some 300."""
_NONCE = 12
_ITERATIONS, _LANES, _MEMORY_KIB = 3, 4, 128 * 1024
"""Argon2id (RFC 9106): about 0.3 s on a laptop, once per opening."""
_MOST_MEMORY_KIB = 1024 * 1024


def new_data_key() -> bytes:
    """32 random bytes, given raw to SQLCipher."""
    return os.urandom(KEY_BYTES)


def overwrite(key: bytes) -> None:
    """Put noughts in place of a key of 32 bytes that nobody needs any more: freed memory keeps what was in it.

    Python has no such thing for bytes, so it is done where CPython keeps them; elsewhere nothing is done.
    """
    if sys.implementation.name == "cpython" and len(key) == KEY_BYTES:
        ctypes.memset(id(key) + bytes.__basicsize__ - 1, 0, KEY_BYTES)


def composed(passphrase: str) -> str:
    """A passphrase as the same letters are typed anywhere: й is one character here and may be two on a Mac."""
    return unicodedata.normalize("NFC", passphrase)


def wrap_under_passphrase(data_key: bytes, passphrase: str, path: Path) -> None:
    """Write the file that holds `data_key` encrypted under the passphrase."""
    salt = os.urandom(16)
    settings = {"kdf": "argon2id", "iterations": _ITERATIONS, "lanes": _LANES, "memory_kib": _MEMORY_KIB}
    wrapping = _derive(composed(passphrase), salt, _ITERATIONS, _LANES, _MEMORY_KIB)
    _write(path, settings, salt, data_key, wrapping)


def unwrap_with_passphrase(path: Path, passphrase: str) -> bytes:
    """The data key; ProjectRefused where the passphrase is not the one or the file is damaged."""
    file = _read(path)
    try:
        costs = (int(file["iterations"]), int(file["lanes"]), int(file["memory_kib"]))
    except (ValueError, KeyError, TypeError, OverflowError) as reason:
        raise _unreadable(path) from reason
    if min(costs) < 1:
        raise _unreadable(path)
    if costs[2] > _MOST_MEMORY_KIB or costs[0] > 100 or costs[1] > 64:
        raise ProjectRefused("The key file “{file}” asks for more memory or time than is allowed.", file=path.name)
    tried = dict.fromkeys((composed(passphrase), passphrase))  # as it was typed: what earlier versions wrapped under
    for one in tried:
        with suppress(InvalidTag, ValueError):
            return _unwrapped(file, _derive(one, file["salt"], *costs))
    raise ProjectRefused("The passphrase does not open this project.")


def wrap_under_secret(data_key: bytes, secret: bytes, path: Path) -> None:
    """Write the file that holds `data_key` encrypted under 32 random bytes, which need no slow derivation."""
    salt = os.urandom(16)
    _write(path, {"kdf": "hkdf-sha256"}, salt, data_key, _stretched(secret, salt))


def unwrap_with_secret(path: Path, secret: bytes) -> bytes:
    """The data key; ProjectRefused where the secret is not the one or the file is damaged."""
    file = _read(path)
    try:
        return _unwrapped(file, _stretched(secret, file["salt"]))
    except (InvalidTag, ValueError) as reason:
        raise ProjectRefused("The recovery key is not this project's, or was replaced by a newer one.") from reason


def locked_under(data_key: bytes, purpose: bytes, data: bytes) -> bytes:
    """`data` encrypted under a key that is made of the project's own for one purpose."""
    nonce = os.urandom(_NONCE)
    return nonce + ChaCha20Poly1305(_for_purpose(data_key, purpose)).encrypt(nonce, data, None)


def unlocked_under(data_key: bytes, purpose: bytes, locked: bytes) -> bytes:
    """What `locked_under` was given; raises ValueError for what another key locked, or nobody."""
    try:
        return ChaCha20Poly1305(_for_purpose(data_key, purpose)).decrypt(locked[:_NONCE], locked[_NONCE:], None)
    except InvalidTag as reason:
        raise ValueError("not locked under this key") from reason


def name_for(data_key: bytes, purpose: bytes) -> str:
    """A name that nobody without the project's key can tell to be this project's."""
    return _for_purpose(data_key, purpose)[:12].hex()


def _write(path: Path, settings: Mapping[str, object], salt: bytes, data_key: bytes, wrapping: bytes) -> None:
    nonce = os.urandom(_NONCE)
    wrapped = ChaCha20Poly1305(wrapping).encrypt(nonce, data_key, None)
    file = {**settings, "salt": _text(salt), "nonce": _text(nonce), "wrapped": _text(wrapped)}
    with refusing(path.parent):
        write_whole(path, json.dumps(file, indent=1).encode())


def _read(path: Path) -> dict[str, Any]:
    """What a key file holds, its bytes as bytes."""
    try:
        file = dict(json.loads(read_small(path, _LARGEST)))
        return file | {name: base64.b64decode(file[name]) for name in ("salt", "nonce", "wrapped")}
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as reason:
        raise _unreadable(path) from reason


def _unreadable(path: Path) -> ProjectRefused:
    return ProjectRefused("The key file “{file}” cannot be read.", file=path.name)


def _unwrapped(file: Mapping[str, Any], wrapping: bytes) -> bytes:
    return ChaCha20Poly1305(wrapping).decrypt(file["nonce"], file["wrapped"], None)


def _for_purpose(data_key: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, None, purpose).derive(data_key)


def _stretched(secret: bytes, salt: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt, b"taphos: a recovery key").derive(secret)


def _derive(passphrase: str, salt: bytes, iterations: int, lanes: int, memory_kib: int) -> bytes:
    kdf = Argon2id(salt=salt, length=KEY_BYTES, iterations=iterations, lanes=lanes, memory_cost=memory_kib)
    return kdf.derive(passphrase.encode("utf-8"))


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
