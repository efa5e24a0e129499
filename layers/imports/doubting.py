"""What may be wrong with rows that are taken in all the same: it is pointed out, and never mended in silence."""

from __future__ import annotations

import re
import struct
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from forensics.catalogue import RecordType
from forensics.fields import Kind
from forensics.folding import lookalikes
from forensics.geometry import OUTSIDE
from forensics.messages import Message, say, say_count
from forensics.problems import Problem
from layers.countries.pack import CountryPack
from layers.imports.staging import Staged, Together

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

MOST = 500
"""So many are listed one by one; all are counted."""
_COARSE = 2
"""Decimals of degrees up to which a point is a square of a kilometre or more."""
_FINER = re.compile(r"[.,]\d{3}|[″\"]|''|′′")
"""What is written to more than two decimals, or to the second."""
_KILOMETRES = (111, 11, 1)
_XY = struct.Struct("<2d")
"""Where x and y stand in the canonical form of a point (forensics.places)."""
_POINT = [("head", "V5"), ("xy", "<f8", 2)]
"""The same of many points, one after the other."""
_NEARLY = 1e-6
"""How near to a multiple a number may be a multiple, whatever its last bit."""
_TRIED_AT_ONCE = 1000

LETTERS, COARSE, ABROAD, ELSEWHERE = "letters", "coarse", "abroad", "elsewhere"
REPLACED = "replaced"


class Doubt(NamedTuple):
    """A value of a row that was taken in, and why somebody should look at it."""

    row: int
    field: str
    value: str
    problem: Message


class _Point(NamedTuple):
    row: int
    field: str
    lon: float
    lat: float
    written: str


def _point_of(row: int, name: str, place: Mapping[str, str]) -> _Point:
    lon, lat = _XY.unpack_from(bytes.fromhex(place["geometry"]), 5)
    return _Point(row, name, lon, lat, place.get("written") or f"{lat:.10g}; {lon:.10g}")


