"""What the journal tells of the past: the history of a record, the changes of a commit, the records as of a moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

import shapely
from sqlalchemy import Connection

from forensics.anchors import APART
from forensics.catalogue import MAIN, Catalogue, RecordType
from forensics.changes import Change
from forensics.errors import UnknownName
from forensics.fields import Field
from forensics.folding import found_among
from forensics.journal import Header, JournalBroken, record_hash
from forensics.merging import LINE, History, Merged, merged
from forensics.ports import Event, Point, Query
from layers.register.areas import meets
from layers.register.blobs import as_bytes
from layers.register.comparing import AnyOf, Compared, compared, holds
from layers.register.enrolled import in_force, uncounted
from layers.register.erasures import read_erasures
from layers.register.graph import history_at_hand, read_history
from layers.register.journal import ADMINISTRATIVE, REASON
from layers.register.leaves import Leaf, change_of, leaves, leaves_of_record, leaves_of_type, read_payload
from layers.register.moments import read_moment
from layers.register.person_keys import PersonKeys
from layers.register.projection import code_numbers, date_reader, words_reader
from layers.register.reading import Resolver, style_numbers
from layers.register.setting_values import setting_values
from layers.register.tables import NO_DAY_AFTER, NO_DAY_BEFORE
from layers.register.values_of_copy import MERGES, get_local, heads_of_copy


def find_commit(connection: Connection, name: str) -> tuple[int, str]:
    """Number and full hash of the commit whose hash begins so; the newest one where `name` is empty."""
    if not name:
        row = connection.exec_driver_sql("SELECT number, hash FROM journal_commit ORDER BY number DESC LIMIT 1").first()
        if row is None:
            raise UnknownName("The journal holds no commit yet.")
        return int(row[0]), str(row[1])
    rows = connection.exec_driver_sql(
        "SELECT number, hash FROM journal_commit WHERE substr(hash, 1, ?) = ? LIMIT 2", (len(name), name.lower())
    ).all()
    if not rows:
        raise UnknownName("No commit of this project has a hash that begins with “{name}”.", name=name)
    if len(rows) > 1:
        raise UnknownName("Several commits of this project have a hash that begins with “{name}”.", name=name)
    return int(rows[0][0]), str(rows[0][1])


def point_of(connection: Connection, as_of: str) -> Point:
    """The point in the journal that `as_of` names, commits or a time; the newest where it is empty.

    Raises UnknownName and ValueRefused.
    """
    moment = read_moment(as_of) if as_of else None
    if moment is None:
        named = as_of.split(APART) if as_of else heads_of_copy(connection) or ("",)
        heads = sorted(find_commit(connection, one.strip())[1] for one in named)
        return Point(APART.join(heads), max(commit_time(connection, head) for head in heads))
    at = _arrival(moment)
    sql = "SELECT number FROM journal_commit JOIN local_arrival USING (number) WHERE at <= ? ORDER BY number"
    history = read_history(connection)
    arrived = [int(number) for number in connection.exec_driver_sql(sql, (at,)).scalars()]
    return Point(APART.join(sorted(history.names[one] for one in history.graph.newest(arrived))), at)


def commit_time(connection: Connection, name: str) -> str:
    """The time in the header of the commit whose hash begins so, of several the latest; of the newest where none is."""
    sql = "SELECT header FROM journal_commit WHERE number = ?"
    numbers = [find_commit(connection, one)[0] for one in name.split(APART)]
    return max(header_of(connection.exec_driver_sql(sql, (number,)).scalar_one()).time for number in numbers)


def newest_made_here(connection: Connection) -> tuple[int, str]:
    """Number and hash of the newest commit that no other copy brought."""
    brought = get_local(connection, MERGES, unreadable=[]) or []
    apart = "".join(f" AND NOT number BETWEEN {int(first)} AND {int(last)}" for first, last, _ in brought)
    found = connection.exec_driver_sql(
        f"SELECT number, hash FROM journal_commit WHERE true{apart} ORDER BY number DESC LIMIT 1"
    ).first()
    return find_commit(connection, "") if found is None else (int(found[0]), str(found[1]))


def changes_of(connection: Connection, number: int, record: str = "") -> list[Change]:
    """The edits of a commit's records, or of one of them, in their order, administrative ones left out."""
    keys = PersonKeys(connection)
    found: list[Change] = []
    only, parameters = (" AND record = ?", (number, record)) if record else ("", (number,))
    stream = leaves(connection, f"in_commit = ?{only}", parameters)
    for _, group in groupby(stream, key=lambda leaf: leaf.change):
        payloads = [read_payload(leaf, keys) for leaf in group if leaf.type not in ADMINISTRATIVE]
        if payloads and any(payload is None for payload in payloads):
            raise UnknownName("Part of that commit was erased or is not here, so it cannot be taken back.")
        if payloads:
            found.append(change_of([payload for payload in payloads if payload is not None]))
    return found


