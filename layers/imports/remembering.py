"""How a person meant the columns of a source is kept in this copy, and offered for a file with the same header."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection

from layers.imports.importing import open_known
from layers.project import Project
from layers.register.values_of_copy import MAPPING, get_local, set_local


@dataclass(frozen=True)
class Meant:
    """What was said of a source that it does not say itself; `pairs` are COLUMN=FIELD."""

    pairs: tuple[str, ...] = ()
    crs: str = ""
    day_first: bool | None = None

    def over(self, before: Meant) -> Meant:
        """What is said now, and of the columns of which nothing is said now what was said before."""
        said = {column_of(pair) for pair in self.pairs}
        kept = tuple(pair for pair in before.pairs if column_of(pair) not in said)
        day_first = before.day_first if self.day_first is None else self.day_first
        return Meant((*kept, *self.pairs), self.crs or before.crs, day_first)


def column_of(pair: str) -> str:
    """The column of COLUMN=FIELD."""
    return pair.rpartition("=")[0]


def remember(project: Project, type_: str, columns: Sequence[str], meant: Meant) -> None:
    """Keep what was said of a source, in the place of what was said before."""
    if meant == Meant():
        return
    held = {"pairs": list(meant.pairs), "crs": meant.crs, "day_first": meant.day_first}
    project.register.write_local(lambda connection: set_local(connection, _name(type_, columns), held), wiping=True)


def remembered(project: Project, type_: str, columns: Sequence[str]) -> Meant:
    """What was last said of a source with these columns, for records of this type; empty where it never was."""

    def read(connection: Connection) -> Any:
        return get_local(connection, _name(type_, columns))

    held = project.register.write_local(read)
    with suppress(ValueError, TypeError, KeyError):
        found = held if isinstance(held, dict) else orjson.loads(bytes.fromhex(held))  # an earlier version's digits
        pairs = tuple(str(pair) for pair in found["pairs"] if column_of(str(pair)) in columns)
        day_first = found["day_first"]
        return Meant(pairs, str(found["crs"]), day_first if isinstance(day_first, bool) else None)
    return Meant()


def columns_of(project: Project, path: Path, type_: str, layer: str | None, encoding: str | None) -> tuple[str, ...]:
    """The columns of a file as they are mapped; raises SourceRefused."""
    return open_known(path, project.catalogue[type_], layer, encoding).source.columns


def mapping_of(pairs: Sequence[str]) -> dict[str, str]:
    """COLUMN=FIELD pairs as column to field."""
    return {column_of(pair): pair.rpartition("=")[2] for pair in pairs}


def _name(type_: str, columns: Sequence[str]) -> str:
    """Sources are the same where their columns are, in whatever order."""
    header = orjson.dumps([type_, *sorted(columns)])
    return MAPPING + hashlib.sha256(header).hexdigest()[:32]
