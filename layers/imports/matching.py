"""Columns find their fields: those that a person mapped, then those called after a field whose values fit it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import islice

from forensics.catalogue import MAIN, RecordType
from forensics.errors import TaphosError, UnknownName
from forensics.fields import Field, Kind
from forensics.identifiers import is_id
from forensics.messages import Message, say
from forensics.reading import NotRecorded, folded, quoted
from forensics.records.base import ADMINISTRATION
from forensics.written_dates import AmbiguousDate, DayNumber, spreadsheet_day
from layers.imports.bench import Bench
from layers.imports.contending import MappingRefused, claimed, refuse_two, refuse_two_geometries
from layers.imports.date_order import days_asked
from layers.imports.hashtags import are_hashtags, fields_by_tag, parts_of
from layers.imports.headers import Headers
from layers.imports.place_columns import PARTS, coordinates_among, main_place, of_the_shape, place_of_rows, with_parts
from layers.imports.recipes import Recipe
from layers.imports.source import Row, Source
from layers.imports.taking import taker_of

SAMPLE = 300
"""Rows on which a column that was matched by its name is tried."""

ENOUGH_WORDS = 2
"""So many columns called as fields are make no coincidence."""

DAYS = "days"
"""Behind the name of a date: its column counts days as spreadsheets do."""
ID, SENSITIVITY, NOTES = "id", "sensitivity", "notes"
_X, _Y = ("x", "lon", "longitude"), ("y", "lat", "latitude")
_AXES = {**dict.fromkeys(_X, "x"), **dict.fromkeys(_Y, "y")}


@dataclass(frozen=True)
class Left:
    """A column that is not taken, and why."""

    column: str
    why: Message


@dataclass(frozen=True)
class Said:
    """What a person mapped: recipes by field, the column of ids, columns not wanted."""

    recipes: dict[str, Recipe]
    id_column: str = ""
    unwanted: tuple[str, ...] = ()


def said_by(source: Source, kind: RecordType, mapping: Sequence[str]) -> Said:
    """What COLUMN=FIELD pairs say; FIELD.x and FIELD.y are columns of a place, `id` is the id, an empty FIELD none.

    The column of a layer's geometries may be mapped too, to any field that holds one.
    """
    said = Said({})
    for pair in mapping:
        column, equals, name = pair.rpartition("=")
        if not equals or not column:
            raise MappingRefused("“{pair}” is not COLUMN=FIELD.", pair=pair)
        if name and source.geometry and column == source.geometry_column and column not in source.columns:
            _say_shape(said.recipes, kind, name)
            continue
        column = _column(source, column)
        if not name:
            said = replace(said, unwanted=(*said.unwanted, column))
        elif name == ID:
            said = replace(said, id_column=claimed(said.id_column, column, ID))
        else:
            _say(said.recipes, kind, column, name)
    return said


def _column(source: Source, name: str) -> str:
    if name in source.columns:
        return name
    asked = {folded(name), folded(name.rpartition("/")[2])}  # of a form's question also with its group before it
    alike = [column for column in source.columns if folded(column) in asked]
    if len(alike) != 1:
        raise UnknownName(
            "“{file}” has no column “{name}”; its columns are: {allowed}.",
            file=source.path.name, name=name, allowed=", ".join(source.columns),
        )  # fmt: skip
    return alike[0]


def _say(recipes: dict[str, Recipe], kind: RecordType, column: str, name: str) -> None:
    """One mapped column; of a place also FIELD.x, FIELD.y and FIELD.part, and latitude and longitude by themselves."""
    head, point, part = name.partition(".")
    if part == DAYS:
        _say_days(recipes, kind, column, head)
        return
    if not point and name in _AXES and name not in kind.by_name and kind.main_place:
        head, part = MAIN, name
    declared = typeable(kind.field(head))
    held = recipes.get(declared.name, Recipe())
    axis = _AXES.get(part, "")
    filled = f"{declared.name}.{axis or part}" if part else declared.name
    if part and (not declared.spatial or part not in (*_AXES, *PARTS)):
        raise UnknownName("“{name}” is no part of a field of {type}.", name=name, type=kind.name)
    if not part:
        recipe = replace(held, column=claimed(held.column, column, filled))
    elif axis == "x":
        recipe = replace(held, x=claimed(held.x, column, filled))
    elif axis == "y":
        recipe = replace(held, y=claimed(held.y, column, filled))
    else:
        recipe = replace(held, parts={**held.parts, part: claimed(held.parts.get(part, ""), column, filled)})
    refuse_two_geometries(recipe, declared.name)
    recipes[declared.name] = recipe


def _say_days(recipes: dict[str, Recipe], kind: RecordType, column: str, name: str) -> None:
    """A column of days that a spreadsheet counts, mapped as FIELD.days."""
    declared = typeable(kind.field(name))
    if declared.kind is not Kind.DATE:
        raise UnknownName("“{name}” is no part of a field of {type}.", name=f"{name}.{DAYS}", type=kind.name)
    held = recipes.get(declared.name, Recipe())
    recipes[declared.name] = Recipe(column=claimed(held.column, column, declared.name), days=True)


def _say_shape(recipes: dict[str, Recipe], kind: RecordType, name: str) -> None:
    """The rows' own geometry, mapped to another field than the main one, such as an outline."""
    declared = typeable(kind.field(name))
    if not declared.spatial:
        raise MappingRefused(
            "“{field}” of {type} holds no geometry; those that do: {allowed}.",
            field=name, type=kind.name, allowed=", ".join(place.name for place in kind.places) or "–",
        )  # fmt: skip
    recipes[declared.name] = Recipe(shape=True)