def missing_of(connection: Connection, names: Sequence[str]) -> str:
    """The first of these commits, and of all that they follow, that is not in the journal; empty if none lacks."""
    parents = {
        str(name): header_of(raw).parents
        for name, raw in connection.exec_driver_sql("SELECT hash, header FROM journal_commit")
    }
    seen: set[str] = set()
    waiting = sorted(names, reverse=True)
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        if name not in parents:
            return name
        seen.add(name)
        waiting.extend(parents[name])
    return ""


def history(connection: Connection, record: str) -> list[Event]:
    """Each commit's writes to one record, oldest first."""
    keys, writing = PersonKeys(connection), in_force(connection)
    apart: frozenset[int] | None = None  # asked for where somebody else wrote: it takes a look at the whole journal
    events: list[Event] = []
    stream = leaves_of_record(connection, record)
    for (number, _), group in groupby(stream, key=lambda leaf: (leaf.in_commit, leaf.change)):
        held = list(group)
        payloads = [read_payload(leaf, keys) for leaf in held]
        known = [payload for payload in payloads if payload is not None]
        name, raw = connection.exec_driver_sql(
            "SELECT hash, header FROM journal_commit WHERE number = ?", (number,)
        ).one()
        header = header_of(raw)
        change = change_of(known) if known else None
        if header.device not in writing and apart is None:
            apart = uncounted(connection)
        events.append(
            Event(
                commit=name,
                time=header.time,
                zone=header.zone,
                author=header.author,
                device=header.device,
                operation=change.operation.value if change else "",
                before=change.before if change else {},
                after=change.after if change else {},
                reason=_reason(connection, number, keys),
                erased=len(known) < len(payloads),
                counts=header.device in writing or number not in (apart or ()),
                clock=bool(earlier_than_parents(connection, header)),
            )
        )
    return told_in_order(connection, events)


def told_in_order(connection: Connection, events: list[Event]) -> list[Event]:
    """Events as every copy tells them: each behind those that it had seen, else by their clocks, whatever came first.

    A copy that nothing was merged into has them so already.
    """
    if len(events) < 2 or not get_local(connection, MERGES, unreadable=[]):
        return events
    history = history_at_hand(connection)
    numbers = {name: number for number, name in history.names.items()}
    waiting = sorted(dict.fromkeys((one.time, one.commit) for one in events))
    placed: dict[str, int] = {}
    while waiting:
        free = [
            one for one in waiting
            if not any(history.graph.follows(numbers[one[1]], numbers[other[1]]) for other in waiting)
        ]  # fmt: skip
        placed[free[0][1]] = len(placed)
        waiting.remove(free[0])
    return sorted(events, key=lambda one: placed[one.commit])


def earlier_than_parents(connection: Connection, header: Header) -> str:
    """The latest time of the commits that a commit follows, where it says that it was made before; else empty."""
    marks = ", ".join("?" * len(header.parents))
    rows = connection.exec_driver_sql(
        f"SELECT header FROM journal_commit WHERE hash IN ({marks})", header.parents
    ).scalars()
    latest = max((header_of(raw).time for raw in rows), default="")
    return latest if latest > header.time else ""


