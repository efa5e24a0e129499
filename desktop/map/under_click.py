"""What the records under a click are called; read on a thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.map.identified import Under
from desktop.map.layer_tree import Sign
from desktop.session import Session
from layers.words import Words

LISTED = 12
"""Records of one mark that are listed; how many more there are is said."""
MOST_LINES = 48


@dataclass(frozen=True)
class Mark:
    """The first rows of a type that one mark stands for, how each is drawn, and how many more there are."""

    type: str
    rows: Sequence[int]
    signs: Sequence[Sign]
    more: int


def lines_of(session: Session, marks: Sequence[Mark]) -> list[Under]:
    """A line for each record, what lies on top first, each once; blocking."""
    lines: list[Under] = []
    seen: set[str] = set()
    for mark in marks:
        lines += [line for line in _lines(session, mark) if not line.id or line.id not in seen]
        seen |= {line.id for line in lines}
    return lines[:MOST_LINES]


def _lines(session: Session, mark: Mark) -> list[Under]:
    register, kind = session.project.register, session.project.catalogue[mark.type]
    ids = register.rows_to_ids(mark.type, mark.rows)
    values, words = register.many_values(mark.type, ids), Words(session)
    lines = [
        Under(mark.type, record, sign, str(held.get("code") or ""), words.title(kind, held))
        for record, sign in zip(ids, mark.signs, strict=False)
        if (held := values.get(record)) is not None
    ]
    return [*lines, *([Under(mark.type, "", None, more=mark.more)] if mark.more > 0 else [])]
