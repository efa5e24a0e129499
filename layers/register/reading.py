"""Reading records from the tables: one, many, those that a query asks for, and their names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import orjson
from sqlalchemy import Connection

from forensics.catalogue import MAIN, Catalogue, RecordType
from forensics.errors import UnknownName, ValueRefused
from forensics.fields import Field, Kind
from forensics.folding import query_keys, wanted_keys
from forensics.numbering import SUFFIXES, earlier_numbers, keys_taken_for, taken_for
from forensics.ports import Found, Query, Values
from layers.register.areas import area_of
from layers.register.columns import Layout
from layers.register.comparing import DATED, UNORDERED, AnyOf, Between, One, compared
from layers.register.engine import ask
from layers.register.projection import reference_word
from layers.register.tables import NO_DAY_AFTER, NO_DAY_BEFORE, Tables, TypeTables

_AT_ONCE = 500
_ALL = 2**63 - 1
_NAMING = "_naming"


def _values(one: TypeTables, cells: tuple[Any, ...]) -> dict[str, Any]:
    cut = len(one.plain.names)
    return one.plain.read(cells[:cut]) | one.strict.read(cells[cut:])


def read_one(connection: Connection, one: TypeTables, record: str) -> dict[str, Any] | None:
    """The canonical values of one record."""
    row = ask(connection, f"{one.selection} WHERE m.id = ?", (record,)).fetchone()
    return None if row is None else _values(one, row)


def read_many(connection: Connection, one: TypeTables, records: Sequence[str]) -> dict[str, Values]:
    """The canonical values of those records that are there, by id."""
    found: dict[str, Values] = {}
    for start in range(0, len(records), _AT_ONCE):
        chunk = tuple(records[start : start + _AT_ONCE])
        marks = ", ".join("?" * len(chunk))
        for row in ask(connection, f"{one.selection} WHERE m.id IN ({marks})", chunk):
            values = _values(one, row)
            found[values["id"]] = values
    return found


def read_fields(
    connection: Connection, one: TypeTables, names: Sequence[str], other_than: tuple[str, str] = ("", "")
) -> Iterator[dict[str, Any]]:
    """These fields of every record of a type, voided ones too; what is empty is absent.

    `other_than` names one of the fields, and a code: records that have it there are left out.
    """
    main = [field for field in one.plain.fields if field.name in names]
    apart = [field for field in one.strict.fields if field.name in names]
    layout, cut = Layout((*main, *apart)), len(Layout(main).names)
    columns = [f'{"m" if at < cut else "a"}."{name}"' for at, name in enumerate(layout.names)]
    source = one.joined if apart else f'"{one.main.name}" m'
    sql, (field, code) = f"SELECT {', '.join(columns)} FROM {source}", other_than
    if not field:
        return map(layout.read, ask(connection, sql))
    return map(layout.read, ask(connection, f"{sql} WHERE {columns[layout.names.index(field)]} IS NOT ?", (code,)))


def row_number(connection: Connection, one: TypeTables, record: str) -> int:
    """The row number of a record that is there."""
    return int(ask(connection, f'SELECT _row FROM "{one.main.name}" WHERE id = ?', (record,)).fetchone()[0])


def row_numbers(connection: Connection, one: TypeTables, records: Sequence[str]) -> dict[str, int]:
    """Id to row number for those of `records` that are there."""
    found: dict[str, int] = {}
    for start in range(0, len(records), _AT_ONCE):
        chunk = tuple(records[start : start + _AT_ONCE])
        sql = f'SELECT id, _row FROM "{one.main.name}" WHERE id IN ({", ".join("?" * len(chunk))})'
        found.update((record, int(number)) for record, number in connection.exec_driver_sql(sql, chunk))
    return found


def with_code(connection: Connection, one: TypeTables, code: str) -> str | None:
    """The id of the oldest record that has a code."""
    sql = f'SELECT id FROM "{one.main.name}" WHERE code = ? ORDER BY _row LIMIT 1'
    found = ask(connection, sql, (code,)).fetchone()
    return None if found is None else str(found[0])


def code_alike(connection: Connection, one: TypeTables, code: str, record: str | None) -> str | None:
    """The code of another record than `record`, voided ones left out, that is taken for this one at a glance.

    A number that was another record's own before is one too.
    """
    type_, look = one.kind.name, taken_for(one.kind.name, code)
    sql = (
        f'SELECT code, other_numbers FROM "{one.main.name}" WHERE _row IN'
        f" (SELECT rowid FROM {one.fts} WHERE {one.fts} MATCH ?)"
        " AND code <> ? AND id IS NOT ? AND (review IS NULL OR review <> 'voided')"
    )
    rows = ask(connection, sql, (f"words : ({_any_of(keys_taken_for(type_, code))})", code, record))
    numbers = (number for held, others in rows
               for number in (str(held), *earlier_numbers(orjson.loads(others) if others else ())))  # fmt: skip
    return next((number for number in numbers if taken_for(type_, number) == look), None)


Resolver = Callable[[str, Sequence[str]], str]
"""From a record's name and the types it may have to its id."""


