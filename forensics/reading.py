"""Text becomes a typed value, by the kind of its field: the one road for forms, the command line and imports.

| kind | what is read |
|---|---|
| text, note | as written; blanks around a text of one line fall away; NUL and lone surrogates are refused |
| text that is a code or number | the same; what is not seen is refused (forensics.characters) |
| code, codes | a code or its label in any language of `Reading.labels`; several with ; or as a JSON list |
| whole, number | 1234, 1 234, 12,5 (the comma is a decimal one unless a point follows) |
| flag | yes, no, true, false, 1, 0, and yes and no in any language |
| date, instant | EDTF or as people write dates; a moment needs its offset |
| reference, references | what `Reading.find` finds: an id, a code or TYPE/CODE |
| place | what `Reading.place` reads, or the JSON of a place |
| rows, answers | JSON; rows also as “cell | cell; cell | cell”; a column of codes like a code |
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from typing import Any

from forensics.catalogue import RecordType
from forensics.characters import BLANKS, fault_of_code
from forensics.dates import shortened
from forensics.errors import TaphosError, ValueRefused
from forensics.fields import Answer, Field, Kind
from forensics.folding import in_one_script
from forensics.identifiers import is_id
from forensics.instants import read_instant
from forensics.places import Place
from forensics.problems import Problem
from forensics.values import whole
from forensics.vocabulary.declaring import NO_VALUE
from forensics.written_dates import parse_written

NOT_RECORDED = "not_recorded"
"""The field that says why asked fields stay empty, and the word that says it in their place."""

Reader = Callable[[str], Any]
"""Text that is not blank to a typed value; raises ValueRefused or, for a reference, UnknownName."""


@dataclass(frozen=True)
class Reading:
    """What reading rests on beside the declarations; the core loads no catalogue, no register and no notation itself.

    `labels` gives the texts of a message id in every language that may be typed; `find` the id of a record by its name
    and the types it may have (it raises UnknownName); `place` a place by text in any notation; `day_first` how dates
    with slashes are meant (None: refused where it matters).
    """

    labels: Callable[[str], Sequence[str]] = lambda label: (label,)
    find: Callable[[str, tuple[str, ...]], str] | None = None
    place: Callable[[str], Place] | None = None
    day_first: bool | None = None


PLAIN = Reading()


@dataclass(frozen=True)
class NotRecorded:
    """What stands in an asked field as `not_recorded: reason`; it becomes an entry of the record's `not_recorded`."""

    reason: str


def read_value(field: Field, text: str, reading: Reading = PLAIN) -> Any:
    """The typed value of `text`, None for blank text, or NotRecorded in a field that is asked; raises ValueRefused."""
    return None if not text.strip() else reader_of(field, reading)(text)


def reader_of(field: Field, reading: Reading = PLAIN) -> Reader:
    """The reader of one field, made once for many texts."""
    read = _READERS[field.kind](field, reading)
    return _unless_not_recorded(read, reading) if field.answer is Answer.ASKED else read


def read_record(
    kind: RecordType, texts: Mapping[str, str], reading: Reading = PLAIN
) -> tuple[dict[str, Any], list[Problem]]:
    """The typed values of a record given as text by field name, and what could not be read."""
    typed: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, text in texts.items():
        try:
            field = kind.field(name)
            value = read_value(typeable(field), text, reading)
        except TaphosError as reason:
            problems.append(Problem(name, text, reason.message))
            continue
        if isinstance(value, NotRecorded):
            typed[NOT_RECORDED] = {**typed.get(NOT_RECORDED, {}), field.name: value.reason}
        elif value is not None:
            typed[field.name] = {**typed.get(field.name, {}), **value} if field.kind is Kind.ANSWERS else value
    return typed, problems


def typeable(field: Field) -> Field:
    """`field`, refused where the register fills it in."""
    if not field.typed:
        raise ValueRefused("“{name}” is filled in by the register and cannot be typed.", name=field.name)
    return field


def _unless_not_recorded(read: Reader, reading: Reading) -> Reader:
    words = _Words((NOT_RECORDED,), NO_VALUE[NOT_RECORDED], reading)

    def with_reason(text: str) -> Any:
        word, colon, reason = text.partition(":")
        if not colon or word not in words:
            return read(text)
        if not reason.strip():
            raise ValueRefused("{value} does not say why; a reason was expected after the colon.", value=quoted(text))
        return NotRecorded(clean(reason))

    return with_reason


class _Words:
    """Ways to write one thing: the given ones, and its label in every language, asked for when those do not fit."""

    def __init__(self, given: tuple[str, ...], label: str, reading: Reading) -> None:
        self._given = frozenset(map(folded, given))
        self._label, self._reading = label, reading

    def __contains__(self, text: str) -> bool:
        return folded(text) in self._given or folded(text) in self._labels

    @cached_property
    def _labels(self) -> frozenset[str]:
        return frozenset(map(folded, self._reading.labels(self._label)))


