"""A file on its way in: columns, rows as text one after the other, geometry, coordinate system, encoding."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple

from forensics.messages import Message
from layers.errors import SourceRefused
from layers.imports.guessing import unmarked_utf16


class UnreadableSource(SourceRefused):
    """A file that is damaged, empty, cut off, or not what its name says."""


class UnknownFormat(SourceRefused):
    """A file of a kind that nothing here reads."""


class UnknownLayer(SourceRefused):
    """A layer that the file does not have, or none named where it has several."""


class WrongEncoding(SourceRefused):
    """Text in another encoding than the one it was read in."""


SHOWN_BYTES = 24
"""How much is shown of a geometry that cannot be read."""


class Unreadable(bytes):
    """The beginning of what stands in a row where its geometry should, and is none."""


class Row(NamedTuple):
    """One row: its number (1 is the first below the header), a text for each column, its geometry as WKB.

    `fault` says why the row is not one of the table, such as a cell too many.
    """

    number: int
    cells: Sequence[str]
    shape: bytes | None = None
    fault: Message | None = None


@dataclass(frozen=True)
class Source:
    """One table of a file. `rows` reads it from the beginning each time; it raises SourceRefused where it breaks off.

    `geometry` is the kind of its geometries (empty: it has none), `geometry_column` what they are called, `crs` theirs
    as the file names it (an EPSG code or WKT), `claimed` how many rows the file says it has. `answered` says that its
    columns are what a person answered to the questions of a form of ours, `submitted` that each row is a submission
    with an id of its own. `notes` is what is to be said of the file beside its rows, `numbering` are the columns that
    number the rows of this file alone, `beside` those that hold what stands beside the geometry (by a part of a place),
    and `words` those that are kept among the notes of a record where no field of its own is called so.
    """

    path: Path
    name: str
    columns: tuple[str, ...]
    rows: Callable[[], Iterator[Row]]
    geometry: str = ""
    geometry_column: str = ""
    crs: str | None = None
    encoding: str = "utf-8"
    claimed: int | None = None
    answered: bool = False
    submitted: bool = False
    notes: tuple[Message, ...] = ()
    numbering: frozenset[str] = frozenset()
    beside: Mapping[str, str] = field(default_factory=dict)
    words: tuple[str, ...] = ()


class Opening(NamedTuple):
    """What a format's `open` is told: the layer asked for, the one preferred where there are several, the encodings.

    `encodings` are tried in turn; empty leaves it to the format. `geometry` is what the records are to hold, by which
    a format chooses among layers that are the same thing in other shapes.
    """

    layer: str | None = None
    preferred: str | None = None
    encodings: tuple[str, ...] = ()
    geometry: str = ""


FORMATS: dict[str, str] = {
    ".csv": "delimited",
    ".tsv": "delimited",
    ".tab": "delimited",
    ".txt": "delimited",
    ".gpkg": "geopackage",
    ".dat": "total_station",
    ".geojson": "geojson",
    ".json": "geojson",
    ".geojsonl": "geojson",
    ".geojsons": "geojson",
    ".ndjson": "geojson",
    ".jsonl": "geojson",
    ".parquet": "parquet",
    ".xlsx": "spreadsheet",
    ".xls": "spreadsheet",
    ".xlsm": "spreadsheet",
    ".xlsb": "spreadsheet",
    ".ods": "spreadsheet",
    ".shp": "vector",
    ".fgb": "vector",
    ".gpx": "gpx",
    ".kml": "kml",
    ".kmz": "kml",
    ".xml": "submission",
    ".nmea": "nmea",
    ".log": "nmea",
    ".ubx": "nmea",
    ".zip": "packed",
    ".gz": "packed",
}
"""The module of this package that reads files with an ending: it has `open_table(path, opening) -> Source`,
and `layer_names(path)` where a file may hold several layers."""

APART = frozenset({"vector", "geopackage", "parquet", "spreadsheet", "html_table"})
"""Modules that read with libraries in C or Rust, or without a bound of their own: they do it in another process."""
_APART = "layers.imports.apart"
PICTURES = frozenset({".jpg", ".jpeg", ".png", ".tif", ".tiff", ".heic", ".heif", ".webp", ".gif", ".bmp"})
_NMEA = re.compile(rb"[$]G[A-Z]{4},")
_SQLITE = b"SQLite format 3\0"


def open_source(
    path: Path,
    layer: str | None = None,
    encoding: str | None = None,
    *,
    preferred: str | None = None,
    geometry: str = "",
) -> Source:
    """Open a file for reading its rows; raises SourceRefused with one sentence for what cannot be read.

    `preferred` names the layer to take where the file has several and `layer` names none, `geometry` what its rows are
    to hold.
    """
    return reader_of(path)(path, Opening(layer, preferred, (encoding,) if encoding else (), geometry))


def reader_of(path: Path) -> Callable[[Path, Opening], Source]:
    """What reads a file, by its ending and its first bytes; raises SourceRefused."""
    start = first_bytes(path)
    module = FORMATS.get(path.suffix.lower())
    if path.suffix.lower() in PICTURES:
        raise UnknownFormat(
            "“{file}” is a picture: it is taken in as evidence, with the place and time that it names "
            "(taphos evidence, or Add files… among the media of a record).",
            file=path.name,
        )  # fmt: skip
    if module is None:
        raise UnknownFormat(
            "“{file}” is of a kind that is not read; files end in: {allowed}.",
            file=path.name, allowed=", ".join(FORMATS),
        )  # fmt: skip
    if module == "spreadsheet":
        module = _text_called_spreadsheet(path, start) or module
    if module in APART:
        return partial(importlib.import_module(_APART).open_table, module)
    if module == "delimited" and _NMEA.match(start):
        module = "nmea"
    if module == "delimited" and start.startswith(_SQLITE):
        raise UnreadableSource(
            "“{file}” is a database and not a table of text; where it is a GeoPackage, let its name end in .gpkg.",
            file=path.name,
        )  # fmt: skip
    opener: Callable[[Path, Opening], Source] = importlib.import_module(f"layers.imports.{module}").open_table
    return opener


_BOOKS = (b"PK", b"\xd0\xcf\x11\xe0", b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")
"""How workbooks begin: XLSX and ODS, XLS, and the older ones of Excel 2 to 4."""
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|meta|style)\b", re.IGNORECASE)
_HELD = 2048


def _text_called_spreadsheet(path: Path, start: bytes) -> str:
    """The module that reads what is called a spreadsheet and is text: a page with a table, or cells with a delimiter.

    Empty for a workbook and for what is neither. Raises UnreadableSource for text that no table is read from.
    """
    if start.startswith(_BOOKS):
        return ""
    with path.open("rb") as file:
        head = file.read(_HELD)
    text = head.replace(b"\0", b"")
    if b"urn:schemas-microsoft-com:office:spreadsheet" in text and b"<Workbook" in text:
        raise UnreadableSource(
            "“{file}” is a workbook as XML (Excel 2003), whatever it is called; open it in a spreadsheet program and "
            "save it as XLSX.",
            file=path.name,
        )  # fmt: skip
    if text.lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").startswith(b"MIME-Version"):
        raise UnreadableSource(
            "“{file}” is a web archive (MHTML), whatever it is called; open it in a spreadsheet program and save it as "
            "XLSX.",
            file=path.name,
        )  # fmt: skip
    if _PAGE.search(text):
        return "html_table"
    return "delimited" if _is_text(head) and any(mark in text for mark in (b"\t", b";", b",", b"|")) else ""


def _is_text(head: bytes) -> bool:
    """Whether bytes hold no sign that no text has, beside the noughts of UTF-16."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or unmarked_utf16(head):
        return True
    return not any(byte < 9 or 13 < byte < 32 for byte in head)


