"""The tables of a register on PostgreSQL, from the same declarations as the embedded ones.

A place stays the bytes that were signed; beside each lies the same as a geometry of PostGIS in EPSG:4326, made by the
server itself, with a spatial index.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import CheckConstraint, Column, Connection, Double, Integer, LargeBinary, Table, UniqueConstraint
from sqlalchemy.sql.elements import TextClause

from layers.register.engine import ask
from layers.register.postgres.roles import grant_rights
from layers.register.postgres.wording import REFERS
from layers.register.tables import BOX, Tables, TypeTables

KEYS = "keys_of"
_KEYS_FUNCTION = f"""
CREATE OR REPLACE FUNCTION {KEYS}(words text, refers text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_to_tsvector(coalesce(array_agg(key), '{{}}')) FROM (
        SELECT left(word, 400) AS key FROM unnest(string_to_array(words, ' ')) AS word WHERE word <> ''
        UNION ALL
        SELECT '{REFERS}' || word FROM unnest(string_to_array(refers, ' ')) AS word WHERE word <> ''
    ) AS keys
$$
"""
"""What a record is found by: the words of its search text, and the ids that it names, marked."""

_NUMBERED = ("keys_person",)
"""Tables whose rows have a number of their own that a statement asks for; SQLite gives one to each."""


def create_on_server(connection: Connection, tables: Tables, present: Collection[str] = ()) -> None:
    """Make every table that is not among those `present`, with its indexes and the rights on it."""
    for statement in statements(tables, present):
        ask(connection, statement)
    grant_rights(connection, tables, set(tables.names).difference(present))


def statements(tables: Tables, present: Collection[str] = ()) -> Iterator[str]:
    """What makes the tables that are not `present`."""
    yield _KEYS_FUNCTION
    places = {table: list(names) for one in tables.types.values() for table, names in _places(one)}
    for table in tables.metadata.sorted_tables:
        if table.name not in present:
            yield from _table(table, places.get(table.name, []))
    for one in tables.types.values():
        if one.fts not in present:
            yield from _search(one)
        if one.rtree and one.rtree not in present:
            yield from _spatial(one.rtree)


def type_of(column: Column[object]) -> str:
    """The type of a column; text is ordered by its bytes, as SQLite orders it."""
    if isinstance(column.type, LargeBinary):
        return "bytea"
    if isinstance(column.type, Double):
        return "double precision"
    return "bigint" if isinstance(column.type, Integer) else 'text COLLATE "C"'


def held_columns(connection: Connection) -> dict[str, dict[str, str]]:
    """The columns of each table that is there, with their types."""
    sql = (
        "SELECT c.relname::text, a.attname::text, format_type(a.atttypid, a.atttypmod)"
        " FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
        " WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')"
        " ORDER BY c.relname, a.attnum"
    )
    found: dict[str, dict[str, str]] = {}
    for table, column, type_ in ask(connection, sql):
        found.setdefault(table, {})[column] = type_
    return found


def add_on_server(connection: Connection, tables: Tables) -> list[str]:
    """Tables and columns for what was declared since; gives their names."""
    held = held_columns(connection)
    create_on_server(connection, tables, held)
    places = {table: names for one in tables.types.values() for table, names in _places(one)}
    added: list[str] = []
    for table in tables.metadata.sorted_tables:
        if table.name not in held:
            added.append(table.name)
            continue
        for column in table.columns:
            if column.name not in held[table.name]:
                ask(connection, f'ALTER TABLE "{table.name}" ADD COLUMN "{column.name}" {type_of(column)}')
                added.append(f"{table.name}.{column.name}")
        for name in places.get(table.name, []):
            if shape_column(name) not in held[table.name]:
                ask(connection, f'ALTER TABLE "{table.name}" ADD COLUMN {_shape(name)}')
                ask(connection, _shape_index(table.name, name))
    return added


def shape_column(place: str) -> str:
    """The column in which a place lies as PostGIS knows it."""
    return f"_{place}"


def _shape(place: str) -> str:
    made = f'ST_Force2D(ST_GeomFromWKB("{place}", 4326))'
    return f'"{shape_column(place)}" geometry(Geometry, 4326) GENERATED ALWAYS AS ({made}) STORED'


def _shape_index(table: str, place: str) -> str:
    return f'CREATE INDEX "{table}_{place}_gist" ON "{table}" USING gist ("{shape_column(place)}")'


def _places(one: TypeTables) -> Iterator[tuple[str, list[str]]]:
    """The tables of a type with the places that lie in them."""
    for table, apart in ((one.main, False), (one.apart, True)):
        yield table.name, [place.name for place in one.kind.places if place.sensitivity.apart is apart]


def _table(table: Table, places: list[str]) -> Iterator[str]:
    lines = [f'"{one.name}" {type_of(one)}{"" if one.nullable else " NOT NULL"}' for one in table.columns]
    if table.name in _NUMBERED:
        lines.append("rowid bigint GENERATED ALWAYS AS IDENTITY")
    lines += map(_shape, places)
    lines.append(f"PRIMARY KEY ({_listed(table.primary_key.columns)})")
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            lines.append(f"UNIQUE ({_listed(constraint.columns)})")
        elif isinstance(constraint, CheckConstraint):
            assert isinstance(constraint.sqltext, TextClause)
            lines.append(f'CONSTRAINT "{constraint.name}" CHECK ({constraint.sqltext.text})')
    lines += [f'UNIQUE ("{one.name}")' for one in table.columns if one.unique]
    yield f'CREATE TABLE "{table.name}" ({", ".join(lines)})'
    for index in sorted(table.indexes, key=lambda one: str(one.name)):
        yield f'CREATE INDEX "{index.name}" ON "{table.name}" ({_listed(index.columns)})'
    for name in places:
        yield _shape_index(table.name, name)


def _listed(columns: object) -> str:
    return ", ".join(f'"{one.name}"' for one in columns)  # type: ignore[attr-defined]


def _search(one: TypeTables) -> Iterator[str]:
    yield (
        f"CREATE TABLE {one.fts} (rowid bigint PRIMARY KEY, words text, refers text,"
        f" found_by tsvector GENERATED ALWAYS AS ({KEYS}(words, refers)) STORED)"
    )
    yield f"CREATE INDEX {one.fts}_gin ON {one.fts} USING gin (found_by)"


def _spatial(rtree: str) -> Iterator[str]:
    row, *sides = BOX
    cells = ", ".join(f"{side} double precision NOT NULL" for side in sides)
    yield (
        f"CREATE TABLE {rtree} ({row} bigint PRIMARY KEY, {cells}, box geometry(Polygon, 4326) GENERATED ALWAYS AS"
        " (ST_MakeEnvelope(west, south, east, north, 4326)) STORED)"
    )
    yield f"CREATE INDEX {rtree}_gist ON {rtree} USING gist (box)"
