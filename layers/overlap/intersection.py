"""Private set intersection over an elliptic curve: the only module that knows the library for it.

Each side has one key. A set is turned into points of the curve (P-256) and multiplied by its key; the other side
multiplies them by its own. Points that carry both keys are equal where the texts are, and nobody without both keys can
make one from a text. Nothing is approximate: points are compared whole (no Bloom filter, no Golomb set).
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Any

from layers.errors import OverlapRefused

POINT_BYTES = 33
"""A point of the curve, compressed."""


def _library() -> Any:
    try:
        return importlib.import_module("private_set_intersection.python")
    except ImportError as reason:
        raise OverlapRefused(
            "Comparing with another organisation needs the library openmined-psi, which is not installed here; it has "
            "wheels for Linux alone, and “pip install taphos[overlap]” brings it in."
        ) from reason


def new_key() -> bytes:
    """A key for one exchange; raises OverlapRefused where the library is missing."""
    return bytes(_library().client.CreateWithNewKey(True).GetPrivateKeyBytes())


def under_key(key: bytes, texts: Sequence[str]) -> list[bytes]:
    """A point for each text, multiplied by the key."""
    request = _library().client.CreateFromKey(key, True).CreateRequest(list(texts))
    return [bytes(one) for one in request.encrypted_elements]


def under_both(key: bytes, points: Sequence[bytes]) -> list[bytes]:
    """Points of the other side, multiplied by our key; raises OverlapRefused for what is no point."""
    library = _library()
    request = library.Request(reveal_intersection=True, encrypted_elements=points)
    try:
        response = library.server.CreateFromKey(key, True).ProcessRequest(request)
    except (RuntimeError, ValueError) as reason:
        raise _no_point() from reason
    return [bytes(one) for one in response.encrypted_elements]


def common(key: bytes, doubled: Sequence[bytes], theirs: Sequence[bytes]) -> list[int]:
    """Which of our texts, by their place in our set, the other side has too.

    `doubled` are our points with both keys, `theirs` the other side's with its key alone. Raises OverlapRefused for
    what is no point.
    """
    library = _library()
    setup, response = library.ServerSetup(), library.Response(encrypted_elements=doubled)
    setup.raw.encrypted_elements.extend(sorted(theirs))
    try:
        found = library.client.CreateFromKey(key, True).GetIntersection(setup, response)
    except (RuntimeError, ValueError) as reason:
        raise _no_point() from reason
    return sorted(int(one) for one in found)


def _no_point() -> OverlapRefused:
    return OverlapRefused("The file holds what is no point of the curve; it is damaged, or was not made by Taphos.")