def _reason(connection: Connection, number: int, keys: PersonKeys) -> str:
    stream = leaves(connection, "in_commit = ? AND type = ?", (number, REASON))
    payload = next((read_payload(leaf, keys) for leaf in stream), None)
    return str(payload["after"].get("reason", "")) if payload else ""


def commits_as_of(connection: Connection, moment: str) -> frozenset[int]:
    """The commits that a moment knows: commits with all their ancestors, or what had arrived here by a time."""
    time = read_moment(moment)
    if time is not None:
        rows = connection.exec_driver_sql("SELECT number FROM local_arrival WHERE at <= ?", (_arrival(time),))
        return frozenset(int(number) for number in rows.scalars())
    parents = {
        name: (int(number), Header.from_bytes(raw).parents)
        for number, name, raw in connection.exec_driver_sql("SELECT number, hash, header FROM journal_commit")
    }
    known: set[int] = set()
    waiting = [find_commit(connection, one)[1] for one in moment.strip().split(APART)]
    while waiting:
        number, before = parents[waiting.pop()]
        if number not in known:
            known.add(number)
            waiting.extend(parent for parent in before if parent in parents)
    return frozenset(known)


def _arrival(time: datetime) -> str:
    """A moment as arrivals are noted; years before 1000 keep their zeros, since the texts are compared."""
    return f"{time.isoformat(timespec='microseconds').removesuffix('+00:00')}Z"


def records_as_of(connection: Connection, kind: RecordType, moment: str) -> Iterator[dict[str, Any]]:
    """The records of a type as the journal had them then, in the order of their ids."""
    then = commits_as_of(connection, moment)
    known = then - uncounted(connection, then)
    keys = PersonKeys(connection)
    erasures, history = read_erasures(connection), read_history(connection)
    headers: dict[int, Header] = {}
    for record, group in groupby(leaves_of_type(connection, kind.name), key=lambda leaf: leaf.record):
        held = [leaf for leaf in group if leaf.in_commit in known]
        if held:
            state = fold(held, keys, erasures.remembered.get(record), history)
            yield kept_values(connection, record, state, headers)


def counting_leaves(connection: Connection, type_: str, record: str) -> list[Leaf]:
    """The payloads of one record that count, in their order."""
    apart = uncounted(connection)
    written = leaves(connection, "type = ? AND record = ?", (type_, record))
    return [leaf for leaf in written if leaf.in_commit not in apart]


def values_by_the_journal(
    connection: Connection, record: str, held: Sequence[Leaf], keys: PersonKeys
) -> dict[str, Any]:
    """What a record holds by its payloads that count, with what the register keeps."""
    state = fold(held, keys, read_erasures(connection).remembered.get(record), read_history(connection))
    return kept_values(connection, record, state, {})


def fold(
    held: Sequence[Leaf], keys: PersonKeys, remembered: Mapping[str, Any] | None = None, history: History = LINE
) -> Merged:
    """The state that one record's leaves give, over what is remembered of an erased one."""
    entries = [(leaf.in_commit, leaf.digest, read_payload(leaf, keys)) for leaf in held]
    return merged(held[0].type, remembered or {}, entries, history)


_MOST_HEADERS = 10_000
"""Headers of commits that are kept at hand."""


def kept_values(connection: Connection, record: str, state: Merged, headers: dict[int, Header]) -> dict[str, Any]:
    """A folded record's values with those that the register keeps; `headers` caches commits by number.

    Where it was added on two copies, the earlier one by their clocks is its first.
    """
    header = min((_header_of(connection, one, headers) for one in state.first), key=lambda one: (one.time, one.root))
    return {
        **state.values,
        "id": record,
        "author": header.author,
        "device": header.device,
        "recorded_at": f"{header.time} {header.zone}",
        "version": len(state.commits),
        "record_hash": record_hash(state.digests),
    }


