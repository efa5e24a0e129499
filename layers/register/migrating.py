"""Bringing an older register up to the declarations and the tables of this version."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect
from sqlalchemy.engine.default import StrCompileDialect
from sqlalchemy.schema import CreateColumn

from layers.errors import ProjectRefused
from layers.files import flush_folder, flush_to_disk, make_own_file, refusing
from layers.register.engine import is_on_server, reading, writing
from layers.register.tables import Tables, create_all, create_missing_indexes
from layers.register.values_of_copy import DECLARED, get_local, set_local

HEAD = "0003"
"""The newest step in layers/migrations; a test holds that."""

_BEFORE = "before-"
"""How the name of a copy begins that is made before a register is brought up."""


def copies_before(path: Path) -> list[Path]:
    """The copies of a register that were made before it was brought up."""
    return sorted(path.parent.glob(f"{_BEFORE}*{path.name}*"))


@lru_cache(maxsize=16)
def fingerprint(tables: Tables) -> str:
    """What the declarations come to: changes whenever a table, a column or an index does."""
    dialect = StrCompileDialect()  # what str() of a type makes anew for each of them
    declared = tables.metadata.tables.values()
    listed = sorted(
        f"{table.name}.{column.name}:{column.type.compile(dialect=dialect)}"
        for table in declared
        for column in table.columns
    )
    listed += sorted(str(index.name) for table in declared for index in table.indexes)
    return hashlib.sha256("\n".join(listed).encode()).hexdigest()


def note_new(connection: Connection, tables: Tables) -> None:
    """Note in a register just made what form it has."""
    connection.exec_driver_sql("INSERT INTO local_schema (version_num) VALUES (?)", (HEAD,))
    set_local(connection, DECLARED, fingerprint(tables))


def is_of_this_version(engine: Engine, tables: Tables) -> bool:
    """Whether `bring_up` would find nothing to do."""
    return _form(engine, tables) == (HEAD, True)


def _form(engine: Engine, tables: Tables) -> tuple[str | None, bool]:
    """The newest step that was run, and whether the tables are those of these declarations."""
    with reading(engine) as connection:
        revision = connection.exec_driver_sql("SELECT version_num FROM local_schema").scalar()
        return None if revision is None else str(revision), get_local(connection, DECLARED) == fingerprint(tables)


def bring_up(engine: Engine, path: Path, tables: Tables) -> list[str]:
    """Run the steps that are missing, after a backup, and add what was declared since; gives the names of what came.

    Writes nothing where nothing is missing. Raises ProjectRefused for a register of a newer version.
    """
    revision, current = _form(engine, tables)
    if revision is None or revision > HEAD:
        raise ProjectRefused("“{folder}” was made by a newer version of Taphos.", folder=str(path.parent))
    if revision < HEAD:
        _upgrade(engine, path, str(revision))
    if current and revision == HEAD:
        return []
    with writing(engine) as connection:
        added = _add_what_is_missing(connection, tables)
        set_local(connection, DECLARED, fingerprint(tables))
        return added


def _upgrade(engine: Engine, path: Path, revision: str) -> None:
    """Alembic's steps from `revision` to HEAD in one transaction, beside a copy of the file as it was."""
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    with writing(engine) as connection:
        _back_up(engine, path, revision)
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parents[1] / "migrations"))
        config.attributes["connection"] = connection
        set_local(connection, DECLARED, "")  # what was declared since comes next, whoever opens it then
        try:
            command.upgrade(config, HEAD)
        except CommandError as reason:
            raise ProjectRefused(
                "“{folder}” cannot be brought up to this version: no step leads from {revision}.",
                folder=str(path.parent), revision=revision,
            ) from reason  # fmt: skip


def _back_up(engine: Engine, path: Path, revision: str) -> None:
    """Copy the register while nobody else writes; an encrypted one stays encrypted, and the copy is there or is not.

    By the engine itself: closing the file, as copying it would, drops the locks that this process has on it, on which
    others rely; and what lies in the log would have to be copied with it.
    """
    copy = path.with_name(f"{_BEFORE}{revision}-{path.name}")
    part = copy.with_name(f".{copy.name}.part")
    with refusing(path):
        part.unlink(missing_ok=True)
        make_own_file(part)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("VACUUM INTO ?", (str(part),))
        with refusing(path):
            flush_to_disk(part)
            part.replace(copy)
            flush_folder(path.parent)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def _add_what_is_missing(connection: Connection, tables: Tables) -> list[str]:
    """Tables, columns and indexes for what was declared since; only optional fields come this way."""
    if is_on_server(connection):
        from layers.register.postgres.schema import add_on_server

        return add_on_server(connection, tables)
    present = set(inspect(connection).get_table_names())
    create_all(connection, tables, present)
    added: list[str] = []
    for table in tables.metadata.sorted_tables:
        if table.name not in present:
            added.append(table.name)
            continue
        held = {row[1] for row in connection.exec_driver_sql(f'PRAGMA table_info("{table.name}")')}
        for column in table.columns:
            if column.name not in held:
                definition = CreateColumn(column).compile(dialect=connection.dialect)
                connection.exec_driver_sql(f'ALTER TABLE "{table.name}" ADD COLUMN {definition}')
                added.append(f"{table.name}.{column.name}")
        create_missing_indexes(connection, table)
    return added
