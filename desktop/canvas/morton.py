"""Morton order: x and y interleaved into one number, so that any square of the map is one run of the sorted points."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from desktop.canvas.mercator import HALF_WORLD, UNIT, UNITS, Floats, to_metres

Keys = NDArray[np.uint64]
CHUNK = 1 << 15  # rows that stay in the processor's cache

_SPREAD = ((16, 0x0000FFFF0000FFFF), (8, 0x00FF00FF00FF00FF), (4, 0x0F0F0F0F0F0F0F0F),
           (2, 0x3333333333333333), (1, 0x5555555555555555))  # fmt: skip
_GATHER = ((1, 0x3333333333333333), (2, 0x0F0F0F0F0F0F0F0F), (4, 0x00FF00FF00FF00FF),
           (8, 0x0000FFFF0000FFFF), (16, 0x00000000FFFFFFFF))  # fmt: skip
_EVEN = np.uint64(0x5555555555555555)


def interleave(x: NDArray[np.uint32], y: NDArray[np.uint32]) -> Keys:
    """One key of 64 bits for each x, y: x in the even bits, y in the odd."""
    return _spread(x) | (_spread(y) << np.uint64(1))


def separate(keys: Keys) -> tuple[Keys, Keys]:
    """The x and y of keys."""
    return _gather(keys), _gather(keys >> np.uint64(1))


def keys_of(lon: Floats, lat: Floats) -> Keys:
    """The keys of places in degrees; chunk by chunk, which is faster and needs no memory."""
    keys = np.empty(len(lon), np.uint64)
    for start in range(0, len(lon), CHUNK):
        chunk = slice(start, start + CHUNK)
        keys[chunk] = interleave(*units_of(lon[chunk], lat[chunk]))
    return keys


def units_of(lon: Floats, lat: Floats) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Degrees to whole units of the map, x growing east and y south."""
    x, y = to_metres(lon, lat)
    east = np.clip(np.floor((x + HALF_WORLD) / UNIT), 0, UNITS - 1)
    south = np.clip(np.floor((HALF_WORLD - y) / UNIT), 0, UNITS - 1)
    return east.astype(np.uint32), south.astype(np.uint32)


def _spread(values: NDArray[np.uint32]) -> Keys:
    spread = values.astype(np.uint64)
    for shift, mask in _SPREAD:
        spread |= spread << np.uint64(shift)
        spread &= np.uint64(mask)
    return spread


def _gather(keys: Keys) -> Keys:
    gathered = keys & _EVEN
    for shift, mask in _GATHER:
        gathered |= gathered >> np.uint64(shift)
        gathered &= np.uint64(mask)
    return gathered
