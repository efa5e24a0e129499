"""How a source becomes records of one type: which column feeds which field, and what its coordinates are in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice

from forensics.catalogue import MAIN, RecordType
from forensics.fields import Answer, Field
from forensics.messages import Message, say
from forensics.places import SITE_GRID
from forensics.reading import folded
from layers.crs import WGS84, UnknownCrs, epsg_code
from layers.imports.bench import Bench
from layers.imports.contending import MappingRefused, refuse_doubled
from layers.imports.known import KnownSource
from layers.imports.linking import names_its_own
from layers.imports.matching import SAMPLE, Left, id_column, matched, said_by
from layers.imports.place_columns import has_metric_pair
from layers.imports.recipes import Recipe
from layers.imports.source import Source


@dataclass(frozen=True)
class Plan:
    """How a source becomes records of one type.

    `id_column` holds ids of records; `crs` is what coordinates are in; `homeless` says that a type which
    belongs on the map gets no place from this source, nor a record that has one.
    """

    kind: RecordType
    recipes: Mapping[str, Recipe]
    crs: str
    known: KnownSource | None = None
    id_column: str = ""
    left: tuple[Left, ...] = field(default=())

    @cached_property
    def mutual(self) -> bool:
        """Whether rows may name records of their own type, which may stand further down in the same file."""
        return names_its_own((self.kind.by_name[name] for name in self.recipes), self.kind)

    @cached_property
    def homeless(self) -> bool:
        main = self.kind.main_place
        if main is None or main.sensitivity.apart:
            return False
        places = (declared.name for declared in self.kind.places)
        return not any(name in self.recipes for name in (*places, *self.kind.about.place_from))


def plan_of(
    source: Source,
    kind: RecordType,
    known: KnownSource | None,
    mapping: Sequence[str],
    crs: str | None,
    bench: Bench,
) -> Plan:
    """The plan for a source; `bench.index` holds its columns. Raises MappingRefused, UnknownName and UnknownCrs."""
    said = said_by(source, kind, mapping)
    left: list[Left] = []
    told = _told_crs(source, crs, known)
    found = known.fields_of(kind) if known else matched(source, kind, said, told, bench, left)
    recipes = _together(found, said.recipes)
    ids = said.id_column or ("" if known else id_column(source, said.unwanted))
    plan = Plan(kind, recipes, _crs(source, recipes, told), known, ids)
    if told is None:
        _refuse_metres_without_crs(source, plan)
    _refuse_hopeless(source, plan, left, bench)
    for name, recipe in recipes.items():
        refuse_doubled(source.columns, recipe.columns, name)
    used = {column for recipe in recipes.values() for column in recipe.columns} | {plan.id_column, *said.unwanted}
    explained = {one.column for one in left}
    rest = [column for column in source.columns if column and column not in used | explained]
    return replace(plan, left=(*left, *(Left(column, _why(kind, column, known)) for column in rest)))


def _together(found: Mapping[str, Recipe], said: Mapping[str, Recipe]) -> dict[str, Recipe]:
    """What was found and what a person mapped, which goes before it but where it only adds parts to a place."""
    added = {name: recipe for name, recipe in said.items() if recipe.only_parts and name in found}
    parted = {name: replace(found[name], parts={**found[name].parts, **recipe.parts}) for name, recipe in added.items()}
    return {**found, **said, **parted}


def _why(kind: RecordType, column: str, known: KnownSource | None) -> Message:
    declared = kind.by_name.get(column)
    if declared is not None and not declared.typed:
        return say("The register fills it in.")
    return say("The description of this source does not take it.") if known else say("No field is called so.")


def _told_crs(source: Source, told: str | None, known: KnownSource | None) -> str | None:
    """The coordinate system that is told, named by the file, or known of the source; None where nothing says it."""
    if told is not None:
        return _epsg(told, source)
    if source.crs and source.geometry:
        return _epsg(source.crs, source)
    return known.crs if known else None


def _crs(source: Source, recipes: Mapping[str, Recipe], told: str | None) -> str:
    if told is None and any(recipe.shape for recipe in recipes.values()):
        raise crs_is_not_said(source)
    return told or WGS84


def crs_is_not_said(source: Source) -> UnknownCrs:
    """The sentence that asks for the coordinate system of a file, and names where it is given."""
    return UnknownCrs(
        "“{file}” does not say its coordinate system; name it under “Coordinates” (--crs), such as EPSG:4326, or site "
        "for the grid of a grave.",
        file=source.path.name,
    )


def _refuse_metres_without_crs(source: Source, plan: Plan) -> None:
    """Refuse a list of points in metres of an unknown system: no place would be taken from it, and nobody told."""
    used = {column for recipe in plan.recipes.values() for column in recipe.columns}
    free = [column for column in source.columns if column not in used]
    if MAIN in plan.kind.by_name and MAIN not in plan.recipes and has_metric_pair(free):
        raise crs_is_not_said(source)


def _epsg(code: str, source: Source) -> str:
    if code.strip().lower() == SITE_GRID:
        return SITE_GRID
    named = f"EPSG:{code}" if code.isdigit() else code
    try:
        found = epsg_code(named)
    except UnknownCrs as reason:
        if code.isascii() and len(code) < 40:
            raise
        raise _nameless_crs(source) from reason
    if found is None:
        raise _nameless_crs(source)
    return found


def _nameless_crs(source: Source) -> UnknownCrs:
    return UnknownCrs(
        "The coordinate system of “{file}” has no EPSG code; name the one that it is in.", file=source.path.name
    )


def _refuse_hopeless(source: Source, plan: Plan, left: Sequence[Left], bench: Bench) -> None:
    """Refuse a source of which no row could become a record."""
    if next(source.rows(), None) is None:
        raise MappingRefused("“{file}” has columns and not one row.", file=source.path.name)
    if not any(recipe.columns or recipe.shape for recipe in plan.recipes.values()):
        raise MappingRefused(
            "No column of “{file}” is known by a field of {type}; its columns are: {columns}. Map them: COLUMN=FIELD.",
            file=source.path.name, type=plan.kind.name, columns=", ".join(source.columns) or "–",
        )  # fmt: skip
    half = next((name for name, recipe in plan.recipes.items() if bool(recipe.x) != bool(recipe.y)), None)
    if half is not None:
        raise MappingRefused("“{field}” needs two columns, one for x and one for y.", field=half)
    missing = [
        declared
        for declared in plan.kind.fields
        if declared.answer is Answer.NEEDED and declared.name != "code" and declared.name not in plan.recipes
    ]
    if missing and not _speaks_of_known(source, plan, bench):
        raise _nothing_for(source, plan, missing[0], left)


def _speaks_of_known(source: Source, plan: Plan, bench: Bench) -> bool:
    """Whether rows name by their ids records that are there, as the layer of an outline does that left with them."""
    if not plan.id_column:
        return False
    at, there = bench.index[plan.id_column], bench.around.there
    return any(row.fault is None and row.cells[at].strip() in there for row in islice(source.rows(), SAMPLE))


def _nothing_for(source: Source, plan: Plan, declared: Field, left: Sequence[Left]) -> MappingRefused:
    why = next((one.why for one in left if one.column and folded(one.column) == folded(declared.name)), None)
    return MappingRefused(
        "No column gives “{label}”, without which there is no record of type {type}. {why}",
        label=Message(declared.label), type=plan.kind.name,
        why=why or say("Map one to it: COLUMN={field}.", field=declared.name),
    )  # fmt: skip
