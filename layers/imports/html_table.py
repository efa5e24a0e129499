"""The table in a page of HTML, as systems of others write it and call it .xls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from html.parser import HTMLParser
from pathlib import Path

from forensics.messages import say
from layers.imports.delimited import encoding_of
from layers.imports.markup import LARGEST
from layers.imports.source import Opening, Row, Source, UnknownLayer, UnreadableSource
from layers.imports.tabled import above, header_at, names_none, names_of, rows_below

_CELLS, _WIDEST, _MOST = ("td", "th"), 4000, 5_000_000
"""Columns of a table, and cells of a file; beyond them somebody means harm."""


def open_table(path: Path, opening: Opening) -> Source:
    """The largest table of a page; raises UnreadableSource, UnknownLayer and WrongEncoding."""
    if opening.layer:
        raise UnknownLayer("“{file}” is one table, so it has no layer “{layer}”.", file=path.name, layer=opening.layer)
    if path.stat().st_size > LARGEST:
        raise UnreadableSource("“{file}” is a page that is too large for a table.", file=path.name)
    encoding = encoding_of(path, opening.encodings)
    tables = _tables(path.read_text(encoding), path)
    rows = max(tables, key=len, default=[])
    rows = [row for row in rows if any(row)]
    titles = header_at(rows)
    header, merged = names_of(rows[titles], rows[titles + 1] if len(rows) > titles + 1 else []) if rows else ((), False)
    if names_none(header):
        raise UnreadableSource("“{file}” is a page of HTML without a table that names its columns.", file=path.name)
    below = [_wide(row, len(header)) for row in rows[titles + 1 + merged :]]
    note = say("“{file}” is a page of HTML, whatever it is called; its table is read.", file=path.name)
    return Source(
        path, path.stem, header, partial(_rows, below, header), encoding=encoding, claimed=len(below),
        notes=(note, *above(titles)),
    )  # fmt: skip


def _wide(row: list[str], width: int) -> list[str]:
    return row + [""] * (width - len(row))


def _rows(rows: Sequence[list[str]], header: Sequence[str]) -> Iterator[Row]:
    yield from rows_below(iter(rows), header)


def _tables(text: str, path: Path) -> list[list[list[str]]]:
    reader = _Reader(path)
    reader.feed(text)
    reader.close()
    return reader.tables


class _Reader(HTMLParser):
    """Reads tables; a cell that spans several rows or columns stands in each of them, and a table within one ends it.

    It runs in the process that reads hostile files, which is given up where it takes too long.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(convert_charrefs=True)
        self._path = path
        self.tables: list[list[list[str]]] = []
        self._down: dict[int, tuple[int, str]] = {}
        self._cell: list[str] | None = None
        self._spans = (1, 1)
        self._count = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._end_cell()
            self.tables.append([])
            self._down = {}
        elif tag == "tr" and self.tables:
            self._end_cell()
            self.tables[-1].append([])
            self._fill()
        elif tag in _CELLS and self.tables:
            self._end_cell()
            held = dict(attrs)
            self._spans = (_span(held.get("rowspan")), _span(held.get("colspan")))
            self._cell = []
        elif tag in ("br", "p", "div") and self._cell:
            self._cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in (*_CELLS, "tr", "table"):
            self._end_cell()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        text, self._cell = " ".join("".join(self._cell).split()), None
        if not self.tables[-1]:
            self.tables[-1].append([])
        row, (down, across) = self.tables[-1][-1], self._spans
        for _ in range(across):
            if len(row) >= _WIDEST:
                raise self._too_large()
            if down > 1:
                self._down[len(row)] = (down - 1, text)
            row.append(text)
            self._fill()
        self._count += across
        if self._count > _MOST:
            raise self._too_large()

    def _fill(self) -> None:
        """Put what spans from the rows above where the row now ends."""
        row = self.tables[-1][-1]
        while len(row) in self._down and len(row) < _WIDEST:
            left, text = self._down.pop(len(row))
            if left > 1:
                self._down[len(row)] = (left - 1, text)
            row.append(text)

    def _too_large(self) -> UnreadableSource:
        return UnreadableSource("“{file}” is a page that is too large for a table.", file=self._path.name)


def _span(text: str | None) -> int:
    return min(int(text), _WIDEST) if text and text.isascii() and text.isdigit() and int(text) else 1
