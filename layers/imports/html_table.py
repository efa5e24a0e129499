"""The table in a page of HTML, as systems of others write it and call it .xls."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import partial
from html import unescape
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
    """The tables of a page, tag by tag: one pass, however it is broken (Python's own reader takes minutes for some)."""
    reader = _Reader(path)
    at, end = 0, -1
    while (begin := text.find("<", at)) >= 0:
        reader.say(text[at:begin])
        if text.startswith(_COMMENT, begin):
            at = text.find(_ENDED, begin)
            if at < 0:
                break
            at += len(_ENDED)
            continue
        end = end if end > begin else text.find(">", begin)
        other = text.find("<", begin + 1)
        if end < 0:
            break
        if 0 <= other < end:  # no tag, or one that does not end
            reader.say(text[begin:other])
            at = other
            continue
        reader.tag(text[begin + 1 : end])
        at = end + 1
    reader.end_cell()
    return reader.tables


_COMMENT, _ENDED = "<!--", "-->"
_NAME = re.compile(r"/?[a-zA-Z]+")
_SPAN = re.compile(r"\b(rowspan|colspan)\s*=\s*[\"']?(\d{1,4})", re.IGNORECASE | re.ASCII)


class _Reader:
    """Keeps tables; a cell that spans several rows or columns stands in each, and a table within one ends it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.tables: list[list[list[str]]] = []
        self._down: dict[int, tuple[int, str]] = {}
        self._cell: list[str] | None = None
        self._spans = (1, 1)
        self._count = 0

    def say(self, text: str) -> None:
        """Text between tags."""
        if self._cell is not None:
            self._cell.append(text)

    def tag(self, written: str) -> None:
        """What stands between the brackets of a tag."""
        named = _NAME.match(written)
        name = named[0].lower() if named else ""
        if name == "table":
            self.end_cell()
            self.tables.append([])
            self._down = {}
        elif name == "tr" and self.tables:
            self.end_cell()
            self.tables[-1].append([])
            self._fill()
        elif name in _CELLS and self.tables:
            self.end_cell()
            spans = {one.lower(): max(1, int(number)) for one, number in _SPAN.findall(written)}
            self._spans = spans.get("rowspan", 1), spans.get("colspan", 1)
            self._cell = []
        elif name in ("br", "p", "div", "/p", "/div"):
            self.say(" ")
        elif name.removeprefix("/") in (*_CELLS, "tr", "table"):
            self.end_cell()

    def end_cell(self) -> None:
        """Put the cell that was begun into its row."""
        if self._cell is None:
            return
        text, self._cell = " ".join(unescape("".join(self._cell)).split()), None
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
            self._count += 1
        if self._count > _MOST:
            raise self._too_large()

    def _too_large(self) -> UnreadableSource:
        return UnreadableSource("“{file}” is a page that is too large for a table.", file=self._path.name)
