"""A database made ready for a register: the database itself, the extension, the schema and the roles."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection
from sqlcipher3 import dbapi2

from layers.errors import ProjectRefused
from layers.register.engine import ask, engine_error
from layers.register.postgres.connecting import Address, place_of
from layers.register.postgres.roles import create_roles

_OLDEST, _OLDEST_SAID = 140_000, "14"
_ANY_DATABASE = "postgres"


def prepare(address: Address) -> None:
    """Make database, extension, schema and roles where they are not there; raises ProjectRefused."""
    from layers.register.postgres.driver import SCHEMA

    try:
        driver = _in_database(address)
        try:
            _refuse_unfit(driver, address)
            driver.execute(f"CREATE EXTENSION IF NOT EXISTS postgis; CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
            create_roles(driver, address.database)
        finally:
            driver.close()
    except dbapi2.Error as reason:
        raise engine_error(place_of(address), reason) from reason


def holds_register(connection: Connection) -> bool:
    """Whether there are the tables of a register in this database."""
    sql = "SELECT to_regclass('local_value') IS NOT NULL AND to_regclass('journal_commit') IS NOT NULL"
    return bool(ask(connection, sql).fetchone()[0])


def drop_register(connection: Connection) -> None:
    """Take every table of a register away, with all that it holds."""
    from layers.register.postgres.driver import SCHEMA

    ask(connection, f"DROP SCHEMA {SCHEMA} CASCADE; CREATE SCHEMA {SCHEMA}")


def _in_database(address: Address) -> Any:
    """A connection to the database of an address, which is made where the server has none of that name."""
    from layers.register.postgres.driver import NO_DATABASE, connect

    try:
        return connect(address.to_connect)
    except dbapi2.Error as reason:
        if NO_DATABASE not in str(reason):
            raise
    beside = connect(address.of_database(_ANY_DATABASE))
    try:
        named = address.database.replace('"', '""')
        beside.execute(f"CREATE DATABASE \"{named}\" TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'")
    finally:
        beside.close()
    return connect(address.to_connect)


def _refuse_unfit(driver: Any, address: Address) -> None:
    """Raise ProjectRefused for a server that is too old, has no PostGIS, or keeps text otherwise than as UTF-8."""
    (version,) = driver.execute("SELECT current_setting('server_version_num')::int").fetchone()
    (encoding,) = driver.execute("SELECT current_setting('server_encoding')").fetchone()
    postgis = driver.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'postgis'").fetchone()
    if version < _OLDEST:
        raise ProjectRefused(
            "The server of {address} is PostgreSQL {found}; {oldest} or later is needed.",
            address=address.said, found=version // 10_000, oldest=_OLDEST_SAID,
        )  # fmt: skip
    if postgis is None:
        raise ProjectRefused("The server of {address} has no PostGIS to install.", address=address.said)
    if encoding != "UTF8":
        raise ProjectRefused(
            "The database {address} keeps text as {encoding}; UTF8 is needed.", address=address.said, encoding=encoding
        )
