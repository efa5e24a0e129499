"""A row becomes a staged record: its values read, its id and code found; or it is rejected with the first reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass
from itertools import repeat
from typing import Any, NamedTuple

from forensics.changes import Columns
from forensics.characters import fault_of_code
from forensics.errors import TaphosError, ValueRefused
from forensics.identifiers import code_of, id_of_content, id_of_key, id_of_submission, is_id
from forensics.messages import Message, say
from forensics.reading import NOT_RECORDED, NotRecorded, checked_text, read_value
from forensics.rules.general import LABELLED
from forensics.values import to_canonical
from forensics.written_dates import AmbiguousDate, DayNumber
from layers.imports.bench import Bench
from layers.imports.placing import UnreadableGeometry, place_as_it_is, shape_text
from layers.imports.planning import Plan
from layers.imports.points import Points, points_taker_of
from layers.imports.source import SHOWN_BYTES, Row, Source
from layers.imports.taking import NOTHING, column_taker_of, filling, quoting, taker_of

_Taken = tuple[dict[str, Any], dict[str, Any], bool]
"""What was taken from a row so far, typed and canonical, and whether it is plain."""


class Read(NamedTuple):
    """What the columns of some rows hold by field, and of which rows it is known that the rules have nothing to say."""

    typed: Columns
    canonical: Columns
    plain: list[bool]
    points: Mapping[str, Points]

    def by_row(self) -> Iterator[_Taken]:
        """The same, row by row; typed only where somebody will ask for it."""
        names = tuple(self.canonical)
        rows = zip(
            self.plain, zip(*self.typed.values(), strict=True), zip(*self.canonical.values(), strict=True), strict=True
        )
        for at, (plain, one, other) in enumerate(rows):
            typed, after = {} if plain else _filled(names, one), _filled(names, other)
            for name, points in self.points.items():
                canonical = after[name] = points.canonical[at]
                if not (plain and points.inside[at]):
                    typed[name] = place_as_it_is(canonical)
            yield typed, after, plain


class Together(NamedTuple):
    """Rows that are so plain that each is a new record as its columns say it, with their numbers and ids."""

    rows: Sequence[int]
    records: Sequence[str]
    after: Columns


PlainRows = Callable[[Columns, int], list[bool]]
"""Told the typed values of so many rows by field, it says of each whether the rules have nothing to say of it."""

Given = Mapping[int, Mapping[str, str]]
"""Texts that a person gives for fields of single rows, by row number: where a row names no record, say."""


@dataclass(frozen=True)
class Rejected:
    """A row that was not taken in: the field and value that stood in the way, and why."""

    row: int
    field: str | None
    value: str
    problem: Message


@dataclass(frozen=True)
class Again:
    """A row that says of a record what an earlier row of the file said: an export repeats its submission."""

    row: int
    earlier: int


@dataclass(slots=True)
class Staged:
    """A row whose values could be read: typed for the rules, canonical for the journal.

    Of a `plain` one it is known from its columns that the rules have nothing to say, and they are not typed.
    """

    row: int
    cells: Sequence[str]
    record: str
    typed: dict[str, Any]
    after: dict[str, Any]
    own_code: bool
    plain: bool


class Stager:
    """Stages the rows of one source, one after the other; two rows of one record are told apart by it.

    `columns` are the fields that are nothing but the text of one column; `ambiguous` gathers, by field, dates that were
    rejected because day and month may change places, `numbers` the first of those that may count days.
    """

    def __init__(
        self, plan: Plan, bench: Bench, given: Given, plain_rows: PlainRows, *, submitted: bool = False
    ) -> None:
        self._plain_rows = plain_rows
        self._plan = plan
        self._bench = bench
        self._given = given
        self._columns = [
            taker for name, recipe in plan.recipes.items() if (taker := column_taker_of(plan.kind, name, recipe, bench))
        ]
        simple = self.columns = frozenset(taker.field for taker in self._columns)
        self._takers = [
            taker_of(plan.kind, name, recipe, bench) for name, recipe in plan.recipes.items() if name not in simple
        ]
        points = [points_taker_of(plan.kind.field(name), recipe, bench) for name, recipe in plan.recipes.items()]
        self._points = [taker for taker in points if taker is not None]
        self._apart = {taker.field for taker in self._takers}
        self._quotes = {name: quoting(recipe, bench.index) for name, recipe in plan.recipes.items()}
        self._identify = _identifying(plan, bench, submitted=submitted)
        self._ids = bench.index.get(plan.id_column, -1) if plan.id_column else -1
        self._words = {name for name, recipe in plan.recipes.items() if recipe.words}
        self.ambiguous: dict[str, list[str]] = {}
        self.numbers: dict[str, str] = {}
        self._rows: dict[str, int] = {}
        self._unsorted: list[Iterable[tuple[str, int]]] = []  # rows that were taken together since one was asked for
        self._by_code = not plan.id_column and plan.known is None
        self._said: dict[str, dict[str, Any]] | None = {} if submitted else None
        self._may_be_together = not (submitted or plan.homeless or plan.kind.name in LABELLED)

    def stage(self, rows: Sequence[Row]) -> Together | Iterator[Staged | Again | Rejected]:
        """Rows, each staged or rejected, or all together; told a few hundred at a time, columns are read whole."""
        if self._ids >= 0:
            ids = (row.cells[self._ids].strip() for row in rows if row.fault is None)
            self._bench.around.look_up(filter(is_id, ids))
        read = self._read_columns(rows)
        together = self._together(rows, read) if read and self._may_be_together else None
        return together or self._one_by_one(rows, read)

    def _one_by_one(self, rows: Sequence[Row], read: Read | None) -> Iterator[Staged | Again | Rejected]:
        for row, taken in zip(rows, read.by_row() if read else repeat(None), strict=False):
            yield self._stage(row, taken)

    def _read_columns(self, rows: Sequence[Row]) -> Read | None:
        """What the columns of these rows hold; None where one of them is better looked at alone."""
        if self._given or not self._columns or any(row.fault is not None for row in rows):
            return None
        by_column = list(zip(*[row.cells for row in rows], strict=True))
        try:
            read = [taker.readings.of(by_column[taker.at]) for taker in self._columns]
        except TaphosError:
            return None
        typed = {taker.field: held for taker, (held, _) in zip(self._columns, read, strict=True)}
        canonical = {taker.field: held for taker, (_, held) in zip(self._columns, read, strict=True)}
        if not _are_values(typed, canonical):
            return None
        points = {taker.field: found for taker in self._points if (found := taker.read(rows, by_column)) is not None}
        return Read(typed, canonical, self._plain_rows(typed, len(rows)), points)

    def _together(self, rows: Sequence[Row], read: Read) -> Together | None:
        """These rows together, where none needs to be looked at alone: each is a new record with a code of its own."""
        codes = read.canonical.get("code")
        if codes is None or None in codes or not all(read.plain):
            return None
        if not read.points.keys() >= self._apart or not all(all(one.inside) for one in read.points.values()):
            return None
        if "voided" in read.canonical.get("review", ()):
            return None
        if not _are_new(codes, self._bench.around.codes(self._plan.kind.name).keys()):
            return None
        records = [self._identify(row.cells, row.shape, code)[0] for row, code in zip(rows, codes, strict=True)]
        seen = self._rows if self._by_code else self._seen  # rows taken together have codes that are known by now
        if not (_are_new(records, self._bench.around.there) and _are_new(records, seen.keys())):
            return None
        if any(map(self._not_ours, records)):
            return None
        numbers = [row.number for row in rows]
        self._unsorted.append(zip(records, numbers, strict=True))
        after = {name: held for name, held in read.canonical.items() if held.count(None) < len(held)}
        return Together(numbers, records, {**after, **{name: one.canonical for name, one in read.points.items()}})

    @property
    def _seen(self) -> dict[str, int]:
        """The rows so far by their records."""
        while self._unsorted:
            self._rows.update(self._unsorted.pop())
        return self._rows

    def _stage(self, row: Row, taken: _Taken | None) -> Staged | Again | Rejected:
        """One row; `taken` is what its columns were found to hold."""
        number, cells, shape, fault = row
        if fault is not None:
            return Rejected(number, None, "", fault)
        if shape is None and not any(cells):
            return Rejected(number, None, "", say("The row is blank."))
        typed, after, plain = taken or ({}, {}, False)
        rejected = self._take(number, cells, shape, typed, after, columns=taken is None, plain=plain)
        if rejected is not None:
            return rejected
        if after.keys() <= self._words and not self._plan.id_column:
            return Rejected(number, None, "", say("Nothing that the row says goes into a field."))
        own_code = "code" in after
        record, code = self._identify(cells, shape, after.get("code"))
        fault = self._not_ours(record)
        if fault is not None:
            return Rejected(number, None, "", fault)
        fault = None if own_code else fault_of_code(code)
        if fault is not None:
            return Rejected(number, "code", code, fault)
        typed["code"] = after["code"] = code
        typed["id"] = record
        earlier = self._seen.setdefault(record, number)
        if self._said is not None and self._said.setdefault(record, after) == after and earlier != number:
            return Again(number, earlier)
        if earlier != number:
            return Rejected(number, "code", code, say("It is the same record as row {row}.", row=earlier))
        return Staged(number, cells, record, typed, after, own_code, plain)

    def _not_ours(self, record: str) -> Message | None:
        """Why no row may speak of a record: it was erased, or is of another type."""
        around = self._bench.around
        if record in around.erased:
            return say("The record was erased from the register, so nothing of this row is taken in.")
        type_ = around.type_of(record) if self._ids >= 0 else None
        if type_ in (None, self._plan.kind.name):
            return None
        return say("Its id {id} is that of a record of another type: {type}.", id=record, type=type_)

    def quoted(self, field: str | None, cells: Sequence[str]) -> str | None:
        """The text of a row from which a field was taken; None for a field that comes from no column."""
        quote = self._quotes.get(field or "")
        return quote(cells) if quote else None

    def codes(self, source: Source) -> dict[str, str]:
        """Code to id of every row that has a code, whether or not it can be taken in."""
        taker = next((taker for taker in self._columns if taker.field == "code"), None)
        found: dict[str, str] = {}
        for row in source.rows() if taker is not None else ():
            if taker is not None and row.fault is None and row.cells[taker.at].strip():
                with suppress(TaphosError):
                    record, code = self._identify(row.cells, row.shape, taker.readings[row.cells[taker.at]][0])
                    found[code] = record
        return found

    def _take(
        self,
        number: int,
        cells: Sequence[str],
        shape: bytes | None,
        typed: dict[str, Any],
        after: dict[str, Any],
        *,
        columns: bool,
        plain: bool,
    ) -> Rejected | None:
        """Read every field of a row into `typed` and `after`, those that are columns too where they were not."""
        given = self._given.get(number) if self._given else None
        wanted = [taker for taker in self._columns if not given or taker.field not in given] if columns else ()
        name = ""
        try:
            for name, at, readings in wanted:
                pair = readings[cells[at]]
                if pair is not NOTHING:
                    typed[name], after[name] = pair
            for name, take, _ in self._takers:
                if name in after or (given is not None and name in given):
                    continue
                found = take(cells, shape)
                if found is not None:
                    typed[name], after[name] = found
            for name, text in (given or {}).items():
                typed[name], after[name] = self._read_given(name, text)
        except TaphosError as refusal:
            value = given[name] if given and name in given else self.quoted(name, cells)
            self._keep_to_ask(refusal, name, value or "")
            if shape is not None and not value:
                value = shape[:SHOWN_BYTES].hex() if isinstance(refusal, UnreadableGeometry) else shape_text(shape)
            return Rejected(number, name, value or "", _without_nul(value) or refusal.message)
        if None in after.values() or (not plain and len(typed) != len(after)):
            _gather_reasons(typed, after)
        if after.get("review") == "voided":
            return Rejected(number, "review", "voided", say("A record is voided by a person, with a reason."))
        return None

    def _keep_to_ask(self, refusal: TaphosError, name: str, value: str) -> None:
        """Keep dates of which only a person knows what they mean."""
        if isinstance(refusal, AmbiguousDate):
            self.ambiguous.setdefault(name, []).append(value)
        elif isinstance(refusal, DayNumber):
            self.numbers.setdefault(name, value)

    def _read_given(self, name: str, text: str) -> tuple[Any, Any]:
        declared = self._plan.kind.field(name)
        value = read_value(declared, text, self._bench.reading)
        return value, None if value is None or isinstance(value, NotRecorded) else to_canonical(declared, value)


def _are_values(typed: Columns, canonical: Columns) -> bool:
    """Whether no cell gives a reason why there is nothing to record, which no rule about values is asked of."""
    return all(held.count(None) == typed[name].count(None) for name, held in canonical.items())


def _are_new(names: Sequence[str], known: Set[str]) -> bool:
    """Whether each of these stands for itself alone."""
    different = set(names)
    return len(different) == len(names) and known.isdisjoint(different)


def _without_nul(value: str | None) -> Message | None:
    """What is wrong with a value that holds a NUL, whatever it was read as; it is not seen where it is quoted."""
    try:
        checked_text(value if value is not None and "\0" in value else "")
    except ValueRefused as refusal:
        return refusal.message
    return None


def _gather_reasons(typed: dict[str, Any], after: dict[str, Any]) -> None:
    """Reasons why nothing was recorded go where they are kept."""
    reasons = {name: value.reason for name, value in typed.items() if isinstance(value, NotRecorded)}
    for name in [name for name in typed if after.get(name) is None]:
        del typed[name]
        after.pop(name, None)
    if reasons:
        typed[NOT_RECORDED] = after[NOT_RECORDED] = {**after.get(NOT_RECORDED, {}), **reasons}


def _filled(names: Sequence[str], row: Sequence[Any]) -> dict[str, Any]:
    """What was read, without the fields of which the row says nothing."""
    held = dict(zip(names, row, strict=True))
    return {name: value for name, value in held.items() if value is not None} if None in row else held


Identify = Callable[[Sequence[str], bytes | None, str | None], tuple[str, str]]
"""Told the cells, the geometry and the row's own code, it gives the id and the code of its record."""


