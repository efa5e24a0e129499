"""A field pack is written: the GeoPackage of an area, the QGIS project beside it, and what it will be compared with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import orjson
from sqlcipher3 import dbapi2

from forensics.anchors import APART
from forensics.disclosure import Leaves
from forensics.identifiers import new_id
from forensics.messages import Message, say
from forensics.ports import Progress
from forensics.reading import PLAIN
from layers.errors import ExportRefused
from layers.exports.counted_layers import CountLayer
from layers.exports.exporting import EXPORT, GEOPACKAGE, beside, passing, refuse_folder
from layers.exports.geopackage import Asked, Written, write_geopackage
from layers.exports.manifest import (
    Manifest,
    Shown,
    hash_tables,
    manifest_of,
    note_export,
    write_manifest,
)
from layers.exports.out_files import out_file
from layers.exports.recipes import Recipe
from layers.exports.releases import Making
from layers.exports.selecting import KEY, Selection, TableOut, asked_types, tables_out
from layers.exports.telling import Telling
from layers.fieldpack.area import FORM_ALONE, Area, field_profile, in_area
from layers.fieldpack.cells import canonical_row, fields_of, texts_of
from layers.fieldpack.forms import CODES, EDITED_AT, EDITED_BY, PHOTOS, Labels
from layers.fieldpack.project_file import project_file
from layers.files import flush_to_disk, write_out
from layers.language import Translator
from layers.project import Project

FORMAT = 1
PROJECT_ENDING = ".qgs"
PICTURES = "DCIM"
"""The folder into which QField puts pictures."""
ABOUT, BASE = "taphos_pack", "taphos_base"
LAYERS = "layers"
"""What a pack says of itself: the names of its layers, as a JSON list."""
_KEPT = ("version", "record_hash")
_LOOKED_AT = ("settlement",)
"""The layers that a phone looks at and does not change."""

_EXTRA = (
    f'CREATE TABLE "{PHOTOS}" ({KEY} INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, id TEXT, record TEXT, path TEXT,'
    f" caption TEXT, {EDITED_BY} TEXT)",
    f'CREATE TABLE "{CODES}" ({KEY} INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, vocabulary TEXT, code TEXT,'
    " label TEXT)",
    f'CREATE TABLE "{ABOUT}" (name TEXT PRIMARY KEY NOT NULL, held TEXT NOT NULL)',
    f'CREATE TABLE "{BASE}" (layer TEXT NOT NULL, record TEXT NOT NULL, version INTEGER, record_hash TEXT,'
    " held TEXT NOT NULL, PRIMARY KEY (layer, record))",
)


@dataclass(frozen=True)
class Made:
    """A pack that was written: the manifest of its GeoPackage, and the project file beside it."""

    manifest: Manifest
    project_file: Path
    area: str


def write_field_pack(
    project: Project,
    out: Path,
    area: Area,
    selection: Selection,
    language: str,
    progress: Progress | None = None,
    *,
    dry_run: bool = False,
) -> Made:
    """Write the pack of an area to `out` (.gpkg) and beside it; the export is itself a commit. Raises ExportRefused.

    With `dry_run` nothing is kept but the manifest that is given back.
    """
    refuse_folder(out)
    if out.suffix.lower() != GEOPACKAGE:
        raise ExportRefused("A field pack is a GeoPackage; “{file}” does not end in .gpkg.", file=out.name)
    profile, chosen = field_profile(project), in_area(project, selection, area)
    kinds = asked_types(profile, profile.kinds(project.catalogue), replace(selection, bbox=None))
    forms = [
        CountLayer(table, ()) for kind in kinds if kind.name == FORM_ALONE for table in tables_out(profile, [kind])
    ]
    asked = Asked(Making(profile, Recipe(EXPORT, chosen)), [kind for kind in kinds if kind.name != FORM_ALONE], forms)
    shown_as = Making(profile, Recipe(EXPORT, replace(selection, bbox=area.box)))
    assert profile.leaves(FORM_ALONE) is Leaves.RECORDS
    beside_it = out.with_suffix(PROJECT_ENDING)
    with passing(out, project) if dry_run else beside(out) as folder:
        written = write_geopackage(project, folder / f"rows{GEOPACKAGE}", asked, Telling(progress))
        labels = labels_of(project, language)
        _complete(project, written, area, labels)
        placed = {name: held.placed for name, held in written.held.items()}
        hashes = [replace(one, sql="") for one in hash_tables(written.path, written.tables, placed)]
        shown = Shown(written.heads, written.consent)
        manifest = manifest_of(project, out, shown_as, shown, hashes, out_file(written.path, out.name))
        if dry_run:
            return Made(manifest, beside_it, area.name)
        flush_to_disk(written.path)
        written.path.replace(out)
        write_out(beside_it, _project(project, out, written, area, labels))
        (out.parent / PICTURES).mkdir(exist_ok=True)
        write_manifest(manifest)
    return Made(note_export(project, manifest), beside_it, area.name)


def labels_of(project: Project, language: str) -> Labels:
    """What message ids say in a language, those of the country pack too."""
    translate, pack = Translator(language), project.pack.translations(language) if project.pack else {}
    return lambda text: pack.get(text) or translate(text)


def _project(project: Project, out: Path, written: Written, area: Area, labels: Labels) -> bytes:
    name = labels(FIELD_PACK.id) + f" {area.name}"
    return project_file(name, out.name, written.tables, area.box, labels, read_only=_LOOKED_AT)


FIELD_PACK = say("Field pack")


def _complete(project: Project, written: Written, area: Area, labels: Labels) -> None:
    """Add to the layers what a pack has besides: who edited, pictures, codes, and what it is compared with."""
    with closing(dbapi2.connect(str(written.path))) as file:
        file.isolation_level = None
        file.execute("BEGIN")
        for statement in _EXTRA:
            file.execute(statement)
        about = {
            "format": FORMAT, "pack": new_id(), "project": project.id, "area": area.name,
            "head": APART.join(written.heads),
            LAYERS: orjson.dumps([table.name for table in written.tables]).decode(),
        }  # fmt: skip
        file.executemany(f'INSERT INTO "{ABOUT}" VALUES (?, ?)', [(name, str(value)) for name, value in about.items()])
        file.executemany(
            f'INSERT INTO "{CODES}" (vocabulary, code, label) VALUES (?, ?, ?)', list(_codes(written.tables, labels))
        )
        for table in written.tables:
            file.executemany(f'INSERT INTO "{BASE}" VALUES (?, ?, ?, ?, ?)', list(_base(file, table)))
            for column in (EDITED_BY, EDITED_AT):
                file.execute(f'ALTER TABLE "{table.name}" ADD COLUMN {column} TEXT')
        for name in (PHOTOS, CODES):
            file.execute(
                "INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES (?, 'attributes', ?)",
                (name, name),
            )
        file.execute("COMMIT")
        file.execute("VACUUM")


def _codes(tables: Sequence[TableOut], labels: Labels) -> Iterator[tuple[str, str, str]]:
    """The codes of every vocabulary from which a layer takes several."""
    found = {
        column.field.vocabulary.name: column.field.vocabulary
        for table in tables
        for column in table.columns
        if column.field.vocabulary is not None
    }
    for name, vocabulary in found.items():
        for code, label in vocabulary.all_codes.items():
            yield name, code, labels(label)


def _base(file: Any, table: TableOut) -> Iterator[tuple[Any, ...]]:
    """What each row says as it is handed out, as canonical values; of the layers of a part, of that part alone."""
    fields = fields_of([table])
    for row in rows_of_layer(file, table.name):
        values, unread = canonical_row(fields, texts_of(table, row), PLAIN)
        held = {"values": values, "unread": sorted(unread)}
        kept = [row.get(name) for name in _KEPT] if not table.part else [None, None]
        yield (table.name, row["id"], *kept, orjson.dumps(held, option=orjson.OPT_SORT_KEYS).decode())


def rows_of_layer(file: Any, layer: str) -> list[dict[str, Any]]:
    """The rows of a table by the names of its columns."""
    found = file.execute(f'SELECT * FROM "{layer}" ORDER BY "{KEY}"')
    names = [one[0] for one in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def told(made: Made) -> Message:
    """What was written, in one sentence."""
    return say(
        "Wrote {file}, {project} and the folder {pictures}: copy the three to the phone. It is not encrypted there.",
        file=made.manifest.document["file"]["name"], project=made.project_file.name, pictures=PICTURES,
    )  # fmt: skip
