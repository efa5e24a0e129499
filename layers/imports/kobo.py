"""Tables as KoBo and ODK export them: groups before a slash, choices in columns of their own, points as four numbers.

Such a table is read as if its columns were called after the questions alone; the submission's own id names the record,
so that the same submission twice is one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from uuid import UUID

from forensics.catalogue import RecordType
from forensics.fields import Field, Kind
from forensics.messages import Message, say_count
from forensics.reading import folded
from layers.imports.headers import Headers, Labels
from layers.imports.odk_shapes import POINT, odk_wkt
from layers.imports.source import Row, Source

MARKS = frozenset({"_uuid", "meta/instanceid", "instanceid", "_submission_time", "_submission__uuid"})
"""Columns that only an export of submissions has."""
KEYS = ("_uuid", "meta/instanceID", "instanceID")
_LATITUDE, _LONGITUDE = "_latitude", "_longitude"
_APART = 1e-5
"""Degrees within which the two ways in which a form gives one point agree."""
TYPE = "taphos_type"
"""The question of our own forms that says what a submission is (layers.exports.xlsform)."""
NOTHING = frozenset({"n/a"})
"""What an export puts where a question was not asked; “none” is an answer."""
NOWHERE = NOTHING | {"na", "none"}
"""What stands where a point was not taken."""
_SAMPLE = 300
_YES = frozenset({"1", "true", "yes", "1.0"})

Cell = Callable[[Sequence[str]], str]


def is_kobo(source: Source) -> bool:
    """Whether a table is an export of submissions, by its header."""
    return source.submitted or any(column.casefold() in MARKS for column in source.columns)


def submissions(source: Source, kind: RecordType, labels: Labels) -> Source:
    """A table of submissions with the columns that the questions of `kind` would have; others stay as they are."""
    made: dict[str, Cell] = {}
    spent: set[int] = set()
    named = _named(kind, labels)
    leaves = [_leaf(column) for column in source.columns]
    counted = Counter(leaves)
    options = _all_options(source.columns, leaves, named, labels)
    spent |= {at for found in options.values() for at in found}
    for at, leaf in enumerate(leaves):
        field = named.get(folded(leaf))
        if field is None or field.name in made or at in spent:
            continue
        if field.kind is Kind.PLACE:
            made |= _of_place(field, at)
            spent |= {one for one, other in enumerate(leaves) if other.startswith(f"_{leaf}_")}
        elif field.kind is Kind.CODES:
            made[field.name] = partial(_chosen, at, options.get(field.name, {}))
        else:
            made[field.name] = partial(_plain, at)
        spent.add(at)
    made |= _unnamed_place(source, kind, leaves, spent, made)
    key = next((source.columns.index(one) for one in KEYS if one in source.columns), -1)
    if key >= 0:
        made["id"] = partial(_key, key)
        spent.add(key)
    for at, column in enumerate(source.columns):
        if at not in spent:
            plain = counted[leaves[at]] == 1 and folded(leaves[at]) not in named and leaves[at] not in made
            made[leaves[at] if plain else f"{column} " if column in made else column] = partial(_plain, at)
    columns = tuple(made)
    return replace(
        source, columns=columns, rows=partial(_rows, source, tuple(made.values())),
        answered=_is_ours(source, leaves, kind), submitted=True,
        notes=(*source.notes, *_contradictions(source, leaves)),
    )  # fmt: skip


def _unnamed_place(
    source: Source, kind: RecordType, leaves: Sequence[str], spent: set[int], made: Mapping[str, Cell]
) -> dict[str, Cell]:
    """The only point that a form asks for, whatever it is called, as the place of the record."""
    main = kind.main_place
    if main is None or main.geometry != "Point" or main.name in made:
        return {}
    asked = [at for at in _points(source, leaves) if at not in spent]
    if len(asked) != 1:
        return {}
    at = asked[0]
    spent |= {at, *_split(source.columns, leaves, at)}
    return _of_place(main, at)


def _points(source: Source, leaves: Sequence[str]) -> list[int]:
    """The columns of points: those with a latitude and a longitude beside them, else those that hold nothing else."""
    beside = [at for at in range(len(leaves)) if len(_split(source.columns, leaves, at)) >= 2]
    if beside:
        return beside
    sample = [row.cells for row in islice(source.rows(), _SAMPLE) if row.fault is None]
    return [at for at in range(len(leaves)) if _are_points([cells[at] for cells in sample])]


def _are_points(texts: Sequence[str]) -> bool:
    said = [text for text in texts if text.strip() and text.strip().casefold() not in NOWHERE]
    return bool(said) and all((match := POINT.fullmatch(text)) and match[4] is not None for text in said)


def _split(columns: Sequence[str], leaves: Sequence[str], at: int) -> list[int]:
    """The columns in which an export gives the numbers of a point once more, latitude and longitude first."""
    head = columns[at][: len(columns[at]) - len(leaves[at])]
    names = [f"{head}_{leaves[at]}{part}" for part in (_LATITUDE, _LONGITUDE, "_altitude", "_precision")]
    return [columns.index(name) for name in names if name in columns]


def _contradictions(source: Source, leaves: Sequence[str]) -> Iterator[Message]:
    """Points whose text says another place than the numbers beside it: the text is taken, and that is said."""
    for at in range(len(leaves)):
        beside = _split(source.columns, leaves, at)
        if len(beside) < 2:
            continue
        rows = [row.number for row in source.rows() if row.fault is None and _contradict(row.cells, at, beside)]
        if rows:
            yield say_count(
                "In {count} row “{column}” says another place than “{other}” and its neighbours; “{column}” is taken. "
                "Rows: {rows}.",
                "In {count} rows “{column}” says another place than “{other}” and its neighbours; “{column}” is taken. "
                "Rows: {rows}.",
                count=len(rows), column=source.columns[at], other=source.columns[beside[0]],
                rows=", ".join(map(str, rows[:20])),
            )  # fmt: skip


def _contradict(cells: Sequence[str], at: int, beside: Sequence[int]) -> bool:
    match = POINT.fullmatch(cells[at])
    try:
        lat, lon = (float(cells[one]) for one in beside[:2])
    except ValueError:
        return False
    return match is not None and (abs(float(match[1]) - lat) > _APART or abs(float(match[2]) - lon) > _APART)


def _leaf(column: str) -> str:
    return column.rpartition("/")[2].strip() or column


def _named(kind: RecordType, labels: Labels) -> dict[str, Field]:
    """Fields by name, by label in every language and by synonym, where just one is called so; names go first."""
    headers = Headers(kind.name, kind.typed, labels)
    by_unit = {
        folded(f"{text} [{unit}]"): one
        for one in kind.typed if one.unit for text in labels(one.label) for unit in labels(one.unit)
    }  # fmt: skip
    alone = {
        text: found[0]
        for texts, called in ((headers.synonyms, headers.further), (headers.labels, headers.labelled))
        for text in texts if len(found := called(text)) == 1
    }  # fmt: skip
    return {**alone, **by_unit, **{folded(one.name): one for one in kind.typed}}


def _all_options(
    columns: Sequence[str], leaves: Sequence[str], named: dict[str, Field], labels: Labels
) -> dict[str, dict[int, str]]:
    """By field of several codes the columns of its single choices."""
    found: dict[str, dict[int, str]] = {}
    for column, leaf in zip(columns, leaves, strict=True):
        field = named.get(folded(leaf))
        if field is not None and field.kind is Kind.CODES and field.name not in found:
            found[field.name] = _options(columns, column, field, labels)
    return found


def _options(columns: Sequence[str], column: str, field: Field, labels: Labels) -> dict[int, str]:
    """The columns of single choices, each with its code."""
    if field.vocabulary is None:
        return {}
    codes = {
        folded(text): code for code, label in field.vocabulary.all_codes.items() for text in (code, *labels(label))
    }
    head = f"{column}/"
    found = {at: codes.get(folded(one.removeprefix(head))) for at, one in enumerate(columns) if one.startswith(head)}
    return {at: code for at, code in found.items() if code is not None}


def _plain(at: int, cells: Sequence[str]) -> str:
    text = cells[at]
    return "" if text.strip().casefold() in NOTHING else text


def _key(at: int, cells: Sequence[str]) -> str:
    text = cells[at].strip().removeprefix("uuid:")
    try:
        return str(UUID(text))
    except ValueError:
        return ""


def _chosen(at: int, options: dict[int, str], cells: Sequence[str]) -> str:
    """The codes that were chosen: by the columns of single choices where there are such, else parted by blanks."""
    if options:
        return ";".join(code for one, code in options.items() if cells[one].strip().casefold() in _YES)
    text = _plain(at, cells)
    return text if ";" in text or text.startswith("[") else ";".join(text.split())


def _of_place(field: Field, at: int) -> dict[str, Cell]:
    """A geopoint, geotrace or geoshape as WKT, and what was measured with a point."""
    made: dict[str, Cell] = {field.name: partial(_shape, field.geometry, at)}
    if field.geometry == "Point":
        made[f"{field.name}_height"] = partial(_measured, 2, at)
        made[f"{field.name}_horizontal_accuracy"] = partial(_measured, 3, at)
        made[f"{field.name}_method"] = partial(_method, at)
        made[f"{field.name}_written"] = partial(_written, at)
    return made


def _shape(geometry: str, at: int, cells: Sequence[str]) -> str:
    text = _plain(at, cells)
    return "" if text.strip().casefold() in NOWHERE else odk_wkt(geometry, text) or text


def _measured(number: int, at: int, cells: Sequence[str]) -> str:
    match = POINT.fullmatch(_plain(at, cells))
    return (match[number + 1] or "") if match is not None else ""


def _method(at: int, cells: Sequence[str]) -> str:
    return "phone" if POINT.fullmatch(_plain(at, cells)) else ""


def _written(at: int, cells: Sequence[str]) -> str:
    text = _plain(at, cells).strip()
    return text if POINT.fullmatch(text) else ""


def _rows(source: Source, cells_of: Sequence[Cell]) -> Iterator[Row]:
    for row in source.rows():
        if row.fault is not None:
            yield row
        elif not any(row.cells):
            yield row._replace(cells=("",) * len(cells_of))
        else:
            yield row._replace(cells=tuple(make(row.cells) for make in cells_of))


def _is_ours(source: Source, leaves: Sequence[str], kind: RecordType) -> bool:
    if TYPE not in leaves:
        return False
    at = leaves.index(TYPE)
    said = {row.cells[at].strip() for row in source.rows() if row.fault is None} - {""}
    return said == {kind.name}
