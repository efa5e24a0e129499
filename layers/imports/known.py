"""Sources known by their header: each a small file in resources/sources that says how its columns are meant."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from forensics.catalogue import RecordType
from layers.errors import SourceRefused
from layers.imports.recipes import Recipe, recipe_of

SHIPPED = Path(__file__).parents[2] / "resources" / "sources"


class DescriptionRefused(SourceRefused):
    """A description of a source that is not one."""


@dataclass(frozen=True)
class KnownSource:
    """How a source is read: `header` are columns that it must have to be known, `key` the columns that name a row.

    Keys and codes are tried in turn: the first whose columns are not blank. `name` goes into the ids of its records
    and is never changed.
    """

    name: str
    type: str
    header: tuple[str, ...]
    key: tuple[tuple[str, ...], ...]
    code: tuple[str, ...]
    fields: Mapping[str, Recipe]
    encodings: tuple[str, ...] = ()
    day_first: bool | None = None
    crs: str = "EPSG:4326"
    attribution: str = ""

    def knows(self, columns: Iterable[str]) -> bool:
        """Whether a file with these columns is of this source."""
        return set(self.header) <= set(columns)

    def fields_of(self, kind: RecordType) -> dict[str, Recipe]:
        """Its recipes for the fields that the type has; fields of a country pack may be missing in a project."""
        return {name: recipe for name, recipe in self.fields.items() if name in kind.by_name}


def known_source(columns: Iterable[str], type_: str, folder: Path = SHIPPED) -> KnownSource | None:
    """The source with most columns that knows this header and gives records of this type."""
    header = set(columns)
    fitting = [one for one in known_sources(folder) if one.type == type_ and one.knows(header)]
    return max(fitting, key=lambda one: len(one.header), default=None)


@cache
def known_sources(folder: Path = SHIPPED) -> tuple[KnownSource, ...]:
    """All described sources of a folder, by name; raises DescriptionRefused."""
    return tuple(read_description(path) for path in sorted(folder.glob("*.toml")))


def read_description(path: Path) -> KnownSource:
    """One description; raises DescriptionRefused with what is wrong with it."""
    try:
        return _source(tomllib.loads(path.read_text("utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, ValueError, TypeError) as reason:
        raise DescriptionRefused(
            "“{file}” does not describe a source: {reason}.", file=path.name, reason=str(reason)
        ) from reason


def _source(described: dict[str, Any]) -> KnownSource:
    return KnownSource(
        name=described["name"],
        type=described["type"],
        header=tuple(described["header"]),
        key=tuple(tuple(columns) for columns in described.get("key", ())),
        code=tuple(described.get("code", ())),
        fields={name: recipe_of(recipe) for name, recipe in described["fields"].items()},
        encodings=tuple(described.get("encodings", ())),
        day_first=described.get("day_first"),
        crs=described.get("crs", "EPSG:4326"),
        attribution=described.get("attribution", ""),
    )
