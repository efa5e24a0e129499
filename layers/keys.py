"""A project's data key, wrapped under a passphrase in a small file of its own."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from layers.errors import ProjectRefused
from layers.files import write_whole

KEY_BYTES = 32
_ITERATIONS, _LANES, _MEMORY_KIB = 3, 4, 128 * 1024
"""Argon2id (RFC 9106): about 0.3 s on a laptop, once per opening."""
_MOST_MEMORY_KIB = 1024 * 1024


def new_data_key() -> bytes:
    """32 random bytes, given raw to SQLCipher."""
    return os.urandom(KEY_BYTES)


def wrap_under_passphrase(data_key: bytes, passphrase: str, path: Path) -> None:
    """Write the file that holds `data_key` encrypted under the passphrase."""
    salt, nonce = os.urandom(16), os.urandom(12)
    settings = {"kdf": "argon2id", "iterations": _ITERATIONS, "lanes": _LANES, "memory_kib": _MEMORY_KIB}
    wrapping = _derive(passphrase, salt, _ITERATIONS, _LANES, _MEMORY_KIB)
    wrapped = ChaCha20Poly1305(wrapping).encrypt(nonce, data_key, None)
    file = {**settings, "salt": _text(salt), "nonce": _text(nonce), "wrapped": _text(wrapped)}
    write_whole(path, json.dumps(file, indent=1).encode())


def unwrap_with_passphrase(path: Path, passphrase: str) -> bytes:
    """The data key; ProjectRefused where the passphrase is not the one or the file is damaged."""
    try:
        file = json.loads(path.read_bytes())
        salt, nonce, wrapped = (base64.b64decode(file[name]) for name in ("salt", "nonce", "wrapped"))
        costs = (int(file["iterations"]), int(file["lanes"]), int(file["memory_kib"]))
    except (OSError, ValueError, KeyError, TypeError) as reason:
        raise ProjectRefused("The key file “{file}” cannot be read.", file=path.name) from reason
    if costs[2] > _MOST_MEMORY_KIB or costs[0] > 100 or costs[1] > 64:
        raise ProjectRefused("The key file “{file}” asks for more memory or time than is allowed.", file=path.name)
    try:
        return ChaCha20Poly1305(_derive(passphrase, salt, *costs)).decrypt(nonce, wrapped, None)
    except (InvalidTag, ValueError) as reason:
        raise ProjectRefused("The passphrase does not open this project.") from reason


def _derive(passphrase: str, salt: bytes, iterations: int, lanes: int, memory_kib: int) -> bytes:
    kdf = Argon2id(salt=salt, length=KEY_BYTES, iterations=iterations, lanes=lanes, memory_cost=memory_kib)
    return kdf.derive(passphrase.encode("utf-8"))


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
