"""Originals as age files (age-encryption.org/v1), one X25519 identity each: written by pyrage, read here in any order.

Any age program opens such a file with its identity. What is read here is what a viewer needs and pyrage does not give:
seeking in a file of 20 GB without decrypting it whole. Every 64 KiB chunk is authenticated before a byte of it is
given out, and the end is known to be the end. The plaintext is followed by noughts up to a size that many files share
(Padmé), so that the size of an encrypted file confirms no known one.
"""

from __future__ import annotations

import base64
import hmac
import io
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
    """Encrypt a stream of blocks, filled up, to the identity's recipient; memory is that of one block.

    What reading or writing raises is raised here as it was: pyrage itself passes over an error at the end of writing.
    """
    import pyrage

    recipient = pyrage.x25519.Identity.from_str(identity.decode("ascii")).to_public()
    source, target = _Source(blocks), _Target(write)
    try:
        pyrage.encrypt_io(source, target, [recipient])
    except Exception as reason:
        raise (source.failure or target.failure or reason) from None
    if (failure := source.failure or target.failure) is not None:
        raise failure
    if target.written < padded_size(source.read_bytes):
        raise OSError("the encrypted file is shorter than what was put into it")


class _Source:
    """Blocks as pyrage reads them, eight KiB at a time, with the filling after them."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._block, self._at = memoryview(b""), 0
        self._filling: int | None = None
        self.read_bytes = 0
        self.failure: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            return self._read(size)
        except BaseException as failure:
            self.failure = failure
            raise

    def _read(self, size: int) -> bytes:
        if self._at == len(self._block) and self._filling is None:
            self._block, self._at = memoryview(next(self._blocks, b"")), 0
            self.read_bytes += len(self._block)
            if not self._block:
                self._filling = padded_size(self.read_bytes) - self.read_bytes
        if self._filling is not None:
            given = min(size, self._filling)
            self._filling -= given
            return bytes(given)
        piece = bytes(self._block[self._at : self._at + size])
        self._at += len(piece)
        return piece


class _Target:
    """Where pyrage writes; keeps what went wrong."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self._write = write
        self.written = 0
        self.failure: BaseException | None = None

    def write(self, data: bytes) -> int:
        try:
            self._write(data)
        except BaseException as failure:
            self.failure = failure
            raise
        self.written += len(data)
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""


# Reading


def open_encrypted(path: Path, identity: bytes, size: int) -> BinaryIO:
    """The plaintext of an age file, its first `size` bytes, to read and seek in; nothing of it touches the disk.

    Raises EvidenceDamaged where the identity does not open it, or it does not end where it should; OSError.
    """
    file = path.open("rb")
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
            nonce = number.to_bytes(11, "big") + (b"\1" if number == self._last else b"\0")
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
