"""What lies in every page of a register, free ones too: as somebody would read it who has the disk and the key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE, RESERVED, IV, SALT, FRAME_HEADER, LOG_HEADER = 4096, 80, 16, 16, 24, 32


def decrypted(page: bytes, key: bytes, *, first: bool) -> bytes:
    """SQLCipher 4: AES-256-CBC, the IV and an HMAC at the end of each page, the salt at the beginning of the first."""
    body, vector = page[SALT if first else 0 : PAGE - RESERVED], page[PAGE - RESERVED : PAGE - RESERVED + IV]
    decryptor = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
    return decryptor.update(body) + decryptor.finalize()


def pages(register: Path, key: bytes | None) -> Iterator[bytes]:
    """Every page of the file and of its write-ahead log."""
    data = register.read_bytes()
    for at in range(0, len(data), PAGE):
        page = data[at : at + PAGE]
        yield page if key is None else decrypted(page, key, first=at == 0)
    log = register.with_name(f"{register.name}-wal")
    frames = log.read_bytes() if log.exists() else b""
    for at in range(LOG_HEADER, len(frames), FRAME_HEADER + PAGE):
        page = frames[at + FRAME_HEADER : at + FRAME_HEADER + PAGE]
        number = int.from_bytes(frames[at : at + 4], "big")
        if len(page) == PAGE:
            yield page if key is None else decrypted(page, key, first=number == 1)
