"""`verify`: the journal against itself, then the tables against the journal; the first wrong thing is named."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import numpy as np
import orjson
from cryptography.exceptions import InvalidTag
from sqlalchemy import Connection

from forensics.catalogue import Catalogue
from forensics.fields import Field, Kind
from forensics.journal import (
    SALT_BYTES,
    Header,
    JournalBroken,
    MerkleRoot,
    State,
    commit_hash,
    digest,
    signed_by,
)
from forensics.messages import Message, say
from forensics.ports import ADDED, CHANGED, MISSING, Differing, Progress, Verdict
from layers.errors import Cancelled
from layers.register.blobs import as_bytes
from layers.register.enrolled import read_standing
from layers.register.erasures import read_erasures
from layers.register.forms_of_tables import ill_formed
from layers.register.journal import ADMINISTRATIVE, CLASSES, DEVICE, DIGEST_BYTES, ORIGINAL, REASON
from layers.register.leaves import Leaf, entries_of, leaves_of_type, open_leaf
from layers.register.past import kept_values
from layers.register.person_keys import PersonKeys
from layers.register.projection import Projector, Rows
from layers.register.soundness import unsound
from layers.register.tables import Tables, TypeTables

MOST_PROBLEMS = 200

_RANKS = ", ".join(f"substr(CAST(digests AS BLOB), {1 + at * (1 + DIGEST_BYTES)}, 1)" for at in range(len(CLASSES)))
"""The ranks of the classes that an entry's digests name."""

_UNLISTED = " OR ".join(
    f"({name} IS NOT NULL AND x'{rank:02x}' NOT IN ({_RANKS}))" for rank, name in enumerate(CLASSES)
)
"""A condition: an entry has a payload of a class that its digests do not name."""

_OF_NOBODY = (
    f"subject IS NOT NULL AND x'02' NOT IN ({_RANKS}) AND x'03' NOT IN ({_RANKS})"
    " AND NOT (substr(subject, 1, 7) = 'erased:' AND public IS NULL AND partner IS NULL)"
)
"""A condition: an entry says whom its restricted payloads speak of, and has none; an erased one holds nothing."""


def verify(connection: Connection, catalogue: Catalogue, tables: Tables, progress: Progress | None) -> Verdict:
    """Compare everything; the tables are read once and so is the journal, in two orders."""
    check = _Check(connection, catalogue, tables, progress)
    problems: list[Message] = []
    try:
        for problem in check.problems():
            problems.append(problem)
            if len(problems) >= MOST_PROBLEMS:
                break
    except Cancelled:
        raise
    except Exception as reason:  # whatever was written there, it is no register as we write one
        problems.append(say("The register cannot be read to its end: {reason}.", reason=_in_one_line(reason)))
    sentences = tuple(problems)
    return Verdict(
        ok=not problems,
        first=sentences[0] if sentences else None,
        problems=sentences,
        absent=check.absent,
        erased=check.erased,
        checked=dict(check.checked),
        clock=tuple(check.clock),
        differing=tuple(check.differing),
    )


def _in_one_line(reason: Exception) -> str:
    return " ".join(f"{type(reason).__name__} {getattr(reason, 'orig', None) or reason}".split())[:200]