def layers_of(path: Path) -> tuple[str, ...]:
    """The layers of a file of a kind that may hold several; none of any other. Raises SourceRefused."""
    module = FORMATS.get(path.suffix.lower())
    if module == "spreadsheet" and _text_called_spreadsheet(path, first_bytes(path)):
        return ()
    if module in APART:
        first_bytes(path)
        return tuple(importlib.import_module(_APART).layer_names(module, path))
    names = getattr(importlib.import_module(f"layers.imports.{module}"), "layer_names", None) if module else None
    return tuple(names(path)) if names is not None else ()


def first_bytes(path: Path) -> bytes:
    """The beginning of a file that is there, is a file, and is not empty; raises UnreadableSource."""
    if path.is_dir():
        raise UnreadableSource("“{file}” is a folder; a file was expected.", file=str(path))
    if not path.exists():
        raise UnreadableSource("There is no file “{file}”.", file=str(path))
    if not path.is_file():
        raise UnreadableSource("“{file}” is no ordinary file.", file=str(path))
    try:
        with path.open("rb") as file:
            start = file.read(512)
    except OSError as reason:
        raise UnreadableSource(
            "“{file}” cannot be read: {reason}.", file=str(path), reason=reason.strerror or str(reason)
        ) from reason
    if not start:
        raise UnreadableSource("“{file}” is empty.", file=path.name)
    return start
