"""Tables as text with any delimiter: CSV, TSV, as spreadsheets and survey tools write them."""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from itertools import islice
from pathlib import Path

from forensics.messages import Message, say
from forensics.reading import quoted
from layers.imports.guessing import guessed_encoding, unmarked_utf16
from layers.imports.source import Opening, Row, Source, UnknownLayer, UnreadableSource, WrongEncoding, first_bytes
from layers.imports.tabled import LOOKED_AT, above, header_at, names_none, names_of, rows_below

LONGEST_VALUE = 64 * 1024 * 1024
"""Characters of one cell; beyond it a quotation mark was never closed, or someone means harm."""

PLAIN = Opening()
_DELIMITERS = (",", ";", "\t", "|")
_MOST_COLUMNS = 4000
_SAMPLE = 1 << 18
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def open_table(path: Path, opening: Opening = PLAIN) -> Source:
    """The table in a text file.

    Raises UnreadableSource, UnknownLayer where a layer is asked for, and WrongEncoding where no encoding told or tried
    fits.
    """
    if opening.layer:
        raise UnknownLayer("“{file}” is one table, so it has no layer “{layer}”.", file=path.name, layer=opening.layer)
    encoding = encoding_of(path, opening.encodings)
    delimiter, columns, skipped, titles = _header(path, encoding)
    return Source(
        path, path.stem, columns, partial(_rows, path, encoding, delimiter, columns, skipped), encoding=encoding,
        notes=above(titles),
    )  # fmt: skip


def encoding_of(path: Path, told: tuple[str, ...] = ()) -> str:
    """The encoding of a text file: told, else by its byte order mark, else UTF-8, else what makes Cyrillic words of it.

    The whole file must fit it.
    """
    start = first_bytes(path)
    marked = next((name for mark, name in _MARKS if start.startswith(mark)), None) or unmarked_utf16(start)
    tried = told or ((marked,) if marked else ("utf-8",))
    if not any(map(_is_unicode, map(_known, tried))) and _holds_utf8(path):
        raise WrongEncoding(
            "“{file}” is text in utf-8; read as {encoding} its letters would come out wrong.",
            file=path.name, encoding=tried[0],
        )  # fmt: skip
    faults = [(name, _first_fault(path, _known(name))) for name in tried]
    fits = next((name for name, fault in faults if fault is None), None)
    if fits is not None:
        return "utf-8-sig" if marked == "utf-8-sig" and _is_utf8(fits) else fits
    guessed = None if told or marked else guessed_encoding(_beginning(path))
    if guessed is not None and _first_fault(path, guessed) is None:
        return guessed
    raise WrongEncoding(
        "“{file}” is not text in {encoding}: {fault}. Say its encoding, such as cp1251 or cp1252.",
        file=path.name, encoding=tried[-1], fault=faults[-1][1],
    )  # fmt: skip


def _beginning(path: Path) -> bytes:
    """Whole lines from the beginning of a file, enough to tell an encoding by."""
    with path.open("rb") as file:
        return b"".join(file.readlines(_SAMPLE))


def _is_utf8(name: str) -> bool:
    return codecs.lookup(name).name == "utf-8"


def _is_unicode(name: str) -> bool:
    return codecs.lookup(name).name.startswith("utf")


def _holds_utf8(path: Path) -> bool:
    """Whether the file has letters beyond ASCII and all of it is UTF-8, which by chance no other encoding is."""
    with path.open("rb") as file:
        ascii_only = all(chunk.isascii() for chunk in iter(partial(file.read, 1 << 20), b""))
    return not ascii_only and _first_fault(path, "utf-8") is None


def _known(name: str) -> str:
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError) as reason:
        raise _unknown(name) from reason
    if not getattr(info, "_is_text_encoding", True):
        raise _unknown(name)
    return name


def _unknown(name: str) -> WrongEncoding:
    return WrongEncoding("{name} is no known encoding; utf-8, cp1251 and cp1252 are.", name=quoted(name))


