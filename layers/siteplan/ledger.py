"""A printed plan in the ledger of exports: what was on it, under which profile, of which state."""

from __future__ import annotations

from pathlib import Path

from forensics.messages import Message
from layers.exports.consents import Consents
from layers.exports.manifest import Manifest, note_export
from layers.exports.releases import Making
from layers.files import file_sha256
from layers.siteplan.records import GraveRecords
from layers.siteplan.scene import Scene


def note_plan(records: GraveRecords, out: Path, scene: Scene, view: str, making: Making | None) -> Message | None:
    """Enter a plan that was written to `out`; gives why it is not in the ledger, where the project may only be read.

    Raises ExportRefused where a release is not what was looked at.
    """
    document = {
        "profile": records.profile.name if records.profile else "",
        "head": scene.head,
        "file": {"name": out.name, "sha256": file_sha256(out)},
        # none of the types that a plan draws stays home for want of a consent
        "consent": Consents(records.handing).document({}) if records.handing else {"recipient": "", "left_out": {}},
        "selection": {"where": [f"site={scene.site.code}", f"view={view}"]},
        "tables": records.tables(),
    }
    return note_export(records.project, Manifest(out, document), making).unnoted