def quoted(text: object) -> str:
    """A value as one sentence can quote it, also one that cannot be printed."""
    printable = str(text).encode("utf-8", "backslashreplace").decode().replace("\0", "\\0")
    return f"“{shortened(' '.join(printable.split()))}”"


def clean(text: str) -> str:
    """`text` without blanks around it; NUL and lone surrogates, which no journal could carry, are refused."""
    return checked_text(text).strip()


def clean_code(text: str) -> str:
    """A code or number without the blanks that spreadsheets leave around it; raises ValueRefused for what it holds."""
    return checked_code(checked_text(text).strip(BLANKS))


def checked_code(text: str) -> str:
    """A code or number as it is; raises ValueRefused for what none may hold (forensics.characters)."""
    fault = fault_of_code(text)
    if fault is not None:
        raise ValueRefused(fault)
    return text


def checked_text(text: str) -> str:
    """`text` as it is; raises ValueRefused for NUL and lone surrogates."""
    if "\0" in text:
        raise ValueRefused("{value} holds a NUL character, which text cannot.", value=quoted(text))
    try:
        text.encode()
    except UnicodeEncodeError as reason:
        raise ValueRefused("{value} holds half a character (a lone surrogate).", value=quoted(text)) from reason
    return text


def folded(text: str) -> str:
    """`text` as words are compared: case, blanks, underscores and letters that look alike make no difference."""
    return " ".join(in_one_script(text).split()).casefold().replace("_", " ")


def _text(field: Field, reading: Reading) -> Reader:
    return clean_code if field.identifier else clean


def _note(field: Field, reading: Reading) -> Reader:
    return checked_text


def _code(field: Field, reading: Reading) -> Reader:
    if field.vocabulary is None:
        return clean
    codes = field.vocabulary.all_codes
    by_label = cache(partial(_codes_by_label, codes, reading))

    def read(text: str) -> str:
        written = text.strip()
        if written in codes:
            return written
        found = by_label().get(folded(written), set())
        if len(found) == 1:
            return next(iter(found))
        allowed = ", ".join(sorted(found) or codes)
        if found:
            raise ValueRefused("{value} may mean any of: {allowed}.", value=quoted(text), allowed=allowed)
        raise ValueRefused("{value} is not one of: {allowed}.", value=quoted(text), allowed=allowed)

    return read


def _codes_by_label(codes: Mapping[str, str], reading: Reading) -> dict[str, set[str]]:
    """Codes by what they are called in any language; a catalogue is loaded only when a code itself did not fit."""
    found: dict[str, set[str]] = {}
    for code, label in codes.items():
        for text in (code, *reading.labels(label)):
            found.setdefault(folded(text), set()).add(code)
    return found


def _codes(field: Field, reading: Reading) -> Reader:
    read = _code(field, reading)
    return lambda text: tuple(dict.fromkeys(read(item) for item in _listed(text)))


def _listed(text: str) -> list[str]:
    """The items of a JSON list or of text with semicolons, blank ones left out."""
    if text.lstrip().startswith("["):
        items = _json(text, list)
        if not all(isinstance(item, str) for item in items):
            raise ValueRefused("{value} is not a list of texts.", value=quoted(text))
    else:
        items = text.split(";")
    return [item for item in items if item.strip()]


def _json(text: str, kind: type) -> Any:
    try:
        value = json.loads(text)
    except ValueError as reason:
        raise ValueRefused("{value} begins like JSON and is none.", value=quoted(text)) from reason
    except RecursionError as reason:
        raise ValueRefused("{value} is JSON within JSON without end.", value=quoted(text)) from reason
    if not isinstance(value, kind):
        raise ValueRefused("{value} is not what was expected here.", value=quoted(text))
    return value


_BLANKS = str.maketrans("", "", " \u00a0\u2007\u2009\u202f'\u2019")  # what stands between thousands
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?", re.ASCII)


def _plain_number(text: str) -> str:
    """A number as Python writes it; the comma is a decimal one unless a point follows it or it stands twice."""
    written = text.strip().replace("\u2212", "-").translate(_BLANKS)
    if "," in written:
        if written.count(",") == 1 and "." not in written:
            written = written.replace(",", ".")
        elif _THOUSANDS.fullmatch(written):
            written = written.replace(",", "")
    if not _NUMBER.fullmatch(written) or len(written) > 330:
        raise ValueRefused("{value} is not a number.", value=quoted(text))
    return written