class _Check:
    def __init__(self, connection: Connection, catalogue: Catalogue, tables: Tables, progress: Progress | None) -> None:
        self.connection = connection
        self.catalogue = catalogue
        self.tables = tables
        self.progress = progress
        self.keys = PersonKeys(connection)
        self.erasures = read_erasures(connection)
        self.absent = 0
        self.erased = 0
        self.checked: dict[str, int] = {"commits": 0, "payloads": 0, "records": 0}
        self.standing = read_standing(connection)
        self.apart = frozenset[int]()  # the commits that count in no state
        self.void: set[tuple[int, str]] = set()  # enrolments and revocations that no lead did
        self.clock: list[Message] = []
        self._next_change = 1
        self.differing: list[Differing] = []
        self._names: dict[int, str] = {}

    def problems(self) -> Iterator[Message]:
        yield from ill_formed(self.connection, self.tables)
        yield from unsound(self.connection, self.tables)
        yield from self._journal()
        yield from self._settings()
        for one in self.tables.types.values():
            yield from self._type(one)
        yield from self._strays()

    def _tell(self) -> None:
        if self.progress is not None:
            self.progress(self.checked["payloads"] + self.checked["records"], 0)

    # The journal

    def _journal(self) -> Iterator[Message]:
        known: dict[str, str] = {}  # when each commit was made
        named: set[str] = set()
        apart: set[int] = set()
        expected = 1
        for number, name, raw, signature in self.connection.exec_driver_sql(
            "SELECT number, hash, CAST(header AS BLOB), CAST(signature AS BLOB) FROM journal_commit ORDER BY number"
        ).all():
            if number != expected:
                yield say("Commit {number} is missing from the journal.", number=expected)
            expected = number + 1
            known[str(name)] = ""
            self._names[int(number)] = str(name)
            if not self.standing.counts(str(name)):
                apart.add(int(number))
            self.void.update((int(number), device) for commit, device in self.standing.void if commit == name)
            yield from self._commit(int(number), str(name), as_bytes(raw), as_bytes(signature), known, named)
            self.checked["commits"] += 1
            self._tell()
        if not known:
            yield say("The journal is empty.")
        self.apart = frozenset(apart)
        yield from self._heads(set(known) - named)

    def _heads(self, heads: set[str]) -> Iterator[Message]:
        held = self.connection.exec_driver_sql("SELECT held FROM local_value WHERE name = 'heads'").scalar()
        noted = set(orjson.loads(held)) if held is not None else set()
        if noted != heads:
            yield say(
                "The newest commit of the journal is {found}, but the last one written here was {noted}.",
                found=_short(heads), noted=_short(noted),
            )  # fmt: skip

    def _commit(
        self, number: int, name: str, raw: bytes, signature: bytes, known: dict[str, str], named: set[str]
    ) -> Iterator[Message]:
        if commit_hash(raw) != name:
            yield say(
                "Commit {number}: its header is not the one that its hash {hash} names.", number=number, hash=name
            )
            return
        try:
            header = Header.from_bytes(raw)
        except JournalBroken as broken:
            yield broken.message
            return
        known[name] = header.time
        named.update(header.parents)
        if not header.parents and len(known) > 1:
            yield say("Commit {hash} follows no other, though it is not the first.", hash=name[:12])
        for parent in header.parents:
            if parent not in known:
                yield say("Commit {hash}: its parent {parent} is missing.", hash=name[:12], parent=parent[:12])
        yield from self._entries(number, name, header)
        yield from self._signature(name, header, raw, signature)
        self._look_at_clock(name, header, max((known.get(parent, "") for parent in header.parents), default=""))

    def _signature(self, name: str, header: Header, raw: bytes, signature: bytes) -> Iterator[Message]:
        """By whom a commit is: a device that a lead enrolled and had not revoked, and that signed it."""
        key = self.standing.keys.get(header.device)
        if key is None or name in self.standing.unknown:
            yield say(
                "Commit {hash} is by a device that no lead enrolled ({device}).", hash=name[:12], device=header.device
            )
        elif not signed_by(key, raw, signature):
            yield say("Commit {hash}: the signature is not that of its device.", hash=name[:12])
        elif name in self.standing.after:
            yield say(
                "Commit {hash} is by a device that a lead had revoked ({device}).", hash=name[:12], device=header.device
            )
        for commit, device in sorted(self.standing.void):
            if commit == name:
                yield say(
                    "Commit {hash} enrols or revokes a device ({device}), and is not by a lead.",
                    hash=name[:12], device=device,
                )  # fmt: skip

    def _look_at_clock(self, name: str, header: Header, before: str) -> None:
        if header.time < before and len(self.clock) < MOST_PROBLEMS:
            self.clock.append(
                say(
                    "The clock: commit {hash} was made at {time} by the clock of its device ({device}), before the "
                    "commit that it follows ({before}); that clock was wrong or was set back.",
                    hash=name[:12], time=header.time, device=header.device, before=before,
                )
            )  # fmt: skip

    def _entries(self, number: int, name: str, header: Header) -> Iterator[Message]:
        """The digests of a commit's entries against what was signed; what they cover is looked at record by record."""
        merkle = MerkleRoot()
        first, in_order = self._next_change, True
        for change, digests in entries_of(self.connection, number):
            merkle.extend(digests)
            in_order &= change == self._next_change and bool(digests)
            self._next_change = change + 1
        if not in_order or self._next_change - first != header.changes:
            yield say("Commit {hash}: its entries are not in the order in which they were written.", hash=name[:12])
        if merkle.count != header.leaves or merkle.root().hex() != header.root:
            yield say(
                "Commit {hash}: the entries of the journal ({found}) are not those that were signed ({signed}).",
                hash=name[:12], found=merkle.count, signed=header.leaves,
            )  # fmt: skip

    def _state(self, record: str, held: Sequence[Leaf], found: list[Message]) -> State | None:
        """What the payloads of a record come to; None where none counts. `found` takes what is wrong with them."""
        state = State(held[0].type, dict(self.erasures.remembered.get(record, ())))
        counting = 0
        for leaf in held:
            payload = self._payload(leaf, found)
            if self._counts(leaf):
                counting += 1
                state.fold(str(leaf.in_commit), leaf.digest, payload)
        return state if counting else None

    def _payload(self, leaf: Leaf, found: list[Message]) -> dict[str, Any] | None:
        self.checked["payloads"] += 1
        try:
            opened = open_leaf(leaf, self.keys)
        except InvalidTag:
            found.append(self._changed(leaf))
            return None
        if opened is None:
            self._not_here(leaf, found)
            return None
        salt, body = opened
        if len(salt) != SALT_BYTES or digest(salt, body) != leaf.digest:
            found.append(self._changed(leaf))
            return None
        payload = orjson.loads(body)
        if payload.get("record") != leaf.record or payload.get("type") != leaf.type:
            found.append(
                say(
                    "Commit {hash}: entry {number} ({type} {record}) names another record inside.",
                    **self._where(leaf),
                )
            )
        return payload  # type: ignore[no-any-return]

    def _not_here(self, leaf: Leaf, found: list[Message]) -> None:
        if leaf.held is None and self.erasures.cover(leaf):
            self.erased += 1
        elif leaf.held is None:
            self.absent += 1
            found.append(
                say("Commit {hash}: what entry {number} ({type} {record}) held was removed.", **self._where(leaf))
            )
        else:
            found.append(
                say("Commit {hash}: the key of entry {number} ({type} {record}) is missing.", **self._where(leaf))
            )

    def _changed(self, leaf: Leaf) -> Message:
        return say("Commit {hash}: entry {number} ({type} {record}) was changed in the journal.", **self._where(leaf))

    def _where(self, leaf: Leaf) -> dict[str, Any]:
        name = self._names.get(leaf.in_commit, "–")
        return {"hash": name[:12], "number": leaf.change, "type": leaf.type, "record": leaf.record}

    # The tables against the journal

    def _settings(self) -> Iterator[Message]:
        held = {
            (row[0], row[1]): orjson.loads(row[2])
            for row in self.connection.exec_driver_sql("SELECT record, type, held FROM journal_setting")
        }
        for type_ in ADMINISTRATIVE:
            for record, group in groupby(leaves_of_type(self.connection, type_), key=lambda leaf: leaf.record):
                wrong: list[Message] = []
                state = self._state(record, list(group), wrong)
                yield from wrong
                if type_ == REASON or state is None:
                    continue
                if held.pop((record, type_), None) != state.values:
                    yield say("The setting “{record}” is not what the journal says.", record=record)
        for record, _ in held:
            yield say("The setting “{record}” is not in the journal.", record=record)

    def _counting(self, held: Sequence[Leaf]) -> Sequence[Leaf]:
        return [leaf for leaf in held if leaf.in_commit not in self.apart] if self.apart else held

    def _counts(self, leaf: Leaf) -> bool:
        """Whether a payload counts: its commit does, and where it enrols or revokes a device, a lead did so."""
        if leaf.in_commit in self.apart:
            return False
        return leaf.type != DEVICE or (leaf.in_commit, leaf.record) not in self.void

    def _type(self, one: TypeTables) -> Iterator[Message]:
        projector = Projector(one)
        headers: dict[int, Header] = {}
        stored = _Stored(self.connection, one)
        for record, group in groupby(leaves_of_type(self.connection, one.kind.name), key=lambda leaf: leaf.record):
            wrong: list[Message] = []
            held = list(group)
            state = self._state(record, held, wrong)
            yield from wrong
            if state is None:
                continue
            values = kept_values(self.connection, record, self._counting(held), state, headers)
            self.checked["records"] += 1
            found = tuple(stored.compare(record, values, projector))
            if found:
                how = CHANGED if stored.holds else MISSING
                self.differing.append(Differing(one.kind.name, record, stored.code, how, found))
            yield from found
            if self.checked["records"] % 1000 == 0:
                self._tell()
        yield from stored.strays()
        self.differing += stored.strangers

    def _strays(self) -> Iterator[Message]:
        types = [*self.tables.types, *ADMINISTRATIVE]
        marks = ", ".join("?" * len(types))
        for type_, record in self.connection.exec_driver_sql(
            f"SELECT type, record FROM journal_change WHERE type NOT IN ({marks}) GROUP BY type, record", tuple(types)
        ):
            yield say(
                "The journal holds {type} {record}, a type that this version does not know.", type=type_, record=record
            )
            wrong: list[Message] = []
            self._state(
                record, [leaf for leaf in leaves_of_type(self.connection, type_) if leaf.record == record], wrong
            )
            yield from wrong
        for change, commit in self.connection.exec_driver_sql(
            "SELECT number, in_commit FROM journal_change WHERE in_commit NOT IN (SELECT number FROM journal_commit)"
        ):
            yield say("Entry {number} of the journal belongs to no commit ({commit}).", number=change, commit=commit)
        for (number,) in self.connection.exec_driver_sql(f"SELECT number FROM journal_change WHERE {_UNLISTED}"):
            yield say("Entry {number} of the journal holds a payload that no digest covers.", number=number)
        for (number,) in self.connection.exec_driver_sql(f"SELECT number FROM journal_change WHERE {_OF_NOBODY}"):
            yield say("Entry {number} of the journal names a person of whom it holds nothing.", number=number)
        for (subject,) in self.connection.exec_driver_sql(
            "SELECT subject FROM keys_person WHERE subject NOT IN"
            " (SELECT subject FROM journal_change WHERE subject IS NOT NULL)"
            " AND subject NOT IN (SELECT record FROM journal_setting WHERE type = ?)",
            (ORIGINAL,),
        ):
            yield say("There is a key for “{subject}”, of whom the journal holds nothing.", subject=subject)


