"""Rows become changes: added, updated, unchanged or rejected, each row exactly one of them, none of them silently."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from forensics.changes import Change, Edits, Operation
from forensics.fields import Kind, Sensitivity
from forensics.messages import say
from forensics.numbering import renumbered
from forensics.places import Place
from forensics.ports import Register, Values
from forensics.problems import Problem
from forensics.reading import NOT_RECORDED
from forensics.rules.declared import check_of
from forensics.rules.family import Columns
from forensics.rules.general import checks_of, code_problems, problems_of, refused
from forensics.values import typed_values
from layers.countries.pack import CountryPack
from layers.errors import SourceRefused
from layers.imports.bench import Bench
from layers.imports.doubting import Doubts
from layers.imports.linking import ImportSurroundings, LinkedCheck
from layers.imports.place_columns import looks_like_coordinates
from layers.imports.placing import shape_text
from layers.imports.planning import Plan
from layers.imports.source import Source
from layers.imports.staging import Again, Given, Rejected, Staged, Stager, Together
from layers.numbering import OTHER_NUMBERS

_AT_ONCE = 500
_TOLD_EVERY = 500


class NoSuchRow(SourceRefused):
    """A value that is given for a row which the file does not have."""


class NoPlace(SourceRefused):
    """A file that would add records which belong on the map, and has coordinates that are not taken."""


class Intake:
    """One reading of a source; `changes` is to be consumed once, and the counts are whole when it ends.

    `codes` is code to id of the rows that were taken in one by one, as all are that may name each other; `surroundings`
    holds what they came to, for types whose records name each other or are held to rules between them.
    """

    def __init__(
        self,
        register: Register,
        source: Source,
        plan: Plan,
        bench: Bench,
        progress: Callable[[int, int], None] | None = None,
        given: Given | None = None,
        pack: CountryPack | None = None,
    ) -> None:
        self._register = register
        self._source = source
        self._plan = plan
        self._around = bench.around
        self._progress = progress
        self._given = given or {}
        self.surroundings = ImportSurroundings(register)
        self._checks = checks_of(plan.kind)
        self._linked = LinkedCheck(plan.kind, register, self.surroundings, plan.mutual)
        self.stager = Stager(plan, bench, self._given, self._plain_rows, submitted=source.submitted)
        self._places = [(one.name, check_of(one)) for one in plan.kind.places if one.name in plan.recipes]
        self._taken_apart = {name for name in plan.recipes if name not in self.stager.columns}
        self.read = self.added = self.updated = self.unchanged = self.again = 0
        self.rejected: list[Rejected] = []
        self.open: Counter[str] = Counter()
        self.codes: dict[str, str] = {}
        self.doubts = Doubts(plan.kind, pack)

    def changes(self) -> Iterator[Change | Edits]:
        """The changes that the rows come to; raises SourceRefused where the file breaks off or lacks a given row."""
        rows = self._source.rows()
        while some := list(islice(rows, _AT_ONCE)):
            staged = self.stager.stage(some)
            if isinstance(staged, Together):
                yield self._add_together(staged)
            else:
                yield from self._one_by_one(staged)
        self.doubts.finish()
        beyond = max(self._given, default=0)
        if beyond > self.read:
            raise NoSuchRow(
                "“{file}” has no row {row}, for which a value is given.", file=self._source.path.name, row=beyond
            )

    def _one_by_one(self, rows: Iterable[Staged | Again | Rejected]) -> Iterator[Change]:
        there = self._around.there
        waiting: list[Staged] = []
        for staged in rows:
            self._count(1)
            if isinstance(staged, Rejected):
                self.rejected.append(staged)
            elif isinstance(staged, Again):
                self._count_again(staged)
            elif staged.record in there:
                waiting.append(staged)
            elif (change := self._add(staged)) is not None:
                yield change
        yield from self._compare(waiting)

    def _add_together(self, staged: Together) -> Edits:
        """New records of which nobody has anything to say."""
        count = len(staged.records)
        self._count(count)
        new = dict(zip(staged.after["code"], staged.records, strict=True))
        self._around.add_all(new)
        self.added += count
        self.doubts.look_together(staged)
        return Edits(self._plan.kind.name, Operation.ADD, staged.records, staged.after)

    def _count_again(self, row: Again) -> None:
        """What an earlier row said already is unchanged, unless that row was rejected."""
        if any(one.row == row.earlier for one in self.rejected):
            self.rejected.append(
                Rejected(row.row, None, "", say("It is the same record as row {row}.", row=row.earlier))
            )
            return
        self.unchanged += 1
        self.again += 1

    def _count(self, rows: int) -> None:
        told = self.read // _TOLD_EVERY
        self.read += rows
        if self._progress is not None and self.read // _TOLD_EVERY > told:
            self._progress(self.read, self._source.claimed or 0)

    def _add(self, staged: Staged) -> Change | None:
        if self._plan.homeless and any(map(looks_like_coordinates, self._source.columns)):
            raise _no_place(self._source, self._plan)
        if not self._passes(staged, self._problems(staged)):
            return None
        code = staged.after["code"]
        self._around.add(staged.record, code)
        self.codes[code] = staged.record
        self.added += 1
        return Change(self._plan.kind.name, staged.record, Operation.ADD, after=staged.after)

    def _plain_rows(self, columns: Columns, count: int) -> list[bool]:
        """Of which of these rows it is known from their columns that no rule has anything to say."""
        beside = {"code", "id", *self._plan.recipes} - columns.keys()
        plain = self._linked.passes_over(self._plan.recipes) and self._checks.complete(columns, beside)
        return self._checks.family.silent(columns, count, beside) if plain else [False] * count

    def _problems(self, staged: Staged) -> list[Problem]:
        """What is wrong with a new record; values but places were held to their declaration when they were read."""
        problems: list[Problem] = []
        for name, check in self._places:
            if name in staged.typed:
                problems += check(staged.typed[name], self._around)
        if staged.plain and self._taken_apart.issubset(staged.after):
            problems += code_problems(self._plan.kind, staged.after["code"], staged.record, self._around)
        else:
            typed = self._typed(staged)
            problems += self._checks.common(typed, self._around)
            problems += self._checks.family.problems(typed)
            problems += self._linked.problems(typed)
        return problems

    def _typed(self, staged: Staged) -> dict[str, Any]:
        """All typed values of a row."""
        if not staged.plain:
            return staged.typed
        return {**typed_values(self._plan.kind.by_name, staged.after), "id": staged.record}

    def _accepts(self, staged: Staged, problems: list[Problem]) -> bool:
        if not problems:
            return True
        refusal = refused(problems)
        if refusal is not None:
            value = self.stager.quoted(refusal.field, staged.cells)
            shown = "" if refusal.value is None else str(refusal.value)
            self._reject(staged, refusal, shown if value is None else value or _shape_shown(staged, refusal.field))
            return False
        self.open.update(problem.field or "" for problem in problems)
        return True

    def _passes(self, staged: Staged, problems: list[Problem]) -> bool:
        """Whether a row is taken in; what may be wrong with it all the same is pointed out."""
        if not self._accepts(staged, problems):
            return False
        self.doubts.look(staged, problems)
        return True

    def _reject(self, staged: Staged, problem: Problem, value: str) -> None:
        self.surroundings.fresh.pop(staged.record, None)
        self.rejected.append(Rejected(staged.row, problem.field, value, problem.message))

    def _compare(self, waiting: Sequence[Staged]) -> Iterator[Change]:
        """Changes of records that are there already: only what differs; voided and locked ones are not touched."""
        kind = self._plan.kind
        held = self._register.many_values(kind.name, [staged.record for staged in waiting]) if waiting else {}
        for staged in waiting:
            values = held[staged.record]
            self.codes[str(values.get("code", ""))] = staged.record
            differing = {} if values.get("review") == "voided" else self._differing(staged, values)
            before = {name: values[name] for name in differing if name in values}
            if not differing:
                self.unchanged += 1
            elif self._passes(staged, self._problems_of_update(staged, values, next(iter(differing)))):
                self.updated += 1
                typed = {name: value for name, value in before.items() if name not in (NOT_RECORDED, OTHER_NUMBERS)}
                self.doubts.replaced(staged.row, str(values.get("code") or ""), typed, differing)
                after = {name: value for name, value in differing.items() if value is not None}
                yield Change(kind.name, staged.record, Operation.SET, after=after, before=before)

    def _problems_of_update(self, staged: Staged, held: Values, differs: str) -> list[Problem]:
        if held.get("review") == "locked":
            return [Problem(differs, None, say("The record is locked and is not changed."))]
        merged = self._merged(staged, held)
        return [*problems_of(self._plan.kind, merged, self._around), *self._linked.problems(merged)]

    def _differing(self, staged: Staged, held: Values) -> dict[str, Any]:
        """The canonical values of the row that the record does not have; None for reasons that a value replaces."""
        found: dict[str, Any] = {}
        for name, value in _with_reasons(staged.after, held).items():
            if name == "code" and not staged.own_code:
                continue
            value = _with_what_stands_beside(self._plan, name, value, held)
            if held.get(name) != value and not self._loosens(name, value, held):
                found[name] = value
        numbers = renumbered(self._plan.kind.name, found.get(OTHER_NUMBERS, held.get(OTHER_NUMBERS)),
                             str(held.get("code") or ""), str(found.get("code") or held.get("code") or ""),
                             str(held.get("recorded_at") or "")[:10])  # fmt: skip
        return found if numbers is None else {**found, OTHER_NUMBERS: [dict(sorted(row.items())) for row in numbers]}

    def _loosens(self, name: str, value: Any, held: Values) -> bool:
        """Whether nobody mapped a class of sensitivity and it is not stricter than the record's."""
        if name not in self._plan.recipes or not self._plan.recipes[name].stricter:
            return False
        return Sensitivity(held.get(name) or Sensitivity.PUBLIC).rank >= Sensitivity(value).rank

    def _merged(self, staged: Staged, held: Values) -> dict[str, Any]:
        """The typed values that the record would have."""
        by_name = self._plan.kind.by_name
        kept = typed_values(by_name, {name: value for name, value in held.items() if by_name[name].typed})
        given = self._typed(staged)
        typed = given if staged.own_code else {**given, "code": held.get("code")}
        return {**kept, **typed, NOT_RECORDED: _with_reasons(staged.after, held).get(NOT_RECORDED)}