def condition(one: TypeTables, query: Query, resolve: Resolver) -> tuple[str, list[Any]]:
    """The SQL condition of a query over m (main) and a (second table), with its parameters."""
    parts: list[str] = []
    parameters: list[Any] = []
    if not query.voided:
        parts.append("(m.review IS NULL OR m.review <> 'voided')")
    for name, value in query.where:
        text, values = _equals(one, one.kind.field(name), value, resolve)
        parts.append(text)
        parameters.extend(values)
    if query.ids:
        parts.append(f"m.id IN ({', '.join('?' * len(query.ids))})")
        parameters.extend(query.ids)
    if query.bbox is not None:
        text, values = _inside(one, query.bbox)
        parts.append(text)
        parameters.extend(values)
    if query.area:
        text, values = _inside(one, area_of(query.area).bounds)
        place = one.kind.by_name[MAIN]
        parts += [text, f'meets(?, {"a" if place.sensitivity.apart else "m"}."{MAIN}")']
        parameters += [*values, query.area]
    if query.without or query.days is not None:
        text, values = _left_out(one, query)
        parts.append(f"m._row IN (SELECT _row FROM {one.narrow.name} WHERE NOT ({text}))")
        parameters.extend(values)
    if query.text:
        parts.append(f"m._row IN (SELECT rowid FROM {one.fts} WHERE {one.fts} MATCH ?)")
        parameters.append(match_text(query.text))
    return " AND ".join(parts) or "1 = 1", parameters


_EARLIEST, _LATEST = f"coalesce(earliest, {NO_DAY_BEFORE})", f"coalesce(latest, {NO_DAY_AFTER})"
_OUTSIDE = f"({_EARLIEST} > ? OR {_LATEST} < ?)"
_UNDATED = f"({_EARLIEST} = {NO_DAY_BEFORE} AND {_LATEST} = {NO_DAY_AFTER})"


def _left_out(one: TypeTables, query: Query) -> tuple[str, list[Any]]:
    """What a row of the narrow table is left out by: its style code, or a date that is none of the days."""
    parts: list[str] = []
    parameters: list[Any] = []
    if query.without:
        numbers = style_numbers(one.kind)
        found = [numbers[code] for code in query.without if code in numbers]
        parts.append(f"coalesce(style, -1) IN ({', '.join('?' * len(found))})")
        parameters.extend(found)
    if query.days is not None:
        parts.append(f"({_OUTSIDE} AND NOT ({_UNDATED}))" if query.days.undated else f"({_OUTSIDE} OR {_UNDATED})")
        parameters.extend((query.days.last, query.days.first))
    return " OR ".join(parts), parameters


def style_numbers(kind: RecordType) -> dict[str, int]:
    """The codes of the field that a type is styled by, as the narrow table numbers them; -1 stands for none."""
    field = kind.by_name.get(kind.about.style)
    codes = field.vocabulary.all_codes if field is not None and field.vocabulary is not None else ()
    return {"": -1, **{code: at for at, code in enumerate(codes)}}


