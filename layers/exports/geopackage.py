"""Writing a GeoPackage from the register: rows are copied inside SQLite, styled and described.

What leaves in another format is read from such a file (layers.exports.rows_out), so that there is one road out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection

from forensics.anchors import APART
from forensics.catalogue import RecordType
from forensics.disclosure import Profile
from forensics.fields import Field, Kind
from forensics.grading import levels_above
from forensics.ports import Query
from layers.exports import geopackage_schema as schema
from layers.exports.consents import INCIDENT, LEVEL, Consents, also_then, consents_of, handing_of
from layers.exports.counted_layers import CountLayer
from layers.exports.exposing import exposing
from layers.exports.for_court import HandedOver
from layers.exports.geopackage_held import Held, held_by
from layers.exports.geopackage_index import NOWHERE, index_layer
from layers.exports.past_rows import apart_of, fill_past, main_of
from layers.exports.pseudonyms import teach_pseudonyms
from layers.exports.releases import Making
from layers.exports.selecting import (
    FALLEN,
    GEOMETRY,
    HOME,
    KEY,
    ColumnOut,
    Selection,
    TableOut,
    at_level_left,
    only_leaving,
    record_condition,
    tables_out,
)
from layers.exports.standing import standing_document, unmarked
from layers.exports.styles import layer_style
from layers.exports.telling import SILENT, Telling
from layers.exports.today import under_today
from layers.exports.unnamed import unnamed_rows
from layers.language import Translator
from layers.project import Project
from layers.register import past
from layers.register.attaching import OUT
from layers.register.reading import Resolver, condition, read_fields
from layers.register.tables import TypeTables, same_record
from layers.register.values_of_copy import heads_of_copy

_F = f"{OUT}."
_COPIED_AT_ONCE = 50_000
_MANY, _PAGE_OF_MANY = 10_000, 16_384
"""Rows past which the file has larger pages, in bytes, than SQLite's own 4,096: fewer to write and to read, a tenth of
the time. Each of some fifty tables takes a page at least, so a file of few rows would be large for nothing."""


@dataclass(frozen=True)
class Written:
    """A GeoPackage that was written: its tables, what each holds, of which heads and under which consents.

    `standing` says whether it is a draft, where it is for everybody; else it is empty.
    """

    path: Path
    tables: tuple[TableOut, ...]
    held: Mapping[str, Held]
    heads: tuple[str, ...]
    consent: Mapping[str, Any]
    standing: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True)
class Asked:
    """What is asked of a register: how it is made, and the types; `numbers` are tables whose rows are made already."""

    making: Making
    kinds: Sequence[RecordType]
    numbers: Sequence[CountLayer] = ()
    handed: HandedOver = field(default_factory=HandedOver)


def write_geopackage(project: Project, path: Path, asked: Asked, telling: Telling = SILENT) -> Written:
    """Write what may leave of what is asked for into the empty file at `path`. Raises ExportRefused."""
    making, recipe = asked.making, asked.making.recipe
    consents = Consents(handing_of(making.profile, recipe.selection.recipient))
    standing = [standing_document(one) for one in making.shown]
    writing = _Writing(project, path, making.profile, recipe.selection, telling, consents, recipe.as_of, standing,
                       asked.handed)  # fmt: skip
    tables = tables_out(making.profile, asked.kinds)
    writing.write(tables, asked.numbers)
    tables += [layer.table for layer in asked.numbers]
    document = writing.consents.document(writing.left_out)
    return Written(path, tuple(tables), writing.held, writing.heads, document, standing)


class _Rows(NamedTuple):
    """The rows of a type that leave: their numbers in the file, where they come from, a condition and its values.

    `last` is the largest of the numbers; `whole` says that nothing is asked of the rows but what the profile asks.
    """

    number: str
    source: str
    allowed: str
    parameters: tuple[Any, ...]
    last: int
    whole: bool


@dataclass
class _Writing:
    project: Project
    path: Path
    profile: Profile
    selection: Selection
    telling: Telling
    consents: Consents
    as_of: str = ""
    standing: Sequence[Mapping[str, Any]] = ()
    handed: HandedOver = field(default_factory=HandedOver)
    related: bool = False
    heads: tuple[str, ...] = ()
    held: dict[str, Held] = field(default_factory=dict)
    rows: dict[str, _Rows] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)

    def write(self, tables: Sequence[TableOut], numbers: Sequence[CountLayer]) -> None:
        with self.project.register.attached(self.path) as connection:
            point = past.point_of(connection, self.as_of)
            self.heads = tuple(point.head.split(APART)) if self.as_of else heads_of_copy(connection)
            with self.telling.stopping(connection):
                self._write(connection, tables, numbers)

    def _write(self, connection: Connection, tables: Sequence[TableOut], numbers: Sequence[CountLayer]) -> None:
        expected = [self._last_row(connection, table) for table in tables]
        for rows in expected:
            self.telling.expect(rows)
        if sum(expected) > _MANY:
            connection.exec_driver_sql(f"PRAGMA {OUT}.page_size = {_PAGE_OF_MANY}")
        self._system_tables(connection)
        self._keep_home(connection, {table.kind.name for table in tables})
        for table in tables:
            self._table(connection, table)
        for layer in numbers:
            self._numbers(connection, layer)
        names = {table.name for table in tables}
        for table in tables:
            if not table.part:
                self._relations(connection, table, names)
        self._constraints(connection, tables)
        self._metadata(connection)

    def _last_row(self, connection: Connection, table: TableOut) -> int:
        main = self._tables(table).main.name
        return int(connection.exec_driver_sql(f'SELECT coalesce(max(_row), 0) FROM "{main}"').scalar_one())

    def _system_tables(self, connection: Connection) -> None:
        run = connection.exec_driver_sql
        run(f"PRAGMA {OUT}.application_id = {schema.APPLICATION_ID}")
        run(f"PRAGMA {OUT}.user_version = {schema.USER_VERSION}")
        for definition in schema.definitions(_F):
            run(definition)
        run(f"INSERT INTO {_F}gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", list(schema.reference_systems()))
        run(f"INSERT INTO {_F}gpkg_extensions VALUES (?, ?, ?, ?, ?)", list(schema.EXTENSIONS))
        run(  # QGIS finds the styles only where they are listed, as it lists them itself
            f"INSERT INTO {_F}gpkg_contents (table_name, data_type, identifier) VALUES (?, 'attributes', ?)",
            (schema.STYLES, schema.STYLES),
        )
        teach_pseudonyms(connection, self.project, self.profile)

    def _keep_home(self, connection: Connection, types: Collection[str]) -> None:
        """Ask the consents of the very state that is written, and note what they do not cover."""

        def rows(type_: str, names: Sequence[str], other_than: tuple[str, str] = ("", "")) -> Iterator[dict[str, Any]]:
            return read_fields(connection, self.project.register.tables_of(type_), names, other_than)

        catalogue = self.project.catalogue
        self.consents = consents_of(catalogue, self.profile, self.consents.handing, rows, counts=False)
        if self.as_of:
            self.consents = also_then(self.project, self.consents, self.as_of)
        unnamed = unnamed_rows(connection, catalogue, self.profile, types, self.selection)
        self.consents = replace(self.consents.keeping(exposing(self.project, types)), unnamed=unnamed)
        run = connection.exec_driver_sql
        run(f"DROP TABLE IF EXISTS {HOME}")
        run(f"CREATE TABLE {HOME} (id TEXT PRIMARY KEY) WITHOUT ROWID")
        kept = (*self.consents.home.values(), *unnamed.values())
        ids = [(id_,) for ids in kept for id_ in sorted(ids)]
        if ids:
            run(f"INSERT OR IGNORE INTO {HOME} VALUES (?)", ids)
        run(f"DROP TABLE IF EXISTS {FALLEN}")
        run(f"CREATE TABLE {FALLEN} (id TEXT, recorded TEXT, level TEXT, PRIMARY KEY (id, recorded)) WITHOUT ROWID")
        fallen = sorted(self.consents.fallen.items())
        if levels := [(id_, recorded, left) for id_, left in fallen for recorded in levels_above(left)]:
            run(f"INSERT INTO {FALLEN} VALUES (?, ?, ?)", levels)

    def _table(self, connection: Connection, table: TableOut) -> None:
        run = connection.exec_driver_sql
        run(_create(table))
        if not table.part:
            self.rows[table.kind.name] = self._choose(connection, table)
        self._copy(connection, table)
        self.held[table.name] = held_by(connection, table)
        self._contents(connection, table)
        self._data_columns(connection, table)
        if table.geometry is not None:
            self._style(connection, table)

    def _numbers(self, connection: Connection, layer: CountLayer) -> None:
        """A table whose rows are made and not copied: what of numbers may be told."""
        run, table = connection.exec_driver_sql, layer.table
        run(_create(table))
        names = [*([GEOMETRY] if table.geometry else []), *(column.name for column in table.columns)]
        gives = [f"?{at}" for at in range(1, len(names) + 1)]
        if table.geometry is not None:
            gives[0] = f"CASE WHEN ?1 IS NULL THEN NULL ELSE CAST(X'{schema.HEADER}' || ?1 AS BLOB) END"
        listed = ", ".join(f'"{name}"' for name in names)
        if layer.rows:
            run(f'INSERT INTO {_F}"{table.name}" ({listed}) VALUES ({", ".join(gives)})', list(layer.rows))
        self.held[table.name] = held_by(connection, table)
        self._contents(connection, table)
        self._data_columns(connection, table)

    def _choose(self, connection: Connection, table: TableOut) -> _Rows:
        """The type's rows that leave: numbered as here, or where ids are pseudonyms in an order that tells nothing."""
        run = connection.exec_driver_sql
        if self.as_of:
            fill_past(connection, self._tables(table), self._asked_then(connection, table))
        query = replace(self.selection.query(table.kind.name), voided=True)
        tables = self.project.register.tables_of(table.kind.name)
        where, parameters = "true", list[Any]()
        if table.kind.name in self.handed.unasked:
            where = "false"
        elif not self.as_of:
            where, parameters = condition(tables, query, self._resolver(connection))
        main = main_of(table.kind, self.as_of)
        allowed = record_condition(self.profile, table.kind, self.selection)
        allowed += f" AND {self._handed(connection, table, where)}"
        if self._count_home(connection, table):
            allowed += f" AND m.id NOT IN (SELECT id FROM {HOME})"
        if not self.profile.pseudonyms:
            last = run(f"SELECT coalesce(max(_row), 0) FROM {main}").scalar_one()
            return _Rows("m._row", f"{main} m", allowed, tuple(parameters), last, where == "true")
        chosen = f'temp."chosen_{table.kind.name}"'
        run(f"DROP TABLE IF EXISTS {chosen}")
        run(f"CREATE TABLE {chosen} (number INTEGER PRIMARY KEY, _row INTEGER NOT NULL)")
        run(
            f"INSERT INTO {chosen} SELECT row_number() OVER (ORDER BY pseudonym(m.id)), m._row"
            f" FROM {main} m {self._apart(table)} WHERE {allowed} ORDER BY 1",
            tuple(parameters),
        )
        last = run(f"SELECT coalesce(max(number), 0) FROM {chosen}").scalar_one()
        return _Rows("c.number", f"{chosen} c JOIN {main} m ON m._row = c._row", "true", (), last, True)

    def _handed(self, connection: Connection, table: TableOut, where: str) -> str:
        """The condition with what an authority means of a type, and with what contradicts."""
        type_, handed = table.kind.name, self.handed
        if handed.only is not None and not self.as_of:
            where = f"({where}) AND m.id IN {_listed(connection, f'only_{type_}', handed.only.get(type_, ()))}"
        if handed.along.get(type_):
            where = f"({where}) OR m.id IN {_listed(connection, f'along_{type_}', handed.along[type_])}"
        return f"({where})"

    def _tables(self, table: TableOut) -> TypeTables:
        return self.project.register.tables_of(table.kind.name)

    def _apart(self, table: TableOut) -> str:
        """The second table, which every record has; a left join: it is left out where no column asks for it."""
        return f"LEFT JOIN {apart_of(table.kind, self.as_of)} a ON {same_record('a', 'm')}"

    def _asked_then(self, connection: Connection, table: TableOut) -> Iterator[Mapping[str, Any]]:
        """The records that are asked for, as the journal had them then and as today lets them out."""
        query = replace(self.selection.query(table.kind.name, self.as_of), voided=True)
        type_, handed = table.kind.name, self.handed
        then: Iterable[Mapping[str, Any]] = ()
        if type_ not in handed.unasked:
            then = past.select_as_of(connection, self.project.catalogue, query, self._resolver(connection))
        if handed.only is not None:
            then = [one for one in then if one["id"] in handed.only.get(type_, ())]
        if ids := handed.along.get(type_):
            along = Query(type_, ids=tuple(sorted(ids)), voided=True, as_of=self.as_of)
            more = past.select_as_of(connection, self.project.catalogue, along, self._resolver(connection))
            then = {str(one["id"]): one for one in (*then, *more)}.values()
        return under_today(self.project, self.profile, table.kind, then)

    def _resolver(self, connection: Connection) -> Resolver:
        """Finds the records that conditions name; one that stays home selects nothing, since that would tell of it."""
        find = self.project.register.resolver(connection)

        def resolve(name: str, types: Sequence[str]) -> str:
            found = find(name, types)
            return "" if self.consents.keeps(found) else found

        return resolve

    def _count_home(self, connection: Connection, table: TableOut) -> bool:
        """Whether records of a type stay home for want of a consent; they are counted.

        All of them are, whatever was asked for: a number that fits a condition would tell whom the condition is of.
        """
        if not self.consents.at_home(table.kind.name):
            return False
        allowed = record_condition(self.profile, table.kind, Selection(voided=self.selection.voided))
        main = main_of(table.kind, self.as_of)
        sql = f"SELECT count(*) FROM {main} m {self._apart(table)} WHERE {allowed}"
        self.left_out[table.kind.name] = connection.exec_driver_sql(
            f"{sql} AND m.id IN (SELECT id FROM {HOME})"
        ).scalar_one()
        return True

    def _told(self, table: TableOut, column: ColumnOut) -> ColumnOut:
        """A column as the consents let it leave."""
        if self.consents.fallen and (table.kind.name, column.field.name) == (INCIDENT, LEVEL):
            return at_level_left(column)
        return only_leaving(column) if self.consents.may_name_home(column.field) else column

    def _copy(self, connection: Connection, table: TableOut) -> None:
        """Copy the rows, some ten thousand at a time where they are found by their numbers alone."""
        number, source, allowed, parameters, last, whole = self.rows[table.kind.name]
        names = [KEY, *([GEOMETRY] if table.geometry else []), *(column.name for column in table.columns)]
        columns = (self._told(table, one) for one in table.columns)
        gives = [number, *([table.geometry_sql] if table.geometry else []), *(one.sql for one in columns)]
        listed = ", ".join(f'"{name}"' for name in names)
        only = f" AND {table.geometry_sql} IS NOT NULL" if table.part else ""
        at_once = _COPIED_AT_ONCE if whole else last
        for first in range(1, last + 1, at_once or 1):
            some = f" AND {number} BETWEEN {first} AND {first + at_once - 1}" if whole else ""
            connection.exec_driver_sql(
                f'INSERT INTO {_F}"{table.name}" ({listed}) SELECT {", ".join(gives)} FROM {source}'
                f" {self._apart(table)} WHERE {allowed}{only}{some} ORDER BY {number}",
                parameters,
            )
            self.telling.passed(min(at_once, last - first + 1))

    def _contents(self, connection: Connection, table: TableOut) -> None:
        held, bounds = self.held[table.name], NOWHERE
        if held.placed is not None:
            numbered = (
                not self.as_of and not self.profile.pseudonyms and table.kind.name not in self.profile.by_decision
            )
            bounds = index_layer(connection, table, held.placed, whole=numbered)
        connection.exec_driver_sql(
            f"INSERT INTO {_F}gpkg_contents (table_name, data_type, identifier, description, min_x, min_y, max_x,"
            " max_y, srs_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                table.name, "features" if table.geometry else "attributes", table.name, _two_languages(table.title),
                *bounds, schema.SRS if table.geometry else None,
            ),
        )  # fmt: skip
        if table.geometry is not None:
            connection.exec_driver_sql(
                f"INSERT INTO {_F}gpkg_geometry_columns VALUES (?, ?, ?, ?, ?, 0)",
                (table.name, GEOMETRY, table.geometry.geometry.upper(), schema.SRS, 2 if held.heights else 0),
            )

    def _data_columns(self, connection: Connection, table: TableOut) -> None:
        rows = [
            (
                table.name, column.name, column.name, column.field.label, _described(column),
                _constraint(column.field) if column.name == column.field.name else None,
            )
            for column in table.columns
        ]  # fmt: skip
        connection.exec_driver_sql(
            f"INSERT INTO {_F}gpkg_data_columns (table_name, column_name, name, title, description, constraint_name)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            rows,
        )

    def _constraints(self, connection: Connection, tables: Sequence[TableOut]) -> None:
        """Value lists: one for each vocabulary that a column of one code holds."""
        lists = {
            _constraint(column.field): column.field.vocabulary
            for table in tables
            for column in table.columns
            if _constraint(column.field)
        }
        rows = [
            (name, "enum", code, _two_languages(label))
            for name, vocabulary in sorted(lists.items(), key=lambda item: str(item[0]))
            if vocabulary is not None
            for code, label in vocabulary.all_codes.items()
        ]
        if rows:
            connection.exec_driver_sql(
                f"INSERT INTO {_F}gpkg_data_column_constraints (constraint_name, constraint_type, value, description)"
                " VALUES (?, ?, ?, ?)",
                rows,
            )

    def _style(self, connection: Connection, table: TableOut) -> None:
        style = _style_of(table.kind, table.part, frozenset(column.name for column in table.columns))
        if style is None:
            return
        connection.exec_driver_sql(
            f"INSERT INTO {_F}layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column,"
            " styleName, styleQML, styleSLD, useAsDefault, description, owner)"
            " VALUES ('', '', ?, ?, ?, ?, '', 1, ?, '')",
            (table.name, GEOMETRY, table.name[:30], style, _two_languages(table.title)),
        )

    def _relations(self, connection: Connection, table: TableOut, names: set[str]) -> None:
        """A mapping table for every reference to one type that is in the file, where there is anything to relate."""
        for column in table.columns:
            of = column.field
            if column.name not in self.held[table.name].references:
                continue
            if len(of.target) != 1 or of.target[0] not in names:
                continue
            pairs = (
                f'SELECT b."{KEY}" AS base_id, r."{KEY}" AS related_id FROM {_F}"{table.name}" b'
                + (f', json_each(b."{of.name}") j' if of.kind is Kind.REFERENCES else "")
                + f' JOIN {_F}"{of.target[0]}" r ON r.id = {"j.value" if of.kind is Kind.REFERENCES else f"b.{_q(of)}"}'
                f' WHERE b."{of.name}" IS NOT NULL'
            )
            self._relation(connection, table, of, pairs)

    def _relation(self, connection: Connection, table: TableOut, of: Field, pairs: str) -> None:
        run = connection.exec_driver_sql
        if not self.related:
            self.related = True
            run(schema.relations_definition(_F))
            run(f"INSERT INTO {_F}gpkg_extensions VALUES (?, ?, ?, ?, ?)", schema.RELATIONS_EXTENSION)
        mapping = f"{table.name}_{of.name}"
        run(f'CREATE TABLE {_F}"{mapping}" (base_id INTEGER NOT NULL, related_id INTEGER NOT NULL)')
        run(f'INSERT INTO {_F}"{mapping}" {pairs}')
        run(
            f"INSERT INTO {_F}gpkgext_relations (base_table_name, base_primary_column, related_table_name,"
            " related_primary_column, relation_name, mapping_table_name) VALUES (?, ?, ?, ?, ?, ?)",
            (
                table.name,
                KEY,
                of.target[0],
                KEY,
                "attributes" if table.geometry is None else "features",
                mapping,
            ),
        )
        run(f"INSERT INTO {_F}gpkg_extensions VALUES (?, ?, ?, ?, ?)", schema.related_table_extension(mapping))

    def _metadata(self, connection: Connection) -> None:
        about = {
            "made_by": "Taphos",
            "profile": self.profile.name,
            "recipient": self.consents.handing.recipient or None,
            "head": self.heads[0] if self.heads else None,
            "example": bool(self.project.register.settings.get("example")),
            **unmarked(self.held),
            **({"standing": self.standing[0]} if self.standing else {}),
        }
        connection.exec_driver_sql(
            f"INSERT INTO {_F}gpkg_metadata (md_scope, md_standard_uri, mime_type, metadata)"
            " VALUES ('dataset', 'https://www.geopackage.org/', 'application/json', ?)",
            (orjson.dumps(about).decode(),),
        )
        connection.exec_driver_sql(
            f"INSERT INTO {_F}gpkg_metadata_reference (reference_scope, md_file_id) VALUES ('geopackage', 1)"
        )