class _Stored:
    """A type's rows as they lie in the tables, read side by side in the order of their ids."""

    def __init__(self, connection: Connection, one: TypeTables) -> None:
        self._one = one
        self._number: dict[str, int] = {}
        main = ", ".join(f'm."{name}"' for name in one.plain.names)
        apart = ", ".join(f'a."{name}"' for name in one.strict.names)
        narrow = "n.x, n.y, n.earliest, n.latest, n.style, n.category"
        box = "r.west, r.east, r.south, r.north" if one.rtree else "NULL, NULL, NULL, NULL"
        joined = f" LEFT JOIN {one.rtree} r ON r._row = m._row" if one.rtree else ""
        self._widths = (1 + len(one.plain.names), 1 + len(one.strict.names), 7, 2, 4)
        self._rows = iter(
            connection.exec_driver_sql(
                f"SELECT m._row, {main}, a.id, {apart}, n._row, {narrow}, f.words, f.refers, {box}"
                f' FROM "{one.main.name}" m LEFT JOIN "{one.apart.name}" a ON a.id = m.id'
                f' LEFT JOIN "{one.narrow.name}" n ON n._row = m._row'
                f" LEFT JOIN {one.fts} f ON f.rowid = m._row{joined} ORDER BY m.id"
            )
        )
        self._next = next(self._rows, None)
        self._id_at = 1 + one.plain.names.index("id")
        self._code_at = 1 + one.plain.names.index("code")
        self.strangers: list[Differing] = []
        self.holds, self.code = False, ""  # of the record that was compared last
        self._connection = connection

    def compare(self, record: str, values: Mapping[str, Any], projector: Projector) -> Iterator[Message]:
        """What differs between the tables and what the journal makes of this record."""
        while self._next is not None and str(self._next[self._id_at] or "") < record:
            self._stranger()
        row = self._next
        self.holds = row is not None and row[self._id_at] == record
        self.code = str(values.get("code") or (row[self._code_at] if row is not None and self.holds else "") or "")
        code = self.code or record
        if row is None or not self.holds:
            yield say("{type} {code}: the record is in the journal but not in its table.", type=self._name, code=code)
            return
        self._next = next(self._rows, None)
        yield from self._differences(code, tuple(row), projector.rows(int(row[0]), values))

    @property
    def _name(self) -> str:
        return self._one.kind.name

    def _stranger(self) -> None:
        assert self._next is not None
        id_, code = (str(self._next[at] or "") for at in (self._id_at, self._code_at))
        said = say(
            "{type} {code}: the record is in its table but not in the journal.", type=self._name, code=code or id_
        )
        self.strangers.append(Differing(self._name, id_ or f"row:{self._next[0]}", code, ADDED, (said,)))
        self._next = next(self._rows, None)

    def _differences(self, code: str, row: tuple[Any, ...], made: Rows) -> Iterator[Message]:
        main, apart, narrow, words, box = _cut(row, self._widths)
        yield from self._cells(code, main[1:], made.main[1:], self._one.plain.columns)
        if apart[0] is None:
            yield say("{type} {code}: its restricted fields are missing.", type=self._name, code=code)
        else:
            yield from self._cells(code, apart[1:], made.apart[1:], self._one.strict.columns)
        if (narrow if narrow[0] is not None else None) != made.narrow:
            yield say("{type} {code}: what the map draws is not what the journal says.", type=self._name, code=code)
        if words != (made.words, made.refers):
            yield say("{type} {code}: the search index is not what the journal says.", type=self._name, code=code)
        if not _same_box(box, made.box):
            yield say("{type} {code}: the spatial index is not what the journal says.", type=self._name, code=code)

    def _cells(
        self, code: str, found: tuple[Any, ...], made: tuple[Any, ...], columns: tuple[Any, ...]
    ) -> Iterator[Message]:
        if found == made:
            return
        at = 0
        for one in columns:
            width = len(one.names)
            if found[at : at + width] != made[at : at + width]:
                yield say(
                    "{type} {code}: the field “{field}” holds “{found}” in its table, but “{made}” in the journal.",
                    type=self._name, code=code, field=one.field.name,
                    found=_shown(one.field, found[at : at + width]), made=_shown(one.field, made[at : at + width]),
                )  # fmt: skip
            at += width

    def strays(self) -> Iterator[Message]:
        """Rows that no commit made."""
        while self._next is not None:
            self._stranger()
        for stranger in self.strangers:
            yield from stranger.problems
        for table, key, against in (
            (self._one.apart.name, "id", "id"), (self._one.narrow.name, "_row", "_row"),
            (self._one.fts, "rowid", "_row"), *(((self._one.rtree, "_row", "_row"),) if self._one.rtree else ()),
        ):  # fmt: skip
            extra = self._connection.exec_driver_sql(
                f'SELECT count(*) FROM "{table}" WHERE {key} NOT IN (SELECT {against} FROM "{self._one.main.name}")'
            ).scalar_one()
            if extra:
                yield say("The table {table} holds {count} rows of no record.", table=table, count=extra)


def _cut(row: tuple[Any, ...], widths: tuple[int, ...]) -> Iterator[tuple[Any, ...]]:
    at = 0
    for width in widths:
        yield row[at : at + width]
        at += width


def _same_box(found: tuple[Any, ...], made: tuple[float, float, float, float] | None) -> bool:
    """The R-tree holds 32-bit numbers, rounded outward by at most two units in the last place."""
    if made is None or found[0] is None:
        return made is None and found[0] is None
    held, wanted = np.array(found, dtype=np.float64), np.array(made)
    slack = 2 * np.spacing(np.abs(wanted).astype(np.float32)).astype(np.float64)
    outward = (held - wanted) * np.array([-1, 1, -1, 1])
    return bool(((outward >= 0) & (outward <= slack)).all())


def _shown(field: Field, cells: tuple[Any, ...]) -> str:
    held = [cell for cell in cells if cell is not None]
    if field.kind is Kind.PLACE:
        return ", ".join(cell.hex() if isinstance(cell, bytes) else str(cell) for cell in held)[:80]
    return ", ".join(map(str, held))[:80]


def _short(hashes: set[str]) -> str:
    return ", ".join(sorted(one[:12] for one in hashes)) or "–"