def _inside(one: TypeTables, bbox: tuple[float, float, float, float]) -> tuple[str, list[Any]]:
    west, south, east, north = bbox
    if one.rtree is None:
        raise ValueRefused(
            "A {type} has no place of its own, so it cannot be asked for by an area.", type=one.kind.name
        )
    return (
        f"m._row IN (SELECT _row FROM {one.rtree} WHERE east >= ? AND west <= ? AND north >= ? AND south <= ?)",
        [west, east, south, north],
    )


def _equals(one: TypeTables, field: Field, value: str | None, resolve: Resolver) -> tuple[str, list[Any]]:
    column = f'{"a" if field.sensitivity.apart else "m"}."{field.name}"'
    wanted = compared(field, value)
    if not isinstance(wanted, AnyOf):
        return _is(field, column, wanted, resolve)
    found = [_is(field, column, part, resolve) for part in wanted.values]
    return f"({' OR '.join(text for text, _ in found)})", [one for _, given in found for one in given]


def _is(field: Field, column: str, wanted: One, resolve: Resolver) -> tuple[str, list[Any]]:
    if wanted is None:
        return f"{column} IS NULL", []
    if isinstance(wanted, Between):
        return _lies_between(field, column, wanted)
    match field.kind:
        case Kind.REFERENCE:
            return f"{column} = ?", [resolve(str(wanted), field.target)]
        case Kind.REFERENCES:
            return f"{column} LIKE ? ESCAPE '\\'", [f'%"{resolve(str(wanted), field.target)}"%']
        case Kind.CODES:
            return f"{column} LIKE ? ESCAPE '\\'", [f'%"{_escaped(str(wanted))}"%']
        case Kind.DATE | Kind.INSTANT:
            within = " OR ".join([f"{column} LIKE ? ESCAPE '\\'"] * 2)
            return f"({column} = ? OR {within})", [wanted, *(f"{_escaped(str(wanted))}{mark}%" for mark in "-T")]
        case Kind.FLAG:
            return f"{column} = ?", [int(bool(wanted))]
        case Kind.CODE if field.name == "review" and wanted == "draft":
            return f"({column} = ? OR {column} IS NULL)", [wanted]
    return f"{column} = ?", [wanted]


def _lies_between(field: Field, column: str, wanted: Between) -> tuple[str, list[Any]]:
    """Numbers as they are; dates by their beginning as text (layers.register.comparing.begins)."""
    parts: list[str] = []
    if field.kind in DATED:
        parts.append(f"substr({column}, 1, 1) NOT IN ({', '.join(repr(mark) for mark in UNORDERED)})")
        whole = (
            f"CASE WHEN instr({column}, '/') > 0 THEN substr({column}, 1, instr({column}, '/') - 1) ELSE {column} END"
        )
        column = f"replace(replace(replace({whole}, '?', ''), '~', ''), '%', '')"
    ends = ((wanted.least, ">", wanted.with_least), (wanted.most, "<", wanted.with_most))
    given = [(end, f"{sign}{'=' if too else ''}") for end, sign, too in ends if end is not None]
    parts += [f"{column} {sign} ?" for _, sign in given]
    return f"({' AND '.join(parts)})", [end for end, _ in given]


