"""Recipes become takers: what takes the value of one field out of a row, typed and canonical, made once for all rows.

Texts that come again are read once; what was read is kept in a small memory for each field.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from forensics.catalogue import RecordType
from forensics.dates import read_date
from forensics.errors import UnknownName, ValueRefused
from forensics.fields import Field, Kind, Sensitivity
from forensics.messages import Message, say
from forensics.reading import NotRecorded, checked_code, quoted, reader_of
from forensics.rules.declared import check_of
from forensics.rules.general import refused
from forensics.values import to_canonical
from forensics.written_dates import spreadsheet_day
from layers.imports.bench import Bench, Pair, Take
from layers.imports.placing import take_place
from layers.imports.recipes import Finding, Recipe, pieces

REMEMBERED = 20_000
"""Texts of one field whose reading is kept; past them the memory begins anew."""


class Taker(NamedTuple):
    """Takes one field from a row; `quote` gives the text that it was taken from."""

    field: str
    take: Take
    quote: Callable[[Sequence[str]], str]


NOTHING: Pair = (None, None)
"""What blank text is read as."""


_TYPED, _CANONICAL = itemgetter(0), itemgetter(1)
_AS_THEY_ARE = re.compile(r"(?:(?:[!-9;-~](?:[ -9;-~]*[!-9;-~])?)?\n)*")
"""Lines of printable ASCII without blanks around them; with a colon they may be a reason for nothing."""


def _stay_as_they_are(texts: Sequence[str]) -> bool:
    """Whether texts are such as a field of text, whatever it is called, keeps as they are written."""
    lines = "\n".join(texts) + "\n"
    return lines.isascii() and lines.count("\n") == len(texts) and _AS_THEY_ARE.fullmatch(lines) is not None


class Readings(dict[str, Pair]):
    """What the texts of one field were read as, by text; one that is not there is read when it is asked for.

    `kept` says whether a reading is remembered, as all are but those of text; asking raises what reading raises.
    """

    def __init__(self, read: Callable[[str], Pair], *, kept: bool) -> None:
        super().__init__()
        self._read = read
        self._most = REMEMBERED if kept else 0

    def __missing__(self, text: str) -> Pair:
        made = NOTHING if not text or text.isspace() else self._read(text)
        if self._most:
            if len(self) >= self._most:
                self.clear()
            self[text] = made
        return made

    def of(self, texts: Sequence[str]) -> tuple[Sequence[Any], Sequence[Any]]:
        """What each of these was read as, typed and canonical."""
        if not self._most and _stay_as_they_are(texts):
            read = texts if all(texts) else [text or None for text in texts]
            return read, read
        pairs = list(map(self.__getitem__, texts))
        return list(map(_TYPED, pairs)), list(map(_CANONICAL, pairs))


class ColumnTaker(NamedTuple):
    """Takes one field from one column, as most are."""

    field: str
    at: int
    readings: Readings


def taker_of(kind: RecordType, name: str, recipe: Recipe, bench: Bench) -> Taker:
    """The taker of one field; its values are held to the field's declaration."""
    declared = kind.field(name)
    return Taker(declared.name, _take(declared, recipe, bench), quoting(recipe, bench.index))


def column_taker_of(kind: RecordType, name: str, recipe: Recipe, bench: Bench) -> ColumnTaker | None:
    """The taker of a field that is nothing but the text of one column; None for any other recipe."""
    declared = kind.field(name)
    if declared.spatial or recipe != Recipe(column=recipe.column):
        return None
    return ColumnTaker(declared.name, bench.index[recipe.column], readings_of(declared, bench))


def quoting(recipe: Recipe, index: Mapping[str, int]) -> Callable[[Sequence[str]], str]:
    """What gives the text of a row that a recipe reads, to be quoted where it is refused."""
    listed = recipe.named or ((recipe.column,) if recipe.column else recipe.columns)
    places = [index[column] for column in listed]
    return lambda cells: ", ".join(filter(None, (cells[place].strip() for place in places if place < len(cells))))


