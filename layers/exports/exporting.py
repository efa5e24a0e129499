"""Records leave: by one road, whatever the format, with a manifest beside the file and a commit in the journal."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from forensics.editions import Edition
from forensics.messages import Message
from forensics.ports import Progress
from layers.errors import ExportRefused
from layers.exports.accounting import account_of
from layers.exports.consents import Consents, consents_of, handing_of
from layers.exports.counted_layers import told_numbers
from layers.exports.custody_gaps import document_of, leaving_faults, refuse_gaps, told
from layers.exports.for_court import handed_over
from layers.exports.geopackage import Asked, Written, write_geopackage
from layers.exports.manifest import (
    Manifest,
    Shown,
    TableHash,
    hash_tables,
    manifest_of,
    note_export,
    write_manifest,
)
from layers.exports.out_files import OutFile, out_file
from layers.exports.profiles import load_profile
from layers.exports.recipes import Recipe
from layers.exports.releases import Making
from layers.exports.rows_out import RowsOut, rows_of
from layers.exports.selecting import Selection, asked_types
from layers.exports.telling import Telling
from layers.files import flush_to_disk
from layers.making_beside import making_beside
from layers.passing import passing_folder
from layers.project import REGISTER, Project

Write = Callable[[RowsOut, Path, Project], Sequence[Message]]
"""Writes rows to a path and tells what the format cannot carry of them; raises ExportRefused."""

EXPORT = "export"
"""What a recipe calls it."""
GEOPACKAGE = ".gpkg"
_GONE_THROUGH = 2
"""Times that each row is: copied and hashed; other formats are made of it then."""
FORMATS = {
    GEOPACKAGE: "",
    ".geojson": "as_geojson",
    ".kml": "as_kml",
    ".csv": "as_csv",
    ".xlsx": "as_xlsx",
    ".parquet": "as_parquet",
}
"""The module of this package that writes files with an ending: it has `write(rows, path, project)`."""


def export_records(
    project: Project,
    out: Path,
    profile: str,
    selection: Selection = Selection(),  # noqa: B008 - frozen
    progress: Progress | None = None,
    *,
    as_of: str = "",
    with_gaps: bool = False,
    dry_run: bool = False,
    edition: Edition | None = None,
) -> Manifest:
    """Write the records that profile and selection let out to `out`, in the format of its ending, and its manifest.

    The file appears whole or not at all; the export is itself a commit, where the project may be written. `as_of` is a
    commit (its beginning) or a time. With `dry_run` nothing is kept but the manifest that is given back. What is for
    everybody is a draft where no `edition` is given (layers.exports.releases). Raises ExportRefused, as CustodyBroken
    where it is for a court and a custody has faults, unless `with_gaps` lets them be told in the manifest.
    """
    refuse_folder(out)
    write = _writer(out)
    chosen = load_profile(profile, tuple(project.catalogue.types))
    making = Making(chosen, Recipe(EXPORT, selection, as_of, {"ending": out.suffix.lower()}), edition)
    kinds = asked_types(chosen, chosen.kinds(project.catalogue), selection)
    handed = handed_over(project, chosen, kinds, selection)
    kinds = handed.kinds(kinds, project.catalogue)
    numbers = told_numbers(project, chosen, selection, as_of, note=not dry_run)
    if not kinds and not numbers.layers:
        raise ExportRefused("Nothing of what was asked for leaves under the profile “{profile}”.", profile=chosen.name)
    faults = leaving_faults(project, chosen, kinds, selection, handed)
    home = Consents(handing_of(chosen, selection.recipient))
    if handed.along:
        home = consents_of(project.catalogue, chosen, home.handing, project.register.fields_of, counts=False)
    refuse_gaps(faults, with_gaps=with_gaps or dry_run)
    telling = Telling(progress, _GONE_THROUGH if write is None else _GONE_THROUGH + 1)
    with passing(out, project) if dry_run else beside(out) as folder:
        written = write_geopackage(
            project, folder / f"rows{GEOPACKAGE}", Asked(making, kinds, numbers.layers, handed), telling
        )
        hashes, file, not_carried = _finish(project, written, write, folder / out.name, telling)
        shown = Shown(
            written.heads, written.consent, document_of(faults), as_of, not_carried, numbers.document,
            *handed.told(home.at_home),
        )  # fmt: skip
        manifest = replace(manifest_of(project, out, making, shown, hashes, file), faults=tuple(map(told, faults)))
        if dry_run:
            return replace(manifest, account=account_of(project, chosen, selection))
        if edition is not None:  # what is not what was looked at does not appear at all
            manifest = note_export(project, manifest, making)
        (folder / out.name).replace(out)
        write_manifest(manifest)
    return manifest if edition is not None else note_export(project, manifest, making)


def refuse_folder(out: Path) -> None:
    """Raise ExportRefused where a folder has the name already."""
    if out.is_dir():
        raise ExportRefused("“{file}” is a folder.", file=str(out))


def _writer(out: Path) -> Write | None:
    """What makes the file of the rows; None where the rows are the file. Raises ExportRefused."""
    ending = out.suffix.lower()
    if ending not in FORMATS:
        raise ExportRefused(
            "“{file}” has an ending that no export writes; allowed are {allowed}.",
            file=out.name, allowed=", ".join(FORMATS),
        )  # fmt: skip
    if not FORMATS[ending]:
        return None
    write: Write = importlib.import_module(f"layers.exports.{FORMATS[ending]}").write
    return write


@contextmanager
def beside(out: Path) -> Iterator[Path]:
    """A new folder beside `out`, so that giving what lies in it that name is one step; gone at the end.

    What a killed export left there goes first.
    """
    try:
        with making_beside(out) as folder:
            yield folder
    except OSError as reason:
        raise _cannot_be_written(out, reason) from reason


@contextmanager
def passing(out: Path, project: Project) -> Iterator[Path]:
    """A folder for what is only tried: nothing of it is written where `out` is to lie."""
    try:
        with passing_folder(3 * (project.folder / REGISTER).stat().st_size) as folder:
            yield folder
    except OSError as reason:
        raise _cannot_be_written(out, reason) from reason


def _cannot_be_written(out: Path, reason: OSError) -> ExportRefused:
    return ExportRefused("“{file}” cannot be written: {reason}.", file=str(out), reason=reason.strerror or str(reason))


def _finish(
    project: Project, written: Written, write: Write | None, path: Path, telling: Telling
) -> tuple[list[TableHash], OutFile, Sequence[Message]]:
    """Hash the rows, and make the file of them at `path`, flushed to disk."""
    placed = {name: held.placed for name, held in written.held.items()}
    if write is None:
        with ThreadPoolExecutor(1) as beside:
            hashing = beside.submit(hash_tables, written.path, written.tables, placed, telling)
            flush_to_disk(written.path)
            file = out_file(written.path, path.name)
            hashes = hashing.result()
        written.path.replace(path)
        return hashes, file, ()
    hashes = [replace(one, sql="") for one in hash_tables(written.path, written.tables, placed, telling)]
    not_carried = write(rows_of(written, {one.name: one.rows for one in hashes}, telling), path, project)
    for one in path.iterdir() if path.is_dir() else [path]:
        flush_to_disk(one)
    return hashes, out_file(path, path.name), not_carried
