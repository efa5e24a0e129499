"""The register's part in erasing: what would go, what goes, and what of it is still to be wiped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine

from forensics.catalogue import Catalogue
from forensics.identifiers import new_id
from forensics.ports import Found, Receipt
from layers.devices import Device
from layers.errors import LayersError
from layers.register import erasing
from layers.register.drafts import drop_drafts_naming
from layers.register.engine import reading as read_transaction
from layers.register.engine import writing as write_transaction
from layers.register.enrolled import refuse_to_write
from layers.register.erasures import Erasures, read_erasures
from layers.register.reaching import Reach, kept_of, reach, traces_of
from layers.register.statements import Statements
from layers.register.tables import Tables
from layers.register.tidying import Tidying
from layers.register.values_of_copy import WIPING, get_local, set_local
from layers.register.wiping import wipe_pages
from layers.register.writing import CommitWork

Written = TypeVar("Written")


class Forgetting:
    """What a register does for those who erase; the rest of it is layers.register.register."""

    catalogue: Catalogue
    path: Path
    device: Device
    _engine: Engine
    _tables: Tables
    _tidying: Tidying

    def write_local(self, call: Callable[[Connection], Written], *, wiping: bool = False) -> Written:
        """Write what is this copy's own, in a transaction of its own."""
        raise NotImplementedError

    def of_the_same_person(self, found: Found) -> list[Found]:
        """The record, and every other one whose restricted values speak of the same person."""
        with read_transaction(self._engine) as connection:
            return erasing.records_of_the_same(connection, self.catalogue, self._tables, found)

    def ever_held(self, found: Found, field: str) -> set[str]:
        """Every text that a field of a record holds or held."""
        with read_transaction(self._engine) as connection:
            return erasing.ever_held(connection, found, field)

    def refuse_quoting(self, ground: erasing.Ground, records: Sequence[Found], codes: Sequence[str]) -> None:
        """Raise ValueRefused for a ground that quotes what is to be erased."""
        with read_transaction(self._engine) as connection:
            erasing.refuse_quoting(ground, traces_of(connection, self._tables, records, codes))

    def foretell(self, records: Sequence[Found], originals: Sequence[str]) -> erasing.Foretold:
        """What erasing these records would take of them and of the journal; `originals` are media that go whole."""
        with read_transaction(self._engine) as connection:
            return erasing.foretell(connection, self._tables, records, originals)

    def erase(
        self, records: Sequence[Found], ground: erasing.Ground, originals: Sequence[str] = (),
        files: Sequence[str] = (), codes: Sequence[str] = (),
    ) -> tuple[Receipt, Reach]:  # fmt: skip
        """Remove the restricted values of these records for good, in one commit that says so; nothing takes it back.

        `originals` are the media whose files go with them, `files` where those lie: whoever opens the project next
        removes them if this program does not come to it (`files_to_remove`); `codes` are those of the persons. Gives
        what else went with them. Raises ValueRefused for a ground that quotes what is to go. Call `wipe` afterwards.
        """
        erasure = new_id()
        with write_transaction(self._engine) as connection, Statements(connection, self._engine) as statements:
            refuse_to_write(connection, self.device.fingerprint)
            traces = traces_of(connection, self._tables, records, codes)
            erasing.refuse_quoting(ground, traces)
            reached = reach(connection, traces, records)
            kept = kept_of(connection, traces, erasure, reached)
            listed = erasing.forget(connection, records, self._tables, erasure, originals, kept)
            drop_drafts_naming(connection, [found.id for found in records])
            set_local(connection, WIPING, list(files))
            time = datetime.now().astimezone()
            work = CommitWork(connection, statements, self.catalogue, self._tables, self.device, time)
            work.apply(erasing.saying(erasure, listed, originals, ground))
            erasing.write_anew(connection, statements, self.catalogue, self._tables, records)
            name = work.finish()
        changed = {one.type: [found.id for found in records if found.type == one.type] for one in records}
        return Receipt(name, changed, len(records)), reached

    @property
    def files_to_remove(self) -> list[object] | None:
        """The files of what was erased, as they are noted, by whomever; None where nothing is left to do."""
        with read_transaction(self._engine) as connection:
            return get_local(connection, WIPING, unreadable=[])  # type: ignore[no-any-return]

    def wipe(self, *, files_left: bool = False) -> None:
        """Let nothing of what was erased stay in a page of the file that is free, or in the write-ahead log.

        The note that this is to be done goes, but for `files_left`, which are yet to be removed. The names in it go
        before anything is wiped, since a SHA-256 tells what was there. Raises StillOnDisk.
        """
        self._tidying.end()
        if not files_left:
            with suppress(LayersError):  # what forbids it forbids the wiping too, which says so
                self.write_local(lambda connection: set_local(connection, WIPING, []))
        wipe_pages(self._engine, self.path)
        if not files_left:
            self.write_local(lambda connection: set_local(connection, WIPING, None))

    @property
    def erasures(self) -> Erasures:
        """What was erased here."""
        with read_transaction(self._engine) as connection:
            return read_erasures(connection)

    def erased(self) -> frozenset[str]:
        """The ids of all records of which an erasure took what was restricted."""
        return frozenset().union(*self.erasures.records.values())
