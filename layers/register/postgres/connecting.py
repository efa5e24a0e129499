"""The address of a project on a server, and an engine on it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlencode, urlsplit, urlunsplit

from sqlalchemy import Engine, create_engine, exc
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2

from layers.errors import ProjectRefused
from layers.register.engine import PATH, ask, engine_error

SCHEMES = ("postgresql", "postgres")
_PORT = 5432
_HERE = ("", "localhost", "127.0.0.1", "::1")


def is_address(name: str) -> bool:
    """Whether a project's name is the address of a database on a server."""
    return name.startswith(tuple(f"{scheme}://" for scheme in SCHEMES))


@dataclass(frozen=True)
class Address:
    """Where a project's database is; `given` may hold a password and is shown to nobody."""

    given: str
    host: str
    port: int
    database: str

    def __repr__(self) -> str:
        return f"Address({self.said})"

    @property
    def said(self) -> str:
        """The address as it is told: without user and password."""
        return f"postgresql://{self.host or 'localhost'}:{self.port}/{self.database}"

    @property
    def to_connect(self) -> str:
        """What libpq is given: through a network it speaks encrypted, unless the address says otherwise."""
        parts = urlsplit(self.given)
        asked = {name: found[-1] for name, found in parse_qs(parts.query).items()}
        if self.host not in _HERE and not self.host.startswith("/"):
            asked.setdefault("sslmode", "require")
        return urlunsplit(parts._replace(scheme=SCHEMES[0], query=urlencode(asked)))

    def of_database(self, name: str) -> str:
        """What libpq is given for another database of the same server."""
        return urlunsplit(urlsplit(self.to_connect)._replace(path=f"/{name}"))


def address_of(name: str) -> Address:
    """The address that a project's name is; raises ProjectRefused."""
    try:
        parts = urlsplit(name)
        port = parts.port or _PORT
    except ValueError:
        parts, port = urlsplit(""), 0
    database = unquote(parts.path.strip("/"))
    if not port or not database or "/" in database:
        raise ProjectRefused(
            "This is no address of a project on a server; postgresql://USER@HOST:PORT/DATABASE was expected."
        )
    return Address(name, unquote(parts.hostname or ""), port, database)


def open_server(address: Address, *, read_only: bool = False) -> Engine:
    """An engine on a database, `read_only` where it writes nothing; raises ProjectRefused where it is not reached."""
    from layers.register.postgres.driver import connect

    engine = create_engine(
        "postgresql+psycopg://",
        creator=lambda: connect(address.to_connect, read_only=read_only),
        poolclass=QueuePool,
        pool_size=4,
        max_overflow=8,
        isolation_level="AUTOCOMMIT",  # transactions are begun by us, as on the embedded engine
        use_native_hstore=False,
        execution_options={PATH: place_of(address)},
        pool_use_lifo=True,
    )
    try:
        with engine.connect() as connection:
            ask(connection, "SELECT 1")
    except (exc.DatabaseError, dbapi2.Error) as reason:
        engine.dispose()
        raise engine_error(place_of(address), reason) from reason
    return engine


def place_of(address: Address) -> Path:
    """What stands for the file of a register in a database, wherever one is told of; its folder is the address."""
    return Path(address.said.partition("://")[2]) / "register"
