"""`verify`: the journal against itself, then the tables against the journal; the first wrong thing is named."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import groupby, islice
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from sqlalchemy import Connection, Engine

from forensics.catalogue import Catalogue
from forensics.journal import (
    SALT_BYTES,
    Header,
    JournalBroken,
    MerkleRoot,
    commit_hash,
    digest_of,
    signed_by,
)
from forensics.merging import Merged, merged
from forensics.messages import Message, say
from forensics.ports import CHANGED, Differing, Progress, Verdict
from layers.errors import Cancelled
from layers.register.arrivals import Brought, wrong_arrivals
from layers.register.belonging import Belonging
from layers.register.blobs import as_bytes
from layers.register.checking_out import WITHHELD, checked_out, entries_given
from layers.register.engine import ask
from layers.register.enrolled import read_standing
from layers.register.erasures import read_erasures
from layers.register.forms_of_tables import ill_formed
from layers.register.graph import read_history
from layers.register.journal import ADMINISTRATIVE, CLASSES, DEVICE, ORIGINAL, REASON
from layers.register.leaves import ERASED, Leaf, entries_of, leaves_of_records, leaves_of_type, salted, types_of_journal
from layers.register.past import kept_values
from layers.register.person_keys import NotedKeys
from layers.register.setting_values import setting_values
from layers.register.side_by_side import Stored
from layers.register.soundness import SoundnessBeside
from layers.register.statements import Row
from layers.register.tables import Tables, TypeTables
from layers.register.undecided import all_undecided
from layers.register.values_of_copy import HEADS, get_local, strange_values

MOST_PROBLEMS = 200

_HASHED_AT_ONCE = 4096
"""Digests that are taken into a commit's root together."""

_LOOKED_AHEAD = 20_000
"""Entries whose digests are looked at before what they cover: so many fit into the cache with all that lies beside."""


def verify(
    connection: Connection, catalogue: Catalogue, tables: Tables, progress: Progress | None, engine: Engine
) -> Verdict:
    """Compare everything; the journal is read twice, commit by commit and beside the tables.

    The engine's own trees are looked at on a thread meanwhile, whose findings stand first.
    """
    formed = _to_its_end(ill_formed(connection, tables))  # first: a server answers nothing more after what it cannot
    with SoundnessBeside(engine, tables) as beside:
        check = _Check(connection, catalogue, tables, progress)
        found = _to_its_end(check.problems())
        sound = _to_its_end(beside.problems())
    sentences = tuple([*formed, *sound, *found][:MOST_PROBLEMS])
    return Verdict(
        ok=not sentences,
        first=sentences[0] if sentences else None,
        problems=sentences,
        absent=check.absent,
        erased=check.erased,
        checked=dict(check.checked),
        clock=tuple(check.clock),
        notes=tuple(check.notes),
        differing=tuple(check.differing),
    )


def _to_its_end(problems: Iterator[Message]) -> list[Message]:
    """The first problems of these, and that what was looked at could not be read where that is so."""
    found: list[Message] = []
    try:
        found.extend(islice(problems, MOST_PROBLEMS))
    except Cancelled:
        raise
    except Exception as reason:  # whatever was written there, it is no register as we write one
        found.append(unreadable(reason))
    return found


def unreadable(reason: Exception) -> Message:
    """That the register could not be read to its end, and why."""
    told = " ".join(f"{type(reason).__name__} {getattr(reason, 'orig', None) or reason}".split())[:200]
    return say("The register cannot be read to its end: {reason}.", reason=told)