def _first_fault(path: Path, encoding: str) -> Message | None:
    """Where a file stops being text in an encoding; None where it never does."""
    decoder = codecs.getincrementaldecoder(encoding)()
    read = 0
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as reason:
                byte = reason.object[reason.start]
                return say("byte {place} is 0x{byte:02x}", place=read + reason.start + 1, byte=byte)
            except UnicodeError:
                return say("it does not begin as such text does")
            read += len(chunk)
    try:
        decoder.decode(b"", final=True)
    except UnicodeError:
        return say("it ends in the middle of a character")
    return None


def _records(path: Path, encoding: str, delimiter: str) -> Iterator[list[str]]:
    """The records of the file as the csv module reads them; raises UnreadableSource where they break off."""
    csv.field_size_limit(LONGEST_VALUE)
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        try:
            first = next(reader, [])
            if first and not "".join(first).startswith("sep="):  # which spreadsheets write to tell the delimiter
                yield first
            yield from reader
        except csv.Error as reason:
            raise UnreadableSource(
                "“{file}” cannot be read past line {line}: {reason}.",
                file=path.name, line=reader.line_num, reason=_csv_reason(str(reason)),
            ) from reason  # fmt: skip


def _csv_reason(text: str) -> Message:
    if "unexpected end of data" in text:
        return say("it ends inside a value in quotation marks, as a file does that was cut off")
    if "field larger than" in text:
        return say("a value in quotation marks does not end")
    if "expected after" in text:
        return say("a quotation mark stands inside a value and is not doubled")
    return Message(quoted(text))


def _header(path: Path, encoding: str) -> tuple[str, tuple[str, ...], int, int]:
    """The delimiter, the names of the columns, how many records come before the first row, and titles among them.

    Of the delimiters it is that which parts most records alike, and of those the one that gives most columns.
    """
    found = {delimiter: _first_records(path, encoding, delimiter) for delimiter in _delimiters(path)}
    delimiter = max(found, key=lambda one: _alike(found[one]))
    records = found[delimiter]
    titles = header_at(records)
    header = records[titles] if records else []
    below = records[titles + 1] if len(records) > titles + 1 else []
    columns, merged = names_of(header, below)
    if names_none(columns):
        next(_records(path, encoding, delimiter), None)  # says why, where the first line is broken
        raise UnreadableSource("“{file}” has no columns: its first line names none.", file=path.name)
    if len(columns) > _MOST_COLUMNS or "\0" in "".join(columns):
        raise UnreadableSource("“{file}” is not a table: its first line is no header.", file=path.name)
    return delimiter, columns, titles + 1 + merged, titles


def _alike(records: Sequence[Sequence[str]]) -> tuple[bool, float, int]:
    """Whether the header is parted, how many records have the number of cells that most have, and that number.

    They count by their share: notes of several lines fall apart, under a delimiter that is none, into many records.
    """
    counted = Counter(len(record) for record in records if len(record) > 1)
    number, width = max(((number, width) for width, number in counted.items()), default=(0, 1))
    parted = bool(records) and len(records[header_at(records)]) > 1
    return parted, number * number / max(len(records), 1), width


def _delimiters(path: Path) -> Iterable[str]:
    return ("\t",) if path.suffix.lower() in (".tsv", ".tab") else _DELIMITERS


def _first_records(path: Path, encoding: str, delimiter: str) -> list[list[str]]:
    """The first records that are not blank, as far as they can be read."""
    found: list[list[str]] = []
    with suppress(UnreadableSource):
        for record in islice(filter(None, _records(path, encoding, delimiter)), LOOKED_AT):
            found.append(record)
    return found


def _rows(path: Path, encoding: str, delimiter: str, columns: Sequence[str], skipped: int) -> Iterator[Row]:
    records = map(_unguarded, filter(None, _records(path, encoding, delimiter)))
    yield from rows_below(islice(records, skipped, None), columns)


_GUARDED = re.compile(r"'(?=[=+\-@\t\r])")


def _unguarded(cells: list[str]) -> list[str]:
    """Cells without the apostrophe that keeps a spreadsheet from taking a text for a formula (layers.exports)."""
    if "'" not in "".join(cells):
        return cells
    return [cell[1:] if _GUARDED.match(cell) else cell for cell in cells]
