"""What stands beside an export: for every table the hash of its rows, the profile, and the head of the journal."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import orjson
from sqlcipher3 import dbapi2

from forensics.changes import Change, Operation
from forensics.disclosure import Profile
from forensics.fields import Kind
from forensics.identifiers import new_id
from forensics.messages import Message
from layers.errors import MayNotWrite
from layers.exports.selecting import GEOMETRY, KEY, ColumnOut, Selection, TableOut
from layers.files import write_whole
from layers.project import Project
from layers.register.journal import EXPORT

FORMAT = 1
ENDING = ".manifest.json"
_ROWS_AT_ONCE = 2000
_PRINTED_ALIKE = 5
"""Decimals up to which every SQLite prints a number the same."""


@dataclass(frozen=True)
class TableHash:
    """One table of an export: its rows, those without a place, and the SHA-256 of what `sql` gives, a line a row.

    `sqlite3 FILE "SQL" | sha256sum` prints the same hash.
    """

    name: str
    rows: int
    without_place: int | None
    sha256: str
    sql: str


@dataclass(frozen=True)
class Shown:
    """Which state an export shows, by its heads, and under which consents, as Consents.document says it.

    `custody` are the faults of custody that it leaves with.
    """

    heads: Sequence[str]
    consent: Mapping[str, Any]
    custody: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True)
class Manifest:
    """The manifest of one export; `path` is where it lies, `unnoted` why it is not in the project's ledger.

    `faults` are those of custody that it leaves with.
    """

    path: Path
    document: dict[str, Any]
    unnoted: Message | None = None
    faults: tuple[Message, ...] = ()

    @property
    def tables(self) -> list[dict[str, Any]]:
        return list(self.document["tables"])


def hash_tables(path: Path, tables: Sequence[TableOut], placed: Mapping[str, int | None]) -> list[TableHash]:
    """Hash the rows of a file's tables in the order of their primary keys, as JSON arrays of all columns.

    Geometry is hex; `placed` says how many rows of a table have a place, None for one without geometry.
    """
    connection = dbapi2.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        return [_hash_table(connection, table, placed[table.name]) for table in tables]
    finally:
        connection.close()


def _hash_table(connection: Any, table: TableOut, placed: int | None) -> TableHash:
    """Hash one table; a few thousand lines are made as one text, so that the engine works while Python does not."""
    cells = [f'"{KEY}"', *([f"hex({GEOMETRY})"] if table.geometry is not None else [])]
    cells += [_cell(one) for one in table.columns]
    line, source = f"json_array({', '.join(cells)})", f'FROM "{table.name}"'
    some = f'SELECT group_concat({line}, char(10) ORDER BY "{KEY}") {source} WHERE "{KEY}" BETWEEN ? AND ?'
    digest = hashlib.sha256()
    rows, last = connection.execute(f'SELECT count(*), max("{KEY}") {source}').fetchone()
    for first in range(1, (last or 0) + 1, _ROWS_AT_ONCE):
        (text,) = connection.execute(some, (first, first + _ROWS_AT_ONCE - 1)).fetchone()
        if text is not None:
            digest.update(f"{text}\n".encode())
    without = None if placed is None else rows - placed
    return TableHash(table.name, rows, without, digest.hexdigest(), f'SELECT {line} {source} ORDER BY "{KEY}"')


def _cell(column: ColumnOut) -> str:
    """A column as every SQLite prints it: some print further digits of numbers with more than five decimals."""
    name = f'"{column.name}"'
    if column.field.kind is Kind.NUMBER and column.field.decimals > _PRINTED_ALIKE:
        return f"CASE WHEN {name} IS NOT NULL THEN printf('%.{column.field.decimals}f', {name}) END"
    return name


def write_manifest(
    project: Project,
    out: Path,
    profile: Profile,
    selection: Selection,
    shown: Shown,
    tables: list[TableHash],
    sha256: str,
) -> Manifest:
    """Write the manifest beside an export that is in place, of which `sha256` is the hash."""
    heads = shown.heads
    document = {
        "format": FORMAT,
        "project": project.id,
        "profile": profile.name,
        "head": heads[0] if heads else None,
        "heads": list(heads),
        "selection": {
            "types": list(selection.types),
            "where": selection.conditions,
            "bbox": list(selection.bbox) if selection.bbox else None,
        },
        "consent": dict(shown.consent),
        "custody": list(shown.custody),
        "example": bool(project.register.settings.get("example")),
        "file": {"name": out.name, "bytes": out.stat().st_size, "sha256": sha256},
        "tables": [asdict(table) for table in tables],
    }
    path = out.with_name(out.name + ENDING)
    write_whole(path, orjson.dumps(document, option=orjson.OPT_INDENT_2))
    path.chmod(0o644)  # handed over with the file that it is of
    return Manifest(path, document)


def note_export(project: Project, manifest: Manifest) -> Manifest:
    """Enter an export into the ledger, which is in the journal; one of a project that may only be read is not in it."""
    document = manifest.document
    entry = {
        "profile": document["profile"],
        "head": document["head"] or "",
        "file": document["file"]["name"],
        "sha256": document["file"]["sha256"],
        "where": document["selection"]["where"],
        "recipient": document["consent"]["recipient"] or "",
        "left_out": [f"{type_}:{count}" for type_, count in document["consent"]["left_out"].items()],
        "tables": [f"{table['name']}:{table['rows']}:{table['sha256']}" for table in document["tables"]],
    }
    try:
        project.register.commit([Change(EXPORT, new_id(), Operation.ADD, after=entry)], "")
    except MayNotWrite as refused:
        return replace(manifest, unnoted=refused.message)
    return manifest
