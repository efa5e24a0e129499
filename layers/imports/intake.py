"""Rows become changes: added, updated, unchanged or rejected, each row exactly one of them, none of them silently."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from forensics.changes import Change, Operation
from forensics.errors import TaphosError
from forensics.fields import Kind
from forensics.identifiers import code_of, id_of_content, id_of_key, is_id
from forensics.messages import Message, say
from forensics.ports import Register, Values
from forensics.problems import Problem
from forensics.reading import NOT_RECORDED, NotRecorded
from forensics.rules.declared import check_of
from forensics.rules.general import checks_of, problems_of, refused
from forensics.values import typed_values
from layers.errors import SourceRefused
from layers.imports.planning import Plan
from layers.imports.source import Row, Source
from layers.imports.taking import NOTHING, Bench, column_taker_of, filling, quoting, taker_of

_AT_ONCE = 500
_TOLD_EVERY = 500


class NoPlace(SourceRefused):
    """A file that would add records which belong on the map, and says of none where it is."""


@dataclass(frozen=True)
class Rejected:
    """A row that was not taken in: the field and value that stood in the way, and why."""

    row: int
    field: str | None
    value: str
    problem: Message


@dataclass(slots=True)
class Staged:
    """A row whose values could be read: typed for the rules, canonical for the journal."""

    row: int
    cells: Sequence[str]
    record: str
    typed: dict[str, Any]
    after: dict[str, Any]
    own_code: bool


class Intake:
    """One reading of a source; `changes` is to be consumed once, and the counts are whole when it ends."""

    def __init__(
        self,
        register: Register,
        source: Source,
        plan: Plan,
        bench: Bench,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        self._register = register
        self._source = source
        self._plan = plan
        self._around = bench.around
        self._progress = progress
        self._columns = [
            taker for name, recipe in plan.recipes.items() if (taker := column_taker_of(plan.kind, name, recipe, bench))
        ]
        simple = {taker.field for taker in self._columns}
        self._takers = [
            taker_of(plan.kind, name, recipe, bench) for name, recipe in plan.recipes.items() if name not in simple
        ]
        self._quotes = {name: quoting(recipe, bench.index) for name, recipe in plan.recipes.items()}
        self._checks = checks_of(plan.kind)
        self._places = [(one.name, check_of(one)) for one in plan.kind.places if one.name in plan.recipes]
        self._identify = _identifying(plan, bench)
        self._rows: dict[str, int] = {}
        self.read = self.added = self.updated = self.unchanged = 0
        self.rejected: list[Rejected] = []
        self.open: Counter[str] = Counter()
        self.codes: dict[str, str] = {}

    def changes(self) -> Iterator[Change]:
        """The changes that the rows come to; raises SourceRefused where the file breaks off."""
        there = self._around.there
        waiting: list[Staged] = []
        for row in self._source.rows():
            self._count()
            staged = self._stage(row)
            if staged is None:
                continue
            if staged.record in there:
                waiting.append(staged)
                if len(waiting) == _AT_ONCE:
                    yield from self._compare(waiting)
                    waiting = []
            elif (change := self._add(staged)) is not None:
                yield change
        yield from self._compare(waiting)

    def all_codes(self) -> dict[str, str]:
        """Code to id of every row that has a code, whether or not it can be taken in."""
        taker = next((taker for taker in self._columns if taker.field == "code"), None)
        found: dict[str, str] = {}
        for row in self._source.rows() if taker is not None else ():
            if taker is not None and row.fault is None and row.cells[taker.at].strip():
                with suppress(TaphosError):
                    record, code = self._identify(row.cells, row.shape, taker.read(row.cells[taker.at])[0])
                    found[code] = record
        return found

    def _count(self) -> None:
        self.read += 1
        if self._progress is not None and self.read % _TOLD_EVERY == 0:
            self._progress(self.read, self._source.claimed or 0)

    def _stage(self, row: Row) -> Staged | None:
        number, cells, shape, fault = row
        if fault is not None:
            self._reject(number, None, "", fault)
            return None
        if shape is None and not any(cells):
            self._reject(number, None, "", say("The row is blank."))
            return None
        taken = self._take(number, cells, shape)
        if taken is None:
            return None
        typed, after = taken
        own_code = "code" in after
        record, code = self._identify(cells, shape, after.get("code"))
        typed["code"] = after["code"] = code
        typed["id"] = record
        earlier = self._rows.setdefault(record, number)
        if earlier != number:
            self._reject(number, "code", code, say("It is the same record as row {row}.", row=earlier))
            return None
        return Staged(number, cells, record, typed, after, own_code)

    def _take(
        self, number: int, cells: Sequence[str], shape: bytes | None
    ) -> tuple[dict[str, Any], dict[str, Any]] | None:
        typed: dict[str, Any] = {}
        after: dict[str, Any] = {}
        name = ""
        try:
            for name, at, memory, read in self._columns:
                text = cells[at]
                if text:
                    pair = memory.get(text) or read(text)
                    if pair is not NOTHING:
                        typed[name], after[name] = pair
            for name, take, _ in self._takers:
                found = take(cells, shape)
                if found is not None:
                    typed[name], after[name] = found
        except TaphosError as refusal:
            self._reject(number, name, self._quotes[name](cells), refusal.message)
            return None
        if None in after.values():
            _gather_reasons(typed, after)
        if after.get("review") == "voided":
            self._reject(number, "review", "voided", say("A record is voided by a person, with a reason."))
            return None
        return typed, after

    def _add(self, staged: Staged) -> Change | None:
        if self._plan.homeless:
            raise _no_place(self._source, self._plan)
        if not self._accepts(staged, self._problems(staged.typed)):
            return None
        code = staged.after["code"]
        self._around.add(staged.record, code)
        self.codes[code] = staged.record
        self.added += 1
        return Change(self._plan.kind.name, staged.record, Operation.ADD, after=staged.after)

    def _problems(self, typed: dict[str, Any]) -> list[Problem]:
        """What is wrong with a new record; values but places were held to their declaration when they were read."""
        problems = [
            problem for name, check in self._places if name in typed for problem in check(typed[name], self._around)
        ]
        problems += self._checks.common(typed, self._around)
        problems += self._checks.family(typed)
        return problems

    def _accepts(self, staged: Staged, problems: list[Problem]) -> bool:
        if not problems:
            return True
        refusal = refused(problems)
        if refusal is not None:
            quote = self._quotes.get(refusal.field or "")
            value = quote(staged.cells) if quote else "" if refusal.value is None else str(refusal.value)
            self._reject(staged.row, refusal.field, value, refusal.message)
            return False
        self.open.update(problem.field or "" for problem in problems)
        return True

    def _compare(self, waiting: Sequence[Staged]) -> Iterator[Change]:
        """Changes of records that are there already: only what differs; voided and locked ones are not touched."""
        kind = self._plan.kind
        held = self._register.many_values(kind.name, [staged.record for staged in waiting]) if waiting else {}
        for staged in waiting:
            values = held[staged.record]
            self.codes[str(values.get("code", ""))] = staged.record
            differing = {} if values.get("review") == "voided" else self._differing(staged, values)
            if not differing:
                self.unchanged += 1
            elif values.get("review") == "locked":
                name = next(iter(differing))
                self._reject(staged.row, name, str(differing[name]), say("The record is locked and is not changed."))
            elif self._accepts(staged, problems_of(kind, self._merged(staged, values), self._around)):
                self.updated += 1
                before = {name: values[name] for name in differing if name in values}
                yield Change(kind.name, staged.record, Operation.SET, after=differing, before=before)

    def _differing(self, staged: Staged, held: Values) -> dict[str, Any]:
        """The canonical values of the row that the record does not have; a blank cell says nothing."""
        found: dict[str, Any] = {}
        for name, value in staged.after.items():
            if name == "code" and not staged.own_code:
                continue
            value = _with_what_stands_beside(self._plan, name, value, held)
            if held.get(name) != value:
                found[name] = value
        return found

    def _merged(self, staged: Staged, held: Values) -> dict[str, Any]:
        by_name = self._plan.kind.by_name
        kept = typed_values(by_name, {name: value for name, value in held.items() if by_name[name].typed})
        typed = staged.typed if staged.own_code else {**staged.typed, "code": held.get("code")}
        return {**kept, **typed}

    def _reject(self, row: int, field: str | None, value: str, problem: Message) -> None:
        self.rejected.append(Rejected(row, field, value, problem))


def _gather_reasons(typed: dict[str, Any], after: dict[str, Any]) -> None:
    """Reasons why nothing was recorded go where they are kept."""
    reasons = {name: value.reason for name, value in typed.items() if isinstance(value, NotRecorded)}
    for name in reasons:
        del typed[name], after[name]
    typed[NOT_RECORDED] = after[NOT_RECORDED] = {**after.get(NOT_RECORDED, {}), **reasons}


def _with_what_stands_beside(plan: Plan, name: str, value: Any, held: Values) -> Any:
    """A place keeps its method, accuracy and the like while its geometry stays; reasons join those that are there."""
    declared = plan.kind.by_name[name]
    before = held.get(name)
    if before is None:
        return value
    if declared.kind is Kind.ANSWERS:
        return {**before, **value}
    if declared.kind is Kind.PLACE and before.get("geometry") == value.get("geometry"):
        return {**before, **value}
    return value


Identify = Callable[[Sequence[str], bytes | None, str | None], tuple[str, str]]
"""Told the cells, the geometry and the row's own code, it gives the id and the code of its record."""


