"""Which records a report tells of: all that belongs to a grave, or to one case, link by link."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import shapely

from forensics.catalogue import MAIN
from forensics.ports import Progress, Values
from layers.exports.for_court import contradicting, is_for_court
from layers.report.disclosing import Disclosing, Shown

OF_CASE = ("element", "examination", "profile", "finding", "opinion", "sample", "artefact")
"""Types of which each record names its case."""
ITEMS = ("case", "element", "artefact", "sample", "package", "media")
"""What passes from hand to hand."""
PICTURES = ("photographs", "radiographs", "plans", "drawings", "document", "report", "protocol_document")
"""Fields that name files of evidence."""


def gather_site(disclosing: Disclosing, site: Shown, progress: Progress | None = None) -> None:
    """Let out all that belongs to a grave."""
    told = _counting(progress, 6)
    ids = [site.id]
    dug = disclosing.by_reference("exhumation", "site", ids)
    exhumations = [one.id for one in dug]
    _authorities(disclosing, dug, ids)
    disclosing.by_reference("site_log", "site", ids)
    disclosing.by_reference("site_log", "exhumation", exhumations)
    contexts = disclosing.by_reference("context", "exhumation", exhumations)
    told()
    disclosing.by_reference("case", "exhumation", exhumations)
    disclosing.by_reference("case", "site", ids)
    told()
    _of_cases(disclosing)
    told()
    disclosing.by_reference("artefact", "site", ids)
    disclosing.by_reference("artefact", "exhumation", exhumations)
    for type_ in ("artefact", "sample"):
        disclosing.by_reference(type_, "context", [one.id for one in contexts])
    disclosing.by_reference("sample", "artefact", [one.id for one in disclosing.of("artefact")])
    told()
    for end in ("from_site", "to_site"):
        disclosing.by_reference("site_link", end, ids)
    _hazards(disclosing, site)
    disclosing.by_id("settlement", [str(site.get("settlement") or "")])
    told()
    _evidence(disclosing)
    told()


def gather_case(disclosing: Disclosing, case: Shown, progress: Progress | None = None) -> None:
    """Let out all that belongs to one case, and of its grave what the case came from."""
    told = _counting(progress, 2)
    dug = disclosing.by_id("exhumation", [str(case.get("exhumation") or "")])
    sites = {str(one.get("site") or "") for one in (case, *dug)} - {""}
    disclosing.by_id("site", sites)
    _authorities(disclosing, dug, ())
    disclosing.by_reference("case", "joined_to", [case.id])
    disclosing.by_id("context", [str(case.get("context") or "")])
    _of_cases(disclosing)
    told()
    _evidence(disclosing)
    told()


def bring_along(disclosing: Disclosing) -> tuple[Shown, ...]:
    """For a court, let out whatever contradicts what was let out, whatever was asked for."""
    if not is_for_court(disclosing.profile):
        return ()
    shown = {type_: list(held) for type_, held in disclosing.shown.items()}
    disclosing.chosen = lambda _: None
    found = contradicting(disclosing.project, shown)
    return tuple(one for type_, ids in sorted(found.items()) for one in disclosing.by_id(type_, sorted(ids)))


def _counting(progress: Progress | None, steps: int) -> Callable[[], None]:
    done = 0

    def told() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, steps)

    return told


def _authorities(disclosing: Disclosing, dug: Sequence[Shown], sites: Sequence[str]) -> None:
    disclosing.by_id("authority", [str(one.get("authority")) for one in dug if one.get("authority")])
    disclosing.by_references("authority", "sites", sites)


def _of_cases(disclosing: Disclosing) -> None:
    cases = [one.id for one in disclosing.of("case")]
    for type_ in OF_CASE:
        disclosing.by_reference(type_, "case", cases)
    disclosing.by_references("identification", "cases", cases)
    disclosing.by_references("disposition", "cases", cases)


def _evidence(disclosing: Disclosing) -> None:
    """Packages that hold what was found, files that show it, and every hand that it passed through."""
    held = [one.id for type_ in ("case", "artefact", "sample") for one in disclosing.of(type_)]
    while held:
        known = {one.id for one in disclosing.of("package")}
        held = [one.id for one in disclosing.by_references("package", "holds", held) if one.id not in known]
    disclosing.by_references("disposition", "packages", [one.id for one in disclosing.of("package")])
    shown = [one for listed in disclosing.shown.values() for one in listed.values()]
    files = [id_ for one in shown for name in PICTURES for id_ in as_ids(one.get(name))]
    disclosing.by_id("media", files)
    disclosing.by_references("media", "subject", [one.id for one in shown if one.kind.name != "settlement"])
    for type_ in ITEMS:
        disclosing.by_reference("custody", "item", [one.id for one in disclosing.of(type_)])
    _people(disclosing)


def _people(disclosing: Disclosing) -> None:
    """Those of the mission who are named in any of it."""
    named = {
        id_
        for listed in disclosing.shown.values()
        for one in listed.values()
        for declared in one.kind.fields
        if "practitioner" in declared.target
        for id_ in as_ids(one.get(declared.name))
    }
    disclosing.by_id("practitioner", sorted(named))


def as_ids(value: object) -> list[str]:
    """The ids that a reference holds, one or several."""
    return [value] if isinstance(value, str) else list(value) if isinstance(value, (list, tuple)) else []


def _hazards(disclosing: Disclosing, site: Shown) -> None:
    """Hazards whose area touches the grave, and those recorded for its settlement without an area near."""
    places = [shapely.from_wkb(place["geometry"]) for name in ("outline", MAIN)
              if (place := site.get(name)) and place.get("geometry")]  # fmt: skip

    def near(values: Values) -> bool:
        place = values.get(MAIN)
        if place and place.get("geometry") and places:
            area = shapely.from_wkb(place["geometry"])
            return any(area.intersects(one) for one in places)
        return not places and bool(site.get("settlement")) and values.get("settlement") == site.get("settlement")

    disclosing.all_of("hazard", near)
