"""Opening the embedded engine: SQLite through sqlcipher3, plain or encrypted, on an explicit pool."""

from __future__ import annotations

import gc
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, exc
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2

from forensics.messages import Message, say
from layers.errors import LayersError, MayNotWrite, ProjectRefused
from layers.register.areas import meets

CACHE = -65_536
"""The size of a connection's cache, in KiB below zero."""

CACHE_OF_ALL = -196_608
"""That of one that looks at everything: ids are drawn by chance, so their trees are gone through in no order."""

_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA foreign_keys = ON",
    f"PRAGMA cache_size = {CACHE}",
    "PRAGMA journal_size_limit = 1000000",  # bytes of the log that stay when it begins anew
    "PRAGMA wal_autocheckpoint = 0",  # layers.register.tidying does it, while nobody waits
)

BUSY_SECONDS = 10.0

_SCHEMA = "schema"
"""Under which name a connection holds the version of the schema in which nothing was found that would run."""

PATH = "path"
"""Under which name an engine holds the file that it is on, or what stands for one on a server."""

_BETWEEN_COLLECTIONS = 500_000
"""New objects between two looks for cycles while something is written; Python's own figure is 700."""


def open_engine(path: Path, key: bytes | None, *, create: bool = False) -> Engine:
    """An engine on `path`, encrypted under the raw 32-byte `key` where one is given.

    register.db is opened by sqlcipher3 alone, in plain projects too: a second SQLite library in the process would drop
    its locks. Raises ProjectRefused for a file that is missing, not a database, or not readable with this key, and
    MayNotWrite for one that must be opened otherwise (layers.register.read_only).
    """
    if not create and not path.is_file():
        raise ProjectRefused("There is no register in “{folder}”.", folder=str(path.parent))
    return _tried(path, key, lambda: _connect(str(path), key))


def open_immutable(path: Path, key: bytes | None) -> Engine:
    """An engine on a register that nobody writes: no lock is taken, and no file is made beside it."""
    return _tried(path, key, lambda: _connect(f"{path.absolute().as_uri()}?immutable=1", key))


def _tried(path: Path, key: bytes | None, connect: Callable[[], Any]) -> Engine:
    """The engine whose connections `connect` makes, asked once."""
    _spare_adapters()
    engine = create_engine(
        "sqlite://",
        module=dbapi2,
        creator=connect,
        poolclass=QueuePool,
        pool_size=4,
        max_overflow=8,
        execution_options={PATH: path},
        pool_use_lifo=True,  # the connection that was used last has its pages at hand
    )
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").all()
    except (exc.DatabaseError, dbapi2.Error, OSError) as reason:
        engine.dispose()
        raise _refusal(path, key, reason) from reason
    return engine


def _spare_adapters() -> None:
    """Tell the driver that bytes, flags and NULL are bound as they are; to find that out takes it 0.7 µs a value."""
    for plain in (bytes, bool, type(None)):
        dbapi2.register_adapter(plain, _as_it_is)


def _as_it_is(value: Any) -> Any:
    return value


def _connect(name: str, key: bytes | None) -> Any:
    """A connection to a file, by its path or its URI."""
    uri = name.startswith("file:")
    connection = dbapi2.connect(name, isolation_level=None, check_same_thread=False, timeout=BUSY_SECONDS, uri=uri)
    try:
        give_key(connection, key)
        for pragma in _PRAGMAS:
            connection.execute(pragma)
        connection.create_function("meets", 2, meets, deterministic=True)
    except BaseException:
        connection.close()
        raise
    return connection


_DIGITS = b"0123456789abcdef"


def give_key(connection: Any, key: bytes | None) -> None:
    """Tell a connection just made under which raw key its file lies; what goes wrong is not printed."""
    connection.execute("PRAGMA cipher_log_level = NONE")
    if key is not None:
        told = bytearray(b"x'" + bytes(2 * len(key)) + b"'")
        try:
            for at, one in enumerate(key):
                told[2 + 2 * at], told[3 + 2 * at] = _DIGITS[one >> 4], _DIGITS[one & 15]
            connection.set_key(told)  # not as a statement, whose text would be kept with the connection
        finally:
            told[:] = bytes(len(told))


def _refusal(path: Path, key: bytes | None, reason: Exception) -> LayersError:
    text = str(reason)
    if "not a database" in text or "hmac" in text or "decrypt" in text:
        if key is None:
            return ProjectRefused("The register in “{folder}” is damaged or encrypted.", folder=str(path.parent))
        return ProjectRefused("The passphrase does not open “{folder}”.", folder=str(path.parent))
    return engine_error(path, reason)


def engine_error(path: Path, reason: Exception) -> LayersError:
    """What an error of the engine means, in one sentence."""
    text = str(getattr(reason, "orig", None) or reason)
    folder = str(path.parent)
    for sign, sentence in _MEANINGS:
        if sign in text:
            sentence = FULL if sentence is _FAILED and _is_full(path.parent) else sentence
            error = MayNotWrite if sentence in (_READ_ONLY, _UNOPENED) else ProjectRefused
            return error(Message(sentence.id, {"folder": folder}))
    return ProjectRefused("The register in “{folder}” cannot be used: {reason}.", folder=folder, reason=text)


