"""One file, one commit: what `taphos import` and the window's import do."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from forensics.catalogue import RecordType
from forensics.messages import Message, say, say_count
from forensics.places import SITE_GRID
from forensics.ports import Box, Progress, Receipt, Register
from forensics.reading import Reading, quoted
from forensics.records.base import Record
from layers.countries.pack import CountryPack
from layers.crs import WGS84, converter, useful
from layers.hearing import heard
from layers.imports.around import Around
from layers.imports.bench import Bench
from layers.imports.date_order import days_asked, order_asked, order_given_away
from layers.imports.doubting import Doubt
from layers.imports.guessing import read_wrongly
from layers.imports.headers import further_names
from layers.imports.intake import Intake
from layers.imports.known import KnownSource, known_source
from layers.imports.kobo import is_kobo, submissions
from layers.imports.matching import Left
from layers.imports.planning import Plan, plan_of
from layers.imports.source import Opening, Source, WrongEncoding, open_source, reader_of
from layers.imports.staging import Given, Rejected
from layers.imports.utm_columns import with_utm
from layers.language import Translator, languages

_TRIED = 5000
"""Rows that are looked through for a date that gives away in which order the others are."""


@dataclass(frozen=True)
class ImportReport:
    """What an import did, or would do: read is always added + updated + unchanged + the number rejected.

    `taken` is field to column, `left` the columns that were not taken and why, `open` how many records taken in leave
    a question unanswered, by field; `doubts` are values that were taken in and look wrong, the first few hundred, and
    `notes` tells of each kind how many; `source` is the name of a source known by its header, `commit` what it was kept
    by.
    """

    read: int
    added: int
    updated: int
    unchanged: int
    rejected: tuple[Rejected, ...]
    taken: Mapping[str, str] = field(default_factory=dict)
    left: tuple[Left, ...] = ()
    open: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[Message, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    source: str = ""
    encoding: str = ""
    receipt: Receipt | None = None

    @property
    def commit(self) -> str:
        """The hash of the commit; nothing where none was made."""
        return self.receipt.commit if self.receipt else ""


@dataclass(frozen=True)
class Opened:
    """A file that is open, the type that its rows are to be, and what is known of it by its header."""

    source: Source
    kind: RecordType
    known: KnownSource | None


@dataclass(frozen=True)
class Prepared:
    """A file that was opened, and how its rows become records of one type."""

    source: Source
    plan: Plan
    bench: Bench


def import_file(
    register: Register,
    path: Path,
    type_: str,
    *,
    layer: str | None = None,
    mapping: Sequence[str] = (),
    crs: str | None = None,
    encoding: str | None = None,
    day_first: bool | None = None,
    given: Given | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
    pack: CountryPack | None = None,
) -> ImportReport:
    """Take the rows of a file in as records of one type, in one commit or none.

    `mapping` holds COLUMN=FIELD pairs; `crs` says what coordinates are in where the file does not, or says it wrong;
    `day_first` how dates such as 09/08/2022 are meant; `given` holds texts of fields for single rows, by row number,
    which go before what the row says. Raises SourceRefused, UnknownName and ValueRefused with one
    sentence each; nothing was changed then. What `progress` raises ends the import and changes nothing.
    """
    with heard() as warned:
        opened = open_known(path, register.catalogue[type_], layer, encoding)
        prepared = prepare(register, opened, mapping=mapping, crs=crs, day_first=day_first, pack=pack)
        source, plan, bench = prepared.source, prepared.plan, prepared.bench
        fresh: dict[str, Record] = {}
        if plan.mutual:
            bench, fresh = _settled(register, source, plan, bench, given or {})
        intake = Intake(register, source, plan, bench, progress, given, pack)
        intake.surroundings.fresh.update(fresh)
        if dry_run:
            deque(intake.changes(), maxlen=0)
            return _report(intake, prepared, bench, None, warned)
        receipt = register.commit(intake.changes(), reason=_reason(path, given or {}))
        return _report(intake, prepared, bench, receipt, warned)


def prepare(
    register: Register,
    opened: Opened,
    *,
    mapping: Sequence[str] = (),
    crs: str | None = None,
    day_first: bool | None = None,
    pack: CountryPack | None = None,
) -> Prepared:
    """How the rows of an opened file become records; raises SourceRefused and UnknownName where none could."""
    source, kind, known = opened.source, opened.kind, opened.known
    reading = Reading(labels=_labels(pack), day_first=known.day_first if known and day_first is None else day_first)
    around = Around(register, kind, pack.bounds if pack else None)
    bench = _bench_with(Bench(_index(source), reading, around, area=around.bounds), around)
    plan = plan_of(source, kind, known, mapping, crs, bench)
    return Prepared(source, plan, replace(bench, crs=plan.crs, area=_area_for(plan.crs, around.bounds)))


def _area_for(crs: str, bounds: Box | None) -> Box | None:
    """The project's area, by which the way to degrees is chosen, unless the file is in a system of elsewhere."""
    return bounds if bounds is None or crs == SITE_GRID or useful(bounds, crs, WGS84) else None


