"""The register's statements in PostgreSQL's words.

Every statement is written once, for SQLite. Where PostgreSQL says the same otherwise a rule stands here; a statement
goes through them once, since what comes of it is kept by its text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

LOCK = 0x7461_7068_6F73
"""The advisory lock that whoever writes holds until the transaction ends; each database has its own."""

NOTHING = ""
"""What is said in place of a statement that this engine has no need of."""

Bind = Callable[[Any], Any]


class Spoken(NamedTuple):
    """A statement as PostgreSQL takes it, and what is made of some of its parameters, by position."""

    sql: str
    binds: tuple[tuple[int, Bind], ...] = ()

    def bound(self, parameters: Sequence[Any]) -> Sequence[Any]:
        """The parameters as this statement takes them."""
        if not self.binds:
            return parameters
        made = list(parameters)
        for at, bind in self.binds:
            made[at] = bind(made[at])
        return made


@lru_cache(maxsize=4096)
def spoken(sql: str) -> Spoken:
    """The statement in PostgreSQL's words, its parameters numbered."""
    whole = _WHOLE.get(sql)
    if whole is not None:
        return Spoken(whole)
    for pattern, instead in _ITS_OWN:
        if found := pattern.fullmatch(sql):
            return Spoken(found.expand(instead))
    text = _numbered(sql)
    for pattern, instead in _RULES:
        text = pattern.sub(instead, text)
    text, asked = _search(text)
    return Spoken(text, tuple((at, wanted_of) for at in asked))


def _numbered(sql: str) -> str:
    """The statement with $1, $2 … for its question marks; ?1 is a number already."""
    count = 0

    def number(found: re.Match[str]) -> str:
        nonlocal count
        if not found[0].startswith("?"):
            return found[0]
        count += 1
        return f"${found[1] or count}"

    return _MARKS.sub(number, sql)


_MARKS = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|\?(\d*)""")

_SCHEMA = """(
    SELECT CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'view' ELSE 'table' END AS type, c.relname::text AS name,
        '' AS sql
    FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
    UNION ALL
    SELECT 'trigger', t.tgname::text, '' FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE c.relnamespace = current_schema()::regnamespace AND NOT t.tgisinternal
    UNION ALL
    SELECT 'trigger', r.rulename::text, '' FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
) AS"""
"""What SQLite lists of its schema; a rule on a table sets something off as a trigger does."""

_WHOLE = {
    "BEGIN": "BEGIN ISOLATION LEVEL REPEATABLE READ",
    "BEGIN IMMEDIATE": f"BEGIN; SELECT pg_advisory_xact_lock({LOCK})",
    "PRAGMA schema_version": "SELECT 0",
    "PRAGMA wal_checkpoint(TRUNCATE)": "SELECT 0",
}

_ITS_OWN = [
    (re.compile(r"INSERT INTO (\w+)\(\1\) VALUES \('optimize'\)"), NOTHING),
    (re.compile(r"PRAGMA busy_timeout = (\d+)"), r"SET lock_timeout = \1"),
    (re.compile(r"PRAGMA .*"), NOTHING),
]

_RULES = [
    (re.compile(one), instead)
    for one, instead in (
        (r'("?[\w."]+) NOT IN \(\)', "true"),
        (r"\bIN \(\)", "IN (NULL)"),
        (r"\bINSERT OR FAIL INTO\b", "INSERT INTO"),
        (r"(?s)\bINSERT OR IGNORE INTO\b(.*)", r"INSERT INTO\1 ON CONFLICT DO NOTHING"),
        (r"\bjson_each\((\$\d+)\)", r"jsonb_array_elements_text(\1::jsonb)"),
        (r"\bIS NOT (\$\d+|'\w*')", r"IS DISTINCT FROM \1"),
        (r"\bIS (\$\d+|'\w*')", r"IS NOT DISTINCT FROM \1"),
        (r"\bCAST\(header AS TEXT\)", "convert_from(header, 'UTF8')"),
        (r"\bAS BLOB\)", "AS bytea)"),
        (r"\bAS INTEGER\)", "AS bigint)"),
        (r"\binstr\(", "strpos("),
        (r"\bLIKE\b", "ILIKE"),
        (r"\bNOT GLOB '\*\[\^0-9\]\*'", "!~ '[^0-9]'"),
        (r'\bCROSS JOIN ("\w+" m) USING', r"JOIN \1 USING"),
        (r"\bFROM sqlite_master\b", f"FROM {_SCHEMA} sqlite_master"),
        # texts of whole columns
        (r"\biif\((\S+) IS NULL, 'nan', quote\(\1\)\)", r"coalesce((\1)::text, 'nan')"),
        (r"""\bcoalesce\(([am]\."\w+"), ''\) AS held""", r"coalesce((\1)::text, '') AS held"),
        (r"\bgroup_concat\(sure\)", "string_agg(sure::int::text, ',')"),
        (r"\bgroup_concat\((\w+)\)", r"""string_agg("\1"::text, ',')"""),
        (r"\bgroup_concat\((coalesce\(\(\w+\)::text, 'nan'\))\)", r"string_agg(\1, ',')"),
        (r"\bgroup_concat\(held, ", "string_agg(held, "),
        # the indexes, which lie in tables of their own
        (r"\b(\w+)_fts_content\b", r"\1_fts"),
        (r"\b(\w+)_rtree_rowid\b", r"\1_rtree"),
        (
            r"\beast >= (\$\d+) AND west <= (\$\d+) AND north >= (\$\d+) AND south <= (\$\d+)",
            r"box && ST_MakeEnvelope(\1, \3, \2, \4, 4326)",
        ),
        (
            r"""\bmeets\((\$\d+), ([am])\."(\w+)"\)""",
            r'ST_Intersects(ST_GeomFromText(\1, 4326), \2."_\3")',
        ),
    )
]

_MATCH = re.compile(r"\b\w+_fts MATCH \$(\d+)")
_BEST = "ORDER BY rank"


def _search(text: str) -> tuple[str, list[int]]:
    """The statement with the search index asked as it is here, and which parameters say what is looked for."""
    asked = [int(found[1]) - 1 for found in _MATCH.finditer(text)]
    text = _MATCH.sub(r"found_by @@ $\1::tsquery", text)
    if asked and _BEST in text:
        text = text.replace(_BEST, f"ORDER BY ts_rank(found_by, ${asked[0] + 1}::tsquery) DESC, rowid")
    return text, asked


REFERS = "-"
"""How the key of a record that is named begins in the search index; no word has one."""

_ASKED = re.compile(r'"([^"]*)"( \*)?|AND|OR|[()]')
_SIGNS = {"AND": "&", "OR": "|"}
_NOBODY = "'--'"


def wanted_of(query: str) -> str:
    """A query of FTS5, in the form in which layers.register.reading writes them, as a tsquery."""
    column, _, rest = query.partition(" : ")
    mark = REFERS if column == "refers" else ""

    def said(found: re.Match[str]) -> str:
        if found[1] is None:
            return _SIGNS.get(found[0], found[0])
        return f"'{mark}{found[1]}'{':*' if found[2] else ''}" if found[1] else _NOBODY

    return " ".join(said(found) for found in _ASKED.finditer(rest))
