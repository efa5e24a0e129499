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


def wrong_arrivals(connection: Connection) -> Iterator[Message]:
    """What is wrong with the times of arrival, commit by commit; one by a clock that was set back is none of it.

    Every commit of a copy was made in it, or in the one that it was copied from: it arrived when it was made. A header
    that cannot be read is named elsewhere.
    """
    arrived: dict[str, str] = {}
    for name, raw, noted in ask(
        connection,
        "SELECT c.hash, CAST(c.header AS BLOB), a.at FROM journal_commit c LEFT JOIN local_arrival a USING (number) "
        "ORDER BY c.number",
    ):
        try:
            header = Header.from_bytes(as_bytes(raw))
        except JournalBroken:
            continue
        if isinstance(noted, str):
            arrived[str(name)] = noted
        if noted != header.time:
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