def typeable(declared: Field) -> Field:
    """A field that a value can be given for; raises MappingRefused for those that the register fills in."""
    if not declared.typed:
        raise MappingRefused("“{name}” is filled in by the register; no column can be.", name=declared.name)
    return declared


def matched(
    source: Source, kind: RecordType, said: Said, crs: str | None, bench: Bench, left: list[Left]
) -> dict[str, Recipe]:
    """Recipes for columns whose name is that of a field, or its label in any language, where the values fit.

    Raises TwoColumns where two would fill one field.
    """
    spent = any(recipe.shape for recipe in said.recipes.values())
    source = replace(source, geometry="") if spent else source
    taken = {column for recipe in said.recipes.values() for column in recipe.columns} | {*said.unwanted, said.id_column}
    free = [column for column in source.columns if column and column not in taken]
    place = place_of_rows(source, kind)
    mapped = {name for name, recipe in said.recipes.items() if not recipe.only_parts}
    fields = {declared.name: declared for declared in kind.typed if declared.name not in mapped}
    kept = {declared.name for declared in kind.fields if not declared.typed}
    found: dict[str, Recipe] = {}
    tagged = _tagged(free, kind, fields, bench)
    headers = Headers(kind.name, fields.values(), bench.reading.labels)
    named = _named([one for one in free if one not in tagged], headers, kept, left)
    for column, declared in (*tagged.items(), *named):
        if declared.graded and not (source.answered and declared.group != ADMINISTRATION):
            stricter = declared.name == SENSITIVITY and SENSITIVITY not in found
            left.append(Left(column, (_only_stricter if stricter else _judgement)(declared, column)))
            if stricter:
                found[SENSITIVITY] = Recipe(column=column, stricter=True)
        elif column in source.numbering:
            left.append(Left(column, _numbers_the_file(declared, column)))
        elif source.geometry and declared.name == place:
            left.append(Left(column, _GEOMETRY_IS_TAKEN))
        elif declared.name in found:
            refuse_two(found[declared.name].column, column, declared.name)
        else:
            found[declared.name] = Recipe(column=column)
    free = [column for column in free if column not in {recipe.column for recipe in found.values()}]
    if place in fields and not spent:  # what else is there would be in another coordinate system
        found.update(_place_of(source, kind, place, free, found, crs, bench, left))
    fitting = _fitting(source, kind, with_parts(kind, free, found, source.beside), bench, left)
    return _with_words(source, kind, fitting, said, left)