def open_known(path: Path, kind: RecordType, layer: str | None = None, encoding: str | None = None) -> Opened:
    """Open a file; what is known of it by its header may name the encoding to read it in. Raises SourceRefused."""
    source, known = _open(path, kind, layer, encoding)
    if known is None and is_kobo(source):
        source = submissions(source, kind, _labels(None))
    return Opened(source if known else with_utm(source), kind, known)


def _open(path: Path, kind: RecordType, layer: str | None, encoding: str | None) -> tuple[Source, KnownSource | None]:
    try:
        geometry = kind.main_place.geometry if kind.main_place else ""
        source = open_source(path, layer, encoding, preferred=kind.name, geometry=geometry)
    except WrongEncoding:
        if encoding is not None:
            raise
        header = reader_of(path)(path, Opening(layer, kind.name, ("latin-1",))).columns
        known = known_source(header, kind.name)
        if known is None or not known.encodings:
            raise
        return reader_of(path)(path, Opening(layer, kind.name, known.encodings)), known
    return source, known_source(source.columns, kind.name)


def _index(source: Source) -> dict[str, int]:
    """Column to position; of two columns of one name the first."""
    return {column: at for at, column in reversed(list(enumerate(source.columns)))}


def _labels(pack: CountryPack | None) -> Callable[[str], Sequence[str]]:
    """The texts of a label in every language, those of the country pack's own labels too."""

    @cache
    def translators() -> tuple[tuple[Translator, Mapping[str, str]], ...]:
        return tuple((Translator(code), pack.translations(code) if pack else {}) for code in languages())

    def labels(label: str) -> tuple[str, ...]:
        spoken = (own.get(label) or translate(label) for translate, own in translators())
        return tuple(dict.fromkeys((*spoken, *further_names().get(label, ()))))

    return labels


def _settled(
    register: Register, source: Source, plan: Plan, bench: Bench, given: Given
) -> tuple[Bench, dict[str, Record]]:
    """A bench that knows the codes, and the records, of rows that will be taken in, when each may name any other.

    A row that names one which is rejected is rejected too, so it is tried until no further one falls.
    """
    planned: Mapping[str, str] | None = None
    fresh: dict[str, Record] = {}
    settled = 0
    while settled < 2:
        bench = _bench_with(bench, Around(register, plan.kind, bench.around.bounds))
        trial = Intake(register, source, plan, bench, given=given)
        trial.surroundings.fresh.update(fresh)
        planned = trial.stager.codes(source) if planned is None else planned
        bench.around.planned = planned
        deque(trial.changes(), maxlen=0)
        settled = settled + 1 if trial.codes.keys() >= planned.keys() else 0
        planned = {code: record for code, record in planned.items() if code in trial.codes}
        fresh = trial.surroundings.fresh
    around = Around(register, plan.kind, bench.around.bounds)
    around.planned = planned or {}
    return _bench_with(bench, around), fresh


def _bench_with(bench: Bench, around: Around) -> Bench:
    reading = replace(bench.reading, find=around.find)
    return Bench(bench.index, reading, around, bench.crs, bench.area)


def _reason(path: Path, given: Given) -> str:
    """What the journal says of the commit."""
    rows = f", with values given by hand for {len(given)} rows" if given else ""
    return f"import {path.name}{rows}"


