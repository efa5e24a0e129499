"""Values that are this copy's own: never merged, never exported, never evidence.

Whoever hands a project over can write anything there, so none is trusted to be what was written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import Connection

from forensics.journal import JournalBroken
from forensics.messages import Message, say
from layers.register.blobs import as_bytes
from layers.register.engine import ask
from layers.register.leaves import heads

HEADS = "heads"
"""The commits that were the newest when this copy was last written to."""

WIPING = "wiping"
"""That something erased may still lie in free pages, and which files of it are to go."""

WHEREABOUTS = "whereabouts"
"""Where a person was when the window was locked."""

BASE_MAPS = "base_maps"
"""The files of this machine that the map shows under the records (layers.basemaps.kept)."""

VIEWS = "views"
"""The views of the map that were given a name (layers.basemaps.views)."""

WRITERS = "writers"
"""The devices that wrote the journal, and up to which commit (layers.register.writers)."""


OVERLAP = "overlap:"
"""What the name of an exchange with another organisation begins with (layers.overlap)."""


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _are_rows(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


def _is_digits(value: Any) -> bool:
    return isinstance(value, str) and len(value) % 2 == 0 and set(value) <= set("0123456789abcdef")


_FORMS: Mapping[str, Callable[[Any], bool]] = {
    HEADS: _are_texts,
    WIPING: lambda value: value is None or isinstance(value, list),
    WHEREABOUTS: lambda value: value is None or isinstance(value, dict),
    BASE_MAPS: _are_rows,
    VIEWS: _are_rows,
    WRITERS: lambda value: (
        isinstance(value, dict)
        and type(value.get("up_to")) is int
        and 0 <= value["up_to"] < 1 << 63
        and isinstance(value.get("hash"), str)
        and _are_texts(value.get("devices"))
    ),
}
"""Whether a value is as it is written here; all others are bytes in hexadecimal digits."""


def set_local(connection: Connection, name: str, value: Any) -> None:
    """Keep a value that is this copy's own."""
    sql = "INSERT INTO local_value (name, held) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET held = excluded.held"
    ask(connection, sql, (name, orjson.dumps(value).decode()))


def drop_local(connection: Connection, name: str) -> bool:
    """Let go of a value that is this copy's own; whether there was one."""
    return bool(ask(connection, "DELETE FROM local_value WHERE name = ?", (name,)).rowcount)


def local_names(connection: Connection, beginning: str) -> list[str]:
    """The names of the values that are this copy's own and begin so."""
    found = ask(connection, "SELECT name FROM local_value WHERE substr(name, 1, ?) = ?", (len(beginning), beginning))
    return [str(name) for (name,) in found.fetchall()]


def get_local(connection: Connection, name: str, unreadable: Any = None) -> Any:
    """A value that is this copy's own, None where there is none; `unreadable` stands for one that is not as written."""
    found = ask(connection, "SELECT held FROM local_value WHERE name = ?", (name,)).fetchone()
    if found is None:
        return None
    value = _value(found[0])
    return value if _is_as_written(name, value) else unreadable


def forget_where(connection: Connection, names: Sequence[str]) -> None:
    """Forget where a person was, and the base maps and views that name what is erased."""
    set_local(connection, WHEREABOUTS, None)
    for kept in (BASE_MAPS, VIEWS):
        rows = get_local(connection, kept) or []
        staying = [
            row for row in rows if not any(name and name in str(text) for name in names for text in row.values())
        ]
        if len(staying) < len(rows):
            set_local(connection, kept, staying)


def heads_of_copy(connection: Connection) -> tuple[str, ...]:
    """The newest commits, as they were noted when they were written; by the journal itself where the note is none."""
    noted = get_local(connection, HEADS)
    if noted is not None:
        return tuple(noted)
    try:
        return heads(connection)
    except JournalBroken:
        return ()


def strange_values(connection: Connection) -> Iterator[Message]:
    """The values of this copy that are not as they are written here."""
    for name, held in ask(connection, "SELECT name, held FROM local_value ORDER BY name").fetchall():
        if not _is_as_written(name, _value(held)):
            yield say(
                "The register's own value “{name}” is not one that is written here; it was changed outside.",
                name=str(name)[:80],
            )  # fmt: skip


_NONE = object()


def _value(held: Any) -> Any:
    try:
        return orjson.loads(as_bytes(held))
    except (orjson.JSONDecodeError, RecursionError):
        return _NONE


def _is_as_written(name: object, value: Any) -> bool:
    return _FORMS.get(str(name), _is_digits)(value)
