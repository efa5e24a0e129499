"""When each commit arrived in this copy, held to what can be; `--as-of TIME` asks by it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection

from forensics.dates import shortened
from forensics.journal import Header, JournalBroken
from forensics.messages import Message, say
from layers.register.blobs import as_bytes
from layers.register.engine import ask
from layers.register.values_of_copy import MERGES, get_local


class Brought:
    """Which commits other copies brought, and when, as it was noted."""

    def __init__(self, connection: Connection) -> None:
        noted = get_local(connection, MERGES, unreadable=[]) or []
        self._merges = [(int(first), int(last), str(at)) for first, last, at in noted]

    def when(self, number: int, made: str) -> str:
        """When a commit came here: with a merge, else as it was made."""
        return next((at for first, last, at in self._merges if first <= number <= last), made)

    def without_fault(self, number: int, *, revoked: bool) -> bool:
        """Whether a commit that counts in no state is here by no fault: another copy brought it, or what revoked it."""
        brought = any(first <= number <= last for first, last, _ in self._merges)
        return brought or (revoked and bool(self._merges))


def wrong_arrivals(connection: Connection) -> Iterator[Message]:
    """What is wrong with the times of arrival, commit by commit; one by a clock that was set back is none of it.

    A commit that was made in this copy, or in the one that it was copied from, arrived when it was made; one that
    another copy brought, when it was merged. A header that cannot be read is named elsewhere.
    """
    arrived: dict[str, str] = {}
    merged = Brought(connection)
    for number, name, raw, noted in ask(
        connection,
        "SELECT number, c.hash, CAST(c.header AS BLOB), a.at FROM journal_commit c LEFT JOIN local_arrival a"
        " USING (number) ORDER BY number",
    ):
        try:
            header = Header.from_bytes(as_bytes(raw))
        except JournalBroken:
            continue
        if isinstance(noted, str):
            arrived[str(name)] = noted
        if noted != merged.when(int(number), header.time):
            yield _wrong(str(name), header, noted, max((arrived.get(one, "") for one in header.parents), default=""))
    for (number,) in ask(
        connection, "SELECT number FROM local_arrival WHERE number NOT IN (SELECT number FROM journal_commit)"
    ):
        yield say("A time of arrival is noted for commit {number}, which the journal does not hold.", number=number)


def _wrong(name: str, header: Header, noted: object, before: str) -> Message:
    if noted is None:
        return say("Commit {hash}: when it arrived here is not noted.", hash=name[:12])
    if not _is_time(noted):
        return say(
            "Commit {hash}: “{value}” is noted as when it arrived here, and is no time.",
            hash=name[:12], value=shortened(noted),
        )  # fmt: skip
    if str(noted) < before:
        return say(
            "Commit {hash}: it is noted to have arrived here at {at}, before the commit that it follows ({before}).",
            hash=name[:12], at=noted, before=before,
        )  # fmt: skip
    return say(
        "Commit {hash}: it is noted to have arrived here at {at}, but it was made here at {made}.",
        hash=name[:12], at=noted, made=header.time,
    )  # fmt: skip


def _is_time(noted: object) -> bool:
    try:
        return isinstance(noted, str) and datetime.fromisoformat(noted).tzinfo is not None
    except ValueError:
        return False