def _with_words(
    source: Source, kind: RecordType, found: dict[str, Recipe], said: Said, left: list[Left]
) -> dict[str, Recipe]:
    """`found` with what the file says in words and no field takes kept among the notes, which are restricted."""
    spent = {column for recipe in (*found.values(), *said.recipes.values()) for column in recipe.columns}
    words = [one for one in source.words if one in source.columns and one not in (*spent, *said.unwanted)]
    if not words or NOTES not in kind.by_name or NOTES in (*found, *said.recipes):
        return found
    left[:] = [one for one in left if one.column not in words]
    return {**found, NOTES: Recipe(words=tuple(words))}


def _tagged(free: Sequence[str], kind: RecordType, fields: Mapping[str, Field], bench: Bench) -> dict[str, Field]:
    """Columns that are called by an HXL hashtag and nothing else, with their fields."""
    tags = [column for column in free if are_hashtags([column])]
    known = fields_by_tag(kind, bench.around.pack_fields) if tags else {}
    found = {column: known.get(parts_of(column)) for column in tags}
    return {column: one for column, one in found.items() if one is not None and one.name in fields}


def _place_of(
    source: Source, kind: RecordType, place: str, free: Sequence[str], found: Mapping[str, Recipe], crs: str | None,
    bench: Bench, left: list[Left],
) -> dict[str, Recipe]:  # fmt: skip
    """Where the place comes from that the rows' geometry, or columns of coordinates, would fill."""
    if source.geometry:
        left += [Left(column, _GEOMETRY_IS_TAKEN) for column in coordinates_among(free, bench.reading)]
        return of_the_shape(source, kind, place)
    held = found[place].column if place in found else ""
    recipe = main_place(source, free, held, crs, bench.reading)
    return {place: recipe} if recipe else {}


_GEOMETRY_IS_TAKEN = say("The geometry of the rows is taken instead.")


def _numbers_the_file(declared: Field, column: str) -> Message:
    return say(
        "It numbers what is in this file alone, and the next file begins anew; where it is “{label}” all the same, map "
        "it: {column}={field}.",
        label=Message(declared.label), column=column, field=declared.name,
    )  # fmt: skip


def _judgement(declared: Field, column: str) -> Message:
    return say(
        "“{label}” is a judgement, which an import takes only from a column that is mapped to it: {column}={field}.",
        label=Message(declared.label), column=column, field=declared.name,
    )  # fmt: skip


def _only_stricter(declared: Field, column: str) -> Message:
    return say(
        "“{label}” is a judgement: of this column only a class is taken that is stricter than the record has; to take "
        "all of it, map it: {column}={field}.",
        label=Message(declared.label), column=column, field=declared.name,
    )  # fmt: skip


def _named(
    columns: Iterable[str], headers: Headers, kept: Collection[str], left: list[Left]
) -> Iterator[tuple[str, Field]]:
    """Columns with the field that they are called after: by its name, its label, a synonym, or how one label begins.

    A synonym and a beginning give way to a name and a label. One that is called as the register calls what it `kept`
    itself is no other field's, whatever that one's label; one that may be several fields is nobody's, and is `left`.
    """
    taken: dict[str, str] = {}
    rest = list(columns)
    for called in (headers.named, headers.labelled, headers.further, headers.begun):
        loosely = called in (headers.further, headers.begun)
        before, waiting = dict(taken) if loosely else {}, list[str]()
        for column in rest:
            found = called(folded(column))
            if len(found) > 1:
                left.append(Left(column, _several(found, column)))
            elif found and found[0].name in before:
                left.append(Left(column, _gives_way(found[0], before[found[0].name], column)))
            elif found:
                taken[found[0].name] = column
                yield column, found[0]
            elif column not in kept:
                waiting.append(column)
        rest = waiting


