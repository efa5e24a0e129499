"""What stands beside an export: for every table the hash of its rows, the profile, and the head of the journal."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import orjson
from sqlcipher3 import dbapi2

from forensics.changes import Change, Operation
from forensics.fields import Kind
from forensics.identifiers import new_id
from forensics.messages import Message, say
from forensics.withheld import Withheld
from layers.errors import MayNotWrite
from layers.exports.out_files import OutFile, out_file
from layers.exports.pseudonyms import masking_of
from layers.exports.releases import Making, entry_of_release
from layers.exports.selecting import GEOMETRY, KEY, ColumnOut, TableOut
from layers.exports.standing import standing_document, unmarked
from layers.exports.telling import SILENT, Telling
from layers.exports.vouching import ledger_entry, signature_of
from layers.files import write_out
from layers.methodology import methodology_of
from layers.project import Project
from layers.register.journal import EXPORT

FORMAT = 1
ENDING = ".manifest.json"
_ROWS_AT_ONCE = 1000
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

    `custody` are the faults of custody that it leaves with, `as_of` the moment that was asked for, and `not_carried`
    what the format of the file cannot hold of the rows. `numbers` is what is said of those that everybody may know, and
    `contradicting` how many records of each type come along because they contradict what was asked for;
    `contradicting_home` how many would, and are kept home for want of a consent.
    """

    heads: Sequence[str]
    consent: Mapping[str, Any]
    custody: Sequence[Mapping[str, Any]] = ()
    as_of: str = ""
    not_carried: Sequence[Message] = ()
    numbers: Mapping[str, Any] = field(default_factory=dict)
    contradicting: Mapping[str, int] = field(default_factory=dict)
    contradicting_home: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Manifest:
    """The manifest of one export; `path` is where it lies, `unnoted` why it is not in the project's ledger.

    `faults` are those of custody that it leaves with, `not_carried` what the format cannot hold, `account` what each
    rule keeps home, of what is not written.
    """

    path: Path
    document: dict[str, Any]
    unnoted: Message | None = None
    faults: tuple[Message, ...] = ()
    not_carried: tuple[Message, ...] = ()
    account: tuple[Withheld, ...] = ()

    @property
    def tables(self) -> list[dict[str, Any]]:
        return list(self.document["tables"])


def hash_tables(
    path: Path, tables: Sequence[TableOut], placed: Mapping[str, int | None], telling: Telling = SILENT
) -> list[TableHash]:
    """Hash the rows of a file's tables in the order of their primary keys, as JSON arrays of all columns.

    Geometry is hex; `placed` says how many rows of a table have a place, None for one without geometry.
    """
    connection = dbapi2.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        return [_hash_table(connection, table, placed[table.name], telling) for table in tables]
    finally:
        connection.close()


def _hash_table(connection: Any, table: TableOut, placed: int | None, telling: Telling) -> TableHash:
    """Hash one table; a few thousand lines are made as one text, so that the engine works while Python does not."""
    cells = [f'"{KEY}"', *([f"hex({GEOMETRY})"] if table.geometry is not None else [])]
    cells += [_cell(one) for one in table.columns]
    line, source = f"json_array({', '.join(cells)})", f'FROM "{table.name}"'
    # told to gather them in their order, the engine sorts what it finds in that order
    lines = f'SELECT {line} AS line {source} WHERE "{KEY}" BETWEEN ? AND ? ORDER BY "{KEY}"'
    some = f"SELECT CAST(group_concat(line, char(10)) AS BLOB) FROM ({lines})"
    digest = hashlib.sha256()
    rows, last = connection.execute(f'SELECT count(*), max("{KEY}") {source}').fetchone()
    for first in range(1, (last or 0) + 1, _ROWS_AT_ONCE):
        (text,) = connection.execute(some, (first, first + _ROWS_AT_ONCE - 1)).fetchone()
        if text is not None:
            digest.update(text)
            digest.update(b"\n")
        telling.passed(_ROWS_AT_ONCE)
    without = None if placed is None else rows - placed
    return TableHash(table.name, rows, without, digest.hexdigest(), f'SELECT {line} {source} ORDER BY "{KEY}"')


