"""What one side keeps between two files: its key and its set, encrypted under this device's key, for one use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import Connection

from forensics.overlap import Piece, Terms
from layers.errors import OverlapRefused
from layers.keys import locked_under, unlocked_under
from layers.overlap.files import apart, joined
from layers.project import Project
from layers.register.values_of_copy import OVERLAP, drop_local, get_local, local_names, set_local

DAYS = 30
"""For so many days an exchange may be gone on with."""
_PURPOSE = b"taphos: an overlap under way"


@dataclass(frozen=True)
class Pending:
    """One exchange under way: `items` are our set in the order of our points, None for what only fills it up.

    `theirs` are the other side's points with its key, where they are known.
    """

    exchange: str
    step: str
    terms: Terms
    key: bytes = field(repr=False)
    items: Sequence[Piece | None] = field(repr=False)
    theirs: Sequence[bytes] = field(default=(), repr=False)
    until: date = date.max


def today() -> date:
    """The day in UTC."""
    return datetime.now(UTC).date()


def keep(project: Project, pending: Pending) -> None:
    """Keep an exchange for DAYS days, and let go of those that are over."""
    until = today() + timedelta(days=DAYS)
    document = {
        "exchange": pending.exchange, "step": pending.step, "terms": asdict(pending.terms), "key": pending.key.hex(),
        "items": [item and list(item) for item in pending.items], "theirs": joined(pending.theirs),
        "until": until.isoformat(),
    }  # fmt: skip
    locked = locked_under(_device_key(project), _PURPOSE, orjson.dumps(document))

    def write(connection: Connection) -> None:
        _drop_old(project, connection)
        set_local(connection, OVERLAP + pending.exchange, locked.hex())

    project.register.write_local(write, wiping=True)


def look(project: Project, exchange: str, step: str) -> Pending:
    """The exchange that is under way at a step; raises OverlapRefused where there is none, or it is over."""
    found = project.register.write_local(lambda connection: _read(project, connection, exchange))
    if found is None or found.step != step:
        raise OverlapRefused(
            "No exchange of this file is under way here: it was opened already, was begun in another project or on "
            "another device, or is older than {days} days.",
            days=DAYS,
        )  # fmt: skip
    return found


def use_up(project: Project, exchange: str) -> None:
    """Let go of an exchange, which is used once; raises OverlapRefused where somebody else just did."""

    if not project.register.write_local(lambda connection: drop_local(connection, OVERLAP + exchange), wiping=True):
        raise OverlapRefused("The exchange was opened already; it is used once.")


def _read(project: Project, connection: Connection, exchange: str) -> Pending | None:
    held = get_local(connection, OVERLAP + exchange)
    try:
        document = orjson.loads(unlocked_under(_device_key(project), _PURPOSE, bytes.fromhex(held or "")))
        pending = _pending(document)
    except (ValueError, KeyError, TypeError):
        return None
    return pending if pending.until >= today() else None


def _pending(document: Mapping[str, Any]) -> Pending:
    terms = {**document["terms"], "kinds": tuple(document["terms"]["kinds"])}
    return Pending(
        document["exchange"], document["step"], Terms(**terms), bytes.fromhex(document["key"]),
        [None if one is None else Piece(*one) for one in document["items"]], apart(document["theirs"]),
        date.fromisoformat(document["until"]),
    )  # fmt: skip


def _drop_old(project: Project, connection: Connection) -> None:
    for name in local_names(connection, OVERLAP):
        if _read(project, connection, name.removeprefix(OVERLAP)) is None:
            drop_local(connection, name)


def _device_key(project: Project) -> bytes:
    return project.device.key.private_bytes_raw()
