"""What the file tells of the program that wrote it last, where that was another one than this."""

from __future__ import annotations

import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection
from sqlcipher3 import dbapi2

from forensics.messages import Message, say
from layers.register.engine import is_on_server

_MAGIC, _HEADER, _WRITER_AT = b"SQLite format 3\0", 100, 96
_READ = f"import sys; sys.stdout.buffer.write(open(sys.argv[1], 'rb').read({_HEADER}))"
_SECONDS = 10

_APPLICATIONS = {
    0x47504B47: "GeoPackage",
    0x47503130: "GeoPackage 1.0",
    0x47503131: "GeoPackage 1.1",
    0x4D504258: "MBTiles",
}
"""Application ids that programs of this field write (the SQLite project's magic.txt)."""

_TABLES = {
    "gpkg_contents": "GDAL, QGIS",
    "layer_styles": "QGIS",
    "spatial_ref_sys": "SpatiaLite, GDAL",
    "geometry_columns": "SpatiaLite, GDAL",
    "sqlite_stat1": "ANALYZE, PRAGMA optimize",
    "sqlite_sequence": "AUTOINCREMENT",
}
"""Tables that are not ours, and who makes them."""


def signs_of_others(connection: Connection, path: Path) -> Iterator[Message]:
    """What is there of other programs; most edits leave nothing, so that silence means nothing.

    A server has no file whose header would tell.
    """
    if is_on_server(connection):
        return
    written = _last_writer(path)
    if written and written != dbapi2.sqlite_version:
        yield say(
            "The file was last grown or rebuilt by SQLite {found}; this program brings SQLite {ours}.",
            found=written, ours=dbapi2.sqlite_version,
        )  # fmt: skip
    run = connection.exec_driver_sql
    application = int(run("PRAGMA application_id").scalar_one()) & 0xFFFFFFFF
    if application:
        yield say(
            "Its application id is that of another program: {name}.",
            name=_APPLICATIONS.get(application, f"0x{application:08X}"),
        )
    version = int(run("PRAGMA user_version").scalar_one())
    if version:
        yield say("Its user version was set to {version}, which this program never does.", version=version)
    for (name,) in run("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").all():
        if name in _TABLES:
            yield say("It holds the table “{table}”, as {programs} make it.", table=name, programs=_TABLES[name])


def _last_writer(path: Path) -> str:
    """The version in the header of a plain file; empty for an encrypted one.

    Another process reads it: to close a file that SQLite has open here would drop SQLite's locks on it.
    """
    try:
        read = subprocess.run(
            [sys.executable, "-c", _READ, str(path)], capture_output=True, timeout=_SECONDS, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return ""
    if len(read) < _HEADER or not read.startswith(_MAGIC):
        return ""
    (number,) = struct.unpack_from(">I", read, _WRITER_AT)
    return f"{number // 1_000_000}.{number // 1000 % 1000}.{number % 1000}"