def _take(declared: Field, recipe: Recipe, bench: Bench) -> Take:
    if declared.kind is Kind.PLACE:
        return take_place(declared, recipe, bench)
    if recipe.find:
        return _found(declared, recipe, bench)
    if recipe.words:
        return _words(declared, recipe, bench)
    if recipe.days:
        return _of_days(declared, recipe, bench)
    if recipe.stricter:
        return _stricter(declared, recipe, bench)
    if recipe.rows:
        return _rows(declared, recipe, bench)
    if recipe.value:
        return _same(declared, recipe, bench)
    if recipe.until or recipe.open_before or recipe.open_after:
        return _span(declared, recipe, bench)
    if recipe.codes:
        return _translated(declared, recipe, bench)
    if recipe.not_under or recipe.not_over:
        return _guarded(declared, recipe, bench)
    return _column(declared, recipe, bench)


def readings_of(declared: Field, bench: Bench) -> Readings:
    """Reads the texts of a field, held to its declaration; those of a field of text, read as fast, are not kept."""
    read = reader_of(declared, bench.reading)
    if declared.kind in (Kind.TEXT, Kind.NOTE):
        return Readings(lambda text: _pair(read(text), same), kept=False)
    check = check_of(declared)

    def canonical(value: Any) -> Any:
        refusal = refused(check(value, bench.around))
        if refusal is not None:
            raise ValueRefused(refusal.message)
        return to_canonical(declared, value)

    return Readings(lambda text: _pair(read(text), canonical), kept=True)


def same(value: Any) -> Any:
    """The canonical form of what is its own."""
    return value


def _pair(value: Any, canonical: Callable[[Any], Any]) -> Pair:
    return value, None if isinstance(value, NotRecorded) else canonical(value)


def _column(declared: Field, recipe: Recipe, bench: Bench) -> Take:
    at = bench.index[recipe.column]
    beside = bench.index[recipe.beside] if recipe.beside else at
    readings = readings_of(declared, bench)

    def take(cells: Sequence[str], _: bytes | None) -> Pair | None:
        if not cells[beside].strip():
            return None
        pair = readings[cells[at]]
        return None if pair is NOTHING else pair

    return take


def _of_days(declared: Field, recipe: Recipe, bench: Bench) -> Take:
    """A day that a spreadsheet counts from the end of 1899 on; what is written as a date is read as one."""
    at = bench.index[recipe.column]
    readings = readings_of(declared, bench)

    def take(cells: Sequence[str], _: bytes | None) -> Pair | None:
        text = cells[at].strip()
        day = spreadsheet_day(text)
        pair = readings[day.isoformat() if day is not None else text]
        return None if pair is NOTHING else pair

    return take


def _words(declared: Field, recipe: Recipe, bench: Bench) -> Take:
    """What several columns say, each with its name and on a line of its own."""
    columns = [(column, bench.index[column]) for column in recipe.words]
    readings = readings_of(declared, bench)

    def take(cells: Sequence[str], _: bytes | None) -> Pair | None:
        lines = [f"{column}: {cells[at].strip()}" for column, at in columns if cells[at].strip()]
        return readings["\n".join(lines)] if lines else None

    return take


def _stricter(declared: Field, recipe: Recipe, bench: Bench) -> Take:
    """A class that keeps more at home than none would; whether it is stricter than the record's is seen with that."""
    take_all = _column(declared, Recipe(column=recipe.column), bench)

    def take(cells: Sequence[str], shape: bytes | None) -> Pair | None:
        pair = take_all(cells, shape)
        if pair is None or pair[1] is None or Sensitivity(pair[1]) is Sensitivity.PUBLIC:
            return None
        return pair

    return take


def _same(declared: Field, recipe: Recipe, bench: Bench) -> Take:
    pair = readings_of(declared, bench)[recipe.value]
    if not recipe.beside:
        return lambda cells, _: pair
    at = bench.index[recipe.beside]
    return lambda cells, _: pair if cells[at].strip() else None


def _translated(declared: Field, recipe: Recipe, bench: Bench) -> Take:
    at = bench.index[recipe.column]
    readings = readings_of(declared, bench)
    known = {text: readings[code] for text, code in recipe.codes.items()}

    def take(cells: Sequence[str], _: bytes | None) -> Pair | None:
        text = cells[at].strip()
        pair = known.get(text)
        if pair is None and text and recipe.others == "refuse":
            raise ValueRefused("{value} is not one of: {allowed}.", value=quoted(text), allowed=", ".join(recipe.codes))
        return pair

    return take


