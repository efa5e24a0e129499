"""A pack that came back from a phone, read without trusting it: tables alone, their cells as they lie there."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from forensics.anchors import APART
from forensics.identifiers import is_id
from layers.errors import SourceRefused
from layers.exports.selecting import TableOut, tables_out
from layers.fieldpack.area import field_profile
from layers.fieldpack.forms import PHOTOS
from layers.fieldpack.making import ABOUT, BASE, FORMAT, LAYERS, rows_of_layer
from layers.files import is_link
from layers.passing import passing_folder
from layers.project import Project

_MOST_BYTES = 500_000_000
_MOST_ROWS = 200_000
_MOST_CELL = 5_000_000
_STEPS = 200_000_000
"""Steps of SQLite's machine after which a file that makes it work without end is let go."""

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Base:
    """What a record was when the pack was made: its version and hash, and by field its canonical value."""

    version: int | None
    record_hash: str
    values: Mapping[str, Any]
    unread: frozenset[str]


@dataclass(frozen=True)
class ReturnedPack:
    """What a returned file holds: its layers as they are now, and what they were.

    `lost` are those that it was handed out with and that are not there, or no plain tables, so that they are not read.
    """

    path: Path
    pack: str
    head: str
    area: str
    tables: tuple[TableOut, ...]
    rows: Mapping[str, Sequence[Row]] = field(repr=False)
    base: Mapping[tuple[str, str], Base] = field(repr=False)
    photos: Sequence[Row] = field(repr=False, default=())
    lost: tuple[TableOut, ...] = ()


def is_field_pack(path: Path) -> bool:
    """Whether a file is a pack of ours, as far as its tables say."""
    if path.suffix.lower() != ".gpkg" or not path.is_file():
        return False
    try:
        with closing(_connected(_unchanging(path))) as file:
            return {ABOUT, BASE} <= set(_tables(file))
    except (sqlite3.Error, OSError):
        return False


def read_pack(project: Project, path: Path) -> ReturnedPack:
    """Read a pack that came back; raises SourceRefused for one that is damaged, another project's, or unknown here."""
    try:
        with _opened(path) as file:
            return _read(project, path, file)
    except (sqlite3.Error, UnicodeDecodeError, ValueError, TypeError, KeyError, OverflowError) as reason:
        raise SourceRefused(
            "“{file}” is no field pack that can be read: {reason}.", file=path.name, reason=str(reason)[:200]
        ) from reason
    except OSError as reason:
        raise SourceRefused(
            "“{file}” cannot be read: {reason}.", file=path.name, reason=reason.strerror or str(reason)
        ) from reason


def _read(project: Project, path: Path, file: sqlite3.Connection) -> ReturnedPack:
    there = _tables(file)
    if not {ABOUT, BASE} <= set(there):
        raise SourceRefused("“{file}” is no field pack.", file=path.name)
    about = {str(row[0]): str(row[1]) for row in file.execute(f'SELECT name, held FROM "{ABOUT}" LIMIT 100')}
    _refuse_foreign(project, path, about)
    profile = field_profile(project)
    layers = tables_out(profile, profile.kinds(project.catalogue))
    known, bases = [table for table in layers if table.name in there], dict(_bases(file))
    handed_out = {layer for layer, _ in bases} | set(orjson.loads(about.get(LAYERS) or "[]"))
    lost = tuple(table for table in layers if table.name in handed_out and table.name not in there)
    return ReturnedPack(
        path, about["pack"], about["head"], about["area"], tuple(known),
        {table.name: _rows(file, table.name) for table in known},
        bases, _rows(file, PHOTOS) if PHOTOS in there else (), lost,
    )  # fmt: skip


def _refuse_foreign(project: Project, path: Path, about: Mapping[str, str]) -> None:
    if int(about["format"]) > FORMAT:
        raise SourceRefused("“{file}” was made by a newer version of Taphos.", file=path.name)
    if about["project"] != project.id:
        raise SourceRefused("“{file}” is a field pack of another project.", file=path.name)
    if not is_id(about["pack"]):
        raise ValueError("it has no id")
    heads = filter(None, about["head"].split(APART))
    if not all(map(project.register.holds_commit, heads)):
        raise SourceRefused(
            "“{file}” was made of a state that this copy of the project does not have; merge the copy that made it "
            "first.",
            file=path.name,
        )  # fmt: skip


def _rows(file: sqlite3.Connection, layer: str) -> list[dict[str, Any]]:
    (count,) = file.execute(f'SELECT count(*) FROM "{layer}"').fetchone()
    if count > _MOST_ROWS:
        raise ValueError(f"“{layer}” has {count} rows")
    return rows_of_layer(file, layer)


def _bases(file: sqlite3.Connection) -> Iterator[tuple[tuple[str, str], Base]]:
    for row in file.execute(f'SELECT layer, record, version, record_hash, held FROM "{BASE}" LIMIT {_MOST_ROWS}'):
        held = orjson.loads(row[4])
        values, unread = dict(held["values"]), frozenset(map(str, held["unread"]))
        yield (str(row[0]), str(row[1])), Base(row[2], str(row[3] or ""), values, unread)


def _tables(file: sqlite3.Connection) -> list[str]:
    """The plain tables of the file: no views, and nothing virtual."""
    found = file.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall()
    return [str(name) for name, sql in found if str(sql or "").upper().startswith("CREATE TABLE")]


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """The file open for reading; what a phone left in a write-ahead log beside it counts too."""
    if is_link(path) or path.stat().st_size > _MOST_BYTES:
        raise SourceRefused("“{file}” is a link, or too large for a field pack.", file=path.name)
    log = path.with_name(path.name + "-wal")
    if not log.exists():
        with closing(_connected(_unchanging(path))) as file:
            yield file
        return
    if is_link(log) or log.stat().st_size > _MOST_BYTES:
        raise SourceRefused("“{file}” is a link, or too large for a field pack.", file=log.name)
    with passing_folder(2 * (path.stat().st_size + log.stat().st_size)) as folder:
        copy = folder / "pack.gpkg"
        shutil.copyfile(path, copy)
        shutil.copyfile(log, copy.with_name(copy.name + "-wal"))
        with closing(_connected(copy.as_uri())) as file:
            yield file


def _unchanging(path: Path) -> str:
    """The address of a file that nobody else writes to; a log beside it is left alone."""
    return f"{path.resolve().as_uri()}?mode=ro&immutable=1"


def _connected(uri: str) -> sqlite3.Connection:
    file = sqlite3.connect(uri, uri=True)
    file.execute("PRAGMA trusted_schema = OFF")
    file.execute("PRAGMA query_only = ON")
    file.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MOST_CELL)
    left = [_STEPS // 10_000]

    def stop() -> int:
        left[0] -= 1
        return int(left[0] <= 0)

    file.set_progress_handler(stop, 10_000)
    return file
