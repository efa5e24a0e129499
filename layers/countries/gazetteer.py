"""The gazetteer of a country pack as columns: places with coordinates, found by any of their names."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from forensics.folding import query_keys, search_keys
from forensics.messages import say
from layers.countries.checks import PackRefused
from layers.countries.pack import CountryPack

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NO_POPULATION = -1
_MOST = 128 << 20
"""Bytes of the largest table of a pack once it is unpacked: a few kilobytes of a stranger's may unpack to many."""


@dataclass(frozen=True)
class Gazetteer:
    """Places row by row: degrees in EPSG:4326, population NO_POPULATION where none is given.

    `names` are by language, `units` by level the codes of the administrative units ("" where not known).
    """

    ids: tuple[str, ...]
    codes: tuple[str, ...]
    kinds: tuple[str, ...]
    names: Mapping[str, tuple[str, ...]]
    other_names: tuple[tuple[str, ...], ...]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    population: NDArray[np.int64]
    units: Mapping[int, tuple[str, ...]]

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def rows_by_id(self) -> Mapping[str, int]:
        return {one: row for row, one in enumerate(self.ids) if one}

    @cached_property
    def rows_by_code(self) -> Mapping[str, int]:
        return {code: row for row, code in enumerate(self.codes) if code}

    @cached_property
    def folded(self) -> tuple[str, ...]:
        """The search keys of all names of each place, each key after a space (forensics.folding)."""
        named = zip(*self.names.values(), strict=True) if self.names else iter([()] * len(self))
        return tuple(
            " " + " ".join(search_keys(" ".join((*names, *others))))
            for names, others in zip(named, self.other_names, strict=True)
        )

    def find(self, query: str, limit: int = 20) -> list[int]:
        """The rows that every word of `query` finds: a name that is the query first, then the more populous."""
        pairs = query_keys(query)
        if not pairs:
            return []
        hits = [row for row, keys in enumerate(self.folded) if all(_heard(pair, keys) for pair in pairs)]
        whole = " ".join(close for close, _ in pairs)
        return sorted(hits, key=lambda row: (not self._is_named(row, whole), -int(self.population[row])))[:limit]

    def _is_named(self, row: int, whole: str) -> bool:
        return any(" ".join(close for close, _ in query_keys(names[row])) == whole for names in self.names.values())


def _heard(pair: tuple[str, str], keys: str) -> bool:
    close, loose = pair
    return f" {close}" in keys or (loose != "" and f" {loose}" in keys)


@dataclass(frozen=True)
class Unit:
    """An administrative unit: level 1 is the largest; `kind` is the code list's own letter."""

    code: str
    level: int
    kind: str
    parent: str
    names: Mapping[str, str]


@dataclass(frozen=True)
class CodedPlace:
    """A settlement of the official code list, which knows no coordinates."""

    code: str
    kind: str
    parent: str
    names: Mapping[str, str]


def gazetteer(pack: CountryPack) -> Gazetteer:
    """Read gazetteer.csv; raises PackRefused with the row that does not fit. A pack without one has no places."""
    import numpy as np

    rows = list(_rows(pack.gazetteer_path)) if pack.gazetteer_path.is_file() else []
    texts = {one: tuple(row.get(one, "") for row in rows) for one in ("id", "code", "kind", "other_names")}
    return Gazetteer(
        texts["id"],
        texts["code"],
        texts["kind"],
        {name.language: tuple(row.get(name.field, "") for row in rows) for name in pack.name_fields},
        tuple(tuple(filter(None, text.split("|"))) for text in texts["other_names"]),
        np.array([_degrees(row, at, "lon", 180) for at, row in enumerate(rows, 2)], dtype=np.float64),
        np.array([_degrees(row, at, "lat", 90) for at, row in enumerate(rows, 2)], dtype=np.float64),
        np.array([_population(row, at) for at, row in enumerate(rows, 2)], dtype=np.int64),
        {level.number: tuple(row.get(f"{level.field}_code", "") for row in rows) for level in pack.levels},
    )


def units(pack: CountryPack) -> Mapping[str, Unit]:
    """The administrative units by code, from units.csv; empty where the pack has none."""
    if not pack.units_path.is_file():
        return {}
    with _read_by_columns(pack.units_path):
        return {
            row["code"]: Unit(row["code"], int(row["level"]), row["kind"], row["parent"], _names(row, pack))
            for row in _rows(pack.units_path)
        }


def coded_places(pack: CountryPack) -> Iterator[CodedPlace]:
    """The settlements of the official code list, from codes.csv.gz, as they are read."""
    if pack.codes_path.is_file():
        with _read_by_columns(pack.codes_path):
            for row in _rows(pack.codes_path):
                yield CodedPlace(row["code"], row["kind"], row["parent"], _names(row, pack))


def _names(row: Mapping[str, str], pack: CountryPack) -> Mapping[str, str]:
    return {name.language: row[name.field] for name in pack.name_fields if row.get(name.field)}


def _rows(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a CSV file as text, plain or compressed."""
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            text = file.read(_MOST + 1)
        if len(text) > _MOST:
            raise PackRefused(
                say("“{file}” of the country pack is larger than {most} MB.", file=path.name, most=_MOST >> 20)
            )
        yield from csv.DictReader(io.StringIO(text.decode("utf-8-sig"), newline=""))
    except (OSError, EOFError, zlib.error, UnicodeDecodeError, csv.Error) as fault:
        raise _unreadable(path, fault) from None


@contextmanager
def _read_by_columns(path: Path) -> Iterator[None]:
    """A column that lacks or holds another kind of value, as one sentence."""
    try:
        yield
    except (KeyError, TypeError, ValueError) as fault:
        raise _unreadable(path, fault) from None


def _unreadable(path: Path, fault: Exception) -> PackRefused:
    return PackRefused(say("“{file}” cannot be read: {fault}.", file=path.name, fault=str(fault)))


def _degrees(row: Mapping[str, str], at: int, column: str, most: int) -> float:
    try:
        value = float(row[column])
    except (KeyError, TypeError, ValueError):
        value = float("nan")
    if not abs(value) <= most:
        raise PackRefused(
            say(
                "Line {line} of gazetteer.csv has {column} “{value}”; it must be degrees within ±{most}.",
                line=at, column=column, value=row.get(column) or "–", most=most,
            )
        )  # fmt: skip
    return value


def _population(row: Mapping[str, str], at: int) -> int:
    text = row.get("population") or ""
    if text and not text.isdecimal():
        raise PackRefused(
            say("Line {line} of gazetteer.csv has the population “{value}”; it must be a whole number.",
                line=at, value=text)
        )  # fmt: skip
    return int(text) if text else NO_POPULATION
