"""A scene out of the records of one grave: every place in metres of its grid, every height over its zero."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from forensics.fields import Sensitivity
from forensics.matrix import OF_CONTEXTS, layer_of
from forensics.messages import Message, say, say_count
from forensics.ports import Values
from forensics.survey.heights import Datum
from forensics.vocabulary.graves import HEIGHT_DATUM
from layers.crs import OutsideCrs
from layers.siteplan.astray import APART_M, without_heights_astray, without_what_lies_astray
from layers.siteplan.codes import codes_told
from layers.siteplan.extent import extent_of
from layers.siteplan.levels import GRID, Levels, levels_of
from layers.siteplan.records import GraveRecords
from layers.siteplan.scene import Body, ControlPoint, Find, Item, Outline, Scene, SectionLine, Spot, Stratum
from layers.siteplan.tie import GridTie, number_of, tie_of_controls, tie_without_grid

LIMBS = ("left_arm", "right_arm", "left_leg", "right_leg")
NO_GRID = say("The grave has no grid of its own: x and y are metres of UTM, counted from a point near it.")
NO_PLACE = say("Nothing of this grave has a place yet.")
PLACES_AT_HOME = say("No place of this grave leaves under the profile “{profile}”, so that nothing of it is drawn.")


@dataclass
class _Grave:
    """What is needed to bring a place into the grid, and what was noticed on the way."""

    tie: GridTie | None
    levels: Levels
    apart: Counter[Datum] = field(default_factory=Counter)
    astray: dict[str, None] = field(default_factory=dict)  # codes of what has a place that no grid reaches
    untied: dict[str, None] = field(default_factory=dict)  # codes of what a map alone places, where no grid is tied

    def shape(self, values: Values, name: str) -> BaseGeometry | None:
        """A geometry in the grid: as it was measured there, or brought in from degrees."""
        place = values.get(name)
        if not place:
            return None
        if place.get("site_geometry"):
            return cast(BaseGeometry, shapely.from_wkb(place["site_geometry"]))
        if not place.get("geometry"):
            return None
        if self.tie is None:
            self.untied[str(values.get("code") or "")] = None
            return None
        try:
            brought = self.tie.shape_in_grid(shapely.from_wkb(place["geometry"]))
        except OutsideCrs:
            brought = None
        if brought is None or not np.isfinite(shapely.get_coordinates(brought)).all():
            self.astray[str(values.get("code") or "")] = None
            return None
        return brought

    def spot(self, values: Values, name: str) -> Spot | None:
        """A point in the grid, with its z where that is known over the grid's zero."""
        shape = self.shape(values, name)
        if shape is None or shape.is_empty:
            return None
        x, y = shape.x, shape.y  # type: ignore[attr-defined]
        return x, y, shape.z if shape.has_z else self._height_of(values, name)  # type: ignore[attr-defined]

    def _height_of(self, values: Values, name: str) -> float | None:
        """The z of a height that stands beside the geometry, or of the case's elevation."""
        place = values.get(name) or {}
        for metres, code, named in (
            (place.get("height"), place.get("height_datum"), place.get("height_datum_name")),
            (values.get("elevation"), values.get("height_datum"), ""),
        ):
            number = number_of(metres)
            if number is not None and code:
                return self.z(number, str(code), str(named or ""))
        return None

    def z(self, metres: float, code: str, name: str = "") -> float | None:
        """The z of a height over a datum; one that nothing ties to the grid is counted and not drawn in a section."""
        found = self.levels.z_of_height(metres, code, name)
        if found is None:
            self.apart[self.levels.datum(code, name)] += 1
        return found


