"""What the rest of the house asks of a register; layers/register keeps it, on SQLite today and PostGIS tomorrow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from forensics.catalogue import Catalogue
from forensics.changes import Change, Edits
from forensics.messages import Message
from forensics.standing import Standing

Values = Mapping[str, Any]
"""A record's canonical values by field name (forensics.values); what was not given is absent."""

Progress = Callable[[int, int], None]
"""Told (done, of how many; 0 when that is not known); it may raise Cancelled."""

Box = tuple[float, float, float, float]
"""West, south, east, north in degrees of EPSG:4326."""


@dataclass(frozen=True)
class Days:
    """Days since 1970-01-01, both inclusive; `undated` says whether records without any date are meant too."""

    first: int
    last: int
    undated: bool = True


@dataclass(frozen=True)
class Query:
    """Which records of one type: all conditions hold together.

    `where` holds (field, value) pairs compared by equality of the value read as that field (a code, a record code, a
    number); a value None asks for records in which the field is empty. `text` is searched in every indexed field.
    `area` is a polygon as WKT in degrees that the main place meets.
    `without` are codes of the field that the type is styled by (“” for none): records that have one are left out.
    `days` leaves those that may be dated then; both leave voided records out. `as_of` is a commit hash (or its
    beginning) or a time in ISO 8601.
    `order` is a field name, with a leading “-” for descending.
    """

    type: str
    where: tuple[tuple[str, str | None], ...] = ()
    bbox: Box | None = None
    area: str = ""
    text: str = ""
    ids: tuple[str, ...] = ()
    voided: bool = False
    without: tuple[str, ...] = ()
    days: Days | None = None
    as_of: str = ""
    order: str = ""
    limit: int | None = None
    offset: int = 0


@dataclass(frozen=True)
class Receipt:
    """What a commit did: its hash, and per type the ids of the records that it changed (None past 10,000 of them).

    `left` are records that an undo left as they are, because they were changed since; `lowered` are incidents that fell
    to a lower level with it, because their sources do not carry the one that they had any more.
    """

    commit: str
    changed: Mapping[str, Sequence[str] | None]
    count: int
    left: Sequence[Found] = ()
    lowered: Sequence[Found] = ()


@dataclass(frozen=True)
class Point:
    """A point in the journal: the newest commit that is known there (empty: none yet), and its time in UTC."""

    head: str
    time: str


@dataclass(frozen=True)
class Found:
    """One record by its names; `names` holds language to name where its type has names."""

    type: str
    id: str
    code: str
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Event:
    """One commit's writes to one record, newest last.

    `counts` is false of a commit by a device that no lead enrolled or that had been revoked; `clock` says that it was
    made, by its author's clock, before a commit that it follows.
    """

    commit: str
    time: str
    zone: str
    author: str
    device: str
    operation: str
    before: Values
    after: Values
    reason: str = ""
    erased: bool = False
    counts: bool = True
    clock: bool = False


@dataclass(frozen=True)
class MapColumns:
    """A type's narrow table as numpy columns of one length, voided and superseded records left out.

    `row` int64 (the register's own row numbers), `x` and `y` float64 degrees (NaN without a place), `earliest` and
    `latest` int32 days since 1970-01-01 (minimum and maximum of int32 where open), `style` and `category` int16 into
    `style_codes` and `category_codes` (-1: none), `sure` bool (a place of its own, not one taken from a settlement).
    """

    row: Any
    x: Any
    y: Any
    earliest: Any
    latest: Any
    style: Any
    category: Any
    sure: Any
    style_codes: tuple[str, ...] = ()
    category_codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Info:
    """What `taphos info` tells."""

    name: str
    counts: Mapping[str, int]
    extent: Box | None
    head: str | None
    heads: tuple[str, ...]
    encrypted: bool
    engine: str
    format: int


CHANGED, MISSING, ADDED = "changed", "missing", "added"