_LEAST_ROOM = 1 << 20
FULL = say("The disk is full; nothing was changed in “{folder}”.")
_FAILED = say("The disk under “{folder}” failed while reading or writing.")
BUSY = say("“{folder}” is being written by another process; try again in a moment.")
_READ_ONLY = say("“{folder}” may only be read: nothing can be saved in it.")
_UNOPENED = say("The register in “{folder}” cannot be opened for writing.")
_MEANINGS = (
    ("locked", BUSY),
    ("busy", BUSY),
    ("full", FULL),
    ("readonly", _READ_ONLY),
    ("read-only", _READ_ONLY),
    ("unable to open", _UNOPENED),
    ("malformed", say("The register in “{folder}” is damaged.")),
    ("disk I/O", _FAILED),
    ("no database", say("There is no database “{folder}” on that server; “taphos server init” makes one.")),
    ("not let in", say("The server of “{folder}” does not let you in: wrong user, password or network.")),
    ("no connection", say("The server of “{folder}” is not reached; nothing was lost, and nothing was changed.")),
    ("permission denied", say("Your role in “{folder}” does not let you do this.")),
)


def _is_full(folder: Path) -> bool:
    """Whether there is no room for the small file by which processes agree; the engine calls that a failing disk."""
    with suppress(OSError):
        return shutil.disk_usage(folder).free < _LEAST_ROOM
    return False


def ask(connection: Connection, sql: str, parameters: Sequence[Any] = ()) -> Any:
    """The driver's cursor over what a statement finds, for what a click asks: SQLAlchemy's takes five times as long.

    Raises the driver's errors, not SQLAlchemy's; a transaction is begun and ended by the connection itself.
    """
    driver: Any = connection.connection.driver_connection
    return driver.execute(sql, parameters)


def is_on_server(connection: Connection) -> bool:
    """Whether a connection is to a server, and not to a file."""
    return connection.dialect.name == "postgresql"


@contextmanager
def looking_at_everything(connection: Connection) -> Iterator[None]:
    """Room for the pages that are asked for again, on a connection that reads all of a register."""
    ask(connection, f"PRAGMA cache_size = {CACHE_OF_ALL}")
    try:
        yield
    finally:
        ask(connection, f"PRAGMA cache_size = {CACHE}")


class _Moments(threading.local):
    """The connections on which this thread reads one state of an engine, however often it asks."""

    def __init__(self) -> None:
        self.held: dict[Engine, Connection] = {}


_MOMENTS = _Moments()


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one unchanging state of the register until it is left; raises ProjectRefused.

    Inside `at_one_moment` it is that one's.
    """
    held = _MOMENTS.held.get(engine)
    if held is not None:
        yield held
        return
    with _in_one_sentence(engine), engine.connect() as connection:
        connection.exec_driver_sql("BEGIN")
        yield connection
        connection.rollback()


@contextmanager
def at_one_moment(engine: Engine) -> Iterator[None]:
    """Whatever this thread reads inside is of one state of the register, and asked on one connection.

    What is written inside, by whomever, is not seen there. Raises ProjectRefused.
    """
    if engine in _MOMENTS.held:
        yield
        return
    with reading(engine) as connection:
        _MOMENTS.held[engine] = connection
        try:
            yield
        finally:
            del _MOMENTS.held[engine]


@contextmanager
def writing(engine: Engine, patience_ms: int | None = None) -> Iterator[Connection]:
    """A connection that holds the write lock; what is written stays only if the block ends without an error.

    `patience_ms` is how long it waits for another writer. Raises ProjectRefused for what the disk or another process
    refuses.
    """
    with _in_one_sentence(engine), engine.connect() as connection, collecting_seldom():
        with patient(connection, patience_ms):
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        try:
            _refuse_to_set_off(connection)
            yield connection
        except BaseException:
            connection.rollback()
            raise
        connection.commit()


def refuse_what_would_run(connection: Connection) -> None:
    """Raise ProjectRefused for triggers and views, of which a register has none.

    Whoever hands a project over can write them, and one that copies what is restricted into what is public would let
    the next export give it away.
    """
    found = ask(connection, "SELECT type, name FROM sqlite_master WHERE type IN ('trigger', 'view')").fetchone()
    if found is not None:
        kind, name = map(str, found)
        raise ProjectRefused("The register holds a {kind} “{name}” that does not belong to it.", kind=kind, name=name)


def _refuse_to_set_off(connection: Connection) -> None:
    """The same before something is written, asked anew where the schema that the connection reads has changed."""
    (version,) = ask(connection, "PRAGMA schema_version").fetchone()
    if connection.info.get(_SCHEMA) != version:
        refuse_what_would_run(connection)
        connection.info[_SCHEMA] = version


@contextmanager
def patient(connection: Connection, patience_ms: int | None) -> Iterator[None]:
    """Let a connection wait so many milliseconds for others, and then as long as it always does."""
    if patience_ms is not None:
        ask(connection, f"PRAGMA busy_timeout = {patience_ms}")
    try:
        yield
    finally:
        if patience_ms is not None:
            ask(connection, f"PRAGMA busy_timeout = {int(BUSY_SECONDS * 1000)}")


@contextmanager
def _in_one_sentence(engine: Engine) -> Iterator[None]:
    """What the disk or another process refuses, as a person is told it; what the schema refuses stays as it is."""
    try:
        yield
    except (exc.IntegrityError, dbapi2.IntegrityError):
        raise
    except (exc.DBAPIError, dbapi2.Error) as failed:
        raise engine_error(engine.get_execution_options()[PATH], failed) from failed


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Let Python look for cycles among its objects less often: the rows of a large commit have none, and are many."""
    before = gc.get_threshold()
    gc.set_threshold(max(before[0], _BETWEEN_COLLECTIONS), *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
