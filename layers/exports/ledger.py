"""Maps and receipts in the ledger of exports: what was shown or handed on, and of which state, is journaled."""

from __future__ import annotations

from pathlib import Path

from forensics.messages import Message
from layers.custody.receipts import HandOver
from layers.exports.custody_gaps import document_of
from layers.exports.disclosed import Disclosed
from layers.exports.manifest import Manifest, note_export
from layers.exports.releases import Making
from layers.files import file_sha256
from layers.project import Project


def note_map(project: Project, out: Path, disclosed: Disclosed, making: Making) -> Message | None:
    """Enter a map that was written to `out`; the record is a commit of its own, and no file is put beside the map.

    Gives why it is not in the ledger, where the project may only be read. Raises ExportRefused where a release is not
    what was looked at.
    """
    document = {
        "profile": disclosed.profile.name,
        "head": disclosed.head,
        "file": {"name": out.name, "sha256": file_sha256(out)},
        "consent": disclosed.consent,
        "selection": {"where": disclosed.selection.conditions},
        "tables": disclosed.tables(),
        "custody": document_of(disclosed.gaps),
    }
    return note_export(project, Manifest(out, document), making).unnoted


RECEIPT = "receipt"
"""What stands in the ledger in place of a profile."""


def note_receipt(project: Project, out: Path, hand_over: HandOver) -> Message | None:
    """Enter the receipt of a hand-over that was written to `out`; gives why it is not in the ledger."""
    document = {
        "profile": RECEIPT,
        "head": hand_over.commit,
        "file": {"name": out.name, "sha256": file_sha256(out)},
        "consent": {"recipient": "", "left_out": {}},
        "selection": {"where": [f"event={line.event}" for line in hand_over.lines]},
        "tables": [{"name": "custody", "rows": len(hand_over.lines), "sha256": hand_over.commit}],
    }
    return note_export(project, Manifest(out, document)).unnoted
