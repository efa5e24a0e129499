"""Which records a condition or an area means: those that it holds for, and those that belong to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import shapely

from forensics.catalogue import MAIN, Catalogue, RecordType
from forensics.fields import Answer, Field
from forensics.ports import Query
from layers.exports.selecting import Selection
from layers.project import Project
from layers.register.areas import area_of
from layers.register.comparing import OR, can_hold

Rows = Callable[..., Iterator[tuple[Any, ...]]]
"""Told a type and names of fields, it gives these of every record."""

Matching = Callable[[Query], set[str]]
"""Gives the ids of the records that a query asks for."""

CODES, DAYS = "codes", "days"
"""By what records are left out."""


def parents_of(kind: RecordType) -> tuple[str, ...]:
    """The fields that name what a record belongs to: where it takes its place from, and what it cannot be without."""
    needed = (field.name for field in kind.fields if field.names_record and field.answer is Answer.NEEDED)
    placed = (name for name in kind.about.place_from if name in kind.by_name)
    return tuple(dict.fromkeys((*placed, *needed)))


def chosen_by(project: Project, selection: Selection) -> Chosen:
    """What a selection means of a register as it is now."""
    register = project.register

    def rows(type_: str, *fields: str) -> Iterator[tuple[Any, ...]]:
        names = tuple(dict.fromkeys(("id", *fields)))
        held = register.select(Query(type_, voided=True)) if MAIN in fields else register.fields_of(type_, names)
        return (tuple(one.get(name) for name in fields) for one in held)

    def matching(query: Query) -> set[str]:
        return {str(one["id"]) for one in register.select(replace(query, voided=selection.voided))}

    return Chosen(project.catalogue, rows, matching, selection)


class Chosen:
    """The ids of the records that a selection means, by type; None where it asks for nothing."""

    def __init__(self, catalogue: Catalogue, rows: Rows, matching: Matching, selection: Selection) -> None:
        self._catalogue = catalogue
        self._rows = rows
        self._matching = matching
        self._selection = selection
        self._held: dict[tuple[str, str, str | None], set[str] | None] = {}
        self._inside: dict[str, set[str]] = {}
        self._left_out: dict[tuple[str, str], set[str]] = {}
        self._ids: dict[str, set[str] | None] = {}

    def ids(self, type_: str) -> set[str] | None:
        """The records of a type that are meant; None for all of them. What cannot be asked of a type limits it not."""
        if type_ not in self._ids:
            asked = [self._holding(type_, name, value, ()) for name, value in self._selection.where]
            found = [ids for ids in asked if ids is not None]
            if self._selection.without or self._selection.days:
                gone = self._gone(CODES, type_, ()) | self._gone(DAYS, type_, ())
                found.append({id_ for (id_,) in self._rows(type_, "id")} - gone)
            if self._selection.text:
                found.append(self._matching(Query(type_, text=self._selection.text)))
            if self._selection.by_place and self._can_lie(type_, ()):
                found.append(self._within(type_, ()))
            self._ids[type_] = set.intersection(*found) if found else None
        return self._ids[type_]

    def reaches(self, type_: str) -> bool:
        """Whether every condition can be asked of records of that type."""
        if self._selection.types and type_ not in self._selection.types:
            return False
        located = not self._selection.by_place or self._can_lie(type_, ())
        days = self._selection.days
        dated = days is None or days.undated or self._has_date(type_, ())
        return (
            located
            and dated
            and all(self._holding(type_, name, value, ()) is not None for name, value in self._selection.where)
        )

    def _parents(self, type_: str, way: tuple[str, ...]) -> Iterator[tuple[Field, str]]:
        """The references to what records of a type belong to, each with each type that it may name."""
        kind = self._catalogue[type_]
        for name in parents_of(kind):
            field = kind.by_name[name]
            yield from ((field, target) for target in field.target if target not in way and target != type_)

    def _holding(self, type_: str, name: str, value: str | None, way: tuple[str, ...]) -> set[str] | None:
        """The records for which a condition holds, on themselves or on what they belong to; None: it cannot be asked.

        The name of a type stands for the record itself, by its code, as a field of that name does for what it names.
        A record whose own reference is empty belongs where that leads to which it belongs: remains that name their
        exhumation alone are of the grave that was exhumed.

        What was found on the way, where a type must not lead back to itself, is not kept.
        """
        key = (type_, name, value)
        if key in self._held:
            return self._held[key]
        if name in self._catalogue[type_].by_name or name == type_:
            if name == type_:
                asked: list[tuple[str, str | None]] = [("code", code.strip()) for code in (value or "").split(OR)]
            else:
                asked = [(name, value)] if can_hold(self._catalogue[type_].by_name[name], value) else []
            found = set().union(*(self._matching(Query(type_, where=(one,))) for one in asked))
            if value and name != type_ and name in self._catalogue.types:
                found = found | self._by_way_of_others(type_, name, value, way)
                if way:
                    return found
        else:
            above = self._by_parents(type_, way, lambda target, further: self._holding(target, name, value, further))
            if way or above is None:
                return above
            found = above
        self._held[key] = found
        return found

    def _by_way_of_others(self, type_: str, name: str, value: str, way: tuple[str, ...]) -> set[str]:
        """The records that say nothing in a reference of their own and belong to others for which it holds."""
        above = self._by_parents(type_, way, lambda target, further: self._holding(target, name, value, further))
        return (above & self._matching(Query(type_, where=((name, None),)))) if above else set()

    def _gone(self, by: str, type_: str, way: tuple[str, ...]) -> set[str]:
        """The records that are left out by their code or by their days, and those that belong to nothing else.

        A record with a date of its own is known by that, and not by the date of what it belongs to.
        """
        key = (by, type_)
        if key in self._left_out:
            return self._left_out[key]
        own = self._own(by, type_)
        gone = set() if own is None else {id_ for (id_,) in self._rows(type_, "id")} - self._matching(own)
        for field, target in self._parents(type_, way) if by == CODES or own is None else ():
            above = self._gone(by, target, (*way, type_))
            if above:
                gone |= {id_ for id_, named in self._rows(type_, "id", field.name) if _names_only(named, above)}
        if not way:
            self._left_out[key] = gone
        return gone

    def _own(self, by: str, type_: str) -> Query | None:
        """What is asked of a type's own records; None where nothing is, or nothing can be."""
        if by == CODES:
            out = self._selection.left_out(type_)
            return Query(type_, without=out) if out else None
        dated = self._catalogue[type_].about.date
        return Query(type_, days=self._selection.days) if self._selection.days and dated else None

    def _has_date(self, type_: str, way: tuple[str, ...]) -> bool:
        if self._catalogue[type_].about.date:
            return True
        return any(self._has_date(target, (*way, type_)) for _, target in self._parents(type_, way))

    def _by_parents(
        self, type_: str, way: tuple[str, ...], chosen: Callable[[str, tuple[str, ...]], set[str] | None]
    ) -> set[str] | None:
        found: set[str] | None = None
        for field, target in self._parents(type_, way):
            above = chosen(target, (*way, type_))
            if above is None:
                continue
            found = set() if found is None else found
            found |= {id_ for id_, named in self._rows(type_, "id", field.name) if _names_any(named, above)}
        return found

    def _can_lie(self, type_: str, way: tuple[str, ...]) -> bool:
        if self._catalogue[type_].main_place is not None:
            return True
        return any(self._can_lie(target, (*way, type_)) for _, target in self._parents(type_, way))

    def _within(self, type_: str, way: tuple[str, ...]) -> set[str]:
        """The records that lie in an area, by their own place or else by that of what they belong to."""
        if type_ not in self._inside:
            own: dict[str, bool] = {}
            if self._catalogue[type_].main_place is not None:
                own = {id_: self._lies(place) for id_, place in self._rows(type_, "id", MAIN) if _drawn(place)}
            above = self._by_parents(type_, way, lambda target, further: self._within(target, further)) or set()
            inside = {id_ for id_, lies in own.items() if lies} | (above - own.keys())
            if way:
                return inside
            self._inside[type_] = inside
        return self._inside[type_]

    def _lies(self, place: Any) -> bool:
        """Whether a place touches the four sides that are asked for and meets the polygon."""
        bbox, area, shape = self._selection.bbox, self._selection.area, shapely.from_wkb(place["geometry"])
        west, south, east, north = shape.bounds
        touches = bbox is None or (east >= bbox[0] and west <= bbox[2] and north >= bbox[1] and south <= bbox[3])
        return bool(touches and (not area or area_of(area).intersects(shape)))


def _names_only(named: Any, ids: set[str]) -> bool:
    if isinstance(named, str):
        return named in ids
    return bool(named) and all(one in ids for one in named)


def _names_any(named: Any, ids: set[str]) -> bool:
    if isinstance(named, str):
        return named in ids
    return any(one in ids for one in named or ())


def _drawn(place: Any) -> bool:
    return bool(place and place.get("geometry"))
