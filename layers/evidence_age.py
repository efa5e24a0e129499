"""Originals as age files (age-encryption.org/v1), one X25519 identity each, keys wrapped by pyrage; read in any order.

Any age program opens such a file with its identity. What is done here is what pyrage does not give: seeking in a file
of 20 GB without decrypting it whole, and encrypting as fast as OpenSSL does. Every 64 KiB chunk is authenticated
before a byte of it is given out, and the end is known to be the end. The plaintext is followed by noughts up to a size
that many files share (Padmé), so that the size of an encrypted file confirms no known one.
"""

from __future__ import annotations

import base64
import hmac
import io
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from layers.errors import LayersError
from layers.files import open_ordinary

CHUNK, TAG = 64 * 1024, 16
LEAST = 4096
_VERSION, _INTRODUCTION = b"age-encryption.org/v1", b"age-encryption.org/v1/X25519"
_LONGEST_HEADER = 64 * 1024
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


class EvidenceDamaged(LayersError):
    """An encrypted original that its key does not open: changed, cut, exchanged, or not encrypted at all."""


def new_identity() -> bytes:
    """A fresh identity in age's own text, AGE-SECRET-KEY-1..., as the register keeps it."""
    from pyrage import x25519

    return str(x25519.Identity.generate()).encode("ascii")


def padded_size(size: int) -> int:
    """The size that a plaintext is filled up to: 4 KiB or at most 12 % more, which tells little more than magnitude.

    Padmé of Nikitin and others, Reducing Metadata Leakage from Encrypted Files (PETS 2019), section 4.
    """
    size = max(size, LEAST)
    exponent = size.bit_length() - 1
    free = exponent - exponent.bit_length()
    mask = (1 << free) - 1
    return (size + mask) & ~mask


def encrypt(blocks: Iterator[bytes], identity: bytes, write: Callable[[bytes], object]) -> None:
    """Encrypt a stream of blocks, filled up, to the identity's recipient; memory is that of one block."""
    start = _header(identity) + os.urandom(16)
    write(start)
    cipher = ChaCha20Poly1305(_payload_key(io.BytesIO(start), identity))
    number, waiting = 0, None
    for chunk in _chunks(blocks):
        if waiting is not None:
            write(cipher.encrypt(_nonce(number), waiting, None))
            number += 1
        waiting = chunk
    assert waiting is not None  # even an empty file is filled up
    write(cipher.encrypt(_nonce(number, last=True), waiting, None))


def _header(identity: bytes) -> bytes:
    """The header of an age file for the identity's recipient, a fresh key wrapped in it, as pyrage makes it."""
    import pyrage

    recipient = pyrage.x25519.Identity.from_str(identity.decode("ascii")).to_public()
    header = _HEADER.match(pyrage.encrypt(b"", [recipient]))
    assert header is not None
    return header[0]


def _chunks(blocks: Iterator[bytes]) -> Iterator[bytes | memoryview]:
    """A stream cut anew into chunks, the filling after it; the last one may be shorter."""
    size, rest = 0, b""
    for block in blocks:
        size += len(block)
        data = rest + block if rest else block
        whole = len(data) - len(data) % CHUNK
        view = memoryview(data)
        yield from [view[at : at + CHUNK] for at in range(0, whole, CHUNK)]
        rest = data[whole:]
    filling = padded_size(size) - size
    while rest or filling:
        taken = min(filling, CHUNK - len(rest))
        yield rest + bytes(taken)
        rest, filling = b"", filling - taken


def _nonce(number: int, last: bool = False) -> bytes:
    """What tells a chunk from every other of its file, and the last one from those before it."""
    return number.to_bytes(11, "big") + (b"\1" if last else b"\0")


# Reading


def open_encrypted(path: Path, identity: bytes, size: int) -> BinaryIO:
    """The plaintext of an age file, its first `size` bytes, to read and seek in; nothing of it touches the disk.

    Raises EvidenceDamaged where the identity does not open it, or it does not end where it should; OSError.
    """
    file = open_ordinary(path)
    try:
        return io.BufferedReader(_Plaintext(file, identity, size), CHUNK)
    except BaseException:
        file.close()
        raise


