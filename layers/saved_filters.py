"""Selections that are kept under a name, in the journal, so that every copy of a project asks for the same records.

They are restricted: a condition may name a person's code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forensics.catalogue import Catalogue
from forensics.changes import Change, Operation
from forensics.errors import UnknownName, ValueRefused
from forensics.ports import Box, Receipt
from layers.errors import LayersError
from layers.exports.selecting import Selection, refuse_senseless, selection_held, selection_written
from layers.project import Project
from layers.register.areas import area_of
from layers.register.journal import FILTER

_RECORD = "filter:"
Without = tuple[tuple[str, tuple[str, ...]], ...]


class FilterRefused(LayersError):
    """A filter that is not there, or asks for what nothing can be."""


@dataclass(frozen=True)
class SavedFilter:
    """A name, and what is asked for under it."""

    name: str
    selection: Selection


def saved_filters(project: Project) -> dict[str, SavedFilter]:
    """The filters of a project by name, in the order of their names."""
    held = project.register.administrative(FILTER).values()
    found = (SavedFilter(str(one["name"]), _selection(one)) for one in held if "removed" not in one)
    return {one.name: one for one in sorted(found, key=lambda one: one.name.casefold())}


def saved_filter(project: Project, name: str) -> SavedFilter:
    """One filter; raises FilterRefused with the names that there are."""
    known = saved_filters(project)
    if name not in known:
        raise FilterRefused(
            "There is no filter “{name}”; there are: {allowed}.", name=name, allowed=", ".join(known) or "–"
        )
    return known[name]


def save_filter(project: Project, name: str, selection: Selection) -> Receipt:
    """Keep a selection under a name, in place of what was kept under it; raises FilterRefused and UnknownName."""
    name = " ".join(name.split())
    if not name:
        raise FilterRefused("A filter needs a name.")
    if not (selection.types or selection.asks):
        raise FilterRefused("The filter “{name}” would ask for everything.", name=name)
    _refuse_unknown(project.catalogue, selection)
    return _keep(project, name, {"name": name, **selection_written(selection)})


def remove_filter(project: Project, name: str) -> Receipt:
    """Keep a filter no longer; raises FilterRefused where there is none of that name."""
    return _keep(project, saved_filter(project, name).name, {"name": name, "removed": True})


def _keep(project: Project, name: str, after: dict[str, Any]) -> Receipt:
    before = project.register.administrative(FILTER).get(_RECORD + name)
    operation = Operation.ADD if before is None else Operation.SET
    return project.register.commit([Change(FILTER, _RECORD + name, operation, after=after, before=before or {})])


def narrowed(project: Project, name: str, selection: Selection) -> Selection:
    """What both a saved filter and a selection ask for; raises FilterRefused where that can be nothing."""
    kept = saved_filter(project, name).selection
    return Selection(
        types=_common_types(name, kept.types, selection.types),
        where=tuple(dict.fromkeys((*kept.where, *selection.where))),
        bbox=_common_area(name, kept.bbox, selection.bbox),
        voided=selection.voided,
        text=" ".join(filter(None, (kept.text, selection.text))),
        area=_common_polygon(name, kept.area, selection.area),
        without=kept.without,
        days=kept.days,
        recipient=selection.recipient,
        authority=selection.authority,
    )


def _common_types(name: str, kept: tuple[str, ...], asked: tuple[str, ...]) -> tuple[str, ...]:
    if not kept or not asked:
        return kept or asked
    both = tuple(one for one in kept if one in asked)
    if not both:
        raise FilterRefused(
            "The filter “{name}” asks for {kept} alone, and not for {asked}.",
            name=name, kept=", ".join(kept), asked=", ".join(asked),
        )  # fmt: skip
    return both


def _common_area(name: str, kept: Box | None, asked: Box | None) -> Box | None:
    if kept is None or asked is None:
        return kept or asked
    west, south = max(kept[0], asked[0]), max(kept[1], asked[1])
    east, north = min(kept[2], asked[2]), min(kept[3], asked[3])
    if west > east or south > north:
        raise FilterRefused("The filter “{name}” asks for another area.", name=name)
    return west, south, east, north


def _common_polygon(name: str, kept: str, asked: str) -> str:
    if not kept or not asked:
        return kept or asked
    both = area_of(kept).intersection(area_of(asked))
    if both.is_empty or not both.area:
        raise FilterRefused("The filter “{name}” asks for another area.", name=name)
    return str(both.wkt)


def _refuse_unknown(catalogue: Catalogue, selection: Selection) -> None:
    for type_ in (*selection.types, *(type_ for type_, _ in selection.without)):
        catalogue[type_]
    refuse_senseless(catalogue, selection)
    for type_, codes in selection.without:
        _refuse_unknown_codes(catalogue, type_, codes)


def _refuse_unknown_codes(catalogue: Catalogue, type_: str, codes: tuple[str, ...]) -> None:
    kind = catalogue[type_]
    field = kind.by_name.get(kind.about.style)
    known = field.vocabulary.all_codes if field is not None and field.vocabulary is not None else {}
    for code in codes:
        if code and code not in known:
            raise UnknownName(
                "“{code}” is no value by which a {type} is drawn; there are: {allowed}.",
                code=code, type=type_, allowed=", ".join(known) or "–",
            )  # fmt: skip


def _selection(held: Mapping[str, Any]) -> Selection:
    try:
        return selection_held(held)
    except (AttributeError, TypeError, ValueError) as reason:
        raise ValueRefused("The filter “{name}” cannot be read.", name=str(held.get("name", ""))) from reason