class Doubts:
    """Gathers doubts while rows go by; `listed` and `counted` are whole after `finish`."""

    def __init__(self, kind: RecordType, pack: CountryPack | None) -> None:
        self._texts = [one.name for one in kind.typed if one.kind in (Kind.TEXT, Kind.NOTE)]
        self._places = [one.name for one in kind.places if one.geometry == "Point"]
        self._extended = [one.name for one in kind.places if one.geometry != "Point"]
        self._pack = pack
        self._waiting: list[_Point] = []
        self.listed: list[Doubt] = []
        self.counted: Counter[str] = Counter()
        self._examples: dict[str, tuple[str, str]] = {}

    def look(self, staged: Staged, problems: Iterable[Problem]) -> None:
        """Look at a row that is taken in, and at what the rules say of it."""
        for name in self._texts:
            text = staged.after.get(name)
            if text and not text.isascii():
                self._letters(staged.row, name, text)
        for problem in problems:
            if problem.field in self._places or problem.message.id == OUTSIDE.id:
                self._add(
                    ABROAD, Doubt(staged.row, problem.field or "", _written(staged, problem.field), problem.message)
                )
        for name in self._places:
            place = staged.after.get(name)
            if isinstance(place, dict) and place.get("geometry"):
                self._point(staged.row, name, place)
        for name in self._extended:
            place = staged.after.get(name)
            if isinstance(place, dict) and place.get("geometry"):
                self._shape(staged.row, name, place)

    def replaced(self, row: int, code: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
        """Note the values that a record held and a row replaces: whoever brings the file may know another record."""
        for name, held in before.items():
            message = say("It takes the place of {before}, which {code} held.", before=_as_told(held), code=code)
            self._add(REPLACED, Doubt(row, name, _as_told(after.get(name)), message))

    def look_together(self, staged: Together) -> None:
        """Look at rows that are taken in together, of which the rules say nothing."""
        for name in self._texts:
            texts = staged.after.get(name, ())
            if not "".join(filter(None, texts)).isascii():
                for row, text in zip(staged.rows, texts, strict=True):
                    self._letters(row, name, text or "")
        for name in self._places:
            if name in staged.after:
                self._points(staged.rows, name, staged.after[name])

    def _letters(self, row: int, name: str, text: str) -> None:
        for word, mended in lookalikes(text):
            letters = _foreign(word, mended)
            self._examples.setdefault(LETTERS, (word, letters))
            message = say(
                "The letters {letters} of “{word}” are of another alphabet and only look right; the word stays as it "
                "is written, and is found all the same.",
                letters=letters, word=word,
            )  # fmt: skip
            self._add(LETTERS, Doubt(row, name, text, message))
            return

    def _point(self, row: int, name: str, place: Mapping[str, str]) -> None:
        point = _point_of(row, name, place)
        self._rounded(point)
        self._wait(point)

    def _points(self, rows: Sequence[int], name: str, places: Sequence[Mapping[str, str]]) -> None:
        """As `_point` of each, of which few are made."""
        import numpy as np

        data = bytes.fromhex("".join([place["geometry"] for place in places]))
        xy = np.frombuffer(data, _POINT)["xy"]
        hundredths = xy * 10**_COARSE
        coarse = np.abs(hundredths - np.rint(hundredths)).max(axis=1) < _NEARLY
        for at in np.nonzero(coarse)[0].tolist():
            self._rounded(_point_of(rows[at], name, places[at]))
        for at in self._abroad(xy[:, 0], xy[:, 1]):
            self._elsewhere(_point_of(rows[at], name, places[at]))

    def _rounded(self, point: _Point) -> None:
        """Zeros that were written are measured: 50.450000 is a point, and so is what was written to the second."""
        if _FINER.search(point.written):
            return
        if round(point.lon, _COARSE) == point.lon and round(point.lat, _COARSE) == point.lat:
            message = say(
                "The coordinates have no more than two decimals: they mean a square of about {km} km, not a point.",
                km=_KILOMETRES[max(_decimals(point.lon), _decimals(point.lat))],
            )
            self._add(COARSE, Doubt(point.row, point.field, point.written, message))

    def _shape(self, row: int, name: str, place: dict[str, str]) -> None:
        """A line or an area is where its middle is."""
        import shapely

        middle = shapely.from_wkb(bytes.fromhex(place["geometry"])).centroid
        if not middle.is_empty:
            self._wait(_Point(row, name, middle.x, middle.y, f"{middle.y:.5f}; {middle.x:.5f}"))

    def _wait(self, point: _Point) -> None:
        self._waiting.append(point)
        if len(self._waiting) >= _TRIED_AT_ONCE:
            self._try_country()

    def finish(self) -> None:
        """Try what was gathered last."""
        self._try_country()
        self.listed.sort(key=lambda one: one.row)

    def _try_country(self) -> None:
        """Try the points that wait."""
        import numpy as np

        points, self._waiting = self._waiting, []
        xy = np.array([(one.lon, one.lat) for one in points]).reshape(-1, 2)
        for at in self._abroad(xy[:, 0], xy[:, 1]):
            self._elsewhere(points[at])

    def _abroad(self, xs: NDArray[np.float64], ys: NDArray[np.float64]) -> list[int]:
        """Which points lie within the project's area and outside of its country."""
        import numpy as np
        import shapely

        if self._pack is None or not len(xs) or self._shapes[0] is None:
            return []
        west, south, east, north = self._pack.bounds
        near = (xs >= west) & (xs <= east) & (ys >= south) & (ys <= north)
        outside: list[int] = np.nonzero(near & ~shapely.intersects_xy(self._shapes[0], xs, ys))[0].tolist()
        return outside

    def _elsewhere(self, point: _Point) -> None:
        self._add(ELSEWHERE, _elsewhere(point, self._shapes[1]))

    @cached_property
    def _shapes(self) -> tuple[BaseGeometry | None, tuple[tuple[str, BaseGeometry], ...]]:
        """The country, and its neighbours by name."""
        import shapely

        from layers.countries.outlines import outlines

        shapes = outlines(self._pack) if self._pack is not None else None
        if shapes is None or not len(shapes.country):
            return None, ()
        country = shapely.union_all(shapes.country.geometry)
        shapely.prepare(country)
        listed = list(zip(*shapes.neighbours.names.values(), strict=True)) or [
            (one,) for one in shapes.neighbours.codes
        ]
        names = [" / ".join(dict.fromkeys(filter(None, one))) for one in listed]
        return country, tuple(zip(names, shapes.neighbours.geometry, strict=True))

    def _add(self, what: str, doubt: Doubt) -> None:
        self.counted[what] += 1
        if len(self.listed) < MOST:
            self.listed.append(doubt)

    def notes(self) -> Iterator[Message]:
        """Each kind of doubt with its number."""
        if self.counted[REPLACED]:
            yield say_count(
                "{count} value that the register held was replaced by another; undo takes the import back.",
                "{count} values that the register held were replaced by others; undo takes the import back.",
                count=self.counted[REPLACED],
            )  # fmt: skip
        if self.counted[LETTERS]:
            word, letters = self._examples[LETTERS]
            yield say_count(
                "{count} value has letters of another alphabet that only look right, such as {letters} in “{word}”; it "
                "stays as written and is found all the same.",
                "{count} values have letters of another alphabet that only look right, such as {letters} in “{word}”; "
                "they stay as written and are found all the same.",
                count=self.counted[LETTERS], word=word, letters=letters,
            )  # fmt: skip
        if self.counted[ABROAD]:
            yield say_count(
                "{count} place lies outside the area of this project.",
                "{count} places lie outside the area of this project.", count=self.counted[ABROAD],
            )  # fmt: skip
        if self.counted[ELSEWHERE]:
            yield say_count(
                "{count} place lies in another country.", "{count} places lie in other countries.",
                count=self.counted[ELSEWHERE],
            )  # fmt: skip
        if self.counted[COARSE]:
            yield say_count(
                "{count} place is rounded to a kilometre or more.",
                "{count} places are rounded to a kilometre or more.",
                count=self.counted[COARSE],
            )  # fmt: skip


def _foreign(word: str, mended: str) -> str:
    """The letters that are of the other alphabet, each with its place in the word."""
    return ", ".join(
        f"{one} ({at})" for at, (one, other) in enumerate(zip(word, mended, strict=True), 1) if one != other
    )


def _as_told(value: Any) -> str:
    """A canonical value in few words; nothing where there is none."""
    if isinstance(value, Mapping):
        return str(value.get("written") or value.get("geometry") or "; ".join(map(str, value.values())))
    if isinstance(value, (list, tuple)):
        return "; ".join(map(_as_told, value))
    return "–" if value is None else str(value)


def _written(staged: Staged, name: str | None) -> str:
    place = staged.after.get(name or "")
    return str(place.get("written") or "") if isinstance(place, dict) else ""


def _decimals(degrees: float) -> int:
    return next(places for places in range(_COARSE + 1) if round(degrees, places) == degrees)


def _elsewhere(point: _Point, neighbours: Sequence[tuple[str, BaseGeometry]]) -> Doubt:
    import shapely

    name = next((name for name, shape in neighbours if shapely.intersects_xy(shape, point.lon, point.lat)), "")
    if name:
        message = say("The place lies in another country: {country}.", country=name)
    else:
        message = say("The place lies outside of the country, in no neighbour that is known: perhaps at sea.")
    return Doubt(point.row, point.field, point.written, message)