def _identifying(plan: Plan, bench: Bench, *, submitted: bool) -> Identify:
    """How a row's record is known: by our id, the source's key, the code, or what stands in the row.

    The id of a submission is the form's: its record has one of its own, but where an earlier version took it as it was.
    """
    kind, around, known = plan.kind, bench.around, plan.known
    prefix, there = kind.about.prefix, around.codes(kind.name)
    ids = bench.index.get(plan.id_column, -1) if plan.id_column else -1
    keys = [[(column, bench.index[column]) for column in columns] for columns in known.key] if known else []
    codes = [filling(template, bench.index) for template in known.code] if known else []
    equal: Counter[str] = Counter()

    def record_of(cells: Sequence[str], shape: bytes | None, code: str | None) -> str:
        if ids >= 0 and is_id(told := cells[ids].strip()):
            own = not submitted or around.type_of(told) == kind.name
            return told if own else id_of_submission(kind.name, told)
        for columns in keys:
            if known is not None and any(cells[at].strip() for _, at in columns):
                return id_of_key(known.name, *(f"{column}={cells[at].strip()}" for column, at in columns))
        if code is not None:
            return there.get(code) or id_of_key(kind.name, code)
        content = (kind.name, *cells, shape.hex() if shape else "")
        first = id_of_content(content, 1)
        equal[first] += 1
        return first if equal[first] == 1 else id_of_content(content, equal[first])

    def identify(cells: Sequence[str], shape: bytes | None, code: str | None) -> tuple[str, str]:
        record = record_of(cells, shape, code)
        return record, code or next(filter(None, (fill(cells) for fill in codes)), "") or code_of(prefix, record)

    return identify