@dataclass(frozen=True)
class _Held:
    """The records of what lies in a grave, each read once."""

    dug: Sequence[Values]
    contexts: Sequence[Values]
    cases: Sequence[Values]
    artefacts: Sequence[Values]
    samples: Sequence[Values]

    @staticmethod
    def read(records: GraveRecords, site: Values, dug: Sequence[Values], cases: Sequence[Values]) -> _Held:
        """Artefacts of the site, its exhumations or its cases, and samples of its cases that have a point."""
        ids = [str(one["id"]) for one in dug]
        artefacts = {str(one["id"]): one for one in records.of_any("artefact", "exhumation", ids)}
        artefacts |= {str(one["id"]): one for one in records.of("artefact", "site", site["id"])}
        for case in cases:
            artefacts |= {str(one["id"]): one for one in records.of("artefact", "case", case["id"])}
        samples = [one for case in cases for one in records.of("sample", "case", case["id"]) if one.get("place")]
        contexts = records.of_any("context", "exhumation", ids)
        return _Held(dug, contexts, cases, tuple(artefacts.values()), samples)

    def places(self, site: Values) -> Iterator[Mapping[str, Any]]:
        """Every place that is drawn, the site's own first."""
        yield from _places((site,), SITE_PLACES)
        yield from _places(self.dug, DUG_PLACES)
        yield from _places(self.contexts, CONTEXT_PLACES)
        yield from _places(self.cases, CASE_PLACES)
        yield from _places((*self.artefacts, *self.samples), ("place",))


SITE_PLACES, DUG_PLACES, CONTEXT_PLACES = ("outline", "place", "datum"), ("limits", "place"), ("place", "profile")
CASE_PLACES = ("place", "skull", "pelvis", "feet", "outline")