def _escaped(text: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", text)


def match_text(text: str) -> str:
    """An FTS5 query for records in which every word begins a key, its own spelling or that of another language."""
    groups = [_any_of(keys) for keys in wanted_keys(text.replace('"', " "))]
    return "words : (" + (" AND ".join(f"({group})" for group in groups) or '""') + ")"


def _any_of(keys: Sequence[str]) -> str:
    return " OR ".join(f'"{key.rstrip()}"' + ("" if key.endswith(" ") else " *") for key in keys) or '""'


def select(connection: Connection, one: TypeTables, query: Query, resolve: Resolver) -> Iterator[dict[str, Any]]:
    """The records that a query asks for, as a stream."""
    where, parameters = condition(one, query, resolve)
    sql = f"{one.selection} WHERE {where} ORDER BY {_order(one, query.order)}"
    if query.limit is not None or query.offset:
        sql += " LIMIT ? OFFSET ?"
        parameters += [_ALL if query.limit is None else query.limit, query.offset]
    for row in ask(connection, sql, tuple(parameters)):
        yield _values(one, row)


def _order(one: TypeTables, order: str) -> str:
    if not order:
        return "m._row"
    field = one.kind.field(order.removeprefix("-"))
    side = "a" if field.sensitivity.apart else "m"
    return f'{side}."{field.name}" {"DESC NULLS LAST" if order.startswith("-") else "ASC NULLS FIRST"}, m._row'


def count(connection: Connection, one: TypeTables, query: Query, resolve: Resolver) -> int:
    """How many records a query asks for, its limit left aside."""
    if query == Query(query.type):
        return int(connection.exec_driver_sql(f"SELECT count(*) FROM {one.narrow.name}").scalar_one())
    where, parameters = condition(one, query, resolve)
    sql = f"SELECT count(*) FROM {one.joined} WHERE {where}"
    return int(connection.exec_driver_sql(sql, tuple(parameters)).scalar_one())


_CASE = "case"


def find(connection: Connection, catalogue: Catalogue, tables: Tables, name: str, types: Sequence[str]) -> Found:
    """The one record called `name`: an id, a code, or TYPE/CODE.

    The label of a reserved number of remains has no suffix yet; it finds the remains that came to have the number.
    """
    asked = [catalogue[one].name for one in types] or list(catalogue.types)
    wanted = name
    head, slash, rest = name.partition("/")
    if slash and head in catalogue.types:
        asked, wanted = [head], rest
    hits = [hit for one in asked for hit in _called(connection, catalogue, tables.types[one], wanted)]
    if not hits and _CASE in asked and wanted[-1:].isdigit():
        hits = [hit for suffix in SUFFIXES.values() for hit in _called(
            connection, catalogue, tables.types[_CASE], f"{wanted}{suffix}")]  # fmt: skip
    exact = [hit for hit in hits if hit.id == wanted]
    hits = exact or hits
    if not hits:
        raise UnknownName("There is no record called “{name}”.", name=name)
    if len(hits) > 1:
        raise UnknownName(
            "“{name}” fits {count} records: {found}; say TYPE/CODE or the id.",
            name=name, count=len(hits), found=", ".join(f"{hit.type}/{hit.code} ({hit.id})" for hit in hits),
        )  # fmt: skip
    return hits[0]


def _called(connection: Connection, catalogue: Catalogue, one: TypeTables, name: str) -> list[Found]:
    return _found(connection, catalogue, one, "id = ? OR code = ?", (name, name))


def titles(
    connection: Connection, catalogue: Catalogue, tables: Tables, records: Iterable[str], likely: Sequence[str] = ()
) -> dict[str, Found]:
    """Id to names for those of `records` that are there; `likely` types are asked first, all of them for the rest."""
    wanted = tuple(dict.fromkeys(records))
    found: dict[str, Found] = {}
    for types in filter(None, (tuple(sorted(likely)), tuple(tables.types))):
        rest = [record for record in wanted if record not in found]
        languages, sql = _naming(catalogue, tables, types)
        for start in range(0, len(rest), _AT_ONCE):
            asked = (orjson.dumps(rest[start : start + _AT_ONCE]).decode(),)
            for type_, record, code, *names in ask(connection, sql, asked):
                told = {language: text for language, text in zip(languages, names, strict=True) if text}
                found[record] = Found(type_, record, code or "", told)
    return found


def _naming(catalogue: Catalogue, tables: Tables, types: tuple[str, ...]) -> tuple[Sequence[str], str]:
    """The languages that records have names in, and the one statement that asks these types for ids and such names."""
    kept: dict[tuple[str, ...], tuple[Sequence[str], str]] = vars(tables).setdefault(_NAMING, {})
    if types not in kept:
        fields = [(tables.types[name], name_fields(catalogue, tables.types[name].kind)) for name in types]
        languages = list(dict.fromkeys(language for _, named in fields for language in named))
        asked = [_asked_for_names(one, [named.get(language) for language in languages]) for one, named in fields]
        sql = f"WITH asked(id) AS MATERIALIZED (SELECT value FROM json_each(?)) {' UNION ALL '.join(asked)}"
        kept[types] = languages, sql
    return kept[types]


def _asked_for_names(one: TypeTables, columns: Sequence[str | None]) -> str:
    names = "".join(f', m."{name}"' if name else ", NULL" for name in columns)
    return f"SELECT '{one.kind.name}', m.id, m.code{names} FROM asked CROSS JOIN \"{one.main.name}\" m USING (id)"


def _found(
    connection: Connection, catalogue: Catalogue, one: TypeTables, where: str, parameters: tuple[Any, ...]
) -> list[Found]:
    named = name_fields(catalogue, one.kind)
    columns = "".join(f', "{field}"' for field in named.values())
    sql = f'SELECT id, code{columns} FROM "{one.main.name}" WHERE {where}'
    return [
        Found(one.kind.name, row[0], row[1] or "", {
            language: text for language, text in zip(named, row[2:], strict=True) if text
        })
        for row in ask(connection, sql, parameters)
    ]  # fmt: skip


def name_fields(catalogue: Catalogue, kind: RecordType) -> dict[str, str]:
    """Language to the field that holds a record's name in it, in the country pack's order."""
    return {added.language: added.name for added in catalogue.pack.fields if added.type == kind.name and added.language}


def referring(
    connection: Connection, catalogue: Catalogue, tables: Tables, record: str, target: str, *, voided: bool = False
) -> list[Found]:
    """The records, `voided` ones only where asked for, that name `record`, one of type `target`, in any field."""
    found: list[Found] = []
    for one in tables.types.values():
        if not any(field.names_record and (not field.target or target in field.target) for field in one.kind.fields):
            continue
        naming = f"SELECT rowid FROM {one.fts} WHERE {one.fts} MATCH ?"
        where = f"_row IN ({naming})" + ("" if voided else " AND (review IS NULL OR review <> 'voided')")
        found += _found(connection, catalogue, one, where, (f'refers : "{reference_word(record)}"',))
    return found


ASKED_TOGETHER = 400
"""Records that are asked about in one look at an index."""


def naming(
    connection: Connection, catalogue: Catalogue, tables: Tables, records: Sequence[str], types: Sequence[str]
) -> list[Found]:
    """The records of these types, voided ones left out, that name any of `records` in any field; each is there once."""
    found: dict[str, Found] = {}
    for one in (tables.types[name] for name in types):
        where = (
            f"_row IN (SELECT rowid FROM {one.fts} WHERE {one.fts} MATCH ?) AND (review IS NULL OR review <> 'voided')"
        )
        for start in range(0, len(records), ASKED_TOGETHER):
            words = " OR ".join(f'"{reference_word(record)}"' for record in records[start : start + ASKED_TOGETHER])
            hits = _found(connection, catalogue, one, where, (f"refers : ({words})",))
            found.update((hit.id, hit) for hit in hits)
    return list(found.values())


def search(
    connection: Connection, catalogue: Catalogue, tables: Tables, text: str, types: Sequence[str], limit: int
) -> list[Found]:
    """Records by their words, the best match of each type first."""
    if not query_keys(text):
        return []
    query = match_text(text)
    found: list[Found] = []
    for name in types or list(catalogue.types):
        one = tables.types[name]
        rows = [
            row[0]
            for row in connection.exec_driver_sql(
                f"SELECT rowid FROM {one.fts} WHERE {one.fts} MATCH ? ORDER BY rank LIMIT ?", (query, limit)
            )
        ]
        if not rows:
            continue
        marks = ", ".join(map(str, rows))
        live = "(review IS NULL OR review <> 'voided')"
        found += _found(connection, catalogue, one, f"_row IN ({marks}) AND {live}", ())
        if len(found) >= limit:
            break
    return found[:limit]
