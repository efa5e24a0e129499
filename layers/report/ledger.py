"""A report in the ledger of exports: what it told of, under which profile, of which state, is journaled."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import orjson

from forensics.messages import Message
from layers.exports.custody_gaps import document_of
from layers.exports.manifest import Manifest, note_export
from layers.exports.recipes import Recipe
from layers.exports.releases import Making
from layers.files import file_sha256
from layers.report.disclosing import Disclosing
from layers.report.making import Made

REPORT = "report"
"""What a recipe calls it."""


def note_report(made: Made, out: Path) -> Message | None:
    """Enter a report that was written to `out`; gives why it is not in the ledger, where the project is read only."""
    disclosing = made.disclosing
    left_out = {type_: len(ids & disclosing.at_home.get(type_, set()))
                for type_, ids in disclosing.consents.home.items()}  # fmt: skip
    document = {
        "profile": disclosing.profile.name,
        "head": made.point.head,
        "file": {"name": out.name, "sha256": file_sha256(out)},
        "consent": disclosing.consents.document(left_out),
        "selection": {"where": [f"{made.record.type}={made.record.code}", *made.selection.conditions]},
        "tables": _tables(disclosing),
        "custody": document_of(made.gaps),
    }
    options = {"type": made.record.type, "record": made.record.code, "language": made.wanted.language}
    making = Making(disclosing.profile, Recipe(REPORT, made.selection, options=options), made.wanted.edition)
    return note_export(disclosing.project, Manifest(out, document), making).unnoted


def _tables(disclosing: Disclosing) -> list[dict[str, Any]]:
    """Of each type how many records were told of, and the SHA-256 of what they say."""
    return [
        {"name": kind.name, "rows": len(held), "sha256": _sha256([one.values for one in held])}
        for kind in disclosing.project.catalogue
        if (held := disclosing.of(kind.name))
    ]


def _sha256(values: list[Any]) -> str:
    return hashlib.sha256(orjson.dumps(values, option=orjson.OPT_SORT_KEYS)).hexdigest()