def _guarded(declared: Field, recipe: Recipe, bench: Bench) -> Take:
    """A number that is left out where it contradicts another of its row."""
    take_all = _column(declared, Recipe(column=recipe.column), bench)
    number = reader_of(Field("", Kind.NUMBER, ""))
    under = bench.index[recipe.not_under] if recipe.not_under else -1
    over = bench.index[recipe.not_over] if recipe.not_over else -1

    def take(cells: Sequence[str], shape: bytes | None) -> Pair | None:
        pair = take_all(cells, shape)
        if pair is None:
            return None
        too_small = under >= 0 and cells[under].strip() and pair[0] < number(cells[under])
        too_large = over >= 0 and cells[over].strip() and pair[0] > number(cells[over])
        if too_small or too_large:
            bench.notes[declared.name, recipe.column] += 1
            return None
        return pair

    return take


def _span(declared: Field, recipe: Recipe, bench: Bench) -> Take:
    """A date, a span of two, or one that is open because another column says so."""
    date, flag = reader_of(declared, bench.reading), reader_of(Field("", Kind.FLAG, ""), bench.reading)
    at = bench.index[recipe.column]
    until = bench.index[recipe.until] if recipe.until else at
    before = bench.index[recipe.open_before] if recipe.open_before else -1
    after = bench.index[recipe.open_after] if recipe.open_after else -1

    def says(cells: Sequence[str], column: int) -> bool:
        return column >= 0 and bool(cells[column].strip()) and bool(flag(cells[column]))

    def take(cells: Sequence[str], _: bytes | None) -> Pair | None:
        if not cells[at].strip():
            return None
        start = date(cells[at])
        end = date(cells[until]) if cells[until].strip() else start
        if isinstance(start, NotRecorded):
            return start, None
        text = start if start == end else f"{start}/{end}"
        if says(cells, before):
            text = f"[..{end}]"
        elif says(cells, after):
            text = f"[{start}..]"
        value = read_date(text).text
        return value, value

    return take


def _rows(declared: Field, recipe: Recipe, bench: Bench) -> Take:
    templates = [{name: filling(text, bench.index) for name, text in row.items()} for row in recipe.rows]

    def take(cells: Sequence[str], _: bytes | None) -> Pair | None:
        found = []
        for template in templates:
            row = {name: fill(cells) for name, fill in template.items()}
            if all(row.values()):
                for name in declared.identifiers:
                    checked_code(row.get(name, ""))
                found.append(row)
        return (tuple(found), to_canonical(declared, found)) if found else None

    return take


def filling(template: str, index: Mapping[str, int]) -> Callable[[Sequence[str]], str]:
    """What fills a template with a row's cells; empty where one that it names is blank."""
    parts = [(text, index[column] if column else -1) for text, column in pieces(template)]

    def fill(cells: Sequence[str]) -> str:
        written = ""
        for text, at in parts:
            cell = cells[at].strip() if at >= 0 else ""
            if at >= 0 and not cell:
                return ""
            written += text + cell
        return written

    return fill


def _found(declared: Field, recipe: Recipe, bench: Bench) -> Take:
    """The record that a row speaks of, looked for in turn by each number that it gives."""
    ways = [(one, bench.index[one.column]) for one in recipe.find]
    for one in recipe.find:
        for type_ in declared.target:
            if one.field:
                bench.around.will_ask(type_, one.field)

    def look(one: Finding, text: str) -> str | None:
        for type_ in declared.target:
            if one.number_of:
                record = bench.around.numbered(type_, one.number_of, text)
            else:
                record = bench.around.with_value(type_, one.field, text)
            if record is not None:
                return record
        return None

    def take(cells: Sequence[str], _: bytes | None) -> Pair | None:
        for one, at in ways:
            text = cells[at].strip()
            record = look(one, text) if text else None
            if record is not None:
                return record, record
        raise UnknownName(_not_found(declared, recipe, [cells[at].strip() for _, at in ways]))

    return take


def _not_found(declared: Field, recipe: Recipe, texts: list[str]) -> Message:
    columns = ", ".join(one.column for one in recipe.find)
    if not any(texts):
        return say(
            "The row does not say which record “{label}” is: {columns} are blank.",
            label=Message(declared.label), columns=columns,
        )  # fmt: skip
    given = ", ".join(f"{one.column} {text}" for one, text in zip(recipe.find, texts, strict=True) if text)
    return say("No record that “{label}” could be has {given}.", label=Message(declared.label), given=given)