class _Plaintext(io.RawIOBase):
    def __init__(self, file: BinaryIO, identity: bytes, size: int) -> None:
        super().__init__()
        self._file = file
        key = _payload_key(file, identity)
        self._cipher = ChaCha20Poly1305(key)
        self._start = file.tell()
        held = file.seek(0, io.SEEK_END) - self._start
        self._last = max(held - 1, 0) // (CHUNK + TAG)
        whole = held - (self._last + 1) * TAG
        self._at, self._held = 0, (-1, b"")
        self._chunk(self._last)  # a file that was cut ends in a chunk that does not say it is the last
        if not 0 <= size <= whole:
            raise _damaged()
        self._size = size

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise ValueError("a position before the beginning")
        self._at = base + offset
        return self._at

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        done = 0
        while done < len(view) and self._at < self._size:
            number, inside = divmod(self._at, CHUNK)
            most = min(len(view) - done, self._size - self._at)
            piece = self._chunk(number)[inside : inside + most]
            if not piece:
                raise _damaged()
            view[done : done + len(piece)] = piece
            done += len(piece)
            self._at += len(piece)
        return done

    def close(self) -> None:
        self._held = (-1, b"")
        self._file.close()
        super().close()

    def _chunk(self, number: int) -> bytes:
        if self._held[0] != number:
            self._file.seek(self._start + number * (CHUNK + TAG))
            nonce = _nonce(number, last=number == self._last)
            try:
                self._held = (number, self._cipher.decrypt(nonce, self._file.read(CHUNK + TAG), None))
            except InvalidTag as reason:
                raise _damaged() from reason
        return self._held[1]


def _damaged() -> EvidenceDamaged:
    return EvidenceDamaged("An encrypted original does not open with its key: it was changed, cut or exchanged.")


_HEADER = re.compile(
    rb"(?P<signed>age-encryption\.org/v1\n(?:->.*\n(?:(?!->|---).*\n)+)+---) (?P<mac>[A-Za-z0-9+/]{43})\n"
)
_STANZA = re.compile(rb"-> X25519 (?P<share>[A-Za-z0-9+/]{43})\n(?P<body>[A-Za-z0-9+/]{43})\n")


def _payload_key(file: BinaryIO, identity: bytes) -> bytes:
    """The key of the chunks; leaves the file at the first of them."""
    header = _HEADER.match(file.read(_LONGEST_HEADER))
    if header is None:
        raise _damaged()
    file_key = _file_key(header["signed"], identity)
    mac = hmac.digest(_derived(file_key, b"", b"header"), header["signed"], "sha256")
    if not hmac.compare_digest(mac, _unarmoured(header["mac"])):
        raise _damaged()
    file.seek(header.end())
    return _derived(file_key, file.read(16), b"payload")


def _file_key(stanzas: bytes, identity: bytes) -> bytes:
    private = X25519PrivateKey.from_private_bytes(_identity_bytes(identity))
    public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    for stanza in _STANZA.finditer(stanzas):
        share = _unarmoured(stanza["share"])
        try:
            wrapping = _derived(
                private.exchange(X25519PublicKey.from_public_bytes(share)), share + public, _INTRODUCTION
            )
            return ChaCha20Poly1305(wrapping).decrypt(bytes(12), _unarmoured(stanza["body"]), None)
        except (InvalidTag, ValueError):
            continue
    raise _damaged()


def _derived(key: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt or None, info).derive(key)


def _unarmoured(text: bytes) -> bytes:
    return base64.b64decode(text + b"=")


def _identity_bytes(identity: bytes) -> bytes:
    """The 32 bytes of AGE-SECRET-KEY-1... (Bech32, BIP 173); its check characters are pyrage's to check."""
    try:
        letters = identity.decode("ascii").lower().rpartition("1")[2][:-6]
        bits = "".join(f"{_BECH32.index(letter):05b}" for letter in letters)
        raw = int(bits[:256], 2).to_bytes(32, "big")
    except (UnicodeDecodeError, ValueError) as reason:
        raise _damaged() from reason
    if len(bits) != 260:
        raise _damaged()
    return raw
