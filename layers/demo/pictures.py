"""Small drawings that stand in for photographs: soil, a board with the number, a scale, a north arrow, EXAMPLE.

PNG (ISO/IEC 15948) with a palette of sixteen colours, stored and not compressed, so that the same picture is the same
bytes with every version of zlib.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from layers.demo.graves import Campaign
from layers.demo.making import EXAMPLE, Random

WIDTH, HEIGHT = 240, 180
Pixels = NDArray[np.uint8]

PALETTE = (
    (96, 76, 58), (104, 84, 64), (112, 91, 70), (120, 98, 76), (86, 68, 52), (70, 55, 42), (58, 45, 35), (46, 36, 28),
    (245, 245, 240), (20, 20, 20), (214, 172, 40), (180, 60, 50), (150, 150, 145), (196, 188, 170), (222, 214, 196),
    (110, 140, 90),
)  # fmt: skip
SOIL, DARK, PIT, PAPER, INK, MARK, GREY, CLOTH = range(5), 5, 6, 8, 9, 10, 12, 13

_LETTERS = {
    "A": "0E11111F111111", "B": "1E11111E11111E", "E": "1F10101E10101F", "G": "0E11101711110F", "I": "0E04040404040E",
    "L": "1010101010101F", "M": "111B1515111111", "N": "11191513111111", "P": "1E11111E101010", "S": "0F10100E01011E",
    "T": "1F040404040404", "X": "11110A040A1111", "-": "0000001F000000", "0": "0E11131519110E", "1": "040C040404040E",
    "2": "0E11010204081F", "3": "1F02040201110E", "4": "02060A121F0202", "5": "1F101E0101110E", "6": "0608101E11110E",
    "7": "1F010204080808", "8": "0E11110E11110E", "9": "0E11110F01020C",
}  # fmt: skip
"""Five by seven dots for each letter, a row for each byte."""


def overview_code(campaign: Campaign) -> str:
    """The code of the picture of a whole grave."""
    return f"EX-M-{campaign.number:02d}-1"


def plan_code(campaign: Campaign) -> str:
    """The code of the plan of a grave."""
    return f"EX-M-{campaign.number:02d}-2"


def case_picture_code(case: str) -> str:
    """The code of the picture of remains in place."""
    return f"EX-M-{case.removeprefix('EX-')}"


def grave_picture(random: Random, code: str, share: float) -> bytes:
    """A pit seen from above; `share` is its width over its length."""
    pixels = _ground(random)
    height = 120
    width = max(24, min(150, round(height * share)))
    left = (WIDTH - width) // 2
    _pit(random, pixels, left, 30, width, height)
    return _finished(pixels, code)


def remains_picture(random: Random, code: str, bearing: float) -> bytes:
    """A wrapped shape in a pit, lying in that direction; nothing of a person is drawn."""
    pixels = _ground(random)
    _pit(random, pixels, 40, 24, 160, 128)
    ys, xs = np.mgrid[0:HEIGHT, 0:WIDTH]
    angle = np.radians(bearing)
    along = (xs - 120) * np.sin(angle) - (ys - 88) * np.cos(angle)
    across = (xs - 120) * np.cos(angle) + (ys - 88) * np.sin(angle)
    shape = (along / 56) ** 2 + (across / 17) ** 2 < 1
    pixels[shape] = CLOTH
    pixels[shape & (np.abs(across) < 1)] = GREY
    return _finished(pixels, code)


def plan_drawing(code: str, lines: Sequence[tuple[float, float, float, float]], width: float, length: float) -> bytes:
    """The plan of a grave in metres: its outline, and for each of the remains a line from skull to feet."""
    pixels = np.full((HEIGHT, WIDTH), PAPER, dtype=np.uint8)
    scale = min(150 / width, 130 / length)
    left, bottom = (WIDTH - width * scale) / 2, 156.0

    def at(x: float, y: float) -> tuple[float, float]:
        return left + x * scale, bottom - y * scale

    corners = [(0.0, 0.0), (width, 0.0), (width, length), (0.0, length), (0.0, 0.0)]
    for (x1, y1), (x2, y2) in pairwise(corners):
        _line(pixels, *at(x1, y1), *at(x2, y2), INK)
    for x1, y1, x2, y2 in lines:
        _line(pixels, *at(x1, y1), *at(x2, y2), DARK)
        column, row = (round(value) for value in at(x1, y1))
        pixels[max(0, row - 2) : row + 3, max(0, column - 2) : column + 3] = DARK
    return _finished(pixels, code)


def _ground(random: Random) -> Pixels:
    """Earth, uneven in patches."""
    coarse = random.integers(SOIL.start, SOIL.stop, (HEIGHT // 6, WIDTH // 6))
    fine = random.integers(SOIL.start, SOIL.stop, (HEIGHT, WIDTH))
    patches = np.kron(coarse, np.ones((6, 6), dtype=np.int64))
    return np.where(random.random((HEIGHT, WIDTH)) < 0.7, patches, fine).astype(np.uint8)


def _pit(random: Random, pixels: Pixels, left: int, top: int, width: int, height: int) -> None:
    pixels[top - 2 : top + height + 2, left - 2 : left + width + 2] = DARK
    pixels[top : top + height, left : left + width] = random.integers(PIT, PIT + 2, (height, width))


def _finished(pixels: Pixels, code: str) -> bytes:
    """Board, scale, north arrow, and EXAMPLE from corner to corner."""
    for at, letter in enumerate(EXAMPLE):
        _letter(pixels, letter, 14 + at * 31, 126 - at * 17, 5, MARK)
    board = 6 * len(code) + 8
    pixels[HEIGHT - 17 : HEIGHT - 3, 4 : 4 + board] = PAPER
    _text(pixels, code, 8, HEIGHT - 13, INK)
    for part in range(4):
        pixels[HEIGHT - 9 : HEIGHT - 4, 180 + part * 13 : 193 + part * 13] = INK if part % 2 == 0 else PAPER
    _line(pixels, 226, 32, 226, 12, INK)
    _line(pixels, 226, 12, 222, 19, INK)
    _line(pixels, 226, 12, 230, 19, INK)
    _text(pixels, "N", 224, 35, INK)
    return png(pixels)


def _text(pixels: Pixels, text: str, left: int, top: int, colour: int) -> None:
    for at, letter in enumerate(text):
        _letter(pixels, letter, left + at * 6, top, 1, colour)


def _letter(pixels: Pixels, letter: str, left: int, top: int, size: int, colour: int) -> None:
    for row, bits in enumerate(bytes.fromhex(_LETTERS[letter])):
        for column in range(5):
            if bits >> (4 - column) & 1:
                down, across = top + row * size, left + column * size
                pixels[max(0, down) : max(0, down + size), max(0, across) : max(0, across + size)] = colour


def _line(pixels: Pixels, x1: float, y1: float, x2: float, y2: float, colour: int) -> None:
    steps = int(max(abs(x2 - x1), abs(y2 - y1), 1)) * 2
    columns = np.clip(np.linspace(x1, x2, steps).round().astype(int), 0, WIDTH - 1)
    rows = np.clip(np.linspace(y1, y2, steps).round().astype(int), 0, HEIGHT - 1)
    pixels[rows, columns] = colour


def png(pixels: Pixels) -> bytes:
    """The file of a picture whose pixels are numbers of PALETTE, two to a byte."""
    height, width = pixels.shape
    packed = pixels[:, 0::2] << 4 | pixels[:, 1::2]
    rows = np.hstack([np.zeros((height, 1), dtype=np.uint8), packed]).tobytes()
    header = struct.pack(">IIBBBBB", width, height, 4, 3, 0, 0, 0)
    colours = bytes(value for colour in PALETTE for value in colour)
    parts = ((b"IHDR", header), (b"PLTE", colours), (b"IDAT", _stored(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in parts)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _stored(data: bytes) -> bytes:
    """A zlib stream of stored blocks (RFC 1950, RFC 1951)."""
    blocks = [data[at : at + 65535] for at in range(0, len(data), 65535)]
    body = b"".join(
        struct.pack("<BHH", at == len(blocks) - 1, len(block), len(block) ^ 0xFFFF) + block
        for at, block in enumerate(blocks)
    )
    return b"\x78\x01" + body + struct.pack(">I", zlib.adler32(data))
