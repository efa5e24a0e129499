"""What was told of numbers, in the journal: the blocks of each table and their sums, never what lies within a block."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from forensics.changes import Change, Operation
from forensics.counts.hiding import History
from forensics.counts.tables import Block, Published
from forensics.identifiers import new_id
from layers.project import Project
from layers.register.journal import COUNTS

_TO = "@"
"""In the name of a table of the ledger, before whom it was told to; nothing stands there where that is everybody."""


def history_of(project: Project, audience: str = "") -> dict[str, list[Published]]:
    """By table what was told of it, oldest first: to everybody, and to an audience of a profile's name."""
    found: dict[str, list[Published]] = defaultdict(list)
    entries = project.register.administrative(COUNTS)
    for _, entry in sorted(entries.items()):
        blocks = [_read(text) for text in entry["blocks"]]
        table, _, told_to = str(entry["table"]).partition(_TO)
        if told_to in ("", audience):
            found[table].append(Published(tuple(blocks), frozenset(entry["dark"]), frozenset(entry.get("at_risk", ()))))
    return dict(found)


def note_counts(project: Project, published: Mapping[str, Published], history: History, audience: str = "") -> None:
    """Enter what is about to be told, where it differs from what was told last; raises MayNotWrite."""
    changes = [
        Change(COUNTS, new_id(), Operation.ADD, after=_entry(f"{name}{_TO}{audience}" if audience else name, one))
        for name, one in published.items()
        if one.blocks and (not history.get(name) or history[name][-1] != one)
    ]
    if changes:
        project.register.commit(changes, "")


def _entry(table: str, published: Published) -> dict[str, object]:
    blocks = [f"{block.number}:{','.join(sorted(block.leaves))}" for block in published.blocks]
    return {"table": table, "blocks": blocks, "dark": sorted(published.dark), "at_risk": sorted(published.at_risk)}


def _read(text: str) -> Block:
    number, leaves = text.split(":", 1)
    return Block(frozenset(leaves.split(",")), int(number))