class _Check:
    def __init__(self, connection: Connection, catalogue: Catalogue, tables: Tables, progress: Progress | None) -> None:
        self.connection = connection
        self.catalogue = catalogue
        self.tables = tables
        self.progress = progress
        self.keys = NotedKeys(connection)
        self.erasures = read_erasures(connection)
        self.belonging = Belonging(catalogue)
        self.absent = 0
        self.erased = 0
        self.checked: dict[str, int] = {"commits": 0, "payloads": 0, "records": 0}
        self.standing = read_standing(connection)
        self.history = read_history(connection)
        self.undecided = all_undecided(connection)
        self.apart = frozenset[int]()  # the commits that count in no state
        self.void: set[tuple[int, str]] = set()  # enrolments and revocations that no lead did
        self.clock: list[Message] = []
        self.notes: list[Message] = []
        self.brought = Brought(connection)
        self.part, self.given, self.entries = checked_out(connection)
        self._next_change = 1
        self._digests = self._all_digests()
        self.differing: list[Differing] = []
        self._names: dict[int, str] = {}

    def problems(self) -> Iterator[Message]:
        yield from self._journal()
        yield from self._digests_up_to(0)
        yield from self._settings()
        yield from strange_values(self.connection)
        yield from wrong_arrivals(self.connection)
        for one in self.tables.types.values():
            yield from self._type(one)
        yield from filter(None, self._digests)
        for type_, record in self.undecided:
            yield say("The note of what waits to be decided of {type} {record} is nobody's.", type=type_, record=record)
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
        for number, name, raw, signature in ask(
            self.connection,
            "SELECT number, hash, CAST(header AS BLOB), CAST(signature AS BLOB) FROM journal_commit ORDER BY number",
        ):
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
        noted = set(get_local(self.connection, HEADS) or ())
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
        yield from self._signature(name, header, raw, signature)
        found = self._by_whom(name, header)
        if self.brought.without_fault(number, revoked=name in self.standing.after):
            self.notes.extend(found)
        else:
            yield from found
        self._look_at_clock(name, header, max((known.get(parent, "") for parent in header.parents), default=""))

    def _signature(self, name: str, header: Header, raw: bytes, signature: bytes) -> Iterator[Message]:
        """Whether a commit is signed by its device, as far as its key is known."""
        key = self.standing.keys.get(header.device)
        if key is not None and name not in self.standing.unknown and not signed_by(key, raw, signature):
            yield say("Commit {hash}: the signature is not that of its device.", hash=name[:12])

    def _by_whom(self, name: str, header: Header) -> Iterator[Message]:
        """Whether a commit is by a device that a lead enrolled and had not revoked."""
        if name in self.standing.unknown:
            yield say(
                "Commit {hash} is by a device that no lead enrolled ({device}).", hash=name[:12], device=header.device
            )
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

    def _digests_up_to(self, change: int) -> Iterator[Message]:
        """Look at the digests of the entries as far as one that is at hand, and on: then its page is at hand too.

        Where it lies far behind what was looked at so far, or far before it, nothing is done.
        """
        if self._next_change - _LOOKED_AHEAD <= change < self._next_change + _LOOKED_AHEAD:
            for found in self._digests:
                if found is not None:
                    yield found
                if self._next_change >= change + _LOOKED_AHEAD:
                    return

    def _all_digests(self) -> Iterator[Message | None]:
        """The digests of every commit that can be read against what was signed; None now and then, to be left there."""
        sql = "SELECT number, hash, CAST(header AS BLOB) FROM journal_commit ORDER BY number"
        for number, name, raw in ask(self.connection, sql):
            if commit_hash(as_bytes(raw)) == name:
                with suppress(JournalBroken):
                    yield from self._entries(number, name, Header.from_bytes(as_bytes(raw)))

    def _entries(self, number: int, name: str, header: Header) -> Iterator[Message | None]:
        """The digests of a commit's entries against what was signed; what they cover is looked at record by record."""
        merkle, waiting = MerkleRoot(), list[bytes]()
        first, in_order = self._next_change, True
        for change, digests, unlisted, of_nobody in entries_of(self.connection, number):
            if unlisted:
                yield say("Entry {number} of the journal holds a payload that no digest covers.", number=change)
            if of_nobody:
                yield say("Entry {number} of the journal names a person of whom it holds nothing.", number=change)
            waiting += digests
            if len(waiting) >= _HASHED_AT_ONCE:
                merkle.extend(waiting)
                waiting.clear()
                yield None
            in_order &= change == self._next_change and bool(digests)
            self._next_change = change + 1
        merkle.extend(waiting)
        if not in_order or self._next_change - first != header.changes:
            yield say("Commit {hash}: its entries are not in the order in which they were written.", hash=name[:12])
        if merkle.count != header.leaves or merkle.root().hex() != header.root:
            yield say(
                "Commit {hash}: the entries of the journal ({found}) are not those that were signed ({signed}).",
                hash=name[:12], found=merkle.count, signed=header.leaves,
            )  # fmt: skip

    def _state(self, record: str, held: Sequence[Leaf], found: list[Message]) -> Merged | None:
        """What the payloads of a record come to; None where none counts. `found` takes what is wrong with them."""
        every = not self.apart and held[0].type != DEVICE
        entries = [
            (leaf.in_commit, leaf.digest, payload)
            for leaf, payload in [(leaf, self._payload(leaf, found)) for leaf in held]
            if every or self._counts(leaf)
        ]
        self.checked["payloads"] += len(held)
        if not entries:
            return None
        return merged(held[0].type, self.erasures.remembered.get(record, {}), entries, self.history)

    def _payload(self, leaf: Leaf, found: list[Message]) -> dict[str, Any] | None:
        try:
            opened = salted(leaf, self.keys)
        except InvalidTag:
            found.append(self._changed(leaf))
            return None
        if opened is None:
            self._not_here(leaf, found)
            return None
        if len(opened) < SALT_BYTES or digest_of(opened) != leaf.digest:
            found.append(self._changed(leaf))
            return None
        payload = _payload_of(opened)
        if payload.get("record") != leaf.record or payload.get("type") != leaf.type:
            found.append(
                say(
                    "Commit {hash}: entry {number} ({type} {record}) names another record inside.",
                    **self._where(leaf),
                )
            )
        if not self.belonging.holds(payload, leaf.type, leaf.sensitivity):
            found.append(
                say(
                    "Commit {hash}: entry {number} ({type} {record}) lies under the class “{under}”, and may not.",
                    **self._where(leaf), under=CLASSES[leaf.sensitivity],
                )
            )  # fmt: skip
        return payload

    def _not_here(self, leaf: Leaf, found: list[Message]) -> None:
        if leaf.held is None and self.erasures.cover(leaf, self.history.graph, self._beside_erased):
            self.erased += 1
        elif leaf.held is None and leaf.in_commit < self.part and self._erased_elsewhere(leaf):
            self.absent += 1
        elif leaf.held is None:
            self.absent += 1
            found.append(
                say("Commit {hash}: what entry {number} ({type} {record}) held was removed.", **self._where(leaf))
            )
        else:
            found.append(
                say("Commit {hash}: the key of entry {number} ({type} {record}) is missing.", **self._where(leaf))
            )

    def _erased_elsewhere(self, leaf: Leaf) -> bool:
        """Whether an entry of a part says that it was erased, in a commit that is not here."""
        subject = leaf.subject or ""
        return subject.startswith(ERASED) and subject.removeprefix(ERASED) not in self.erasures.records

    def _beside_erased(self, reason: Leaf) -> bool:
        """Whether the commit of a reason has an entry that the same erasure took."""
        sql = "SELECT 1 FROM journal_change WHERE in_commit = ? AND subject = ? AND type <> ? LIMIT 1"
        found = ask(self.connection, sql, (reason.in_commit, reason.subject, REASON)).fetchone()
        return found is not None

    def _changed(self, leaf: Leaf) -> Message:
        return say("Commit {hash}: entry {number} ({type} {record}) was changed in the journal.", **self._where(leaf))

    def _where(self, leaf: Leaf) -> dict[str, Any]:
        name = self._names.get(leaf.in_commit, "–")
        return {"hash": name[:12], "number": leaf.change, "type": leaf.type, "record": leaf.record}

    # The tables against the journal

    def _settings(self) -> Iterator[Message]:
        held = {
            (row[0], row[1]): setting_values(row[2])
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

    def _counts(self, leaf: Leaf) -> bool:
        """Whether a payload counts: its commit does, and where it enrols or revokes a device, a lead did so."""
        if leaf.in_commit in self.apart:
            return False
        return leaf.type != DEVICE or (leaf.in_commit, leaf.record) not in self.void

    def _type(self, one: TypeTables) -> Iterator[Message]:
        """The rows of a type and what the journal says of their records, then the records that have no row."""
        stored, headers = Stored(self.connection, one), dict[int, Header]()
        for rows in stored.windows():
            records = [stored.record_of(row) for row in rows]
            said = leaves_of_records(self.connection, stored.type, records)
            yield from self._digests_up_to(max([held[-1].change for held in said.values()], default=0))
            self.keys.read({leaf.subject for held in said.values() for leaf in held if leaf.subject})
            for row, record in zip(rows, records, strict=True):
                yield from self._row(stored, row, record, said.get(record) if record else None, headers)
            self._tell()
        for record in stored.lacking():
            held = leaves_of_records(self.connection, stored.type, [record])[record]
            values = yield from self._values(record, held, headers)
            if values is not None:
                yield from self._differs(stored.missing(record, str(values.get("code") or "")))
        yield from stored.strays()

    def _row(
        self, stored: Stored, row: Row, record: str, held: Sequence[Leaf] | None, headers: dict[int, Header]
    ) -> Iterator[Message]:
        values = None if held is None else (yield from self._values(record, held, headers))
        if values is None:
            yield from self._differs(stored.stranger(row))
        elif found := tuple(stored.compare(row, values)):
            yield from self._differs(Differing(stored.type, record, stored.code_of(row, values), CHANGED, found))

    def _values(
        self, record: str, held: Sequence[Leaf], headers: dict[int, Header]
    ) -> Generator[Message, None, dict[str, Any] | None]:
        """What a record holds by its payloads; None where none of them counts. Yields what is wrong with them."""
        wrong: list[Message] = []
        state = self._state(record, held, wrong)
        yield from wrong
        if state is None:
            return None
        self.checked["records"] += 1
        noted = self.undecided.pop((held[0].type, record), frozenset())
        if noted != state.undecided:
            yield say(
                "{type} {record}: what waits to be decided ({found}) is not what the journal says ({made}).",
                type=held[0].type, record=record, found=_listed(noted), made=_listed(state.undecided),
            )  # fmt: skip
        return kept_values(self.connection, record, state, headers)

    def _differs(self, found: Differing) -> Iterator[Message]:
        self.differing.append(found)
        yield from found.problems

    def _strays(self) -> Iterator[Message]:
        yield from self._withheld()
        known = {*self.tables.types, *ADMINISTRATIVE, WITHHELD}
        for type_ in [one for one in types_of_journal(self.connection) if one not in known]:
            for record, group in groupby(leaves_of_type(self.connection, type_), key=lambda leaf: leaf.record):
                yield say(
                    "The journal holds {type} {record}, a type that this version does not know.",
                    type=type_, record=record,
                )  # fmt: skip
                wrong: list[Message] = []
                self._state(record, list(group), wrong)
                yield from wrong
        for change, commit in self.connection.exec_driver_sql(
            "SELECT number, in_commit FROM journal_change WHERE in_commit NOT IN (SELECT number FROM journal_commit)"
        ):
            yield say("Entry {number} of the journal belongs to no commit ({commit}).", number=change, commit=commit)
        yield from self._idle_keys()

    def _withheld(self) -> Iterator[Message]:
        """Entries that are here as digests alone: those of other areas, before the commit that checked this one out."""
        sql = "SELECT in_commit, length(digests) / 33 FROM journal_change WHERE type = ?"
        found = ask(self.connection, sql, (WITHHELD,)).fetchall()
        self.absent += sum(int(count) for _, count in found)
        if not found:
            return
        if not self.part:
            yield say(
                "{count:,} entries of the journal were removed, and nobody checked a part of it out.", count=len(found)
            )
            return
        late = sum(int(commit) >= self.part for commit, _ in found)
        if late:
            yield say("{count:,} entries were removed from commits since the area was checked out.", count=late)
        held = entries_given(self.connection, self.catalogue, self.given, self.part)
        if held != self.entries:
            yield say(
                "Of the records of the area {found:,} entries are here, and {given:,} were checked out.",
                found=held, given=self.entries,
            )  # fmt: skip

    def _idle_keys(self) -> Iterator[Message]:
        """Keys of whom the journal holds nothing; it is searched only for those that no entry asked for."""
        unasked = self.keys.unasked()
        while some := list(islice(unasked, 1000)):
            wanted = orjson.dumps(some).decode()
            known = {
                *ask(
                    self.connection,
                    "SELECT record FROM journal_setting WHERE type = ? AND record IN (SELECT value FROM json_each(?))",
                    (ORIGINAL, wanted),
                )
            }
            if len(known) < len(some):
                sql = "SELECT DISTINCT subject FROM journal_change WHERE subject IN (SELECT value FROM json_each(?))"
                known.update(ask(self.connection, sql, (wanted,)))
            for subject in some:
                if (subject,) not in known:
                    yield say("There is a key for “{subject}”, of whom the journal holds nothing.", subject=subject)


def _payload_of(opened: bytes) -> dict[str, Any]:
    """The payload behind its salt; of one that is none nothing, which names no record."""
    try:
        payload = orjson.loads(opened[SALT_BYTES:])
    except orjson.JSONDecodeError:
        return {}
    return payload if type(payload) is dict else {}


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "–"


def _short(hashes: set[str]) -> str:
    return ", ".join(sorted(one[:12] for one in hashes)) or "–"
