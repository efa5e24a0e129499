"""The register of one project on the embedded engine."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from sqlalchemy import Connection, Engine, exc
from sqlcipher3 import dbapi2

from forensics.catalogue import Catalogue
from forensics.changes import Change, ChangeRefused, Edits, Operation
from forensics.errors import TaphosError
from forensics.ports import (
    Box,
    Info,
    Point,
    Progress,
    Query,
    Receipt,
    Verdict,
)
from forensics.standing import Standing
from layers.devices import Device
from layers.errors import ProjectRefused
from layers.register import originals, past, reading
from layers.register.answering import Answering
from layers.register.attaching import attached
from layers.register.copying import Held
from layers.register.drafts import KeptDraft, drop_drafts, keep_draft, read_drafts
from layers.register.engine import collecting_seldom, looking_at_everything, refuse_what_would_run
from layers.register.engine import reading as read_transaction
from layers.register.engine import writing as write_transaction
from layers.register.enrolled import read_standing, refuse_stranger
from layers.register.foreign import refuse_what_runs
from layers.register.joining import Joining
from layers.register.journal import DEVICE, PROJECT
from layers.register.leaves import leaves
from layers.register.legal_hold import refuse_undoing_hold
from layers.register.levels import Following
from layers.register.mending import Mending, mend
from layers.register.migrating import bring_up, is_of_this_version, note_new
from layers.register.originals import Original
from layers.register.outside import signs_of_others
from layers.register.statements import Statements
from layers.register.tables import Tables, TypeTables, create_all, tables_of
from layers.register.tidying import Tidying
from layers.register.undoing import Undoing, nothing_stands, refuse_undoing_of
from layers.register.values_of_copy import HEADS, WHEREABOUTS, get_local, heads_of_copy, set_local
from layers.register.verifying import verify
from layers.register.writing import MOST_NAMED, CommitWork

_TOLD_EVERY = 500

Written = TypeVar("Written")


class EmbeddedRegister(Joining, Answering):
    """Records, journal and indexes in `register.db`; keeps the contract of forensics.ports.Register."""

    engine_name = "sqlite"

    def __init__(self, path: Path, engine: Engine, catalogue: Catalogue, device: Device, *, encrypted: bool) -> None:
        self.catalogue = catalogue
        self.path = path
        self._engine = engine
        self._tables: Tables = tables_of(catalogue)
        self.device = device
        self._encrypted = encrypted
        self._tidying = Tidying(engine, path)

    @property
    def signs_as(self) -> str:
        """The fingerprint of the key that signs what is written here."""
        return self.device.fingerprint

    @property
    def encrypted(self) -> bool:
        """Whether the file is encrypted, and so everything that lies beside it must be."""
        return self._encrypted

    def create(self, settings: Mapping[str, Any]) -> Receipt:
        """Make the tables, enrol this device as the first lead, and journal the project's settings."""
        self.make_tables()
        return self.begin(settings)

    def begin(self, settings: Mapping[str, Any]) -> Receipt:
        """Enrol this device as the first lead, and journal the project's settings: the first commit."""
        device = {"key": self.device.public_key.hex(), "roles": ["lead"], "name": self.device.author}
        return self.commit(
            [
                Change(DEVICE, self.device.fingerprint, Operation.ADD, after=device),
                Change(PROJECT, "project", Operation.ADD, after=dict(settings)),
            ]
        )

    def make_tables(self) -> None:
        """Make the tables, with no commit in them yet."""
        with write_transaction(self._engine) as connection:
            create_all(connection, self._tables)
            set_local(connection, HEADS, [])
            note_new(connection, self._tables)

    def join_new_fields(self) -> None:
        """Bring the tables up to this version: steps that are missing, and fields that were declared since.

        Raises MayNotWrite where there is something to be done and the register may only be read.
        """
        bring_up(self._engine, self.path, self._tables)

    @property
    def of_this_version(self) -> bool:
        """Whether its tables are those of this version."""
        return is_of_this_version(self._engine, self._tables)

    def refuse_what_runs(self) -> None:
        """Raise ProjectRefused for a register whose schema holds what runs, and is not ours."""
        with read_transaction(self._engine) as connection:
            refuse_what_runs(connection, self._tables)

    def refuse_what_would_run(self) -> None:
        """Raise ProjectRefused for a register with triggers or views, of which ours has none."""
        with read_transaction(self._engine) as connection:
            refuse_what_would_run(connection)

    @property
    def settings(self) -> dict[str, Any]:
        """The project's journaled settings: name, country pack."""
        with read_transaction(self._engine) as connection:
            return past.settings(connection, PROJECT).get("project", {})

    def administrative(self, type_: str) -> dict[str, dict[str, Any]]:
        """The administrative records of a kind, such as enrolled devices or the ledger of exports."""
        with read_transaction(self._engine) as connection:
            return past.settings(connection, type_)

    def info(self) -> Info:
        with read_transaction(self._engine) as connection:
            heads = heads_of_copy(connection)
            counts = {
                name: reading.count(connection, one, Query(name), self._no_resolver)
                for name, one in self._tables.types.items()
            }
            name = str(past.settings(connection, PROJECT).get("project", {}).get("name", ""))
            return Info(
                name=name,
                counts=counts,
                extent=_extent(connection, self._tables),
                head=heads[0] if heads else None,
                heads=heads,
                encrypted=self._encrypted,
                engine=self.engine_name,
                format=1,
            )

    def commit(
        self,
        changes: Iterable[Change | Edits],
        reason: str = "",
        progress: Progress | None = None,
        keys: Mapping[str, bytes] | None = None,
        drafts: Sequence[str] = (),
    ) -> Receipt:
        """As the port says; `drafts` are those that it saves, which go in the same transaction."""
        following = Following(self, changes)
        try:
            with self._tidying.taking_back(), write_transaction(self._engine) as connection:
                receipt = self._commit(connection, following, reason, progress, {} if keys is None else keys)
                dropped = drop_drafts(connection, drafts)
        except (exc.IntegrityError, dbapi2.IntegrityError) as refused:
            raise _integrity(refused) from refused
        self._tidying.after_a_commit()
        if dropped:
            self._tidying.wipe()
        return replace(receipt, lowered=tuple(following.lowered)) if following.lowered else receipt

    def _commit(
        self,
        connection: Connection,
        changes: Iterable[Change | Edits],
        reason: str,
        progress: Progress | None,
        keys: Mapping[str, bytes],
    ) -> Receipt:
        with Statements(connection, self._engine) as statements:
            time = datetime.now().astimezone()
            work = CommitWork(connection, statements, self.catalogue, self._tables, self.device, time)
            told = 0
            for change in changes:
                work.apply(change)
                if progress is not None and work.count // _TOLD_EVERY > told:
                    told = work.count // _TOLD_EVERY
                    progress(work.count, 0)
            count = work.count
            if count:
                if reason:
                    work.give_reason(reason, f"reason:{uuid.uuid4()}")
                work.keep_keys(keys)
                name = work.finish()
        if not count:
            connection.rollback()
            connection.exec_driver_sql("BEGIN")
            return Receipt("", {}, 0)
        changed = {type_: ids if len(ids) <= MOST_NAMED else None for type_, ids in work.changed.items()}
        return Receipt(name, changed, count)

    def changes_of(self, commit: str = "", record: str = "") -> list[Change]:
        """What a commit changed, the newest made here where none is named; raises UnknownName."""
        with read_transaction(self._engine) as connection:
            found = past.find_commit(connection, commit) if commit else past.newest_made_here(connection)
            return past.changes_of(connection, found[0], record)

    def undo(self, commit: str = "", reason: str = "", record: str = "", what: str = "") -> Receipt:
        with read_transaction(self._engine) as connection:
            number, name = past.find_commit(connection, commit) if commit else past.newest_made_here(connection)
            changes = past.changes_of(connection, number, record)
        if not changes:
            raise ChangeRefused("The commit {commit} changed no record, so there is nothing to take back.", commit=name)
        refuse_undoing_of(self, changes)
        if not reason.strip():
            refuse_undoing_hold(self, changes)
        why = reason or what or f"undo {name}"
        undoing = Undoing(self.catalogue, changes, why, self.many_values, self.undecided)
        receipt = self.commit(undoing.inverses(), why)
        if not receipt.count:
            raise nothing_stands(undoing.left)
        return replace(receipt, left=tuple(undoing.left))

    def journal_bodies(self) -> list[bytes]:
        """The payloads of the journal as they lie there, for those who look for what should not be readable."""
        with read_transaction(self._engine) as connection:
            return [leaf.held for leaf in leaves(connection, "true", ()) if leaf.held is not None]

    def standing(self) -> Standing:
        """What the journal says of devices: who is enrolled, who was revoked, whose commits count."""
        with read_transaction(self._engine) as connection:
            return read_standing(connection)

    def refuse_stranger(self) -> None:
        """Raise NotEnrolled where this device may read but not write."""
        with read_transaction(self._engine) as connection:
            refuse_stranger(connection, self.device.fingerprint)

    def missing_of(self, names: Sequence[str]) -> str:
        """The first of these commits, and of all that they follow, that is not in the journal; empty if none lacks."""
        with read_transaction(self._engine) as connection:
            return past.missing_of(connection, names)

    def heads_and_count(self) -> tuple[tuple[str, ...], int]:
        """The commits that no other follows, and how many commits there are."""
        with read_transaction(self._engine) as connection:
            count = connection.exec_driver_sql("SELECT count(*) FROM journal_commit").scalar_one()
            return tuple(sorted(heads_of_copy(connection))), int(count)

    def holds_commit(self, name: str) -> bool:
        """Whether the commit with that full hash is in the journal."""
        with read_transaction(self._engine) as connection:
            found = connection.exec_driver_sql("SELECT 1 FROM journal_commit WHERE hash = ?", (name,)).first()
            return found is not None

    def point_of(self, as_of: str) -> Point:
        """The point in the journal that a commit or a time names, the newest where none does; raises ValueRefused."""
        with read_transaction(self._engine) as connection:
            return past.point_of(connection, as_of)

    def commit_time(self, name: str) -> str:
        """When the commit whose hash begins so was made, as its header says: UTC, ISO 8601."""
        with read_transaction(self._engine) as connection:
            return past.commit_time(connection, name)

    def original(self, media: str) -> Original | None:
        """What is known of the file of a media record; None where there is no such record."""
        with read_transaction(self._engine) as connection:
            return originals.original(connection, media)

    def originals(self) -> Iterator[Original]:
        """Every media record with what is known of its file, in the order of their ids."""
        last = ""
        while True:
            with read_transaction(self._engine) as connection:
                found = originals.originals_after(connection, last)
            if not found:
                return
            yield from found
            last = found[-1].media

    def originals_with(self, hashes: Sequence[str]) -> list[Original]:
        """The media records that name one of these SHA-256."""
        with read_transaction(self._engine) as connection:
            return list(originals.originals_with(connection, hashes))

    def verify(self, progress: Progress | None = None) -> Verdict:
        with read_transaction(self._engine) as connection:
            with looking_at_everything(connection), collecting_seldom():
                verdict = verify(connection, self.catalogue, self._tables, progress, self._engine)
            return verdict if verdict.ok else replace(verdict, signs=tuple(signs_of_others(connection, self.path)))

    def mend(self, mending: Mending) -> Receipt:
        """Adopt what was done outside to a record, or restore it from the journal, in one signed commit.

        Raises ChangeRefused where there is nothing to adopt, or where the journal itself does not verify.
        """
        time = datetime.now().astimezone()
        try:
            with write_transaction(self._engine) as connection, Statements(connection, self._engine) as statements:
                work = CommitWork(connection, statements, self.catalogue, self._tables, self.device, time)
                mend(connection, statements, self.catalogue, self._tables, work, mending)
                name = work.finish()
        except (exc.IntegrityError, dbapi2.IntegrityError) as refused:
            raise _integrity(refused) from refused
        return Receipt(name, {mending.found.type: [mending.found.id]}, 1)

    # What is typed and not saved

    def drafts(self) -> list[KeptDraft]:
        """What was typed here and not saved, the oldest first."""
        with read_transaction(self._engine) as connection:
            return list(read_drafts(connection))

    def keep_draft(self, draft: KeptDraft) -> None:
        """Keep what was typed, on disk when this comes back."""
        self.write_local(lambda connection: keep_draft(connection, draft))

    def drop_drafts(self, *keys: str) -> None:
        """Let drafts go, out of the file and soon out of its log."""
        if self.write_local(lambda connection: drop_drafts(connection, keys)):
            self._tidying.wipe()

    def write_drafts(self, drafts: Sequence[KeptDraft], gone: Sequence[str], patience_ms: int) -> None:
        """Keep some drafts and let others go in one transaction, or refuse after a short wait for another writer."""
        with write_transaction(self._engine, patience_ms) as connection:
            for draft in drafts:
                keep_draft(connection, draft)
            dropped = drop_drafts(connection, gone)
        if dropped:
            self._tidying.wipe()

    def keep_whereabouts(self, held: Mapping[str, Any]) -> None:
        """Keep where a person was in the window, while it is locked."""
        self.write_local(lambda connection: set_local(connection, WHEREABOUTS, dict(held)))

    def take_whereabouts(self) -> Mapping[str, Any]:
        """Where a person was when the window was locked, once; nothing where it was not."""
        with read_transaction(self._engine) as connection:
            held = get_local(connection, WHEREABOUTS)
        if held:
            self.write_local(lambda connection: set_local(connection, WHEREABOUTS, None))
        return held or {}

    def write_local(self, call: Callable[[Connection], Written], *, wiping: bool = False) -> Written:
        """Write what is this copy's own, in a transaction of its own; with `wiping` what it replaces goes for good."""
        with write_transaction(self._engine) as connection:
            written = call(connection)
        if wiping:
            self._tidying.wipe()
        return written

    # For those who copy rows inside the engine

    def attached(self, path: Path) -> AbstractContextManager[Connection]:
        """A connection with the plain SQLite file at `path` attached for writing (layers.register.attaching)."""
        return attached(self._engine, path)

    @contextmanager
    def held(self) -> Iterator[Held]:
        """The register held at the state of now, to be copied while others go on writing (layers.register.copying)."""
        with read_transaction(self._engine) as connection:
            yield Held(connection)

    def tables_of(self, type_: str) -> TypeTables:
        """The tables of one type."""
        return self._tables.types[self.catalogue[type_].name]

    def local_secret(self, name: str, make: Callable[[], bytes]) -> bytes:
        """A secret that is this project's own, made when it is first asked for.

        Raises MayNotWrite where it cannot be, and ProjectRefused for one that is none: another would not be the same.
        """
        with read_transaction(self._engine) as connection:
            held = get_local(connection, name, unreadable="")
        if held == "":
            raise ProjectRefused(
                "The register's own value “{name}” is not one that is written here; it was changed outside.", name=name
            )
        if held is None:
            with write_transaction(self._engine) as connection:
                held = get_local(connection, name) or make().hex()
                set_local(connection, name, held)
        return bytes.fromhex(held)

    def close(self) -> None:
        """Give the file back, with no side file left behind where nobody else has it open."""
        self._tidying.end()
        self._engine.dispose()


def _integrity(refused: Exception) -> TaphosError:
    text = str(getattr(refused, "orig", refused))
    if "sexual_violence" in text:
        return ChangeRefused(
            "An incident of sexual violence is kept without a point; record its settlement or a larger area."
        )
    if ".id" in text:
        return ChangeRefused("A record with that id is there already.")
    return ChangeRefused("The register refuses the change: {reason}.", reason=text)


def _extent(connection: Connection, tables: Tables) -> Box | None:
    boxes = [
        row
        for one in tables.types.values()
        if one.rtree
        and (
            row := connection.exec_driver_sql(
                f"SELECT min(west), min(south), max(east), max(north) FROM {one.rtree}"
            ).one()
        )[0]
        is not None
    ]
    if not boxes:
        return None
    values = np.array(boxes, dtype=float)
    west, south = values[:, :2].min(axis=0)
    east, north = values[:, 2:].max(axis=0)
    return (round(float(west), 5), round(float(south), 5), round(float(east), 5), round(float(north), 5))
