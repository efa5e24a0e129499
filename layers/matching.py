"""Possible matches between remains and missing persons, read from a register, and the comparison that one proposes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, TypeVar

import numpy as np

from forensics.errors import RecordRefused, ValueRefused
from forensics.matching.sides import Body, Persons, Remains, persons_of, remains_of
from forensics.matching.teeth import compare_teeth
from forensics.matching.weighing import ASPECTS, VERDICT_WORDS, Ranking, Verdict, distance_km, rank
from forensics.messages import Message, say
from forensics.naming import body_of, claims_a_name
from forensics.ports import Found, Query
from forensics.records.base import Record
from forensics.records.evidence import Artefact
from forensics.records.graves import Exhumation
from forensics.records.identity import Identification, MissingPerson
from forensics.records.places import Site
from forensics.records.remains import Case, Examination, Opinion, Profile
from forensics.vocabulary.identity import MISSING_SEX, MISSING_STATUS
from layers.editing import Edit, adding
from layers.project import Project
from layers.records import Records, by_ids, read_all, select
from layers.superseding import superseded

MATCHED = ("case", "missing_person")
"""The types of record that matches are looked for."""

SHOWN = 50
"""So many matches are told where nobody says how many."""

R = TypeVar("R", bound=Record)

PERSON_FIELDS = (
    "sex", "status", "born", "age_min", "age_max", "last_seen", "stature", "stature_min", "stature_max",
    "dental_chart", "medical", "implants", "tattoos", "scars", "clothing", "effects", "documents_carried",
)  # fmt: skip
CASE_FIELDS: Mapping[type[Record], tuple[str, ...]] = {
    Case: ("site", "exhumation", "clothing_described", "recovered_at", "joined_to"),
    Profile: (
        "case", "sex", "sex_methods", "age_min", "age_max", "stature", "stature_min", "stature_max", "dental_chart",
        "pathology", "healed_injury", "implants", "tattoos", "scars",
    ),
    Examination: ("case", "clothing_described"),
    Opinion: ("case", "died"),
    Artefact: ("case", "description", "material", "colour", "marks", "inscription", "serial_number"),
    Exhumation: ("site", "start"),
    Site: ("deposited",),
}  # fmt: skip


@dataclass(frozen=True)
class Reason:
    """What one aspect says of a pair: `weight` is the logarithm that it adds, `detail` what stands on both sides."""

    key: str
    label: Message
    verdict: Verdict
    weight: float
    detail: Message


@dataclass(frozen=True)
class Match:
    """One possible match of the record that was asked for: `found` the other one, best first by `rank` from 1.

    `known` is the comparison of the two that is recorded already.
    """

    rank: int
    found: Found
    score: float
    excluded: bool
    reasons: tuple[Reason, ...]
    known: Found | None = None


@dataclass(frozen=True)
class Matches:
    """What was found for a record among `compared` others, the best first, at most as many as were asked for."""

    of: Found
    compared: int
    matches: tuple[Match, ...]
    contested: tuple[Match, ...] = ()
    """Excluded by one fact though the others agree strongly, shown at once whatever the limit: a date may be wrong."""


def matches_of(project: Project, found: Found, limit: int = SHOWN) -> Matches:
    """The ranked matches of a case or a missing person; raises ValueRefused for any other record. Blocking."""
    if found.type not in MATCHED:
        raise ValueRefused(
            "{code} is of type {type}; matches are looked for of: {allowed}.",
            code=found.code, type=found.type, allowed=", ".join(MATCHED),
        )  # fmt: skip
    with project.register.at_one_moment():
        only = found.type == "case"
        named = _named(project)
        bodies = _bodies(project, found.id if only else None, named)
        people = _people(project, None if only else found.id)
        remains = remains_of(bodies)
        persons = persons_of(people, _places(project, "missing_person"), named.by_person, named.bodies)
        ranking = rank(remains, persons)
        rows = ranking.order.tolist()
        best = {row: at for at, row in enumerate(rows[:limit], 1)}
        apart = {row: at for at, row in enumerate(rows, 1) if ranking.contested[row]}
        told = _told(
            remains, persons, ranking, people, only, {**best, **dict(list(apart.items())[:SHOWN])}, named.codes
        )
        others = [(persons if only else remains).ids[row] for row in told]
        names = project.register.titles(others, ("missing_person" if only else "case",))
        known = _compared(project, found, only)
        matches = {
            row: Match(at, names[id_], float(ranking.score[row]), bool(ranking.excluded[row]), reasons, known.get(id_))
            for id_, (row, (at, reasons)) in zip(others, told.items(), strict=True)
            if id_ in names
        }
    return Matches(
        found, len(rows), tuple(one for row, one in matches.items() if row in best),
        tuple(one for row, one in matches.items() if row in apart),
    )  # fmt: skip


def proposing(project: Project, case: Found, person: Found, by: str = "") -> Edit:
    """The edit that proposes a comparison of a case with a missing person, with the reasons as the list gave them.

    Raises RecordRefused where such a comparison is recorded already.
    """
    known = _compared(project, case, True).get(person.id)
    if known is not None:
        raise RecordRefused(
            "{case} and {person} are compared already, in {code}.", case=case.code, person=person.code, code=known.code
        )
    texts = {"cases": case.id, "missing_person": person.id, "status": "proposed"}
    if by:
        texts["compared_by"] = by
    return adding(project, "identification", texts)


# Reading


@dataclass(frozen=True)
class _Named:
    """Who is identified as what, by id: the bodies (as joined now) of each person, and the persons of each body.

    `bodies` are those that are classed as whole bodies, `joined` what is part of others, `codes` what each is called,
    `replaced` the opinions that another one took the place of.
    """

    by_person: Mapping[str, frozenset[str]]
    by_body: Mapping[str, frozenset[str]]
    bodies: frozenset[str]
    joined: Mapping[str, str]
    codes: Mapping[str, str]
    replaced: Mapping[str, str]


def _named(project: Project) -> _Named:
    """The names that stand, confirmed and superseded by nothing."""
    rows = list(project.register.fields_of("case", ("id", "joined_to", "remains_class", "review"), VOIDED))
    joined = {str(one["id"]): str(one["joined_to"]) for one in rows if one.get("joined_to")}
    by_person: dict[str, set[str]] = {}
    by_body: dict[str, set[str]] = {}
    standing = {str(one["id"]) for one in rows}
    for one in read_all(project, Identification, ("cases", "missing_person", "status", "superseded_by")):
        if one.missing_person is not None and claims_a_name(one.status, one.superseded_by):
            for case in standing.intersection(one.cases or ()):
                by_person.setdefault(one.missing_person, set()).add(body_of(joined, case))
                by_body.setdefault(body_of(joined, case), set()).add(one.missing_person)
    titles = project.register.titles([*by_person, *by_body], MATCHED)
    return _Named(
        {id_: frozenset(held) for id_, held in by_person.items()},
        {id_: frozenset(held) for id_, held in by_body.items()},
        frozenset(str(one["id"]) for one in rows if one.get("remains_class") == "body"), joined,
        {id_: one.code for id_, one in titles.items()}, superseded(project.register, "opinion"),
    )  # fmt: skip


VOIDED = ("review", "voided")


def _bodies(project: Project, case: str | None, named: _Named) -> list[Body]:
    """One case, or all that are not part of another."""
    records = Records()
    if case is None:
        for model, names in CASE_FIELDS.items():
            records.put(read_all(project, model, names))
        places = _places(project, "case")
        parts: dict[str, list[Case]] = {}
        joined = {one.id or "": one.joined_to for one in records.all(Case) if one.joined_to is not None}
        for one in records.all(Case):
            parts.setdefault(body_of(joined, one.id or ""), []).append(one)
        heads: Iterable[Case] = [one for one in records.all(Case) if one.joined_to is None]
        return [_body(records, one, places.get(one.id or ""), parts[one.id or ""], named) for one in heads]
    whole = _cases_of_body(named.joined, case)
    records.put(by_ids(project, Case, whole))
    for model in (Profile, Examination, Opinion, Artefact):
        for part in whole:
            records.put(select(project, model, Query(model.about.type, where=(("case", part),))))
    records.put(by_ids(project, Exhumation, [one.exhumation for one in records.all(Case)]))
    sites = [*(one.site for one in records.all(Exhumation)), *(one.site for one in records.all(Case))]
    records.put(by_ids(project, Site, sites))
    places = _places(project, "case", case)
    all_ = list(records.all(Case))
    return [_body(records, one, places.get(case), all_, named) for one in all_ if one.id == case]


def _cases_of_body(joined: Mapping[str, str], case: str) -> list[str]:
    """A case and all that is one body with it."""
    head = body_of(joined, case)
    return [one for one in {case: None, head: None, **dict.fromkeys(joined)} if body_of(joined, one) == head]


def _of_parts(records: Records, model: type[R], parts: Sequence[Case]) -> tuple[R, ...]:
    return tuple(one for part in parts for one in records.naming(model, "case", part.id or ""))


def _body(
    records: Records, case: Case, place: tuple[float, float] | None, parts: Sequence[Case], named: _Named
) -> Body:
    """What is known of a body is what is known of it and of all that was joined to it."""
    id_ = case.id or ""
    head = body_of(named.joined, id_)
    dug = records.one(Exhumation, case.exhumation)
    site = records.one(Site, (dug.site if dug is not None else None) or case.site)
    artefacts = _of_parts(records, Artefact, parts)
    opinions = _of_parts(records, Opinion, parts)
    died = [one.died for one in opinions if one.died and one.id not in named.replaced]
    clothes = [one.clothing_described for one in parts]
    clothes += [one.clothing_described for one in _of_parts(records, Examination, parts)]
    things = [text for one in artefacts for text in (one.description, one.material, one.colour, one.inscription)]
    gone = (case.recovered_at or "")[:10] or (dug.start if dug is not None else None)
    return Body(
        id_, _of_parts(records, Profile, parts), place,
        died[0] if died else site.deposited if site is not None else None, gone,
        tuple(text for text in (*clothes, *things) if text),
        serials=tuple(text for one in artefacts for text in (one.serial_number, one.marks, one.inscription) if text),
        head=head, whole=head in named.bodies, named=named.by_body.get(head, frozenset()),
    )  # fmt: skip


def _people(project: Project, person: str | None) -> list[MissingPerson]:
    if person is None:
        return list(read_all(project, MissingPerson, PERSON_FIELDS))
    return list(by_ids(project, MissingPerson, [person]))


def _places(project: Project, type_: str, only: str = "") -> dict[str, tuple[float, float]]:
    """Degrees of each record of a type that has a place, its own or that of what it belongs to, by id."""
    columns = project.register.map_columns(type_)
    placed = np.isfinite(columns.x)
    if only:
        wanted = project.register.ids_to_rows(type_, [only])
        placed &= np.isin(columns.row, list(wanted.values()))
    ids = project.register.rows_to_ids(type_, columns.row[placed].tolist())
    return dict(zip(ids, zip(columns.x[placed].tolist(), columns.y[placed].tolist(), strict=True), strict=True))


def _compared(project: Project, found: Found, is_case: bool) -> dict[str, Found]:
    """The comparisons of a record that nothing superseded, by the id of the other side."""
    field = "cases" if is_case else "missing_person"
    known: dict[str, Found] = {}
    for one in select(project, Identification, Query("identification", where=((field, found.id),))):
        if one.superseded_by is None and one.status != "withdrawn":
            other = [one.missing_person] if is_case else list(one.cases or ())
            known.update((id_, Found("identification", one.id or "", one.code or "")) for id_ in other if id_)
    return known


# Reasons


def _told(
    remains: Remains, persons: Persons, ranking: Ranking, people: Sequence[MissingPerson], is_case: bool,
    places: Mapping[int, int], codes: Mapping[str, str],
) -> dict[int, tuple[int, tuple[Reason, ...]]]:  # fmt: skip
    return {
        row: (at, _reasons(remains, persons, ranking, people, 0 if is_case else row, row if is_case else 0, row, codes))
        for row, at in places.items()
    }


def _reasons(
    remains: Remains, persons: Persons, ranking: Ranking, people: Sequence[MissingPerson], case: int, person: int,
    row: int, codes: Mapping[str, str],
) -> tuple[Reason, ...]:  # fmt: skip
    def detail(key: str) -> Message:
        if key == "identified":
            return _names_told(remains, persons, case, person, codes)
        return _DETAILS[key](remains, persons, people, case, person)

    return tuple(
        Reason(
            aspect.key, aspect.label, Verdict(int(ranking.verdicts[aspect.key][row])),
            float(ranking.weights[aspect.key][row]), detail(aspect.key),
        )
        for aspect in ASPECTS
    )  # fmt: skip


Detail = Callable[[Remains, Persons, Sequence[MissingPerson], int, int], Message]
NOTHING = say("–")


def _sex_told(remains: Remains, persons: Persons, people: Sequence[MissingPerson], case: int, person: int) -> Message:
    held, told = remains.sex[case], people[person].sex
    ours = NOTHING if not isfinite(held) else MISSING_SEX.said("F" if held < 0 else "M")
    theirs = NOTHING if told is None else Message(MISSING_SEX.all_codes.get(told, told))
    return say("remains: {remains}; person: {person}", remains=ours, person=theirs)


def _interval(low: float, high: float) -> str:
    if not isfinite(low) and not isfinite(high):
        return "–"
    ends = [f"{end:.0f}" if isfinite(end) else "?" for end in (low, high)]
    return ends[0] if ends[0] == ends[1] else "–".join(ends)


def _between(name: str, unit: Message) -> Detail:
    def told(
        remains: Remains, persons: Persons, people: Sequence[MissingPerson], case: int, person: int
    ) -> Message:  # fmt: skip
        ours, theirs = (
            _interval(float(getattr(side, f"{name}_min")[at]), float(getattr(side, f"{name}_max")[at]))
            for side, at in ((remains, case), (persons, person))
        )
        return say("remains: {remains} {unit}; person: {person} {unit}", remains=ours, person=theirs, unit=unit)

    return told


def _place_told(remains: Remains, persons: Persons, people: Sequence[MissingPerson], case: int, person: int) -> Message:
    from dataclasses import replace

    here = replace(remains, lon=remains.lon[case : case + 1], lat=remains.lat[case : case + 1])
    there = replace(persons, lon=persons.lon[person : person + 1], lat=persons.lat[person : person + 1])
    away = float(distance_km(here, there)[0])
    return say("{km} km apart", km=f"{away:.0f}") if isfinite(away) else NOTHING


def _date_told(remains: Remains, persons: Persons, people: Sequence[MissingPerson], case: int, person: int) -> Message:
    seen = people[person].last_seen or "–"
    died = "/".join(_day(float(one)) for one in (remains.died_first[case], remains.died_last[case]))
    return say("last seen {seen}; died {died}", seen=seen, died=died)


def _day(number: float) -> str:
    from forensics.dates import day_of

    return day_of(int(number)).isoformat() if isfinite(number) else ".."


def _teeth_told(remains: Remains, persons: Persons, people: Sequence[MissingPerson], case: int, person: int) -> Message:
    if not remains.teeth[case] or not persons.teeth[person]:
        return NOTHING
    agree, differ, excluded = compare_teeth(persons.teeth[person], remains.teeth[case])
    if excluded:
        return say("lost in life and there now: {teeth}", teeth=", ".join(excluded))
    alike, unlike = (", ".join(one) or "–" for one in (agree, differ))
    return say("alike: {alike}; not explained: {differ}", alike=alike, differ=unlike)


def _words_told(name: str) -> Detail:
    def told(
        remains: Remains, persons: Persons, people: Sequence[MissingPerson], case: int, person: int
    ) -> Message:  # fmt: skip
        shared = sorted(getattr(remains, name)[case] & getattr(persons, name)[person])
        return say("in both: {words}", words=", ".join(shared)) if shared else NOTHING

    return told


def _status_told(
    remains: Remains, persons: Persons, people: Sequence[MissingPerson], case: int, person: int
) -> Message:  # fmt: skip
    status = people[person].status
    return NOTHING if status is None else Message(MISSING_STATUS.all_codes.get(status, status))


def _names_told(remains: Remains, persons: Persons, case: int, person: int, codes: Mapping[str, str]) -> Message:
    """Whom the remains are identified as, or what else the person is."""
    others = remains.named[case] - {persons.ids[person]}
    elsewhere = persons.named[person] - {remains.heads[case]}
    if others:
        return say("the remains are identified as {persons}", persons=_codes(others, codes))
    if not elsewhere:
        return NOTHING
    if elsewhere & persons.bodies[person] and remains.whole[case]:
        return say("the person is identified as the body {cases}", cases=_codes(elsewhere, codes))
    return say("the person is identified as {cases}; a part of the same person is possible",
               cases=_codes(elsewhere, codes))  # fmt: skip


def _codes(ids: Iterable[str], codes: Mapping[str, str]) -> str:
    return ", ".join(sorted(codes.get(one, "–") for one in ids))


_DETAILS: dict[str, Detail] = {
    "sex": _sex_told, "age": _between("age", say("years")), "stature": _between("stature", say("cm")),
    "place": _place_told, "date": _date_told, "teeth": _teeth_told, "numbers": _words_told("serials"),
    "marks": _words_told("marks"), "effects": _words_told("things"), "status": _status_told,
}  # fmt: skip


def document(found: Matches, translate: Callable[[Message], str]) -> dict[str, Any]:
    """As `taphos match --json` gives it."""
    return {
        "of": {"type": found.of.type, "id": found.of.id, "code": found.of.code},
        "compared": found.compared,
        "contested": [_match_document(match, translate) for match in found.contested],
        "matches": [_match_document(match, translate) for match in found.matches],
    }


def _match_document(match: Match, translate: Callable[[Message], str]) -> dict[str, Any]:
    return {
        "rank": match.rank, "type": match.found.type, "id": match.found.id, "code": match.found.code,
        "score": round(match.score, 3), "excluded": match.excluded,
        "identification": match.known.code if match.known is not None else None,
        "reasons": [
            {"aspect": one.key, "verdict": one.verdict.name.lower(), "weight": round(one.weight, 3),
             "detail": translate(one.detail)}
            for one in match.reasons
        ],
    }  # fmt: skip


__all__ = ["MATCHED", "SHOWN", "VERDICT_WORDS", "Match", "Matches", "Reason", "document", "matches_of", "proposing"]
