"""The tables of a register, derived from the declarations.

For each type: TYPE (public and partner fields), TYPE_restricted (the stricter ones, under the same number and id),
TYPE_map (the narrow table that map and statistics read), TYPE_fts (folded search text) and, for spatial types,
TYPE_rtree. The journal lies in journal_*, the keys of persons in keys_person, what only this copy knows in local_*.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    Double,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    UniqueConstraint,
)
from sqlalchemy.dialects.sqlite import dialect
from sqlalchemy.schema import CreateIndex, CreateTable, ExecutableDDLElement

from forensics.catalogue import Catalogue, RecordType
from forensics.fields import Sensitivity
from layers.register.columns import Layout
from layers.register.engine import ask

RESTRICTED = "restricted"
MAP = "map"
FTS = "fts"
RTREE = "rtree"

NARROW = ("_row", "x", "y", "earliest", "latest", "style", "category")
FOUND_BY = ("rowid", "words", "refers")
BOX = ("_row", "west", "east", "south", "north")
"""The columns of the narrow table, of the search index and of the spatial one."""

NO_DAY_BEFORE, NO_DAY_AFTER = -(2**31), 2**31 - 1
"""Earliest and latest day of a date that is open on that side."""

_DIALECT = dialect()


def same_record(apart: str, main: str) -> str:
    """The condition under which rows of the second and the main table, by their aliases, are of one record.

    The second one is found by its number, where it lies beside the last one; ids are drawn by chance, and a tree of
    them is gone through in no order. The ids must agree, so that nobody gets the restricted values of another.
    """
    return f"{apart}._row = {main}._row AND {apart}.id = {main}.id"


@dataclass(frozen=True)
class TypeTables:
    """The tables of one record type."""

    kind: RecordType
    main: Table
    apart: Table
    narrow: Table

    @cached_property
    def plain(self) -> Layout:
        """The columns of the main table after `row`."""
        return Layout(self.kind.plain)

    @cached_property
    def strict(self) -> Layout:
        """The columns of the second table after `_row` and `id`."""
        return Layout(self.kind.apart)

    @cached_property
    def beside(self) -> Layout:
        """The columns of the second table after `_row`."""
        return _beside(self.kind)

    @cached_property
    def joined(self) -> str:
        """Both tables as the source of a statement: m is the main one, a the second."""
        return f'"{self.main.name}" m JOIN "{self.apart.name}" a ON {same_record("a", "m")}'

    @cached_property
    def selection(self) -> str:
        """The beginning of a statement that asks for whole records, the columns of both tables side by side."""
        main = [f'm."{name}"' for name in self.plain.names]
        apart = [f'a."{name}"' for name in self.strict.names]
        return f"SELECT {', '.join(main + apart)} FROM {self.joined}"

    @property
    def fts(self) -> str:
        return f"{self.kind.name}_{FTS}"

    @property
    def rtree(self) -> str | None:
        """The spatial index of the main geometry, for types that have one."""
        return f"{self.kind.name}_{RTREE}" if self.kind.main_place else None


@dataclass(frozen=True, eq=False)
class Tables:
    """All tables of a register."""

    metadata: MetaData
    types: Mapping[str, TypeTables]
    commits: Table
    changes: Table
    settings: Table
    person_keys: Table
    arrivals: Table
    local: Table

    @cached_property
    def names(self) -> frozenset[str]:
        """Every table that belongs here, indexes included; what else is found in the file is not ours."""
        declared = {table.name for table in self.metadata.tables.values()}
        indexes = {one.fts for one in self.types.values()} | {one.rtree for one in self.types.values() if one.rtree}
        return frozenset(declared | indexes)

    @cached_property
    def making(self) -> Mapping[str, tuple[str, ...]]:
        """The statements that make each table with its indexes; to compile them takes longer than to run them."""
        return {table.name: _statements(table) for table in self.metadata.sorted_tables}


def _statements(table: Table) -> tuple[str, ...]:
    indexes = sorted(table.indexes, key=lambda one: str(one.name))
    making: list[ExecutableDDLElement] = [CreateTable(table), *map(CreateIndex, indexes)]
    return tuple(str(one.compile(dialect=_DIALECT)) for one in making)


@lru_cache(maxsize=16)
def tables_of(catalogue: Catalogue) -> Tables:
    """The tables for these record types, made once: all registers with the same types share them."""
    metadata = MetaData()
    types = {kind.name: _type_tables(kind, metadata) for kind in catalogue}
    return Tables(metadata, types, *_journal_tables(metadata))


def _type_tables(kind: RecordType, metadata: MetaData) -> TypeTables:
    main = Table(
        kind.name,
        metadata,
        Column("_row", Integer, primary_key=True),
        *Layout(kind.plain).table_columns(),
        UniqueConstraint("id"),
        Index(f"{kind.name}_code", "code"),
        *_refused_by_the_schema(kind),
    )
    apart = Table(
        f"{kind.name}_{RESTRICTED}",
        metadata,
        Column("_row", Integer, primary_key=True),
        *_beside(kind).table_columns(),
    )
    for reference in kind.about.place_from[:1]:
        holder = main if reference in main.c else apart
        Index(f"{kind.name}_{reference}", holder.c[reference])
    narrow = Table(
        f"{kind.name}_{MAP}",
        metadata,
        Column("_row", Integer, primary_key=True),
        Column("x", Double),
        Column("y", Double),
        Column("earliest", Integer),
        Column("latest", Integer),
        Column("style", Integer),
        Column("category", Integer),
    )
    return TypeTables(kind, main, apart, narrow)


def _beside(kind: RecordType) -> Layout:
    return Layout((kind.by_name["id"], *kind.apart))


def _refused_by_the_schema(kind: RecordType) -> list[CheckConstraint]:
    """What no road in may write, whatever the program above does: sexual violence with a point."""
    place, category = kind.main_place, kind.by_name.get("category")
    if kind.name != "incident" or place is None or category is None or place.sensitivity.apart:
        return []
    return [
        CheckConstraint(
            "category IS NULL OR category <> 'sexual_violence' OR place IS NULL", name="sexual_violence_without_point"
        )
    ]


def _journal_tables(metadata: MetaData) -> tuple[Table, ...]:
    commits = Table(
        "journal_commit",
        metadata,
        Column("number", Integer, primary_key=True),
        Column("hash", String, nullable=False, unique=True),
        Column("header", LargeBinary, nullable=False),
        Column("signature", LargeBinary, nullable=False),
    )
    changes = Table(
        "journal_change",
        metadata,
        Column("number", Integer, primary_key=True),
        Column("in_commit", Integer, nullable=False),
        Column("type", String, nullable=False),
        Column("record", String, nullable=False),
        Column("subject", String),
        Column("digests", LargeBinary, nullable=False),
        *[Column(one.value, LargeBinary) for one in sorted(Sensitivity, key=lambda one: one.rank)],
    )
    Index("journal_change_record", changes.c.type, changes.c.record)
    Index("journal_change_commit", changes.c.in_commit)
    settings = Table(
        "journal_setting",
        metadata,
        Column("record", String, primary_key=True),
        Column("type", String, nullable=False),
        Column("held", String, nullable=False),
    )
    Table(
        "journal_undecided",
        metadata,
        Column("record", String, primary_key=True),
        Column("field", String, primary_key=True),
        Column("type", String, nullable=False),
    )
    keys = Table(
        "keys_person",
        metadata,
        Column("subject", String, primary_key=True),
        Column("key", LargeBinary, nullable=False),
    )
    return commits, changes, settings, keys, *_local_tables(metadata)


def _local_tables(metadata: MetaData) -> tuple[Table, ...]:
    """What is this copy's own."""
    arrivals = Table(
        "local_arrival",
        metadata,
        Column("number", Integer, primary_key=True),
        Column("at", String, nullable=False),
    )
    local = Table(
        "local_value",
        metadata,
        Column("name", String, primary_key=True),
        Column("held", String, nullable=False),
    )
    Table(
        "local_draft",
        metadata,
        Column("key", String, primary_key=True),
        Column("type", String, nullable=False),
        Column("record", String, nullable=False),
        Column("held", String, nullable=False),
        Column("at", String, nullable=False),
    )
    Table("local_schema", metadata, Column("version_num", String(32), primary_key=True))
    return arrivals, local


def create_all(connection: Connection, tables: Tables, present: Collection[str] = ()) -> None:
    """Make every table, with its indexes, that is not among those `present`."""
    for name, statements in tables.making.items():
        if name not in present:
            for statement in statements:
                ask(connection, statement)
    for one in tables.types.values():
        create_indexes(connection, one)


def create_missing_indexes(connection: Connection, table: Table) -> None:
    """The indexes of a table that is there, as far as they are not."""
    held = {row[1] for row in ask(connection, f'PRAGMA index_list("{table.name}")')}
    for index in table.indexes:
        if index.name not in held:
            ask(connection, str(CreateIndex(index).compile(dialect=_DIALECT)))


def create_indexes(connection: Connection, one: TypeTables) -> None:
    """The full-text and spatial index of a type, empty."""
    ask(
        connection,
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {one.fts} USING fts5(words, refers, tokenize = 'unicode61')",
    )
    if one.rtree:
        ask(connection, f"CREATE VIRTUAL TABLE IF NOT EXISTS {one.rtree} USING rtree({', '.join(BOX)})")
