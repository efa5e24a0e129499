"""The three counts of graves: cases, minimum number of individuals with its working, and persons identified."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from forensics.messages import Message, say
from forensics.mni import LeftOut, Minimum, groups_of, minimum
from forensics.naming import CONFIRMING, TEETH, Claim, claims_a_name, has_teeth, holding, is_confirmed, of_remains
from forensics.pieces import Piece, piece_of
from forensics.ports import Query, Values
from forensics.statistics.graves import beyond_minimum, told_without_inventory
from layers.project import Project

PIECE = (
    "id", "case", "bone", "side", "zones", "developmental_age", "tooth", "joined_with", "joining_basis",
    "completeness", "fusion_stage", "fusion_by_zone", "fragments",
)  # fmt: skip

LEFT_OUT: Mapping[LeftOut, Message] = {
    LeftOut.ABSENT: say("it was looked for and is absent"),
    LeftOut.NO_BONE: say("it is not said which bone it is"),
    LeftOut.ONE_OF_SEVERAL: say("everybody has several that go by this name"),
    LeftOut.NO_SIDE: say("the side is not known"),
    LeftOut.NO_ZONE: say("neither a zone that is present nor how much of it is there is recorded"),
    LeftOut.NO_SITE: say("the remains are of no site"),
    LeftOut.VOIDED: say("the remains are voided"),
    LeftOut.NOT_HUMAN: say("the remains are not human"),
}
"""Why a bone is not counted, in words."""

NEARLY_WHOLE = say("nearly whole, zones not recorded")


def told_by_number(found: Minimum) -> Message:
    """What bones without side or number prove, where that is more than the others do."""
    return say(
        "Bones whose side or number is not known are, by how many there are, of {count} people at least.",
        count=found.by_number,
    )


@dataclass(frozen=True)
class Counts:
    """The counts of one site, or of sites that links tie together, pooled: never the sum of theirs.

    `codes` are those of all elements and cases that the working names. Of `human_cases`, those that were not found to
    be of no human being, `not_inventoried` have no bone in the inventory: the minimum counts nobody for them.
    """

    sites: tuple[str, ...]
    cases: int
    minimum: Minimum
    identified: int
    codes: Mapping[str, str]
    not_inventoried: int = 0
    human_cases: int = 0

    @property
    def limitation(self) -> Message | None:
        """What the counts say of each other, none standing for another."""
        return beyond_minimum(self.identified, self.minimum.value)

    @property
    def without_inventory(self) -> Message | None:
        """Of how many cases the minimum says nothing, since no bone of theirs is in the inventory."""
        return told_without_inventory(self.not_inventoried, self.human_cases)


Among = Callable[[str, Iterable[Values]], Iterable[Values]]
"""Gives those of the records of a type that are counted."""


def _all(type_: str, rows: Iterable[Values]) -> Iterable[Values]:
    return rows


def counts_of(project: Project, sites: Sequence[str] = (), among: Among = _all) -> list[Counts]:
    """The counts of each site that has cases (of `sites`, by id, where any are named), then of each linked group.

    A linked group is told where it holds one of the sites that are asked for. `among` leaves out what a profile does.
    """
    remains = _Remains(project, among)
    asked = set(sites) or set(remains.cases_by_site)
    codes = {id_: code for code, id_ in project.register.codes("site").items()}
    single = sorted((site for site in asked if site in remains.cases_by_site), key=lambda site: codes[site])
    links = [(str(link["from_site"]), str(link["to_site"]))
             for link in among("site_link", project.register.select(Query("site_link")))
             if link.get("from_site") and link.get("to_site")]  # fmt: skip
    linked = [sorted(group, key=lambda site: codes.get(site, site)) for group in groups_of(links) if group & asked]
    groups = (*([site] for site in single), *linked)
    return [remains.counted(group, codes, astray=not sites) for group in groups]


def pooled(project: Project, sites: Sequence[str]) -> Counts:
    """The counts of sites taken together, whether or not a link ties them."""
    codes = {id_: code for code, id_ in project.register.codes("site").items()}
    return _Remains(project).counted(sites, codes)


class _Remains:
    """The cases, bones and identifications of a project, by the site that they come from."""

    def __init__(self, project: Project, among: Among = _all) -> None:
        register = project.register
        dug = {str(one["id"]): one.get("site") for one in among("exhumation", register.select(Query("exhumation")))}
        self._codes: dict[str, str] = {}
        self.cases_by_site: dict[str, list[str]] = {}
        self._site_of: dict[str, str] = {}
        apart = self._apart = dict[str, LeftOut]()
        standing: set[str] = set()
        for case in among("case", register.select(Query("case", voided=True))):
            id_, site = str(case["id"]), dug.get(str(case.get("exhumation"))) or case.get("site")
            self._codes[id_] = str(case.get("code", ""))
            if site:
                self._site_of[id_] = str(site)
            if case.get("review") == "voided":
                apart[id_] = LeftOut.VOIDED
                continue
            standing.add(id_)
            if site:
                self.cases_by_site.setdefault(str(site), []).append(id_)
            if case.get("remains_class") == "non_human":
                apart[id_] = LeftOut.NOT_HUMAN
                standing.discard(id_)
        self._read_bones(among("element", register.select(Query("element"))), apart)
        self._read_persons(project, among("identification", register.select(Query("identification"))), standing)

    def _read_bones(self, bones: Iterable[Values], apart: Mapping[str, LeftOut]) -> None:
        """The bones by site; those that are not counted with why, and those of no site apart."""
        self._pieces: dict[str, list[Piece]] = {}
        self._left_out: dict[str, dict[str, LeftOut]] = {}
        self._inventoried: set[str] = set()
        for element in bones:
            case, id_ = str(element.get("case")), str(element["id"])
            self._codes[id_] = str(element.get("code", ""))
            self._inventoried.add(case)
            site = self._site_of.get(case, "")
            if case in apart or not site:
                self._left_out.setdefault(site, {})[id_] = apart.get(case, LeftOut.NO_SITE)
            else:
                self._pieces.setdefault(site, []).append(_piece(element))

    def _read_persons(self, project: Project, named: Iterable[Values], standing: Collection[str]) -> None:
        """The persons of each site whose identification holds; of voided remains or an animal none does."""
        self._persons: dict[str, set[str]] = {}
        toothless = {
            str(one["id"]) for one in project.register.fields_of("missing_person", ("id", *TEETH)) if not has_teeth(one)
        }
        claimed = [one for one in named if claims_a_name(one.get("status"), one.get("superseded_by"))]
        counted = (
            one for one in claimed
            if is_confirmed(*map(one.get, CONFIRMING), teeth=one.get("missing_person") not in toothless)
        )  # fmt: skip
        cases_now = list(project.register.fields_of("case", ("id", "joined_to", "remains_class")))
        joined = {str(one["id"]): str(one["joined_to"]) for one in cases_now if one.get("joined_to")}
        bodies = [str(one["id"]) for one in cases_now if one.get("remains_class") == "body"]
        counts = set(_claims(counted, standing))
        for person, cases in holding(_claims(claimed, standing), joined, bodies):
            for case_id in cases if (person, cases) in counts else ():
                if person is not None and case_id in self._site_of:
                    self._persons.setdefault(self._site_of[case_id], set()).add(person)

    def counted(self, sites: Iterable[str], codes: Mapping[str, str], *, astray: bool = False) -> Counts:
        """The counts of sites as one; `astray` names the bones of no site too, which may be of any."""
        group = tuple(sites)
        pieces = [piece for site in group for piece in self._pieces.get(site, ())]
        persons = set[str]().union(*(self._persons.get(site, set()) for site in group))
        cases = [case for site in group for case in self.cases_by_site.get(site, ())]
        human = [case for case in cases if case not in self._apart]
        found = minimum(pieces)
        apart = [self._left_out.get(site, {}) for site in (*group, *([""] if astray else []))]
        found = replace(found, left_out={id_: why for one in (found.left_out, *apart) for id_, why in one.items()})
        return Counts(
            tuple(codes.get(site, site) for site in group), len(cases), found, len(persons), self._codes,
            sum(case not in self._inventoried for case in human), len(human),
        )  # fmt: skip


def _claims(identifications: Iterable[Values], standing: Collection[str]) -> list[Claim]:
    return of_remains([(one.get("missing_person"), tuple(one.get("cases") or ())) for one in identifications], standing)


def _piece(element: Mapping[str, Any]) -> Piece:
    return piece_of(*(element.get(name) for name in PIECE))  # type: ignore[arg-type]


def document(counts: Counts) -> dict[str, Any]:
    """As `taphos mni --json` gives it, with the working."""
    found, codes = counts.minimum, counts.codes
    return {
        "sites": list(counts.sites),
        "cases": counts.cases,
        "mni": found.value,
        "exact": found.exact,
        "enough": found.enough,
        "identified": counts.identified,
        "human_cases": counts.human_cases,
        "not_inventoried": counts.not_inventoried,
        "more_identified_than_mni": counts.limitation is not None,
        "forced_by": [
            {
                "id": piece.id, "code": codes[piece.id], "case": codes[piece.case], "bone": piece.bone,
                "side": piece.side, "tooth": piece.tooth or None, "zones": sorted(piece.zones),
                "developmental_age": piece.age, "completeness": piece.completeness or None,
                "fused": sorted(piece.fused), "unfused": sorted(piece.unfused),
            }
            for piece in found.forced_by
        ],
        "by_number": found.by_number,
        "people": [[codes[piece.id] for piece in person] for person in found.people],
        "table": [
            {
                "developmental_age": row.age, "bone": row.bone, "side": row.side, "tooth": row.tooth or None,
                "zone": row.zone or None, "count": len(row.pieces), "elements": [codes[id_] for id_ in row.pieces],
            }
            for row in found.rows
        ],
        "left_out": {codes[id_]: str(why) for id_, why in found.left_out.items()},
    }  # fmt: skip