def _gives_way(declared: Field, taken: str, column: str) -> Message:
    return say(
        "“{label}” is taken from “{taken}”; where this column is meant, map it: {column}={field}.",
        label=Message(declared.label), taken=taken, column=column, field=declared.name,
    )  # fmt: skip


def _several(found: Sequence[Field], column: str) -> Message:
    return say(
        "It may be “{first}” or “{second}”, or another; map it to the one that is meant: {column}={field}.",
        first=Message(found[0].label), second=Message(found[1].label), column=column, field=found[0].name,
    )  # fmt: skip


def _fitting(
    source: Source, kind: RecordType, found: dict[str, Recipe], bench: Bench, left: list[Left]
) -> dict[str, Recipe]:
    """Those recipes under which at least half of the values that are there can be read.

    Places and names of records are not tried, and nothing is in a table that is headed in our own words: which of
    them is wrong is for each row to say.
    """
    if _is_in_our_words(source, kind):
        return found
    sample = list(islice((row for row in source.rows() if row.fault is None), SAMPLE))
    kept: dict[str, Recipe] = {}
    for name, recipe in found.items():
        declared = kind.by_name[name]
        tried = not declared.spatial and not declared.names_record
        misfit = _misfit(kind, name, recipe, bench, sample) if tried else None
        if misfit is None:
            kept[name] = recipe
        else:
            left.append(Left(recipe.column, misfit))
    return kept


def _is_in_our_words(source: Source, kind: RecordType) -> bool:
    """Whether all columns but those of coordinates are called as fields are, so that whoever made it meant them."""
    own = {folded(name) for declared in kind.typed for name in (declared.name, *declared.aliases)}
    heads = [folded(column) for column in source.columns if column]
    named = sum(head in own for head in heads)
    parts = sum(head not in own and (head in _AXES or head == ID or _part_of(head, own)) for head in heads)
    return named >= ENOUGH_WORDS and named + parts == len(heads)


def _part_of(head: str, own: Set[str]) -> bool:
    """Whether a column is called after a part of a place, such as `place_height`."""
    return any(head.endswith(folded(f"_{part}")) and head[: -len(folded(f"_{part}"))] in own for part in PARTS)


def _misfit(kind: RecordType, name: str, recipe: Recipe, bench: Bench, sample: Sequence[Row]) -> Message | None:
    taker = taker_of(kind, name, recipe, bench)
    read, misfits, counting = 0, [], 0
    for row in sample:
        try:
            pair = taker.take(row.cells, row.shape)
        except AmbiguousDate:  # it is a date, of which the order is asked
            read += 1
            continue
        except TaphosError as refusal:
            counting += isinstance(refusal, DayNumber)
            misfits.append(taker.quote(row.cells))
            continue
        read += pair is not None and not isinstance(pair[0], NotRecorded)
    if read >= len(misfits):
        return None
    if counting * 2 > len(misfits):
        return days_asked(recipe.column, name, next(filter(spreadsheet_day, misfits)))
    return say(
        "Its values do not fit “{label}”, such as {value}.",
        label=Message(kind.by_name[name].label), value=quoted(misfits[0]),
    )  # fmt: skip


def id_column(source: Source, unwanted: Sequence[str]) -> str:
    """A column called id, where it holds ids of records."""
    named = [(at, one) for at, one in enumerate(source.columns) if folded(one) == ID and one not in unwanted]
    sample = [row.cells for row in islice(source.rows(), SAMPLE) if row.fault is None] if named else []
    found = ""
    for at, column in named:
        if sample and all(is_id(cells[at].strip()) for cells in sample):
            found = claimed(found, column, ID)
    return found
