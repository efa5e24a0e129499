"""What receivers write while they measure (NMEA 0183): each position with its time, quality and height is a row.

A row is a GGA sentence, which tells how good the fix is; where a log has none, an RMC, GNS or GLL one. The day stands
in RMC and ZDA sentences. Source: NMEA 0183, as documented by gpsd (gpsd.gitlab.io/gpsd/NMEA.html).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from forensics.messages import Message, say
from forensics.places import point_hex
from layers.crs import WGS84
from layers.imports.source import Opening, Row, Source, UnknownLayer, UnreadableSource, first_bytes

COLUMNS = (
    "time", "quality", "quality_code", "satellites", "hdop", "height", "geoid_separation", "station", "talker",
    "place_height", "place_height_datum", "place_height_datum_name", "place_method", "place_instrument",
    "place_written",
)  # fmt: skip
QUALITIES = {
    "0": "no fix", "1": "GNSS", "2": "differential", "3": "PPS", "4": "RTK fixed", "5": "RTK float", "6": "estimated",
    "7": "typed in", "8": "simulated",
}  # fmt: skip
_METHODS = {"1": "handheld_GNSS", "2": "handheld_GNSS", "3": "handheld_GNSS", "4": "RTK", "5": "RTK"}
_SENTENCE = re.compile(r"[^$!]*[$]([A-Z]{2})([A-Z]{3}),([^*]*)(?:\*([0-9A-Fa-f]{2}))?\s*", re.ASCII)
_ANGLE = re.compile(r"(\d{2,3})(\d\d(?:\.\d+)?)", re.ASCII)
_LOOKED_AT = 200
"""Lines of which one must be a sentence, else the file is something else."""
_IN_TURN = ("GGA", "GNS", "RMC", "GLL")


class Sentence(NamedTuple):
    """One line: who talks, of what kind, its fields, whether its checksum is right (None: it has none)."""

    talker: str
    kind: str
    fields: Sequence[str]
    sound: bool | None


def open_table(path: Path, opening: Opening) -> Source:
    """The positions of a log; raises UnreadableSource where it has none."""
    if opening.layer:
        raise UnknownLayer("“{file}” is one table, so it has no layer “{layer}”.", file=path.name, layer=opening.layer)
    first_bytes(path)
    if not any(map(sentence_of, islice(_lines(path), _LOOKED_AT))):
        raise UnreadableSource(
            "“{file}” is no log of positions: none of its first lines is a sentence of NMEA, such as $GPGGA.",
            file=path.name,
        )  # fmt: skip
    kinds = {found.kind for line in _lines(path) if (found := sentence_of(line)) is not None}
    chosen = next((kind for kind in _IN_TURN if kind in kinds), None)
    if chosen is None:
        raise UnreadableSource(
            "“{file}” holds sentences of NMEA and none with a position: {kinds}.",
            file=path.name, kinds=", ".join(sorted(kinds)),
        )  # fmt: skip
    return Source(path, path.stem, COLUMNS, partial(_rows, path, chosen), geometry="Point", crs=WGS84)


def sentence_of(line: str) -> Sentence | None:
    """The sentence in a line; None where it holds none."""
    match = _SENTENCE.fullmatch(line)
    if match is None:
        return None
    body = line[line.index("$") + 1 :].partition("*")[0]
    computed = 0
    for letter in body:
        computed ^= ord(letter)
    sound = None if match[4] is None else int(match[4], 16) == computed & 0xFF
    return Sentence(match[1], match[2], match[3].split(","), sound)


def _lines(path: Path) -> Iterator[str]:
    with path.open(encoding="latin-1", newline=None) as file:
        while line := file.readline(4096):
            if line.strip():
                yield line


def _rows(path: Path, kind: str) -> Iterator[Row]:
    number, day = 0, _first_day(path)
    for line in _lines(path):
        sentence = sentence_of(line)
        if sentence is None:
            continue
        if sentence.sound is not False:
            day = _day(sentence) or day
        if sentence.kind == kind:
            number += 1
            yield row_of(number, sentence, day)


def _first_day(path: Path) -> str:
    """The first day that the log names: it holds for the positions before it."""
    days = (
        _day(found) for line in _lines(path) if (found := sentence_of(line)) is not None and found.sound is not False
    )
    return next(filter(None, days), "")


def _day(sentence: Sentence) -> str:
    fields = sentence.fields
    if sentence.kind == "RMC" and len(fields) > 8 and re.fullmatch(r"\d{6}", fields[8], re.ASCII):
        day, month, year = fields[8][:2], fields[8][2:4], fields[8][4:]
        return f"{'19' if int(year) >= 80 else '20'}{year}-{month}-{day}"
    if sentence.kind == "ZDA" and len(fields) > 3 and fields[3].isdigit():
        return f"{fields[3]}-{fields[2]}-{fields[1]}"
    return ""


def row_of(number: int, sentence: Sentence, day: str) -> Row:
    """The row of a sentence with a position; its fault where it holds none."""
    cells = [""] * len(COLUMNS)
    if sentence.sound is False:
        return _faulty(number, cells, say("The line is damaged: its checksum does not fit."))
    clock, north, east, told = _parts(sentence)
    quality = told.get("quality_code", "")
    if quality == "0" or told.get("valid") in ("V", "N", "NN"):
        return _faulty(number, cells, say("The receiver had no fix."))
    degrees = _degrees(*north, 90), _degrees(*east, 180)
    if None in degrees:
        return _faulty(number, cells, say("The line holds no latitude and longitude."))
    lat, lon = degrees
    height = told.get("height", "")
    named = {
        **told, "time": _moment(day, clock), "quality": QUALITIES.get(quality, ""), "talker": sentence.talker,
        "place_height": height, "place_height_datum": "named_geoid" if height else "",
        "place_height_datum_name": "mean sea level of the receiver" if height else "",
        "place_method": _METHODS.get(quality, ""), "place_instrument": _instrument(told),
        "place_written": ",".join((*north, *east)),
    }  # fmt: skip
    shape = bytes.fromhex(point_hex(float(lon or 0), float(lat or 0)))
    return Row(number, tuple(named.get(column, "") for column in COLUMNS), shape)


def _faulty(number: int, cells: Sequence[str], fault: Message) -> Row:
    return Row(number, cells, fault=fault)


Axis = tuple[str, str]


def _parts(sentence: Sentence) -> tuple[str, Axis, Axis, dict[str, str]]:
    """Clock, latitude and longitude with their letters, and what else a sentence tells."""
    fields = [*sentence.fields, *[""] * 14]
    if sentence.kind == "RMC":
        return fields[0], (fields[2], fields[3]), (fields[4], fields[5]), {"valid": fields[1]}
    if sentence.kind == "GLL":
        return fields[4], (fields[0], fields[1]), (fields[2], fields[3]), {"valid": fields[5]}
    north, east = (fields[1], fields[2]), (fields[3], fields[4])
    told = {"satellites": fields[6], "hdop": fields[7], "height": fields[8]}
    if sentence.kind == "GNS":
        return fields[0], north, east, {**told, "valid": fields[5], "geoid_separation": fields[9]}
    return fields[0], north, east, {
        **told, "quality_code": fields[5], "geoid_separation": fields[10], "station": fields[13],
    }  # fmt: skip


def _degrees(text: str, letter: str, most: int) -> float | None:
    match = _ANGLE.fullmatch(text)
    if match is None or letter not in "NSEW" or not letter:
        return None
    degrees = int(match[1]) + float(match[2]) / 60
    return None if degrees > most or float(match[2]) >= 60 else -degrees if letter in "SW" else degrees


def _moment(day: str, clock: str) -> str:
    match = re.fullmatch(r"(\d\d)(\d\d)(\d\d)(\.\d+)?", clock, re.ASCII)
    if match is None:
        return day
    fraction = (match[4] or "").rstrip("0").rstrip(".")
    written = f"{match[1]}:{match[2]}:{match[3]}{fraction}Z"
    return f"{day}T{written}" if day else written


def _instrument(told: dict[str, str]) -> str:
    """How good the fix is, in words that stay with the place."""
    code = told.get("quality_code", "")
    parts = [
        f"NMEA quality {code} ({QUALITIES.get(code, 'unknown')})" if code else "NMEA",
        f"{int(told['satellites'])} satellites" if told.get("satellites", "").isdigit() else "",
        f"HDOP {told['hdop']}" if told.get("hdop") else "",
        f"station {told['station']}" if told.get("station") else "",
    ]
    return ", ".join(filter(None, parts))