@dataclass(frozen=True)
class Differing:
    """A record of which its table does not say what the journal does: changed, missing from it, or added to it."""

    type: str
    id: str
    code: str
    how: str
    problems: tuple[Message, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """The outcome of `verify`: `first` is the first wrong thing in one sentence.

    `clock` are commits made before what they follow, by their authors' clocks: a problem to be told, and nothing wrong.
    `notes` tell what an anchor showed.
    `differing` are the records among what is wrong, `signs` what the file tells of another program that wrote it.
    """

    ok: bool
    first: Message | None
    problems: tuple[Message, ...] = ()
    absent: int = 0
    erased: int = 0
    checked: Mapping[str, int] = field(default_factory=dict)
    clock: tuple[Message, ...] = ()
    notes: tuple[Message, ...] = ()
    differing: tuple[Differing, ...] = ()
    signs: tuple[Message, ...] = ()


@dataclass(frozen=True)
class KeyRow:
    """A row of signing keys as it was entered; `counts` says that it counts, `first` that nobody else enrolled it."""

    row: Values
    counts: bool
    first: bool = False


class Register(Protocol):
    """The records of one project. Every method may be called from any thread; none may be called after `close`."""

    catalogue: Catalogue

    @property
    def signs_as(self) -> str:
        """The fingerprint of the key that signs what is written here."""
        ...

    def info(self) -> Info: ...

    def commit(
        self,
        changes: Iterable[Change | Edits],
        reason: str = "",
        progress: Progress | None = None,
        keys: Mapping[str, bytes] | None = None,
    ) -> Receipt:
        """Write all of `changes` in one signed commit, or none; raises ChangeRefused, and CodeTaken of a second record.

        What comes as Edits is new records. `changes` are drawn while nobody else can write: what they ask of the
        register stands until they are written. `keys` are those of files that are taken in with it,
        read when the last change was written.
        """
        ...

    def administrative(self, type_: str) -> dict[str, dict[str, Any]]:
        """What is journaled beside the records, of one kind: enrolled devices, exports, the vault's ledger."""
        ...

    def keys_that_count(self, held: Mapping[str, Sequence[Values]]) -> Mapping[str, Sequence[KeyRow]]:
        """Of people, by id, with the rows of signing keys that they hold: which of these count."""
        ...

    def roles_that_count(self, held: Mapping[str, Sequence[str]]) -> Mapping[str, Sequence[str]]:
        """Of people, by id, with the roles that they hold: those that count."""
        ...

    def is_signed_by_expert(self, opinion: str, values: Values) -> bool:
        """Whether an opinion with these values is signed by one who could give it when they signed."""
        ...

    def replaced_opinions(self) -> Mapping[str, str]:
        """The id of each opinion that another one took the place of, and of that one."""
        ...

    def standing(self) -> Standing:
        """What the journal says of devices: who is enrolled, who was revoked, whose commits count."""
        ...

    def values(self, type_: str, record: str) -> Values | None:
        """The canonical values of the record with that id, kept fields included."""
        ...

    def many_values(self, type_: str, records: Sequence[str]) -> dict[str, Values]: ...

    def find(self, name: str, types: Sequence[str] = ()) -> Found:
        """The record called `name`: an id, a code or TYPE/CODE; UnknownName where none or several fit."""
        ...

    def codes(self, type_: str) -> dict[str, str]:
        """Code to id for every record of a type, voided ones included."""
        ...

    def record_with_code(self, type_: str, code: str) -> str | None:
        """The id of the oldest record of a type with that code, a voided one too; None where there is none."""
        ...

    def code_alike(self, type_: str, code: str, record: str | None) -> str | None:
        """The code of another record than `record`, none voided, that is taken for this one at a glance."""
        ...

    def erased(self) -> frozenset[str]:
        """The ids of all records of which an erasure took what was restricted."""
        ...

    def last_number(self, type_: str, prefix: str) -> int:
        """The largest number that a code beginning with `prefix` ends in; 0 where there is none."""
        ...

    def titles(self, records: Iterable[str], likely: Sequence[str] = ()) -> dict[str, Found]:
        """Id to names, for showing references; those that are of a `likely` type cost no look at the others."""
        ...

    def select(self, query: Query) -> Iterator[Values]:
        """The records that `query` asks for, `id` first."""
        ...

    def count(self, query: Query) -> int: ...

    def search(self, text: str, types: Sequence[str] = (), limit: int = 50) -> list[Found]:
        """Records by names, codes, other numbers and notes, in either script, best first."""
        ...

    def referring(self, record: str, type_: str) -> list[Found]:
        """The records, voided ones left out, that name this record of that type in any field."""
        ...

    def fields_of(
        self, type_: str, names: Sequence[str], other_than: tuple[str, str] = ("", "")
    ) -> list[dict[str, Any]]:
        """These fields of every record of a type, voided ones too; of none that has the field and code `other_than`."""
        ...

    def history(self, record: str) -> list[Event]: ...

    def map_columns(self, type_: str) -> MapColumns: ...

    def rows_to_ids(self, type_: str, rows: Sequence[int]) -> list[str]: ...

    def shapes(self, type_: str, part: str = "", bbox: Box | None = None) -> Iterator[tuple[int, bytes]]:
        """(row, WKB) of the main geometry or a part."""
        ...

    def undo(self, commit: str = "", reason: str = "", record: str = "", what: str = "") -> Receipt:
        """Append the inverse of a commit (the newest where none is named), or of what it did to one record.

        `what` stands in the journal where nobody gave a reason. Records that were changed since stay as they are and
        are named; ChangeRefused where that is all of them.
        """
        ...

    def verify(self, progress: Progress | None = None) -> Verdict: ...

    def close(self) -> None: ...
