"""The project of facts: real settlements and who controlled them when, each row with its source; none is invented."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from forensics.catalogue import Catalogue
from forensics.changes import Change, Operation
from forensics.identifiers import id_of_key
from forensics.ports import Progress
from forensics.values import canonical_values
from layers.countries.gazetteer import NO_POPULATION, Gazetteer, gazetteer, units
from layers.countries.pack import CountryPack
from layers.demo.making import point
from layers.errors import SourceRefused
from layers.project import DEFAULT_PACK, Project, new_project

FOLDER = Path(__file__).parents[2] / "resources" / "facts"
SOURCE = "taphos facts"
NAME = "Facts"
REASON = "settlements of the gazetteer, and periods of control with their sources"

Row = Mapping[str, str]


def make_facts(folder: Path, progress: Progress | None = None) -> Project:
    """A plain project at `folder` with the facts in one signed commit; gives it open."""
    project = new_project(folder, name=NAME, pack=DEFAULT_PACK)
    try:
        project.register.commit(changes(project), REASON, progress)
    except BaseException:
        project.close()
        raise
    return project


def changes(project: Project) -> Iterator[Change]:
    """Every fact as the change that adds it: sources, settlements, periods of control."""
    pack = project.pack
    assert pack is not None, "the facts are those of a country"
    known, periods = gazetteer(pack), _rows("periods_of_control.csv")
    yield from _sources(project.catalogue, pack)
    yield from _settlements(project.catalogue, pack, known, periods)
    yield from _periods(project.catalogue, known, periods)


def _rows(name: str) -> list[Row]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _id(type_: str, key: str) -> str:
    return id_of_key(SOURCE, type_, key)


def _add(catalogue: Catalogue, type_: str, key: str, code: str, **typed: Any) -> Change:
    values = canonical_values(catalogue[type_].typed, {**typed, "code": code})
    return Change(type_, _id(type_, key), Operation.ADD, after=values)


def _sources(catalogue: Catalogue, pack: CountryPack) -> Iterator[Change]:
    for row in _rows("sources.csv"):
        yield _add(
            catalogue, "source", row["code"], row["code"], kind=row["kind"], title=row["title"],
            publisher=row["publisher"], date=row["date"], language=row["language"], summary=row["covers"],
            access="open",
            independence_group=row["independence_group"],
        )  # fmt: skip
    for code, line, what in _of_gazetteer(pack):
        yield _add(
            catalogue, "source", code, code, kind="document", title=what, publisher=line, access="open",
            independence_group=line, not_recorded={"date": "the title names the edition"},
        )  # fmt: skip


def _of_gazetteer(pack: CountryPack) -> Iterator[tuple[str, str, str]]:
    """Code, attribution and description of what the gazetteer was made from."""
    used = [one for one in pack.attribution if pack.gazetteer_path.name in one.files]
    for at, one in enumerate(used, 1):
        yield f"FS-G{at}", pack.text(one.line, "en"), pack.text(one.what, "en")


def _settlements(catalogue: Catalogue, pack: CountryPack, known: Gazetteer, periods: list[Row]) -> Iterator[Change]:
    sources = tuple(_id("source", code) for code, _, _ in _of_gazetteer(pack))
    parents = units(pack)
    renamed = {_place_row(known, row): row["name_at_event"] for row in periods if row["name_at_event"]}
    for at in range(len(known)):
        official, population = known.codes[at], int(known.population[at])
        names = {one.field: known.names[one.language][at] or None for one in pack.name_fields}
        levels = {
            level.field: _name(parents[known.units[level.number][at]].names)
            for level in pack.levels
            if known.units[level.number][at] in parents
        }
        yield _add(
            catalogue, "settlement", known.ids[at], official or f"{pack.id_system}-{known.ids[at]}", **names, **levels,
            official_code=official or None, **_code_list(pack) if official else {},
            name_at_event=renamed.get(at), settlement_type=known.kinds[at] or None,
            other_names=tuple({"name": name} for name in known.other_names[at]) or None,
            other_numbers=({"system": pack.id_system, "number": known.ids[at]},),
            place=point(float(known.lon[at]), float(known.lat[at]), method="map"),
            population=None if population == NO_POPULATION else population,
            population_source=None if population == NO_POPULATION else pack.text(pack.population_note, "en"),
            sources=sources,
        )  # fmt: skip


def _code_list(pack: CountryPack) -> dict[str, str]:
    listed = pack.code_system
    return {} if listed is None else {"code_system": listed.name, "code_edition": listed.edition}


def _name(names: Mapping[str, str]) -> str | None:
    """The name of an administrative unit in the first language that it has one in."""
    return next(iter(names.values()), None)


def _place_row(known: Gazetteer, row: Row) -> int:
    """The settlement of a period in the gazetteer; SourceRefused where it has none."""
    found = known.rows_by_id.get(row["geonameid"], known.rows_by_code.get(row["official_code"]))
    if found is None:
        raise SourceRefused("The settlement of {code} in the table of facts is not in the gazetteer.", code=row["code"])
    return found


def _periods(catalogue: Catalogue, known: Gazetteer, periods: list[Row]) -> Iterator[Change]:
    for row in periods:
        yield _add(
            catalogue, "occupation", row["code"], row["code"],
            settlement=_id("settlement", known.ids[_place_row(known, row)]), character=row["character"],
            control=row["control"] or None, party=row["party"] or None, start=row["start"], end=row["end"] or None,
            ongoing=True if row["ongoing"] == "true" else None, basis=tuple(row["basis"].split(";")),
            basis_text=row["basis_text"], confidence=row["confidence"],
            sources=tuple(_id("source", code) for code in row["sources"].split(";")),
        )  # fmt: skip