def _shape_shown(staged: Staged, field: str | None) -> str:
    """The geometry that was refused."""
    place = staged.typed.get(field or "")
    return shape_text(place.shape) if isinstance(place, Place) and place.shape is not None else ""


def _with_reasons(after: dict[str, Any], held: Values) -> dict[str, Any]:
    """The row's values with the reasons that stand already, but for fields that have a value now."""
    before = held.get(NOT_RECORDED)
    if before is None:
        return after
    reasons = {**before, **after.get(NOT_RECORDED, {})}
    return {**after, NOT_RECORDED: {name: why for name, why in reasons.items() if name not in after} or None}


def _with_what_stands_beside(plan: Plan, name: str, value: Any, held: Values) -> Any:
    """A place keeps its method, accuracy and the like while its geometry stays."""
    before = held.get(name)
    if before is None or plan.kind.by_name[name].kind is not Kind.PLACE:
        return value
    return {**before, **value} if before.get("geometry") == value.get("geometry") else value


def _no_place(source: Source, plan: Plan) -> NoPlace:
    return NoPlace(
        "“{file}” says of no {type} where it is, though columns look like coordinates: {columns}. Map them "
        "(COLUMN=place, or COLUMN=place.x and COLUMN=place.y), or name the coordinate system if x and y are meant.",
        file=source.path.name, type=plan.kind.name,
        columns=", ".join(filter(looks_like_coordinates, source.columns)),
    )  # fmt: skip
