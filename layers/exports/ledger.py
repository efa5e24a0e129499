"""Maps in the ledger of exports: what a page or web map showed, and of which state, is journaled."""

from __future__ import annotations

from pathlib import Path

from forensics.messages import Message
from layers.exports.disclosed import Disclosed
from layers.exports.manifest import Manifest, note_export
from layers.files import file_sha256
from layers.project import Project


def note_map(project: Project, out: Path, disclosed: Disclosed) -> Message | None:
    """Enter a map that was written to `out`; the record is a commit of its own, and no file is put beside the map.

    Gives why it is not in the ledger, where the project may only be read.
    """
    document = {
        "profile": disclosed.profile.name,
        "head": disclosed.head,
        "file": {"name": out.name, "sha256": file_sha256(out)},
        "consent": disclosed.consent,
        "selection": {"where": disclosed.selection.conditions},
        "tables": disclosed.tables(),
    }
    return note_export(project, Manifest(out, document)).unnoted
