"""What stands beside an export: for every table the hash of its rows, the profile, and the head of the journal."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection

from forensics.changes import Change, Operation
from forensics.disclosure import Profile
from forensics.fields import Kind
from forensics.identifiers import new_id
from layers.exports.selecting import GEOMETRY, KEY, ColumnOut, Selection, TableOut
from layers.files import file_sha256, write_whole
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
class Manifest:
    """The manifest of one export; `path` is where it lies."""

    path: Path
    document: dict[str, Any]

    @property
    def tables(self) -> list[dict[str, Any]]:
        return list(self.document["tables"])


def hash_table(connection: Connection, table: TableOut, prefix: str, placed: int | None) -> TableHash:
    """Hash a table's rows in the order of its primary key, as JSON arrays of all columns, geometry and BLOBs as hex.

    `placed` says how many have a place; None for a table without geometry.
    """
    cells = [f'"{KEY}"', *([f"hex({GEOMETRY})"] if table.geometry is not None else [])]
    cells += [_cell(one) for one in table.columns]
    sql = f'SELECT json_array({", ".join(cells)}) FROM {{prefix}}"{table.name}" ORDER BY "{KEY}"'
    digest = hashlib.sha256()
    rows = 0
    driver: Any = connection.connection.driver_connection  # the engine's own rows cost as much as the JSON
    result = driver.execute(sql.format(prefix=prefix))
    while chunk := result.fetchmany(_ROWS_AT_ONCE):
        rows += len(chunk)
        digest.update(("\n".join([line for (line,) in chunk]) + "\n").encode())
    without = None if placed is None else rows - placed
    return TableHash(table.name, rows, without, digest.hexdigest(), sql.format(prefix=""))


def _cell(column: ColumnOut) -> str:
    """A column as every SQLite prints it: some print further digits of numbers with more than five decimals."""
    name = f'"{column.name}"'
    if column.type == "BLOB":
        return f"hex({name})"
    if column.field.kind is Kind.NUMBER and column.field.decimals > _PRINTED_ALIKE:
        return f"CASE WHEN {name} IS NOT NULL THEN printf('%.{column.field.decimals}f', {name}) END"
    return name


def write_manifest(
    project: Project,
    out: Path,
    profile: Profile,
    selection: Selection,
    heads: Sequence[str],
    tables: list[TableHash],
) -> Manifest:
    """Write the manifest beside an export that is in place; `heads` are those of the state that it shows."""
    document = {
        "format": FORMAT,
        "project": project.id,
        "profile": profile.name,
        "head": heads[0] if heads else None,
        "heads": list(heads),
        "selection": {
            "types": list(selection.types),
            "where": [f"{name}={value or ''}" for name, value in selection.where],
            "bbox": list(selection.bbox) if selection.bbox else None,
        },
        "example": bool(project.register.settings.get("example")),
        "file": {"name": out.name, "bytes": out.stat().st_size, "sha256": file_sha256(out)},
        "tables": [asdict(table) for table in tables],
    }
    path = out.with_name(out.name + ENDING)
    write_whole(path, orjson.dumps(document, option=orjson.OPT_INDENT_2))
    path.chmod(0o644)  # handed over with the file that it is of
    return Manifest(path, document)


def note_export(project: Project, manifest: Manifest) -> None:
    """Enter an export into the ledger, which is in the journal."""
    document = manifest.document
    entry = {
        "profile": document["profile"],
        "head": document["head"] or "",
        "file": document["file"]["name"],
        "sha256": document["file"]["sha256"],
        "where": document["selection"]["where"],
        "tables": [f"{table['name']}:{table['rows']}:{table['sha256']}" for table in document["tables"]],
    }
    project.register.commit([Change(EXPORT, new_id(), Operation.ADD, after=entry)], "")