def _header_of(connection: Connection, number: int, headers: dict[int, Header]) -> Header:
    if number not in headers:
        if len(headers) >= _MOST_HEADERS:
            headers.clear()
        raw = connection.exec_driver_sql("SELECT header FROM journal_commit WHERE number = ?", (number,)).scalar()
        headers[number] = _UNKNOWN if raw is None else header_of(raw)
    return headers[number]


def select_as_of(
    connection: Connection, catalogue: Catalogue, query: Query, resolve: Resolver
) -> Iterator[dict[str, Any]]:
    """The records that a query asks for, as of its moment; conditions are tried on the values themselves."""
    kind = catalogue[query.type]
    fields = [(kind.field(name), value) for name, value in query.where]
    wanted = [(field, _wanted(field, value, resolve)) for field, value in fields]
    leaves_out, words = _leaving_out(kind, query), words_reader(kind)
    given = 0
    for values in records_as_of(connection, kind, query.as_of):
        if not query.voided and values.get("review") == "voided":
            continue
        if query.ids and values["id"] not in query.ids:
            continue
        if not all(holds(field, values.get(field.name), value) for field, value in wanted):
            continue
        if query.text and not found_among(query.text, words(values).split()):
            continue
        if query.bbox is not None and not _touches(values.get(MAIN), query.bbox):
            continue
        if query.area and not (_drawn(values.get(MAIN)) and meets(query.area, bytes.fromhex(values[MAIN]["geometry"]))):
            continue
        if leaves_out(values):
            continue
        if query.limit is not None and given >= query.limit:
            return
        given += 1
        yield values


def _leaving_out(kind: RecordType, query: Query) -> Callable[[dict[str, Any]], bool]:
    """Whether a record is left out by its style code or its date, as the narrow table would have them."""
    if not query.without and query.days is None:
        return lambda values: False
    dates, style, days = date_reader(kind), code_numbers(kind, kind.about.style), query.days
    numbers = style_numbers(kind)
    out = {numbers[code] for code in query.without if code in numbers}

    def leaves_out(values: dict[str, Any]) -> bool:
        number = style(values)
        if values.get("review") == "voided" or (-1 if number is None else number) in out:
            return True
        if days is None:
            return False
        first, last = dates(values)
        first, last = NO_DAY_BEFORE if first is None else first, NO_DAY_AFTER if last is None else last
        undated = (first, last) == (NO_DAY_BEFORE, NO_DAY_AFTER)
        outside = first > days.last or last < days.first
        return (outside and not undated) if days.undated else (outside or undated)

    return leaves_out


def _wanted(field: Field, value: str | None, resolve: Resolver) -> Compared:
    """What a condition compares with; a record is named by its id then."""
    wanted = compared(field, value)
    if not field.names_record:
        return wanted
    parts = wanted.values if isinstance(wanted, AnyOf) else (wanted,)
    named = tuple(None if part is None else resolve(str(part), field.target) for part in parts)
    return AnyOf(named) if isinstance(wanted, AnyOf) else named[0]


def _drawn(place: dict[str, Any] | None) -> bool:
    return place is not None and bool(place.get("geometry"))


def _touches(place: dict[str, Any] | None, bbox: tuple[float, float, float, float]) -> bool:
    geometry = None if place is None else place.get("geometry")
    if geometry is None:
        return False
    west, south, east, north = shapely.from_wkb(geometry).bounds
    return bool(east >= bbox[0] and west <= bbox[2] and north >= bbox[1] and south <= bbox[3])


_UNKNOWN = Header("", "", "", "", (), 0, 0, "")


def header_of(raw: Any) -> Header:
    """A header for showing; one that cannot be read is for `verify` to name."""
    try:
        return Header.from_bytes(as_bytes(raw))
    except JournalBroken:
        return _UNKNOWN


def settings(connection: Connection, type_: str) -> dict[str, dict[str, Any]]:
    """The administrative records of one kind by their record."""
    rows = connection.exec_driver_sql("SELECT record, held FROM journal_setting WHERE type = ?", (type_,))
    return {record: setting_values(held) for record, held in rows}