def _places(held: Sequence[Values], names: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    return (one[name] for one in held for name in names if one.get(name))


def read_scene(records: GraveRecords, site: str, exhumation: str = "") -> Scene:
    """The scene of a site by id or code; `exhumation` chooses the grid where several were laid.

    Raises UnknownName, ExportRefused under a profile that keeps it, and ControlRefused, ContradictingShifts.
    """
    values = records.site(site)
    dug = records.of("exhumation", "site", values["id"]) if "id" in values else []
    chosen = _chosen(dug, exhumation)
    of_grid = [one for one in dug if chosen and _grid_of(one) == _grid_of(chosen)]
    ids = [str(one["id"]) for one in of_grid]
    held = _Held.read(records, values, of_grid, _cases(records, values, ids, dug))
    grave, has_grid = _grave_of(values, chosen, held)
    outlines = [*_outlines_of_site(grave, values), *_outlines_of_contexts(grave, of_grid, held.contexts)]
    controls = _controls(chosen) if chosen else ()
    point = records.project.register.point_of(records.as_of)
    scene = Scene(
        site=_item("site", values),
        exhumations=tuple(_item("exhumation", one) for one in of_grid),
        tie=grave.tie,
        levels=grave.levels,
        grid=has_grid,
        outlines=tuple(outlines),
        lines=tuple(_lines(grave, held.contexts)),
        strata=tuple(map(_stratum, held.contexts)),
        bodies=tuple(_body(grave, one) for one in held.cases),
        finds=tuple(_finds(grave, held)),
        controls=controls,
        baseline=_baseline(chosen, controls),
        datum=grave.spot(chosen, "place") if chosen else None,
        apart=dict(grave.apart),
        notes=tuple(_notes(grave, has_grid)),
        head=point.head,
        example=bool(values.get("example") or records.project.register.settings.get("example")),
    )
    scene, gone = without_what_lies_astray(scene)
    scene = without_heights_astray(scene)
    notes = scene.notes if extent_of(scene) is not None else (_why_nothing_lies(records),)
    left_out = (*_told_untied(grave), *_told_astray((*grave.astray, *gone)), *_told_apart(scene))
    return replace(scene, notes=(*notes, *left_out, *_elsewhere(dug, of_grid)))


def grids_of(records: GraveRecords, site: str) -> tuple[str, ...]:
    """The id of the first exhumation on each grid of a site, in the order of their codes; one empty for none.

    Raises UnknownName, and ExportRefused under a profile that keeps the site.
    """
    values = records.site(site)
    dug = records.of("exhumation", "site", values["id"]) if "id" in values else []
    first: dict[tuple[Any, ...], str] = {}
    for one in dug:
        first.setdefault(_grid_of(one), str(one["id"]))
    return tuple(first.values()) or ("",)


def _item(type_: str, values: Values) -> Item:
    return Item(type_, str(values.get("id") or ""), str(values.get("code") or ""))


def _chosen(dug: Sequence[Values], named: str) -> Values | None:
    """The exhumation whose grid is drawn: the one named, else the first with control points, else the first."""
    for one in dug:
        if named and named in (one.get("id"), one.get("code")):
            return one
    return next((one for one in dug if one.get("grid_controls")), dug[0] if dug else None)


def _grid_of(values: Values) -> tuple[Any, ...]:
    """What makes two grids one."""
    controls = tuple(tuple(sorted(row.items())) for row in values.get("grid_controls") or ())
    return (controls, values.get("datum_height"), values.get("height_datum")) if controls else (values.get("id"),)


def _grave_of(site: Values, exhumation: Values | None, held: _Held) -> tuple[_Grave, bool]:
    """How the grave is tied, and whether it has a grid of its own: metres of one are never set beside those of a map.

    Where anything was measured in a grid that no control points tie, only that is drawn.
    """
    code = str((exhumation or site).get("code") or "")
    levels = levels_of(exhumation or {}, code)
    tie = tie_of_controls(exhumation.get("grid_controls") or ()) if exhumation else None
    if tie is not None:
        return _Grave(tie, levels), True
    places = list(held.places(site))
    if any(place.get("site_geometry") for place in places):
        return _Grave(None, levels), True
    centre = next(filter(None, map(_centre, places)), None)
    return _Grave(tie_without_grid(*centre) if centre else None, levels), False


def _centre(place: Mapping[str, Any]) -> tuple[float, float] | None:
    if not place.get("geometry"):
        return None
    middle = shapely.from_wkb(place["geometry"]).centroid
    return None if middle.is_empty else (float(middle.x), float(middle.y))


def _cases(records: GraveRecords, site: Values, ids: Sequence[str], dug: Sequence[Values]) -> list[Values]:
    """The cases of the exhumations on this grid, and those of the site that no exhumation brought."""
    of_grid = records.of_any("case", "exhumation", ids)
    others = {str(one["id"]) for one in dug} - set(ids)
    of_site = records.of("case", "site", site["id"])
    known = {one["id"] for one in of_grid}
    return [*of_grid, *(one for one in of_site if one["id"] not in known and one.get("exhumation") not in others)]


def _outlines_of_site(grave: _Grave, site: Values) -> list[Outline]:
    shape = grave.shape(site, "outline")
    return [] if shape is None else [Outline(_item("site", site), "site", shapely.force_2d(shape))]


def _outlines_of_contexts(grave: _Grave, dug: Sequence[Values], contexts: Sequence[Values]) -> list[Outline]:
    found = []
    for one in dug:
        limits = grave.shape(one, "limits")
        if limits is not None:
            found.append(Outline(_item("exhumation", one), "limits", shapely.force_2d(limits)))
    for one in contexts:
        shape = grave.shape(one, "place")
        if shape is not None:
            top, base = (_level(grave, one, name) for name in ("level_top", "level_base"))
            role = str(one.get("context_type") or "layer")
            found.append(Outline(_item("context", one), role, shapely.force_2d(shape), top, base))
    return found


def _level(grave: _Grave, context: Values, name: str) -> float | None:
    metres, datum = number_of(context.get(name)), context.get("level_datum")
    return None if metres is None or not datum else grave.z(metres, str(datum))


def _lines(grave: _Grave, contexts: Sequence[Values]) -> list[SectionLine]:
    found = []
    for one in contexts:
        shape = grave.shape(one, "profile")
        if shape is not None and shape.has_z:
            parts = [shapely.get_coordinates(part, include_z=True).tolist() for part in shapely.get_parts(shape)]
            found.append(SectionLine(_item("context", one), tuple(tuple((x, y, z) for x, y, z in p) for p in parts)))
    return found


def _stratum(context: Values) -> Stratum:
    """What a context lies over and under: said of itself, cut by another, or the fill of a cut."""
    layer = layer_of(str(context["id"]), OF_CONTEXTS, context)
    role = str(context.get("context_type") or "layer")
    return Stratum(_item("context", context), role, layer.over, layer.under, layer.equal)


def _body(grave: _Grave, case: Values) -> Body:
    outline = grave.shape(case, "outline")
    skull, pelvis, feet = (grave.spot(case, name) for name in ("skull", "pelvis", "feet"))
    wrists = {"wrists_front", "wrists_behind"} & set(case.get("restraint") or ())
    return Body(
        item=_item("case", case),
        remains=str(case.get("remains_class") or "undetermined"),
        place=grave.spot(case, "place"), skull=skull, pelvis=pelvis, feet=feet,
        outline=None if outline is None else shapely.force_2d(outline),
        position=str(case.get("position") or ""),
        facing=str(case.get("facing") or ""),
        limbs={name: str(case[name]) for name in LIMBS if case.get(name)},
        bound=next(iter(sorted(wrists)), ""),
        over=tuple(map(str, case.get("lies_over") or ())),
    )  # fmt: skip


def _finds(grave: _Grave, held: _Held) -> Iterator[Find]:
    for type_, kind, listed in (
        ("artefact", "artefact_class", held.artefacts), ("sample", "purpose", held.samples),
    ):  # fmt: skip
        for one in listed:
            spot = grave.spot(one, "place")
            if spot is not None:
                yield Find(_item(type_, one), str(one.get(kind) or "other"), spot)


def _controls(exhumation: Values) -> tuple[ControlPoint, ...]:
    found = []
    for row in exhumation.get("grid_controls") or ():
        x, y = number_of(row.get("x")), number_of(row.get("y"))
        if x is not None and y is not None:
            found.append(ControlPoint(row.get("point", ""), (x, y, number_of(row.get("z")))))
    return tuple(found)


def _baseline(
    exhumation: Mapping[str, Any] | None, controls: Sequence[ControlPoint]
) -> tuple[ControlPoint, ControlPoint] | None:
    if exhumation is None:
        return None
    named = {one.name: one for one in controls}
    ends = [named.get(str(exhumation.get(name) or "")) for name in ("baseline_from", "baseline_to")]
    return (ends[0], ends[1]) if ends[0] is not None and ends[1] is not None else None


def _why_nothing_lies(records: GraveRecords) -> Message:
    """Why a plan is empty: no place is recorded, or none leaves."""
    profile = records.profile
    if profile is None or Sensitivity.RESTRICTED in profile.classes:
        return NO_PLACE
    return replace(PLACES_AT_HOME, values={"profile": profile.name})


def _told_untied(grave: _Grave) -> Iterator[Message]:
    """What has coordinates of a map alone, beside metres of a grid that nothing ties to it."""
    if grave.untied:
        yield say(
            "Left out of the plan, for having coordinates of a map alone, which nothing ties to the grid of the grave: "
            "{codes}. Enter two control points with the exhumation, each with x and y of the grid and its longitude "
            "and latitude, and they are drawn.",
            codes=codes_told(tuple(grave.untied)),
        )


def _told_astray(codes: Sequence[str]) -> Iterator[Message]:
    if codes:
        yield say(
            "Left out of the plan, for lying too far from the rest of the grave; look at the coordinates: {codes}.",
            codes=", ".join(codes),
        )


def _told_apart(scene: Scene) -> Iterator[Message]:
    if scene.heights_apart:
        yield say(
            "Drawn without a height, which lies {metres} m and more from all others: {codes}. Was a z or a depth "
            "written there as a height over a datum?",
            metres=f"{APART_M:.0f}", codes=codes_told(scene.heights_apart),
        )  # fmt: skip


def _elsewhere(dug: Sequence[Values], of_grid: Sequence[Values]) -> Iterator[Message]:
    """The exhumations that were measured on another grid."""
    others = [str(one.get("code") or "") for one in dug if one not in of_grid]
    if others:
        yield say("Not on this plan but on one of its own, for its own grid: {codes}.", codes=", ".join(others))


def _notes(grave: _Grave, has_grid: bool) -> list[Message]:
    notes = [] if has_grid or grave.tie is None else [NO_GRID]
    for datum, count in sorted(grave.apart.items()):
        notes.append(
            say_count(
                "{count} height over {datum} stands in no section: no transformation to {shown} is stated.",
                "{count} heights over {datum} stand in no section: no transformation to {shown} is stated.",
                count=count, datum=datum_words(datum), shown=shown_datum(grave.levels),
            )
        )  # fmt: skip
    return notes


def shown_datum(levels: Levels) -> Message:
    """What heights are written over."""
    return datum_words(levels.shown)


def datum_words(datum: Datum) -> Message:
    """A datum as people call it: by the label of its code, and which geoid or whose site datum it is."""
    if datum.code == GRID:
        return say("the grid's zero")
    label = say(HEIGHT_DATUM.all_codes.get(datum.code, datum.code))
    return say("{datum} ({name})", datum=label, name=datum.name) if datum.name else label
