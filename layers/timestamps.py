"""Time stamps of an authority (RFC 3161): asked for over the network where one is named, and checked without it."""

from __future__ import annotations

import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from layers.errors import LayersError, SourceRefused
from layers.files import open_ordinary

SECONDS = 30
LARGEST = 1 << 20
"""Bytes of the largest answer that is read."""
_GRANTED = (0, 1)


class AuthorityRefused(LayersError):
    """A time-stamping authority that cannot be reached, or whose answer is none."""


class StampWrong(LayersError):
    """A time stamp that is not the authority's, or not over this."""


def ask_for_stamp(address: str, document: bytes) -> bytes:
    """The authority's answer over SHA-256 of `document`, as it is kept; raises AuthorityRefused."""
    request = TimestampRequestBuilder(document, HashAlgorithm.SHA256).build()
    answer = _post(address, request.as_bytes())
    response = _read(answer)
    if response is None or response.status not in _GRANTED:
        raise AuthorityRefused("The authority at {address} gave no time stamp.", address=address)
    info = response.tst_info
    if info.message_imprint.message != request.message_imprint.message or info.nonce != request.nonce:
        raise AuthorityRefused("The authority at {address} stamped something else.", address=address)
    return answer


def _post(address: str, body: bytes) -> bytes:
    if urllib.parse.urlsplit(address).scheme not in ("http", "https"):
        raise AuthorityRefused(
            "“{address}” is no address of an authority; it begins with https:// or http://.", address=address
        )
    sent = urllib.request.Request(
        address, data=body, headers={"Content-Type": "application/timestamp-query", "User-Agent": "Taphos"}
    )
    try:
        with urllib.request.urlopen(sent, timeout=SECONDS) as answer:
            return bytes(answer.read(LARGEST))
    except (OSError, ValueError) as reason:  # URLError and HTTPError are OSErrors
        why = getattr(reason, "reason", None) or reason
        if isinstance(reason, urllib.error.HTTPError):
            reason.close()
        raise AuthorityRefused(
            "The authority at {address} cannot be asked: {reason}.", address=address, reason=" ".join(str(why).split())
        ) from reason


def _read(answer: bytes) -> TimeStampResponse | None:
    try:
        return decode_timestamp_response(answer)
    except ValueError:
        return None


def read_certificates(path: Path) -> list[x509.Certificate]:
    """The certificates in a file, PEM or DER; raises SourceRefused."""
    try:
        with open_ordinary(path) as file:
            data = file.read(LARGEST)
    except OSError as reason:
        raise SourceRefused(
            "“{file}” cannot be read: {reason}.", file=str(path), reason=reason.strerror or str(reason)
        ) from reason
    try:
        if b"-----BEGIN" in data:
            return x509.load_pem_x509_certificates(data)
        return [x509.load_der_x509_certificate(data)]
    except ValueError as reason:
        raise SourceRefused("“{file}” holds no certificate.", file=str(path)) from reason


def check_stamp(answer: bytes, document: bytes, certificates: Sequence[x509.Certificate]) -> datetime:
    """When an authority that one of these certificates vouches for stamped `document`; raises StampWrong."""
    response = _read(answer)
    if response is None:
        raise StampWrong("The time stamp cannot be read: it is damaged, or none.")
    builder = VerifierBuilder(roots=list(certificates))
    try:
        builder.build().verify_message(response, document)
    except (VerificationError, ValueError) as reason:
        raise StampWrong(
            "The time stamp is not the authority's over this anchor: {reason}.",
            reason=" ".join(str(reason).split()).rstrip("."),
        ) from reason
    return response.tst_info.gen_time
