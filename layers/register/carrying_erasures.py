"""An erasure that another copy made, carried out here; and one of here, on what another copy brings.

It reaches all that was written without having seen it, on whatever copy. What it lists is signed; nothing else that the
other copy says is believed, but under which name a filter is kept that quoted the person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import Connection

from layers.register.drafts import drop_drafts_naming
from layers.register.engine import ask
from layers.register.erasures import Erasures, Gone, mark_of, read_erasures
from layers.register.graph import read_history
from layers.register.journal import ADMINISTRATIVE, CLASSES, FILTER, REASON
from layers.register.leaves import ERASED, types_of_journal
from layers.register.originals import Original, original, originals_with, subject_of
from layers.register.values_of_copy import WIPING, get_local, set_local

_LOCKED = CLASSES[2:]
_NOTHING = {
    True: ", ".join(f"{name} = NULL" for name in CLASSES),
    False: ", ".join(f"{name} = NULL" for name in _LOCKED),
}
_LEFT = {True: f"coalesce({', '.join(CLASSES)})", False: f"coalesce({', '.join(_LOCKED)})"}
"""Of an entry, by whether it goes whole: what is set to nothing, and what is there as long as anything of it is."""

PlaceOf = Callable[[Original], str | None]
"""Where the file of an original lies, below the folder of evidence."""


@dataclass
class _Work:
    entries: dict[tuple[str, str], None] = field(default_factory=dict)
    subjects: dict[str, None] = field(default_factory=dict)
    media: dict[str, None] = field(default_factory=dict)


def carry_out(connection: Connection, other: Connection, place_of: PlaceOf) -> Gone:
    """Take from the journal and the keys what the erasures in force reach and still lies here."""
    erasures, work = read_erasures(connection), _Work()
    _rename_filters(connection, other, erasures, work)
    graph = read_history(connection).graph
    types = types_of_journal(connection)
    for erasure, records in erasures.records.items():
        made = erasures.commits[erasure]
        for record in sorted(records):
            for number, commit, type_, subject in _still_here(connection, erasures, types, record):
                if commit != made and not graph.follows(commit, made):
                    _forget(connection, work, number, mark_of(erasure), whole=erasures.takes_whole(type_, record))
                    work.entries[type_, record] = None
                    if subject is not None and type_ not in ADMINISTRATIVE:
                        work.subjects[subject] = None
                        _forget_reasons(connection, work, commit, subject, mark_of(erasure))
                    if record in erasures.originals:
                        work.media[record] = None
    if not work.entries:
        return Gone()
    files = _files_of(connection, work, erasures, place_of)
    _forget_keys(connection, work)
    drop_drafts_naming(connection, [record for type_, record in work.entries if type_ not in ADMINISTRATIVE])
    set_local(connection, WIPING, [*(get_local(connection, WIPING, unreadable=[]) or []), *files])
    return Gone(tuple(work.entries), tuple(files))


def _still_here(
    connection: Connection, erasures: Erasures, types: list[str], record: str
) -> Iterator[tuple[int, int, str, str | None]]:
    """The entries of a record that hold what an erasure takes, or do not say yet that they held it.

    Gives number, commit and type, and whom they speak of.
    """
    for type_ in types:
        left = _LEFT[erasures.takes_whole(type_, record)]
        sql = (
            "SELECT number, in_commit, subject FROM journal_change WHERE type = ? AND record = ?"
            f" AND ({left} IS NOT NULL OR substr(subject, 1, {len(ERASED)}) <> '{ERASED}')"
        )
        for number, commit, subject in ask(connection, sql, (type_, record)).fetchall():
            marked = isinstance(subject, str) and subject.startswith(ERASED)
            yield int(number), int(commit), type_, None if subject is None or marked else str(subject)


def _forget(connection: Connection, work: _Work, number: int, mark: str, *, whole: bool) -> None:
    ask(connection, f"UPDATE journal_change SET {_NOTHING[whole]}, subject = ? WHERE number = ?", (mark, number))


def _forget_reasons(connection: Connection, work: _Work, commit: int, subject: str, mark: str) -> None:
    """The reasons that were given under the same key for the edits of a commit."""
    sql = "SELECT number, record FROM journal_change WHERE in_commit = ? AND type = ? AND subject = ?"
    for number, record in ask(connection, sql, (commit, REASON, subject)).fetchall():
        _forget(connection, work, int(number), mark, whole=True)
        work.entries[REASON, str(record)] = None


def _forget_keys(connection: Connection, work: _Work) -> None:
    """Destroy the keys that open nothing else."""
    for subject in [*work.subjects, *map(subject_of, work.media)]:
        ask(
            connection,
            "DELETE FROM keys_person WHERE subject = ?"
            " AND NOT EXISTS (SELECT 1 FROM journal_change WHERE subject = keys_person.subject)",
            (subject,),
        )


def _files_of(connection: Connection, work: _Work, erasures: Erasures, place_of: PlaceOf) -> list[str]:
    """Where the files of erased media lie; one that is the file of another record too stays."""
    found = []
    for media in work.media:
        held = original(connection, media)
        place = None if held is None else place_of(held)
        if held is None or place is None:
            continue
        same = {one.media for one in originals_with(connection, [held.sha256 or held.recorded])}
        if held.key is not None or same <= erasures.originals:
            found.append(place)
    return found


def _rename_filters(connection: Connection, other: Connection, erasures: Erasures, work: _Work) -> None:
    """Give a filter that quoted an erased person the name under which the erasure lists it, on whichever copy."""
    listed = {record for records in erasures.records.values() for record in records}
    here, there = _filters(connection), _filters(other)
    renamed = {here[at]: name for at, name in there.items() if at in here and name != here[at] and name in listed}
    renamed |= {name: here[at] for at, name in there.items() if at in here and name != here[at] and here[at] in listed}
    for was, name in renamed.items():
        ask(connection, "UPDATE journal_change SET record = ? WHERE type = ? AND record = ?", (name, FILTER, was))
        ask(connection, "DELETE FROM journal_setting WHERE type = ? AND record = ?", (FILTER, was))
        work.entries[FILTER, name] = None


def _filters(connection: Connection) -> dict[tuple[str, int], str]:
    """What filters are called, by the hash of the commit that wrote them and the place of their entry in it."""
    first = "(SELECT min(f.number) FROM journal_change f WHERE f.in_commit = e.in_commit)"
    sql = (
        f"SELECT c.hash, e.number - {first}, e.record FROM journal_change e"
        " JOIN journal_commit c ON c.number = e.in_commit WHERE e.type = ?"
    )
    return {(str(name), int(place)): str(record) for name, place, record in ask(connection, sql, (FILTER,))}