def _identifying(plan: Plan, bench: Bench) -> Identify:
    kind, around, known = plan.kind, bench.around, plan.known
    prefix = kind.about.prefix
    ids = bench.index.get(plan.id_column, -1) if plan.id_column else -1
    keys = [[(column, bench.index[column]) for column in columns] for columns in known.key] if known else []
    codes = [filling(template, bench.index) for template in known.code] if known else []
    equal: Counter[str] = Counter()

    def record_of(cells: Sequence[str], shape: bytes | None, code: str | None) -> str:
        if ids >= 0 and is_id(cells[ids].strip()):
            return cells[ids].strip()
        for columns in keys:
            if known is not None and any(cells[at].strip() for _, at in columns):
                return id_of_key(known.name, *(f"{column}={cells[at].strip()}" for column, at in columns))
        if code is not None:
            return around.record_with_code(kind.name, code) or id_of_key(kind.name, code)
        content = (kind.name, *cells, shape.hex() if shape else "")
        first = id_of_content(content, 1)
        equal[first] += 1
        return first if equal[first] == 1 else id_of_content(content, equal[first])

    def identify(cells: Sequence[str], shape: bytes | None, code: str | None) -> tuple[str, str]:
        record = record_of(cells, shape, code)
        return record, code or next(filter(None, (fill(cells) for fill in codes)), "") or code_of(prefix, record)

    return identify


def _no_place(source: Source, plan: Plan) -> NoPlace:
    return NoPlace(
        "“{file}” says of no {type} where it is: no column is called latitude and longitude, or WKT. Map one "
        "(COLUMN=place), or name the coordinate system if x and y are meant.",
        file=source.path.name, type=plan.kind.name,
    )  # fmt: skip
