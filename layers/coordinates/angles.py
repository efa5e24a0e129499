"""Degrees, minutes and seconds in the notations that people, receivers and maps use.

Hemispheres are known by letter or word in English, Ukrainian and Russian, before or after the number.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, NamedTuple, TypeVar

from forensics.dates import shortened
from forensics.errors import ValueRefused

Axis = Literal["lat", "lon"]
Bounds = tuple[float, float, float, float]


class NotDegrees(ValueRefused):
    """Text that is no angle or no pair of angles."""


class NoDegrees(NotDegrees):
    """Text that does not look like degrees at all."""


@dataclass(frozen=True)
class Angle:
    """Degrees with sign, the axis where the text says it, and of how many numbers it was made."""

    degrees: float
    axis: Axis | None
    parts: int
    marked: bool


@dataclass(frozen=True)
class Pair:
    """Longitude and latitude in degrees; height and accuracy in m where they stood behind them, as receivers write."""

    lon: float
    lat: float
    height: float | None = None
    accuracy: float | None = None


class _Token(NamedTuple):
    kind: Literal["number", "unit", "side", "sign", "break"]
    text: str
    spaced: bool


_SIDES: dict[str, tuple[Axis, int]] = {
    "N": ("lat", 1), "S": ("lat", -1), "E": ("lon", 1), "W": ("lon", -1), "φ": ("lat", 0), "λ": ("lon", 0),
}  # fmt: skip
_WORDS = {
    word: side
    for side, words in {
        "N": "n north northern пн північ північна північної с сев север северная северной",
        "S": "s south southern пд півд південь південна південної ю юж юг южная южной",
        "E": "e е east eastern сх схід східна східної в вост восток восточная восточной",
        "W": "w west western зх зах захід західна західної з зап запад западная западной",
        "φ": "lat latitude ш шир широта широти широты φ",
        "λ": "lon lng long longitude д довг довгота довготи долг долгота долготы λ",
        "°": "d deg degrees град градусів градусов гр",
        "'": "m min minutes хв мин",
        '"': "sec seconds сек",
    }.items()
    for word in words.split()
}
_MARKS = str.maketrans({
    "º": "°", "˚": "°", "∘": "°", "′": "'", "’": "'", "‘": "'", "ʹ": "'", "ʼ": "'", "´": "'", "`": "'", "‵": "'",
    "″": '"', "”": '"', "“": '"', "„": '"', "ʺ": '"', "−": "-", "–": "-", "—": "-", "‑": "-",
    "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2007": " ", "\u200e": "", "\u200f": "", "\ufeff": "",
})  # fmt: skip
_PIECE = (
    r"(?P<number>\d+(?:[%s]\d+)?)|(?P<unit>°|''|[\"'])|(?P<word>[^\W\d_]+)|(?P<sign>[+-])"
    r"|(?P<break>[,;/|\n])|(?P<skip>[.:=()\[\]\s])"
)
_WITH_POINT = re.compile(_PIECE % ".")
_WITH_COMMA = re.compile(_PIECE % ".,")
_UNITS = ("°", "'", '"')

_PLAIN = re.compile(r"\s*([+-]?\d{1,3}\.\d+)(?:\s*[,;]\s*|\s+)([+-]?\d{1,3}\.\d+)\s*", re.ASCII)

_POWER = re.compile(r"\s*[+-]?\d+(?:\.\d+)?[eE][+-]?\d+\s*", re.ASCII)
_CLEAR_POWER = re.compile(r"\s*[+-]?\d+(?:\.\d+[eE][+-]?|[eE][+-])\d+\s*", re.ASCII)
"""1e2 might be one degree east and two of something; 5.05E+01 and 1e+2 are nothing else than numbers."""

_UNIT_AND_SIDE = re.compile(r"(?<=\d)([dms])([NSEW])(?![^\W_])", re.IGNORECASE)
"""A unit and a hemisphere in one word: 50d27m00.4sN."""

Read = TypeVar("Read", Angle, Pair)


def read_angle(text: str) -> Angle:
    """One angle, as a column of latitudes or longitudes holds it; raises NotDegrees."""
    if _POWER.fullmatch(text):  # as spreadsheets write numbers that they find long
        if not _CLEAR_POWER.fullmatch(text):
            raise _no_degrees(text)
        return Angle(float(text), None, 1, False)
    return _either_comma(text, lambda tokens: _angle(_trimmed(tokens), text))


def read_pair(text: str, bounds: Bounds | None = None) -> Pair:
    """Two angles; without hemispheres or names, latitude first, save where only the other order lies in `bounds`.

    Raises NotDegrees.
    """
    plain = _PLAIN.fullmatch(text)
    if plain:
        angles = [Angle(float(number), None, 1, False) for number in plain.groups()]
        return Pair(*_in_order(angles[0], angles[1], text, bounds))
    return _either_comma(text, lambda tokens: _pair(tokens, text, bounds))


def _either_comma(text: str, read: Callable[[list[_Token]], Read]) -> Read:
    """What the text says with commas between numbers, or with decimal commas; refused where it says two things."""
    written = _UNIT_AND_SIDE.sub(r"\1 \2", text.translate(_MARKS))
    found: list[Read] = []
    refusal: NotDegrees | None = None
    decimal_commas = 1 <= len(re.findall(r"\d,(?=\d)", written)) <= 3
    for pieces in (_WITH_POINT, _WITH_COMMA) if decimal_commas else (_WITH_POINT,):
        try:
            found.append(read(_tokens(written, pieces, text)))
        except NotDegrees as refused:
            refusal = refusal or refused
    if not found:
        raise refusal or _no_degrees(text)
    if len(found) == 2 and found[0] != found[1]:
        raise NotDegrees("“{value}” may be read in two ways; write decimals with a point.", value=shortened(text))
    return found[0]


def _no_degrees(text: str) -> NoDegrees:
    return NoDegrees(
        "“{value}” is not a pair of degrees; 50.4501, 30.5234 or 50°27′00″N 30°31′24″E was expected.",
        value=shortened(text),
    )


def _tokens(written: str, pieces: re.Pattern[str], text: str) -> list[_Token]:
    tokens: list[_Token] = []
    position = 0
    for match in pieces.finditer(written):
        if match.start() != position:
            raise _no_degrees(text)
        position = match.end()
        if match.lastgroup != "skip":
            tokens.append(_token(match, written, tokens, text))
    if position != len(written):
        raise _no_degrees(text)
    return tokens


def _token(match: re.Match[str], written: str, before: list[_Token], text: str) -> _Token:
    piece = match[0]
    spaced = match.start() > 0 and not written[match.start() - 1].isalnum()
    if match.lastgroup == "word":
        meaning = _meaning(piece, before)
        if meaning is None:
            raise _no_degrees(text)
        return _Token("unit" if meaning in _UNITS else "side", meaning, spaced)
    if match.lastgroup == "unit":
        return _Token("unit", '"' if piece == "''" else piece, spaced)
    if match.lastgroup == "number":
        return _Token("number", piece.replace(",", "."), spaced)
    return _Token("sign" if match.lastgroup == "sign" else "break", piece, spaced)


def _meaning(word: str, before: list[_Token]) -> str | None:
    """What a word stands for; a small s behind minutes is seconds, any other the south."""
    if word == "s" and len(before) > 1 and before[-1].kind == "number" and before[-2].text == "'":
        return '"'
    return _WORDS.get(word.casefold())


def _trimmed(tokens: list[_Token]) -> list[_Token]:
    """Without breaks at either end."""
    while tokens and tokens[0].kind == "break":
        tokens = tokens[1:]
    while tokens and tokens[-1].kind == "break":
        tokens = tokens[:-1]
    return tokens


def _pair(tokens: list[_Token], text: str, bounds: Bounds | None) -> Pair:
    groups = _groups(_trimmed(tokens), text)
    if not 2 <= len(groups) <= 4 or (len(groups) > 2 and not _all_bare(groups)):
        raise _no_degrees(text)
    first, second = _angle(groups[0], text), _angle(groups[1], text)
    if first.parts != second.parts and not (first.marked and second.marked):
        raise _no_degrees(text)
    rest = [float("".join(token.text for token in group)) for group in groups[2:]]
    lon, lat = _in_order(first, second, text, bounds)
    return Pair(lon, lat, *rest)


def _all_bare(groups: list[list[_Token]]) -> bool:
    """Whether every group is one number and the first two have decimals: latitude, longitude, height, accuracy."""
    bare = all([token.kind for token in group if token.kind != "sign"] == ["number"] for group in groups)
    return bare and all("." in group[-1].text for group in groups[:2])


def _groups(tokens: list[_Token], text: str) -> list[list[_Token]]:
    """The tokens of each angle: set apart by a comma or the like, by hemispheres, by degree signs, or evenly."""
    if any(token.kind == "break" for token in tokens):
        return _split_at_breaks(tokens)
    for start in (_second_side, _second_degrees, _second_sign, _second_half):
        cut = start(tokens)
        if cut:
            return [tokens[:cut], tokens[cut:]]
    numbers = [index for index, token in enumerate(tokens) if token.kind == "number"]
    if len(numbers) in (3, 4):
        starts = [index - (index > 0 and tokens[index - 1].kind == "sign") for index in numbers]
        return [tokens[start:end] for start, end in pairwise([*starts, len(tokens)])]
    raise _no_degrees(text)


def _split_at_breaks(tokens: list[_Token]) -> list[list[_Token]]:
    groups: list[list[_Token]] = [[]]
    for token in tokens:
        if token.kind == "break":
            groups.append([])
        else:
            groups[-1].append(token)
    return groups


def _second_side(tokens: list[_Token]) -> int | None:
    """Where the second angle starts if hemispheres or names of axes tell."""
    axes = [(index, _SIDES[token.text][0]) for index, token in enumerate(tokens) if token.kind == "side"]
    if not axes:
        return None
    change = next((index for index, axis in axes if axis != axes[0][1]), None)
    if axes[0][0] == 0:
        return change
    return next((index for index in range(axes[0][0], len(tokens)) if tokens[index].kind in ("number", "sign")), None)


def _second_degrees(tokens: list[_Token]) -> int | None:
    signs = [index for index, token in enumerate(tokens) if token.text == "°"]
    if len(signs) != 2:
        return None
    cut = signs[1] - 1
    return cut - 1 if tokens[cut - 1].kind == "sign" and tokens[cut - 1].spaced else cut


def _second_sign(tokens: list[_Token]) -> int | None:
    """A plus or minus that stands free before a number, behind another number."""
    numbers = sum(token.kind == "number" for token in tokens)
    signs = [
        index
        for index, token in enumerate(tokens[:-1])
        if index and token.kind == "sign" and token.spaced and tokens[index + 1].kind == "number"
    ]
    return signs[0] if len(signs) == 1 and numbers in (2, 4, 6) else None


def _second_half(tokens: list[_Token]) -> int | None:
    numbers = [index for index, token in enumerate(tokens) if token.kind == "number"]
    if len(numbers) not in (2, 4, 6) or (len(numbers) == 4 and "." in tokens[numbers[0]].text):
        return None
    cut = numbers[len(numbers) // 2]
    if tokens[cut - 1].kind != "sign":
        return cut
    return cut - 1 if tokens[cut - 1].spaced else None


def _angle(tokens: list[_Token], text: str) -> Angle:
    numbers = [token.text for token in tokens if token.kind == "number"]
    sides = [_SIDES[token.text] for token in tokens if token.kind == "side"]
    axes = {axis for axis, _ in sides}
    turns = {turn for _, turn in sides if turn}
    sign, hyphens = _sign(tokens)
    if not 1 <= len(numbers) <= 3 or len(axes) > 1 or len(turns) > 1 or (turns and sign) or not _units_fit(tokens):
        raise _no_degrees(text)
    if hyphens and any("." in number for number in numbers[:-1]):
        raise _no_degrees(text)
    turn = next(iter(turns), -1 if sign == "-" else 1)
    marked = bool(sides) or any(token.kind == "unit" for token in tokens)
    axis = next(iter(axes), None)
    if len(numbers) == 1 and sides:
        numbers = _run_apart(numbers[0], axis)
    return Angle(turn * _degrees(numbers, text), axis, len(numbers), marked)


def _run_apart(number: str, axis: Axis | None) -> list[str]:
    """Degrees, minutes and seconds written in one: 502730 N, 0303124 E."""
    match = re.fullmatch(r"(\d{3})(\d\d)(\d\d)?(\.\d+)?" if axis == "lon" else r"(\d\d)(\d\d)(\d\d)?(\.\d+)?", number)
    if not match:
        return [number]
    *parts, decimals = match.groups()
    return [*[part for part in parts if part][:-1], [part for part in parts if part][-1] + (decimals or "")]


def _sign(tokens: list[_Token]) -> tuple[str, int]:
    """The sign before or behind the numbers, and how many hyphens stand between them."""
    at = [index for index, token in enumerate(tokens) if token.kind == "number"]
    signs = [(index, token.text) for index, token in enumerate(tokens) if token.kind == "sign"]
    outside = [sign for index, sign in signs if not at[0] < index < at[-1]] if at else []
    return ("+-" if len(outside) > 1 else "".join(outside)), len(signs) - len(outside)


def _units_fit(tokens: list[_Token]) -> bool:
    """Whether each unit follows the number that it belongs to: degrees the first, minutes the second, and so on."""
    count = 0
    for before, token in pairwise([None, *tokens]):
        if token is None:
            continue
        count += token.kind == "number"
        follows = before is not None and before.kind == "number"
        if token.kind == "unit" and not (follows and count and _UNITS[count - 1] == token.text):
            return False
    return True


def _degrees(numbers: list[str], text: str) -> float:
    whole, last = numbers[:-1], numbers[-1]
    if any("." in number for number in whole) or any(len(number.partition(".")[0]) > 2 for number in numbers[1:]):
        raise _no_degrees(text)
    values = [*map(float, whole), float(last)]
    if any(value >= 60 for value in values[1:]):
        raise NotDegrees("“{value}” has 60 or more minutes or seconds.", value=shortened(text))
    return math.fsum(value / (1, 60, 3600)[power] for power, value in enumerate(values))


def _in_order(first: Angle, second: Angle, text: str, bounds: Bounds | None) -> tuple[float, float]:
    if first.axis is not None and first.axis == second.axis:
        raise NotDegrees("“{value}” gives two latitudes or two longitudes.", value=shortened(text))
    swapped = (second.degrees, first.degrees)
    straight = (first.degrees, second.degrees)
    if first.axis or second.axis:
        lon, lat = straight if first.axis == "lon" or second.axis == "lat" else swapped
    elif bounds is not None and _inside(*straight, bounds) and not _inside(*swapped, bounds):
        lon, lat = straight
    else:
        lon, lat = straight if abs(first.degrees) > 90 >= abs(second.degrees) else swapped
    if abs(lat) > 90 or abs(lon) > 180:
        raise NotDegrees(
            "“{value}” lies outside the globe; latitude from -90 to 90 and longitude from -180 to 180 were expected.",
            value=shortened(text),
        )
    return lon, lat


def _inside(lon: float, lat: float, bounds: Bounds) -> bool:
    return bounds[0] <= lon <= bounds[2] and bounds[1] <= lat <= bounds[3]