def _report(
    intake: Intake, prepared: Prepared, bench: Bench, receipt: Receipt | None, warned: Sequence[str]
) -> ImportReport:
    source, plan = prepared.source, prepared.plan
    return ImportReport(
        read=intake.read,
        added=intake.added,
        updated=intake.updated,
        unchanged=intake.unchanged,
        rejected=tuple(intake.rejected),
        taken={name: recipe.source for name, recipe in plan.recipes.items() if not recipe.stricter},
        left=plan.left,
        open=dict(intake.open),
        notes=(
            *source.notes,
            *_notes(bench),
            *_dates_asked(intake, prepared),
            *_read_wrongly(source),
            *intake.doubts.notes(),
            *([_repeated(intake.again)] if intake.again else []),
            *([_without_place(source, intake.added)] if plan.homeless and intake.added else []),
            *(say("The library that reads the file warns: {warning}", warning=warning) for warning in warned),
        ),
        doubts=tuple(intake.doubts.listed),
        source=plan.known.name if plan.known else "",
        encoding=source.encoding,
        receipt=receipt,
    )


def _notes(bench: Bench) -> list[Message]:
    """What is to be said of the import as a whole."""
    notes = [
        say_count(
            "One value of “{column}” was left out of {field}: it contradicts another column of its row.",
            "{count} values of “{column}” were left out of {field}: they contradict another column of their row.",
            count=count,
            column=column,
            field=name,
        )
        for (name, column), count in bench.notes.items()
    ]
    if bench.crs not in (WGS84, SITE_GRID):
        rough = converter(bench.crs, WGS84, bench.area).operation.problem()
        notes += [rough.message] if rough else []
    return notes


def _dates_asked(intake: Intake, prepared: Prepared) -> Iterator[Message]:
    """For each field whose dates may be meant in either order, the question, and what the rest of its column tells."""
    for name, texts in intake.stager.ambiguous.items():
        at = [prepared.bench.index[column] for column in prepared.plan.recipes[name].columns]
        rows = (row.cells for row in islice(prepared.source.rows(), _TRIED) if row.fault is None)
        order = order_given_away(cells[one] for cells in rows for one in at)
        yield order_asked(len(texts), texts[0], order)
    for name, text in intake.stager.numbers.items():
        (column, *_) = prepared.plan.recipes[name].columns
        yield days_asked(column, name, text)


def _read_wrongly(source: Source) -> Iterator[Message]:
    """That the text of a file was spoilt before it came, with the first that was."""
    cells = (cell for row in islice(source.rows(), _TRIED) if row.fault is None for cell in row.cells)
    found = next(((cell, meant) for cell in cells if not cell.isascii() and (meant := read_wrongly(cell))), None)
    if found is not None:
        yield say(
            "Text of the file was spoilt before it was written, as UTF-8 that was read as cp1251: {text} was {meant}.",
            text=quoted(found[0]), meant=quoted(found[1]),
        )  # fmt: skip


def _repeated(count: int) -> Message:
    return say_count(
        "{count} row repeats a submission that an earlier row of the file gives, and counts as unchanged.",
        "{count} rows repeat submissions that earlier rows of the file give, and count as unchanged.", count=count,
    )  # fmt: skip


def _without_place(source: Source, added: int) -> Message:
    return say_count(
        "No column of “{file}” says where it is: {count} record is added without a place.",
        "No column of “{file}” says where they are: {count} records are added without a place.",
        count=added, file=source.path.name,
    )  # fmt: skip


def report_json(report: ImportReport, translate: Callable[[Message], str]) -> dict[str, Any]:
    """The report as `taphos import --json` prints it."""
    return {
        "read": report.read,
        "added": report.added,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "rejected": [
            {"row": one.row, "field": one.field, "value": one.value, "problem": translate(one.problem)}
            for one in report.rejected
        ],
        "doubts": [
            {"row": one.row, "field": one.field, "value": one.value, "problem": translate(one.problem)}
            for one in report.doubts
        ],
        "source": report.source,
        "encoding": report.encoding,
        "taken": dict(report.taken),
        "left": [{"column": one.column, "why": translate(one.why)} for one in report.left],
        "open": dict(report.open),
        "notes": [translate(note) for note in report.notes],
    }