def _number(field: Field, reading: Reading) -> Reader:
    def read(text: str) -> float:
        value = float(_plain_number(text))
        if value in (float("inf"), float("-inf")):
            raise ValueRefused("{value} is too large a number.", value=quoted(text))
        return value

    return read


def _whole(field: Field, reading: Reading) -> Reader:
    def read(text: str) -> int:
        written = _plain_number(text)
        if written.lstrip("+-").isdigit():
            return whole(int(written))
        value = float(written)
        if not value.is_integer():
            raise ValueRefused("{value} is not a whole number.", value=quoted(text))
        return whole(int(value))

    return read


def _flag(field: Field, reading: Reading) -> Reader:
    yes = _Words(("1", "true", "yes", "y"), "Yes", reading)
    no = _Words(("0", "false", "no", "n"), "No", reading)

    def read(text: str) -> bool:
        if text in yes:
            return True
        if text in no:
            return False
        raise ValueRefused("{value} is neither yes nor no.", value=quoted(text))

    return read


def _date(field: Field, reading: Reading) -> Reader:
    return lambda text: parse_written(text.strip(), reading.day_first).text


def _instant(field: Field, reading: Reading) -> Reader:
    return lambda text: read_instant(text.strip()).text


def _reference(field: Field, reading: Reading) -> Reader:
    def read(text: str) -> str:
        name = clean(text)
        if reading.find is not None:
            return reading.find(name, field.target)
        if not is_id(name):
            raise ValueRefused("{value} is not the id of a record.", value=quoted(text))
        return name

    return read


def _references(field: Field, reading: Reading) -> Reader:
    read = _reference(field, reading)
    return lambda text: tuple(dict.fromkeys(read(item) for item in _listed(text)))


def _place(field: Field, reading: Reading) -> Reader:
    def read(text: str) -> Place:
        written = checked_text(text).strip()
        if written.startswith("{") and '"type"' not in written:
            return Place.from_canonical(_json(written, dict))
        if reading.place is None:
            raise ValueRefused("{value} is not a place as JSON.", value=quoted(text))
        return reading.place(written)

    return read


def _rows(field: Field, reading: Reading) -> Reader:
    names = tuple(field.columns or {})
    coded = {name: _code(replace(field, vocabulary=listed), reading) for name, listed in (field.coded or {}).items()}

    def read(text: str) -> tuple[dict[str, str], ...]:
        written = checked_text(text).strip()
        if written[0] in "[{":
            value = _json(written, object)
            rows = value if isinstance(value, list) else [value]
        else:
            rows = [_cells(row, names) for row in written.split(";") if row.strip()]
        return tuple(_row(row, field, text, coded) for row in rows)

    return read


def _cells(row: str, names: tuple[str, ...]) -> dict[str, str]:
    cells = [cell.strip() for cell in row.split("|")]
    if len(cells) > len(names):
        raise ValueRefused(
            "{value} has {count} cells; the columns are: {allowed}.",
            value=quoted(row), count=len(cells), allowed=", ".join(names),
        )  # fmt: skip
    return {name: cell for name, cell in zip(names, cells, strict=False) if cell}


def _row(row: object, field: Field, text: str, coded: Mapping[str, Reader]) -> dict[str, str]:
    names = tuple(field.columns or {})
    if not isinstance(row, dict) or not row or not set(row) <= set(names):
        raise ValueRefused(
            "{value} is not a row of these columns: {allowed}.", value=quoted(text), allowed=", ".join(names)
        )
    if not all(isinstance(cell, str) for cell in row.values()):
        raise ValueRefused("{value} has a cell that is not text.", value=quoted(text))
    checks: dict[str, Reader] = {name: clean_code if name in field.identifiers else checked_text for name in names}
    checks |= coded
    return {name: checks[name](row[name]) for name in names if name in row}


def _answers(field: Field, reading: Reading) -> Reader:
    def read(text: str) -> dict[str, str]:
        answers = _json(checked_text(text), dict)
        if not all(isinstance(reason, str) and reason.strip() for reason in answers.values()):
            raise ValueRefused("{value} must give a reason, as text, for each field.", value=quoted(text))
        return {name: checked_text(reason) for name, reason in answers.items()}

    return read


_READERS: Mapping[Kind, Callable[[Field, Reading], Reader]] = {
    Kind.TEXT: _text, Kind.NOTE: _note, Kind.CODE: _code, Kind.CODES: _codes, Kind.WHOLE: _whole,
    Kind.NUMBER: _number, Kind.FLAG: _flag, Kind.DATE: _date, Kind.INSTANT: _instant, Kind.REFERENCE: _reference,
    Kind.REFERENCES: _references, Kind.PLACE: _place, Kind.ROWS: _rows, Kind.ANSWERS: _answers,
}  # fmt: skip
