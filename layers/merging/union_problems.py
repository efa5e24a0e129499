"""What breaks a rule only since two copies became one: told as problems, in an order of their own, and never refused.

Everything here follows from what the records hold and from who had seen whom, so that every copy with the same commits
tells the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from forensics.messages import Message, say
from forensics.numbering import taken_for
from forensics.planning.gate import IN_FORCE
from forensics.ports import Found, Query
from forensics.records.planning import SurveyArea
from forensics.rules.circles import LEADS_TO, circles
from forensics.rules.general import LABELLED, checks_of
from forensics.rules.linked import linked_problems
from forensics.values import typed_values
from layers.assigning import assignment_problems
from layers.custody.chains import CUSTODY
from layers.custody.checking import custody_problems
from layers.gating import gate_problems
from layers.project import Project
from layers.records import select
from layers.surroundings import RegisterSurroundings


@dataclass(frozen=True)
class UnionProblem:
    """One thing that is wrong with a record since copies were united."""

    record: Found
    message: Message


def union_problems(project: Project) -> list[UnionProblem]:
    """All of them, by type, code and id; none where nothing was ever edited apart. Blocking."""
    register = project.register
    if not register.was_edited_apart():
        return []
    with register.at_one_moment():
        found = [
            *_edits_of_voided(project),
            *_equal_codes(project),
            *_numbers_given_twice(project),
            *_circles(project),
            *_in_two_packages(project),
            *_hands(project),
            *_assignments(project),
            *_verified(project),
        ]
    by_place = {(one.record.type, one.record.code, one.record.id, str(one.message)): one for one in found}
    return [by_place[place] for place in sorted(by_place)]


def _label(project: Project, type_: str) -> Message:
    return Message(project.catalogue[type_].about.label)


def _field(project: Project, type_: str, name: str) -> Message:
    return Message(project.catalogue[type_].field(name).label)


def _edits_of_voided(project: Project) -> Iterator[UnionProblem]:
    """Edits made without having seen the void of their record, and points that what others wrote forbids."""
    for one in project.register.waiting():
        record = Found(one.type, one.id, str(one.state.values.get("code") or ""))
        for commit in one.state.unseen:
            event = one.events.get(commit)
            yield UnionProblem(record, say(
                "{type} {code} is voided, and {author} edited it without having seen that ({commit}); lift the void or "
                "leave it.",
                type=_label(project, one.type), code=record.code, author=event.author if event else "–",
                commit=commit[:12],
            ))  # fmt: skip
        for name in one.state.withheld:
            yield UnionProblem(record, say(
                "{type} {code}: “{field}” is kept back, since another copy made the record one of sexual violence.",
                type=_label(project, one.type), code=record.code, field=_field(project, one.type, name),
            ))  # fmt: skip


def _equal_codes(project: Project) -> Iterator[UnionProblem]:
    for type_, code in project.register.equal_codes():
        for values in project.register.select(Query(type_, where=(("code", code),))):
            yield UnionProblem(Found(type_, str(values["id"]), code), say(
                "{type} {code}: several records have this code; give all but one another.",
                type=_label(project, type_), code=code,
            ))  # fmt: skip


def _numbers_given_twice(project: Project) -> Iterator[UnionProblem]:
    """Numbers that are taken for one on a label, of which teams that worked apart gave one each."""
    for type_ in LABELLED:
        given: dict[str, dict[str, str]] = {}
        for values in project.register.fields_of(type_, ("id", "code", "review"), ("review", "voided")):
            code = str(values.get("code") or "")
            given.setdefault(taken_for(type_, code), {})[str(values["id"])] = code
        twice = [held for held in given.values() if len(set(held.values())) > 1]
        apart = project.register.made_apart(type_) if twice else set()
        for held in twice:
            if apart.isdisjoint(held):
                continue
            for id_, code in held.items():
                yield UnionProblem(Found(type_, id_, code), say(
                    "{type} {codes}: teams that worked apart gave these, which are one number; give all but one "
                    "another.",
                    type=_label(project, type_), codes=", ".join(sorted(held.values())),
                ))  # fmt: skip


def _circles(project: Project) -> Iterator[UnionProblem]:
    for type_, fields in LEADS_TO.items():
        for name in fields:
            edges = _edges(project, type_, name)
            for circle in circles(edges):
                titles = project.register.titles(circle, (type_,))
                codes = sorted(titles[one].code for one in circle if one in titles)
                for one in circle:
                    record = titles.get(one, Found(type_, one, ""))
                    yield UnionProblem(record, say(
                        "{type} {codes}: “{field}” leads in a circle.",
                        type=_label(project, type_), codes=", ".join(codes), field=_field(project, type_, name),
                    ))  # fmt: skip


def _edges(project: Project, type_: str, name: str) -> dict[str, tuple[str, ...]]:
    """What each record of a type names in a field, voided ones left out."""
    found: dict[str, tuple[str, ...]] = {}
    for values in project.register.fields_of(type_, ("id", name, "review"), ("review", "voided")):
        named = values.get(name)
        if named:
            found[str(values["id"])] = (named,) if isinstance(named, str) else tuple(named)
    return found


def _in_two_packages(project: Project) -> Iterator[UnionProblem]:
    lying: dict[str, list[str]] = {}
    for package, held in _edges(project, "package", "holds").items():
        for item in held:
            lying.setdefault(item, []).append(package)
    twice = {item: packages for item, packages in lying.items() if len(packages) > 1}
    titles: Mapping[str, Found] = project.register.titles([*twice, *(one for held in twice.values() for one in held)])
    for item, packages in twice.items():
        record = titles.get(item, Found("", item, item))
        codes = sorted(titles[one].code for one in packages if one in titles)
        yield UnionProblem(
            record, say("{item} lies in several packages: {packages}.", item=record.code, packages=", ".join(codes))
        )


def _hands(project: Project) -> Iterator[UnionProblem]:
    """What is wrong with the custody of items of which some two events were written apart."""
    apart = project.register.made_apart(CUSTODY)
    events = project.register.many_values(CUSTODY, sorted(apart))
    items = sorted({str(values["item"]) for values in events.values() if values.get("item")})
    for wrong in custody_problems(project, items) if items else ():
        yield UnionProblem(wrong.item, wrong.message)


def _assignments(project: Project) -> Iterator[UnionProblem]:
    """Teams that are assigned or at work where a hazard, or another step that lacks, keeps them from it."""
    for status in IN_FORCE:
        for area in select(project, SurveyArea, Query("survey_area", where=(("status", status),))):
            record = Found("survey_area", area.id or "", area.code or "")
            for problem in (*assignment_problems(project, area), *gate_problems(project.register, area)):
                yield UnionProblem(record, problem.message)


VERIFIED = ("level", "reviewer", "contradicting_evidence")
"""The fields whose problems say that “verified” is not borne out."""


def _verified(project: Project) -> Iterator[UnionProblem]:
    """Incidents that one copy verified on what the other took away meanwhile."""
    kind, around = project.catalogue["incident"], RegisterSurroundings(project.register)
    for values in project.register.select(Query(kind.name, where=(("level", "verified"),))):
        record = around.record(str(values["id"]))
        alone = checks_of(kind).family.problems(typed_values(kind.by_name, values))
        between = linked_problems(record, around) if record is not None else ()
        for problem in (*alone, *between):
            if problem.refuses and problem.field in VERIFIED:
                yield UnionProblem(Found(kind.name, str(values["id"]), str(values.get("code") or "")), problem.message)