def _cell(column: ColumnOut) -> str:
    """A column as every SQLite prints it: some print further digits of numbers with more than five decimals."""
    name = f'"{column.name}"'
    if column.field.kind is Kind.NUMBER and column.field.decimals > _PRINTED_ALIKE:
        return f"CASE WHEN {name} IS NOT NULL THEN printf('%.{column.field.decimals}f', {name}) END"
    return name


def manifest_of(
    project: Project, out: Path, making: Making, shown: Shown, tables: list[TableHash], file: OutFile
) -> Manifest:  # fmt: skip
    """The manifest of an export to `out`, before it is written; the hashes of its tables are those of the rows."""
    heads, profile, selection = shown.heads, making.profile, making.recipe.selection
    document = {
        "format": FORMAT,
        "project": project.id,
        "profile": profile.name,
        "profile_text": profile.text or None,
        "standing": standing_document(making.edition) if profile.is_open else None,
        "head": heads[0] if heads else None,
        "heads": list(heads),
        "as_of": shown.as_of or None,
        "selection": {
            "types": list(selection.types),
            "where": [masking_of(project, profile).code(one) for one in selection.conditions],
            "bbox": list(selection.bbox) if selection.bbox else None,
        },
        "contradicting": dict(shown.contradicting),
        "contradicting_kept_home": dict(shown.contradicting_home),
        "consent": dict(shown.consent),
        "methodology": asdict(methodology_of(project)),
        "custody": list(shown.custody),
        "numbers": dict(shown.numbers),
        "not_carried": [str(one) for one in shown.not_carried],
        "example": bool(project.register.settings.get("example")),
        **unmarked(one.name for one in tables),
        "file": file.document,
        "tables": [asdict(table) for table in tables],
    }
    if not profile.is_open:  # of what everybody may hold nothing tells the device
        document |= signature_of(project.device, document)
    return Manifest(out.with_name(out.name + ENDING), document, not_carried=tuple(shown.not_carried))


def write_manifest(manifest: Manifest) -> None:
    """Write a manifest beside the export that it is of."""
    write_out(manifest.path, orjson.dumps(manifest.document, option=orjson.OPT_INDENT_2))


def file_problems(manifest: Path, document: Mapping[str, Any]) -> Iterator[Message]:
    """What differs between a manifest and the file that lies beside it; one that is elsewhere cannot be compared."""
    told = document.get("file")
    if not isinstance(told, dict) or not isinstance(told.get("name"), str):
        return
    path = manifest.with_name(Path(told["name"]).name)
    if path.exists() and out_file(path, path.name).sha256 != told.get("sha256"):
        yield say("“{file}” is not as it was exported: its SHA-256 is another than the manifest says.", file=path.name)


def note_export(project: Project, manifest: Manifest, making: Making | None = None) -> Manifest:
    """Enter an export into the ledger, which is in the journal; one of a project that may only be read is not in it.

    `making` says how it was asked for, where it is for everybody also whether it is a draft or released; the release is
    part of the same commit. Raises ExportRefused where it is not what was looked at.
    """
    entry = ledger_entry(manifest.document)
    released: list[Change] = []
    if making is not None and making.profile.is_open:
        entry["recipe"] = making.recipe.document(making.profile)
        entry["standing"] = "draft" if making.edition is None else "released"
        released = entry_of_release(project, making, entry)
    try:
        project.register.commit([Change(EXPORT, new_id(), Operation.ADD, after=entry), *released], "")
    except MayNotWrite as refused:
        if making is not None and making.edition is not None:
            raise
        return replace(manifest, unnoted=refused.message)
    return manifest
