"""The register's part in merging: commits of another copy come in, and what they left undecided is told."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exc
from sqlcipher3 import dbapi2

from forensics.merging import Merged
from forensics.ports import Event, Progress
from layers.errors import SourceRefused
from layers.register.checking_out import copy_part, entries_given, is_in_part
from layers.register.engine import ask
from layers.register.engine import reading as read_transaction
from layers.register.engine import writing as write_transaction
from layers.register.erasures import read_erasures
from layers.register.forgetting import Forgetting
from layers.register.graph import read_history
from layers.register.migrating import note_new
from layers.register.moving import copy_whole
from layers.register.originals import Original
from layers.register.past import counting_leaves, fold, history
from layers.register.person_keys import PersonKeys
from layers.register.statements import Statements
from layers.register.tables import create_all
from layers.register.undecided import all_undecided, undecided_of
from layers.register.uniting import United, Uniting
from layers.register.values_of_copy import ELSEWHERE, get_local


@dataclass(frozen=True)
class Waiting:
    """A record about which a person has something to decide: what it holds by the journal, and who wrote it when.

    `events` are the commits that wrote it, by their hashes.
    """

    type: str
    id: str
    state: Merged
    events: Mapping[str, Event]


class Joining(Forgetting):
    """What a register does for those who merge; the rest of it is layers.register.register."""

    def unite(
        self, other: Joining, named: str, place_of: Callable[[Original], str | None],
        told: Callable[[int], None] = lambda done: None,
    ) -> United:  # fmt: skip
        """Take in what another copy of this project has and this one does not, in one transaction or not at all.

        `named` is what the other is called, `place_of` says where the file of an original lies. Raises SourceRefused
        for what is no copy of this project, or not as it was signed. Call `wipe` afterwards where something was erased.
        """
        try:
            with (
                self._tidying.taking_back(),
                read_transaction(other._engine) as theirs,
                write_transaction(self._engine) as connection,
                Statements(connection, self._engine) as statements,
            ):
                work = Uniting(connection, statements, self.catalogue, self._tables, theirs, named, told)
                united = work.unite(datetime.now().astimezone(), place_of)
        except (exc.IntegrityError, exc.DataError, dbapi2.IntegrityError, ValueError, TypeError, LookupError) as reason:
            raise SourceRefused(
                "“{file}” holds what cannot be kept here ({reason}), so nothing was merged.",
                file=named, reason=" ".join(f"{type(reason).__name__} {reason}".split())[:120],
            ) from reason  # fmt: skip
        self._tidying.after_a_commit()
        return united

    def was_edited_apart(self) -> bool:
        """Whether any two commits were made without either having seen the other."""
        with read_transaction(self._engine) as connection:
            return not read_history(connection).is_a_line

    def made_apart(self, type_: str) -> set[str]:
        """The records of a type that some commit wrote without having seen what another one wrote of that type."""
        with read_transaction(self._engine) as connection:
            history, found = read_history(connection), dict[int, set[str]]()
            sql = "SELECT DISTINCT in_commit, record FROM journal_change WHERE type = ?"
            for number, record in ask(connection, sql, (type_,)):
                found.setdefault(int(number), set()).add(str(record))
            apart = [one for one in found if any(history.are_apart(one, other) for other in found)]
            return set().union(*(found[one] for one in apart))

    def equal_codes(self) -> list[tuple[str, str]]:
        """Type and code of records that have the same code as another one of their type, voided ones left out."""
        found: list[tuple[str, str]] = []
        with read_transaction(self._engine) as connection:
            for name, one in self._tables.types.items():
                twice = f"""SELECT code FROM "{one.main.name}" WHERE code IS NOT NULL AND review IS NOT 'voided'
                    GROUP BY code HAVING count(*) > 1 ORDER BY code"""
                found += [(name, str(code)) for (code,) in ask(connection, twice)]
        return found

    @property
    def is_in_part(self) -> bool:
        """Whether this is a project for one area, which holds all else as digests alone."""
        with read_transaction(self._engine) as connection:
            return is_in_part(connection)

    def entries_given(self, records: Collection[str]) -> int:
        """How many entries of the journal speak of these records."""
        with read_transaction(self._engine) as connection:
            return entries_given(connection, self.catalogue, records)

    def copy_part_to(self, part: Joining, taken: Mapping[str, str], checkout: str) -> None:
        """Fill a new register with every commit's header and what is said of `taken` (id to type) alone."""
        with (
            read_transaction(self._engine) as home,
            write_transaction(part._engine) as connection,
            Statements(connection, part._engine) as statements,
        ):
            create_all(connection, part._tables)
            note_new(connection, part._tables)
            copy_part(home, connection, statements, self.catalogue, part._tables, taken, checkout)

    def copy_whole_to(self, other: Joining, progress: Progress | None = None) -> None:
        """Fill a new register, on whichever engine, with all that is here."""
        count = 0

        def told(rows: int) -> None:
            nonlocal count
            count += rows
            if progress is not None:
                progress(count, 0)

        with (
            read_transaction(self._engine) as home,
            write_transaction(other._engine) as connection,
            Statements(connection, other._engine) as statements,
        ):
            copy_whole(home, connection, statements, self._tables, told)

    def elsewhere(self) -> frozenset[str]:
        """The media whose files other copies hold and this one never did."""
        with read_transaction(self._engine) as connection:
            return frozenset(get_local(connection, ELSEWHERE, unreadable=[]) or ())

    def undecided(self, record: str) -> frozenset[str]:
        """The fields of a record about which a person has something to decide."""
        with read_transaction(self._engine) as connection:
            return undecided_of(connection, record)

    def waiting(self, only: Sequence[str] = ()) -> Iterator[Waiting]:
        """The records about which something is undecided, or of these alone, in the order of their types and ids."""
        with read_transaction(self._engine) as connection:
            found = [one for one in all_undecided(connection) if not only or one[1] in only]
            if not found:
                return
            graph, keys, erasures = read_history(connection), PersonKeys(connection), read_erasures(connection)
            for type_, record in found:
                held = counting_leaves(connection, type_, record)
                remembered: Mapping[str, Any] = erasures.remembered.get(record, {})
                events = {event.commit: event for event in history(connection, record)}
                yield Waiting(type_, record, fold(held, keys, remembered, graph), events)