def _listed(connection: Connection, name: str, ids: Iterable[str]) -> str:
    """A temporary table of ids, as a condition asks of it."""
    run = connection.exec_driver_sql
    run(f'DROP TABLE IF EXISTS temp."{name}"')
    run(f'CREATE TABLE temp."{name}" (id TEXT PRIMARY KEY) WITHOUT ROWID')
    if rows := [(id_,) for id_ in sorted(ids)]:
        run(f'INSERT INTO temp."{name}" VALUES (?)', rows)
    return f'(SELECT id FROM temp."{name}")'


def _q(of: Field) -> str:
    return f'"{of.name}"'


def _create(table: TableOut) -> str:
    lines = [f'"{KEY}" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL']
    if table.geometry is not None:
        lines.append(f'"{GEOMETRY}" {table.geometry.geometry.upper()}')
    lines += [f'"{column.name}" {column.type}' for column in table.columns]
    return f'CREATE TABLE {_F}"{table.name}" ({", ".join(lines)})'


def _constraint(field: Field) -> str | None:
    return field.vocabulary.name if field.kind is Kind.CODE and field.vocabulary is not None else None


@lru_cache(maxsize=256)
def _style_of(kind: RecordType, part: str, there: frozenset[str]) -> str | None:
    """Its labels are English: codes and labels in files do not change with the window's language."""
    return layer_style(kind, part, Translator("en"), there)


def _described(column: ColumnOut) -> str:
    unit = f" [{column.field.unit}]" if column.field.unit else ""
    return _two_languages(column.field.label) + unit


@lru_cache(maxsize=8_192)
def _two_languages(label: str) -> str:
    """A label in both languages, for a file that people of both open."""
    return " · ".join(dict.fromkeys([translate(label) for translate in _translators()]))


@cache
def _translators() -> tuple[Translator, ...]:
    return tuple(Translator(language) for language in ("en", "uk"))
