"""Values that are this copy's own: never merged, never exported, never evidence.

Whoever hands a project over can write anything there, so none is trusted to be what was written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
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

MERGES = "merges"
"""The commits that other copies brought: of each merge the numbers of its first and last one, and when it was."""

ELSEWHERE = "elsewhere"
"""The media whose files other copies hold and this one never did."""

WIPING = "wiping"
"""That something erased may still lie in free pages, and which files of it are to go."""

WHEREABOUTS = "whereabouts"
"""Where a person was when the window was locked."""

BASE_MAPS = "base_maps"
"""The files of this machine that the map shows under the records (layers.basemaps.kept)."""

VIEWS = "views"
"""The views of the map that were given a name (layers.basemaps.views)."""

LOOKS = "looks"
"""What the types of record on the map are styled by, where a person chose it (layers.kept_looks)."""

SERVER = "server"
"""Of a project on a server: what is known of it before its journal is read, and where its originals lie."""

WRITERS = "writers"
"""The devices that wrote the journal, and up to which commit (layers.register.writers)."""

DECLARED = "declared"
"""Which declarations the tables were last brought up to (layers.register.migrating)."""

PSEUDONYM_KEY = "pseudonym_key"
"""The key under which records leave (layers.exports.pseudonyms)."""

OVERLAP = "overlap:"
"""What the name of an exchange with another organisation begins with (layers.overlap)."""

MAPPING = "mapping:"
"""What the name of a remembered mapping of columns begins with (layers.imports.remembering)."""

GONE = object()
"""Of a value nothing is left."""

Quoting = Callable[[str], bool]
"""Whether a text quotes a person who is erased."""

Leaving = Callable[[Any, Quoting], Any]
"""Gives what is left of a value; a list with fewer rows, or GONE."""


@dataclass(frozen=True)
class OwnValue:
    """How a value is written, and what an erasure leaves of it: it itself, what does not quote the person, or GONE.

    `left` is None for one that no person's words ever enter: hashes, keys and names of commits.
    """

    is_as_written: Callable[[Any], bool]
    left: Leaving | None = None


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _are_rows(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


def _is_merge(value: Any) -> bool:
    if not isinstance(value, list) or len(value) != 3:
        return False
    first, last, at = value
    return type(first) is int and type(last) is int and 0 < first <= last < 1 << 63 and isinstance(at, str)


def _is_digits(value: Any) -> bool:
    return isinstance(value, str) and len(value) % 2 == 0 and set(value) <= set("0123456789abcdef")


def _rows_left(value: Any, quoting: Quoting) -> Any:
    return [row for row in value if not _quotes(row, quoting)] if _are_rows(value) else GONE


def _all_or_nothing(value: Any, quoting: Quoting) -> Any:
    """An earlier version wrote mappings in digits, in which nothing can be looked for."""
    return GONE if isinstance(value, str) or _quotes(value, quoting) else value


def _nothing(_value: Any, _quoting: Quoting) -> Any:
    return GONE


def _quotes(value: Any, quoting: Quoting) -> bool:
    """Whether a text within a value quotes somebody; an underscore in the name of a file parts words as a space."""
    return any(quoting(text) or quoting(text.replace("_", " ")) for text in texts_within(value))


def texts_within(value: Any) -> Iterator[str]:
    """Every text within a value, names of fields and numbers left aside."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from texts_within(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_within(inner)


OWN_VALUES: Mapping[str, OwnValue] = {
    HEADS: OwnValue(_are_texts),
    SERVER: OwnValue(lambda value: isinstance(value, dict)),
    MERGES: OwnValue(lambda value: isinstance(value, list) and all(map(_is_merge, value))),
    ELSEWHERE: OwnValue(_are_texts),
    WIPING: OwnValue(lambda value: value is None or isinstance(value, list)),
    DECLARED: OwnValue(_is_digits),
    PSEUDONYM_KEY: OwnValue(_is_digits),
    WHEREABOUTS: OwnValue(lambda value: value is None or isinstance(value, dict), _nothing),
    BASE_MAPS: OwnValue(_are_rows, _rows_left),
    VIEWS: OwnValue(_are_rows, _rows_left),
    LOOKS: OwnValue(_are_rows, _rows_left),
    MAPPING: OwnValue(lambda value: isinstance(value, dict) or _is_digits(value), _all_or_nothing),
    OVERLAP: OwnValue(_is_digits, _nothing),  # locked under the key of the device, so that nobody can look into it
    WRITERS: OwnValue(
        lambda value: (
            isinstance(value, dict)
            and type(value.get("up_to")) is int
            and 0 <= value["up_to"] < 1 << 63
            and isinstance(value.get("hash"), str)
            and _are_texts(value.get("devices"))
        )
    ),
}
"""Every value of this copy by its name, or by what its name begins with; none is kept that is not declared here."""


def kind_of(name: str) -> str:
    """Under which name a value is declared; an empty one where it is not."""
    beginning = name[: name.find(":") + 1]
    return name if name in OWN_VALUES else beginning if beginning in OWN_VALUES else ""


def set_local(connection: Connection, name: str, value: Any) -> None:
    """Keep a value that is this copy's own; raises KeyError for a name that is not declared here."""
    if not kind_of(name):
        raise KeyError(name)
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


def forget_quoting(connection: Connection, quoting: Quoting) -> Counter[str]:
    """Let go of all that quotes a person in the values of this copy; gives by kind how many values, or rows, went.

    One that is not declared here was written by nobody who is known, and goes.
    """
    gone = Counter[str]()
    for name, held in ask(connection, "SELECT name, held FROM local_value ORDER BY name").fetchall():
        kind = kind_of(str(name))
        leaving = OWN_VALUES[kind].left if kind else _nothing
        if leaving is None:
            continue
        value = _value(held)
        left: Any = GONE if value is _NONE else leaving(value, quoting)
        if left is GONE:
            drop_local(connection, name)
            gone[kind] += 1
        elif left != value:
            set_local(connection, name, left)
            gone[kind] += len(value) - len(left)  # rows
    return gone


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
    own = OWN_VALUES.get(kind_of(str(name)))
    return own is not None and own.is_as_written(value)
